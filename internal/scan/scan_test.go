package scan_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dupes-news/dupes/fixtures"
	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
)

// article is an input of a test, a line of JSON.
type article struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Outlet string `json:"outlet,omitempty"`
	Date   string `json:"date,omitempty"`
	Byline string `json:"byline,omitempty"`
}

// found is all that a Result holds, its sequences read to the end.
type found struct {
	Pairs       []scan.Pair
	Clusters    []scan.Cluster
	Boilerplate []scan.Boilerplate
	Refused     []corpus.Refused
	Articles    int
	Words       int64
	Bytes       int64
	CopiedWords int64
	Copies      int
	PairCount   int
	Limited     int
	Clustered   int

	Coverage     scan.Coverage
	Sources      []scan.Sourced
	SharedQuotes []scan.SharedQuote
}

// run scans articles given as JSON lines on standard input.
func run(t rapid.TB, cfg scan.Config, articles []article) found {
	t.Helper()
	return runInput(t, cfg, scan.Input{Paths: []string{"-"}, Stdin: strings.NewReader(lines(t, articles))})
}

func runInput(t rapid.TB, cfg scan.Config, in scan.Input) found {
	t.Helper()
	r, err := scan.Run(context.Background(), in, cfg)
	if err != nil {
		t.Fatalf("Run = %v, want no error", err)
	}
	defer r.Close()
	f := found{
		Boilerplate: r.Boilerplate, Refused: r.Refused, Articles: r.Articles, Words: r.Words, Bytes: r.Bytes,
		CopiedWords: r.CopiedWords, Copies: r.Copies, PairCount: r.PairCount, Limited: r.Limited, Clustered: r.Clustered,
	}
	for p, err := range r.Pairs {
		if err != nil {
			t.Fatalf("Pairs: %v", err)
		}
		f.Pairs = append(f.Pairs, p)
	}
	for c, err := range r.Clusters {
		if err != nil {
			t.Fatalf("Clusters: %v", err)
		}
		if len(c.Members) == 0 {
			t.Errorf("cluster %s has no members", c.ID)
		}
		f.Clusters = append(f.Clusters, c)
	}
	f.readSources(t, r)
	if len(f.Pairs) != f.PairCount || len(f.Clusters) != f.Clustered {
		t.Errorf("Result counts %d pairs and %d clusters, but lists %d and %d", f.PairCount, f.Clustered, len(f.Pairs), len(f.Clusters))
	}
	return f
}

// readSources reads what a scan knows of sources, if it was asked.
func (f *found) readSources(t rapid.TB, r *scan.Result) {
	t.Helper()
	if r.Sources == nil {
		return
	}
	f.Coverage = r.Coverage
	for a, err := range r.Sources {
		if err != nil {
			t.Fatalf("Sources: %v", err)
		}
		f.Sources = append(f.Sources, a)
	}
	for q, err := range r.SharedQuotes {
		if err != nil {
			t.Fatalf("SharedQuotes: %v", err)
		}
		f.SharedQuotes = append(f.SharedQuotes, q)
	}
	if c := f.Coverage; len(f.Sources) != f.Articles || c.Named+c.Inferred+c.None != f.Articles {
		t.Errorf("%d articles with sources, coverage %+v, want %d", len(f.Sources), c, f.Articles)
	}
}

func lines(t rapid.TB, articles []article) string {
	t.Helper()
	var b strings.Builder
	for _, a := range articles {
		line, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(line)
		b.WriteByte('\n')
	}
	return b.String()
}

// relations maps the two ids of every pair, joined by " | ", to its relation.
func (f found) relations() map[string]string {
	m := map[string]string{}
	for _, p := range f.Pairs {
		m[p.A.ID+" | "+p.B.ID] = p.Relation.String()
	}
	return m
}

// compareRelations reports every pair whose relation is not the wanted one.
func compareRelations(t rapid.TB, want map[string]string, f found) {
	t.Helper()
	got := f.relations()
	for _, p := range f.Pairs {
		key := p.A.ID + " | " + p.B.ID
		if got[key] != want[key] {
			t.Errorf("%s (-want +got):\n-%s\n+%s: Jaccard %.2f, containment %.2f and %.2f, longest run %d",
				key, cmp.Or(want[key], "none"), got[key], p.Jaccard, p.ContainmentA, p.ContainmentB, p.LongestRun)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if got[key] == "" {
			t.Errorf("%s (-want +got):\n-%s\n+none", key, want[key])
		}
	}
}

// members lists the ids of every cluster, the representative first and the
// others ascending.
func (f found) members() [][]string {
	var all [][]string
	for _, c := range f.Clusters {
		var ids []string
		for _, m := range c.Members {
			ids = append(ids, m.ID)
		}
		slices.Sort(ids)
		all = append(all, append([]string{c.Representative.ID}, ids...))
	}
	return all
}

// seeded is a source of random numbers that gives the same ones every time.
func seeded(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 0)) }

// invent makes n words out of a million, so that two calls have no run in
// common. They have neither capitals nor digits: nothing fills a template.
func invent(r *rand.Rand, n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = syllables(r.IntN(1e6))
	}
	return strings.Join(words, " ")
}

// syllables writes a number as a word.
func syllables(n int) string {
	var b strings.Builder
	for range 3 {
		b.WriteByte("bcdfghjklmnprstvwxyz"[n%20])
		b.WriteByte("aeiou"[n/20%5])
		n /= 100
	}
	return b.String()
}

// wordCount counts words that spaces divide.
func wordCount(text string) int { return len(strings.Fields(text)) }

// The fixtures say of every two articles how they stand to one another.
func TestFixtures(t *testing.T) {
	got := runInput(t, scan.Config{AllPairs: true}, scan.Input{Paths: []string{"../../fixtures"}})
	compareRelations(t, stated(t, nil), got)
	if len(got.Refused) > 0 {
		t.Errorf("refused %v, want nothing refused", got.Refused)
	}
}

// A scan for some relations finds those and no others. Template is always
// asked for here: where it is not, a form is judged by its Jaccard alone.
func TestRelations(t *testing.T) {
	for _, r := range []relation.Relation{relation.Identical, relation.NearDuplicate, relation.Contains, relation.ContainedIn, relation.SharesPassages, relation.Template, relation.SharesQuote, relation.CommonSource} {
		cfg := scan.Config{AllPairs: true, Relations: []relation.Relation{r, r.Inverse(), relation.Template}}
		t.Run(r.String(), func(t *testing.T) {
			got := runInput(t, cfg, scan.Input{Paths: []string{"../../fixtures"}})
			compareRelations(t, stated(t, cfg.Relations), got)
		})
	}
}

// stated is what the fixtures say, as far as it is asked for; nil asks for
// all.
func stated(t *testing.T, asked []relation.Relation) map[string]string {
	t.Helper()
	truth, err := fixtures.Truth()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, r := range asked {
		names[r.String()] = true
	}
	want := map[string]string{}
	for _, p := range truth {
		if p.Relation != relation.None.String() && (asked == nil || names[p.Relation]) {
			want[p.A+" | "+p.B] = p.Relation
		}
	}
	return want
}

// A bad article is refused by name, and all others are scanned.
func TestRefused(t *testing.T) {
	r := seeded(1)
	story := invent(r, 40)
	in := strings.Join([]string{
		`{"id": "a", "text": "` + story + `"}`,
		`{"id": "short", "text": "only four words here"}`,
		`{"id": "b", "text": "` + story + `"}`,
		`{"id": "a", "text": "` + invent(r, 40) + `"}`,
		`{"id": "broken", "text": `,
		`{"id": "one", "text": "brief"}`,
	}, "\n")
	got := runInput(t, scan.Config{}, scan.Input{Paths: []string{"-"}, Stdin: strings.NewReader(in)})
	want := []corpus.Refused{
		{Path: "-", Line: 2, Reason: "too short: 4 words, a shingle has 5"},
		{Path: "-", Line: 4, Reason: `id "a" is taken by "-" line 1`},
		{Path: "-", Line: 5},
		{Path: "-", Line: 6, Reason: "too short: 1 word, a shingle has 5"},
	}
	ignoreJSON := gocmp.FilterPath(func(p gocmp.Path) bool { return p.String() == "Reason" }, gocmp.Comparer(func(a, b string) bool {
		return a == b || a == "" || b == "" // the JSON library words its errors
	}))
	if diff := gocmp.Diff(want, got.Refused, ignoreJSON); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
	compareRelations(t, map[string]string{"a | b": "identical"}, got)
	if want := int64(2 * len(story)); got.Articles != 2 || got.Bytes != want {
		t.Errorf("Articles = %d of %d bytes, want 2 of %d: the refused ones do not count", got.Articles, got.Bytes, want)
	}
}

// What typography changes is no difference between texts.
func TestIdentical(t *testing.T) {
	base := `The mayor's office said on Friday: "We'll rebuild the naïve old bridge" - and the café, too.`
	articles := []article{
		{ID: "0", Text: base},
		{ID: "1", Text: "The mayor’s office said on Friday: “We’ll rebuild the naïve old bridge” — and the café, too."},
		{ID: "2", Text: strings.ReplaceAll(base, " ", "\r\n")},
		{ID: "3", Text: strings.ToUpper(base)},
		{ID: "4", Text: strings.NewReplacer("ï", "i\u0308", "é", "e\u0301").Replace(base)},
		{ID: "5", Text: "🌊 " + strings.ReplaceAll(base, "of", "o\u00adf") + " 🌊"},
		{ID: "6", Text: strings.ReplaceAll(base, "Friday", "Ｆriday")},
	}
	got := run(t, scan.Config{AllPairs: true}, articles)
	want := map[string]string{}
	for i := range articles {
		for j := range i {
			want[fmt.Sprintf("%d | %d", j, i)] = "identical"
		}
	}
	compareRelations(t, want, got)
	for _, p := range got.Pairs {
		if p.Differs != "same words" || p.Jaccard != 1 || p.LongestRun != p.A.Words {
			t.Errorf("%s | %s: differs %q, Jaccard %v, run of %d words, want same words, 1, %d", p.A.ID, p.B.ID, p.Differs, p.Jaccard, p.LongestRun, p.A.Words)
		}
	}
}

// Ten thousand prints of one text are one text: a pair with the
// representative each, and not fifty million.
func TestManyIdentical(t *testing.T) {
	const n = 10_000
	text := invent(seeded(2), 60)
	articles := make([]article, n)
	for i := range articles {
		articles[i] = article{ID: fmt.Sprintf("%05d", i), Text: text}
	}
	got := run(t, scan.Config{}, articles)
	counts := []int{got.Articles, got.PairCount, got.Clustered, got.Copies, int(got.CopiedWords)}
	if diff := gocmp.Diff([]int{n, n - 1, 1, n - 1, (n - 1) * 60}, counts); diff != "" {
		t.Errorf("articles, pairs, clusters, copies, copied words (-want +got):\n%s", diff)
	}
	limited := run(t, scan.Config{Limit: 10}, articles)
	if limited.PairCount != 10 || limited.Limited != n-11 {
		t.Errorf("Limit 10: %d pairs and %d left out, want 10 and %d", limited.PairCount, limited.Limited, n-11)
	}
}

// A scan of nothing says so and is no error.
func TestEmpty(t *testing.T) {
	got := run(t, scan.Config{}, nil)
	want := found{Refused: []corpus.Refused{{Path: "-", Reason: "empty"}}}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("scan of nothing (-want +got):\n%s", diff)
	}
}
