package report

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/dupes-news/dupes/internal/pairs"
)

// barColumns is the width of a bar that shows each percent, nearly.
const barColumns = 60

// sharesColumns is what a bar leaves to the figures beside it.
const sharesColumns = 56

// writeDiffTable prints comparisons for a person at a terminal, one below the
// other.
func writeDiffTable(w io.Writer, r pairs.Result, opt DiffOptions) error {
	t := newDiffTable(w, opt)
	if opt.Summary && r.Count > 1 {
		return t.summary(r)
	}
	verdicts, err := t.all(r)
	if err != nil || r.Count == 1 && len(r.Refused) == 0 {
		return err
	}
	return t.close(r, verdicts)
}

// strongestTitle stands over the comparisons of a scan.
func strongestTitle(n int) string {
	if n == 1 {
		return "The strongest pair, side by side"
	}
	return fmt.Sprintf("The %s strongest pairs, side by side", Number(n))
}

// all prints the comparisons one below the other, many with a rule above each.
func (t diffTable) all(r pairs.Result) (tallies, error) {
	var verdicts tallies
	n := 0
	for d, err := range r.Diffs {
		if err != nil {
			return verdicts, err
		}
		if n++; r.Count > 1 {
			t.rule(fmt.Sprintf("%s of %s", Number(n), Number(r.Count)))
		}
		verdicts.add(d)
		if err := t.write(d); err != nil {
			return verdicts, err
		}
	}
	return verdicts, nil
}

// summary prints a row per pair.
func (t diffTable) summary(r pairs.Result) error {
	s, verdicts, err := summarySection(r, tableRows)
	if err != nil {
		return err
	}
	if err := s.print(t.w, t.columns, t.palette); err != nil {
		return err
	}
	return t.close(r, verdicts)
}

// diffTable is how comparisons are drawn in a terminal.
type diffTable struct {
	w       io.Writer
	columns int
	palette palette
	taste   diffTaste
	opt     DiffOptions
}

func newDiffTable(w io.Writer, opt DiffOptions) diffTable {
	columns := cmp.Or(opt.Width, 100)
	return diffTable{w, columns, newPalette(opt.Color), diffTaste{
		trim:  shorten,
		marks: true,
		bar:   min(barColumns, columns-sharesColumns),
	}, opt}
}

// rule parts a comparison from the one above.
func (t diffTable) rule(title string) {
	fmt.Fprintf(t.w, "%s\n\n", t.palette.header.Sprint("── "+title+" "+strings.Repeat("─", max(0, t.columns-4-width(title)))))
}

func (t diffTable) write(d pairs.Diff) error {
	v := newDiffView(d, t.taste, t.opt)
	for _, a := range v.articles {
		t.heading(a)
	}
	fmt.Fprintln(t.w)
	for i, l := range wrap(joined(": ", v.verdict, v.reason), t.columns) {
		if rest, ok := strings.CutPrefix(l, v.verdict); i == 0 && ok {
			l = t.palette.title.Sprint(v.verdict) + rest
		}
		fmt.Fprintln(t.w, l)
	}
	fmt.Fprintln(t.w)
	if err := v.shares.render(t.w, t.columns, t.palette); err != nil {
		return err
	}
	fmt.Fprintln(t.w)
	if err := writeSentences(t.w, []string{v.tally}, t.columns); err != nil {
		return err
	}
	fmt.Fprintln(t.w)
	if len(v.passages.rows) == 0 {
		return nil
	}
	if err := v.passages.render(t.w, t.columns, t.palette); err != nil {
		return err
	}
	_, err := fmt.Fprintln(t.w)
	return err
}

func (t diffTable) heading(h heading) {
	indent := h.label + ": "
	for i, text := range h.lines {
		for _, l := range wrap(text, t.columns-len(indent)) {
			if i == 0 && l != "" {
				l = t.palette.title.Sprint(l)
			}
			fmt.Fprintln(t.w, strings.TrimRight(indent+l, " "))
			indent = strings.Repeat(" ", len(indent))
		}
	}
}

// close prints what was refused, and how many pairs got which verdict.
func (t diffTable) close(r pairs.Result, verdicts tallies) error {
	if s := (taste{rows: tableRows}).refusedSection(r.Refused); len(s.rows) > 0 {
		s.dropEmpty()
		s.sanitise()
		if err := s.print(t.w, t.columns, t.palette); err != nil {
			return err
		}
	}
	return writeSentences(t.w, []string{diffClosing(r, verdicts)}, t.columns)
}
