package scan_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/scan"
)

// asRead are the articles of a corpus as a scan keeps them, by id.
func asRead(t *testing.T, paths []string, stdin string) map[string]*corpus.Article {
	t.Helper()
	files, _ := corpus.List(paths)
	all := map[string]*corpus.Article{}
	err := corpus.Read(context.Background(), files, strings.NewReader(stdin), corpus.Config{}, func(rec corpus.Record) error {
		a, err := rec.Article()
		if err != nil {
			return err
		}
		a.Byline, a.Origin = "", corpus.Origin{}
		all[a.ID] = &a
		return nil
	}, func(x corpus.Refused) { t.Errorf("refused: %+v", x) })
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// All articles come back as they were read, from any number of goroutines at
// once; the second corpus is larger than what a spool holds in memory.
func TestArticle(t *testing.T) {
	for name, in := range map[string]struct{ path, stdin string }{
		"fixtures": {"../../fixtures", ""},
		"on disk":  {"-", lines(t, wire(2000, 450))},
	} {
		want := asRead(t, []string{in.path}, in.stdin)
		r, err := scan.Run(context.Background(), scan.Input{Paths: []string{in.path}, Stdin: strings.NewReader(in.stdin)}, scan.Config{TempDir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		if r.Articles != len(want) {
			t.Errorf("%s: %d articles, want %d", name, r.Articles, len(want))
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for id, a := range want {
					got, err := r.Article(id)
					if diff := gocmp.Diff(a, got); diff != "" || err != nil {
						t.Errorf("%s: Article(%q): %v, -want +got:\n%s", name, id, err, diff)
						return
					}
				}
			})
		}
		wg.Wait()
		r.Close()
	}
}

func TestArticleThatIsNotThere(t *testing.T) {
	const in = `{"id":"b","text":"the harbour was shut at dawn"}
{"id":"short","text":"shut"}
{"id":"b","text":"another one of that very id"}`
	r, err := scan.Run(context.Background(), scan.Input{Paths: []string{"-"}, Stdin: strings.NewReader(in)}, scan.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if a, err := r.Article("b"); err != nil || a == nil || a.Text != "the harbour was shut at dawn" || a.Line != 1 {
		t.Errorf("Article(%q) = %+v, %v, want the first of two", "b", a, err)
	}
	for _, id := range []string{"", "a", "short", "z"} {
		if a, err := r.Article(id); a != nil || err != nil {
			t.Errorf("Article(%q) = %v, %v, want none", id, a, err)
		}
	}
	if a, err := new(scan.Result).Article("b"); a != nil || err != nil {
		t.Errorf("Article of a result that Run did not make = %v, %v, want none", a, err)
	}
}

// BenchmarkArticle reads articles of 450 words, most of them from disk.
func BenchmarkArticle(b *testing.B) {
	const articles = 20_000
	r, err := scan.Run(context.Background(), scan.Input{Paths: []string{"-"}, Stdin: strings.NewReader(lines(b, wire(articles, 450)))}, scan.Config{TempDir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		i = (i + 7919) % articles
		if a, err := r.Article(fmt.Sprintf("%06d", i)); err != nil || a == nil {
			b.Fatal(a, err)
		}
	}
}
