package scan

import (
	"context"
	"slices"

	"github.com/dupes-news/dupes/internal/relation"
)

// hotBucket is the number of texts in a bucket up to which every two of them
// are compared. In a larger one a text is compared with at most maxLeaders
// others, so that a million near copies cost no more each than a thousand.
// 256: the largest bucket of 100,000 releases and dispatches, notices of one
// form, is smaller.
const (
	hotBucket  = 256
	maxLeaders = 64
)

// nearPairs returns the pairs of texts with a Jaccard of at least the
// threshold, ascending, out of those that share a bucket of some band.
func (s *scan) nearPairs(ctx context.Context, rank []uint32) ([]uint64, error) {
	var candidates pairSet
	var hot memberships
	err := s.bands.each(rank, func(_ uint64, p posting) error {
		if len(p) <= hotBucket {
			candidates.addAll(p)
		} else {
			hot.add(p)
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	followed, err := s.follow(ctx, &hot)
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
		return uint64(p), v.jaccard() >= s.cfg.Threshold, nil
	})
}

// jaccard is the exact Jaccard of the loaded pair.
func (v *verifier) jaccard() float64 {
	return relation.Jaccard(v.Shared(v.b.shingles), v.text(v.aText), v.text(v.b.text))
}

// memberships says which texts are in which hot buckets.
type memberships struct {
	list    []uint64 // text in the upper half, bucket in the lower
	buckets int
}

func (m *memberships) add(p posting) {
	for i := range p {
		m.list = append(m.list, uint64(p.text(i))<<32|uint64(m.buckets))
	}
	m.buckets++
}

// follow goes through the texts of hot buckets in their order and compares
// each with the leaders of its buckets only: whoever is near a leader follows
// it, whoever is near none leads. It returns the pairs of follower and leader:
// of a thousand near copies each is paired with one of them, not with all.
func (s *scan) follow(ctx context.Context, hot *memberships) ([]uint64, error) {
	slices.Sort(hot.list)
	f := follower{verifier: newVerifier(s), leaders: make([][]uint32, hot.buckets)}
	for list := hot.list; len(list) > 0; {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		n := 1
		for n < len(list) && list[n]>>32 == list[0]>>32 {
			n++
		}
		if err := f.take(uint32(list[0]>>32), list[:n]); err != nil {
			return nil, err
		}
		list = list[n:]
	}
	return f.found, nil
}

type follower struct {
	*verifier
	leaders [][]uint32 // of every hot bucket
	found   []uint64
	tried   []uint32 // leaders that the text at hand was compared with
}

// take makes t a follower or a leader.
func (f *follower) take(t uint32, buckets []uint64) error {
	lead, err := f.find(t, buckets)
	if err != nil {
		return err
	}
	if lead != t {
		f.found = append(f.found, uint64(makePair(lead, t)))
	}
	for _, b := range buckets {
		leaders := &f.leaders[uint32(b)]
		if len(*leaders) < maxLeaders && !slices.Contains(*leaders, lead) {
			*leaders = append(*leaders, lead)
		}
	}
	return nil
}

// find returns the first leader that t is near to, t itself if there is none.
func (f *follower) find(t uint32, buckets []uint64) (uint32, error) {
	f.tried = f.tried[:0]
	if err := f.hold(t); err != nil {
		return 0, err
	}
	for _, b := range buckets {
		for _, lead := range f.leaders[uint32(b)] {
			if slices.Contains(f.tried, lead) {
				continue
			}
			if len(f.tried) == maxLeaders {
				return t, nil
			}
			f.tried = append(f.tried, lead)
			if near, err := f.isNear(lead); near || err != nil {
				return lead, err
			}
		}
	}
	return t, nil
}

// isNear compares the text held with a leader.
func (f *follower) isNear(lead uint32) (bool, error) {
	a, b := &f.lib.texts[f.aText], &f.lib.texts[lead]
	if float64(min(a.distinct, b.distinct)) < f.cfg.Threshold*float64(max(a.distinct, b.distinct)) {
		return false, nil // too different in length
	}
	if err := f.other(lead); err != nil {
		return false, err
	}
	return f.jaccard() >= f.cfg.Threshold, nil
}

// verifier compares pairs of texts by their sketches. It serves one goroutine.
type verifier struct {
	*scan
	*relation.Judge
	aText  uint32 // that a and the Judge hold, if loaded
	loaded bool
	a      sketch
	b      *sketch
	recent []sketch // by text modulo recentSketches
	long   sketch   // for a b of more than keptWords
	page   page
}

func newVerifier(s *scan) *verifier {
	v := &verifier{scan: s}
	cfg := relation.Config{Threshold: s.cfg.Threshold, Shingle: s.cfg.Shingle, MinRun: s.cfg.MinRun, Template: s.asked[relation.Template]}
	v.Judge = relation.NewJudge(cfg, v.printed, s.isBoilerplate)
	return v
}

// printed is a text as its first article prints it.
func (v *verifier) printed(text uint32) (string, error) {
	err := v.page.load(v.lib, v.first(text))
	return string(v.page.text), err
}

// recentSketches is how many sketches a verifier keeps: texts that share much
// come in pairs with one another, so that the same b comes again soon. Longer
// texts than keptWords are rare and not kept, so that the sketches take 8 MB
// at most.
const (
	recentSketches = 1024
	keptWords      = 1024
)

// load makes a pair ready for comparison. Pairs of one a should come in a row.
func (v *verifier) load(p pair) error {
	if err := v.hold(p.a()); err != nil {
		return err
	}
	return v.other(p.b())
}

// hold makes a the sketch of a text.
func (v *verifier) hold(text uint32) error {
	if v.loaded && v.aText == text {
		return nil
	}
	if err := v.a.load(v.lib, text); err != nil {
		return err
	}
	held := v.text(text)
	held.Shingles = v.a.shingles
	v.Hold(held)
	v.loaded, v.aText = true, text
	return nil
}

// other makes b the sketch of a text.
func (v *verifier) other(text uint32) error {
	if v.recent == nil {
		v.recent = make([]sketch, recentSketches)
	}
	v.b = &v.recent[text%recentSketches]
	if v.lib.texts[text].words > keptWords {
		v.b = &v.long
	}
	if len(v.b.shingles) > 0 && v.b.text == text {
		return nil
	}
	return v.b.load(v.lib, text)
}
