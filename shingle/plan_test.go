package shingle

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestPlanFor(t *testing.T) {
	tests := []struct {
		threshold   float64
		k           int
		bands, rows int
	}{
		{0.3, 128, 64, 2},
		{0.5, 128, 42, 3},
		{0.7, 128, 26, 4},
		{0.8, 128, 21, 6},
		{0.9, 128, 12, 10},
		{1, 128, 1, 128},
		{0.01, 128, 128, 1}, // no plan reaches 0.99 here: all bands of one row
		{0.5, 1, 1, 1},
	}
	for _, tt := range tests {
		got, err := PlanFor(tt.threshold, tt.k)
		want := Plan{tt.threshold, tt.k, tt.bands, tt.rows}
		if err != nil || got != want {
			t.Errorf("PlanFor(%v, %d) = %v, %v, want %v", tt.threshold, tt.k, got, err, want)
		}
	}
	for _, threshold := range []float64{0, -0.5, 1.01, math.NaN()} {
		if p, err := PlanFor(threshold, 128); err == nil {
			t.Errorf("PlanFor(%v, 128) = %v, want an error", threshold, p)
		}
	}
	if p, err := PlanFor(0.5, 0); err == nil {
		t.Errorf("PlanFor(0.5, 0) = %v, want an error", p)
	}
}

func TestPlanRecall(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		threshold := rapid.Float64Range(0.04, 1).Draw(t, "threshold")
		k := rapid.IntRange(120, 1024).Draw(t, "k")
		p, err := PlanFor(threshold, k)
		if err != nil {
			t.Fatal(err)
		}
		if p.Bands*p.Rows > k || p.Bands < 1 || p.Rows < 1 {
			t.Fatalf("PlanFor(%v, %d) = %v: more rows than minima", threshold, k, p)
		}
		if r := p.Recall(threshold); r < 0.99 {
			t.Fatalf("PlanFor(%v, %d).Recall = %v, want at least 0.99", threshold, k, r)
		}
		if p.Recall(0) != 0 || p.Recall(1) != 1 {
			t.Fatalf("%v: Recall(0) = %v, Recall(1) = %v, want 0 and 1", p, p.Recall(0), p.Recall(1))
		}
	})
}

// The share of pairs that do agree in a band is the share that Recall expects.
func TestPlanKeys(t *testing.T) {
	const pairs, sets, k = 2000, 400, 128
	p, err := PlanFor(0.7, k)
	if err != nil {
		t.Fatal(err)
	}
	s, err := NewSigner(k)
	if err != nil {
		t.Fatal(err)
	}
	next := uint64(1)
	fresh := func(n int) (out []uint64) {
		for range n {
			next++
			out = append(out, splitMix(next))
		}
		return out
	}
	for _, j := range []float64{0.3, 0.5, 0.7} {
		common := int(math.Round(2 * sets * j / (1 + j)))
		met := 0
		for range pairs {
			shared := fresh(common)
			a, b := p.keysOf(t, s, append(fresh(sets-common), shared...)), p.keysOf(t, s, append(fresh(sets-common), shared...))
			for i := range a {
				if a[i] == b[i] {
					met++
					break
				}
			}
		}
		want, got := p.Recall(j), float64(met)/pairs
		if tolerance := 4*math.Sqrt(want*(1-want)/pairs) + 0.01; math.Abs(got-want) > tolerance {
			t.Errorf("J = %v: %v of the pairs share a band, want %v within %v", j, got, want, tolerance)
		}
	}
}

func (p Plan) keysOf(t *testing.T, s *Signer, shingles []uint64) []uint64 {
	minima, err := s.Sign(nil, shingles)
	if err != nil {
		t.Fatal(err)
	}
	keys := p.Keys(nil, minima)
	if len(keys) != p.Bands {
		t.Fatalf("Keys returned %d keys, want %d", len(keys), p.Bands)
	}
	return keys
}
