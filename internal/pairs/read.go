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
	Paths  []string
	Stdin  io.Reader // read where a path is "-"
	Corpus corpus.Config
	Jobs   int // goroutines; 0 means one for each processor
	Least  int // words; shorter articles do not count, as in a scan whose shingles are that long
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
	files, listed := corpus.List(in.Paths)
	r := reading{want: want, least: in.Least, found: map[string]*corpus.Article{}, alike: map[string][]string{}}
	if err := r.read(ctx, files, in); err != nil {
		return Found{}, err
	}
	refused := append(listed, r.taken()...)
	if len(r.found) < len(want) {
		refused = append(refused, r.broken...)
	}
	slices.SortFunc(refused, func(a, b corpus.Refused) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Reason, b.Reason))
	})
	return Found{r.found, refused, r.alike}, nil
}

// reading gathers what the decoders find.
type reading struct {
	want  map[string]bool
	least int

	mu     sync.Mutex // guards what follows
	found  map[string]*corpus.Article
	late   []*corpus.Article // those whose id another one has
	broken []corpus.Refused
	alike  map[string][]string
}

// batch is how many records go to a decoder at once.
const batch = 32

// read cuts the files in this goroutine and decodes in others.
func (r *reading) read(ctx context.Context, files []corpus.File, in Input) error {
	jobs := cmp.Or(in.Jobs, runtime.GOMAXPROCS(0))
	batches := make(chan []corpus.Record, 2*jobs)
	var wg sync.WaitGroup
	for range jobs {
		wg.Go(func() {
			var w shingle.Words
			for records := range batches {
				r.decode(records, &w)
			}
		})
	}
	var pending []corpus.Record
	err := corpus.Read(ctx, files, in.Stdin, in.Corpus, func(rec corpus.Record) error {
		if pending = append(pending, rec); len(pending) == batch {
			batches <- pending
			pending = nil
		}
		return nil
	}, r.refuse)
	batches <- pending
	close(batches)
	wg.Wait()
	return err
}

func (r *reading) refuse(x corpus.Refused) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.broken = append(r.broken, x)
}

func (r *reading) decode(records []corpus.Record, w *shingle.Words) {
	for i := range records {
		a, err := records[i].Article()
		switch {
		case err != nil:
			r.refuse(corpus.Refused{Path: records[i].Path, Line: records[i].Line, Reason: err.Error()})
		case r.want[a.ID] && r.long(&a, w):
			r.keep(&a)
		case r.want[a.ID]:
		case len(r.want) <= typed:
			r.suggest(a.ID)
		}
	}
}

func (r *reading) long(a *corpus.Article, w *shingle.Words) bool {
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
func (r *reading) suggest(id string) {
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

func (r *reading) keep(a *corpus.Article) {
	r.mu.Lock()
	defer r.mu.Unlock()
	first := r.found[a.ID]
	switch {
	case first == nil:
		r.found[a.ID] = a
	case cmp.Or(cmp.Compare(a.Path, first.Path), cmp.Compare(a.Line, first.Line)) < 0:
		r.found[a.ID] = a
		r.late = append(r.late, first)
	default:
		r.late = append(r.late, a)
	}
}

// taken refuses the articles whose id another one has.
func (r *reading) taken() []corpus.Refused {
	var out []corpus.Refused
	for _, a := range r.late {
		out = append(out, corpus.Refused{
			Path: a.Path, Line: a.Line,
			Reason: fmt.Sprintf("id %q is taken by %s", a.ID, place(r.found[a.ID])),
		})
	}
	return out
}

func place(a *corpus.Article) string {
	if a.Line > 0 {
		return fmt.Sprintf("%q line %d", a.Path, a.Line)
	}
	return fmt.Sprintf("%q", a.Path)
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
