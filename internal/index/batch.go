package index

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Batch is a run of a gate that adds to an index. What it adds is in at
// once; but until End the index remembers which articles these are. If the
// process dies before, whoever reads its input again learns of each that the
// same article came in with a batch that never ended, and so may pass it on as
// if it were new: its decision may have been lost with the process.
type Batch struct {
	x      *Index
	number uint64
	end    func()
}

const (
	batchPrefix   = "batch/"
	pendingPrefix = "pending/"
)

func batchKey(n uint64) string  { return fmt.Sprintf("%s%d", batchPrefix, n) }
func pendingOf(n uint64) string { return fmt.Sprintf("%s%d/", pendingPrefix, n) }
func pendingKey(n uint64, id string) string {
	return pendingOf(n) + id
}

// Begin begins a batch.
func (x *Index) Begin(ctx context.Context) (*Batch, error) {
	b := &Batch{x: x}
	err := x.store.Update(ctx, func(w Writer) error {
		c, err := getCounts(w)
		if err != nil {
			return err
		}
		c.Batch++
		b.number = c.Batch
		return setCounts(w, c)
	})
	if err != nil {
		return nil, err
	}
	if b.end, err = x.store.Begin(ctx, b.number); err != nil {
		return nil, err
	}
	err = x.store.Update(ctx, func(w Writer) error { return w.SetValue(batchKey(b.number), []byte{1}) })
	return b, err
}

// End ends a batch, whose outputs are safe now: the index forgets which
// articles it added, and which batches were interrupted of which no article is
// left.
func (b *Batch) End(ctx context.Context) error {
	err := b.x.store.Update(ctx, func(w Writer) error {
		if err := endBatch(w, b.number); err != nil {
			return err
		}
		interrupted, err := b.x.interrupted(ctx, w)
		if err != nil {
			return err
		}
		for _, n := range interrupted {
			left, err := pending(w, n, 1)
			if err == nil && left == 0 {
				err = w.SetValue(batchKey(n), nil)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	b.end()
	return err
}

// endBatch forgets which articles a batch has added, and the batch.
func endBatch(w Writer, batch uint64) error {
	for v, err := range w.Values(pendingOf(batch)) {
		if err == nil {
			err = w.SetValue(v.Name, nil)
		}
		if err != nil {
			return err
		}
	}
	return w.SetValue(batchKey(batch), nil)
}

// pending counts the articles of a batch, as far as most.
func pending(r Reader, batch uint64, most int) (n int, err error) {
	for _, err := range r.Values(pendingOf(batch)) {
		if err != nil {
			return n, err
		}
		if n++; n == most {
			break
		}
	}
	return n, nil
}

// interrupted are the batches that never ended.
func (x *Index) interrupted(ctx context.Context, r Reader) (out []uint64, err error) {
	for v, err := range r.Values(batchPrefix) {
		if err != nil {
			return nil, err
		}
		n, err := strconv.ParseUint(strings.TrimPrefix(v.Name, batchPrefix), 10, 64)
		if err != nil {
			return nil, fmt.Errorf("value %q: %w", v.Name, errRecord)
		}
		live, err := x.store.Live(ctx, n)
		if err != nil {
			return nil, err
		}
		if !live {
			out = append(out, n)
		}
	}
	return out, nil
}

// Settle ends all batches that were interrupted and returns how many articles
// they had added.
func (x *Index) Settle(ctx context.Context) (articles int, err error) {
	err = x.store.Update(ctx, func(w Writer) error {
		articles = 0
		list, err := x.interrupted(ctx, w)
		if err != nil {
			return err
		}
		for _, batch := range list {
			n, err := pending(w, batch, math.MaxInt)
			if err == nil {
				err = endBatch(w, batch)
			}
			if err != nil {
				return err
			}
			articles += n
		}
		return nil
	})
	return articles, err
}

// Interrupted is a batch that never ended.
type Interrupted struct {
	Batch    uint64
	Articles int // that it added and no later batch has taken over
}

// takeOver gives an article of an interrupted batch to this one and reports
// whether it is of one.
func (b *Batch) takeOver(w Writer, interrupted []uint64, id string) (bool, error) {
	for _, n := range interrupted {
		key := pendingKey(n, id)
		v, err := w.Value(key)
		if err != nil {
			return false, err
		}
		if v != nil {
			return true, errors.Join(w.SetValue(key, nil), w.SetValue(pendingKey(b.number, id), []byte{1}))
		}
	}
	return false, nil
}
