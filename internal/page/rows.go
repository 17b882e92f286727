package page

import (
	"math"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/report"
)

// The lists of a page are drawn by its script, from columns: a list of values
// for each field, which takes a third of what objects take and packs better.
// Articles, clusters and pairs are named by their places in these lists.

type rowsFile struct {
	Articles  articleColumns `json:"articles"`
	Outlets   []string       `json:"outlets"` // Articles.Outlet counts from 1; 0 means none
	Pairs     pairColumns    `json:"pairs"`
	Clusters  clusterColumns `json:"clusters"`
	Relations []string       `json:"relations"`
}

type articleColumns struct {
	ID      []string `json:"id"`
	Title   []string `json:"title"`
	Outlet  []int    `json:"outlet"`
	Date    []string `json:"date"` // the day
	Words   []int    `json:"words"`
	Cluster []int    `json:"cluster"` // from 1; 0 for none
}

type pairColumns struct {
	A        []int     `json:"a"`
	B        []int     `json:"b"`
	Relation []int     `json:"relation"` // place in Relations
	Jaccard  []float64 `json:"jaccard"`  // cut to 4 decimals
	Copied   []int     `json:"copied"`   // percent of the words of one article that stand in the other, the larger of the two, rounded down
	Shared   []int     `json:"shared"`   // words
	Run      []int     `json:"run"`      // words
	Packed   []int     `json:"packed"`   // place among the packed pairs; empty on a page that is served
}

type clusterColumns struct {
	ID       []string `json:"id"`
	Articles [][]int  `json:"articles"` // the representative first
	Outlets  []int    `json:"outlets"`
	First    []string `json:"first"` // the earliest day
	Median   []int    `json:"median"`
	Source   []string `json:"source"`
}

// Rows is the JSON of the lists of pairs and clusters.
func (r *Report) Rows() ([]byte, error) { return r.rows(nil) }

// rows has the places of packed pairs too.
func (r *Report) rows(packed []int) ([]byte, error) {
	f := rowsFile{Relations: relationNames(), Pairs: pairColumns{Packed: packed}}
	outlets := map[string]int{}
	for _, a := range r.articles {
		f.Articles.add(a, f.outlet(outlets, a.Outlet))
	}
	for i := range r.pairs {
		f.Pairs.add(&r.pairs[i], r.copied(&r.pairs[i]))
	}
	for i := range r.clusters {
		f.Clusters.add(&r.clusters[i])
	}
	return json.Marshal(f, jsontext.AllowInvalidUTF8(true), json.FormatNilSliceAsNull(false))
}

func relationNames() []string {
	out := make([]string, relation.Count)
	for i := range out {
		out[i] = relation.Relation(i).String()
	}
	return out
}

// outlet is the number of an outlet in f.
func (f *rowsFile) outlet(known map[string]int, name string) int {
	if name == "" {
		return 0
	}
	if known[name] == 0 {
		f.Outlets = append(f.Outlets, report.Clean(name))
		known[name] = len(f.Outlets)
	}
	return known[name]
}

func (c *articleColumns) add(a article, outlet int) {
	c.ID = append(c.ID, a.ID)
	c.Title = append(c.Title, report.Clean(a.Title))
	c.Outlet = append(c.Outlet, outlet)
	c.Date = append(c.Date, report.Day(a.Date))
	c.Words = append(c.Words, a.Words)
	c.Cluster = append(c.Cluster, a.cluster)
}

func (c *pairColumns) add(p *pair, copied int) {
	c.A = append(c.A, p.a)
	c.B = append(c.B, p.b)
	c.Relation = append(c.Relation, int(p.relation))
	c.Jaccard = append(c.Jaccard, math.Floor(p.jaccard*1e4+1e-6)/1e4) // 0.57*1e4 is a little less than 5700
	c.Copied = append(c.Copied, copied)
	c.Shared = append(c.Shared, min(p.sharedA, p.sharedB))
	c.Run = append(c.Run, p.run)
}

// copied is the larger of the shares of two articles that stand in the other,
// in percent, rounded down so that 100 means all.
func (r *Report) copied(p *pair) int {
	return max(percent(p.sharedA, r.articles[p.a].Words), percent(p.sharedB, r.articles[p.b].Words))
}

func percent(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return min(100, part*100/whole)
}

func (c *clusterColumns) add(x *cluster) {
	c.ID = append(c.ID, x.id)
	c.Articles = append(c.Articles, x.all())
	c.Outlets = append(c.Outlets, x.outlets)
	c.First = append(c.First, report.Day(x.first))
	c.Median = append(c.Median, x.median)
	c.Source = append(c.Source, x.sourceText())
}

// sourceText marks an inferred source as all tables do.
func (c *cluster) sourceText() string {
	if c.source != "" && c.inferred {
		return c.source + " ?"
	}
	return c.source
}

// describe fills in what follows from the articles of c.
func (r *Report) describe(c *cluster) {
	names := map[string]bool{}
	var shares []int
	see := func(i int) {
		a := &r.articles[i]
		if a.Outlet != "" {
			names[a.Outlet] = true
		}
		c.first = earlier(c.first, a.Date)
	}
	see(c.representative)
	for _, m := range c.members {
		see(m.article)
		shares = append(shares, percent(m.shared, r.articles[m.article].Words))
	}
	c.outlets = len(names)
	slices.Sort(shares)
	if len(shares) > 0 {
		c.median = shares[(len(shares)-1)/2] // the lower of two in the middle
	}
	if r.sources != nil {
		s := r.sources.Clusters[c.id]
		c.source, c.sourced, c.inferred = s.Outlet, s.Articles, s.Inferred
	}
}

// earlier is the earlier of two dates; the zero time is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

type sourcesFile struct {
	Outlets  outletColumns  `json:"outlets"`
	Mentions mentionColumns `json:"mentions"`
	LeftOut  int            `json:"left_out"`
}

type outletColumns struct {
	Name     []string `json:"name"`
	Kind     []string `json:"kind"`
	Named    []int    `json:"named"`
	Inferred []int    `json:"inferred"`
	Carriers []int    `json:"carriers"`
	Own      []int    `json:"own"`
	Aside    []int    `json:"aside"`
	Denied   []int    `json:"denied"`
	First    []string `json:"first"`
}

type mentionColumns struct {
	Article    []int    `json:"article"`
	Outlet     []string `json:"outlet"`
	Class      []string `json:"class"` // named, inferred, aside, denied or own
	Kind       []string `json:"kind"`
	Confidence []string `json:"confidence"`
	Before     []string `json:"before"`
	Words      []string `json:"words"`
	After      []string `json:"after"`
	Field      []string `json:"field"`
	From       []int    `json:"from"` // place of the article that names an inferred outlet, or -1
}

// Sources is the JSON of the lists of outlets and of what names them; of
// empty lists where the scan looked for no sources.
func (r *Report) Sources() ([]byte, error) {
	var f sourcesFile
	if r.sources != nil {
		f.LeftOut = r.sources.LeftOut
		for _, o := range r.sources.Outlets {
			f.Outlets.add(o)
		}
		for _, m := range r.sources.Mentions {
			at, _ := r.find(m.Article.ID)
			from := -1
			if i, listed := r.find(m.From); listed {
				from = i
			}
			f.Mentions.add(m, at, from)
		}
	}
	return json.Marshal(f, jsontext.AllowInvalidUTF8(true), json.FormatNilSliceAsNull(false))
}

func (c *outletColumns) add(o report.OutletUse) {
	c.Name = append(c.Name, o.Name)
	c.Kind = append(c.Kind, o.Kind)
	c.Named = append(c.Named, o.Named)
	c.Inferred = append(c.Inferred, o.Inferred)
	c.Carriers = append(c.Carriers, o.Carriers)
	c.Own = append(c.Own, o.Own)
	c.Aside = append(c.Aside, o.Aside)
	c.Denied = append(c.Denied, o.Denied)
	c.First = append(c.First, report.Day(o.First))
}

func (c *mentionColumns) add(m report.Mention, at, from int) {
	class := "named"
	switch {
	case m.Inferred:
		class = "inferred"
	case m.Denied:
		class = "denied"
	case m.Aside:
		class = "aside"
	case m.Self:
		class = "own"
	}
	c.Article = append(c.Article, at)
	c.Outlet = append(c.Outlet, m.Outlet)
	c.Class = append(c.Class, class)
	c.Kind = append(c.Kind, m.Kind)
	c.Confidence = append(c.Confidence, m.Confidence)
	c.Before = append(c.Before, m.Before)
	c.Words = append(c.Words, m.Words)
	c.After = append(c.After, m.After)
	c.Field = append(c.Field, m.Field)
	c.From = append(c.From, from)
}
