package shingle

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestShingles(t *testing.T) {
	var w Words
	w.Split("The Fed raised rates again. The FED raised rates AGAIN!")
	s := w.Shingles(nil, 3)
	if len(s) != 8 {
		t.Fatalf("Shingles of 10 words, 3 to a shingle: %d, want 8", len(s))
	}
	if s[0] != s[5] || s[0] == s[1] {
		t.Errorf("Shingles = %x: want the first and the sixth equal, the second another", s)
	}
	for _, size := range []int{0, -1, 11} {
		if got := w.Shingles(nil, size); got != nil {
			t.Errorf("Shingles(nil, %d) = %v, want none", size, got)
		}
	}
	// Two words are not one: the boundary is part of the shingle.
	var a, b Words
	a.Split("news paper")
	b.Split("newspaper s")
	if a.Shingles(nil, 2)[0] == b.Shingles(nil, 2)[0] {
		t.Error("Shingles: word boundaries do not count")
	}
}

func TestSets(t *testing.T) {
	tests := []struct {
		a, b                         []uint64
		jaccard, containment, turned float64
	}{
		{nil, nil, 0, 0, 0},
		{[]uint64{1}, nil, 0, 0, 0},
		{[]uint64{3, 1, 2, 1}, []uint64{1, 2, 3}, 1, 1, 1},
		{[]uint64{1, 2, 3, 4}, []uint64{3, 4, 5, 6, 7, 8}, 0.25, 0.5, 1. / 3},
		{[]uint64{1, 2}, []uint64{3}, 0, 0, 0},
	}
	for _, tt := range tests {
		a, b := Set(tt.a), Set(tt.b)
		got := []float64{Jaccard(a, b), Jaccard(b, a), Containment(a, b), Containment(b, a)}
		want := []float64{tt.jaccard, tt.jaccard, tt.containment, tt.turned}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(x, y float64) bool { return math.Abs(x-y) < 1e-12 })); diff != "" {
			t.Errorf("%v, %v: Jaccard both ways, Containment both ways (-want +got):\n%s", tt.a, tt.b, diff)
		}
	}
}
