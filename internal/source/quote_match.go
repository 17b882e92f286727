package source

// SharedQuote is what two quotes have in common.
type SharedQuote struct {
	Words    int     // of the longest common run
	Coverage float64 // words in common runs over the words of the shorter quote
	Edited   bool    // the two differ: in a number, a negation, or other words inside the common part
	A, B     Span    // of the run in the two texts
}

// What it takes that two quotes are one. Of runs of 8 words and half of the
// shorter quote, 97 pairs in 98 were (2,000 articles read for this rule).
const (
	commonWords = keyWords
	coverage    = .5
	// longRun is the run of words that needs no coverage: two quotes that
	// outlets have cut out of one speech may overlap by a third.
	longRun = 12
	// What is common must be about something: it must have so many words that
	// are none of grammar, but fewer where the run is long, or is all that one
	// of the two says. "To serve as president of the United States" has two.
	fewTelling, fewTellingLong = 3, 2
	// shortestRun is the fewest words in a row that count as common. Two are
	// common English.
	shortestRun = 3
)

// Match compares two quotes. They are the same, or one is a part of the other,
// where they have a run of 8 words or more in common and half of the shorter.
// A run goes on over what one of the two says it has left out.
func Match(a, b Form) (SharedQuote, bool) {
	m := matcher{a: a, b: b, row: make([]uint16, len(b)+1)}
	m.find(0, len(a), 0, len(b), deepest)
	if len(m.runs) == 0 {
		return SharedQuote{}, false
	}
	s := m.longest()
	common, tells := 0, 0
	for _, r := range m.runs {
		w, t := m.weigh(r)
		common, tells = common+w, tells+t
	}
	s.Coverage = float64(common) / float64(max(1, min(a.printed(), b.printed())))
	s.Edited = m.edited()
	enough := fewTelling
	if s.Words >= longRun || s.Coverage >= 1 && m.sentence() {
		enough = fewTellingLong
	}
	return s, s.Words >= commonWords && tells >= enough && (s.Coverage >= coverage || s.Words >= longRun)
}

// printed counts the words as they are printed.
func (f Form) printed() int {
	n := 0
	for _, w := range f {
		if w.flags&goesOnWord == 0 {
			n++
		}
	}
	return n
}

// matcher aligns two forms: the longest common run first, then those before
// and behind it.
type matcher struct {
	a, b Form
	row  []uint16
	runs []commonRun // in order
}

// commonRun is the words [a, a+n) of one form and [b, b+n) of the other.
type commonRun struct{ a, b, n int }

// deepest bounds the time for texts made to cost much.
const deepest = 8

// find appends the common runs of a[a0:a1] and b[b0:b1].
func (m *matcher) find(a0, a1, b0, b1, depth int) {
	r := m.longestRun(a0, a1, b0, b1)
	if r.n < shortestRun {
		return
	}
	if depth > 0 {
		m.find(a0, r.a, b0, r.b, depth-1)
	}
	m.runs = append(m.runs, r)
	if depth > 0 {
		m.find(r.a+r.n, a1, r.b+r.n, b1, depth-1)
	}
}

// longestRun is the longest common run, the first of them in a. row[j] is how
// many words before j in b are the last ones of a.
func (m *matcher) longestRun(a0, a1, b0, b1 int) commonRun {
	var best commonRun
	if a1-a0 < shortestRun || b1-b0 < shortestRun {
		return best
	}
	b, row := m.b[b0:b1], m.row[:b1-b0+1]
	clear(row)
	for i := a0; i < a1; i++ {
		h, before := m.a[i].hash, uint16(0)
		for j := range b {
			here := uint16(0)
			if b[j].hash == h {
				if here = before + 1; int(here) > best.n {
					best = commonRun{i + 1 - int(here), b0 + j + 1 - int(here), int(here)}
				}
			}
			before, row[j+1] = row[j+1], here
		}
	}
	return best
}

// longest is the longest run, those joined that only a gap parts.
func (m *matcher) longest() SharedQuote {
	var best SharedQuote
	for i := 0; i < len(m.runs); {
		k := i + 1
		words, _ := m.weigh(m.runs[i])
		for ; k < len(m.runs) && m.bridged(m.runs[k-1], m.runs[k]); k++ {
			w, _ := m.weigh(m.runs[k])
			words += w
		}
		if words > best.Words {
			first, last := m.runs[i], m.runs[k-1]
			best = SharedQuote{Words: words, A: m.a.span(first.a, last.a+last.n), B: m.b.span(first.b, last.b+last.n)}
		}
		i = k
	}
	return best
}

// weigh counts the words of a run as printed, and those that tell what it is
// about, for which both texts must agree.
func (m *matcher) weigh(r commonRun) (words, tells int) {
	for k := range r.n {
		v, w := m.a[r.a+k].flags, m.b[r.b+k].flags
		if v&goesOnWord == 0 {
			words++
		}
		if v&w&telling != 0 && (v|w)&innerName == 0 {
			tells++
		}
	}
	return words, tells
}

// sentence reports that the common part begins with a capital in both texts.
func (m *matcher) sentence() bool {
	r := m.runs[0]
	return m.a[r.a].flags&m.b[r.b].flags&upperCase != 0
}

func (f Form) span(lo, hi int) Span {
	return Span{Lo: int(f[lo].lo), Hi: int(f[hi-1].lo) + int(f[hi-1].size)}
}

// bridged reports that all that parts two runs is what one of the texts has
// left out, and that this is no denial.
func (m *matcher) bridged(r, s commonRun) bool {
	a, b := m.a[r.a+r.n:s.a], m.b[r.b+r.n:s.b]
	if len(a) > 0 && len(b) > 0 {
		return false
	}
	return len(a) == 0 && m.a[s.a].flags&gapBefore != 0 && !b.denies() ||
		len(b) == 0 && m.b[s.b].flags&gapBefore != 0 && !a.denies()
}

func (f Form) denies() bool {
	for _, w := range f {
		if w.flags&negation != 0 {
			return true
		}
	}
	return false
}

// mostChanged is the most words at the end of a quote that are taken for
// changed rather than for a part that the other does not have.
const mostChanged = 2

// edited reports words that differ inside the common part or at its ends.
func (m *matcher) edited() bool {
	for i := 1; i < len(m.runs); i++ {
		if !m.bridged(m.runs[i-1], m.runs[i]) {
			return true
		}
	}
	first, last := m.runs[0], m.runs[len(m.runs)-1]
	return changed(m.a[:first.a], m.b[:first.b], true) || changed(m.a[last.a+last.n:], m.b[last.b+last.n:], false)
}

// changed reports that what stands before the common part, or behind it, is a
// change of words, or that only one of the two denies what follows.
func changed(a, b Form, before bool) bool {
	if n := min(len(a), len(b)); n > 0 {
		return n <= mostChanged
	}
	rest := a
	if len(b) > 0 {
		rest = b
	}
	return before && len(rest) > 0 && rest[len(rest)-1].flags&negation != 0
}
