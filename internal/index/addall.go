package index

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/dupes-news/dupes/internal/corpus"
)

// Summary is what AddAll did. Read is the sum of the four below it.
type Summary struct {
	Read, Added, Replaced, Already int
	Refused                        []corpus.Refused
}

// A commit of AddAll holds this many articles, or of long ones that much text:
// enough that making it durable does not count.
const (
	commitArticles = 2048
	commitText     = 16 << 20
)

// AddAll adds the articles of an input in its order. An error is one that
// ended it: what was added by then is in, and adding the same input again adds
// the rest.
func (x *Index) AddAll(ctx context.Context, in Input, replace bool, progress func(done int)) (*Summary, error) {
	l := loader{x: x, ctx: ctx, replace: replace, progress: progress}
	err := x.Header.Stream(ctx, in, l.take, l.refuse)
	if err == nil {
		err = l.commit()
	}
	if err != nil {
		return nil, err
	}
	s := &l.summary
	s.Read = l.read + l.unread
	if sum := s.Added + s.Replaced + s.Already + len(s.Refused); sum != s.Read {
		return nil, fmt.Errorf("internal error: %d added, replaced, in already and refused, but %d read", sum, s.Read)
	}
	slices.SortFunc(s.Refused, corpus.Refused.Compare)
	x.CompactAfter(ctx, int64(s.Added+s.Replaced))
	return s, nil
}

// CompactAfter makes one run of all where so many articles were added that it
// is worth it: a tenth of the index. That it cannot, on a full disk say, is no
// error: the index is whole, and only slower than it could be.
func (x *Index) CompactAfter(ctx context.Context, added int64) {
	if s, err := x.Stats(ctx); err == nil && 10*added >= s.Articles {
		_ = x.mergeAll(ctx)
	}
}

type loader struct {
	x        *Index
	ctx      context.Context
	replace  bool
	progress func(int)

	sketches []*Sketch
	records  []corpus.Record
	text     int
	read     int

	mu      sync.Mutex // guards what follows
	unread  int
	summary Summary
}

// refuse refuses what is no record yet.
func (l *loader) refuse(r corpus.Refused) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.unread++
	l.summary.Refused = append(l.summary.Refused, r)
}

func (l *loader) refuseRecord(r corpus.Record, reason string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.summary.Refused = append(l.summary.Refused, corpus.Refused{Path: r.Path, Line: r.Line, Reason: reason})
}

func (l *loader) take(items []Item) error {
	l.read += len(items)
	for _, it := range items {
		if it.Refused != "" {
			l.refuseRecord(it.Record, it.Refused)
			continue
		}
		l.sketches, l.records = append(l.sketches, it.Sketch), append(l.records, it.Record)
		l.text += len(it.Sketch.Text)
	}
	if len(l.sketches) < commitArticles && l.text < commitText {
		return nil
	}
	return l.commit()
}

func (l *loader) commit() error {
	if len(l.sketches) == 0 {
		return nil
	}
	a, err := l.x.Add(l.ctx, l.sketches, l.replace)
	if err != nil {
		return err
	}
	l.summary.Added += a.Added
	l.summary.Replaced += a.Replaced
	l.summary.Already += a.Already
	for _, i := range a.Taken {
		l.refuseRecord(l.records[i], fmt.Sprintf("id %q is taken by another text in the index", l.sketches[i].ID))
	}
	l.sketches, l.records, l.text = l.sketches[:0], l.records[:0], 0
	if l.progress != nil {
		l.progress(l.read)
	}
	return nil
}

// QueryAll asks an index for the relatives of every article of an input, in
// its order. What was refused is returned.
func (x *Index) QueryAll(ctx context.Context, in Input, threshold float64, answered func(*Sketch, *Answer, *Searcher) error) ([]corpus.Refused, error) {
	l := loader{}
	s := x.Header.NewSearcher(threshold)
	err := x.Header.Stream(ctx, in, func(items []Item) error {
		return x.View(ctx, func(v Snapshot) error {
			shelf := v.Shelf()
			for _, it := range items {
				if it.Refused != "" {
					l.refuseRecord(it.Record, it.Refused)
					continue
				}
				a, err := s.Search(it.Sketch, shelf)
				if err != nil {
					return err
				}
				if err := answered(it.Sketch, a, s); err != nil {
					return err
				}
			}
			return nil
		})
	}, l.refuse)
	slices.SortFunc(l.summary.Refused, corpus.Refused.Compare)
	return l.summary.Refused, err
}
