package pairs

import (
	"cmp"
	"iter"
	"math"
	"slices"

	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
)

// Strongest lists the n strongest pairs of a scan, all where n is 0, strongest
// first: by their relation, then by the words in common, then by their ids.
// The texts of runs and quotes are left out.
func Strongest(all iter.Seq2[scan.Pair, error], n int) ([]scan.Pair, error) {
	if n <= 0 {
		n = math.MaxInt / 2
	}
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
	return strongest(best, n), nil
}

// Of names the articles of pairs.
func Of(list []scan.Pair) []Pair {
	out := make([]Pair, len(list))
	for i, p := range list {
		out[i] = Pair{A: p.A.ID, B: p.B.ID}
	}
	return out
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
