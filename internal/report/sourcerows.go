package report

import (
	"iter"

	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
)

type sourcesRow struct {
	Type string `json:"type"`
	articleRow
	Cluster string      `json:"cluster,omitempty"`
	Sources []sourceRow `json:"sources"`
	Carries []string    `json:"carries"` // outlets whose text it prints without naming them
	Quotes  []quoteRow  `json:"quotes"`
}

// sourceRow is a named source or an inferred one. The span of a named source
// is the words that name it, that of an inferred one the quote.
type sourceRow struct {
	Name        string `json:"name"`
	Kind        string `json:"kind"`
	Confidence  string `json:"confidence"`
	Inferred    bool   `json:"inferred"`
	Self        bool   `json:"self"`
	Denied      bool   `json:"denied,omitzero"`
	Ambiguous   bool   `json:"ambiguous,omitzero"`
	Listed      bool   `json:"listed"`
	OutletKind  string `json:"outlet_kind,omitempty"`
	Line        int    `json:"line,omitzero"` // from 1
	Start       *int   `json:"start,omitzero"`
	End         *int   `json:"end,omitzero"`
	Evidence    string `json:"evidence,omitempty"`
	Field       string `json:"field,omitempty"`
	Value       string `json:"value,omitempty"`
	Via         string `json:"via,omitempty"`
	Speaker     string `json:"speaker,omitempty"`
	From        string `json:"from,omitempty"`
	FromKind    string `json:"from_kind,omitempty"`
	FromStart   *int   `json:"from_start,omitzero"`
	FromEnd     *int   `json:"from_end,omitzero"`
	FromText    string `json:"from_text,omitempty"`
	NamingStart *int   `json:"naming_start,omitzero"`
	NamingEnd   *int   `json:"naming_end,omitzero"`
	Naming      string `json:"naming,omitempty"`
}

type quoteRow struct {
	Start   int    `json:"start"`
	End     int    `json:"end"`
	Line    int    `json:"line"`
	Text    string `json:"text"`
	Speaker string `json:"speaker"`
}

type sharedQuoteRow struct {
	Type     string  `json:"type"`
	A        string  `json:"a"`
	B        string  `json:"b"`
	Words    int     `json:"words"`
	Coverage float64 `json:"coverage"`
	Edited   bool    `json:"edited"`
	AStart   int     `json:"a_start"`
	AEnd     int     `json:"a_end"`
	BStart   int     `json:"b_start"`
	BEnd     int     `json:"b_end"`
	Text     string  `json:"text"`
	Speaker  string  `json:"speaker"`
	Reason   string  `json:"reason"`
}

// usedRow is an outlet and how many articles rest on it.
type usedRow struct {
	Type      string    `json:"type"`
	Name      string    `json:"name"`
	Listed    bool      `json:"listed"`
	Kind      string    `json:"kind,omitempty"`
	Country   string    `json:"country,omitempty"`
	Named     int       `json:"named"`
	Inferred  int       `json:"inferred"`
	Carriers  int       `json:"carriers"`
	Own       int       `json:"own"`
	Ambiguous int       `json:"ambiguous"`
	Denied    int       `json:"denied"`
	Kinds     []kindRow `json:"kinds"`
	Other     []kindRow `json:"other_mentions"`
	First     string    `json:"first,omitempty"`
}

type kindRow struct {
	Kind     string `json:"kind"`
	Articles int    `json:"articles"`
}

type sourceSummaryRow struct {
	Type      string      `json:"type"`
	Schema    int         `json:"schema"`
	Articles  int         `json:"articles"` // shown
	Refused   int         `json:"refused"`
	Coverage  coverageRow `json:"coverage"` // of the articles shown
	Outlets   int         `json:"outlets"`
	Catalogue string      `json:"catalogue"`
}

type coverageRow struct {
	Named    int `json:"named"`
	Inferred int `json:"inferred"`
	None     int `json:"none"`
}

// kinds are the rows of a file, in its order.
func (l *ledger) kinds() ([]kind, error) {
	far, err := l.distances()
	if err != nil {
		return nil, err
	}
	out := []kind{
		{"articles", each(l.shown(), func(a scan.Sourced) any { return l.sourcesRow(a, far) })},
		{"shared_quotes", each(l.shownQuotes(), func(q scan.SharedQuote) any { return newSharedQuoteRow(q, far) })},
	}
	if l.opt.Article != "" {
		out = append(out, kind{"pairs", each(l.shownPairs(), func(p scan.Pair) any { return newPairRow(p, l.opt.Options) })})
	}
	return append(out,
		kind{"outlets", each(sure(l.accounts()), func(c *account) any { return newUsedRow(c) })},
		refusedRows(l.result.Refused),
	), nil
}

// shownQuotes yields the shared quotes of which one article at least is shown.
func (l *ledger) shownQuotes() iter.Seq2[scan.SharedQuote, error] {
	return only(l.result.SharedQuotes, func(q scan.SharedQuote) bool { return l.opt.shows(q.A) || l.opt.shows(q.B) })
}

// shownPairs yields the pairs of which one article at least is shown.
func (l *ledger) shownPairs() iter.Seq2[scan.Pair, error] {
	return only(l.result.Pairs, func(p scan.Pair) bool { return l.opt.shows(p.A) || l.opt.shows(p.B) })
}

func only[T any](list iter.Seq2[T, error], want func(T) bool) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for x, err := range list {
			if (err != nil || want(x)) && !yield(x, err) {
				return
			}
		}
	}
}

func (l *ledger) sourcesRow(a scan.Sourced, far distances) sourcesRow {
	r := &ruler{text: a.Text}
	row := sourcesRow{
		Type: "article", articleRow: newArticleRow(a.Meta), Cluster: l.standing[a.ID].cluster,
		Sources: []sourceRow{}, Carries: append([]string{}, l.carried(a)...), Quotes: []quoteRow{},
	}
	for _, s := range a.Sources {
		row.Sources = append(row.Sources, l.namedRow(a, s, r))
	}
	for _, i := range a.Inferred {
		row.Sources = append(row.Sources, l.inferredRow(a, i, r, far))
	}
	for _, q := range a.Quotes {
		if len(q.Parts) > 0 {
			at := r.span(q.Span(), l.opt.Options)
			row.Quotes = append(row.Quotes, quoteRow{at[0], at[1], r.line(q.Span().Lo), spanText(a.Text, q.Span()), q.Speaker})
		}
	}
	return row
}

func (l *ledger) namedRow(a scan.Sourced, s source.Source, r *ruler) sourceRow {
	row := sourceRow{
		Name: s.Outlet, Kind: s.Kind.String(), Confidence: s.Confidence.String(), Self: s.Self,
		Denied: s.Denied, Ambiguous: s.Ambiguous, Listed: s.Listed, OutletKind: l.outletKind(s.Outlet),
	}
	if s.Field != "" {
		row.Field, row.Value = s.Field, s.Value
		return row
	}
	row.place(a.Text, s.Evidence, r, l.opt.Options)
	return row
}

func (r *sourceRow) place(text string, s source.Span, in *ruler, opt Options) {
	at := in.span(s, opt)
	r.Line, r.Start, r.End, r.Evidence = in.line(s.Lo), &at[0], &at[1], spanText(text, s)
}

func (l *ledger) inferredRow(a scan.Sourced, i scan.Inferred, r *ruler, far distances) sourceRow {
	row := sourceRow{
		Name: i.Outlet, Kind: "inferred", Confidence: i.Confidence.String(), Inferred: true,
		Listed: i.Listed, OutletKind: l.outletKind(i.Outlet), Via: "shared-quote", Speaker: i.Speaker,
		From: i.From.ID, FromKind: i.Giver.Kind.String(), FromText: i.QuoteThere, Naming: i.Naming,
	}
	row.place(a.Text, i.Quote.B, r, l.opt.Options)
	quote := far.span(i.From.ID, i.Quote.A)
	row.FromStart, row.FromEnd = &quote[0], &quote[1]
	if i.Giver.Field == "" {
		naming := far.span(i.From.ID, i.Giver.Evidence)
		row.NamingStart, row.NamingEnd = &naming[0], &naming[1]
	}
	return row
}

func (l *ledger) outletKind(name string) string {
	if o, ok := l.catalogue.Outlet(name); ok {
		return o.Kind
	}
	return ""
}

func newSharedQuoteRow(q scan.SharedQuote, far distances) sharedQuoteRow {
	a, b := far.span(q.A.ID, q.SharedQuote.A), far.span(q.B.ID, q.SharedQuote.B)
	return sharedQuoteRow{
		"shared_quote", q.A.ID, q.B.ID, q.Words, q.Coverage, q.Edited,
		a[0], a[1], b[0], b[1], q.Text, q.Speaker, q.Reason,
	}
}

func newUsedRow(c *account) usedRow {
	row := usedRow{
		Type: "outlet", Name: c.name, Named: c.named, Inferred: c.inferred, Carriers: c.carriers, Own: c.own,
		Ambiguous: c.ambiguous, Denied: c.denied, First: stamp(c.first),
		Kinds: c.kindRows(source.Kind.Counts), Other: c.kindRows(func(k source.Kind) bool { return !k.Counts() }),
	}
	if c.outlet != nil {
		row.Listed, row.Kind, row.Country = true, c.outlet.Kind, c.outlet.Country
	}
	return row
}

func (c *account) kindRows(want func(source.Kind) bool) []kindRow {
	out := []kindRow{}
	for _, k := range c.listed(want) {
		out = append(out, kindRow{k.String(), c.kinds[k]})
	}
	return out
}

func (l *ledger) summaryRow() sourceSummaryRow {
	return sourceSummaryRow{
		"summary", Schema, l.articles, len(l.result.Refused), newCoverageRow(l.coverage), len(l.accounts()), l.catalogue.Version(),
	}
}

func newCoverageRow(c scan.Coverage) coverageRow { return coverageRow{c.Named, c.Inferred, c.None} }

// distances translates places in other articles than the one at hand into code
// points: by id, then by byte. It is nil where offsets are bytes.
type distances map[string]map[int]int

func (d distances) want(id string, spans ...source.Span) {
	if d[id] == nil {
		d[id] = map[int]int{}
	}
	for _, s := range spans {
		d[id][s.Lo], d[id][s.Hi] = 0, 0
	}
}

func (d distances) span(id string, s source.Span) [2]int {
	if d == nil {
		return [2]int{s.Lo, s.Hi}
	}
	return [2]int{d[id][s.Lo], d[id][s.Hi]}
}

// distances reads all articles once more where offsets are code points.
func (l *ledger) distances() (distances, error) {
	if l.opt.Offsets != "runes" {
		return nil, nil
	}
	d := distances{}
	for q, err := range l.shownQuotes() {
		if err != nil {
			return nil, err
		}
		d.want(q.A.ID, q.SharedQuote.A)
		d.want(q.B.ID, q.SharedQuote.B)
	}
	for a, err := range l.shown() {
		if err != nil {
			return nil, err
		}
		for _, i := range a.Inferred {
			d.want(i.From.ID, i.Quote.A, i.Giver.Evidence)
		}
	}
	for a, err := range l.result.Sources {
		if err != nil {
			return nil, err
		}
		r := &ruler{text: a.Text}
		for at := range d[a.ID] {
			d[a.ID][at] = r.before(at).points
		}
	}
	return d, nil
}
