package compare

const rephrased = .6

func (c *Comparer) likeness(p pairing) float64 {
	a, b := c.a.stem[p.a0:p.a1], c.b.stem[p.b0:p.b1]
	t := map[int32]int{}
	for _, w := range a {
		t[w]++
	}
	n := 0
	for _, w := range b {
		if w != none && t[w] > 0 {
			t[w]--
			n++
		}
	}
	return 2 * float64(n) / float64(len(a)+len(b))
}
