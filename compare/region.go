package compare

import (
	"cmp"
	"math"
	"slices"
)

// A region is a stretch of sentences of a beside one of b.
type region struct {
	a, b     stretch
	inA, inB float64 // evidence: natural log of the odds that a is made from b, b from a
	likeness float64 // cosine and Dice coefficient of the two, added
}

// stretch is the sentences [lo, hi) of an article.
type stretch struct{ lo, hi int }

// How seeds become regions; the first three are those of Sanchez-Perez et al.
const (
	seedGap        = 4   // sentences without a seed that a region may hold in a row
	regionCosine   = .34 // below it a region is tried again with a smaller gap
	regionBytes    = 150 // a shorter stretch is no borrowing by itself
	regionEvidence = 40  // of accident, e^-40
	regionLikeness = .9
)

// Where whole passages are copied word for word, the rest of an article tends
// to be on the same subject, and what is alike there is more often so by
// chance.
const besideCopies = 1.4

// regions returns where one article is made from the other in other words:
// seeds that lie close to one another in both articles are gathered, then the
// ends are moved to where they are most likely.
func (c *Comparer) regions(seeds []seed, copies bool) []region {
	evidence, likeness := float64(regionEvidence), regionLikeness
	if copies {
		evidence, likeness = regionEvidence*besideCopies, regionLikeness*besideCopies
	}
	var strong []seed
	for _, s := range seeds {
		if s.cosine > seedCosine && s.dice > seedDice {
			strong = append(strong, s)
		}
	}
	var out []region
	for _, r := range c.gather(strong, seedGap, 0, regionCosine) {
		r = c.refine(r)
		if r.inA+r.inB > evidence && r.likeness > likeness &&
			c.a.size(r.a) >= regionBytes && c.b.size(r.b) >= regionBytes {
			out = append(out, r)
		}
	}
	return out
}

// gather clusters seeds with at most gap sentences between two of them. A
// cluster whose halves are not alike is tried again with smaller gaps, down to
// least.
func (c *Comparer) gather(seeds []seed, gap, least int, cosine float64) []region {
	var out []region
	for _, g := range cluster(seeds, gap, 0, false) {
		r := box(g)
		if alike, _ := c.alike(r); alike > cosine {
			out = append(out, r)
		} else if gap > least {
			out = append(out, c.gather(g, gap-1, least, cosine)...)
		}
	}
	return out
}

// cluster parts seeds where more than gap sentences of one article lie between
// them, by turns in a and in b, until neither parts them further.
func cluster(seeds []seed, gap, settled int, byB bool) [][]seed {
	if len(seeds) == 0 {
		return nil
	}
	if settled == 2 {
		return [][]seed{seeds}
	}
	place := func(s seed) int32 { return s.a }
	if byB {
		place = func(s seed) int32 { return s.b }
	}
	slices.SortFunc(seeds, func(x, y seed) int {
		return cmp.Or(cmp.Compare(place(x), place(y)), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	var out [][]seed
	first := 0
	for i := 1; i <= len(seeds); i++ {
		if i < len(seeds) && int(place(seeds[i])-place(seeds[i-1])) <= gap+1 {
			continue
		}
		if first == 0 && i == len(seeds) {
			return cluster(seeds, gap, settled+1, !byB)
		}
		out = append(out, cluster(seeds[first:i], gap, 1, !byB)...)
		first = i
	}
	return out
}

// box is the smallest region that holds the seeds.
func box(seeds []seed) region {
	r := region{a: stretch{math.MaxInt, 0}, b: stretch{math.MaxInt, 0}}
	for _, s := range seeds {
		r.a = stretch{min(r.a.lo, int(s.a)), max(r.a.hi, int(s.a)+1)}
		r.b = stretch{min(r.b.lo, int(s.b)), max(r.b.hi, int(s.b)+1)}
	}
	return r
}

// alike compares the two stretches of a region as wholes: as vectors would,
// without putting their stems in order.
func (c *Comparer) alike(r region) (cosine, dice float64) {
	a, b := c.a.stems(r.a), c.b.stems(r.b)
	c.weights = renew(c.weights, len(c.marks))
	sumA, sumB, inA, inB, both := 0.0, 0.0, 0, 0, 0
	c.eachStem(a, func(s int32, w float64) {
		c.weights[s] = float32(w)
		sumA, inA = sumA+w*w, inA+1
	})
	c.eachStem(b, func(s int32, w float64) {
		sumB, inB = sumB+w*w, inB+1
		if c.weights[s] > 0 {
			cosine += w * float64(c.weights[s])
			both++
		}
	})
	if both == 0 {
		return 0, 0
	}
	return cosine / math.Sqrt(sumA*sumB), 2 * float64(both) / float64(inA+inB)
}

// eachStem calls f with each stem that is not short, once, and its weight
// times its count.
func (c *Comparer) eachStem(stems []int32, f func(s int32, weight float64)) {
	for _, s := range stems {
		if s != none && !c.lexicon.short[s] {
			c.counts[s]++
		}
	}
	for _, s := range stems {
		if s != none && c.counts[s] > 0 {
			f(s, float64(c.counts[s])*float64(c.lexicon.weight[s]))
			c.counts[s] = 0
		}
	}
}

func (t *text) stems(s stretch) []int32 {
	return t.stem[t.sentences[s.lo].First:t.sentences[s.hi-1].End]
}

// span is the bytes of a stretch.
func (t *text) span(s stretch) Span { return Span{t.sentences[s.lo].Lo, t.sentences[s.hi-1].Hi} }

func (t *text) size(s stretch) int { return t.span(s).Hi - t.span(s).Lo }

// How the ends of a region are moved.
const (
	refineReach  = 4 // sentences by which a stretch may grow at either end, each time
	refineRounds = 3
)

// refine moves the ends of a region, by turns in a and in b, to where they are
// most likely, and fills in its figures.
func (c *Comparer) refine(r region) region {
	for range refineRounds {
		before := r
		r.a, r.inA = c.likeliest(&c.a, r.a, &c.b, r.b)
		r.b, r.inB = c.likeliest(&c.b, r.b, &c.a, r.a)
		if r.a == before.a && r.b == before.b {
			break
		}
	}
	cosine, dice := c.alike(r)
	r.likeness = cosine + dice
	return r
}

// outside bounds the words on either side of a stretch that the rate of chance
// is taken from, so that a region of a very long article is not dearer.
const outside = 4000

// likeliest moves the ends of the stretch s of t, beside the stretch other of
// o. Inside, content words of t stand in o's stretch at one rate; outside, by
// chance, at a lower one. Each sentence is for or against being inside by the
// logarithm of how much likelier its words are at the first rate. The result
// is the run of sentences with the greatest sum, and that sum.
func (c *Comparer) likeliest(t *text, s stretch, o *text, other stretch) (stretch, float64) {
	c.markStems(o.stems(other))
	lo, hi := t.sentences[s.lo].First, t.sentences[s.hi-1].End
	in := c.rate(t, lo, hi)
	out := c.rate(t, max(0, lo-outside), lo).plus(c.rate(t, hi, min(len(t.stem), hi+outside)))
	p, q := (in.held+1)/(in.of+2), (out.held+1)/(out.of+4)
	if p <= q {
		return s, 0
	}
	held, lacking := math.Log(p/q), math.Log((1-p)/(1-q))
	best, bestSum := s, math.Inf(-1)
	sum, from := 0.0, max(0, s.lo-refineReach)
	for i := from; i < min(len(t.sentences), s.hi+refineReach); i++ {
		r := c.rate(t, t.sentences[i].First, t.sentences[i].End)
		sum += r.held*held + (r.of-r.held)*lacking
		if sum > bestSum {
			best, bestSum = stretch{from, i + 1}, sum
		}
		if sum < 0 {
			sum, from = 0, i+1
		}
	}
	return best, bestSum
}

// rate is how many content words are marked, of how many.
type rate struct{ held, of float64 }

func (r rate) plus(x rate) rate { return rate{r.held + x.held, r.of + x.of} }

// rate of the words [lo, hi) of t.
func (c *Comparer) rate(t *text, lo, hi int) rate {
	var r rate
	for _, s := range t.stem[lo:hi] {
		if s == none || !c.content[s] {
			continue
		}
		r.of++
		if c.marks[s] == c.mark {
			r.held++
		}
	}
	return r
}

// markStems marks the given stems and no others.
func (c *Comparer) markStems(stems []int32) {
	c.mark++
	for _, s := range stems {
		if s != none {
			c.marks[s] = c.mark
		}
	}
}

// contentShare is the share of sentences above which a stem is no content
// word: too common to tell anything.
const contentShare = 1. / 12

// contents tells the content words from the others.
func (c *Comparer) contents() {
	sentences := float64(len(c.a.sentences) + len(c.b.sentences))
	c.content = renew(c.content, len(c.lexicon.spread))
	for s, n := range c.lexicon.spread {
		c.content[s] = !c.lexicon.short[s] && (n <= 2 || float64(n) < contentShare*sentences)
	}
	c.marks, c.mark = renew(c.marks, len(c.lexicon.spread)), 0
	c.counts = renew(c.counts, len(c.lexicon.spread))
}
