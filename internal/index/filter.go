package index

import "math/bits"

// filter says of most keys that a run does not have that it does not have
// them: a Bloom filter of two bits a key. Much of what a new article is looked
// up by nobody has; with filters that costs nothing in the small runs that
// every commit adds.
type filter struct {
	bits  []uint64
	shift uint8
}

// filteredEntries is the postings up to which a run has a filter, so that the
// filters of an index of any size take some 30 MB, and opening it reads no
// more than 80 MB for them. filterBits is the bits for each posting, of which
// 8 to 16 are there: 1 to 5 keys in 100 pass in vain.
const (
	filteredEntries = 4 << 20
	filterBits      = 8
)

func newFilter(entries int64) *filter {
	n := bits.Len64(uint64(max(64, entries*filterBits)) - 1)
	return &filter{bits: make([]uint64, 1<<(n-6)), shift: uint8(64 - n)}
}

// places are the two bits of a key: different parts of products with two odd
// constants (those of wyhash).
func (f *filter) places(key uint64) (a, b uint64) {
	return key * 0xa0761d6478bd642f >> f.shift, key * 0xe7037ed1a0b428db >> f.shift
}

func (f *filter) add(key uint64) {
	a, b := f.places(key)
	f.bits[a>>6] |= 1 << (a & 63)
	f.bits[b>>6] |= 1 << (b & 63)
}

// has reports whether the run may have a key.
func (f *filter) has(key uint64) bool {
	a, b := f.places(key)
	return f.bits[a>>6]>>(a&63)&1 != 0 && f.bits[b>>6]>>(b&63)&1 != 0
}
