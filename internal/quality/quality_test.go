package quality

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/internal/eval"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
)

// TestQuality measures one set after the other; each floor is what was asked
// of the project, not what it happens to reach.
func TestQuality(t *testing.T) {
	var f figures
	for _, tt := range []struct {
		name    string
		measure func(*testing.T, *figures)
	}{
		{"seeds", seeds},
		{"syndicated", syndicated},
		{"bbc", bbc},
		{"bbc_exact", bbcExact},
		{"joint_releases", jointReleases},
		{"notices", notices},
		{"edits", edits},
		{"moved", moved},
		{"labelled", labelled},
		{"plagiarism", plagiarism},
		{"revisions", revisions},
		{"verdicts", verdicts},
		{"rewordings", rewordings},
		{"named_sources", namedSources},
		{"wires", wires},
		{"quotations", polnearQuotes},
		{"quote_pairs", quotePairs},
		{"threshold", threshold},
		{"gate", gated},
	} {
		t.Run(tt.name, func(t *testing.T) { tt.measure(t, &f) })
	}
	if len(f.rows) > 0 {
		t.Logf("\n%-66s %8s %8s\n%s", "what", "figure", "floor", strings.Join(f.rows, "\n"))
	}
}

// run scans paths and gathers the pairs and clusters.
func run(t *testing.T, cfg scan.Config, paths ...string) (pairs []scan.Pair, clusters []scan.Cluster, found eval.Set) {
	t.Helper()
	res, err := scan.Run(t.Context(), scan.Input{Paths: paths}, cfg)
	if err != nil {
		t.Fatalf("scan %q: %v", paths, err)
	}
	defer res.Close()
	for p, err := range res.Pairs {
		if err != nil {
			t.Fatalf("scan %q: %v", paths, err)
		}
		pairs = append(pairs, p)
	}
	for c, err := range res.Clusters {
		if err != nil {
			t.Fatalf("scan %q: %v", paths, err)
		}
		clusters = append(clusters, c)
	}
	if found, err = eval.Found(res, eval.Filter{}); err != nil {
		t.Fatal(err)
	}
	return pairs, clusters, found
}

// labels reads a file of labels.
func labels(t *testing.T, keep eval.Filter, elem ...string) eval.Set {
	t.Helper()
	path := data(t, elem...)
	set, err := eval.Read(open(t, path), path, keep)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// seeds are three real articles: two share a quote, the third nothing.
func seeds(t *testing.T, f *figures) {
	pairs, clusters, _ := run(t, scan.Config{}, data(t, "seeds"))
	var got []string
	for _, p := range pairs {
		got = append(got, p.A.ID[:3]+" "+p.B.ID[:3]+" "+p.Relation.String())
		if p.LongestRun != 22 || len(strings.Fields(p.RunText)) != 22 {
			t.Errorf("run of %s and %s = %d words %q, want 22", p.A.ID, p.B.ID, p.LongestRun, p.RunText)
		}
	}
	if diff := cmp.Diff([]string{"000 001 shares-passages"}, got); diff != "" {
		t.Errorf("pairs of the seeds, -want +got:\n%s", diff)
	}
	for _, c := range clusters {
		for _, m := range c.Members {
			if strings.HasPrefix(c.Representative.ID, "003") || strings.HasPrefix(m.ID, "003") {
				t.Errorf("cluster of %s and %s, want 003 alone", c.Representative.ID, m.ID)
			}
		}
	}
	f.note("seeds: pairs", strings.Join(got, "; "))
	if len(pairs) == 1 {
		sharedQuote(t, f, pairs[0])
	}
}

// sharedQuote asks of the comparison for the quotation that both articles
// carry, by itself and with its speaker.
func sharedQuote(t *testing.T, f *figures, p scan.Pair) {
	expected, err := os.ReadFile(data(t, "seeds-expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Inferred []struct {
			Speaker   string `json:"speaker"`
			RunTokens int    `json:"run_tokens"`
		} `json:"inferred"`
	}
	if err := json.Unmarshal(expected, &want); err != nil {
		t.Fatal(err)
	}
	a, b := read(t, data(t, "seeds", p.A.ID)), read(t, data(t, "seeds", p.B.ID))
	var copied []compare.Passage
	rephrased := 0
	for _, x := range compare.Compare(a, b).Passages {
		switch x.Label {
		case compare.Copied:
			copied = append(copied, x)
		case compare.Rephrased:
			rephrased++
		}
	}
	quote := want.Inferred[0]
	if len(copied) != 1 || copied[0].WordsA != quote.RunTokens || !copied[0].Flags.Quoted || copied[0].Speaker != quote.Speaker {
		t.Errorf("copied passages of the seeds = %+v, want one of %d words, quoted, by %s", copied, quote.RunTokens, quote.Speaker)
	}
	f.note("seeds: copied passages, all quoted; rephrased ones", fmt.Sprintf("%d; %d", len(copied), rephrased))
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// syndicated is copies made from real articles: credit lines, trims, light and
// mixed rewrites, excerpts, merges of two articles.
func syndicated(t *testing.T, f *figures) {
	docs := data(t, "data", "synd_dev", "docs.jsonl.gz")
	text, ids := texts(t, docs)
	pairs, _, found := run(t, scan.Config{}, docs)

	clusters := labels(t, eval.Filter{}, "data", "synd_dev", "clusters.jsonl.gz")
	r := eval.Evaluate(found, clusters, ids, false)
	f.floor(t, "synd_dev: precision of the pairs inside clusters", r.Clusters.Precision(), 0.96)
	f.note("synd_dev: recall of the pairs inside clusters", fmt.Sprintf("%.4f", r.Clusters.Recall()))
	f.floor(t, "synd_dev: F1 of the pairs inside clusters", r.Clusters.F1(), 0.96)
	f.floor(t, "synd_dev: adjusted Rand index", r.ARI, 0.96)
	f.note("synd_dev: eval/pairs.py gives the same", scorer(t, found, r, docs))

	derived := labels(t, eval.Filter{}, "data", "synd_dev", "pairs.jsonl.gz")
	r = eval.Evaluate(found, derived, ids, false)
	f.floor(t, "synd_dev: derived pairs under a relation or in one cluster", r.Either.Recall(), 0.985)
	f.floor(t, "synd_dev: rows that an exact recount confirms", confirmed(t, pairs, text, 5), 1)
}

// bbc holds 193 pairs whose Jaccard over 3-shingles was counted elsewhere, by
// other code, to be 0.3 or more.
func bbc(t *testing.T, f *figures) {
	docs := data(t, "data", "bbc", "docs.jsonl.gz")
	_, _, found := run(t, scan.Config{}, docs)
	truth := labels(t, eval.Filter{}, "data", "bbc", "exact_k3.jsonl.gz")
	r := eval.Evaluate(found, truth, nil, false)
	if r.Either.Truth != 193 {
		t.Errorf("true pairs of bbc = %d, want 193", r.Either.Truth)
	}
	f.floor(t, "bbc: pairs of J3 >= .3 under a relation or in one cluster", r.Either.Recall(), 1)
}

// bbcExact asks for the same pairs as near duplicates. The other code cuts
// words at apostrophes and points, hence .52 where the threshold is .5.
func bbcExact(t *testing.T, f *figures) {
	docs := data(t, "data", "bbc", "docs.jsonl.gz")
	text, _ := texts(t, docs)
	pairs, _, _ := run(t, scan.Config{Shingle: 3, Threshold: 0.5, AllPairs: true}, docs)
	near := eval.Set{Pairs: map[eval.Pair]bool{}}
	for _, p := range pairs {
		if p.Relation == relation.Identical || p.Relation == relation.NearDuplicate {
			near.Pairs[eval.Pair{p.A.ID, p.B.ID}] = true
		}
	}
	truth := labels(t, eval.Filter{MinJaccard: 0.52}, "data", "bbc", "exact_k3.jsonl.gz")
	f.floor(t, "bbc: pairs of J3 >= .52 that are near duplicates or identical", eval.Evaluate(near, truth, nil, false).Pairs.Recall(), 1)
	f.floor(t, "bbc: rows that an exact recount confirms, 3-shingles", confirmed(t, pairs, text, 3), 1)
}

// jointReleases are press releases that several offices issued on one day,
// each with its own lead and quotes.
func jointReleases(t *testing.T, f *figures) {
	_, _, found := run(t, scan.Config{}, data(t, "data", "senate_joint", "docs.jsonl.gz"))
	truth := labels(t, eval.Filter{}, "data", "senate_joint", "pairs.jsonl.gz")
	r := eval.Evaluate(found, truth, nil, false)
	f.floor(t, "senate_joint: pairs under a relation or in one cluster", r.Either.Recall(), 0.99)
}
