package report

import (
	"cmp"
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/index"
	"github.com/dupes-news/dupes/shingle"
)

// RelativeRow is the row of an article of an index that stands in a relation to
// one that was asked for. The order of the fields is the order in the file.
type RelativeRow struct {
	Type        string  `json:"type"`
	ID          string  `json:"id"`
	Relation    string  `json:"relation"`
	Partner     string  `json:"partner"`
	Title       string  `json:"partner_title,omitempty"`
	Outlet      string  `json:"partner_outlet,omitempty"`
	Date        string  `json:"partner_date,omitempty"`
	URL         string  `json:"partner_url,omitempty"`
	Jaccard     float64 `json:"jaccard"`
	Contained   float64 `json:"contained"`
	Contains    float64 `json:"contains"`
	SharedWords int     `json:"shared_words"`
	LongestRun  int     `json:"longest_run"`
	RunText     string  `json:"run_text"`
	Run         [2]int  `json:"run"`
	PartnerRun  [2]int  `json:"partner_run,omitzero"`
}

// RelativesWriter prints what an index knows of articles.
type RelativesWriter struct {
	w         io.Writer
	opt       Options
	enc       *jsontext.Encoder
	first     bool
	section   section
	taste     taste
	articles  int
	relatives int
	related   int
}

// NewRelativesWriter is a RelativesWriter for one of GateFormats.
func NewRelativesWriter(w io.Writer, opt Options) *RelativesWriter {
	r := &RelativesWriter{w: w, opt: opt, first: true}
	r.taste = taste{trim: func(s string, columns int) string { return shorten(Clean(s), columns) }, rows: tableRows}
	switch opt.Format {
	case "json":
		r.enc = jsontext.NewEncoder(w, fileOptions(), jsontext.Multiline(true), jsontext.WithIndent("  "))
	case "jsonl":
		r.enc = jsontext.NewEncoder(w, fileOptions())
	}
	r.section.columns = []column{
		{name: "article", least: 12},
		{name: "in the index", least: 12},
		{name: "relation", least: 9, tint: true},
		{name: "outlet, date", least: 10},
		{name: "Jaccard", least: 7, right: true},
		{name: "contained", least: 9, right: true},
		{name: "run", least: 4, right: true},
		{name: "in common", least: 20},
	}
	r.section.folds = []fold{
		{column: "outlet, date", into: "in the index"},
		{column: "Jaccard", into: "relation", label: "Jaccard "},
		{column: "contained", into: "relation", label: "contained "},
		{column: "article", label: "article "},
		{column: "in common", into: "in the index"},
	}
	return r
}

// Answered prints the relatives of an article.
func (r *RelativesWriter) Answered(k *index.Sketch, a *index.Answer, s *index.Searcher) error {
	r.articles++
	if len(a.Relatives) > 0 {
		r.related++
	}
	for _, rel := range a.Relatives {
		r.relatives++
		row := NewRelativeRow(k, rel, s)
		if r.opt.Offsets == "runes" {
			row.Run, row.PartnerRun = runes(k.Text, row.Run), runes(rel.Text, row.PartnerRun)
		}
		if r.enc == nil {
			r.taste.add(&r.section, k.ID, lines(rel.ID, r.taste.trim(rel.Title, titleColumns)), row.Relation, lines(rel.Outlet, Day(rel.Date)),
				fmt.Sprintf("%.2f", rel.Jaccard), ofAll(rel.Contained), Number(row.LongestRun), quoted(r.taste.trim, row.RunText))
			continue
		}
		if err := r.begin(); err != nil {
			return err
		}
		if err := json.MarshalEncode(r.enc, row); err != nil {
			return err
		}
	}
	return nil
}

// runes is a span of bytes counted in code points.
func runes(text string, span [2]int) [2]int {
	return shingle.Word{Lo: span[0], Hi: span[1]}.Runes(text)
}

// NewRelativeRow is the row of a relative of k. The Searcher may be any for
// indexes with the same header.
func NewRelativeRow(k *index.Sketch, rel index.Relative, s *index.Searcher) RelativeRow {
	own, other := s.Spans(k, rel)
	row := RelativeRow{
		Type: "relative", ID: k.ID, Relation: rel.Link.Relation.String(), Partner: rel.ID, Title: rel.Title, Outlet: rel.Outlet, URL: rel.URL,
		Jaccard: rel.Jaccard, Contained: rel.Contained, Contains: rel.Contains,
		SharedWords: int(rel.Link.WordsA), LongestRun: rel.Link.Run.Words, RunText: k.Text[own.Lo:own.Hi],
		Run: [2]int{own.Lo, own.Hi}, PartnerRun: [2]int{other.Lo, other.Hi},
	}
	if !rel.Date.IsZero() {
		row.Date = rel.Date.Format(time.RFC3339)
	}
	return row
}

// begin opens the document before its first row.
func (r *RelativesWriter) begin() error {
	if !r.first || r.opt.Format != "json" {
		return nil
	}
	r.first = false
	return writeTokens(r.enc, jsontext.BeginObject, jsontext.String("relatives"), jsontext.BeginArray)
}

type queryRow struct {
	Type      string `json:"type"`
	Schema    int    `json:"schema"`
	Articles  int    `json:"articles"`
	Related   int    `json:"related"`
	Relatives int    `json:"relatives"`
	Refused   int    `json:"refused"`
}

// End prints what comes behind the last article.
func (r *RelativesWriter) End(refused []corpus.Refused) error {
	sum := queryRow{"summary", Schema, r.articles, r.related, r.relatives, len(refused)}
	switch cmp.Or(r.opt.Format, "table") {
	case "json":
		return r.endDocument(refusedRows(refused), sum)
	case "jsonl":
		if err := writeRows(r.enc, refusedRows(refused)); err != nil {
			return err
		}
		return json.MarshalEncode(r.enc, sum)
	}
	var v view
	v.put(r.section)
	v.put(r.taste.refusedSection(refused))
	v.closing = []string{fmt.Sprintf("%s asked for, %s of them with %s in the index, %s refused.",
		Count(r.articles, "article"), Number(r.related), Count(r.relatives, "relative"), Count(len(refused), "input"))}
	return buffered(r.w, func(w io.Writer) error { return v.print(w, r.opt) })
}

func (r *RelativesWriter) endDocument(refused kind, sum queryRow) error {
	if err := r.begin(); err != nil {
		return err
	}
	if err := writeTokens(r.enc, jsontext.EndArray); err != nil {
		return err
	}
	if err := writeArray(r.enc, refused); err != nil {
		return err
	}
	if err := writeTokens(r.enc, jsontext.String("summary")); err != nil {
		return err
	}
	if err := json.MarshalEncode(r.enc, sum); err != nil {
		return err
	}
	return writeTokens(r.enc, jsontext.EndObject)
}

// statsRow is an index in figures.
type statsRow struct {
	Type        string           `json:"type"`
	Schema      int              `json:"schema"`
	Articles    int64            `json:"articles"`
	Words       int64            `json:"words"`
	Bytes       int64            `json:"bytes"`
	Postings    int64            `json:"postings"`
	Runs        int              `json:"runs"`
	Removed     int64            `json:"removed"`
	Interrupted []interruptedRow `json:"interrupted"`
	Header      index.Header     `json:"header"`
}

type interruptedRow struct {
	Batch    uint64 `json:"batch"`
	Articles int    `json:"articles"`
}

// WriteIndexStats prints the figures of an index.
func WriteIndexStats(w io.Writer, s index.Stats, opt Options) error {
	row := statsRow{"stats", Schema, s.Articles, s.Words, s.Bytes, s.Postings, s.Runs, s.Removed, []interruptedRow{}, s.Header}
	for _, i := range s.Interrupted {
		row.Interrupted = append(row.Interrupted, interruptedRow{i.Batch, i.Articles})
	}
	switch cmp.Or(opt.Format, "table") {
	case "json":
		return json.MarshalEncode(jsontext.NewEncoder(w, jsontext.Multiline(true), jsontext.WithIndent("  ")), row)
	case "jsonl":
		return json.MarshalEncode(jsontext.NewEncoder(w), row)
	}
	h := s.Header
	kept := "texts"
	if !h.Text {
		kept = "shingles, no texts"
	}
	v := view{heading: []string{Count(int(s.Articles), "article") + " in the index"}}
	t := section{columns: []column{{name: "what", least: 20}, {name: "figure", least: 12, right: true}}}
	rows := taste{rows: tableRows}
	rows.add(&t, "words", Number(int(s.Words)))
	rows.add(&t, "bytes", Number(int(s.Bytes)))
	if s.Articles > 0 {
		rows.add(&t, "bytes an article", Number(int(s.Bytes/s.Articles)))
	}
	rows.add(&t, "postings", Number(int(s.Postings)))
	rows.add(&t, "runs of postings", Number(s.Runs))
	rows.add(&t, "removed, not yet compacted", Number(int(s.Removed)))
	v.put(t)
	v.closing = []string{fmt.Sprintf("Format %d; w %d words a shingle, k %d, b %d bands, r %d rows for a Jaccard of %.2f; run %d words or more; %s, %s, normaliser %d; keeps %s.",
		h.Format, h.Shingle, h.K, h.Bands, h.Rows, h.Threshold, h.MinRun, h.Sketch, h.Hash, h.Normaliser, kept)}
	for _, i := range s.Interrupted {
		v.closing = append(v.closing, fmt.Sprintf("A gate was interrupted after it had added %s: run it again on the same input, to get what it has not written.", Count(i.Articles, "article")))
	}
	return buffered(w, func(w io.Writer) error { return v.print(w, opt) })
}
