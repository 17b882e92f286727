package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dupes-news/dupes/internal/gate"
	"github.com/dupes-news/dupes/internal/review"
)

// serving is what the serve command can be told.
type serving struct {
	gating
	listen    string
	tokenFile string
	readOnly  bool
	maxBody   int64
	articles  int
	requests  int
}

func (a *app) serveCommand() *cobra.Command {
	var s serving
	cmd := &cobra.Command{
		Use:   "serve --index PLACE",
		Short: "answer over HTTP what may go into an index",
		Long: `serve keeps an index open and answers over HTTP, in JSON: whether articles may go
in (POST /v1/check), the same and add what is accepted, durably when it answers
(POST /v1/articles), take one out (DELETE /v1/articles/ID), what one has to do
with others (GET /v1/articles/ID/relations), and figures (GET /v1/stats,
/metrics for Prometheus, /healthz). GET /v1/openapi.json describes all of it.
Articles are decided about by the same policy as by dupes gate, as they come;
a budget of the policy does not count here.

It listens on this machine only, unless --listen names another address; then
--token-file must name a file whose first line every client sends, as
"Authorization: Bearer TOKEN". The file must be one that other users cannot
read. There is no TLS: put a proxy before it that has.

One process writes to a folder at a time: while this one runs, dupes index add
cannot. --read-only lets others read it too.

What comes over the limits is refused: 413 for too long a request, 429 for too
many at once. On Ctrl-C or SIGTERM it takes no more requests, and finishes what
is at work, up to 10 s.

Exit codes: 0 stopped by a signal; 2 wrong use, or the index could not be
opened, or requests were still at work 10 s after the signal.`,
		Example: `  dupes serve --index seen
  dupes serve --index postgres://db.example/news --listen :7311 --token-file token
  curl -d '{"id":"1","text":"..."}' -H content-type:application/json localhost:7311/v1/check`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := s.check(); err != nil {
				return usageError{err, cmd, ""}
			}
			return a.serve(cmd.Context(), &s)
		},
	}
	s.register(cmd.Flags())
	return cmd
}

func (s *serving) register(f *pflag.FlagSet) {
	s.maxBody = review.DefaultBody
	f.SortFlags = false
	f.StringVar(&s.index, "index", "", "`place` of the index: a folder, or postgres://...")
	f.StringVar(&s.listen, "listen", "127.0.0.1:7311", "`address` and port; port 0 is any that is free")
	f.StringVar(&s.tokenFile, "token-file", "", "`file` of the token that clients must send")
	f.BoolVar(&s.readOnly, "read-only", false, "add and remove nothing")
	f.StringVar(&s.policyFile, "policy", "", "`file` of rules, YAML; docs/gate.md")
	all := pflag.NewFlagSet("", pflag.ContinueOnError)
	s.overrides.register(all)
	for _, name := range []string{"near-duplicate", "contained", "copied", "min-words", "only-from"} {
		f.AddFlag(all.Lookup(name)) // those that stand for a whole input make no sense here
	}
	f.StringVar(&s.outlets, "outlets", "", "`file` of outlets beside those that are built in, YAML or JSON")
	f.IntVarP(&s.jobs, "jobs", "j", 0, "`N` requests that are worked on at once; 0 means one per processor")
	f.Var((*size)(&s.maxBody), "max-body", "`size` over which a request is refused")
	f.IntVar(&s.articles, "max-articles", review.DefaultArticles, "`N` articles of a request at most")
	f.IntVar(&s.requests, "max-requests", 0, "`N` requests at work or waiting at most (default 4 a job and 64)")
	registerCorpus(f, &s.corpus)
	f.BoolVarP(&s.quiet, "quiet", "q", false, "do not say on standard error where it listens")
}

func (s *serving) check() error {
	switch {
	case s.index == "":
		return errors.New("name the index with --index")
	case s.jobs < 0:
		return fmt.Errorf("--jobs %d: want 0 or more", s.jobs)
	case s.articles < 1:
		return fmt.Errorf("--max-articles %d: want 1 or more", s.articles)
	case s.requests < 0:
		return fmt.Errorf("--max-requests %d: want 0 or more", s.requests)
	}
	return nil
}

func (a *app) serve(ctx context.Context, s *serving) (err error) {
	addr, token, err := s.address()
	if err != nil {
		return err
	}
	s.add = !s.readOnly
	options, err := a.gateOptions(ctx, &s.gating)
	if err != nil {
		return err
	}
	defer func() {
		if !errors.Is(err, review.ErrUnfinished) {
			err = errors.Join(err, options.Index.Close())
		}
	}()
	service, err := gate.NewService(options)
	if err != nil {
		return err
	}
	l, err := net.ListenTCP("tcp", addr)
	if err != nil {
		return hinted{err, "--listen names another address or port."}
	}
	if !s.quiet {
		a.say("listening on http://%s", l.Addr())
	}
	return review.Serve(ctx, l, review.Config{
		Index: options.Index, Service: service, Corpus: s.corpus, Jobs: options.Jobs, ReadOnly: s.readOnly,
		Token: token, Loopback: addr.IP.IsLoopback(),
		Limits: review.Limits{Body: s.maxBody, Articles: s.articles, Requests: s.requests},
		Log:    slog.New(slog.NewTextHandler(a.stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
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
