package eval

// Pair is two article ids, the smaller first.
type Pair [2]string

func newPair(a, b string) Pair { return Pair{min(a, b), max(a, b)} }

// A pairing is a set of pairs that need not be written out: all pairs of
// articles with one label, which are m^2 for a cluster of m, and some more.
// A pair stands in one of the two forms only.
type pairing struct {
	label map[string]int // of articles in a cluster
	pairs map[Pair]bool
}

// newPairing unites pairs and all pairs inside clusters. Of clusters that
// overlap, the later ones are written out.
func newPairing(pairs map[Pair]bool, clusters [][]string) pairing {
	p := pairing{label: map[string]int{}, pairs: map[Pair]bool{}}
	var overlapping [][]string
	for n, c := range clusters {
		if p.free(c) {
			for _, id := range c {
				p.label[id] = n
			}
		} else {
			overlapping = append(overlapping, c)
		}
	}
	for _, c := range overlapping {
		for i := range c {
			for _, b := range c[i+1:] {
				p.add(newPair(c[i], b))
			}
		}
	}
	for q := range pairs {
		p.add(q)
	}
	return p
}

func (p pairing) free(cluster []string) bool {
	for _, id := range cluster {
		if _, taken := p.label[id]; taken {
			return false
		}
	}
	return true
}

func (p pairing) add(q Pair) {
	if q[0] != q[1] && !p.labelled(q) {
		p.pairs[q] = true
	}
}

func (p pairing) labelled(q Pair) bool {
	a, ok := p.label[q[0]]
	b, ok2 := p.label[q[1]]
	return ok && ok2 && a == b
}

func (p pairing) has(q Pair) bool { return p.pairs[q] || p.labelled(q) }

func (p pairing) count() int64 {
	sizes := map[int]int64{}
	for _, n := range p.label {
		sizes[n]++
	}
	return sumChoose2(sizes) + int64(len(p.pairs))
}

// common counts the pairs in both: labels against labels by a contingency
// table, everything else pair by pair.
func (p pairing) common(o pairing) int64 {
	cells := map[[2]int]int64{}
	for id, n := range p.label {
		if m, ok := o.label[id]; ok {
			cells[[2]int{n, m}]++
		}
	}
	n := sumChoose2(cells)
	for q := range p.pairs {
		if o.has(q) {
			n++
		}
	}
	for q := range o.pairs {
		if p.labelled(q) {
			n++
		}
	}
	return n
}

// known is the articles that stand in some pair.
func (p pairing) known() map[string]bool {
	sizes := map[int]int{}
	for _, n := range p.label {
		sizes[n]++
	}
	known := map[string]bool{}
	for id, n := range p.label {
		if sizes[n] > 1 {
			known[id] = true
		}
	}
	for q := range p.pairs {
		known[q[0]], known[q[1]] = true, true
	}
	return known
}

// within keeps the pairs of which both articles are in ids.
func (p pairing) within(ids map[string]bool) pairing {
	out := pairing{label: map[string]int{}, pairs: map[Pair]bool{}}
	for id, n := range p.label {
		if ids[id] {
			out.label[id] = n
		}
	}
	for q := range p.pairs {
		if ids[q[0]] && ids[q[1]] {
			out.pairs[q] = true
		}
	}
	return out
}

// clustersOf joins pairs into the clusters that they connect: single linkage,
// for labels that come as pairs only.
func clustersOf(pairs map[Pair]bool) [][]string {
	parent := map[string]string{}
	root := func(id string) string {
		for parent[id] != "" {
			if up := parent[parent[id]]; up != "" {
				parent[id] = up
			}
			id = parent[id]
		}
		return id
	}
	for p := range pairs {
		if a, b := root(p[0]), root(p[1]); a != b {
			parent[a] = b
		}
	}
	members := map[string][]string{}
	seen := map[string]bool{}
	for p := range pairs {
		for _, id := range p {
			if !seen[id] {
				seen[id] = true
				members[root(id)] = append(members[root(id)], id)
			}
		}
	}
	var out [][]string
	for _, m := range members {
		out = append(out, m)
	}
	return out
}
