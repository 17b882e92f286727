// Package scan is the pipeline from a corpus to verified relations and
// clusters:
//
//	read      every article becomes words, shingles, a signature and selected passages
//	near      texts that share a bucket of a band, exact Jaccard over the threshold
//	passages  texts that share a selected passage that is not boilerplate
//	quotes    texts that share a quote; what follows from it for their sources
//	verify    every such pair, exactly: its relation and the figures that prove it
//	cluster   stars of verified pairs around a representative
//	sources   articles of one story that rest on one outlet
//
// Run shows the whole of it. The relations by name, strongest first:
//
//	identical                  the same words in the same order
//	near-duplicate             Jaccard of the shingles at or over the threshold
//	contains, contained-in     one stands in the other nearly whole
//	template                   one form filled in twice with other names and numbers
//	shares-passages            a run of 12 words or more in common
//	shares-quote               no more in common than a quote of 8 words or more
//	common-source              no wording in common, but one story, resting on one outlet
//
// The last two need the sources that articles name and their quotes; where
// neither is asked for, no article is searched for them.
package scan

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/zeebo/xxh3"

	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/source"
	"github.com/dupes-news/dupes/internal/spool"
	"github.com/dupes-news/dupes/shingle"
)

// signatureSize is k, the minima that a signature may have; the plan takes
// what it needs of them.
const signatureSize = 128

// scan is the state of a run behind the reading.
type scan struct {
	cfg      Config
	asked    [relation.Count]bool
	plan     shingle.Plan
	lib      *library
	bands    *entries
	passages *entries // nil where no relation asks for passages
	quotes   *entries // nil where no relation asks for sources, as is names
	names    *entries
	progress func(Progress)
	mu       sync.Mutex // one call of progress at a time
	name     string     // of the stage

	story       stories
	outlet      []uint32 // of each text
	day         []int64  // of each text
	boilerplate boilerplate
	quoting     []uint64   // pairs of texts of two stories that share a quote, ascending
	inferred    []inferred // by receiver, outlet and giver
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
	if s.passages != nil || s.quotes != nil {
		s.story = newStories(len(s.lib.texts), near)
		s.outlet, s.day = s.lib.provenance()
	}
	if s.passages != nil {
		s.stage("passages")
		sharing, err := s.passagePairs(ctx, rank)
		if err != nil {
			return nil, err
		}
		candidates = slices.Compact(merge(near, sharing))
	}
	if s.quotes != nil {
		s.stage("quotes")
		if err := s.findQuotes(ctx, rank); err != nil {
			return nil, err
		}
		candidates = slices.Compact(merge(candidates, s.quoting))
	}
	s.stage("verify")
	links, err := verifyAll(ctx, s, candidates, (*verifier).judge)
	if err != nil {
		return nil, err
	}
	return s.result(ctx, r, rank, taken, links)
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
	if s.lib.sketches, err = spool.New(cfg.TempDir); err != nil {
		return nil, err
	}
	if s.lib.pages, err = spool.New(cfg.TempDir); err != nil {
		s.lib.sketches.Close()
		return nil, err
	}
	half := cfg.Memory / 2
	if s.asked[relation.SharesQuote] || s.asked[relation.CommonSource] {
		if err := s.withSources(); err != nil {
			return nil, err
		}
		half -= half / 4
	}
	s.bands = newEntries(half, cfg.TempDir)
	if s.asked[relation.Contains] || s.asked[relation.ContainedIn] || s.asked[relation.Template] || s.asked[relation.SharesPassages] {
		s.passages = newEntries(half, cfg.TempDir)
	}
	return s, nil
}

// withSources prepares for what articles name and quote: a quarter of the
// memory, since quotes and names make a third as many entries as passages.
func (s *scan) withSources() error {
	if s.cfg.Outlets == nil {
		s.cfg.Outlets = source.Default()
	}
	var err error
	if s.lib.sources, err = spool.New(s.cfg.TempDir); err != nil {
		s.lib.close()
		return err
	}
	s.quotes = newEntries(s.cfg.Memory/8, s.cfg.TempDir)
	s.names = newEntries(s.cfg.Memory/8, s.cfg.TempDir)
	return nil
}

func (s *scan) reading() *reading {
	return &reading{
		cfg: s.cfg, plan: s.plan, lib: s.lib, bands: s.bands, passages: s.passages, quotes: s.quotes, names: s.names, progress: s.progress,
		known: map[xxh3.Uint128]uint32{}, outlets: map[string]uint32{"": 0}, named: map[string]uint32{},
	}
}

func (s *scan) close() {
	s.lib.close()
	for _, e := range []*entries{s.bands, s.passages, s.quotes, s.names} {
		if e != nil {
			e.close()
		}
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
		c.Relations = []relation.Relation{
			relation.Identical, relation.NearDuplicate, relation.Contains, relation.ContainedIn, relation.Template,
			relation.SharesPassages, relation.SharesQuote, relation.CommonSource,
		}
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
