package relation

import "slices"

// A passage is boilerplate when it stands in more than maxStories stories, or
// in OutletStories stories of one outlet, and on at least boilerplateDays
// days. Copies of one text are one story, so that neither a dispatch in 300
// papers nor the updates of one report count as such; and what is repeated
// within a few days is news, a quote that everybody carries, while a footer
// comes back for months. 50 stories: of 1.35 million passages that recur among
// 100,000 releases and dispatches 99.8 % stand in no more texts than that, and
// the rest are mastheads, footers, forms and stock phrases. Five of one
// outlet: a writer who takes up a paragraph again does so two or three times.
const (
	maxStories      = 50
	OutletStories   = 5 // a passage in fewer texts than that is never boilerplate
	boilerplateDays = 5
)

// Print says of a text that holds a passage who printed it, of which story
// it is and when.
type Print struct {
	Outlet uint32 // 0 where several did or none is named
	Story  uint32
	Day    int64 // since 1970; NoDay for a text without a date, which counts as a day of its own
}

// NoDay stands for no date.
const NoDay = int64(1<<63 - 1)

// Census says whether passages are boilerplate. It keeps its memory.
type Census struct {
	stories []uint64 // outlet in the upper half, story in the lower
	days    []int64
}

// Boilerplate judges the passage of these texts. The outlet is the one whose
// own it is, 0 if it is not one outlet's.
func (c *Census) Boilerplate(prints []Print) (outlet uint32, is bool) {
	if len(prints) < OutletStories {
		return 0, false
	}
	c.stories = c.stories[:0]
	for _, p := range prints {
		c.stories = append(c.stories, uint64(p.Outlet)<<32|uint64(p.Story))
	}
	slices.Sort(c.stories)
	c.stories = slices.Compact(c.stories)
	if outlet := c.repeater(prints); outlet != 0 {
		return outlet, true
	}
	for i, s := range c.stories { // the same story in two outlets is one
		c.stories[i] = s & (1<<32 - 1)
	}
	slices.Sort(c.stories)
	return 0, len(slices.Compact(c.stories)) > maxStories && c.onDays(prints, 0) >= boilerplateDays
}

// repeater is the first outlet with OutletStories stories on boilerplateDays
// days, 0 if there is none.
func (c *Census) repeater(prints []Print) uint32 {
	for i := 0; i+OutletStories <= len(c.stories); i++ {
		outlet := uint32(c.stories[i] >> 32)
		if outlet == 0 || uint32(c.stories[i+OutletStories-1]>>32) != outlet {
			continue
		}
		if c.onDays(prints, outlet) >= boilerplateDays {
			return outlet
		}
	}
	return 0
}

// onDays counts the days on which an outlet, or any if it is 0, printed the
// passage.
func (c *Census) onDays(prints []Print, outlet uint32) int {
	undated := 0
	c.days = c.days[:0]
	for _, p := range prints {
		switch {
		case outlet != 0 && p.Outlet != outlet:
		case p.Day == NoDay:
			undated++
		default:
			c.days = append(c.days, p.Day)
		}
	}
	slices.Sort(c.days)
	return undated + len(slices.Compact(c.days))
}
