package scan_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dupes-news/dupes/internal/scan"
)

// endless is standard input that never ends; stop is called once it has been
// read for a while.
type endless struct {
	lines string
	after int // bytes until stop
	stop  func()
	read  int
	more  int // bytes read after stop
}

func (e *endless) Read(p []byte) (int, error) {
	if e.read >= e.after {
		e.stop()
		e.more += len(p)
	}
	n := copy(p, e.lines[e.read%len(e.lines):])
	e.read += n
	return n, nil
}

// A scan that is cancelled while it reads stops reading at once.
func TestCancelReading(t *testing.T) {
	for _, after := range []int{0, 100, 1 << 20, 6 << 20} { // the last has texts on disk
		dir := t.TempDir()
		checkNothingLeft(t, dir)
		ctx, cancel := context.WithCancel(context.Background())
		in := &endless{lines: lines(t, mixed()), after: after, stop: cancel}
		_, err := scan.Run(ctx, scan.Input{Paths: []string{"-"}, Stdin: in}, scan.Config{TempDir: dir, Memory: 1})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("Run cancelled after %d bytes = %v, want %v", after, err, context.Canceled)
		}
		if in.more > 2<<20 {
			t.Errorf("Run cancelled after %d bytes reads %d more", after, in.more)
		}
	}
}

// fuse is a context that ends when it has been asked often enough whether it
// has.
type fuse struct {
	context.Context
	cancel context.CancelFunc
	left   atomic.Int64
}

func newFuse(asked int) *fuse {
	ctx, cancel := context.WithCancel(context.Background())
	f := &fuse{Context: ctx, cancel: cancel}
	f.left.Store(int64(asked))
	return f
}

func (f *fuse) Err() error {
	if f.left.Add(-1) == 0 {
		f.cancel()
	}
	return f.Context.Err()
}

// Wherever a scan is cancelled behind the reading, it ends with the error of
// the context and leaves nothing behind.
func TestCancelLater(t *testing.T) {
	dir := t.TempDir()
	checkNothingLeft(t, dir)
	path := writeFiles(t, strings.Split(strings.TrimSpace(lines(t, append(mixed(), newsroom()...))), "\n"), 1)
	cancelled := 0
	for asked := 1; ; asked += 1 + asked/8 {
		ctx := newFuse(asked)
		r, err := scan.Run(ctx, scan.Input{Paths: path}, scan.Config{TempDir: dir, Memory: 1})
		if ctx.left.Load() > 0 { // not asked so often
			if err != nil {
				t.Fatalf("Run = %v, want no error", err)
			}
			r.Close()
			break
		}
		ctx.cancel()
		if err == nil { // asked for the last time too late
			r.Close()
			t.Fatalf("Run cancelled when asked for the %dth time = nil, want %v", asked, context.Canceled)
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("Run cancelled when asked for the %dth time = %v, want %v", asked, err, context.Canceled)
		}
		cancelled++
	}
	if cancelled < 5 {
		t.Errorf("the context was asked in %d places, want 5 or more", cancelled)
	}
}

// The progress of a stage ends it too.
func TestCancelStages(t *testing.T) {
	stages := map[string]bool{}
	path := writeFiles(t, strings.Split(strings.TrimSpace(lines(t, append(mixed(), newsroom()...))), "\n"), 1)
	note := func(p scan.Progress) { stages[p.Stage] = true }
	r, err := scan.Run(context.Background(), scan.Input{Paths: path, Progress: note}, scan.Config{})
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	for stage := range stages {
		dir := t.TempDir()
		checkNothingLeft(t, dir)
		ctx, cancel := context.WithCancel(context.Background())
		in := scan.Input{Paths: path, Progress: func(p scan.Progress) {
			if p.Stage == stage {
				cancel()
			}
		}}
		if _, err := scan.Run(ctx, in, scan.Config{TempDir: dir}); !errors.Is(err, context.Canceled) {
			t.Errorf("Run cancelled in stage %q = %v, want %v", stage, err, context.Canceled)
		}
	}
	if !stages["read"] {
		t.Errorf("stages %v, want read among them", stages)
	}
}

// A scan that cannot write says so and names what it wrote.
func TestNoTempDir(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "missing")
	checkNothingLeft(t, dir)
	_, err := scan.Run(context.Background(), scan.Input{Paths: []string{"-"}, Stdin: strings.NewReader("")}, scan.Config{TempDir: dir})
	if err == nil || !strings.Contains(err.Error(), "temporary file") || !strings.Contains(err.Error(), dir) {
		t.Errorf("Run = %v, want an error of a temporary file in %s", err, dir)
	}
}

// Settings that cannot be are errors, before anything is read.
func TestSettings(t *testing.T) {
	for _, threshold := range []float64{-1, 1.01} {
		_, err := scan.Run(context.Background(), scan.Input{Paths: []string{"-"}, Stdin: unread{t}}, scan.Config{Threshold: threshold})
		if err == nil {
			t.Errorf("Run with threshold %v = nil, want an error", threshold)
		}
	}
}

// unread fails the test when it is read.
type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("standard input is read")
	return 0, io.EOF
}

// A result holds its files until it is closed, and not longer.
func TestClose(t *testing.T) {
	dir := t.TempDir()
	checkNothingLeft(t, dir)
	in := scan.Input{Paths: []string{"-"}, Stdin: strings.NewReader(lines(t, mixed()))}
	r, err := scan.Run(context.Background(), in, scan.Config{TempDir: dir, Memory: 1})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the sequences can be read again
		n := 0
		for _, err := range r.Pairs {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n != r.PairCount {
			t.Errorf("Pairs yields %d, want %d", n, r.PairCount)
		}
	}
	for range r.Pairs { // and left early
		break
	}
	r.Close()
}

// checkNothingLeft fails the test when at its end there are files in dir, open
// files that were there, or goroutines that were not there before.
func checkNothingLeft(t *testing.T, dir string) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		entries, _ := os.ReadDir(dir)
		if open := openFiles(dir); len(entries) > 0 || len(open) > 0 {
			t.Errorf("files left: %v, open: %v", entries, open)
		}
		var after int
		for range 100 { // a goroutine may be on its last steps
			if after = runtime.NumGoroutine(); after <= before {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		stacks := make([]byte, 1<<16)
		t.Errorf("%d goroutines, want %d:\n%s", after, before, stacks[:runtime.Stack(stacks, true)])
	})
}

// openFiles lists what this program has open in dir, deleted or not, where the
// system tells.
func openFiles(dir string) []string {
	var open []string
	links, _ := filepath.Glob("/proc/self/fd/*")
	for _, link := range links {
		if target, err := os.Readlink(link); err == nil && strings.HasPrefix(target, dir) {
			open = append(open, fmt.Sprint(target))
		}
	}
	return open
}
