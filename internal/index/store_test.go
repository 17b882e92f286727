package index

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
)

// Both stores keep one contract, which the tests here are of. What only one
// does is tested at TestFolder and in postgres_test.go.

// eachStore runs a test with a place for a new index in either store.
func eachStore(t *testing.T, test func(t *testing.T, place string)) {
	t.Run("folder", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "index")) })
	t.Run("postgres", func(t *testing.T) { test(t, freshSchema(t)) })
}

func create(t testing.TB, place string) *Index {
	t.Helper()
	x, err := Create(t.Context(), place, Options{})
	return opened(t, x, err)
}

func reopen(t testing.TB, place string, mode Mode) *Index {
	t.Helper()
	x, err := Open(t.Context(), place, mode)
	return opened(t, x, err)
}

func opened(t testing.TB, x *Index, err error) *Index {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shut(t, x) })
	return x
}

// shut closes an index that is open.
func shut(t testing.TB, x *Index) {
	t.Helper()
	if x.store == nil {
		return
	}
	if err := x.Close(); err != nil {
		t.Error(err)
	}
	x.store = nil
}

// words are n words that depend on seed only.
func words(seed uint64, n int) []string {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]string, n)
	for i := range out {
		b := make([]byte, 3+r.IntN(6))
		for j := range b {
			b[j] = byte('a' + r.IntN(26))
		}
		out[i] = string(b)
	}
	return out
}

func sketch(t testing.TB, x *Index, id, text string) *Sketch {
	t.Helper()
	s, err := x.Header.NewSketcher()
	if err != nil {
		t.Fatal(err)
	}
	k, err := s.Sketch(corpus.Article{ID: id, Text: text, Outlet: "Outlet " + id, Date: time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// numbered are articles of 80 words with the ids a<from> to a<to-1>.
func numbered(t testing.TB, x *Index, from, to int) (out []*Sketch) {
	for i := from; i < to; i++ {
		out = append(out, sketch(t, x, fmt.Sprintf("a%d", i), strings.Join(words(uint64(i), 80), " ")))
	}
	return out
}

func add(t testing.TB, x *Index, sketches ...*Sketch) Added {
	t.Helper()
	added, err := x.Add(t.Context(), sketches, false)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

func stats(t testing.TB, x *Index) Stats {
	t.Helper()
	s, err := x.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// texts are the texts of an index by id.
func texts(t testing.TB, x *Index) map[string]string {
	t.Helper()
	out := map[string]string{}
	for k, err := range x.Articles(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := out[k.ID]; twice {
			t.Errorf("article %q is in twice", k.ID)
		}
		out[k.ID] = k.Text
	}
	return out
}

// found are the relatives of a text with their relations.
func found(t testing.TB, x *Index, text string) map[string]relation.Relation {
	t.Helper()
	out := map[string]relation.Relation{}
	err := x.View(t.Context(), func(s Snapshot) error {
		a, err := x.Header.NewSearcher(0).Search(sketch(t, x, "asked", text), s.Shelf())
		if err != nil {
			return err
		}
		for _, r := range a.Relatives {
			out[r.ID] = r.Link.Relation
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func want(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestStoreOpen(t *testing.T) {
	eachStore(t, func(t *testing.T, place string) {
		if _, err := Open(t.Context(), place, Write); !errors.Is(err, ErrNoIndex) {
			t.Errorf("Open where nothing is = %v, want %v", err, ErrNoIndex)
		}
		x := create(t, place)
		add(t, x, numbered(t, x, 0, 2)...)
		shut(t, x)
		if _, err := Create(t.Context(), place, Options{}); !errors.Is(err, ErrExists) {
			t.Errorf("Create over an index = %v, want %v", err, ErrExists)
		}
		for range 2 { // several may read
			x = reopen(t, place, Read)
			want(t, "articles", stats(t, x).Articles, int64(2))
			if _, err := x.Add(t.Context(), numbered(t, x, 2, 3), false); !errors.Is(err, ErrReadOnly) {
				t.Errorf("Add to an index that was opened for reading = %v, want %v", err, ErrReadOnly)
			}
		}
	})
}

func TestStoreAdd(t *testing.T) {
	eachStore(t, func(t *testing.T, place string) {
		x := create(t, place)
		other := strings.Join(words(99, 60), " ")
		odd := []string{"a\x00b", "tab\tand\nline", "ünï", strings.Repeat("ß", 512), "'; drop table articles; --", "%_\\"}
		first := numbered(t, x, 0, 3)
		for _, id := range odd {
			first = append(first, sketch(t, x, id, other))
		}
		want(t, "new", add(t, x, first...), Added{Added: 9})
		want(t, "again", add(t, x, first...), Added{Already: 9})
		want(t, "another text", add(t, x, sketch(t, x, "a1", other)), Added{Taken: []int{0}})
		want(t, "one id twice", add(t, x, sketch(t, x, "b", other), sketch(t, x, "b", other), sketch(t, x, "b", first[0].Text)), Added{Added: 1, Already: 1, Taken: []int{2}})
		replaced, err := x.Add(t.Context(), []*Sketch{sketch(t, x, "a1", other), sketch(t, x, "a2", first[2].Text)}, true)
		want(t, "replaced", replaced, Added{Replaced: 1, Already: 1})
		missing, err2 := x.Remove(t.Context(), []string{"a0", "nobody", "a0"})
		want(t, "missing", missing, []string{"nobody", "a0"})
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		in := map[string]string{"a1": other, "a2": first[2].Text, "b": other}
		for _, id := range odd {
			in[id] = other
		}
		want(t, "texts", texts(t, x), in)
		has, err := x.Has(t.Context(), []string{"a0", "a1", odd[0], "a1", ""})
		want(t, "has", has, []bool{false, true, true, true, false})
		s := stats(t, x)
		want(t, "articles, words, removed", []int64{s.Articles, s.Words, s.Removed}, []int64{9, 8*60 + 80, 2})
		if err != nil || s.Bytes <= 0 {
			t.Errorf("Has: %v; %d bytes", err, s.Bytes)
		}
		checked(t, x)
	})
}

// checked fails where the store finds damage.
func checked(t testing.TB, x *Index) {
	t.Helper()
	for part, err := range damages(t, x) {
		t.Errorf("%s: %v", part, err)
	}
}

func damages(t testing.TB, x *Index) map[string]error {
	t.Helper()
	out := map[string]error{}
	if err := x.store.Check(t.Context(), func(part string, err error) { out[part] = err }); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestStoreSearch(t *testing.T) {
	eachStore(t, func(t *testing.T, place string) {
		x := create(t, place)
		text := words(1000, 300)
		near := slices.Clone(text)
		near[40], near[200] = "otherwise", "elsewhere"
		within := slices.Concat(words(1001, 100), text[100:160], words(1002, 100))
		add(t, x, sketch(t, x, "same", strings.Join(text, " ")), sketch(t, x, "gone", strings.Join(text, " ")))
		commits := 2
		for i := 0; i < 400; i += 20 {
			add(t, x, numbered(t, x, i, i+20)...)
			commits++
		}
		add(t, x, sketch(t, x, "near", strings.Join(near, " ")))
		add(t, x, sketch(t, x, "part", strings.Join(within, " ")))
		if _, err := x.Remove(t.Context(), []string{"gone"}); err != nil {
			t.Fatal(err)
		}
		if n := stats(t, x).Runs; n >= commits/2 {
			t.Errorf("%d runs after %d commits: none was merged", n, commits)
		}
		look := func(when string) {
			t.Helper()
			want(t, when, found(t, x, strings.Join(text, " ")), map[string]relation.Relation{
				"same": relation.Identical, "near": relation.NearDuplicate, "part": relation.SharesPassages,
			})
			want(t, when+", what is in another", found(t, x, strings.Join(text[30:150], " "))["same"], relation.ContainedIn)
			want(t, when+", of many", found(t, x, strings.Join(words(7, 80), " ")), map[string]relation.Relation{"a7": relation.Identical})
			want(t, when+", of none", found(t, x, strings.Join(words(5000, 80), " ")), map[string]relation.Relation{})
		}
		look("merged")
		if err := x.Compact(t.Context()); err != nil {
			t.Fatal(err)
		}
		s := stats(t, x)
		want(t, "runs, removed", []int{s.Runs, int(s.Removed)}, []int{1, 0})
		look("compacted")
		checked(t, x)
		shut(t, x)
		x = reopen(t, place, Read)
		look("opened again")
	})
}

// named lists the values with a prefix.
func named(t testing.TB, r Reader, prefix string) (out []string) {
	t.Helper()
	for v, err := range r.Values(prefix) {
		if err != nil {
			t.Fatal(err)
		}
		again, err := r.Value(v.Name) // while the values are gone through
		if err != nil || !bytes.Equal(again, v.Value) {
			t.Errorf("value %q: %q, then %q, %v", v.Name, v.Value, again, err)
		}
		out = append(out, v.Name)
	}
	return out
}

func TestStoreValues(t *testing.T) {
	eachStore(t, func(t *testing.T, place string) {
		x := create(t, place)
		var many []string
		for i := range 2*pageRows + 7 {
			many = append(many, fmt.Sprintf("pending/1/%06d", i))
		}
		update(t, x, func(w Writer) (err error) {
			for _, name := range append([]string{"pending/12/x", "pending/1", "pending/1/\x00\xc3\xbf", "a", "z"}, many...) {
				err = errors.Join(err, w.SetValue(name, []byte(name)))
			}
			return errors.Join(err, w.SetValue("a", nil), w.SetValue("empty", []byte{}), w.SetValue("nothing", nil))
		})
		view(t, x, func(r Reader) error {
			want(t, "pending/1/", named(t, r, "pending/1/"), append([]string{"pending/1/\x00\xc3\xbf"}, many...))
			want(t, "pending/12", named(t, r, "pending/12"), []string{"pending/12/x"})
			want(t, "no prefix", named(t, r, "q"), []string(nil))
			for _, name := range []string{"a", "nothing", "never"} {
				if v, err := r.Value(name); v != nil || err != nil {
					t.Errorf("Value(%q) = %q, %v, want nil", name, v, err)
				}
			}
			v, err := r.Value("empty")
			if v == nil || len(v) != 0 {
				t.Errorf("Value(empty) = %v, want an empty one", v)
			}
			return err
		})
		update(t, x, func(w Writer) error {
			for _, name := range named(t, w, "pending/1/") {
				if err := w.SetValue(name, nil); err != nil {
					return err
				}
			}
			return w.SetValue("z", []byte("new"))
		})
		view(t, x, func(r Reader) error {
			want(t, "what is left", named(t, r, "pending/"), []string{"pending/1", "pending/12/x"})
			v, err := r.Value("z")
			want(t, "set again", string(v), "new")
			return err
		})
	})
}

func update(t testing.TB, x *Index, f func(Writer) error) {
	t.Helper()
	if err := x.store.Update(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func view(t testing.TB, x *Index, f func(Reader) error) {
	t.Helper()
	if err := x.store.View(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// putNumbered puts small records under numbers.
func putNumbered(w Writer, numbers ...uint32) (err error) {
	for _, n := range numbers {
		r := Record{Number: n, ID: fmt.Sprintf("id %d", n), Record: fmt.Appendf(nil, "record %d", n), ref: ref{n * 7, int32(n) - 5, ^n}}
		err = errors.Join(err, w.Put(r))
	}
	return err
}

func TestStoreArticles(t *testing.T) {
	eachStore(t, func(t *testing.T, place string) {
		x := create(t, place)
		var all []uint32
		for n := range uint32(2*pageRows + 50) {
			all = append(all, n*3)
		}
		update(t, x, func(w Writer) error { return putNumbered(w, all...) })
		update(t, x, func(w Writer) error { return w.Delete(3, "id 3") })
		view(t, x, func(r Reader) error {
			refs, err := r.Refs([]uint32{6, 3, 1 << 30, 6, 0})
			six := ref{42, 1, ^uint32(6)}
			if none := (ref{day: gone}); !slices.Equal(refs, []ref{six, none, none, six, {0, -5, ^uint32(0)}}) {
				t.Errorf("refs = %v", refs)
			}
			dense, err2 := r.Refs([]uint32{0, 1, 2, 3, 4, 5, 6})
			if len(dense) != 7 || dense[6] != six || dense[3].day != gone || dense[5].day != gone {
				t.Errorf("dense refs = %v", dense)
			}
			got := map[int]string{}
			err3 := r.Records([]uint32{9, 3, 9, 12}, func(i int, b []byte) error {
				if got[i] = string(b); b == nil {
					got[i] = "nil"
				}
				_, err := r.Refs([]uint32{9}) // while the records are gone through
				return err
			})
			want(t, "records", got, map[int]string{0: "record 9", 1: "nil", 2: "record 9", 3: "record 12"})
			numbers := map[int]uint32{}
			err4 := r.Numbers([]string{"id 9", "id 3", "nobody", "id 9"}, func(i int, n uint32) { numbers[i] = n })
			want(t, "numbers", numbers, map[int]uint32{0: 9, 3: 9})
			return errors.Join(err, err2, err3, err4)
		})
		view(t, x, func(r Reader) error {
			var numbers []uint32
			for rec, err := range r.All() {
				if err != nil {
					return err
				}
				numbers = append(numbers, rec.Number)
				if want := fmt.Sprintf("record %d", rec.Number); string(rec.Record) != want || rec.ref.outlet != rec.Number*7 {
					t.Errorf("record %d = %q, ref %v", rec.Number, rec.Record, rec.ref)
				}
			}
			want(t, "all", numbers, slices.Delete(slices.Clone(all), 1, 2))
			return nil
		})
	})
}

// blocksFor are n blocks, each of which says which one it is.
func blocksFor(n int) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var b []byte
		for i := range n {
			if b = fmt.Appendf(b[:0], "block %d %s", i, strings.Repeat("x", i%500)); !yield(b, nil) {
				return
			}
		}
	}
}

func blockNumber(b []byte) (n int) {
	fmt.Sscanf(string(b), "block %d", &n)
	return n
}

func TestStoreRuns(t *testing.T) {
	eachStore(t, func(t *testing.T, place string) {
		x := create(t, place)
		const bits = 13 // more blocks than are sent or read at once
		var first, second Run
		update(t, x, func(w Writer) (err error) {
			first, err = w.AddRun(Run{Bits: bits, Entries: 5}, blocksFor(1<<bits))
			return err
		})
		view(t, x, func(r Reader) error {
			if runs := r.Runs(); !slices.Equal(runs, []Run{first}) || first.Bits != bits || first.Entries != 5 {
				t.Errorf("runs = %v, want %v", runs, first)
			}
			asked := []uint32{0, 17, 1<<bits - 1, 17, 4}
			n := 0
			err := r.Blocks(first, asked, func(i int, b []byte) error {
				n++
				want(t, "block", blockNumber(b), int(asked[i]))
				return nil
			})
			want(t, "blocks", n, len(asked))
			for i, next := uint64(0), r.Sequence(first); i < 1<<bits; i += 1 + i%3 {
				b, err := next(i)
				if err != nil || blockNumber(b) != int(i) {
					t.Fatalf("block %d = %q, %v", i, b, err)
				}
			}
			return err
		})
		update(t, x, func(w Writer) (err error) { // a run made of another that is dropped
			if err := w.DropRun(first); err != nil {
				return err
			}
			read := w.Sequence(first)
			second, err = w.AddRun(Run{Bits: bits, Entries: 6}, func(yield func([]byte, error) bool) {
				for i := range uint64(1 << bits) {
					if b, err := read(i); !yield(b, err) || err != nil {
						return
					}
				}
			})
			return err
		})
		view(t, x, func(r Reader) error {
			if runs := r.Runs(); !slices.Equal(runs, []Run{second}) || first.ID == second.ID {
				t.Errorf("runs = %v after %v, want %v", runs, first, second)
			}
			if err := r.Blocks(first, []uint32{1}, func(int, []byte) error { return nil }); err == nil {
				t.Error("a run that was dropped has blocks")
			}
			return nil
		})
		err := x.store.Update(t.Context(), func(w Writer) error {
			_, err := w.AddRun(Run{Bits: 3}, blocksFor(7))
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "run of 7 blocks: want 8") {
			t.Errorf("a block too few: %v", err)
		}
		checked(t, x)
	})
}

func TestStoreUpdateFails(t *testing.T) {
	eachStore(t, func(t *testing.T, place string) {
		x := create(t, place)
		add(t, x, numbered(t, x, 0, 5)...)
		before, files := stats(t, x), runFiles(t, place)
		oops := errors.New("oops")
		for _, when := range []string{"after a run", "within a run"} {
			err := x.store.Update(t.Context(), func(w Writer) error {
				err := errors.Join(putNumbered(w, 100, 101), w.Delete(0, "a0"), w.SetValue("new", []byte("1")), w.SetValue(countsKey, nil), w.DropRun(w.Runs()[0]))
				_, err2 := w.AddRun(Run{Bits: 2, Entries: 1}, func(yield func([]byte, error) bool) {
					for b := range blocksFor(4) {
						if !yield(b, nil) {
							return
						}
						if when == "within a run" {
							yield(nil, oops)
							return
						}
					}
				})
				return errors.Join(err, err2, oops)
			})
			if !errors.Is(err, oops) {
				t.Errorf("%s: %v, want %v", when, err, oops)
			}
			after := stats(t, x)
			after.Bytes = before.Bytes // what is undone may leave empty place
			want(t, when, after, before)
			want(t, when+", run files", runFiles(t, place), files)
		}
		want(t, "texts", len(texts(t, x)), 5)
		view(t, x, func(r Reader) error {
			v, err := r.Value("new")
			want(t, "new value", v, []byte(nil))
			return err
		})
		want(t, "after that", add(t, x, numbered(t, x, 4, 6)...), Added{Added: 1, Already: 1})
		checked(t, x)
	})
}

// runFiles are the names of the run files of a folder.
func runFiles(t testing.TB, place string) []string {
	t.Helper()
	if isPostgres(place) {
		return nil
	}
	names, err := filepath.Glob(filepath.Join(place, "runs", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestStoreBatches(t *testing.T) {
	eachStore(t, func(t *testing.T, place string) {
		x := create(t, place)
		b, err := x.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		addTo := func(x *Index, b *Batch, sketches []*Sketch) {
			t.Helper()
			err := x.Change(t.Context(), func(c *Change) error {
				_, err := c.Add(sketches, b)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		addTo(x, b, numbered(t, x, 0, 3))
		want(t, "one under way", stats(t, x).Interrupted, []Interrupted(nil))
		if isPostgres(place) {
			want(t, "one under way elsewhere", stats(t, reopen(t, place, Read)).Interrupted, []Interrupted(nil))
		}
		shut(t, x) // as if the process were no more

		x = reopen(t, place, Write)
		want(t, "interrupted", stats(t, x).Interrupted, []Interrupted{{Batch: b.number, Articles: 3}})
		second, err := x.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for id, is := range map[string]bool{"a0": true, "a1": true, "a7": false} {
			err := x.Change(t.Context(), func(c *Change) error {
				took, err := c.TakeOver(second, id)
				want(t, "takes over "+id, took, is)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		want(t, "taken over", stats(t, x).Interrupted, []Interrupted{{Batch: b.number, Articles: 1}})
		if err := second.End(t.Context()); err != nil {
			t.Fatal(err)
		}
		shut(t, x)
		x = reopen(t, place, Read)
		want(t, "ended", stats(t, x).Interrupted, []Interrupted{{Batch: b.number, Articles: 1}})
	})
}

func TestStoreView(t *testing.T) {
	eachStore(t, func(t *testing.T, place string) {
		x := create(t, place)
		add(t, x, numbered(t, x, 0, 10)...)
		fresh := numbered(t, x, 10, 40)
		added := make(chan error, 1)
		view(t, x, func(r Reader) error {
			look := func() {
				t.Helper()
				n, runs := 0, r.Runs()
				for _, err := range r.All() {
					if err != nil {
						t.Fatal(err)
					}
					n++
				}
				c, err := getCounts(r)
				want(t, "articles, counted, runs", []int{n, int(c.Articles), len(runs)}, []int{10, 10, 1})
				for i := range runs[0].blocks() {
					err = errors.Join(err, r.Blocks(runs[0], []uint32{uint32(i)}, func(int, []byte) error { return nil }))
				}
				if err != nil {
					t.Error(err)
				}
			}
			look()
			go func() {
				var err error
				for i := range 10 { // enough for the run to be merged away
					_, err2 := x.Add(context.WithoutCancel(t.Context()), fresh[i*3:i*3+3], false)
					err = errors.Join(err, err2)
				}
				added <- err
			}()
			if isPostgres(place) { // a folder commits when the view has ended
				if err := <-added; err != nil {
					t.Error(err)
				}
				added <- nil
			} else {
				time.Sleep(50 * time.Millisecond)
			}
			look()
			return nil
		})
		if err := <-added; err != nil {
			t.Fatal(err)
		}
		want(t, "afterwards", len(texts(t, x)), 40)
	})
}

// TestStoreReaders uses one Reader in several goroutines.
func TestStoreReaders(t *testing.T) {
	eachStore(t, func(t *testing.T, place string) {
		x := create(t, place)
		for i := range 5 {
			add(t, x, numbered(t, x, i*10, i*10+10)...)
		}
		err := x.View(t.Context(), func(s Snapshot) error {
			var wg sync.WaitGroup
			for g := range 4 {
				wg.Go(func() {
					search := x.Header.NewSearcher(0)
					for i := g; i < 50; i += 4 {
						a, err := search.Search(numbered(t, x, i, i+1)[0], s.Shelf())
						if err != nil || len(a.Relatives) != 1 || a.Relatives[0].ID != fmt.Sprintf("a%d", i) {
							t.Errorf("article %d: %v, %v", i, a, err)
						}
					}
				})
			}
			wg.Wait()
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestFolderInUse(t *testing.T) {
	place := filepath.Join(t.TempDir(), "index")
	x := create(t, place)
	for _, mode := range []Mode{Read, Write} {
		if _, err := Open(t.Context(), place, mode); !errors.Is(err, ErrInUse) {
			t.Errorf("second opening, mode %v = %v, want %v", mode, err, ErrInUse)
		}
	}
	shut(t, x)
	reopen(t, place, Read)
	if _, err := Open(t.Context(), place, Write); !errors.Is(err, ErrInUse) {
		t.Errorf("opening for writing while somebody reads = %v, want %v", err, ErrInUse)
	}
}

// BenchmarkStore adds the articles of the file that DUPES_BENCH_ARTICLES names
// in commits of 4096, makes one run of all, and asks for 2000 of them:
//
//	DUPES_BENCH_ARTICLES=docs.jsonl.zst go test -run - -bench Store -benchtime 1x ./internal/index
func BenchmarkStore(b *testing.B) {
	path := os.Getenv("DUPES_BENCH_ARTICLES")
	if path == "" {
		b.Skip("DUPES_BENCH_ARTICLES is not set: no articles to measure with")
	}
	for _, store := range []string{"folder", "postgres"} {
		b.Run("store="+store, func(b *testing.B) {
			for range b.N {
				place := filepath.Join(b.TempDir(), "index")
				if store == "postgres" {
					place = freshSchema(b)
				}
				measure(b, create(b, place), path)
			}
		})
	}
}

func measure(b *testing.B, x *Index, path string) {
	start := time.Now()
	n := loadFile(b, x, path)
	b.ReportMetric(float64(n)/time.Since(start).Seconds(), "articles/s")
	asked := sample(b, x, 2000)
	measureSearches(b, x, asked, "runs="+fmt.Sprint(stats(b, x).Runs))
	start = time.Now()
	if err := x.Compact(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(time.Since(start).Seconds(), "compact-s")
	measureSearches(b, x, asked, "runs=1")
	b.ReportMetric(float64(stats(b, x).Bytes)/float64(n), "B/article")
}

// loadFile adds all articles of a file and returns how many were in it.
func loadFile(b testing.TB, x *Index, path string) (n int) {
	var held []*Sketch
	commit := func() {
		add(b, x, held...)
		n, held = n+len(held), nil
	}
	err := x.Header.Stream(b.Context(), Input{Paths: []string{path}, Jobs: 2}, func(items []Item) error {
		for _, it := range items {
			if it.Sketch != nil {
				held = append(held, it.Sketch)
			}
		}
		if len(held) >= 4096 {
			commit()
		}
		return nil
	}, func(r corpus.Refused) { b.Error(r) })
	if err != nil {
		b.Fatal(err)
	}
	commit()
	return n
}

// sample is the sketches of about n articles.
func sample(b testing.TB, x *Index, n int) (out []*Sketch) {
	s, err := x.Header.NewSketcher()
	if err != nil {
		b.Fatal(err)
	}
	step, i := max(1, int(stats(b, x).Articles)/n), 0
	for k, err := range x.Articles(b.Context()) {
		if err != nil {
			b.Fatal(err)
		}
		if i++; i%step == 0 {
			k, err := s.Sketch(k.Article)
			if err != nil {
				b.Fatal(err)
			}
			out = append(out, k)
		}
	}
	return out
}

// measureSearches asks for each article in a view of its own.
func measureSearches(b *testing.B, x *Index, asked []*Sketch, what string) {
	search := x.Header.NewSearcher(0)
	var took []time.Duration
	for _, k := range asked {
		start := time.Now()
		err := x.View(b.Context(), func(s Snapshot) error {
			_, err := search.Search(k, s.Shelf())
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	for _, p := range []int{50, 99} {
		b.ReportMetric(float64(took[len(took)*p/100].Microseconds())/1000, fmt.Sprintf("ms-p%d/%s", p, what))
	}
}
