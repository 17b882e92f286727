//go:build unix

package corpus

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// listed is what List gives for paths under dir, with dir taken off: files as
// "path name", refusals as "path: reason".
func listed(t *testing.T, dir string, paths ...string) (files, refused []string) {
	t.Helper()
	full := make([]string, len(paths))
	for i, p := range paths {
		full[i] = filepath.Join(dir, p)
	}
	fs, rs := List(full)
	short := func(path string) string {
		return filepath.ToSlash(strings.TrimPrefix(path, dir+string(filepath.Separator)))
	}
	for _, f := range fs {
		files = append(files, short(f.Path)+" "+f.Name)
	}
	for _, r := range rs {
		refused = append(refused, short(r.Path)+": "+r.Reason)
	}
	return files, refused
}

func TestList(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"c/b.txt", "c/a.jsonl.gz", "c/in/x.html", "c/in/skip.pdf", "c/README", "d/x.txt/y.md", "z.csv"} {
		write(t, dir, name, "x")
	}
	link := func(old, new string) {
		if err := os.Symlink(old, filepath.Join(dir, new)); err != nil {
			t.Fatal(err)
		}
	}
	link("..", "c/in/loop")                // to a folder above
	link("b.txt", "c/again.txt")           // to a file that is listed
	link("gone.txt", "c/dangling.txt")     // to nothing
	link("../d", "c/a-link-that-is-first") // sorts before what it points to
	if err := syscall.Mkfifo(filepath.Join(dir, "d/pipe.jsonl"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		paths          []string
		files, refused []string
	}{
		{
			paths:   []string{"c"},
			files:   []string{"c/a-link-that-is-first/x.txt/y.md a-link-that-is-first/x.txt/y.md", "c/a.jsonl.gz a.jsonl.gz", "c/b.txt b.txt", "c/in/x.html in/x.html"},
			refused: []string{"c/a-link-that-is-first/pipe.jsonl: a pipe, not a file: give it as standard input with -", "c/dangling.txt: no such file or directory"},
		},
		{
			paths:   []string{"d", "c/in", "c", "c/b.txt", "d"},
			files:   []string{"c/a.jsonl.gz a.jsonl.gz", "c/b.txt b.txt", "c/in/x.html in/x.html", "d/x.txt/y.md x.txt/y.md"},
			refused: []string{"c/dangling.txt: no such file or directory", "d/pipe.jsonl: a pipe, not a file: give it as standard input with -"},
		},
		{
			paths: []string{"c/in/x.html", "z.csv", "none.txt", "d/pipe.jsonl"},
			files: []string{"c/in/x.html x.html"},
			refused: []string{
				"d/pipe.jsonl: a pipe, not a file: give it as standard input with -",
				"none.txt: no such file or directory",
				`z.csv: unknown kind of file ".csv": want .txt .md .html .htm .json .jsonl .ndjson, each also with .gz or .zst`,
			},
		},
	}
	for _, tt := range tests {
		files, refused := listed(t, dir, tt.paths...)
		if diff := cmp.Diff(tt.files, files); diff != "" {
			t.Errorf("List(%q) files: -want +got:\n%s", tt.paths, diff)
		}
		if diff := cmp.Diff(tt.refused, refused); diff != "" {
			t.Errorf("List(%q) refused: -want +got:\n%s", tt.paths, diff)
		}
	}
	if files, refused := List([]string{"-", "-"}); len(files) != 1 || files[0] != (File{Path: "-", Name: "-"}) || refused != nil {
		t.Errorf(`List("-", "-") = %v, %v, want standard input once`, files, refused)
	}
}

func TestListIgnore(t *testing.T) {
	names := []string{"a.txt", "draft-a.txt", "in/draft-b.txt", "in/keep/draft-c.txt", "old/x.txt", "in/old/y.txt", "top.md", "in/top.md", "in/deep/er/z.html", "x.md/f.txt"}
	tests := []struct {
		name, ignore, inner string // .dupesignore of the folder, and of in/
		want                string
	}{
		{"nothing", "# all is kept\n\n", "", "a.txt draft-a.txt in/deep/er/z.html in/draft-b.txt in/keep/draft-c.txt in/old/y.txt in/top.md old/x.txt top.md x.md/f.txt"},
		{"name at any depth", "draft-*", "", "a.txt in/deep/er/z.html in/old/y.txt in/top.md old/x.txt top.md x.md/f.txt"},
		{"taken in again", "*.txt\r\n!draft-b.txt", "", "in/deep/er/z.html in/draft-b.txt in/top.md top.md"},
		{"the inner speaks first", "draft-*", "!draft-c.txt", "a.txt in/deep/er/z.html in/keep/draft-c.txt in/old/y.txt in/top.md old/x.txt top.md x.md/f.txt"},
		{"from the folder on", "/old\n/top.md", "", "a.txt draft-a.txt in/deep/er/z.html in/draft-b.txt in/keep/draft-c.txt in/old/y.txt in/top.md x.md/f.txt"},
		{"folders only", "*.md/\n", "keep/\n/old/", "a.txt draft-a.txt in/deep/er/z.html in/draft-b.txt in/top.md old/x.txt top.md"},
		{"double star", "in/**/*.html\n{old,x.md}", "", "a.txt draft-a.txt in/draft-b.txt in/keep/draft-c.txt in/top.md top.md"},
		{"all", "**", "", ""},
	}
	for _, tt := range tests {
		dir := t.TempDir()
		for _, name := range names {
			write(t, dir, name, "x")
		}
		write(t, dir, ".dupesignore", tt.ignore)
		write(t, dir, "in/.dupesignore", tt.inner)
		files, refused := List([]string{dir})
		var got []string
		for _, f := range files {
			got = append(got, f.Name)
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" || refused != nil {
			t.Errorf("%s: List with %q and %q: refused %v, -want +got:\n%s", tt.name, tt.ignore, tt.inner, refused, diff)
		}
	}
}

func TestListBadPattern(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.txt", "x")
	write(t, dir, "b.txt", "x")
	write(t, dir, ".dupesignore", "a.txt\n[b.txt\n")
	files, refused := listed(t, dir, ".")
	wantRefused := []string{`.dupesignore: line 2: bad pattern "[b.txt"`}
	if diff := cmp.Diff(wantRefused, refused); diff != "" {
		t.Errorf("List refused: -want +got:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"b.txt b.txt"}, files); diff != "" {
		t.Errorf("List files: -want +got:\n%s", diff)
	}
}

func TestReadGone(t *testing.T) {
	dir := t.TempDir()
	path := write(t, dir, "a.txt", "x")
	files, _ := List([]string{path})
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(path, 0o600); err != nil { // must not wait for a writer
		t.Fatal(err)
	}
	var refused []Refused
	err := Read(t.Context(), files, nil, Config{}, func(Record) error { return nil }, func(r Refused) { refused = append(refused, r) })
	want := []Refused{{Path: path, Reason: "a pipe, not a file: give it as standard input with -"}}
	if diff := cmp.Diff(want, refused); diff != "" || err != nil {
		t.Errorf("Read of a pipe = %v, refused -want +got:\n%s", err, diff)
	}
}
