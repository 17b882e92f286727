package cli

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var update = flag.Bool("update", false, "rewrite the output in the blocks of the documentation")

// document is a Markdown file of the documentation.
type document struct {
	path  string
	lines []string
}

// documents reads README.md and docs/*.md. root is the folder of the module.
func documents(t *testing.T) (root string, docs []document) {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("docs/*.md: %v, %v", paths, err)
	}
	for _, path := range append(paths, filepath.Join(root, "README.md")) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, document{path, strings.Split(string(text), "\n")})
	}
	return root, docs
}

// block is a fenced block: the lines [lo, hi) of its document.
type block struct {
	lo, hi int
	info   string // what stands behind the opening fence
}

func (d document) blocks() []block {
	var out []block
	open := false
	for i, line := range d.lines {
		info, fence := strings.CutPrefix(line, "```")
		switch {
		case !fence:
		case open:
			out[len(out)-1].hi = i
			open = false
		default:
			out = append(out, block{lo: i + 1, info: info})
			open = true
		}
	}
	return out
}

// TestDocsRun plays every block that has a line "$ dupes ..." and compares
// what a terminal would show. It does so in a folder that holds fixtures/ and
// the files that the document shows: a block behind ```jsonl news.jsonl is the
// file of that name.
func TestDocsRun(t *testing.T) {
	root, docs := documents(t)
	for _, d := range docs {
		t.Run(filepath.Base(d.path), func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(filepath.Join(dir, "fixtures"), os.DirFS(filepath.Join(root, "fixtures"))); err != nil {
				t.Fatal(err)
			}
			t.Chdir(dir)
			got := d.play(t)
			if *update {
				if err := os.WriteFile(d.path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(d.lines, strings.Split(got, "\n")); diff != "" {
				t.Errorf("%s (-want +got), go test ./internal/cli -run Docs -update rewrites it:\n%s", d.path, diff)
			}
		})
	}
}

// play returns the document with the output of its blocks made anew.
func (d document) play(t *testing.T) string {
	var out []string
	at := 0
	for _, b := range d.blocks() {
		out = append(out, d.lines[at:b.lo]...)
		at = b.hi
		shown := d.lines[b.lo:b.hi]
		if slices.ContainsFunc(shown, isRun) {
			shown = terminal(t, shown)
		} else if _, name, ok := strings.Cut(b.info, " "); ok {
			if err := os.WriteFile(name, []byte(strings.Join(shown, "\n")+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, shown...)
	}
	return strings.Join(append(out, d.lines[at:]...), "\n")
}

func isRun(line string) bool { return strings.HasPrefix(line, "$ dupes ") }

// terminal runs the lines that begin with "$ " and returns them with what they
// print. A command that fails must be followed by "$ echo $?".
func terminal(t *testing.T, shown []string) []string {
	var out []string
	code := 0
	for _, line := range shown {
		switch {
		case isRun(line):
			if code != 0 {
				t.Fatalf("exit code %d before %q, and no %q shows it", code, line, "$ echo $?")
			}
			var screen bytes.Buffer
			code = Main(strings.Fields(line)[2:], strings.NewReader(""), &screen, &screen)
			out = append(out, line)
			for text := range strings.Lines(screen.String()) {
				out = append(out, strings.TrimSuffix(text, "\n"))
			}
		case line == "$ echo $?":
			out = append(out, line, fmt.Sprint(code))
			code = 0
		case strings.HasPrefix(line, "$ "):
			t.Fatalf("%q in a block that is run: want dupes or echo $?", line)
		}
	}
	if code != 0 {
		t.Errorf("exit code %d at the end of a block, and no %q shows it: %q", code, "$ echo $?", out)
	}
	return out
}

// commands lists the commands of dupes, and those below them. What cobra does
// by itself (help, the scripts of completion) is documented by its own --help.
func commands() []*cobra.Command {
	root := (&app{stdout: io.Discard, stderr: io.Discard}).root()
	root.InitDefaultCompletionCmd()
	list := append(slices.Clone(root.Commands()), root)
	for _, c := range root.Commands() {
		if c.Name() != "completion" {
			list = append(list, c.Commands()...)
		}
	}
	for _, c := range list {
		c.InitDefaultHelpFlag()
		c.InitDefaultVersionFlag()
	}
	return list
}

func TestDocsNameEveryCommandAndFlag(t *testing.T) {
	_, docs := documents(t)
	var text strings.Builder
	for _, d := range docs {
		text.WriteString(strings.Join(d.lines, "\n"))
	}
	said := func(words string) bool {
		return regexp.MustCompile(regexp.QuoteMeta(words) + `([^a-z-]|$)`).MatchString(text.String())
	}
	for _, c := range commands() {
		if c.HasParent() && !said(c.CommandPath()) {
			t.Errorf("%q stands neither in README.md nor in docs/", c.CommandPath())
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if !said("--" + f.Name) {
				t.Errorf("--%s of %q stands neither in README.md nor in docs/", f.Name, c.CommandPath())
			}
		})
	}
}

var (
	inline   = regexp.MustCompile("`([^`]+)`")
	longFlag = regexp.MustCompile(`--([a-z][a-z-]*)`)
)

// code lists what d sets as code: the lines of its blocks and inline spans.
func (d document) code() []string {
	var out []string
	at := 0
	for _, b := range d.blocks() {
		for _, m := range inline.FindAllStringSubmatch(strings.Join(d.lines[at:b.lo-1], "\n"), -1) {
			out = append(out, strings.ReplaceAll(m[1], "\n", " "))
		}
		for _, line := range d.lines[b.lo:b.hi] {
			out = append(out, strings.TrimPrefix(line, "$ "))
		}
		at = b.hi + 1
	}
	for _, m := range inline.FindAllStringSubmatch(strings.Join(d.lines[at:], "\n"), -1) {
		out = append(out, strings.ReplaceAll(m[1], "\n", " "))
	}
	return out
}

func TestDocsNameNothingUnknown(t *testing.T) {
	byPath := map[string]*cobra.Command{}
	flags := map[string]bool{}
	for _, c := range commands() {
		if c.HasParent() {
			byPath[c.CommandPath()] = c
		}
		c.Flags().VisitAll(func(f *pflag.Flag) { flags[f.Name] = true })
	}
	_, docs := documents(t)
	for _, d := range docs {
		for _, code := range d.code() {
			words := strings.Fields(strings.TrimPrefix(code, "./"))
			known := func(name string) bool { return flags[name] }
			if len(words) > 1 && words[0] == "dupes" && !strings.HasPrefix(words[1], "-") {
				c := byPath[strings.Join(words[:min(3, len(words))], " ")]
				if c == nil {
					c = byPath[strings.Join(words[:2], " ")]
				}
				if c == nil {
					t.Errorf("%s: %q: no such command", d.path, code)
					continue
				}
				known = func(name string) bool { return c.Flags().Lookup(name) != nil }
			}
			for _, m := range longFlag.FindAllStringSubmatch(code, -1) {
				if !known(m[1]) {
					t.Errorf("%s: %q: no flag --%s", d.path, code, m[1])
				}
			}
		}
	}
}
