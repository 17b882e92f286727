package index

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// NOTE(pebble): a write that goes wrong, on a full disk say, Pebble takes in
// one of three ways: it calls Fatalf, it panics in a goroutine of its own, or
// it tries again without end and keeps waiting whoever commits or closes. None
// of them is an error that a command can print. So the first write that goes
// wrong rings an alarm and never returns, and calls that may wait for a write
// end when the alarm rings. What was committed before is safe; what was being
// committed is there or not, as a whole, when the folder is opened again.
type alarm struct {
	once sync.Once
	rung chan struct{}
	err  error // why, once rung
}

func newAlarm() *alarm { return &alarm{rung: make(chan struct{})} }

func (a *alarm) ring(err error) {
	a.once.Do(func() {
		a.err = err
		close(a.rung)
	})
}

// heard is why the alarm has rung, nil as long as it has not.
func (a *alarm) heard() error {
	select {
	case <-a.rung:
		return a.err
	default:
		return nil
	}
}

// wait calls f and returns what it returns, or why the alarm has rung; f may
// be under way for good then.
func (a *alarm) wait(f func() error) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil { // as Pebble does with some damage
				done <- fmt.Errorf("pebble: %v", p)
			}
		}()
		done <- f()
	}()
	select {
	case err := <-done:
		if heard := a.heard(); heard != nil {
			return heard
		}
		return err
	case <-a.rung:
		return a.err
	}
}

// stop rings where there is an error. It does not return once the alarm has
// rung: the folder may be another process's by then.
func (a *alarm) stop(err error) {
	if err != nil {
		a.ring(err)
	}
	if a.heard() != nil {
		select {}
	}
}

// Infof, Errorf and Fatalf are Pebble's log. Its errors come back from its
// calls; after what is fatal to it nothing it does counts. That a file is
// missing, which it says here and then returns, is an error like others.
func (a *alarm) Infof(string, ...any)  {}
func (a *alarm) Errorf(string, ...any) {}
func (a *alarm) Fatalf(format string, args ...any) {
	err := fmt.Errorf("pebble: "+format, args...)
	for _, arg := range args {
		if cause, is := arg.(error); is && errors.Is(cause, fs.ErrNotExist) {
			return
		}
	}
	a.stop(err)
}

// disk is the file system that Pebble writes to. It leaves locking to the
// folder.
type disk struct {
	vfs.FS
	*alarm
}

func (d disk) Lock(string) (io.Closer, error) { return io.NopCloser(nil), nil }

func (d disk) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	d.stop(nil)
	f, err := d.FS.Create(name, c)
	d.stop(err)
	return file{f, d.alarm}, nil
}

func (d disk) ReuseForWrite(from, to string, c vfs.DiskWriteCategory) (vfs.File, error) {
	d.stop(nil)
	f, err := d.FS.ReuseForWrite(from, to, c)
	d.stop(err)
	return file{f, d.alarm}, nil
}

func (d disk) OpenDir(name string) (vfs.File, error) {
	f, err := d.FS.OpenDir(name)
	if err != nil {
		return nil, err
	}
	return file{f, d.alarm}, nil
}

func (d disk) Rename(from, to string) error {
	d.stop(nil)
	d.stop(d.FS.Rename(from, to))
	return nil
}

func (d disk) Remove(name string) error {
	d.stop(nil)
	return d.FS.Remove(name)
}

// file is a file of disk that is written.
type file struct {
	vfs.File
	*alarm
}

func (f file) Write(b []byte) (int, error) {
	f.stop(nil)
	n, err := f.File.Write(b)
	f.stop(err)
	return n, nil
}

func (f file) Sync() error {
	f.stop(f.File.Sync())
	return nil
}

func (f file) SyncData() error {
	f.stop(f.File.SyncData())
	return nil
}

func (f file) SyncTo(length int64) (bool, error) {
	full, err := f.File.SyncTo(length)
	f.stop(err)
	return full, nil
}
