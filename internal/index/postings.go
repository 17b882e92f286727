package index

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"iter"
	"math/bits"
	"slices"
)

// Postings say which articles have a key. They stand in runs: sorted,
// immutable, each cut by the upper bits of its keys into 2^Bits blocks of some
// 50 postings, so that one key is found by reading one block. A block is
//
//	crc     4 bytes, CRC-32C of the rest
//	for each key, ascending: uvarint of the distance from the key before (the
//	        first: from the least key of the block), then its numbers: uvarint
//	        of twice the number (those after the first: of twice the distance),
//	        plus 1 where another one follows
//
// which takes 5.1 bytes a posting in a run of a million articles. Every commit
// adds a run; mergeable says when runs become one.
type Run struct {
	ID      uint64 `json:"id"`
	Bits    int    `json:"bits"`    // 2^Bits blocks
	Entries int64  `json:"entries"` // postings
}

func (r Run) blocks() uint64 { return 1 << r.Bits }

// block is the number of the block that has a key.
func (r Run) block(key uint64) uint32 { return uint32(key >> (keyBits - r.Bits)) }

// least is the least key of a block.
func (r Run) least(block uint64) uint64 { return block << (keyBits - r.Bits) }

// perBlock is the most postings that a block has on average; the least is half
// as many. Fewer make a longer table of blocks, more take longer to read: a
// block of 48 takes 0.1 us beside the 0.8 us that the system takes to give it.
const perBlock = 64

// bitsFor are the bits of a run of so many postings.
func bitsFor(entries int64) int {
	return max(0, bits.Len64(uint64(max(entries, 1)-1)/perBlock))
}

// posting says that an article has a key.
type posting struct {
	key    uint64
	number uint32
}

// maxPosting is the articles of one key that are kept: the first. A passage in
// more articles than that is boilerplate whatever they are; see hotPosting for
// what a query makes of it.
const maxPosting = 512

var errBlock = errors.New("damaged block of postings")

// blockWriter makes blocks of postings in ascending order.
type blockWriter struct {
	run   Run
	next  uint64 // block at hand
	b     []byte
	last  posting
	same  int // postings of the last key
	open  int // where the last number of the block begins; 0 for none
	yield func([]byte) bool
}

// blocksOf cuts sorted postings into the blocks of a run, all of them, also
// empty ones.
func blocksOf(run Run, postings iter.Seq2[posting, error]) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		stopped := false
		w := &blockWriter{run: run, yield: func(b []byte) bool { stopped = stopped || !yield(b, nil); return !stopped }}
		w.begin()
		for p, err := range postings {
			if err != nil {
				yield(nil, err)
				return
			}
			if w.add(p); stopped {
				return
			}
		}
		for !stopped && w.next < run.blocks() {
			w.end()
		}
	}
}

func (w *blockWriter) begin() {
	w.b = append(w.b[:0], 0, 0, 0, 0)
	w.open, w.same = 0, 0
	w.last = posting{key: w.run.least(w.next)}
}

func (w *blockWriter) end() {
	binary.LittleEndian.PutUint32(w.b, crc32.Checksum(w.b[4:], castagnoli))
	w.next++
	w.yield(w.b)
	w.begin()
}

func (w *blockWriter) add(p posting) {
	for uint64(w.run.block(p.key)) > w.next {
		w.end()
	}
	number := p.number
	if w.open > 0 && p.key == w.last.key {
		if w.same++; w.same > maxPosting {
			return
		}
		w.b[w.open] |= 1 // the lowest bit of a uvarint is in its first byte
		number -= w.last.number
	} else {
		w.b = binary.AppendUvarint(w.b, p.key-w.last.key)
		w.same = 1
	}
	w.open = len(w.b)
	w.b = binary.AppendUvarint(w.b, uint64(number)<<1)
	w.last = p
}

// eachPosting calls visit for the postings of a block, until it says no.
func eachPosting(run Run, number uint64, block []byte, visit func(posting) bool) error {
	if len(block) < 4 || binary.LittleEndian.Uint32(block) != crc32.Checksum(block[4:], castagnoli) {
		return errBlock
	}
	p := posting{key: run.least(number)}
	for at := 4; at < len(block); {
		d, next := uvarint(block, at)
		p.key, p.number = p.key+d, 0
		for more := true; more; {
			var v uint64
			if v, next = uvarint(block, next); next > len(block) {
				return errBlock
			}
			p.number, more = p.number+uint32(v>>1), v&1 != 0
			if !visit(p) {
				return nil
			}
		}
		at = next
	}
	return nil
}

// uvarint reads a number at b[at:] and returns where the next one begins, past
// the end of b where it is broken. Nearly all here have two or three bytes.
func uvarint(b []byte, at int) (v uint64, next int) {
	if at+2 < len(b) {
		b := b[at : at+3]
		switch {
		case b[0] < 0x80:
			return uint64(b[0]), at + 1
		case b[1] < 0x80:
			return uint64(b[0]&0x7f) | uint64(b[1])<<7, at + 2
		case b[2] < 0x80:
			return uint64(b[0]&0x7f) | uint64(b[1]&0x7f)<<7 | uint64(b[2])<<14, at + 3
		}
	}
	if at >= len(b) {
		return 0, len(b) + 1
	}
	v, n := binary.Uvarint(b[at:])
	if n <= 0 {
		return 0, len(b) + 1
	}
	return v, at + n
}

// sortedPostings are the postings of sketches, numbered from 0 on.
func sortedPostings(sketches []*Sketch) []uint64 {
	n := 0
	for _, k := range sketches {
		n += len(k.keys)
	}
	list := make([]uint64, 0, n)
	for i, k := range sketches {
		for _, key := range k.keys {
			list = append(list, key<<relativeBits|uint64(i))
		}
	}
	slices.Sort(list)
	return slices.Compact(list) // a passage may stand twice in an article
}

// relativeBits are those of a number in a commit beside a key in 64 bits, so
// that postings of a commit are sorted as plain numbers.
const relativeBits = 64 - keyBits

// maxCommit is the articles of a commit.
const maxCommit = 1 << relativeBits

func postingsFrom(first uint32, list []uint64) iter.Seq2[posting, error] {
	return func(yield func(posting, error) bool) {
		for _, v := range list {
			if !yield(posting{v >> relativeBits, first + uint32(v&(maxCommit-1))}, nil) {
				return
			}
		}
	}
}

// fanOut is how many runs of one tier become one of the next: a posting is
// written again once for every fourfold of articles, and a query reads at
// most 3 runs a tier.
const fanOut = 4

func tier(r Run) int { return bits.Len64(uint64(r.Entries)) / 2 }

// mergeable are the runs that should become one, nil for none: those of the
// lowest tier that has fanOut of them, with all that are smaller.
func mergeable(runs []Run) []Run {
	tiers := map[int]int{}
	full := -1
	for _, r := range runs {
		t := tier(r)
		if tiers[t]++; tiers[t] == fanOut && (full < 0 || t < full) {
			full = t
		}
	}
	if full < 0 {
		return nil
	}
	var out []Run
	for _, r := range runs {
		if tier(r) <= full {
			out = append(out, r)
		}
	}
	return out
}

// merge is the postings of several runs in order, without those of articles
// that are gone. Sequence is that of a Reader.
func merge(runs []Run, sequence func(Run) func(block uint64) ([]byte, error), isGone func(number uint32) bool) iter.Seq2[posting, error] {
	return func(yield func(posting, error) bool) {
		var live []*cursor
		for _, r := range runs {
			c := &cursor{run: r, read: sequence(r)}
			if !c.advance() && c.err != nil {
				yield(posting{}, c.err)
				return
			}
			live = append(live, c)
		}
		for {
			live = slices.DeleteFunc(live, func(c *cursor) bool { return len(c.list) == 0 })
			if len(live) == 0 {
				return
			}
			for { // until a run ends
				c := live[0]
				for _, other := range live[1:] {
					if other.before(c) {
						c = other
					}
				}
				p := c.list[0]
				if !isGone(p.number) && !yield(p, nil) {
					return
				}
				if !c.advance() {
					if c.err != nil {
						yield(posting{}, c.err)
						return
					}
					break
				}
			}
		}
	}
}

// cursor goes through a run. Its first posting is list[0].
type cursor struct {
	run    Run
	read   func(block uint64) ([]byte, error)
	next   uint64 // block to read
	list   []posting
	buffer []posting
	err    error
}

// advance goes to the next posting; false at the end, or where err says why.
func (c *cursor) advance() bool {
	if len(c.list) > 0 {
		c.list = c.list[1:]
	}
	for len(c.list) == 0 && c.next < c.run.blocks() {
		var block []byte
		if block, c.err = c.read(c.next); c.err != nil {
			return false
		}
		c.buffer = c.buffer[:0]
		c.err = eachPosting(c.run, c.next, block, func(p posting) bool { c.buffer = append(c.buffer, p); return true })
		if c.err != nil {
			return false
		}
		c.list = c.buffer
		c.next++
	}
	return len(c.list) > 0
}

func (c *cursor) before(other *cursor) bool {
	a, b := c.list[0], other.list[0]
	return a.key < b.key || a.key == b.key && a.number < b.number
}
