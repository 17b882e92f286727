package eval

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
)

func read(t *testing.T, rows string, keep Filter) Set {
	t.Helper()
	s, err := Read(strings.NewReader(rows), "rows", keep)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEvaluate(t *testing.T) {
	const clusters = `{"id":"a","cluster":"x"}
{"id":"b","cluster":"x"}
{"id":"c","cluster":"x"}
{"id":"d","cluster":7}
`
	ids := strings.Split("abcdef", "")
	for _, tt := range []struct {
		name, found, truth string
		known              bool
		want               Result
	}{
		// Of 15 pairs truth joins 3 (abc). Found joins ab and de.
		{
			"clusters", `{"cluster":["b","a"]}` + "\n" + `{"cluster":["d","e"]}`, clusters, false,
			Result{PRF{2, 3, 1}, PRF{2, 3, 1}, PRF{2, 3, 1}, (1 - 2.*3/15) / (2.5 - 2.*3/15), 6},
		},
		{
			"only known", `{"a":"b","b":"a"}` + "\n" + `{"a":"d","b":"e"}`, clusters, true,
			Result{PRF{1, 3, 1}, PRF{2, 3, 1}, PRF{2, 3, 1}, (1 - 2.*3/15) / (2.5 - 2.*3/15), 6},
		},
		// A listed pair outside the cluster joins Either but not Clusters.
		{
			"pairs and clusters", `{"type":"pair","a":"a","b":"c"}` + "\n" + `{"type":"cluster","id":"k","cluster":["a","b"]}` + "\n" + `{"type":"summary","a":1}`, clusters, false,
			Result{PRF{1, 3, 1}, PRF{1, 3, 1}, PRF{2, 3, 2}, (1 - 3./15) / (2 - 3./15), 6},
		},
		// Clusters that overlap: ab, bc give two pairs, not three.
		{
			"overlap", `{"cluster":["a","b"]}` + "\n" + `{"cluster":["b","c"]}`, clusters, false,
			Result{PRF{2, 3, 2}, PRF{2, 3, 2}, PRF{2, 3, 2}, (1 - 3./15) / (2 - 3./15), 6},
		},
		{"nothing found", "", clusters, false, Result{PRF{0, 3, 0}, PRF{0, 3, 0}, PRF{0, 3, 0}, 0, 6}},
		{"nothing true", "", "", false, Result{ARI: 1, Articles: 6}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Evaluate(read(t, tt.found, Filter{}), read(t, tt.truth, Filter{}), ids, tt.known)
			near := cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-12 })
			if diff := cmp.Diff(tt.want, got, near); diff != "" {
				t.Errorf("Evaluate(%q, %q), -want +got:\n%s", tt.found, tt.truth, diff)
			}
		})
	}
}

func TestFilter(t *testing.T) {
	const rows = `{"a":"1","b":2,"jaccard":0.4,"relation":"template"}
{"a":"1","b":"3","relation":"identical"}
`
	for _, tt := range []struct {
		keep Filter
		want map[Pair]bool
	}{
		{Filter{}, map[Pair]bool{{"1", "2"}: true, {"1", "3"}: true}},
		{Filter{MinJaccard: 0.4}, map[Pair]bool{{"1", "2"}: true, {"1", "3"}: true}},
		{Filter{MinJaccard: 0.41}, map[Pair]bool{{"1", "3"}: true}},
		{Filter{Relations: []string{"template"}}, map[Pair]bool{{"1", "2"}: true}},
	} {
		if diff := cmp.Diff(tt.want, read(t, rows, tt.keep).Pairs); diff != "" {
			t.Errorf("Read with %+v, -want +got:\n%s", tt.keep, diff)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for _, tt := range []struct{ rows, want string }{
		{`{"a":"1"}`, `read "rows" line 1: want "a" and "b", "id" and "cluster", or "cluster" with a list of ids`},
		{"\n" + `{"a":"1","b":[]}`, `read "rows" line 2: id []: want a string or a number`},
	} {
		_, err := Read(strings.NewReader(tt.rows), "rows", Filter{})
		if err == nil || err.Error() != tt.want {
			t.Errorf("Read(%q): %v, want %v", tt.rows, err, tt.want)
		}
	}
}

func TestFoundIsWhatItsRowsSay(t *testing.T) {
	a, b, c := scan.Meta{ID: "a"}, scan.Meta{ID: "b"}, scan.Meta{ID: "c"}
	r := &scan.Result{
		Pairs: func(yield func(scan.Pair, error) bool) {
			_ = yield(scan.Pair{A: a, B: b, Relation: relation.Identical, Jaccard: 1}, nil) &&
				yield(scan.Pair{A: b, B: c, Relation: relation.Template, Jaccard: 0.9}, nil)
		},
		Clusters: func(yield func(scan.Cluster, error) bool) {
			yield(scan.Cluster{Representative: b, Members: []scan.Member{{Meta: a}}}, nil)
		},
	}
	want := Set{Pairs: map[Pair]bool{{"a", "b"}: true}, Clusters: [][]string{{"b", "a"}}}
	got, err := Found(r, Filter{Relations: []string{"identical"}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Found, -want +got:\n%s", diff)
	}
}

// The counts must be those of the sets written out.
func TestPairingCountsAsWrittenOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) (pairing, map[Pair]bool) {
			id := rapid.Map(rapid.IntRange(0, 9), strconv.Itoa)
			clusters := rapid.SliceOfN(rapid.SliceOfNDistinct(id, 0, 5, rapid.ID), 0, 4).Draw(t, name+" clusters")
			all := map[Pair]bool{}
			for _, p := range rapid.SliceOfN(rapid.SliceOfNDistinct(id, 2, 2, rapid.ID), 0, 6).Draw(t, name+" pairs") {
				all[newPair(p[0], p[1])] = true
			}
			p := newPairing(all, clusters)
			for _, c := range clusters {
				for i := range c {
					for j := range i {
						all[newPair(c[i], c[j])] = true
					}
				}
			}
			return p, all
		}
		a, allA := draw("a")
		b, allB := draw("b")
		common := int64(0)
		for p := range allA {
			if allB[p] {
				common++
			}
		}
		if a.count() != int64(len(allA)) || a.common(b) != common || b.common(a) != common {
			t.Errorf("count %d, common %d and %d, want %d, %d", a.count(), a.common(b), b.common(a), len(allA), common)
		}
	})
}

// What reviewers have judged is all that is known: a pair that nobody has
// judged is neither right nor wrong.
func TestEvaluateDenied(t *testing.T) {
	read := func(text string) Set {
		s, err := Read(strings.NewReader(text), "labels", Filter{})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	truth := read(`{"a":"a","b":"b"}
{"a":"a","b":"c"}
{"type":"not-duplicate","a":"d","b":"e"}
{"type":"same-source","a":"e","b":"f"}
{"type":"not-duplicate","a":"g","b":"h"}`)
	found := read(`{"type":"pair","a":"a","b":"b"}
{"type":"pair","a":"d","b":"e"}
{"type":"pair","a":"x","b":"y"}
{"type":"cluster","cluster":["d","e","f"]}
{"type":"summary"}`)
	got := Evaluate(found, truth, []string{"a", "b", "c"}, false)
	want := Result{Pairs: PRF{2, 2, 1}, Clusters: PRF{2, 2, 0}, Either: PRF{3, 2, 1}, ARI: got.ARI, Articles: 3}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Evaluate, -want +got:\n%s", diff)
	}
	if strangers, named := truth.Strangers([]string{"a", "b", "c", "d"}); strangers != 4 || named != 8 {
		t.Errorf("Strangers = %d of %d, want 4 of 8", strangers, named)
	}
	if s := read(`{"type":"pair","a":"a","b":"b"}` + "\n" + `{"type":"summary","clusters":0}`); len(s.Clusters) != 0 {
		t.Errorf("a scan without a cluster has %v", s.Clusters)
	}
}
