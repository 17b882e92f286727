package review

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/gate"
	"github.com/dupes-news/dupes/internal/report"
)

// spec describes all routes, OpenAPI 3.1.
//
//go:embed openapi.json
var spec string

// specFor is spec as it is true for a server with or without a token.
func specFor(t *token) string {
	if t != nil {
		return spec
	}
	return strings.Replace(spec, securityLine, "", 1)
}

// securityLine says that all of the API wants a token.
const securityLine = `  "security": [{"token": []}],` + "\n"

const (
	aboutAPI = `dupes: an index of news articles, and what may go in.

POST   /v1/check                    decide about articles, change nothing
POST   /v1/articles                 decide about articles, add what is accepted
DELETE /v1/articles/{id}            take an article out
GET    /v1/articles/{id}/relations  what an article has to do with others
GET    /v1/stats                    the index in figures
GET    /v1/openapi.json             all of this, exactly
GET    /metrics                     the server in figures, for Prometheus
`
	aboutPage = `GET    /                            the page, for a browser
`
	aboutAll = `GET    /healthz                     whether the server can answer
`
)

func (s *server) about(*call) (answer, error) {
	text := aboutAPI
	if s.Index == nil {
		text = "dupes: a report of news articles.\n\n"
	}
	if s.room != nil {
		text += aboutPage
	}
	return answer{status: http.StatusOK, kind: "text/plain; charset=utf-8", body: []byte(text + aboutAll)}, nil
}

func (s *server) openapi(*call) (answer, error) {
	return answer{status: http.StatusOK, body: []byte(specFor(s.token))}, nil
}

func jsonAnswer(v any) (answer, error) {
	b, err := json.Marshal(v, jsontext.AllowInvalidUTF8(true)) // an id may be the name of a file
	return answer{status: http.StatusOK, body: b}, err
}

// healthWait is less than those who ask after health wait by default.
const healthWait = 3 * time.Second

// health asks the index, if there is one, for an article that it does not have.
func (s *server) health(c *call) (answer, error) {
	ctx, cancel := context.WithTimeout(c.Context(), healthWait)
	defer cancel()
	if s.Index != nil {
		if _, err := s.Index.Has(ctx, []string{""}); err != nil {
			s.Log.Error("health", "error", err)
			return answer{}, refuse(http.StatusServiceUnavailable, "the index does not answer")
		}
	}
	return jsonAnswer(struct {
		Status string `json:"status"`
	}{"ok"})
}

func (s *server) stats(c *call) (answer, error) {
	st, err := s.Index.Stats(c.Context())
	if err != nil {
		return answer{}, err
	}
	var b bytes.Buffer
	err = report.WriteIndexStats(&b, st, report.Options{Format: "jsonl"})
	return answer{status: http.StatusOK, body: b.Bytes()}, err
}

func (s *server) measures(c *call) (answer, error) {
	var b bytes.Buffer
	st, err := s.Index.Stats(c.Context())
	if err != nil {
		s.Log.Error("metrics", "error", err)
	}
	s.metrics.write(&b, err == nil, st.Articles)
	return answer{status: http.StatusOK, kind: "text/plain; version=0.0.4; charset=utf-8", body: b.Bytes()}, nil
}

func (s *server) check(c *call) (answer, error) { return s.decide(c, false, s.Service.Check) }

func (s *server) add(c *call) (answer, error) {
	if s.ReadOnly {
		return answer{}, errReadOnly
	}
	return s.decide(c, true, s.Service.Add)
}

// refusedRow stands for an article that was not decided about.
type refusedRow struct {
	Type    string `json:"type"`
	ID      string `json:"id,omitempty"`
	Refused string `json:"refused"`
}

// decide answers with a row for each article, in the order of the request.
func (s *server) decide(c *call, named bool, ask func(context.Context, []corpus.Article) ([]gate.Outcome, error)) (answer, error) {
	body, err := s.body(c)
	if err != nil {
		return answer{}, err
	}
	objects, err := split(body, s.Limits.Articles)
	if err != nil {
		return answer{}, err
	}
	rows := make([]any, len(objects))
	var list []corpus.Article
	var at []int
	for i, raw := range objects {
		a, err := s.article(raw, i, named)
		if err != nil {
			rows[i] = refusedRow{Type: "refused", Refused: err.Error()}
			continue
		}
		list, at = append(list, a), append(at, i)
	}
	outcomes, err := ask(c.Context(), list)
	if err != nil {
		return answer{}, err
	}
	for n, o := range outcomes {
		rows[at[n]] = rowOf(list[n].ID, &o)
	}
	s.metrics.decided(rows)
	return jsonAnswer(struct {
		Decisions []any `json:"decisions"`
	}{rows})
}

func rowOf(id string, o *gate.Outcome) any {
	if o.Refused != "" {
		return refusedRow{"refused", id, o.Refused}
	}
	return report.NewDecisionRow(&o.Decision)
}

// article makes an article of an object. Its place in the request stands for
// an id where it needs none.
func (s *server) article(raw []byte, i int, named bool) (corpus.Article, error) {
	if limit := s.Corpus.MaxArticle; limit > 0 && int64(len(raw)) > limit {
		return corpus.Article{}, fmt.Errorf("over the limit of an article, %d bytes", limit)
	}
	name := ""
	if !named {
		name = fmt.Sprintf("#%d", i+1)
	}
	a, err := s.articles.Object(raw, name)
	if err != nil {
		reason, _, _ := strings.Cut(err.Error(), "; --") // a hint for who started the server
		return a, errors.New(reason)
	}
	a.Path = ""
	return a, nil
}

var errNotIn = refusal{status: http.StatusNotFound, text: "no article with this id in the index"}

func (s *server) remove(c *call) (answer, error) {
	if s.ReadOnly {
		return answer{}, errReadOnly
	}
	missing, err := s.Index.Remove(c.Context(), []string{c.id})
	if err != nil {
		return answer{}, err
	}
	if len(missing) > 0 {
		return answer{}, errNotIn
	}
	return answer{status: http.StatusNoContent}, nil
}

// relations searches by itself, so that as many do at once as there are jobs.
func (s *server) relations(c *call) (answer, error) {
	if err := s.desks.take(c.Context()); err != nil {
		return answer{}, err
	}
	defer s.desks.leave()
	k, found, in, err := s.Index.Relations(c.Context(), c.id)
	switch {
	case err != nil:
		return answer{}, err
	case !in:
		return answer{}, errNotIn
	}
	rows := make([]report.RelativeRow, 0, len(found.Relatives))
	searcher := s.Index.Header.NewSearcher(0)
	for _, r := range found.Relatives {
		rows = append(rows, report.NewRelativeRow(k, r, searcher))
	}
	return jsonAnswer(struct {
		ID        string               `json:"id"`
		Relations []report.RelativeRow `json:"relations"`
	}{c.id, rows})
}
