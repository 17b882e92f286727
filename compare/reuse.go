package compare

import (
	"cmp"
	"slices"
)

// Runs that are borrowings by themselves: sure ones, and those that are one
// where nothing larger holds them.
const (
	sureCopy  = 30 // words
	shortCopy = 15
)

// copyShare is the share of a region, in either article, above which copies
// make it up and give it its ends.
const copyShare = .5

// joinGap is the bytes that may lie between two borrowings, in both articles,
// that are one to a reader.
const joinGap = 100

// reuses returns the regions that a reader would call a borrowing each, in
// the order of a. No two of them overlap in both articles.
func (c *Comparer) reuses(tiles []Run, seeds []seed) []Reuse {
	var copies []Reuse
	for _, t := range tiles {
		if t.Words >= sureCopy {
			copies = append(copies, c.reuseOf(t))
		}
	}
	var out []Reuse
	regions := c.regions(seeds, len(copies) > 0)
	for _, r := range c.summaries(slices.Clone(seeds), regions) {
		if u := (Reuse{c.a.span(r.a), c.b.span(r.b)}); !u.mostly(copies) {
			out = append(out, u)
		}
	}
	out = append(out, c.revised(regions, copies, out)...)
	for _, t := range tiles {
		if u := c.reuseOf(t); t.Words >= shortCopy && !slices.ContainsFunc(out, u.touches) {
			out = append(out, u)
		}
	}
	return joinReuses(out)
}

// reuseOf is the region of a common run.
func (c *Comparer) reuseOf(r Run) Reuse {
	return Reuse{c.a.bytes(r.A, r.A+r.Words), c.b.bytes(r.B, r.B+r.Words)}
}

// revised returns the regions that are not in a summary, with the copies they
// hold, and the copies that no region holds. A region that is mostly copies is
// given up for them, because they know their ends to the word.
func (c *Comparer) revised(regions []region, copies, summaries []Reuse) []Reuse {
	var out []Reuse
	held := make([]bool, len(copies))
	for _, r := range regions {
		u := Reuse{c.a.span(r.a), c.b.span(r.b)}
		if slices.ContainsFunc(summaries, u.meets) {
			continue
		}
		if u.mostly(copies) {
			continue
		}
		for i, k := range copies {
			if u.meets(k) {
				u, held[i] = u.with(k), true
			}
		}
		out = append(out, u)
	}
	for i, k := range copies {
		if !held[i] && !slices.ContainsFunc(summaries, k.meets) {
			out = append(out, k)
		}
	}
	return out
}

// mostly reports whether copies make up more than half of u in either article.
func (u Reuse) mostly(copies []Reuse) bool {
	a, b := 0, 0
	for _, k := range copies {
		if u.meets(k) {
			a, b = a+overlapping(u.A, k.A), b+overlapping(u.B, k.B)
		}
	}
	return float64(a) > copyShare*float64(u.A.Hi-u.A.Lo) || float64(b) > copyShare*float64(u.B.Hi-u.B.Lo)
}

// joinReuses makes one of reuses that overlap or follow one another closely.
func joinReuses(list []Reuse) []Reuse {
	for {
		slices.SortFunc(list, compareReuses)
		var out []Reuse
		for _, u := range list {
			i := slices.IndexFunc(out, u.follows)
			if i >= 0 {
				out[i] = out[i].with(u)
			} else {
				out = append(out, u)
			}
		}
		if len(out) == len(list) {
			return out
		}
		list = out
	}
}

func compareReuses(x, y Reuse) int {
	return cmp.Or(cmp.Compare(x.A.Lo, y.A.Lo), cmp.Compare(x.B.Lo, y.B.Lo), cmp.Compare(x.A.Hi, y.A.Hi), cmp.Compare(x.B.Hi, y.B.Hi))
}

// follows reports whether u and x are one borrowing.
func (u Reuse) follows(x Reuse) bool {
	a, b := gap(u.A, x.A), gap(u.B, x.B)
	inOrder := (u.A.Lo < x.A.Lo) == (u.B.Lo < x.B.Lo)
	return a <= joinGap && b <= joinGap && (inOrder || a < 0 && b < 0)
}

func (u Reuse) with(x Reuse) Reuse {
	return Reuse{
		Span{min(u.A.Lo, x.A.Lo), max(u.A.Hi, x.A.Hi)},
		Span{min(u.B.Lo, x.B.Lo), max(u.B.Hi, x.B.Hi)},
	}
}

// touches reports an overlap in either article.
func (u Reuse) touches(x Reuse) bool { return overlapping(u.A, x.A) > 0 || overlapping(u.B, x.B) > 0 }

// meets reports an overlap in both.
func (u Reuse) meets(x Reuse) bool { return overlapping(u.A, x.A) > 0 && overlapping(u.B, x.B) > 0 }

// overlapping is the bytes that two spans have in common, gap those between them;
// less than 0 where they overlap.
func overlapping(x, y Span) int { return max(0, min(x.Hi, y.Hi)-max(x.Lo, y.Lo)) }
func gap(x, y Span) int         { return max(x.Lo, y.Lo) - min(x.Hi, y.Hi) }

// bytes is the span of the words [lo, hi) with the punctuation that touches
// them.
func (t *text) bytes(lo, hi int) Span {
	first, last := t.sentences[t.home[lo]], t.sentences[t.home[hi-1]]
	s := Span{first.Lo, last.Hi}
	if first.First != lo {
		_, s.Lo = t.between(lo)
	}
	if last.End != hi {
		s.Hi, _ = t.between(hi)
	}
	return s
}
