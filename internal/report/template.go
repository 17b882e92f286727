package report

import (
	"cmp"
	"slices"

	"github.com/dupes-news/dupes/internal/scan"
)

// A family is what template pairs join: notices cut from one frame. An office
// that issued 300 of them would else fill the table with 44,850 rows.
type family struct {
	outlet          string // of every notice, or "several"
	articles, pairs int
	example         scan.Pair // the pair that comes first
}

// families gathers template pairs one by one, in memory for articles only.
type families struct {
	parent map[string]string // a forest of ids; a root names its family
	outlet map[string]string // of every article
	pairs  map[string]int    // by their first article
	first  map[string]scan.Pair
}

func newFamilies() *families {
	return &families{map[string]string{}, map[string]string{}, map[string]int{}, map[string]scan.Pair{}}
}

func (f *families) add(p scan.Pair) {
	a, b := p.A.ID, p.B.ID
	f.outlet[a], f.outlet[b] = p.A.Outlet, p.B.Outlet
	if f.pairs[a] == 0 {
		f.first[a] = scan.Pair{A: p.A, B: p.B, Differs: p.Differs}
	}
	f.pairs[a]++
	if ra, rb := f.root(a), f.root(b); ra != rb {
		f.parent[ra] = rb
	}
}

func (f *families) root(id string) string {
	for up, ok := f.parent[id]; ok; up, ok = f.parent[id] {
		if next, ok := f.parent[up]; ok {
			f.parent[id] = next
		}
		id = up
	}
	return id
}

// list gives the families, the largest first, equals by their example.
func (f *families) list() []*family {
	byRoot := map[string]*family{}
	for id, outlet := range f.outlet {
		root := f.root(id)
		fam := byRoot[root]
		if fam == nil {
			fam = &family{outlet: outlet}
			byRoot[root] = fam
		}
		fam.articles++
		fam.pairs += f.pairs[id]
		if outlet != fam.outlet {
			fam.outlet = "several"
		}
		if p, ok := f.first[id]; ok && (fam.example.A.ID == "" || byIDs(p, fam.example) < 0) {
			fam.example = p
		}
	}
	out := make([]*family, 0, len(byRoot))
	for _, fam := range byRoot {
		out = append(out, fam)
	}
	slices.SortFunc(out, func(a, b *family) int {
		return cmp.Or(cmp.Compare(b.articles, a.articles), byIDs(a.example, b.example))
	})
	return out
}

func byIDs(p, q scan.Pair) int {
	return cmp.Or(cmp.Compare(p.A.ID, q.A.ID), cmp.Compare(p.B.ID, q.B.ID))
}
