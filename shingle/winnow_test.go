package shingle

import (
	"testing"

	"pgregory.net/rapid"
)

// The guarantee of Schleimer et al.: a common run of minRun words selects a
// common passage, wherever it stands and whatever stands around it. A small
// alphabet makes ties and repeats frequent.
func TestSelectGuarantee(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 9).Draw(t, "size")
		minRun := rapid.IntRange(size, 20).Draw(t, "minRun")
		text := rapid.SliceOfN(rapid.Uint64Range(0, 3), 0, 30)
		run := rapid.SliceOfN(rapid.Uint64Range(0, 3), minRun, minRun).Draw(t, "run")
		join := func(label string) []uint64 {
			words := append(text.Draw(t, label+" before"), run...)
			return testShingles(append(words, text.Draw(t, label+" after")...), size)
		}
		n := NewWinnower(size, minRun)
		selected := map[uint64]bool{}
		for _, p := range n.Select(nil, join("a")) {
			selected[p.Hash] = true
		}
		for _, p := range n.Select(nil, join("b")) {
			if selected[p.Hash] {
				return
			}
		}
		t.Fatalf("size %d, minRun %d: no common passage for run %v", size, minRun, run)
	})
}

// testShingles hashes runs of words given as numbers.
func testShingles(words []uint64, size int) []uint64 {
	var out []uint64
	for i := 0; i+size <= len(words); i++ {
		h := uint64(1)
		for _, w := range words[i : i+size] {
			h = mix(h, w+1)
		}
		out = append(out, h)
	}
	return out
}

func TestSelect(t *testing.T) {
	n := NewWinnower(5, 12)
	if n.Width() != 8 {
		t.Errorf("NewWinnower(5, 12).Width() = %d, want 8", n.Width())
	}
	words := make([]uint64, 11)
	if got := n.Select(nil, testShingles(words, 5)); got != nil {
		t.Errorf("Select of 11 words = %v, want none", got)
	}
	words = make([]uint64, 10_000) // one word over and over: every window ties
	if got := len(n.Select(nil, testShingles(words, 5))); got > 10_000/5 {
		t.Errorf("Select of 10,000 equal words chose %d passages, want one a window", got)
	}
}

func BenchmarkSelect(b *testing.B) {
	words := make([]uint64, 600)
	for i := range words {
		words[i] = splitMix(uint64(i))
	}
	shingles := testShingles(words, 5)
	n := NewWinnower(5, 12)
	var dst []Passage
	for b.Loop() {
		dst = n.Select(dst[:0], shingles)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(shingles)), "ns/shingle")
}
