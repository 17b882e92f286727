package compare

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// beside makes a and b a pair.
func beside(k *likener, a, b string) {
	var l lexicon
	var x, y text
	x.cut(a)
	y.cut(b)
	l.read(&x, &y)
	k.read(&l, &x, &y)
}

// whole is the likeness of two texts from end to end.
func whole(a, b string) float64 {
	var k likener
	beside(&k, a, b)
	return k.likeness(0, len(k.a.stem), 0, len(k.b.stem))
}

func TestLikeness(t *testing.T) {
	const leak = "The council of Harrow voted late on Monday to close the old library in Mill Street because its roof leaks badly."
	tests := []struct {
		name, a, b string
		lo, hi     float64
	}{
		{"identical", leak, leak, 1, 1},
		{"case and marks", "He was \"not amused\".", "HE WAS NOT AMUSED", 1, 1},
		{"function words alone", "So be it.", "So be it.", 1, 1},
		{"nothing in common", leak, "Rain fell overnight.", 0, 0},
		{"empty", leak, "", 0, 0},
		{"both empty", "", "", 0, 0},
		{"one word of twenty", leak, strings.Replace(leak, "roof", "wall", 1), .85, .999},
		{"one figure", "Sales rose 12.5 percent to 3.1 billion euros in the quarter to June.", "Sales rose 13 percent to 3.1 billion euros in the quarter to June.", .8, .98},
		{"rephrased", leak, "Harrow's council decided on Monday night that the library in Mill Street will shut, as its roof is leaking.", .7, .95},
		{"clauses change places", "After months of talks, the two airlines called off their merger.", "The two airlines called off their merger after months of talks.", .8, .999},
		{"passive", "Police arrested three men near the harbour early on Friday.", "Three men were arrested by police near the harbour on Friday morning.", .6, .98},
		{"the same meeting, another decision", leak, "The council of Harrow agreed late on Monday to demolish the town hall, whose roof has leaked for years, and sell the site.", .1, .45},
		{"the same subject", "The central bank raised its key rate by a quarter point on Thursday.", "Investors expect the central bank to say on Thursday how it will shrink its holdings of bonds.", .05, .4},
		{"a detail added", "The ferry ran aground off Skerry Point.", "The ferry ran aground off Skerry Point, and the crew of nine, most of them from Norway, were taken to hospital by helicopter.", .02, .45},
		{"three words, another verb", "He died Monday.", "He resigned Monday.", .1, .49},
		{"three words, nothing but the subject", "The mayor resigned.", "The mayor was arrested.", .05, .45},
	}
	for _, tt := range tests {
		if got := whole(tt.a, tt.b); got < tt.lo || got > tt.hi {
			t.Errorf("%s: likeness = %.3f, want %v to %v", tt.name, got, tt.lo, tt.hi)
		}
	}
}

func TestLikenessDenial(t *testing.T) {
	const said = "The minister said on Sunday that she would resign over the affair."
	plain := whole(said, strings.Replace(said, "over", "about", 1))
	for _, denied := range []string{"would not", "wouldn't", "would never"} {
		if got := whole(said, strings.Replace(said, "would", denied, 1)); got >= plain {
			t.Errorf("likeness with %q = %.3f, want less than %.3f", denied, got, plain)
		}
	}
}

// The sentences of two articles on one story, in the order of the first.
var (
	ferryA = []string{
		"A passenger ferry ran aground off Skerry Point on Tuesday night after its engine failed in heavy seas.",
		"All 214 people on board were taken off by lifeboats within two hours, the coastguard said.",
		"\"We heard a long scraping noise and then the lights went out,\" said Maria Holt, a teacher from Dunmore.",
		"The operator, Northern Isles Line, has cancelled its sailings until the weekend.",
		"Investigators will interview the captain, who has worked on the route for eleven years.",
		"Environmental officers have found no sign that fuel is leaking from the hull.",
		"The ferry was built in 1987 and last inspected in March.",
	}
	ferryB = []string{
		"The engine of a passenger ferry failed in heavy seas on Tuesday night and the ship ran aground off Skerry Point.",
		"According to the coastguard, lifeboats took all 214 people off the ship within two hours.",
		"Maria Holt, a Dunmore teacher, said: \"We heard a long scraping noise, and then the lights went out.\"",
		"Northern Isles Line, which operates the ship, called off its sailings until the weekend.",
		"The captain, on the route for eleven years, is to be interviewed by investigators.",
		"No sign of fuel leaking from the hull has been found by environmental officers.",
		"Built in 1987, the ferry was last inspected in March.",
	}
)

// In articles each sentence is a rephrasing of its own counterpart and of no
// other sentence of the story.
func TestLikenessOfSentences(t *testing.T) {
	var k likener
	beside(&k, strings.Join(ferryA, " "), strings.Join(ferryB, " "))
	if len(k.a.sentences) != len(ferryA) || len(k.b.sentences) != len(ferryB) {
		t.Fatalf("%d and %d sentences, want %d and %d", len(k.a.sentences), len(k.b.sentences), len(ferryA), len(ferryB))
	}
	for i, a := range k.a.sentences {
		for j, b := range k.b.sentences {
			if got := k.likeness(a.First, a.End, b.First, b.End); (got >= rephrased) != (i == j) {
				t.Errorf("likeness = %.3f of\n\t%s\n\t%s", got, ferryA[i], ferryB[j])
			}
		}
	}
}

// The more words are others, the less alike, whatever the length and whether
// they stand together or apart.
func TestLikenessFalls(t *testing.T) {
	for _, words := range []int{3, 10, 20, 40, 65, 150} {
		base := strings.Fields(strings.Repeat("word ", words))
		for i := range base {
			base[i] = strings.Repeat("q", i%7+1) + strings.Repeat("z", i/7+1)
		}
		r := rand.New(rand.NewPCG(1, uint64(words)))
		for _, order := range [][]int{upTo(words), r.Perm(words)} {
			other, last := slices.Clone(base), 1.
			for _, i := range order {
				other[i] += "x"
				got := whole(strings.Join(base, " "), strings.Join(other, " "))
				if got >= last {
					t.Errorf("%d words: likeness = %.4f with word %d another, was %.4f", words, got, i, last)
				}
				last = got
			}
			if last != 0 {
				t.Errorf("%d words: likeness = %v with none in common", words, last)
			}
		}
	}
}

func upTo(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func TestLikenessProperties(t *testing.T) {
	word := rapid.SampledFrom(strings.Fields("the of not court rules ruling said 12 12.5 Hale per cent percent never Friday."))
	stretch := rapid.SliceOfN(word, 0, 90)
	var forth, back likener
	rapid.Check(t, func(t *rapid.T) {
		a, b := strings.Join(stretch.Draw(t, "a"), " "), strings.Join(stretch.Draw(t, "b"), " ")
		beside(&forth, a, b)
		beside(&back, b, a)
		alo, ahi := stretchOf(t, len(forth.a.stem))
		blo, bhi := stretchOf(t, len(forth.b.stem))
		got := forth.likeness(alo, ahi, blo, bhi)
		if !(got >= 0 && got <= 1) {
			t.Fatalf("likeness = %v, want 0 to 1", got)
		}
		if swapped := back.likeness(blo, bhi, alo, ahi); got != swapped {
			t.Fatalf("likeness = %v, swapped %v", got, swapped)
		}
		x, y := plainStems(forth.a.stem[alo:ahi]), plainStems(forth.b.stem[blo:bhi])
		if slices.Equal(forth.a.word[alo:ahi], forth.b.word[blo:bhi]) && slices.Equal(x, y) && len(x) > 0 && got != 1 {
			t.Fatalf("likeness of the same words = %v, want 1", got)
		}
		forth.mark(forth.a.stem[alo:ahi], forth.b.stem[blo:bhi])
		if n, want := forth.inOrder(ahi-alo, forth.b.stem[blo:bhi]), tableLCS(x, y); n != want {
			t.Fatalf("inOrder = %d, want %d", n, want)
		}
	})
}

// stretchOf draws a range of n words, the whole as often as a part.
func stretchOf(t *rapid.T, n int) (lo, hi int) {
	if rapid.Bool().Draw(t, "whole") {
		return 0, n
	}
	lo = rapid.IntRange(0, n).Draw(t, "lo")
	return lo, rapid.IntRange(lo, n).Draw(t, "hi")
}

func plainStems(stems []int32) []int32 {
	return slices.DeleteFunc(slices.Clone(stems), func(s int32) bool { return s == none })
}

// tableLCS is the length of the longest common subsequence, by the table.
func tableLCS(a, b []int32) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diagonal := 0
		for j, y := range b {
			above := row[j+1]
			if row[j+1] = max(above, row[j]); x == y {
				row[j+1] = diagonal + 1
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

// A likener may be used for pair after pair, with longer and shorter articles
// and another lexicon.
func TestLikenerAgain(t *testing.T) {
	pairs := [][2]string{
		{ferryA[0], ferryB[0]},
		{strings.Join(ferryA, " "), strings.Join(ferryB, " ")},
		{ferryA[2], ferryB[2]},
	}
	var k likener
	for _, p := range pairs {
		beside(&k, p[0], p[1])
		if got, want := k.likeness(0, len(k.a.stem), 0, len(k.b.stem)), whole(p[0], p[1]); got != want {
			t.Errorf("likeness = %v, want %v as of a new likener", got, want)
		}
	}
}

func TestLikenessAllocates(t *testing.T) {
	var k likener
	beside(&k, strings.Join(ferryA, " "), strings.Join(ferryB, " "))
	if n := testing.AllocsPerRun(10, func() { k.likeness(0, len(k.a.stem), 0, len(k.b.stem)) }); n > 0 {
		t.Errorf("likeness allocates %v times, want 0", n)
	}
}

func BenchmarkLikeness(b *testing.B) {
	var k likener
	beside(&k, strings.Join(ferryA, " "), strings.Join(ferryB, " "))
	for _, bench := range []struct {
		name      string
		sentences int
	}{{"words=20", 1}, {"words=100", len(ferryA)}} {
		ahi, bhi := k.a.sentences[bench.sentences-1].End, k.b.sentences[bench.sentences-1].End
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				k.likeness(0, ahi, 0, bhi)
			}
		})
	}
}
