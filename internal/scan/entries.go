package scan

import (
	"slices"
	"sync"
	"unsafe"

	"github.com/dupes-news/dupes/internal/spool"
)

// entries is a large multimap from hashes to text numbers, written by many
// goroutines and then read hash by hash in ascending order. An entry takes 8
// bytes: the hash's upper 8 bits choose one of 256 parts, the next 32 stand in
// the upper half of the entry, the text number in the lower. Two hashes that
// agree in those 40 bits fall together; that makes a candidate in vain, which
// verification drops: some 5 among the 4 million bands of 100,000 articles.
//
// Beyond limit bytes the parts go to disk, and come back one at a time.
type entries struct {
	parts [parts]part
	mu    sync.Mutex
	held  int64 // bytes in memory
	limit int64
	spill *spool.Spool // nil while everything fits
	dir   string
}

const parts = 256

type part struct {
	mu      sync.Mutex
	chunks  [][]uint64
	spilled []extent
}

// extent is a chunk on disk.
type extent struct {
	offset int64
	length int
}

// entryWriter gathers the entries of one goroutine, so that parts are locked
// once a chunk.
type entryWriter struct {
	to     *entries
	chunks [parts][]uint64
}

// chunkSize is the entries of a chunk: 256 chunks a writer are 1 MiB.
const chunkSize = 512

func newEntries(limit int64, dir string) *entries { return &entries{limit: limit, dir: dir} }

func (w *entryWriter) add(hash uint64, text uint32) error {
	p := hash >> 56
	if w.chunks[p] == nil {
		w.chunks[p] = make([]uint64, 0, chunkSize)
	}
	w.chunks[p] = append(w.chunks[p], hash<<8>>32<<32|uint64(text))
	if len(w.chunks[p]) < chunkSize {
		return nil
	}
	return w.hand(int(p))
}

// hand gives a chunk to the entries.
func (w *entryWriter) hand(p int) error {
	chunk := w.chunks[p]
	w.chunks[p] = nil
	if len(chunk) == 0 {
		return nil
	}
	w.to.parts[p].mu.Lock()
	w.to.parts[p].chunks = append(w.to.parts[p].chunks, chunk)
	w.to.parts[p].mu.Unlock()
	return w.to.grow(int64(8 * cap(chunk)))
}

// flush hands over what the writer still holds.
func (w *entryWriter) flush() error {
	for p := range w.chunks {
		if err := w.hand(p); err != nil {
			return err
		}
	}
	return nil
}

func (e *entries) grow(bytes int64) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.held += bytes
	if e.held <= e.limit {
		return nil
	}
	return e.toDisk()
}

// toDisk moves all chunks to the spill file.
func (e *entries) toDisk() error {
	if e.spill == nil {
		s, err := spool.New(e.dir)
		if err != nil {
			return err
		}
		e.spill = s
	}
	for i := range e.parts {
		p := &e.parts[i]
		p.mu.Lock()
		for _, chunk := range p.chunks {
			at, err := e.spill.Append(asBytes(chunk))
			if err != nil {
				p.mu.Unlock()
				return err
			}
			p.spilled = append(p.spilled, extent{at, len(chunk)})
		}
		p.chunks = nil
		p.mu.Unlock()
	}
	e.held = 0
	return nil
}

// posting is the texts that share a hash, ascending and without repeats. The
// upper half of each number is part of the hash.
type posting []uint64

func (p posting) text(i int) uint32 { return uint32(p[i]) }

// each calls visit with every posting of two texts or more, in ascending
// order of hash and with the texts renumbered by rank: so in the same order
// whatever order they were added in. A text of rank noRank is left out. Each
// frees what it has visited; the posting is only valid during the call; hash
// is what is kept of the hash, its upper 40 bits.
func (e *entries) each(rank []uint32, visit func(hash uint64, p posting) error) error {
	var list, scratch []uint64
	for i := range e.parts {
		var err error
		if list, err = e.load(list[:0], &e.parts[i]); err != nil {
			return err
		}
		list = renumber(list, rank)
		if cap(scratch) < len(list) {
			scratch = make([]uint64, len(list)+len(list)/8)
		}
		sortUint64(list, scratch[:len(list)], hashByte)
		if err := eachPosting(uint64(i), list, visit); err != nil {
			return err
		}
	}
	return nil
}

// hashByte is the lowest byte of an entry that belongs to its hash.
const hashByte = 4

// noRank is the rank of a text that has no article left.
const noRank = ^uint32(0)

func renumber(list []uint64, rank []uint32) []uint64 {
	kept := list[:0]
	for _, v := range list {
		if r := rank[uint32(v)]; r != noRank {
			kept = append(kept, v>>32<<32|uint64(r))
		}
	}
	return kept
}

func eachPosting(part uint64, list []uint64, visit func(uint64, posting) error) error {
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n]>>32 == list[0]>>32 {
			n++
		}
		p := list[:n]
		list = list[n:]
		if n == 1 { // most are
			continue
		}
		slices.Sort(p)
		if p = slices.Compact(p); len(p) == 1 {
			continue
		}
		if err := visit(kept40(part<<56|p[0]>>32<<24), posting(p)); err != nil {
			return err
		}
	}
	return nil
}

// kept40 is the part of a hash that entries keep.
func kept40(hash uint64) uint64 { return hash >> 24 }

// load appends the entries of a part to list and frees the part.
func (e *entries) load(list []uint64, p *part) ([]uint64, error) {
	for _, x := range p.spilled {
		n := len(list)
		list = append(list, make([]uint64, x.length)...)
		if err := e.spill.Read(asBytes(list[n:]), x.offset); err != nil {
			return nil, err
		}
	}
	for _, chunk := range p.chunks {
		list = append(list, chunk...)
	}
	p.chunks, p.spilled = nil, nil
	return list, nil
}

func (e *entries) close() {
	if e.spill != nil {
		e.spill.Close()
	}
}

// asBytes is the memory of numbers as bytes: spools never leave the machine
// that wrote them, so its byte order does.
func asBytes[T uint32 | uint64](s []T) []byte {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), len(s)*int(unsafe.Sizeof(s[0])))
}

// sortUint64 sorts list by radix, least significant byte first, from byte
// first on and passing over bytes that do not differ: numbers that differ in
// lower bytes only stay in their order. Scratch must be as long as list. Ten
// times faster than slices.Sort on the lists of a large scan.
func sortUint64[T ~uint64](list, scratch []T, first int) {
	var count [8][256]uint32
	for _, v := range list {
		for d := first; d < 8; d++ {
			count[d][byte(v>>(8*d))]++
		}
	}
	from, to := list, scratch
	for d := first; d < 8; d++ {
		if len(list) == 0 || count[d][byte(from[0]>>(8*d))] == uint32(len(list)) {
			continue
		}
		sum := uint32(0)
		for b, n := range count[d] {
			count[d][b], sum = sum, sum+n
		}
		for _, v := range from {
			b := byte(v >> (8 * d))
			to[count[d][b]] = v
			count[d][b]++
		}
		from, to = to, from
	}
	if len(list) > 0 && &from[0] != &list[0] {
		copy(list, from)
	}
}
