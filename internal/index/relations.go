package index

import (
	"context"
	"fmt"
	"slices"
)

// Relations are the articles of the index that stand in a relation to one that
// is in it, the strongest first. Found is false where the id is not in.
func (x *Index) Relations(ctx context.Context, id string) (k *Sketch, a *Answer, found bool, err error) {
	sketcher, err := x.Header.NewSketcher()
	if err != nil {
		return nil, nil, false, err
	}
	err = x.View(ctx, func(v Snapshot) error {
		in, err := x.present(v.r, []*Sketch{{Article: articleOf(id)}})
		if err != nil {
			return err
		}
		p, is := in[id]
		if !is {
			return nil
		}
		found = true
		if k, err = sketcher.again(p.stored); err != nil {
			return fmt.Errorf("%q article %q: %w", x.place, id, err)
		}
		a, err = x.Header.NewSearcher(0).Search(k, v.Shelf())
		return err
	})
	if a != nil {
		a.drop(id)
	}
	return k, a, found, err
}

// drop takes an article out of an answer.
func (a *Answer) drop(id string) {
	for i, r := range a.Relatives {
		if r.ID == id {
			a.Relatives, a.covered = slices.Delete(a.Relatives, i, i+1), slices.Delete(a.covered, i, i+1)
			return
		}
	}
}

// again makes the sketch of a stored article.
func (s *Sketcher) again(a stored) (*Sketch, error) {
	if a.shingles == nil {
		return s.Sketch(a.Article)
	}
	if len(a.shingles) != a.words-s.header.Shingle+1 {
		return nil, errRecord
	}
	return s.of(a.Article, a.words, a.shingles, 0)
}
