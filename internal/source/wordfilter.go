package source

// wordFilter tells most words that are not in a set from those that are, in a
// few operations, where a look-up in a map takes tens: a Bloom filter of one
// hash over the length and four letters, the case of ASCII letters aside.
type wordFilter [1 << filterBits / 64]uint64

// filterBits makes one bit in ten set by the words of 3,000 names: 4 KiB, so
// that three filters and the words of an article fit into the fastest cache.
const filterBits = 15

func filterHash(w string) uint32 {
	n := len(w)
	h := uint32(w[0]|0x20)<<24 | uint32(w[n/4]|0x20)<<16 | uint32(w[n/2]|0x20)<<8 | uint32(w[n-1]|0x20)
	return (h ^ uint32(n)) * 2654435761 // Knuth's multiplicative hash: the upper bits are the best
}

// pairHash is the hash of two words in a row.
func pairHash(a, b uint32) uint32 { return (a ^ b>>7) * 2654435761 }

func (f *wordFilter) add(hash uint32) {
	h := hash >> (32 - filterBits)
	f[h/64] |= 1 << (h % 64)
}

// may reports whether the word of a hash may be in the set.
func (f *wordFilter) may(hash uint32) bool {
	h := hash >> (32 - filterBits)
	return f[h/64]>>(h%64)&1 == 1
}

// wordTable finds what is known of a word, in any case: open addressing, at
// most half full.
type wordTable struct {
	filter wordFilter // of the words: it stays in the fastest cache
	slots  []wordSlot
	count  int
	shift  int // of a hash to its slot
}

type wordSlot struct {
	word  string // in lower case
	entry wordEntry
}

func newWordTable() *wordTable { return &wordTable{slots: make([]wordSlot, 1<<10), shift: 22} }

// slot is where a word stands, or the free slot where it would.
func (t *wordTable) slot(w string, hash uint32) *wordSlot {
	for h := hash >> t.shift; ; h++ {
		if s := &t.slots[int(h)&(len(t.slots)-1)]; s.word == "" || equalFold(s.word, w) {
			return s
		}
	}
}

// enter returns the entry of a word in lower case, which it adds where it is
// not there.
func (t *wordTable) enter(w string) *wordEntry {
	hash := filterHash(w)
	s := t.slot(w, hash)
	if s.word == "" {
		if t.count++; 2*t.count > len(t.slots) {
			t.grow()
			s = t.slot(w, hash)
		}
		s.word = w
		t.filter.add(hash)
	}
	return &s.entry
}

func (t *wordTable) grow() {
	old := t.slots
	t.slots, t.shift = make([]wordSlot, 2*len(old)), t.shift-1
	for _, s := range old {
		if s.word != "" {
			*t.slot(s.word, filterHash(s.word)) = s
		}
	}
}

// entry looks a word up, in any case of ASCII letters.
func (t *wordTable) entry(w string) wordEntry {
	hash := filterHash(w)
	if !t.filter.may(hash) {
		return wordEntry{}
	}
	return t.slot(w, hash).entry
}

// equalFold compares a word in lower case with one in any case.
func equalFold(lower, w string) bool {
	if len(lower) != len(w) {
		return false
	}
	for i := range len(lower) {
		if c := w[i]; c != lower[i] && (c|0x20 != lower[i] || c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}
