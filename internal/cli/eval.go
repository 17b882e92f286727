package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/eval"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/report"
)

// evaluation is what the eval command can be told beside the settings of its
// scan.
type evaluation struct {
	found      string
	minJaccard float64
	onlyKnown  bool
}

func (a *app) evalCommand() *cobra.Command {
	var s settings
	var e evaluation
	cmd := &cobra.Command{
		Use:   "eval TRUTH PATH...",
		Short: "measure a scan against labelled pairs or clusters",
		Long: `eval scans PATH and compares what it finds with TRUTH: precision, recall and F1
of the pairs listed, of the pairs inside clusters, and of either; and the
adjusted Rand index over all articles of PATH.

TRUTH is JSON lines, also .gz or .zst: {"a","b"} is a pair, {"id","cluster"}
the membership of an article, {"cluster":[ids]} a cluster. With --found the
rows of an earlier scan (--format jsonl) are measured and nothing is scanned.
Pairs of the type not-duplicate or same-source, which dupes review export makes
of verdicts, are no duplicates; where there are such, only pairs count that
TRUTH speaks of, since of the others nobody has said what they are.
--relations keeps listed pairs of those relations; the scan looks for all.

` + exitHelp,
		Example: `  dupes eval truth.jsonl articles/
  dupes eval truth.jsonl.gz news.jsonl --found pairs.jsonl --min-jaccard 0.5`,
		Args: atLeast(2, "name a file of labels and the articles"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := s.check(); err != nil {
				return usageError{err, cmd, ""}
			}
			return a.eval(cmd.Context(), s, e, args[0], args[1:])
		},
	}
	f := cmd.Flags()
	f.StringVar(&e.found, "found", "", "`file` of rows of an earlier scan to measure instead")
	f.Float64Var(&e.minJaccard, "min-jaccard", 0, "keep true pairs from this `Jaccard` on")
	f.BoolVar(&e.onlyKnown, "only-known", false, "count listed pairs only where TRUTH speaks of both articles")
	s.register(f)
	return cmd
}

func (a *app) eval(ctx context.Context, s settings, e evaluation, truthPath string, paths []string) error {
	truth, err := readRows(truthPath, eval.Filter{MinJaccard: e.minJaccard})
	if err != nil {
		return err
	}
	keep := eval.Filter{Relations: relation.Names(s.scan.Relations)}
	ids, refused, err := a.ids(ctx, s, paths)
	if err != nil {
		return err
	}
	var found eval.Set
	if e.found != "" {
		found, err = readRows(e.found, keep)
	} else {
		found, refused, err = a.scanned(ctx, s, paths, keep)
	}
	if err != nil {
		return err
	}
	if strangers, named := truth.Strangers(ids); strangers > 0 && !s.quiet {
		a.say("%s: %s of the %s that it names are not among those read", report.Clean(truthPath), report.Number(strangers), report.Count(named, "article"))
	}
	if err := printEvaluation(a.stdout, eval.Evaluate(found, truth, ids, e.onlyKnown), len(truth.Denied)); err != nil {
		return err
	}
	return a.refused(refused, s.quiet)
}

func readRows(path string, keep eval.Filter) (eval.Set, error) {
	f, err := os.Open(path)
	if err != nil {
		return eval.Set{}, err
	}
	defer f.Close()
	return eval.Read(f, path, keep)
}

// scanned is what a scan of paths finds. --relations is about the rows that
// count, not about what makes clusters, so the scan does not hear of it.
func (a *app) scanned(ctx context.Context, s settings, paths []string, keep eval.Filter) (eval.Set, []corpus.Refused, error) {
	s.scan.Relations = nil
	res, err := a.run(ctx, s, paths)
	if err != nil {
		return eval.Set{}, nil, err
	}
	defer res.Close()
	found, err := eval.Found(res, keep)
	return found, res.Refused, err
}

// ids reads the ids of the articles, over which the Rand index goes.
func (a *app) ids(ctx context.Context, s settings, paths []string) ([]string, []corpus.Refused, error) {
	for _, p := range paths {
		if p == "-" {
			return nil, nil, errors.New("eval reads its articles twice: name a file or a folder, not -")
		}
	}
	var ids []string
	files, refused := corpus.List(paths)
	err := corpus.Read(ctx, files, nil, s.corpus, func(r corpus.Record) error {
		article, err := r.Article()
		if err != nil {
			refused = append(refused, corpus.Refused{Path: r.Path, Line: r.Line, Reason: err.Error()})
			return nil
		}
		ids = append(ids, article.ID)
		return nil
	}, func(r corpus.Refused) { refused = append(refused, r) })
	return ids, refused, err
}

// orDash is a share of a number of things, a dash where there are none.
func orDash(share float64, of int64) string {
	if of == 0 {
		return "-"
	}
	return fmt.Sprintf("%.4f", share)
}

func printEvaluation(w io.Writer, r eval.Result, denied int) error {
	var b strings.Builder
	fmt.Fprintf(&b, "          %12s %12s %12s %9s %7s %7s\n", "found", "true", "both", "precision", "recall", "F1")
	for _, row := range []struct {
		name string
		eval.PRF
	}{{"pairs", r.Pairs}, {"clusters", r.Clusters}, {"either", r.Either}} {
		fmt.Fprintf(&b, "%-9s %12d %12d %12d %9s %7s %7s\n", row.name, row.Found, row.Truth, row.Hits,
			orDash(row.Precision(), row.Found), orDash(row.Recall(), row.Truth), orDash(row.F1(), row.Found+row.Truth))
	}
	if denied > 0 { // the index would take articles that nobody spoke of for ones of their own
		fmt.Fprintf(&b, "Only pairs that were judged count: %s, %s not.\n", report.Count(int(r.Pairs.Truth), "duplicate"), report.Number(denied))
	} else {
		fmt.Fprintf(&b, "adjusted Rand index %.4f over %d articles\n", r.ARI, r.Articles)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
