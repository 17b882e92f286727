package scan

// pair is two texts, a < b by rank: a in the upper half.
type pair uint64

func makePair(a, b uint32) pair {
	if a > b {
		a, b = b, a
	}
	return pair(uint64(a)<<32 | uint64(b))
}

func (p pair) a() uint32 { return uint32(p >> 32) }
func (p pair) b() uint32 { return uint32(p) }

// pairSet gathers pairs that come many times each. It sorts and drops repeats
// whenever it has doubled, so that it holds little more than the distinct
// pairs.
type pairSet struct {
	list    []uint64
	scratch []uint64
	sorted  int // pairs left by the last compaction
}

// slack is the number of pairs gathered before the first compaction.
const slack = 1 << 19

func (s *pairSet) add(a, b uint32) {
	s.list = append(s.list, uint64(makePair(a, b)))
	if len(s.list) >= 2*s.sorted+slack {
		s.compact()
	}
}

// addAll adds every two of a posting.
func (s *pairSet) addAll(p posting) { s.addSome(p, len(p), anyTwo) }

// addSome adds every two of a posting of up to limit texts, and the first with
// each other one of a longer posting, as far as they may be a pair.
func (s *pairSet) addSome(p posting, limit int, may func(a, b uint32) bool) {
	for i := range p {
		for j := range i {
			if may(p.text(j), p.text(i)) {
				s.add(p.text(j), p.text(i))
			}
			if len(p) > limit {
				break
			}
		}
	}
}

func anyTwo(_, _ uint32) bool { return true }

func (s *pairSet) compact() {
	if cap(s.scratch) < len(s.list) {
		s.scratch = make([]uint64, len(s.list)+len(s.list)/4)
	}
	sortUint64(s.list, s.scratch[:len(s.list)], 0)
	kept := s.list[:0]
	for i, v := range s.list {
		if i == 0 || v != kept[len(kept)-1] {
			kept = append(kept, v)
		}
	}
	s.list, s.sorted = kept, len(kept)
}

// pairs are the distinct pairs, ascending.
func (s *pairSet) pairs() []uint64 {
	s.compact()
	s.scratch = nil
	return s.list
}

// groups are sorted pairs cut so that the pairs of one a stay together: the
// work that goroutines share.
func groups(pairs []uint64, size int) [][]uint64 {
	var out [][]uint64
	for len(pairs) > 0 {
		n := min(size, len(pairs))
		for n < len(pairs) && pair(pairs[n]).a() == pair(pairs[n-1]).a() {
			n++
		}
		out = append(out, pairs[:n])
		pairs = pairs[n:]
	}
	return out
}
