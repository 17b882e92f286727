package scan

import (
	"context"
	"slices"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/shingle"
)

// hotBucket is the number of texts in a bucket or a posting from which not
// every two of them are compared. A bucket of m texts costs O(m) from there
// on, and never more than leadersPerBucket*m comparisons.
const (
	hotBucket        = 64
	leadersPerBucket = 64
)

// nearPairs returns the pairs of texts with a Jaccard of at least the
// threshold, ascending, out of those that share a bucket of some band. In a
// hot bucket the texts are compared with leaders only: whoever is near a
// leader follows it, whoever is near none becomes one. So of a thousand near
// copies each is paired with one of them, not with all.
func (s *scan) nearPairs(ctx context.Context, rank []uint32) ([]uint64, error) {
	var candidates pairSet
	var hot [][]uint32
	err := s.bands.each(rank, func(_ uint64, p posting) error {
		if len(p) <= hotBucket {
			candidates.addAll(p)
			return ctx.Err()
		}
		bucket := make([]uint32, len(p))
		for i := range p {
			bucket[i] = p.text(i)
		}
		hot = append(hot, bucket)
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	followed, err := s.follow(ctx, hot)
	if err != nil {
		return nil, err
	}
	near, err := s.near(ctx, candidates.pairs())
	if err != nil {
		return nil, err
	}
	near = append(near, followed...)
	slices.Sort(near)
	return slices.Compact(near), nil
}

// near keeps the pairs whose exact Jaccard reaches the threshold.
func (s *scan) near(ctx context.Context, candidates []uint64) ([]uint64, error) {
	return verifyAll(ctx, s, candidates, func(v *verifier, p pair) (uint64, bool, error) {
		return uint64(p), v.jaccard(p) >= s.cfg.Threshold, nil
	})
}

// jaccard is the exact Jaccard of a loaded pair.
func (v *verifier) jaccard(p pair) float64 {
	shared := v.matcher.Shared(v.b.shingles)
	return jaccard(shared, &v.lib.texts[p.a()], &v.lib.texts[p.b()])
}

func jaccard(shared int, a, b *text) float64 {
	return float64(shared) / float64(int(a.distinct)+int(b.distinct)-shared)
}

// follow goes through the hot buckets in their order and returns the pairs of
// follower and leader.
func (s *scan) follow(ctx context.Context, hot [][]uint32) ([]uint64, error) {
	f := follower{verifier: verifier{scan: s}, leader: map[uint32]uint32{}, apart: map[pair]bool{}}
	for _, bucket := range hot {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := f.bucket(bucket); err != nil {
			return nil, err
		}
	}
	return f.found, nil
}

type follower struct {
	verifier
	leader map[uint32]uint32 // of every text that follows one
	apart  map[pair]bool     // pairs compared and found under the threshold
	found  []uint64
}

func (f *follower) bucket(texts []uint32) error {
	var leaders []uint32
	for _, t := range texts {
		lead, follows := f.leader[t]
		if !follows {
			var err error
			if lead, err = f.find(t, leaders); err != nil {
				return err
			}
		}
		if len(leaders) < leadersPerBucket && !slices.Contains(leaders, lead) {
			leaders = append(leaders, lead)
		}
	}
	return nil
}

// find returns the first leader that t is near to, t itself if there is none.
func (f *follower) find(t uint32, leaders []uint32) (uint32, error) {
	for _, lead := range leaders {
		p := makePair(lead, t)
		if lead == t || f.apart[p] {
			continue
		}
		if err := f.load(p); err != nil {
			return 0, err
		}
		if f.jaccard(p) >= f.cfg.Threshold {
			f.leader[t] = lead
			f.found = append(f.found, uint64(p))
			return lead, nil
		}
		f.apart[p] = true
	}
	return t, nil
}

// verifier compares pairs of texts by their sketches. It serves one goroutine.
type verifier struct {
	*scan
	matcher compare.Matcher
	aText   uint32 // that a and matcher hold, if loaded
	loaded  bool
	a       sketch
	b       *sketch
	recent  []sketch // by text modulo recentSketches

	selected []shingle.Passage // of a, for its boilerplate
	boiler   []bool            // words of a that are boilerplate
	masked   int               // their number
	hasMask  bool
	maskText uint32 // that boiler and masked are of, if hasMask
	inA, inB []bool // words in common that are not boilerplate

	page   page
	words  shingle.Words
	formA  form
	formsB []form // by text modulo formCache
}

// recentSketches is how many sketches a verifier keeps: texts that share much
// come in pairs with one another, so that the same b comes again soon. They
// take 4 MB.
const recentSketches = 1024

// load makes a pair ready for comparison. Pairs of one a should come in a row.
func (v *verifier) load(p pair) error {
	if !v.loaded || v.aText != p.a() {
		if err := v.a.load(v.lib, p.a()); err != nil {
			return err
		}
		v.matcher.Reset(v.a.shingles, v.cfg.Shingle)
		v.loaded, v.aText = true, p.a()
	}
	if v.recent == nil {
		v.recent = make([]sketch, recentSketches)
	}
	v.b = &v.recent[p.b()%recentSketches]
	if len(v.b.shingles) > 0 && v.b.text == p.b() {
		return nil
	}
	return v.b.load(v.lib, p.b())
}
