package review

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dupes-news/dupes/internal/tinydisk"
	"github.com/dupes-news/dupes/internal/verdict"
)

// A verdict that finds no room is refused, told to nobody, and leaves nothing;
// with room the next one is taken.
func TestDiskFull(t *testing.T) {
	dir := tinydisk.Mount(t, "64k")
	path, ballast := filepath.Join(dir, "review.jsonl"), filepath.Join(dir, "ballast")
	j, err := verdict.Open(path, "ida")
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if err := os.WriteFile(ballast, make([]byte, 32<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	w := newDeskWorld(t, func(c *Config) { c.Room.Verdicts = j })
	w.until()
	_, heard := j.Follow(t.Context(), 0)
	note := `{"a":"a/wire","b":"b?daily","verdict":"note","note":"` + strings.Repeat("x", 3001) + `"}`
	taken := 0
	got := w.ask("POST", "/page/verdicts", note)
	for ; got.status == 200 && taken < 100; got = w.ask("POST", "/page/verdicts", note) {
		taken++
		<-heard
	}
	if got.status != 507 || taken == 0 || got.body != `{"error":"the verdict could not be written: the log of the server says more"}` {
		t.Fatalf("answer %d %s after %d, want 507", got.status, got.body, taken)
	}
	if log := w.log.String(); !strings.Contains(log, "level=ERROR msg=verdict") || !strings.Contains(log, "no space left on device") {
		t.Errorf("log %s", log)
	}
	select {
	case e := <-heard:
		t.Errorf("pages heard of %v, which was not written", e)
	default:
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.HasSuffix(string(text), "}\n") || strings.Count(string(text), "\n") != taken+1 {
		t.Errorf("%d lines, %v, want %d whole ones", strings.Count(string(text), "\n"), err, taken+1)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if got := w.ask("POST", "/page/verdicts", note); got.status != 200 || len(j.Since(0)) != taken+1 {
		t.Errorf("with room = %d %s, %d entries", got.status, got.body, len(j.Since(0)))
	}
}
