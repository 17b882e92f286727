// Package spool keeps byte records that are too many for memory.
package spool

import (
	"fmt"
	"os"
	"sync"
)

// Spool is an append-only temporary file, read back by offset. It is safe for concurrent use.
type Spool struct {
	mu   sync.Mutex
	file *os.File
	tail []byte // appended, not yet in the file
	size int64  // of file
}

// spoolBuffer is how much is gathered for one write. A corpus that fits into
// it never touches the disk.
const spoolBuffer = 4 << 20

// New makes a spool in dir (the system's temporary folder if empty). The
// file has no name from the start where the system allows that, so that
// nothing stays behind whatever ends the program.
func New(dir string) (*Spool, error) {
	f, err := os.CreateTemp(dir, "dupes-*")
	if err != nil {
		return nil, fmt.Errorf("temporary file: %w", err)
	}
	os.Remove(f.Name()) // refused on some systems: Close removes it then
	return &Spool{file: f}, nil
}

// Append adds a record and returns its offset.
func (s *Spool) Append(record []byte) (int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.size + int64(len(s.tail))
	if len(s.tail) > 0 && len(s.tail)+len(record) > spoolBuffer {
		n, err := s.file.Write(s.tail)
		s.size += int64(n)
		if err != nil {
			return 0, fmt.Errorf("temporary file: %w", err)
		}
		s.tail = s.tail[:0]
	}
	s.tail = append(s.tail, record...)
	return at, nil
}

// Read fills record from offset on.
func (s *Spool) Read(record []byte, offset int64) error {
	if offset < s.size { // size does not change once reading has begun
		_, err := s.file.ReadAt(record, offset)
		if err != nil {
			return fmt.Errorf("temporary file: %w", err)
		}
		return nil
	}
	copy(record, s.tail[offset-s.size:])
	return nil
}

// Close removes the file.
func (s *Spool) Close() {
	s.file.Close()
	os.Remove(s.file.Name())
}
