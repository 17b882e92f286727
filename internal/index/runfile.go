package index

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"iter"
	"os"
)

// A run file is a run in the folder of an index:
//
//	magic    8 bytes
//	blocks   one behind the other
//	table    uvarint of each block: its length
//	trailer  uint64 bits, uint64 entries, uint64 offset of the table,
//	         uint32 CRC-32C of table and trailer so far
//
// It is written once and synced before anything refers to it. The table stays
// in memory while the file is open: 20 MB for a million articles.
const (
	runMagic   = "dupesrun"
	runTrailer = 3*8 + 4
)

var errRunFile = errors.New("damaged run file")

type runFile struct {
	file   *os.File
	run    Run
	groups []uint64 // offset of the first of every groupSize blocks
	within []uint32 // offset of each block from that of its group; and the end of the last
	filter *filter  // nil for a large run
}

const groupSize = 64

// offset is where a block begins, and the one before ends.
func (r *runFile) offset(block uint64) int64 {
	return int64(r.groups[block/groupSize] + uint64(r.within[block]))
}

// writeRunFile writes a run and returns the number of its bytes.
func writeRunFile(path string, run Run, blocks iter.Seq2[[]byte, error], sync bool) (err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	defer func() {
		if err = errors.Join(err, f.Close()); err != nil {
			os.Remove(path)
		}
	}()
	w := &buffered{w: f, b: make([]byte, 0, runBuffer)}
	w.add([]byte(runMagic))
	table, n := make([]byte, 0, 2*run.blocks()+runTrailer), uint64(0)
	for b, err := range blocks {
		if err != nil {
			return err
		}
		table = binary.AppendUvarint(table, uint64(len(b)))
		n++
		w.add(b)
	}
	if n != run.blocks() {
		return fmt.Errorf("run of %d blocks: want %d", n, run.blocks())
	}
	for _, v := range []uint64{uint64(run.Bits), uint64(run.Entries), uint64(w.written)} {
		table = binary.LittleEndian.AppendUint64(table, v)
	}
	w.add(binary.LittleEndian.AppendUint32(table, crc32.Checksum(table, castagnoli)))
	if w.flush(); w.err != nil || !sync {
		return w.err
	}
	return f.Sync()
}

// buffered gathers small writes. Its error is that of the first write that
// went wrong.
type buffered struct {
	w       io.Writer
	b       []byte
	written int64
	err     error
}

const runBuffer = 1 << 20

func (w *buffered) add(b []byte) {
	if len(w.b)+len(b) > cap(w.b) {
		w.flush()
	}
	w.b = append(w.b, b...)
	w.written += int64(len(b))
}

func (w *buffered) flush() {
	if w.err == nil {
		_, w.err = w.w.Write(w.b)
	}
	w.b = w.b[:0]
}

func openRunFile(path string, id uint64) (*runFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r := &runFile{file: f, run: Run{ID: id}}
	if err := r.readTable(); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if r.run.Entries <= filteredEntries {
		r.filter = r.newFilter()
	}
	return r, nil
}

// newFilter makes the filter of a run. It is nil where a block is damaged:
// whoever looks for what is in that block will say so.
func (r *runFile) newFilter() *filter {
	f := newFilter(r.run.Entries)
	s := sequential{file: r}
	for n := range r.run.blocks() {
		b, err := s.block(n)
		if err == nil {
			err = eachPosting(r.run, n, b, func(p posting) bool { f.add(p.key); return true })
		}
		if err != nil {
			return nil
		}
	}
	return f
}

func (r *runFile) readTable() error {
	info, err := r.file.Stat()
	if err != nil {
		return err
	}
	size := info.Size()
	if size < int64(len(runMagic)+runTrailer) {
		return errRunFile
	}
	magic, trailer := make([]byte, len(runMagic)), make([]byte, runTrailer)
	if _, err := r.file.ReadAt(magic, 0); err != nil {
		return err
	}
	if _, err := r.file.ReadAt(trailer, size-runTrailer); err != nil {
		return err
	}
	bits, entries, at := binary.LittleEndian.Uint64(trailer), binary.LittleEndian.Uint64(trailer[8:]), binary.LittleEndian.Uint64(trailer[16:])
	if string(magic) != runMagic || bits > 32 || at > uint64(size)-runTrailer {
		return errRunFile
	}
	table := make([]byte, uint64(size)-at)
	if _, err := r.file.ReadAt(table, int64(at)); err != nil {
		return err
	}
	sum := len(table) - 4
	if binary.LittleEndian.Uint32(table[sum:]) != crc32.Checksum(table[:sum], castagnoli) {
		return errRunFile
	}
	r.run.Bits, r.run.Entries = int(bits), int64(entries)
	if !r.setOffsets(table[:len(table)-runTrailer]) || r.offset(r.run.blocks()) != int64(at) {
		return errRunFile
	}
	return nil
}

// setOffsets adds up the lengths of the blocks.
func (r *runFile) setOffsets(table []byte) bool {
	n := r.run.blocks()
	if uint64(len(table)) < n {
		return false
	}
	r.groups, r.within = make([]uint64, 0, n/groupSize+1), make([]uint32, 0, n+1)
	offset := uint64(len(runMagic))
	for i, at := uint64(0), 0; ; i++ {
		if i%groupSize == 0 {
			r.groups = append(r.groups, offset)
		}
		r.within = append(r.within, uint32(offset-r.groups[i/groupSize]))
		if i == n {
			return at == len(table)
		}
		var length uint64
		if length, at = uvarint(table, at); at > len(table) {
			return false
		}
		offset += length
	}
}

// block reads a block into the memory of buffer, if it is enough.
func (r *runFile) block(buffer []byte, number uint64) ([]byte, error) {
	lo, hi := r.offset(number), r.offset(number+1)
	if n := int(hi - lo); n > cap(buffer) {
		buffer = make([]byte, n, n+n/2)
	}
	buffer = buffer[:hi-lo]
	return buffer, r.read(buffer, lo)
}

// read fills b from offset on. A file that ends before is damaged.
func (r *runFile) read(b []byte, offset int64) error {
	_, err := r.file.ReadAt(b, offset)
	if err == io.EOF {
		return fmt.Errorf("%s: %w: cut off", r.file.Name(), errRunFile)
	}
	return err
}

// sequential reads the blocks of a run in order, many at once.
type sequential struct {
	file   *runFile
	buffer []byte
	from   uint64 // first block in buffer
	to     uint64
}

// readAhead is what a merge reads at once of each run.
const readAhead = 256 << 10

func (s *sequential) block(number uint64) ([]byte, error) {
	f := s.file
	if number < s.from || number >= s.to {
		s.from, s.to = number, number+1
		for s.to < f.run.blocks() && f.offset(s.to+1)-f.offset(number) <= readAhead {
			s.to++
		}
		n := int(f.offset(s.to) - f.offset(number))
		if n > cap(s.buffer) {
			s.buffer = make([]byte, max(n, readAhead))
		}
		s.buffer = s.buffer[:n]
		if err := f.read(s.buffer, f.offset(number)); err != nil {
			return nil, err
		}
	}
	base := f.offset(s.from)
	return s.buffer[f.offset(number)-base : f.offset(number+1)-base], nil
}
