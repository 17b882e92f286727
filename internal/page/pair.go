package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/pairs"
	"github.com/dupes-news/dupes/internal/report"
)

// pairView is what the template "pair" takes.
type pairView struct {
	ID              string // of the section
	Prefix          string // of the ids of its passages; empty for a lone pair
	Verdict, Reason string
	Labels          []labelView
	Off             string // labels that are switched off
	Flags           []flagView
	A, B            sideView
}

type labelView struct {
	Label    string
	Passages string
	Shown    bool
}

type flagView struct{ Flag, Name, Passages string }

// sideView is one article of a pair.
type sideView struct {
	PairID, Side           string
	Name, ID, Outlet, Date string
	Words                  string
	Shares                 []shareView
	Paragraphs             [][]piece
}

// shareView is a part of the bar, in thousandths of its width.
type shareView struct {
	Label, Words string
	Percent      int
	X, Width     string
}

// piece is a passage, or the text that stands between two.
type piece struct {
	Text    string
	Passage *passageView
}

type passageView struct {
	ID, Target string // its own id, and that of its place on the other side
	N, Words   int
	Label      string
	Flags      string // as files name them, parted by blanks
	Chips      string // as readers do
	Similarity string
	Speaker    string
	Name       string // of the link, for those who do not see the page
	Parts      []part
}

// part is a run of words of a passage: deleted where b lacks it, inserted
// where a does.
type part struct {
	Text              string
	Deleted, Inserted bool
}

func newPairView(d pairs.Diff, n, of int, only []compare.Label) *pairView {
	c := d.Comparison
	v := &pairView{ID: fmt.Sprint("d", n), Verdict: string(c.Verdict), Reason: report.Clean(c.Reason)}
	if of > 1 {
		v.Prefix = v.ID + "-"
	}
	v.count(c, only)
	v.A, v.B = newSideView(v.ID, "a", d.A, c.A), newSideView(v.ID, "b", d.B, c.B)
	var inA, inB []spot
	for i, p := range c.Passages {
		a, b := v.places(i, p, d)
		inA, inB = append(inA, spot{p.A, a}), append(inB, spot{p.B, b})
	}
	v.A.Paragraphs, v.B.Paragraphs = paragraphs(pieces(d.A.Text, inA)), paragraphs(pieces(d.B.Text, inB))
	return v
}

// count fills in how many passages there are of each kind. Original text is
// what is left: it is switched on where it was asked for by name.
func (v *pairView) count(c *compare.Comparison, only []compare.Label) {
	for _, l := range report.LabelOrder {
		n := countIf(c.Passages, func(p compare.Passage) bool { return p.Label == l })
		shown := slices.Contains(only, l) || len(only) == 0 && l != compare.Original
		v.Labels = append(v.Labels, labelView{string(l), report.Number(n), shown})
		if !shown {
			v.Off = strings.TrimSpace(v.Off + " " + string(l))
		}
	}
	for _, f := range report.PassageFlags {
		if n := countIf(c.Passages, func(p compare.Passage) bool { return f.Set(p.Flags) }); n > 0 {
			v.Flags = append(v.Flags, flagView{f.Name, f.Words, report.Number(n)})
		}
	}
}

func newSideView(pair, side string, x *corpus.Article, s compare.Shares) sideView {
	v := sideView{
		PairID: pair, Side: side, Name: headline(x), ID: report.Clean(x.ID), Outlet: report.Clean(x.Outlet), Date: moment(x.Date),
		Words: report.Number(s.Words),
	}
	words := report.ByLabel(s)
	at := 0.0
	for i, p := range report.Apportion(words, 100) {
		width := 1000 * float64(words[i]) / float64(max(1, s.Words))
		v.Shares = append(v.Shares, shareView{
			string(report.LabelOrder[i]), report.Number(words[i]), p, fmt.Sprintf("%.1f", at), fmt.Sprintf("%.1f", width),
		})
		at += width
	}
	return v
}

// moment is the day, and the time where one is known.
func moment(t time.Time) string {
	if t.IsZero() || t.Equal(t.Truncate(24*time.Hour)) {
		return report.Day(t)
	}
	return t.Format("2006-01-02 15:04 MST")
}

// places are passage i as it stands on either side, nil where it does not.
func (v *pairView) places(i int, p compare.Passage, d pairs.Diff) (a, b *passageView) {
	var said []string
	for _, f := range report.PassageFlags {
		if f.Set(p.Flags) {
			said = append(said, f.Words)
		}
	}
	name := fmt.Sprintf("Passage %d, %s", i+1, strings.Join(append([]string{string(p.Label)}, said...), ", "))
	id := fmt.Sprintf("%sp%d", v.Prefix, i+1)
	one := passageView{
		N: i + 1, ID: id, Target: id, Label: string(p.Label), Name: name + ", in one article only", Speaker: report.Clean(p.Speaker),
		Flags: strings.Join(report.FlagNames(p.Flags), " "), Chips: strings.Join(said, ", "),
	}
	other := one
	one.Words, other.Words = p.WordsA, p.WordsB
	one.Parts, other.Parts = changes(p, report.TextOf(d.A.Text, p.A), report.TextOf(d.B.Text, p.B))
	switch {
	case p.B.Empty():
		return &one, nil
	case p.A.Empty():
		return nil, &other
	}
	one.Target, other.ID = id+"b", id+"b"
	one.Name, other.Name = name+": to its place in b", name+": to its place in a"
	one.Similarity, other.Similarity = report.Ratio(p.Similarity), report.Ratio(p.Similarity)
	return &one, &other
}

// changes are the texts of a passage, cut where they differ. Only rephrased
// passages are looked at word by word, which keeps the page light.
func changes(p compare.Passage, a, b string) (inA, inB []part) {
	if p.Label != compare.Rephrased {
		return []part{{Text: visible(a)}}, []part{{Text: visible(b)}}
	}
	for _, e := range compare.Diff(a, b) {
		if e.A != "" {
			inA = append(inA, part{Text: visible(e.A), Deleted: e.B == ""})
		}
		if e.B != "" {
			inB = append(inB, part{Text: visible(e.B), Inserted: e.A == ""})
		}
	}
	return inA, inB
}

// spot is a passage on one side, and where it stands there.
type spot struct {
	at   compare.Span
	view *passageView
}

// pieces cuts text at its passages. A passage that does not fit into the text
// is left out, so that each byte of it is shown once, whatever the spans.
func pieces(text string, spots []spot) []piece {
	spots = slices.DeleteFunc(spots, func(s spot) bool { return s.view == nil })
	slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Compare(a.at.Lo, b.at.Lo) })
	var out []piece
	end := 0
	for _, s := range spots {
		if s.at.Lo < end || s.at.Empty() || s.at.Hi > len(text) {
			continue
		}
		if s.at.Lo > end {
			out = append(out, piece{Text: visible(text[end:s.at.Lo])})
		}
		out = append(out, piece{Passage: s.view})
		end = s.at.Hi
	}
	if end < len(text) {
		out = append(out, piece{Text: visible(text[end:])})
	}
	return out
}

// paragraphs parts list behind line ends between passages. A browser lays out
// blocks one by one, and a text of 20,000 words in one block again and again
// while it reads the page.
func paragraphs(list []piece) [][]piece {
	var out [][]piece
	var now []piece
	for _, p := range list {
		if end := strings.LastIndexByte(p.Text, '\n') + 1; end > 0 {
			out = append(out, append(now, piece{Text: p.Text[:end]}))
			p.Text, now = p.Text[end:], nil
		}
		if p.Text != "" || p.Passage != nil {
			now = append(now, p)
		}
	}
	if len(now) > 0 {
		out = append(out, now)
	}
	return out
}

// visible is Clean for a text that keeps its lines: a character that a reader
// would not see and that could turn the order of a line becomes U+FFFD.
func visible(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r', r == '\v', r == '\f', r == '\u0085':
			return '\n'
		case r == '\n', r == '\t':
			return r
		}
		return report.Harmless(r)
	}, s)
}

func countIf[T any](list []T, is func(T) bool) int {
	n := 0
	for _, x := range list {
		if is(x) {
			n++
		}
	}
	return n
}
