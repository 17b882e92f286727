package compare

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestChain(t *testing.T) {
	tests := []struct {
		name       string
		runs, want []Run
	}{
		{"none", nil, nil},
		{"in order", []Run{{0, 0, 5}, {10, 8, 6}}, []Run{{0, 0, 5}, {10, 8, 6}}},
		{"moved", []Run{{50, 0, 5}, {0, 10, 20}, {30, 40, 20}}, []Run{{0, 10, 20}, {30, 40, 20}}},
		{"overlapping in a", []Run{{0, 0, 10}, {8, 20, 10}}, []Run{{0, 0, 10}, {10, 22, 8}}},
		{"inside another", []Run{{0, 0, 10}, {2, 3, 5}}, []Run{{0, 0, 10}}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, Chain(tt.runs)); diff != "" {
			t.Errorf("%s: Chain (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestChainIsInOrder(t *testing.T) {
	run := rapid.Custom(func(t *rapid.T) Run {
		place := rapid.IntRange(0, 100)
		return Run{place.Draw(t, "a"), place.Draw(t, "b"), rapid.IntRange(1, 20).Draw(t, "words")}
	})
	rapid.Check(t, func(t *rapid.T) {
		runs := rapid.SliceOfN(run, 0, rapid.IntRange(0, 40).Draw(t, "n")).Draw(t, "runs")
		a, b := 0, 0
		for _, r := range Chain(runs) {
			if r.A < a || r.B < b || r.Words < 1 {
				t.Fatalf("run %+v begins before %d, %d", r, a, b)
			}
			a, b = r.A+r.Words, r.B+r.Words
		}
	})
}
