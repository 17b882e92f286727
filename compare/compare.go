package compare

import (
	"cmp"
	"strings"

	"github.com/dupes-news/dupes/internal/prose"
)

// Compare sets a and b side by side.
func Compare(a, b string) *Comparison {
	var c Comparer
	return c.Compare(a, b)
}

// Comparer compares pairs one after the other and keeps its memory. The zero
// value is ready for use; it serves one goroutine at a time.
type Comparer struct {
	a, b    text
	lexicon lexicon
	likener likener
	reader  prose.Reader
	matcher Matcher

	shingles           []uint64
	tiledA, tiledB     []bool
	inA, first         []int32
	postings           []posting
	cosines            []float32
	shared             []int32
	touched            []int32
	weights            []float32
	content            []bool
	marks, counts      []int32
	mark               int32
	partnerA, partnerB []int32
	list               []candidate
	tally, kindOf      []int32
	judge              judge
}

// Compare sets a and b side by side. The result does not depend on what was
// compared before, and that of b and a is the same the other way round.
func (c *Comparer) Compare(a, b string) *Comparison {
	// Ties are broken by place, so the pair is always taken in one order.
	var out *Comparison
	if cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) > 0 {
		out = c.compare(b, a).swap()
	} else {
		out = c.compare(a, b)
	}
	out.arrange()
	out.Reason = out.reason(a, b)
	return out
}

func (c *Comparer) compare(a, b string) *Comparison {
	tiles := c.read(a, b)
	seeds := c.seeds()
	reuses := c.reuses(tiles, seeds)
	out := &Comparison{Reuses: reuses}
	out.Passages = c.passages(c.align(tiles, seeds, reuses), reuses)
	for _, p := range out.Passages {
		out.A.add(p.Label, p.WordsA)
		out.B.add(p.Label, p.WordsB)
	}
	out.Measures = c.measure(tiles, seeds)
	out.Measures.Quotes = out.Measures.Longest < longPassage && out.onlyQuotes()
	out.Verdict = out.Measures.verdict()
	return out
}

// read cuts both articles into words and sentences, finds their common runs
// and weighs their stems.
func (c *Comparer) read(a, b string) []Run {
	c.a.cut(a)
	c.b.cut(b)
	tiles := c.tiles()
	c.splice(tiles)
	for _, t := range [...]*text{&c.a, &c.b} {
		t.readQuotes()
		t.splitQuotes()
		t.splitDatelines()
	}
	c.lexicon.read(&c.a, &c.b)
	c.likener.read(&c.lexicon, &c.a, &c.b)
	c.contents()
	for _, t := range [...]*text{&c.a, &c.b} {
		t.readFooters()
	}
	c.tally = renew(c.tally, int(c.lexicon.words))
	return tiles
}

func (s *Shares) add(l Label, words int) {
	s.Words += words
	switch l {
	case Copied:
		s.Copied += words
	case Rephrased:
		s.Rephrased += words
	default:
		s.Original += words
	}
}

// swap turns a comparison round, all but its order.
func (c *Comparison) swap() *Comparison {
	for i := range c.Passages {
		p := &c.Passages[i]
		p.A, p.B, p.WordsA, p.WordsB = p.B, p.A, p.WordsB, p.WordsA
	}
	for i := range c.Reuses {
		u := &c.Reuses[i]
		u.A, u.B = u.B, u.A
	}
	c.A, c.B = c.B, c.A
	return c
}
