package compare

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMatch(t *testing.T) {
	// Shingles of two words: 12 is "one two".
	tests := []struct {
		name string
		a, b []uint64
		want Overlap
	}{
		{"nothing", []uint64{12, 23}, []uint64{45, 56}, Overlap{}},
		{"empty", []uint64{12, 23}, nil, Overlap{}},
		{"both empty", nil, nil, Overlap{}},
		{"empty article held", nil, []uint64{12, 23}, Overlap{}},
		{"identical", []uint64{12, 23, 34}, []uint64{12, 23, 34}, Overlap{3, 4, 4, Run{0, 0, 4}, []Run{{0, 0, 4}}}},
		{"moved", []uint64{12, 23, 37, 78, 89}, []uint64{78, 89, 91, 12, 23}, Overlap{4, 6, 6, Run{3, 0, 3}, []Run{{3, 0, 3}, {0, 3, 3}}}},
		{"repeated in b", []uint64{12, 23}, []uint64{12, 25, 51, 12}, Overlap{1, 2, 4, Run{0, 0, 2}, []Run{{0, 0, 2}, {0, 3, 2}}}},
	}
	var m Matcher
	for _, tt := range tests {
		m.Reset(tt.a, 2)
		if diff := cmp.Diff(tt.want, m.Match(tt.b)); diff != "" {
			t.Errorf("%s: Match (-want +got):\n%s", tt.name, diff)
		}
	}
}

// Match against a recount that shares nothing with it, on texts of a small
// alphabet and so full of repeats.
func TestMatchRecount(t *testing.T) {
	text := rapid.SliceOfN(rapid.Uint64Range(0, 5), 0, 80)
	var m Matcher
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 4).Draw(t, "size")
		a, b := pack(text.Draw(t, "a"), size), pack(text.Draw(t, "b"), size)
		m.Reset(a, size)
		got := m.Match(b)
		want := recount(a, b, size)
		if got.Shared != want.Shared || got.WordsA != want.WordsA || got.WordsB != want.WordsB || got.Longest.Words != want.Longest.Words {
			t.Fatalf("Match = %+v, want %+v", got, want)
		}
		for _, r := range append(got.Runs, got.Longest) {
			for i := range r.Words - size + 1 {
				if r.Words > 0 && a[r.A+i] != b[r.B+i] {
					t.Fatalf("run %+v: shingle %d differs", r, i)
				}
			}
		}
		if l := longestCommon(a, b, size); l.Words != want.Longest.Words {
			t.Fatalf("longestCommon = %+v, want %d words", l, want.Longest.Words)
		}
	})
}

func pack(words []uint64, size int) []uint64 {
	var out []uint64
	for i := 0; i+size <= len(words); i++ {
		s := uint64(0)
		for _, w := range words[i : i+size] {
			s = s*10 + w + 1
		}
		out = append(out, s)
	}
	return out
}

func recount(a, b []uint64, size int) Overlap {
	var o Overlap
	inA, inB := map[uint64]bool{}, map[uint64]bool{}
	for _, s := range a {
		inA[s] = true
	}
	for _, s := range b {
		inB[s] = true
	}
	for s := range inA {
		if inB[s] {
			o.Shared++
		}
	}
	count := func(s []uint64, in map[uint64]bool) int {
		words := map[int]bool{}
		for i, v := range s {
			for k := 0; in[v] && k < size; k++ {
				words[i+k] = true
			}
		}
		return len(words)
	}
	o.WordsA, o.WordsB = count(a, inB), count(b, inA)
	for i := range a {
		for j := range b {
			if n := extent(a[i:], b[j:]); n > 0 && n+size-1 > o.Longest.Words {
				o.Longest = Run{i, j, n + size - 1}
			}
		}
	}
	return o
}

// A text that is one phrase over and over has quadratically many equal
// places; the longest run must stay exact and the work bounded.
func TestMatchRepetitive(t *testing.T) {
	a := make([]uint64, 20_000)
	for i := range a {
		a[i] = uint64(i % 7)
	}
	var m Matcher
	m.Reset(a, 5)
	got := m.Match(a[3:])
	if want := len(a) - 3 + 4; got.Longest.Words != want || got.WordsB != want {
		t.Errorf("Match: longest run %d words, %d in common, want %d", got.Longest.Words, got.WordsB, want)
	}
}

func BenchmarkMatch(b *testing.B) {
	article := func(seed uint64) []uint64 {
		s := make([]uint64, 596)
		for i := range s {
			seed = seed*6364136223846793005 + 1442695040888963407
			s[i] = seed
		}
		return s
	}
	a, unrelated := article(1), article(2)
	copied := append(append([]uint64{}, unrelated[:200]...), a[100:]...)
	var m Matcher
	b.Run("reset", func(b *testing.B) {
		for b.Loop() {
			m.Reset(a, 5)
		}
	})
	b.Run("unrelated", func(b *testing.B) {
		for b.Loop() {
			m.Match(unrelated)
		}
	})
	b.Run("copied", func(b *testing.B) {
		for b.Loop() {
			m.Match(copied)
		}
	})
}
