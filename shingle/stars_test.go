package shingle

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestStars(t *testing.T) {
	tests := []struct {
		name  string
		n     int
		edges []Edge
		want  []Star
	}{
		{"no edge", 3, nil, nil},
		{"one edge", 3, []Edge{{2, 0, 1}}, []Star{{0, []int{2}}}},
		{"a chain does not hold together", 4, []Edge{{0, 1, 1}, {1, 2, 1}, {2, 3, 1}}, []Star{{1, []int{0, 2}}, {3, nil}}},
		{
			"a merged article joins the nearer story", 7,
			[]Edge{{0, 1, .9}, {0, 2, .9}, {3, 4, .8}, {3, 5, .8}, {0, 6, .3}, {3, 6, .2}},
			[]Star{{0, []int{1, 2, 6}}, {3, []int{4, 5}}},
		},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, Stars(tt.n, tt.edges)); diff != "" {
			t.Errorf("%s: Stars (-want +got):\n%s", tt.name, diff)
		}
	}
}

// Every leaf has an edge to its center, no text is in two stars, none with an
// edge is in no star, and the order of the edges does not matter.
func TestStarsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 30).Draw(t, "n")
		seen := map[[2]int]bool{}
		var edges []Edge
		for range rapid.IntRange(0, 60).Draw(t, "edges") {
			a, b := rapid.IntRange(0, n-1).Draw(t, "a"), rapid.IntRange(0, n-1).Draw(t, "b")
			if a != b && !seen[[2]int{min(a, b), max(a, b)}] {
				seen[[2]int{min(a, b), max(a, b)}] = true
				edges = append(edges, Edge{a, b, float64(rapid.IntRange(1, 4).Draw(t, "strength"))})
			}
		}
		stars := Stars(n, edges)
		in := map[int]int{}
		for _, s := range stars {
			in[s.Center]++
			for _, leaf := range s.Leaves {
				in[leaf]++
				if !seen[[2]int{min(s.Center, leaf), max(s.Center, leaf)}] {
					t.Fatalf("leaf %d has no edge to its center %d", leaf, s.Center)
				}
			}
		}
		for _, e := range edges {
			if in[e.A] != 1 || in[e.B] != 1 {
				t.Fatalf("texts %d and %d are in %d and %d stars, want 1 each", e.A, e.B, in[e.A], in[e.B])
			}
		}
		turned := slices.Clone(edges)
		slices.Reverse(turned)
		for i, e := range turned {
			turned[i].A, turned[i].B = e.B, e.A
		}
		if diff := cmp.Diff(stars, Stars(n, turned)); diff != "" {
			t.Fatalf("Stars depends on the order of the edges:\n%s", diff)
		}
	})
}
