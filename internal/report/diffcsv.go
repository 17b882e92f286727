package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/dupes-news/dupes/internal/pairs"
)

// writeDiffCSV prints a row per passage, or with opt.Summary a row per pair.
func writeDiffCSV(w io.Writer, r pairs.Result, opt DiffOptions) error {
	out := csv.NewWriter(w)
	header := []string{
		"a", "b", "verdict", "passage", "label", "flags", "a_start", "a_end", "b_start", "b_end",
		"words_a", "words_b", "similarity", "speaker", "reuse", "text_a", "text_b",
	}
	if opt.Summary {
		header = []string{
			"a", "b", "verdict", "reason", "words_a", "copied_a", "rephrased_a", "original_a",
			"words_b", "copied_b", "rephrased_b", "original_b",
			"title_a", "outlet_a", "date_a", "title_b", "outlet_b", "date_b",
		}
	}
	if err := out.Write(header); err != nil {
		return err
	}
	for d, err := range r.Diffs {
		if err != nil {
			return err
		}
		if err := out.WriteAll(diffCSVRows(newDiffRows(d, opt), opt)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func diffCSVRows(rows diffRows, opt DiffOptions) [][]string {
	c := rows.comparison
	if opt.Summary {
		row := []string{c.A, c.B, c.Verdict, c.Reason}
		for _, n := range []int{c.WordsA, c.CopiedA, c.RephrasedA, c.OriginalA, c.WordsB, c.CopiedB, c.RephrasedB, c.OriginalB} {
			row = append(row, strconv.Itoa(n))
		}
		return [][]string{append(row, c.TitleA, c.OutletA, c.DateA, c.TitleB, c.OutletB, c.DateB)}
	}
	var out [][]string
	for _, p := range rows.passages {
		row := []string{c.A, c.B, c.Verdict, strconv.Itoa(p.Passage), p.Label, strings.Join(p.Flags, " ")}
		for _, at := range []*int{p.AStart, p.AEnd, p.BStart, p.BEnd} {
			row = append(row, optional(at))
		}
		reuse := ""
		if p.Reuse > 0 {
			reuse = strconv.Itoa(p.Reuse)
		}
		out = append(out, append(row,
			strconv.Itoa(p.WordsA), strconv.Itoa(p.WordsB), exact(p.Similarity), p.Speaker, reuse, p.TextA, p.TextB))
	}
	return out
}

func optional(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
