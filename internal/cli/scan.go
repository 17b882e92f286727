package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/page"
	"github.com/dupes-news/dupes/internal/pairs"
	"github.com/dupes-news/dupes/internal/report"
	"github.com/dupes-news/dupes/internal/scan"
)

func (a *app) scanCommand() *cobra.Command {
	var s settings
	var o output
	var diffs int
	cmd := &cobra.Command{
		Use:   "scan PATH...",
		Short: "find the articles of a corpus that share wording",
		Long: `scan reads articles, finds every pair that shares wording, verifies it exactly
and gathers the articles of one text in clusters.

PATH is a file, a folder with all below it, or - for JSON lines on standard
input. Articles come as .txt, .md, .html, .json and .jsonl, each also .gz or
.zst. What cannot be read is listed with the reason, and the rest goes on.

Without template among the --relations, notices of one form that differ in
names and numbers are near duplicates like any others.

--diff N sets the N strongest pairs side by side, as dupes diff does: those of the
strongest relation first, then those with the most words in common. It reads
their articles again.

--format html writes one file for a browser, to be looked at or sent: all
clusters, and the strongest pairs, side by side. --diff says how many, 10,000
unless told. The file fetches nothing; dupes serve shows the same page and
takes verdicts.

A threshold and a share are numbers from 0 to 1; sizes are in bytes, or with a
unit such as KiB, MiB, GB; lengths of texts are in words.

` + exitHelp,
		Example: `  dupes scan articles/
  dupes scan news.jsonl.gz --threshold 0.7 --format jsonl -o pairs.jsonl`,
		Args: atLeast(1, "name a file, a folder, or - for JSON lines on standard input"),
		RunE: func(cmd *cobra.Command, paths []string) error {
			opt := o.options(a.stdout)
			if err := cmp.Or(o.check(), errors.Join(s.check(), opt.Check(), checkDiff(diffs, paths, &o))); err != nil {
				return usageError{err, cmd, ""}
			}
			if o.isPage() {
				return a.scanPage(cmd.Context(), s, paths, cmp.Or(diffs, pagePairs), o.path)
			}
			return a.scan(cmd.Context(), s, paths, diffs, o.path, opt)
		},
	}
	s.register(cmd.Flags())
	cmd.Flags().IntVar(&diffs, "diff", 0, "set the `N` strongest pairs side by side too; not in csv")
	o.register(cmd.Flags(), report.Formats+", "+pageFormat)
	complete(cmd)
	return cmd
}

// checkDiff says what is wrong with --diff, or nil.
func checkDiff(n int, paths []string, o *output) error {
	switch {
	case n < 0:
		return fmt.Errorf("--diff %d: want 0 or more", n)
	case n > 0 && o.Format == "csv":
		return errors.New("--diff: the rows of csv are pairs; jsonl has passages too, and so has dupes diff --pairs")
	case n > 0 && slices.Contains(paths, "-") && !o.isPage():
		return errors.New("--diff reads articles twice: name a file or a folder, not -")
	}
	return nil
}

func (a *app) scan(ctx context.Context, s settings, paths []string, diffs int, to string, opt report.Options) error {
	s.scan.Runes = opt.Offsets == "runes"
	return a.scanTo(ctx, s, paths, to, func(out io.Writer, res *scan.Result) error {
		return a.write(ctx, a.shown(out, to, opt.Format), s, paths, res, diffs, opt)
	})
}

// pagePairs is how many pairs a page has where nobody says: some 10 MB.
const pagePairs = 10_000

// scanPage writes what a scan has found as a page for a browser.
func (a *app) scanPage(ctx context.Context, s settings, paths []string, most int, to string) error {
	return a.scanTo(ctx, s, paths, to, func(out io.Writer, res *scan.Result) error {
		bar := a.newProgress(s.quiet)
		defer bar.end()
		r, err := page.New(ctx, res, page.Config{
			Texts: res, Pairs: most, Subject: subject(paths, res), Facts: a.runFacts(paths),
			Progress: func(done, of int) {
				bar.update(scan.Progress{Stage: "page", Done: int64(done), Total: int64(of), Articles: res.Articles})
			},
		})
		if err != nil {
			return err
		}
		return r.WriteFile(ctx, out, res.Config.Jobs)
	})
}

// subject says what a page is about.
func subject(paths []string, res *scan.Result) string {
	return report.Count(res.Articles, "article") + " of " + report.Clean(strings.Join(paths, ", "))
}

// runFacts is what a page tells of the program and of what it was asked.
func (a *app) runFacts(paths []string) []page.Fact {
	return []page.Fact{{Name: "dupes", Value: version()}, {Name: "input", Value: report.Clean(strings.Join(paths, ", "))}}
}

// scanTo runs a scan and writes its result to a file, whole or not at all,
// or to standard output. Its error says too that inputs were refused.
func (a *app) scanTo(ctx context.Context, s settings, paths []string, to string, write func(io.Writer, *scan.Result) error) error {
	out, err := a.create(to) // before the work, so that a wrong path costs nothing
	if err != nil {
		return err
	}
	defer out.discard()
	res, err := a.run(ctx, s, paths)
	if err != nil {
		return err
	}
	defer res.Close()
	if err := write(stopping{ctx, out}, res); err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	return a.refused(res.Refused, s.quiet)
}

// write prints a result, with its strongest pairs side by side where diffs is
// not 0.
func (a *app) write(ctx context.Context, out io.Writer, s settings, paths []string, res *scan.Result, diffs int, opt report.Options) error {
	if diffs == 0 {
		return report.Write(out, res, opt)
	}
	strong, err := pairs.Strongest(res.Pairs, diffs)
	if err != nil {
		return err
	}
	list := pairs.Of(strong)
	in := pairs.Input{Paths: paths, Corpus: s.corpus, Jobs: res.Config.Jobs, Least: res.Config.Shingle}
	found, err := pairs.Articles(ctx, in, pairs.Named(list))
	if err != nil {
		return err
	}
	for _, p := range list {
		for _, id := range []string{p.A, p.B} {
			if found.Articles[id] == nil {
				return fmt.Errorf("article %q: gone since it was scanned", id)
			}
		}
	}
	return report.WriteWithDiffs(out, res, result(ctx, in, list, found.Articles, nil), opt)
}

// run is one scan with its progress bar.
func (a *app) run(ctx context.Context, s settings, paths []string) (*scan.Result, error) {
	if err := s.readOutlets(ctx); err != nil {
		return nil, err
	}
	bar := a.newProgress(s.quiet)
	defer bar.end()
	in := scan.Input{Paths: paths, Stdin: a.stdin, Corpus: s.corpus, Progress: bar.update}
	if slices.Contains(paths, "-") {
		in.Stdin = until(ctx, a.stdin)
	}
	return scan.Run(ctx, in, s.scan)
}

// until reads r, and fails once ctx has ended: a read that waits for a pipe
// or a keyboard cannot be called back, but it can be left behind.
func until(ctx context.Context, r io.Reader) io.Reader {
	from, to := io.Pipe()
	context.AfterFunc(ctx, func() { to.CloseWithError(ctx.Err()) })
	go func() {
		_, err := io.Copy(to, r)
		to.CloseWithError(err) // nil reads as the end of the file
	}()
	return from
}

// refusedShown is how many refused inputs standard error lists: a screen.
const refusedShown = 20

// refused lists refused inputs; its error sets the exit code.
func (a *app) refused(list []corpus.Refused, quiet bool) error {
	if len(list) == 0 {
		return nil
	}
	if !quiet {
		for _, r := range list[:min(refusedShown, len(list))] {
			a.say("%s: %s", place(r), report.Clean(r.Reason))
		}
		if more := len(list) - refusedShown; more > 0 {
			a.say("%d more inputs refused", more)
		}
	}
	return errRefused
}

func place(r corpus.Refused) string {
	if r.Line > 0 {
		return fmt.Sprintf("%s:%d", report.Clean(r.Path), r.Line)
	}
	return report.Clean(r.Path)
}

// atLeast wants n arguments and says which.
func atLeast(n int, want string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < n {
			return usageError{errors.New(want), cmd, ""}
		}
		return nil
	}
}

// stopping is a writer that fails once ctx has ended: a large result takes
// time to print too.
type stopping struct {
	ctx context.Context
	w   io.Writer
}

func (s stopping) Write(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.w.Write(b)
}
