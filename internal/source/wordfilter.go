package source

// wordFilter tells most words that are not in a set from those that are, in a
// few operations, where a look-up in a map takes tens: a Bloom filter of one
// hash over the length and three letters, the case of ASCII letters aside.
type wordFilter [1 << filterBits / 64]uint64

// filterBits makes one bit in twenty set by the 3,000 first words of the names
// that are built in.
const filterBits = 16

func filterHash(w string) uint32 {
	n := len(w)
	h := uint32(w[0]|0x20)<<24 | uint32(w[n/2]|0x20)<<16 | uint32(w[n-1]|0x20)<<8 | uint32(n)
	return h * 2654435761 >> (32 - filterBits) // Knuth's multiplicative hash
}

func (f *wordFilter) add(w string) {
	h := filterHash(w)
	f[h/64] |= 1 << (h % 64)
}

// may reports whether a word that is not empty may be in the set.
func (f *wordFilter) may(w string) bool {
	h := filterHash(w)
	return f[h/64]>>(h%64)&1 == 1
}
