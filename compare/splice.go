package compare

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dupes-news/dupes/internal/prose"
)

// What shows that two pieces of text were put together: runs that follow each
// other closely in one article and are far apart in the other.
const (
	spliceWords = 15 // of the longer run
	spliceGap   = 2  // words between them where they are close
	spliceJump  = 40 // words between them where they are apart
)

// splice cuts sentences where a block of text was moved or cut out, so that
// either piece is compared by itself. The tiles are in the order of a.
func (c *Comparer) splice(tiles []Run) {
	c.a.splitAt(c.splices(tiles, &c.b))
	turned := make([]Run, len(tiles))
	for i, t := range tiles {
		turned[i] = Run{t.B, t.A, t.Words}
	}
	slices.SortFunc(turned, func(x, y Run) int { return cmp.Compare(x.A, y.A) })
	c.b.splitAt(c.splices(turned, &c.a))
}

// splices are the words of the first article of the tiles at which a splice
// shows. Within one sentence of the other article clauses may change places:
// that is a sentence rephrased.
func (c *Comparer) splices(tiles []Run, o *text) []int {
	var cuts []int
	for i := 1; i < len(tiles); i++ {
		s, t := tiles[i-1], tiles[i]
		if max(s.Words, t.Words) < spliceWords || t.A-s.A-s.Words > spliceGap {
			continue
		}
		jump := t.B - s.B - s.Words
		if jump > spliceJump || -jump > spliceJump || jump < 0 && o.sentenceOf(s.B+s.Words-1) != o.sentenceOf(t.B) {
			cuts = append(cuts, t.A)
		}
	}
	return cuts
}

// sentenceOf is the sentence of a word.
func (t *text) sentenceOf(word int) int {
	i, _ := slices.BinarySearchFunc(t.sentences, word, func(s prose.Sentence, w int) int {
		if s.End <= w {
			return -1
		}
		return 1
	})
	return i
}

// splitAt begins a sentence at each of the given words.
func (t *text) splitAt(cuts []int) {
	if len(cuts) == 0 {
		return
	}
	var out []prose.Sentence
	for _, s := range t.sentences {
		for len(cuts) > 0 && cuts[0] < s.End {
			if at := cuts[0]; at > s.First {
				hi, lo := t.between(at)
				out = append(out, prose.Sentence{Span: prose.Span{Lo: s.Lo, Hi: hi}, First: s.First, End: at})
				s.Lo, s.First = lo, at
			}
			cuts = cuts[1:]
		}
		out = append(out, s)
	}
	t.sentences = append(t.sentences[:0], out...)
}

// between is where what belongs to the words before at ends, and where what
// belongs to that word begins: at the last white space between them.
func (t *text) between(at int) (hi, lo int) {
	hi, lo = t.words.At(at-1).Hi, t.words.At(at).Lo
	gap := t.raw[hi:lo]
	blank := strings.LastIndexFunc(gap, unicode.IsSpace)
	if blank < 0 {
		return hi, lo
	}
	_, size := utf8.DecodeRuneInString(gap[blank:])
	return hi + len(strings.TrimRightFunc(gap[:blank], unicode.IsSpace)), hi + blank + size
}
