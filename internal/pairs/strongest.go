package pairs

import (
	"cmp"
	"iter"
	"slices"

	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
)

// Strongest names the n strongest pairs of a scan, strongest first: by their
// relation, then by the words in common, then by their ids.
func Strongest(all iter.Seq2[scan.Pair, error], n int) ([]Pair, error) {
	var best []scan.Pair
	for p, err := range all {
		if err != nil {
			return nil, err
		}
		p.RunText, p.Quote = "", "" // the fields of any size
		if best = append(best, p); len(best) >= 2*n {
			best = strongest(best, n)
		}
	}
	var list []Pair
	for _, p := range strongest(best, n) {
		list = append(list, Pair{A: p.A.ID, B: p.B.ID})
	}
	return list, nil
}

func strongest(list []scan.Pair, n int) []scan.Pair {
	slices.SortFunc(list, func(p, q scan.Pair) int {
		return cmp.Or(
			cmp.Compare(rank(p.Relation), rank(q.Relation)), cmp.Compare(q.SharedWords(), p.SharedWords()),
			cmp.Compare(p.A.ID, q.A.ID), cmp.Compare(p.B.ID, q.B.ID),
		)
	})
	return list[:min(n, len(list))]
}

// rank is the place of a relation among them; which of two articles contains
// the other makes none of them stronger.
func rank(r relation.Relation) relation.Relation { return min(r, r.Inverse()) }
