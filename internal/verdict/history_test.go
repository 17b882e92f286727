package verdict

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// lazy is a file that does not wait for the disk.
type lazy struct{ *os.File }

func (lazy) Sync() error { return nil }

// open opens a journal that ends with the test.
func open(t testing.TB, path, reviewer string) *Journal {
	t.Helper()
	j, err := Open(path, reviewer)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { j.Close() })
	return j
}

// hurry makes the tests of a journal independent of the disk.
func hurry(j *Journal) *Journal {
	j.file.durable = lazy{j.file.durable.(*os.File)}
	return j
}

// naive is what entries come to, for each pair from the last one back.
func naive(entries []Entry) State {
	undone := map[int]bool{}
	for _, e := range entries {
		undone[e.Of] = true
	}
	said := func(p Pair, is func(Entry) bool) Entry {
		for _, e := range slices.Backward(entries) {
			if (Pair{e.A, e.B}) == p && !undone[e.N] && e.Kind != Undo && is(e) {
				return e
			}
		}
		return Entry{}
	}
	s := State{}
	for _, e := range entries {
		p := Pair{e.A, e.B}
		last := said(p, func(Entry) bool { return true })
		if last.N == 0 {
			continue
		}
		j := Judgement{
			Kind: said(p, func(e Entry) bool { return e.Kind != Keep && e.Kind != Note }).Kind,
			Keep: said(p, func(e Entry) bool { return e.Kind == Keep }).Keep,
			Note: said(p, func(e Entry) bool { return e.Kind == Note }).Note,

			Representative: last.Representative, Reviewer: last.Reviewer, Time: last.Time,
		}
		if j.Kind == "" && j.Keep != "" {
			j.Kind = Duplicate
		}
		s[p] = j
	}
	return s
}

// drawn is an entry of one of ten pairs.
func drawn(t *rapid.T) Entry {
	ids := []string{"a", "b", "c", "d", "e"}
	p := rapid.Custom(func(t *rapid.T) Pair {
		return NewPair(rapid.SampledFrom(ids).Draw(t, "a"), rapid.SampledFrom(ids).Draw(t, "b"))
	}).Filter(func(p Pair) bool { return p.A != p.B }).Draw(t, "pair")
	either := rapid.SampledFrom([]string{"", p.A, p.B})
	e := Entry{A: p.A, B: p.B, Representative: either.Draw(t, "representative")}
	e.Kind = rapid.SampledFrom([]Kind{Duplicate, Distinct, SameSource, Keep, Note}).Draw(t, "kind")
	switch e.Kind {
	case Keep:
		e.Keep = either.Draw(t, "keep")
	case Note:
		e.Note = rapid.SampledFrom([]string{"", "x", "two\nlines \u2028 <&>"}).Draw(t, "note")
	}
	return e
}

// Whatever reviewers say and take back, the state is that of the entries that
// were not taken back, now and when the file is opened again.
func TestReplay(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		path := filepath.Join(dir, fmt.Sprint(n))
		var j *Journal
		reopen := func(reviewer string) {
			if j != nil {
				j.Close()
			}
			var err error
			if j, err = Open(path, reviewer); err != nil {
				t.Fatal(err)
			}
			hurry(j)
		}
		reopen("ida")
		defer func() { j.Close() }()
		t.Repeat(map[string]func(*rapid.T){
			"append": func(t *rapid.T) {
				e := drawn(t)
				got, err := j.Append(e)
				if err != nil {
					t.Fatal(err)
				}
				e.N, e.Time, e.Reviewer = len(j.Since(0)), got.Time, j.reviewer
				if diff := cmp.Diff(e, got); diff != "" {
					t.Fatalf("Append (-want +got):\n%s", diff)
				}
			},
			"undo":   func(t *rapid.T) { checkUndo(t, j) },
			"undoOf": func(t *rapid.T) { checkUndoOf(t, j, rapid.IntRange(-1, 30).Draw(t, "of")) },
			"reopen": func(t *rapid.T) { reopen(rapid.SampledFrom([]string{"ida", "tom"}).Draw(t, "reviewer")) },
			"": func(t *rapid.T) {
				want := naive(j.Since(0))
				if diff := cmp.Diff(want, j.State()); diff != "" {
					t.Fatalf("State (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(want, Replay(j.Since(0))); diff != "" {
					t.Fatalf("Replay (-want +got):\n%s", diff)
				}
			},
		})
	})
}

// standing is N of the entries that can be taken back.
func standing(j *Journal, reviewer string) []int {
	undone := map[int]bool{}
	var out []int
	for _, e := range j.Since(0) {
		undone[e.Of] = true
	}
	for _, e := range j.Since(0) {
		if e.Kind != Undo && !undone[e.N] && (reviewer == "" || e.Reviewer == reviewer) {
			out = append(out, e.N)
		}
	}
	return out
}

func checkUndo(t *rapid.T, j *Journal) {
	can := standing(j, j.reviewer)
	e, err := j.Undo()
	switch {
	case len(can) == 0 && !errors.Is(err, ErrNothing):
		t.Fatalf("Undo with nothing to take back = %v, %v", e, err)
	case len(can) > 0 && (err != nil || e.Kind != Undo || e.Of != can[len(can)-1]):
		t.Fatalf("Undo = %+v, %v, want one of %d", e, err, can[len(can)-1])
	}
}

func checkUndoOf(t *rapid.T, j *Journal, of int) {
	can := slices.Contains(standing(j, ""), of)
	_, err := j.Append(Entry{Kind: Undo, Of: of})
	if (err == nil) != can {
		t.Fatalf("undo of %d = %v", of, err)
	}
	if _, ok := errors.AsType[EntryError](err); err != nil && !ok {
		t.Fatalf("undo of %d = %v, want an EntryError", of, err)
	}
}

// An entry in between is not touched by an undo of the one before it.
func TestUndoOutOfOrder(t *testing.T) {
	j := hurry(open(t, filepath.Join(t.TempDir(), "r"), "ida"))
	for _, e := range []Entry{
		{A: "a", B: "b", Kind: Duplicate},
		{A: "a", B: "b", Kind: Keep, Keep: "b"},
		{A: "a", B: "b", Kind: Distinct},
		{Kind: Undo, Of: 1},
	} {
		if _, err := j.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	p := Pair{"a", "b"}
	if got := j.Judgement(p); got.Kind != Distinct || got.Keep != "b" {
		t.Errorf("after an undo of 1: %+v, want not-duplicate, keep b", got)
	}
	if e, err := j.Undo(); err != nil || e.Of != 3 || e.A != "a" || e.B != "b" {
		t.Errorf("Undo = %+v, %v, want one of 3", e, err)
	}
	if got := j.Judgement(p); got.Kind != Duplicate || got.Keep != "b" {
		t.Errorf("after an undo of 3: %+v, want duplicate, which the keep implies", got)
	}
}
