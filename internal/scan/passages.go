package scan

import (
	"context"

	"github.com/dupes-news/dupes/internal/relation"
)

// boilerplate is the passages found to be such, by what entries keep of their
// hash. A filter answers for most of those that are not: a text has a hundred
// passages to ask for.
type boilerplate struct {
	found  map[uint64]repeated
	filter [filterSize / 64]uint64
	texts  []bool // that hold any
}

const filterSize = 1 << 20 // bits: a quarter of them set by 250,000 passages

func (b *boilerplate) add(key uint64, r repeated, p posting) {
	for i := range p {
		b.texts[p.text(i)] = true
	}
	b.found[key] = r
	b.filter[key%filterSize/64] |= 1 << (key % 64)
}

func (b *boilerplate) has(key uint64) bool {
	if b.filter[key%filterSize/64]>>(key%64)&1 == 0 {
		return false
	}
	_, ok := b.found[key]
	return ok
}

// repeated is a passage found to be boilerplate.
type repeated struct {
	articles uint32 // that hold it
	outlet   uint32 // index of library.outlets where it is one outlet's own; 0 if not
	example  uint32 // the first text that holds it
}

// hotPosting is the number of texts in a posting up to which every two of them
// are compared, formPosting the same for a passage that one outlet repeats.
const (
	hotPosting  = 64
	formPosting = 12
)

// passagePairs returns the pairs of texts that share a selected passage which
// is not boilerplate, ascending; boilerplate goes to s.boilerplate. In a hot
// posting every story is represented by its first text. What one outlet
// repeats may also be the frame of a template, so such texts are paired too,
// every two of a few, the first with each of many.
func (s *scan) passagePairs(ctx context.Context, rank []uint32) ([]uint64, error) {
	var candidates pairSet
	c := census{scan: s}
	s.boilerplate.texts = make([]bool, len(s.lib.texts))
	err := s.passages.each(rank, func(hash uint64, p posting) error {
		r, is := c.boilerplate(p)
		switch {
		case is:
			s.boilerplate.add(hash, r, p)
			if r.outlet != 0 && s.asked[relation.Template] {
				candidates.addSome(p, formPosting, s.alikeInLength)
			}
		case len(p) <= hotPosting:
			candidates.addAll(p)
		default:
			candidates.addSome(c.firsts(p), hotPosting, anyTwo)
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	return candidates.pairs(), nil
}

// census counts the stories and outlets of postings.
type census struct {
	*scan
	relation.Census
	prints []relation.Print // of one posting
}

// boilerplate judges the passage of a posting.
func (c *census) boilerplate(p posting) (repeated, bool) {
	if len(p) < relation.OutletStories {
		return repeated{}, false
	}
	c.prints = c.prints[:0]
	for i := range p {
		t := p.text(i)
		c.prints = append(c.prints, relation.Print{Outlet: c.outlet[t], Story: c.story.find(t), Day: c.day[t]})
	}
	outlet, is := c.Boilerplate(c.prints)
	return repeated{outlet: outlet, articles: c.articles(p), example: p.text(0)}, is
}

// articles counts the articles that print a text of the posting.
func (c *census) articles(p posting) uint32 {
	n := 0
	for i := range p {
		n += len(c.lib.texts[p.text(i)].articles)
	}
	return uint32(n)
}

// firsts keeps the first text of each story.
func (c *census) firsts(p posting) posting {
	seen := make(map[uint32]bool)
	var out posting
	for i := range p {
		if story := c.story.find(p.text(i)); !seen[story] {
			seen[story] = true
			out = append(out, p[i])
		}
	}
	return out
}

// stories joins texts that are near duplicates, each to the next: only for
// counting, where it does not matter that the ends of such a chain may differ.
type stories []uint32

func newStories(texts int, near []uint64) stories {
	s := make(stories, texts)
	for i := range s {
		s[i] = uint32(i)
	}
	for _, p := range near {
		a, b := s.find(pair(p).a()), s.find(pair(p).b())
		s[max(a, b)] = min(a, b)
	}
	return s
}

// find is the first text of the story that t belongs to.
func (s stories) find(t uint32) uint32 {
	for s[t] != t {
		s[t] = s[s[t]]
		t = s[t]
	}
	return t
}

// provenance says for each text which outlet prints it, 0 where several do or
// none is named, and on which day first, in days since 1970 or noDate.
func (l *library) provenance() (outlet []uint32, day []int64) {
	outlet, day = make([]uint32, len(l.texts)), make([]int64, len(l.texts))
	for i := range l.texts {
		first := &l.articles[l.texts[i].articles[0]]
		outlet[i], day[i] = first.outlet, noDate
		for _, n := range l.texts[i].articles {
			a := &l.articles[n]
			if a.outlet != first.outlet {
				outlet[i] = 0
			}
			if a.date != noDate {
				day[i] = min(day[i], a.date/(24*60*60))
			}
		}
	}
	return outlet, day
}

// alikeInLength reports whether two texts may be one template by their length.
func (s *scan) alikeInLength(a, b uint32) bool {
	return relation.AlikeInLength(s.lib.texts[a].words, s.lib.texts[b].words)
}
