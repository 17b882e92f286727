package pairs

import (
	"context"
	"encoding/binary"
	"fmt"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/spool"
)

// Shelf is articles in a temporary file, for reading one at a time in any
// order. It takes some 150 bytes of memory for each, whatever their length.
type Shelf struct {
	spool   *spool.Spool
	found   map[string]held[extent]
	refused []corpus.Refused
}

// extent is a place in the temporary file.
type extent struct {
	offset int64
	length int
}

// Shelve reads the articles that want names, once, and shelves them. Which
// article an id stands for and which inputs are refused is as for Articles.
// Close the shelf when done.
func Shelve(ctx context.Context, in Input, want map[string]bool) (*Shelf, error) {
	s, err := spool.New(in.TempDir)
	if err != nil {
		return nil, err
	}
	r := newReading(in, want, func(a *corpus.Article) (extent, error) {
		packed := pack(a)
		at, err := s.Append(packed)
		return extent{at, len(packed)}, err
	})
	if err := r.read(ctx, in); err != nil {
		s.Close()
		return nil, err
	}
	return &Shelf{s, r.found, r.refused()}, nil
}

// Article is the article of this id as it was read, nil where the shelf has
// none. It may be called from any number of goroutines, and not after Close.
func (s *Shelf) Article(id string) (*corpus.Article, error) {
	h, ok := s.found[id]
	if !ok {
		return nil, nil
	}
	packed := make([]byte, h.article.length)
	if err := s.spool.Read(packed, h.article.offset); err != nil {
		return nil, fmt.Errorf("read article %q: %w", id, err)
	}
	a, err := unpack(string(packed))
	if err != nil {
		return nil, fmt.Errorf("read article %q: %w", id, err)
	}
	a.Path, a.Line = h.path, h.line
	return a, nil
}

// Refused are the inputs that were not read, by path and line.
func (s *Shelf) Refused() []corpus.Refused { return s.refused }

// Close removes the temporary file.
func (s *Shelf) Close() { s.spool.Close() }

// texts are the fields of an article that are text, but its path.
func texts(a *corpus.Article) []*string {
	o := &a.Origin
	return []*string{
		&a.ID, &a.Text, &a.Title, &a.Outlet, &a.Byline, &a.URL,
		&o.Canonical, &o.Original, &o.Syndication, &o.BasedOn, &o.Publisher, &o.Organization, &o.Credit,
		&o.Copyright, &o.InfoSource, &o.Wire, &o.Source, &o.Dateline,
	}
}

// pack is the date of an article behind its length, none for none, and then
// each text behind its own. The zone of the date stays, which Unix time would
// lose.
func pack(a *corpus.Article) []byte {
	out := make([]byte, 1, len(a.Text)+256)
	if !a.Date.IsZero() {
		date, _ := a.Date.MarshalBinary() // fails for a zone of weeks, which no reader of dates gives
		out = append(out, date...)
		out[0] = byte(len(date))
	}
	for _, s := range texts(a) {
		out = binary.AppendUvarint(out, uint64(len(*s)))
		out = append(out, *s...)
	}
	return out
}

// unpack is the article of which s is the packed form. Its texts are parts of
// s.
func unpack(s string) (*corpus.Article, error) {
	a := new(corpus.Article)
	date, s := s[1:1+s[0]], s[1+s[0]:]
	if date != "" {
		if err := a.Date.UnmarshalBinary([]byte(date)); err != nil {
			return nil, err
		}
	}
	for _, text := range texts(a) {
		length, n := binary.Uvarint([]byte(s[:min(len(s), binary.MaxVarintLen64)]))
		*text, s = s[n:n+int(length)], s[n+int(length):]
	}
	return a, nil
}
