package index

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
)

// full is a disk that takes n writes of Pebble's and no more.
func full(n int) (vfs.FS, *atomic.Int64) {
	var writes atomic.Int64
	return errorfs.Wrap(vfs.Default, errorfs.InjectorFunc(func(op errorfs.Op) error {
		if op.Kind.ReadOrWrite() == errorfs.OpIsWrite && writes.Add(1) > int64(n) {
			return &noRoom{op.Path}
		}
		return nil
	})), &writes
}

type noRoom struct{ path string }

func (e *noRoom) Error() string { return fmt.Sprintf("write %s: %v", e.path, syscall.ENOSPC) }
func (e *noRoom) Unwrap() error { return syscall.ENOSPC }

// On a disk that is full at any write, each call returns an error or has done
// what it says, none hangs, and what was added is there when there is room.
func TestFolderFull(t *testing.T) {
	step := 3
	if testing.Short() {
		step = 31
	}
	failed := 0
	for n := 0; ; n += step {
		dir := filepath.Join(t.TempDir(), "index")
		disk, writes := full(n)
		var added int
		var err error
		done := make(chan struct{})
		go func() {
			defer close(done)
			added, err = fill(t, dir, disk)
			disk, _ = full(n % 17)
			if f, err := (&folder{dir: dir, fs: disk}).open(false); err == nil { // still full
				f.Close()
			}
		}()
		select {
		case <-done:
		case <-time.After(time.Minute):
			t.Fatalf("hangs on a disk that takes %d writes", n)
		}
		if err != nil {
			failed++
			if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), dir) {
				t.Errorf("disk that takes %d writes: %v, want the name of a file: %v", n, err, syscall.ENOSPC)
			}
		}
		refill(t, dir, added)
		if writes.Load() <= int64(n) {
			break
		}
	}
	if failed < 10 {
		t.Errorf("%d disks were full, want 10 or more", failed)
	}
}

const fillArticles = 24

// fill makes an index, adds articles 3 at a time until there is an error, and
// returns how many were added without.
func fill(t *testing.T, dir string, disk vfs.FS) (added int, err error) {
	ctx := context.Background()
	f, err := (&folder{dir: dir, fs: disk}).open(true)
	if err != nil {
		return 0, err
	}
	h, err := Options{}.Header()
	if err != nil {
		return 0, err
	}
	x, err := pinned(ctx, f, dir, &h)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, x.Close()) }()
	for ; added < fillArticles; added += 3 {
		if _, err := x.Add(ctx, numbered(t, x, added, added+3), false); err != nil {
			return added, err
		}
		if added == fillArticles/2 { // makes a table of what is in the log
			if err := f.alarm.wait(f.db.Flush); err != nil {
				return added + 3, err
			}
		}
	}
	return added, x.Compact(ctx)
}

// refill opens the index where there is room, and adds what is missing.
func refill(t *testing.T, dir string, added int) {
	t.Helper()
	x, err := Open(t.Context(), dir, Write)
	if errors.Is(err, ErrNoIndex) && added == 0 {
		x, err = Create(t.Context(), dir, Options{})
	}
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	checked(t, x)
	if n := len(texts(t, x)); n < added {
		t.Errorf("%d articles were added, %d are in", added, n)
	}
	add(t, x, numbered(t, x, 0, fillArticles)...)
	checked(t, x)
	want(t, "articles", len(texts(t, x)), fillArticles)
}

// What panics in Pebble is an error, and what waits ends with the alarm.
func TestAlarm(t *testing.T) {
	a := newAlarm()
	if err := a.wait(func() error { panic("on the disk") }); err == nil || err.Error() != "pebble: on the disk" {
		t.Errorf("wait for a panic = %v", err)
	}
	if err := a.wait(func() error { return nil }); err != nil {
		t.Errorf("wait = %v, want nil", err)
	}
	err := a.wait(func() error {
		a.Fatalf("no %s", "room")
		return nil
	})
	if err == nil || err.Error() != "pebble: no room" {
		t.Errorf("wait for what is fatal = %v", err)
	}
	if again := a.wait(func() error { return nil }); again != err {
		t.Errorf("wait after that = %v, want %v", again, err)
	}
}
