package scan

import (
	"fmt"
	"os"
	"sync"
)

// spool keeps byte records that are too many for memory: an append-only
// temporary file, read back by offset. It is safe for concurrent use.
type spool struct {
	mu   sync.Mutex
	file *os.File
	tail []byte // appended, not yet in the file
	size int64  // of file
}

// spoolBuffer is how much is gathered for one write. A corpus that fits into
// it never touches the disk.
const spoolBuffer = 4 << 20

// newSpool makes a spool in dir (the system's temporary folder if empty). The
// file has no name from the start where the system allows that, so that
// nothing stays behind whatever ends the program.
func newSpool(dir string) (*spool, error) {
	f, err := os.CreateTemp(dir, "dupes-*")
	if err != nil {
		return nil, fmt.Errorf("temporary file: %w", err)
	}
	os.Remove(f.Name()) // refused on some systems: close removes it then
	return &spool{file: f}, nil
}

// append adds a record and returns its offset.
func (s *spool) append(record []byte) (int64, error) {
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

// read fills record from offset on.
func (s *spool) read(record []byte, offset int64) error {
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

func (s *spool) close() {
	s.file.Close()
	os.Remove(s.file.Name())
}
