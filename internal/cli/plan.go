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

// What a scan is reckoned to cost, from scans of 100,091 press releases and
// dispatches of 423 words on one core of an AMD EPYC: 57 us and 0.8 KB an
// article for near duplicates, 150 us and 1.4 KB for all relations of wording,
// 278 us and 1.6 KB with sources and quotes too, 64 MB to begin with. Memory
// beyond that goes with what articles share.
const (
	startBytes   = 64e6
	nearTime     = 150 * time.Nanosecond // a word
	wordingTime  = 350 * time.Nanosecond // a word
	allTime      = 660 * time.Nanosecond // a word
	nearBytes    = 800                   // an article
	wordingBytes = 1400                  // an article
	allBytes     = 1600                  // an article
	diskBytes    = 15                    // a word: eight of a shingle, the rest text
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
	n, words := float64(p.articles), float64(p.articles)*float64(p.words)
	fmt.Fprintf(&b, `
Estimates for %d articles of %d words on one core, by what 100,000 press
releases took on the developers' machine:
near duplicates only: %.1f s, %.0f MB of memory
relations of wording: %.1f s, %.0f MB of memory
all, with sources:    %.1f s, %.0f MB of memory
Each takes %.0f MB of temporary files.
`, p.articles, p.words, words*nearTime.Seconds(), (startBytes+n*nearBytes)/1e6,
		words*wordingTime.Seconds(), (startBytes+n*wordingBytes)/1e6, words*allTime.Seconds(), (startBytes+n*allBytes)/1e6, words*diskBytes/1e6)
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
