package pairs

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/shingle"
)

// Input says where articles are.
type Input struct {
	Paths   []string
	Stdin   io.Reader // read where a path is "-"
	Corpus  corpus.Config
	Jobs    int    // goroutines; 0 means one for each processor
	Least   int    // words; shorter articles do not count, as in a scan whose shingles are that long
	TempDir string // of a Shelf; empty means the system's
}

// Found is what Articles finds.
type Found struct {
	Articles map[string]*corpus.Article // by id, those that were asked for
	Refused  []corpus.Refused           // by path and line
	Alike    map[string][]string        // ids like one that was asked for and is missing; not where many were
}

// Articles reads the articles that want names and keeps them, texts and all. Of
// two with one id that from the path and line that sort first stays and the
// other is refused. Other articles that cannot be read matter only where one
// that was asked for is missing, since it may be among them.
func Articles(ctx context.Context, in Input, want map[string]bool) (Found, error) {
	r := newReading(in, want, func(a *corpus.Article) (*corpus.Article, error) { return a, nil })
	if err := r.read(ctx, in); err != nil {
		return Found{}, err
	}
	articles := make(map[string]*corpus.Article, len(r.found))
	for id, h := range r.found {
		articles[id] = h.article
	}
	return Found{articles, r.refused(), r.alike}, nil
}

// reading gathers what the decoders find. T is what keep makes of an article.
type reading[T any] struct {
	want  map[string]bool
	least int
	keep  func(*corpus.Article) (T, error) // called in many goroutines

	mu     sync.Mutex // guards what follows
	found  map[string]held[T]
	late   []standing       // articles whose id another one has
	listed []corpus.Refused // paths that could not be opened
	broken []corpus.Refused
	alike  map[string][]string
}

// held is an article that was asked for.
type held[T any] struct {
	standing
	article T
}

// standing is where an article stood in the input.
type standing struct {
	id, path string
	line     int
}

// batch is how many records go to a decoder at once.
const batch = 32

func newReading[T any](in Input, want map[string]bool, keep func(*corpus.Article) (T, error)) *reading[T] {
	return &reading[T]{want: want, least: in.Least, keep: keep, found: map[string]held[T]{}, alike: map[string][]string{}}
}

// read cuts the files in this goroutine and decodes in others. It fails once
// ctx has ended or an article could not be kept.
func (r *reading[T]) read(ctx context.Context, in Input) error {
	var files []corpus.File
	files, r.listed = corpus.List(in.Paths)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	jobs := cmp.Or(in.Jobs, runtime.GOMAXPROCS(0))
	batches := make(chan []corpus.Record, 2*jobs)
	var wg sync.WaitGroup
	for range jobs {
		wg.Go(func() {
			if err := r.decodeAll(batches); err != nil {
				cancel(err)
			}
			for range batches { // let the reader finish
			}
		})
	}
	err := cut(ctx, files, in, batches, r.refuse)
	close(batches)
	wg.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// cut reads the files and hands their records to the decoders.
func cut(ctx context.Context, files []corpus.File, in Input, batches chan<- []corpus.Record, refuse func(corpus.Refused)) error {
	var pending []corpus.Record
	err := corpus.Read(ctx, files, in.Stdin, in.Corpus, func(rec corpus.Record) error {
		if pending = append(pending, rec); len(pending) == batch {
			batches <- pending
			pending = nil
		}
		return nil
	}, refuse)
	batches <- pending
	return err
}

func (r *reading[T]) refuse(x corpus.Refused) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.broken = append(r.broken, x)
}

func (r *reading[T]) decodeAll(batches <-chan []corpus.Record) error {
	var w shingle.Words
	for records := range batches {
		for i := range records {
			if err := r.decode(&records[i], &w); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *reading[T]) decode(rec *corpus.Record, w *shingle.Words) error {
	a, err := rec.Article()
	switch {
	case err != nil:
		r.refuse(corpus.Refused{Path: rec.Path, Line: rec.Line, Reason: err.Error()})
	case r.want[a.ID] && r.long(&a, w):
		return r.take(&a)
	case r.want[a.ID]:
	case len(r.want) <= typed:
		r.suggest(a.ID)
	}
	return nil
}

func (r *reading[T]) long(a *corpus.Article, w *shingle.Words) bool {
	if r.least == 0 {
		return true
	}
	w.Split(a.Text)
	return w.Len() >= r.least
}

// typed is how many ids a person may have typed, and mistyped.
const typed = 2

// alikeShown is how many ids are suggested for another.
const alikeShown = 3

// suggest keeps id where one that is wanted is part of it, or is longer by a
// folder: who names an article leaves one out, or gives one too many.
func (r *reading[T]) suggest(id string) {
	for want := range r.want {
		if !strings.Contains(id, want) && !strings.HasSuffix(want, "/"+id) {
			continue
		}
		r.mu.Lock()
		list := append(r.alike[want], id)
		slices.Sort(list)
		r.alike[want] = list[:min(len(list), alikeShown)]
		r.mu.Unlock()
	}
}

// take keeps an article, unless another one has its id and stands before it.
func (r *reading[T]) take(a *corpus.Article) error {
	kept, err := r.keep(a)
	if err != nil {
		return err
	}
	// The id may be a part of the text, which must not stay for it.
	h := held[T]{standing{strings.Clone(a.ID), a.Path, a.Line}, kept}
	r.mu.Lock()
	defer r.mu.Unlock()
	first, taken := r.found[a.ID]
	switch {
	case !taken:
		r.found[h.id] = h
	case h.before(first.standing):
		r.found[h.id] = h
		r.late = append(r.late, first.standing)
	default:
		r.late = append(r.late, h.standing)
	}
	return nil
}

func (s standing) before(other standing) bool {
	return cmp.Or(cmp.Compare(s.path, other.path), cmp.Compare(s.line, other.line)) < 0
}

func (s standing) String() string {
	if s.line > 0 {
		return fmt.Sprintf("%q line %d", s.path, s.line)
	}
	return fmt.Sprintf("%q", s.path)
}

// refused lists what was not read and matters, by path and line.
func (r *reading[T]) refused() []corpus.Refused {
	out := r.listed
	for _, s := range r.late {
		out = append(out, corpus.Refused{
			Path: s.path, Line: s.line,
			Reason: fmt.Sprintf("id %q is taken by %s", s.id, r.found[s.id].standing),
		})
	}
	if len(r.found) < len(r.want) {
		out = append(out, r.broken...)
	}
	slices.SortFunc(out, corpus.Refused.Compare)
	return out
}

// Only reads the one article that in holds, and says how many records there
// are, readable or not; where there is more than one, none is read.
func Only(ctx context.Context, in Input) (*corpus.Article, int, error) {
	files, refused := corpus.List(in.Paths)
	var first corpus.Record
	n := 0
	err := corpus.Read(ctx, files, in.Stdin, in.Corpus, func(rec corpus.Record) error {
		if n++; n == 1 {
			first = rec
		}
		return nil
	}, func(x corpus.Refused) { refused = append(refused, x) })
	switch {
	case err != nil:
		return nil, 0, err
	case n > 1, n == 0 && len(refused) == 0:
		return nil, n, nil
	case len(refused) > 0:
		return nil, 0, refusal(refused[0])
	}
	a, err := first.Article()
	if err != nil {
		return nil, 0, refusal(corpus.Refused{Path: first.Path, Line: first.Line, Reason: err.Error()})
	}
	return &a, 1, nil
}

func refusal(r corpus.Refused) error {
	if r.Line > 0 {
		return fmt.Errorf("read %q line %d: %s", r.Path, r.Line, r.Reason)
	}
	return fmt.Errorf("read %q: %s", r.Path, r.Reason)
}
