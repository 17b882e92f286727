package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/gate"
	"github.com/dupes-news/dupes/internal/index"
	"github.com/dupes-news/dupes/internal/page"
	"github.com/dupes-news/dupes/internal/pairs"
	"github.com/dupes-news/dupes/internal/report"
	"github.com/dupes-news/dupes/internal/review"
	"github.com/dupes-news/dupes/internal/scan"
)

// roomOf opens what is to be looked at. What it opens is the caller's to close.
func (a *app) roomOf(ctx context.Context, s *serving, paths []string, cfg *review.Config, open *[]io.Closer) (*review.Room, error) {
	if s.gate.index != "" {
		return a.roomOfIndex(ctx, s, cfg, open)
	}
	is, err := report.IsReport(paths[0])
	if err != nil {
		return nil, err
	}
	var r *page.Report
	if is {
		r, err = a.reportRoom(ctx, s, paths, open)
	} else {
		r, err = a.scanRoom(ctx, s, paths, open)
	}
	if err != nil {
		return nil, err
	}
	return &review.Room{Ready: true, Report: func(context.Context, func(int)) (*page.Report, error) { return r, nil }}, nil
}

// scanRoom scans paths and keeps the result open.
func (a *app) scanRoom(ctx context.Context, s *serving, paths []string, open *[]io.Closer) (*page.Report, error) {
	res, err := a.run(ctx, s.settings, paths)
	if err != nil {
		return nil, err
	}
	*open = append(*open, closing(res.Close))
	a.refused(res.Refused, s.quiet) // the page lists them all
	if res.Articles == 0 {
		return nil, hinted{errors.New("there is no article to show"), "serve takes what dupes scan reads, and reports that dupes scan --format json has written."}
	}
	return page.New(ctx, res, page.Config{Texts: res, Subject: subject(paths, res), Facts: a.runFacts(paths)})
}

// reportRoom reads a report, and the articles that it names where paths hold
// them.
func (a *app) reportRoom(ctx context.Context, s *serving, paths []string, open *[]io.Closer) (*page.Report, error) {
	f, err := os.Open(paths[0])
	if err != nil {
		return nil, err
	}
	defer f.Close()
	res, err := report.Read(f, paths[0])
	if err != nil {
		return nil, err
	}
	cfg := page.Config{Subject: subject(paths[:1], res), Facts: a.runFacts(paths)}
	if len(paths) > 1 {
		want, err := named(res)
		if err != nil {
			return nil, err
		}
		shelf, err := pairs.Shelve(ctx, pairs.Input{
			Paths: paths[1:], Corpus: s.corpus, Jobs: s.scan.Jobs, Least: res.Config.Shingle, TempDir: s.scan.TempDir,
		}, want)
		if err != nil {
			return nil, err
		}
		*open = append(*open, closing(shelf.Close))
		a.refused(shelf.Refused(), s.quiet)
		cfg.Texts = shelf
	}
	return page.New(ctx, res, cfg)
}

// named are the ids of all articles in pairs and clusters.
func named(res *scan.Result) (map[string]bool, error) {
	ids := map[string]bool{}
	for p, err := range res.Pairs {
		if err != nil {
			return nil, err
		}
		ids[p.A.ID], ids[p.B.ID] = true, true
	}
	for c, err := range res.Clusters {
		if err != nil {
			return nil, err
		}
		ids[c.Representative.ID] = true
		for _, m := range c.Members {
			ids[m.ID] = true
		}
	}
	return ids, nil
}

// roomOfIndex opens an index for the API, and shows its articles to whoever
// asks for the page.
func (a *app) roomOfIndex(ctx context.Context, s *serving, cfg *review.Config, open *[]io.Closer) (*review.Room, error) {
	g := &s.gate
	g.add, g.outlets, g.jobs, g.corpus, g.tempDir = !s.readOnly, s.outlets, s.scan.Jobs, s.corpus, s.scan.TempDir
	options, err := a.gateOptions(ctx, g)
	if err != nil {
		return nil, err
	}
	*open = append(*open, options.Index)
	if cfg.Service, err = gate.NewService(options); err != nil {
		return nil, err
	}
	cfg.Index, cfg.Jobs = options.Index, options.Jobs
	if s.reviewFile() != "" && !options.Index.Header.Text {
		return nil, fmt.Errorf("--review: %w", errNoTexts)
	}
	set := s.scan
	set.Outlets, set.Shingle, set.MinRun = options.Outlets, options.Index.Header.Shingle, options.Index.Header.MinRun
	room := &indexRoom{index: options.Index, set: set, app: a}
	*open = append(*open, room)
	return &review.Room{Report: room.report}, nil
}

// indexRoom makes a report of the articles of an index.
type indexRoom struct {
	index *index.Index
	set   scan.Config
	app   *app
	res   *scan.Result // nil before it was made
}

const errNoTexts = review.Unshowable("the index holds no texts: it was built with --no-text")

func (d *indexRoom) report(ctx context.Context, progress func(done int)) (*page.Report, error) {
	if !d.index.Header.Text {
		return nil, errNoTexts
	}
	from, to := io.Pipe()
	var exporting sync.WaitGroup
	exporting.Go(func() { to.CloseWithError(exportTo(ctx, d.index, to)) })
	defer exporting.Wait() // as the index may be closed next
	defer from.Close()
	// Articles are told by the fields that export writes, whatever options say.
	in := scan.Input{
		Paths: []string{"-"}, Stdin: from, Corpus: corpus.Config{MaxArticle: maxOfIndex},
		Progress: func(p scan.Progress) { progress(p.Articles) },
	}
	res, err := scan.Run(ctx, in, d.set)
	if err != nil {
		return nil, err
	}
	d.Close() // that of a report that failed afterwards
	d.res = res
	name := "index " + d.index.Place()
	return page.New(ctx, res, page.Config{Texts: res, Subject: subject([]string{name}, res), Facts: d.app.runFacts([]string{name})})
}

// Close ends what the page reads from.
func (d *indexRoom) Close() error {
	if d.res != nil {
		d.res.Close()
	}
	return nil
}

// maxOfIndex is more than an article of an index can have: what was let in is
// not refused here.
const maxOfIndex = 1 << 30

// closing makes a Closer of a function that cannot fail.
type closing func()

func (c closing) Close() error {
	c()
	return nil
}
