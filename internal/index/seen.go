package index

import (
	"errors"

	"github.com/cockroachdb/pebble/v2"
)

// Seen remembers ids and where they were, on disk, until Close.
type Seen struct{ f *folder }

// NewSeen makes a Seen in an empty folder.
func NewSeen(dir string) (*Seen, error) {
	f, err := (&folder{dir: dir, volatile: true}).open(true)
	if err != nil {
		return nil, err
	}
	return &Seen{f}, nil
}

// Add remembers an id, and returns where it was before.
func (s *Seen) Add(id, place string) (before string, seen bool, err error) {
	v, err := s.f.get(idKey(id))
	if v != nil || err != nil {
		return string(v), true, err
	}
	return "", false, s.f.alarm.wait(func() error { return s.f.db.Set(idKey(id), []byte(place), pebble.NoSync) })
}

// Has reports whether an id was added.
func (s *Seen) Has(id string) (bool, error) {
	v, err := s.f.get(idKey(id))
	return v != nil, err
}

// Close forgets everything.
func (s *Seen) Close() error {
	if s == nil {
		return errors.New("closed twice")
	}
	return s.f.Close()
}
