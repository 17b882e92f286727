package scan_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/shingle"
)

// The guarantee of the passages: two articles with a run of MinRun words in
// common are reported, wherever the run stands in them.
func TestPlantedRun(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := seeded(rapid.Uint64().Draw(t, "words"))
		cfg := scan.Config{Shingle: rapid.IntRange(1, 6).Draw(t, "shingle")}
		cfg.MinRun = rapid.IntRange(cfg.Shingle, 20).Draw(t, "min-run")
		n := cfg.MinRun + rapid.IntRange(0, 8).Draw(t, "beyond min-run")
		planted := invent(r, n)
		around := func(label string) string {
			before := invent(r, rapid.IntRange(0, 300).Draw(t, label+" before"))
			after := invent(r, rapid.IntRange(0, 300).Draw(t, label+" after"))
			return before + " " + planted + " " + after
		}
		got := run(t, cfg, []article{{ID: "a", Text: around("a")}, {ID: "b", Text: around("b")}})
		if len(got.Pairs) == 0 || got.Pairs[0].A.ID != "a" || got.Pairs[0].B.ID != "b" {
			t.Fatalf("Shingle %d, MinRun %d, run of %d words: relations %v, want a | b", cfg.Shingle, cfg.MinRun, n, got.relations())
		}
		if p := got.Pairs[0]; p.LongestRun < n || n > 2 && !strings.Contains(p.RunText, planted) { // one or two words may be common by chance
			t.Errorf("longest run %d words %q, want %d words %q", p.LongestRun, p.RunText, n, planted)
		}
	})
}

// The default of MinRun is twelve words, and a shingle at least.
func TestMinRun(t *testing.T) {
	for _, tt := range []struct {
		cfg  scan.Config
		run  int
		want int
	}{
		{scan.Config{}, 12, 1},
		{scan.Config{}, 11, 0},
		{scan.Config{MinRun: 11}, 11, 1},
		{scan.Config{Shingle: 15}, 14, 0},
		{scan.Config{Shingle: 15}, 15, 1},
		{scan.Config{Relations: []relation.Relation{relation.NearDuplicate}}, 12, 0},
	} {
		r := seeded(3)
		planted := invent(r, tt.run)
		got := run(t, tt.cfg, []article{
			{ID: "a", Text: invent(r, 90) + " " + planted + " " + invent(r, 90)},
			{ID: "b", Text: invent(r, 50) + " " + planted + " " + invent(r, 150)},
		})
		if got.PairCount != tt.want {
			t.Errorf("Shingle %d, MinRun %d, relations %v, run of %d words: %d pairs, want %d",
				tt.cfg.Shingle, tt.cfg.MinRun, tt.cfg.Relations, tt.run, got.PairCount, tt.want)
		}
	}
}

// A text that repeats itself has more words than shingles; it is the shingles
// that make a near duplicate.
func TestRepetition(t *testing.T) {
	r := seeded(20)
	story, refrain := invent(r, 20), invent(r, 10)
	got := run(t, scan.Config{}, []article{
		{ID: "a", Text: story + strings.Repeat(" "+refrain, 7)},
		{ID: "b", Text: story + " " + refrain},
	})
	compareRelations(t, map[string]string{"a | b": "near-duplicate"}, got)
	got = run(t, scan.Config{}, []article{ // 1000 places for each of 1000 shingles
		{ID: "a", Text: strings.Repeat("round and ", 1000) + story},
		{ID: "b", Text: invent(r, 20) + strings.Repeat(" and round", 1000)},
	})
	if len(got.Pairs) != 1 || got.Pairs[0].LongestRun != 1999 {
		t.Errorf("pairs %+v, want one with a run of 1999 words", got.Pairs)
	}
}

// Every figure of every pair equals an independent recount, and every pair
// with a long run is there.
func TestExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cfg := scan.Config{AllPairs: true, Shingle: rapid.IntRange(1, 6).Draw(t, "shingle"), Runes: rapid.Bool().Draw(t, "runes")}
		cfg.MinRun = rapid.IntRange(max(cfg.Shingle, 8), 14).Draw(t, "min-run")
		w := &writer{Rand: seeded(rapid.Uint64().Draw(t, "words"))}
		w.vocabulary = rapid.SampledFrom([]int{2, 40, 1e6}).Draw(t, "vocabulary")
		var drafts [][]int
		var articles []article
		for i := range rapid.IntRange(2, 12).Draw(t, "articles") {
			drafts = append(drafts, w.draft(drafts))
			articles = append(articles, article{ID: fmt.Sprintf("%02d", i), Text: w.print(drafts[i])})
		}
		checkExact(t, cfg, articles)
	})
}

// checkExact scans the articles and recounts what it finds.
func checkExact(t rapid.TB, cfg scan.Config, articles []article) {
	t.Helper()
	texts := map[string]*counted{}
	for _, a := range articles {
		texts[a.ID] = countShingles(a.Text, cfg.Shingle)
	}
	got := run(t, cfg, articles)
	reported := map[[2]string]bool{} // by text
	for _, p := range got.Pairs {
		a, b := texts[p.A.ID], texts[p.B.ID]
		reported[[2]string{a.joined, b.joined}], reported[[2]string{b.joined, a.joined}] = true, true
		checkPair(t, cfg, p, a, b)
	}
	for i, x := range articles {
		for _, y := range articles[:i] {
			a, b := texts[x.ID], texts[y.ID]
			if n := longestRun(a.words, b.words); n >= cfg.MinRun && !reported[[2]string{a.joined, b.joined}] {
				t.Errorf("%s | %s: not reported, want a run of %d words\n%q\n%q", x.ID, y.ID, n, x.Text, y.Text)
			}
		}
	}
}

// checkPair compares the figures of a pair with those counted here.
func checkPair(t rapid.TB, cfg scan.Config, p scan.Pair, a, b *counted) {
	t.Helper()
	shared := 0
	for s := range a.set {
		if b.set[s] {
			shared++
		}
	}
	want := scan.Pair{
		A: p.A, B: p.B, Relation: p.Relation, Differs: p.Differs, RunText: p.RunText, RunA: p.RunA, RunB: p.RunB,
		Quote: p.Quote, QuoteWords: p.QuoteWords, QuoteA: p.QuoteA, QuoteB: p.QuoteB,
		Direction: p.Direction, DirectionWhy: p.DirectionWhy,
		Jaccard:      float64(shared) / float64(len(a.set)+len(b.set)-shared),
		ContainmentA: float64(shared) / float64(len(a.set)),
		ContainmentB: float64(shared) / float64(len(b.set)),
		SharedWordsA: a.covered(b.set), SharedWordsB: b.covered(a.set),
		LongestRun: longestRun(a.words, b.words),
	}
	if diff := gocmp.Diff(want, p); diff != "" {
		t.Errorf("%s | %s (-want +got):\n%s", p.A.ID, p.B.ID, diff)
	}
	if p.RunText != a.text[p.RunA.Lo:p.RunA.Hi] {
		t.Errorf("%s | %s: RunText = %q, want %q", p.A.ID, p.B.ID, p.RunText, a.text[p.RunA.Lo:p.RunA.Hi])
	}
	runA, runB := checkSpan(t, cfg, a.text, p.RunA), checkSpan(t, cfg, b.text, p.RunB)
	if !slices.Equal(runA, runB) || len(runA) != want.LongestRun {
		t.Errorf("%s | %s: spans hold %q and %q, want the same %d words", p.A.ID, p.B.ID, runA, runB, want.LongestRun)
	}
	if !proves(cfg, p, a, b) {
		t.Errorf("%s | %s: %v is not proven by %+v", p.A.ID, p.B.ID, p.Relation, p)
	}
}

// checkSpan compares the two kinds of offsets and returns the words between.
func checkSpan(t rapid.TB, cfg scan.Config, text string, s scan.Span) []string {
	t.Helper()
	want := scan.Span{Lo: s.Lo, Hi: s.Hi}
	if cfg.Runes {
		want.RuneLo = utf8.RuneCountInString(text[:s.Lo])
		want.RuneHi = utf8.RuneCountInString(text[:s.Hi])
	}
	if s != want {
		t.Errorf("span %+v, want %+v", s, want)
	}
	return countShingles(text[s.Lo:s.Hi], 1).words
}

// proves reports whether the figures of a pair allow its relation, there
// being no boilerplate.
func proves(cfg scan.Config, p scan.Pair, a, b *counted) bool {
	threshold := 0.5 // the default
	same := a.joined == b.joined
	switch p.Relation {
	case relation.Identical:
		return same
	case relation.NearDuplicate:
		return !same && p.Jaccard >= threshold
	case relation.Contains:
		return !same && p.ContainmentB >= .8
	case relation.ContainedIn:
		return !same && p.ContainmentA >= .8
	case relation.SharesPassages:
		return p.Jaccard < threshold && p.LongestRun >= cfg.MinRun
	case relation.SharesQuote:
		return p.Jaccard < threshold && p.LongestRun < cfg.MinRun && p.QuoteWords >= 8 && p.Quote == a.text[p.QuoteA.Lo:p.QuoteA.Hi]
	}
	return false
}

// counted is a text and what the recount needs of it. Only the words
// themselves come from package shingle.
type counted struct {
	text   string
	joined string // the words
	words  []string
	size   int
	set    map[string]bool
}

func countShingles(text string, size int) *counted {
	c := &counted{text: text, size: size, set: map[string]bool{}}
	var w shingle.Words
	w.Split(text)
	for i := range w.Len() {
		c.words = append(c.words, string(w.Norm(i)))
	}
	c.joined = strings.Join(c.words, " ")
	for i := range max(0, len(c.words)-size+1) {
		c.set[c.shingle(i)] = true
	}
	return c
}

func (c *counted) shingle(i int) string { return strings.Join(c.words[i:i+c.size], " ") }

// covered counts the words inside shingles of the set.
func (c *counted) covered(set map[string]bool) int {
	in := map[int]bool{}
	for i := range len(c.words) - c.size + 1 {
		if set[c.shingle(i)] {
			for j := range c.size {
				in[i+j] = true
			}
		}
	}
	return len(in)
}

// longestRun is the length of the longest run of words common to a and b.
func longestRun(a, b []string) (most int) {
	row := make([]int, len(b)+1)
	for _, w := range a {
		for j := len(b); j > 0; j-- {
			if w == b[j-1] {
				row[j] = row[j-1] + 1
			} else {
				row[j] = 0
			}
			most = max(most, row[j])
		}
	}
	return most
}

// writer makes drafts, lists of numbers that stand for words, and prints them
// in ever other typography.
type writer struct {
	*rand.Rand
	vocabulary int // 2 repeats every shingle, 1e6 none
}

// draft is new or an edited copy of an earlier one.
func (w *writer) draft(drafts [][]int) []int {
	if len(drafts) == 0 || w.IntN(4) == 0 {
		return w.fresh(15 + w.IntN(100))
	}
	d := slices.Clone(drafts[w.IntN(len(drafts))])
	for range w.IntN(4) {
		at := w.IntN(len(d) + 1)
		to := min(len(d), at+w.IntN(20))
		switch w.IntN(4) {
		case 0:
			d = slices.Insert(d, at, w.fresh(1+w.IntN(60))...)
		case 1:
			if len(d)-(to-at) >= 15 {
				d = slices.Delete(d, at, to)
			}
		case 2:
			copy(d[at:to], w.fresh(to-at))
		case 3: // moved to the end
			d = append(append(d[:at:at], d[to:]...), d[at:to]...)
		}
	}
	return d
}

func (w *writer) fresh(n int) []int {
	words := make([]int, n)
	for i := range words {
		words[i] = w.IntN(w.vocabulary)
	}
	return words
}

// print writes a draft. Each word has a script of its own, and what lies
// between two words differs from print to print.
func (w *writer) print(draft []int) string {
	between := []string{" ", " ", " ", ", ", "\n", "\r\n\r\n", " — ", " “", "” ", " 🌊 ", " 🇫🇷", "\u3000", "\u00a0", " … ", "\t-- ", " \u200b "}
	var b strings.Builder
	for _, n := range draft {
		forms := printed(n)
		b.WriteString(between[w.IntN(len(between))])
		b.WriteString(forms[w.IntN(len(forms))])
	}
	b.WriteString(between[w.IntN(len(between))])
	return b.String()
}

// printed lists ways to print one word that are the same to a reader.
func printed(n int) []string {
	s := syllables(n)
	switch n % 8 {
	case 1:
		return []string{s + "'s", s + "’s", s + "ʼs", "'" + s + "’s"}
	case 2:
		return []string{s + "é", s + "e\u0301"}
	case 3: // one word of Japanese, each character a word
		return []string{string(rune(0x4e00+n%20000)) + "の"}
	case 4:
		return []string{"ж" + string(rune('а'+n%30)) + string(rune('а'+n/30%30)), "ж" + string(rune('а'+n%30)) + "\u00ad" + string(rune('а'+n/30%30))}
	case 5:
		return []string{s + "ﬁ", s + "fi"}
	case 6:
		return []string{"ก" + string(rune(0x0e01+n%40)), "ก" + string(rune(0x0e01+n%40))}
	}
	return []string{s, s}
}
