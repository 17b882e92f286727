package quality

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/shingle"
)

// Blocks of this many words are moved, one to five of them in an article of
// at least movable words.
const (
	leastBlock, mostBlock = 20, 60
	movable               = 300
)

// moved moves blocks of real articles to other places and asks which words are
// flagged. Where the blocks are cut from sentences, and where they are not.
func moved(t *testing.T, f *figures) {
	originals, _ := realArticles(t)
	originals = slices.DeleteFunc(originals, func(a article) bool { return len(normal(a.Text)) < movable })
	for _, whole := range []bool{true, false} {
		r := rand.New(rand.NewPCG(5, 8))
		var c compare.Comparer
		hit, flagged, truth := 0, 0, 0
		for i := range edited {
			text := originals[i%len(originals)].Text
			m := shuffle(r, text, 1+i%5, whole)
			flags := movedWords(&c, m.text, text)
			for j, is := range m.moved {
				switch {
				case is && flags[j]:
					hit, flagged, truth = hit+1, flagged+1, truth+1
				case is:
					truth++
				case flags[j]:
					flagged++
				}
			}
		}
		what := fmt.Sprintf("%d articles, 1 to 5 blocks moved", edited)
		if whole {
			what += ", whole sentences"
		}
		f.floor(t, what+": precision", float64(hit)/float64(flagged), .98)
		f.floor(t, what+": recall", float64(hit)/float64(truth), .98)
	}
}

// movedWords tells of each word of a whether it stands in a moved passage.
func movedWords(c *compare.Comparer, a, b string) []bool {
	var w shingle.Words
	w.Split(a)
	flags := make([]bool, w.Len())
	for _, p := range c.Compare(a, b).Passages {
		for i := range flags {
			if p.Flags.Moved && p.A.Lo <= w.At(i).Lo && w.At(i).Hi <= p.A.Hi {
				flags[i] = true
			}
		}
	}
	return flags
}

// A shuffled text knows which of its words were moved.
type shuffled struct {
	text  string
	moved []bool
}

// A piece is some words of a text, a block or what lies between two.
type piece struct {
	lo, hi int
	block  bool
}

// shuffle moves blocks of a text, a third of it at most: of two halves nobody
// can say which one was moved. A block lands at least its own length from
// where it was: else what it passed was moved rather than the block.
func shuffle(r *rand.Rand, text string, blocks int, whole bool) shuffled {
	var w shingle.Words
	w.Split(text)
	cuts := allCuts(text, &w, whole)
	pieces := []piece{{0, w.Len(), false}}
	left := w.Len() / 3
	for try := 0; blocks > 0 && try < 1000; try++ {
		lo, hi := cuts[r.IntN(len(cuts))], cuts[r.IntN(len(cuts))]
		i := slices.IndexFunc(pieces, func(p piece) bool { return !p.block && p.lo <= lo && hi <= p.hi })
		if hi-lo < leastBlock || hi-lo > min(mostBlock, left) || i < 0 {
			continue
		}
		p := pieces[i]
		pieces = slices.Replace(pieces, i, i+1, piece{p.lo, lo, false}, piece{lo, hi, true}, piece{hi, p.hi, false})
		blocks, left = blocks-1, left-(hi-lo)
	}
	rest := slices.DeleteFunc(slices.Clone(pieces), func(p piece) bool { return p.block || p.lo == p.hi })
	for _, p := range pieces {
		if p.block {
			rest = place(r, rest, p, cuts)
		}
	}
	return print(text, &w, rest)
}

// allCuts are the words at which a text may be cut.
func allCuts(text string, w *shingle.Words, whole bool) []int {
	cuts := []int{0}
	for i := 1; i < w.Len(); i++ {
		between := text[w.At(i-1).Hi:w.At(i).Lo]
		if !whole && strings.Trim(between, " \n") == "" || whole && strings.ContainsAny(between, ".!?") && strings.ContainsAny(between, " \n") {
			cuts = append(cuts, i)
		}
	}
	return append(cuts, w.Len())
}

// place puts a block into the rest of a text, far from where it was.
func place(r *rand.Rand, rest []piece, block piece, cuts []int) []piece {
	for range 1000 {
		at := cuts[r.IntN(len(cuts))]
		i := slices.IndexFunc(rest, func(p piece) bool { return !p.block && p.lo < at && at < p.hi })
		if i < 0 || at > block.lo-2*mostBlock && at < block.hi+2*mostBlock {
			continue
		}
		p := rest[i]
		return slices.Replace(rest, i, i+1, piece{p.lo, at, false}, block, piece{at, p.hi, false})
	}
	// No room: it stays where it was.
	i := slices.IndexFunc(rest, func(p piece) bool { return p.lo >= block.hi })
	if i < 0 {
		i = len(rest)
	}
	block.block = false
	return slices.Insert(rest, i, block)
}

func print(text string, w *shingle.Words, pieces []piece) shuffled {
	var out shuffled
	var b strings.Builder
	for _, p := range pieces {
		end := len(text)
		if p.hi < w.Len() {
			end = w.At(p.hi).Lo
		}
		b.WriteString(strings.TrimSpace(text[w.At(p.lo).Lo:end]) + " ")
		for range p.hi - p.lo {
			out.moved = append(out.moved, p.block)
		}
	}
	out.text = b.String()
	return out
}
