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
// Eight words for a run of twelve select one passage in three words.
type Winnower struct {
	size   int // words of a shingle
	width  int // words of a passage
	window int // passages of which one is selected
}

// windowSize is the window of a Winnower where the run allows it: one passage
// in (windowSize+1)/2 words is selected (Schleimer et al., section 3.2).
const windowSize = 5

// NewWinnower returns the Winnower for shingles of size words and a guarantee
// from minRun words, minRun >= size.
func NewWinnower(size, minRun int) Winnower {
	width := max(size, minRun-windowSize+1)
	return Winnower{size: size, width: width, window: minRun - width + 1}
}

// Width is the number of words in a passage.
func (n Winnower) Width() int { return n.width }

// Select appends to dst the passages selected among the shingles of one text,
// in text order. Any run of minRun words that two texts have in common holds
// a passage whose hash both select. A text shorter than minRun words selects
// nothing. It takes about 8 ns a shingle.
func (n Winnower) Select(dst []Passage, shingles []uint64) []Passage {
	best := Passage{At: -1}
	for i := 0; i+n.width-n.size < len(shingles); i++ {
		h := n.hash(shingles[i:])
		switch {
		case i < n.window-1:
			continue
		case best.At <= i-n.window: // none yet, or it left the window
			best = n.least(shingles, i)
		case h < best.Hash:
			best = Passage{h, i}
		default: // a tie stays with the earlier, as in robust winnowing
			continue
		}
		dst = append(dst, best)
	}
	return dst
}

// least is the rightmost minimum of the window that ends at passage last.
func (n Winnower) least(shingles []uint64, last int) Passage {
	best := Passage{n.hash(shingles[last:]), last}
	for i := last - 1; i > last-n.window; i-- {
		if h := n.hash(shingles[i:]); h < best.Hash {
			best = Passage{h, i}
		}
	}
	return best
}

// hash makes the hash of a passage from those shingles that just cover it, so
// that its words need not be hashed again.
func (n Winnower) hash(shingles []uint64) uint64 {
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
