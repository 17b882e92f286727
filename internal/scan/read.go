package scan

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/zeebo/xxh3"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/shingle"
)

// Input says what to scan.
type Input struct {
	Paths    []string
	Stdin    io.Reader // read where a path is "-"
	Corpus   corpus.Config
	Progress func(Progress) // may be nil; called from one goroutine at a time
}

// Progress is how far a scan has come.
type Progress struct {
	Stage       string // read, near duplicates, passages, quotes, verify, clusters, sources, report
	Done, Total int64  // bytes of input in the stage read, items in the others; Total 0 where unknown
	Articles    int    // read so far
}

// reading is the first stage: articles become sketches, and their hashes
// entries. One goroutine cuts the input into records, cfg.Jobs decode and
// sketch them.
type reading struct {
	cfg      Config
	plan     shingle.Plan
	lib      *library
	bands    *entries
	passages *entries // nil where no relation asks for passages
	quotes   *entries // nil where no relation asks for sources, as is names
	names    *entries
	progress func(Progress)

	mu      sync.Mutex // guards lib.articles, lib.texts and what follows
	known   map[xxh3.Uint128]uint32
	outlets map[string]uint32
	named   map[string]uint32 // index of lib.named
	refused []corpus.Refused

	done atomic.Int64 // bytes of records read
}

// batch is how many records go to a worker at once: few enough that a small
// corpus keeps all workers busy, enough that handing over costs nothing.
const batch = 32

// read runs the stage. A bad article is refused and the reading goes on; the
// error is one that ends the scan, such as a full disk.
func (r *reading) read(ctx context.Context, in Input) error {
	files, refused := corpus.List(in.Paths)
	r.refused = refused
	var total int64
	for _, f := range files {
		total += f.Size
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	batches := make(chan []corpus.Record, 2*r.cfg.Jobs)
	var wg sync.WaitGroup
	for range r.cfg.Jobs {
		wg.Go(func() {
			if err := r.work(batches, total); err != nil {
				cancel(err)
			}
			for range batches { // let the reader finish
			}
		})
	}
	err := r.cut(ctx, files, in, batches)
	close(batches)
	wg.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// cut reads the files and hands their records to the workers.
func (r *reading) cut(ctx context.Context, files []corpus.File, in Input, batches chan<- []corpus.Record) error {
	var pending []corpus.Record
	emit := func(rec corpus.Record) error {
		pending = append(pending, rec)
		if len(pending) < batch {
			return nil
		}
		batches <- pending
		pending = make([]corpus.Record, 0, batch)
		return nil
	}
	err := corpus.Read(ctx, files, in.Stdin, in.Corpus, emit, r.refuse)
	batches <- pending
	return err
}

func (r *reading) refuse(x corpus.Refused) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refused = append(r.refused, x)
}

// sketcher is what one worker needs; all of it is used again.
type sketcher struct {
	*reading
	words    shingle.Words
	signer   *shingle.Signer
	winnower *shingle.Winnower
	shingles []uint64
	distinct counter
	minima   []uint64
	keys     []uint64
	selected []shingle.Passage
	record   []byte
	starts   []uint32
	bands    entryWriter
	passages entryWriter
	namer    *namer // nil where no relation asks for sources
}

func (r *reading) work(batches <-chan []corpus.Record, total int64) error {
	signer, err := shingle.NewSigner(r.plan.Bands * r.plan.Rows)
	if err != nil {
		return err
	}
	s := &sketcher{
		reading:  r,
		signer:   signer,
		winnower: shingle.NewWinnower(r.cfg.Shingle, r.cfg.MinRun),
		bands:    entryWriter{to: r.bands},
		passages: entryWriter{to: r.passages},
	}
	if r.quotes != nil {
		s.namer = newNamer(r)
	}
	for records := range batches {
		for i := range records {
			if err := s.take(&records[i]); err != nil {
				return err
			}
			r.done.Add(records[i].Size)
		}
		r.report(total)
	}
	if s.namer != nil {
		if err := s.namer.flush(); err != nil {
			return err
		}
	}
	if err := s.bands.flush(); err != nil {
		return err
	}
	return s.passages.flush()
}

func (r *reading) report(total int64) {
	if r.progress == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress(Progress{Stage: "read", Done: r.done.Load(), Total: total, Articles: len(r.lib.articles)})
}

// take makes an article of a record, sketches its text unless another article
// has printed it already, and stores both.
func (s *sketcher) take(rec *corpus.Record) error {
	a, err := rec.Article()
	if err != nil {
		s.refuse(corpus.Refused{Path: rec.Path, Line: rec.Line, Reason: err.Error()})
		return nil
	}
	s.words.Split(a.Text)
	n := s.words.Len()
	if n < s.cfg.Shingle {
		s.refuse(corpus.Refused{Path: a.Path, Line: a.Line, Reason: fmt.Sprintf("too short: %s, a shingle has %d", count(n, "word"), s.cfg.Shingle)})
		return nil
	}
	page, err := s.storePage(&a, n)
	if err != nil {
		return err
	}
	if s.namer != nil {
		if err := s.namer.name(&a); err != nil {
			return err
		}
	}
	number, fresh := s.store(&a, page, identity(s.words.NormRun(0, n)))
	if s.namer != nil {
		if err := s.namer.enter(number); err != nil {
			return err
		}
	}
	if !fresh {
		return nil
	}
	return s.sketch(number)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (s *sketcher) storePage(a *corpus.Article, words int) (pageAt, error) {
	s.starts = s.starts[:0]
	for i := 0; i < words; i += startEvery {
		s.starts = append(s.starts, uint32(s.words.At(i).Lo))
	}
	s.record = appendPage(s.record[:0], a, s.starts)
	offset, err := s.lib.pages.Append(s.record)
	return pageAt{offset, uint32(len(s.record)), uint32(len(a.Text))}, err
}

// store adds the article to the library and reports the number of its text
// and whether that is new.
func (s *sketcher) store(a *corpus.Article, page pageAt, id xxh3.Uint128) (number uint32, fresh bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	number, known := s.known[id]
	if !known {
		number = uint32(len(s.lib.texts))
		s.known[id] = number
		s.lib.texts = append(s.lib.texts, text{words: uint32(s.words.Len())})
	}
	s.lib.articles = append(s.lib.articles, article{
		id: strings.Clone(a.ID), path: s.path(a.Path), line: int32(a.Line), outlet: s.outlet(a.Outlet),
		text: number, words: uint32(s.words.Len()), date: unix(a), page: page, naming: s.storeNaming(),
	})
	return number, !known
}

func unix(a *corpus.Article) int64 {
	if a.Date.IsZero() {
		return noDate
	}
	return a.Date.Unix()
}

// path returns one string for all articles of a file.
func (r *reading) path(p string) *string {
	if n := len(r.lib.articles); n > 0 {
		if last := r.lib.articles[n-1].path; *last == p {
			return last
		}
	}
	return &p
}

func (r *reading) outlet(name string) uint32 {
	n, known := r.outlets[name]
	if !known {
		name = strings.Clone(name)
		n = uint32(len(r.lib.outlets))
		r.outlets[name] = n
		r.lib.outlets = append(r.lib.outlets, name)
	}
	return n
}

// sketch makes and stores the sketch of a text and its entries.
func (s *sketcher) sketch(number uint32) error {
	s.shingles = s.words.Shingles(s.shingles[:0], s.cfg.Shingle)
	if err := s.sketchBands(number); err != nil {
		return err
	}
	if s.passages.to != nil {
		if err := s.sketchPassages(number); err != nil {
			return err
		}
	}
	at, err := s.lib.sketches.Append(asBytes(s.shingles))
	if err != nil {
		return err
	}
	distinct := s.distinct.count(s.shingles)
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &s.lib.texts[number]
	t.sketch, t.distinct = at, uint32(distinct)
	return nil
}

func (s *sketcher) sketchBands(number uint32) error {
	var err error
	if s.minima, err = s.signer.Sign(s.minima[:0], s.shingles); err != nil {
		return err
	}
	s.keys = s.plan.Keys(s.keys[:0], s.minima)
	for _, key := range s.keys {
		if err := s.bands.add(key, number); err != nil {
			return err
		}
	}
	return nil
}

func (s *sketcher) sketchPassages(number uint32) error {
	s.selected = s.winnower.Select(s.selected[:0], s.shingles)
	for _, p := range s.selected {
		if err := s.passages.add(p.Hash, number); err != nil {
			return err
		}
	}
	return nil
}
