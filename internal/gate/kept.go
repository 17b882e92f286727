package gate

import (
	"context"
	"os"

	"github.com/dupes-news/dupes/internal/index"
)

// kept is articles of a batch that later ones are compared with: the latest in
// memory, the others in an index that ends with the desk. The zero value is
// empty.
type kept struct {
	fresh index.Fresh
	disk  *index.Index // nil until there is something to keep
	dir   string
	at    *index.Snapshot // during view
}

// shelf is what is on disk.
func (k *kept) shelf() index.Shelf {
	if k.at == nil {
		return &index.Fresh{}
	}
	return k.at.Shelf()
}

func (k *kept) view(ctx context.Context, f func() error) error {
	if k.disk == nil {
		return f()
	}
	return k.disk.View(ctx, func(s index.Snapshot) error {
		k.at = &s
		defer func() { k.at = nil }()
		return f()
	})
}

// keep moves what is fresh to disk.
func (k *kept) keep(ctx context.Context, d *desk) error {
	list := k.fresh.Sketches()
	if len(list) == 0 {
		return nil
	}
	if k.disk == nil {
		if err := k.create(ctx, d); err != nil {
			return err
		}
	}
	err := k.disk.Change(ctx, func(c *index.Change) error {
		_, err := c.Add(list, nil)
		return err
	})
	k.fresh.Reset()
	return err
}

func (k *kept) create(ctx context.Context, d *desk) (err error) {
	if k.dir, err = os.MkdirTemp(d.tempDir, "dupes-*"); err != nil {
		return err
	}
	k.disk, err = index.CreateTemporary(ctx, k.dir, d.header)
	return err
}

func (k *kept) close() {
	if k.disk != nil {
		k.disk.Close()
	}
	if k.dir != "" {
		os.RemoveAll(k.dir)
	}
}
