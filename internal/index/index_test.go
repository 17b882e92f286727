package index

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
)

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func writeFile(t testing.TB, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// invented is a text of n words that nobody else has.
func invented(r *rand.Rand, n int) []string {
	out := make([]string, n)
	for i := range out {
		b := make([]byte, 4+r.IntN(6))
		for j := range b {
			b[j] = byte('a' + r.IntN(26))
		}
		out[i] = string(b)
	}
	return out
}

func sketchOf(t testing.TB, h Header, id string, words []string) *Sketch {
	t.Helper()
	s, err := h.NewSketcher()
	if err != nil {
		t.Fatal(err)
	}
	k, err := s.Sketch(corpus.Article{ID: id, Text: strings.Join(words, " ")})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func newFolder(t testing.TB, o Options) *Index {
	t.Helper()
	x, err := Create(context.Background(), filepath.Join(t.TempDir(), "index"), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

// findAll are the relatives of a sketch, as "id relation".
func findAll(t testing.TB, x *Index, k *Sketch) []string {
	t.Helper()
	var out []string
	err := x.View(t.Context(), func(v Snapshot) error {
		a, err := x.Header.NewSearcher(0).Search(k, v.Shelf())
		if err != nil {
			return err
		}
		for _, r := range a.Relatives {
			out = append(out, r.ID+" "+r.Link.Relation.String())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// An index finds what it holds: with texts and without, in one run and in
// many, until it is removed.
func TestSearch(t *testing.T) {
	for _, noText := range []bool{false, true} {
		t.Run(fmt.Sprintf("noText=%v", noText), func(t *testing.T) {
			x := newFolder(t, Options{NoText: noText})
			r := rand.New(rand.NewPCG(1, 1))
			var texts [][]string
			for i := range 60 {
				texts = append(texts, invented(r, 100))
				k := sketchOf(t, x.Header, fmt.Sprintf("n%02d", i), texts[i])
				if a, err := x.Add(t.Context(), []*Sketch{k}, false); err != nil || a.Added != 1 {
					t.Fatalf("add: %+v, %v", a, err)
				}
			}
			if s, err := x.Stats(t.Context()); err != nil || s.Articles != 60 || s.Runs > 12 {
				t.Errorf("stats: %+v, %v, want 60 articles in few runs", s, err)
			}
			edited := append([]string{}, texts[30]...)
			edited[10], edited[60] = "one", "two"
			longer := append(append(invented(r, 100), texts[17]...), invented(r, 50)...)
			passage := append(invented(r, 200), texts[5][40:52]...)
			for _, tt := range []struct {
				words []string
				want  []string
			}{
				{texts[44], []string{"n44 identical"}},
				{edited, []string{"n30 near-duplicate"}},
				{texts[12][20:60], []string{"n12 contained-in"}},
				{longer, []string{"n17 contains"}},
				{passage, []string{"n05 shares-passages"}},
				{append(append([]string{}, texts[1]...), texts[2]...), []string{"n01 contains", "n02 contains"}},
				{invented(r, 300), nil},
			} {
				if got := findAll(t, x, sketchOf(t, x.Header, "q", tt.words)); !cmp.Equal(tt.want, got) {
					t.Errorf("relatives %q, want %q", got, tt.want)
				}
			}
			missing, err := x.Remove(t.Context(), []string{"n44", "nobody", "n12"})
			if err != nil || !cmp.Equal(missing, []string{"nobody"}) {
				t.Errorf("remove: missing %q, %v", missing, err)
			}
			for _, compact := range []bool{false, true} {
				if compact {
					if err := x.Compact(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
				if got := findAll(t, x, sketchOf(t, x.Header, "q", texts[44])); got != nil {
					t.Errorf("removed, and still found: %q", got)
				}
				clean(t, x)
			}
			if s, err := x.Stats(t.Context()); err != nil || s.Articles != 58 || s.Removed != 0 || s.Runs != 1 {
				t.Errorf("stats: %+v, %v, want 58 articles in 1 run", s, err)
			}
		})
	}
}

func clean(t testing.TB, x *Index) {
	t.Helper()
	if _, err := x.Check(t.Context(), func(part string, err error) { t.Errorf("%s: %v", part, err) }); err != nil {
		t.Error(err)
	}
}

func TestAdd(t *testing.T) {
	x := newFolder(t, Options{})
	r := rand.New(rand.NewPCG(2, 2))
	a, b := invented(r, 50), invented(r, 50)
	one, other := sketchOf(t, x.Header, "a", a), sketchOf(t, x.Header, "a", b)
	for _, tt := range []struct {
		name    string
		list    []*Sketch
		replace bool
		want    Added
	}{
		{"new, twice", []*Sketch{one, one}, false, Added{Added: 1, Already: 1}},
		{"again", []*Sketch{one}, false, Added{Already: 1}},
		{"another text", []*Sketch{other}, false, Added{Taken: []int{0}}},
		{"another text, replaced", []*Sketch{other}, true, Added{Replaced: 1}},
		{"again, replacing", []*Sketch{other}, true, Added{Already: 1}},
		{"two texts of one id", []*Sketch{one, other}, true, Added{Replaced: 1, Taken: []int{1}}},
	} {
		got, err := x.Add(t.Context(), tt.list, tt.replace)
		if err != nil || !cmp.Equal(got, tt.want) {
			t.Errorf("%s: %+v, %v, want %+v", tt.name, got, err, tt.want)
		}
	}
	if got := findAll(t, x, sketchOf(t, x.Header, "q", b)); got != nil {
		t.Errorf("replaced, and still found: %q", got)
	}
	clean(t, x)
}

// What was replaced or removed never comes back, and what is in stays, when
// the index is closed and opened.
func TestReopen(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "index")
	x, err := Create(t.Context(), dir, Options{Shingle: 3, MinRun: 9})
	if err != nil {
		t.Fatal(err)
	}
	k := sketchOf(t, x.Header, "a/\x01 ü", invented(rand.New(rand.NewPCG(3, 3)), 40))
	k.Title, k.Outlet, k.URL, k.Date = "T", "O", "https://example.org/", time.Date(1969, 3, 4, 5, 6, 7, 0, time.UTC)
	if _, err := x.Add(t.Context(), []*Sketch{k}, false); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), dir, Read); err == nil || !strings.Contains(err.Error(), ErrInUse.Error()) {
		t.Errorf("second opening: %v, want %v", err, ErrInUse)
	}
	x.Close()
	for range 2 { // two readers at once
		r, err := Open(t.Context(), dir, Read)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if r.Header.Shingle != 3 || r.Header.MinRun != 9 {
			t.Errorf("header %+v, want 3 words, runs of 9", r.Header)
		}
		for got, err := range r.Articles(t.Context()) {
			want := k.Article
			if err != nil || !cmp.Equal(got.Article, want) {
				t.Errorf("article %+v, %v, want %+v", got, err, want)
			}
		}
		if _, err := r.Add(t.Context(), []*Sketch{k}, false); err == nil || !strings.Contains(err.Error(), ErrReadOnly.Error()) {
			t.Errorf("adding to what is open for reading: %v, want %v", err, ErrReadOnly)
		}
	}
	if _, err := Create(t.Context(), dir, Options{}); err == nil {
		t.Error("made over an index: want an error")
	}
	if _, err := Open(t.Context(), t.TempDir(), Read); err == nil || !strings.Contains(err.Error(), ErrNoIndex.Error()) {
		t.Errorf("opening an empty folder: %v, want %v", err, ErrNoIndex)
	}
}

// A mismatch is refused with both values named.
func TestHeader(t *testing.T) {
	h, err := Options{}.Header()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		change func(*Header)
		want   []string
	}{
		{func(h *Header) { h.Format = 7 }, []string{"format 7", "program 1"}},
		{func(h *Header) { h.Normaliser = 9 }, []string{"normaliser version 9", "program 1"}},
		{func(h *Header) { h.Hash = "md5" }, []string{"hash md5", "xxh3-64"}},
		{func(h *Header) { h.Sketch = "one-permutation" }, []string{"one-permutation", "minwise"}},
	} {
		other := h
		tt.change(&other)
		err := other.readable()
		for _, want := range tt.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("readable() = %v, want %q in it", err, want)
			}
		}
	}
	for _, tt := range []struct {
		asked Options
		want  []string
	}{
		{Options{}, nil},
		{Options{Shingle: 5, K: 128, MinRun: 12, Threshold: 0.7}, nil},
		{Options{Shingle: 3}, []string{"5 words", "3"}},
		{Options{K: 256}, []string{"128 minima", "256"}},
		{Options{MinRun: 20}, []string{"12 words", "20"}},
		{Options{Threshold: 0.3}, []string{"0.5", "0.3"}},
	} {
		err := h.Serves(tt.asked)
		if (err == nil) != (tt.want == nil) {
			t.Errorf("Serves(%+v) = %v", tt.asked, err)
		}
		for _, want := range tt.want {
			if err != nil && !strings.Contains(err.Error(), want) {
				t.Errorf("Serves(%+v) = %v, want %q in it", tt.asked, err, want)
			}
		}
	}
}

// A footer that one outlet prints for months is nothing that two articles
// share; the same words in many papers on one day are news.
func TestBoilerplate(t *testing.T) {
	x := newFolder(t, Options{})
	r := rand.New(rand.NewPCG(4, 4))
	footer, wire := invented(r, 30), invented(r, 60)
	var list []*Sketch
	for i := range 12 {
		k := sketchOf(t, x.Header, fmt.Sprintf("footer%02d", i), append(invented(r, 100), footer...))
		k.Outlet, k.Date = "The Record", time.Date(2025, 1, 1+7*i, 0, 0, 0, 0, time.UTC)
		list = append(list, k)
		k = sketchOf(t, x.Header, fmt.Sprintf("wire%02d", i), append(append([]string{}, wire...), invented(r, 40)...))
		k.Outlet, k.Date = fmt.Sprintf("Paper %d", i), time.Date(2025, 3, 1+i%2, 0, 0, 0, 0, time.UTC)
		list = append(list, k)
	}
	if _, err := x.Add(t.Context(), list, false); err != nil {
		t.Fatal(err)
	}
	q := sketchOf(t, x.Header, "q", append(invented(r, 100), footer...))
	q.Outlet, q.Date = "The Record", time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	if got := findAll(t, x, q); got != nil {
		t.Errorf("relatives by a footer: %q, want none", got)
	}
	q = sketchOf(t, x.Header, "q", append(invented(r, 100), wire...))
	if got := findAll(t, x, q); len(got) != 12 {
		t.Errorf("relatives by a dispatch: %q, want 12", got)
	}
}

// A search goes through what is in memory as through what is on disk.
func TestFresh(t *testing.T) {
	x := newFolder(t, Options{})
	r := rand.New(rand.NewPCG(5, 5))
	text := invented(r, 100)
	var f Fresh
	k := sketchOf(t, x.Header, "a", text)
	if f.Meets(k) {
		t.Error("an empty Fresh meets an article")
	}
	f.Add(k)
	q := sketchOf(t, x.Header, "q", text[10:90])
	if !f.Meets(q) {
		t.Error("a Fresh does not meet a part of its article")
	}
	a, err := x.Header.NewSearcher(0).Search(q, &f)
	if err != nil || len(a.Relatives) != 1 || a.Relatives[0].Link.Relation != relation.NearDuplicate {
		t.Errorf("%+v, %v, want one near duplicate", a, err)
	}
	if n := a.Copied(func(Relative) bool { return true }); n != 80 {
		t.Errorf("%d words copied, want 80", n)
	}
	if f.Reset(); f.Meets(q) || len(f.Sketches()) != 0 {
		t.Error("Reset leaves something")
	}
}

// Whatever bytes a record has, decoding it is an error or an article.
func FuzzRecord(f *testing.F) {
	c, err := newCodec()
	if err != nil {
		f.Fatal(err)
	}
	h, err := Options{}.Header()
	if err != nil {
		f.Fatal(err)
	}
	k := sketchOf(f, h, "a", invented(rand.New(rand.NewPCG(6, 6)), 30))
	f.Add(c.encode(nil, k, true), uint8(0))
	f.Add(c.encode(nil, k, false), uint8(9))
	f.Fuzz(func(t *testing.T, b []byte, _ uint8) {
		if s, err := c.decode(b); err == nil && len(s.Text) > maxRecord {
			t.Errorf("text of %d bytes", len(s.Text))
		}
	})
}

func BenchmarkSketch(b *testing.B) {
	h, err := Options{}.Header()
	if err != nil {
		b.Fatal(err)
	}
	s, err := h.NewSketcher()
	if err != nil {
		b.Fatal(err)
	}
	a := corpus.Article{ID: "a", Text: strings.Join(invented(rand.New(rand.NewPCG(7, 7)), 600), " ")}
	b.Run("words=600", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Sketch(a); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkSearch searches an index of 20,000 articles of 300 words for one of
// them.
func BenchmarkSearch(b *testing.B) {
	x := newFolder(b, Options{})
	r := rand.New(rand.NewPCG(8, 8))
	var q *Sketch
	for range 10 {
		var list []*Sketch
		for range 2000 {
			list = append(list, sketchOf(b, x.Header, fmt.Sprintf("n%d", r.Uint64()), invented(r, 300)))
		}
		q = list[0]
		if _, err := x.Add(b.Context(), list, false); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("articles=20000/words=300", func(b *testing.B) {
		s := x.Header.NewSearcher(0)
		err := x.View(b.Context(), func(v Snapshot) error {
			shelf := v.Shelf()
			for b.Loop() {
				if _, err := s.Search(q, shelf); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	})
}
