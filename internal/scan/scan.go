// Package scan is the pipeline from a corpus to verified relations and
// clusters:
//
//	read      every article becomes words, shingles, a signature and selected passages
//	near      texts that share a bucket of a band, exact Jaccard over the threshold
//	passages  texts that share a selected passage that is not boilerplate
//	verify    every such pair, exactly: its relation and the figures that prove it
//	cluster   stars of verified pairs around a representative
//
// Run shows the whole of it.
package scan

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/zeebo/xxh3"

	"github.com/dupes-news/dupes/shingle"
)

// signatureSize is k, the minima that a signature may have; the plan takes
// what it needs of them.
const signatureSize = 128

// scan is the state of a run behind the reading.
type scan struct {
	cfg      Config
	asked    [len(relationNames)]bool
	plan     shingle.Plan
	lib      *library
	bands    *entries
	passages *entries // nil where no relation asks for passages
	progress func(Progress)
	mu       sync.Mutex // one call of progress at a time
	name     string     // of the stage

	story       stories
	outlet      []uint32 // of each text
	day         []int64  // of each text
	boilerplate boilerplate
}

// Run scans the input. Refused articles are in the result; an error is one
// that ended the scan: wrong settings, a full disk, ctx.
func Run(ctx context.Context, in Input, cfg Config) (*Result, error) {
	s, err := newScan(cfg, in.Progress)
	if err != nil {
		return nil, err
	}
	res, err := s.run(ctx, in)
	if err != nil {
		s.close()
	}
	return res, err
}

func (s *scan) run(ctx context.Context, in Input) (*Result, error) {
	r := s.reading()
	if err := r.read(ctx, in); err != nil {
		return nil, err
	}
	r.known = nil // not needed from here on
	rank, taken := s.lib.rank()
	s.stage("near duplicates")
	near, err := s.nearPairs(ctx, rank)
	if err != nil {
		return nil, err
	}
	candidates := near
	if s.passages != nil {
		s.story = newStories(len(s.lib.texts), near)
		s.outlet, s.day = s.lib.provenance()
		s.stage("passages")
		sharing, err := s.passagePairs(ctx, rank)
		if err != nil {
			return nil, err
		}
		candidates = slices.Compact(merge(near, sharing))
	}
	s.stage("verify")
	links, err := verifyAll(ctx, s, candidates, (*verifier).judge)
	if err != nil {
		return nil, err
	}
	s.stage("report")
	return s.result(ctx, r, taken, links)
}

func newScan(cfg Config, progress func(Progress)) (*scan, error) {
	cfg = cfg.withDefaults()
	plan, err := shingle.PlanFor(cfg.Threshold, signatureSize)
	if err != nil {
		return nil, err
	}
	s := &scan{cfg: cfg, plan: plan, progress: progress, boilerplate: boilerplate{found: map[uint64]repeated{}}}
	for _, r := range cfg.Relations {
		s.asked[r] = true
	}
	s.lib = &library{size: cfg.Shingle, outlets: []string{""}}
	if s.lib.sketches, err = newSpool(cfg.TempDir); err != nil {
		return nil, err
	}
	if s.lib.pages, err = newSpool(cfg.TempDir); err != nil {
		s.lib.sketches.close()
		return nil, err
	}
	s.bands = newEntries(cfg.Memory/2, cfg.TempDir)
	if s.asked[Contains] || s.asked[ContainedIn] || s.asked[Template] || s.asked[SharesPassages] {
		s.passages = newEntries(cfg.Memory/2, cfg.TempDir)
	}
	return s, nil
}

func (s *scan) reading() *reading {
	return &reading{
		cfg: s.cfg, plan: s.plan, lib: s.lib, bands: s.bands, passages: s.passages, progress: s.progress,
		known: map[xxh3.Uint128]uint32{}, outlets: map[string]uint32{"": 0},
	}
}

func (s *scan) close() {
	s.lib.close()
	s.bands.close()
	if s.passages != nil {
		s.passages.close()
	}
}

// withDefaults fills in what the zero value stands for.
func (c Config) withDefaults() Config {
	if c.Threshold == 0 {
		c.Threshold = 0.5
	}
	if c.Shingle == 0 {
		c.Shingle = 5
	}
	if c.MinRun == 0 {
		c.MinRun = max(12, c.Shingle)
	}
	if len(c.Relations) == 0 {
		c.Relations = []Relation{Identical, NearDuplicate, Contains, ContainedIn, Template, SharesPassages}
	}
	if c.ClusterShare == 0 {
		c.ClusterShare = 0.2
	}
	if c.Keep == "" {
		c.Keep = KeepFirst
	}
	if c.Jobs <= 0 {
		c.Jobs = runtime.GOMAXPROCS(0)
	}
	if c.Memory <= 0 {
		c.Memory = 128 << 20
	}
	return c
}

// merge joins two ascending lists.
func merge(a, b []uint64) []uint64 {
	out := make([]uint64, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if a[0] <= b[0] {
			out, a = append(out, a[0]), a[1:]
		} else {
			out, b = append(out, b[0]), b[1:]
		}
	}
	return append(append(out, a...), b...)
}

// stage tells the reader of progress what begins; step how far it has come.
func (s *scan) stage(name string) {
	s.name = name
	s.step(0, 0)
}

func (s *scan) step(done, total int64) {
	if s.progress == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.progress(Progress{Stage: s.name, Done: done, Total: total, Articles: len(s.lib.articles)})
}
