package review

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/gate"
	"github.com/dupes-news/dupes/internal/index"
	"github.com/dupes-news/dupes/internal/source"
)

// world is a server over an index of its own.
type world struct {
	t   *testing.T
	cfg Config
	h   http.Handler
	dir string // of the index
	log *bytes.Buffer
}

// newWorld makes a server over an empty index; change is what is not as usual.
func newWorld(t *testing.T, change func(*Config)) *world {
	t.Helper()
	dir := t.TempDir()
	ix, err := index.Create(t.Context(), dir, index.Options{Shingle: 5, MinRun: 12, Threshold: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	service, err := gate.NewService(gate.Options{Policy: gate.Default(), Index: ix, Outlets: source.Default(), Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, dir: dir, log: &bytes.Buffer{}}
	w.cfg = Config{Index: ix, Service: service, Jobs: 2, Log: slog.New(slog.NewTextHandler(w.log, nil))}
	if change != nil {
		change(&w.cfg)
	}
	w.h = New(w.cfg)
	return w
}

// reply is what came back.
type reply struct {
	status int
	header http.Header
	body   string
}

// ask sends a request; headers are pairs of name and value.
func (w *world) ask(method, path, body string, headers ...string) reply {
	w.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "127.0.0.1:7311"
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	rec := httptest.NewRecorder()
	w.h.ServeHTTP(rec, r)
	return reply{rec.Code, rec.Header(), rec.Body.String()}
}

// verdicts are the decisions of an answer as "id verdict reason", or
// "id refused why".
func (r reply) verdicts(t *testing.T) []string {
	t.Helper()
	var got struct {
		Decisions []struct{ ID, Decision, Reason, Refused string }
	}
	if err := json.Unmarshal([]byte(r.body), &got, json.MatchCaseInsensitiveNames(true)); err != nil || r.status != http.StatusOK {
		t.Fatalf("answer %d %s: %v", r.status, r.body, err)
	}
	var out []string
	for _, d := range got.Decisions {
		if d.Refused != "" {
			out = append(out, fmt.Sprintf("%s refused %s", d.ID, d.Refused))
			continue
		}
		out = append(out, fmt.Sprintf("%s %s %s", d.ID, d.Decision, d.Reason))
	}
	return out
}

const (
	ferry  = "The ferry between the two islands was back in service on Thursday after four days in the dock, the operator said, and would sail by the usual timetable until the end of the month."
	bridge = "A bridge over the northern arm of the river is to be built by the end of the decade, the minister told parliament, which had asked for a tunnel in three votes since the flood of 2011."
)

func object(id, text string) string {
	b, _ := json.Marshal(map[string]string{"id": id, "text": text}, json.Deterministic(true))
	return string(b)
}

func list(objects ...string) string { return "[" + strings.Join(objects, ",") + "]" }

func TestDecisions(t *testing.T) {
	w := newWorld(t, nil)
	for _, tt := range []struct {
		name, path, body string
		want             []string
	}{
		{"nothing in yet", "/v1/check", object("a", ferry), []string{"a accept new"}},
		{"a check adds nothing", "/v1/check", object("a", ferry), []string{"a accept new"}},
		{"no id is needed", "/v1/check", list(`{"text":"`+ferry+`"}`, `{"text":"`+bridge+`"}`), []string{"#1 accept new", "#2 accept new"}},
		{"here it is", "/v1/articles", list(`{"text":"`+ferry+`"}`, `{"id":"","text":"`+ferry+`"}`), []string{" refused empty id", " refused empty id"}},
		{"a batch is compared with itself", "/v1/check", list(object("a", ferry), object("b", ferry)), []string{"a accept new", "b reject identical"}},
		{"added", "/v1/articles", object("a", ferry), []string{"a accept new"}},
		{"and again", "/v1/articles", object("a", ferry), []string{"a reject already-in"}},
		{"another text", "/v1/articles", object("a", bridge), []string{"a flag id-taken"}},
		{"another id", "/v1/check", object("b", ferry), []string{"b reject identical"}},
		{
			"refused in their places", "/v1/articles",
			list(`{"id":"x"}`, object("short", "three words only"), object("c", bridge), object("c", ferry), `{"id":"n","text":7}`),
			[]string{
				" refused no text: none of the fields text, content, body, article, maintext", "short refused too short: 3 words, a shingle has 5", "c accept new",
				`c refused id "c" is taken by another article of the request`, ` refused no text: field "text": want text, have a number`,
			},
		},
		{"an object with a list", "/v1/check", `{"articles":` + list(object("c", bridge)) + `,"more":{}}`, []string{"c reject already-in"}},
		{"none", "/v1/check", `[]`, nil},
		{"none in an object", "/v1/articles", `{"articles":[]}`, nil},
		{"only what is refused", "/v1/check", `{}`, []string{" refused no text: none of the fields text, content, body, article, maintext"}},
		{"other names", "/v1/check", `{"_id":5,"headline":"Ferry","body":["` + ferry + `","` + bridge + `"],"unknown":[1,{"deep":null}]}`, []string{"5 reject copied"}},
	} {
		got := w.ask("POST", tt.path, tt.body).verdicts(t)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: POST %s, -want +got:\n%s", tt.name, tt.path, diff)
		}
	}
	if n := articlesIn(t, w); n != 2 {
		t.Errorf("articles in the index = %d, want 2", n)
	}
}

func articlesIn(t *testing.T, w *world) int64 {
	t.Helper()
	st, err := w.cfg.Index.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return st.Articles
}

// What is added is in when the answer comes, also for who opens the index anew.
func TestDurable(t *testing.T) {
	dir := t.TempDir()
	ix, err := index.Create(t.Context(), dir, index.Options{Shingle: 5, MinRun: 12, Threshold: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	service, err := gate.NewService(gate.Options{Policy: gate.Default(), Index: ix, Outlets: source.Default(), Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, h: New(Config{Index: ix, Service: service})}
	if got := w.ask("POST", "/v1/articles", object("a", ferry)).verdicts(t); !slices.Equal(got, []string{"a accept new"}) {
		t.Fatalf("POST = %q", got)
	}
	if err := ix.Close(); err != nil {
		t.Fatal(err)
	}
	if ix, err = index.Open(t.Context(), dir, index.Read); err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	if in, err := ix.Has(t.Context(), []string{"a"}); err != nil || !in[0] {
		t.Errorf("Has = %v, %v, want it", in, err)
	}
}

// An article's path leads to its id, whatever that looks like.
func TestPaths(t *testing.T) {
	ids := []string{
		"a", "daily/ferry.txt", "a/../b", "../../etc/passwd", "..", ".", "/", "//", "a//b", "%2e%2e", "%", "100%", "a b", "a+b", "a?b=c", "a#b", "a;b",
		"ä/ö", "日本", "\x00", "a\nb", `"`, "relations", "x/relations", "/relations", "relations/", "{id}", "{id}/relations", "<b>", "check", strings.Repeat("x", 1024),
	}
	w := newWorld(t, nil)
	var objects []string
	for i, id := range ids {
		objects = append(objects, object(id, fmt.Sprintf("%s Number %d of many that all %d say so.", ferry, i, i)))
	}
	// Copies of one another, which only Add of the index takes.
	for _, o := range objects {
		a, err := corpus.NewUnpacker(corpus.Config{}).Object([]byte(o), "")
		if err != nil {
			t.Fatal(err)
		}
		sketcher, err := w.cfg.Index.Header.NewSketcher()
		if err != nil {
			t.Fatal(err)
		}
		k, err := sketcher.Sketch(a)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.cfg.Index.Add(t.Context(), []*index.Sketch{k}, false); err != nil {
			t.Fatal(err)
		}
	}
	gone := map[string]bool{}
	for _, id := range ids {
		path := "/v1/articles/" + url.PathEscape(id)
		got := w.ask("GET", path+"/relations", "")
		var v struct {
			ID        string
			Relations []struct{ Partner, Relation string }
		}
		if err := json.Unmarshal([]byte(got.body), &v, json.MatchCaseInsensitiveNames(true)); err != nil || got.status != 200 || v.ID != id {
			t.Errorf("GET %s/relations = %d %.200s, want those of %q", path, got.status, got.body, id)
		}
		for _, r := range v.Relations {
			if gone[r.Partner] || r.Partner == id {
				t.Errorf("GET %s/relations has %q, want only others that are in", path, r.Partner)
			}
		}
		if want := len(ids) - len(gone) - 1; len(v.Relations) != want {
			t.Errorf("GET %s/relations: %d, want %d", path, len(v.Relations), want)
		}
		if got := w.ask("DELETE", path, ""); got.status != 204 || got.body != "" {
			t.Errorf("DELETE %s = %d %s, want 204", path, got.status, got.body)
		}
		gone[id] = true
		for _, ask := range [][2]string{{"DELETE", path}, {"GET", path + "/relations"}} {
			if got := w.ask(ask[0], ask[1], ""); got.status != 404 {
				t.Errorf("%s %s = %d %s, want 404, as it is gone", ask[0], ask[1], got.status, got.body)
			}
		}
	}
	if n := articlesIn(t, w); n != 0 {
		t.Errorf("articles in the index = %d, want none", n)
	}
}

// Plain slashes and dots in a path are those of the id, too.
func TestPlainPaths(t *testing.T) {
	w := newWorld(t, nil)
	for _, tt := range []struct{ id, path string }{
		{"a/b/c", "/v1/articles/a/b/c"},
		{"a//b", "/v1/articles/a//b"},
		{"../v1/stats", "/v1/articles/../v1/stats"},
		{"../../healthz", "/v1/articles/%2e%2e/%2E%2e/healthz"},
		{"/x", "/v1/articles//x"},
		{"x/", "/v1/articles/x/"},
		{"é/relations", "/v1/articles/é%2Frelations"}, // not all of it escaped
	} {
		if got := w.ask("POST", "/v1/articles", object(tt.id, ferry)).verdicts(t); !slices.Equal(got, []string{tt.id + " accept new"}) {
			t.Fatalf("POST %q = %q", tt.id, got)
		}
		// Not from a client, which would clean the path, but as a server gets it.
		r := httptest.NewRequest("DELETE", "/", nil)
		u, err := url.ParseRequestURI(tt.path)
		if err != nil {
			t.Fatal(err)
		}
		r.URL = u
		rec := httptest.NewRecorder()
		w.h.ServeHTTP(rec, r)
		if rec.Code != 204 {
			t.Errorf("DELETE %s = %d %s, want 204", tt.path, rec.Code, rec.Body)
		}
	}
}

func TestRoutes(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits.Articles, c.Limits.Body = 3, 1000 })
	const isJSON = "application/json"
	for _, tt := range []struct {
		ask    string // method, path, and body
		status int
		kind   string
		want   string // in the body
	}{
		{"GET /", 200, "text/plain; charset=utf-8", "POST   /v1/check"},
		{"GET /healthz", 200, isJSON, `{"status":"ok"}`},
		{"GET /v1/stats", 200, isJSON, `{"type":"stats","schema":1,"articles":0,`},
		{"HEAD /healthz", 200, isJSON, ""},
		{"GET /v1/openapi.json", 200, isJSON, `"openapi": "3.1.0"`},
		{"GET /metrics", 200, "text/plain; version=0.0.4; charset=utf-8", "\ndupes_index_articles 0\n"},
		{"POST /v1/check {}", 200, isJSON, `{"decisions":[{"type":"refused",`},
		{"DELETE /v1/articles/none", 404, isJSON, `{"error":"no article with this id in the index"}`},
		{"DELETE /v1/articles/", 404, isJSON, `{"error":"no article with this id in the index"}`},
		{"GET /v1/articles/none/relations", 404, isJSON, `{"error":"no article with this id in the index"}`},
		{"GET /v1/articles//relations", 404, isJSON, `{"error":"no article with this id in the index"}`},
		{"GET /v1/articles/relations", 405, isJSON, `{"error":"no such method here"}`}, // an article of that name
		{"GET /none", 404, isJSON, `{"error":"no such path: / names those that there are"}`},
		{"GET /v1/", 404, isJSON, "no such path"},
		{"GET /v1/stats/", 404, isJSON, "no such path"},
		{"GET //v1/stats", 404, isJSON, "no such path"},
		{"GET /v1/../v1/stats", 404, isJSON, "no such path"},
		{"GET /v1%2Fstats", 404, isJSON, "no such path"},
		{"GET /v1/articles%7Bid%7D", 404, isJSON, "no such path"},
		{"POST /v1/stats", 405, isJSON, "no such method here"},
		{"DELETE /v1/articles/a/relations", 405, isJSON, "no such method here"},
		{"OPTIONS /v1/check", 405, isJSON, "no such method here"},
		{"TRACE /", 405, isJSON, "no such method here"},
		{"POST /v1/check", 400, isJSON, `{"error":"empty request: want a JSON object, or a list of them"}`},
		{"POST /v1/check {", 400, isJSON, `{"error":"JSON at byte 1: unexpected EOF"}`},
		{"POST /v1/check {}{}", 400, isJSON, "more after the value"},
		{"POST /v1/check {} x", 400, isJSON, "JSON at byte"},
		{"POST /v1/check [{]", 400, isJSON, "JSON at byte"},
		{"POST /v1/check null", 400, isJSON, "want a JSON object, or a list of them"},
		{`POST /v1/check "a"`, 400, isJSON, "want a JSON object, or a list of them"},
		{"POST /v1/check nothing", 400, isJSON, "JSON at byte"},
		{"POST /v1/check [{},null]", 400, isJSON, "element 2 of the list: want a JSON object"},
		{`POST /v1/check {"articles":{}}`, 400, isJSON, `\"articles\": want a list of JSON objects`},
		{`POST /v1/check {"articles":[7]}`, 400, isJSON, "element 1 of the list: want a JSON object"},
		{`POST /v1/check {"id":"a","id":"b"}`, 400, isJSON, "duplicate"},
		{"POST /v1/check {\"id\":\"\xff\"}", 400, isJSON, "invalid UTF-8"},
		{"POST /v1/check [{},{},{}]", 200, isJSON, "decisions"},
		{"POST /v1/check [{},{},{},{}]", 413, isJSON, `{"error":"more than 3 articles"}`},
		{"POST /v1/check " + strings.Repeat(" ", 1001), 413, isJSON, `{"error":"more than 1000 bytes"}`},
		{"POST /v1/check " + strings.Repeat("[", 65), 400, isJSON, `{"error":"JSON of more than 64 levels"}`},
		{`POST /v1/check {"id":` + strings.Repeat("[", 63) + strings.Repeat("]", 63) + `}`, 200, isJSON, "decisions"},
		{`POST /v1/check {"id":` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + `}`, 400, isJSON, "levels"},
		{`POST /v1/check {"id":"` + strings.Repeat("[", 100) + `\"` + strings.Repeat("{", 100) + `"}`, 200, isJSON, "decisions"},
	} {
		method, rest, _ := strings.Cut(tt.ask, " ")
		path, body, _ := strings.Cut(rest, " ")
		got := w.ask(method, path, body)
		if got.status != tt.status || got.header.Get("Content-Type") != tt.kind || !strings.Contains(got.body, tt.want) {
			t.Errorf("%.80q = %d %s %.300s, want %d %s %s", tt.ask, got.status, got.header.Get("Content-Type"), got.body, tt.status, tt.kind, tt.want)
		}
		if got.header.Get("X-Content-Type-Options") != "nosniff" || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%.80q: headers %v", tt.ask, got.header)
		}
	}
	if w.log.Len() > 0 {
		t.Errorf("log: %s, want nothing for what a client did wrong", w.log)
	}
}

func TestAllow(t *testing.T) {
	w := newWorld(t, nil)
	for path, want := range map[string]string{
		"/": "GET, HEAD", "/v1/check": "POST", "/v1/articles": "POST", "/v1/articles/a": "DELETE", "/v1/articles/a/relations": "GET, HEAD",
	} {
		if got := w.ask("PATCH", path, ""); got.status != 405 || got.header.Get("Allow") != want {
			t.Errorf("PATCH %s = %d, Allow %q, want 405, %q", path, got.status, got.header.Get("Allow"), want)
		}
	}
}

func TestReadOnly(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.ReadOnly = true })
	for _, tt := range []struct {
		ask  string
		want int
	}{{"POST /v1/articles {}", 403}, {"DELETE /v1/articles/a", 403}, {"POST /v1/check {}", 200}, {"GET /v1/stats", 200}} {
		f := strings.Fields(tt.ask + " ")
		body := ""
		if len(f) > 2 {
			body = f[2]
		}
		if got := w.ask(f[0], f[1], body); got.status != tt.want {
			t.Errorf("%s = %d %s, want %d", tt.ask, got.status, got.body, tt.want)
		}
	}
}

// A panic is the end of its request, not of the server, and tells the client
// nothing.
func TestPanic(t *testing.T) {
	w := newWorld(t, nil)
	cfg := w.cfg
	cfg.Service = nil
	w.h = New(cfg)
	got := w.ask("POST", "/v1/check", object("a", ferry))
	if got.status != 500 || got.body != `{"error":"internal error: the log of the server says more"}` {
		t.Errorf("answer = %d %s", got.status, got.body)
	}
	if log := w.log.String(); !strings.Contains(log, "level=ERROR msg=panic method=POST route=/v1/check") || !strings.Contains(log, "handlers.go") {
		t.Errorf("log = %s", log)
	}
	if got := w.ask("GET", "/healthz", ""); got.status != 200 {
		t.Errorf("health after a panic = %d", got.status)
	}
}

// A request whose client is gone is no error of the server.
func TestGivenUp(t *testing.T) {
	w := newWorld(t, nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, "POST", "/v1/check", strings.NewReader(list(object("a", ferry), object("b", bridge))))
	rec := httptest.NewRecorder()
	w.h.ServeHTTP(rec, r)
	if rec.Code != 503 || w.log.Len() > 0 {
		t.Errorf("answer = %d %s, log %q, want 503 and nothing", rec.Code, rec.Body, w.log)
	}
}

// An index that is damaged is told to the log, and not to the client.
func TestDamaged(t *testing.T) {
	w := newWorld(t, nil)
	w.ask("POST", "/v1/articles", object("a", ferry))
	runs, err := filepath.Glob(filepath.Join(w.dir, "runs", "*"))
	if err != nil || len(runs) == 0 {
		t.Fatalf("runs = %q, %v", runs, err)
	}
	for _, path := range runs {
		b, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, bytes.Repeat([]byte{0xa5}, len(b)), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, ask := range []string{"POST /v1/check", "POST /v1/articles", "GET /v1/articles/a/relations"} {
		w.log.Reset()
		method, path, _ := strings.Cut(ask, " ")
		got := w.ask(method, path, object("b", ferry))
		if got.status != 500 || got.body != `{"error":"internal error: the log of the server says more"}` {
			t.Errorf("%s = %d %s, want 500", ask, got.status, got.body)
		}
		if log := w.log.String(); !strings.Contains(log, "level=ERROR msg=request method="+method) || !strings.Contains(log, w.dir) {
			t.Errorf("%s: log %s", ask, log)
		}
	}
}

func TestMetrics(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits.Requests = 1 })
	w.ask("POST", "/v1/articles", list(object("a", ferry), object("b", ferry), `{}`))
	w.ask("POST", "/v1/articles", object("a", bridge))
	w.ask("GET", "/v1/articles/a/relations", "")
	w.ask("GET", "/v1/articles/b/relations", "")
	w.ask("GET", "/nowhere/1", "")
	w.ask("GET", "/nowhere/2", "")
	w.ask("BREW", "/v1/check", "")
	body := w.ask("GET", "/metrics", "").body
	for _, want := range []string{
		`dupes_http_requests_total{route="/v1/articles",method="POST",status="200"} 2`,
		`dupes_http_requests_total{route="/v1/articles/{id}/relations",method="GET",status="200"} 1`,
		`dupes_http_requests_total{route="/v1/articles/{id}/relations",method="GET",status="404"} 1`,
		`dupes_http_requests_total{route="other",method="GET",status="404"} 2`,
		`dupes_http_requests_total{route="/v1/check",method="other",status="405"} 1`,
		`dupes_http_request_duration_seconds_count{route="/v1/articles"} 2`,
		`dupes_decisions_total{verdict="accept"} 1`,
		`dupes_decisions_total{verdict="flag"} 1`,
		`dupes_decisions_total{verdict="reject"} 1`,
		`dupes_decisions_total{verdict="refused"} 1`,
		`dupes_http_requests_in_flight 0`,
		`dupes_http_requests_refused_busy_total 0`,
		`dupes_index_up 1`,
		`dupes_index_articles 1`,
		`process_resident_memory_bytes `,
		`go_goroutines `,
	} {
		if !strings.Contains(body, "\n"+want) && !strings.HasPrefix(body, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	if t.Failed() {
		t.Log(body)
	}
}
