package review

import (
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/klauspost/compress/gzip"

	"github.com/dupes-news/dupes/internal/page"
	"github.com/dupes-news/dupes/internal/verdict"
)

// Desk is what people who open the server in a browser find.
type Desk struct {
	// Report is asked for once, when somebody first looks, and again if it
	// fails. It may take as long as a scan does. An Unshowable says to whoever
	// looks what is wrong; other errors are for the log.
	Report   func(ctx context.Context, progress func(done int)) (*page.Report, error)
	Ready    bool             // Report is asked for before the first answer
	Verdicts *verdict.Journal // nil where none are taken
}

// Unshowable is why there never is a report.
type Unshowable string

func (u Unshowable) Error() string { return string(u) }

// desk is a Desk at work.
type desk struct {
	Desk
	making  sync.Mutex // while the report is made
	shown   atomic.Pointer[shown]
	failed  atomic.Pointer[refusal] // why the report was not made, until somebody was told
	read    atomic.Int64            // articles so far
	streams places
}

// shown is a report as it is sent.
type shown struct {
	*page.Report
	html, policy  string
	rows, sources []byte // gzip
}

// maxStreams is how many pages may hear of verdicts at once.
const maxStreams = 256

func newDesk(d *Desk) *desk {
	if d == nil {
		return nil
	}
	return &desk{Desk: *d, streams: make(places, maxStreams)}
}

// report is what is shown. Where there is nothing it is begun, and the error is
// errNotYet; whoever asks next after it failed is told so, and the one after
// that has it tried again.
func (s *server) report() (*shown, error) {
	d := s.desk
	if out := d.shown.Load(); out != nil {
		return out, nil
	}
	if !d.making.TryLock() {
		return nil, errNotYet
	}
	out, failed := d.shown.Load(), d.failed.Swap(nil) // it may have ended just now
	switch {
	case out != nil:
		d.making.Unlock()
		return out, nil
	case failed != nil:
		d.making.Unlock()
		return nil, *failed
	}
	d.read.Store(0)
	s.working.Go(func() {
		defer d.making.Unlock()
		out, err := d.make(s.ending)
		if err != nil {
			d.failed.Store(s.notMade(err))
			return
		}
		d.shown.Store(out)
	})
	return nil, errNotYet
}

var (
	errNotYet  = refusal{status: http.StatusServiceUnavailable, text: "the articles are still being read", name: "Retry-After", value: "1"}
	errNotMade = refusal{status: http.StatusInternalServerError, text: "the articles could not be read: the log of the server says more"}
)

// notMade is what those hear who asked for a report that was not made.
func (s *server) notMade(err error) *refusal {
	if told, is := errors.AsType[Unshowable](err); is {
		return &refusal{status: http.StatusNotFound, text: string(told)}
	}
	if s.ending.Err() == nil { // else it was given up
		s.Log.Error("report", "error", err)
	}
	return &errNotMade
}

// make makes the report and packs what is sent of it as it is. A panic on the
// way is not the end of a server that answers programs too.
func (d *desk) make(ctx context.Context) (_ *shown, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	r, err := d.Report(ctx, func(done int) { d.read.Store(int64(done)) })
	if err != nil {
		return nil, err
	}
	out := &shown{Report: r}
	if out.html, out.policy, err = r.Page(d.Verdicts != nil); err != nil {
		return nil, err
	}
	for _, list := range []struct {
		make func() ([]byte, error)
		to   *[]byte
	}{{r.Rows, &out.rows}, {r.Sources, &out.sources}} {
		data, err := list.make()
		if err != nil {
			return nil, err
		}
		*list.to = zipped(data)
	}
	return out, nil
}

func zipped(data []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed) // it fails for a wrong level only
	w.Write(data)
	w.Close()
	return b.Bytes()
}

// waitPage is shown while the report is made. It asks again by itself.
const waitPage = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="1"><meta name="color-scheme" content="light dark">
<title>dupes: reading</title></head><body><p role="status">The articles are being read and compared: `

// troublePage says why there is no page.
const troublePage = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>dupes: no report</title></head><body><p role="alert">`

// barePolicy is for pages without style or script.
const barePolicy = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// home is the page for browsers, and for others a text that names the routes.
func (s *server) home(c *call) (answer, error) {
	if s.desk == nil || !wantsHTML(c.Request) {
		return s.about(c)
	}
	h := c.w.Header()
	h.Set("Content-Security-Policy", barePolicy)
	h.Set("Referrer-Policy", "no-referrer")
	r, err := s.report()
	switch {
	case errors.Is(err, errNotYet):
		return html(waitPage + strconv.FormatInt(s.desk.read.Load(), 10) + " articles so far.</p></body></html>"), nil
	case err != nil:
		told, _ := errors.AsType[refusal](err)
		a := html(troublePage + template.HTMLEscapeString(told.text) + "</p></body></html>")
		a.status = told.status
		return a, nil
	}
	h.Set("Content-Security-Policy", r.policy+"; frame-ancestors 'none'")
	return html(r.html), nil
}

func wantsHTML(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

func html(body string) answer {
	return answer{status: http.StatusOK, kind: "text/html; charset=utf-8", body: []byte(body)}
}

// zippedRoute answers with a list of the report.
func (s *server) zippedRoute(list func(*shown) []byte) func(*call) (answer, error) {
	return func(c *call) (answer, error) {
		r, err := s.report()
		if err != nil {
			return answer{}, err
		}
		if !strings.Contains(c.Header.Get("Accept-Encoding"), "gzip") {
			return answer{}, refuse(http.StatusNotAcceptable, "this list comes as gzip only")
		}
		c.w.Header().Set("Content-Encoding", "gzip")
		return answer{status: http.StatusOK, body: list(r)}, nil
	}
}

// fragment answers with a part of the page. As many are made at once as there
// are jobs: a comparison keeps a processor busy.
func (s *server) fragment(get func(*shown, *call) (string, bool, error)) func(*call) (answer, error) {
	return func(c *call) (answer, error) {
		r, err := s.report()
		if err != nil {
			return answer{}, err
		}
		if err := s.desks.take(c.Context()); err != nil {
			return answer{}, err
		}
		defer s.desks.leave()
		// A fragment is no page: opened by itself it may do nothing.
		c.w.Header().Set("Content-Security-Policy", barePolicy)
		text, is, err := get(r, c)
		if err != nil {
			return answer{}, err
		}
		if !is {
			return answer{}, refuse(http.StatusNotFound, "not in this report, or without its text")
		}
		return html(text), nil
	}
}

func (s *server) cluster() func(*call) (answer, error) {
	return s.fragment(func(r *shown, c *call) (string, bool, error) { return r.Cluster(c.URL.Query().Get("id")) })
}

func (s *server) pair() func(*call) (answer, error) {
	return s.fragment(func(r *shown, c *call) (string, bool, error) {
		q := c.URL.Query()
		return r.Pair(q.Get("a"), q.Get("b"))
	})
}

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
	if j := s.desk.Verdicts; j != nil {
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
	j := s.desk.Verdicts
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
	j := s.desk.Verdicts
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
	if !s.desk.streams.tryTake() {
		return answer{}, errBusy
	}
	return answer{status: http.StatusOK, kind: eventStream, stream: func() {
		defer s.desk.streams.leave()
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

// ---- who may look

// loginPage asks for the token. It has no script: what it sends comes back as
// a cookie that only this server reads.
const loginPage = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>dupes: token</title></head><body><form method="post" action="/login"><h1>dupes</h1>
<p><label>Token of this server <input type="password" name="token" autocomplete="current-password" required autofocus></label>
<button>Open</button></p></form></body></html>`

// maxForm is more than a token and its name take.
const maxForm = 8 << 10

// login gives a browser that sends the token a cookie for the page. No other
// site can have it sent along: SameSite keeps it from them.
func (s *server) login(c *call) (answer, error) {
	c.w.Header().Set("Content-Security-Policy", barePolicy)
	c.Body = http.MaxBytesReader(c.w, c.Body, maxForm)
	if err := c.ParseForm(); err != nil {
		return answer{}, refuse(http.StatusBadRequest, "the form could not be read")
	}
	if s.token != nil {
		if !s.token.is(c.PostForm.Get("token")) {
			a := html(strings.Replace(loginPage, "<h1>dupes</h1>", `<h1>dupes</h1><p role="alert">That is not the token.</p>`, 1))
			a.status = http.StatusUnauthorized
			return a, nil
		}
		http.SetCookie(c.w, &http.Cookie{
			Name: s.token.cookie().Name, Value: s.token.cookie().Value, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode,
			Secure: c.TLS != nil || c.Header.Get("X-Forwarded-Proto") == "https",
		})
	}
	c.w.Header().Set("Location", "/")
	return answer{status: http.StatusSeeOther, kind: "text/plain"}, nil
}

// cookie is what a browser sends that has sent the token before. It follows
// from the token, so that it outlives the server, and does not tell it.
func (t *token) cookie() *http.Cookie {
	name, value := t.derive("name"), t.derive("page")
	// A browser sends cookies to all ports of a machine: servers are told
	// apart by the name.
	return &http.Cookie{Name: "dupes-" + hex.EncodeToString(name[:4]), Value: hex.EncodeToString(value[:])}
}
