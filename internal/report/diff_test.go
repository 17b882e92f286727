package report

import (
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/pairs"
	"github.com/dupes-news/dupes/shingle"
)

// builder puts a comparison together passage by passage, as Compare would.
type builder struct {
	a, b strings.Builder
	c    compare.Comparison
}

func (d *builder) add(label compare.Label, a, b string, f compare.Flags) *builder {
	p := compare.Passage{Label: label, Flags: f, Reuse: -1}
	p.A, p.WordsA = put(&d.a, a)
	p.B, p.WordsB = put(&d.b, b)
	for _, side := range []struct {
		*compare.Shares
		words int
	}{{&d.c.A, p.WordsA}, {&d.c.B, p.WordsB}} {
		side.Words += side.words
		switch label {
		case compare.Copied:
			side.Copied += side.words
			p.Similarity, p.Reuse = 1, 0
		case compare.Rephrased:
			side.Rephrased += side.words
			p.Similarity, p.Reuse = 0.625, 0
		default:
			side.Original += side.words
		}
	}
	d.c.Passages = append(d.c.Passages, p)
	return d
}

// put appends a paragraph and returns its place and words.
func put(to *strings.Builder, text string) (compare.Span, int) {
	if text == "" {
		return compare.Span{}, 0
	}
	if to.Len() > 0 {
		to.WriteString("\n\n")
	}
	lo := to.Len()
	to.WriteString(text)
	var w shingle.Words
	w.Split(text)
	return compare.Span{Lo: lo, Hi: to.Len()}, w.Len()
}

func (d *builder) diff(a, b corpus.Article) pairs.Diff {
	a.Text, b.Text = d.a.String(), d.b.String()
	if d.c.A.Original < d.c.A.Words {
		d.c.Reuses = []compare.Reuse{{A: compare.Span{Lo: 0, Hi: len(a.Text)}, B: compare.Span{Lo: 0, Hi: len(b.Text)}}}
	}
	return pairs.Diff{A: &a, B: &b, Comparison: &d.c}
}

func printed(id, title, outlet string) corpus.Article {
	return corpus.Article{ID: id, Title: title, Outlet: outlet, Date: time.Date(2031, 5, 4, 0, 0, 0, 0, time.UTC)}
}

// ferries is a pair with every kind of passage and flag.
func ferries() pairs.Diff {
	var d builder
	d.c.Verdict, d.c.Reason = compare.LightRevision, "58 of the 103 words of b stand in a word for word, 41 in other words"
	d.add(compare.Original, "ALDMOOR (CW) –", "", compare.Flags{Boilerplate: true}).
		add(compare.Original, "", "By our harbour desk", compare.Flags{}).
		add(compare.Copied,
			"The ferry Northern Light ran aground off Aldmoor harbour on Sunday night, and all 212 people on board were brought to safety before dawn, the harbour office said. Nobody was hurt, and the last of them stepped ashore at a quarter past five in the morning.",
			"The ferry Northern Light ran aground off Aldmoor harbour on Sunday night, and all 212 people on board were brought to safety before dawn, the harbour office said. Nobody was hurt, and the last of them stepped ashore at a quarter past five in the morning.",
			compare.Flags{}).
		add(compare.Rephrased,
			"The lamp on the eastern mole had been dark since Friday, and its keeper had reported it three times, according to the harbour office.",
			"Since Friday the lamp on the eastern mole had been out and its keeper had reported that twice, said a clerk of the harbour office.",
			compare.Flags{NumbersDiffer: true, NamesDiffer: true}).
		add(compare.Rephrased,
			"Northern Light is now moored at the fish quay, where she will be looked at.",
			"The vessel lies at the quay and awaits a survey.",
			compare.Flags{}).
		add(compare.Copied, "“We saw the rocks far too late,” said Ada Thorn, the mate.", "“We saw the rocks far too late,” said Ada Thorn, the mate.", compare.Flags{Moved: true, Quoted: true}).
		add(compare.Rephrased, "The council did not know of the lamp.", "The council knew of the lamp.", compare.Flags{Negated: true}).
		add(compare.Original, "Fog hung over the sound until noon, and two tugs that were sent from Port Sill had to wait for six hours outside the bar before they could make fast a line. A diver looked at the hull on Monday.", "", compare.Flags{})
	d.c.Passages[4].Similarity, d.c.Passages[5].Speaker = 0.25, "Ada Thorn"
	return d.diff(
		printed("wire/harbour.txt", "Harbour ferry runs aground in fog, all 212 aboard safe", "Coastal Wire"),
		printed("daily/ferry.txt", "Ferry aground: passengers safe", "Aldmoor Daily"))
}

// trains is a pair in another script, and nothing in common.
func trains() pairs.Diff {
	var d builder
	d.c.Verdict, d.c.Reason = compare.Independent, "nothing in common"
	d.add(compare.Original, "霧の港でフェリーが座礁し、乗客乗員二百十二人は全員無事だった。", "", compare.Flags{}).
		add(compare.Original, "", "Dichter Nebel über der Küste: Fähre läuft auf Grund.", compare.Flags{})
	return d.diff(printed("朝/港.txt", "霧の港でフェリーが座礁", "東の朝報"), printed("küste", "", ""))
}

// trap is a pair written by someone who knows terminals.
func trap() pairs.Diff {
	var d builder
	d.c.Verdict, d.c.Reason = compare.HeavyRevision, "some"
	d.add(compare.Rephrased, "one \x1b[2Jtwo\x00\x01\x02 | <b>three</b>\r\n \u202efour\u202c `x`", "one \x1b]0;owned\x07two three\x9b31m five "+strings.Repeat("y", 300), compare.Flags{Quoted: true}).
		add(compare.Copied, strings.Repeat("å", 1<<16), strings.Repeat("å", 1<<16), compare.Flags{})
	d.c.Passages[0].Speaker = "Eve\x1b[31m\nthe second"
	return d.diff(printed("evil\x1b[2J\r.txt", "title \u202eover\u202c\nsecond", "<i>|Out*let|</i>"), printed("\u200e", "\x05", ""))
}

func result(list ...pairs.Diff) pairs.Result {
	return pairs.Result{Count: len(list), Diffs: sure(list)}
}

func printDiffs(t rapid.TB, r pairs.Result, opt DiffOptions) string {
	var b bytes.Buffer
	if err := WriteDiffs(&b, r, opt); err != nil {
		t.Fatalf("WriteDiffs(%+v): %v", opt, err)
	}
	return b.String()
}

func TestDiffGolden(t *testing.T) {
	many := result(ferries(), trains())
	many.Refused = []corpus.Refused{{Path: "pairs.jsonl", Line: 3, Reason: `no article "wire/lost.txt"`}}
	changed := []compare.Label{compare.Rephrased}
	for _, tt := range []struct {
		name string
		r    pairs.Result
		opt  DiffOptions
	}{
		{"diff-80.txt", result(ferries()), DiffOptions{Options: Options{Width: 80}}},
		{"diff-120.txt", many, DiffOptions{Options: Options{Width: 120}}},
		{"diff-200.txt", result(ferries()), DiffOptions{Options: Options{Width: 200}}},
		{"diff-sides-80.txt", result(ferries()), DiffOptions{Options: Options{Width: 80}, SideBySide: true}},
		{"diff-sides-200.txt", result(ferries()), DiffOptions{Options: Options{Width: 200}, SideBySide: true}},
		{"diff-only-colour.txt", result(ferries()), DiffOptions{Options: Options{Color: true}, Only: changed, Context: 1}},
		{"diff-trap.txt", result(trap()), DiffOptions{}},
		{"diff-trap.md", result(trap()), DiffOptions{Options: Options{Format: "markdown"}}},
		{"diff-summary.txt", many, DiffOptions{Summary: true}},
		{"diff.json", many, DiffOptions{Options: Options{Format: "json"}}},
		{"diff.jsonl", many, DiffOptions{Options: Options{Format: "jsonl"}}},
		{"diff-runes.jsonl", many, DiffOptions{Options: Options{Format: "jsonl", Offsets: "runes"}, Only: changed}},
		{"diff-summary.jsonl", many, DiffOptions{Options: Options{Format: "jsonl"}, Summary: true}},
		{"diff.csv", many, DiffOptions{Options: Options{Format: "csv"}}},
		{"diff-summary.csv", many, DiffOptions{Options: Options{Format: "csv"}, Summary: true}},
		{"diff.md", many, DiffOptions{Options: Options{Format: "markdown"}}},
	} {
		t.Run(tt.name, func(t *testing.T) { golden(t, tt.name, printDiffs(t, tt.r, tt.opt)) })
	}
}

// golden compares got with a file of testdata, or rewrites that with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s, -want +got:\n%s", name, diff)
	}
}

func TestDiffTableKeepsToItsWidth(t *testing.T) {
	for _, columns := range []int{MinWidth, 80, 81, 120, 200} {
		for _, opt := range []DiffOptions{{}, {SideBySide: true}, {Summary: true}, {Only: []compare.Label{compare.Rephrased}, Context: 1}} {
			for _, color := range []bool{false, true} {
				opt.Width, opt.Color = columns, color
				checkLines(t, columns, printDiffs(t, result(ferries(), trains(), trap()), opt))
			}
		}
	}
}

// What a text holds never drives a terminal: with colour, only the sequences
// that end in m are left, and those of the text have lost their escape.
func TestNothingHostileReachesTheTerminalFromADiff(t *testing.T) {
	for _, opt := range []DiffOptions{{}, {SideBySide: true}, {Options: Options{Color: true}}, {Options: Options{Format: "markdown"}}} {
		got := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(printDiffs(t, result(trap()), opt), "")
		bad := func(r rune) bool { return r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }
		if i := strings.IndexFunc(got, bad); i >= 0 {
			t.Errorf("%+v: holds %q", opt, got[i:min(len(got), i+20)])
		}
	}
}

// Shown in one text or side by side, a rephrased passage tells every word of
// both articles, and only changed words are marked.
func TestMarksTellBothTexts(t *testing.T) {
	taste := diffTaste{trim: func(s string, _ int) string { return s }, marks: true}
	word := rapid.SampledFrom([]string{"lamp", "mole", "dark", "a", "the", "Friday", "—", "212", "keeper's", "港"})
	rapid.Check(t, func(t *rapid.T) {
		a := strings.Join(rapid.SliceOfN(word, 1, 12).Draw(t, "a"), " ")
		b := strings.Join(rapid.SliceOfN(word, 1, 12).Draw(t, "b"), " ")
		both := unstyled(taste.edits(a, b, true, true))
		for _, side := range []struct{ gone, kept, want string }{
			{`\{\+.*?\+\}`, `\[-(.*?)-\]`, a},
			{`\[-.*?-\]`, `\{\+(.*?)\+\}`, b},
		} {
			got := regexp.MustCompile(side.gone).ReplaceAllString(both, " ")
			got = regexp.MustCompile(side.kept).ReplaceAllString(got, "$1")
			if squeeze(got) != squeeze(side.want) {
				t.Errorf("edits of %q and %q = %q, which reads %q, want %q", a, b, both, got, side.want)
			}
		}
		for _, side := range []struct{ text, got string }{{a, taste.edits(a, b, true, false)}, {b, taste.edits(a, b, false, true)}} {
			got := strings.NewReplacer("[-", "", "-]", "", "{+", "", "+}", "").Replace(unstyled(side.got))
			if squeeze(got) != squeeze(side.text) {
				t.Errorf("one side of the edits of %q and %q = %q, want %q", a, b, got, side.text)
			}
		}
	})
}

// unstyled is what a cell says.
func unstyled(cell string) string {
	var b strings.Builder
	at := plain
	for _, text := range parts(cell, &at) {
		b.WriteString(text)
	}
	return b.String()
}

func squeeze(s string) string { return strings.ReplaceAll(s, " ", "") }

func TestApportion(t *testing.T) {
	for _, tt := range []struct {
		counts []int
		whole  int
		want   []int
	}{
		{[]int{0, 0, 0}, 100, []int{0, 0, 0}},
		{[]int{1, 1, 1}, 100, []int{34, 33, 33}},
		{[]int{999, 1, 0}, 100, []int{99, 1, 0}},
		{[]int{7, 0, 0}, 100, []int{100, 0, 0}},
		{[]int{0, 1, 199}, 24, []int{0, 1, 23}},
		{[]int{5, 5, 5}, 2, []int{1, 1, 0}},
	} {
		if got := Apportion(tt.counts, tt.whole); !cmp.Equal(got, tt.want) {
			t.Errorf("apportion(%v, %d) = %v, want %v", tt.counts, tt.whole, got, tt.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 1<<30), 3, 3).Draw(t, "counts")
		sum := 0
		for i, n := range Apportion(counts, 100) {
			sum += n
			if (n == 0) != (counts[i] == 0) {
				t.Errorf("apportion(%v, 100)[%d] = %d", counts, i, n)
			}
		}
		if counts[0]+counts[1]+counts[2] > 0 && sum != 100 {
			t.Errorf("apportion(%v, 100) adds up to %d", counts, sum)
		}
	})
}

// Offsets in runes are those of the texts cut by runes.
func TestDiffOffsetsInRunes(t *testing.T) {
	d := ferries()
	rows := newDiffRows(d, DiffOptions{Options: Options{Offsets: "runes"}})
	a, b := []rune(d.A.Text), []rune(d.B.Text)
	for _, p := range rows.passages {
		if p.AStart != nil && string(a[*p.AStart:*p.AEnd]) != p.TextA {
			t.Errorf("passage %d: runes [%d, %d) of a are %q, want %q", p.Passage, *p.AStart, *p.AEnd, string(a[*p.AStart:*p.AEnd]), p.TextA)
		}
		if p.BStart != nil && string(b[*p.BStart:*p.BEnd]) != p.TextB {
			t.Errorf("passage %d: runes [%d, %d) of b are %q, want %q", p.Passage, *p.BStart, *p.BEnd, string(b[*p.BStart:*p.BEnd]), p.TextB)
		}
	}
}

func TestListed(t *testing.T) {
	for _, tt := range []struct {
		opt  DiffOptions
		want string
	}{
		{DiffOptions{}, "12345678"},
		{DiffOptions{Summary: true}, ""},
		{DiffOptions{Only: []compare.Label{compare.Copied}}, "36"},
		{DiffOptions{Only: []compare.Label{compare.Copied}, Context: 1}, "234567"},
		{DiffOptions{Only: []compare.Label{compare.Copied, compare.Original}}, "12368"},
		{DiffOptions{Only: []compare.Label{compare.Original}, Context: math.MaxInt}, "12345678"},
	} {
		got := ""
		for i, is := range tt.opt.listed(ferries().Comparison) {
			if is {
				got += strconv.Itoa(i + 1)
			}
		}
		if got != tt.want {
			t.Errorf("listed(%+v) = %s, want %s", tt.opt, got, tt.want)
		}
	}
}

// An error behind the pairs ends the output.
func TestDiffsThatFail(t *testing.T) {
	broken := errors.New("disk gone")
	for _, format := range strings.Split(DiffFormats, ", ") {
		r := pairs.Result{Count: 2, Diffs: func(yield func(pairs.Diff, error) bool) {
			if yield(ferries(), nil) {
				yield(pairs.Diff{}, broken)
			}
		}}
		if err := WriteDiffs(io.Discard, r, DiffOptions{Options: Options{Format: format}}); !errors.Is(err, broken) {
			t.Errorf("%s: %v, want %v", format, err, broken)
		}
	}
}

// Whatever two articles say, a table has no control character and keeps to its
// width, and every format prints it.
func TestAnyTextCanBePrinted(t *testing.T) {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{" ", "\n\n", "the lamp was dark", "212", "港", "[-", "-]", "{+", "\x00", "\x01", "\x1b[2J", "\u202e", "\u200d", "e\u0301", "\t|`<b>"}),
		rapid.StringN(0, 6, -1))
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string {
			return strings.ToValidUTF8(strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(t, name), " "), "\ufffd")
		}
		a, b := printed(text("id"), text("title"), text("outlet")), printed("b", "", "")
		a.Text, b.Text = text("a"), text("b")
		c := compare.Compare(a.Text, b.Text)
		for i := range c.Passages { // the words that changed, wherever there are two texts
			if p := &c.Passages[i]; !p.A.Empty() && !p.B.Empty() && rapid.Bool().Draw(t, "rephrased") {
				p.Label, p.Speaker = compare.Rephrased, a.Title
			}
		}
		r := result(pairs.Diff{A: &a, B: &b, Comparison: c})
		for _, format := range strings.Split(DiffFormats, ", ") {
			opt := DiffOptions{Options: Options{Format: format, Width: MinWidth, Color: rapid.Bool().Draw(t, "colour")}, SideBySide: rapid.Bool().Draw(t, "sides")}
			got := printDiffs(t, r, opt)
			if format == "table" {
				checkLines(t, MinWidth, got)
			}
		}
	})
}
