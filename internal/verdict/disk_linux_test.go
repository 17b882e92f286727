package verdict

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/dupes-news/dupes/internal/tinydisk"
)

// On a full disk an entry is refused and leaves nothing; when there is room it
// is taken.
func TestDiskFull(t *testing.T) {
	dir := tinydisk.Mount(t, "64k")
	path, ballast := filepath.Join(dir, "desk.review"), filepath.Join(dir, "ballast")
	j, err := Open(path, "ida")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { j.Close() }()
	if err := os.WriteFile(ballast, make([]byte, 32<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	e := Entry{A: "a", B: "b", Kind: Note, Note: strings.Repeat("x", 3001)}
	n := 0
	for ; n < 100; n++ {
		if _, err = j.Append(e); err != nil {
			break
		}
	}
	if !errors.Is(err, syscall.ENOSPC) || n == 0 {
		t.Fatalf("Append = %v after %d, want no space left on device", err, n)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.HasSuffix(string(text), "}\n") || strings.Count(string(text), "\n") != n+1 {
		t.Errorf("%d lines, %v, want %d whole ones", strings.Count(string(text), "\n"), err, n+1)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Append(e); err != nil {
		t.Errorf("Append with room = %v", err)
	}
	j.Close()
	if j, err = Open(path, "ida"); err != nil || j.Repaired() != "" || len(j.Since(0)) != n+1 {
		t.Fatalf("opened again: %v, want %d entries", err, n+1)
	}
}

// A new file on a full disk is an error, and a file of reviews when there is
// room.
func TestDiskFullAtOpen(t *testing.T) {
	dir := tinydisk.Mount(t, "64k")
	path, ballast := filepath.Join(dir, "desk.review"), filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 1<<20), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("WriteFile = %v, want no space left on device", err)
	}
	if _, err := Open(path, "ida"); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Open = %v, want no space left on device", err)
	}
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, path, "ida").Append(Entry{A: "a", B: "b", Kind: Duplicate}); err != nil {
		t.Errorf("Append with room = %v", err)
	}
}
