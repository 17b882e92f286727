package scan

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"iter"
	"slices"
	"strconv"

	"github.com/zeebo/xxh3"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/source"
)

// row is a pair of articles to be shown: the texts' link and who prints them.
type row struct {
	a, b uint32 // articles, a < b
	link link   // of their texts; its a may be the text of b
}

// result turns links and clusters of texts into pairs and clusters of
// articles.
func (s *scan) result(ctx context.Context, r *reading, rank []uint32, taken []corpus.Refused, links []link) (*Result, error) {
	s.stage("clusters")
	clusters, err := s.clusters(ctx, links)
	if err != nil {
		return nil, err
	}
	h := s.homes(clusters)
	if s.asked[relation.CommonSource] {
		s.stage("sources")
		common, err := s.commonLinks(ctx, rank, h, links)
		if err != nil {
			return nil, err
		}
		links = append(links, common...)
	}
	s.stage("report")
	rows, err := s.rows(ctx, links, clusters, h)
	if err != nil {
		return nil, err
	}
	boilerplate, err := s.describeBoilerplate(ctx)
	if err != nil {
		return nil, err
	}
	refused := append(r.refused, taken...)
	slices.SortFunc(refused, corpus.Refused.Compare)
	res := &Result{
		Config: s.cfg, Plan: s.plan, Articles: len(s.lib.articles), Clustered: len(clusters),
		Boilerplate: boilerplate, Refused: refused, library: s.lib, close: s.close,
	}
	s.total(res, clusters)
	if limit := s.cfg.Limit; limit > 0 && len(rows) > limit {
		res.Limited = len(rows) - limit
		rows = rows[:limit]
	}
	res.PairCount = len(rows)
	res.Pairs = s.pairs(rows)
	res.Clusters = s.clusterSeq(clusters)
	if s.quotes != nil {
		res.Coverage, res.Sources, res.SharedQuotes = s.coverage(), s.sourcedSeq(clusters, h), s.sharedQuoteSeq()
	}
	return res, nil
}

// total adds up the articles and the copies.
func (s *scan) total(res *Result, clusters []cluster) {
	for i := range s.lib.articles {
		res.Words += int64(s.lib.articles[i].words)
		res.Bytes += int64(s.lib.articles[i].page.text)
	}
	for _, c := range clusters {
		rep := s.lib.articles[c.representative].text
		same := len(s.lib.texts[rep].articles) - 1
		res.Copies += same
		res.CopiedWords += int64(same) * int64(s.lib.texts[rep].words)
		for _, l := range c.links {
			n := len(s.lib.texts[l.b()].articles)
			res.Copies += n
			res.CopiedWords += int64(n) * int64(l.WordsB)
		}
	}
}

// rows lists the pairs of articles to be shown, ascending.
func (s *scan) rows(ctx context.Context, links []link, clusters []cluster, h homes) ([]row, error) {
	var rows []row
	for _, c := range clusters {
		rows = s.clusterRows(rows, c)
	}
	for _, l := range links {
		if !h.together(l.a(), l.b()) {
			rows = append(rows, makeRow(h.face[l.a()], h.face[l.b()], l))
		}
	}
	if s.cfg.AllPairs {
		var err error
		if rows, err = s.allRows(ctx, rows, clusters, h.cluster); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(rows, func(x, y row) int { return cmp.Or(cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b)) })
	return rows, nil
}

func makeRow(a, b uint32, l link) row {
	if a > b {
		a, b = b, a
	}
	return row{a, b, l}
}

// clusterRows appends the pairs of a representative and its members.
func (s *scan) clusterRows(rows []row, c cluster) []row {
	for _, m := range s.members(c) {
		if s.asked[m.link.Relation] {
			rows = append(rows, makeRow(c.representative, m.article, m.link))
		}
	}
	return rows
}

// member is an article of a cluster and the link of its text.
type member struct {
	article uint32
	link    link
}

// members lists the articles beside the representative, those of its own text
// first and then in the order of the links.
func (s *scan) members(c cluster) []member {
	rep := s.lib.articles[c.representative].text
	out := s.prints(nil, rep, c.representative, s.identical(rep))
	for _, l := range c.links {
		out = s.prints(out, l.b(), c.representative, l)
	}
	return out
}

func (s *scan) prints(out []member, text, except uint32, l link) []member {
	for _, a := range s.lib.texts[text].articles {
		if a != except {
			out = append(out, member{a, l})
		}
	}
	return out
}

// identical is the link of a text with itself.
func (s *scan) identical(t uint32) link {
	x := &s.lib.texts[t]
	return link{pair: makePair(t, t), Link: relation.Link{
		Relation: relation.Identical, Shared: x.distinct, Run: compare.Run{Words: int(x.words)}, FreshRun: x.words,
		WordsA: x.words, WordsB: x.words, FreshA: x.words, FreshB: x.words,
	}}
}

// allRows appends the pairs of clusters that do not touch the representative,
// verifying those that were never compared; home is 1 + the cluster of a text.
func (s *scan) allRows(ctx context.Context, rows []row, clusters []cluster, home []int32) ([]row, error) {
	var inside pairSet
	for _, c := range clusters {
		for i, t := range c.texts {
			for _, u := range c.texts[:i] {
				inside.add(t, u)
			}
		}
	}
	links, err := verifyAll(ctx, s, inside.pairs(), (*verifier).judge)
	if err != nil {
		return nil, err
	}
	for _, c := range clusters {
		for _, t := range c.texts {
			if s.asked[relation.Identical] {
				links = append(links, s.identical(t))
			}
		}
	}
	for _, l := range links {
		rows = s.crossRows(rows, clusters[home[l.a()]-1].representative, l)
	}
	return rows, nil
}

// crossRows appends every article of one text of the link with every one of
// the other, the representative excepted.
func (s *scan) crossRows(rows []row, representative uint32, l link) []row {
	for _, a := range s.lib.texts[l.a()].articles {
		for _, b := range s.lib.texts[l.b()].articles {
			if (l.a() != l.b() || a < b) && a != representative && b != representative {
				rows = append(rows, makeRow(a, b, l))
			}
		}
	}
	return rows
}

// pairs reads what a reader sees of every row.
func (s *scan) pairs(rows []row) iter.Seq2[Pair, error] {
	return func(yield func(Pair, error) bool) {
		b := newBinder(s)
		for _, r := range rows {
			p, err := b.pair(r.a, r.b, r.link)
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}

func (s *scan) clusterSeq(clusters []cluster) iter.Seq2[Cluster, error] {
	return func(yield func(Cluster, error) bool) {
		b := newBinder(s)
		for _, c := range clusters {
			out, err := s.describe(b, c)
			if !yield(out, err) || err != nil {
				return
			}
		}
	}
}

func (s *scan) describe(b *binder, c cluster) (Cluster, error) {
	out := Cluster{ID: s.idOf(c)}
	for _, m := range s.members(c) {
		p, err := b.figures(c.representative, m.article, m.link)
		if err != nil {
			return Cluster{}, err
		}
		out.Members = append(out.Members, Member{Meta: p.B, Link: p})
		out.Representative = p.A
	}
	return out, nil
}

// idOf is the id of a cluster.
func (s *scan) idOf(c cluster) string {
	ids := []string{s.lib.articles[c.representative].id}
	for _, m := range s.members(c) {
		ids = append(ids, s.lib.articles[m.article].id)
	}
	slices.Sort(ids)
	return clusterID(ids)
}

// clusterID is made from the sorted ids of the articles alone, so that a
// cluster keeps its name for as long as it keeps its members.
func clusterID(ids []string) string {
	h := xxh3.New()
	for _, id := range ids {
		h.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(id))))
		h.WriteString(id)
	}
	return fmt.Sprintf("c%016x", h.Sum64())
}

// binder makes pairs of links. It keeps the page of the first article, since
// pairs come sorted by it, and some of the second: those of a family come
// again and again.
type binder struct {
	*scan
	a      page
	pages  [recentPages]page // of b, by number
	quotes *quoteReader      // nil where no relation asks for sources
}

const recentPages = 256

func newBinder(s *scan) *binder {
	b := &binder{scan: s}
	if s.quotes != nil {
		b.quotes = newQuoteReader(s)
	}
	return b
}

// pair describes two articles, a as A and b as B.
func (d *binder) pair(a, b uint32, l link) (Pair, error) {
	p, err := d.figures(a, b, l)
	if err != nil {
		return Pair{}, err
	}
	l = l.from(d.lib.articles[a].text)
	other := &d.pages[b%recentPages]
	p.RunA, p.RunB = d.a.span(l.Run.A, l.Run.A+l.Run.Words), other.span(l.Run.B, l.Run.B+l.Run.Words)
	if l.Relation == relation.SharesQuote {
		if err := d.quote(&p, a, b); err != nil {
			return Pair{}, err
		}
	}
	if d.cfg.Runes {
		d.a.runes(&p.RunA)
		other.runes(&p.RunB)
		d.a.runes(&p.QuoteA)
		other.runes(&p.QuoteB)
	}
	p.RunText = string(d.a.text[p.RunA.Lo:p.RunA.Hi])
	return p, nil
}

// quote fills in the longest quote that two articles share.
func (d *binder) quote(p *Pair, a, b uint32) error {
	x, y, err := d.quotes.load(a, b)
	if err != nil {
		return err
	}
	shared := d.quotes.shared(x, y)
	if len(shared) == 0 { // other prints of the two texts, without the marks of the quote
		return nil
	}
	best := slices.MaxFunc(shared, func(a, b sharedQuote) int { return cmp.Compare(a.Words, b.Words) })
	p.Quote, p.QuoteWords = x.page.Text[best.A.Lo:best.A.Hi], best.Words
	p.QuoteA, p.QuoteB = Span{Lo: best.A.Lo, Hi: best.A.Hi}, Span{Lo: best.B.Lo, Hi: best.B.Hi}
	return nil
}

// figures is the pair without the text and places of its longest run.
func (d *binder) figures(a, b uint32, l link) (Pair, error) {
	if err := d.a.load(d.lib, a); err != nil {
		return Pair{}, err
	}
	other := &d.pages[b%recentPages]
	if err := other.load(d.lib, b); err != nil {
		return Pair{}, err
	}
	l = l.from(d.lib.articles[a].text)
	x, y := &d.lib.texts[l.a()], &d.lib.texts[l.b()]
	p := Pair{
		A: d.lib.meta(a, &d.a), B: d.lib.meta(b, other), Relation: l.Relation,
		Jaccard:      relation.Jaccard(int(l.Shared), d.text(l.a()), d.text(l.b())),
		ContainmentA: float64(l.Shared) / float64(x.distinct),
		ContainmentB: float64(l.Shared) / float64(y.distinct),
		SharedWordsA: int(l.WordsA), SharedWordsB: int(l.WordsB),
		Boilerplate: l.Link.Boilerplate(), LongestRun: l.Run.Words,
		Differs: differs(l, x, y), SharedNames: int(l.names),
	}
	if d.quotes == nil || l.Relation == relation.Template { // what fills a form is no common text
		return p, nil
	}
	p.Common = d.common(a, b)
	return p, d.direct(&p, a, b)
}

// direct says which of the two articles had their common text first.
func (d *binder) direct(p *Pair, a, b uint32) error {
	x, err := d.side(p.A, a, p.ContainmentA)
	if err != nil {
		return err
	}
	y, err := d.side(p.B, b, p.ContainmentB)
	if err != nil {
		return err
	}
	p.Direction, p.DirectionWhy = source.Directed(x, y)
	return nil
}

func (d *binder) side(m Meta, article uint32, containment float64) (source.Side, error) {
	sources, err := d.lib.sourcesOf(nil, article)
	return source.Side{Outlet: d.lib.ownName(article), URL: m.URL, Date: m.Date, Sources: sources, Containment: containment}, err
}

// from is the link seen from one of its texts.
func (l link) from(text uint32) link {
	if l.a() == text {
		return l
	}
	l.pair = pair(uint64(l.b())<<32 | uint64(l.a()))
	l.Link = l.Inverse()
	return l
}

// differs says in words how b differs from a.
func differs(l link, a, b *text) string {
	if l.Relation == relation.Identical {
		return "same words"
	}
	drops, adds := int(a.words)-int(l.WordsA), int(b.words)-int(l.WordsB)
	switch {
	case drops == 0 && adds == 0:
		return "same words, other order"
	case drops == 0:
		return "adds " + words(adds)
	case adds == 0:
		return "drops " + words(drops)
	}
	return "adds " + words(adds) + ", drops " + strconv.Itoa(drops)
}

func words(n int) string { return count(n, "word") }
