package index

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/go-json-experiment/json"
)

func (f *folder) Update(_ context.Context, fn func(Writer) error) error {
	if f.readOnly {
		return fmt.Errorf("%q: %w", f.dir, ErrReadOnly)
	}
	f.writing.Lock()
	defer f.writing.Unlock()
	if err := f.alarm.heard(); err != nil {
		return err
	}
	c := &change{folder: f, batch: f.db.NewBatch(), refs: map[uint32]ref{}}
	err := fn(c)
	if err == nil {
		err = c.commit()
	}
	if c.given {
		return err
	}
	c.discard()
	return errors.Join(err, c.batch.Close())
}

// change is an Update under way. Reading it is reading the folder, which does
// not change before commit.
type change struct {
	*folder
	batch *pebble.Batch
	refs  map[uint32]ref
	added []*runFile
	drop  map[uint64]bool
	given bool // to Pebble: only that knows what became of it
}

func (c *change) SetValue(name string, value []byte) error {
	if value == nil {
		return c.batch.Delete(valueKey(name), nil)
	}
	return c.batch.Set(valueKey(name), value, nil)
}

func (c *change) Put(r Record) error {
	c.refs[r.Number] = r.ref
	number := numberKey('a', r.Number)
	return errors.Join(c.batch.Set(number, r.Record, nil), c.batch.Set(idKey(r.ID), number[1:], nil))
}

func (c *change) Delete(number uint32, id string) error {
	c.refs[number] = ref{day: gone}
	return errors.Join(c.batch.Delete(numberKey('a', number), nil), c.batch.Delete(idKey(id), nil))
}

func (c *change) AddRun(run Run, blocks iter.Seq2[[]byte, error]) (Run, error) {
	run.ID = c.nextRun
	c.nextRun++
	path := c.runPath(run.ID)
	if err := writeRunFile(path, run, blocks, !c.volatile); err != nil {
		return Run{}, err
	}
	f, err := openRunFile(path, run.ID)
	if err != nil {
		os.Remove(path)
		return Run{}, err
	}
	c.added = append(c.added, f)
	return f.run, nil
}

func (c *change) DropRun(run Run) error {
	if c.drop == nil {
		c.drop = map[uint64]bool{}
	}
	c.drop[run.ID] = true
	return nil
}

// commit makes the change durable and then visible.
func (c *change) commit() error {
	f := c.folder
	if len(c.added) > 0 && !f.volatile {
		if err := syncDir(filepath.Join(f.dir, "runs")); err != nil {
			return err
		}
	}
	var runs, dropped []*runFile
	var ids []uint64
	for _, r := range append(slices.Clone(f.runs), c.added...) {
		if c.drop[r.run.ID] {
			dropped = append(dropped, r)
			continue
		}
		runs, ids = append(runs, r), append(ids, r.run.ID)
	}
	if len(c.added)+len(dropped) > 0 {
		list, err := json.Marshal(ids)
		if err == nil {
			err = c.SetValue(runsKey, list)
		}
		if err != nil {
			return err
		}
	}
	f.state.Lock()
	defer f.state.Unlock()
	if err := c.setRefs(); err != nil {
		return err
	}
	if err := c.apply(); err != nil {
		return err
	}
	f.runs = runs
	for _, r := range dropped {
		r.file.Close()
		os.Remove(f.runPath(r.run.ID)) // swept at the next opening where this fails
	}
	return nil
}

// apply commits the batch. After an error nothing more is written until the
// folder is opened again, and it is there or not then.
func (c *change) apply() error {
	how := pebble.Sync
	if c.volatile {
		how = pebble.NoSync
	}
	c.given = true
	err := c.alarm.wait(func() error { return c.batch.Commit(how) })
	if err != nil {
		c.alarm.ring(err)
		return err
	}
	return c.batch.Close()
}

// setRefs writes the chunks of refs that change.
func (c *change) setRefs() error {
	f := c.folder
	chunks := map[uint32]bool{}
	for n, r := range c.refs {
		f.refs = grow(f.refs, int(n/refsPerChunk+1)*refsPerChunk)
		f.refs[n] = r
		chunks[n/refsPerChunk] = true
	}
	for chunk := range chunks {
		var b []byte
		for _, r := range f.refs[chunk*refsPerChunk:][:refsPerChunk] {
			b = binary.LittleEndian.AppendUint32(b, r.outlet)
			b = binary.LittleEndian.AppendUint32(b, uint32(r.day))
			b = binary.LittleEndian.AppendUint32(b, r.story)
		}
		if err := c.batch.Set(numberKey('r', chunk), b, nil); err != nil {
			return err
		}
	}
	return nil
}

func (c *change) discard() {
	for _, r := range c.added {
		r.file.Close()
		os.Remove(c.runPath(r.run.ID))
	}
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
