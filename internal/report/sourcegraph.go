package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
)

// A graph is who rests on whom: articles, outlets and quotes, and what joins
// two of them. Articles that nothing joins to anything are left out.
type graph struct {
	Schema int    `json:"schema"`
	Nodes  []node `json:"nodes"`
	Edges  []edge `json:"edges"`
	seen   map[string]bool
	quotes []scan.SharedQuote
}

type node struct {
	ID      string `json:"id"`
	Type    string `json:"type"` // article, outlet or quote
	Name    string `json:"name"` // id of the article, name of the outlet, text of the quote
	Title   string `json:"title,omitempty"`
	Outlet  string `json:"outlet,omitempty"`
	Date    string `json:"date,omitempty"`
	Kind    string `json:"kind,omitempty"` // of an outlet
	Speaker string `json:"speaker,omitempty"`
}

// edge joins two nodes. Its type is one of those below, or the relation of two
// articles.
type edge struct {
	From       string   `json:"from"`
	To         string   `json:"to"`
	Type       string   `json:"type"`
	Kinds      []string `json:"kinds,omitempty"`      // of a naming
	Confidence string   `json:"confidence,omitempty"` // the highest
	Through    string   `json:"through,omitempty"`    // the quote of an inference
	Words      int      `json:"words,omitzero"`       // shared by two articles
}

const (
	edgeNamed    = "named"    // article to outlet
	edgeInferred = "inferred" // article to outlet
	edgeCarries  = "carries"  // article to quote
	edgeSaidTo   = "said_to"  // quote to outlet
)

// newGraph gathers the graph in memory: it is made to be looked at.
func newGraph(l *ledger) (*graph, error) {
	g := &graph{Schema: Schema, Nodes: []node{}, Edges: []edge{}, seen: map[string]bool{}}
	quotes, err := gather(l.shownQuotes())
	if err != nil {
		return nil, err
	}
	g.quotes = quotes
	web := newWeb(quotes)
	for a, err := range l.shown() {
		if err != nil {
			return nil, err
		}
		g.addArticle(l, a, web)
	}
	pairs, err := gather(l.shownPairs())
	if err != nil {
		return nil, err
	}
	for _, p := range pairs {
		g.addEdge(edge{From: g.article(p.A), To: g.article(p.B), Type: p.Relation.String(), Words: p.SharedWords()})
	}
	for i, q := range quotes {
		for _, end := range []scan.Meta{q.A, q.B} {
			g.addEdge(edge{From: g.article(end), To: g.quote(web, i), Type: edgeCarries})
		}
	}
	slices.SortStableFunc(g.Nodes, func(a, b node) int { return cmp.Compare(nodeOrder(a), nodeOrder(b)) })
	return g, nil
}

// nodeOrder puts articles before outlets before quotes.
func nodeOrder(n node) int {
	return slices.Index([]string{"article", "outlet", "quote"}, n.Type)
}

func (g *graph) addArticle(l *ledger, a scan.Sourced, quotes web) {
	for _, s := range byOutlet(a.Sources) {
		g.addEdge(edge{From: g.article(a.Meta), To: g.outlet(l, s.outlet), Type: edgeNamed, Kinds: s.kinds, Confidence: s.confidence.String()})
	}
	for _, i := range a.Inferred {
		e := edge{From: g.article(a.Meta), To: g.outlet(l, i.Outlet), Type: edgeInferred, Confidence: i.Confidence.String()}
		if q, ok := quotes.find(a.ID, i.Quote.B); ok {
			e.Through = g.quote(quotes, q)
			g.addEdge(edge{From: e.Through, To: e.To, Type: edgeSaidTo})
		}
		g.addEdge(e)
	}
}

// addEdge adds an edge once.
func (g *graph) addEdge(e edge) {
	if key := e.Type + "\x00" + e.From + "\x00" + e.To; !g.seen[key] {
		g.seen[key] = true
		g.Edges = append(g.Edges, e)
	}
}

// node adds a node once and returns its id.
func (g *graph) node(n node) string {
	if !g.seen[n.ID] {
		g.seen[n.ID] = true
		g.Nodes = append(g.Nodes, n)
	}
	return n.ID
}

func (g *graph) article(m scan.Meta) string {
	return g.node(node{ID: "article:" + m.ID, Type: "article", Name: m.ID, Title: m.Title, Outlet: m.Outlet, Date: stamp(m.Date)})
}

func (g *graph) outlet(l *ledger, name string) string {
	return g.node(node{ID: "outlet:" + name, Type: "outlet", Name: name, Kind: l.outletKind(name)})
}

func (g *graph) quote(w web, i int) string {
	i = w.root(i)
	return g.node(node{ID: fmt.Sprintf("quote:%d", i+1), Type: "quote", Name: w.quotes[i].Text, Speaker: w.quotes[i].Speaker})
}

// naming is an outlet that an article names, and how.
type naming struct {
	outlet     string
	kinds      []string
	confidence source.Confidence
}

// byOutlet gathers by outlet the sources that count, in the order of the text.
func byOutlet(sources []source.Source) []naming {
	var out []naming
	for _, s := range sources {
		if !named(s) {
			continue
		}
		i := slices.IndexFunc(out, func(n naming) bool { return n.outlet == s.Outlet })
		if i < 0 {
			i, out = len(out), append(out, naming{outlet: s.Outlet})
		}
		if !slices.Contains(out[i].kinds, s.Kind.String()) {
			out[i].kinds = append(out[i].kinds, s.Kind.String())
		}
		out[i].confidence = max(out[i].confidence, s.Confidence)
	}
	return out
}

// A web tells which shared quotes are one: those whose runs overlap in an
// article. Each web of them is known by its first.
type web struct {
	quotes []scan.SharedQuote
	parent []int
	ends   map[string][]end // of every article, by place
}

// end is where a shared quote stands in one of its articles.
type end struct {
	source.Span
	quote int
}

func newWeb(quotes []scan.SharedQuote) web {
	w := web{quotes, make([]int, len(quotes)), map[string][]end{}}
	for i, q := range quotes {
		w.parent[i] = i
		w.ends[q.A.ID] = append(w.ends[q.A.ID], end{q.SharedQuote.A, i})
		w.ends[q.B.ID] = append(w.ends[q.B.ID], end{q.SharedQuote.B, i})
	}
	for _, ends := range w.ends {
		slices.SortFunc(ends, func(a, b end) int { return cmp.Or(cmp.Compare(a.Lo, b.Lo), cmp.Compare(a.quote, b.quote)) })
		reach := 0
		for i, e := range ends {
			if i > 0 && e.Lo < reach {
				w.join(ends[i-1].quote, e.quote)
			}
			reach = max(reach, e.Hi)
		}
	}
	return w
}

func (w web) join(i, j int) {
	i, j = w.root(i), w.root(j)
	w.parent[max(i, j)] = min(i, j)
}

func (w web) root(i int) int {
	for w.parent[i] != i {
		w.parent[i] = w.parent[w.parent[i]]
		i = w.parent[i]
	}
	return i
}

// find is the shared quote whose run stands at a place.
func (w web) find(id string, s source.Span) (int, bool) {
	ends := w.ends[id]
	i, found := slices.BinarySearchFunc(ends, s.Lo, func(e end, lo int) int { return cmp.Compare(e.Lo, lo) })
	if !found {
		return 0, false
	}
	return ends[i].quote, true
}
