package verdict

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.review")
	for _, name := range []string{"", " ", "a\nb", "\xff", strings.Repeat("é", 101)} {
		if j, err := Open(path, name); err == nil {
			j.Close()
			t.Errorf("Open for reviewer %q: no error", name)
		}
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open for a bad name has made the file: %v", err)
	}
	j := open(t, path, strings.Repeat("é", 100))
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v, want 0600", info.Mode(), err)
	}
	if j.Repaired() != "" || len(j.State()) != 0 || len(j.Since(0)) != 0 {
		t.Errorf("new file: %q, %v, %v", j.Repaired(), j.State(), j.Since(0))
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != header {
		t.Errorf("new file: %q, %v", got, err)
	}
	if _, err := Open(t.TempDir(), "ida"); err == nil || !strings.HasSuffix(err.Error(), ": not a regular file") {
		t.Errorf("Open of a folder: %v", err)
	}
	if _, err := Open(filepath.Join(path, "x"), "ida"); err == nil {
		t.Error("Open below a file: no error")
	}
}

// The second one who opens a file is told so, by whichever name, until the
// first one closes it.
func TestLock(t *testing.T) {
	dir := t.TempDir()
	path, other := filepath.Join(dir, "desk.review"), filepath.Join(dir, "link")
	j := open(t, path, "ida")
	if err := os.Symlink(path, other); err != nil {
		other = path
	}
	for _, name := range []string{path, other} {
		want := fmt.Sprintf("%q: in use by another dupes serve", name)
		if _, err := Open(name, "tom"); err == nil || err.Error() != want {
			t.Errorf("Open(%q) = %v, want %s", name, err, want)
		}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := Read(bytes.NewReader(text), path); err != nil {
		t.Errorf("Read while it is open: %v", err)
	}
	for range 2 {
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := j.Append(Entry{A: "a", B: "b", Kind: Duplicate}); !errors.Is(err, errClosed) {
		t.Errorf("Append after Close = %v", err)
	}
	open(t, path, "tom")
}

func TestAppend(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.review")
	j := open(t, path, "ida")
	at := time.Date(2031, 5, 6, 11, 0, 0, 999, time.FixedZone("", 7200))
	j.now = func() time.Time { return at }
	got, err := j.Append(Entry{A: "y", B: "x\xff\xfe", Kind: Keep, Keep: "x\xff\xfe", Representative: "y", Reviewer: "eve", N: 7})
	if err != nil {
		t.Fatal(err)
	}
	want := Entry{
		N: 1, Time: time.Date(2031, 5, 6, 9, 0, 0, 0, time.UTC), Reviewer: "ida",
		A: "x\ufffd\ufffd", B: "y", Representative: "y", Kind: Keep, Keep: "x\ufffd\ufffd",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Append (-want +got):\n%s", diff)
	}
	if j.Judgement(NewPair("x\xff\xfe", "y")).Keep != "x\ufffd\ufffd" {
		t.Errorf("State = %v", j.State())
	}
	before, _ := os.ReadFile(path)
	for _, e := range []Entry{
		{A: "a", B: "b"},
		{A: "a", B: "a", Kind: Duplicate},
		{A: "a", Kind: Duplicate},
		{A: "a", B: "b", Kind: Duplicate, Representative: "c"},
		{A: "a", B: "b", Kind: Keep, Keep: "c"},
		{A: "a", B: "b", Kind: Note, Note: strings.Repeat("x", 4001)},
		{A: "a", B: strings.Repeat("x", maxLine), Kind: Duplicate},
		{Kind: Undo},
		{Kind: Undo, Of: 2},
	} {
		_, err := j.Append(e)
		if _, ok := errors.AsType[EntryError](err); !ok {
			t.Errorf("Append(%.100v) = %v, want an EntryError", e, err)
		}
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Errorf("refused entries are in the file:\n%s", after)
	}
	if _, err := j.Append(Entry{A: "a", B: "b", Kind: Note, Note: strings.Repeat("\x01", 4000)}); err != nil {
		t.Errorf("note of 4,000 characters: %v", err)
	}
	s := j.State()
	clear(s)
	if len(j.State()) != 2 {
		t.Error("State is not a copy")
	}
}

// Whatever many say at once is in the file, numbered, and told to all that
// follow, in order.
func TestConcurrent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.review")
	j := hurry(open(t, path, "ida"))
	const writers, each = 8, 40
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				if _, err := j.Append(Entry{A: fmt.Sprint(w), B: fmt.Sprintf("%d-%d", w, i), Kind: Duplicate}); err != nil {
					t.Error(err)
				}
				if i%9 == 8 {
					if _, err := j.Undo(); err != nil {
						t.Error(err)
					}
				}
				j.State()
			}
		})
	}
	const total = writers * (each + each/9)
	for range 3 {
		wg.Go(func() {
			var got []Entry
			for len(got) < total { // again, where it was too slow
				past, next := j.Follow(t.Context(), len(got))
				got = append(got, past...)
				for len(got) < total {
					e, ok := <-next
					if !ok {
						break
					}
					got = append(got, e)
				}
			}
			for i, e := range got {
				if e.N != i+1 {
					t.Errorf("entry %d is told as the %d.", e.N, i+1)
				}
			}
		})
	}
	wg.Wait()
	want := j.State()
	j.Close()
	if diff := cmp.Diff(want, open(t, path, "ida").State()); diff != "" {
		t.Errorf("opened again (-want +got):\n%s", diff)
	}
}

// Who follows and does not listen is left behind; Append waits for nobody.
func TestFollow(t *testing.T) {
	j := hurry(open(t, filepath.Join(t.TempDir(), "desk.review"), "ida"))
	say := func() {
		if _, err := j.Append(Entry{A: "a", B: "b", Kind: Duplicate}); err != nil {
			t.Fatal(err)
		}
	}
	say()
	_, slow := j.Follow(t.Context(), 0)
	ctx, cancel := context.WithCancel(t.Context())
	past, gone := j.Follow(ctx, 0)
	if len(past) != 1 || past[0].N != 1 {
		t.Errorf("Follow = %v, want entry 1", past)
	}
	cancel()
	if _, ok := <-gone; ok {
		t.Error("told something after the end of the context")
	}
	for range waiting + 1 {
		say()
	}
	n := 1
	for e := range slow {
		if n++; e.N != n {
			t.Errorf("told %d, want %d", e.N, n)
		}
	}
	if n != waiting+1 {
		t.Errorf("told up to %d, want %d", n, waiting+1)
	}
	past, next := j.Follow(t.Context(), n)
	if len(past) != 1 || past[0].N != n+1 {
		t.Errorf("Follow again = %v, want entry %d", past, n+1)
	}
	j.Close()
	if _, ok := <-next; ok {
		t.Error("told something after Close")
	}
	if past, next = j.Follow(t.Context(), n); len(past) != 1 {
		t.Errorf("Follow after Close = %v", past)
	}
	if _, ok := <-next; ok {
		t.Error("told something after Close")
	}
	if got := j.Since(n + 100); len(got) != 0 {
		t.Errorf("Since the future = %v", got)
	}
}

// faulty is a file whose disk fails when told so.
type faulty struct {
	*os.File
	write, sync, truncate error
}

func (f *faulty) WriteAt(b []byte, at int64) (int, error) {
	if f.write == nil {
		return f.File.WriteAt(b, at)
	}
	n, _ := f.File.WriteAt(b[:len(b)/2], at)
	return n, f.write
}

func (f *faulty) Sync() error { return f.sync }

func (f *faulty) Truncate(n int64) error {
	if f.truncate != nil {
		return f.truncate
	}
	return f.File.Truncate(n)
}

// What an error has kept out is nowhere: not in the state, not in the file.
func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		name  string
		fail  func(*faulty)
		mends bool
	}{
		{"write", func(f *faulty) { f.write = syscall.ENOSPC }, true},
		{"sync", func(f *faulty) { f.sync = syscall.EIO }, false},
		{"write and truncate", func(f *faulty) { f.write, f.truncate = syscall.ENOSPC, syscall.EIO }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "desk.review")
			j := open(t, path, "ida")
			f := &faulty{File: j.file.durable.(*os.File)}
			j.file.durable = f
			e := Entry{A: "a", B: "b", Kind: Duplicate}
			if _, err := j.Append(e); err != nil {
				t.Fatal(err)
			}
			_, next := j.Follow(t.Context(), 1)
			before, _ := os.ReadFile(path)
			tt.fail(f)
			if _, err := j.Append(e); !errors.Is(err, syscall.ENOSPC) && !errors.Is(err, syscall.EIO) {
				t.Errorf("Append = %v", err)
			}
			if after, _ := os.ReadFile(path); f.truncate == nil && !bytes.Equal(before, after) {
				t.Errorf("file %q, want %q", after, before)
			}
			*f = faulty{File: f.File}
			_, err := j.Append(e)
			if mends := err == nil; mends != tt.mends {
				t.Errorf("Append on a disk that works again = %v", err)
			}
			j.Close()
			for range next {
			}
			j = open(t, path, "ida")
			if want := 1 + map[bool]int{true: 1}[tt.mends]; len(j.Since(0)) != want {
				t.Errorf("opened again: %d entries, want %d", len(j.Since(0)), want)
			}
		})
	}
}

// A file that is gone, or that somebody else writes to, takes no entries.
func TestNotOurs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.review")
	j := open(t, path, "ida")
	e := Entry{A: "a", B: "b", Kind: Duplicate}
	add := func(want string) {
		t.Helper()
		if _, err := j.Append(e); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Append = %v, want %s", err, want)
		}
	}
	if err := os.Rename(path, path+"~"); err != nil {
		t.Skipf("rename a file that is open: %v", err)
	}
	add("desk.review: ")
	if err := os.WriteFile(path, []byte(header), 0o600); err != nil {
		t.Fatal(err)
	}
	add("another file has taken its place")
	if err := os.Rename(path+"~", path); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Append(e); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString("{}\n"); err != nil {
		t.Fatal(err)
	}
	add("somebody else has changed it")
	if len(j.Since(0)) != 1 {
		t.Errorf("%d entries, want 1", len(j.Since(0)))
	}
}

func BenchmarkAppend(b *testing.B) {
	j := open(b, filepath.Join(b.TempDir(), "desk.review"), "ida")
	for b.Loop() {
		if _, err := j.Append(Entry{A: "a", B: "b", Kind: Duplicate}); err != nil {
			b.Fatal(err)
		}
	}
}
