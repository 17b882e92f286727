package index

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"iter"

	"github.com/cockroachdb/pebble/v2"
)

func within(prefix string) *pebble.IterOptions {
	upper := []byte(prefix)
	upper[len(upper)-1]++ // no prefix ends in 0xff
	return &pebble.IterOptions{LowerBound: []byte(prefix), UpperBound: upper}
}

func valueKey(name string) []byte { return append([]byte{'v'}, name...) }
func idKey(id string) []byte      { return append([]byte{'i'}, id...) }

func numberKey(kind byte, n uint32) []byte {
	return binary.BigEndian.AppendUint32([]byte{kind}, n)
}

// get is the value of a key, nil where there is none.
func (f *folder) get(key []byte) ([]byte, error) {
	v, closer, err := f.db.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, f.inDB(err)
	}
	defer closer.Close()
	return bytes.Clone(v), nil
}

func (f *folder) Value(name string) ([]byte, error) { return f.get(valueKey(name)) }

func (f *folder) Values(prefix string) iter.Seq2[NamedValue, error] {
	return func(yield func(NamedValue, error) bool) {
		for kv, err := range f.scan("v" + prefix) {
			if !yield(NamedValue{string(kv[0][1:]), kv[1]}, err) {
				return
			}
		}
	}
}

// scan goes through the keys with a prefix.
func (f *folder) scan(prefix string) iter.Seq2[[2][]byte, error] {
	return func(yield func([2][]byte, error) bool) {
		it, err := f.db.NewIter(within(prefix))
		if err != nil {
			yield([2][]byte{{0}}, f.inDB(err))
			return
		}
		defer it.Close()
		for it.First(); it.Valid(); it.Next() {
			if !yield([2][]byte{bytes.Clone(it.Key()), bytes.Clone(it.Value())}, nil) {
				return
			}
		}
		if err := it.Error(); err != nil {
			yield([2][]byte{{0}}, f.inDB(err))
		}
	}
}

func (f *folder) Numbers(ids []string, visit func(i int, number uint32)) error {
	for i, id := range ids {
		v, err := f.get(idKey(id))
		if err != nil {
			return err
		}
		if len(v) == 4 {
			visit(i, binary.BigEndian.Uint32(v))
		}
	}
	return nil
}

func (f *folder) Records(numbers []uint32, visit func(i int, record []byte) error) error {
	for i, n := range numbers {
		v, err := f.get(numberKey('a', n))
		if err != nil {
			return err
		}
		if err := visit(i, v); err != nil {
			return err
		}
	}
	return nil
}

func (f *folder) Refs(numbers []uint32) ([]ref, error) {
	out := make([]ref, len(numbers))
	for i, n := range numbers {
		out[i] = f.ref(n)
	}
	return out, nil
}

func (f *folder) ref(n uint32) ref {
	if int(n) >= len(f.refs) {
		return ref{day: gone}
	}
	return f.refs[n]
}

func (f *folder) All() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for kv, err := range f.scan("a") {
			if err != nil {
				yield(Record{}, err)
				return
			}
			n := binary.BigEndian.Uint32(kv[0][1:])
			if !yield(Record{Number: n, Record: kv[1], ref: f.ref(n)}, nil) {
				return
			}
		}
	}
}

func (f *folder) Runs() []Run {
	out := make([]Run, len(f.runs))
	for i, r := range f.runs {
		out[i] = r.run
	}
	return out
}

func (f *folder) runFile(run Run) (*runFile, error) {
	for _, r := range f.runs {
		if r.run.ID == run.ID {
			return r, nil
		}
	}
	return nil, fmt.Errorf("run %d: %w", run.ID, fs.ErrNotExist)
}

func (f *folder) Filter(run Run) func(key uint64) bool {
	if r, err := f.runFile(run); err == nil && r.filter != nil {
		return r.filter.has
	}
	return nil
}

func (f *folder) Blocks(run Run, blocks []uint32, visit func(i int, block []byte) error) error {
	r, err := f.runFile(run)
	if err != nil {
		return err
	}
	var buffer []byte
	for i, n := range blocks {
		if buffer, err = r.block(buffer, uint64(n)); err != nil {
			return err
		}
		if err := visit(i, buffer); err != nil {
			return err
		}
	}
	return nil
}

func (f *folder) Sequence(run Run) func(block uint64) ([]byte, error) {
	r, err := f.runFile(run)
	if err != nil {
		return func(uint64) ([]byte, error) { return nil, err }
	}
	return (&sequential{file: r}).block
}
