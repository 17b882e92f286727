// Load asks a dupes serve about many articles, one a request, and prints how
// long that takes and what memory the server needs:
//
//	go run ./internal/bench/load -url http://127.0.0.1:7311 -n 10000 -every 97 -pid $! million.jsonl.zst
//
// Every client sends its next request when it has the answer to the last one.
// All bodies are in memory before the first request; where there are fewer
// articles than requests, they are asked about again. A quantile is that of
// all requests, by rank, none left out. It ends with 1 if any request had
// another answer than 200.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/review"
)

type options struct {
	url, tokenFile string
	clients        int
	n, every       int
	pid            int
	paths          []string
}

func main() {
	var opt options
	flag.StringVar(&opt.url, "url", "http://127.0.0.1:7311", "`address` of the server")
	flag.StringVar(&opt.tokenFile, "token-file", "", "`file` of the token of the server")
	flag.IntVar(&opt.clients, "clients", 2, "`N` requests at once")
	flag.IntVar(&opt.n, "n", 10000, "send `N` requests")
	flag.IntVar(&opt.every, "every", 1, "take every `N`th article")
	flag.IntVar(&opt.pid, "pid", 0, "`process` id of the server, to print its memory at each tenth; 0 leaves it out")
	flag.Parse()
	opt.paths = flag.Args()
	if err := run(opt, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(opt options, stdout io.Writer) error {
	if opt.clients < 1 || opt.n < 1 || opt.every < 1 {
		return errors.New("want 1 or more clients, requests, and every 1st article or a later one")
	}
	bodies, err := read(opt)
	if err != nil {
		return err
	}
	l := &load{options: opt, bodies: bodies, stdout: stdout, took: make([]time.Duration, opt.n)}
	if opt.tokenFile != "" {
		token, err := review.ReadToken(opt.tokenFile)
		if err != nil {
			return err
		}
		l.token = "Bearer " + token
	}
	return l.run()
}

// errEnough ends the reading.
var errEnough = errors.New("enough articles")

// read returns the articles to ask about, as they stand in their files.
func read(opt options) ([][]byte, error) {
	files, refused := corpus.List(opt.paths)
	for _, r := range refused {
		return nil, fmt.Errorf("read %q: %s", r.Path, r.Reason)
	}
	var bodies [][]byte
	seen := 0
	err := corpus.Read(context.Background(), files, os.Stdin, corpus.Config{}, func(r corpus.Record) error {
		if seen++; (seen-1)%opt.every != 0 {
			return nil
		}
		if b, is := r.JSON(); is {
			bodies = append(bodies, bytes.Clone(b))
		}
		if len(bodies) == opt.n {
			return errEnough
		}
		return nil
	}, func(corpus.Refused) {})
	switch {
	case err != nil && err != errEnough:
		return nil, err
	case len(bodies) == 0:
		return nil, errors.New("no JSON article to ask about")
	}
	return bodies, nil
}

// load is requests under way.
type load struct {
	options
	token  string
	bodies [][]byte
	stdout io.Writer
	client http.Client

	next   atomic.Int64
	took   []time.Duration // of each request
	mu     sync.Mutex      // guards stdout and what follows
	errors int
	first  error
}

func (l *load) run() error {
	l.client.Transport = &http.Transport{MaxIdleConnsPerHost: l.clients}
	fmt.Fprintf(l.stdout, "%d requests about %d articles, %d clients, to %s\n", l.n, len(l.bodies), l.clients, l.url)
	if err := l.memory(0); err != nil {
		return err
	}
	begun := time.Now()
	var wg sync.WaitGroup
	for range l.clients {
		wg.Go(l.ask)
	}
	wg.Wait()
	l.print(time.Since(begun))
	if l.errors > 0 {
		return fmt.Errorf("%d errors, the first: %w", l.errors, l.first)
	}
	return nil
}

// ask sends requests until there are no more.
func (l *load) ask() {
	for {
		i := int(l.next.Add(1)) - 1
		if i >= l.n {
			return
		}
		begun := time.Now()
		err := l.check(l.bodies[i%len(l.bodies)])
		l.took[i] = time.Since(begun)
		if done := i + 1; done%max(1, l.n/10) == 0 {
			err = errors.Join(err, l.memory(done))
		}
		l.note(err)
	}
}

func (l *load) note(err error) {
	if err == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.errors++; l.first == nil {
		l.first = err
	}
}

// check asks about an article and reads the answer to its end.
func (l *load) check(body []byte) error {
	r, err := http.NewRequest(http.MethodPost, l.url+"/v1/check", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	if l.token != "" {
		r.Header.Set("Authorization", l.token)
	}
	resp, err := l.client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %.200s", resp.Status, answer)
	}
	return err
}

// memory prints what the server has of it after so many requests.
func (l *load) memory(done int) error {
	if l.pid == 0 {
		return nil
	}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", l.pid))
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.stdout, "after %6d: RSS %6.1f MiB, of that %6.1f not of files\n", done, mib(status, "VmRSS:"), mib(status, "RssAnon:"))
	return nil
}

func mib(status []byte, name string) float64 {
	_, rest, _ := strings.Cut(string(status), name)
	kib, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, _ := strconv.ParseFloat(kib, 64)
	return n / 1024
}

func (l *load) print(took time.Duration) {
	slices.Sort(l.took)
	fmt.Fprintf(l.stdout, "p50 %.1f ms, p99 %.1f ms, max %.1f ms, %d errors, %.0f requests/s\n",
		ms(quantile(l.took, 0.5)), ms(quantile(l.took, 0.99)), ms(l.took[len(l.took)-1]), l.errors, float64(l.n)/took.Seconds())
}

// quantile is the least of sorted figures that a share q of them do not exceed.
func quantile(sorted []time.Duration, q float64) time.Duration {
	at := 0
	for float64(at+1) < q*float64(len(sorted)) {
		at++
	}
	return sorted[at]
}

func ms(d time.Duration) float64 { return d.Seconds() * 1000 }
