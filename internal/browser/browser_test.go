// Package browser tests the pages of dupes diff in Chromium. It is a module of
// its own, so that the program needs neither a browser nor what drives one. It
// reads the golden pages of internal/report and what the program itself
// prints, so no package of the main module is imported.
package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// patience ends a test that hangs; no test depends on how long a step takes.
const patience = 2 * time.Minute

// browser is what the tests share: one process, a tab for each test.
var browser = sync.OnceValues(start)

func start() (context.Context, error) {
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		return nil, fmt.Errorf("no Chromium in PATH: apt-get install chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox) // Chromium refuses to run as root with one
	}
	parent, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(parent)
	return ctx, chromedp.Do(ctx)
}

func TestMain(m *testing.M) {
	code := m.Run()
	if ctx, err := browser(); err == nil {
		chromedp.Cancel(ctx)
	}
	os.Exit(code)
}

// tab is a page that a test works on.
type tab struct {
	testing.TB
	ctx  context.Context
	mu   sync.Mutex
	logs []string // what the console says, and requests that leave the page
}

func newTab(t testing.TB) *tab {
	t.Helper()
	parent, err := browser()
	if err != nil {
		t.Skip(err)
	}
	ctx, cancel := chromedp.NewContext(parent)
	ctx, stop := context.WithTimeout(ctx, patience)
	t.Cleanup(func() { stop(); cancel() })
	p := &tab{TB: t, ctx: ctx}
	p.check(chromedp.Listen(ctx, p.listen))
	call(p, log.Enable, cdp.Empty{})
	call(p, network.Enable, network.EnableParams{})
	p.viewport(1280, 800)
	return p
}

// open shows a page in a tab and fails the test where the page complains or
// asks for anything but itself.
func open(t testing.TB, address string) *tab {
	t.Helper()
	p := newTab(t)
	p.visit(address)
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if len(p.logs) > 0 {
			t.Errorf("the page says:\n%s", strings.Join(p.logs, "\n"))
		}
	})
	return p
}

func (p *tab) listen(event any) {
	said := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		said = "exception: " + e.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		said = "console: " + string(e.Type)
	case *log.EventEntryAdded:
		said = "log: " + e.Entry.Text
	case *network.EventRequestWillBeSent:
		if e.Type != network.ResourceTypeDocument || !strings.HasPrefix(e.Request.URL, "file://") {
			said = "request: " + e.Request.URL
		}
	}
	if said != "" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.logs = append(p.logs, said)
	}
}

func (p *tab) check(err error) {
	p.Helper()
	if err != nil {
		p.Fatal(err)
	}
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	p.check(chromedp.Do(p.ctx, steps...))
}

func call[P, R any](p *tab, c cdp.Command[P, R], params P) R {
	p.Helper()
	r, err := chromedp.Call(p.ctx, c, params)
	p.check(err)
	return r
}

// eval is the value of a JavaScript expression, two frames later: by then the
// page has drawn what came before.
func eval[T any](p *tab, expression string) T {
	p.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](
		"new Promise(f => requestAnimationFrame(() => requestAnimationFrame(() => f("+expression+"))))", chromedp.EvalAwaitPromise))
	p.check(err)
	return v
}

// want compares the value of an expression.
func want[T comparable](p *tab, expression string, value T) {
	p.Helper()
	if got := eval[T](p, expression); got != value {
		p.Errorf("%s = %v, want %v", expression, got, value)
	}
}

func (p *tab) visit(address string) {
	p.Helper()
	p.do(chromedp.Navigate(address))
}

func (p *tab) viewport(width, height int64) {
	p.Helper()
	p.do(chromedp.EmulateViewport(width, height))
}

func (p *tab) click(selector string) {
	p.Helper()
	p.do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// press types keys, one after the other.
func (p *tab) press(keys ...string) {
	p.Helper()
	for _, key := range keys {
		p.do(chromedp.KeyEvent(key))
	}
}

// golden is the address of a page in the testdata of internal/report, with the
// style and the script that it has in real pages. A fragment may follow name.
func golden(t testing.TB, name string) string {
	t.Helper()
	name, fragment, _ := strings.Cut(name, "#")
	report := filepath.Join("..", "page")
	page := read(t, filepath.Join(report, "testdata", name))
	for _, part := range []struct{ mark, ending string }{{"(style)", "css"}, {"(script)", "js"}} {
		real := read(t, filepath.Join(report, "html", "page."+part.ending)) + read(t, filepath.Join(report, "html", "pair."+part.ending))
		page = strings.Replace(page, part.mark, real, 1)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	return address(t, path) + "#" + fragment
}

func read(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func address(t testing.TB, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return "file://" + filepath.ToSlash(path)
}
