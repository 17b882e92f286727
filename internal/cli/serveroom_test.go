package cli

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dupes-news/dupes/internal/report"
)

// Two texts of one story, and one of another.
const (
	harbourText = "The ferry Northern Light ran aground off Aldmoor harbour on Sunday night, and all two hundred and twelve people on board were brought to safety before dawn, the harbour office said."
	lambsText   = "Sheep farmers in the upper valley say that this spring brought more lambs than any they remember, and credit the mild nights of March rather than the new feed."
)

// newsroom is a folder with a corpus in it, which is where servers of a test run.
func newsroom(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"news/a-wire.txt": harbourText, "news/b-daily.txt": harbourText + " Two tugs wait for the tide.", "news/c-lambs.txt": lambsText,
	} {
		write(t, filepath.Join(dir, name), text)
	}
	return dir
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// dupes is a command that runs in a folder.
func dupes(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Args, cmd.Dir = append([]string{"dupes"}, args...), dir
	return cmd
}

// run runs a command to its end, and returns its exit code, stdout and stderr.
func run(t *testing.T, dir string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := dupes(t, dir, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(30*time.Second, func() { cmd.Process.Kill() })
	defer timer.Stop()
	cmd.Wait()
	return cmd.ProcessState.ExitCode(), out.String(), errs.String()
}

// open starts dupes serve in a folder, and waits until it listens. It returns
// what it has said before that, too.
func open(t *testing.T, dir string, args ...string) (r *running, said string) {
	t.Helper()
	r = &running{t: t, cmd: dupes(t, dir, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...)}
	pipe, err := r.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.stderr = bufio.NewReader(pipe)
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(60*time.Second, func() { r.cmd.Process.Kill() })
	t.Cleanup(func() { timer.Stop(); r.cmd.Process.Kill(); r.cmd.Wait() })
	for {
		line, err := r.stderr.ReadString('\n')
		if url, is := strings.CutPrefix(line, "dupes: listening on "); is {
			r.url = strings.TrimSpace(url)
			return r, said
		}
		said += line
		if err != nil {
			t.Fatalf("dupes serve %q does not listen: %s", args, said)
		}
	}
}

// browse asks as a browser does for a page, until the report is there.
func (r *running) browse() (status int, body string) {
	r.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		req, err := http.NewRequest("GET", r.url+"/", nil)
		if err != nil {
			r.t.Fatal(err)
		}
		req.Header.Set("Accept", "text/html")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			r.t.Fatal(err)
		}
		data, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if !strings.Contains(string(data), `http-equiv="refresh"`) {
			return resp.StatusCode, string(data)
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("the page is not made: %s", data)
		}
	}
}

const (
	wirePair     = "/page/pair?a=a-wire.txt&b=b-daily.txt"
	wireVerdict  = `{"a":"a-wire.txt","b":"b-daily.txt","verdict":"duplicate"}`
	wireRelation = "near-duplicate"
)

// judge says something of the pair, or fails the test.
func (r *running) judge() {
	r.t.Helper()
	if got := r.ask("POST", "/page/verdicts", wireVerdict); !strings.HasPrefix(got, "200 ") {
		r.t.Errorf("POST = %s, want it taken", got)
	}
}

// end stops a server, which says nothing more than want.
func (r *running) end(want string) {
	r.t.Helper()
	if code, rest := r.stop(os.Interrupt); code != exitDone || rest != want {
		r.t.Errorf("exit code %d, stderr %q, want 0 and %q", code, rest, want)
	}
}

// told is what a server says of its verdicts, at first and at the end. An empty
// reviewer is whoever runs the tests.
func told(reviewer, file string, judged int) string {
	s := serving{reviewer: reviewer}
	out := fmt.Sprintf("dupes: verdicts of %s go to %s\n", s.reviewerName(), file)
	if judged > 0 {
		out += fmt.Sprintf("dupes: %s in %s; dupes review export makes labels or decisions of them\n", report.Count(judged, "judged pair"), file)
	}
	return out
}

// A folder is scanned and shown, and what is said of it is there the next time.
func TestServeFolder(t *testing.T) {
	dir := newsroom(t)
	r, said := open(t, dir, "news", "--reviewer", "eva")
	if status, body := r.browse(); status != 200 || !strings.Contains(body, "3 articles of news") || said != "" {
		t.Errorf("page %d %.300s, stderr %q", status, body, said)
	}
	if got := r.ask("GET", wirePair, ""); !strings.HasPrefix(got, "200 ") || !strings.Contains(got, "Two tugs wait") || !strings.Contains(got, wireRelation) {
		t.Errorf("pair = %s", got)
	}
	r.judge()
	r.end(told("eva", "dupes.review", 1))
	r, _ = open(t, dir, "news", "--reviewer", "ida")
	if got := r.ask("GET", "/page/verdicts", ""); !strings.Contains(got, `"verdict":"duplicate","reviewer":"eva"`) {
		t.Errorf("verdicts = %s, want that of eva", got)
	}
	if got := r.ask("POST", "/page/verdicts", `{"verdict":"undo"}`); !strings.HasPrefix(got, "409 ") {
		t.Errorf("ida takes back what eva said: %s", got)
	}
	r.end(told("ida", "dupes.review", 1))
	if code, out, _ := run(t, dir, "review", "export", "dupes.review", "--as", "labels"); code != exitDone || !strings.Contains(out, "a-wire.txt") {
		t.Errorf("review export = %d %s", code, out)
	}
}

// --read-only makes no file.
func TestServeReadOnly(t *testing.T) {
	dir := newsroom(t)
	r, _ := open(t, dir, "news", "--read-only")
	if got := r.ask("POST", "/page/verdicts", wireVerdict); got != `403 {"error":"this server takes no verdicts"}` {
		t.Errorf("POST = %s", got)
	}
	r.end("")
	if _, err := os.Stat(filepath.Join(dir, "dupes.review")); err == nil {
		t.Error("a server that only reads has made a review file")
	}
}

// A report is shown as it is, and side by side where its articles are named.
func TestServeReport(t *testing.T) {
	dir := newsroom(t)
	for _, file := range []string{"report.json", "report.jsonl"} {
		format := strings.TrimPrefix(filepath.Ext(file), ".")
		if code, _, stderr := run(t, dir, "scan", "news", "--format", format, "-o", file); code != exitDone {
			t.Fatalf("scan = %d %s", code, stderr)
		}
	}
	plain, err := os.ReadFile(filepath.Join(dir, "report.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(plain)
	z.Close()
	write(t, filepath.Join(dir, "report.jsonl.gz"), packed.String())
	for _, file := range []string{"report.json", "report.jsonl", "report.jsonl.gz"} {
		for _, with := range []bool{true, false} {
			args := []string{file, "--review", "verdicts-" + file}
			if with {
				args = append(args, "news")
			}
			r, said := open(t, dir, args...)
			if status, body := r.browse(); status != 200 || !strings.Contains(body, "3 articles of "+file) || said != "" {
				t.Errorf("%q: page %d %.300s, stderr %q", args, status, body, said)
			}
			got := r.ask("GET", wirePair, "")
			if !strings.HasPrefix(got, "200 ") || !strings.Contains(got, wireRelation) || strings.Contains(got, "Two tugs wait") != with || strings.Contains(got, "Without the texts") == with {
				t.Errorf("%q: pair = %s, want it with its texts: %v", args, got, with)
			}
			r.judge()
			r.end(told("", "verdicts-"+file, 1))
		}
	}
	// Of some articles only the files are there.
	os.Remove(filepath.Join(dir, "news/a-wire.txt"))
	r, _ := open(t, dir, "report.json", "news")
	if got := r.ask("GET", wirePair, ""); !strings.HasPrefix(got, "200 ") || !strings.Contains(got, "Without the texts") || strings.Contains(got, "Two tugs wait") {
		t.Errorf("pair of an article that is gone = %s", got)
	}
	r.end(told("", "dupes.review", 0))
	write(t, filepath.Join(dir, "cut.json"), string(plain[:len(plain)/2]))
	if code, _, stderr := run(t, dir, "serve", "cut.json", "--listen", "127.0.0.1:0"); code != exitWrong || !strings.Contains(stderr, `dupes: read "cut.json"`) {
		t.Errorf("serve of half a report = %d %s", code, stderr)
	}
}

// The page of an index is made when somebody looks, and takes verdicts where
// there is a file for them; the API is there all the time.
func TestServeIndexPage(t *testing.T) {
	dir := newsroom(t)
	if code, _, stderr := run(t, dir, "index", "build", "news", "--index", "seen", "-q"); code != exitDone {
		t.Fatalf("index build = %d %s", code, stderr)
	}
	r, _ := open(t, dir, "--index", "seen")
	if got := r.ask("GET", "/v1/stats", ""); !strings.Contains(got, `"articles":3`) {
		t.Errorf("stats = %s", got)
	}
	if status, body := r.browse(); status != 200 || !strings.Contains(body, "3 articles of index seen") {
		t.Errorf("page %d %.300s", status, body)
	}
	if got := r.ask("GET", wirePair, ""); !strings.HasPrefix(got, "200 ") || !strings.Contains(got, "Two tugs wait") {
		t.Errorf("pair = %s", got)
	}
	if got := r.ask("POST", "/page/verdicts", wireVerdict); !strings.HasPrefix(got, "403 ") {
		t.Errorf("POST = %s, want 403: no file is named", got)
	}
	r.end("")
	r, _ = open(t, dir, "--index", "seen", "--review", "verdicts.jsonl")
	if got := r.ask("POST", "/page/verdicts", wireVerdict); got != `503 {"error":"the articles are still being read"}` {
		t.Errorf("POST before the page is made = %s", got)
	}
	r.browse()
	r.judge()
	r.end(told("", "verdicts.jsonl", 1))
	// Stopped while the page is made, or before.
	for range 5 {
		r, _ = open(t, dir, "--index", "seen")
		r.ask("GET", "/page/rows", "")
		r.end("")
	}
}

// An index without texts says so to whoever looks, and answers programs.
func TestServeIndexNoText(t *testing.T) {
	dir := newsroom(t)
	if code, _, stderr := run(t, dir, "index", "build", "news", "--index", "bare", "--no-text", "-q"); code != exitDone {
		t.Fatalf("index build = %d %s", code, stderr)
	}
	r, _ := open(t, dir, "--index", "bare")
	const why = "the index holds no texts: it was built with --no-text"
	for range 2 {
		if status, body := r.browse(); status != 404 || !strings.Contains(body, why) {
			t.Errorf("page %d %s, want 404 and why", status, body)
		}
	}
	if got := r.ask("GET", "/v1/stats", ""); !strings.Contains(got, `"articles":3`) {
		t.Errorf("stats = %s", got)
	}
	r.end("")
	if code, _, stderr := run(t, dir, "serve", "--index", "bare", "--review", "verdicts.jsonl", "--listen", "127.0.0.1:0"); code != exitWrong || stderr != "dupes: --review: "+why+"\n" {
		t.Errorf("serve with --review = %d %s, want 2 and why", code, stderr)
	}
	if _, err := os.Stat(filepath.Join(dir, "verdicts.jsonl")); err == nil {
		t.Error("a review file was made")
	}
}

// What would end a server behind its work ends it before.
func TestServeBeforeTheWork(t *testing.T) {
	dir := newsroom(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	// A path that is not there is found when the work begins.
	code, _, stderr := run(t, dir, "serve", "none", "--listen", l.Addr().String())
	if code != exitWrong || !strings.Contains(stderr, "address already in use") || !strings.HasSuffix(stderr, "--listen names another address or port.\n") {
		t.Errorf("port in use: exit code %d, stderr %q", code, stderr)
	}
	r, _ := open(t, dir, "news")
	code, _, stderr = run(t, dir, "serve", "none", "--listen", "127.0.0.1:0")
	if want := "dupes: \"dupes.review\": in use by another dupes serve\ndupes: --review names another file; --read-only takes no verdicts.\n"; code != exitWrong || stderr != want {
		t.Errorf("review file in use: exit code %d, stderr %q, want %q", code, stderr, want)
	}
	r.judge()
	r.stop(os.Interrupt)
	write(t, filepath.Join(dir, "other.jsonl"), "{\"id\":\"a\"}\n")
	code, _, stderr = run(t, dir, "serve", "none", "--review", "other.jsonl", "--listen", "127.0.0.1:0")
	if code != exitWrong || !strings.Contains(stderr, `"other.jsonl"`) || !strings.Contains(stderr, "not a review file") {
		t.Errorf("another file: exit code %d, stderr %q", code, stderr)
	}
	if data, _ := os.ReadFile(filepath.Join(dir, "other.jsonl")); string(data) != "{\"id\":\"a\"}\n" {
		t.Errorf("another file is now %q", data)
	}
	// A scan that does not come about leaves no review file.
	if code, _, _ = run(t, dir, "serve", "none", "--review", "new.jsonl", "--listen", "127.0.0.1:0"); code != exitWrong {
		t.Errorf("no such folder: exit code %d", code)
	}
	if _, err := os.Stat(filepath.Join(dir, "new.jsonl")); err == nil {
		t.Error("a server that did not start has made a review file")
	}
	if code, _, stderr = run(t, dir, "serve", "news", "--review", "no/such/folder.jsonl", "--listen", "127.0.0.1:0"); code != exitWrong || !strings.Contains(stderr, "no such file or directory") {
		t.Errorf("review file in no folder: exit code %d, stderr %q", code, stderr)
	}
	if code, _, stderr = run(t, dir, "serve", "news", "--reviewer", "a\nb", "--listen", "127.0.0.1:0"); code != exitWrong || !strings.Contains(stderr, "want no control characters") {
		t.Errorf("reviewer of two lines: exit code %d, stderr %q", code, stderr)
	}
}

// The rest of a line that a killed server has left is cut off, and shown.
func TestServeTornLine(t *testing.T) {
	dir := newsroom(t)
	r, _ := open(t, dir, "news")
	r.judge()
	r.stop(os.Kill)
	path := filepath.Join(dir, "dupes.review")
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(whole)+`{"type":"entry","n":2,"note":"`+"\x1b[2J")
	r, said := open(t, dir, "news")
	if want := `dupes: dupes.review: cut off an unfinished last line: {"type":"entry","n":2,"note":"` + "\ufffd[2J\n"; said != want {
		t.Errorf("stderr %q, want %q", said, want)
	}
	if now, err := os.ReadFile(path); err != nil || string(now) != string(whole) {
		t.Errorf("review file %q, %v, want %q", now, err, whole)
	}
	r.end(told("", "dupes.review", 1))
}

// Refused inputs are listed, here and on the page, and are no reason not to
// start.
func TestServeRefused(t *testing.T) {
	dir := newsroom(t)
	write(t, filepath.Join(dir, "news/bad.jsonl"), `{"id":"x"}`+"\n")
	r, said := open(t, dir, "news", "missing.txt")
	for _, want := range []string{"dupes: news/bad.jsonl:1: no text", "dupes: missing.txt: no such file or directory\n"} {
		if !strings.Contains(said, want) {
			t.Errorf("stderr %q, want %q", said, want)
		}
	}
	if status, body := r.browse(); status != 200 || !strings.Contains(body, "news/bad.jsonl</td>") || !strings.Contains(body, "missing.txt</td>") {
		t.Errorf("page %d, without what was refused", status)
	}
	r.end(told("", "dupes.review", 0))
}

// Where there is nothing to look at, there is no server, and no review file.
func TestServeEmpty(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	code, _, said := run(t, dir, "serve", "--listen", "127.0.0.1:0", "empty")
	if code != exitWrong || !strings.HasPrefix(said, "dupes: there is no article to show\n") {
		t.Errorf("exit code %d, stderr %q", code, said)
	}
	if _, err := os.Stat(filepath.Join(dir, "dupes.review")); err == nil {
		t.Error("a review file of nothing")
	}
}

// Verdicts on other articles may stand in a file that was named by mistake.
func TestServeOtherVerdicts(t *testing.T) {
	dir := newsroom(t)
	r, _ := open(t, dir, "news")
	r.judge()
	r.end(told("", "dupes.review", 1))
	write(t, filepath.Join(dir, "other", "one.txt"), "Nothing here was ever said about a tug, a ferry or a harbour.")
	r, _ = open(t, dir, "other")
	want := told("", "dupes.review", 1)
	said, last, _ := strings.Cut(want, "\n")
	r.end(said + "\ndupes: dupes.review: it judges other articles than these (1 pair): is it the right file?\n" + last)
}

// Ctrl-C during the scan ends it, and leaves nothing behind.
func TestServeInterrupt(t *testing.T) {
	dir, temp := t.TempDir(), t.TempDir()
	f, err := os.Create(filepath.Join(dir, "news.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	out := bufio.NewWriter(f)
	for i := range 60_000 { // some seconds of work
		fmt.Fprintf(out, "{\"id\":\"%d\",\"text\":\"", i)
		for j := range 12 {
			fmt.Fprintf(out, "word%d stands before word%d and behind word%d; ", i*j, i+j*j, i%97*j)
		}
		out.WriteString("\"}\n")
	}
	if err := out.Flush(); err != nil {
		t.Fatal(err)
	}
	f.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close()
	cmd := dupes(t, dir, "serve", "news.jsonl", "--listen", addr, "--temp-dir", temp)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(60*time.Second, func() { cmd.Process.Kill() })
	defer timer.Stop()
	// It takes connections before the work, and hears signals before that.
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if c, err := net.Dial("tcp", addr); err == nil {
			c.Close()
			break
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || stderr.String() != "dupes: interrupted\n" {
		t.Errorf("exit code %d, stderr %q, want %d", code, stderr.String(), exitInterrupted)
	}
	if left, _ := os.ReadDir(temp); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := os.Stat(filepath.Join(dir, "dupes.review")); err == nil {
		t.Error("a server that did not start has made a review file")
	}
}
