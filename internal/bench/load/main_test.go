package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestRun(t *testing.T) {
	dir := t.TempDir()
	path, token := filepath.Join(dir, "in.jsonl"), filepath.Join(dir, "token")
	write(t, path, `{"id":"a"}`+"\n"+`{"id":"b"}`+"\n"+`{"id":"c"}`+"\n"+`{"id":"d"}`+"\n")
	write(t, token, "0123456789abcdef\n")
	var mu sync.Mutex
	asked := map[string]int{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		asked[string(b)]++
		if r.Method != "POST" || r.URL.Path != "/v1/check" || r.Header.Get("Authorization") != "Bearer 0123456789abcdef" || r.Header.Get("Content-Type") != "application/json" {
			http.Error(w, "wrong", http.StatusBadRequest)
		}
		if asked[`{"id":"c"}`] == 5 {
			http.Error(w, "enough", http.StatusServiceUnavailable)
		}
	}))
	defer s.Close()
	opt := options{url: s.URL, tokenFile: token, clients: 2, n: 8, every: 2, pid: os.Getpid(), paths: []string{path}}
	var out strings.Builder
	if err := run(opt, &out); err != nil {
		t.Fatal(err)
	}
	if asked[`{"id":"a"}`] != 4 || asked[`{"id":"c"}`] != 4 || len(asked) != 2 {
		t.Errorf("asked = %v, want the 1st and the 3rd 4 times each", asked)
	}
	want := `^8 requests about 2 articles, 2 clients, to http://\S+\n(after +\d: RSS +[\d.]+ MiB, of that +[\d.]+ not of files\n){9}p50 [\d.]+ ms, p99 [\d.]+ ms, max [\d.]+ ms, 0 errors, \d+ requests/s\n$`
	if !regexp.MustCompile(want).MatchString(out.String()) {
		t.Errorf("output %q, want %s", out.String(), want)
	}
	opt.clients, opt.n = 1, 2
	if err := run(opt, io.Discard); err == nil || err.Error() != "1 errors, the first: 503 Service Unavailable: enough\n" {
		t.Errorf("run = %v, want the error of the server", err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestQuantile(t *testing.T) {
	var hundred []time.Duration
	for i := range time.Duration(100) {
		hundred = append(hundred, i+1)
	}
	for _, tt := range []struct {
		of   []time.Duration
		q    float64
		want time.Duration
	}{{hundred, 0.5, 50}, {hundred, 0.99, 99}, {hundred, 1, 100}, {hundred[:1], 0.99, 1}, {hundred[:3], 0.5, 2}} {
		if got := quantile(tt.of, tt.q); got != tt.want {
			t.Errorf("quantile of %d at %v = %d, want %d", len(tt.of), tt.q, got, tt.want)
		}
	}
}
