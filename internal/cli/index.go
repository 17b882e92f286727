package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/index"
	"github.com/dupes-news/dupes/internal/report"
)

// indexing is what the index commands can be told.
type indexing struct {
	place   string
	make    index.Options
	corpus  corpus.Config
	jobs    int
	replace bool
	minJ    float64
	quiet   bool
	output  output
}

func jobs(n int) int {
	if n > 0 {
		return n
	}
	return runtime.GOMAXPROCS(0)
}

func (a *app) indexCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "index COMMAND",
		Short: "keep what is in, so that new articles can be compared with it",
		Long: `An index remembers articles: their sketches, what a reader wants to know of
them, and their texts in compressed form, so that a new article is compared
with all of them in a millisecond or two, exactly. dupes gate and dupes serve
use it. --index names its place: a folder, where one process writes at a time,
or a PostgreSQL database (postgres://host/database), where many do, on many
machines. The password of a database comes from PGPASSWORD or ~/.pgpass, and is
never printed.

What an index is made with is pinned: words of a shingle, minima of a
signature, threshold, and the versions of what makes words and hashes.

` + exitHelp,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return unknownCommand(cmd, args[0])
		},
	}
	cmd.AddCommand(a.indexBuild(), a.indexAdd(), a.indexRemove(), a.indexQuery(), a.indexStats(), a.indexCheck(), a.indexExport(), a.indexCompact(), a.indexSettle())
	return cmd
}

// indexSub makes one of the commands below dupes index.
func (a *app) indexSub(use, short, long, example string, args cobra.PositionalArgs, register func(*pflag.FlagSet, *indexing), run func(context.Context, *indexing, []string) error) *cobra.Command {
	x := &indexing{}
	cmd := &cobra.Command{
		Use: use, Short: short, Long: long + "\n\n" + exitHelp, Example: example, Args: args,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case x.place == "":
				return usageError{errors.New("name the index with --index"), cmd, ""}
			case x.jobs < 0:
				return usageError{fmt.Errorf("--jobs %d: want 0 or more", x.jobs), cmd, ""}
			case x.minJ < 0 || x.minJ > 1:
				return usageError{fmt.Errorf("--threshold %v: want over 0 to 1", x.minJ), cmd, ""}
			}
			return run(cmd.Context(), x, args)
		},
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&x.place, "index", "", "`place` of the index: a folder, or postgres://...")
	if register != nil {
		register(f, x)
	}
	complete(cmd)
	return cmd
}

func registerReading(f *pflag.FlagSet, x *indexing) {
	f.IntVarP(&x.jobs, "jobs", "j", 0, "`N` goroutines; 0 means one per processor")
	registerCorpus(f, &x.corpus)
	f.BoolVarP(&x.quiet, "quiet", "q", false, "no progress, no figures and no list of refused inputs on standard error")
}

const readsPaths = "name a file, a folder, or - for JSON lines on standard input"

func (a *app) indexBuild() *cobra.Command {
	return a.indexSub("build --index PLACE [PATH...]", "make an index and add articles to it",
		`build makes a new index, and adds the articles of PATH if there are any. It is an
error if there is an index already: dupes index add adds to one.`,
		`  dupes index build --index seen archive/
  dupes index build --index postgres://db.example/news --no-text`,
		cobra.ArbitraryArgs, func(f *pflag.FlagSet, x *indexing) {
			f.IntVar(&x.make.Shingle, "shingle", 5, "`words` per shingle, 1 to 64; 3 for briefs")
			f.IntVar(&x.make.MinRun, "min-run", 0, "`words` of a shared run that is sure to be found, at least those of a shingle (default 12, or a longer shingle)")
			f.IntVar(&x.make.K, "signature", 128, "minima of a signature, `k`")
			f.Float64Var(&x.make.Threshold, "threshold", 0.5, "least Jaccard `T` of near duplicates that will be asked for, over 0 to 1")
			f.BoolVar(&x.make.NoText, "no-text", false, "keep hashes of shingles instead of texts: nobody can read the articles, no template is told, and the index is larger")
			registerReading(f, x)
		}, a.buildIndex)
}

func (a *app) buildIndex(ctx context.Context, x *indexing, paths []string) error {
	ix, err := index.Create(ctx, x.place, x.make)
	if err != nil {
		return hintIndex(err)
	}
	return a.addTo(ctx, ix, x, paths)
}

func (a *app) indexAdd() *cobra.Command {
	return a.indexSub("add --index PLACE PATH...", "add articles to an index",
		`add adds articles. One that is in already, with the same text under the same id,
is left as it is: adding the same file again does no harm, also after an
interruption. An id that has another text is refused, or with --replace the new
text takes the place of the old one.

Nothing is compared: dupes gate --add adds only what may go in.`,
		`  dupes index add --index seen today.jsonl.gz`,
		atLeast(1, readsPaths), func(f *pflag.FlagSet, x *indexing) {
			f.BoolVar(&x.replace, "replace", false, "let a new text take the place of the one that has its id")
			registerReading(f, x)
		}, func(ctx context.Context, x *indexing, paths []string) error {
			ix, err := a.openIndex(ctx, x.place, index.Write)
			if err != nil {
				return err
			}
			return a.addTo(ctx, ix, x, paths)
		})
}

// addTo adds the articles of paths and closes the index.
func (a *app) addTo(ctx context.Context, ix *index.Index, x *indexing, paths []string) (err error) {
	defer func() { err = errors.Join(err, ix.Close()) }()
	if len(paths) == 0 {
		return nil
	}
	bar := a.newProgress(x.quiet)
	defer bar.end()
	in := index.Input{Paths: paths, Stdin: a.stdin, Corpus: x.corpus, Jobs: jobs(x.jobs)}
	if slices.Contains(paths, "-") {
		in.Stdin = until(ctx, a.stdin)
	}
	sum, err := ix.AddAll(ctx, in, x.replace, bar.decided)
	bar.end()
	if err != nil {
		return hintIndex(err)
	}
	if !x.quiet {
		a.say("%s read: %d added, %d replaced, %d in already, %d refused", report.Count(sum.Read, "article"), sum.Added, sum.Replaced, sum.Already, len(sum.Refused))
	}
	return a.refused(sum.Refused, x.quiet)
}

func (a *app) indexRemove() *cobra.Command {
	return a.indexSub("remove --index PLACE ID...|-", "take articles out of an index",
		`remove takes out the articles with these ids; - reads ids from standard input,
one a line. Ids that are not in are named, and the exit code is 2 then; the
others are taken out all the same.`,
		`  dupes index remove --index seen daily/ferry.txt`,
		atLeast(1, "name ids, or - to read them from standard input"), nil, a.removeFromIndex)
}

func (a *app) removeFromIndex(ctx context.Context, x *indexing, ids []string) (err error) {
	if len(ids) == 1 && ids[0] == "-" {
		if ids, err = readIDs(until(ctx, a.stdin)); err != nil {
			return err
		}
	}
	ix, err := a.openIndex(ctx, x.place, index.Write)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ix.Close()) }()
	missing, err := ix.Remove(ctx, ids)
	if err != nil {
		return hintIndex(err)
	}
	for _, id := range missing {
		a.say("no article %q in the index", id)
	}
	if len(missing) > 0 {
		return errRefused
	}
	return nil
}

func readIDs(r io.Reader) ([]string, error) {
	var ids []string
	s := bufio.NewScanner(r)
	for s.Scan() {
		if s.Text() != "" {
			ids = append(ids, s.Text())
		}
	}
	return ids, s.Err()
}

func (a *app) indexQuery() *cobra.Command {
	return a.indexSub("query --index PLACE PATH...", "find what articles have in common with an index",
		`query lists for every article of PATH those of the index that it stands in a
relation to, the strongest first, verified exactly. Relations are those of dupes
scan that rest on wording. The index is not changed.`,
		`  dupes index query --index seen story.txt
  dupes index query --index seen today.jsonl --format jsonl -o relations.jsonl`,
		atLeast(1, readsPaths), func(f *pflag.FlagSet, x *indexing) {
			f.Float64Var(&x.minJ, "threshold", 0, "Jaccard `T` of near duplicates (default that of the index, no less)")
			registerReading(f, x)
			x.output.register(f, report.GateFormats)
		}, a.queryIndex)
}

func (a *app) queryIndex(ctx context.Context, x *indexing, paths []string) error {
	opt := x.output.options(a.stdout)
	if err := cmp.Or(x.output.check(), opt.Check()); err != nil {
		return err
	}
	in := index.Input{Paths: paths, Stdin: a.stdin, Corpus: x.corpus, Jobs: jobs(x.jobs)}
	if slices.Contains(paths, "-") {
		in.Stdin = until(ctx, a.stdin)
	}
	var refused []corpus.Refused
	err := a.printIndex(ctx, x, func(ix *index.Index, out io.Writer) (err error) {
		if err := ix.Header.Serves(index.Options{Threshold: x.minJ}); err != nil {
			return fmt.Errorf("%q: %w", ix.Place(), err)
		}
		w := report.NewRelativesWriter(out, opt)
		if refused, err = ix.QueryAll(ctx, in, x.minJ, w.Answered); err != nil {
			return err
		}
		return w.End(refused)
	})
	if err != nil {
		return err
	}
	return a.refused(refused, x.quiet)
}

// printIndex opens an index for reading and writes what print makes of it, to
// a file whole or not at all.
func (a *app) printIndex(ctx context.Context, x *indexing, print func(*index.Index, io.Writer) error) (err error) {
	out, err := a.create(x.output.path)
	if err != nil {
		return err
	}
	defer out.discard()
	ix, err := a.openIndex(ctx, x.place, index.Read)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ix.Close()) }()
	if err := print(ix, stopping{ctx, out}); err != nil {
		return err
	}
	return out.commit()
}

func (a *app) indexStats() *cobra.Command {
	return a.indexSub("stats --index PLACE", "print what an index holds and what it was made with",
		`stats prints the number of articles, the size, and what the index was made with.
It names gates that were interrupted: run them again on the same input.`,
		`  dupes index stats --index seen`,
		cobra.NoArgs, func(f *pflag.FlagSet, x *indexing) { x.output.register(f, report.GateFormats) },
		func(ctx context.Context, x *indexing, _ []string) error {
			opt := x.output.options(a.stdout)
			if err := cmp.Or(x.output.check(), opt.Check()); err != nil {
				return err
			}
			return a.printIndex(ctx, x, func(ix *index.Index, out io.Writer) error {
				s, err := ix.Stats(ctx)
				if err != nil {
					return err
				}
				return report.WriteIndexStats(out, s, opt)
			})
		})
}

func (a *app) indexCheck() *cobra.Command {
	return a.indexSub("check --index PLACE", "read an index whole and name what is damaged",
		`check reads all of an index, verifies the checksums, and that articles, ids and
postings belong together. It names what does not, and the exit code is 2 then.
It reads only.`,
		`  dupes index check --index seen`,
		cobra.NoArgs, nil, func(ctx context.Context, x *indexing, _ []string) (err error) {
			ix, err := a.openIndex(ctx, x.place, index.Read)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, ix.Close()) }()
			damages := 0
			n, err := ix.Check(ctx, func(part string, err error) {
				damages++
				a.say("%s: %v", report.Clean(part), err)
			})
			if err != nil {
				return err
			}
			if damages > 0 {
				a.say("%s in an index of %s", report.Count(damages, "damaged part"), report.Count(int(n), "article"))
				return errRefused
			}
			fmt.Fprintf(a.stdout, "%d articles, no damage\n", n)
			return nil
		})
}

func (a *app) indexExport() *cobra.Command {
	return a.indexSub("export --index PLACE", "print the articles of an index as JSON lines",
		`export prints the articles in the order in which they were added, as objects that
dupes index build reads back: id, title, outlet, date, address and text, which is
what an index keeps of an article. Of one without texts it prints all but these.`,
		`  dupes index export --index seen -o seen.jsonl`,
		cobra.NoArgs, func(f *pflag.FlagSet, x *indexing) {
			f.StringVarP(&x.output.path, "output", "o", "", "`file` to write instead of standard output, whole or not at all")
		}, func(ctx context.Context, x *indexing, _ []string) error {
			return a.printIndex(ctx, x, func(ix *index.Index, out io.Writer) error { return exportTo(ctx, ix, out) })
		})
}

func exportTo(ctx context.Context, ix *index.Index, out io.Writer) error {
	w := bufio.NewWriterSize(out, 1<<20)
	for k, err := range ix.Articles(ctx) {
		if err != nil {
			return err
		}
		line, err := objectOf(&k.Article)
		if err != nil {
			return err
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	return w.Flush()
}

func (a *app) indexCompact() *cobra.Command {
	return a.indexSub("compact --index PLACE", "make an index as small and as fast as it can be",
		`compact merges all postings into one run and takes out those of articles that
were removed. Commands that add do as much by themselves as is worth it.`,
		`  dupes index compact --index seen`,
		cobra.NoArgs, nil, func(ctx context.Context, x *indexing, _ []string) (err error) {
			ix, err := a.openIndex(ctx, x.place, index.Write)
			if err != nil {
				return err
			}
			return errors.Join(hintIndex(ix.Compact(ctx)), ix.Close())
		})
}

func (a *app) indexSettle() *cobra.Command {
	return a.indexSub("settle --index PLACE", "forget gates that were interrupted",
		`settle takes what interrupted gates have added for good: a gate on the same input
then finds these articles in the index, and rejects them. It is for gates whose
input is not there any more; what they had not written is lost.`,
		`  dupes index settle --index seen`,
		cobra.NoArgs, nil, func(ctx context.Context, x *indexing, _ []string) (err error) {
			ix, err := a.openIndex(ctx, x.place, index.Write)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, ix.Close()) }()
			n, err := ix.Settle(ctx)
			if err == nil {
				a.say("%s settled", report.Count(n, "article"))
			}
			return err
		})
}

// openIndex opens an index and says how to make one where there is none.
func (a *app) openIndex(ctx context.Context, place string, mode index.Mode) (*index.Index, error) {
	ix, err := index.Open(ctx, place, mode)
	return ix, hintIndex(err)
}

func hintIndex(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, index.ErrNoIndex):
		return hinted{err, "dupes index build makes one."}
	case errors.Is(err, index.ErrExists):
		return hinted{err, "dupes index add adds to it."}
	case errors.Is(err, index.ErrInUse):
		return hinted{err, "one process writes to a folder at a time, and nobody reads meanwhile; wait for it, or keep the index in PostgreSQL."}
	case errors.Is(err, os.ErrPermission), errors.Is(err, syscall.EROFS):
		return hinted{err, "to write to an index its folder must be writable."}
	case errors.Is(err, syscall.ENOSPC):
		return hinted{err, "make room and run it again: the index is whole, and what was being added is in it or not at all."}
	}
	return err
}
