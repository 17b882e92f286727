package review

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// listen serves w on a port until the test ends, or stop is called.
func (w *world) listen() (addr string, stop func() error) {
	w.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, l, w.cfg, func() {}) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	w.t.Cleanup(func() { stop() })
	return l.Addr().String(), stop
}

// raw opens a connection and writes text.
func raw(t *testing.T, addr, text string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
	return c
}

// endless is a body of n bytes that counts what is read of it.
type endless struct {
	left int64
	read atomic.Int64
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.left)
	for i := range p[:n] {
		p[i] = ' '
	}
	e.left -= n
	e.read.Add(n)
	return int(n), nil
}

// A request that is too long is refused without being read, whether it says how
// long it is or not.
func TestHugeBody(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits.Body = 1 << 20 })
	addr, _ := w.listen()
	for _, length := range []int64{200 << 20, -1} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		body := &endless{left: 200 << 20}
		r, err := http.NewRequest("POST", "http://"+addr+"/v1/check", body)
		if err != nil {
			t.Fatal(err)
		}
		r.ContentLength = length
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatalf("length %d: %v", length, err)
		}
		resp.Body.Close()
		runtime.ReadMemStats(&after)
		if resp.StatusCode != 413 {
			t.Errorf("length %d: %s, want 413", length, resp.Status)
		}
		// What is over the limit stands in the buffers of the connection.
		if got := body.read.Load(); got > 32<<20 {
			t.Errorf("length %d: %d bytes were sent, want few of 200 MiB", length, got)
		}
		if got := after.TotalAlloc - before.TotalAlloc; got > 16<<20 {
			t.Errorf("length %d: %d bytes allocated, want few", length, got)
		}
	}
}

// Bodies that are on their way take memory only up to a bound, all together.
func TestBodiesHeld(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits.Body = 1 << 20 })
	s := newServer(t.Context(), w.cfg)
	h := httptest.NewServer(s)
	defer h.Close()
	until := func(what string, left func(int64) bool) {
		t.Helper()
		for deadline := time.Now().Add(10 * time.Second); !left(s.memory.left.Load()); time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%d bytes are left, want %s", s.memory.left.Load(), what)
			}
		}
	}
	post := func() int {
		t.Helper()
		resp, err := http.Post(h.URL+"/v1/check", "application/json", strings.NewReader(strings.Repeat(" ", 1000)+"[]"))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	addr := h.Listener.Addr().String()
	var waiting []net.Conn
	for range bodiesHeld {
		waiting = append(waiting, raw(t, addr, "POST /v1/check HTTP/1.1\r\nHost: "+addr+"\r\nContent-Length: 1048576\r\n\r\n"+strings.Repeat(" ", 1<<20-10)))
	}
	until("the few that did not come", func(n int64) bool { return n == 10*bodiesHeld })
	if got := post(); got != http.StatusTooManyRequests {
		t.Errorf("one more = %d, want 429", got)
	}
	for _, c := range waiting {
		c.Close()
	}
	until("all", func(n int64) bool { return n == bodiesHeld<<20 })
	if got := post(); got != http.StatusOK {
		t.Errorf("afterwards = %d, want 200", got)
	}
}

// A client that is too slow loses its connection.
func TestSlowClient(t *testing.T) {
	w := newWorld(t, func(c *Config) {
		c.Limits.Header, c.Limits.Read, c.Limits.Idle = 200*time.Millisecond, 400*time.Millisecond, 300*time.Millisecond
	})
	addr, _ := w.listen()
	for _, tt := range []struct{ name, send, drip, want string }{
		{"header", "POST /v1/check HTTP/1.1\r\nHost: " + addr + "\r\n", "x", "HTTP/1.1 400 Bad Request"},
		{"body", "POST /v1/check HTTP/1.1\r\nHost: " + addr + "\r\nContent-Length: 1000\r\n\r\n[", " ", "HTTP/1.1 408 Request Timeout"},
		{"body that nobody reads", "POST /none HTTP/1.1\r\nHost: " + addr + "\r\nContent-Length: 1000\r\n\r\n[", " ", "HTTP/1.1 404 Not Found"},
		{"idle", "GET /healthz HTTP/1.1\r\nHost: " + addr + "\r\n\r\n", "", "HTTP/1.1 200 OK"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			begun := time.Now()
			c := raw(t, addr, tt.send)
			done := make(chan struct{})
			defer close(done)
			go func() {
				for {
					select {
					case <-done:
						return
					case <-time.After(50 * time.Millisecond):
						io.WriteString(c, tt.drip)
					}
				}
			}()
			got, err := io.ReadAll(c)
			line, _, _ := strings.Cut(string(got), "\r\n")
			if line != tt.want {
				t.Errorf("answer %q, %v, want %q and an end", got, err, tt.want)
			}
			if took := time.Since(begun); took > 10*time.Second {
				t.Errorf("closed after %v", took)
			}
		})
	}
}

// Work that takes longer than a body may take to arrive is not given up.
func TestLongWork(t *testing.T) {
	w := newWorld(t, func(c *Config) {
		c.Limits.Read, c.Limits.Write, c.Jobs = 100*time.Millisecond, 100*time.Millisecond, 1
	})
	w.ask("POST", "/v1/articles", object("a", ferry))
	s := newServer(t.Context(), w.cfg)
	h := httptest.NewUnstartedServer(s)
	h.Config.ReadTimeout, h.Config.WriteTimeout = s.Limits.Read, s.Limits.Write
	h.Start()
	defer h.Close()
	s.desks <- struct{}{} // somebody else is at work
	time.AfterFunc(time.Second, func() { <-s.desks })
	resp, err := http.Get(h.URL + "/v1/articles/a/relations")
	if err != nil || resp.StatusCode != 200 {
		t.Fatalf("GET = %v, %v, want it after a second", resp, err)
	}
	resp.Body.Close()
}

// get is the body of an answer.
func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestBusy(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits.Requests = 2 })
	addr, _ := w.listen()
	head := "POST /v1/check HTTP/1.1\r\nHost: " + addr + "\r\nContent-Length: 2\r\n\r\n"
	first, second := raw(t, addr, head+"["), raw(t, addr, head+"[")
	// Both must be at work before a third one asks, or it may take the place of
	// the second; asking for metrics takes none.
	const working = "dupes_http_requests_in_flight 2\n"
	for deadline := time.Now().Add(10 * time.Second); !strings.Contains(get(t, "http://"+addr+"/metrics"), working) && time.Now().Before(deadline); {
	}
	resp, err := http.Get("http://" + addr + "/v1/stats")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 429 || resp.Header.Get("Retry-After") != "1" {
		t.Errorf("a third request = %s, Retry-After %q, want 429, 1", resp.Status, resp.Header.Get("Retry-After"))
	}
	for _, path := range []string{"/healthz", "/metrics"} { // who watches is let in
		resp, err := http.Get("http://" + addr + path)
		if err != nil || resp.StatusCode != 200 {
			t.Fatalf("GET %s = %v, %v, want 200", path, resp, err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if path == "/metrics" && (!strings.Contains(string(body), working) || strings.Contains(string(body), "refused_busy_total 0\n")) {
			t.Errorf("metrics: %s", body)
		}
	}
	for _, c := range []net.Conn{first, second} {
		io.WriteString(c, "]")
		resp, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil || resp.StatusCode != 200 {
			t.Errorf("those who were first: %v, %v, want 200", resp, err)
		}
	}
	if resp, err := http.Get("http://" + addr + "/v1/stats"); err != nil || resp.StatusCode != 200 {
		t.Errorf("afterwards: %v, %v, want 200", resp, err)
	}
}

func TestMediaTypes(t *testing.T) {
	w := newWorld(t, nil)
	for _, tt := range []struct {
		kind, coding string
		want         int
	}{
		{"", "", 200},
		{"application/json", "", 200},
		{"Application/JSON; charset=UTF-8", "identity", 200},
		{"application/ld+json", "", 200},
		{"application/json; charset=latin1", "", 415},
		{"text/plain", "", 415},
		{"application/x-www-form-urlencoded", "", 415},
		{"multipart/form-data; boundary=x", "", 415},
		{"application/jsonl", "", 415},
		{"json", "", 415},
		{";", "", 415},
		{"application/json", "gzip", 415},
	} {
		headers := []string{"Content-Encoding", tt.coding}
		if tt.kind != "" {
			headers = append(headers, "Content-Type", tt.kind)
		}
		if got := w.ask("POST", "/v1/check", "[]", headers...); got.status != tt.want {
			t.Errorf("content type %q, encoding %q = %d %s, want %d", tt.kind, tt.coding, got.status, got.body, tt.want)
		}
	}
}

func TestMaxArticle(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Corpus.MaxArticle = 300 })
	got := w.ask("POST", "/v1/check", list(object("a", ferry+ferry), object("b", ferry))).verdicts(t)
	if want := []string{" refused over the limit of an article, 300 bytes", "b accept new"}; !slices.Equal(got, want) {
		t.Errorf("decisions = %q, want %q", got, want)
	}
}

// Whatever is asked at once, each article is let in once, and what one client
// has added the next one finds.
func TestConcurrent(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits.Requests = 100 })
	const clients, articles = 4, 12
	var accepted [articles]atomic.Int32
	var wg sync.WaitGroup
	for c := range clients {
		wg.Go(func() {
			for i := range articles {
				n := (i + c*articles/clients) % articles
				text := fmt.Sprintf("Story %d: %s", n, strings.Repeat(fmt.Sprintf("the %dth word of %d and so on, ", n*7, n*13), 6))
				got := w.ask("POST", "/v1/articles", object(fmt.Sprintf("%d-%d", c, n), text))
				if got.status != 200 {
					t.Errorf("POST = %d %s", got.status, got.body)
				}
				if strings.Contains(got.body, `"decision":"accept"`) {
					accepted[n].Add(1)
				}
				if got := w.ask("POST", "/v1/check", object("check", text)); !strings.Contains(got.body, `"reason":"identical"`) {
					t.Errorf("check after adding = %s, want identical", got.body)
				}
				w.ask("GET", fmt.Sprintf("/v1/articles/%d-%d/relations", c, n), "")
				w.ask("GET", "/v1/stats", "")
				w.ask("GET", "/metrics", "")
			}
		})
	}
	wg.Wait()
	for n := range accepted {
		if got := accepted[n].Load(); got != 1 {
			t.Errorf("article %d was accepted %d times, want once", n, got)
		}
	}
	if n := articlesIn(t, w); n != articles {
		t.Errorf("articles in the index = %d, want %d", n, articles)
	}
}

// awaitWork waits until a request is at work.
func awaitWork(t *testing.T, addr string) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		resp, err := http.Get("http://" + addr + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if strings.Contains(string(body), "dupes_http_requests_in_flight 1\n") {
			return
		}
	}
	t.Fatal("no request is at work")
}

// A server that is told to stop finishes what is at work and takes no more.
func TestStop(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits.Drain = 20 * time.Second })
	addr, stop := w.listen()
	c := raw(t, addr, "POST /v1/articles HTTP/1.1\r\nHost: "+addr+"\r\nContent-Length: 1000\r\n\r\n")
	awaitWork(t, addr)
	idle := raw(t, addr, "GET /healthz HTTP/1.1\r\nHost: "+addr+"\r\n\r\n")
	if _, err := http.ReadResponse(bufio.NewReader(idle), nil); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		late, err := net.Dial("tcp", addr)
		if err != nil {
			break
		}
		late.Close()
	}
	select {
	case err := <-ended:
		t.Fatalf("Serve = %v, before the request was answered", err)
	default:
	}
	body := object("a", ferry)
	io.WriteString(c, body+strings.Repeat(" ", 1000-len(body)))
	resp, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil || resp.StatusCode != 200 {
		t.Errorf("the request at work: %v, %v, want 200", resp, err)
	}
	if err := <-ended; err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
	if in, err := w.cfg.Index.Has(t.Context(), []string{"a"}); err != nil || !in[0] {
		t.Errorf("Has = %v, %v, want what was added", in, err)
	}
}

// What does not end in time is given up.
func TestStopLate(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits.Drain = 100 * time.Millisecond })
	addr, stop := w.listen()
	raw(t, addr, "POST /v1/articles HTTP/1.1\r\nHost: "+addr+"\r\nContent-Length: 1000\r\n\r\n")
	awaitWork(t, addr)
	if err := stop(); err != nil {
		t.Errorf("Serve = %v, want nil: the request ended with its connection", err)
	}
}

func TestUnfinished(t *testing.T) {
	w := newWorld(t, nil)
	s := newServer(t.Context(), w.cfg)
	s.working.Add(1)
	drained, stop := context.WithCancel(t.Context())
	stop()
	if err := s.wait(drained); !errors.Is(err, ErrUnfinished) {
		t.Errorf("wait = %v, want ErrUnfinished", err)
	}
}
