package scan

import (
	"cmp"
	"context"
	"slices"

	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/source"
)

// Two articles without common wording have a common source when both rest on
// one outlet and tell one story: they share rare names within a few days. In
// 840 articles of one election year these limits find two pairs, both of one
// story; names that stand in up to 100 stories find 16, half of them two days
// of one campaign. Where there is no date, pairs of three or four names were
// mostly two stories of one beat.
const (
	rareName      = 20 // stories of the corpus that a name may stand in to be rare
	commonNames   = 3  // rare names in both articles, where both dates are known
	undatedNames  = 5  // the same where one is not
	commonSeconds = 3 * 24 * 60 * 60
)

// homes says where the texts ended up: the cluster that each belongs to, and
// the article that stands for it in pairs with other clusters.
type homes struct {
	cluster []int32 // 1 + index; 0 for none
	face    []uint32
}

func (s *scan) homes(clusters []cluster) homes {
	h := homes{make([]int32, len(s.lib.texts)), make([]uint32, len(s.lib.texts))}
	for t := range h.face {
		h.face[t] = s.first(uint32(t))
	}
	for i, c := range clusters {
		for _, t := range c.texts {
			h.cluster[t] = int32(i + 1)
		}
		h.face[s.lib.articles[c.representative].text] = c.representative
	}
	return h
}

// together reports two texts of one cluster.
func (h homes) together(a, b uint32) bool { return h.cluster[a] == h.cluster[b] && h.cluster[a] != 0 }

// commonLinks returns the pairs of texts of two stories that have no other
// relation, but a common source, ascending. links are those known before,
// ascending too.
func (s *scan) commonLinks(ctx context.Context, rank []uint32, h homes, links []link) ([]link, error) {
	t := tally{scan: s, homes: h}
	if err := s.names.each(rank, func(hash uint64, p posting) error {
		t.count(hash, p)
		return ctx.Err()
	}); err != nil {
		return nil, err
	}
	slices.Sort(t.rare)
	var candidates []uint64
	for _, p := range t.frequent() {
		if _, linked := slices.BinarySearchFunc(links, pair(p), func(l link, p pair) int { return cmp.Compare(l.pair, p) }); !linked {
			candidates = append(candidates, p)
		}
	}
	worker := func(s *scan) *storyReader { return newStoryReader(s, h, t.rare) }
	found, err := eachPair(ctx, s, candidates, worker, (*storyReader).judge)
	if err != nil {
		return nil, err
	}
	return t.onePerStory(found), nil
}

// tally counts the rare names that articles of one outlet share.
type tally struct {
	*scan
	homes
	rare    []uint64 // names, by what entries keep of their hash
	pairs   []uint64 // of texts, once for each name
	holders []holder // of one name
	stories []uint32 // of one name
	some    []uint64 // pairs of one name
}

// holder is a text that rests on an outlet.
type holder struct {
	outlet, story, text uint32
	own                 bool
}

// storyOf numbers the story that a text belongs to: a cluster, near duplicates
// where those make none, or the text alone.
func (t *tally) storyOf(text uint32) uint32 {
	if c := t.cluster[text]; c != 0 {
		return ^uint32(c) // texts are numbered from 0, so no number of a text
	}
	return t.story[text]
}

// count takes the texts that hold a name. Of every outlet on which some of
// them rest the first text of each story is paired with those of the others,
// so a name makes rareName squared pairs at most, whatever agency they rest
// on.
func (t *tally) count(hash uint64, p posting) {
	t.stories = t.stories[:0]
	for i := range p {
		t.stories = append(t.stories, t.storyOf(p.text(i)))
	}
	slices.Sort(t.stories)
	if n := len(slices.Compact(t.stories)); n < 2 || n > rareName {
		return
	}
	t.hold(p)
	t.some = t.some[:0]
	shared := false
	for list := t.holders; len(list) > 0; {
		n := 1
		for n < len(list) && list[n].outlet == list[0].outlet {
			n++
		}
		shared = t.pair(list[:n]) || shared
		list = list[n:]
	}
	if shared {
		t.rare = append(t.rare, hash)
	}
	slices.Sort(t.some)
	t.pairs = append(t.pairs, slices.Compact(t.some)...)
}

// hold lists the outlets on which the texts of a posting rest, by outlet and
// then by story, the first text of each.
func (t *tally) hold(p posting) {
	t.holders = t.holders[:0]
	for i := range p {
		text := p.text(i)
		for _, r := range t.restsAll(t.face[text]) {
			t.holders = append(t.holders, holder{r.outlet(), t.storyOf(text), text, r.own()})
		}
	}
	slices.SortFunc(t.holders, func(a, b holder) int {
		return cmp.Or(cmp.Compare(a.outlet, b.outlet), cmp.Compare(a.story, b.story), cmp.Compare(a.text, b.text))
	})
	t.holders = slices.CompactFunc(t.holders, func(a, b holder) bool { return a.outlet == b.outlet && a.story == b.story })
}

// pair pairs the holders of one outlet, and reports whether there were two.
// What an outlet prints twice itself has no common source, but one author.
func (t *tally) pair(list []holder) (some bool) {
	for i, a := range list {
		for _, b := range list[:i] {
			if a.own && b.own {
				continue
			}
			some = true
			if x, y := t.date(a.text), t.date(b.text); x == noDate || y == noDate || max(x, y)-min(x, y) <= commonSeconds {
				t.some = append(t.some, uint64(makePair(a.text, b.text)))
			}
		}
	}
	return some
}

func (t *tally) date(text uint32) int64 { return t.lib.articles[t.face[text]].date }

// frequent returns the pairs that share enough names, ascending.
func (t *tally) frequent() []uint64 {
	sortUint64(t.pairs, make([]uint64, len(t.pairs)), 0)
	var out []uint64
	for list := t.pairs; len(list) > 0; {
		n := 1
		for n < len(list) && list[n] == list[0] {
			n++
		}
		if n >= commonNames {
			out = append(out, list[0])
		}
		list = list[n:]
	}
	t.pairs = nil
	return out
}

// onePerStory keeps of the links of two stories the one with the most names.
func (t *tally) onePerStory(links []link) []link {
	stories := func(l link) pair { return makePair(t.storyOf(l.a()), t.storyOf(l.b())) }
	slices.SortFunc(links, func(a, b link) int {
		return cmp.Or(cmp.Compare(stories(a), stories(b)), cmp.Compare(b.names, a.names), cmp.Compare(a.pair, b.pair))
	})
	links = slices.CompactFunc(links, func(a, b link) bool { return stories(a) == stories(b) })
	slices.SortFunc(links, func(a, b link) int { return cmp.Compare(a.pair, b.pair) })
	return links
}

// storyReader verifies that two articles tell one story and rest on one
// outlet. It serves one goroutine.
type storyReader struct {
	*verifier
	homes
	reader *source.Reader
	rare   []uint64
	names  []nameList // by text modulo recentNames
	of     uint32     // text of a
	a      []uint64   // its names
	held   bool
}

// nameList is the rare names of a text, ascending.
type nameList struct {
	text  uint32
	made  bool
	names []uint64
}

const recentNames = 1024

func newStoryReader(s *scan, h homes, rare []uint64) *storyReader {
	return &storyReader{
		verifier: newVerifier(s), homes: h, rare: rare,
		reader: source.NewReader(s.cfg.Outlets), names: make([]nameList, recentNames),
	}
}

// judge makes the link of a pair that tells one story.
func (r *storyReader) judge(p pair) (link, bool, error) {
	names, err := r.shared(p)
	if err != nil || names < r.needed(p) || len(r.common(r.face[p.a()], r.face[p.b()])) == 0 {
		return link{}, false, err
	}
	if err := r.load(p); err != nil {
		return link{}, false, err
	}
	l, err := r.relate(p)
	if l.Relation == relation.None {
		l.Relation, l.names = relation.CommonSource, uint32(names)
	}
	return l, r.asked[l.Relation] && err == nil, err
}

// needed is the number of rare names that make a pair one story.
func (r *storyReader) needed(p pair) int {
	if r.lib.articles[r.face[p.a()]].date == noDate || r.lib.articles[r.face[p.b()]].date == noDate {
		return undatedNames
	}
	return commonNames
}

// shared counts the rare names that two texts have in common.
func (r *storyReader) shared(p pair) (int, error) {
	if !r.held || r.of != p.a() {
		var err error
		if r.a, err = r.rareNames(r.a[:0], p.a()); err != nil {
			return 0, err
		}
		r.of, r.held = p.a(), true
	}
	b := &r.names[p.b()%recentNames]
	if !b.made || b.text != p.b() {
		var err error
		if b.names, err = r.rareNames(b.names[:0], p.b()); err != nil {
			return 0, err
		}
		b.text, b.made = p.b(), true
	}
	n := 0
	for _, name := range r.a {
		if _, both := slices.BinarySearch(b.names, name); both {
			n++
		}
	}
	return n, nil
}

// rareNames appends the rare names of a text to dst, ascending.
func (r *storyReader) rareNames(dst []uint64, text uint32) ([]uint64, error) {
	if err := r.page.load(r.lib, r.face[text]); err != nil {
		return dst, err
	}
	dst = r.reader.Names(dst, string(r.page.text))
	kept := dst[:0]
	for _, name := range dst {
		if _, rare := slices.BinarySearch(r.rare, kept40(name)); rare {
			kept = append(kept, kept40(name))
		}
	}
	slices.Sort(kept)
	return slices.Compact(kept), nil
}

// restsAll are the outlets on which an article rests by its own words, then
// those by inference, those that are both once.
func (s *scan) restsAll(article uint32) []rest {
	named := s.lib.restsOn(article)
	found := s.inferredFor(article)
	if len(found) == 0 {
		return named
	}
	out := slices.Clone(named)
	for i, x := range found {
		again := i > 0 && found[i-1].outlet == x.outlet
		if !again && !slices.ContainsFunc(named, func(r rest) bool { return r.outlet() == x.outlet }) {
			out = append(out, makeRest(x.outlet, false))
		}
	}
	return out
}

// common lists the outlets on which two articles rest, by name. An outlet that
// published both is none: it is their author.
func (s *scan) common(a, b uint32) []Common {
	restsA, restsB := s.restsAll(a), s.restsAll(b)
	namedA, namedB := len(s.lib.restsOn(a)), len(s.lib.restsOn(b))
	var out []Common
	for i, x := range restsA {
		j := slices.IndexFunc(restsB, func(y rest) bool { return x.outlet() == y.outlet() })
		if j >= 0 && !(x.own() && restsB[j].own()) {
			out = append(out, Common{Outlet: s.lib.named[x.outlet()], InferredA: i >= namedA, InferredB: j >= namedB})
		}
	}
	slices.SortFunc(out, func(a, b Common) int { return cmp.Compare(a.Outlet, b.Outlet) })
	return out
}
