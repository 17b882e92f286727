package review

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	xhtml "golang.org/x/net/html"

	"github.com/dupes-news/dupes/internal/page"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/verdict"
)

// The articles of a room, a cluster of which a is the representative: a and b are
// a pair, and so are a and c.
var deskTexts = map[string]string{
	"a/wire": ferry + " " + bridge, "b?daily": ferry + " " + bridge + " So much for today, and more of it in the next issue.",
	"c <echo>": "A letter to the editor on ferries, which was not signed: " + ferry + " " + strings.Repeat("Nobody believes it, and I do not either. ", 20),
}

// deskReport is a report of those articles.
func deskReport(t testing.TB) *page.Report {
	t.Helper()
	var lines strings.Builder
	for id, text := range deskTexts {
		lines.WriteString(object(id, text) + "\n")
	}
	res, err := scan.Run(t.Context(), scan.Input{Paths: []string{"-"}, Stdin: strings.NewReader(lines.String())}, scan.Config{TempDir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(res.Close)
	r, err := page.New(t.Context(), res, page.Config{Texts: res, Subject: "3 articles"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// newDeskWorld makes a server of a report, with a review file; change is what
// is not as usual.
func newDeskWorld(t *testing.T, change func(*Config)) *world {
	t.Helper()
	r := deskReport(t)
	dir := t.TempDir()
	j, err := verdict.Open(filepath.Join(dir, "review.jsonl"), "ida")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	w := &world{t: t, dir: dir, log: &bytes.Buffer{}}
	w.cfg = Config{
		Jobs: 2, Loopback: true, Log: slog.New(slog.NewTextHandler(w.log, nil)),
		Room: &Room{Ready: true, Verdicts: j, Report: func(context.Context, func(int)) (*page.Report, error) { return r, nil }},
	}
	if change != nil {
		change(&w.cfg)
	}
	w.h = New(w.cfg)
	return w
}

// until asks for a list until the report is no longer being made.
func (w *world) until(headers ...string) reply {
	w.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		got := w.ask("GET", "/page/rows", "", append([]string{"Accept-Encoding", "gzip"}, headers...)...)
		if got.status != http.StatusServiceUnavailable {
			return got
		}
		if time.Now().After(deadline) {
			w.t.Fatal("the report is not made")
		}
	}
}

const browser = "text/html,application/xhtml+xml,*/*;q=0.8"

// checkHeaders checks what goes with every answer, and the policy with those
// that a browser may show.
func checkHeaders(t *testing.T, name string, got reply) {
	t.Helper()
	if got.header.Get("X-Content-Type-Options") != "nosniff" || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: headers %v", name, got.header)
	}
	policy := got.header.Get("Content-Security-Policy")
	if strings.HasPrefix(got.header.Get("Content-Type"), "text/html") &&
		(!strings.HasPrefix(policy, "default-src 'none';") || !strings.HasSuffix(policy, "; frame-ancestors 'none'")) {
		t.Errorf("%s: policy %q", name, policy)
	}
}

// metaPolicy is the policy that a page has in its head.
func metaPolicy(t *testing.T, body string) string {
	t.Helper()
	doc, err := xhtml.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Data == "meta" && len(n.Attr) == 2 && n.Attr[0].Val == "Content-Security-Policy" {
			return n.Attr[1].Val
		}
	}
	return ""
}

// A report that is being made has a page that says so and asks again; all else
// waits. It is made once.
func TestReportInTheMaking(t *testing.T) {
	begin, end := make(chan func(int)), make(chan struct{})
	var asked atomic.Int32
	w := newDeskWorld(t, func(c *Config) {
		c.Room.Ready = false
		report := c.Room.Report
		c.Room.Report = func(ctx context.Context, progress func(int)) (*page.Report, error) {
			asked.Add(1)
			begin <- progress
			<-end
			return report(ctx, progress)
		}
	})
	if got := w.ask("GET", "/", "", "Accept", "*/*"); got.status != 200 || asked.Load() != 0 {
		t.Errorf("GET / of a program = %d, and a report is made", got.status)
	}
	got := w.ask("GET", "/", "", "Accept", browser)
	progress := <-begin
	for i, want := range []string{": 0 articles so far.", ": 1234 articles so far."} {
		if i > 0 {
			progress(1234)
			got = w.ask("GET", "/", "", "Accept", browser)
		}
		checkHeaders(t, "GET /", got)
		if got.status != 200 || !strings.Contains(got.body, want) || !strings.Contains(got.body, `http-equiv="refresh"`) || got.header.Get("Content-Type") != "text/html; charset=utf-8" {
			t.Errorf("GET / = %d %s, want %q", got.status, got.body, want)
		}
	}
	for _, ask := range []string{"GET /page/rows", "GET /page/sources", "GET /page/cluster?id=x", "GET /page/pair?a=a&b=b", "POST /page/verdicts"} {
		method, path, _ := strings.Cut(ask, " ")
		got := w.ask(method, path, `{"verdict":"duplicate","a":"a","b":"b"}`, "Accept-Encoding", "gzip")
		if got.status != 503 || got.header.Get("Retry-After") != "1" || got.body != `{"error":"the articles are still being read"}` {
			t.Errorf("%s = %d %s, want 503", ask, got.status, got.body)
		}
	}
	for _, path := range []string{"/healthz", "/page/verdicts"} {
		if got := w.ask("GET", path, ""); got.status != 200 {
			t.Errorf("GET %s = %d, want 200", path, got.status)
		}
	}
	close(end)
	if got := w.until(); got.status != 200 {
		t.Errorf("the report = %d %s", got.status, got.body)
	}
	if got := w.ask("GET", "/", "", "Accept", browser); !strings.Contains(got.body, "data-live") || asked.Load() != 1 {
		t.Errorf("GET / = %.200s, made %d times", got.body, asked.Load())
	}
}

// However many ask at the moment when a report is made, it is made once.
func TestReportOnce(t *testing.T) {
	r := deskReport(t)
	for range 60 {
		var asked atomic.Int32
		s := newServer(t.Context(), Config{Room: &Room{Report: func(context.Context, func(int)) (*page.Report, error) {
			asked.Add(1)
			return r, nil
		}}})
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for {
					if out, _ := s.report(); out != nil {
						return
					}
				}
			})
		}
		wg.Wait()
		s.working.Wait()
		if n := asked.Load(); n != 1 {
			t.Fatalf("the report was made %d times", n)
		}
	}
}

// Why there is no report is said once, and then it is tried again.
func TestReportFails(t *testing.T) {
	gone := errors.New("open /srv/articles: gone")
	for _, tt := range []struct {
		name   string
		fail   func() error
		status int
		told   string // escaped as in HTML
		log    string // empty for nothing
	}{
		{"error", func() error { return gone }, 500, "the articles could not be read: the log of the server says more", gone.Error()},
		{"panic", func() error { panic("no such luck") }, 500, "the articles could not be read: the log of the server says more", "no such luck"},
		{"unshowable", func() error { return Unshowable("no <texts>") }, 404, "no &lt;texts&gt;", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var asked atomic.Int32
			w := newDeskWorld(t, func(c *Config) {
				c.Room.Ready = false
				report := c.Room.Report
				c.Room.Report = func(ctx context.Context, progress func(int)) (*page.Report, error) {
					if asked.Add(1) <= 2 {
						return nil, tt.fail()
					}
					return report(ctx, progress)
				}
			})
			got := w.until()
			told := strings.NewReplacer("&lt;", "<", "&gt;", ">").Replace(tt.told)
			if want, _ := json.Marshal(map[string]string{"error": told}); got.status != tt.status || got.body != string(want) {
				t.Errorf("the first time = %d %s, want %d %s", got.status, got.body, tt.status, want)
			}
			if log := w.log.String(); !strings.Contains(log, tt.log) || (log == "") != (tt.log == "") {
				t.Errorf("log %q, want %q", log, tt.log)
			}
			for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
				if got = w.ask("GET", "/", "", "Accept", browser); got.status != 200 || time.Now().After(deadline) {
					break
				}
			}
			checkHeaders(t, "GET /", got)
			if got.status != tt.status || !strings.Contains(got.body, `<p role="alert">`+tt.told+"</p>") || strings.Contains(got.body, "refresh") {
				t.Errorf("GET / the second time = %d %s, want %d %s", got.status, got.body, tt.status, tt.told)
			}
			if got := w.until(); got.status != 200 || asked.Load() != 3 {
				t.Errorf("the third time = %d %s, asked %d times", got.status, got.body, asked.Load())
			}
		})
	}
}

// A server whose report cannot be made before it answers does not begin to.
func TestReadyFails(t *testing.T) {
	gone := errors.New("gone")
	w := newDeskWorld(t, func(c *Config) {
		c.Room.Report = func(context.Context, func(int)) (*page.Report, error) { return nil, gone }
	})
	_, stop := w.listen()
	if err := stop(); !errors.Is(err, gone) {
		t.Errorf("Serve = %v, want %v", err, gone)
	}
}

// A report in the making ends with the server, which says nothing of it.
func TestStopInTheMaking(t *testing.T) {
	begun := make(chan struct{})
	w := newDeskWorld(t, func(c *Config) {
		c.Room.Ready = false
		c.Room.Report = func(ctx context.Context, _ func(int)) (*page.Report, error) {
			close(begun)
			<-ctx.Done()
			return nil, ctx.Err()
		}
	})
	addr, stop := w.listen()
	resp, err := http.Get("http://" + addr + "/page/rows")
	if err != nil || resp.StatusCode != 503 {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
	<-begun
	if err := stop(); err != nil || w.log.Len() > 0 {
		t.Errorf("Serve = %v, log %s, want neither", err, w.log)
	}
}

func TestPageRoutes(t *testing.T) {
	w := newDeskWorld(t, nil)
	w.until()
	got := w.ask("GET", "/", "", "Accept", browser)
	if want := metaPolicy(t, got.body) + "; frame-ancestors 'none'"; got.header.Get("Content-Security-Policy") != want || !strings.Contains(want, "connect-src 'self'") {
		t.Errorf("policy of the header %q, in the page %q", got.header.Get("Content-Security-Policy"), want)
	}
	if got.header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("Referrer-Policy %q", got.header.Get("Referrer-Policy"))
	}
	const asHTML, asText, asJSON = "text/html; charset=utf-8", "text/plain; charset=utf-8", "application/json"
	cluster := clusterOf(t, w)
	for _, tt := range []struct {
		ask, accept string
		status      int
		kind, want  string
	}{
		{"GET /", browser, 200, asHTML, `data-judged="true"`},
		{"GET /", "text/html", 200, asHTML, `data-live="true"`},
		{"HEAD /", browser, 200, asHTML, ""},
		{"GET /", "*/*", 200, asText, "GET    /                            the page, for a browser"},
		{"GET /", "", 200, asText, "dupes: a report of news articles."},
		{"GET /", "application/json", 200, asText, "GET    /healthz"},
		{"GET /healthz", "", 200, asJSON, `{"status":"ok"}`},
		{"GET /page/cluster?id=" + cluster, "", 200, asHTML, "<dt>cluster</dt><dd>" + cluster + "</dd>"},
		{"GET /page/cluster?id=none", "", 404, asJSON, "not in this report"},
		{"GET /page/cluster", "", 404, asJSON, "not in this report"},
		{"GET /page/pair?a=a/wire&b=b%3Fdaily", "", 200, asHTML, "<dt>relation</dt>"},
		{"GET /page/pair?b=a/wire&a=b%3Fdaily", "", 200, asHTML, "<dt>relation</dt>"},
		{"GET /page/pair?a=a/wire&b=c+%3Cecho%3E", "", 200, asHTML, "c &lt;echo&gt;"},
		{"HEAD /page/pair?a=a/wire&b=b%3Fdaily", "", 200, asHTML, ""},
		{"GET /page/pair?a=a/wire&b=none", "", 404, asJSON, "not in this report, or without its text"},
		{"GET /page/pair?a=none&b=a/wire", "", 404, asJSON, "not in this report"},
		{"GET /page/pair", "", 404, asJSON, "not in this report"},
		{"GET /page/pair?a=%zz&b=%00", "", 404, asJSON, "not in this report"},
		{"GET /page/verdicts", "", 200, asJSON, `{"n":0,"pairs":[]}`},
		{"GET /page/rows", "", 406, asJSON, "this list comes as gzip only"},
		{"GET /page/sources", "", 406, asJSON, "this list comes as gzip only"},
		{"GET /page", "", 404, asJSON, "no such path"},
		{"GET /page/", "", 404, asJSON, "no such path"},
		{"GET /page/rows/", "", 404, asJSON, "no such path"},
		{"GET /page%2Frows", "", 404, asJSON, "no such path"},
		{"GET /metrics", "", 404, asJSON, "no such path"},
		{"GET /v1/stats", "", 404, asJSON, "no such path"},
		{"GET /v1/openapi.json", "", 404, asJSON, "no such path"},
		{"POST /v1/check", "", 404, asJSON, "no such path"},
		{"POST /v1/articles", "", 404, asJSON, "no such path"},
		{"DELETE /v1/articles/a", "", 404, asJSON, "no such path"},
		{"GET /v1/articles/a/relations", "", 404, asJSON, "no such path"},
	} {
		method, path, _ := strings.Cut(tt.ask, " ")
		got := w.ask(method, path, "", "Accept", tt.accept)
		if got.status != tt.status || got.header.Get("Content-Type") != tt.kind || !strings.Contains(got.body, tt.want) {
			t.Errorf("%s, Accept %q = %d %s %.300s, want %d %s %s", tt.ask, tt.accept, got.status, got.header.Get("Content-Type"), got.body, tt.status, tt.kind, tt.want)
		}
		checkHeaders(t, tt.ask, got)
	}
	for path, want := range map[string]string{
		"/": "GET, HEAD", "/page/rows": "GET, HEAD", "/page/sources": "GET, HEAD", "/page/cluster": "GET, HEAD", "/page/pair": "GET, HEAD",
		"/page/verdicts": "GET, HEAD, POST", "/page/events": "GET, HEAD", "/login": "POST", "/healthz": "GET, HEAD",
	} {
		for _, method := range []string{"PUT", "DELETE", "PATCH", "OPTIONS"} {
			if got := w.ask(method, path, "{}"); got.status != 405 || got.header.Get("Allow") != want {
				t.Errorf("%s %s = %d, Allow %q, want 405, %q", method, path, got.status, got.header.Get("Allow"), want)
			}
		}
	}
	if w.log.Len() > 0 {
		t.Errorf("log: %s, want nothing for what a client did wrong", w.log)
	}
}

// clusterOf is the id of the cluster of the room.
func clusterOf(t *testing.T, w *world) string {
	t.Helper()
	var rows struct{ Clusters struct{ ID []string } }
	if err := json.Unmarshal(unzipped(t, w.until()), &rows, json.MatchCaseInsensitiveNames(true)); err != nil || len(rows.Clusters.ID) == 0 {
		t.Fatal(rows, err)
	}
	return rows.Clusters.ID[0]
}

func unzipped(t *testing.T, got reply) []byte {
	t.Helper()
	if got.status != 200 || got.header.Get("Content-Encoding") != "gzip" || got.header.Get("Content-Type") != "application/json" {
		t.Fatalf("answer %d %v %.200s, want gzip of JSON", got.status, got.header, got.body)
	}
	z, err := gzip.NewReader(strings.NewReader(got.body))
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Lists and fragments are those of the report.
func TestPageParts(t *testing.T) {
	w := newDeskWorld(t, nil)
	r, err := w.cfg.Room.Report(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	w.until()
	for path, list := range map[string]func() ([]byte, error){"/page/rows": r.Rows, "/page/sources": r.Sources} {
		want, err := list()
		if err != nil {
			t.Fatal(err)
		}
		got := unzipped(t, w.ask("GET", path, "", "Accept-Encoding", "br, gzip"))
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s, -want +got:\n%s", path, diff)
		}
	}
	want, _, err := r.Pair("a/wire", "b?daily")
	if got := w.ask("GET", "/page/pair?a=a%2Fwire&b=b%3Fdaily", ""); got.body != want || err != nil || got.header.Get("Content-Security-Policy") != barePolicy {
		t.Errorf("a pair = %.200s, %v, policy %q", got.body, err, got.header.Get("Content-Security-Policy"))
	}
	id := clusterOf(t, w)
	want, _, err = r.Cluster(id)
	if got := w.ask("GET", "/page/cluster?id="+id, ""); got.body != want || err != nil {
		t.Errorf("a cluster = %.200s, %v", got.body, err)
	}
}

// As many fragments are made at once as there are jobs; who gives up while
// waiting is let go.
func TestFragmentsWait(t *testing.T) {
	w := newDeskWorld(t, func(c *Config) { c.Jobs = 1 })
	s := newServer(t.Context(), w.cfg)
	w.h = s
	w.until()
	s.desks <- struct{}{} // somebody else is at work
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan int)
	go func() {
		rec := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(ctx, "GET", "/page/pair?a=a/wire&b=b%3Fdaily", nil)
		r.Host = "localhost"
		w.h.ServeHTTP(rec, r)
		done <- rec.Code
	}()
	if got := w.ask("GET", "/page/verdicts", ""); got.status != 200 {
		t.Errorf("what is no work = %d, want 200", got.status)
	}
	cancel()
	if got := <-done; got != 503 {
		t.Errorf("given up = %d, want 503", got)
	}
	<-s.desks
	if got := w.ask("GET", "/page/pair?a=a/wire&b=b%3Fdaily", ""); got.status != 200 {
		t.Errorf("afterwards = %d, want 200", got.status)
	}
}

// The API of an index is there beside its page.
func TestPageOfIndex(t *testing.T) {
	r := deskReport(t)
	w := newWorld(t, func(c *Config) {
		c.Room = &Room{Report: func(context.Context, func(int)) (*page.Report, error) { return r, nil }}
	})
	if got := w.ask("GET", "/", "", "Accept", "*/*"); !strings.Contains(got.body, "POST   /v1/check") || !strings.Contains(got.body, "the page, for a browser") {
		t.Errorf("GET / = %s, want both", got.body)
	}
	w.until()
	if got := w.ask("GET", "/", "", "Accept", browser); got.status != 200 || strings.Contains(got.body, `data-judged="true"`) {
		t.Errorf("GET / = %d %.200s, want a page that takes no verdicts", got.status, got.body)
	}
	for _, ask := range []string{"GET /v1/stats", "GET /metrics", "GET /v1/openapi.json", "POST /v1/check"} {
		method, path, _ := strings.Cut(ask, " ")
		if got := w.ask(method, path, "[]"); got.status != 200 {
			t.Errorf("%s = %d %s, want 200", ask, got.status, got.body)
		}
	}
	w.ask("GET", "/page/pair?a=a/wire&b=b%3Fdaily", "")
	metrics := w.ask("GET", "/metrics", "").body
	if !strings.Contains(metrics, `dupes_http_requests_total{route="/page/pair",method="GET",status="200"} 1`) {
		t.Errorf("metrics without the page: %s", metrics)
	}
}

func TestVerdicts(t *testing.T) {
	const pair = `"a":"a/wire","b":"b?daily"`
	long := strings.Repeat("x", 4001)
	for _, tt := range []struct {
		name, body string
		headers    []string
		status     int
		want       string
	}{
		{"duplicate", `{` + pair + `,"verdict":"duplicate","representative":"a/wire"}`, nil, 200, `{"n":1,"a":"a/wire","b":"b?daily","verdict":"duplicate","reviewer":"ida","time":"`},
		{"the other way round", `{"a":"b?daily","b":"a/wire","verdict":"not-duplicate"}`, nil, 200, `"a":"a/wire","b":"b?daily","verdict":"not-duplicate"`},
		{"same source", `{` + pair + `,"verdict":"same-source"}`, nil, 200, `"verdict":"same-source"`},
		{"keep", `{` + pair + `,"verdict":"keep","keep":"b?daily"}`, nil, 200, `"keep":"b?daily"`},
		{"keep none", `{` + pair + `,"verdict":"keep","keep":""}`, nil, 200, `{"n":1,`},
		{"note", `{` + pair + `,"verdict":"note","note":"Same <b>wire</b> \"copy\" 🚢\n"}`, nil, 200, `"note":"Same <b>wire</b> \"copy\" 🚢\n"`},
		{"as of a browser", `{` + pair + `,"verdict":"duplicate"}`, []string{"Content-Type", "application/json", "Origin", "http://127.0.0.1:7311", "Sec-Fetch-Site", "same-origin"}, 200, ""},

		{"no JSON", `verdict`, nil, 400, "not a verdict: "},
		{"nothing", ``, nil, 400, "not a verdict: "},
		{"cut short", `{` + pair, nil, 400, "not a verdict: "},
		{"two", `{` + pair + `,"verdict":"duplicate"}{}`, nil, 400, "not a verdict: "},
		{"a list", `[{` + pair + `,"verdict":"duplicate"}]`, nil, 400, "not a verdict: "},
		{"another member", `{` + pair + `,"verdict":"duplicate","reviewer":"eve"}`, nil, 400, "not a verdict: "},
		{"in other capitals", `{` + pair + `,"Verdict":"duplicate"}`, nil, 400, "not a verdict: "},
		{"a member twice", `{` + pair + `,"verdict":"duplicate","verdict":"note"}`, nil, 400, "not a verdict: "},
		{"another type", `{` + pair + `,"verdict":1}`, nil, 400, "not a verdict: "},
		{"broken UTF-8", `{` + pair + `,"verdict":"note","note":"` + "\xff" + `"}`, nil, 400, "not a verdict: "},
		{"deep", strings.Repeat("[", 100), nil, 400, "JSON of more than 64 levels"},
		{"null", `null`, nil, 400, "the report lists no such pair"},
		{"unknown kind", `{` + pair + `,"verdict":"maybe"}`, nil, 400, `verdict \"maybe\": want duplicate`},
		{"no kind", `{` + pair + `}`, nil, 400, `verdict \"\": want duplicate`},
		{"unknown article", `{"a":"a/wire","b":"none","verdict":"duplicate"}`, nil, 400, "the report lists no such pair"},
		{"no pair", `{"verdict":"duplicate"}`, nil, 400, "the report lists no such pair"},
		{"with itself", `{"a":"a/wire","b":"a/wire","verdict":"duplicate"}`, nil, 400, "the report lists no such pair"},
		{"long note", `{` + pair + `,"verdict":"note","note":"` + long + `"}`, nil, 400, "note of 4001 characters: want 4000 at most"},
		{"note with another verdict", `{` + pair + `,"verdict":"duplicate","note":"x"}`, nil, 400, "note with the verdict duplicate"},
		{"keep of another", `{` + pair + `,"verdict":"keep","keep":"c <echo>"}`, nil, 400, "want"},
		{"represented by another", `{` + pair + `,"verdict":"duplicate","representative":"c <echo>"}`, nil, 400, "representative"},
		{"undo of nothing", `{"verdict":"undo"}`, nil, 409, `{"error":"there is nothing to undo"}`},
		{"over the limit", `{` + pair + `,"verdict":"note","note":"` + strings.Repeat("x", 10_000) + `"}`, nil, 413, "more than 8000 bytes"},

		{"text", `{` + pair + `,"verdict":"duplicate"}`, []string{"Content-Type", "text/plain"}, 415, "want application/json"},
		{"a form", `{` + pair + `,"verdict":"duplicate"}`, []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, "want application/json"},
		{"packed", `{` + pair + `,"verdict":"duplicate"}`, []string{"Content-Encoding", "gzip"}, 415, "want none"},
		{"other site", `{` + pair + `,"verdict":"duplicate"}`, []string{"Origin", "https://evil.example"}, 403, "another site"},
		{"other port", `{` + pair + `,"verdict":"duplicate"}`, []string{"Origin", "http://127.0.0.1:7312"}, 403, "another site"},
		{"a page from a file", `{` + pair + `,"verdict":"duplicate"}`, []string{"Origin", "null"}, 403, "another site"},
		{"cross-site", `{` + pair + `,"verdict":"duplicate"}`, []string{"Sec-Fetch-Site", "cross-site"}, 403, "another site"},
		{"same-site", `{` + pair + `,"verdict":"duplicate"}`, []string{"Sec-Fetch-Site", "same-site"}, 403, "another site"},
		{"rebinding", `{` + pair + `,"verdict":"duplicate"}`, []string{"Host", "evil.example:7311", "Origin", "http://evil.example:7311"}, 403, "is not this machine"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newDeskWorld(t, func(c *Config) { c.Limits.Body = 8000 })
			w.until()
			got := w.ask("POST", "/page/verdicts", tt.body, tt.headers...)
			if got.status != tt.status || !strings.Contains(got.body, tt.want) {
				t.Errorf("POST %.200s = %d %s, want %d %s", tt.body, got.status, got.body, tt.status, tt.want)
			}
			checkHeaders(t, "POST", got)
			entries := w.cfg.Room.Verdicts.Since(0)
			if want := tt.status == 200; (len(entries) == 1) != want {
				t.Errorf("entries %v after %d", entries, got.status)
			}
			file, err := os.ReadFile(filepath.Join(w.dir, "review.jsonl"))
			if err != nil || strings.Count(string(file), "\n") != 1+len(entries) {
				t.Errorf("review file %q, %v, want %d entries", file, err, len(entries))
			}
			if w.log.Len() > 0 {
				t.Errorf("log: %s, want nothing for what a client did wrong", w.log)
			}
		})
	}
}

// What was said is there for all, and can be taken back.
func TestVerdictState(t *testing.T) {
	w := newDeskWorld(t, nil)
	w.until()
	for i, tt := range []struct{ say, want, all string }{
		{`{"a":"a/wire","b":"c <echo>","verdict":"not-duplicate"}`, `"verdict":"not-duplicate"`, "a/wire c <echo>: not-duplicate"},
		{`{"a":"a/wire","b":"b?daily","verdict":"duplicate"}`, `"verdict":"duplicate"`, "a/wire b?daily: duplicate; a/wire c <echo>: not-duplicate"},
		{`{"a":"a/wire","b":"b?daily","verdict":"note","note":"both"}`, `"verdict":"duplicate","note":"both"`, "a/wire b?daily: duplicate both; a/wire c <echo>: not-duplicate"},
		{`{"verdict":"undo"}`, `{"n":4,"a":"a/wire","b":"b?daily","verdict":"duplicate","reviewer"`, "a/wire b?daily: duplicate; a/wire c <echo>: not-duplicate"},
		{`{"verdict":"undo"}`, `{"n":5,"a":"a/wire","b":"b?daily"}`, "a/wire c <echo>: not-duplicate"},
		{`{"verdict":"undo"}`, `{"n":6,"a":"a/wire","b":"c <echo>"}`, ""},
		{`{"verdict":"undo"}`, `nothing to undo`, ""},
	} {
		if got := w.ask("POST", "/page/verdicts", tt.say); !strings.Contains(got.body, tt.want) {
			t.Errorf("%d: POST %s = %d %s, want %s", i+1, tt.say, got.status, got.body, tt.want)
		}
		got := w.ask("GET", "/page/verdicts", "")
		var state struct {
			N     int
			Pairs []struct {
				N                         int
				A, B, Verdict, Note, Time string
				Reviewer                  string
			}
		}
		if err := json.Unmarshal([]byte(got.body), &state, json.MatchCaseInsensitiveNames(true)); err != nil || state.N != min(i+1, 6) {
			t.Fatalf("%d: GET = %s, %v", i+1, got.body, err)
		}
		var lines []string
		for _, p := range state.Pairs {
			if p.Reviewer != "ida" || p.Time == "" || p.N != state.N {
				t.Errorf("%d: %+v", i+1, p)
			}
			lines = append(lines, strings.TrimSpace(p.A+" "+p.B+": "+p.Verdict+" "+p.Note))
		}
		if diff := cmp.Diff(tt.all, strings.Join(lines, "; ")); diff != "" {
			t.Errorf("%d: state, -want +got:\n%s", i+1, diff)
		}
	}
}

// A server without a review file, as one that only reads, takes nothing.
func TestNoVerdicts(t *testing.T) {
	w := newDeskWorld(t, func(c *Config) { c.Room.Verdicts, c.ReadOnly = nil, true })
	w.until()
	for _, ask := range []string{"POST /page/verdicts", "GET /page/events", "HEAD /page/events"} {
		method, path, _ := strings.Cut(ask, " ")
		got := w.ask(method, path, `{"a":"a/wire","b":"b?daily","verdict":"duplicate"}`)
		if got.status != 403 || method != "HEAD" && got.body != `{"error":"this server takes no verdicts"}` {
			t.Errorf("%s = %d %s, want 403", ask, got.status, got.body)
		}
	}
	if got := w.ask("GET", "/page/verdicts", ""); got.body != `{"n":0,"pairs":[]}` {
		t.Errorf("GET = %s, want nothing", got.body)
	}
	if got := w.ask("GET", "/", "", "Accept", browser); strings.Contains(got.body, `data-judged="true"`) || strings.Contains(got.body, `<div class="verdicts"`) {
		t.Error("the page of a server that takes no verdicts asks for them")
	}
}

// A review file that was taken away is an error for the log.
func TestVerdictFileGone(t *testing.T) {
	w := newDeskWorld(t, nil)
	w.until()
	path := filepath.Join(w.dir, "review.jsonl")
	if err := os.Rename(path, path+".old"); err != nil {
		t.Fatal(err)
	}
	got := w.ask("POST", "/page/verdicts", `{"a":"a/wire","b":"b?daily","verdict":"duplicate"}`)
	if got.status != 507 || got.body != `{"error":"the verdict could not be written: the log of the server says more"}` {
		t.Errorf("POST = %d %s, want 507", got.status, got.body)
	}
	if log := w.log.String(); !strings.Contains(log, "level=ERROR msg=verdict") || !strings.Contains(log, path) {
		t.Errorf("log %s, want the file", log)
	}
	if err := os.Rename(path+".old", path); err != nil {
		t.Fatal(err)
	}
	if got := w.ask("POST", "/page/verdicts", `{"a":"a/wire","b":"b?daily","verdict":"duplicate"}`); got.status != 200 {
		t.Errorf("POST when it is back = %d %s, want 200", got.status, got.body)
	}
}
