package compare

import (
	"cmp"
	"math"
	"slices"

	"github.com/dupes-news/dupes/internal/prose"
)

// A pairing is the words [a0, a1) of a beside the words [b0, b1) of b.
type pairing struct {
	a0, a1, b0, b1 int
	copied         bool // word for word
	moved          bool
}

const (
	nearbyLikeness = .33 // of sentences within a reuse, or next to others that are paired
	nearbyReach    = 2   // sentences that count as next
	innerCopy      = 12  // words of a copy inside sentences that are not alike
	mergeGain      = .02 // of likeness, by which a sentence more must improve a pairing
)

// free is the partner of a sentence that is not paired.
const free = -1

// align pairs what is copied or rephrased, in the order of a: whole sentences
// that are the same word for word, then sentences that are alike, then what is
// left of common runs inside sentences that are not.
func (c *Comparer) align(tiles []Run, seeds []seed, reuses []Reuse) []pairing {
	c.partnerA = allFree(c.partnerA, len(c.a.sentences))
	c.partnerB = allFree(c.partnerB, len(c.b.sentences))
	var out []pairing
	for _, t := range tiles {
		if p, ok := c.sameSentences(t); ok {
			out = append(out, p)
		}
	}
	out = c.alikeSentences(out, tiles, seeds, reuses)
	for i := range out {
		if !out[i].copied {
			c.extend(&out[i])
		}
	}
	for _, t := range tiles {
		out = c.innerCopies(out, t)
	}
	slices.SortFunc(out, func(x, y pairing) int { return cmp.Compare(x.a0, y.a0) })
	return out
}

func allFree(partner []int32, sentences int) []int32 {
	partner = slices.Grow(partner[:0], sentences)[:sentences]
	for i := range partner {
		partner[i] = free
	}
	return partner
}

// sameSentences takes the sentences that lie in a common run, from the first
// place where one begins in both articles to the last where one ends in both.
func (c *Comparer) sameSentences(t Run) (pairing, bool) {
	lo, hi := -1, -1
	for _, s := range c.a.sentences[c.a.home[t.A]:] {
		if s.First >= t.A+t.Words {
			break
		}
		if j := t.B + s.First - t.A; lo < 0 && s.First >= t.A && c.b.sentences[c.b.home[j]].First == j {
			lo = s.First
		}
		if j := t.B + s.End - t.A; s.End <= t.A+t.Words && c.b.sentences[c.b.home[j-1]].End == j {
			hi = s.End
		}
	}
	if lo < 0 || hi <= lo {
		return pairing{}, false
	}
	p := pairing{a0: lo, a1: hi, b0: t.B + lo - t.A, b1: t.B + hi - t.A, copied: true}
	c.take(p)
	return p, true
}

// take marks the sentences of a pairing as partners.
func (c *Comparer) take(p pairing) {
	ai, aj := c.a.home[p.a0], c.a.home[p.a1-1]
	bi, bj := c.b.home[p.b0], c.b.home[p.b1-1]
	for i := ai; i <= aj; i++ {
		c.partnerA[i] = bi
	}
	for j := bi; j <= bj; j++ {
		c.partnerB[j] = ai
	}
}

// A candidate is a sentence of a and one of b that may be paired.
type candidate struct {
	a, b     int32
	likeness float64
}

// alikeSentences adds the pairs of sentences that are alike to out, the most
// alike first. What stands in a reuse, or next to paired sentences in both
// articles, need not be as much alike as what stands alone.
func (c *Comparer) alikeSentences(out []pairing, tiles []Run, seeds []seed, reuses []Reuse) []pairing {
	done := 0
	for _, k := range c.candidates(tiles, seeds) {
		if c.partnerA[k.a] != free || c.partnerB[k.b] != free {
			continue
		}
		if q, ok := c.quotedCopy(c.pairingOf(k.a, k.b), tiles); ok {
			c.take(q)
			out = append(out, q)
			continue
		}
		if k.likeness >= rephrased || k.likeness >= nearbyLikeness && c.inside(k, reuses) {
			out = c.pair(out, k)
		}
	}
	for done < len(out) {
		list := c.neighbours(out[done:])
		done = len(out)
		for _, k := range list {
			if k.likeness >= nearbyLikeness {
				out = c.pair(out, k)
			}
		}
	}
	return out
}

// pair pairs two sentences if both are free.
func (c *Comparer) pair(out []pairing, k candidate) []pairing {
	if c.partnerA[k.a] != free || c.partnerB[k.b] != free {
		return out
	}
	p := c.pairingOf(k.a, k.b)
	p.copied = slices.Equal(c.a.word[p.a0:p.a1], c.b.word[p.b0:p.b1])
	c.take(p)
	return append(out, p)
}

func (c *Comparer) pairingOf(a, b int32) pairing {
	s, t := c.a.sentences[a], c.b.sentences[b]
	return pairing{a0: s.First, a1: s.End, b0: t.First, b1: t.End}
}

// candidates are the free sentences that share a tile or are a seed.
func (c *Comparer) candidates(tiles []Run, seeds []seed) []candidate {
	c.list = c.list[:0]
	for _, s := range seeds {
		c.consider(s.a, s.b)
	}
	for _, t := range tiles {
		for k := 0; k < t.Words; {
			i, j := c.a.home[t.A+k], c.b.home[t.B+k]
			c.consider(i, j)
			k = min(c.a.sentences[i].End-t.A, c.b.sentences[j].End-t.B)
		}
	}
	return c.ranked()
}

// neighbours are the free sentences next to those of the pairings, before both
// or after both.
func (c *Comparer) neighbours(pairs []pairing) []candidate {
	c.list = c.list[:0]
	for _, p := range pairs {
		for i := int32(1); i <= nearbyReach; i++ {
			for j := int32(1); j <= nearbyReach; j++ {
				c.consider(c.a.home[p.a0]-i, c.b.home[p.b0]-j)
				c.consider(c.a.home[p.a1-1]+i, c.b.home[p.b1-1]+j)
			}
		}
	}
	return c.ranked()
}

// consider lists two sentences if there are such and both are free.
func (c *Comparer) consider(a, b int32) {
	if a >= 0 && b >= 0 && int(a) < len(c.partnerA) && int(b) < len(c.partnerB) && c.partnerA[a] == free && c.partnerB[b] == free {
		c.list = append(c.list, candidate{a: a, b: b})
	}
}

// ranked rates the candidates on the list and puts the most alike first; among
// equals, those at the same height of their articles.
func (c *Comparer) ranked() []candidate {
	place := func(x, y candidate) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) }
	slices.SortFunc(c.list, place)
	c.list = slices.Compact(c.list)
	for i, k := range c.list {
		c.list[i].likeness = c.likeness(c.pairingOf(k.a, k.b))
	}
	apart := func(k candidate) float64 {
		return math.Abs(float64(k.a)*float64(len(c.partnerB)) - float64(k.b)*float64(len(c.partnerA)))
	}
	slices.SortFunc(c.list, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(y.likeness, x.likeness), cmp.Compare(apart(x), apart(y)), place(x, y))
	})
	return c.list
}

// inside reports whether both sentences stand in one reuse.
func (c *Comparer) inside(k candidate, reuses []Reuse) bool {
	a, b := c.a.sentences[k.a].Span, c.b.sentences[k.b].Span
	return slices.ContainsFunc(reuses, Reuse{Span(a), Span(b)}.meets)
}

// extend takes free sentences before and after a pairing into it where that
// makes its sides more alike: what one article says in one sentence the other
// may say in two.
func (c *Comparer) extend(p *pairing) {
	best := c.likeness(*p)
	for {
		a, b := c.a.home[p.a0]-1, c.b.home[p.b0]-1
		x, y := c.a.home[p.a1-1]+1, c.b.home[p.b1-1]+1
		var found *pairing
		try := func(t *text, partner []int32, s int32, grow func(*pairing, prose.Sentence)) {
			if s < 0 || int(s) >= len(partner) || partner[s] != free {
				return
			}
			q := *p
			grow(&q, t.sentences[s])
			if l := c.likeness(q); l > best+mergeGain {
				best, found = l, &q
			}
		}
		try(&c.a, c.partnerA, a, func(q *pairing, s prose.Sentence) { q.a0 = s.First })
		try(&c.a, c.partnerA, x, func(q *pairing, s prose.Sentence) { q.a1 = s.End })
		try(&c.b, c.partnerB, b, func(q *pairing, s prose.Sentence) { q.b0 = s.First })
		try(&c.b, c.partnerB, y, func(q *pairing, s prose.Sentence) { q.b1 = s.End })
		if found == nil {
			return
		}
		*p = *found
		p.copied = slices.Equal(c.a.word[p.a0:p.a1], c.b.word[p.b0:p.b1])
		c.take(*p)
	}
}

// innerCopies adds the stretches of a common run that stand in free sentences
// of both articles and are long enough to be no accident.
func (c *Comparer) innerCopies(out []pairing, t Run) []pairing {
	for k := 0; k < t.Words; k++ {
		n := 0
		for k+n < t.Words && c.partnerA[c.a.home[t.A+k+n]] == free && c.partnerB[c.b.home[t.B+k+n]] == free {
			n++
		}
		p := pairing{a0: t.A + k, a1: t.A + k + n, b0: t.B + k, b1: t.B + k + n, copied: true}
		if n >= innerCopy || n >= quoteWords && c.isQuote(p) {
			out = append(out, p)
		}
		k += n
	}
	return out
}
