package browser

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// ---- what the program makes

// dupes is the path of the program; the test is skipped without a browser.
func dupes(t testing.TB) string {
	t.Helper()
	if _, err := browser(); err != nil {
		t.Skip(err)
	}
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// stories are the articles in fixtures, and a file that is refused.
func stories(t testing.TB) []string {
	t.Helper()
	fixtures, err := filepath.Abs(filepath.Join("..", "..", "fixtures"))
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(t.TempDir(), "broken.json")
	write(t, broken, "{")
	return []string{fixtures, broken}
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// scan is the address of the page that dupes makes of articles.
func scan(t testing.TB, paths []string, flags ...string) string {
	t.Helper()
	page := filepath.Join(t.TempDir(), "report.html")
	run := exec.Command(dupes(t), append(append([]string{"scan", "--quiet", "--format", "html", "-o", page}, flags...), paths...)...)
	if out, err := run.CombinedOutput(); err != nil && run.ProcessState.ExitCode() != 2 { // 2: something was refused
		t.Fatalf("dupes scan: %v\n%s", err, out)
	}
	return address(t, page)
}

// server is dupes serve at work.
type server struct {
	testing.TB
	path, url, token string
	args             []string
	cmd              *exec.Cmd
}

// serve starts a server on articles and waits until it can show them. Verdicts
// go to a file of the test.
func serve(t testing.TB, paths []string, flags ...string) *server {
	t.Helper()
	args := append([]string{"serve", "--reviewer", "eva", "--review", filepath.Join(t.TempDir(), "review.jsonl")}, flags...)
	s := &server{TB: t, path: dupes(t), url: "http://127.0.0.1:0", args: append(args, paths...)}
	for i, f := range flags {
		if f == "--token-file" {
			s.token = strings.TrimSpace(read(t, flags[i+1]))
		}
	}
	s.start()
	t.Cleanup(s.kill)
	return s
}

func (s *server) start() {
	s.Helper()
	s.cmd = exec.Command(s.path, append(s.args, "--listen", strings.TrimPrefix(s.url, "http://"))...)
	out, err := s.cmd.StderrPipe()
	if err != nil {
		s.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for said := ""; ; {
		line, err := lines.ReadString('\n')
		if at, is := strings.CutPrefix(strings.TrimSpace(line), "dupes: listening on "); is {
			s.url = at
			break
		}
		said += line // such as what was refused
		if err != nil {
			s.Fatalf("dupes serve says %q, want where it listens", said)
		}
	}
	go io.Copy(io.Discard, lines) // else it would wait for a reader
	for !s.ready() {
		time.Sleep(20 * time.Millisecond)
	}
}

// ready tells whether the articles are read.
func (s *server) ready() bool {
	ask, err := http.NewRequest(http.MethodGet, s.url+"/page/rows", nil)
	if err != nil {
		s.Fatal(err)
	}
	ask.Header.Set("Accept-Encoding", "gzip")
	if s.token != "" {
		ask.Header.Set("Authorization", "Bearer "+s.token)
	}
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		if _, refused := err.(net.Error); !refused {
			s.Fatal(err)
		}
		return false
	}
	answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// kill ends the server as kill -9 does.
func (s *server) kill() {
	s.cmd.Process.Kill() // an error if it has ended: then all is well
	s.cmd.Wait()         // "signal: killed"
}

// ---- what the tests do with a page

// until waits for an expression to have a value. The page may be left meanwhile.
func until[T comparable](p *tab, expression string, value T) {
	p.Helper()
	var got T
	var err error
	for end := time.Now().Add(patience / 4); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		got, err = try[T](p, expression)
		if err == nil && got == value {
			return
		}
	}
	p.Errorf("%s = %v (%v), want %v", strings.ReplaceAll(expression, settled, "settled"), got, err, value)
}

// settled is true when the page has drawn what its address names.
const settled = `(() => {
	if (document.documentElement.dataset.ready !== "true") return false;
	const [view, ...rest] = location.hash.replace(/^#\/?/, "").split("?")[0].split("/");
	const section = document.getElementById("view-" + (view || "summary"));
	if (!section || section.hidden) return false;
	const id = section.querySelector(".fragment")?.dataset.id;
	const parts = rest.map(decodeURIComponent);
	if (view === "cluster") return id === parts[0];
	if (view === "pair") return id === JSON.stringify(parts.slice(0, 2));
	if (view === "sources") return Boolean(section.querySelector("thead th"));
	return true;
})()`

// openReport opens the page of a scan, at an address in it such as #/pairs.
func openReport(t testing.TB, page, at string, options ...chromedp.ContextOption) *tab {
	t.Helper()
	p := open(t, page+at, options...)
	until(p, settled, true)
	return p
}

// to goes to an address in the page of a scan.
func (p *tab) to(at string) {
	p.Helper()
	_, err := chromedp.Run(p.ctx, chromedp.Evaluate[string]("location.hash = "+js(at)))
	p.check(err)
	p.settle()
}

func (p *tab) settle() {
	p.Helper()
	until(p, settled, true)
}

// script runs a script in the page, which the policy of the page does not bind.
func (p *tab) script(text string) {
	p.Helper()
	_, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](text+"\ntrue"))
	p.check(err)
}

// js is a value as JavaScript has it.
func js(v any) string {
	out, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(out)
}

// row is the n-th row that is drawn of a list.
func row(list string, n int) string {
	return `[...document.querySelectorAll('[data-list="` + list + `"] tr[data-at]')][` + js(n) + `]`
}

// clickOn clicks in the middle of what an expression names.
func (p *tab) clickOn(expression string) {
	p.Helper()
	at := eval[struct{ X, Y float64 }](p, `(e => {
		e.scrollIntoView({ block: "nearest" });
		const r = e.getClientRects()[0];
		return { X: r.x + r.width / 2, Y: r.y + r.height / 2 };
	})(`+expression+`)`)
	p.do(chromedp.MouseClickXY(at.X, at.Y))
}

// addresses are those of every view, with the first cluster and the first pair.
func addresses(p *tab) map[string]string {
	p.Helper()
	out := map[string]string{
		"summary": "#/", "clusters": "#/clusters", "pairs": "#/pairs", "sources": "#/sources",
		"boilerplate": "#/boilerplate", "refused": "#/refused", "run": "#/run",
	}
	for view, one := range map[string]string{"clusters": "cluster", "pairs": "pair"} {
		p.to(out[view])
		out[one] = eval[string](p, row(view, 0)+`.querySelector("a").getAttribute("href")`)
	}
	return out
}

// viewNames are the keys of addresses in the order of the page.
var viewNames = []string{"summary", "clusters", "cluster", "pairs", "pair", "sources", "boilerplate", "refused", "run"}
