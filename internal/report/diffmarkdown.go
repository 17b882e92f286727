package report

import (
	"fmt"
	"io"
	"math"

	"github.com/dupes-news/dupes/internal/pairs"
)

// writeDiffMarkdown prints what the table has as headings and pipe tables, with
// every text whole.
func writeDiffMarkdown(w io.Writer, r pairs.Result, opt DiffOptions) error {
	verdicts, err := writeMarkdownDiffs(w, r, opt)
	if err != nil {
		return err
	}
	if len(r.Refused) > 0 {
		s := taste{rows: len(r.Refused)}.refusedSection(r.Refused)
		s.sanitise()
		fmt.Fprintf(w, "## %s\n\n", markdownText(s.title))
		writeMarkdownRows(w, s)
		fmt.Fprintln(w)
	}
	_, err = fmt.Fprintln(w, markdownText(diffClosing(r, verdicts)))
	return err
}

func writeMarkdownDiffs(w io.Writer, r pairs.Result, opt DiffOptions) (tallies, error) {
	if opt.Summary && r.Count > 1 {
		s, verdicts, err := summarySection(r, math.MaxInt)
		writeMarkdownRows(w, s)
		fmt.Fprintln(w)
		return verdicts, err
	}
	var verdicts tallies
	for d, err := range r.Diffs {
		if err != nil {
			return verdicts, err
		}
		verdicts.add(d)
		writeMarkdownDiff(w, d, opt)
	}
	return verdicts, nil
}

func writeMarkdownDiff(w io.Writer, d pairs.Diff, opt DiffOptions) {
	v := newDiffView(d, diffTaste{trim: func(s string, _ int) string { return s }}, opt)
	fmt.Fprintf(w, "## %s and %s\n\n", markdownText(v.articles[0].lines[0]), markdownText(v.articles[1].lines[0]))
	for _, a := range v.articles {
		fmt.Fprintf(w, "- %s: ", a.label)
		for i, l := range a.lines {
			if i > 0 {
				fmt.Fprint(w, "; ")
			}
			fmt.Fprint(w, markdownText(l))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "\n**%s**: %s\n\n", markdownText(v.verdict), markdownText(v.reason))
	writeMarkdownRows(w, v.shares)
	fmt.Fprintf(w, "\n%s\n\n", markdownText(v.tally))
	if len(v.passages.rows) > 0 {
		writeMarkdownRows(w, v.passages)
		fmt.Fprintln(w)
	}
}
