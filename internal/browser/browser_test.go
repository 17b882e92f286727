// Package browser tests the pages of dupes diff, scan and serve in Chromium. It
// is a module of its own, so that the program needs neither a browser nor what
// drives one. It reads the golden pages of internal/page and what the program
// itself prints, so no package of the main module is imported.
package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
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
	ctx     context.Context
	mu      sync.Mutex
	origin  string         // of the page, such as http://127.0.0.1:7311; file:// for a file
	excused *regexp.Regexp // what the page may say
	logs    []string       // what the console says, and requests that leave the page
}

func newTab(t testing.TB, options ...chromedp.ContextOption) *tab {
	t.Helper()
	parent, err := browser()
	if err != nil {
		t.Skip(err)
	}
	ctx, cancel := chromedp.NewContext(parent, options...)
	ctx, stop := context.WithTimeout(ctx, patience)
	t.Cleanup(func() { stop(); cancel() })
	p := &tab{TB: t, ctx: ctx, origin: "file://"}
	p.check(chromedp.Listen(ctx, p.listen))
	call(p, log.Enable, cdp.Empty{})
	call(p, network.Enable, network.EnableParams{})
	p.viewport(1280, 800)
	return p
}

// open shows a page in a tab and fails the test where the page complains, be it
// of a breach of its policy, or asks for anything but itself and what its own
// server has.
func open(t testing.TB, address string, options ...chromedp.ContextOption) *tab {
	t.Helper()
	p := newTab(t, options...)
	if at := regexp.MustCompile(`^http://[^/]+`).FindString(address); at != "" {
		p.origin = at
	}
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
		if o := e.ExceptionDetails.Exception; o != nil {
			said += ": " + o.Description
		}
	case *runtime.EventConsoleAPICalled:
		said = "console: " + string(e.Type)
	case *log.EventEntryAdded:
		said = "log: " + e.Entry.Text + " " + e.Entry.URL
	case *network.EventRequestWillBeSent:
		if !p.own(e) {
			said = "request: " + e.Request.URL
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if said != "" && (p.excused == nil || !p.excused.MatchString(said)) {
		p.logs = append(p.logs, said)
	}
}

// own tells whether a request is for the file that is shown, or to its server.
func (p *tab) own(e *network.EventRequestWillBeSent) bool {
	if p.origin == "file://" {
		return e.Type == network.ResourceTypeDocument && strings.HasPrefix(e.Request.URL, p.origin)
	}
	return strings.HasPrefix(e.Request.URL, p.origin+"/")
}

// excuse lets the page say what matches a pattern, from now on.
func (p *tab) excuse(pattern string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.excused = regexp.MustCompile(pattern)
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
	v, err := try[T](p, expression)
	p.check(err)
	return v
}

func try[T any](p *tab, expression string) (T, error) {
	return chromedp.Run(p.ctx, chromedp.Evaluate[T](
		"new Promise(f => requestAnimationFrame(() => requestAnimationFrame(f))).then(async () => "+expression+")",
		chromedp.EvalAwaitPromise))
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

// press types keys, one after the other. A key that the page takes for itself
// is not typed too: for that the browser must be told that it is raw.
func (p *tab) press(keys ...string) {
	p.Helper()
	raw := func(k *input.DispatchKeyEventParams) {
		if k.Type == kb.KeyDown {
			k.Type = kb.KeyRawDown
		}
	}
	for _, key := range keys {
		p.do(chromedp.KeyEvent(key, raw))
	}
}

// golden is the address of a page in the testdata of internal/page, with the
// style and the script that it has in real pages, joined as its assets.go does.
// A fragment may follow name.
func golden(t testing.TB, name string) string {
	t.Helper()
	name, fragment, _ := strings.Cut(name, "#")
	report := filepath.Join("..", "page")
	page := read(t, filepath.Join(report, "testdata", name))
	for _, part := range []struct{ mark, ending string }{{"(style)", "css"}, {"(script)", "js"}} {
		var real strings.Builder
		for _, file := range []string{"page", "pair", "diffs"} {
			if path := filepath.Join(report, "html", file+"."+part.ending); exists(path) {
				real.WriteString(read(t, path))
			}
		}
		page = strings.Replace(page, part.mark, real.String(), 1)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	return address(t, path) + "#" + fragment
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
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
