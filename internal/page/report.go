package page

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/pairs"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/report"
	"github.com/dupes-news/dupes/internal/scan"
)

// Texts finds articles again, which a report does not hold.
type Texts interface {
	// Article is the article with that id, or nil and no error where there is
	// none. It is safe for concurrent use.
	Article(id string) (*corpus.Article, error)
}

// Config is what a report is told beside the result of the scan.
type Config struct {
	Texts   Texts // nil where there are none: no two articles are set side by side then
	Pairs   int   // listed at most, the strongest; 0 means all
	Subject string
	Facts   []Fact // about the run, beside those of the result

	// Progress is told how many pairs of a file are set side by side, of how
	// many; nil where nobody asks.
	Progress func(done, of int)
}

// Fact is a line of the information about a run.
type Fact struct{ Name, Value string }

// Report is what the page of a whole scan shows: its lists, in memory, without
// the texts. It does not change and is safe for concurrent use.
type Report struct {
	Config
	result   *scan.Result   // its figures; lists that are read from files are not read again
	articles []article      // those of pairs, clusters and mentions, by id
	pairs    []pair         // strongest first
	leftOut  int            // pairs
	clusters []cluster      // largest first
	pairsOf  [][]int32      // of every article, in the order of pairs
	broken   map[string]int // places of articles whose id is no UTF-8, by what a browser makes of it
	sources  *report.Sourcing
}

// article is one that stands in a list of the page.
type article struct {
	scan.Meta
	cluster int // place in clusters, from 1; 0 for none
}

// pair is a scan.Pair by the places of its articles.
type pair struct {
	a, b              int
	relation          relation.Relation
	jaccard           float64
	sharedA, sharedB  int // words
	boilerplate, run  int // words
	quoteWords, names int
	common            []scan.Common
	direction, why    string
}

// cluster is a scan.Cluster by the places of its articles.
type cluster struct {
	id             string
	representative int
	members        []member // the representative not among them
	outlets        int      // that differ; articles without one are of none
	first          time.Time
	median         int    // of the members, the percent of their words that stand in the representative
	source         string // the outlet that most of its articles name, or rest on by inference
	sourced        int    // of its articles, those that do
	inferred       bool   // none of them names it
}

// member is an article of a cluster and what ties it to the representative.
type member struct {
	article  int
	relation relation.Relation // of the member to the representative
	jaccard  float64
	shared   int // of its words, those in the representative
	run      int
	differs  string
}

// New gathers what a page shows of r, whose Texts stay open as long as the
// report is used.
func New(ctx context.Context, r *scan.Result, cfg Config) (*Report, error) {
	out := &Report{Config: cfg, result: r}
	g := gathering{Report: out, number: map[string]int{}}
	for _, step := range []func(context.Context) error{g.readClusters, g.readPairs, g.readSources} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	g.sort()
	for i := range out.clusters {
		out.describe(&out.clusters[i])
	}
	return out, nil
}

// gathering is a report in the making.
type gathering struct {
	*Report
	number map[string]int // of articles, by id
}

// add is the number of an article, as yet in the order in which they come.
func (g *gathering) add(m scan.Meta) int {
	n, known := g.number[m.ID]
	if !known {
		n = len(g.articles)
		g.number[m.ID] = n
		g.articles = append(g.articles, article{Meta: m})
	}
	return n
}

func (g *gathering) readClusters(ctx context.Context) error {
	for c, err := range g.result.Clusters {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return err
		}
		out := cluster{id: c.ID, representative: g.add(c.Representative)}
		for _, m := range c.Members {
			l := m.Link
			out.members = append(out.members, member{
				g.add(m.Meta), l.Relation.Inverse(), l.Jaccard, l.SharedWordsB, l.LongestRun, l.Differs,
			})
		}
		g.clusters = append(g.clusters, out)
	}
	return nil
}

func (g *gathering) readPairs(ctx context.Context) error {
	list, err := pairs.Strongest(g.result.Pairs, g.Pairs)
	if err := cmp.Or(err, ctx.Err()); err != nil {
		return err
	}
	g.leftOut = g.result.PairCount - len(list) + g.result.Limited
	for _, p := range list {
		q := pair{
			a: g.add(p.A), b: g.add(p.B), relation: p.Relation, jaccard: p.Jaccard,
			sharedA: p.SharedWordsA, sharedB: p.SharedWordsB, boilerplate: p.Boilerplate, run: p.LongestRun,
			quoteWords: p.QuoteWords, names: p.SharedNames, common: p.Common, why: p.DirectionWhy,
		}
		if p.DirectionWhy != "" {
			q.direction = p.Direction.String()
		}
		g.pairs = append(g.pairs, q)
	}
	return nil
}

// maxMentions is how many sentences that name a source a page holds: 20 times
// what a person reads of them, in some 2 MB.
const maxMentions = 20_000

func (g *gathering) readSources(ctx context.Context) (err error) {
	if g.result.Sources == nil {
		return nil
	}
	g.sources, err = report.NewSourcing(ctx, g.result, maxMentions, func(id string) bool {
		_, listed := g.number[id]
		return listed
	})
	if err == nil {
		for _, m := range g.sources.Mentions {
			g.add(m.Article)
		}
	}
	return err
}

// sort puts articles in the order of their ids, and clusters in that of their
// sizes.
func (g *gathering) sort() {
	place := make([]int, len(g.articles))
	slices.SortFunc(g.articles, func(a, b article) int { return strings.Compare(a.ID, b.ID) })
	for i, a := range g.articles {
		place[g.number[a.ID]] = i
		if name := inBrowser(a.ID); name != a.ID {
			if g.broken == nil {
				g.broken = map[string]int{}
			}
			g.broken[name] = i
		}
	}
	for i := range g.clusters {
		c := &g.clusters[i]
		c.representative = place[c.representative]
		for j := range c.members {
			c.members[j].article = place[c.members[j].article]
		}
	}
	slices.SortStableFunc(g.clusters, func(a, b cluster) int { return cmp.Compare(len(b.members), len(a.members)) })
	for i, c := range g.clusters {
		g.articles[c.representative].cluster = i + 1
		for _, m := range c.members {
			g.articles[m.article].cluster = i + 1
		}
	}
	g.pairsOf = make([][]int32, len(g.articles))
	for i := range g.pairs {
		p := &g.pairs[i]
		p.a, p.b = place[p.a], place[p.b]
		g.pairsOf[p.a] = append(g.pairsOf[p.a], int32(i))
		g.pairsOf[p.b] = append(g.pairsOf[p.b], int32(i))
	}
}

// find is the place of an article, and whether it is listed. An id that is no
// UTF-8 is found as a browser sends it, too.
func (r *Report) find(id string) (int, bool) {
	i, listed := slices.BinarySearchFunc(r.articles, id, func(a article, id string) int { return strings.Compare(a.ID, id) })
	if listed {
		return i, true
	}
	i, listed = r.broken[id]
	return i, listed
}

// inBrowser is an id as a browser has it, from the lists or an address: with
// U+FFFD for every byte that is no UTF-8. strings.ToValidUTF8 would make one of
// several bytes.
func inBrowser(id string) string {
	if utf8.ValidString(id) {
		return id
	}
	return string([]rune(id))
}

// pairOf is the place of the pair of two articles, or -1.
func (r *Report) pairOf(a, b int) int {
	list := r.pairsOf[a]
	if other := r.pairsOf[b]; len(other) < len(list) { // a representative may have a thousand times more
		list = other
	}
	for _, i := range list {
		if p := &r.pairs[i]; p.a == a && p.b == b || p.a == b && p.b == a {
			return int(i)
		}
	}
	return -1
}
