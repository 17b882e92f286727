package page

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/scan"
)

// settled fails the test if it leaves goroutines behind that it did not find.
func settled(t *testing.T) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				stacks := make([]byte, 1<<20)
				t.Fatalf("%d goroutines, not %d:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
			}
		}
	})
}

var errFull = errors.New("the disk is full")

// limited is a writer of a disk that takes left bytes.
type limited struct {
	left int
	full func() // called when nothing more is taken; may be nil
	err  error  // what Write returns then
}

func (w *limited) Write(p []byte) (int, error) {
	if len(p) <= w.left {
		w.left -= len(p)
		return len(p), nil
	}
	n := w.left
	w.left = 0
	if w.full != nil {
		w.full()
	}
	if w.err != nil {
		return n, w.err
	}
	return len(p), nil
}

// watched is Texts that tell who reads them when nobody should.
type watched struct {
	Texts
	reading, reads atomic.Int64
	failAt         int64 // number of the read that fails; 0 for none
}

func (w *watched) Article(id string) (*corpus.Article, error) {
	w.reading.Add(1)
	defer w.reading.Add(-1)
	n := w.reads.Add(1)
	if w.failAt > 0 && n == w.failAt {
		return nil, fmt.Errorf("read article %q: %w", id, errFull)
	}
	a, err := w.Texts.Article(id)
	if w.failAt > 0 {
		runtime.Gosched() // so that others are at work when one fails
	}
	return a, err
}

// checkQuiet fails if anybody reads w, or does so later.
func checkQuiet(t *testing.T, name string, w *watched) {
	t.Helper()
	reads := w.reads.Load()
	if n := w.reading.Load(); n > 0 {
		t.Errorf("%s: %d articles are being read when all has ended", name, n)
	}
	runtime.Gosched()
	if n := w.reads.Load(); n != reads {
		t.Errorf("%s: %d articles were read when all had ended", name, n-reads)
	}
}

// A file that cannot be written is an error, wherever it happens, and then
// nobody reads articles any more.
func TestWriteFileErrors(t *testing.T) {
	res := scanOf(t, scan.Config{}, "", stories)
	settled(t)
	whole := len(fileOf(t, reportOf(t, res, Config{Texts: res}), 2))
	for _, jobs := range []int{1, 3} {
		for _, size := range []int{0, whole / 2, whole - 1} {
			name := fmt.Sprintf("%d jobs, %d of %d bytes", jobs, size, whole)
			texts := &watched{Texts: res}
			r := reportOf(t, res, Config{Texts: texts})
			if err := r.WriteFile(t.Context(), &limited{left: size, err: errFull}, jobs); !errors.Is(err, errFull) {
				t.Errorf("%s: WriteFile = %v, want %v", name, err, errFull)
			}
			checkQuiet(t, name, texts)
			ctx, cancel := context.WithCancel(t.Context())
			err := r.WriteFile(ctx, &limited{left: size, full: cancel}, jobs)
			cancel()
			// It is written by 64 KiB. Where the pairs are written there is nothing
			// left that takes long.
			if !errors.Is(err, context.Canceled) && (err != nil || size < 1<<16) {
				t.Errorf("%s: WriteFile = %v, want %v", name, err, context.Canceled)
			}
			checkQuiet(t, name, texts)
		}
	}
}

func TestWriteFileTexts(t *testing.T) {
	res := scanOf(t, scan.Config{}, "", stories)
	settled(t)
	for _, jobs := range []int{1, 2, 7} {
		for _, at := range []int64{1, 2, 40, 100} {
			name := fmt.Sprintf("%d jobs, read %d fails", jobs, at)
			texts := &watched{Texts: res, failAt: at}
			var b bytes.Buffer
			if err := reportOf(t, res, Config{Texts: texts}).WriteFile(t.Context(), &b, jobs); !errors.Is(err, errFull) {
				t.Errorf("%s: WriteFile = %v, want %v", name, err, errFull)
			}
			checkQuiet(t, name, texts)
		}
	}
	texts := &watched{Texts: res}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := reportOf(t, res, Config{Texts: texts}).WriteFile(ctx, &bytes.Buffer{}, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("WriteFile = %v, want %v", err, context.Canceled)
	}
	checkQuiet(t, "ended before", texts)
}

// A text that cannot be read is an error of a fragment, too.
func TestFragmentErrors(t *testing.T) {
	res := scanOf(t, scan.Config{}, voyage)
	texts := &watched{Texts: res, failAt: 1}
	r := reportOf(t, res, Config{Texts: texts})
	if html, ok, err := r.Pair("a/wire.txt", "b/daily.txt"); html != "" || ok || !errors.Is(err, errFull) {
		t.Errorf("Pair = %q, %v, %v, want %v", html, ok, err, errFull)
	}
	texts.reads.Store(0)
	if html, _, err := r.Cluster(rowsOf(t, r).Clusters.ID[0]); html != "" || !errors.Is(err, errFull) {
		t.Errorf("Cluster = %q, %v, want %v", html, err, errFull)
	}
}

func TestInOrder(t *testing.T) {
	settled(t)
	for _, jobs := range []int{1, 2, 5, 64} {
		for _, n := range []int{0, 1, 3, 200} {
			var working, most atomic.Int64
			square := func(i int) (int, error) {
				now := working.Add(1)
				for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
				}
				for range i % 7 {
					runtime.Gosched()
				}
				working.Add(-1)
				return i * i, nil
			}
			var want []int
			for i := range n {
				want = append(want, i*i)
			}
			if got := all(t, inOrder(t.Context(), n, jobs, square)); !slices.Equal(got, want) {
				t.Errorf("%d jobs: %v, want %v", jobs, got, want)
			}
			if most.Load() > int64(jobs) {
				t.Errorf("%d were at work at once, want %d at most", most.Load(), jobs)
			}
		}
	}
}

// The first error ends a list, as does whoever reads it; what was begun then
// has ended.
func TestInOrderEnds(t *testing.T) {
	settled(t)
	var working atomic.Int64
	some := func(fails int) func(int) (int, error) {
		return func(i int) (int, error) {
			working.Add(1)
			defer working.Add(-1)
			for range 10 {
				runtime.Gosched()
			}
			if i >= fails {
				return 0, fmt.Errorf("%d: %w", i, errFull)
			}
			return i, nil
		}
	}
	for _, jobs := range []int{1, 3, 16} {
		n := 0
		var failed error
		for got, err := range inOrder(t.Context(), 100, jobs, some(10)) {
			if err != nil {
				failed = err
				continue // to see that nothing comes behind it
			}
			if got != n || failed != nil {
				t.Errorf("%d jobs: %d behind %d and error %v", jobs, got, n, failed)
			}
			n++
		}
		if n != 10 || failed == nil || failed.Error() != "10: the disk is full" || working.Load() != 0 {
			t.Errorf("%d jobs: %d and then %v, %d at work, want 10 and the first error", jobs, n, failed, working.Load())
		}
		for got := range inOrder(t.Context(), 100, jobs, some(100)) {
			if got == 5 {
				break
			}
		}
		if working.Load() != 0 {
			t.Errorf("%d jobs: %d at work behind the end", jobs, working.Load())
		}
		ctx, cancel := context.WithCancel(t.Context())
		n, failed = 0, nil
		for _, err := range inOrder(ctx, 100, jobs, some(100)) {
			failed = err
			if n++; n == 5 {
				cancel()
			}
		}
		cancel()
		if n != 6 || !errors.Is(failed, context.Canceled) || working.Load() != 0 {
			t.Errorf("%d jobs: %d, then %v, %d at work, want 5 and the end of the context", jobs, n-1, failed, working.Load())
		}
	}
}
