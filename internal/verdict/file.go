package verdict

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/gofrs/flock"
)

// durable is what a review file needs of a file.
type durable interface {
	io.Reader
	io.WriterAt
	io.Closer
	Stat() (fs.FileInfo, error)
	Sync() error
	Truncate(size int64) error
}

// file is a review file that is locked and open for writing.
type file struct {
	durable
	lock *flock.Flock
	name string // as given
	path string // the same from the root: whoever has the file may change folders
	size int64  // bytes that are durable; none is behind them
	dead error  // why nothing may be written any more
}

// openFile makes the file if there is none, and locks it.
func openFile(name string) (*file, error) {
	path, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%q: not a regular file", name)
	}
	lock, err := locked(path)
	switch {
	case err != nil:
		return nil, err
	case lock == nil:
		return nil, fmt.Errorf("%q: in use by another dupes serve", name)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, errors.Join(err, lock.Unlock())
	}
	return &file{durable: f, lock: lock, name: name, path: path}, nil
}

// locked takes the lock of a file, nil where another process has it. The lock
// is on the file itself, so that it holds under every name of it, and leaves
// nothing behind. On Windows a lock keeps everybody from reading, even us, and
// is on a file beside it.
func locked(path string) (*flock.Flock, error) {
	if runtime.GOOS == "windows" {
		path += ".lock"
	}
	lock := flock.New(path, flock.SetPermissions(0o600))
	if ok, err := lock.TryLock(); !ok || err != nil {
		return nil, err
	}
	return lock, nil
}

// begin cuts off what is behind the first size bytes, and makes a file out of
// nothing one of reviews.
func (f *file) begin(size int64, torn bool) error {
	f.size = size
	if torn {
		if err := errors.Join(f.Truncate(size), f.Sync()); err != nil {
			return err
		}
	}
	if size > 0 {
		return nil
	}
	if err := f.append([]byte(header)); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(f.path))
}

// append writes a line, and returns when it is durable. When it returns an
// error the file is what it was.
func (f *file) append(line []byte) error {
	if f.dead != nil {
		return f.dead
	}
	if err := f.ours(); err != nil {
		return err
	}
	if _, err := f.WriteAt(line, f.size); err != nil {
		return f.back(err)
	}
	if err := f.Sync(); err != nil {
		// What the disk holds is not known now, and a second fsync may say that
		// all is well although it is not: systems drop the pages that they have
		// told of.
		f.dead = fmt.Errorf("%q: takes no more entries since: %w", f.name, err)
		return f.back(err)
	}
	f.size += int64(len(line))
	return nil
}

// ours refuses to write to a file that nobody will find under its name, or
// behind what somebody else has written.
func (f *file) ours() error {
	open, err := f.Stat()
	if err != nil {
		return err
	}
	named, err := os.Stat(f.path)
	switch {
	case err != nil:
		return err
	case !os.SameFile(open, named):
		return fmt.Errorf("%q: another file has taken its place", f.name)
	case open.Size() != f.size:
		return fmt.Errorf("%q: somebody else has changed it: it has %d bytes, not %d", f.name, open.Size(), f.size)
	}
	return nil
}

// back makes the file what it was before err.
func (f *file) back(err error) error {
	if cut := f.Truncate(f.size); cut != nil {
		err = errors.Join(err, cut)
		f.dead = fmt.Errorf("%q: takes no more entries since: %w", f.name, err)
	}
	return err
}

func (f *file) close() error {
	return errors.Join(f.Close(), f.lock.Unlock())
}

// syncFolder makes the names in a folder durable, where the system can.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil // it can be written and not read
	}
	defer d.Close()
	err = d.Sync()
	if runtime.GOOS == "windows" || errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		return nil
	}
	return err
}
