package compare

import (
	"cmp"
	"slices"
)

// passages makes those of both articles from the pairings. Copies that follow
// one another in both articles are one passage, and so is all that stands
// between two pairings.
func (c *Comparer) passages(pairs []pairing, reuses []Reuse) []Passage {
	pairs = joinCopies(pairs)
	markMoved(pairs)
	pairs = c.splitCopies(pairs)
	out := make([]Passage, 0, 3*len(pairs)+2)
	at := 0
	for _, p := range pairs {
		out = c.originals(out, &c.a, at, p.a0, inA)
		out = append(out, c.passage(p, reuses))
		at = p.a1
	}
	out = c.originals(out, &c.a, at, c.a.words.Len(), inA)
	slices.SortFunc(pairs, func(x, y pairing) int { return cmp.Compare(x.b0, y.b0) })
	at = 0
	for _, p := range pairs {
		out = c.originals(out, &c.b, at, p.b0, inB)
		at = p.b1
	}
	return c.originals(out, &c.b, at, c.b.words.Len(), inB)
}

// joinCopies makes one of copies that follow one another.
func joinCopies(pairs []pairing) []pairing {
	var out []pairing
	for _, p := range pairs {
		if n := len(out) - 1; n >= 0 && p.copied && out[n].copied && out[n].a1 == p.a0 && out[n].b1 == p.b0 {
			out[n].a1, out[n].b1 = p.a1, p.b1
			continue
		}
		out = append(out, p)
	}
	return out
}

func (c *Comparer) passage(p pairing, reuses []Reuse) Passage {
	out := Passage{
		Label:      Rephrased,
		A:          c.a.bytes(p.a0, p.a1),
		B:          c.b.bytes(p.b0, p.b1),
		WordsA:     p.a1 - p.a0,
		WordsB:     p.b1 - p.b0,
		Similarity: c.similarity(p),
	}
	if p.copied {
		out.Label = Copied
	}
	out.Reuse = slices.IndexFunc(reuses, Reuse{out.A, out.B}.meets)
	c.flag(&out, p)
	return out
}

// similarity is the words in common, repeated ones as often as both have them,
// over the mean of the words of the two sides.
func (c *Comparer) similarity(p pairing) float64 {
	if p.copied {
		return 1
	}
	a, b := c.a.word[p.a0:p.a1], c.b.word[p.b0:p.b1]
	for _, w := range a {
		c.tally[w]++
	}
	n := 0
	for _, w := range b {
		if c.tally[w] > 0 {
			c.tally[w]--
			n++
		}
	}
	for _, w := range a {
		c.tally[w] = 0
	}
	return 2 * float64(n) / float64(len(a)+len(b))
}

// originals adds what only t has of the words [lo, hi), footers apart; place
// puts the span where it belongs.
func (c *Comparer) originals(out []Passage, t *text, lo, hi int, place func(*Passage, Span, int)) []Passage {
	for lo < hi {
		end := lo + 1
		for end < hi && t.footer[t.home[end]] == t.footer[t.home[lo]] {
			end++
		}
		p := Passage{Label: Original, Reuse: -1}
		place(&p, t.bytes(lo, end), end-lo)
		c.flagOne(&p, t, lo, end)
		out = append(out, p)
		lo = end
	}
	return out
}

func inA(p *Passage, s Span, words int) { p.A, p.WordsA = s, words }
func inB(p *Passage, s Span, words int) { p.B, p.WordsB = s, words }

// arrange puts passages and reuses in the order of a. A passage of b alone
// comes behind the one that it follows in b.
func (c *Comparison) arrange() {
	order := make([]int, len(c.Reuses)) // places of the reuses in the new order
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return compareReuses(c.Reuses[i], c.Reuses[j]) })
	reuses := make([]Reuse, len(order))
	now := make([]int, len(order))
	for place, i := range order {
		reuses[place], now[i] = c.Reuses[i], place
	}
	c.Reuses = reuses
	for i, p := range c.Passages {
		if p.Reuse >= 0 {
			c.Passages[i].Reuse = now[p.Reuse]
		}
	}
	c.Passages = weave(c.Passages)
}

// weave sorts passages as arrange says.
func weave(passages []Passage) []Passage {
	slices.SortFunc(passages, func(x, y Passage) int { return cmp.Compare(x.B.Lo, y.B.Lo) })
	after := make(map[Span][]Passage) // by the place in b of what they follow
	var a []Passage
	var last Span
	for _, p := range passages {
		if p.A.Empty() {
			after[last] = append(after[last], p)
			continue
		}
		a = append(a, p)
		if !p.B.Empty() {
			last = p.B
		}
	}
	slices.SortFunc(a, func(x, y Passage) int { return cmp.Compare(x.A.Lo, y.A.Lo) })
	out := append(make([]Passage, 0, len(passages)), after[Span{}]...)
	for _, p := range a {
		out = append(out, p)
		if !p.B.Empty() {
			out = append(out, after[p.B]...)
		}
	}
	return out
}
