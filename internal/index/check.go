package index

import (
	"context"
	"errors"
	"fmt"
)

// Check reads all of an index and calls damaged for each part that is not what
// was written. It returns the number of articles.
func (x *Index) Check(ctx context.Context, damaged func(part string, err error)) (int64, error) {
	if err := x.store.Check(ctx, damaged); err != nil {
		return 0, err
	}
	var n int64
	err := x.store.View(ctx, func(r Reader) error {
		c, err := getCounts(r)
		if err != nil {
			return err
		}
		posted, err := x.checkRuns(ctx, r, c.Next, damaged)
		if err != nil {
			return err
		}
		n, err = x.checkArticles(ctx, r, c, posted, damaged)
		if n != c.Articles && err == nil {
			damaged(x.place, fmt.Errorf("holds %d articles, its counts say %d", n, c.Articles))
		}
		return err
	})
	return n, err
}

// checkRuns reads all postings, and says which numbers have any.
func (x *Index) checkRuns(ctx context.Context, r Reader, next uint32, damaged func(string, error)) ([]bool, error) {
	posted := make([]bool, next)
	for _, run := range r.Runs() {
		read := r.Sequence(run)
		var entries int64
		for b := uint64(0); b < run.blocks(); b++ {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			block, err := read(b)
			if err != nil {
				return nil, fmt.Errorf("%s block %d: %w", r.RunName(run), b, err)
			}
			err = eachPosting(run, b, block, func(p posting) bool {
				entries++
				if p.number < next {
					posted[p.number] = true
				}
				return true
			})
			if err != nil {
				damaged(fmt.Sprintf("%s block %d", r.RunName(run), b), err)
			}
		}
		if entries > run.Entries {
			damaged(r.RunName(run), fmt.Errorf("holds %d postings, its table says %d", entries, run.Entries))
		}
	}
	return posted, nil
}

// checkArticles reads all articles: the record must be whole, its id lead to
// its number, and its number have postings.
func (x *Index) checkArticles(ctx context.Context, r Reader, c counts, posted []bool, damaged func(string, error)) (int64, error) {
	a := articleChecker{place: x.place, r: r, posted: posted, damaged: damaged}
	var n, words int64
	for rec, err := range r.All() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return n, err
		}
		n++
		s, err := x.codec.decode(rec.Record)
		if err != nil {
			damaged(a.part(rec.Number), err)
			continue
		}
		words += int64(s.words)
		if err := a.check(rec, s); err != nil {
			return n, err
		}
	}
	if words != c.Words && n == c.Articles {
		damaged(x.place, fmt.Errorf("holds %d words, its counts say %d", words, c.Words))
	}
	return n, a.lookUp()
}

// articleChecker looks up ids, many at once.
type articleChecker struct {
	place   string
	r       Reader
	posted  []bool
	damaged func(string, error)

	ids     []string
	numbers []uint32
}

// lookedUp is how many ids are looked up at once.
const lookedUp = 512

func (a *articleChecker) part(number uint32) string {
	return fmt.Sprintf("%q article number %d", a.place, number)
}

func (a *articleChecker) check(rec Record, s stored) error {
	k := Sketch{Article: s.Article, story: rec.ref.story}
	switch {
	case int(rec.Number) >= len(a.posted) || !a.posted[rec.Number]:
		a.damaged(a.part(rec.Number), errors.New("it has no postings"))
	case k.ref() != rec.ref:
		a.damaged(a.part(rec.Number), errors.New("what is known of its outlet and date is not what its record says"))
	}
	a.ids, a.numbers = append(a.ids, s.ID), append(a.numbers, rec.Number)
	if len(a.ids) < lookedUp {
		return nil
	}
	return a.lookUp()
}

// lookUp finds the ids that do not lead to their articles.
func (a *articleChecker) lookUp() error {
	leads := make([]bool, len(a.ids))
	err := a.r.Numbers(a.ids, func(i int, n uint32) { leads[i] = n == a.numbers[i] })
	for i, ok := range leads {
		if !ok && err == nil {
			a.damaged(a.part(a.numbers[i]), fmt.Errorf("its id %q does not lead to it", a.ids[i]))
		}
	}
	a.ids, a.numbers = a.ids[:0], a.numbers[:0]
	return err
}
