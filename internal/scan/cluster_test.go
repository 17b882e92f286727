package scan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
)

// Five hundred near copies share every bucket. They are one cluster, and no
// pair is listed beside those with the representative.
func TestHotBucket(t *testing.T) {
	const n = 500
	r := seeded(10)
	story := invent(r, 250)
	var articles []article
	for i := range n {
		articles = append(articles, article{ID: fmt.Sprintf("%03d", i), Text: invent(r, 7) + " - " + story})
	}
	for i := range 50 {
		articles = append(articles, article{ID: fmt.Sprintf("other %02d", i), Text: invent(r, 250)})
	}
	got := run(t, scan.Config{}, articles)
	if got.Clustered != 1 || got.PairCount != n-1 || got.Copies != n-1 {
		t.Fatalf("%d clusters, %d pairs, %d copies, want 1, %d, %d", got.Clustered, got.PairCount, got.Copies, n-1, n-1)
	}
	for _, m := range got.Clusters[0].Members {
		l := m.Link
		if l.Relation != relation.NearDuplicate || l.LongestRun != 250 || l.Jaccard < .94 || l.A.ID != got.Clusters[0].Representative.ID || l.B.ID != m.ID {
			t.Errorf("link of %s: %v %s | %s, Jaccard %.3f, run of %d words", m.ID, l.Relation, l.A.ID, l.B.ID, l.Jaccard, l.LongestRun)
		}
	}
	if want := int64((n - 1) * 250); got.CopiedWords != want {
		t.Errorf("CopiedWords = %d, want %d", got.CopiedWords, want)
	}
}

// Copies are found among many other stories of the same buckets: reports that
// begin with a page of standing text, each in three prints.
func TestStandingText(t *testing.T) {
	r := seeded(19)
	standing := invent(r, 550)
	var articles []article
	var want [][]string
	for i := range 130 {
		own := invent(r, 300)
		var ids []string
		for j := range 3 {
			ids = append(ids, fmt.Sprintf("%03d-%d", i, j))
			articles = append(articles, article{ID: ids[j], Text: standing + " " + invent(r, 5) + " " + own})
		}
		want = append(want, ids)
	}
	got := run(t, scan.Config{Relations: []relation.Relation{relation.NearDuplicate}}, articles) // by bands alone
	if diff := gocmp.Diff(want, got.members()); diff != "" {
		t.Errorf("clusters (-want +got):\n%s", diff)
	}
}

// printings are one story as four papers print it.
func printings() []article {
	r := seeded(11)
	story := invent(r, 150)
	return []article{
		{ID: "a", Date: "2025-05-03", Text: invent(r, 4) + " " + story},
		{ID: "b", Date: "2025-05-01", Text: invent(r, 4) + " " + story},
		{ID: "c", Date: "2025-05-02", Text: story + " " + invent(r, 20)},
		{ID: "d", Text: strings.ToUpper(story)},
	}
}

// The keep rule picks the representative, and only that.
func TestKeep(t *testing.T) {
	ids := map[string]bool{}
	for _, tt := range []struct {
		keep scan.Keep
		want []string
	}{
		{"", []string{"a", "b", "c", "d"}},
		{scan.KeepFirst, []string{"a", "b", "c", "d"}},
		{scan.KeepLongest, []string{"c", "a", "b", "d"}},
		{scan.KeepEarliest, []string{"b", "a", "c", "d"}},
	} {
		articles := printings()
		for range len(articles) { // the order of the input does not matter
			articles = append(articles[1:], articles[0])
			got := run(t, scan.Config{Keep: tt.keep}, articles)
			if diff := gocmp.Diff([][]string{tt.want}, got.members()); diff != "" {
				t.Errorf("Keep %q: clusters (-want +got):\n%s", tt.keep, diff)
				continue
			}
			ids[got.Clusters[0].ID] = true
			checkLinks(t, got)
		}
	}
	if len(ids) != 1 {
		t.Errorf("cluster ids %v, want one for the same members", ids)
	}
}

// Equal texts follow the keep rule too.
func TestKeepIdentical(t *testing.T) {
	text := invent(seeded(12), 50)
	articles := []article{
		{ID: "a", Text: text},
		{ID: "b", Text: text, Date: "2025-05-02"},
		{ID: "c", Text: text, Date: "2025-05-01"},
	}
	for keep, want := range map[scan.Keep][]string{
		scan.KeepFirst:    {"a", "b", "c"},
		scan.KeepLongest:  {"a", "b", "c"},
		scan.KeepEarliest: {"c", "a", "b"},
	} {
		got := run(t, scan.Config{Keep: keep}, articles)
		if diff := gocmp.Diff([][]string{want}, got.members()); diff != "" {
			t.Errorf("Keep %q: clusters (-want +got):\n%s", keep, diff)
		}
		checkLinks(t, got)
	}
}

// checkLinks wants every member linked to its representative, the strongest
// first, and that link among the pairs.
func checkLinks(t *testing.T, f found) {
	t.Helper()
	listed := map[string]relation.Relation{}
	for _, p := range f.Pairs {
		listed[p.A.ID+" | "+p.B.ID], listed[p.B.ID+" | "+p.A.ID] = p.Relation, p.Relation.Inverse()
	}
	for _, c := range f.Clusters {
		for i, m := range c.Members {
			if m.Link.A.ID != c.Representative.ID || m.Link.B.ID != m.ID || m.Meta != m.Link.B {
				t.Errorf("cluster %s: link of %s is %s | %s", c.ID, m.ID, m.Link.A.ID, m.Link.B.ID)
			}
			if got, want := listed[c.Representative.ID+" | "+m.ID], m.Link.Relation; got != want {
				t.Errorf("cluster %s: pair with %s is %v, want %v", c.ID, m.ID, got, want)
			}
			if i > 0 && c.Members[i-1].Link.Relation > m.Link.Relation {
				t.Errorf("cluster %s: %v stands before %v", c.ID, c.Members[i-1].Link.Relation, m.Link.Relation)
			}
		}
	}
}

// An article merged of two stories joins one of them and does not chain them.
func TestMerge(t *testing.T) {
	r := seeded(13)
	x, y := invent(r, 160), invent(r, 160)
	var articles []article
	for i := range 4 {
		articles = append(articles,
			article{ID: fmt.Sprintf("x%d", i), Text: invent(r, 5) + " " + x},
			article{ID: fmt.Sprintf("y%d", i), Text: invent(r, 5) + " " + y})
	}
	half := len(x) / 2
	articles = append(articles,
		article{ID: "merge", Text: x + " " + y},
		article{ID: "half", Text: x[:half] + " " + y[:half]})
	got := run(t, scan.Config{}, articles)
	home := map[string]int{}
	for i, ids := range got.members() {
		for _, id := range ids {
			if home[id] != 0 {
				t.Errorf("%s is in two clusters", id)
			}
			home[id] = i + 1
		}
	}
	for i := range 4 {
		if x, y := home[fmt.Sprintf("x%d", i)], home[fmt.Sprintf("y%d", i)]; x != home["x0"] || y != home["y0"] || x == y || x == 0 || y == 0 {
			t.Errorf("clusters %v, want x0 to x3 in one and y0 to y3 in another", got.members())
		}
	}
	if home["merge"] == 0 {
		t.Error("merge is in no cluster, want that of a story all of which it contains")
	}
}

// Equal texts are a cluster of their own where all that they are tied to
// belongs to other clusters.
func TestIdenticalBesideCluster(t *testing.T) {
	r := seeded(18)
	story, addition := invent(r, 120), invent(r, 60)
	other := addition + " " + invent(r, 100)
	got := run(t, scan.Config{}, []article{
		{ID: "a", Text: story},
		{ID: "b", Text: invent(r, 5) + " " + story},
		{ID: "c", Text: invent(r, 6) + " " + story},
		{ID: "extended", Text: story + " " + addition},
		{ID: "x", Text: other},
		{ID: "y", Text: other},
	})
	if diff := gocmp.Diff([][]string{{"a", "b", "c", "extended"}, {"x", "y"}}, got.members()); diff != "" {
		t.Errorf("clusters (-want +got):\n%s", diff)
	}
	if got := got.relations()["x | y"]; got != "identical" {
		t.Errorf("x | y: %q, want identical", got)
	}
	if got := got.relations()["extended | x"]; got != "shares-passages" {
		t.Errorf("extended | x: %q, want shares-passages", got)
	}
}

// Forms filled in with other names are templates and never a story.
func TestTemplate(t *testing.T) {
	r := seeded(14)
	for _, n := range []int{2, 4, 12, 40} {
		want := map[string]string{}
		var articles []article
		for i := range n {
			articles = append(articles, article{ID: fmt.Sprintf("%02d", i), Outlet: "Office", Date: fmt.Sprintf("2025-%02d-%02d", 1+i/28, 1+i%28), Text: notice(i)})
			for j := range i {
				want[fmt.Sprintf("%02d | %02d", j, i)] = "template"
			}
		}
		for i := range 20 {
			articles = append(articles, article{ID: fmt.Sprintf("other %02d", i), Outlet: "Office", Text: invent(r, 90)})
		}
		got := run(t, scan.Config{AllPairs: true}, articles)
		if n <= 12 {
			compareRelations(t, want, got)
		} else if linked := linked(got); len(linked) != n {
			t.Errorf("%d notices: %d of them in pairs, want all", n, len(linked))
		}
		if got.Clustered != 0 {
			t.Errorf("%d notices: clusters %v, want none", n, got.members())
		}
	}
}

// linked lists the ids that stand in a pair.
func linked(f found) []string {
	var ids []string
	for _, p := range f.Pairs {
		ids = append(ids, p.A.ID, p.B.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Shared passages tie two articles from ClusterShare of the shorter one. That
// the longer one has the passage twice does not count.
func TestClusterShare(t *testing.T) {
	r := seeded(15)
	passage := invent(r, 30)
	short := invent(r, 70) + " " + passage
	long := passage + " " + invent(r, 270) + " " + passage
	for share, want := range map[float64]int{0: 1, .3: 1, .31: 0, 1: 0} {
		for _, articles := range [][]article{
			{{ID: "a", Text: short}, {ID: "b", Text: long}},
			{{ID: "a", Text: long}, {ID: "b", Text: short}},
		} {
			got := run(t, scan.Config{ClusterShare: share}, articles)
			if got.Clustered != want || got.PairCount != 1 {
				t.Errorf("ClusterShare %v, a of %d bytes: %d clusters and %d pairs, want %d and 1", share, len(articles[0].Text), got.Clustered, got.PairCount, want)
			}
		}
	}
}
