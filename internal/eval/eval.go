// Package eval measures what a scan found against labels: precision, recall
// and F1 over pairs, and the adjusted Rand index over clusters.
package eval

// Result is the figures of one evaluation. A scan need not list every pair of
// a large cluster, so pairs are counted three ways.
type Result struct {
	Pairs    PRF     // the pairs listed
	Clusters PRF     // the pairs inside clusters
	Either   PRF     // both
	ARI      float64 // adjusted Rand index
	Articles int     // over which it is taken
}

// PRF is the counts that precision and recall are made of.
type PRF struct{ Found, Truth, Hits int64 }

// Precision is the share of the found pairs that are true, 0 where none was
// found.
func (m PRF) Precision() float64 { return share(m.Hits, m.Found) }

// Recall is the share of the true pairs that were found, 0 where none is true.
func (m PRF) Recall() float64 { return share(m.Hits, m.Truth) }

// F1 is the harmonic mean of the two; 2PR/(P+R) is 2 hits over found and truth.
func (m PRF) F1() float64 { return share(2*m.Hits, m.Found+m.Truth) }

func share(part, whole int64) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// Evaluate compares found with truth over the articles ids. With onlyKnown a
// listed pair counts only where truth speaks of both its articles. Where truth
// denies pairs, somebody has judged one by one: only pairs that were judged
// count then.
func Evaluate(found, truth Set, ids []string, onlyKnown bool) Result {
	listed, clusters, t := found.listed(), newPairing(nil, found.Clusters), truth.listed()
	if onlyKnown {
		listed = listed.within(t.known())
	}
	either := newPairing(listed.pairs, found.Clusters) // the labels of listed, if any, are of these clusters
	return Result{
		Pairs: compare(listed, t, truth.Denied), Clusters: compare(clusters, t, truth.Denied), Either: compare(either, t, truth.Denied),
		ARI: adjustedRand(ids, found.Clusters, truth.Clusters), Articles: len(ids),
	}
}

func compare(found, truth pairing, denied map[Pair]bool) PRF {
	m := PRF{Found: found.count(), Truth: truth.count(), Hits: found.common(truth)}
	if len(denied) > 0 {
		m.Found = m.Hits
		for q := range denied {
			if found.has(q) && !truth.has(q) {
				m.Found++
			}
		}
	}
	return m
}

// Strangers counts the articles that a set names and ids do not.
func (s Set) Strangers(ids []string) (strangers, named int) {
	read := map[string]bool{}
	for _, id := range ids {
		read[id] = true
	}
	seen := map[string]bool{}
	see := func(id string) {
		if !seen[id] && !read[id] {
			strangers++
		}
		seen[id] = true
	}
	for _, pairs := range []map[Pair]bool{s.Pairs, s.Denied} {
		for q := range pairs {
			see(q[0])
			see(q[1])
		}
	}
	for _, c := range s.Clusters {
		for _, id := range c {
			see(id)
		}
	}
	return strangers, len(seen)
}

// adjustedRand is the index of Hubert and Arabie, Comparing partitions,
// Journal of Classification 1985, doi:10.1007/BF01908075: agreement of two
// partitions of ids, 1 if equal, 0 as by chance. An article in no cluster is
// one of its own.
func adjustedRand(ids []string, found, truth [][]string) float64 {
	a, b := labels(found), labels(truth)
	na, nb, nab := map[int]int64{}, map[int]int64{}, map[[2]int]int64{}
	for _, id := range ids {
		i, inA := a[id]
		j, inB := b[id]
		if inA {
			na[i]++
		}
		if inB {
			nb[j]++
		}
		if inA && inB {
			nab[[2]int{i, j}]++
		}
	}
	n := int64(len(ids))
	total := float64(choose2(n))
	if total == 0 {
		return 1
	}
	sa, sb, sab := float64(sumChoose2(na)), float64(sumChoose2(nb)), float64(sumChoose2(nab))
	expected, top := sa*sb/total, (sa+sb)/2
	if top == expected {
		return 1
	}
	return (sab - expected) / (top - expected)
}

// labels numbers the clusters; of an article in two the last one counts.
func labels(clusters [][]string) map[string]int {
	of := map[string]int{}
	for n, c := range clusters {
		for _, id := range c {
			of[id] = n
		}
	}
	return of
}

// choose2 is the number of pairs among n.
func choose2(n int64) int64 { return n * (n - 1) / 2 }

func sumChoose2[K comparable](sizes map[K]int64) int64 {
	var sum int64
	for _, n := range sizes {
		sum += choose2(n)
	}
	return sum
}
