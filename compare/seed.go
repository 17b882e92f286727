package compare

import (
	"cmp"
	"slices"
)

// A seed is a sentence of a and one of b that have stems in common.
type seed struct {
	a, b         int32 // sentences
	cosine, dice float32
}

// What makes a seed of a borrowing, and of a summary, which keeps less of
// every sentence. The first are those of Sanchez-Perez, Sidorov and Gelbukh
// (2014).
const (
	seedCosine, seedDice       = .30, .33
	summaryCosine, summaryDice = .24, .24
	seedTerms                  = 3 // "He said so." is alike in any two articles
)

// mostSeeds bounds the seeds of one sentence of a, to those with the greatest
// cosine: lines made from one form are all like one another, and 3,500 of them
// would have 12 million seeds.
const mostSeeds = 32

// maxProducts bounds the work on stems that stand in most sentences of two
// very long articles; past it the most frequent of them are left out. News of
// 20,000 words takes some 5 million.
const maxProducts = 1 << 26

// seeds returns the pairs of sentences that could be of one origin, in the
// order of a and then of b. An index of the stems of b finds them, so that
// sentences without a stem in common cost nothing.
func (c *Comparer) seeds() []seed {
	c.index()
	c.cosines = renew(c.cosines, len(c.b.sentences))
	c.shared = renew(c.shared, len(c.b.sentences))
	var out []seed
	for i, v := range c.a.vectors {
		c.touched = c.touched[:0]
		for _, t := range v {
			for _, p := range c.postings[c.first[t.stem]:c.first[t.stem+1]] {
				if c.shared[p.sentence] == 0 {
					c.touched = append(c.touched, p.sentence)
				}
				c.shared[p.sentence]++
				c.cosines[p.sentence] += t.weight * p.weight
			}
		}
		begin := len(out)
		for _, j := range c.touched {
			s := seed{int32(i), j, c.cosines[j], 2 * float32(c.shared[j]) / float32(len(v)+len(c.b.vectors[j]))}
			if s.cosine > summaryCosine && s.dice > summaryDice && len(v) >= seedTerms && len(c.b.vectors[j]) >= seedTerms {
				out = append(out, s)
			}
			c.cosines[j], c.shared[j] = 0, 0
		}
		if len(out)-begin > mostSeeds {
			slices.SortFunc(out[begin:], func(x, y seed) int { return cmp.Or(cmp.Compare(y.cosine, x.cosine), cmp.Compare(x.b, y.b)) })
			out = out[:begin+mostSeeds]
		}
		slices.SortFunc(out[begin:], func(x, y seed) int { return cmp.Compare(x.b, y.b) })
	}
	return out
}

// A posting is a sentence of b that holds a stem.
type posting struct {
	sentence int32
	weight   float32
}

// index lists the sentences of b by stem: those of stem s are
// postings[first[s]:first[s+1]].
func (c *Comparer) index() {
	stems := len(c.lexicon.spread)
	inA, inB := renew(c.inA, stems), renew(c.first, stems+2)
	for _, t := range c.a.terms {
		inA[t.stem]++
	}
	for _, t := range c.b.terms {
		inB[t.stem+2]++
	}
	most := frequent(inA, inB[2:])
	total := int32(0)
	for s := range stems {
		n := inB[s+2]
		if int(n)*int(inA[s]) > most {
			n = 0
		}
		inB[s+1], total = total, total+n
		inA[s] = n
	}
	inB[stems+1] = total
	c.postings = slices.Grow(c.postings[:0], int(total))[:total]
	for j, v := range c.b.vectors {
		for _, t := range v {
			if inA[t.stem] > 0 {
				c.postings[inB[t.stem+1]] = posting{int32(j), t.weight}
				inB[t.stem+1]++
			}
		}
	}
	c.inA, c.first = inA, inB
}

// frequent is the largest product of the frequencies of one stem that keeps
// the sum of all products within maxProducts.
func frequent(a, b []int32) int {
	sum, most := 0, 0
	for s, n := range a {
		sum += int(n) * int(b[s])
		most = max(most, int(n)*int(b[s]))
	}
	for sum > maxProducts {
		most /= 2
		sum = 0
		for s, n := range a {
			if p := int(n) * int(b[s]); p <= most {
				sum += p
			}
		}
	}
	return most
}
