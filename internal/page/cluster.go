package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dupes-news/dupes/internal/report"
	"github.com/dupes-news/dupes/shingle"
)

// heatMost is how many articles of a cluster a heat map has: 780 figures, which
// still fit on a screen. A larger cluster shows its representative and the
// strongest of its members.
const heatMost = 40

// nearMost is how many pairs with articles outside a cluster are listed.
const nearMost = 50

// clusterView is what the template "cluster" takes.
type clusterView struct {
	ID                    string
	Name                  string // its representative's headline
	Articles, Outlets     string
	First, Median, Source string
	Rows                  []memberView
	Timeline              *timeline // nil where fewer than two days are known
	Heat                  *heatMap  // nil without texts
	Near                  []nearView
	NearLeft              int
}

type articleView struct {
	ID, Name, Outlet, Date, Words string
}

type memberView struct {
	articleView
	N          int // from 1
	Represents bool
	Relation   string
	Copied     string // percent of its words in the representative
	CopiedPart string // in tenths of a percent, for the bar
	Shared     string
	Jaccard    string
	Run        string
	Differs    string
	Pair       string // address of the pair with the representative; empty where it is not listed
}

// nearView is a pair of a member and an article outside the cluster.
type nearView struct {
	Member, Other articleView
	Relation      string
	Shared, Run   string
	Pair          string
	Cluster       string // of the other; may be empty
}

// Cluster is the fragment of a cluster; ok is false where there is none of
// that id.
func (r *Report) Cluster(id string) (html string, ok bool, err error) {
	i := slices.IndexFunc(r.clusters, func(c cluster) bool { return c.id == id })
	if i < 0 {
		return "", false, nil
	}
	html, err = r.clusterAt(i)
	return html, true, err
}

func (r *Report) clusterAt(i int) (string, error) {
	c := &r.clusters[i]
	v := clusterView{
		ID: report.Clean(c.id), Name: r.view(c.representative).Name, Articles: report.Count(len(c.members)+1, "article"),
		Outlets: report.Number(c.outlets), First: report.Day(c.first), Median: fmt.Sprintf("%d%%", c.median), Source: c.sourceText(),
	}
	if c.sourced > 0 {
		v.Source = fmt.Sprintf("%s (%d of %d articles)", v.Source, c.sourced, len(c.members)+1)
	}
	v.Rows = append(v.Rows, memberView{articleView: r.view(c.representative), N: 1, Represents: true})
	for n, m := range c.members {
		v.Rows = append(v.Rows, r.memberView(c, m, n+2))
	}
	v.Timeline = r.timeline(c)
	v.Near, v.NearLeft = r.near(i)
	heat, err := r.heat(c)
	if err != nil {
		return "", err
	}
	v.Heat = heat
	return render("cluster", v)
}

func (r *Report) view(i int) articleView {
	a := &r.articles[i]
	return articleView{
		ID: report.Clean(a.ID), Name: headline(a.Title, a.ID), Outlet: report.Clean(a.Outlet),
		Date: report.Day(a.Date), Words: report.Number(a.Words),
	}
}

func (r *Report) memberView(c *cluster, m member, n int) memberView {
	words := r.articles[m.article].Words
	v := memberView{
		articleView: r.view(m.article), N: n, Relation: m.relation.String(),
		Copied: fmt.Sprintf("%d%%", percent(m.shared, words)), Shared: report.Number(m.shared),
		Jaccard: report.Ratio(m.jaccard), Run: report.Number(m.run), Differs: report.Clean(m.differs),
	}
	if words > 0 {
		v.CopiedPart = fmt.Sprint(min(1000, m.shared*1000/words))
	}
	v.Pair = r.address(c.representative, m.article)
	return v
}

// address is the fragment of the address of a pair, or empty where it is not
// listed.
func (r *Report) address(a, b int) string {
	i := r.pairOf(a, b)
	if i < 0 {
		return ""
	}
	return r.addressOf(&r.pairs[i])
}

func (r *Report) addressOf(p *pair) string {
	return "#/pair/" + pathEscape(r.articles[p.a].ID) + "/" + pathEscape(r.articles[p.b].ID)
}

// near lists the pairs of members of a cluster with articles outside it, in
// their order, and how many more there are.
func (r *Report) near(at int) (list []nearView, left int) {
	c := &r.clusters[at]
	var places []int32
	inside := map[int]bool{}
	for _, a := range c.all() {
		inside[a] = true
	}
	for a := range inside {
		for _, i := range r.pairsOf[a] {
			if p := &r.pairs[i]; !inside[p.a] || !inside[p.b] {
				places = append(places, i)
			}
		}
	}
	slices.Sort(places)
	for _, i := range places[:min(len(places), nearMost)] {
		p := &r.pairs[i]
		member, other, rel := p.a, p.b, p.relation.Inverse()
		if !inside[member] {
			member, other, rel = p.b, p.a, p.relation
		}
		v := nearView{
			Member: r.view(member), Other: r.view(other), Relation: rel.String(),
			Shared: report.Number(min(p.sharedA, p.sharedB)), Run: report.Number(p.run), Pair: r.addressOf(p),
		}
		if n := r.articles[other].cluster; n > 0 {
			v.Cluster = r.clusters[n-1].id
		}
		list = append(list, v)
	}
	return list, len(places) - len(list)
}

// timeline is the dates of a cluster on a line.
type timeline struct {
	From, To string
	Dots     []dot
	Undated  int
}

// dot stands for the articles of one day.
type dot struct {
	X, R    string // of 1000 by 40
	Label   string
	Heading bool // the representative is among them
}

func (r *Report) timeline(c *cluster) *timeline {
	days := map[string][]int{}
	t := &timeline{}
	for _, i := range c.all() {
		if day := report.Day(r.articles[i].Date); day != "" {
			days[day] = append(days[day], i)
		} else {
			t.Undated++
		}
	}
	if len(days) < 2 {
		return nil
	}
	var list []string
	for day := range days {
		list = append(list, day)
	}
	slices.Sort(list)
	t.From, t.To = list[0], list[len(list)-1]
	first := dayNumber(t.From)
	span := dayNumber(t.To) - first
	for _, day := range list {
		var names []string
		var d dot
		for _, i := range days[day] {
			a := &r.articles[i]
			names = append(names, cmp.Or(report.Clean(a.Outlet), headline(a.Title, a.ID)))
			d.Heading = d.Heading || i == c.representative
		}
		slices.Sort(names)
		d.X = fmt.Sprintf("%.1f", 20+960*(dayNumber(day)-first)/span)
		d.R = fmt.Sprintf("%.1f", min(14, 4+float64(len(names))))
		d.Label = day + ": " + report.Count(len(names), "article") + ", " + strings.Join(names[:min(len(names), 8)], ", ")
		if len(names) > 8 {
			d.Label += " and others"
		}
		t.Dots = append(t.Dots, d)
	}
	return t
}

// dayNumber counts days.
func dayNumber(day string) float64 {
	t, _ := time.Parse(time.DateOnly, day) // it was made by Day
	return float64(t.Unix() / 86400)
}

// all is every article of c, the representative first.
func (c *cluster) all() []int {
	list := []int{c.representative}
	for _, m := range c.members {
		list = append(list, m.article)
	}
	return list
}

// heatMap is the Jaccard of every two of some articles, exact.
type heatMap struct {
	Rows []heatRow
	Left int // articles that it leaves out
}

type heatRow struct {
	N     int
	Name  string
	Cells []heatCell
}

type heatCell struct {
	Level int    // 0 to 9, tenths
	Text  string // two digits: .83
	Name  string // of both articles
	Pair  string // address; may be empty
	Self  bool
}

func (r *Report) heat(c *cluster) (*heatMap, error) {
	if r.Texts == nil || len(c.members) < 2 { // of two articles the table has the only figure
		return nil, nil
	}
	list := c.all()
	h := &heatMap{Left: max(0, len(list)-heatMost)}
	list = list[:len(list)-h.Left]
	sets := make([][]uint64, len(list))
	var words shingle.Words
	for i, at := range list {
		a, err := r.Texts.Article(r.articles[at].ID)
		if err != nil || a == nil {
			return nil, err
		}
		words.Split(a.Text)
		sets[i] = shingle.Set(words.Shingles(nil, r.result.Config.Shingle))
	}
	for i, at := range list {
		h.Rows = append(h.Rows, heatRow{N: i + 1, Name: r.view(at).Name, Cells: make([]heatCell, len(list))})
		h.Rows[i].Cells[i] = heatCell{Self: true, Name: "the same article"}
		for j, other := range list[:i] { // both halves of the map at once
			c := newHeatCell(shingle.Jaccard(sets[i], sets[j]), r.address(at, other))
			c.Name = fmt.Sprintf("%d and %d", i+1, j+1)
			h.Rows[i].Cells[j] = c
			c.Name = fmt.Sprintf("%d and %d", j+1, i+1)
			h.Rows[j].Cells[i] = c
		}
	}
	return h, nil
}

func newHeatCell(jaccard float64, pair string) heatCell {
	// As report.Ratio rounds it, but 1 means the same shingles.
	c := heatCell{Level: min(9, int(jaccard*10)), Text: fmt.Sprintf(".%02.0f", min(99, jaccard*100)), Pair: pair}
	if jaccard == 1 {
		c.Text = "1"
	}
	return c
}
