package prose

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"
)

// A footerFilter passes over nearly all lines of stories by a look at the first
// four letters of their words. A pattern can be met only in a line that has
// the two longest words of the pattern before its first gap: the longest words
// are rare, where the first ones are "this" and "in".
//
// It takes eight bytes of the line at a time, because a loop over words of
// any length costs three times as much in wrong guesses of the processor.
type footerFilter struct {
	words [1 << filterBits]filterWord // by hash of letterKey
	most  [64]int                     // the most words of a line, by bit of filterWord
	pairs map[uint64]int              // bit of each pair
}

// filterWord has a bit for each pair of words, or for several of them: those of
// which the word is the longest in a pattern, and those of which it is the other.
type filterWord struct{ longest, second uint64 }

// filterBits makes 64 KB, of which the words of a language touch little: with
// two bits fewer, three times as many sentences get through by chance.
const filterBits = 12

// add makes way for the lines of a pattern, which have so many words at most.
func (f *footerFilter) add(pattern string, words int) {
	head, _, _ := strings.Cut(pattern, " ... ")
	fields := slices.DeleteFunc(strings.Fields(head), func(w string) bool { return plainByte[w[0]] < 'a' })
	if len(fields) == 0 {
		return // it has a copyright sign
	}
	slices.SortStableFunc(fields, func(a, b string) int { return len(b) - len(a) })
	longest, second := letterKey([]byte(fields[0])), letterKey([]byte(fields[min(1, len(fields)-1)]))
	bit := f.bit(uint64(longest)<<32 | uint64(second))
	f.most[bit] = max(f.most[bit], words)
	f.words[keyHash(longest)].longest |= 1 << bit
	f.words[keyHash(second)].second |= 1 << bit
}

// bit deals out the bits to pairs of words in turn.
func (f *footerFilter) bit(pair uint64) int {
	if _, ok := f.pairs[pair]; !ok {
		f.pairs[pair] = len(f.pairs) % len(f.most)
	}
	return f.pairs[pair]
}

// letterKey is the first four letters and digits of a word as plainWords gives
// it, in the order of their weight, or fewer.
func letterKey(s []byte) (key uint32) {
	for i, n := 0, 0; i < len(s) && n < 4; i++ {
		c := plainByte[s[i]]
		switch {
		case c != 0 || s[i] == '-' && i+1 < len(s) && plainByte[s[i+1]] != 0:
			key |= uint32(s[i]|0x20) << (8 * n)
			n++
		case bytes.HasPrefix(s[i:], []byte("’")):
			i += len("’") - 1
		case s[i] != '\'':
			return key
		}
	}
	return key
}

// keyHash is a number of filterBits bits.
func keyHash(key uint32) uint32 {
	const odd = 0x9E3779B1 // 2^32 over the golden ratio
	return key * odd >> (32 - filterBits)
}

// passes reports a line that may fit a pattern. It passes all lines that have
// a copyright sign.
func (f *footerFilter) passes(s string) bool {
	var buf [1 + longestBoilerplate + 8]byte // a space before the line, and room to read eight bytes at its end
	if len(s) > longestBoilerplate {
		return true
	}
	buf[0] = ' '
	line := buf[:1+copy(buf[1:], s)+8]
	words := 0 // that a space stands before: no more than plainWords finds
	var met filterWord
	var wide uint64
	for i := 0; i < len(line)-8; i += 8 {
		x := binary.LittleEndian.Uint64(line[i+1:])
		before := binary.LittleEndian.Uint64(line[i:])
		starts := letters(x) &^ letters(before)
		words += bits.OnesCount64(starts & spaces(before))
		wide |= x
		for ; starts != 0; starts &= starts - 1 {
			at := i + 1 + bits.TrailingZeros64(starts)/8
			key, ok := shortKey(line[at : at+4])
			if !ok {
				key = letterKey(line[at:])
			}
			w := &f.words[keyHash(key)]
			met.longest |= w.longest
			met.second |= w.second
		}
	}
	return f.fits(met, words) || copyright(s, wide&tops != 0)
}

// fits reports a pattern that a line may fit which has these words, so many in
// all.
func (f *footerFilter) fits(met filterWord, words int) bool {
	for both := met.longest & met.second; both != 0; both &= both - 1 {
		if words <= f.most[bits.TrailingZeros64(both)] {
			return true
		}
	}
	return false
}

const ones, tops = 0x0101010101010101, 0x8080808080808080

// letters sets the top bits of those of eight bytes that are ASCII letters.
func letters(x uint64) uint64 {
	low := x&^tops | 0x20*ones
	return (low + (0x80-'a')*ones) &^ (low + (0x7F-'z')*ones) &^ x & tops
}

// spaces sets the top bits of those that are spaces.
func spaces(x uint64) uint64 {
	x ^= ' ' * ones
	return ^((x&^tops + 0x7F*ones) | x) & tops
}

// shortKey is letterKey of the word at which line begins, if its first four
// bytes tell.
func shortKey(line []byte) (key uint32, ok bool) {
	x := uint32(keyByte[line[0]]) | uint32(keyByte[line[1]])<<8 | uint32(keyByte[line[2]])<<16 | uint32(keyByte[line[3]])<<24
	end := (x - 0x01010101) &^ x & 0x80808080 // the lowest bit is in the first byte that is zero
	return x & (end&-end>>7 - 1), x&0x80808080 == 0
}

// keyByte is plainByte, with the top bit set for what may stand inside words.
var keyByte = keyBytes()

func keyBytes() [256]byte {
	table := plainByte
	table['\''], table['-'], table["’"[0]] = 0x80, 0x80, 0x80
	return table
}

// copyright reports a copyright sign, or one of the letters beyond ASCII that
// turn into ASCII in lower case, the signs for Kelvin and the Turkish I.
func copyright(s string, wide bool) bool {
	if wide && (strings.Contains(s, "©") || strings.Contains(s, "\u212A") || strings.Contains(s, "\u0130")) {
		return true
	}
	return strings.Contains(s, "(c)") || strings.Contains(s, "(C)")
}
