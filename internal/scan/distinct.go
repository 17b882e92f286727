package scan

import (
	"math/bits"
	"slices"

	"github.com/dupes-news/dupes/shingle"
)

// counter counts the distinct shingles of a text. Nearly all shingles of a
// text are distinct, so a bitmap is asked first, and only the few that it has
// seen before are looked for.
type counter struct {
	bitmap []uint64
	again  []int // places of shingles whose bit was set
	sorted []uint64
}

// maxAgain is the number of shingles to look for one by one.
const maxAgain = 64

func (c *counter) count(shingles []uint64) int {
	words := 1 << bits.Len(uint(len(shingles))) // 64 to 128 bits for each shingle
	c.bitmap = slices.Grow(c.bitmap[:0], words)[:words]
	clear(c.bitmap)
	c.again = c.again[:0]
	for i, s := range shingles {
		word, bit := s>>8&uint64(words-1), uint64(1)<<(s&63)
		if c.bitmap[word]&bit != 0 {
			c.again = append(c.again, i)
		}
		c.bitmap[word] |= bit
	}
	if len(c.again) > maxAgain {
		c.sorted = append(c.sorted[:0], shingles...)
		return len(shingle.Set(c.sorted))
	}
	n := len(shingles)
	for _, i := range c.again {
		if slices.Contains(shingles[:i], shingles[i]) {
			n--
		}
	}
	return n
}
