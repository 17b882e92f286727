package review

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/dupes-news/dupes/internal/verdict"
)

// judged is what is said of a pair, as a page hears of it.
type judged struct {
	N        int    `json:"n"` // of the entry
	A        string `json:"a"`
	B        string `json:"b"`
	Verdict  string `json:"verdict,omitempty"`
	Keep     string `json:"keep,omitempty"`
	Note     string `json:"note,omitempty"`
	Reviewer string `json:"reviewer,omitempty"`
	Time     string `json:"time,omitempty"`
}

func newJudged(n int, p verdict.Pair, j verdict.Judgement) judged {
	out := judged{N: n, A: p.A, B: p.B, Verdict: string(j.Kind), Keep: j.Keep, Note: j.Note, Reviewer: j.Reviewer}
	if !j.Time.IsZero() {
		out.Time = j.Time.Format(time.RFC3339)
	}
	return out
}

var errNoVerdicts = refusal{status: http.StatusForbidden, text: "this server takes no verdicts"}

// verdicts are all that were said. The number is read first: what comes in
// between is then heard of twice, and not never.
func (s *server) verdicts(*call) (answer, error) {
	out := struct {
		N     int      `json:"n"`
		Pairs []judged `json:"pairs"`
	}{Pairs: []judged{}}
	if j := s.room.Verdicts; j != nil {
		out.N = j.Last()
		for p, x := range j.State() {
			out.Pairs = append(out.Pairs, newJudged(out.N, p, x))
		}
		slices.SortFunc(out.Pairs, func(p, q judged) int { return cmp.Or(strings.Compare(p.A, q.A), strings.Compare(p.B, q.B)) })
	}
	return jsonAnswer(out)
}

// saying is a verdict as a page sends it.
type saying struct {
	A              string       `json:"a"`
	B              string       `json:"b"`
	Verdict        verdict.Kind `json:"verdict"`
	Keep           string       `json:"keep"`
	Note           string       `json:"note"`
	Representative string       `json:"representative"`
}

// say takes a verdict. When it answers, the verdict is in the file.
func (s *server) say(c *call) (answer, error) {
	j := s.room.Verdicts
	if j == nil {
		return answer{}, errNoVerdicts
	}
	body, err := s.body(c)
	if err != nil {
		return answer{}, err
	}
	var x saying
	if err := json.Unmarshal(body, &x, json.RejectUnknownMembers(true)); err != nil {
		return answer{}, refuse(http.StatusBadRequest, "not a verdict: %v", err)
	}
	e, err := s.append(j, x)
	told, wrong := errors.AsType[verdict.EntryError](err)
	_, refused := errors.AsType[refusal](err)
	switch {
	case refused:
		return answer{}, err
	case errors.Is(err, verdict.ErrNothing):
		return answer{}, refuse(http.StatusConflict, "there is nothing to undo")
	case wrong:
		return answer{}, refuse(http.StatusBadRequest, "%v", told)
	case err != nil:
		s.Log.Error("verdict", "error", err)
		return answer{}, refuse(http.StatusInsufficientStorage, "the verdict could not be written: the log of the server says more")
	}
	return jsonAnswer(newJudged(e.N, e.Pair(), j.Judgement(e.Pair())))
}

func (s *server) append(j *verdict.Journal, x saying) (verdict.Entry, error) {
	if x.Verdict == verdict.Undo {
		return j.Undo()
	}
	r, err := s.report()
	if err != nil {
		return verdict.Entry{}, err
	}
	if !r.Lists(x.A, x.B) {
		return verdict.Entry{}, verdict.EntryError("the report lists no such pair")
	}
	return j.Append(verdict.Entry{A: x.A, B: x.B, Kind: x.Verdict, Keep: x.Keep, Note: x.Note, Representative: x.Representative})
}

// beat is how often a stream without news shows that it is alive, so that
// proxies and the network do not take it for dead.
const beat = 20 * time.Second

// events tells a page of every verdict from a number on, as server-sent
// events, until the page or the server goes. A page that is too slow is let
// go, and asks for everything again.
func (s *server) events(c *call) (answer, error) {
	j := s.room.Verdicts
	if j == nil {
		return answer{}, errNoVerdicts
	}
	after, err := strconv.Atoi(cmp.Or(c.Header.Get("Last-Event-ID"), c.URL.Query().Get("after"), "0"))
	if err != nil || after < 0 {
		return answer{}, refuse(http.StatusBadRequest, "after: want the number of an entry")
	}
	if c.Method == http.MethodHead { // its answer is the header, and ends there
		return answer{status: http.StatusOK, kind: eventStream, stream: func() {}}, nil
	}
	if !s.room.streams.tryTake() {
		return answer{}, errBusy
	}
	return answer{status: http.StatusOK, kind: eventStream, stream: func() {
		defer s.room.streams.leave()
		s.stream(c, j, after)
	}}, nil
}

const eventStream = "text/event-stream"

// farewell is how long a page may take for what is left of a stream when the
// server stops.
const farewell = time.Second

func (s *server) stream(c *call, j *verdict.Journal, after int) {
	past, next := j.Follow(c.Context(), after)
	control := http.NewResponseController(c.w)
	// A page that takes nothing does not hold up the end of the server.
	defer context.AfterFunc(s.ending, func() { _ = control.SetWriteDeadline(time.Now().Add(farewell)) })()
	send := func(text string) bool {
		if s.ending.Err() != nil {
			return false
		}
		// It is an error where no connection is behind it, as in a test.
		_ = control.SetWriteDeadline(time.Now().Add(s.Limits.Write))
		_, err := c.w.Write([]byte(text))
		return err == nil && control.Flush() == nil
	}
	tell := func(e verdict.Entry) bool {
		data, err := json.Marshal(newJudged(e.N, e.Pair(), j.Judgement(e.Pair())))
		return err == nil && send("id: "+strconv.Itoa(e.N)+"\ndata: "+string(data)+"\n\n")
	}
	if !send(": verdicts\n\n") {
		return
	}
	for _, e := range past {
		if !tell(e) {
			return
		}
	}
	for {
		select {
		case e, more := <-next:
			if !more || !tell(e) {
				return
			}
		case <-time.After(beat):
			if !send(": alive\n\n") {
				return
			}
		case <-s.ending.Done():
			return
		}
	}
}
