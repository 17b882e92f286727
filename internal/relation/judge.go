package relation

import (
	"slices"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/shingle"
)

// containedShare is the share of the smaller article's shingles, and of its
// words that are not boilerplate, from which it stands in the larger nearly
// whole: an added credit line or a cut sentence leave more than that.
const containedShare = 0.8

// slightShare is the share of the smaller article's shingles under which only
// a long run can make a relation: a template has twice as many in common.
const slightShare = 0.1

// Config is by what texts are related.
type Config struct {
	Threshold float64 // Jaccard from which two are near duplicates
	Shingle   int     // words of a shingle
	MinRun    int     // words of a common run that make a passage
	Template  bool    // tell templates from near duplicates
}

// Text is what a Judge has to know of a text.
type Text struct {
	Number   uint32 // tells texts apart for as long as the Judge is used
	Words    uint32
	Distinct uint32   // shingles
	Outlet   uint32   // that printed it; 0 where several did or none is named
	Repeats  bool     // holds boilerplate; asked of the text held only
	Shingles []uint64 // in text order
}

// Link is the verified relation of two texts.
type Link struct {
	Relation Relation    // of a to b
	Shared   uint32      // distinct shingles of both
	WordsA   uint32      // words of a in shared shingles
	WordsB   uint32      // words of b in shared shingles
	FreshA   uint32      // of WordsA those that are not boilerplate
	FreshB   uint32      // of WordsB those that are not boilerplate
	Run      compare.Run // the longest common one
	FreshRun uint32      // words of the longest common one without boilerplate
}

// Boilerplate is the words in common that are boilerplate, of the text that
// has fewer.
func (l Link) Boilerplate() int { return int(min(l.WordsA-l.FreshA, l.WordsB-l.FreshB)) }

// Inverse is the link seen from its other text.
func (l Link) Inverse() Link {
	l.Relation = l.Relation.Inverse()
	l.WordsA, l.WordsB = l.WordsB, l.WordsA
	l.FreshA, l.FreshB = l.FreshB, l.FreshA
	l.Run.A, l.Run.B = l.Run.B, l.Run.A
	return l
}

// Judge holds a text and relates others to it. It serves one goroutine.
type Judge struct {
	cfg           Config
	printed       func(number uint32) (string, error)
	isBoilerplate func(shingle.Passage) bool

	matcher compare.Matcher
	a       Text

	winnower *shingle.Winnower
	selected []shingle.Passage // of a, for its boilerplate
	boiler   []bool            // words of a that are boilerplate
	masked   int               // their number
	hasMask  bool              // boiler and masked are those of a
	inA, inB []bool            // words in common that are not boilerplate

	words  shingle.Words
	formA  form
	formsB []form // by text modulo formCache
	formB  form   // for a b of more than keptWords
}

// NewJudge makes a Judge. It asks printed for the text of a number only where
// the pair may be a template, and isBoilerplate only for passages of a text
// held that Repeats.
func NewJudge(cfg Config, printed func(number uint32) (string, error), isBoilerplate func(shingle.Passage) bool) *Judge {
	return &Judge{cfg: cfg, printed: printed, isBoilerplate: isBoilerplate, winnower: shingle.NewWinnower(cfg.Shingle, cfg.MinRun)}
}

// Hold makes a the text to relate others to. The Judge keeps its shingles
// until the next Hold.
func (j *Judge) Hold(a Text) {
	j.a, j.hasMask = a, false
	j.matcher.Reset(a.Shingles, j.cfg.Shingle)
}

// Held is the number of the text given to Hold.
func (j *Judge) Held() uint32 { return j.a.Number }

// Shared is the number of distinct shingles that b has in common with the
// text held.
func (j *Judge) Shared(b []uint64) int { return j.matcher.Shared(b) }

// Match is what b has in common with the text held. Its runs are valid until
// the next Match.
func (j *Judge) Match(b []uint64) compare.Overlap { return j.matcher.Match(b) }

// Jaccard is the Jaccard of two texts that share so many shingles.
func Jaccard(shared int, a, b Text) float64 {
	return float64(shared) / float64(int(a.Distinct)+int(b.Distinct)-shared)
}

// IsSlight reports an overlap that is too small for any relation: most
// candidates end here.
func (j *Judge) IsSlight(b Text, o compare.Overlap) bool {
	slight := float64(o.Shared) < slightShare*float64(min(j.a.Distinct, b.Distinct))
	return slight && o.Longest.Words < j.cfg.MinRun && Jaccard(o.Shared, j.a, b) < j.cfg.Threshold
}

// Relate is the link that the overlap of the text held with b proves; that of
// two texts of the same words in the same order is the caller's to tell.
func (j *Judge) Relate(b Text, o compare.Overlap) (Link, error) {
	f := j.freshness(b, o)
	l := Link{
		Shared: uint32(o.Shared), WordsA: uint32(o.WordsA), WordsB: uint32(o.WordsB),
		FreshA: uint32(f.wordsA), FreshB: uint32(f.wordsB), Run: o.Longest, FreshRun: uint32(f.longest),
	}
	l.Relation = j.relation(b, o, f)
	if j.cfg.Template {
		is, err := j.isTemplate(b, o)
		if err != nil {
			return Link{}, err
		}
		if is {
			l.Relation = Template
		}
	}
	return l, nil
}

// relation is the strongest relation that the overlap proves, templates
// aside.
func (j *Judge) relation(b Text, o compare.Overlap, f freshness) Relation {
	a := j.a
	near := Jaccard(o.Shared, a, b) >= j.cfg.Threshold && (f.boilerA == 0 || f.jaccard(a, b) >= j.cfg.Threshold)
	inA := contained(o.Shared, f.wordsB, f.boilerB, b)
	inB := contained(o.Shared, f.wordsA, f.boilerA, a)
	switch {
	case near:
		return NearDuplicate
	case inA && (!inB || b.Words <= a.Words):
		return Contains
	case inB:
		return ContainedIn
	case f.longest >= j.cfg.MinRun:
		return SharesPassages
	}
	return None
}

// contained reports whether t stands in the other text nearly whole.
func contained(shared, fresh, boiler int, t Text) bool {
	own := int(t.Words) - boiler
	return float64(shared) >= containedShare*float64(t.Distinct) && own > 0 && float64(fresh) >= containedShare*float64(own)
}

// freshness is what two texts have in common beside boilerplate.
type freshness struct {
	wordsA, wordsB   int // words in common that are not boilerplate
	boilerA, boilerB int // words of boilerplate in a; in b, of those in common
	longest          int // words of the longest common run without boilerplate
}

// jaccard is the Jaccard of the two texts without their boilerplate, in words.
func (f freshness) jaccard(a, b Text) float64 {
	shared := min(f.wordsA, f.wordsB)
	all := int(a.Words) - f.boilerA + int(b.Words) - f.boilerB - shared
	if all <= 0 {
		return 0
	}
	return float64(shared) / float64(all)
}

// freshness takes the boilerplate of the text held out of an overlap with b.
func (j *Judge) freshness(b Text, o compare.Overlap) freshness {
	f := freshness{wordsA: o.WordsA, wordsB: o.WordsB, longest: o.Longest.Words}
	mask := j.mask()
	if j.masked == 0 {
		return f
	}
	f = freshness{boilerA: j.masked}
	j.inA = zeros(j.inA, len(mask))
	j.inB = zeros(j.inB, int(b.Words))
	for _, r := range o.Runs {
		stretch := 0
		for i := range r.Words {
			if mask[r.A+i] {
				stretch = 0
				continue
			}
			stretch++
			f.longest = max(f.longest, stretch)
			j.inA[r.A+i], j.inB[r.B+i] = true, true
		}
	}
	f.wordsA, f.wordsB = countTrue(j.inA), countTrue(j.inB)
	f.boilerB = o.WordsB - f.wordsB
	return f
}

// zeros returns n zero values, in the memory of s if it is enough.
func zeros[T any](s []T, n int) []T {
	s = slices.Grow(s[:0], n)[:n]
	clear(s)
	return s
}

func countTrue(s []bool) int {
	n := 0
	for _, v := range s {
		if v {
			n++
		}
	}
	return n
}

// mask marks the words of the text held that are boilerplate.
func (j *Judge) mask() []bool {
	if j.hasMask {
		return j.boiler
	}
	j.hasMask, j.masked, j.boiler = true, 0, j.boiler[:0]
	if !j.a.Repeats { // as most
		return nil
	}
	j.selected = j.winnower.Select(j.selected[:0], j.a.Shingles)
	j.boiler = zeros(j.boiler, int(j.a.Words))
	maskBoilerplate(j.boiler, j.selected, j.winnower.Width(), j.isBoilerplate)
	j.masked = countTrue(j.boiler)
	return j.boiler
}

// maskBoilerplate marks the words of boilerplate passages, and the words
// between two of them that no other selected passage claims.
func maskBoilerplate(mask []bool, selected []shingle.Passage, width int, is func(shingle.Passage) bool) {
	from, open := 0, false // from: first word that a boilerplate passage may mark
	for _, p := range selected {
		if !is(p) {
			open = false
			continue
		}
		if !open {
			from = p.At
		}
		for i := from; i < p.At+width; i++ {
			mask[i] = true
		}
		from, open = p.At+width, true
	}
}

// Cover marks the words of the text held that stand in common runs and are not
// boilerplate. Covered has one element for each word.
func (j *Judge) Cover(covered []bool, o compare.Overlap) {
	mask := j.mask()
	for _, r := range o.Runs {
		for i := r.A; i < r.A+r.Words; i++ {
			covered[i] = covered[i] || j.masked == 0 || !mask[i]
		}
	}
}

// Masked is the words of the text held that are boilerplate.
func (j *Judge) Masked() int {
	j.mask()
	return j.masked
}
