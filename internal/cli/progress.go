package cli

import (
	"fmt"
	"os"
	"sync/atomic"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"github.com/dupes-news/dupes/internal/scan"
)

// progress shows the stages of a scan on a terminal; nil shows nothing.
type progress struct {
	bars     *mpb.Progress
	bar      *mpb.Bar
	stage    string
	ended    bool
	articles atomic.Int64 // read by the goroutine that draws
}

// newProgress is nil where standard error is no terminal.
func (a *app) newProgress(quiet bool) *progress {
	f, ok := a.stderr.(*os.File)
	if quiet || !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return &progress{bars: mpb.New(mpb.WithOutput(f), mpb.WithAutoRefresh())}
}

func (p *progress) update(now scan.Progress) {
	if p == nil {
		return
	}
	p.articles.Store(int64(now.Articles))
	if now.Stage != p.stage {
		p.finish()
		p.stage, p.bar = now.Stage, p.start(now)
	}
	p.bar.SetTotal(now.Total, false)
	p.bar.SetCurrent(now.Done)
}

// start adds the bar of a stage: articles, amount, rate and time left.
func (p *progress) start(now scan.Progress) *mpb.Bar {
	amount, rate := decor.CountersNoUnit("%d of %d"), decor.AverageSpeed(0, "%.0f/s")
	if now.Stage == "read" {
		amount, rate = decor.CountersKiloByte("% .1f of % .1f"), decor.AverageSpeed(decor.SizeB1000(0), "% .1f")
	}
	return p.bars.AddBar(now.Total, mpb.BarRemoveOnComplete(),
		mpb.PrependDecorators(
			decor.Name(now.Stage+" "),
			decor.Any(func(decor.Statistics) string { return fmt.Sprintf("%d articles ", p.articles.Load()) }),
			amount,
		),
		mpb.AppendDecorators(rate, decor.Name(" "), decor.AverageETA(decor.ET_STYLE_GO), decor.Name(" left")),
	)
}

// decided shows how many articles are done, of an unknown number.
func (p *progress) decided(done int) {
	if p == nil || done%64 != 0 {
		return
	}
	p.articles.Store(int64(done))
	if p.bar == nil {
		p.bar = p.bars.AddSpinner(0, mpb.BarRemoveOnComplete(), mpb.PrependDecorators(
			decor.Any(func(decor.Statistics) string { return fmt.Sprintf("%d articles ", p.articles.Load()) }),
		), mpb.AppendDecorators(decor.AverageSpeed(0, "%.0f/s")))
	}
	p.bar.SetCurrent(int64(done))
}

func (p *progress) finish() {
	if p.bar != nil {
		p.bar.Abort(true)
	}
}

// end takes the bar off the terminal.
func (p *progress) end() {
	if p != nil && !p.ended {
		p.ended = true
		p.finish()
		p.bars.Wait()
	}
}
