package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/pairs"
)

// A diffView is a comparison as a person reads it, before a renderer gives it
// a form.
type diffView struct {
	articles [2]heading
	verdict  string
	reason   string
	shares   section
	passages section
	tally    string // how many passages there are of which kind
}

// heading names an article.
type heading struct {
	label string   // a or b
	lines []string // the id first
}

// Texts in a terminal: a passage that both articles have, or one has, is told
// by its ends, two lines in a wide table. Of a rephrased one every change is
// shown, and the ends of what stays the same between two changes.
const (
	passageColumns = 200
	betweenColumns = 70
)

// diffTaste is what a renderer wants of a diffView.
type diffTaste struct {
	trim  func(s string, columns int) string // shortens a line
	marks bool                               // [-out-] and {+in+} where nothing else tells
	bar   int                                // columns of a bar; 0 for none
}

func newDiffView(d pairs.Diff, t diffTaste, opt DiffOptions) diffView {
	c := d.Comparison
	v := diffView{
		articles: [2]heading{newHeading("a", d.A), newHeading("b", d.B)},
		verdict:  Clean(string(c.Verdict)), reason: Clean(c.Reason),
		shares: t.sharesSection(c), tally: tally(c),
	}
	if !opt.Summary {
		v.passages = t.passagesSection(d, opt)
	}
	return v
}

func newHeading(label string, a *corpus.Article) heading {
	h := heading{label, []string{Clean(a.ID)}}
	for _, line := range []string{a.Title, joined(", ", Clean(a.Outlet), Day(a.Date))} {
		if line = Clean(line); line != "" {
			h.lines = append(h.lines, line)
		}
	}
	return h
}

// joined joins the parts that say something.
func joined(by string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), by)
}

// The characters of a bar stay apart without colour too.
const (
	copiedBar    = "█"
	rephrasedBar = "▒"
	originalBar  = "·"
)

func (t diffTaste) sharesSection(c *compare.Comparison) section {
	s := section{columns: []column{
		{name: "", least: 1},
		{name: "", least: t.bar},
		{name: "words", least: 5, right: true},
		{name: t.legend(copiedBar, "copied"), least: 10, right: true},
		{name: t.legend(rephrasedBar, "rephrased"), least: 11, right: true},
		{name: t.legend(originalBar, "original"), least: 10, right: true},
	}}
	for _, side := range []struct {
		name string
		compare.Shares
	}{{"a", c.A}, {"b", c.B}} {
		counts := ByLabel(side.Shares)
		row := []string{side.name, bar(counts, t.bar), Number(side.Words)}
		for i, p := range Apportion(counts, 100) {
			row = append(row, fmt.Sprintf("%s (%d%%)", Number(counts[i]), p))
		}
		s.rows = append(s.rows, row)
	}
	s.dropEmpty()
	return s
}

func (t diffTaste) legend(symbol, label string) string {
	if t.bar == 0 {
		return label
	}
	return symbol + " " + label
}

func bar(counts []int, columns int) string {
	cells := Apportion(counts, columns)
	return copied.of(strings.Repeat(copiedBar, cells[0])) +
		rephrased.of(strings.Repeat(rephrasedBar, cells[1])) +
		original.of(strings.Repeat(originalBar, cells[2]))
}

// Apportion divides whole by counts so that the parts add up to it: each gets
// its share rounded down, and what is left goes to the largest remainders
// (Hamilton's method), of equal ones to the first. What is not nothing gets 1
// at least while another part has more to give.
func Apportion(counts []int, whole int) []int {
	out := make([]int, len(counts))
	sum := 0
	for _, n := range counts {
		sum += n
	}
	if sum == 0 {
		return out
	}
	left := whole
	order := make([]int, len(counts))
	for i, n := range counts {
		out[i] = n * whole / sum
		left -= out[i]
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(counts[j]*whole%sum, counts[i]*whole%sum) })
	for _, i := range order[:left] {
		out[i]++
	}
	for i, n := range counts {
		if largest := slices.Index(out, slices.Max(out)); n > 0 && out[i] == 0 && out[largest] > 1 {
			out[i]++
			out[largest]--
		}
	}
	return out
}

// tally counts the passages by label and by flag.
func tally(c *compare.Comparison) string {
	var of, with []string
	for _, l := range LabelOrder {
		n := CountIf(c.Passages, func(p compare.Passage) bool { return p.Label == l })
		if n > 0 {
			of = append(of, Number(n)+" "+string(l))
		}
	}
	for _, f := range PassageFlags {
		if n := CountIf(c.Passages, func(p compare.Passage) bool { return f.Set(p.Flags) }); n > 0 {
			with = append(with, f.Words+" "+Number(n))
		}
	}
	out := joined(": ", Count(len(c.Passages), "passage"), strings.Join(of, ", ")) + "."
	if len(with) > 0 {
		out += " Flags: " + strings.Join(with, ", ") + "."
	}
	return out
}

// CountIf is how many of a list are such as is says.
func CountIf[T any](list []T, is func(T) bool) int {
	n := 0
	for _, x := range list {
		if is(x) {
			n++
		}
	}
	return n
}

func (t diffTaste) passagesSection(d pairs.Diff, opt DiffOptions) section {
	s := section{columns: []column{
		{name: "#", least: 2, right: true},
		{name: "passage", least: 11},
		{name: "words", least: 5, right: true},
		{name: "sim.", least: 4, right: true},
		{name: "text", least: 20},
	}}
	if opt.SideBySide {
		s.columns = []column{
			{name: "#", least: 2, right: true},
			{name: "passage", least: 11},
			{name: "a", least: 20},
			{name: "b", least: 20},
		}
	}
	listed := opt.listed(d.Comparison)
	for i, p := range d.Comparison.Passages {
		if !listed[i] {
			continue
		}
		row := []string{Number(i + 1), what(p), words(p), similarity(p), t.merged(d, p)}
		if opt.SideBySide {
			a, b := t.sides(d, p)
			row = []string{Number(i + 1), what(p) + "\n" + figures(p), a, b}
		}
		if !opt.wants(p.Label) {
			fade(row)
		}
		s.rows = append(s.rows, row)
	}
	return s
}

// what is the label of a passage and its flags, a line each.
func what(p compare.Passage) string {
	out := Clean(string(p.Label))
	switch p.Label {
	case compare.Copied:
		out = copied.of(out)
	case compare.Rephrased:
		out = rephrased.of(out)
	case compare.Original:
		if p.B.Empty() {
			out += " in a"
		} else {
			out += " in b"
		}
		out = original.of(out)
	}
	for _, f := range PassageFlags {
		switch {
		case !f.Set(p.Flags):
		case f.Name == "quoted" && p.Speaker != "":
			out += "\nquoted (" + Clean(p.Speaker) + ")"
		default:
			out += "\n" + f.Words
		}
	}
	return out
}

// words are those of a and of b, once where it is all the same.
func words(p compare.Passage) string {
	switch {
	case p.B.Empty(), p.WordsA == p.WordsB:
		return Number(p.WordsA)
	case p.A.Empty():
		return Number(p.WordsB)
	}
	return Number(p.WordsA) + "/" + Number(p.WordsB)
}

func similarity(p compare.Passage) string {
	if p.Label == compare.Original {
		return ""
	}
	return Ratio(p.Similarity)
}

func figures(p compare.Passage) string {
	noun := " words"
	if p.WordsA <= 1 && p.WordsB <= 1 {
		noun = " word"
	}
	return joined(", ", words(p)+noun, similarity(p))
}

// legible is the similarity under which the words of two texts are no longer
// shown in one: marks would part every two words.
const legible = 0.5

// merged is what a and b say, in one text where that can be read.
func (t diffTaste) merged(d pairs.Diff, p compare.Passage) string {
	a, b := TextOf(d.A.Text, p.A), TextOf(d.B.Text, p.B)
	switch {
	case p.Label != compare.Rephrased:
		return t.trim(Clean(cmp.Or(a, b)), passageColumns)
	case p.Similarity < legible:
		return "a: " + t.edits(a, b, true, false) + "\nb: " + t.edits(a, b, false, true)
	}
	return t.edits(a, b, true, true)
}

// sides is what either says, with the words that the other has not.
func (t diffTaste) sides(d pairs.Diff, p compare.Passage) (a, b string) {
	a, b = TextOf(d.A.Text, p.A), TextOf(d.B.Text, p.B)
	if p.Label == compare.Rephrased {
		return t.edits(a, b, true, false), t.edits(a, b, false, true)
	}
	return t.trim(Clean(a), passageColumns), t.trim(Clean(b), passageColumns)
}

func (t diffTaste) edits(a, b string, ofA, ofB bool) string {
	var l line
	steps := compare.Diff(a, b)
	for i, e := range steps {
		switch {
		case e.A != "" && e.B != "" && ofA:
			l.add(e.A, func(s string) string { return t.trim(s, betweenColumns) })
		case e.A != "" && e.B != "":
			l.add(e.B, func(s string) string { return t.trim(s, betweenColumns) })
		case e.B == "" && ofA:
			l.add(e.A, func(s string) string { return t.mark(deleted, "[-", t.trim(s, passageColumns), "-]") })
		case e.A == "" && ofB:
			if i > 0 && steps[i-1].B == "" && !t.marks {
				l.blank = true // struck-out words would run into those that replace them
			}
			l.add(e.B, func(s string) string { return t.mark(inserted, "{+", t.trim(s, passageColumns), "+}") })
		}
	}
	return l.String()
}

func (t diffTaste) mark(s style, open, text, end string) string {
	if t.marks {
		text = open + text + end
	}
	return s.of(text)
}

// line joins the pieces of a text to one line. A blank at the end of a piece
// stands outside its marks, and next to another one not at all.
type line struct {
	strings.Builder
	blank bool // what was added last ends in one
}

func (l *line) add(piece string, draw func(string) string) {
	text := Clean(piece)
	if text == "" {
		l.blank = l.blank || piece != ""
		return
	}
	if l.Len() > 0 && (l.blank || strings.IndexFunc(piece, unicode.IsSpace) == 0) {
		l.WriteByte(' ')
	}
	l.WriteString(draw(text))
	l.blank = strings.TrimRightFunc(piece, unicode.IsSpace) != piece
}

// fade makes a row the context of others.
func fade(row []string) {
	for i, cell := range row {
		var b strings.Builder
		at := plain
		for s, text := range parts(cell, &at) {
			b.WriteString(cmp.Or(s, faint).of(text))
		}
		row[i] = b.String()
	}
}
