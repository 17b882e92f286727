package pairs

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/dupes-news/dupes/internal/corpus"
)

// row is a line of a list of pairs, as far as it matters here.
type row struct {
	Type *string        `json:"type"`
	A    jsontext.Value `json:"a"`
	B    jsontext.Value `json:"b"`
}

// ReadList reads JSON lines {"a","b"}, plain, gzip or zstd, and passes over rows
// whose type is not pair: the rows of a scan are such a list. A line that
// names no pair is refused under the name given and the reading goes on; the
// error is one that ends it.
func ReadList(in io.Reader, name string) ([]Pair, []corpus.Refused, error) {
	var list []Pair
	var refused []corpus.Refused
	err := corpus.Lines(in, func(line []byte, n int) {
		p, ok, err := parse(line)
		p.Line = n
		switch {
		case err != nil:
			refused = append(refused, corpus.Refused{Path: name, Line: n, Reason: err.Error()})
		case ok:
			list = append(list, p)
		}
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read %q: %w", name, err)
	}
	return list, refused, nil
}

func parse(line []byte) (Pair, bool, error) {
	var x row
	if err := json.Unmarshal(line, &x); err != nil {
		return Pair{}, false, fmt.Errorf("not a JSON object with %q and %q", "a", "b")
	}
	if x.Type != nil && *x.Type != "pair" {
		return Pair{}, false, nil
	}
	if x.A == nil || x.B == nil {
		return Pair{}, false, errors.New(`want "a" and "b", the ids of two articles`)
	}
	a, err := corpus.ID(x.A)
	if err != nil {
		return Pair{}, false, err
	}
	b, err := corpus.ID(x.B)
	return Pair{A: a, B: b}, err == nil, err
}

// Named is the set of the ids in list.
func Named(list []Pair) map[string]bool {
	ids := map[string]bool{}
	for _, p := range list {
		ids[p.A], ids[p.B] = true, true
	}
	return ids
}

// Missing refuses the pairs of which an article is not known, and returns
// the others.
func Missing(list []Pair, name string, articles map[string]*corpus.Article) (known []Pair, refused []corpus.Refused) {
	for _, p := range list {
		lost := ""
		for _, id := range []string{p.B, p.A} {
			if articles[id] == nil {
				lost = id
			}
		}
		if lost == "" {
			known = append(known, p)
			continue
		}
		refused = append(refused, corpus.Refused{Path: name, Line: p.Line, Reason: fmt.Sprintf("no article %q", lost)})
	}
	return known, refused
}
