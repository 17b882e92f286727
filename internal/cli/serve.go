package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/user"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dupes-news/dupes/internal/report"
	"github.com/dupes-news/dupes/internal/review"
	"github.com/dupes-news/dupes/internal/verdict"
)

// serving is what the serve command can be told.
type serving struct {
	settings
	gate      gating
	listen    string
	tokenFile string
	readOnly  bool
	reviewer  string
	verdicts  string // path of the review file
	maxBody   int64
	articles  int
	requests  int
}

func (a *app) serveCommand() *cobra.Command {
	var s serving
	cmd := &cobra.Command{
		Use:   "serve PATH... | REPORT [PATH...] | --index PLACE",
		Short: "review what was found in a browser; answer what may go into an index",
		Long: `serve scans articles and shows a page of what it found, on which people say what
they think of it: duplicate, not a duplicate, keep this one, same source, a note.
Verdicts go to the end of the --review file, each before the page hears that it
was taken; dupes review export makes labels or decisions of them.

REPORT is what dupes scan --format json or jsonl has written. Its articles are
set side by side where PATH holds them.

With --index it keeps an index open and answers over HTTP, in JSON: whether
articles may go in (POST /v1/check), the same and add what is accepted, durably
when it answers (POST /v1/articles), take one out (DELETE /v1/articles/ID), what
one has to do with others (GET /v1/articles/ID/relations), and figures (GET
/v1/stats, /metrics for Prometheus, /healthz). GET /v1/openapi.json describes all
of it. Articles are decided about by the same policy as by dupes gate, as they
come; a budget of the policy does not count here. The page is then of the
articles in the index, which are read when somebody first opens it; it takes
verdicts where --review names a file for them.

It listens on this machine only, unless --listen names another address; then
--token-file must name a file whose first line every client sends, as
"Authorization: Bearer TOKEN", and every browser once. The file must be one that
other users cannot read. There is no TLS: put a proxy before it that has.

One process writes to an index in a folder, and to a review file, at a time.
--read-only changes neither, and lets others read the index too.

What comes over the limits is refused: 413 for too long a request, 429 for too
many at once. On Ctrl-C or SIGTERM it takes no more requests, and finishes what
is at work, up to 10 s.

Exit codes: 0 stopped by a signal; 130 by one that came before it could answer; 2
wrong use, or an input, the index or the review file could not be opened, or
requests were still at work 10 s after the signal.`,
		Example: `  dupes serve articles/ --reviewer eva
  dupes serve report.json articles/ --review desk.review
  dupes serve --index postgres://db.example/news --listen :7311 --token-file token
  curl -d '{"id":"1","text":"..."}' -H content-type:application/json localhost:7311/v1/check`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if err := cmp.Or(s.check(paths), s.checkFlags(cmd.Flags())); err != nil {
				return usageError{err, cmd, ""}
			}
			return a.serve(cmd.Context(), &s, paths)
		},
	}
	s.register(cmd.Flags())
	complete(cmd)
	return cmd
}

func (s *serving) register(f *pflag.FlagSet) {
	s.maxBody = review.DefaultBody
	f.SortFlags = false
	f.StringVar(&s.listen, "listen", "127.0.0.1:7311", "`address` and port; port 0 is any that is free")
	f.StringVar(&s.tokenFile, "token-file", "", "`file` of the token that clients must send")
	f.StringVar(&s.reviewer, "reviewer", "", "`name` under which verdicts are kept (default that of the user)")
	f.StringVar(&s.verdicts, "review", "", "`file` of verdicts, made where there is none (default dupes.review; with --index none)")
	f.BoolVar(&s.readOnly, "read-only", false, "take no verdicts; add and remove nothing")
	f.StringVar(&s.gate.index, "index", "", "`place` of an index: a folder, or postgres://...")
	f.StringVar(&s.gate.policyFile, "policy", "", "with --index, `file` of rules, YAML; docs/gate.md")
	all := pflag.NewFlagSet("", pflag.ContinueOnError)
	s.gate.overrides.register(all)
	for _, name := range []string{"near-duplicate", "contained", "copied", "min-words", "only-from"} {
		f.AddFlag(all.Lookup(name)) // those that stand for a whole input make no sense here
	}
	f.Var((*size)(&s.maxBody), "max-body", "`size` over which a request is refused")
	f.IntVar(&s.articles, "max-articles", review.DefaultArticles, "`N` articles of a request at most")
	f.IntVar(&s.requests, "max-requests", 0, "`N` requests at work or waiting at most (default 4 a job and 64)")
	s.settings.register(f)
}

func (s *serving) check(paths []string) error {
	switch {
	case s.gate.index == "" && len(paths) == 0:
		return errors.New("name articles to scan, a report, or an index with --index")
	case s.gate.index != "" && len(paths) > 0:
		return errors.New("--index shows the articles of the index: leave the paths out")
	case slices.Contains(paths, "-"):
		return errors.New("serve reads files and folders: put standard input into one")
	case s.articles < 1:
		return fmt.Errorf("--max-articles %d: want 1 or more", s.articles)
	case s.requests < 0:
		return fmt.Errorf("--max-requests %d: want 0 or more", s.requests)
	case s.gate.index == "" && s.gate.policyFile != "":
		return errors.New("--policy decides what may go into an index: name it with --index")
	}
	return s.settings.check()
}

// checkFlags refuses with an index what the index has decided when it was made,
// and a rule of scans that a gate has too and means something else by.
func (s *serving) checkFlags(f *pflag.FlagSet) error {
	for _, name := range []string{"shingle", "min-run", "keep"} {
		if s.gate.index != "" && f.Changed(name) {
			return fmt.Errorf("--%s is for articles that are scanned: leave it out with --index", name)
		}
	}
	return nil
}

func (a *app) serve(ctx context.Context, s *serving, paths []string) (err error) {
	addr, token, err := s.address()
	if err != nil {
		return err
	}
	l, err := net.ListenTCP("tcp", addr) // before the work, so that a port in use costs nothing
	if err != nil {
		return hinted{err, "is another dupes serve running? --listen names another address or port."}
	}
	defer l.Close()
	cfg := review.Config{
		Corpus: s.corpus, Jobs: jobs(s.scan.Jobs), ReadOnly: s.readOnly, Token: token, Loopback: addr.IP.IsLoopback(),
		Limits: review.Limits{Body: s.maxBody, Articles: s.articles, Requests: s.requests},
		Log:    slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	}
	listening := false
	defer func() {
		if listening && err != nil { // what went wrong after the signal is no interruption
			a.say("%v", err)
			err = errRefused
		}
	}()
	var open []io.Closer // by the handlers, so that they stay open where requests are still at work
	defer func() {
		for _, c := range slices.Backward(open) {
			if !errors.Is(err, review.ErrUnfinished) {
				err = errors.Join(err, c.Close())
			}
		}
	}()
	// A review file that is there is opened before the work too. One that is not
	// is made after it, so that a wrong path leaves none.
	s.verdicts = s.reviewFile()
	var j *verdict.Journal
	if _, err := os.Stat(s.verdicts); err == nil {
		if j, err = a.openVerdicts(s, &open); err != nil {
			return err
		}
	}
	if cfg.Room, err = a.roomOf(ctx, s, paths, &cfg, &open); err != nil {
		return err
	}
	if j == nil && s.verdicts != "" {
		if j, err = a.openVerdicts(s, &open); err != nil {
			return err
		}
	}
	cfg.Room.Verdicts = j
	err = review.Serve(ctx, l, cfg, func() {
		listening = true
		if !s.quiet {
			a.say("listening on http://%s", l.Addr())
			a.sayVerdicts(ctx, s, cfg.Room)
		}
	})
	if listening && j != nil && !s.quiet {
		a.sayJudged(s, j)
	}
	return err
}

// sayVerdicts says where verdicts go, and if those that are there are about
// other articles: then it may be the wrong file.
func (a *app) sayVerdicts(ctx context.Context, s *serving, d *review.Room) {
	if d.Verdicts == nil {
		return
	}
	file := report.Clean(s.verdicts)
	a.say("verdicts of %s go to %s", report.Clean(s.reviewerName()), file)
	state := d.Verdicts.State()
	if !d.Ready || len(state) == 0 {
		return
	}
	r, err := d.Report(ctx, nil) // it is made already
	if err != nil {
		return
	}
	for p := range state {
		if r.Lists(p.A, p.B) {
			return
		}
	}
	a.say("%s: it judges other articles than these (%s): is it the right file?", file, report.Count(len(state), "pair"))
}

// sayJudged says what there is when a server ends, and what to do with it.
func (a *app) sayJudged(s *serving, j *verdict.Journal) {
	if n := len(j.State()); n > 0 {
		a.say("%s in %s; dupes review export makes labels or decisions of them", report.Count(n, "judged pair"), report.Clean(s.verdicts))
	}
}

// address is where to listen, and the token that is needed there.
func (s *serving) address() (addr *net.TCPAddr, token string, err error) {
	if addr, err = net.ResolveTCPAddr("tcp", s.listen); err != nil {
		return nil, "", fmt.Errorf("--listen %q: %w", s.listen, err)
	}
	if s.tokenFile != "" {
		if token, err = review.ReadToken(s.tokenFile); err != nil {
			return nil, "", hinted{fmt.Errorf("--token-file: %w", err), "(umask 077; openssl rand -hex 32 >FILE) makes one."}
		}
	} else if !addr.IP.IsLoopback() {
		err := fmt.Errorf("--listen %q: other machines can reach that, and there is no token", s.listen)
		return nil, "", hinted{err, "name a file with --token-file, or listen on 127.0.0.1."}
	}
	return addr, token, nil
}

// reviewFile is where verdicts go, empty where none are taken. Who serves an
// index to programs does not look for a new file in the working folder.
func (s *serving) reviewFile() string {
	switch {
	case s.readOnly:
		return ""
	case s.gate.index != "":
		return s.verdicts
	}
	return cmp.Or(s.verdicts, "dupes.review") // no name that a scan of the folder reads
}

// openVerdicts opens the review file, which is the caller's to close.
func (a *app) openVerdicts(s *serving, open *[]io.Closer) (*verdict.Journal, error) {
	j, err := verdict.Open(s.verdicts, s.reviewerName())
	if err != nil {
		return nil, hinted{err, "--review names another file; --read-only takes no verdicts."}
	}
	*open = append(*open, j)
	if torn := j.Repaired(); torn != "" {
		a.say("%s: cut off an unfinished last line: %s", report.Clean(s.verdicts), report.Clean(torn[:min(len(torn), 200)]))
	}
	return j, nil
}

func (s *serving) reviewerName() string {
	if s.reviewer != "" {
		return s.reviewer
	}
	u, err := user.Current()
	if err != nil {
		return "reviewer"
	}
	return cmp.Or(u.Username, "reviewer")
}
