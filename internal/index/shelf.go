package index

import (
	"fmt"
	"slices"
)

// Shelf is articles that a search goes through: those of an index, or those of
// a Fresh.
type Shelf interface {
	// postings calls visit with the numbers of articles that have a key, for
	// keys in ascending order without repeats: once for each key that any has.
	postings(keys []uint64, visit func(i int, numbers []uint32)) error
	refs(numbers []uint32) ([]ref, error)
	// load calls visit with articles; number i may be passed over where it is
	// no longer there.
	load(numbers []uint32, visit func(i int, a stored) error) error
}

// storeShelf is the articles of a store.
type storeShelf struct {
	r     Reader
	codec *codec
	place string
	found [][]uint32 // numbers by key asked for
}

func (s *storeShelf) postings(keys []uint64, visit func(i int, numbers []uint32)) error {
	s.reset(len(keys))
	for _, run := range s.r.Runs() {
		if err := s.look(run, keys); err != nil {
			return err
		}
	}
	for i, numbers := range s.found {
		if len(numbers) == 0 {
			continue
		}
		slices.Sort(numbers) // a merged run may be older than its id
		if len(numbers) > maxPosting {
			numbers = numbers[:maxPosting]
		}
		visit(i, numbers)
	}
	return nil
}

func (s *storeShelf) reset(n int) {
	s.found = slices.Grow(s.found[:0], n)[:n]
	for i := range s.found {
		s.found[i] = s.found[i][:0]
	}
}

// look appends the numbers of one run.
func (s *storeShelf) look(run Run, keys []uint64) error {
	var blocks []uint32
	var from []int // first key of each block
	mayHave := s.r.Filter(run)
	for i, key := range keys {
		if mayHave != nil && !mayHave(key) {
			continue
		}
		if b := run.block(key); len(blocks) == 0 || blocks[len(blocks)-1] != b {
			blocks, from = append(blocks, b), append(from, i)
		}
	}
	if len(blocks) == 0 {
		return nil
	}
	return s.r.Blocks(run, blocks, func(n int, block []byte) error {
		at := from[n]
		end := len(keys)
		if n+1 < len(from) {
			end = from[n+1]
		}
		err := eachPosting(run, uint64(blocks[n]), block, func(p posting) bool {
			for at < end && keys[at] < p.key {
				at++
			}
			if at < end && keys[at] == p.key {
				s.found[at] = append(s.found[at], p.number)
			}
			return at < end
		})
		if err != nil {
			return fmt.Errorf("%s block %d: %w", s.r.RunName(run), blocks[n], err)
		}
		return nil
	})
}

func (s *storeShelf) refs(numbers []uint32) ([]ref, error) { return s.r.Refs(numbers) }

func (s *storeShelf) load(numbers []uint32, visit func(i int, a stored) error) error {
	return s.r.Records(numbers, func(i int, record []byte) error {
		if record == nil {
			return nil
		}
		a, err := s.codec.decode(record)
		if err != nil {
			return fmt.Errorf("%q article number %d: %w", s.place, numbers[i], err)
		}
		return visit(i, a)
	})
}

// Fresh is articles in memory that a query goes through beside those of an
// index. The zero value is empty. It is not safe for use by several goroutines
// while Add is called.
type Fresh struct {
	sketches []*Sketch
	byKey    map[uint64][]uint32
}

// Add adds an article.
func (f *Fresh) Add(k *Sketch) {
	if f.byKey == nil {
		f.byKey = map[uint64][]uint32{}
	}
	n := uint32(len(f.sketches))
	f.sketches = append(f.sketches, k)
	for _, key := range k.keys {
		list := f.byKey[key]
		if len(list) < maxPosting && (len(list) == 0 || list[len(list)-1] != n) {
			f.byKey[key] = append(list, n)
		}
	}
}

// Meets reports whether any of the articles has something in common with
// another one that a search looks for.
func (f *Fresh) Meets(k *Sketch) bool {
	return len(f.sketches) > 0 && slices.ContainsFunc(k.keys, func(key uint64) bool { return len(f.byKey[key]) > 0 })
}

// Sketches are the articles in the order in which they were added.
func (f *Fresh) Sketches() []*Sketch { return f.sketches }

// Reset takes all articles out.
func (f *Fresh) Reset() {
	f.sketches = nil
	clear(f.byKey)
}

func (f *Fresh) postings(keys []uint64, visit func(i int, numbers []uint32)) error {
	for i, key := range keys {
		if numbers := f.byKey[key]; len(numbers) > 0 {
			visit(i, numbers)
		}
	}
	return nil
}

func (f *Fresh) refs(numbers []uint32) ([]ref, error) {
	out := make([]ref, len(numbers))
	for i, n := range numbers {
		out[i] = f.sketches[n].ref()
	}
	return out, nil
}

func (f *Fresh) load(numbers []uint32, visit func(i int, a stored) error) error {
	for i, n := range numbers {
		k := f.sketches[n]
		if err := visit(i, stored{k.Article, k.Words, k.Distinct, k.Shingles}); err != nil {
			return err
		}
	}
	return nil
}
