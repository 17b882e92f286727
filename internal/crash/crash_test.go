package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/dupes-news/dupes/internal/cli" // or go test would not know what it tests
)

// program is the path of dupes.
var program string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "dupes-crash-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "dupes")
	if out, err := exec.Command("go", "build", "-o", program, "github.com/dupes-news/dupes/cmd/dupes").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

func number(variable string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(variable)); err == nil && n > 0 {
		return n
	}
	return otherwise
}

// kills is how many processes a case kills.
func kills() int { return number("DUPES_CRASHES", 3) }

// sized is few by default and many where more than a few kills are asked for.
func sized(few, many int) int {
	if os.Getenv("DUPES_CRASHES") != "" {
		return many
	}
	return few
}

func seed() uint64 { return uint64(number("DUPES_CRASH_SEED", 1)) }

// hangs is how long a command may take that takes a second: much more, on a
// machine that others use too.
const hangs = 2 * time.Minute

// process is a dupes that was started.
type process struct {
	*exec.Cmd
	t              testing.TB
	stdout, stderr bytes.Buffer
	cancel         func()
}

// command is a dupes to be started, for changes before.
func command(t testing.TB, stdin string, args ...string) *process {
	ctx, cancel := context.WithTimeout(context.Background(), hangs)
	p := &process{Cmd: exec.CommandContext(ctx, program, args...), t: t, cancel: cancel}
	p.Cmd.Stdin, p.Cmd.Stdout, p.Cmd.Stderr = strings.NewReader(stdin), &p.stdout, &p.stderr
	p.Cmd.Env = append(os.Environ(), "TMPDIR="+tempDir(t))
	p.Cmd.Cancel = func() error { // what it waits for is printed
		t.Errorf("%s: still runs after %s", p, hangs)
		return p.Process.Signal(syscall.SIGQUIT)
	}
	p.Cmd.WaitDelay = 10 * time.Second
	return p
}

func (p *process) String() string { return "dupes " + strings.Join(p.Args[1:], " ") }

// end waits, and looks for what no process may print.
func (p *process) end() result {
	p.t.Helper()
	p.Wait()
	p.cancel()
	r := result{p.String(), p.ProcessState.ExitCode(), p.stdout.String(), p.stderr.String()}
	if secret := password(); secret != "" && strings.Contains(r.stdout+r.stderr, secret) {
		p.t.Error("a process printed the password of the database")
		r.stderr = strings.ReplaceAll(r.stderr, secret, "[password]")
	}
	for _, trace := range []string{"panic:", "goroutine ", "fatal error", "internal error", ".go:"} {
		if strings.Contains(r.stderr, trace) {
			p.t.Errorf("%s: printed a trace:\n%s", p, r.stderr)
			break
		}
	}
	return r
}

// result is what a process left.
type result struct {
	command        string
	code           int // -1 where it was killed
	stdout, stderr string
}

// dupes runs a command to its end.
func dupes(t testing.TB, stdin string, args ...string) result {
	t.Helper()
	p := command(t, stdin, args...)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return p.end()
}

// must runs a command that has to end well.
func must(t testing.TB, stdin string, args ...string) string {
	t.Helper()
	r := dupes(t, stdin, args...)
	r.ended(t, 0)
	return r.stdout
}

func (r result) ended(t testing.TB, code int) {
	t.Helper()
	if r.code != code {
		t.Fatalf("%s: exit code %d, want %d; it said:\n%s", r.command, r.code, code, r.stderr)
	}
}

// fails wants exit code 2 and an error in a line that says all of parts.
func (r result) fails(t testing.TB, parts ...string) {
	t.Helper()
	if r.code != 2 {
		t.Errorf("%s: exit code %d, want 2; it said:\n%s", r.command, r.code, r.stderr)
	}
	for line := range strings.Lines(r.stderr) {
		if strings.HasPrefix(line, "dupes: ") && !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(line, p) }) {
			return
		}
	}
	t.Errorf("%s: no line of its errors says %q:\n%s", r.command, parts, r.stderr)
}

var tempDirs sync.Map // by name of the test

// tempDir is for the temporary files of the processes of a test: what one
// leaves that is killed goes with it.
func tempDir(t testing.TB) string {
	if dir, is := tempDirs.Load(t.Name()); is {
		return dir.(string)
	}
	dir := t.TempDir()
	tempDirs.Store(t.Name(), dir)
	return dir
}

// A store makes places for new indexes.
type store func(t testing.TB) string

// eachStore runs a test with either store.
func eachStore(t *testing.T, test func(t *testing.T, s store)) {
	t.Run("folder", func(t *testing.T) { test(t, folder) })
	t.Run("postgres", func(t *testing.T) {
		server(t)
		test(t, schema)
	})
}

func folder(t testing.TB) string { return filepath.Join(t.TempDir(), "index") }

func isFolder(place string) bool { return !strings.HasPrefix(place, "postgres") }

// built is a new index.
func (s store) built(t testing.TB) string {
	t.Helper()
	place := s(t)
	must(t, "", "index", "build", "--index", place)
	return place
}

// stats is what dupes index stats says.
type stats struct {
	Articles    int `json:"articles"`
	Words       int `json:"words"`
	Runs        int `json:"runs"`
	Interrupted []struct {
		Batch    uint64 `json:"batch"`
		Articles int    `json:"articles"`
	} `json:"interrupted"`
}

func statsOf(t testing.TB, place string) (s stats) {
	t.Helper()
	out := must(t, "", "index", "stats", "--index", place, "--format", "json")
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		t.Fatalf("index stats: %v in %s", err, out)
	}
	return s
}

// contents are the texts in an index by id, once it was found to be whole.
func contents(t testing.TB, place string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for line := range strings.Lines(must(t, "", "index", "export", "--index", place)) {
		var a article
		if err := json.Unmarshal([]byte(line), &a); err != nil || !strings.HasSuffix(line, "\n") {
			t.Fatalf("index export: %v in %q", err, line)
		}
		if _, twice := texts[a.ID]; twice {
			t.Errorf("article %s is in the index twice", a.ID)
		}
		texts[a.ID] = a.Text
	}
	if s := statsOf(t, place); s.Articles != len(texts) {
		t.Errorf("index stats: %d articles, but index export has %d", s.Articles, len(texts))
	}
	if got, want := must(t, "", "index", "check", "--index", place), fmt.Sprintf("%d articles, no damage\n", len(texts)); got != want {
		t.Errorf("index check: %q, want %q", got, want)
	}
	return texts
}

// idsIn are the ids of an index, sorted, once it was found to be whole.
func idsIn(t testing.TB, place string) []string {
	t.Helper()
	return slices.Sorted(maps.Keys(contents(t, place)))
}

// same reports two sets of ids by what is only in one of them.
func same(t testing.TB, what string, got, want []string) {
	t.Helper()
	less, more := without(want, got), without(got, want)
	if len(less)+len(more) > 0 {
		t.Errorf("%s: %d too few %.5q, %d too many %.5q", what, len(less), first(less), len(more), first(more))
	}
}

func first(ids []string) []string { return ids[:min(5, len(ids))] }

func without(ids, drop []string) []string {
	in := map[string]bool{}
	for _, id := range drop {
		in[id] = true
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return in[id] })
}

func read(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func write(t testing.TB, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// names are the entries of a folder.
func names(t testing.TB, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}
