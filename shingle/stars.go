package shingle

import (
	"cmp"
	"slices"
)

// Edge is a verified link of the texts A and B.
type Edge struct {
	A, B     int
	Strength float64 // more is closer; more than 0
}

// Star is a center and the texts linked to it. No text is in two stars.
type Star struct {
	Center int
	Leaves []int // ascending
}

// Stars groups the texts 0 to n-1 along their edges, after the star cover of
// Aslam, Pelekhov and Rus (2004). The text with the largest sum of strengths
// becomes a center, then the next that is not linked to a center yet, and so
// on; every other text joins the center that it is most strongly linked to.
//
// A star never chains: each leaf has an edge to its center. So an article
// merged from two stories joins one of them and does not pull the other in,
// as it would under single linkage. The departure from the paper: there stars
// may overlap and edges have no weight.
//
// The stars are in ascending order of their centers; ties fall to the smaller
// number, so that the order of the edges does not matter. Texts without an
// edge are in no star; a center whose leaves all prefer another keeps none. It
// takes O(m log m) for m edges.
func Stars(n int, edges []Edge) []Star {
	links := make([][]Edge, n) // of each text, itself as A
	sums := make([]float64, n)
	edges = slices.Clone(edges)
	slices.SortFunc(edges, func(x, y Edge) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	for _, e := range edges {
		links[e.A] = append(links[e.A], e)
		links[e.B] = append(links[e.B], Edge{e.B, e.A, e.Strength})
		sums[e.A] += e.Strength
		sums[e.B] += e.Strength
	}
	return assign(links, centers(links, sums))
}

// centers chooses the centers greedily by their sums.
func centers(links [][]Edge, sums []float64) []bool {
	var order []int
	for t := range links {
		if len(links[t]) > 0 {
			order = append(order, t)
		}
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(sums[y], sums[x]) })
	center, covered := make([]bool, len(links)), make([]bool, len(links))
	for _, t := range order {
		if covered[t] {
			continue
		}
		center[t] = true
		for _, e := range links[t] {
			covered[e.B] = true
		}
	}
	return center
}

// assign gives every leaf to its strongest center.
func assign(links [][]Edge, center []bool) []Star {
	var stars []Star
	number := make(map[int]int)
	for t := range links {
		if center[t] {
			number[t] = len(stars)
			stars = append(stars, Star{Center: t})
		}
	}
	for t := range links {
		best := Edge{B: -1}
		for _, e := range links[t] {
			if center[e.B] && !center[t] && (e.Strength > best.Strength || e.Strength == best.Strength && e.B < best.B) {
				best = e
			}
		}
		if best.B >= 0 {
			s := &stars[number[best.B]]
			s.Leaves = append(s.Leaves, t)
		}
	}
	return stars
}
