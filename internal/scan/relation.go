package scan

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

// link is the verified relation of two texts.
type link struct {
	pair
	relation Relation // of a to b
	shared   uint32   // distinct shingles of both
	wordsA   uint32   // words of a in shared shingles
	wordsB   uint32
	fresh    uint32 // words of the shorter text in common that are not boilerplate
	boiler   uint32 // words in common that are boilerplate
	run      compare.Run
	names    uint32 // rare names in common, where the relation is CommonSource
}

// judge compares a loaded pair and says what relation it has, if any.
func (v *verifier) judge(p pair) (link, bool, error) {
	o := v.matcher.Match(v.b.shingles)
	quoting := v.isQuoting(p)
	if !quoting && v.isSlight(p, o) {
		return link{}, false, nil // most candidates end here
	}
	l, err := v.relate(p, o)
	if l.relation == None && quoting {
		l.relation = SharesQuote
	}
	return l, v.asked[l.relation] && err == nil, err
}

// isSlight reports an overlap that is too small for any relation.
func (v *verifier) isSlight(p pair, o compare.Overlap) bool {
	a, b := &v.lib.texts[p.a()], &v.lib.texts[p.b()]
	slight := float64(o.Shared) < slightShare*float64(min(a.distinct, b.distinct))
	return slight && o.Longest.Words < v.cfg.MinRun && jaccard(o.Shared, a, b) < v.cfg.Threshold
}

// relate is the link that the overlap of the loaded pair proves.
func (v *verifier) relate(p pair, o compare.Overlap) (link, error) {
	a, b := &v.lib.texts[p.a()], &v.lib.texts[p.b()]
	f := v.freshness(o)
	l := link{pair: p, shared: uint32(o.Shared), wordsA: uint32(o.WordsA), wordsB: uint32(o.WordsB), run: o.Longest}
	l.fresh = uint32(f.wordsA)
	if b.words < a.words {
		l.fresh = uint32(f.wordsB)
	}
	l.boiler = uint32(min(o.WordsA-f.wordsA, o.WordsB-f.wordsB))
	l.relation = v.relation(a, b, o, f)
	if v.asked[Template] {
		is, err := v.isTemplate(p, o)
		if err != nil {
			return link{}, err
		}
		if is {
			l.relation = Template
		}
	}
	return l, nil
}

// relation is the strongest relation that the overlap proves, templates
// aside.
func (v *verifier) relation(a, b *text, o compare.Overlap, f freshness) Relation {
	near := jaccard(o.Shared, a, b) >= v.cfg.Threshold && (f.boilerA == 0 || f.jaccard(a, b) >= v.cfg.Threshold)
	inA := contained(o.Shared, f.wordsB, f.boilerB, b)
	inB := contained(o.Shared, f.wordsA, f.boilerA, a)
	switch {
	case near:
		return NearDuplicate
	case inA && (!inB || b.words <= a.words):
		return Contains
	case inB:
		return ContainedIn
	case f.longest >= v.cfg.MinRun:
		return SharesPassages
	}
	return None
}

// contained reports whether t stands in the other text nearly whole.
func contained(shared, fresh, boiler int, t *text) bool {
	own := int(t.words) - boiler
	return float64(shared) >= containedShare*float64(t.distinct) && own > 0 && float64(fresh) >= containedShare*float64(own)
}

// freshness is what two texts have in common beside boilerplate.
type freshness struct {
	wordsA, wordsB   int // words in common that are not boilerplate
	boilerA, boilerB int // words of boilerplate in a; in b, of those in common
	longest          int // words of the longest common run without boilerplate
}

// jaccard is the Jaccard of the two texts without their boilerplate, in words.
func (f freshness) jaccard(a, b *text) float64 {
	shared := min(f.wordsA, f.wordsB)
	all := int(a.words) - f.boilerA + int(b.words) - f.boilerB - shared
	if all <= 0 {
		return 0
	}
	return float64(shared) / float64(all)
}

// freshness takes the boilerplate of a out of an overlap.
func (v *verifier) freshness(o compare.Overlap) freshness {
	f := freshness{wordsA: o.WordsA, wordsB: o.WordsB, longest: o.Longest.Words}
	if v.boilerplate.texts == nil || !v.boilerplate.texts[v.aText] {
		return f
	}
	mask := v.mask()
	if v.masked == 0 {
		return f
	}
	f = freshness{boilerA: v.masked}
	v.inA = zeros(v.inA, len(mask))
	v.inB = zeros(v.inB, int(v.lib.texts[v.b.text].words))
	for _, r := range o.Runs {
		stretch := 0
		for i := range r.Words {
			if mask[r.A+i] {
				stretch = 0
				continue
			}
			stretch++
			f.longest = max(f.longest, stretch)
			v.inA[r.A+i], v.inB[r.B+i] = true, true
		}
	}
	f.wordsA, f.wordsB = countTrue(v.inA), countTrue(v.inB)
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

// mask marks the words of a that are boilerplate.
func (v *verifier) mask() []bool {
	if v.hasMask {
		return v.boiler
	}
	v.hasMask = true
	v.boiler = zeros(v.boiler, int(v.lib.texts[v.aText].words))
	v.selected = v.winnower.Select(v.selected[:0], v.a.shingles)
	maskBoilerplate(v.boiler, v.selected, v.winnower.Width(), v.isBoilerplate)
	v.masked = countTrue(v.boiler)
	return v.boiler
}

func (s *scan) isBoilerplate(p shingle.Passage) bool {
	return s.boilerplate.has(kept40(p.Hash))
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
