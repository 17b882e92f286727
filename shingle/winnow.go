package shingle

import "math/bits"

// Passage is a run of Width words selected to stand for its neighbourhood.
type Passage struct {
	Hash uint64
	At   int // index of its first word
}

// Winnower selects passages so that two texts with a common run of words are
// sure to select a common passage (Schleimer, Wilkerson and Aiken 2003,
// section 3: their k is Width, their t is minRun, their w is the window).
//
// A passage is wider than a shingle, because five common words are common
// English while eight are nearly always one text copying another: wider
// passages give fewer candidates, but a narrower window and so more passages.
// Eight words for a run of twelve select one passage in three words. A Winnower
// serves one goroutine at a time.
type Winnower struct {
	size   int // words of a shingle
	width  int // words of a passage
	window int // passages of which one is selected

	hashes []uint64 // of the passages of the text at hand
	least  []uint64 // of each of its windows
}

// windowSize is the window of a Winnower where the run allows it: one passage
// in (windowSize+1)/2 words is selected (Schleimer et al., section 3.2).
const windowSize = 5

// NewWinnower returns the Winnower for shingles of size words and a guarantee
// from minRun words, minRun >= size.
func NewWinnower(size, minRun int) *Winnower {
	width := max(size, minRun-windowSize+1)
	return &Winnower{size: size, width: width, window: minRun - width + 1}
}

// Width is the number of words in a passage.
func (n *Winnower) Width() int { return n.width }

// Select appends to dst the passages selected among the shingles of one text,
// in text order. Any run of minRun words that two texts have in common holds
// a passage whose hash both select. A text shorter than minRun words selects
// nothing. It takes about 5 ns a shingle.
func (n *Winnower) Select(dst []Passage, shingles []uint64) []Passage {
	windows := n.hashAll(shingles)
	if windows < 1 {
		return dst
	}
	// Pass by pass rather than window by window: that leaves no branch to
	// guess wrongly.
	n.least = append(n.least[:0], n.hashes[:windows]...)
	for d := 1; d < n.window; d++ {
		for i, h := range n.hashes[d : d+windows] {
			n.least[i] = min(n.least[i], h)
		}
	}
	last := ^n.least[0]
	for i, h := range n.least {
		if h == last { // the selection of the window before, or its equal
			continue
		}
		last = h
		at := i + n.window - 1
		for n.hashes[at] != h {
			at--
		}
		dst = append(dst, Passage{h, at})
	}
	return dst
}

// hashAll makes the hashes of all passages and returns the number of windows.
func (n *Winnower) hashAll(shingles []uint64) int {
	passages := len(shingles) - (n.width - n.size)
	n.hashes = n.hashes[:0]
	for i := 0; i < passages; i++ {
		n.hashes = append(n.hashes, n.hash(shingles[i:]))
	}
	return passages - n.window + 1
}

// hash makes the hash of a passage from those shingles that just cover it, so
// that its words need not be hashed again.
func (n *Winnower) hash(shingles []uint64) uint64 {
	h := shingles[0]
	for at := 0; at < n.width-n.size; {
		at = min(at+n.size, n.width-n.size)
		h = mix(h, shingles[at])
	}
	return h
}

// mix hashes two hashes into one: the folded 64 by 64 bit product of wyhash
// (Wang Yi), with its first two constants.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0xa0761d6478bd642f, b^0xe7037ed1a0b428db)
	return hi ^ lo
}
