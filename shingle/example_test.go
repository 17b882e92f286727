package shingle_test

import (
	"fmt"

	"github.com/dupes-news/dupes/shingle"
)

// The whole way from texts to clusters. Texts that share a key are candidates;
// what they have in common is then counted exactly.
func Example() {
	texts := []string{
		"The bridge over the harbour was shut at dawn after engineers found a crack in a girder, the port said on Tuesday.",
		"HARBOUR (Dispatch) — The bridge over the harbour was shut at dawn after engineers found a crack in a girder, the port said.",
		"Wheat rose to its highest price in three years as rain held up the harvest and a strike kept ships outside the port.",
		"After engineers found a crack in a girder, the port said on Tuesday, the bridge over the harbour was shut at dawn.",
	}
	plan, _ := shingle.PlanFor(0.5, 128)                   // an error only for a threshold
	signer, _ := shingle.NewSigner(plan.Bands * plan.Rows) // or a length out of range
	var words shingle.Words
	sets := make([][]uint64, len(texts))
	buckets := map[uint64][]int{} // texts by the key of a band
	candidates := map[[2]int]bool{}
	for i, text := range texts {
		words.Split(text)
		sets[i] = shingle.Set(words.Shingles(nil, 5))
		signature, err := signer.Sign(nil, sets[i])
		if err != nil {
			continue // ErrTooShort: fewer than five words
		}
		for _, key := range plan.Keys(nil, signature) {
			for _, other := range buckets[key] {
				candidates[[2]int{other, i}] = true
			}
			buckets[key] = append(buckets[key], i)
		}
	}
	var edges []shingle.Edge
	for c := range candidates {
		if j := shingle.Jaccard(sets[c[0]], sets[c[1]]); j >= plan.Threshold {
			edges = append(edges, shingle.Edge{A: c[0], B: c[1], Strength: j})
		}
	}
	for _, star := range shingle.Stars(len(texts), edges) {
		center := sets[star.Center]
		for _, leaf := range star.Leaves {
			fmt.Printf("text %d is like text %d: Jaccard %.2f, %.0f%% of it stands there\n", leaf, star.Center,
				shingle.Jaccard(sets[leaf], center), 100*shingle.Containment(sets[leaf], center))
		}
	}
	// Output:
	// text 1 is like text 0: Jaccard 0.80, 89% of it stands there
	// text 3 is like text 0: Jaccard 0.64, 78% of it stands there
}
