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
			if err == nil {
				err = eachPosting(run, b, block, func(p posting) bool {
					entries++
					if p.number < next {
						posted[p.number] = true
					}
					return true
				})
			}
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
	var n, words int64
	for rec, err := range r.All() {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return n, err
		}
		n++
		part := fmt.Sprintf("%q article number %d", x.place, rec.Number)
		s, err := x.codec.decode(rec.Record)
		if err != nil {
			damaged(part, err)
			continue
		}
		words += int64(s.words)
		if err := x.checkArticle(r, rec, s, posted); err != nil {
			damaged(part, err)
		}
	}
	if words != c.Words && n == c.Articles {
		damaged(x.place, fmt.Errorf("holds %d words, its counts say %d", words, c.Words))
	}
	return n, nil
}

func (x *Index) checkArticle(r Reader, rec Record, s stored, posted []bool) error {
	found := false
	err := r.Numbers([]string{s.ID}, func(_ int, n uint32) { found = n == rec.Number })
	if err != nil {
		return err
	}
	k := Sketch{Article: s.Article, story: rec.ref.story}
	switch {
	case !found:
		return fmt.Errorf("its id %q does not lead to it", s.ID)
	case int(rec.Number) >= len(posted) || !posted[rec.Number]:
		return errors.New("it has no postings")
	case k.ref() != rec.ref:
		return errors.New("what is known of its outlet and date is not what its record says")
	}
	return nil
}
