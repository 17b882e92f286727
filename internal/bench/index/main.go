// Command index measures an index with a corpus of any size: how fast articles
// are added, how many bytes each takes, how long it takes to open it, how long
// to search it for the relatives of one article, and how much memory that
// needs.
//
//	go run ./internal/bench/grow -n 1000000 -seed 1 -o million.jsonl.zst docs.jsonl.zst
//	go run ./internal/bench/index -place DIR million.jsonl.zst
//
// The place is a new folder, or a PostgreSQL database by its URL; of an index
// that is there already only the searches are measured. Peak memory is that of
// the process up to then, read off /proc.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/index"
)

func main() {
	place := flag.String("place", "", "folder of the index, or postgres://...")
	searches := flag.Int("searches", 5000, "articles to search for, evenly spread over the index")
	flag.Parse()
	debug.SetGCPercent(40) // as the command does
	if err := run(context.Background(), *place, flag.Args(), *searches); err != nil {
		fmt.Fprintln(os.Stderr, "index:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, place string, paths []string, searches int) error {
	if len(paths) > 0 {
		if err := build(ctx, place, paths); err != nil {
			return err
		}
	}
	begin := time.Now()
	ix, err := index.Open(ctx, place, index.Read)
	if err != nil {
		return err
	}
	defer ix.Close()
	fmt.Printf("open: %.1f ms\n", ms(time.Since(begin)))
	asked, err := sample(ctx, ix, searches)
	if err != nil {
		return err
	}
	for _, what := range []string{"search, first time", "search, warm"} {
		if err := search(ctx, ix, asked, what); err != nil {
			return err
		}
	}
	fmt.Println("peak memory:", peak())
	return nil
}

func build(ctx context.Context, place string, paths []string) error {
	ix, err := index.Create(ctx, place, index.Options{})
	if err != nil {
		return err
	}
	begin := time.Now()
	in := index.Input{Paths: paths, Jobs: runtime.GOMAXPROCS(0), Corpus: corpus.Config{}}
	sum, err := ix.AddAll(ctx, in, false, nil)
	if err != nil {
		return err
	}
	took := time.Since(begin).Seconds()
	s, err := ix.Stats(ctx)
	if err != nil {
		return err
	}
	n := max(1, s.Articles)
	fmt.Printf("add: %d of %d articles in %.1f s, %.0f a second, to the last merge\n", sum.Added, sum.Read, took, float64(sum.Added)/took)
	fmt.Printf("size: %d bytes, %d an article of %d words, %d postings an article in %d runs\n", s.Bytes, s.Bytes/n, s.Words/n, s.Postings/n, s.Runs)
	fmt.Println("peak memory:", peak())
	return ix.Close()
}

// sample sketches articles of the index.
func sample(ctx context.Context, ix *index.Index, n int) ([]*index.Sketch, error) {
	s, err := ix.Stats(ctx)
	if err != nil {
		return nil, err
	}
	step := max(1, int(s.Articles)/max(1, n))
	sketcher, err := ix.Header.NewSketcher()
	if err != nil {
		return nil, err
	}
	var out []*index.Sketch
	i := 0
	for k, err := range ix.Articles(ctx) {
		if err != nil {
			return nil, err
		}
		if i++; i%step == 0 {
			k, err := sketcher.Sketch(k.Article)
			if err != nil {
				return nil, err
			}
			out = append(out, k)
		}
	}
	return out, nil
}

func search(ctx context.Context, ix *index.Index, asked []*index.Sketch, what string) error {
	s := ix.Header.NewSearcher(0)
	took := make([]time.Duration, 0, len(asked))
	relatives := 0
	err := ix.View(ctx, func(v index.Snapshot) error {
		shelf := v.Shelf()
		for _, k := range asked {
			begin := time.Now()
			a, err := s.Search(k, shelf)
			if err != nil {
				return err
			}
			took = append(took, time.Since(begin))
			relatives += len(a.Relatives)
		}
		return nil
	})
	if err != nil || len(took) == 0 {
		return err
	}
	slices.Sort(took)
	at := func(q float64) float64 { return ms(took[int(q*float64(len(took)-1))]) }
	fmt.Printf("%s: p50 %.2f ms, p99 %.2f ms, most %.2f ms; %.1f relatives an article\n", what, at(.5), at(.99), at(1), float64(relatives)/float64(len(took)))
	return nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// peak is the most memory that the process had.
func peak() string {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "not known here"
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			return strings.TrimSpace(rest)
		}
	}
	return "not known here"
}
