package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/dupes-news/dupes/internal/verdict"
)

// exporting is what the review export command can be told.
type exporting struct {
	as   string
	path string // of the output
}

func (a *app) reviewCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "review COMMAND",
		Short: "use what reviewers said of pairs of articles",
		Long: `A review file keeps what reviewers said of pairs of articles: JSON lines that are
only ever added to. docs/review.md describes it.

` + exitHelp,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return unknownCommand(cmd, args[0])
		},
	}
	cmd.AddCommand(a.reviewExport())
	return cmd
}

func (a *app) reviewExport() *cobra.Command {
	var e exporting
	cmd := &cobra.Command{
		Use:   "export FILE --as labels|decisions",
		Short: "print what a review file comes to, as labels or decisions",
		Long: `export reads a review file, also while dupes serve writes to it, and prints what
holds of its pairs, those entries aside that were taken back.

--as labels prints the pairs: duplicates as dupes eval takes them for its TRUTH,
the others with a type that it passes over. --as decisions prints what becomes
of the articles, as dupes gate --format jsonl does: of duplicates one is accepted
and the others are rejected; verdicts that contradict one another are flagged.

` + exitHelp,
		Example: `  dupes review export desk.review --as labels -o truth.jsonl
  dupes review export desk.review --as decisions`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError{errors.New("name one review file, or - for standard input"), cmd, ""}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			switch e.as {
			case "":
				return usageError{errors.New("say with --as what to export: labels or decisions"), cmd, ""}
			case "labels", "decisions":
				return a.exportReview(cmd.Context(), e, args[0])
			}
			return usageError{fmt.Errorf("--as %q: want labels or decisions", e.as), cmd, ""}
		},
	}
	f := cmd.Flags()
	f.StringVar(&e.as, "as", "", "`name` of what to print: labels or decisions")
	f.StringVarP(&e.path, "output", "o", "", "`file` to write instead of standard output, whole or not at all")
	// It fails only where the flag is missing or registered twice.
	_ = cmd.RegisterFlagCompletionFunc("as", cobra.FixedCompletions([]string{"labels", "decisions"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func (a *app) exportReview(ctx context.Context, e exporting, path string) error {
	entries, unfinished, err := readReview(path, a.stdin)
	if err != nil {
		return err
	}
	if unfinished != "" {
		a.say("%q: passed over an unfinished last line", path)
	}
	write := verdict.WriteLabels
	if e.as == "decisions" {
		write = verdict.WriteDecisions
	}
	out, err := a.create(e.path)
	if err != nil {
		return err
	}
	defer out.discard()
	if err := write(stopping{ctx, out}, verdict.Replay(entries)); err != nil {
		return err
	}
	return out.commit()
}

func readReview(path string, stdin io.Reader) (entries []verdict.Entry, unfinished string, err error) {
	if path == "-" {
		return verdict.Read(stdin, path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	return verdict.Read(f, path)
}
