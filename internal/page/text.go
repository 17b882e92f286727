package page

import (
	"cmp"
	"slices"
	"strings"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/internal/disguise"
	"github.com/dupes-news/dupes/internal/report"
)

// shown is the text of an article as a page shows it: all of it, once, cut at
// passages and where characters are not what they seem.
type shown struct {
	text  string
	marks []disguise.Mark
}

func newShown(text string) shown { return shown{text, disguise.Find(text)} }

// disguised counts the marks by kind.
func (s shown) disguised() []disguisedView {
	n := map[disguise.Kind]int{}
	for _, m := range s.marks {
		n[m.Kind]++
	}
	var out []disguisedView
	for k, times := range n {
		out = append(out, disguisedView{string(k), report.Number(times)})
	}
	slices.SortFunc(out, func(a, b disguisedView) int { return strings.Compare(a.Kind, b.Kind) })
	return out
}

// parts is the text from lo to hi, cut at the marks.
func (s shown) parts(lo, hi int) []part {
	var out []part
	i, _ := slices.BinarySearchFunc(s.marks, lo, func(m disguise.Mark, lo int) int { return cmp.Compare(m.Hi, lo+1) })
	for ; i < len(s.marks) && s.marks[i].Lo < hi; i++ {
		m := s.marks[i]
		from, to := max(lo, m.Lo), min(hi, m.Hi)
		if lo < from {
			out = append(out, part{Text: visible(s.text[lo:from])})
		}
		out = append(out, part{Text: visible(s.text[from:to]), Disguised: string(m.Kind)})
		lo = to
	}
	if lo < hi {
		out = append(out, part{Text: visible(s.text[lo:hi])})
	}
	return out
}

// changes are the texts of a passage of both, cut where they differ. Only
// rephrased passages are looked at word by word, which keeps the page light.
func changes(p compare.Passage, a, b shown) (inA, inB []part) {
	if p.Label != compare.Rephrased {
		return a.parts(p.A.Lo, p.A.Hi), b.parts(p.B.Lo, p.B.Hi)
	}
	atA, atB := p.A.Lo, p.B.Lo
	for _, e := range compare.Diff(a.text[p.A.Lo:p.A.Hi], b.text[p.B.Lo:p.B.Hi]) {
		for _, one := range a.parts(atA, atA+len(e.A)) {
			one.Deleted = e.B == ""
			inA = append(inA, one)
		}
		for _, one := range b.parts(atB, atB+len(e.B)) {
			one.Inserted = e.A == ""
			inB = append(inB, one)
		}
		atA, atB = atA+len(e.A), atB+len(e.B)
	}
	return inA, inB
}

// spot is a passage on one side, nil where it has none, and where it stands
// there.
type spot struct {
	at   compare.Span
	view *passageView
}

// paragraphs cuts the text at its passages, and behind the last line end
// between two of them: a browser lays out blocks one by one, and a text of
// 20,000 words in one block again and again while it reads the page. A passage
// that does not fit into the text is left out, so that each byte of it is shown
// once, whatever the spans.
func (s shown) paragraphs(spots []spot) [][]piece {
	spots = slices.DeleteFunc(spots, func(s spot) bool { return s.view == nil })
	slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Compare(a.at.Lo, b.at.Lo) })
	out := [][]piece{nil}
	last := func() *[]piece { return &out[len(out)-1] }
	between := func(lo, hi int) {
		if end := lo + strings.LastIndexByte(s.text[lo:hi], '\n') + 1; end > lo {
			*last() = append(*last(), piece{Parts: s.parts(lo, end)})
			out = append(out, nil)
			lo = end
		}
		if lo < hi {
			*last() = append(*last(), piece{Parts: s.parts(lo, hi)})
		}
	}
	end := 0
	for _, x := range spots {
		if x.at.Lo < end || x.at.Empty() || x.at.Hi > len(s.text) {
			continue
		}
		between(end, x.at.Lo)
		if x.view.Parts == nil {
			x.view.Parts = s.parts(x.at.Lo, x.at.Hi)
		}
		*last() = append(*last(), piece{Passage: x.view})
		end = x.at.Hi
	}
	between(end, len(s.text))
	if *last() == nil {
		out = out[:len(out)-1]
	}
	return out
}

// visible is report.Clean for a text that keeps its lines: a character that a
// reader would not see and that could turn the order of a line becomes U+FFFD.
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
