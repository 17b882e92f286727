package pairs

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/internal/corpus"
)

// same fails t unless a shelf has the very articles and refusals that Articles
// finds, and nothing else.
func same(t *testing.T, in Input, want map[string]bool) {
	t.Helper()
	found, err := Articles(context.Background(), in, want)
	if err != nil {
		t.Fatal(err)
	}
	in.TempDir = t.TempDir()
	s, err := Shelve(context.Background(), in, want)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for id := range want {
				got, err := s.Article(id)
				if diff := cmp.Diff(found.Articles[id], got); diff != "" || err != nil {
					t.Errorf("Article(%q): %v, -want +got:\n%s", id, err, diff)
				}
			}
		})
	}
	wg.Wait()
	if a, err := s.Article("no such article"); a != nil || err != nil {
		t.Errorf("Article of an id that was not asked for = %v, %v, want none", a, err)
	}
	if diff := cmp.Diff(found.Refused, s.Refused()); diff != "" {
		t.Errorf("refused, -want +got:\n%s", diff)
	}
	s.Close()
	left, err := os.ReadDir(in.TempDir)
	if err != nil || len(left) > 0 {
		t.Errorf("Close leaves %v, %v", left, err)
	}
}

func TestShelve(t *testing.T) {
	dir := folder(t, map[string]string{
		"a.jsonl": `{"id":"x","text":"brief"}` + "\n" + `{"id":"x","text":"the first of two"}` + "\n" + `{"id":"z","text":""}`,
		"b.jsonl": `{"id":"x","text":"the second of two"}` + "\n" + `{"id":"y","text":"another one","title":"T","outlet":"O","byline":"B","url":"https://o.example/y","date":"2025-03-04T05:06:07.5+09:00","source":"S","wire":"AP"}`,
		"c.html":  "<html><head><title>Bridge shut</title></head><body><article><p>" + strings.Repeat("The bridge over the harbour was shut at dawn. ", 20) + "</p></article></body></html>",
		"d\xff":   "not read",
	})
	at := []string{dir, filepath.Join(dir, "missing.txt")}
	for _, want := range []string{"", "x", "x y c.html", "z", "x y z w"} {
		for _, least := range []int{0, 2} {
			for _, jobs := range []int{1, 4} {
				ids := map[string]bool{}
				for _, id := range strings.Fields(want) {
					ids[id] = true
				}
				same(t, Input{Paths: at, Jobs: jobs, Least: least}, ids)
			}
		}
	}
}

// More than a spool holds in memory, and articles of every kind.
func TestShelveOnDisk(t *testing.T) {
	var lines strings.Builder
	want := map[string]bool{}
	for i := range 6000 {
		fmt.Fprintf(&lines, `{"id":"%d","text":"%s","date":"2025-03-04"}`+"\n", i, strings.Repeat(fmt.Sprint(i, " words "), 100+i%7))
		want[fmt.Sprint(i)] = i%5 > 0
	}
	dir := folder(t, map[string]string{"many.jsonl": lines.String()})
	for id, ok := range want {
		if !ok {
			delete(want, id)
		}
	}
	same(t, Input{Paths: []string{dir}}, want)

	files, _ := corpus.List([]string{"../../fixtures"})
	all := map[string]bool{}
	err := corpus.Read(context.Background(), files, nil, corpus.Config{}, func(rec corpus.Record) error {
		a, err := rec.Article()
		all[a.ID] = true
		return err
	}, func(corpus.Refused) {})
	if err != nil {
		t.Fatal(err)
	}
	same(t, Input{Paths: []string{"../../fixtures"}}, all)
}

// A shelf that cannot be made leaves no file behind.
func TestShelveStops(t *testing.T) {
	dir, temp := folder(t, map[string]string{"a.txt": "a text"}), t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Shelve(ctx, Input{Paths: []string{dir}, TempDir: temp}, map[string]bool{"a.txt": true}); err != context.Canceled {
		t.Errorf("Shelve, cancelled: %v, want %v", err, context.Canceled)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("Shelve, cancelled, leaves %v, %v", left, err)
	}
	missing := filepath.Join(temp, "missing")
	if _, err := Shelve(context.Background(), Input{Paths: []string{dir}, TempDir: missing}, nil); err == nil {
		t.Errorf("Shelve in a folder that is not there: no error")
	}
}

// An article that cannot be kept ends the reading, however much is to come.
func TestReadingEndsWithAnErrorOfKeep(t *testing.T) {
	var lines strings.Builder
	for range 10_000 {
		lines.WriteString(`{"id":"x","text":"a text"}` + "\n")
	}
	for _, jobs := range []int{1, 4} {
		full := fmt.Errorf("disk full")
		r := newReading(Input{}, map[string]bool{"x": true}, func(*corpus.Article) (int, error) { return 0, full })
		err := r.read(context.Background(), Input{Paths: []string{"-"}, Stdin: strings.NewReader(lines.String()), Jobs: jobs})
		if err != full {
			t.Errorf("%d goroutines: %v, want %v", jobs, err, full)
		}
	}
}
