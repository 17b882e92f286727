package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
)

func TestMakeCorpora(t *testing.T) {
	var in strings.Builder
	for n := range 30 {
		fmt.Fprintf(&in, `{"id":"a%d","text":"%s","set":"x"}`+"\n", n, strings.Repeat("word ", 390+n))
	}
	enc, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "docs.jsonl.zst")
	if err := os.WriteFile(path, enc.EncodeAll([]byte(in.String()), nil), 0o644); err != nil {
		t.Fatal(err)
	}
	made, err := makeCorpora(path, dir, 25)
	if err != nil {
		t.Fatal(err)
	}
	lines := map[string]int{}
	var last string
	for _, name := range []string{big, tenth, footers, identical} {
		b, err := os.ReadFile(made[name].Path)
		if err != nil {
			t.Fatal(err)
		}
		last = string(b)
		lines[name] = strings.Count(last, "\n")
		if got := made[name].Articles; got != lines[name] {
			t.Errorf("articles of %s = %d, want %d", name, got, lines[name])
		}
	}
	if diff := cmp.Diff(map[string]int{big: 25, tenth: 3, footers: 25, identical: 3}, lines); diff != "" {
		t.Errorf("lines of the corpora, -want +got:\n%s", diff)
	}
	if n := len(strings.Fields(footer)); n != 60 {
		t.Errorf("words of the footer = %d, want 60", n)
	}
	if got := strings.Count(last, "word"); got != 3*400 { // the first text of 400 words, 3 times
		t.Errorf("words of the identical articles = %d, want 1200", got)
	}
}

func TestMedian(t *testing.T) {
	wall := func(r run) time.Duration { return r.wall }
	for _, tt := range []struct {
		runs []run
		want time.Duration
	}{
		{[]run{{wall: 7}}, 7},
		{[]run{{wall: 9}, {wall: 1}, {wall: 4}}, 4},
	} {
		if got := median(tt.runs, wall); got != tt.want {
			t.Errorf("median(%v) = %v, want %v", tt.runs, got, tt.want)
		}
	}
}

func TestAgainst(t *testing.T) {
	ran := func(corpus string, cpu time.Duration) *row {
		return &row{name: corpus, corpus: corpus, runs: []run{{cpu: cpu}}}
	}
	made := map[string]*corpus{big: {Articles: 1000}, tenth: {Articles: 100}}
	for _, tt := range []struct {
		r, base *row
		want    string
	}{
		{ran(big, 3*time.Second), nil, ""},
		{ran(big, 3*time.Second), ran(big, 2*time.Second), "1.50 x big, +1000 us an article"},
		{ran(big, time.Second), ran(big, 2*time.Second), "0.50 x big, -1000 us an article"},
		{ran(tenth, time.Second), ran(big, 2*time.Second), "0.50 x big"},
	} {
		if got := tt.r.against(tt.base, made); got != tt.want {
			t.Errorf("against = %q, want %q", got, tt.want)
		}
	}
}

// A row is divided by one that was measured before it, or by none.
func TestRowsHaveTheirBase(t *testing.T) {
	seen := map[string]bool{"": true}
	for _, r := range append(scanRows("dupes"), peerRows(options{peers: "p"})...) {
		if !seen[r.base] || seen[r.name] {
			t.Errorf("row %q over %q: want a base above it and a name of its own", r.name, r.base)
		}
		seen[r.name] = true
	}
}

func TestCountLines(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	const rows = "{\"a\":1}\n{\"type\":\"x\"}\n{\"a\":2}"
	if err := os.WriteFile(path, []byte(rows), 0o644); err != nil {
		t.Fatal(err)
	}
	if got, err := countLines(path, []byte(`{"a"`)); got != 2 || err != nil {
		t.Errorf("countLines(%q) = %v, %v, want 2", rows, got, err)
	}
	if _, err := countLines(path, nil); !os.IsNotExist(err) {
		t.Errorf("countLines again: %v, want that the file is gone", err)
	}
}
