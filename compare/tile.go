package compare

import (
	"bytes"
	"cmp"
	"slices"
)

// tileWords is the least run that is taken for common wording and not for
// common English, as for the shingles of a scan.
const tileWords = 5

// tilePlaces bounds the runs of lists made from one form, where a shingle has
// thousands of places. Sentences pair those that no tile does.
const tilePlaces = 8

// tiles lays common runs over both articles, the longest first, so that no
// word lies under two of them: greedy string tiling (Wise 1993), from maximal
// runs that a Matcher finds in one pass. They are in the order of a.
func (c *Comparer) tiles() []Run {
	c.shingles = c.a.words.Shingles(c.shingles[:0], tileWords)
	split := len(c.shingles)
	c.shingles = c.b.words.Shingles(c.shingles, tileWords)
	c.matcher.most = tilePlaces
	c.matcher.Reset(c.shingles[:split], tileWords)
	runs := c.matcher.Match(c.shingles[split:]).Runs
	slices.SortFunc(runs, func(x, y Run) int {
		return cmp.Or(cmp.Compare(y.Words, x.Words), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	c.tiledA = renew(c.tiledA, c.a.words.Len())
	c.tiledB = renew(c.tiledB, c.b.words.Len())
	var tiles []Run
	if n := c.a.words.Len(); n > 0 && bytes.Equal(c.a.words.NormRun(0, n), c.b.words.NormRun(0, c.b.words.Len())) {
		runs = []Run{{Words: n}} // however short, or repetitive and so not found as one
	}
	for _, r := range runs {
		tiles = c.lay(tiles, r)
	}
	slices.SortFunc(tiles, func(x, y Run) int { return cmp.Compare(x.A, y.A) })
	return tiles
}

// lay adds the stretches of a run that no tile covers yet.
func (c *Comparer) lay(tiles []Run, r Run) []Run {
	for k := 0; k < r.Words; {
		if c.tiledA[r.A+k] || c.tiledB[r.B+k] {
			k++
			continue
		}
		n := 1
		for k+n < r.Words && !c.tiledA[r.A+k+n] && !c.tiledB[r.B+k+n] {
			n++
		}
		if n >= min(tileWords, r.Words) {
			tiles = append(tiles, Run{r.A + k, r.B + k, n})
			for i := range n {
				c.tiledA[r.A+k+i], c.tiledB[r.B+k+i] = true, true
			}
		}
		k += n
	}
	return tiles
}
