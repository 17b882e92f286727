package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/report"
	"github.com/dupes-news/dupes/internal/scan"
)

func (a *app) scanCommand() *cobra.Command {
	var s settings
	var o output
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

A threshold and a share are numbers from 0 to 1; sizes are in bytes, or with a
unit such as KiB, MiB, GB; lengths of texts are in words.

` + exitHelp,
		Example: `  dupes scan articles/
  dupes scan news.jsonl.gz --threshold 0.7 --format jsonl -o pairs.jsonl`,
		Args: atLeast(1, "name a file, a folder, or - for JSON lines on standard input"),
		RunE: func(cmd *cobra.Command, paths []string) error {
			opt := o.options(a.stdout)
			if err := errors.Join(s.check(), opt.Check()); err != nil {
				return usageError{err, cmd, ""}
			}
			return a.scan(cmd.Context(), s, paths, o.path, opt)
		},
	}
	s.register(cmd.Flags())
	o.register(cmd.Flags())
	return cmd
}

func (a *app) scan(ctx context.Context, s settings, paths []string, to string, opt report.Options) error {
	out, err := a.create(to) // before the work, so that a wrong path costs nothing
	if err != nil {
		return err
	}
	defer out.discard()
	s.scan.Runes = opt.Offsets == "runes"
	res, err := a.run(ctx, s, paths)
	if err != nil {
		return err
	}
	defer res.Close()
	if err := report.Write(stopping{ctx, out}, res, opt); err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	return a.refused(res.Refused, s.quiet)
}

// run is one scan with its progress bar.
func (a *app) run(ctx context.Context, s settings, paths []string) (*scan.Result, error) {
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
