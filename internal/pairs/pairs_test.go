package pairs

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/fixtures"
	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
)

func TestReadList(t *testing.T) {
	const list = `{"a":"x","b":"y"}

{"type":"pair","a":7,"b":" 8","relation":"identical"}
{"type":"cluster","cluster":["x","y"]}
{"a":"x"}
{"a":"x","b":["y"]}
not JSON
{"a":"x","b":"y"}`
	pairs := []Pair{{"x", "y", 1}, {"7", " 8", 3}, {"x", "y", 8}}
	refused := []corpus.Refused{
		{Path: "list", Line: 5, Reason: `want "a" and "b", the ids of two articles`},
		{Path: "list", Line: 6, Reason: `id ["y"]: want a string or a number`},
		{Path: "list", Line: 7, Reason: `not a JSON object with "a" and "b"`},
	}
	var packed strings.Builder
	z := gzip.NewWriter(&packed)
	fmt.Fprint(z, list)
	z.Close()
	for name, text := range map[string]string{"plain": list, "gzip": packed.String(), "CRLF": strings.ReplaceAll(list, "\n", "\r\n")} {
		got, bad, err := ReadList(strings.NewReader(text), "list")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(pairs, got); diff != "" {
			t.Errorf("%s: pairs, -want +got:\n%s", name, diff)
		}
		if diff := cmp.Diff(refused, bad); diff != "" {
			t.Errorf("%s: refused, -want +got:\n%s", name, diff)
		}
	}
	_, _, err := ReadList(strings.NewReader("\x1f\x8bnothing"), "list")
	if err == nil || !strings.HasPrefix(err.Error(), `read "list": gzip: `) {
		t.Errorf("a broken list: %v", err)
	}
}

// folder writes a corpus and returns its path.
func folder(t *testing.T, files map[string]string) string {
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestArticles(t *testing.T) {
	dir := folder(t, map[string]string{
		"a.jsonl": `{"id":"x","text":"brief"}` + "\n" + `{"id":"x","text":"the first of two"}` + "\n" + `{"id":"z","text":""}`,
		"b.jsonl": `{"id":"x","text":"the second of two"}` + "\n" + `{"id":"wide/y.txt","text":"another one"}`,
	})
	at := func(name string) string { return filepath.Join(dir, name) }
	taken := func(path string, line, by int) corpus.Refused {
		return corpus.Refused{Path: path, Line: line, Reason: fmt.Sprintf("id %q is taken by %q line %d", "x", at("a.jsonl"), by)}
	}
	broken := corpus.Refused{Path: at("a.jsonl"), Line: 3, Reason: `no text: field "text" is empty`}
	for _, tt := range []struct {
		want    string // ids
		least   int
		texts   map[string]string
		refused []corpus.Refused
		alike   map[string][]string
	}{
		{"x wide/y.txt", 0, map[string]string{"x": "brief", "wide/y.txt": "another one"}, []corpus.Refused{taken(at("a.jsonl"), 2, 1), taken(at("b.jsonl"), 1, 1)}, nil},
		{"x", 2, map[string]string{"x": "the first of two"}, []corpus.Refused{taken(at("b.jsonl"), 1, 2)}, nil},
		{"y.txt", 0, map[string]string{}, []corpus.Refused{broken}, map[string][]string{"y.txt": {"wide/y.txt"}}},
		{"z", 0, map[string]string{}, []corpus.Refused{broken}, nil},
	} {
		for _, jobs := range []int{1, 4} {
			want := map[string]bool{}
			for _, id := range strings.Fields(tt.want) {
				want[id] = true
			}
			found, err := Articles(context.Background(), Input{Paths: []string{dir}, Jobs: jobs, Least: tt.least}, want)
			if err != nil {
				t.Fatal(err)
			}
			texts := map[string]string{}
			for id, a := range found.Articles {
				texts[id] = a.Text
			}
			if diff := cmp.Diff(tt.texts, texts); diff != "" {
				t.Errorf("Articles(%q), texts, -want +got:\n%s", tt.want, diff)
			}
			if diff := cmp.Diff(tt.refused, found.Refused); diff != "" {
				t.Errorf("Articles(%q), refused, -want +got:\n%s", tt.want, diff)
			}
			for id, ids := range tt.alike {
				if diff := cmp.Diff(ids, found.Alike[id]); diff != "" {
					t.Errorf("Articles(%q), alike, -want +got:\n%s", tt.want, diff)
				}
			}
		}
	}
}

// stories are the fixtures, and every two of a story as a list.
func stories(t *testing.T) (map[string]*corpus.Article, []Pair) {
	all, err := fixtures.Articles()
	if err != nil {
		t.Fatal(err)
	}
	articles := map[string]*corpus.Article{}
	var list []Pair
	for i, a := range all {
		articles[a.ID] = &corpus.Article{ID: a.ID, Text: a.Text}
		for _, b := range all[:i] {
			if a.Story == b.Story {
				list = append(list, Pair{A: a.ID, B: b.ID})
			}
		}
	}
	return articles, list
}

// Pairs come in the order of the list, each as Compare alone finds it.
func TestCompareKeepsTheOrder(t *testing.T) {
	articles, list := stories(t)
	for _, jobs := range []int{1, 2, 7} {
		i := 0
		for d, err := range Compare(context.Background(), list, articles, jobs) {
			if err != nil {
				t.Fatal(err)
			}
			if p := list[i]; d.A.ID != p.A || d.B.ID != p.B {
				t.Fatalf("%d goroutines: pair %d is %s and %s, want %s and %s", jobs, i, d.A.ID, d.B.ID, p.A, p.B)
			}
			if diff := cmp.Diff(compare.Compare(d.A.Text, d.B.Text), d.Comparison); diff != "" {
				t.Fatalf("%d goroutines: %s and %s, -want +got:\n%s", jobs, d.A.ID, d.B.ID, diff)
			}
			i++
		}
		if i != len(list) {
			t.Errorf("%d goroutines: %d pairs, want %d", jobs, i, len(list))
		}
	}
}

func TestCompareStops(t *testing.T) {
	articles, list := stories(t)
	n := 0
	for range Compare(context.Background(), list, articles, 2) {
		if n++; n == 3 {
			break
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var last error
	n = 0
	for _, last = range Compare(ctx, list, articles, 2) {
		if n++; n == 3 {
			cancel()
		}
	}
	if !errors.Is(last, context.Canceled) || n > 4 {
		t.Errorf("%d pairs after the third was the last wanted, error %v", n, last)
	}
}

func TestStrongest(t *testing.T) {
	pair := func(a, b string, r relation.Relation, shared int) scan.Pair {
		return scan.Pair{A: scan.Meta{ID: a}, B: scan.Meta{ID: b}, Relation: r, SharedWordsA: shared, SharedWordsB: shared + 1}
	}
	all := []scan.Pair{
		pair("a", "b", relation.SharesPassages, 900),
		pair("a", "c", relation.ContainedIn, 50),
		pair("b", "c", relation.Contains, 50),
		pair("b", "d", relation.Contains, 60),
		pair("c", "d", relation.Identical, 10),
		pair("d", "e", relation.NearDuplicate, 100),
	}
	order := []Pair{{A: "c", B: "d"}, {A: "d", B: "e"}, {A: "b", B: "d"}, {A: "a", B: "c"}, {A: "b", B: "c"}, {A: "a", B: "b"}}
	list := func(yield func(scan.Pair, error) bool) {
		for _, p := range all {
			if !yield(p, nil) {
				return
			}
		}
	}
	for n := 1; n < 9; n++ {
		strong, err := Strongest(list, n)
		got := Of(strong)
		if diff := cmp.Diff(order[:min(n, len(order))], got); diff != "" || err != nil {
			t.Errorf("Strongest(%d): %v, -want +got:\n%s", n, err, diff)
		}
	}
}
