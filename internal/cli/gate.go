package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/gate"
	"github.com/dupes-news/dupes/internal/index"
	"github.com/dupes-news/dupes/internal/report"
)

// gating is what the gate command can be told.
type gating struct {
	policyFile string
	overrides  overrides

	index    string
	add      bool
	baseline string
	explain  string
	dryRun   bool
	to       [gate.Reject + 1]string // files of accepted, flagged and rejected articles
	annotate bool
	summary  string

	shingle int
	minRun  int
	corpus  corpus.Config
	outlets string
	jobs    int
	tempDir string
	quiet   bool
}

func (a *app) gateCommand() *cobra.Command {
	var g gating
	var o output
	cmd := &cobra.Command{
		Use:   "gate PATH...",
		Short: "decide which articles may go in",
		Long: `gate decides of every article whether it may go in: it is accepted, rejected or
flagged for a person to look at. It is compared with the articles of an index
(--index), and with those before it in the same input that were accepted. The
decision names its reason, the article it rests on, and exact figures.

PATH is a file, a folder with all below it, or - for JSON lines on standard
input. --accepted, --rejected and --flagged write those articles as JSON lines:
each the line that was read, untouched, or with a field "dupes" by --annotate;
- is standard output, so that the gate stands in a pipe. Other inputs than
JSON become an object a line.

What is decided by is in a policy (--policy FILE, docs/gate.md); options go
before it. Without one, what has the same words, is a near duplicate (Jaccard
0.5), stands in one other article to 80 % or in all together to 50 % is
rejected, and what shares a tenth, a run of 12 words or a form is flagged.

Articles are decided about as they are read, and told in the same order: with
--keep first, the rule by default, the first decision is there before the input
ends, in bounded memory. The other rules prefer some articles of the input to
others, and so read all of it before the first decision; texts wait in a
temporary file, and an article takes 80 bytes of memory and its id.

--add adds to the index what is accepted, durably before it is written. If the
gate is interrupted, run it again on the same input: what it had added by then
is accepted again, and in the index once. Files are written whole or not at all.

accepted + rejected + flagged + refused = read, always.

Exit codes: 0 done; 1 the policy's budget is broken; 2 wrong use, or input that
could not be read (also when results were printed); 130 interrupted.`,
		Example: `  dupes gate new.jsonl --accepted good.jsonl --rejected bad.jsonl
  zcat new.jsonl.gz | dupes gate - --index seen --add --accepted - | ingest
  dupes gate articles/ --policy gate.yaml --explain daily/ferry.txt`,
		Args: atLeast(1, "name a file, a folder, or - for JSON lines on standard input"),
		RunE: func(cmd *cobra.Command, paths []string) error {
			opt := o.options(a.stdout)
			if err := errors.Join(g.check(o.path), cmp.Or(o.check(), opt.Check())); err != nil {
				return usageError{err, cmd, ""}
			}
			return a.gate(cmd.Context(), &g, paths, o.path, opt)
		},
	}
	g.register(cmd.Flags())
	o.register(cmd.Flags(), report.GateFormats)
	complete(cmd)
	return cmd
}

func (g *gating) register(f *pflag.FlagSet) {
	f.SortFlags = false
	f.StringVar(&g.policyFile, "policy", "", "`file` of rules, YAML; docs/gate.md")
	g.overrides.register(f)
	f.StringVar(&g.index, "index", "", "`place` of the index to compare with: a folder, or postgres://...")
	f.BoolVar(&g.add, "add", false, "add to the index what is accepted")
	f.StringVar(&g.to[gate.Accept], "accepted", "", "`file` for accepted articles, JSON lines; - is standard output")
	f.StringVar(&g.to[gate.Reject], "rejected", "", "`file` for rejected articles")
	f.StringVar(&g.to[gate.Flag], "flagged", "", "`file` for flagged articles")
	f.BoolVar(&g.annotate, "annotate", false, "add the decision to each article of these files, as a field dupes")
	f.StringVar(&g.summary, "summary", "", "`file` for the counts, a JSON object")
	f.StringVar(&g.baseline, "baseline", "", "`file` of decisions of an earlier gate (--format jsonl): only other duplicates break the budget, which is none at all if the policy sets none")
	f.StringVar(&g.explain, "explain", "", "show all that the rules say of the article with this `id`, and nothing else")
	f.BoolVar(&g.dryRun, "dry-run", false, "decide and report only: add nothing, write no article")
	f.IntVar(&g.shingle, "shingle", 0, "`words` per shingle (default 5, or that of the index)")
	f.IntVar(&g.minRun, "min-run", 0, "`words` of a shared run that is sure to be found (default 12, or that of the index)")
	f.IntVarP(&g.jobs, "jobs", "j", 0, "`N` goroutines; 0 means one per processor. The decisions are the same for any")
	f.StringVar(&g.outlets, "outlets", "", "`file` of outlets beside those that are built in, YAML or JSON")
	f.StringVar(&g.tempDir, "temp-dir", "", "`folder` for temporary files (default the system's)")
	registerCorpus(f, &g.corpus)
	f.BoolVarP(&g.quiet, "quiet", "q", false, "no progress, no summary and no list of refused inputs on standard error")
}

func (g *gating) check(reportTo string) error {
	if g.add && g.index == "" {
		return errors.New("--add: name an index with --index")
	}
	if g.dryRun && g.add {
		return errors.New("--dry-run adds nothing: leave --add out")
	}
	named := map[string]bool{}
	for _, to := range append(g.to[:], g.summary, reportTo) {
		if to != "" && named[filepath.Clean(to)] {
			return fmt.Errorf("%q holds one thing: name it once", to)
		}
		named[filepath.Clean(to)] = to != ""
	}
	if g.add && g.explain != "" {
		return errors.New("--explain adds nothing: leave --add out")
	}
	if g.jobs < 0 {
		return fmt.Errorf("--jobs %d: want 0 or more", g.jobs)
	}
	return nil
}

// gateOptions makes of what was asked for what the gate is told. The index, if
// any, is the caller's to close.
func (a *app) gateOptions(ctx context.Context, g *gating) (opt gate.Options, err error) {
	if opt.Policy, err = g.policy(); err != nil {
		return opt, err
	}
	if opt.Baseline, err = readBaseline(g.baseline); err != nil {
		return opt, err
	}
	s := settings{outlets: g.outlets}
	if err := s.readOutlets(ctx); err != nil {
		return opt, err
	}
	opt.Outlets, opt.Add, opt.TempDir, opt.Explain = s.scan.Outlets, g.add, g.tempDir, g.explain
	opt.Jobs = jobs(g.jobs)
	asked := index.Options{Shingle: g.shingle, MinRun: g.minRun}
	if g.index == "" {
		asked.Threshold = opt.Policy.Threshold()
		opt.Header, err = asked.Header()
		return opt, err
	}
	mode := index.Read
	if g.add {
		mode = index.Write
	}
	if opt.Index, err = a.openIndex(ctx, g.index, mode); err != nil {
		return opt, err
	}
	if err := opt.Index.Header.Serves(asked); err != nil {
		opt.Index.Close()
		return opt, fmt.Errorf("%q: %w", opt.Index.Place(), err)
	}
	return opt, nil
}

func readBaseline(path string) (gate.Baseline, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return gate.ReadBaseline(path, f)
}

func (a *app) gate(ctx context.Context, g *gating, paths []string, reportTo string, opt report.Options) (err error) {
	options, err := a.gateOptions(ctx, g)
	if err != nil {
		return err
	}
	if options.Index != nil {
		defer func() { err = errors.Join(err, options.Index.Close()) }()
	}
	sink, err := a.gateSink(g, reportTo, opt)
	if err != nil {
		return err
	}
	defer sink.discard()
	bar := a.newProgress(g.quiet || slices.Contains(g.to[:], "-"))
	defer bar.end()
	options.Progress, options.Runes = bar.decided, opt.Offsets == "runes"
	in := index.Input{Paths: paths, Stdin: a.stdin, Corpus: g.corpus, Jobs: options.Jobs}
	if slices.Contains(paths, "-") {
		in.Stdin = until(ctx, a.stdin)
	}
	s, err := gate.Run(ctx, in, options, sink)
	if err == nil {
		err = a.finish(ctx, g, sink, s, opt)
	}
	if g.add && errors.Is(err, syscall.EPIPE) {
		// Whoever reads has not got what is in the index by now: no way to end
		// quietly.
		err = errors.New("standard output was closed before the end; run the gate again on the same input, what is in the index is accepted again")
	}
	if g.add && errors.Is(err, syscall.ENOSPC) {
		err = hinted{err, "make room and run the gate again on the same input: what is in the index is accepted again."}
	}
	bar.end()
	if err != nil || s == nil {
		return err
	}
	return a.gateExit(g, sink, s)
}

// finish writes the report and the files, and then tells the index so.
func (a *app) finish(ctx context.Context, g *gating, sink *gateSink, s *gate.Summary, opt report.Options) error {
	if g.explain != "" {
		if s.Explained == nil {
			return fmt.Errorf("no article %q in the input, or it was refused", g.explain)
		}
		if err := report.WriteExplanation(sink.report, s.Explained, opt); err != nil {
			return err
		}
	}
	if err := sink.end(s); err != nil {
		return err
	}
	return s.End(ctx)
}

// gateExit says what is left to say, and how the command ends.
func (a *app) gateExit(g *gating, sink *gateSink, s *gate.Summary) error {
	if !g.quiet && (sink.rows == nil || !sink.table) {
		for _, line := range report.GateClosing(s) {
			a.say("%s", line)
		}
	}
	err := a.refused(s.Refusals, g.quiet)
	if len(s.Broken) > 0 {
		for _, b := range s.Broken {
			a.say("the policy is broken: %s", b)
		}
		return errPolicy
	}
	return err
}

// gateSink writes articles and the report.
type gateSink struct {
	articles [gate.Reject + 1]*articleFile
	annotate bool
	targets  []*target
	report   io.Writer         // what rows go to
	rows     report.GateWriter // nil where no report is asked for
	table    bool
	buffers  []*bufio.Writer
	summary  io.Writer
}

type articleFile struct{ w *bufio.Writer }

func (a *app) gateSink(g *gating, reportTo string, opt report.Options) (_ *gateSink, err error) {
	s := &gateSink{annotate: g.annotate, table: opt.Format == "table"}
	defer func() {
		if err != nil {
			s.discard()
		}
	}()
	taken := false
	for verdict, path := range g.to {
		taken = taken || path == "-"
		if path == "" || g.dryRun || g.explain != "" {
			continue
		}
		w, err := s.open(a, path)
		if err != nil {
			return nil, err
		}
		s.articles[verdict] = &articleFile{w}
	}
	if g.summary != "" {
		if s.summary, err = s.open(a, g.summary); err != nil {
			return nil, err
		}
	}
	if taken && reportTo == "" && !g.dryRun && g.explain == "" {
		return s, nil
	}
	w, err := s.open(a, reportTo)
	if err != nil {
		return nil, err
	}
	s.report = w
	if g.explain != "" {
		return s, nil
	}
	s.rows, err = report.NewGateWriter(w, opt)
	return s, err
}

func (s *gateSink) open(a *app, path string) (*bufio.Writer, error) {
	t, err := a.create(path)
	if err != nil {
		return nil, err
	}
	s.targets = append(s.targets, t)
	w := bufio.NewWriterSize(t, 64<<10)
	s.buffers = append(s.buffers, w)
	return w, nil
}

func (s *gateSink) Decided(d *gate.Decision, r corpus.Record) error {
	if f := s.articles[d.Verdict]; f != nil {
		line, err := articleLine(r, d, s.annotate)
		if err != nil {
			return err
		}
		if _, err := f.w.Write(line); err != nil {
			return err
		}
	}
	if s.rows == nil {
		return nil
	}
	return s.rows.Decided(d)
}

// Flush hands on what was decided: whoever reads standard output may have it.
func (s *gateSink) Flush() error {
	for _, w := range s.buffers {
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// end writes what comes last and puts the files in their places.
func (s *gateSink) end(sum *gate.Summary) error {
	if s.rows != nil {
		if err := s.rows.End(sum); err != nil {
			return err
		}
	}
	if s.summary != nil {
		if err := report.WriteGateSummary(s.summary, sum); err != nil {
			return err
		}
	}
	if err := s.Flush(); err != nil {
		return err
	}
	for _, t := range s.targets {
		if err := t.commit(); err != nil {
			return err
		}
	}
	return nil
}

func (s *gateSink) discard() {
	for _, t := range s.targets {
		t.discard()
	}
}
