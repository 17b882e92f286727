package report

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/dupes-news/dupes/internal/scan"
)

// writeCSV prints a row per pair, with the id of the cluster that holds both
// articles. The data stand as they are: a cell that begins with "=" is not
// defused for a spreadsheet, which docs/formats.md says.
func writeCSV(w io.Writer, r *scan.Result, opt Options) error {
	out := csv.NewWriter(w)
	header := []string{
		"cluster", "a", "b", "relation", "jaccard", "containment_a", "containment_b",
		"shared_words", "shared_words_a", "shared_words_b", "boilerplate_words", "longest_run",
		"run_a_lo", "run_a_hi", "run_b_lo", "run_b_hi",
		"title_a", "outlet_a", "date_a", "words_a", "title_b", "outlet_b", "date_b", "words_b", "differs", "run_text",
		"common_sources", "direction", "direction_reason",
		"quote_words", "quote_a_lo", "quote_a_hi", "quote_b_lo", "quote_b_hi", "quote",
	}
	if err := out.Write(header); err != nil {
		return err
	}
	opt.sources = lookedForSources(r)
	members := membership{}
	for c, err := range r.Clusters {
		if err != nil {
			return err
		}
		members.add(c)
	}
	for p, err := range r.Pairs {
		if err != nil {
			return err
		}
		if err := out.Write(csvRow(p, members.common(p), opt)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func csvRow(p scan.Pair, cluster string, opt Options) []string {
	row := []string{
		cluster, p.A.ID, p.B.ID, p.Relation.String(), exact(p.Jaccard), exact(p.ContainmentA), exact(p.ContainmentB),
		strconv.Itoa(p.SharedWords()), strconv.Itoa(p.SharedWordsA), strconv.Itoa(p.SharedWordsB),
		strconv.Itoa(p.Boilerplate), strconv.Itoa(p.LongestRun),
	}
	for _, s := range []scan.Span{p.RunA, p.RunB} {
		span := opt.span(s)
		row = append(row, strconv.Itoa(span[0]), strconv.Itoa(span[1]))
	}
	for _, m := range []scan.Meta{p.A, p.B} {
		row = append(row, m.Title, m.Outlet, stamp(m.Date), strconv.Itoa(m.Words))
	}
	direction := ""
	if opt.sources {
		direction = p.Direction.String()
	}
	row = append(row, p.Differs, p.RunText, commonText(p.Common), direction, p.DirectionWhy)
	return append(row, csvQuote(p, opt)...)
}

// csvQuote is the shared quote of a pair, empty cells where none makes the
// relation.
func csvQuote(p scan.Pair, opt Options) []string {
	if p.Quote == "" {
		return make([]string, 6)
	}
	a, b := opt.span(p.QuoteA), opt.span(p.QuoteB)
	return []string{strconv.Itoa(p.QuoteWords), strconv.Itoa(a[0]), strconv.Itoa(a[1]), strconv.Itoa(b[0]), strconv.Itoa(b[1]), p.Quote}
}

// exact is the shortest text that reads back as x.
func exact(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
