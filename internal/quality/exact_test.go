package quality

import (
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/dupes-news/dupes/internal/eval"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/shingle"
)

// What follows counts again, by other means than the scan: shingles are
// strings in a map or hashes of another family, and nothing is sketched. Only
// the cutting of words is shared, because it defines what is counted.

// normal is the words of a text.
func normal(text string) []string {
	var w shingle.Words
	w.Split(text)
	list := make([]string, w.Len())
	for i := range list {
		list[i] = string(w.Norm(i))
	}
	return list
}

// shingleSet is the distinct runs of size words.
func shingleSet(words []string, size int) map[string]bool {
	set := map[string]bool{}
	for i := 0; i+size <= len(words); i++ {
		set[strings.Join(words[i:i+size], " ")] = true
	}
	return set
}

func shared(a, b map[string]bool) int {
	n := 0
	for s := range a {
		if b[s] {
			n++
		}
	}
	return n
}

// covered counts the words that stand inside a shingle of set.
func covered(words []string, size int, set map[string]bool) int {
	n, marked := 0, 0 // words before marked are counted or passed
	for i := 0; i+size <= len(words); i++ {
		if set[strings.Join(words[i:i+size], " ")] {
			n += i + size - max(i, marked)
			marked = i + size
		}
	}
	return n
}

// confirmed is the share of pairs whose every figure a recount gives too.
func confirmed(t *testing.T, pairs []scan.Pair, text map[string]string, size int) float64 {
	t.Helper()
	right := 0
	for _, p := range pairs {
		if wrong := recount(p, text[p.A.ID], text[p.B.ID], size); wrong != "" {
			t.Logf("%s and %s, %s: %s", p.A.ID, p.B.ID, p.Relation, wrong)
		} else {
			right++
		}
	}
	if len(pairs) == 0 {
		return 0
	}
	return float64(right) / float64(len(pairs))
}

// recount names the first figure of p that is wrong.
func recount(p scan.Pair, a, b string, size int) string {
	wordsA, wordsB := normal(a), normal(b)
	setA, setB := shingleSet(wordsA, size), shingleSet(wordsB, size)
	n := float64(shared(setA, setB))
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"jaccard", p.Jaccard, n / (float64(len(setA)+len(setB)) - n)},
		{"containment_a", p.ContainmentA, n / float64(len(setA))},
		{"containment_b", p.ContainmentB, n / float64(len(setB))},
		{"shared words of a", float64(p.SharedWordsA), float64(covered(wordsA, size, setB))},
		{"shared words of b", float64(p.SharedWordsB), float64(covered(wordsB, size, setA))},
	} {
		if math.Abs(c.got-c.want) > 1e-12 {
			return c.name + " is wrong"
		}
	}
	run := normal(p.RunText)
	switch {
	case a[p.RunA.Lo:p.RunA.Hi] != p.RunText:
		return "the run is not where a is said to have it"
	case len(run) != p.LongestRun || !slices.Equal(run, normal(b[p.RunB.Lo:p.RunB.Hi])):
		return "the run is not common to both"
	case shared(shingleSet(wordsA, p.LongestRun+1), shingleSet(wordsB, p.LongestRun+1)) > 0:
		return "there is a longer run"
	}
	return ""
}

// exactPairs is all pairs of at least Jaccard j, by a join over prefixes
// (Chaudhuri, Ganti and Kaushik, A primitive operator for similarity joins,
// ICDE 2006, doi:10.1109/ICDE.2006.9): in one order for all sets, two sets that
// share j of their union share one of the first n-ceil(j*n)+1 elements.
func exactPairs(articles []article, size int, j float64) map[eval.Pair]float64 {
	pairs := map[eval.Pair]float64{}
	sets := make([][]uint64, len(articles))
	postings := map[uint64][]int32{}
	seen := make([]int, len(articles))
	for i, a := range articles {
		set := hashes(normal(a.Text), size)
		sets[i] = set
		for _, h := range set[:prefix(len(set), j)] {
			for _, k := range postings[h] {
				if seen[k] == i+1 {
					continue
				}
				seen[k] = i + 1
				if got := shingle.Jaccard(set, sets[k]); got >= j {
					b := articles[k]
					pairs[eval.Pair{min(a.ID, b.ID), max(a.ID, b.ID)}] = got
				}
			}
			postings[h] = append(postings[h], int32(i))
		}
	}
	return pairs
}

func prefix(n int, j float64) int {
	if n == 0 {
		return 0
	}
	return n - int(math.Ceil(j*float64(n)-1e-9)) + 1
}

// hashes is shingleSet in 8 bytes each, ascending.
func hashes(words []string, size int) []uint64 {
	var list []uint64
	for s := range shingleSet(words, size) {
		h := fnv.New64a()
		h.Write([]byte(s))
		list = append(list, h.Sum64())
	}
	slices.Sort(list)
	return list
}

// threshold compares a scan at .7 with the exact pairs. Notices are where
// buckets are large, so that a scan is tempted to leave pairs out.
func threshold(t *testing.T, f *figures) {
	list := load(t, data(t, "data", "big", "docs.jsonl.zst"), sample, every)
	f.join(t, "big, a sample", list, 0.7)
	f.join(t, "notices of one office", officeNotices(t), 0.7)
}

func (f *figures) join(t *testing.T, what string, articles []article, j float64) {
	t.Helper()
	want := exactPairs(articles, 5, j)
	cfg := scan.Config{Threshold: j, AllPairs: true, Relations: []relation.Relation{relation.Identical, relation.NearDuplicate}}
	pairs, _, _ := run(t, cfg, save(t, articles))
	found, right := 0, 0
	for _, p := range pairs {
		exact, ok := want[eval.Pair{p.A.ID, p.B.ID}]
		if ok {
			found++
		}
		if exact == p.Jaccard {
			right++
		}
	}
	f.note(fmt.Sprintf("%s: pairs of J >= %v", what, j), fmt.Sprintf("%d of %d articles", len(want), len(articles)))
	f.floor(t, fmt.Sprintf("%s: recall of pairs of J >= %v", what, j), float64(found)/float64(len(want)), 0.99)
	f.floor(t, what+": precision, with the exact Jaccard", float64(right)/float64(len(pairs)), 1)
}
