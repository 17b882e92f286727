package cli

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// running is a dupes serve of its own process.
type running struct {
	t      *testing.T
	cmd    *exec.Cmd
	url    string
	stderr *bufio.Reader
}

func serve(t *testing.T, args ...string) *running {
	t.Helper()
	r, said := open(t, "", args...)
	if said != "" {
		t.Fatalf("first line on stderr %q, want where it listens", said)
	}
	return r
}

func (r *running) ask(method, path, body string) string {
	r.t.Helper()
	req, err := http.NewRequest(method, r.url+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return fmt.Sprintf("%d %s", resp.StatusCode, b)
}

// stop sends a signal and returns the exit code and the rest of stderr.
func (r *running) stop(s os.Signal) (int, string) {
	r.t.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		r.t.Fatal(err)
	}
	rest, _ := io.ReadAll(r.stderr)
	r.cmd.Wait()
	return r.cmd.ProcessState.ExitCode(), string(rest)
}

// A server ends with 0 by the signals that end a server, gives the index back,
// and has kept what it said it added.
func TestServe(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "seen")
	if code := Main([]string{"index", "build", "--index", dir, "-q"}, nil, io.Discard, io.Discard); code != exitDone {
		t.Fatalf("index build = %d", code)
	}
	const ferry = `{"id":"a","text":"The ferry between the two islands was back in service on Thursday after four days."}`
	for i, s := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		r := serve(t, "--index", dir)
		want := []string{`"decision":"accept"`, `"reason":"already-in"`}[i]
		if got := r.ask("POST", "/v1/articles", ferry); !strings.HasPrefix(got, "200 ") || !strings.Contains(got, want) {
			t.Errorf("POST = %s, want %s", got, want)
		}
		if code, rest := r.stop(s); code != exitDone || rest != "" {
			t.Errorf("%v: exit code %d, stderr %q, want 0 and nothing", s, code, rest)
		}
	}
	first, second := serve(t, "--index", dir, "--read-only"), serve(t, "--index", dir, "--read-only")
	for _, r := range []*running{first, second} {
		if got := r.ask("GET", "/v1/articles/a/relations", ""); got != `200 {"id":"a","relations":[]}` {
			t.Errorf("GET = %s", got)
		}
		if got := r.ask("POST", "/v1/articles", ferry); got != `403 {"error":"this server only reads"}` {
			t.Errorf("POST to a server that reads = %s", got)
		}
	}
}

// What a server is told reaches it.
func TestServeFlags(t *testing.T) {
	dir := t.TempDir()
	seen, token := filepath.Join(dir, "seen"), filepath.Join(dir, "token")
	if code := Main([]string{"index", "build", "--index", seen, "-q"}, nil, io.Discard, io.Discard); code != exitDone {
		t.Fatalf("index build = %d", code)
	}
	r := serve(t, "--index", seen, "--min-words", "20", "--max-body", "100", "--max-articles", "2", "--text-field", "story")
	for _, tt := range []struct{ body, want string }{
		{`{"id":"a","story":"one two three four five six"}`, `"reason":"min-words"`},
		{`{"id":"a","text":"one two three four five six"}`, `"refused":"no text: no field story"`},
		{`[{},{},{}]`, "413 "},
		{strings.Repeat(" ", 101), "413 "},
	} {
		if got := r.ask("POST", "/v1/check", tt.body); !strings.Contains(got, tt.want) {
			t.Errorf("POST %s = %s, want %s", tt.body, got, tt.want)
		}
	}
	r.stop(os.Interrupt)
	if err := os.WriteFile(token, []byte("0123456789abcdef\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r = serve(t, "--index", seen, "--token-file", token)
	if got := r.ask("GET", "/v1/stats", ""); !strings.HasPrefix(got, "401 ") {
		t.Errorf("GET without the token = %s", got)
	}
}
