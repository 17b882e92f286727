package review

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/internal/verdict"
)

// listener is a page that hears of verdicts.
type listener struct {
	t     *testing.T
	body  io.ReadCloser
	lines *bufio.Reader
}

// follow opens a stream.
func follow(t *testing.T, url string, headers ...string) *listener {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" || resp.Header.Get("Cache-Control") != "no-store" || resp.ContentLength != -1 {
		t.Fatalf("GET %s = %s %v", url, resp.Status, resp.Header)
	}
	return &listener{t, resp.Body, bufio.NewReader(resp.Body)}
}

// next is the next event, as "id data", or the error that ended the stream.
func (l *listener) next() (string, error) {
	var id string
	for {
		line, err := l.lines.ReadString('\n')
		if err != nil {
			return "", err
		}
		if data, is := strings.CutPrefix(line, "data: "); is {
			return id + " " + strings.TrimSpace(data), nil
		}
		if n, is := strings.CutPrefix(line, "id: "); is {
			id = strings.TrimSpace(n)
		} else if line != "\n" && !strings.HasPrefix(line, ":") {
			return "", fmt.Errorf("line %q", line)
		}
	}
}

// want reads an event, in which want stands.
func (l *listener) want(n int, want string) {
	l.t.Helper()
	got, err := l.next()
	if err != nil || !strings.HasPrefix(got, strconv.Itoa(n)+` {"n":`+strconv.Itoa(n)+`,`) || !strings.Contains(got, want) {
		l.t.Fatalf("event = %q, %v, want number %d and %s", got, err, n, want)
	}
}

// append says something about a pair.
func say(t *testing.T, j *verdict.Journal, e verdict.Entry) {
	t.Helper()
	e.A, e.B = "a/wire", "b?daily"
	if _, err := j.Append(e); err != nil {
		t.Fatal(err)
	}
}

// A page hears of what was said before it came, as far as it does not know
// that, and then of all that is said, to whomever.
func TestEvents(t *testing.T) {
	w := newDeskWorld(t, nil)
	j := w.cfg.Room.Verdicts
	addr, _ := w.listen()
	url := "http://" + addr + "/page/events"
	say(t, j, verdict.Entry{Kind: verdict.Duplicate})
	say(t, j, verdict.Entry{Kind: verdict.Note, Note: "a\nb 🚢"})
	pages := []*listener{
		follow(t, url), follow(t, url+"?after=0"), follow(t, url+"?after=1"), follow(t, url+"?after=0", "Last-Event-ID", "1"),
		follow(t, url+"?after=2"), follow(t, url+"?after=99"),
	}
	for i, from := range []int{1, 1, 2, 2} {
		if from == 1 {
			// What holds of the pair now, which the second entry has changed.
			pages[i].want(1, `"verdict":"duplicate","note":"a\nb 🚢"`)
		}
		pages[i].want(2, `"verdict":"duplicate","note":"a\nb 🚢"`)
	}
	resp, err := http.Post("http://"+addr+"/page/verdicts", "application/json", strings.NewReader(`{"verdict":"undo"}`))
	if err != nil || resp.StatusCode != 200 {
		t.Fatal(resp, err)
	}
	resp.Body.Close()
	for _, p := range pages {
		p.want(3, `"a":"a/wire","b":"b?daily","verdict":"duplicate","reviewer":"ida"`)
	}
	for _, after := range []string{"-1", "x", "1.5", "99999999999999999999"} {
		if got := w.ask("GET", "/page/events?after="+after, ""); got.status != 400 || got.body != `{"error":"after: want the number of an entry"}` {
			t.Errorf("after %s = %d %s, want 400", after, got.status, got.body)
		}
	}
}

// Whoever asks for the header of a stream gets that, and no stream.
func TestEventsHead(t *testing.T) {
	w := newDeskWorld(t, nil)
	addr, _ := w.listen()
	c := raw(t, addr, strings.Repeat("HEAD /page/events HTTP/1.1\r\nHost: "+addr+"\r\n\r\n", 2)+"GET /healthz HTTP/1.1\r\nHost: "+addr+"\r\nConnection: close\r\n\r\n")
	got, err := io.ReadAll(c)
	if err != nil || strings.Count(string(got), "Content-Type: text/event-stream") != 2 || !strings.HasSuffix(string(got), `{"status":"ok"}`) {
		t.Errorf("answers %q, %v", got, err)
	}
}

// So many streams and no more; each that ends makes room.
func TestEventsBound(t *testing.T) {
	w := newDeskWorld(t, nil)
	s := newServer(t.Context(), w.cfg)
	w.h = s
	for range maxStreams {
		if !s.room.streams.tryTake() {
			t.Fatal("no place")
		}
	}
	if got := w.ask("GET", "/page/events", ""); got.status != 429 || got.header.Get("Retry-After") != "1" {
		t.Errorf("one more = %d, Retry-After %q, want 429, 1", got.status, got.header.Get("Retry-After"))
	}
	if got := w.ask("GET", "/page/verdicts", ""); got.status != 200 {
		t.Errorf("another request = %d, want 200", got.status)
	}
	s.room.streams.leave()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 3 { // of a client that is gone at once
		rec := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(ctx, "GET", "/page/events", nil)
		r.Host = "localhost"
		s.ServeHTTP(rec, r)
		if rec.Code != 200 || !strings.HasPrefix(rec.Body.String(), ": verdicts\n\n") {
			t.Errorf("afterwards = %d %q, want 200", rec.Code, rec.Body)
		}
	}
	if n := len(s.room.streams); n != maxStreams-1 {
		t.Errorf("%d places are taken, want those of before", n)
	}
}

// deskServer serves w with a server that a test can look into.
func deskServer(t *testing.T, ctx context.Context, w *world) (*server, *httptest.Server) {
	t.Helper()
	s := newServer(ctx, w.cfg)
	h := httptest.NewUnstartedServer(s)
	h.Config.ReadTimeout, h.Config.WriteTimeout = s.Limits.Read, s.Limits.Write
	h.Start()
	t.Cleanup(h.Close)
	return s, h
}

func awaitStreams(t *testing.T, s *server, n int) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); len(s.room.streams) != n; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d streams, want %d", len(s.room.streams), n)
		}
	}
}

// A stream lasts longer than an answer may take.
func TestEventsLast(t *testing.T) {
	w := newDeskWorld(t, func(c *Config) { c.Limits.Read, c.Limits.Write = 100*time.Millisecond, 100*time.Millisecond })
	_, h := deskServer(t, t.Context(), w)
	p := follow(t, h.URL+"/page/events")
	for i := range 2 {
		time.Sleep(500 * time.Millisecond)
		say(t, w.cfg.Room.Verdicts, verdict.Entry{Kind: verdict.Duplicate})
		p.want(i+1, `"verdict":"duplicate"`)
	}
}

// stuck opens a stream and reads nothing of it, and has so much said that its
// connection can hold no more. heard is called behind each entry.
func stuck(t *testing.T, s *server, addr string, j *verdict.Journal, heard func(n int)) {
	t.Helper()
	before := len(s.room.streams)
	c := raw(t, addr, "GET /page/events HTTP/1.1\r\nHost: "+addr+"\r\n\r\n")
	c.(*net.TCPConn).SetReadBuffer(4 << 10)
	awaitStreams(t, s, before+1)
	note := strings.Repeat("🚢", 4000)
	// The buffers of a connection of this machine may take some MiB; each entry
	// has 16 KiB.
	for i := range 1200 {
		say(t, j, verdict.Entry{Kind: verdict.Note, Note: note})
		heard(i + 1)
		if len(s.room.streams) == before {
			return
		}
	}
}

// A page that takes nothing is let go; others hear of all meanwhile.
func TestEventsSlow(t *testing.T) {
	w := newDeskWorld(t, func(c *Config) { c.Limits.Write = 200 * time.Millisecond })
	s, h := deskServer(t, t.Context(), w)
	p := follow(t, h.URL+"/page/events")
	awaitStreams(t, s, 1)
	stuck(t, s, h.Listener.Addr().String(), w.cfg.Room.Verdicts, func(n int) { p.want(n, `"note":"🚢`) })
	awaitStreams(t, s, 1)
	n := w.cfg.Room.Verdicts.Last() + 1
	say(t, w.cfg.Room.Verdicts, verdict.Entry{Kind: verdict.Duplicate})
	p.want(n, `"verdict":"duplicate"`)
}

// When the server stops its streams end, also one that waits for a page which
// takes nothing.
func TestEventsStop(t *testing.T) {
	w := newDeskWorld(t, func(c *Config) { c.Limits.Drain, c.Limits.Write = 10*time.Minute, 10*time.Minute })
	addr, stop := w.listen()
	var pages []*listener
	for range 3 {
		pages = append(pages, follow(t, "http://"+addr+"/page/events"))
	}
	c := raw(t, addr, "GET /page/events HTTP/1.1\r\nHost: "+addr+"\r\n\r\n")
	c.(*net.TCPConn).SetReadBuffer(4 << 10)
	note := strings.Repeat("🚢", 4000)
	for i := range 600 { // 9 MiB
		say(t, w.cfg.Room.Verdicts, verdict.Entry{Kind: verdict.Note, Note: note})
		for _, p := range pages {
			p.want(i+1, "")
		}
	}
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("Serve = %v, want nil", err)
		}
	case <-time.After(time.Minute):
		t.Fatal("the server waits for its streams")
	}
	for _, p := range pages {
		if got, err := p.next(); err != io.EOF {
			t.Errorf("a stream ends with %q, %v, want its end", got, err)
		}
	}
}

// A page that is closed leaves nothing behind.
func TestEventsLeave(t *testing.T) {
	w := newDeskWorld(t, nil)
	s, h := deskServer(t, t.Context(), w)
	before := runtime.NumGoroutine()
	for range 3 {
		var pages []*listener
		for range 5 {
			pages = append(pages, follow(t, h.URL+"/page/events"))
		}
		awaitStreams(t, s, 5)
		say(t, w.cfg.Room.Verdicts, verdict.Entry{Kind: verdict.Duplicate})
		for _, p := range pages {
			p.body.Close()
		}
		awaitStreams(t, s, 0)
	}
	http.DefaultClient.CloseIdleConnections()
	for deadline := time.Now().Add(20 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, not %d:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}

// A stream ends with the review file.
func TestEventsClosed(t *testing.T) {
	w := newDeskWorld(t, nil)
	addr, _ := w.listen()
	p := follow(t, "http://"+addr+"/page/events")
	if err := w.cfg.Room.Verdicts.Close(); err != nil {
		t.Fatal(err)
	}
	if got, err := p.next(); err != io.EOF {
		t.Errorf("event = %q, %v, want the end", got, err)
	}
	if got := w.ask("POST", "/page/verdicts", `{"verdict":"undo"}`); got.status != 409 && got.status != 507 {
		t.Errorf("POST = %d, want an error", got.status)
	}
}

// Many pages and reviewers at once: each page hears of each entry, in order.
func TestEventsAtOnce(t *testing.T) {
	w := newDeskWorld(t, nil)
	addr, _ := w.listen()
	const pages, each = 4, 15
	var listeners []*listener
	for range pages {
		listeners = append(listeners, follow(t, "http://"+addr+"/page/events"))
	}
	errs := make(chan error, pages)
	for range pages {
		go func() {
			for range each {
				resp, err := http.Post("http://"+addr+"/page/verdicts", "application/json", strings.NewReader(`{"a":"a/wire","b":"b?daily","verdict":"duplicate"}`))
				if err == nil {
					resp.Body.Close()
				}
				if err != nil || resp.StatusCode != 200 {
					errs <- fmt.Errorf("POST = %v, %w", resp, err)
					return
				}
			}
			errs <- nil
		}()
	}
	for _, l := range listeners {
		var want, got []string
		for i := range pages * each {
			e, err := l.next()
			if err != nil {
				t.Fatal(err)
			}
			id, _, _ := strings.Cut(e, " ")
			want, got = append(want, strconv.Itoa(i+1)), append(got, id)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("numbers, -want +got:\n%s", diff)
		}
	}
	for range pages {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}
