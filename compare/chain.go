package compare

import (
	"cmp"
	"slices"
)

// Chain returns the runs that stand in the same order in both articles and
// together have the most words: the heaviest increasing subsequence. Where two
// runs overlap by a few words, the later is cut. Runs out of that order, moved
// passages, are left out. It takes O(n^2) for n runs, of which it considers
// the 256 longest.
func Chain(runs []Run) []Run {
	runs = longestRuns(runs)
	best := make([]int, len(runs)) // words of the heaviest chain that ends with run i
	prev := make([]int, len(runs)) // run before it in that chain, -1 for none
	last := -1
	for i, r := range runs {
		best[i], prev[i] = r.Words, -1
		for j, p := range runs[:i] {
			if gain := r.Words - overlap(p, r); p.A < r.A && p.B < r.B && gain > 0 && best[j]+gain > best[i] {
				best[i], prev[i] = best[j]+gain, j
			}
		}
		if last < 0 || best[i] > best[last] {
			last = i
		}
	}
	var chain []Run
	for ; last >= 0; last = prev[last] {
		chain = append(chain, runs[last])
	}
	slices.Reverse(chain)
	for i := 1; i < len(chain); i++ {
		n := overlap(chain[i-1], chain[i])
		chain[i].A, chain[i].B, chain[i].Words = chain[i].A+n, chain[i].B+n, chain[i].Words-n
	}
	return chain
}

const chainRuns = 256

// longestRuns keeps the longest runs, ordered by their place in the second
// article.
func longestRuns(runs []Run) []Run {
	runs = slices.Clone(runs)
	if len(runs) > chainRuns {
		slices.SortStableFunc(runs, func(a, b Run) int { return cmp.Compare(b.Words, a.Words) })
		runs = runs[:chainRuns]
	}
	slices.SortFunc(runs, func(a, b Run) int { return cmp.Or(cmp.Compare(a.B, b.B), cmp.Compare(a.A, b.A)) })
	return runs
}

// overlap is the words by which p reaches into the later run r, in either
// article.
func overlap(p, r Run) int {
	return max(0, p.A+p.Words-r.A, p.B+p.Words-r.B)
}
