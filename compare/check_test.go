package compare

import (
	"cmp"
	"reflect"
	"regexp"
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"

	"github.com/dupes-news/dupes/shingle"
	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// checkComparison tests what holds for any two texts. kept is a Comparer that
// has compared others before.
func checkComparison(t rapid.TB, kept *Comparer, a, b string) {
	t.Helper()
	got := Compare(a, b)
	checkParts(t, got, a, b)
	if again := kept.Compare(a, b); !reflect.DeepEqual(got, again) {
		t.Errorf("Compare(%q, %q) by a Comparer that was used before (-new +used):\n%s", a, b, gocmp.Diff(got, again))
	}
	checkMirror(t, got, kept.Compare(b, a), a, b)
	checkIdentity(t, kept, a)
	checkIdentity(t, kept, b)
}

// checkParts tests a comparison by itself.
func checkParts(t rapid.TB, c *Comparison, a, b string) {
	t.Helper()
	x, y := newSheet(a), newSheet(b)
	var sumA, sumB Shares
	for i, p := range c.Passages {
		loA, hiA := x.wordsIn(p.A)
		loB, hiB := y.wordsIn(p.B)
		if p.WordsA != hiA-loA || p.WordsB != hiB-loB {
			t.Errorf("Compare(%q, %q): passage %d says %d and %d words, its spans hold %d and %d: %+v", a, b, i, p.WordsA, p.WordsB, hiA-loA, hiB-loB, p)
		}
		if fault := fault(p, c.Reuses); fault != "" {
			t.Errorf("Compare(%q, %q): passage %d %s: %+v, reuses %v", a, b, i, fault, p, c.Reuses)
		}
		if p.Label == Copied && string(x.words.NormRun(loA, hiA)) != string(y.words.NormRun(loB, hiB)) {
			t.Errorf("Compare(%q, %q): passage %d is copied, its words are not: %q and %q", a, b, i, a[p.A.Lo:p.A.Hi], b[p.B.Lo:p.B.Hi])
		}
		sumA, sumB = plus(sumA, p.Label, p.WordsA), plus(sumB, p.Label, p.WordsB)
	}
	if c.A != sumA || c.B != sumB {
		t.Errorf("Compare(%q, %q): shares %+v and %+v, the passages sum to %+v and %+v", a, b, c.A, c.B, sumA, sumB)
	}
	if c.A.Words != x.words.Len() || c.B.Words != y.words.Len() {
		t.Errorf("Compare(%q, %q): passages of %d and %d words, the articles have %d and %d", a, b, c.A.Words, c.B.Words, x.words.Len(), y.words.Len())
	}
	checkSpans(t, c, a, b)
	checkOrder(t, c, a, b)
}

// A sheet is an article cut into words by shingle alone.
type sheet struct{ words shingle.Words }

func newSheet(text string) *sheet {
	s := new(sheet)
	s.words.Split(text)
	return s
}

// wordsIn are the words [lo, hi) that stand in a span as a whole.
func (s *sheet) wordsIn(at Span) (lo, hi int) {
	n := s.words.Len()
	lo = sort.Search(n, func(i int) bool { return s.words.At(i).Lo >= at.Lo })
	hi = sort.Search(n, func(i int) bool { return s.words.At(i).Hi > at.Hi })
	return lo, max(lo, hi)
}

// fault says what is wrong with a passage, whatever the texts are.
func fault(p Passage, reuses []Reuse) string {
	switch {
	case p.Similarity < 0 || p.Similarity > 1:
		return "has an impossible similarity"
	case p.Label == Original && ((p.WordsA == 0) == (p.WordsB == 0) || p.Similarity != 0 || p.Reuse != -1 || p.Flags.Moved):
		return "is original, not of one article"
	case p.Label == Copied && (p.WordsA == 0 || p.WordsA != p.WordsB || p.Similarity != 1):
		return "is copied, not of both articles alike"
	case p.Label == Copied && (p.Flags.NumbersDiffer || p.Flags.NamesDiffer || p.Flags.Negated):
		return "is copied and tells other facts"
	case p.Label == Rephrased && (p.WordsA == 0 || p.WordsB == 0 || p.Similarity == 0):
		return "is rephrased, not of both articles"
	case p.Label != Original && p.Label != Copied && p.Label != Rephrased:
		return "has an unknown label"
	case p.Speaker != "" && !p.Flags.Quoted:
		return "has a speaker, no quotation"
	case p.Reuse < -1 || p.Reuse >= len(reuses):
		return "is part of a reuse that is not there"
	case p.Reuse >= 0 && (!within(p.A, reuses[p.Reuse].A) || !within(p.B, reuses[p.Reuse].B)):
		return "does not touch its reuse"
	}
	return ""
}

func within(x, y Span) bool { return x.Lo < y.Hi && y.Lo < x.Hi }

func plus(s Shares, l Label, words int) Shares {
	s.Words += words
	switch l {
	case Copied:
		s.Copied += words
	case Rephrased:
		s.Rephrased += words
	case Original:
		s.Original += words
	}
	return s
}

// checkSpans tests where the spans begin and end, and that no two of an
// article overlap.
func checkSpans(t rapid.TB, c *Comparison, a, b string) {
	t.Helper()
	var inA, inB []Span
	for _, p := range c.Passages {
		if p.WordsA > 0 {
			inA = append(inA, p.A)
		} else if p.A != (Span{}) {
			t.Errorf("Compare(%q, %q): a span without words: %+v", a, b, p)
		}
		if p.WordsB > 0 {
			inB = append(inB, p.B)
		} else if p.B != (Span{}) {
			t.Errorf("Compare(%q, %q): a span without words: %+v", a, b, p)
		}
	}
	for _, r := range c.Reuses {
		if why := badSpan(a, r.A) + badSpan(b, r.B); why != "" {
			t.Errorf("Compare(%q, %q): reuse %+v %s", a, b, r, why)
		}
	}
	for _, side := range []struct {
		text  string
		spans []Span
	}{{a, inA}, {b, inB}} {
		slices.SortFunc(side.spans, func(x, y Span) int { return cmp.Compare(x.Lo, y.Lo) })
		end := 0
		for _, s := range side.spans {
			if why := badSpan(side.text, s); why != "" {
				t.Errorf("Compare(%q, %q): span %+v %s", a, b, s, why)
			}
			if s.Lo < end {
				t.Errorf("Compare(%q, %q): span %+v begins before byte %d, where another ends", a, b, s, end)
			}
			end = s.Hi
		}
	}
}

// badSpan says what is wrong with a span that should hold some of a text.
func badSpan(text string, s Span) string {
	if s.Lo < 0 || s.Hi > len(text) || s.Empty() {
		return "is empty or not inside its text"
	}
	first, _ := utf8.DecodeRuneInString(text[s.Lo:s.Hi])
	last, _ := utf8.DecodeLastRuneInString(text[s.Lo:s.Hi])
	switch {
	case unicode.IsSpace(first) || unicode.IsSpace(last):
		return "begins or ends in white space"
	case utf8.ValidString(text) && !utf8.ValidString(text[s.Lo:s.Hi]):
		return "cuts a character"
	}
	return ""
}

// checkOrder tests what the comments of Comparison say of the order, and that
// what is not moved stands in one order in both articles.
func checkOrder(t rapid.TB, c *Comparison, a, b string) {
	t.Helper()
	lastA, lastB, inPlace := -1, 0, -1
	for i, p := range c.Passages {
		switch {
		case p.A.Empty():
			// It follows in b what it follows here, or it is the first of b.
			if p.B.Lo < lastB || slices.ContainsFunc(c.Passages, func(o Passage) bool { return o.B.Lo >= lastB && o.B.Lo < p.B.Lo && !o.B.Empty() }) {
				t.Errorf("Compare(%q, %q): passage %d of b alone is out of place: %+v", a, b, i, c.Passages)
			}
			lastB = p.B.Hi
			continue
		case p.A.Lo < lastA:
			t.Errorf("Compare(%q, %q): passage %d is out of the order of a: %+v", a, b, i, c.Passages)
		case p.Label != Original && !p.Flags.Moved && p.B.Lo < inPlace:
			t.Errorf("Compare(%q, %q): passage %d is moved, and not flagged: %+v", a, b, i, c.Passages)
		}
		lastA = p.A.Lo
		if !p.B.Empty() {
			lastB = p.B.Hi
			if !p.Flags.Moved {
				inPlace = p.B.Lo
			}
		}
	}
	if !slices.IsSortedFunc(c.Reuses, func(x, y Reuse) int { return cmp.Compare(x.A.Lo, y.A.Lo) }) {
		t.Errorf("Compare(%q, %q): reuses %v are not in the order of a", a, b, c.Reuses)
	}
	for i, r := range c.Reuses {
		if slices.ContainsFunc(c.Reuses[:i], func(o Reuse) bool { return within(o.A, r.A) && within(o.B, r.B) }) {
			t.Errorf("Compare(%q, %q): reuse %v overlaps another in both articles: %v", a, b, r, c.Reuses)
		}
	}
}

// checkMirror tests that a comparison of b and a is that of a and b the other
// way round.
func checkMirror(t rapid.TB, ab, ba *Comparison, a, b string) {
	t.Helper()
	checkParts(t, ba, b, a)
	if x, y := listed(ab, false), listed(ba, true); !slices.Equal(x, y) {
		t.Errorf("Compare(%q, %q) against the mirror (-want +got):\n%s", a, b, gocmp.Diff(x, y))
	}
	if len(ab.Reuses) != len(ba.Reuses) {
		t.Errorf("Compare(%q, %q): reuses %v, in the mirror %v", a, b, ab.Reuses, ba.Reuses)
	}
	for _, r := range ab.Reuses {
		if !slices.Contains(ba.Reuses, Reuse{r.B, r.A}) {
			t.Errorf("Compare(%q, %q): reuse %v is not in the mirror: %v", a, b, r, ba.Reuses)
		}
	}
	if ab.A != ba.B || ab.B != ba.A || ab.Verdict != ba.Verdict {
		t.Errorf("Compare(%q, %q): %+v %+v %s, in the mirror %+v %+v %s", a, b, ab.A, ab.B, ab.Verdict, ba.B, ba.A, ba.Verdict)
	}
	if want := renamed(ab.Reason); a != b && ba.Reason != want {
		t.Errorf("Compare(%q, %q): reason %q, in the mirror %q", a, b, want, ba.Reason)
	}
}

// A listing is a passage with its reuse in place of the index.
type listing struct {
	Passage
	Of Reuse
}

// listed are the passages of a comparison, the other way round if asked for,
// in the order of their places.
func listed(c *Comparison, turned bool) []listing {
	var out []listing
	for _, p := range c.Passages {
		l := listing{Passage: p}
		if p.Reuse >= 0 {
			l.Of, l.Reuse = c.Reuses[p.Reuse], 0
		}
		if turned {
			l.A, l.B, l.WordsA, l.WordsB = p.B, p.A, p.WordsB, p.WordsA
			l.Of.A, l.Of.B = l.Of.B, l.Of.A
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(x, y listing) int {
		return cmp.Or(cmp.Compare(x.A.Lo, y.A.Lo), cmp.Compare(x.A.Hi, y.A.Hi), cmp.Compare(x.B.Lo, y.B.Lo))
	})
	return out
}

var articleNames = regexp.MustCompile(`\b[ab]\b`)

// renamed exchanges the names of the articles in a reason.
func renamed(reason string) string {
	return articleNames.ReplaceAllStringFunc(reason, func(name string) string {
		if name == "a" {
			return "b"
		}
		return "a"
	})
}

// checkIdentity compares a text with itself.
func checkIdentity(t rapid.TB, c *Comparer, text string) {
	t.Helper()
	got := c.Compare(text, text)
	for _, p := range got.Passages {
		if p.Label != Copied || p.Flags.Moved || p.A != p.B || p.Similarity != 1 {
			t.Errorf("Compare(%q, same): passage %+v, want it copied in its place", text, p)
		}
	}
	if got.A.Words > 0 && got.Verdict != NearCopy {
		t.Errorf("Compare(%q, same): %s, want %s", text, got.Verdict, NearCopy)
	}
}
