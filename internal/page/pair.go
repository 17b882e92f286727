package page

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

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
	Scan            *scanView // nil where no scan has found the pair
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
	Disguised              []disguisedView
}

// disguisedView is how often characters of an article are not what they seem.
type disguisedView struct{ Kind, Number string }

// shareView is a part of the bar, in thousandths of its width.
type shareView struct {
	Label, Words string
	Percent      int
	X, Width     string
}

// piece is a passage, or the text that stands between two.
type piece struct {
	Parts   []part
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

// part is a run of text of one kind: deleted where b lacks it, inserted where
// a does, disguised where it holds characters that are not what they seem.
type part struct {
	Text              string
	Deleted, Inserted bool
	Disguised         string // kind; empty for none
}

func newPairView(d pairs.Diff, n, of int, only []compare.Label) *pairView {
	c := d.Comparison
	v := &pairView{ID: fmt.Sprint("d", n), Verdict: string(c.Verdict), Reason: report.Clean(c.Reason)}
	if of > 1 {
		v.Prefix = v.ID + "-"
	}
	v.count(c, only)
	v.A, v.B = newSideView(v.ID, "a", d.A, c.A), newSideView(v.ID, "b", d.B, c.B)
	a, b := newShown(d.A.Text), newShown(d.B.Text)
	var inA, inB []spot
	for i, p := range c.Passages {
		ofA, ofB := v.places(i, p)
		if ofA != nil && ofB != nil {
			ofA.Parts, ofB.Parts = changes(p, a, b)
		}
		inA, inB = append(inA, spot{p.A, ofA}), append(inB, spot{p.B, ofB})
	}
	v.A.Paragraphs, v.B.Paragraphs = a.paragraphs(inA), b.paragraphs(inB)
	v.A.Disguised, v.B.Disguised = a.disguised(), b.disguised()
	return v
}

// count fills in how many passages there are of each kind. Original text is
// what is left: it is switched on where it was asked for by name.
func (v *pairView) count(c *compare.Comparison, only []compare.Label) {
	for _, l := range report.LabelOrder {
		n := report.CountIf(c.Passages, func(p compare.Passage) bool { return p.Label == l })
		shown := slices.Contains(only, l) || len(only) == 0 && l != compare.Original
		v.Labels = append(v.Labels, labelView{string(l), report.Number(n), shown})
		if !shown {
			v.Off = strings.TrimSpace(v.Off + " " + string(l))
		}
	}
	for _, f := range report.PassageFlags {
		if n := report.CountIf(c.Passages, func(p compare.Passage) bool { return f.Set(p.Flags) }); n > 0 {
			v.Flags = append(v.Flags, flagView{f.Name, f.Words, report.Number(n)})
		}
	}
}

func newSideView(pair, side string, x *corpus.Article, s compare.Shares) sideView {
	v := sideView{
		PairID: pair, Side: side, Name: headline(x.Title, x.ID), ID: report.Clean(x.ID), Outlet: report.Clean(x.Outlet), Date: moment(x.Date),
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

// bare leaves out of a pair what the script of a report adds by itself: ids of
// passages, and links from one to the other.
func (v *pairView) bare() {
	for _, side := range []*sideView{&v.A, &v.B} {
		for p := range side.passages() {
			p.ID, p.Target = "", ""
		}
	}
}

func (s *sideView) passages() iter.Seq[*passageView] {
	return func(yield func(*passageView) bool) {
		for _, paragraph := range s.Paragraphs {
			for _, piece := range paragraph {
				if piece.Passage != nil && !yield(piece.Passage) {
					return
				}
			}
		}
	}
}

// takeText takes the text out of a side and leaves lengths in its place, in
// the units of JavaScript and each with a blank behind it.
func (s *sideView) takeText() string {
	var text strings.Builder
	take := func(parts []part) {
		for i := range parts {
			text.WriteString(parts[i].Text)
			parts[i].Text = strconv.Itoa(units(parts[i].Text)) + " "
		}
	}
	for _, paragraph := range s.Paragraphs {
		for _, piece := range paragraph {
			if piece.Passage != nil {
				take(piece.Passage.Parts)
			} else {
				take(piece.Parts)
			}
		}
	}
	return text.String()
}

// units is the length of s in UTF-16, as JavaScript counts.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// places are passage i as it stands on either side, nil where it does not.
func (v *pairView) places(i int, p compare.Passage) (a, b *passageView) {
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
