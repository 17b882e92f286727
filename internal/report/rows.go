package report

import (
	"iter"
	"slices"
	"time"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
)

// Schema is the version of the rows below; a change that breaks a reader
// raises it. The order of the fields is the order in the file.
const Schema = 1

type pairRow struct {
	Type         string  `json:"type"`
	A            string  `json:"a"`
	B            string  `json:"b"`
	Relation     string  `json:"relation"`
	Jaccard      float64 `json:"jaccard"`
	ContainmentA float64 `json:"containment_a"`
	ContainmentB float64 `json:"containment_b"`
	SharedWords  int     `json:"shared_words"`
	SharedWordsA int     `json:"shared_words_a"`
	SharedWordsB int     `json:"shared_words_b"`
	Boilerplate  int     `json:"boilerplate_words"`
	LongestRun   int     `json:"longest_run"`
	RunText      string  `json:"run_text"`
	RunA         [2]int  `json:"run_a"`
	RunB         [2]int  `json:"run_b"`
	Differs      string  `json:"differs"`

	// Of the relation shares-quote:
	Quote      string `json:"quote,omitempty"`
	QuoteWords int    `json:"quote_words,omitzero"`
	QuoteA     [2]int `json:"quote_a,omitzero"`
	QuoteB     [2]int `json:"quote_b,omitzero"`

	// Where a scan looked for sources:
	Common       []commonRow `json:"common_sources,omitempty"`
	SharedNames  int         `json:"shared_names,omitzero"`
	Direction    string      `json:"direction,omitempty"`
	DirectionWhy string      `json:"direction_reason,omitempty"`
}

// commonRow is an outlet on which both articles of a pair rest.
type commonRow struct {
	Outlet    string `json:"outlet"`
	InferredA bool   `json:"inferred_a"`
	InferredB bool   `json:"inferred_b"`
}

type articleRow struct {
	ID     string `json:"id"`
	Title  string `json:"title,omitempty"`
	Outlet string `json:"outlet,omitempty"`
	Date   string `json:"date,omitempty"`
	URL    string `json:"url,omitempty"`
	Words  int    `json:"words"`
}

type memberRow struct {
	articleRow
	Relation    string  `json:"relation"` // of the member to the representative
	Jaccard     float64 `json:"jaccard"`
	Containment float64 `json:"containment"` // of the member in the representative
	SharedWords int     `json:"shared_words"`
	LongestRun  int     `json:"longest_run"`
	Differs     string  `json:"differs"`
	OfRep       float64 `json:"containment_representative"` // of the representative in the member
}

type clusterRow struct {
	Type           string      `json:"type"`
	ID             string      `json:"id"`
	Cluster        []string    `json:"cluster"`
	Representative string      `json:"representative"`
	Article        articleRow  `json:"article"` // the representative's
	Members        []memberRow `json:"members"`
}

type boilerplateRow struct {
	Type     string `json:"type"`
	Text     string `json:"text"`
	Words    int    `json:"words"`
	Articles int    `json:"articles"`
	Outlet   string `json:"outlet,omitempty"`
	Example  string `json:"example"`
}

type refusedRow struct {
	Type   string `json:"type"`
	Path   string `json:"path"`
	Line   int    `json:"line"` // 0 where the whole file is meant
	Reason string `json:"reason"`
}

type summaryRow struct {
	Type         string         `json:"type"`
	Schema       int            `json:"schema"`
	Articles     int            `json:"articles"`
	Refused      int            `json:"refused"`
	Words        int64          `json:"words"`
	Bytes        int64          `json:"bytes"`
	Pairs        int            `json:"pairs"`
	PairsLeftOut int            `json:"pairs_left_out"`
	Clusters     int            `json:"clusters"`
	Copies       int            `json:"copies"`
	CopiedWords  int64          `json:"copied_words"`
	CopiedShare  float64        `json:"copied_share"`
	Coverage     *coverageRow   `json:"coverage,omitzero"` // of sources, where they were looked for
	Parameters   parametersJSON `json:"parameters"`
}

// parametersJSON leaves out what must not change a result: jobs and memory.
type parametersJSON struct {
	Threshold      float64  `json:"threshold"`
	Shingle        int      `json:"shingle"`
	MinRun         int      `json:"min_run"`
	ClusterShare   float64  `json:"cluster_share"`
	Keep           string   `json:"keep"`
	Relations      []string `json:"relations"`
	AllPairs       bool     `json:"all_pairs"`
	Limit          int      `json:"limit"`
	Signature      int      `json:"signature"`
	Bands          int      `json:"bands"`
	Rows           int      `json:"rows"`
	ExpectedRecall float64  `json:"expected_recall"` // at the threshold
}

// kind is the rows of one type, under the name that the JSON document uses.
type kind struct {
	name string
	rows iter.Seq2[any, error]
}

func kinds(r *scan.Result, opt Options) []kind {
	opt.sources = lookedForSources(r)
	return []kind{
		{"pairs", each(r.Pairs, func(p scan.Pair) any { return newPairRow(p, opt) })},
		{"clusters", each(r.Clusters, func(c scan.Cluster) any { return newClusterRow(c) })},
		{"boilerplate", each(sure(r.Boilerplate), func(b scan.Boilerplate) any {
			return boilerplateRow{"boilerplate", b.Text, b.Words, b.Articles, b.Outlet, b.Example}
		})},
		refusedRows(r.Refused),
	}
}

func refusedRows(list []corpus.Refused) kind {
	return kind{"refused", each(sure(list), func(f corpus.Refused) any {
		return refusedRow{"refused", f.Path, f.Line, f.Reason}
	})}
}

func each[T any](list iter.Seq2[T, error], row func(T) any) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		for x, err := range list {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(row(x), nil) {
				return
			}
		}
	}
}

// sure yields a list that cannot fail.
func sure[T any](list []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, x := range list {
			if !yield(x, nil) {
				return
			}
		}
	}
}

func newPairRow(p scan.Pair, opt Options) pairRow {
	row := pairRow{
		Type: "pair", A: p.A.ID, B: p.B.ID, Relation: p.Relation.String(),
		Jaccard: p.Jaccard, ContainmentA: p.ContainmentA, ContainmentB: p.ContainmentB,
		SharedWords: p.SharedWords(), SharedWordsA: p.SharedWordsA, SharedWordsB: p.SharedWordsB, Boilerplate: p.Boilerplate,
		LongestRun: p.LongestRun, RunText: p.RunText, RunA: opt.span(p.RunA), RunB: opt.span(p.RunB), Differs: p.Differs,
		Quote: p.Quote, QuoteWords: p.QuoteWords, QuoteA: opt.span(p.QuoteA), QuoteB: opt.span(p.QuoteB),
		SharedNames: p.SharedNames, DirectionWhy: p.DirectionWhy,
	}
	for _, c := range p.Common {
		row.Common = append(row.Common, commonRow{c.Outlet, c.InferredA, c.InferredB})
	}
	if opt.sources {
		row.Direction = p.Direction.String()
	}
	return row
}

// lookedForSources tells whether a scan filled in what it knows of sources.
func lookedForSources(r *scan.Result) bool {
	return slices.Contains(r.Config.Relations, relation.SharesQuote) || slices.Contains(r.Config.Relations, relation.CommonSource)
}

// span is s in the unit that the reader asked for.
func (o Options) span(s scan.Span) [2]int {
	if o.Offsets == "runes" {
		return [2]int{s.RuneLo, s.RuneHi}
	}
	return [2]int{s.Lo, s.Hi}
}

func newClusterRow(c scan.Cluster) clusterRow {
	row := clusterRow{
		Type: "cluster", ID: c.ID, Cluster: []string{c.Representative.ID},
		Representative: c.Representative.ID, Article: newArticleRow(c.Representative),
	}
	for _, m := range c.Members {
		l := m.Link
		row.Cluster = append(row.Cluster, m.ID)
		row.Members = append(row.Members, memberRow{
			newArticleRow(m.Meta), memberRelation(l), l.Jaccard, l.ContainmentB,
			l.SharedWords(), l.LongestRun, l.Differs, l.ContainmentA,
		})
	}
	return row
}

func newArticleRow(m scan.Meta) articleRow {
	return articleRow{m.ID, m.Title, m.Outlet, stamp(m.Date), m.URL, m.Words}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func newSummaryRow(r *scan.Result) summaryRow {
	share := 0.0
	if r.Words > 0 {
		share = float64(r.CopiedWords) / float64(r.Words)
	}
	cfg := r.Config
	row := summaryRow{
		Type: "summary", Schema: Schema, Articles: r.Articles, Refused: len(r.Refused), Words: r.Words, Bytes: r.Bytes,
		Pairs: r.PairCount, PairsLeftOut: r.Limited, Clusters: r.Clustered, Copies: r.Copies, CopiedWords: r.CopiedWords, CopiedShare: share,
		Parameters: parametersJSON{
			cfg.Threshold, cfg.Shingle, cfg.MinRun, cfg.ClusterShare, string(cfg.Keep), relation.Names(cfg.Relations), cfg.AllPairs, cfg.Limit,
			r.Plan.K, r.Plan.Bands, r.Plan.Rows, r.Plan.Recall(cfg.Threshold),
		},
	}
	if lookedForSources(r) {
		coverage := newCoverageRow(r.Coverage)
		row.Coverage = &coverage
	}
	return row
}
