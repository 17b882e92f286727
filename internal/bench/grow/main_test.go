package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/dupes-news/dupes/fixtures"
	"github.com/dupes-news/dupes/shingle"
)

const rounds = 20 // that the tests make of the fixtures

// input writes the stories of the fixtures as JSON lines and returns the path.
func input(t *testing.T) (path string, articles int) {
	t.Helper()
	all, err := fixtures.Articles()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	o := &output{Writer: bufio.NewWriter(&out)}
	for _, a := range all {
		if err := o.line(article{ID: a.ID, Text: a.Text, Title: a.Title, Outlet: a.Outlet, Date: date(a.Date, 0), URL: a.URL}); err != nil {
			t.Fatal(err)
		}
	}
	if err := o.close(); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "docs.jsonl")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, len(all)
}

// grown is the output of run and its truth.
func grown(t *testing.T, opt options) (out, truth string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	opt.out, opt.truth = "-", filepath.Join(t.TempDir(), "truth.jsonl")
	if err := run(opt, &stdout, &stderr); err != nil || stderr.Len() > 0 {
		t.Fatalf("run(%+v) = %v, stderr %q", opt, err, &stderr)
	}
	b, err := os.ReadFile(opt.truth)
	if err != nil {
		t.Fatal(err)
	}
	return stdout.String(), string(b)
}

func decoded[T any](t *testing.T, lines string) []T {
	t.Helper()
	var all []T
	for line := range strings.Lines(lines) {
		var v T
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Fatalf("line %d: %v", len(all)+1, err)
		}
		all = append(all, v)
	}
	return all
}

func TestSameBytes(t *testing.T) {
	path, articles := input(t)
	opt := options{n: articles*3 + 5, seed: 7, paths: []string{path}}
	out, truth := grown(t, opt)
	if n := strings.Count(out, "\n"); n != opt.n {
		t.Errorf("lines = %d, want %d", n, opt.n)
	}
	again, truthAgain := grown(t, opt)
	if out != again || truth != truthAgain {
		t.Error("the same seed gives other bytes, want the same")
	}
	for _, n := range []int{3, articles, articles + 1} {
		opt.n = n
		if first, _ := grown(t, opt); !strings.HasPrefix(out, first) || strings.Count(first, "\n") != n {
			t.Errorf("-n %d is not the first %d lines of -n %d", n, n, articles*3+5)
		}
	}
	opt.n, opt.seed = articles*3+5, 8
	if other, _ := grown(t, opt); other == out {
		t.Error("another seed gives the same bytes")
	}
}

func TestRoundZero(t *testing.T) {
	path, articles := input(t)
	out, truth := grown(t, options{n: articles, paths: []string{path}})
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out); diff != "" {
		t.Errorf("round 0, -want +got:\n%s", diff)
	}
	if truth != "" {
		t.Errorf("truth of round 0 = %q, want none", truth)
	}
}

// TestVersions holds every version against the articles that it is made of.
func TestVersions(t *testing.T) {
	path, articles := input(t)
	out, truth := grown(t, options{n: articles * (rounds + 1), seed: 1, paths: []string{path}})
	all, from := decoded[article](t, out), decoded[origin](t, truth)
	base := map[string]article{}
	for _, a := range all[:articles] {
		base[a.ID] = a
	}
	told := 0
	var stories, run12, excerpts, cited int
	kinds := map[string]int{}
	for i, a := range all[articles:] {
		of := all[i%articles]
		letter := a.ID[len(a.ID)-1:]
		if want := fmt.Sprintf("%s-r%d%s", of.ID, i/articles+1, letter); a.ID != want {
			t.Fatalf("id = %q, want %q", a.ID, want)
		}
		kinds[letter]++
		if letter == "s" {
			stories++
			run12 += shared(of.Text, a.Text, 12)
			continue
		}
		o := from[told]
		told++
		if o.ID != a.ID || o.Of != of.ID || o.Kind != map[string]string{"c": "copy", "e": "excerpt"}[letter] {
			t.Errorf("truth of %q = %+v", a.ID, o)
		}
		if letter == "c" {
			if j := shingle.Jaccard(set(of.Text, 5), set(a.Text, 5)); j <= .6 {
				t.Errorf("Jaccard of %q and its article = %.3f, want over .6", a.ID, j)
			}
			continue
		}
		excerpts++
		cited += shared(of.Text, a.Text, 12)
		if len(o.Beside) != 2 || o.Beside[0] == o.Beside[1] {
			t.Fatalf("beside of %q = %q, want two articles", a.ID, o.Beside)
		}
		for _, id := range o.Beside {
			if _, ok := base[id]; !ok || id == of.ID {
				t.Errorf("beside of %q = %q, want other articles of round 0", a.ID, o.Beside)
			}
		}
	}
	if told != len(from) {
		t.Errorf("lines of truth = %d, want %d", len(from), told)
	}
	n := float64(articles * rounds)
	for letter, want := range map[string]float64{"c": .1, "e": .1, "s": .8} {
		if got := float64(kinds[letter]) / n; got < want-.03 || got > want+.03 {
			t.Errorf("share of kind %s = %.3f, want %.1f", letter, got, want)
		}
	}
	// 1 in 40 on a large corpus; here notices that many articles carry have made
	// their words common ones.
	if run12*5 > stories {
		t.Errorf("%d of %d new stories have a run of 12 words of their article, want 1 in 5 at most", run12, stories)
	}
	if cited*20 < excerpts*19 {
		t.Errorf("%d of %d excerpts have a run of 12 words of their article, want 19 in 20 at least", cited, excerpts)
	}
}

// set is the shingles of a text.
func set(text string, size int) []uint64 {
	var w shingle.Words
	w.Split(text)
	return shingle.Set(w.Shingles(nil, size))
}

// shared is 1 where two texts have a run of so many words in common, else 0.
func shared(a, b string, size int) int {
	if shingle.Containment(set(a, size), set(b, size)) > 0 {
		return 1
	}
	return 0
}

// A new story differs from its article in letters and digits only. Where words
// stand without spaces, their number may change.
func TestRetoldKeepsShape(t *testing.T) {
	path, _ := input(t)
	base, err := read([]string{path}, 1000, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	g := newGrower(base, options{n: 1000})
	g.order = g.vocab.draw(nil, g.rng)
	changed := 0
	for _, a := range base {
		var w shingle.Words
		w.Split(a.Text)
		words := w.Len()
		got := g.retold(a.Text)
		spaced := !strings.ContainsFunc(a.Text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
		if w.Split(got); spaced && w.Len() != words {
			t.Errorf("%s: a new story has %d words, want %d", a.ID, w.Len(), words)
		}
		if strings.Count(got, "\n") != strings.Count(a.Text, "\n") || got[len(got)-1] != a.Text[len(a.Text)-1] {
			t.Errorf("%s: a new story has other lines or another end", a.ID)
		}
		if got != a.Text {
			changed++
		}
	}
	if changed != len(base) {
		t.Errorf("%d of %d articles changed, want all", changed, len(base))
	}
}

// Every word stands for exactly one other of its class.
func TestPermutation(t *testing.T) {
	var text strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&text, "%sx %d ", strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprint(i)), i)
	}
	g := newGrower([]article{{Text: text.String()}}, options{n: 2})
	if n := len(g.vocab.words); n != 6000 {
		t.Fatalf("words = %d, want 6000", n)
	}
	for range 10 {
		g.order = g.vocab.draw(g.order, g.rng)
		used := map[string]bool{}
		for rank, word := range g.vocab.words {
			to, ok := g.order.of(g.vocab, []byte(word))
			if !ok {
				to = word
			}
			if used[to] || rank < common && ok || figure(to) != figure(word) {
				t.Fatalf("%q of rank %d stands for %q: want it once, and a figure for a figure", to, rank, word)
			}
			used[to] = true
		}
	}
}

func TestDress(t *testing.T) {
	for _, tt := range []struct{ word, like, want string }{
		{"harbour", "bridge", "harbour"},
		{"harbour", "Bridge", "Harbour"},
		{"harbour", "BRIDGE", "HARBOUR"},
		{"harbour", "A", "Harbour"},
		{"harbour", "McCain", "Harbour"},
		{"harbour", "U.S", "HARBOUR"},
		{"élan", "Bridge", "Élan"},
		{"harbour", "Élan", "Harbour"},
		{"1947", "2,000", "1947"},
	} {
		if got := string(dress(nil, tt.word, tt.like)); got != tt.want {
			t.Errorf("dress(%q, %q) = %q, want %q", tt.word, tt.like, got, tt.want)
		}
	}
}

func TestDate(t *testing.T) {
	for _, tt := range []struct {
		in    time.Time
		round int
		want  string
	}{
		{time.Time{}, 3, ""},
		{time.Date(2025, 5, 22, 0, 0, 0, 0, time.UTC), 0, "2025-05-22"},
		{time.Date(2025, 5, 22, 0, 0, 0, 0, time.UTC), 2, "2025-06-05"},
		{time.Date(2025, 5, 22, 8, 30, 0, 0, time.UTC), 1, "2025-05-29T08:30:00Z"},
	} {
		if got := date(tt.in, tt.round); got != tt.want {
			t.Errorf("date(%v, %d) = %q, want %q", tt.in, tt.round, got, tt.want)
		}
	}
}

// A file that ends in .zst holds what standard output would.
func TestCompressed(t *testing.T) {
	path, articles := input(t)
	opt := options{n: articles + 20, seed: 3, paths: []string{path}}
	want, _ := grown(t, opt)
	opt.out = filepath.Join(t.TempDir(), "big.jsonl.zst")
	if err := run(opt, nil, io.Discard); err != nil {
		t.Fatal(err)
	}
	packed, err := os.ReadFile(opt.out)
	if err != nil {
		t.Fatal(err)
	}
	dec, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer dec.Close()
	got, err := dec.DecodeAll(packed, nil)
	if err != nil || string(got) != want {
		t.Errorf("%d bytes, %v; want the %d of standard output", len(got), err, len(want))
	}
	again, err := read([]string{opt.out}, opt.n, io.Discard)
	if err != nil || len(again) != opt.n {
		t.Errorf("read = %d articles, %v; want %d", len(again), err, opt.n)
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	few := filepath.Join(dir, "few.jsonl")
	if err := os.WriteFile(few, []byte(`{"id":"a","text":"One."}`+"\n{\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		opt            options
		want, onStderr string
	}{
		{options{n: 0, out: "-"}, "-n 0: want at least 1", "^$"},
		{options{n: 5, out: "-", paths: []string{few}}, "1 articles: want 3 or more, as an excerpt stands between two others", `few.jsonl" line 2: `},
		{options{n: 5, out: "-", paths: []string{dir + "/none.jsonl"}}, "0 articles: want 3 or more, as an excerpt stands between two others", `none.jsonl" line 0: `},
	} {
		var stderr bytes.Buffer
		err := run(tt.opt, io.Discard, &stderr)
		if err == nil || err.Error() != tt.want {
			t.Errorf("run(%+v) = %v, want %s", tt.opt, err, tt.want)
		}
		if !regexp.MustCompile(tt.onStderr).MatchString(stderr.String()) {
			t.Errorf("run(%+v): stderr %q, want %q", tt.opt, &stderr, tt.onStderr)
		}
	}
}
