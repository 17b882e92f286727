package quality

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dupes-news/dupes/internal/eval"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/shingle"
)

// The floors are worth what their counting is worth, so that is tested
// without any data.
func TestRecount(t *testing.T) {
	const a, b = "One two, three four five six!", "zero one two three four nine"
	right := scan.Pair{
		Jaccard: 2. / 6, ContainmentA: 0.5, ContainmentB: 0.5, SharedWordsA: 4, SharedWordsB: 4,
		LongestRun: 4, RunText: "One two, three four", RunA: scan.Span{Lo: 0, Hi: 19}, RunB: scan.Span{Lo: 5, Hi: 23},
	}
	for _, tt := range []struct {
		want  string
		spoil func(*scan.Pair)
	}{
		{"", func(*scan.Pair) {}},
		{"jaccard is wrong", func(p *scan.Pair) { p.Jaccard = 0.3334 }},
		{"containment_a is wrong", func(p *scan.Pair) { p.ContainmentA = 0.51 }},
		{"containment_b is wrong", func(p *scan.Pair) { p.ContainmentB = 0.51 }},
		{"shared words of a is wrong", func(p *scan.Pair) { p.SharedWordsA = 5 }},
		{"shared words of b is wrong", func(p *scan.Pair) { p.SharedWordsB = 3 }},
		{"the run is not where a is said to have it", func(p *scan.Pair) { p.RunA.Lo = 4 }},
		{"the run is not common to both", func(p *scan.Pair) { p.RunB.Hi = 28 }},
		{"the run is not common to both", func(p *scan.Pair) { p.LongestRun = 5 }},
		{"there is a longer run", func(p *scan.Pair) {
			p.LongestRun, p.RunText, p.RunA.Hi, p.RunB.Hi = 3, "One two, three", 14, 18
		}},
	} {
		p := right
		tt.spoil(&p)
		if got := recount(p, a, b, 3); got != tt.want {
			t.Errorf("recount(%q, %q) = %q, want %q", a, b, got, tt.want)
		}
	}
}

func TestExactPairsAsCompared(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`([a-c] ){0,12}`)
		var articles []article
		for i, s := range rapid.SliceOfN(text, 0, 8).Draw(t, "texts") {
			articles = append(articles, article{ID: string(rune('a' + i)), Text: s})
		}
		j := rapid.Float64Range(0.1, 1).Draw(t, "j")
		want := map[eval.Pair]float64{}
		for i, a := range articles {
			for _, b := range articles[i+1:] {
				if got := shingle.Jaccard(hashes(normal(a.Text), 2), hashes(normal(b.Text), 2)); got >= j {
					want[eval.Pair{a.ID, b.ID}] = got
				}
			}
		}
		if diff := cmp.Diff(want, exactPairs(articles, 2, j)); diff != "" {
			t.Errorf("exactPairs of %q at %v, -compared +exactPairs:\n%s", articles, j, diff)
		}
	})
}
