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
