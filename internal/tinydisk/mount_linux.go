package tinydisk

import (
	"syscall"
	"testing"
)

// Mount makes a folder on a disk of its own, in memory, of a size such as 64k.
// It skips the test where only root may, and unmounts the disk when that ends.
func Mount(t testing.TB, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("mount a disk of %s: %v; only root may", size, err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Errorf("unmount: %v", err)
		}
	})
	return dir
}
