package cli

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/dupes-news/dupes/shingle"
)

// What an article is reckoned to cost in a scan for near duplicates on one
// core: the bounds that the design sets itself, for an article of articleWords
// words. They plan; they were not measured where the plan is printed.
const (
	articleBytes = 2000
	articleTime  = 40 * time.Microsecond
	articleWords = 600
)

type planning struct {
	threshold                  float64
	articles, words, signature int
}

func (a *app) planCommand() *cobra.Command {
	var p planning
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "show how a threshold becomes bands and rows, what is found and what it costs",
		Long: `plan shows the bands and rows that a scan at a threshold uses, the S-curve of
the share of pairs that it is expected to find, and estimates of memory and
time. The threshold is a Jaccard over 0 to 1.

` + exitHelp,
		Example: `  dupes plan --threshold 0.7
  dupes plan --threshold 0.5 --articles 1000000 --words 400`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := p.check(); err != nil {
				return usageError{err, cmd, ""}
			}
			plan, err := shingle.PlanFor(p.threshold, p.signature)
			if err != nil {
				return err
			}
			_, err = io.WriteString(a.stdout, p.text(plan))
			return err
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.Float64Var(&p.threshold, "threshold", 0.5, "Jaccard `T` that a scan is to find, over 0 to 1")
	f.IntVar(&p.articles, "articles", 100_000, "`N` articles to estimate the cost of")
	f.IntVar(&p.words, "words", articleWords, "`W` words of such an article")
	f.IntVar(&p.signature, "signature", 128, "`K` minima of a signature, 1 to 4096")
	return cmd
}

func (p planning) check() error {
	switch {
	case !(p.threshold > 0 && p.threshold <= 1):
		return fmt.Errorf("--threshold %v: want over 0 to 1", p.threshold)
	case p.articles < 0 || p.articles > 1e12:
		return fmt.Errorf("--articles %d: want 0 to 1e12", p.articles)
	case p.words < 1 || p.words > 1e7:
		return fmt.Errorf("--words %d: want 1 to 1e7", p.words)
	case p.signature < 1 || p.signature > 4096:
		return fmt.Errorf("--signature %d: want 1 to 4096", p.signature)
	}
	return nil
}

func (p planning) text(plan shingle.Plan) string {
	var b strings.Builder
	fmt.Fprintf(&b, "threshold %.2f: b %d bands of r %d rows, of k %d minima\n\n", plan.Threshold, plan.Bands, plan.Rows, plan.K)
	b.WriteString(curve(plan))
	b.WriteString("\nJaccard  expected recall\n")
	for step := -2; step <= 2; step++ {
		j := plan.Threshold + float64(step)*0.05
		if j < 0 || j > 1+1e-9 {
			continue
		}
		mark := ""
		if step == 0 {
			mark = "  the threshold"
		}
		fmt.Fprintf(&b, "   %.2f           %.4f%s\n", j, plan.Recall(min(j, 1)), mark)
	}
	n, each := float64(p.articles), articleTime.Seconds()*float64(p.words)/articleWords
	fmt.Fprintf(&b, `
Estimates for %d articles of %d words, near duplicates only, on one core:
memory %.1f MB at %d bytes an article, time %.1f s at %.1f us an article.
Both rates are bounds set by the design (%v for %d words), not measured here.
`, p.articles, p.words, n*articleBytes/1e6, articleBytes, n*each, each*1e6, articleTime, articleWords)
	return b.String()
}

// The S-curve is drawn on so many lines and columns; with its axis it fits a
// terminal of 80.
const (
	curveLines   = 11
	curveColumns = 61
)

// curve draws the expected recall over the Jaccard, the threshold dotted.
func curve(plan shingle.Plan) string {
	var b strings.Builder
	b.WriteString("expected recall over Jaccard\n")
	at := int(math.Round(plan.Threshold * (curveColumns - 1)))
	for line := curveLines - 1; line >= 0; line-- {
		cells := []byte(strings.Repeat(" ", curveColumns))
		cells[at] = ':'
		for x := range cells {
			recall := plan.Recall(float64(x) / (curveColumns - 1))
			if int(math.Round(recall*(curveLines-1))) == line {
				cells[x] = '*'
			}
		}
		fmt.Fprintf(&b, "   %.1f |%s\n", float64(line)/(curveLines-1), strings.TrimRight(string(cells), " "))
	}
	fmt.Fprintf(&b, "       +%s\n        ", strings.Repeat("-", curveColumns))
	for tenth := range 11 {
		fmt.Fprintf(&b, "%-6s", fmt.Sprintf("%.1f", float64(tenth)/10))
	}
	return strings.TrimRight(b.String(), " ") + "\n"
}
