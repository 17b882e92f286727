package report

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
	"github.com/dupes-news/dupes/shingle"
)

// rowReader gathers the rows of a report.
type rowReader struct {
	name        string // of the report
	max         int    // bytes of a row
	probe       jsontext.Decoder
	pairs       []scan.Pair
	clusters    []scan.Cluster
	boilerplate []scan.Boilerplate
	refused     []corpus.Refused
	summary     *summaryRow
}

// row takes a row of which decode fills in what it is given.
func (r *rowReader) row(kind string, decode func(any) error) error {
	switch kind {
	case "pair":
		return take(decode, &r.pairs, kind, func(p *pairRow) string { return p.Type }, (*pairRow).pair)
	case "cluster":
		return take(decode, &r.clusters, kind, func(c *clusterRow) string { return c.Type }, (*clusterRow).cluster)
	case "boilerplate":
		return take(decode, &r.boilerplate, kind, func(b *boilerplateRow) string { return b.Type }, (*boilerplateRow).passage)
	case "refused":
		return take(decode, &r.refused, kind, func(f *refusedRow) string { return f.Type }, (*refusedRow).refusal)
	case "summary":
		r.summary = new(summaryRow)
		if err := decode(r.summary); err != nil {
			return err
		}
		return r.summary.check()
	case "comparison", "passage", "reuse": // of the diffs of a scan
		return nil
	}
	return fmt.Errorf("type %q: no row of a scan", kind)
}

// take decodes a row and puts what it says into list.
func take[Row, T any](decode func(any) error, list *[]T, kind string, typeOf func(*Row) string, make func(*Row) (T, error)) error {
	row := new(Row)
	if err := decode(row); err != nil {
		return err
	}
	if t := typeOf(row); t != kind {
		return fmt.Errorf("type %q: want %s", t, kind)
	}
	x, err := make(row)
	*list = append(*list, x)
	return err
}

// check refuses the summaries of other versions and commands: only a scan has
// a threshold.
func (s *summaryRow) check() error {
	p := &s.Parameters
	switch {
	case s.Type != "summary":
		return fmt.Errorf("type %q: want summary", s.Type)
	case s.Schema != Schema:
		return fmt.Errorf("schema %d: want %d", s.Schema, Schema)
	case p.Threshold == 0:
		return errors.New("the summary of another command: that of dupes scan has parameters")
	}
	var c checks
	c.ratio("threshold", p.Threshold)
	c.ratio("cluster_share", p.ClusterShare)
	for _, n := range []struct {
		name  string
		count int64
	}{
		{"articles", int64(s.Articles)},
		{"words", s.Words},
		{"bytes", s.Bytes},
		{"pairs_left_out", int64(s.PairsLeftOut)},
		{"copies", int64(s.Copies)},
		{"copied_words", s.CopiedWords},
		{"shingle", int64(p.Shingle)},
		{"min_run", int64(p.MinRun)},
		{"limit", int64(p.Limit)},
		{"signature", int64(p.Signature)},
		{"bands", int64(p.Bands)},
		{"rows", int64(p.Rows)},
	} {
		c.count(n.name, n.count)
	}
	return c.err
}

// checks keeps the first figure that is out of its range.
type checks struct{ err error }

func (c *checks) ratio(name string, x float64) {
	if c.err == nil && !(x >= 0 && x <= 1) {
		c.err = fmt.Errorf("%s %v: want 0 to 1", name, x)
	}
}

func (c *checks) count(name string, n int64) {
	if c.err == nil && n < 0 {
		c.err = fmt.Errorf("%s %d: want 0 or more", name, n)
	}
}

func (c *checks) id(name, id string) {
	if c.err == nil && id == "" {
		c.err = fmt.Errorf("want %q, the id of an article", name)
	}
}

func (p *pairRow) pair() (scan.Pair, error) {
	rel, err := relationOf(p.Relation)
	if err != nil {
		return scan.Pair{}, err
	}
	direction, err := directionOf(p.Direction)
	if err != nil {
		return scan.Pair{}, err
	}
	var c checks
	c.id("a", p.A)
	c.id("b", p.B)
	c.ratio("jaccard", p.Jaccard)
	c.ratio("containment_a", p.ContainmentA)
	c.ratio("containment_b", p.ContainmentB)
	c.count("shared_words_a", int64(p.SharedWordsA))
	c.count("shared_words_b", int64(p.SharedWordsB))
	c.count("boilerplate_words", int64(p.Boilerplate))
	c.count("longest_run", int64(p.LongestRun))
	c.count("quote_words", int64(p.QuoteWords))
	c.count("shared_names", int64(p.SharedNames))
	out := scan.Pair{
		A: scan.Meta{ID: p.A}, B: scan.Meta{ID: p.B}, Relation: rel,
		Jaccard: p.Jaccard, ContainmentA: p.ContainmentA, ContainmentB: p.ContainmentB,
		SharedWordsA: p.SharedWordsA, SharedWordsB: p.SharedWordsB, Boilerplate: p.Boilerplate,
		LongestRun: p.LongestRun, RunText: p.RunText, Differs: p.Differs,
		Quote: p.Quote, QuoteWords: p.QuoteWords, SharedNames: p.SharedNames,
		Direction: direction, DirectionWhy: p.DirectionWhy,
	}
	for _, o := range p.Common {
		out.Common = append(out.Common, scan.Common{Outlet: o.Outlet, InferredA: o.InferredA, InferredB: o.InferredB})
	}
	return out, c.err
}

func (c *clusterRow) cluster() (scan.Cluster, error) {
	var ok checks
	ok.id("representative", c.Representative)
	if ok.err != nil {
		return scan.Cluster{}, ok.err
	}
	c.Article.ID = c.Representative
	rep, err := c.Article.meta()
	if err != nil {
		return scan.Cluster{}, err
	}
	out := scan.Cluster{ID: c.ID, Representative: rep, Members: make([]scan.Member, len(c.Members))}
	for i := range c.Members {
		if out.Members[i], err = c.Members[i].member(rep); err != nil {
			return scan.Cluster{}, err
		}
	}
	return out, nil
}

// member is an article with its link, of which the file has the lesser of the
// shared words only.
func (m *memberRow) member(representative scan.Meta) (scan.Member, error) {
	meta, err := m.meta()
	if err != nil {
		return scan.Member{}, err
	}
	rel, err := relationOf(m.Relation)
	if err != nil {
		return scan.Member{}, err
	}
	var c checks
	c.ratio("jaccard", m.Jaccard)
	c.ratio("containment", m.Containment)
	c.ratio("containment_representative", m.OfRep)
	c.count("shared_words", int64(m.SharedWords))
	c.count("longest_run", int64(m.LongestRun))
	return scan.Member{Meta: meta, Link: scan.Pair{
		A: representative, B: meta, Relation: rel.Inverse(),
		Jaccard: m.Jaccard, ContainmentA: m.OfRep, ContainmentB: m.Containment,
		SharedWordsA: m.SharedWords, SharedWordsB: m.SharedWords, LongestRun: m.LongestRun, Differs: m.Differs,
	}}, c.err
}

func (a *articleRow) meta() (scan.Meta, error) {
	m := scan.Meta{ID: a.ID, Title: a.Title, Outlet: a.Outlet, URL: a.URL, Words: a.Words}
	var c checks
	c.id("id", a.ID)
	c.count("words", int64(a.Words))
	if a.Date != "" {
		var err error
		if m.Date, err = time.Parse(time.RFC3339, a.Date); err != nil {
			return m, fmt.Errorf("date %q: want RFC 3339", a.Date)
		}
	}
	return m, c.err
}

func (b *boilerplateRow) passage() (scan.Boilerplate, error) {
	var c checks
	c.count("words", int64(b.Words))
	c.count("articles", int64(b.Articles))
	return scan.Boilerplate{Text: b.Text, Words: b.Words, Articles: b.Articles, Outlet: b.Outlet, Example: b.Example}, c.err
}

func (f *refusedRow) refusal() (corpus.Refused, error) {
	return corpus.Refused{Path: f.Path, Line: f.Line, Reason: f.Reason}, nil
}

func relationOf(name string) (relation.Relation, error) {
	for r := relation.Identical; int(r) < relation.Count; r++ {
		if r.String() == name {
			return r, nil
		}
	}
	return relation.None, fmt.Errorf("relation %q: no relation of a scan", name)
}

func directionOf(name string) (source.Direction, error) {
	for d := source.Unknown; d <= source.Outside; d++ {
		if d.String() == name {
			return d, nil
		}
	}
	if name == "" { // not looked for
		return source.Unknown, nil
	}
	return source.Unknown, fmt.Errorf("direction %q: want a, b, outside or unknown", name)
}

// result is the result of which the rows are.
func (r *rowReader) result() (*scan.Result, error) {
	s, p := r.summary, &r.summary.Parameters
	for _, n := range []struct {
		rows           string
		counted, there int
	}{
		{"pairs", s.Pairs, len(r.pairs)},
		{"clusters", s.Clusters, len(r.clusters)},
		{"refused inputs", s.Refused, len(r.refused)},
	} {
		if n.counted != n.there {
			return nil, fmt.Errorf("the summary counts %d %s, the file has %d", n.counted, n.rows, n.there)
		}
	}
	out := &scan.Result{
		Config: scan.Config{
			Threshold: p.Threshold, Shingle: p.Shingle, MinRun: p.MinRun, ClusterShare: p.ClusterShare,
			Keep: scan.Keep(p.Keep), AllPairs: p.AllPairs, Limit: p.Limit,
		},
		Plan:     shingle.Plan{Threshold: p.Threshold, K: p.Signature, Bands: p.Bands, Rows: p.Rows},
		Articles: s.Articles, Words: s.Words, Bytes: s.Bytes, CopiedWords: s.CopiedWords, Copies: s.Copies,
		PairCount: s.Pairs, Limited: s.PairsLeftOut, Clustered: s.Clusters,
		Boilerplate: r.boilerplate, Refused: r.refused, Pairs: sure(r.pairs), Clusters: sure(r.clusters),
	}
	for _, name := range p.Relations {
		rel, err := relationOf(name)
		if err != nil {
			return nil, err
		}
		out.Config.Relations = append(out.Config.Relations, rel)
	}
	if c := s.Coverage; c != nil {
		out.Coverage = scan.Coverage{Named: c.Named, Inferred: c.Inferred, None: c.None}
	}
	r.join()
	return out, nil
}

// join fills in what clusters know of the articles of pairs, and pairs of the
// links in clusters.
func (r *rowReader) join() {
	metas, links := map[string]scan.Meta{}, map[string]*scan.Pair{}
	for i := range r.clusters {
		c := &r.clusters[i]
		metas[c.Representative.ID] = c.Representative
		for j := range c.Members {
			m := &c.Members[j]
			metas[m.ID], links[m.ID] = m.Meta, &m.Link
		}
	}
	for i := range r.pairs {
		p := &r.pairs[i]
		for _, m := range []*scan.Meta{&p.A, &p.B} {
			if known, ok := metas[m.ID]; ok {
				*m = known
			}
		}
		if l := links[p.B.ID]; l != nil && l.A.ID == p.A.ID {
			l.SharedWordsA, l.SharedWordsB, l.Boilerplate, l.SharedNames = p.SharedWordsA, p.SharedWordsB, p.Boilerplate, p.SharedNames
			l.Common, l.Direction, l.DirectionWhy = p.Common, p.Direction, p.DirectionWhy
		} else if l := links[p.A.ID]; l != nil && l.A.ID == p.B.ID {
			l.SharedWordsA, l.SharedWordsB, l.Boilerplate, l.SharedNames = p.SharedWordsB, p.SharedWordsA, p.Boilerplate, p.SharedNames
			l.Common = turned(p.Common)
		}
	}
}

// turned is a list of common outlets with A for B.
func turned(list []scan.Common) []scan.Common {
	var out []scan.Common
	for _, c := range list {
		out = append(out, scan.Common{Outlet: c.Outlet, InferredA: c.InferredB, InferredB: c.InferredA})
	}
	return out
}
