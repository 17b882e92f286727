// Package compare sets two articles side by side: which words they have in
// common, and where the common runs stand in each.
//
// It works on the shingles of package shingle, so that an article is cut into
// words once and compared many times:
//
//	var m compare.Matcher
//	m.Reset(a, 5)
//	o := m.Match(b)
//	fmt.Println(o.WordsA, "words of a stand in b; the longest run has", o.Longest.Words)
//
// All figures are exact.
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
	slots    []slot // open addressing, linear probing, at most half full
	next     []int32
	shift    uint8
	distinct int
	round    uint32
	runs     []Run
}

// slot is one distinct shingle of a.
type slot struct {
	shingle uint64
	first   int32  // 1 + its first place in a; 0 for an empty slot
	round   uint32 // the call of Match that met it last
}

// Reset makes a, the shingles of an article in text order, the article to
// compare with; size is the number of words in a shingle. The Matcher keeps
// the slice until the next Reset. It takes about 3 ns a shingle.
func (m *Matcher) Reset(a []uint64, size int) {
	m.a, m.size, m.distinct, m.round = a, size, 0, 0
	bits := 4
	for 1<<bits < 2*len(a) {
		bits++
	}
	m.shift = uint8(64 - bits)
	m.slots = slices.Grow(m.slots[:0], 1<<bits)[:1<<bits]
	clear(m.slots)
	m.next = slices.Grow(m.next[:0], len(a))[:len(a)]
	for i := len(a) - 1; i >= 0; i-- { // backwards, so that the places of a shingle ascend
		s := m.find(a[i])
		if s.first == 0 {
			s.shingle = a[i]
			m.distinct++
		}
		m.next[i] = s.first
		s.first = int32(i + 1)
	}
}

// Distinct is the number of distinct shingles of the article given to Reset.
func (m *Matcher) Distinct() int { return m.distinct }

// find returns the slot of a shingle, an empty one where a has no such
// shingle. The multiplier spreads shingles that differ in their low bits only.
func (m *Matcher) find(shingle uint64) *slot {
	mask := uint64(len(m.slots) - 1)
	for i := (shingle * 0x9e3779b97f4a7c15) >> m.shift; ; i = (i + 1) & mask {
		s := &m.slots[i]
		if s.first == 0 || s.shingle == shingle {
			return s
		}
	}
}

// Match compares b, shingles of the same size in text order, with the article
// given to Reset. The runs belong to m until the next Match. It takes about 2
// ns a shingle of b where little is in common.
func (m *Matcher) Match(b []uint64) Overlap {
	m.round++
	m.runs = m.runs[:0]
	var o Overlap
	budget := stepsPerShingle * (len(m.a) + len(b))
	end := 0 // of the words of b counted so far
	for j, shingle := range b {
		s := m.find(shingle)
		if s.first == 0 {
			continue
		}
		if s.round != m.round {
			s.round = m.round
			o.Shared++
		}
		o.WordsB += j + m.size - max(end, j)
		end = j + m.size
		for i := int(s.first) - 1; i >= 0 && budget > 0; i = int(m.next[i]) - 1 {
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

// Shared is the number of distinct shingles that b has in common with the
// article given to Reset: Match without the runs, for a first look. It takes
// about 2 ns a shingle of b.
func (m *Matcher) Shared(b []uint64) int {
	m.round++
	shared := 0
	for _, shingle := range b {
		if s := m.find(shingle); s.first != 0 && s.round != m.round {
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
	for i, shingle := range m.a {
		if m.find(shingle).round == m.round {
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
	const base = 0x9e3779b97f4a7c15
	drop, hash := uint64(1), uint64(0)
	for range n {
		drop *= base
	}
	for i, v := range s {
		hash = hash*base + v
		if i >= n {
			hash -= drop * s[i-n]
		}
		if i >= n-1 && !visit(i-n+1, hash) {
			return
		}
	}
}
