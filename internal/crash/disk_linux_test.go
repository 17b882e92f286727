package crash

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/dupes-news/dupes/internal/tinydisk"
)

// disk is a folder that is a disk of its own, in memory.
type disk struct{ dir string }

func mount(t testing.TB, bytes int64) disk {
	t.Helper()
	return disk{tinydisk.Mount(t, fmt.Sprint(bytes))}
}

// resize makes a disk smaller or larger.
func (d disk) resize(t testing.TB, bytes int64) {
	t.Helper()
	if err := syscall.Mount("tmpfs", d.dir, "tmpfs", syscall.MS_REMOUNT, fmt.Sprintf("size=%d", bytes)); err != nil {
		t.Fatal(err)
	}
}

// protect makes a disk one that is read only.
func (d disk) protect(t testing.TB) {
	t.Helper()
	if err := syscall.Mount("tmpfs", d.dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
}

func (d disk) path(name string) string { return filepath.Join(d.dir, name) }

// used is the bytes that are taken, those aside that are only reserved for a
// file.
func (d disk) used(t testing.TB) (n int64) {
	t.Helper()
	err := filepath.WalkDir(d.dir, func(_ string, e os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil {
			n += (info.Size() + 4095) &^ 4095
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// fullness counts the kinds of files for which a disk was too small.
type fullness map[string]int

// full wants the error of a full disk, by the name of a file on it.
func (f fullness) full(t testing.TB, r result, d disk) {
	t.Helper()
	r.fails(t, d.dir, "no space left on device")
	if n := strings.Count(r.stderr, "no space left"); n > 1 {
		t.Errorf("%s: says it %d times:\n%s", r.command, n, r.stderr)
	}
	file, _, _ := strings.Cut(r.stderr, ": no space left")
	f[kindOf(file)]++
}

// enough reports a test whose disks were never full.
func (f fullness) enough(t testing.TB, least int) {
	t.Helper()
	n := 0
	for _, of := range f {
		n += of
	}
	if n < least {
		t.Errorf("%d disks were full, want %d or more", n, least)
	}
	t.Logf("%d disks were full, by what found no room: %v", n, f)
}

const enough = 256 << 20

// shares are the parts of what a command needs that a disk has.
func shares() []float64 {
	out := []float64{0.002, 0.05, 0.3, 0.6, 0.9}
	for i := range kills() - len(out) {
		out = append(out, 1.2*(float64(i)+0.5)/float64(kills()-5))
	}
	return out
}

// An index that fills its disk is whole all the same, and takes the rest when
// there is room.
func TestDiskFullIndex(t *testing.T) {
	d := mount(t, enough)
	must(t, whole().lines, "index", "build", "-q", "--index", d.path("index"), "-")
	need, n := d.used(t), fullness{}
	for _, share := range shares() {
		t.Run(fmt.Sprintf("share=%.3f", share), func(t *testing.T) {
			d := mount(t, int64(share*float64(need)))
			place := d.path("index")
			r := dupes(t, whole().lines, "index", "build", "-q", "--index", place, "-")
			if r.code != 0 {
				n.full(t, r, d)
				dupes(t, "", "index", "stats", "--index", place) // prints no trace
			}
			d.resize(t, enough)
			again := dupes(t, whole().lines, "index", "add", "-q", "--index", place, "-")
			if strings.Contains(again.stderr, "no index there") && r.code != 0 {
				again = dupes(t, whole().lines, "index", "build", "-q", "--index", place, "-")
			}
			again.ended(t, 0)
			same(t, "index", idsIn(t, place), whole().ids)
			swept(t, place)
		})
	}
	n.enough(t, 3)
}

// The same of a gate that adds: what it had acknowledged is in.
func TestDiskFullGate(t *testing.T) {
	g := gating{in: whole(), ingest: &ingest{}, few: 50}
	d := mount(t, enough)
	like := g.unharmed(t, func(testing.TB) string { return d.path("index") })
	need, n := d.used(t), fullness{}
	for _, share := range shares() {
		t.Run(fmt.Sprintf("share=%.3f", share), func(t *testing.T) {
			// An index without articles takes 20 KB.
			g, d := g, mount(t, 64<<10+int64(share*float64(need)))
			g.place, g.out, g.ingest = d.path("index"), t.TempDir(), &ingest{}
			must(t, "", "index", "build", "--index", g.place)
			r := g.command(t).killed(never)
			if r.code != 0 {
				n.full(t, r, d)
				g.afterKill(t, like, &tally{})
				// All are in place where only the end was too much for the disk.
				if left := names(t, g.out); len(left) > 0 && len(left) != len(g.files()) {
					t.Errorf("left behind: %q", left)
				}
			}
			d.resize(t, enough)
			if r.code != 0 && !g.ended(t) {
				g.command(t).killed(never).ended(t, g.in.code)
			}
			g.afterAll(t, like, &tally{})
		})
	}
	n.enough(t, 3)
}

// A gate whose output finds no room says so, leaves no part of it, and is run
// again.
func TestDiskFullOutput(t *testing.T) {
	eachStore(t, func(t *testing.T, s store) {
		g := gating{in: whole()}
		like, n := g.unharmed(t, s), fullness{}
		for _, size := range []int64{4 << 10, 64 << 10, 256 << 10} {
			t.Run(fmt.Sprintf("bytes=%d", size), func(t *testing.T) {
				d := mount(t, size)
				g := g
				g.place, g.out = s.built(t), d.dir
				n.full(t, g.command(t).killed(never), d)
				if left := names(t, d.dir); len(left) > 0 {
					t.Errorf("left behind: %q", left)
				}
				settle(t, g.place)
				d.resize(t, enough)
				g.command(t).killed(never).ended(t, g.in.code)
				g.afterAll(t, like, &tally{})
			})
		}
		n.enough(t, 3)
	})
}

// And one that finds no room for its temporary files.
func TestDiskFullTemp(t *testing.T) {
	n := fullness{}
	for _, keep := range []string{"first", "longest"} {
		g := gating{in: whole(), options: []string{"--keep", keep}}
		like := g.unharmed(t, folder)
		for _, size := range []int64{4 << 10, 12 << 10, 24 << 10, 128 << 10} {
			t.Run(fmt.Sprintf("keep=%s/bytes=%d", keep, size), func(t *testing.T) {
				d := mount(t, size)
				g := g
				g.place, g.out = store(folder).built(t), t.TempDir()
				g.options = append([]string{"--temp-dir", d.dir}, g.options...)
				if r := g.command(t).killed(never); r.code != g.in.code {
					n.full(t, r, d)
					d.resize(t, enough)
					g.command(t).killed(never).ended(t, g.in.code)
				}
				if left := names(t, d.dir); len(left) > 0 {
					t.Errorf("left behind: %q", left)
				}
				g.afterAll(t, like, &tally{})
			})
		}
	}
	n.enough(t, 4)
}

// An index that cannot be written to can be read.
func TestReadOnly(t *testing.T) {
	d := mount(t, enough)
	place := d.path("index")
	must(t, whole().lines, "index", "build", "-q", "--index", place, "-")
	ids := idsIn(t, place)
	d.protect(t)
	readable(t, place, ids)
	one, _, _ := strings.Cut(whole().lines, "\n")
	for _, args := range [][]string{
		{"gate", "-", "--add"}, {"index", "add", "-"}, {"index", "remove", ids[0]}, {"index", "compact"},
	} {
		r := dupes(t, one, append(args, "--index", place)...)
		r.fails(t, place, "read-only file system")
		r.fails(t, "must be writable")
	}
	dupes(t, one, "index", "build", "-", "--index", d.path("other")).fails(t, "read-only file system")
	same(t, "index", idsIn(t, place), ids)
}

// So can one of a process that was killed: what stands in the log only is read
// from there.
func TestReadOnlyAfterKill(t *testing.T) {
	d := mount(t, enough)
	g := gating{in: whole(), place: d.path("index"), out: t.TempDir(), ingest: &ingest{}, few: 20}
	must(t, "", "index", "build", "--index", g.place)
	g.command(t).killed(once("when something was acknowledged", func() bool { return g.ingest.bytes() > 50_000 }))
	d.protect(t)
	ids := idsIn(t, g.place)
	if lost := without(idsOf(t, "acknowledged", g.ingest.lines()), ids); len(lost) > 0 {
		t.Errorf("acknowledged, but not in the index: %.5q", first(lost))
	}
	readable(t, g.place, ids)
}

// readable runs all commands that only read.
func readable(t testing.TB, place string, ids []string) {
	t.Helper()
	one, _, _ := strings.Cut(whole().lines, "\n")
	if out := must(t, one, "index", "query", "-", "--index", place, "--format", "jsonl"); !strings.Contains(out, `"identical"`) {
		t.Errorf("index query of an article that is in: %s", out)
	}
	out := must(t, whole().lines, "gate", "-", "-q", "--index", place, "--format", "jsonl")
	if n := strings.Count(out, `"reason":"already-in"`); n != len(ids) {
		t.Errorf("gate: %d articles already in, want %d", n, len(ids))
	}
	same(t, "index", idsIn(t, place), ids)
}
