package compare

import "slices"

// Run is a run of words common to two articles: the words [A, A+Words) of
// the first are the words [B, B+Words) of the second.
type Run struct{ A, B, Words int }

// Overlap is what two articles have in common. A word is in common when it
// stands in a common shingle, that is in a run of at least a shingle's words.
type Overlap struct {
	Shared  int   // distinct shingles of both
	WordsA  int   // words of a that b has in common
	WordsB  int   // words of b that a has in common
	Longest Run   // the first of the longest common runs, in the order of b
	Runs    []Run // maximal common runs in the order of b; they may overlap
}

// Matcher holds one article so that many others can be compared with it. The
// zero value is ready for Reset; Reset keeps its memory. A Matcher serves one
// goroutine at a time.
type Matcher struct {
	a        []uint64
	size     int
	most     int      // places of one shingle that runs are looked for at; 0 for all
	slots    []slot   // open addressing, linear probing, at most half full
	filter   []uint64 // a bit for each shingle of a: most of those it lacks end here
	shift    uint8    // from the product of a shingle to its slot
	home     []int32  // slot of each place of a
	next     []int32  // next place with the same shingle; 0 for none
	distinct int
	round    uint32
	runs     []Run
	places   []int32 // in a, of the first shingles that a Match met
}

// slot is one distinct shingle of a. Places count from 1, so that 0 is none.
type slot struct {
	shingle uint64
	first   int32  // place in a
	round   uint32 // the call of Match that met it last
}

// multiplier spreads shingles over the slots, also those that differ in their
// low bits only: 2^64 over the golden ratio (Knuth, section 6.4).
const multiplier = 0x9e3779b97f4a7c15

// filterBits is the bits of the filter for each slot, as a power of two: with
// at most half the slots in use, at most one shingle in eight passes in vain.
const filterBits = 2

// Reset makes a, the shingles of an article in text order, the article to
// compare with; size is the number of words in a shingle. The Matcher keeps
// the slice until the next Reset. It takes about 4 ns a shingle.
func (m *Matcher) Reset(a []uint64, size int) {
	m.a, m.size, m.distinct, m.round = a, size, 0, 0
	bits := 6
	for 1<<bits < 2*len(a) {
		bits++
	}
	m.shift = uint8(64 - bits)
	m.slots = renew(m.slots, 1<<bits)
	m.filter = renew(m.filter, 1<<(bits+filterBits-6))
	m.home = renew(m.home, len(a))
	m.next = renew(m.next, len(a))
	for i := len(a) - 1; i >= 0; i-- { // backwards, so that the places of a shingle ascend
		product := a[i] * multiplier
		n := m.find(a[i], product)
		s := &m.slots[n]
		if s.first == 0 {
			s.shingle = a[i]
			m.distinct++
			bit := product >> (m.shift - filterBits)
			m.filter[bit>>6] |= 1 << (bit & 63)
		}
		m.home[i], m.next[i] = int32(n), s.first
		s.first = int32(i + 1)
	}
}

// renew returns a slice of n zeros, in the memory of s if it is enough.
func renew[T any](s []T, n int) []T {
	s = slices.Grow(s[:0], n)[:n]
	clear(s)
	return s
}

// Distinct is the number of distinct shingles of the article given to Reset.
func (m *Matcher) Distinct() int { return m.distinct }

// maybe reports whether a may hold the shingle with this product.
func (m *Matcher) maybe(product uint64) bool {
	bit := product >> ((m.shift - filterBits) & 63)
	return m.filter[bit>>6]>>(bit&63)&1 != 0
}

// lookup returns the slot of a shingle that a may hold, nil if it does not.
func (m *Matcher) lookup(shingle, product uint64) *slot {
	if s := &m.slots[m.find(shingle, product)]; s.first != 0 {
		return s
	}
	return nil
}

// find returns the number of a shingle's slot, of an empty one where a has no
// such shingle.
func (m *Matcher) find(shingle, product uint64) int {
	mask := len(m.slots) - 1
	for n := int(product >> m.shift); ; n = (n + 1) & mask {
		if s := &m.slots[n]; s.first == 0 || s.shingle == shingle {
			return n
		}
	}
}

// Match compares b, shingles of the same size in text order, with the article
// given to Reset, which must have been called. Where either is empty nothing
// is in common. The runs belong to m until the next Match. It takes about 1 ns
// a shingle of b where little is in common, and 5 where all is.
func (m *Matcher) Match(b []uint64) Overlap {
	m.round++
	m.runs, m.places = m.runs[:0], m.places[:0]
	var o Overlap
	budget := stepsPerShingle * (len(m.a) + len(b))
	end := 0 // of the words of b counted so far
	for j, shingle := range b {
		product := shingle * multiplier
		if !m.maybe(product) {
			continue
		}
		s := m.lookup(shingle, product)
		if s == nil {
			continue
		}
		if s.round != m.round {
			s.round = m.round
			o.Shared++
			m.place(s)
		}
		o.WordsB += j + m.size - max(end, j)
		end = j + m.size
		looked := 0
		for i := int(s.first) - 1; i >= 0 && budget > 0 && (m.most == 0 || looked < m.most); i = int(m.next[i]) - 1 {
			looked++
			if i > 0 && j > 0 && m.a[i-1] == b[j-1] {
				budget--
				continue // inside a run already found
			}
			n := extent(m.a[i:], b[j:])
			budget -= n
			m.runs = append(m.runs, Run{i, j, n + m.size - 1})
		}
	}
	if o.Shared == 0 {
		return o
	}
	o.WordsA = m.covered()
	o.Runs = m.runs
	o.Longest = longest(m.runs)
	if budget <= 0 {
		o.Longest = longestCommon(m.a, b, m.size)
	}
	return o
}

// maxPlaces bounds the places that a Match gathers; past it all places of a
// are looked at instead.
const maxPlaces = 64

// place gathers the places of a shingle in a.
func (m *Matcher) place(s *slot) {
	for i := s.first; i > 0 && len(m.places) <= maxPlaces; i = m.next[i-1] {
		m.places = append(m.places, i-1)
	}
}

// Shared is the number of distinct shingles that b has in common with the
// article given to Reset: Match without the runs, for a first look. It takes
// about 1 ns a shingle of b where little is in common.
func (m *Matcher) Shared(b []uint64) int {
	m.round++
	shared := 0
	for _, shingle := range b {
		product := shingle * multiplier
		if !m.maybe(product) {
			continue
		}
		if s := m.lookup(shingle, product); s != nil && s.round != m.round {
			s.round = m.round
			shared++
		}
	}
	return shared
}

// stepsPerShingle bounds the work for texts that repeat themselves: a list of
// one phrase 10,000 times over has 100 million pairs of equal places. News
// needs one step a shingle. Past the bound Runs is incomplete; everything else
// stays exact.
const stepsPerShingle = 64

// extent is the length of the longest common prefix.
func extent(a, b []uint64) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// covered counts the words of a inside shingles that the last Match met.
func (m *Matcher) covered() int {
	words, end := 0, 0
	if len(m.places) <= maxPlaces {
		slices.Sort(m.places)
		for _, i := range m.places {
			words += int(i) + m.size - max(end, int(i))
			end = int(i) + m.size
		}
		return words
	}
	for i, n := range m.home {
		if m.slots[n].round == m.round {
			words += i + m.size - max(end, i)
			end = i + m.size
		}
	}
	return words
}

func longest(runs []Run) Run {
	var best Run
	for _, r := range runs {
		if r.Words > best.Words {
			best = r
		}
	}
	return best
}

// longestCommon finds the longest common run by bisection on its length: a
// common run of n shingles holds one of n-1. It takes O(n log n) whatever the
// texts repeat.
func longestCommon(a, b []uint64, size int) Run {
	var best Run
	lo, hi := 1, min(len(a), len(b))
	for lo <= hi {
		n := (lo + hi) / 2
		if i, j, ok := commonWindow(a, b, n); ok {
			best = Run{i, j, n + size - 1}
			lo = n + 1
		} else {
			hi = n - 1
		}
	}
	return best
}

// commonWindow returns the first window of n shingles in b that a has too. It
// compares rolling hashes (Karp and Rabin 1987) and then the windows.
func commonWindow(a, b []uint64, n int) (i, j int, ok bool) {
	first := make(map[uint64]int, len(a))
	rolling(a, n, func(at int, hash uint64) bool {
		if _, seen := first[hash]; !seen {
			first[hash] = at
		}
		return true
	})
	rolling(b, n, func(at int, hash uint64) bool {
		p, seen := first[hash]
		if seen && slices.Equal(a[p:p+n], b[at:at+n]) {
			i, j, ok = p, at, true
		}
		return !ok
	})
	return i, j, ok
}

// rolling calls visit with the hash of every window of n until it says false.
func rolling(s []uint64, n int, visit func(at int, hash uint64) bool) {
	drop, hash := uint64(1), uint64(0)
	for range n {
		drop *= multiplier
	}
	for i, v := range s {
		hash = hash*multiplier + v
		if i >= n {
			hash -= drop * s[i-n]
		}
		if i >= n-1 && !visit(i-n+1, hash) {
			return
		}
	}
}
