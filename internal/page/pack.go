package page

import (
	"bytes"
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"iter"
	"slices"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/klauspost/compress/flate"
)

// A page in one file carries what a server would send later in packs: scripts
// of a type that no browser runs, each the base64 of something deflated. Lists
// are a pack of JSON each. Fragments, as a server would send them, stand in
// order in packs of JSON, so that one is found by its place. Texts of pairs
// stand in their pack once, apart from the fragments and side by side, where
// deflate takes the second of two copies for a repetition of the first: that
// makes a file a quarter smaller.

// packBytes is the length of the fragments in a pack. A browser inflates 512 KiB
// in 3 ms; packs of twice that would be 1 % smaller.
const packBytes = 512 << 10

// packs writes packs.
type packs struct {
	w       io.Writer
	deflate *flate.Writer
	buffer  bytes.Buffer
}

func newPacks(w io.Writer) *packs {
	z, _ := flate.NewWriter(nil, flate.BestCompression) // it fails for a wrong level only
	return &packs{w: w, deflate: z}
}

// put writes a pack under a name that holds letters, digits and hyphens.
func (p *packs) put(name string, data []byte) error {
	p.buffer.Reset()
	p.deflate.Reset(&p.buffer)
	if _, err := p.deflate.Write(data); err != nil {
		return err
	}
	if err := p.deflate.Close(); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(p.w, "<script type=\"application/octet-stream\" id=\"pack-%s\">", name); err != nil {
		return err
	}
	to := base64.NewEncoder(base64.StdEncoding, p.w)
	if _, err := to.Write(p.buffer.Bytes()); err != nil {
		return err
	}
	if err := to.Close(); err != nil {
		return err
	}
	_, err := io.WriteString(p.w, "</script>\n")
	return err
}

// putAll writes what comes in packs named kind-0, kind-1 and so on. pack adds
// one to the pack at hand and tells its length; taken is that pack as JSON, and
// the next begins. putAll returns the place of the first of each.
func putAll[T any](p *packs, kind string, list iter.Seq2[T, error], pack func(T) int, taken func() any) (starts []int, err error) {
	size, n, first := 0, 0, 0
	flush := func() error {
		if n == first {
			return nil
		}
		data, err := json.Marshal(taken())
		if err != nil {
			return err
		}
		starts = append(starts, first)
		size, first = 0, n
		return p.put(fmt.Sprintf("%s-%d", kind, len(starts)-1), data)
	}
	for x, err := range list {
		if err != nil {
			return nil, err
		}
		size, n = size+pack(x), n+1
		if size >= packBytes {
			if err := flush(); err != nil {
				return nil, err
			}
		}
	}
	return starts, flush()
}

// clusterPack is a pack of fragments.
type clusterPack []string

func (c *clusterPack) add(html string) int {
	*c = append(*c, html)
	return len(html)
}

func (c *clusterPack) take() any {
	out := *c
	*c = nil
	return []string(out)
}

// pairPack is a pack of pairs, in which each text stands once.
type pairPack struct {
	Texts []string    `json:"texts"`
	Pairs []pairPiece `json:"pairs"`
	at    map[int]int // place in Texts, by article
}

type pairPiece struct {
	HTML string `json:"html"`
	A    int    `json:"a"` // place in Texts
	B    int    `json:"b"`
}

func (p *pairPack) add(x packedPair) int {
	size := len(x.html)
	place := func(t packedText) int {
		at, known := p.at[t.article]
		if !known {
			at = len(p.Texts)
			p.at[t.article] = at
			p.Texts = append(p.Texts, t.text)
			size += len(t.text)
		}
		return at
	}
	if p.at == nil {
		p.at = map[int]int{}
	}
	p.Pairs = append(p.Pairs, pairPiece{x.html, place(x.a), place(x.b)})
	return size
}

func (p *pairPack) take() any {
	out := *p
	*p = pairPack{}
	return out
}

// packOrder is the pairs of r in the order in which they are packed: those of
// a cluster, then those of an article, stand together.
func (r *Report) packOrder() []int {
	order := make([]int, len(r.pairs))
	for i := range order {
		order[i] = i
	}
	family := func(i int) int { // of clusters those come first that a reader opens first
		return cmp.Or(r.articles[r.pairs[i].a].cluster, r.articles[r.pairs[i].b].cluster, len(r.clusters)+1)
	}
	slices.SortFunc(order, func(i, j int) int {
		p, q := &r.pairs[i], &r.pairs[j]
		return cmp.Or(cmp.Compare(family(i), family(j)), cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b))
	})
	return order
}

// inOrder yields fragment(0) to fragment(n-1), of which up to jobs are at work at
// once. When it ends none is at work any more, so that what they read from may
// be closed.
func inOrder[T any](ctx context.Context, n, jobs int, fragment func(i int) (T, error)) iter.Seq2[T, error] {
	type made struct {
		value T
		err   error
	}
	var none T
	return func(yield func(T, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		var working sync.WaitGroup
		defer working.Wait()
		defer cancel()
		// A place for each result that is at work or waits for its turn.
		turns := make(chan chan made, 4*jobs)
		working.Go(func() {
			defer close(turns)
			free := make(chan struct{}, jobs)
			for i := range n {
				free <- struct{}{}
				if ctx.Err() != nil {
					return
				}
				turn := make(chan made, 1)
				select {
				case turns <- turn:
				case <-ctx.Done():
					return
				}
				working.Go(func() {
					value, err := fragment(i)
					turn <- made{value, err}
					<-free
				})
			}
		})
		for turn := range turns {
			m := <-turn
			if err := cmp.Or(m.err, ctx.Err()); err != nil {
				yield(none, err)
				return
			}
			if !yield(m.value, nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(none, err)
		}
	}
}
