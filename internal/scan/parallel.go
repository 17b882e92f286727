package scan

import (
	"context"
	"sync"
	"sync/atomic"
)

// groupSize is the pairs handed to a goroutine at once.
const groupSize = 256

// verifyAll loads every pair and calls judge on it, in s.cfg.Jobs goroutines,
// and returns what judge keeps in the order of the pairs.
func verifyAll[T any](ctx context.Context, s *scan, pairs []uint64, judge func(*verifier, pair) (T, bool, error)) ([]T, error) {
	work := groups(pairs, groupSize)
	results := make([][]T, len(work))
	var next, done atomic.Int64
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	for range s.cfg.Jobs {
		wg.Go(func() {
			v := newVerifier(s)
			for {
				i := int(next.Add(1)) - 1
				if i >= len(work) || ctx.Err() != nil {
					return
				}
				var err error
				if results[i], err = verifyGroup(v, work[i], judge); err != nil {
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

func verifyGroup[T any](v *verifier, pairs []uint64, judge func(*verifier, pair) (T, bool, error)) ([]T, error) {
	var kept []T
	for _, p := range pairs {
		if err := v.load(pair(p)); err != nil {
			return nil, err
		}
		r, ok, err := judge(v, pair(p))
		if err != nil {
			return nil, err
		}
		if ok {
			kept = append(kept, r)
		}
	}
	return kept, nil
}
