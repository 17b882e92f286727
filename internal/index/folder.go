package index

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
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

func (f *folder) View(_ context.Context, fn func(Reader) error) error {
	f.state.RLock()
	defer f.state.RUnlock()
	return fn(f)
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
