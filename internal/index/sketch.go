package index

import (
	"errors"
	"strings"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/shingle"
)

// Sketch is an article and what it is looked up by. It owns its memory.
type Sketch struct {
	corpus.Article
	Words    int
	Distinct int      // shingles
	Shingles []uint64 // in text order
	Passages []shingle.Passage

	keys  []uint64 // of its postings, 40 bits each: identity, bands, passages
	bands int      // keys[1:1+bands] are those of bands
	story uint32
}

// Sketcher makes sketches. It serves one goroutine.
type Sketcher struct {
	header   Header
	plan     shingle.Plan
	words    shingle.Words
	signer   *shingle.Signer
	winnower *shingle.Winnower
	minima   []uint64
	sorted   []uint64
	wide     []uint64
}

// NewSketcher makes a Sketcher for an index with this header.
func (h Header) NewSketcher() (*Sketcher, error) {
	signer, err := shingle.NewSigner(h.Bands * h.Rows)
	if err != nil {
		return nil, err
	}
	return &Sketcher{header: h, plan: h.plan(), signer: signer, winnower: shingle.NewWinnower(h.Shingle, h.MinRun)}, nil
}

// Sketch cuts an article into what it is found by. The error is
// shingle.ErrTooShort for one of fewer words than a shingle; the sketch then
// has the number of its words all the same.
func (s *Sketcher) Sketch(a corpus.Article) (*Sketch, error) {
	s.words.Split(a.Text)
	n := s.words.Len()
	if n < s.header.Shingle {
		return &Sketch{Article: a, Words: n}, shingle.ErrTooShort
	}
	shingles := s.words.Shingles(make([]uint64, 0, n-s.header.Shingle+1), s.header.Shingle)
	return s.of(a, n, shingles, xxh3.Hash(s.words.NormRun(0, n)))
}

// of is the sketch of an article of whose text the shingles are known.
func (s *Sketcher) of(a corpus.Article, words int, shingles []uint64, identity uint64) (*Sketch, error) {
	k := &Sketch{Article: a, Words: words, Shingles: shingles}
	s.sorted = append(s.sorted[:0], shingles...)
	k.Distinct = len(shingle.Set(s.sorted))
	var err error
	if s.minima, err = s.signer.Sign(s.minima[:0], shingles); err != nil {
		return nil, err
	}
	k.story = uint32(s.minima[0] >> 32)
	s.wide = append(s.wide[:0], identity)
	s.wide = s.plan.Keys(s.wide, s.minima)
	k.bands = len(s.wide) - 1
	k.Passages = s.winnower.Select(nil, shingles)
	k.keys = make([]uint64, 0, len(s.wide)+len(k.Passages))
	for _, h := range s.wide {
		k.keys = append(k.keys, key40(h))
	}
	for _, p := range k.Passages {
		k.keys = append(k.keys, key40(p.Hash))
	}
	return k, nil
}

// keyBits are the bits of a hash that postings keep. Two hashes that agree in
// them make a candidate in vain, which verification drops: with 200 million
// postings, of a million articles, one in 27 articles meets such a one.
const keyBits = 40

func key40(hash uint64) uint64 { return hash >> (64 - keyBits) }

// ref is what postings are judged by: who printed the article, when, and which
// story it tells.
type ref struct {
	outlet uint32 // hash of the name; 0 for none
	day    int32  // since 1970; noDay without a date, gone for an article that was removed
	story  uint32 // its least minimum, which most copies of one text share
}

const (
	noDay = -1 << 31
	gone  = noDay + 1
)

func (k *Sketch) ref() ref {
	r := ref{day: noDay, story: k.story}
	if name := strings.ToLower(strings.TrimSpace(k.Outlet)); name != "" {
		r.outlet = max(1, uint32(xxh3.HashString(name)))
	}
	if !k.Date.IsZero() {
		r.day = int32(k.Date.Unix() / int64(24*time.Hour/time.Second))
	}
	return r
}

// sameText reports two articles of the same words in the same order.
func (k *Sketch) sameText(other *Sketch) bool {
	if k.Words != other.Words || len(k.Shingles) != len(other.Shingles) {
		return false
	}
	for i, s := range k.Shingles {
		if other.Shingles[i] != s {
			return false
		}
	}
	return true
}

// errRecord is a record that is not what was written.
var errRecord = errors.New("damaged record")
