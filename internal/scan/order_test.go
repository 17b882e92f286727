package scan_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
)

// writeFiles deals the lines out to n files and returns their paths.
func writeFiles(t *testing.T, lines []string, n int) []string {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for i := range n {
		var b strings.Builder
		for j := i; j < len(lines); j += n {
			b.WriteString(lines[j] + "\n")
		}
		paths = append(paths, filepath.Join(dir, fmt.Sprintf("%02d.jsonl", i)))
		if err := os.WriteFile(paths[i], []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

// mixed is a small corpus with everything in it: stories with edited copies,
// equal texts, a merge of two stories, template notices, the footer of one
// outlet, the footer of two sister outlets, a masthead of many, and what is
// refused.
func mixed() []article {
	r := seeded(4)
	w := &writer{Rand: r, vocabulary: 1e6}
	var all []article
	add := func(outlet string, day int, text string) {
		all = append(all, article{ID: fmt.Sprintf("a%03d", len(all)), Outlet: outlet, Date: fmt.Sprintf("2025-03-%02d", day+1), Text: text})
	}
	var drafts [][]int
	for i := range 60 {
		drafts = append(drafts, w.draft(drafts))
		add(fmt.Sprintf("Paper %d", i%9), i%3, w.print(drafts[i]))
	}
	footer, sisters, masthead := invent(r, 40), invent(r, 30), invent(r, 15)
	for i := range 8 {
		add("Echo", i, invent(r, 80)+" "+footer)
		add("Mail", i, invent(r, 80)+" "+sisters)
		add("Post", i, invent(r, 80)+" "+sisters)
	}
	for i := range 60 {
		add("", i%28, masthead+" "+invent(r, 60))
	}
	for i := range 6 {
		add("Office", i, notice(i))
	}
	for i := range 20 { // equal texts of other articles
		add("Copycat", i, strings.ToUpper(all[3*i].Text))
	}
	add("", 1, all[0].Text+" "+all[1].Text)
	return append(all, article{ID: "short", Text: "too few"}, article{ID: "blank", Text: " "})
}

// notice fills in a form.
func notice(i int) string {
	town, person := strings.ToUpper(syllables(7 * i)[:1])+syllables(7 * i)[1:], "Dr. "+strings.ToUpper(syllables(900 + i)[:1])+syllables(900 + i)[1:]
	return fmt.Sprintf("The department today awarded a grant of $%d,%d00 to the town of %s for the repair of %d miles of road, "+
		"under a programme that helps small towns with works of this kind. The money will be paid out in %d parts. It was asked for by %s, "+
		"who leads the works office of %s, and is the only grant that the department makes there in %d.", 11+i, 3+i, town, 20+i, 4+i, person, town, 1990+i)
}

// The result depends on nothing but the articles and the options.
func TestOrder(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(lines(t, append(mixed(), newsroom()...))), "\n")
	for _, allPairs := range []bool{false, true} {
		cfg := scan.Config{AllPairs: allPairs, Jobs: 1}
		paths := writeFiles(t, lines, 7)
		want := runInput(t, cfg, scan.Input{Paths: paths})
		if len(want.Pairs) < 50 || len(want.Clusters) < 5 || len(want.Boilerplate) < 3 || len(want.Refused) != 2 {
			t.Fatalf("%d pairs, %d clusters, %d boilerplate, refused %v: too little to show an order", len(want.Pairs), len(want.Clusters), len(want.Boilerplate), want.Refused)
		}
		if n := want.count(); n[relation.SharesQuote] < 5 || n[relation.CommonSource] < 5 || len(want.SharedQuotes) < 10 || want.Coverage.Inferred < 5 {
			t.Fatalf("relations %v, %d shared quotes, coverage %+v: too little to show an order", n, len(want.SharedQuotes), want.Coverage)
		}
		slices.Reverse(paths)
		for _, jobs := range []int{1, 2, 8} {
			for _, memory := range []int64{0, 1, 64 << 10} {
				cfg.Jobs, cfg.Memory = jobs, memory
				got := runInput(t, cfg, scan.Input{Paths: paths})
				if diff := gocmp.Diff(want, got); diff != "" {
					t.Errorf("AllPairs %v, Jobs %d, Memory %d (-want +got):\n%s", allPairs, jobs, memory, diff)
				}
			}
		}
		checkShuffled(t, cfg, lines, want)
	}
}

// count counts the pairs of each relation.
func (f found) count() map[relation.Relation]int {
	n := map[relation.Relation]int{}
	for _, p := range f.Pairs {
		n[p.Relation]++
	}
	return n
}

// checkShuffled scans the same lines in other files and other places.
func checkShuffled(t *testing.T, cfg scan.Config, lines []string, want found) {
	t.Helper()
	want.Refused = reasons(want.Refused)
	r := seeded(5)
	shuffled := slices.Clone(lines)
	slices.Reverse(shuffled)
	for i := range 6 {
		got := runInput(t, cfg, scan.Input{Paths: writeFiles(t, shuffled, 1+2*i)})
		got.Refused = reasons(got.Refused)
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Fatalf("AllPairs %v, shuffle %d (-want +got):\n%s", cfg.AllPairs, i, diff)
		}
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	}
}

// reasons are refusals without their places.
func reasons(refused []corpus.Refused) []corpus.Refused {
	var out []corpus.Refused
	for _, r := range refused {
		out = append(out, corpus.Refused{Reason: r.Reason})
	}
	slices.SortFunc(out, func(a, b corpus.Refused) int { return cmp.Compare(a.Reason, b.Reason) })
	return out
}

// Where texts, sketches and entries are too many for their buffers they are
// written to disk, which changes nothing.
func TestSpill(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 14,000 articles twice")
	}
	r := seeded(6)
	var articles []article
	for i := range 14_000 { // their bands take more than the 4 MiB buffer of a file
		articles = append(articles, article{ID: fmt.Sprintf("s%05d", i), Text: invent(r, 16)})
	}
	for i := range 1000 { // their texts and shingles do
		articles = append(articles, article{ID: fmt.Sprintf("l%05d", i), Text: invent(r, 700)})
	}
	for i := range 300 {
		of := articles[r.IntN(len(articles))].Text
		articles = append(articles, article{ID: fmt.Sprintf("copy%03d", i), Text: of + " " + invent(r, 1+r.IntN(9))})
	}
	want := run(t, scan.Config{}, articles)
	if want.PairCount < 300 {
		t.Errorf("%d pairs, want the 300 copies", want.PairCount)
	}
	got := run(t, scan.Config{Memory: 64 << 10, Jobs: 3}, articles)
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("Memory 64 KiB (-want +got):\n%s", diff)
	}
}
