package scan

import (
	"context"
	"slices"

	"github.com/dupes-news/dupes/internal/relation"
)

// A passage is boilerplate when it stands in more than maxStories stories, or
// in outletStories stories of one outlet, and on at least boilerplateDays
// days. Near duplicates are one story, so that neither a dispatch in 300
// papers nor the updates of one report count as such; and what is repeated
// within a few days is news, a quote that everybody carries, while a footer
// comes back for months. 50 stories: of 1.35 million passages that recur among
// 100,000 releases and dispatches 99.8 % stand in no more texts than that, and
// the rest are mastheads, footers, forms and stock phrases. Five of one
// outlet: a writer who takes up a paragraph again does so two or three times.
const (
	maxStories      = 50
	outletStories   = 5
	boilerplateDays = 5
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
	stories []uint64 // of one posting: outlet in the upper half, story in the lower
	dates   []int64  // of one outlet's texts in it
}

// boilerplate judges the passage of a posting.
func (c *census) boilerplate(p posting) (repeated, bool) {
	if len(p) < outletStories {
		return repeated{}, false
	}
	c.stories = c.stories[:0]
	for i := range p {
		t := p.text(i)
		c.stories = append(c.stories, uint64(c.outlet[t])<<32|uint64(c.story.find(t)))
	}
	slices.Sort(c.stories)
	c.stories = slices.Compact(c.stories)
	r := repeated{articles: c.articles(p), example: p.text(0)}
	if outlet := c.repeater(p); outlet != 0 {
		r.outlet = outlet
		return r, true
	}
	for i, s := range c.stories { // the same story in two outlets is one
		c.stories[i] = s & (1<<32 - 1)
	}
	slices.Sort(c.stories)
	return r, len(slices.Compact(c.stories)) > maxStories && c.days(p, 0) >= boilerplateDays
}

// articles counts the articles that print a text of the posting.
func (c *census) articles(p posting) uint32 {
	n := 0
	for i := range p {
		n += len(c.lib.texts[p.text(i)].articles)
	}
	return uint32(n)
}

// repeater is the first outlet with outletStories stories on boilerplateDays
// days, 0 if there is none.
func (c *census) repeater(p posting) uint32 {
	for i := 0; i+outletStories <= len(c.stories); i++ {
		outlet := uint32(c.stories[i] >> 32)
		if outlet == 0 || uint32(c.stories[i+outletStories-1]>>32) != outlet {
			continue
		}
		if c.days(p, outlet) >= boilerplateDays {
			return outlet
		}
	}
	return 0
}

// days counts the days on which an outlet, or any if it is 0, printed the
// passage. Every text without a date counts as a day of its own.
func (c *census) days(p posting, outlet uint32) int {
	undated := 0
	c.dates = c.dates[:0]
	for i := range p {
		t := p.text(i)
		switch {
		case outlet != 0 && c.outlet[t] != outlet:
		case c.day[t] == noDate:
			undated++
		default:
			c.dates = append(c.dates, c.day[t])
		}
	}
	slices.Sort(c.dates)
	return undated + len(slices.Compact(c.dates))
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
