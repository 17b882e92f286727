package compare

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/dupes-news/dupes/shingle"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A deletion is in brackets, an insertion in braces; of equal words b is shown.
func TestDiff(t *testing.T) {
	tests := []struct{ name, a, b, want string }{
		{"both empty", "", "", ""},
		{"a empty", "", "Ferries stopped.", "{Ferries stopped.}"},
		{"b empty", "Ferries stopped.", "", "[Ferries stopped.]"},
		{"identical", "Ferries stopped.", "Ferries stopped.", "Ferries stopped."},
		{"blanks only", " \n", "\t", "\t"},
		{"blanks appear", "", " ", "{ }"},
		{"nothing in common", "Ferries stopped", "buses ran", "[Ferries stopped]{buses ran}"},

		{
			"replaced", "The Fed raised its key interest rate by a quarter point", "The Fed raised its benchmark rate by a quarter point",
			"The Fed raised its [key interest]{benchmark} rate by a quarter point",
		},
		{"deleted", "the red car", "the car", "the [red ]car"},
		{"deleted at the beginning", "On Monday the car stopped", "the car stopped", "[On Monday ]the car stopped"},
		{"deleted at the end", "He left at once.", "He left.", "He left[ at once]."},
		{"sentence added at the end", "The dam held.", "The dam held. The town slept.", "The dam held.{ The town slept.}"},
		{"sentence added in front", "The dam held.", "The town slept. The dam held.", "{The town slept. }The dam held."},
		{"sentence added between", "It rained. The dam held.", "It rained. It poured. The dam held.", "It rained. {It poured. }The dam held."},
		{"sentence in quotation marks added", `It rained. The dam held.`, `It rained. "It is bad." The dam held.`, `It rained. {"It is bad." }The dam held.`},
		{"paragraph added", "It rained.\n\nThe dam held.\n", "It rained.\n\nIt poured.\n\nThe dam held.\n", "It rained.\n\n{It poured.\n\n}The dam held.\n"},
		{"clause in commas", "The mayor said on Tuesday that the dam held.", "The mayor said, on Monday, that the dam held.", "The mayor said{,} on [Tuesday]{Monday,} that the dam held."},
		{"second comma clause", "said, that", "said, on Monday, that", "said, {on Monday, }that"},
		{"phrase begins with its small word", "an office in London", "an office in Paris and in London", "an office {in Paris and }in London"},
		{
			"attribution inside a quotation", `"The dam held, and the town slept," she said.`, `"The dam held," Ortiz said, "and the town slept," she said.`,
			`"The dam held,{"} {Ortiz said, "}and the town slept," she said.`,
		},
		{
			"attribution taken out", `"The dam held," Ortiz said, "and we slept," she said.`, `"The dam held, and we slept through all of that long night," she said.`,
			`"The dam held,["] [Ortiz said, "]and we slept{ through all of that long night}," she said.`,
		},
		{
			"quotation after a quotation", `He said: "It rains." The dam held.`, `He said: "It rains." "It pours." The dam held.`,
			`He said: "It rains." {"It pours." }The dam held.`,
		},
		{"comma clause deleted", "The dam, built in 1931, held.", "The dam held.", "The dam[, built in 1931,] held."},

		{"case", "The Council Voted", "The council voted", "The council voted"},
		{"line breaks", "The council\r\nvoted on Monday", "The council voted\non Monday", "The council voted\non Monday"},
		{"typographic marks", `"It's over" -- he said...`, "“It’s over” — he said…", "“It’s over” — he said…"},
		{"width", "ＮＡＴＯ！", "NATO!", "NATO!"},
		{"blank between words", "3 % of voters", "3% of voters", "3% of voters"},
		{"composed and decomposed", "Le cafe\u0301 ferme", "Le café ouvre", "Le café [ferme]{ouvre}"},

		{
			"small word between changes", "the old mayor of the town resigned", "the new governor of this state resigned",
			"the [old mayor of the town]{new governor of this state} resigned",
		},
		{"small words next to a short change", "the mayor of the town resigned", "the governor of the town resigned", "the [mayor]{governor} of the town resigned"},
		{
			"name between changes", "the old mayor Ortiz of the town resigned", "a former governor Ortiz from there resigned",
			"[the old mayor]{a former governor} Ortiz [of the town]{from there} resigned",
		},
		{"name that is a small word", "the troops of the US army left", "some soldiers from US bases left", "[the troops of the]{some soldiers from} US [army]{bases} left"},
		{
			"number between changes", "the old mayor with 12 dogs resigned", "a former governor and 12 cats resigned",
			"[the old mayor with]{a former governor and} 12 [dogs]{cats} resigned",
		},
		{"number in words", "some old mayors with twelve dogs", "a former governor and twelve cats", "[some old mayors with]{a former governor and} twelve [dogs]{cats}"},
		{"negation", "the court does not agree", "all judges did not object", "[the court does]{all judges did} not [agree]{object}"},
		{"number differs", "Police said 14 people were hurt.", "Police said 15 people were hurt.", "Police said [14]{15} people were hurt."},
		{"amount differs", "It cost $1.8 million", "It cost $2 million", "It cost $[1.8]{2} million"},

		{"Chinese", "市长周一宣布大坝完好", "市长周二宣布大坝完好", "市长周[一]{二}宣布大坝完好"},
		{"Thai", "นายก", "กำนายก", "{กำ}นายก"},
		{"emoji", "Well done 👩‍👩‍👧", "Well done 👩‍👩‍👦", "Well done [👩‍👩‍👧]{👩‍👩‍👦}"},
		{"flags", "🇫🇷🇩🇪 met", "🇫🇷🇮🇹 met", "🇫🇷[🇩🇪]{🇮🇹} met"},
		{"broken bytes", "a dam \xff held", "a dam \xfe held", "a dam [\xff]{\xfe} held"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := marked(Diff(tt.a, tt.b)); got != tt.want {
				t.Errorf("Diff(%q, %q)\n got %s\nwant %s", tt.a, tt.b, got, tt.want)
			}
			checkDiff(t, tt.a, tt.b)
		})
	}
}

func marked(edits []Edit) string {
	var s strings.Builder
	for _, e := range edits {
		switch {
		case e.B == "":
			s.WriteString("[" + e.A + "]")
		case e.A == "":
			s.WriteString("{" + e.B + "}")
		default:
			s.WriteString(e.B)
		}
	}
	return s.String()
}

// checkDiff tests what holds for every pair of texts.
func checkDiff(t rapid.TB, a, b string) {
	t.Helper()
	edits := Diff(a, b)
	checkSteps(t, a, b, edits)
	if diff := cmp.Diff(edits, Diff(a, b)); diff != "" {
		t.Errorf("Diff(%q, %q) twice (-first +second):\n%s", a, b, diff)
	}
	if diff := cmp.Diff(edits, mirrored(Diff(b, a))); diff != "" {
		t.Errorf("Diff(%q, %q) against the mirror (-want +got):\n%s", a, b, diff)
	}
	for _, s := range []string{a, b} {
		if got := Diff(s, s); s != "" && (len(got) != 1 || got[0] != Edit{s, s}) {
			t.Errorf("Diff(%q, same) = %q, want one equal step", s, got)
		}
	}
}

func checkSteps(t rapid.TB, a, b string, edits []Edit) {
	t.Helper()
	x, y := newUncut(a), newUncut(b)
	var p, q int
	for i, e := range edits {
		if formsA, formsB := x.take(p, p+len(e.A)), y.take(q, q+len(e.B)); e.A != "" && e.B != "" && formsA != formsB {
			t.Errorf("Diff(%q, %q): step %q is equal, the words are not: %q and %q", a, b, e, formsA, formsB)
		}
		p, q = p+len(e.A), q+len(e.B)
		if !x.may[min(p, len(a))] || !y.may[min(q, len(b))] {
			t.Errorf("Diff(%q, %q): step %q ends inside a word or a character", a, b, e)
		}
		if i > 0 && (e.A == "") == (edits[i-1].A == "") && (e.B == "") == (edits[i-1].B == "") {
			t.Errorf("Diff(%q, %q): steps %q and %q are of one kind", a, b, edits[i-1], e)
		}
		if i > 0 && e.B == "" && edits[i-1].A == "" {
			t.Errorf("Diff(%q, %q): deletion %q after insertion %q", a, b, e, edits[i-1])
		}
	}
	var joined Edit
	for _, e := range edits {
		joined = Edit{joined.A + e.A, joined.B + e.B}
	}
	if want := (Edit{a, b}); joined != want {
		t.Errorf("Diff(%q, %q): the steps join to %q", a, b, joined)
	}
}

// uncut knows where a text may be cut, from UAX #29 and shingle.Words directly.
type uncut struct {
	words shingle.Words
	may   []bool
}

func newUncut(text string) *uncut {
	u := &uncut{may: make([]bool, len(text)+1)}
	for whole := 0; whole <= len(text); whole++ { // begin of a stretch without broken bytes
		u.may[whole] = true
		end := whole
		for r, n := utf8.DecodeRuneInString(text[end:]); r != utf8.RuneError || n > 1; r, n = utf8.DecodeRuneInString(text[end:]) {
			end += n
		}
		for it := graphemes.FromString(text[whole:end]); it.Next(); {
			u.may[whole+it.End()] = true
		}
		whole = end
	}
	u.words.Split(text)
	for i := range u.words.Len() {
		for p := u.words.At(i).Lo + 1; p < u.words.At(i).Hi; p++ {
			u.may[p] = false
		}
	}
	return u
}

// take returns the normal forms of the words from lo to hi.
func (u *uncut) take(lo, hi int) string {
	var forms []string
	for i := range u.words.Len() {
		if w := u.words.At(i); w.Lo >= lo && w.Hi <= hi {
			forms = append(forms, string(u.words.Norm(i)))
		}
	}
	return strings.Join(forms, " ")
}

// texts of pieces that make trouble, with many repeats.
func diffTexts() *rapid.Generator[string] {
	piece := rapid.SampledFrom([]string{
		"the ", "The ", "of ", "and ", "dam ", "held", "Ortiz ", "US ", "12", "3.5 ", "no ", ". ", ", ", "“", "”", `"`, "'", "’", "--", "—", "...", "…",
		" ", "  ", "\n", "\r\n", "\r", "\n\n", "\u00a0", "\u200b", "\ufeff", "\u00ad", "e\u0301", "é", "\u0301", "ก", "ำ", "👩", "\u200d", "👧", "🇫", "🇷",
		"市", "の", "각", "ᄀ", "ᅡ", "\u0600", "\ufffd", "\ue000", "\xff", "\xed\xa0\x80", "\x00", "ﬁ", "ß", "ss", "！", "!", "½", "_", "-", "/",
	})
	return rapid.Map(rapid.SliceOfN(piece, 0, 40), func(p []string) string { return strings.Join(p, "") })
}

func TestDiffProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		checkDiff(t, diffTexts().Draw(t, "a"), diffTexts().Draw(t, "b"))
	})
}

// A word that both texts hold once, between words that differ, stays in common
// however small it is beside them.
func TestDiffKeepsLoneNames(t *testing.T) {
	filler := func(words string) *rapid.Generator[[]string] {
		return rapid.SliceOfN(rapid.SampledFrom(strings.Fields(words)), 0, 12)
	}
	inA, inB := filler("the of an old mayor went home, while \"two\" dogs barked."), filler("some in her new governor stayed away; but (six) cats purred!")
	name := rapid.SampledFrom([]string{"Ortiz", "US", "Will", "1931", "$1.8", "twelve", "flood", "not", "no", "東京都", "Zürich"})
	rapid.Check(t, func(t *rapid.T) {
		n := name.Draw(t, "name")
		text := func(g *rapid.Generator[[]string], label string) string {
			return strings.Join(slices.Concat(g.Draw(t, label), []string{"then", n}, g.Draw(t, label)), " ")
		}
		a, b := text(inA, "a"), text(inB, "b")
		if !slices.ContainsFunc(Diff(a, b), func(e Edit) bool { return e.A != "" && strings.Contains(e.B, n) }) {
			t.Fatalf("Diff(%q, %q) = %s: %q is lost", a, b, marked(Diff(a, b)), n)
		}
	})
}

// No cleanup loses a word of weight that was found in common.
func TestTidyKeepsWeightyWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := diffTexts().Draw(t, "a"), diffTexts().Draw(t, "b")
		d := newDiffer(a, b)
		d.align()
		before := d.weight()
		d.swallow()
		if got := d.weight(); got != before {
			t.Fatalf("swallow(%q, %q) leaves %d words of weight of %d", a, b, got, before)
		}
		d.slide()
		for _, r := range d.runs {
			for i := range r.n {
				if d.x.tokens[r.a+i].id != d.y.tokens[r.b+i].id {
					t.Fatalf("slide(%q, %q): run %v has unequal tokens", a, b, r)
				}
			}
		}
	})
}

func (d *differ) weight() int {
	n := 0
	for _, r := range d.runs {
		for i := range r.n {
			if d.x.weighty(r.a+i) || d.y.weighty(r.b+i) {
				n++
			}
		}
	}
	return n
}

// Texts past maxMyers are cut at anchors. A few changes must still be all that
// is shown, and what has no anchor is replaced as a whole.
func TestDiffLong(t *testing.T) {
	a := story(1, 20_000, 1_000_000)
	words := strings.Fields(a)
	changed := slices.Clone(words)
	for i := 50; i < len(changed); i += 100 {
		changed[i] = "revised"
	}
	b := strings.Join(changed, " ")
	if got, want := len(Diff(a, b)), 3*200+1; got != want {
		t.Errorf("Diff of 20,000 words, 200 replaced: %d steps, want %d", got, want)
	}
	checkSteps(t, a, b, Diff(a, b))

	// The vocabulary is small, so that every word stands in both.
	a, b = story(2, 20_000, 500), story(3, 20_000, 500)
	edits := Diff(a, b)
	checkSteps(t, a, b, edits)
	if len(edits) > 100 {
		t.Errorf("Diff of 20,000 unrelated words: %d steps, want a handful", len(edits))
	}

	// An anchor every 300 words, and disorder between.
	a, b = withAnchors(a), withAnchors(b)
	checkSteps(t, a, b, Diff(a, b))
}

// story is a text of n words from a vocabulary without meaning.
func story(seed uint64, n, vocabulary int) string {
	r := rand.New(rand.NewPCG(seed, 0))
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("w%d", r.IntN(vocabulary))
	}
	return strings.Join(words, " ")
}

func withAnchors(text string) string {
	words := strings.Fields(text)
	for i := range len(words) / 300 {
		words[i*300] = fmt.Sprintf("here begins part %d of all", i)
	}
	return strings.Join(words, " ")
}

func TestAscending(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6, 7, 8}).Draw(t, "places")
		places = places[:rapid.IntRange(0, len(places)).Draw(t, "n")]
		runs := make([]run, len(places))
		best := make([]int, len(places)) // longest subsequence that ends with run i
		want := 0
		for i, p := range places {
			runs[i] = run{p, i, anchorRun}
			for j := range i {
				if places[j] < p {
					best[i] = max(best[i], best[j])
				}
			}
			best[i]++
			want = max(want, best[i])
		}
		got := ascending(runs)
		ordered := slices.IsSortedFunc(got, func(r, s run) int { return r.a - s.a }) && slices.IsSortedFunc(got, func(r, s run) int { return r.b - s.b })
		if len(got) != want || !ordered {
			t.Fatalf("ascending(%v) = %v, want %d in order", runs, got, want)
		}
	})
}

func FuzzDiff(f *testing.F) {
	f.Add("The dam held, “for now”.", "“The dam—held” for Ortiz, 12.")
	f.Add("a\r\nb \u0301c กำ 👩‍👧 \xff", "b a\nกำ \u0600 1 👩‍👦 \xfe\xff")
	f.Add("of the of the dam of", "the of Dam of the of the")
	f.Add("0", "\xf0 0")
	f.Add("It rained. \"We go,\" she said...", "“We” -- she said — “go”. It rained.\n\nIt rained.")
	f.Fuzz(func(t *testing.T, a, b string) { checkDiff(t, a, b) })
}

func BenchmarkDiff(b *testing.B) {
	const sentence = "The council of Harbour Falls voted 7 to 2 on Monday to close the old bridge over the river Tarn after engineers found cracks in two of its piers, and the mayor, Elena Ortiz, said that buses would run every hour until spring. "
	reworded := strings.NewReplacer("bridge over the river Tarn", "bridge", "found", "had discovered", "the mayor", "its mayor", "old bridge", "bridge, built in 1931,", "would run", "will go", "until spring", "for now").Replace(sentence)
	for _, words := range []int{40, 800} {
		var x, y strings.Builder
		for i := range words / 40 {
			day := fmt.Sprintf("day %d", i)
			x.WriteString(strings.ReplaceAll(sentence, "Monday", day))
			y.WriteString(strings.ReplaceAll(reworded, "Monday", day))
		}
		b.Run(fmt.Sprintf("words=%d", words), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Diff(x.String(), y.String())
			}
		})
	}
	for _, words := range []int{800, 20_000} {
		x, y := story(1, words, 500), story(2, words, 500)
		b.Run(fmt.Sprintf("unrelated=%d", words), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Diff(x, y)
			}
		})
	}
	x, y := withAnchors(story(1, 20_000, 500)), withAnchors(story(2, 20_000, 500))
	b.Run("disorder=20000", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Diff(x, y)
		}
	})
}
