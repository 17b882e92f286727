package page

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/report"
)

const (
	// boilerplateMost and refusedMost are rows of tables that are drawn whole.
	boilerplateMost = 500
	refusedMost     = 1000
	// largestMost is how many clusters the summary names.
	largestMost = 10
)

// reportPage is what the template "report" takes.
type reportPage struct {
	look
	Title, Subject  string
	Live            bool // served
	Judged          bool // verdicts are taken
	Clusters, Pairs string
	Tiles           []Fact
	Relations       []barView
	Coverage        []barView
	Largest         []largestView
	LeftOut         string // pairs; empty for none
	HasSources      bool
	Boilerplate     []boilerplateView
	BoilerplateLeft int
	Refused         []corpus.Refused
	RefusedCount    string
	RefusedLeft     int
	Run             []Fact
	Shingle         int // words
}

type barView struct {
	Name, Number string
	Width        string // of 1000
	Address      string // of the view that lists them; empty for none
}

type largestView struct{ ID, Name, Articles, Median, Source string }

type boilerplateView struct{ Articles, Words, Outlet, Text string }

// WriteFile writes the page as one file that holds everything: the lists, the
// clusters, and the pairs side by side where there are texts. It compares jobs
// pairs at once, and holds few of them in memory.
func (r *Report) WriteFile(ctx context.Context, w io.Writer, jobs int) error {
	b := bufio.NewWriterSize(w, 1<<16)
	p := r.page(false)
	if err := templates().ExecuteTemplate(b, "report", p); err != nil {
		return err
	}
	if err := r.writePacks(ctx, newPacks(b), max(1, jobs)); err != nil {
		return err
	}
	if err := templates().ExecuteTemplate(b, "report-end", p); err != nil {
		return err
	}
	return b.Flush()
}

func (r *Report) writePacks(ctx context.Context, p *packs, jobs int) error {
	order := r.packOrder()
	if r.Texts == nil {
		order = nil
	}
	packed := make([]int, len(order))
	for place, i := range order {
		packed[i] = place
	}
	for _, list := range []struct {
		name string
		data func() ([]byte, error)
	}{
		{"rows", func() ([]byte, error) { return r.rows(packed) }},
		{"sources", r.Sources},
	} {
		data, err := list.data()
		if err != nil {
			return err
		}
		if err := p.put(list.name, data); err != nil {
			return err
		}
	}
	var clusterList clusterPack
	clusters, err := putAll(p, "cluster", inOrder(ctx, len(r.clusters), jobs, r.clusterAt), clusterList.add, clusterList.take)
	if err != nil {
		return err
	}
	var pairList pairPack
	packOf := func(place int) (packedPair, error) { return r.packPair(order[place]) }
	pairs, err := putAll(p, "pair", r.told(len(order), inOrder(ctx, len(order), jobs, packOf)), pairList.add, pairList.take)
	if err != nil {
		return err
	}
	starts, err := json.Marshal(map[string][]int{"cluster": clusters, "pair": pairs}, json.Deterministic(true))
	if err != nil {
		return err
	}
	return p.put("starts", starts)
}

// told yields a list of n, and tells how far it has come.
func (r *Report) told(n int, list iter.Seq2[packedPair, error]) iter.Seq2[packedPair, error] {
	if r.Progress == nil {
		return list
	}
	return func(yield func(packedPair, error) bool) {
		done := 0
		for p, err := range list {
			r.Progress(done, n)
			if done++; !yield(p, err) {
				return
			}
		}
	}
}

// Page is the page for a server, which answers with Rows, Sources, Cluster and
// Pair what its script asks for. judged is whether it takes verdicts.
func (r *Report) Page(judged bool) (html, policy string, err error) {
	p := r.page(true)
	p.Judged = judged
	var b strings.Builder
	for _, part := range []string{"report", "report-end"} {
		if err := templates().ExecuteTemplate(&b, part, p); err != nil {
			return "", "", err
		}
	}
	return b.String(), p.Policy, nil
}

func (r *Report) page(live bool) reportPage {
	res := r.result
	p := reportPage{
		look: reportLook(), Live: live, Subject: r.Subject, Title: "dupes: " + r.Subject,
		Clusters: report.Number(len(r.clusters)), Pairs: report.Number(len(r.pairs)), HasSources: r.sources != nil,
		Shingle: res.Config.Shingle, Tiles: r.tiles(), Relations: r.relationBars(), Run: r.run(),
		RefusedCount: report.Number(len(res.Refused)), Refused: cleanRefused(res.Refused[:min(len(res.Refused), refusedMost)]),
		RefusedLeft: max(0, len(res.Refused)-refusedMost), BoilerplateLeft: max(0, len(res.Boilerplate)-boilerplateMost),
	}
	if live {
		p.look = servedLook()
	}
	if r.leftOut > 0 {
		p.LeftOut = report.Number(r.leftOut)
	}
	if c := res.Coverage; r.sources != nil {
		p.Coverage = bars([]string{"named", "inferred only", "none"}, []int{c.Named, c.Inferred, c.None})
	}
	for i := range r.clusters[:min(len(r.clusters), largestMost)] {
		c := &r.clusters[i]
		p.Largest = append(p.Largest, largestView{
			c.id, r.view(c.representative).Name, report.Count(len(c.members)+1, "article"), fmt.Sprintf("%d%%", c.median), c.sourceText(),
		})
	}
	for _, b := range res.Boilerplate[:min(len(res.Boilerplate), boilerplateMost)] {
		p.Boilerplate = append(p.Boilerplate, boilerplateView{
			report.Number(b.Articles), report.Number(b.Words), report.Clean(b.Outlet), report.Clean(b.Text),
		})
	}
	return p
}

func (r *Report) tiles() []Fact {
	res := r.result
	return []Fact{
		{"articles", report.Number(res.Articles)},
		{"clusters", report.Number(len(r.clusters))},
		{"copies", report.Number(res.Copies)},
		{"words that are copies", report.Percent64(res.CopiedWords, res.Words)},
		{"pairs", report.Number(res.PairCount)},
		{"refused", report.Number(len(res.Refused))},
	}
}

// relationBars counts the pairs by relation; which of two articles contains
// the other makes no difference.
func (r *Report) relationBars() []barView {
	counts := make([]int, relation.Count)
	for i := range r.pairs {
		rel := r.pairs[i].relation
		counts[min(rel, rel.Inverse())]++
	}
	var names []string
	var some []int
	for rel, n := range counts {
		if n > 0 {
			names, some = append(names, relation.Relation(rel).String()), append(some, n)
		}
	}
	out := bars(names, some)
	for i, name := range names {
		if name == relation.Contains.String() {
			name += "," + relation.ContainedIn.String()
		}
		out[i].Address = "#/pairs?q=relation:" + name
	}
	return out
}

func bars(names []string, counts []int) []barView {
	most := 1
	for _, n := range counts {
		most = max(most, n)
	}
	var out []barView
	for i, n := range counts {
		out = append(out, barView{Name: names[i], Number: report.Number(n), Width: fmt.Sprintf("%.1f", 1000*float64(n)/float64(most))})
	}
	return out
}

// run is all that a reader needs to have the same report again.
func (r *Report) run() []Fact {
	res := r.result
	cfg := res.Config
	out := append([]Fact(nil), r.Facts...)
	return append(out,
		Fact{"threshold", fmt.Sprintf("Jaccard %.2f for near duplicates", cfg.Threshold)},
		Fact{"shingles", report.Count(cfg.Shingle, "word")},
		Fact{"shortest run", report.Count(cfg.MinRun, "word")},
		Fact{"share for a cluster", fmt.Sprintf("%.2f of the shorter article", cfg.ClusterShare)},
		Fact{"representative", report.Clean(string(cfg.Keep))},
		Fact{"relations", strings.Join(relation.Names(cfg.Relations), ", ")},
		Fact{"signature", fmt.Sprintf("k %d, b %d bands, r %d rows", res.Plan.K, res.Plan.Bands, res.Plan.Rows)},
		Fact{"expected recall at the threshold", fmt.Sprintf("%.4f of the near duplicates; all else is exact", res.Plan.Recall(cfg.Threshold))},
		Fact{"words read", report.Number64(res.Words)},
		Fact{"pairs found", report.Number(res.PairCount)},
	)
}
