package eval

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/scan"
)

// Set is what labels or a scan say: pairs, and clusters of ids. Where one of
// the two is missing it follows from the other.
type Set struct {
	Pairs    map[Pair]bool // empty: all pairs inside Clusters
	Clusters [][]string
	Denied   map[Pair]bool // judged not to be duplicates; empty where nobody says so
}

// Filter keeps some of the pairs of a file. The zero value keeps all.
type Filter struct {
	MinJaccard float64  // a pair without a Jaccard counts as 1
	Relations  []string // empty means all
}

func (f Filter) keeps(jaccard float64, relation string) bool {
	return jaccard >= f.MinJaccard && (len(f.Relations) == 0 || slices.Contains(f.Relations, relation))
}

func (s Set) listed() pairing {
	if len(s.Pairs) == 0 {
		return newPairing(nil, s.Clusters)
	}
	return newPairing(s.Pairs, nil)
}

// row is one line of a file of labels or of a scan, as far as it matters here.
type row struct {
	Type     *string        `json:"type"`
	A        jsontext.Value `json:"a"`
	B        jsontext.Value `json:"b"`
	ID       jsontext.Value `json:"id"`
	Cluster  jsontext.Value `json:"cluster"`
	Jaccard  *float64       `json:"jaccard"`
	Relation string         `json:"relation"`
}

// reader gathers rows; clusters may come whole or member by member.
type reader struct {
	keep    Filter
	pairs   map[Pair]bool
	lists   [][]string
	members map[string][]string
	order   []string // of the clusters in members, as first seen
	denied  map[Pair]bool
	whole   bool // all rows of a scan, of which none need be a cluster
}

// Read takes JSON lines, plain, gzip or zstd: {"a","b"} is a pair, {"id",
// "cluster"} the membership of an article, {"cluster":[ids]} a cluster; a pair
// of the type not-duplicate or same-source is denied. Rows of other types are
// passed over. name stands in errors.
func Read(in io.Reader, name string, keep Filter) (Set, error) {
	r := &reader{keep: keep, pairs: map[Pair]bool{}, members: map[string][]string{}, denied: map[Pair]bool{}}
	var broken error
	err := corpus.Lines(in, func(line []byte, n int) {
		if broken != nil {
			return
		}
		if err := r.add(line); err != nil {
			broken = fmt.Errorf("read %q line %d: %w", name, n, err)
		}
	})
	switch {
	case broken != nil:
		return Set{}, broken
	case err != nil:
		return Set{}, fmt.Errorf("read %q: %w", name, err)
	}
	return r.set(), nil
}

func (r *reader) add(line []byte) error {
	var x row
	if err := json.Unmarshal(line, &x); err != nil {
		return err
	}
	switch {
	case x.Type != nil && (*x.Type == "not-duplicate" || *x.Type == "same-source") && x.A != nil && x.B != nil:
		return r.deny(x)
	case x.Type != nil && *x.Type == "summary":
		r.whole = true
		return nil
	case x.Type != nil && *x.Type != "pair" && *x.Type != "cluster":
		return nil
	case x.A != nil && x.B != nil:
		return r.addPair(x)
	case x.Cluster.Kind() == '[':
		return r.addCluster(x)
	case x.Cluster != nil && x.ID != nil:
		return r.addMember(x)
	}
	return errors.New(`want "a" and "b", "id" and "cluster", or "cluster" with a list of ids`)
}

func (x row) pair() (Pair, error) {
	a, err := corpus.ID(x.A)
	if err != nil {
		return Pair{}, err
	}
	b, err := corpus.ID(x.B)
	return newPair(a, b), err
}

func (r *reader) deny(x row) error {
	p, err := x.pair()
	if err == nil {
		r.denied[p] = true
	}
	return err
}

func (r *reader) addPair(x row) error {
	p, err := x.pair()
	if err != nil {
		return err
	}
	jaccard := 1.0
	if x.Jaccard != nil {
		jaccard = *x.Jaccard
	}
	if r.keep.keeps(jaccard, x.Relation) {
		r.pairs[p] = true
	}
	return nil
}

func (r *reader) addCluster(x row) error {
	var values []jsontext.Value
	if err := json.Unmarshal(x.Cluster, &values); err != nil {
		return err
	}
	list := make([]string, len(values))
	for i, v := range values {
		s, err := corpus.ID(v)
		if err != nil {
			return err
		}
		list[i] = s
	}
	r.lists = append(r.lists, list)
	return nil
}

func (r *reader) addMember(x row) error {
	s, err := corpus.ID(x.ID)
	if err != nil {
		return err
	}
	cluster := string(x.Cluster)
	if r.members[cluster] == nil {
		r.order = append(r.order, cluster)
	}
	r.members[cluster] = append(r.members[cluster], s)
	return nil
}

func (r *reader) set() Set {
	clusters := r.lists
	for _, c := range r.order {
		clusters = append(clusters, r.members[c])
	}
	if len(clusters) == 0 && !r.whole {
		clusters = clustersOf(r.pairs)
	}
	return Set{r.pairs, clusters, r.denied}
}

// Found is what a scan says, as Read would read it from a file.
func Found(r *scan.Result, keep Filter) (Set, error) {
	pairs := map[Pair]bool{}
	for p, err := range r.Pairs {
		if err != nil {
			return Set{}, err
		}
		if keep.keeps(p.Jaccard, p.Relation.String()) {
			pairs[newPair(p.A.ID, p.B.ID)] = true
		}
	}
	var clusters [][]string
	for c, err := range r.Clusters {
		if err != nil {
			return Set{}, err
		}
		list := []string{c.Representative.ID}
		for _, m := range c.Members {
			list = append(list, m.ID)
		}
		clusters = append(clusters, list)
	}
	return Set{Pairs: pairs, Clusters: clusters}, nil
}
