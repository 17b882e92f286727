package index

import (
	"bytes"
	"errors"
	"iter"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var comparePosting = cmp.AllowUnexported(posting{})

// drawPostings are sorted postings, some of one key.
func drawPostings(t *rapid.T) []posting {
	keys := rapid.SliceOfN(rapid.Uint64Range(0, 1<<keyBits-1), 0, 40).Draw(t, "keys")
	var out []posting
	for _, k := range keys {
		for range rapid.IntRange(1, 5).Draw(t, "times") {
			out = append(out, posting{k, rapid.Uint32().Draw(t, "number")})
		}
	}
	slices.SortFunc(out, func(a, b posting) int {
		switch {
		case a == b:
			return 0
		case a.key < b.key || a.key == b.key && a.number < b.number:
			return -1
		}
		return 1
	})
	return slices.Compact(out)
}

func all(list []posting) iter.Seq2[posting, error] {
	return func(yield func(posting, error) bool) {
		for _, p := range list {
			if !yield(p, nil) {
				return
			}
		}
	}
}

// blocksFrom cuts postings into blocks and reads them back.
func blocksFrom(t rapid.TB, run Run, postings iter.Seq2[posting, error]) (blocks [][]byte, back []posting) {
	for b, err := range blocksOf(run, postings) {
		if err != nil {
			t.Fatal(err)
		}
		blocks = append(blocks, bytes.Clone(b))
	}
	if uint64(len(blocks)) != run.blocks() {
		t.Fatalf("%d blocks, want %d", len(blocks), run.blocks())
	}
	for i, b := range blocks {
		if err := eachPosting(run, uint64(i), b, func(p posting) bool { back = append(back, p); return true }); err != nil {
			t.Fatalf("block %d: %v", i, err)
		}
	}
	return blocks, back
}

func TestBlocks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := drawPostings(t)
		run := Run{Bits: rapid.IntRange(0, 6).Draw(t, "bits"), Entries: int64(len(list))}
		if _, back := blocksFrom(t, run, all(list)); !cmp.Equal(list, back, comparePosting) {
			t.Fatalf("-written +read:\n%s", cmp.Diff(list, back, comparePosting))
		}
	})
}

// A key keeps its first articles only.
func TestPostingCap(t *testing.T) {
	var list []posting
	for n := range uint32(2 * maxPosting) {
		list = append(list, posting{7, n})
	}
	list = append(list, posting{8, 1})
	_, back := blocksFrom(t, Run{Entries: int64(len(list))}, all(list))
	if want := append(slices.Clone(list[:maxPosting]), posting{8, 1}); !cmp.Equal(want, back, comparePosting) {
		t.Errorf("%d postings, want the first %d of one key and 1 of the next", len(back), maxPosting)
	}
}

func TestMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var runs []Run
		var blocks [][][]byte
		var want []posting
		for i := range rapid.IntRange(1, 5).Draw(t, "runs") {
			list := drawPostings(t)
			run := Run{ID: uint64(i), Bits: rapid.IntRange(0, 4).Draw(t, "bits"), Entries: int64(len(list))}
			b, _ := blocksFrom(t, run, all(list))
			runs, blocks = append(runs, run), append(blocks, b)
			want = append(want, list...)
		}
		isGone := func(n uint32) bool { return n%3 == 0 }
		want = slices.DeleteFunc(want, func(p posting) bool { return isGone(p.number) })
		slices.SortFunc(want, func(a, b posting) int {
			if a.key != b.key {
				return map[bool]int{true: -1, false: 1}[a.key < b.key]
			}
			return int(int64(a.number) - int64(b.number))
		})
		var got []posting
		sequence := func(r Run) func(uint64) ([]byte, error) {
			return func(n uint64) ([]byte, error) { return blocks[r.ID][n], nil }
		}
		for p, err := range merge(runs, sequence, isGone) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, p)
		}
		if diff := cmp.Diff(want, got, comparePosting); diff != "" && len(want)+len(got) > 0 {
			t.Fatalf("-want +got:\n%s", diff)
		}
	})
}

// Whatever is changed in a run file is noticed.
func TestRunFileDamage(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var list []uint64
	for range 3000 {
		list = append(list, r.Uint64()>>relativeBits<<relativeBits|uint64(r.IntN(100)))
	}
	slices.Sort(list)
	run := Run{Bits: bitsFor(int64(len(list))), Entries: int64(len(list))}
	path := filepath.Join(t.TempDir(), "1.run")
	if err := writeRunFile(path, run, blocksOf(run, postingsFrom(0, list)), true); err != nil {
		t.Fatal(err)
	}
	whole := readFile(t, path)
	for range 300 {
		b := bytes.Clone(whole)
		at := len(runMagic) + r.IntN(len(b)-len(runMagic))
		b[at] ^= byte(1 << r.IntN(8))
		writeFile(t, path, b)
		if !damaged(path) {
			t.Errorf("byte %d of %d changed, and nobody notices", at, len(b))
		}
		writeFile(t, path, whole[:r.IntN(len(whole))])
		if !damaged(path) {
			t.Error("file cut, and nobody notices")
		}
	}
}

// damaged reads a run file whole.
func damaged(path string) bool {
	f, err := openRunFile(path, 1)
	if err != nil {
		return true
	}
	defer f.file.Close()
	s := sequential{file: f}
	for n := range f.run.blocks() {
		b, err := s.block(n)
		if err == nil {
			err = eachPosting(f.run, n, b, func(posting) bool { return true })
		}
		if err != nil {
			return true
		}
	}
	return false
}

func TestMergeable(t *testing.T) {
	run := func(id uint64, entries int64) Run { return Run{ID: id, Entries: entries} }
	for _, tt := range []struct {
		runs []Run
		want []uint64
	}{
		{nil, nil},
		{[]Run{run(1, 100), run(2, 100), run(3, 100)}, nil},
		{[]Run{run(1, 100), run(2, 100), run(3, 100), run(4, 100)}, []uint64{1, 2, 3, 4}},
		{[]Run{run(1, 1e6), run(2, 100), run(3, 100), run(4, 5), run(5, 100), run(6, 100)}, []uint64{2, 3, 4, 5, 6}},
		{[]Run{run(1, 1e6), run(2, 1e5), run(3, 1e4), run(4, 1e3)}, nil},
	} {
		var got []uint64
		for _, r := range mergeable(tt.runs) {
			got = append(got, r.ID)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("mergeable(%v) = %v, want %v", tt.runs, got, tt.want)
		}
	}
}

// What is no block gives an error, and never more postings than it has bytes.
func FuzzBlock(f *testing.F) {
	run := Run{Entries: 3}
	blocks, _ := blocksFrom(f, run, all([]posting{{1, 2}, {1, 5}, {1 << 30, 7}}))
	f.Add(blocks[0])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		n := 0
		err := eachPosting(run, 0, b, func(posting) bool { n++; return true })
		if n > len(b) || err != nil && !errors.Is(err, errBlock) {
			t.Errorf("%d postings of %d bytes, %v", n, len(b), err)
		}
	})
}
