package scan

import (
	"cmp"
	"context"
	"slices"

	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/shingle"
)

// cluster is a star of texts, every one linked to the representative's.
type cluster struct {
	representative uint32 // article
	texts          []uint32
	links          []link // of the representative's text to each other one, strongest first
}

// clusters makes stars of the links that tie texts to one story, picks their
// representatives and adds the texts that several articles print.
func (s *scan) clusters(ctx context.Context, links []link) ([]cluster, error) {
	var edges []shingle.Edge
	var tied []link
	for _, l := range links {
		if s.ties(l) {
			tied = append(tied, l)
			edges = append(edges, shingle.Edge{A: int(l.a()), B: int(l.b()), Strength: s.strength(l)})
		}
	}
	in := make([]bool, len(s.lib.texts))
	var out []cluster
	r := recenter{scan: s, tied: tied, verifier: newVerifier(s)}
	for _, star := range shingle.Stars(len(s.lib.texts), edges) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c, err := r.cluster(star)
		if err != nil {
			return nil, err
		}
		if len(c.texts) == 1 { // all that it is tied to joined other stars
			continue
		}
		for _, t := range c.texts {
			in[t] = true
		}
		out = append(out, c)
	}
	for t := range s.lib.texts {
		if s.asked[relation.Identical] && !in[t] && len(s.lib.texts[t].articles) > 1 {
			out = append(out, cluster{representative: s.best(uint32(t)), texts: []uint32{uint32(t)}})
		}
	}
	slices.SortFunc(out, func(a, b cluster) int { return cmp.Compare(slices.Min(a.texts), slices.Min(b.texts)) })
	return out, nil
}

// ties reports whether a link makes two texts one story.
func (s *scan) ties(l link) bool {
	switch l.Relation {
	case relation.NearDuplicate, relation.Contains, relation.ContainedIn:
		return true
	case relation.SharesPassages:
		a, b := &s.lib.texts[l.a()], &s.lib.texts[l.b()]
		return float64(l.fresh(a, b)) >= s.cfg.ClusterShare*float64(min(a.words, b.words))
	}
	return false
}

// strength is the square of the Jaccard: an article merged of two stories has
// many weak links and must not outweigh an original with few strong ones.
func (s *scan) strength(l link) float64 {
	j := relation.Jaccard(int(l.Shared), s.text(l.a()), s.text(l.b()))
	return j * j
}

// better reports whether article a is to be kept rather than b.
func (s *scan) better(a, b uint32) int {
	x, y := &s.lib.articles[a], &s.lib.articles[b]
	switch s.cfg.Keep {
	case KeepLongest:
		return cmp.Or(cmp.Compare(y.words, x.words), cmp.Compare(a, b))
	case KeepEarliest:
		return cmp.Or(cmp.Compare(x.date, y.date), cmp.Compare(a, b))
	}
	return cmp.Compare(a, b)
}

// best is the article that the keep rule takes of those that print a text.
func (s *scan) best(text uint32) uint32 {
	return slices.MinFunc(s.lib.texts[text].articles, s.better)
}

// recenter puts the article that the keep rule asks for in the middle of a
// star, as far as it is tied to all the others.
type recenter struct {
	*scan
	tied     []link // ascending
	verifier *verifier
}

// recenterTries is how many articles are tried, in the order of the keep
// rule, before the center of the star stays the representative.
const recenterTries = 8

func (r *recenter) cluster(star shingle.Star) (cluster, error) {
	texts := []uint32{uint32(star.Center)}
	for _, t := range star.Leaves {
		texts = append(texts, uint32(t))
	}
	order := slices.Clone(texts)
	slices.SortFunc(order, func(a, b uint32) int { return r.better(r.best(a), r.best(b)) })
	if len(order) > recenterTries {
		order = order[:recenterTries]
	}
	for _, t := range append(order, texts[0]) {
		links, ok, err := r.links(t, texts)
		if err != nil {
			return cluster{}, err
		}
		if ok {
			return cluster{r.best(t), texts, links}, nil
		}
	}
	return cluster{}, nil // not reached: the center is tied to all
}

// links are those of text t to the others; ok is false where one is missing.
func (r *recenter) links(t uint32, texts []uint32) (links []link, ok bool, err error) {
	for _, other := range texts {
		if other == t {
			continue
		}
		l, ok, err := r.link(makePair(t, other))
		if err != nil || !ok {
			return nil, false, err
		}
		links = append(links, l)
	}
	slices.SortFunc(links, func(x, y link) int {
		return cmp.Or(cmp.Compare(x.Relation, y.Relation), cmp.Compare(r.strength(y), r.strength(x)), cmp.Compare(x.pair, y.pair))
	})
	for i := range links {
		links[i] = links[i].from(t)
	}
	return links, true, nil
}

// link finds a tie, or verifies a pair that was never a candidate because
// both followed a leader.
func (r *recenter) link(p pair) (link, bool, error) {
	i, found := slices.BinarySearchFunc(r.tied, p, func(l link, p pair) int { return cmp.Compare(l.pair, p) })
	if found {
		return r.tied[i], true, nil
	}
	if err := r.verifier.load(p); err != nil {
		return link{}, false, err
	}
	l, ok, err := r.verifier.judge(p)
	return l, ok && r.ties(l), err
}
