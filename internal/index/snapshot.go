package index

import "context"

// Snapshot is an index that does not change while it is looked at.
type Snapshot struct {
	x *Index
	r Reader
}

// View calls f with the index as it stands.
func (x *Index) View(ctx context.Context, f func(Snapshot) error) error {
	return x.store.View(ctx, func(r Reader) error { return f(Snapshot{x, r}) })
}

// Shelf is the articles of the index, to be searched by one goroutine.
func (s Snapshot) Shelf() Shelf { return &storeShelf{r: s.r, codec: s.x.codec, place: s.x.place} }

// Under says which of the ids of sketches the index has, and whether with the
// same text.
func (s Snapshot) Under(sketches []*Sketch) (map[string]bool, error) {
	in, err := s.x.present(s.r, sketches)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for _, k := range sketches {
		if p, is := in[k.ID]; is {
			out[k.ID] = p.is(k)
		}
	}
	return out, nil
}

// Change is an index that nobody else changes, on any machine.
type Change struct {
	Snapshot
	w           Writer
	interrupted []uint64 // batches
}

// Change calls f, and makes what it adds durable when it returns nil.
func (x *Index) Change(ctx context.Context, f func(*Change) error) error {
	err := x.store.Update(ctx, func(w Writer) error {
		interrupted, err := x.interrupted(ctx, w)
		if err != nil {
			return err
		}
		return f(&Change{Snapshot{x, w}, w, interrupted})
	})
	if err != nil {
		return err
	}
	return x.tidy(ctx)
}

// Add adds articles whose ids the index does not have, as those of a batch if
// there is one. It returns the number of the first; the others follow.
func (c *Change) Add(sketches []*Sketch, b *Batch) (first uint32, err error) {
	if len(sketches) == 0 {
		return 0, nil
	}
	if b != nil {
		for _, k := range sketches {
			// An article that was removed may be left of an interrupted batch.
			if _, err := b.takeOver(c.w, c.interrupted, k.ID); err != nil {
				return 0, err
			}
			if err := c.w.SetValue(pendingKey(b.number, k.ID), []byte{1}); err != nil {
				return 0, err
			}
		}
	}
	counts, err := getCounts(c.w)
	if err != nil {
		return 0, err
	}
	first = counts.Next
	return first, c.x.put(c.w, &counts, sketches)
}

// TakeOver reports whether the article of an id came in with a batch that was
// interrupted; it belongs to b from then on.
func (c *Change) TakeOver(b *Batch, id string) (bool, error) {
	return b.takeOver(c.w, c.interrupted, id)
}
