package compare

// What makes a short stretch of one article a summary of a long one of the
// other.
const (
	summaryGap      = 40  // sentences without a seed in a row: a summary leaves out most
	summaryAlike    = .30 // of the two stretches
	summaryTimes    = 2   // bytes of what is summed up for one of the summary
	summaryDense    = .84 // share of its words that stand close together: more is a copy
	summaryHeld     = .5  // share of its content words that the long stretch has
	summaryEvidence = 15  // of the short stretch
	summaryRival    = .4  // of the evidence for a region that explains the same words more closely
	summaryOutside  = 2   // words of its article for one of the summary: else chance cannot be told
	summaryWhole    = .5  // of an article summed up: then it is all of it
	denseTimes      = 2   // words that are close together, for one of the summary
)

// summaries returns regions of which one side condenses the other. They are
// told from a copy with stray likeness around it by where the words of the
// short side stand in the long one: all over it.
func (c *Comparer) summaries(seeds []seed, regions []region) []region {
	var out []region
	for _, r := range c.gather(seeds, summaryGap, summaryGap, summaryAlike) {
		rivalA, rivalB := rivals(r, regions)
		if c.sumsUp(&c.a, &r.a, &c.b, &r.b, rivalA) || c.sumsUp(&c.b, &r.b, &c.a, &r.a, rivalB) {
			out = append(out, r)
		}
	}
	return out
}

// rivals is the greatest evidence, in a and in b, for a region that would
// explain the same words more closely.
func rivals(r region, regions []region) (inA, inB float64) {
	for _, x := range regions {
		if x.a.lo < r.a.hi && r.a.lo < x.a.hi && x.b.lo < r.b.hi && r.b.lo < x.b.hi {
			inA, inB = max(inA, x.inA), max(inB, x.inB)
		}
	}
	return inA, inB
}

// sumsUp tells whether the stretch s of t is a summary of the stretch long of
// o, and moves their ends if so.
func (c *Comparer) sumsUp(t *text, s *stretch, o *text, long *stretch, rival float64) bool {
	if o.size(*long) < summaryTimes*t.size(*s) {
		return false
	}
	short, evidence := c.likeliest(t, *s, o, *long)
	switch {
	case evidence < max(summaryEvidence, summaryRival*rival),
		summaryOutside*len(t.stems(short)) > len(t.stem),
		t.size(short) < regionBytes,
		o.size(*long) < summaryTimes*t.size(short):
		return false
	}
	dense, held := c.density(t.stems(short), o.stems(*long))
	if dense > summaryDense || held < summaryHeld {
		return false
	}
	*s = short
	if all := (stretch{0, len(o.sentences)}); float64(o.size(*long)) > summaryWhole*float64(o.size(all)) {
		*long = all
	}
	return true
}

// density returns which share of the content stems of short that long has
// stand in the richest part of it, and which share of them it has at all.
func (c *Comparer) density(short, long []int32) (dense, held float64) {
	c.markStems(short)
	wanted := func(s int32) bool { return s != none && c.content[s] && c.marks[s] == c.mark }
	of, all := c.distinct(short, wanted), c.distinct(long, wanted)
	if all == 0 {
		return 1, 0
	}
	now, best, window := 0, 0, denseTimes*len(short)
	for i, s := range long {
		if wanted(s) {
			if c.counts[s]++; c.counts[s] == 1 {
				now++
			}
		}
		if i >= window && wanted(long[i-window]) {
			if c.counts[long[i-window]]--; c.counts[long[i-window]] == 0 {
				now--
			}
		}
		best = max(best, now)
	}
	c.uncount(long)
	return float64(best) / float64(all), float64(all) / float64(of)
}

// distinct counts the different wanted stems.
func (c *Comparer) distinct(stems []int32, wanted func(int32) bool) int {
	n := 0
	for _, s := range stems {
		if wanted(s) && c.counts[s] == 0 {
			c.counts[s] = 1
			n++
		}
	}
	c.uncount(stems)
	return n
}

func (c *Comparer) uncount(stems []int32) {
	for _, s := range stems {
		if s != none {
			c.counts[s] = 0
		}
	}
}
