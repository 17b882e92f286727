package scan

import (
	"context"
	"sync"
	"sync/atomic"
)

// groupSize is the pairs handed to a goroutine at once.
const groupSize = 256

// verifyAll loads every pair and calls judge on it.
func verifyAll[T any](ctx context.Context, s *scan, pairs []uint64, judge func(*verifier, pair) (T, bool, error)) ([]T, error) {
	loaded := func(v *verifier, p pair) (T, bool, error) {
		if err := v.load(p); err != nil {
			var none T
			return none, false, err
		}
		return judge(v, p)
	}
	return eachPair(ctx, s, pairs, newVerifier, loaded)
}

// eachPair calls judge on every pair, in s.cfg.Jobs goroutines with a worker
// W each, and returns what judge keeps in the order of the pairs.
func eachPair[W, T any](ctx context.Context, s *scan, pairs []uint64, worker func(*scan) W, judge func(W, pair) (T, bool, error)) ([]T, error) {
	if len(pairs) == 0 { // no worker is needed, and some take long to make
		return nil, ctx.Err()
	}
	work := groups(pairs, groupSize)
	results := make([][]T, len(work))
	var next, done atomic.Int64
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	for range s.cfg.Jobs {
		wg.Go(func() {
			w := worker(s)
			for {
				i := int(next.Add(1)) - 1
				if i >= len(work) || ctx.Err() != nil {
					return
				}
				var err error
				if results[i], err = judgeGroup(w, work[i], judge); err != nil {
					cancel(err)
				}
				s.step(done.Add(int64(len(work[i]))), int64(len(pairs)))
			}
		})
	}
	wg.Wait()
	var all []T
	for _, r := range results {
		all = append(all, r...)
	}
	return all, context.Cause(ctx)
}

func judgeGroup[W, T any](w W, pairs []uint64, judge func(W, pair) (T, bool, error)) ([]T, error) {
	var kept []T
	for _, p := range pairs {
		r, ok, err := judge(w, pair(p))
		if err != nil {
			return nil, err
		}
		if ok {
			kept = append(kept, r)
		}
	}
	return kept, nil
}
