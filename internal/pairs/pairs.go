// Package pairs sets pairs of articles side by side: it reads the lists that
// name pairs (ReadList), finds the articles in a corpus (Articles, or Shelve for
// more than memory holds) and compares them (Compare).
package pairs

import (
	"cmp"
	"context"
	"iter"
	"runtime"
	"sync"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/internal/corpus"
)

// Pair names two articles.
type Pair struct {
	A, B string // ids
	Line int    // of the list that names them, from 1; 0 where there is no list
}

// Diff is a pair of articles set side by side.
type Diff struct {
	A, B       *corpus.Article
	Comparison *compare.Comparison
}

// Result is what a command compares, ready to be printed.
type Result struct {
	Count   int                    // of Diffs
	Diffs   iter.Seq2[Diff, error] // in the order of the list
	Refused []corpus.Refused       // inputs that were not compared, and why
}

// task is a pair on its way through a worker.
type task struct {
	a, b *corpus.Article
	done chan *compare.Comparison
}

// ahead is how many comparisons a worker may be ahead of the reader: enough
// that a slow pair does not stop the others, few enough to hold in memory.
const ahead = 16

// Compare compares the pairs whose two articles are known, in jobs goroutines
// (0 means one for each processor), and yields them in the order of list. It
// fails once ctx has ended.
func Compare(ctx context.Context, list []Pair, articles map[string]*corpus.Article, jobs int) iter.Seq2[Diff, error] {
	jobs = cmp.Or(jobs, runtime.GOMAXPROCS(0))
	return func(yield func(Diff, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var wg sync.WaitGroup
		defer wg.Wait()
		defer cancel()
		order, work := make(chan task, ahead*jobs), make(chan task)
		wg.Go(func() { feed(ctx, list, articles, order, work) })
		for range jobs {
			wg.Go(func() { compareAll(work) })
		}
		for t := range order {
			d := Diff{A: t.a, B: t.b}
			select {
			case d.Comparison = <-t.done:
			case <-ctx.Done():
			}
			if err := ctx.Err(); err != nil {
				yield(Diff{}, err)
				return
			}
			if !yield(d, nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(Diff{}, err)
		}
	}
}

// feed hands every pair to the reader, who waits for it, and to a worker.
func feed(ctx context.Context, list []Pair, articles map[string]*corpus.Article, order, work chan<- task) {
	defer close(order)
	defer close(work)
	for _, p := range list {
		t := task{articles[p.A], articles[p.B], make(chan *compare.Comparison, 1)}
		if t.a == nil || t.b == nil {
			continue
		}
		for _, to := range []chan<- task{order, work} {
			select {
			case to <- t:
			case <-ctx.Done():
				return
			}
		}
	}
}

func compareAll(work <-chan task) {
	var c compare.Comparer
	for t := range work {
		t.done <- c.Compare(t.a.Text, t.b.Text)
	}
}
