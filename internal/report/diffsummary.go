package report

import (
	"fmt"
	"strings"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/internal/pairs"
)

// tallies counts pairs by their verdict.
type tallies map[compare.Verdict]int

func (t *tallies) add(d pairs.Diff) {
	if *t == nil {
		*t = tallies{}
	}
	(*t)[d.Comparison.Verdict]++
}

// diffClosing says how many pairs were compared, and how they came out.
func diffClosing(r pairs.Result, verdicts tallies) string {
	out := fmt.Sprintf("%s compared, %s refused", Count(r.Count, "pair"), Number(len(r.Refused)))
	var of []string
	for _, v := range []compare.Verdict{compare.NearCopy, compare.LightRevision, compare.HeavyRevision, compare.Independent} {
		if verdicts[v] > 0 {
			of = append(of, Number(verdicts[v])+" "+string(v))
		}
	}
	return joined(": ", out, strings.Join(of, ", ")) + "."
}

// summarySection has a row for either article of every pair, up to a number of
// rows.
func summarySection(r pairs.Result, rows int) (section, tallies, error) {
	s := section{columns: []column{
		{name: "#", least: 2, right: true},
		{name: "articles", least: 14},
		{name: "verdict", least: 8},
		{name: "words", least: 5, right: true},
		{name: "copied", least: 6, right: true},
		{name: "rephrased", least: 9, right: true},
		{name: "original", least: 8, right: true},
	}, folds: []fold{{column: "verdict", into: "articles"}}}
	var verdicts tallies
	n := 0
	for d, err := range r.Diffs {
		if err != nil {
			return s, verdicts, err
		}
		n++
		verdicts.add(d)
		for _, row := range verdictRows(n, d) {
			taste{rows: rows}.add(&s, row...)
		}
	}
	return s, verdicts, nil
}

func verdictRows(n int, d pairs.Diff) [2][]string {
	c := d.Comparison
	rows := [2][]string{
		{Number(n), "a: " + Clean(d.A.ID), Clean(string(c.Verdict)), Number(c.A.Words)},
		{"", "b: " + Clean(d.B.ID), "", Number(c.B.Words)},
	}
	for i, s := range []compare.Shares{c.A, c.B} {
		for _, share := range Apportion([]int{s.Copied, s.Rephrased, s.Original}, 100) {
			rows[i] = append(rows[i], fmt.Sprintf("%d%%", share))
		}
	}
	return rows
}
