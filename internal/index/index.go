package index

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/dupes-news/dupes/internal/corpus"
)

// Index is an open index. It is safe for concurrent use.
type Index struct {
	Header Header
	store  Store
	codec  *codec
	place  string
}

// Mode says what an index is opened for.
type Mode int

// The modes.
const (
	Read  Mode = iota // many may at once
	Write             // one process may, of a folder
)

// headerKey and countsKey are named values.
const (
	headerKey = "header"
	countsKey = "counts"
)

// counts are the figures that change with every commit.
type counts struct {
	Next     uint32 `json:"next"`     // number of the next article
	Articles int64  `json:"articles"` // that are in
	Words    int64  `json:"words"`    // of those
	Batch    uint64 `json:"batch"`    // number of the last batch
	Removed  int64  `json:"removed"`  // articles whose postings are still there
}

// Create makes an index at place: a folder, or a PostgreSQL database by its
// URL. It is an error (ErrExists) if there is one.
func Create(ctx context.Context, place string, o Options) (*Index, error) {
	h, err := o.Header()
	if err != nil {
		return nil, err
	}
	return open(ctx, place, Write, &h)
}

// CreateTemporary makes an index in a folder that ends with this process.
func CreateTemporary(ctx context.Context, dir string, h Header) (*Index, error) {
	s, err := (&folder{dir: dir, volatile: true}).open(true)
	if err != nil {
		return nil, err
	}
	return pinned(ctx, s, dir, &h)
}

// Open opens the index at place.
func Open(ctx context.Context, place string, mode Mode) (*Index, error) {
	return open(ctx, place, mode, nil)
}

func open(ctx context.Context, place string, mode Mode, create *Header) (*Index, error) {
	s, err := openStore(ctx, place, mode == Read, create != nil)
	if err != nil {
		return nil, err
	}
	return pinned(ctx, s, place, create)
}

func pinned(ctx context.Context, s Store, place string, create *Header) (*Index, error) {
	x := &Index{store: s, place: Shown(place)}
	var err error
	if x.codec, err = newCodec(); err == nil {
		err = x.pin(ctx, create)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return x, nil
}

func openStore(ctx context.Context, place string, readOnly, create bool) (Store, error) {
	if isPostgres(place) {
		return openPostgres(ctx, place, readOnly, create)
	}
	return openFolder(place, readOnly, create)
}

func isPostgres(place string) bool {
	return strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://")
}

// pin reads the header, or writes that of a new index.
func (x *Index) pin(ctx context.Context, create *Header) error {
	var have []byte
	err := x.store.View(ctx, func(r Reader) (err error) {
		have, err = r.Value(headerKey)
		return err
	})
	if err != nil {
		return err
	}
	switch {
	case create != nil && have != nil:
		return fmt.Errorf("%q: %w", x.place, ErrExists)
	case create != nil:
		x.Header = *create
		return x.store.Update(ctx, func(w Writer) error {
			b, err := w.Value(headerKey)
			if err == nil && b != nil { // made by another process meanwhile
				err = fmt.Errorf("%q: %w", x.place, ErrExists)
			}
			if err != nil {
				return err
			}
			if b, err = json.Marshal(create); err != nil {
				return err
			}
			return errors.Join(w.SetValue(headerKey, b), setCounts(w, counts{}))
		})
	case have == nil:
		return fmt.Errorf("%q: %w", x.place, ErrNoIndex)
	}
	if err := json.Unmarshal(have, &x.Header); err != nil {
		return fmt.Errorf("header of %q: %w", x.place, err)
	}
	if err := x.Header.readable(); err != nil {
		return fmt.Errorf("%q: %w", x.place, err)
	}
	return nil
}

// Close gives the index back. What was added is durable without it.
func (x *Index) Close() error {
	x.codec.close()
	return x.store.Close()
}

// Place is where the index stands, without any password.
func (x *Index) Place() string { return x.place }

func getCounts(r Reader) (c counts, err error) {
	b, err := r.Value(countsKey)
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(b, &c)
}

func setCounts(w Writer, c counts) error {
	b, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return w.SetValue(countsKey, b)
}

// Added says what became of articles that were to be added.
type Added struct {
	Added    int
	Already  int   // in with the same text under the same id
	Replaced int   // in with another text, which the new one has replaced
	Taken    []int // those of which the id is in with another text, left alone
}

// Add adds articles, all or none. An article that is in already is left as it
// is; one whose id has another text is replaced where that is asked for, and
// left alone otherwise. Of two with one id the first counts.
func (x *Index) Add(ctx context.Context, sketches []*Sketch, replace bool) (added Added, err error) {
	err = x.store.Update(ctx, func(w Writer) error {
		added, err = x.add(w, sketches, replace)
		return err
	})
	if err != nil {
		return Added{}, err
	}
	return added, x.tidy(ctx)
}

// add is Add within a change.
func (x *Index) add(w Writer, sketches []*Sketch, replace bool) (Added, error) {
	var out Added
	c, err := getCounts(w)
	if err != nil {
		return out, err
	}
	in, err := x.present(w, sketches)
	if err != nil {
		return out, err
	}
	var fresh []*Sketch
	for i, k := range sketches {
		was, is := in[k.ID]
		switch {
		case !is:
			out.Added++
		case was.is(k) && !(replace && was.differs(k)):
			out.Already++
			continue
		case !replace || was.fresh:
			out.Taken = append(out.Taken, i)
			continue
		default:
			if err := x.delete(w, &c, was); err != nil {
				return out, err
			}
			out.Replaced++
		}
		in[k.ID] = present{fresh: true, sketch: k}
		fresh = append(fresh, k)
	}
	return out, x.put(w, &c, fresh)
}

// present is what stands under an id.
type present struct {
	fresh  bool // added in this change
	sketch *Sketch
	stored stored
	number uint32
}

// is reports the same text.
func (p present) is(k *Sketch) bool {
	if p.fresh {
		return p.sketch.sameText(k)
	}
	if p.stored.shingles != nil {
		return p.stored.words == k.Words && slices.Equal(p.stored.shingles, k.Shingles)
	}
	return p.stored.Text == k.Text
}

// differs reports another title, outlet, address or date.
func (p present) differs(k *Sketch) bool {
	a := p.stored
	return !p.fresh && (a.Title != k.Title || a.Outlet != k.Outlet || a.URL != k.URL || unixOf(a.Date) != unixOf(k.Date))
}

// present looks up the ids of sketches.
func (x *Index) present(r Reader, sketches []*Sketch) (map[string]present, error) {
	ids := make([]string, len(sketches))
	for i, k := range sketches {
		ids[i] = k.ID
	}
	var numbers []uint32
	if err := r.Numbers(ids, func(_ int, n uint32) { numbers = append(numbers, n) }); err != nil {
		return nil, err
	}
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	out := map[string]present{}
	err := r.Records(numbers, func(i int, record []byte) error {
		s, err := x.codec.decode(record)
		if err != nil {
			return fmt.Errorf("%q article number %d: %w", x.place, numbers[i], err)
		}
		out[s.ID] = present{stored: s, number: numbers[i]}
		return nil
	})
	return out, err
}

// put adds articles that are not in.
func (x *Index) put(w Writer, c *counts, fresh []*Sketch) error {
	if len(fresh) == 0 {
		return setCounts(w, *c)
	}
	first := c.Next
	if uint64(first)+uint64(len(fresh)) >= 1<<32 || len(fresh) >= maxCommit {
		return errors.New("index is full: 4,294,967,295 articles were added to it")
	}
	for i, k := range fresh {
		r := Record{Number: first + uint32(i), ID: k.ID, Record: x.codec.encode(nil, k, x.Header.Text), ref: k.ref()}
		if err := w.Put(r); err != nil {
			return err
		}
		c.Words += int64(k.Words)
	}
	c.Next += uint32(len(fresh))
	c.Articles += int64(len(fresh))
	list := sortedPostings(fresh)
	run := Run{Bits: bitsFor(int64(len(list))), Entries: int64(len(list))}
	if _, err := w.AddRun(run, blocksOf(run, postingsFrom(first, list))); err != nil {
		return err
	}
	return setCounts(w, *c)
}

// delete takes out an article; its postings go when their run is merged.
func (x *Index) delete(w Writer, c *counts, p present) error {
	c.Articles--
	c.Removed++
	c.Words -= int64(p.stored.words)
	return w.Delete(p.number, p.stored.ID)
}

// Remove takes out those articles that are in, and returns the ids that were
// not.
func (x *Index) Remove(ctx context.Context, ids []string) (missing []string, err error) {
	err = x.store.Update(ctx, func(w Writer) error {
		missing = nil
		c, err := getCounts(w)
		if err != nil {
			return err
		}
		sketches := make([]*Sketch, len(ids))
		for i, id := range ids {
			sketches[i] = &Sketch{Article: articleOf(id)}
		}
		in, err := x.present(w, sketches)
		if err != nil {
			return err
		}
		for _, id := range ids {
			p, is := in[id]
			if !is {
				missing = append(missing, id)
				continue
			}
			delete(in, id)
			if err := x.delete(w, &c, p); err != nil {
				return err
			}
		}
		return setCounts(w, c)
	})
	return missing, err
}

// articleOf is an article of which only the id is known.
func articleOf(id string) corpus.Article { return corpus.Article{ID: id} }

// tidy merges runs until none needs it. Each merge is a change of its own, so
// that an article need not wait for it to be in.
func (x *Index) tidy(ctx context.Context) error {
	for {
		merged := false
		err := x.store.Update(ctx, func(w Writer) error {
			runs := mergeable(w.Runs())
			merged = len(runs) > 0
			if !merged {
				return nil
			}
			return x.merge(w, runs)
		})
		if err != nil || !merged {
			return err
		}
	}
}

func (x *Index) merge(w Writer, runs []Run) error {
	c, err := getCounts(w)
	if err != nil {
		return err
	}
	isGone := func(uint32) bool { return false }
	if c.Removed > 0 {
		if isGone, err = goneIn(w, c.Next); err != nil {
			return err
		}
	}
	var entries int64
	for _, r := range runs {
		entries += r.Entries
		if err := w.DropRun(r); err != nil {
			return err
		}
	}
	if len(runs) == len(w.Runs()) && c.Removed > 0 {
		c.Removed = 0
		if err := setCounts(w, c); err != nil {
			return err
		}
	}
	run := Run{Bits: bitsFor(entries), Entries: entries}
	_, err = w.AddRun(run, blocksOf(run, merge(runs, w.Sequence, isGone)))
	return err
}

// goneIn says which of the first n numbers have no article.
func goneIn(r Reader, n uint32) (func(uint32) bool, error) {
	numbers := make([]uint32, n)
	for i := range numbers {
		numbers[i] = uint32(i)
	}
	refs, err := r.Refs(numbers)
	return func(number uint32) bool { return refs[number].day == gone }, err
}

// Compact makes the store as small as it can be, with one run of all postings
// and without what was removed.
func (x *Index) Compact(ctx context.Context) error {
	if err := x.mergeAll(ctx); err != nil {
		return err
	}
	return x.store.Compact(ctx)
}

// mergeAll makes one run of all.
func (x *Index) mergeAll(ctx context.Context) error {
	return x.store.Update(ctx, func(w Writer) error {
		runs := w.Runs()
		c, err := getCounts(w)
		if err != nil || len(runs) < 2 && c.Removed == 0 {
			return err
		}
		return x.merge(w, runs)
	})
}

// Stats are figures of an index.
type Stats struct {
	Header      Header
	Articles    int64
	Words       int64
	Bytes       int64 // of the store
	Postings    int64
	Runs        int
	Removed     int64         // articles whose postings are still there
	Interrupted []Interrupted // batches that were begun and never ended
}

// Stats counts.
func (x *Index) Stats(ctx context.Context) (Stats, error) {
	s := Stats{Header: x.Header}
	err := x.store.View(ctx, func(r Reader) error {
		c, err := getCounts(r)
		if err != nil {
			return err
		}
		s.Articles, s.Words, s.Removed = c.Articles, c.Words, c.Removed
		for _, run := range r.Runs() {
			s.Runs++
			s.Postings += run.Entries
		}
		interrupted, err := x.interrupted(ctx, r)
		for _, n := range interrupted {
			articles, err := pending(r, n, math.MaxInt)
			if err != nil {
				return err
			}
			s.Interrupted = append(s.Interrupted, Interrupted{n, articles})
		}
		return err
	})
	if err != nil {
		return s, err
	}
	s.Bytes, err = x.store.Bytes(ctx)
	return s, err
}

// Articles are the articles that are in, in the order in which they were
// added. Of an index without texts their texts are empty.
func (x *Index) Articles(ctx context.Context) iter.Seq2[*Sketch, error] {
	return func(yield func(*Sketch, error) bool) {
		err := x.store.View(ctx, func(r Reader) error {
			for rec, err := range r.All() {
				if err == nil {
					err = ctx.Err()
				}
				if err != nil {
					return err
				}
				s, err := x.codec.decode(rec.Record)
				if err != nil {
					return fmt.Errorf("%q article number %d: %w", x.place, rec.Number, err)
				}
				k := &Sketch{Article: s.Article, Words: s.words, Distinct: s.distinct, Shingles: s.shingles}
				if !yield(k, nil) {
					return nil
				}
			}
			return nil
		})
		if err != nil {
			yield(nil, err)
		}
	}
}

// Has says which of ids are in.
func (x *Index) Has(ctx context.Context, ids []string) ([]bool, error) {
	out := make([]bool, len(ids))
	err := x.store.View(ctx, func(r Reader) error {
		return r.Numbers(ids, func(i int, _ uint32) { out[i] = true })
	})
	return out, err
}
