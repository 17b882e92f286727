package index

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/shingle"
)

// Input says what to read.
type Input struct {
	Paths  []string
	Stdin  io.Reader // read where a path is "-"
	Corpus corpus.Config
	Jobs   int // goroutines that sketch; at least 1
}

// Item is what became of a record.
type Item struct {
	Record  corpus.Record
	Sketch  *Sketch
	Refused string // why there is no sketch; empty where there is
}

// streamBatch is the records that are handed to a goroutine at once, if as
// many are there: an article that comes alone does not wait for others.
const streamBatch = 32

// Stream reads articles, sketches them in goroutines, and calls take for each
// in the order of the input, several at once where they are there. What was
// refused before it was an article goes to refuse, as do files that cannot be
// read; refuse may be called from another goroutine, but not at the same time
// as itself.
func (h Header) Stream(ctx context.Context, in Input, take func([]Item) error, refuse func(corpus.Refused)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	records := make(chan corpus.Record, 2*streamBatch)
	futures := make(chan chan []Item, takeAtOnce/streamBatch)
	work := make(chan task, in.Jobs)
	var wg sync.WaitGroup
	for range in.Jobs {
		s, err := h.NewSketcher()
		if err != nil {
			return err
		}
		wg.Go(func() { sketchAll(s, work) })
	}
	wg.Go(func() {
		defer close(records)
		if err := read(ctx, in, records, refuse); err != nil {
			cancel(err)
		}
	})
	wg.Go(func() {
		defer close(futures)
		defer close(work)
		for batch := range batches(records) {
			t := task{batch, make(chan []Item, 1)}
			futures <- t.done
			work <- t
		}
	})
	var err error
	for f := range futures {
		items := whatIsThere(<-f, futures)
		if err == nil && ctx.Err() == nil {
			if err = take(items); err != nil {
				cancel(err)
			}
		}
	}
	wg.Wait()
	if err != nil {
		return err
	}
	return context.Cause(ctx)
}

// takeAtOnce is how many articles are taken at once, where they are there.
const takeAtOnce = 512

// whatIsThere adds to items what others have ready.
func whatIsThere(items []Item, futures <-chan chan []Item) []Item {
	for len(items) < takeAtOnce {
		select {
		case f, ok := <-futures:
			if !ok {
				return items
			}
			items = append(items, <-f...)
		default:
			return items
		}
	}
	return items
}

// read sends the records of the input.
func read(ctx context.Context, in Input, records chan<- corpus.Record, refuse func(corpus.Refused)) error {
	files, refused := corpus.List(in.Paths)
	for _, r := range refused {
		refuse(r)
	}
	return corpus.Read(ctx, files, in.Stdin, in.Corpus, func(r corpus.Record) error {
		select {
		case records <- r:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}, refuse)
}

// batches gathers what is there.
func batches(records <-chan corpus.Record) func(yield func([]corpus.Record) bool) {
	return func(yield func([]corpus.Record) bool) {
		for r := range records {
			batch := append(make([]corpus.Record, 0, streamBatch), r)
			for more := true; more && len(batch) < streamBatch; {
				select {
				case r, ok := <-records:
					if more = ok; ok {
						batch = append(batch, r)
					}
				default:
					more = false
				}
			}
			yield(batch)
		}
	}
}

// task is records to be sketched.
type task struct {
	records []corpus.Record
	done    chan []Item
}

func sketchAll(s *Sketcher, work <-chan task) {
	for t := range work {
		items := make([]Item, len(t.records))
		for i, r := range t.records {
			items[i] = s.Item(r)
		}
		t.done <- items
	}
}

// Item makes of a record what Stream makes of it.
func (s *Sketcher) Item(r corpus.Record) Item {
	a, err := r.Article()
	if err != nil {
		return Item{Record: r, Refused: err.Error()}
	}
	k, err := s.Sketch(a)
	if errors.Is(err, shingle.ErrTooShort) {
		return Item{Record: r, Refused: fmt.Sprintf("too short: %d words, a shingle has %d", k.Words, s.header.Shingle)}
	}
	if err != nil {
		return Item{Record: r, Refused: err.Error()}
	}
	return Item{Record: r, Sketch: k}
}
