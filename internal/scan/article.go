package scan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dupes-news/dupes/internal/corpus"
)

// Article is the article of this id as it was scanned, nil where the scan has
// none: one that it refused, or any where the result is not from Run. Byline
// and Origin are empty, as a scan does not keep them, and Date is in UTC and
// whole seconds. It costs a binary search and one read of a temporary file,
// may be called from any number of goroutines, and not after Close.
func (r *Result) Article(id string) (*corpus.Article, error) {
	l := r.library
	if l == nil {
		return nil, nil
	}
	n, found := slices.BinarySearchFunc(l.articles, id, func(a article, id string) int { return strings.Compare(a.id, id) })
	if !found {
		return nil, nil
	}
	var p page
	if err := p.load(l, uint32(n)); err != nil {
		return nil, fmt.Errorf("read article %q: %w", id, err)
	}
	m := l.meta(uint32(n), &p)
	return &corpus.Article{
		ID: m.ID, Text: string(p.text), Title: m.Title, Outlet: m.Outlet, URL: m.URL, Date: m.Date,
		Path: *l.articles[n].path, Line: int(l.articles[n].line),
	}, nil
}
