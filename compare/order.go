package compare

import (
	"cmp"
	"slices"
)

// markMoved finds the pairings that stand in one order in both articles and
// together have the most words, the heaviest increasing subsequence, and marks
// the others as moved. The pairings are in the order of a. It takes
// O(n log n).
func markMoved(pairs []pairing) {
	byB := make([]int, len(pairs))
	for i := range byB {
		byB[i] = i
	}
	slices.SortFunc(byB, func(i, j int) int { return cmp.Compare(pairs[i].b0, pairs[j].b0) })
	rank := make([]int, len(pairs))
	for r, i := range byB {
		rank[i] = r + 1
	}
	heaviest := make(prefixMax, len(pairs)+1)
	before := make([]int, len(pairs)) // 1 plus the pairing before this one, 0 for none
	var last chainEnd
	for i := range pairs {
		p := &pairs[i]
		p.moved = true
		end := heaviest.below(rank[i])
		before[i] = end.last
		end.words += p.a1 - p.a0 + p.b1 - p.b0
		end.last = i + 1
		heaviest.put(rank[i], end)
		if end.words > last.words {
			last = end
		}
	}
	for i := last.last; i > 0; i = before[i-1] {
		pairs[i-1].moved = false
	}
}

// A chainEnd is the words of a chain and 1 plus its last pairing.
type chainEnd struct{ words, last int }

// prefixMax is a Fenwick tree of the heaviest chain up to each rank.
type prefixMax []chainEnd

func (f prefixMax) put(rank int, end chainEnd) {
	for ; rank < len(f); rank += rank & -rank {
		if end.words > f[rank].words {
			f[rank] = end
		}
	}
}

func (f prefixMax) below(rank int) chainEnd {
	var best chainEnd
	for rank--; rank > 0; rank -= rank & -rank {
		if f[rank].words > best.words {
			best = f[rank]
		}
	}
	return best
}
