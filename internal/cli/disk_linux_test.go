package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dupes-news/dupes/internal/tinydisk"
)

// A page that finds no room leaves nothing, and what was there before.
func TestPageDiskFull(t *testing.T) {
	dir, disk := newsroom(t), tinydisk.Mount(t, "96k")
	for i := range 60 { // texts that do not pack well
		var text strings.Builder
		for j := range 400 {
			fmt.Fprintf(&text, "word%x%x ", i*7919+j*104729, j*j*i+i)
		}
		write(t, filepath.Join(dir, fmt.Sprintf("news/%d.txt", i)), text.String())
		write(t, filepath.Join(dir, fmt.Sprintf("news/%d-copy.txt", i)), text.String()+"and more of it")
	}
	out := filepath.Join(disk, "page.html")
	for _, before := range []string{"", "the page of yesterday"} {
		if before != "" {
			write(t, out, before)
		}
		code, _, stderr := run(t, dir, "scan", "news", "--format", "html", "-o", out)
		if code != exitWrong || !strings.HasSuffix(stderr, "no space left on device\n") {
			t.Errorf("exit code %d, stderr %q, want 2 and no space", code, stderr)
		}
		var names []string
		list, err := os.ReadDir(disk)
		for _, e := range list {
			names = append(names, e.Name())
		}
		if data, _ := os.ReadFile(out); err != nil || string(data) != before || len(names) > 1 {
			t.Errorf("left %q, page %.40q, %v, want %q", names, data, err, before)
		}
	}
}

// A server that finds no room for a review file does not start; one that has
// no room for a verdict says so, and goes on.
func TestServeDiskFull(t *testing.T) {
	dir, disk := newsroom(t), tinydisk.Mount(t, "64k")
	path, ballast := filepath.Join(disk, "dupes.review"), filepath.Join(disk, "ballast")
	write(t, ballast, strings.Repeat("x", 60<<10))
	r, _ := open(t, dir, "news", "--review", path)
	got := r.ask("POST", "/page/verdicts", wireVerdict)
	for n := 0; strings.HasPrefix(got, "200 ") && n < 200; n++ {
		got = r.ask("POST", "/page/verdicts", wireVerdict)
	}
	if !strings.HasPrefix(got, "507 ") {
		t.Errorf("POST = %s, want 507", got)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.HasSuffix(string(text), "}\n") {
		t.Errorf("review file ends %q, %v", text[max(0, len(text)-60):], err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	r.judge()
	if code, rest := r.stop(os.Interrupt); code != exitDone || !strings.Contains(rest, "no space left on device") {
		t.Errorf("exit code %d, stderr %q", code, rest)
	}
	os.Remove(path)
	if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); err == nil {
		t.Fatal("the disk is larger than it should be")
	}
	code, _, stderr := run(t, dir, "serve", "news", "--review", path, "--listen", "127.0.0.1:0")
	if code != exitWrong || !strings.Contains(stderr, "no space left on device") {
		t.Errorf("exit code %d, stderr %q, want 2 and no space", code, stderr)
	}
}
