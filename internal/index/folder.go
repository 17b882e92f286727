package index

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/go-json-experiment/json"
	"golang.org/x/sys/unix"
)

// folder is the store on one machine:
//
//	lock      locked by whoever writes, shared by whoever reads
//	db/       Pebble: records by number, numbers by id, refs, named values
//	runs/     a file for each run of postings
//
// Pebble and bbolt were measured with a million articles (docs/operations.md).
// What a query asks for at random, 200 postings of an article, neither gives
// fast enough or small enough as keys of its own; so postings are packed in
// run files, and Pebble says which of them count: a run file is synced before
// a commit names it, and removed after a commit has dropped it.
type folder struct {
	dir      string
	readOnly bool
	volatile bool   // ends with this process: nothing is synced
	fs       vfs.FS // that db is on
	lock     *os.File
	db       *pebble.DB
	cache    *pebble.Cache
	alarm    *alarm // rings when a write of db goes wrong: ends all writing

	writing sync.Mutex   // held by an Update
	state   sync.RWMutex // held for reading by a View, for writing while a commit is made
	refs    []ref
	runs    []*runFile
	nextRun uint64
	begun   map[uint64]bool // batches of this process
}

// What Pebble may hold in memory, for an index of any size.
const (
	cacheBytes    = 16 << 20
	memTableBytes = 8 << 20
)

// refsPerChunk is the refs that stand in one value: few enough that adding an
// article writes little, enough that opening an index reads few.
const (
	refsPerChunk = 256
	refBytes     = 12
)

// openFolder opens the store in dir, or makes one where create is set.
func openFolder(dir string, readOnly, create bool) (*folder, error) {
	return (&folder{dir: dir, readOnly: readOnly}).open(create)
}

// vacant is an error where dir holds something that is no index.
func vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		return nil // what is wrong with it shows when it is made
	}
	for _, e := range entries {
		if e.Name() != "lock" && e.Name() != "db" && e.Name() != "runs" {
			return fmt.Errorf("%q: holds %q, which is no part of an index: name a new folder", dir, e.Name())
		}
	}
	return nil
}

func (f *folder) open(create bool) (_ *folder, err error) {
	dir := f.dir
	if create {
		if err := vacant(dir); err != nil {
			return nil, err
		}
		if err := os.MkdirAll(filepath.Join(dir, "runs"), 0o755); err != nil {
			return nil, err
		}
	} else if _, err := os.Stat(filepath.Join(dir, "db")); err != nil {
		return nil, fmt.Errorf("%q: %w", dir, ErrNoIndex)
	}
	f.begun, f.alarm, f.fs = map[uint64]bool{}, newAlarm(), cmp.Or(f.fs, vfs.Default)
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	if err := f.acquire(); err != nil {
		return nil, err
	}
	if err := f.openDB(create); err != nil {
		return nil, err
	}
	return f, f.load()
}

func (f *folder) openDB(create bool) error {
	f.cache = pebble.NewCache(cacheBytes)
	var db *pebble.DB
	err := f.alarm.wait(func() (err error) {
		db, err = pebble.Open(filepath.Join(f.dir, "db"), &pebble.Options{
			FS: disk{f.fs, f.alarm}, Logger: f.alarm, Cache: f.cache, MemTableSize: memTableBytes, MaxOpenFiles: 256,
			ReadOnly: f.readOnly, ErrorIfNotExists: !create, FormatMajorVersion: pebble.FormatNewest, DisableWAL: f.volatile,
			// What is damaged, the call that reads it returns.
			EventListener: &pebble.EventListener{DataCorruption: func(pebble.DataCorruptionInfo) {}},
		})
		return err
	})
	if err != nil {
		if f.alarm.heard() == nil {
			f.cache.Unref()
		}
		if errors.Is(err, pebble.ErrDBDoesNotExist) { // what made it was killed
			return fmt.Errorf("%q: %w", f.dir, ErrNoIndex)
		}
		return f.inDB(err)
	}
	f.db = db
	return nil
}

// inDB names the file that is damaged, or else the folder of Pebble, in one of
// its errors.
func (f *folder) inDB(err error) error {
	if err == nil {
		return nil
	}
	if _, is := errors.AsType[*fs.PathError](err); is {
		return err
	}
	part, cause := f.damaged(err)
	return fmt.Errorf("%q: %w", part, cause)
}

// damaged takes an error of Pebble into what is damaged and how.
func (f *folder) damaged(err error) (part string, cause error) {
	if info := pebble.ExtractDataCorruptionInfo(err); info != nil {
		return info.Path, info.Details
	}
	return filepath.Join(f.dir, "db"), err
}

// acquire takes the lock. It is a lock of ours, not Pebble's, so that several
// may read at once, also where nothing can be written.
func (f *folder) acquire() error {
	path, mode, how := filepath.Join(f.dir, "lock"), os.O_RDWR|os.O_CREATE, unix.LOCK_EX
	if f.readOnly {
		mode, how = os.O_RDONLY, unix.LOCK_SH
	}
	lock, err := os.OpenFile(path, mode, 0o644)
	if err != nil {
		return err
	}
	f.lock = lock
	if err := unix.Flock(int(lock.Fd()), how|unix.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return fmt.Errorf("%q: %w", f.dir, ErrInUse)
		}
		return fmt.Errorf("lock %q: %w", path, err)
	}
	return nil
}

// load reads the refs, opens the runs and removes run files that no commit
// names.
func (f *folder) load() error {
	it, err := f.db.NewIter(within("r"))
	if err != nil {
		return f.inDB(err)
	}
	for it.First(); it.Valid(); it.Next() {
		chunk := int(binary.BigEndian.Uint32(it.Key()[1:]))
		f.refs = grow(f.refs, (chunk+1)*refsPerChunk)
		readRefs(f.refs[chunk*refsPerChunk:], it.Value())
	}
	if err := it.Close(); err != nil {
		return f.inDB(err)
	}
	ids, err := f.runIDs()
	if err != nil {
		return err
	}
	for _, id := range ids {
		r, err := openRunFile(f.runPath(id), id)
		if err != nil {
			return err
		}
		f.runs = append(f.runs, r)
		f.nextRun = max(f.nextRun, id+1)
	}
	if f.readOnly {
		return nil
	}
	return f.sweep(ids)
}

// grow makes s n long, filled up with refs of articles that are not there.
func grow(s []ref, n int) []ref {
	for len(s) < n {
		s = append(s, ref{day: gone})
	}
	return s
}

func readRefs(dst []ref, b []byte) {
	for i := 0; len(b) >= refBytes; i, b = i+1, b[refBytes:] {
		dst[i] = ref{
			outlet: binary.LittleEndian.Uint32(b), day: int32(binary.LittleEndian.Uint32(b[4:])), story: binary.LittleEndian.Uint32(b[8:]),
		}
	}
}

// sweep removes run files that a crash has left behind.
func (f *folder) sweep(ids []uint64) error {
	entries, err := os.ReadDir(filepath.Join(f.dir, "runs"))
	if err != nil {
		return err
	}
	for _, e := range entries {
		var id uint64
		if _, err := fmt.Sscanf(e.Name(), "%d.run", &id); err != nil {
			continue
		}
		f.nextRun = max(f.nextRun, id+1)
		if !slices.Contains(ids, id) {
			if err := os.Remove(f.runPath(id)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *folder) runPath(id uint64) string {
	return filepath.Join(f.dir, "runs", fmt.Sprintf("%d.run", id))
}

// runsKey is the value that lists the ids of the runs that count.
const runsKey = "runs"

func (f *folder) runIDs() (ids []uint64, err error) {
	v, err := f.get(valueKey(runsKey))
	if v == nil || err != nil {
		return nil, err
	}
	err = json.Unmarshal(v, &ids)
	return ids, err
}

func within(prefix string) *pebble.IterOptions {
	upper := []byte(prefix)
	upper[len(upper)-1]++ // no prefix ends in 0xff
	return &pebble.IterOptions{LowerBound: []byte(prefix), UpperBound: upper}
}

func valueKey(name string) []byte { return append([]byte{'v'}, name...) }
func idKey(id string) []byte      { return append([]byte{'i'}, id...) }

func numberKey(kind byte, n uint32) []byte {
	return binary.BigEndian.AppendUint32([]byte{kind}, n)
}

// get is the value of a key, nil where there is none.
func (f *folder) get(key []byte) ([]byte, error) {
	v, closer, err := f.db.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, f.inDB(err)
	}
	defer closer.Close()
	return bytes.Clone(v), nil
}

func (f *folder) View(_ context.Context, fn func(Reader) error) error {
	f.state.RLock()
	defer f.state.RUnlock()
	return fn(f)
}

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

func (f *folder) Value(name string) ([]byte, error) { return f.get(valueKey(name)) }

func (f *folder) Values(prefix string) iter.Seq2[NamedValue, error] {
	return func(yield func(NamedValue, error) bool) {
		for kv, err := range f.scan("v" + prefix) {
			if !yield(NamedValue{string(kv[0][1:]), kv[1]}, err) {
				return
			}
		}
	}
}

// scan goes through the keys with a prefix.
func (f *folder) scan(prefix string) iter.Seq2[[2][]byte, error] {
	return func(yield func([2][]byte, error) bool) {
		it, err := f.db.NewIter(within(prefix))
		if err != nil {
			yield([2][]byte{{0}}, f.inDB(err))
			return
		}
		defer it.Close()
		for it.First(); it.Valid(); it.Next() {
			if !yield([2][]byte{bytes.Clone(it.Key()), bytes.Clone(it.Value())}, nil) {
				return
			}
		}
		if err := it.Error(); err != nil {
			yield([2][]byte{{0}}, f.inDB(err))
		}
	}
}

func (f *folder) Numbers(ids []string, visit func(i int, number uint32)) error {
	for i, id := range ids {
		v, err := f.get(idKey(id))
		if err != nil {
			return err
		}
		if len(v) == 4 {
			visit(i, binary.BigEndian.Uint32(v))
		}
	}
	return nil
}

func (f *folder) Records(numbers []uint32, visit func(i int, record []byte) error) error {
	for i, n := range numbers {
		v, err := f.get(numberKey('a', n))
		if err != nil {
			return err
		}
		if err := visit(i, v); err != nil {
			return err
		}
	}
	return nil
}

func (f *folder) Refs(numbers []uint32) ([]ref, error) {
	out := make([]ref, len(numbers))
	for i, n := range numbers {
		out[i] = f.ref(n)
	}
	return out, nil
}

func (f *folder) ref(n uint32) ref {
	if int(n) >= len(f.refs) {
		return ref{day: gone}
	}
	return f.refs[n]
}

func (f *folder) All() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for kv, err := range f.scan("a") {
			if err != nil {
				yield(Record{}, err)
				return
			}
			n := binary.BigEndian.Uint32(kv[0][1:])
			if !yield(Record{Number: n, Record: kv[1], ref: f.ref(n)}, nil) {
				return
			}
		}
	}
}

func (f *folder) Runs() []Run {
	out := make([]Run, len(f.runs))
	for i, r := range f.runs {
		out[i] = r.run
	}
	return out
}

func (f *folder) runFile(run Run) (*runFile, error) {
	for _, r := range f.runs {
		if r.run.ID == run.ID {
			return r, nil
		}
	}
	return nil, fmt.Errorf("run %d: %w", run.ID, fs.ErrNotExist)
}

func (f *folder) Filter(run Run) func(key uint64) bool {
	if r, err := f.runFile(run); err == nil && r.filter != nil {
		return r.filter.has
	}
	return nil
}

func (f *folder) Blocks(run Run, blocks []uint32, visit func(i int, block []byte) error) error {
	r, err := f.runFile(run)
	if err != nil {
		return err
	}
	var buffer []byte
	for i, n := range blocks {
		if buffer, err = r.block(buffer, uint64(n)); err != nil {
			return err
		}
		if err := visit(i, buffer); err != nil {
			return err
		}
	}
	return nil
}

func (f *folder) Sequence(run Run) func(block uint64) ([]byte, error) {
	r, err := f.runFile(run)
	if err != nil {
		return func(uint64) ([]byte, error) { return nil, err }
	}
	return (&sequential{file: r}).block
}

func (f *folder) Begin(_ context.Context, batch uint64) (func(), error) {
	f.state.Lock()
	defer f.state.Unlock()
	f.begun[batch] = true
	return func() {
		f.state.Lock()
		defer f.state.Unlock()
		delete(f.begun, batch)
	}, nil
}

// Live is true for batches of this process: no other one writes.
func (f *folder) Live(_ context.Context, batch uint64) (bool, error) {
	f.state.RLock()
	defer f.state.RUnlock()
	return f.begun[batch], nil
}

func (f *folder) Check(_ context.Context, damaged func(part string, err error)) error {
	if err := f.db.CheckLevels(nil); err != nil {
		damaged(f.damaged(err))
	}
	return nil
}

func (f *folder) RunName(run Run) string { return f.runPath(run.ID) }

func (f *folder) Compact(ctx context.Context) error {
	f.writing.Lock()
	defer f.writing.Unlock()
	return f.inDB(f.alarm.wait(func() error { return f.db.Compact(ctx, []byte{0}, []byte{0xff}, false) }))
}

func (f *folder) Bytes(context.Context) (int64, error) {
	var n int64
	err := filepath.WalkDir(f.dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err == nil {
			n += info.Size()
		}
		if errors.Is(err, fs.ErrNotExist) { // removed meanwhile
			return nil
		}
		return err
	})
	return n, err
}

// closeDB spares the next opening that it reads the log. A disk that is full
// by now is no error: all that was committed is safe.
func (f *folder) closeDB() error {
	if f.db == nil || f.alarm.heard() != nil {
		return nil
	}
	err := f.alarm.wait(func() error {
		if f.readOnly {
			return f.db.Close()
		}
		return errors.Join(f.db.Flush(), f.db.Close())
	})
	if f.alarm.heard() != nil {
		return nil
	}
	f.cache.Unref()
	return err
}

func (f *folder) Close() error {
	var errs []error
	for _, r := range f.runs {
		errs = append(errs, r.file.Close())
	}
	errs = append(errs, f.closeDB())
	if f.lock != nil {
		errs = append(errs, f.lock.Close())
	}
	return errors.Join(errs...)
}
