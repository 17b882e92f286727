package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/page"
	"github.com/dupes-news/dupes/internal/pairs"
	"github.com/dupes-news/dupes/internal/report"
)

// comparing is what the diff command can be told beside its output.
type comparing struct {
	corpus corpus.Config
	list   string // file of pairs
	jobs   int
	quiet  bool
	view   report.DiffOptions
}

func (a *app) diffCommand() *cobra.Command {
	var s comparing
	var o output
	cmd := &cobra.Command{
		Use:   "diff A B | PATH ID ID | PATH... --pairs FILE",
		Short: "set two articles side by side, or many pairs",
		Long: `diff tells which passages of two articles were copied word for word, which were
rephrased, and which stand in one of them only, with the words that changed.

A and B are files of one article each; - is one as a JSON line on standard input.
PATH ID ID names two articles of a corpus, which may be all that scan reads.
--pairs compares many: FILE is JSON lines {"a","b"}, also .gz or .zst, or - for
standard input; the rows of dupes scan --format jsonl are such lines. Pairs
come out in the order of FILE; the texts of all articles that it names are held
in memory.

In a table, words that b leaves out stand as [-out-] and those that it adds as
{+in+}, in colour on a terminal. Passages are numbered in the order of a.

` + exitHelp,
		Example: `  dupes diff wire.txt daily.txt
  dupes diff news.jsonl 1017 2204 --only copied,rephrased --side-by-side
  dupes diff news.jsonl --pairs pairs.jsonl --format jsonl -o passages.jsonl`,
		RunE: func(cmd *cobra.Command, args []string) error {
			s.view.Options = o.options(a.stdout)
			if err := cmp.Or(o.check(), s.check(args)); err != nil {
				return usageError{err, cmd, ""}
			}
			return a.diff(cmd.Context(), s, args, &o)
		},
	}
	s.register(cmd.Flags())
	o.register(cmd.Flags(), report.DiffFormats+", "+pageFormat)
	complete(cmd)
	return cmd
}

func (s *comparing) register(f *pflag.FlagSet) {
	f.SortFlags = false
	f.StringVar(&s.list, "pairs", "", "`file` of pairs to compare, JSON lines with a and b, or - for standard input")
	f.Var((*labels)(&s.view.Only), "only", "`list` of labels to show (default all): copied, rephrased, original")
	f.IntVar(&s.view.Context, "context", 0, "with --only, show `N` passages before and after each too")
	f.BoolVar(&s.view.SideBySide, "side-by-side", false, "a column for either text, in tables and Markdown")
	f.BoolVar(&s.view.Summary, "summary", false, "the figures of each pair, without its passages")
	f.IntVarP(&s.jobs, "jobs", "j", 0, "`N` goroutines; 0 means one per processor. The result is the same for any")
	registerCorpus(f, &s.corpus)
	f.BoolVarP(&s.quiet, "quiet", "q", false, "no list of refused inputs on standard error")
}

// labels is a flag of passage labels.
type labels []compare.Label

func (l *labels) Set(list string) error {
	var out []compare.Label
	for name := range strings.SplitSeq(list, ",") {
		label := compare.Label(strings.TrimSpace(name))
		if !slices.Contains([]compare.Label{compare.Copied, compare.Rephrased, compare.Original}, label) {
			return fmt.Errorf("label %q: want copied, rephrased or original", name)
		}
		out = append(out, label)
	}
	*l = out
	return nil
}

func (l *labels) String() string {
	names := make([]string, len(*l))
	for i, label := range *l {
		names[i] = string(label)
	}
	return strings.Join(names, ",")
}

func (l *labels) Type() string { return "list" }

func (s *comparing) check(args []string) error {
	err := s.view.Check()
	stdin := 0
	for _, arg := range append(args, s.list) {
		if arg == "-" {
			stdin++
		}
	}
	switch {
	case err != nil:
		return err
	case s.jobs < 0:
		return fmt.Errorf("--jobs %d: want 0 or more", s.jobs)
	case s.list != "" && len(args) == 0:
		return errors.New("--pairs names pairs: name the files or folders that hold the articles too")
	case s.list == "" && len(args) < 2:
		return errors.New("name two files, or a corpus and two ids of it")
	case s.list == "" && len(args) > 3:
		return errors.New("more than two articles: to compare many pairs there is --pairs FILE")
	case stdin > 1:
		return errors.New("- is named twice: standard input can be read once")
	}
	return nil
}

func (a *app) diff(ctx context.Context, s comparing, args []string, o *output) error {
	out, err := a.create(o.path) // before the work, so that a wrong path costs nothing
	if err != nil {
		return err
	}
	defer out.discard()
	res, err := a.compared(ctx, s, args)
	if err != nil {
		return err
	}
	if o.isPage() {
		err = page.WriteDiffs(stopping{ctx, out}, res, s.view.Only)
	} else {
		err = report.WriteDiffs(a.shown(stopping{ctx, out}, o.path, o.Format), res, s.view)
	}
	if err != nil {
		return err
	}
	if err := out.commit(); err != nil {
		return err
	}
	return a.refused(res.Refused, s.quiet)
}

// compared reads what args and the options name.
func (a *app) compared(ctx context.Context, s comparing, args []string) (pairs.Result, error) {
	stdin := a.stdin
	if s.list == "-" || slices.Contains(args, "-") {
		stdin = until(ctx, stdin)
	}
	in := pairs.Input{Paths: args, Stdin: stdin, Corpus: s.corpus, Jobs: s.jobs}
	switch {
	case s.list != "":
		return comparedList(ctx, in, s.list)
	case len(args) == 3:
		in.Paths = args[:1]
		return a.comparedIDs(ctx, s, in, args[1], args[2])
	}
	return comparedFiles(ctx, in)
}

// comparedList is for pairs that a file names.
func comparedList(ctx context.Context, in pairs.Input, path string) (pairs.Result, error) {
	list, refused, err := readList(path, in.Stdin)
	if err != nil {
		return pairs.Result{}, err
	}
	found, err := pairs.Articles(ctx, in, pairs.Named(list))
	if err != nil {
		return pairs.Result{}, err
	}
	known, missing := pairs.Missing(list, path, found.Articles)
	refused = append(refused, missing...)
	slices.SortFunc(refused, func(a, b corpus.Refused) int { return cmp.Compare(a.Line, b.Line) })
	return result(ctx, in, known, found.Articles, slices.Concat(found.Refused, refused)), nil
}

func result(ctx context.Context, in pairs.Input, list []pairs.Pair, articles map[string]*corpus.Article, refused []corpus.Refused) pairs.Result {
	return pairs.Result{Count: len(list), Diffs: pairs.Compare(ctx, list, articles, in.Jobs), Refused: refused}
}

func readList(path string, stdin io.Reader) ([]pairs.Pair, []corpus.Refused, error) {
	if path == "-" {
		return pairs.ReadList(stdin, path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	return pairs.ReadList(f, path)
}

// comparedIDs is for PATH ID ID.
func (a *app) comparedIDs(ctx context.Context, s comparing, in pairs.Input, idA, idB string) (pairs.Result, error) {
	pair := []pairs.Pair{{A: idA, B: idB}}
	found, err := pairs.Articles(ctx, in, pairs.Named(pair))
	if err != nil {
		return pairs.Result{}, err
	}
	for _, id := range []string{idA, idB} {
		if found.Articles[id] == nil {
			a.refused(found.Refused, s.quiet)
			return pairs.Result{}, hinted{fmt.Errorf("no article %q in %q", id, in.Paths[0]), didYouMean(found.Alike[id])}
		}
	}
	return result(ctx, in, pair, found.Articles, found.Refused), nil
}

func didYouMean(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return "did you mean " + report.Clean(strings.Join(ids, " or ")) + "?"
}

// comparedFiles is for two inputs that hold an article each.
func comparedFiles(ctx context.Context, in pairs.Input) (pairs.Result, error) {
	var two [2]*corpus.Article
	for i, path := range in.Paths {
		one := in
		one.Paths = []string{path}
		article, n, err := pairs.Only(ctx, one)
		switch {
		case err != nil:
			return pairs.Result{}, hinted{err, "to compare two articles of a corpus: dupes diff PATH ID ID"}
		case n != 1:
			return pairs.Result{}, hinted{
				fmt.Errorf("%q holds %d records, want one article", path, n),
				fmt.Sprintf("name two of them: dupes diff %s ID1 ID2", path),
			}
		}
		two[i] = article
	}
	a, b := two[0], two[1]
	if a.ID == b.ID { // such as old/story.txt and new/story.txt
		a.ID, b.ID = a.Path, b.Path
	}
	return result(ctx, in, []pairs.Pair{{A: a.ID, B: b.ID}}, map[string]*corpus.Article{a.ID: a, b.ID: b}, nil), nil
}
