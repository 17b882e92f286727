package compare

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dupes-news/dupes/shingle"
)

// BenchmarkCompare measures single pairs, with a Comparer that is used again
// as those of a run are. The unrelated pair is made of different stories.
func BenchmarkCompare(b *testing.B) {
	for _, words := range []int{800, 8000, 20_000, 80_000} {
		r := rand.New(rand.NewPCG(1, uint64(words)))
		half := len(stories()) / 2
		text, other := longArticle(r, stories()[:half], words), longArticle(r, stories()[half:], words)
		for _, pair := range []struct{ name, a, b string }{
			{"copy", text, text + "\n\n" + sentences["N"]},
			{"revision", text, revisedArticle(r, text, words/25)},
			{"unrelated", text, other},
		} {
			b.Run(fmt.Sprintf("words=%d/pair=%s", words, pair.name), func(b *testing.B) {
				var c Comparer
				c.Compare(pair.a, pair.b)
				b.ReportAllocs()
				for b.Loop() {
					c.Compare(pair.a, pair.b)
				}
			})
		}
	}
}

// BenchmarkCompareNew shows what a comparison allocates by itself: B/op over
// the words of both articles is the memory for one word.
func BenchmarkCompareNew(b *testing.B) {
	for _, words := range []int{800, 8000, 80_000} {
		r := rand.New(rand.NewPCG(1, uint64(words)))
		text := longArticle(r, stories(), words)
		revision := revisedArticle(r, text, words/25)
		b.Run(fmt.Sprintf("words=%d/pair=revision", words), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Compare(text, revision)
			}
		})
	}
}

// BenchmarkComparePercentiles compares pairs of 800 words from copies to
// unrelated ones, and shows the changed words of each passage that is
// rephrased, as a reader of the pair asks for.
func BenchmarkComparePercentiles(b *testing.B) {
	const pairs, words = 2000, 800
	r := rand.New(rand.NewPCG(2, words))
	var corpus [][2]string
	for i := range pairs {
		half := len(stories()) / 2
		a := longArticle(r, stories()[:half], words)
		other := a
		switch i % 4 {
		case 1:
			other = revisedArticle(r, a, r.IntN(20))
		case 2:
			other = revisedArticle(r, a, 20+r.IntN(60))
		case 3:
			other = longArticle(r, stories()[half:], words)
		}
		corpus = append(corpus, [2]string{a, other})
	}
	b.Run(fmt.Sprintf("words=%d/pairs=%d", words, pairs), func(b *testing.B) {
		var c Comparer
		var took []time.Duration
		b.ReportAllocs()
		for b.Loop() {
			for _, p := range corpus {
				begin := time.Now()
				view(&c, p[0], p[1])
				took = append(took, time.Since(begin))
			}
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1000, "p50-us")
		b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99-us")
		b.ReportMetric(float64(took[len(took)-1].Nanoseconds())/1000, "max-us")
	})
}

// view is a comparison with the fine view of all that is rephrased.
func view(c *Comparer, x, y string) (edits int) {
	for _, p := range c.Compare(x, y).Passages {
		if p.Label == Rephrased {
			edits += len(Diff(x[p.A.Lo:p.A.Hi], y[p.B.Lo:p.B.Hi]))
		}
	}
	return edits
}

// longArticle is paragraphs of stories in any order, each with words of its own
// so that none repeats another, until there are so many words.
func longArticle(r *rand.Rand, from [][]string, words int) string {
	var out strings.Builder
	var w shingle.Words
	for n := 0; n < words; {
		p := one(r.IntN, one(r.IntN, from))
		if w.Split(p); w.Len() < 10 || !ascii(p) {
			continue
		}
		p = distinct(r, p)
		w.Split(p)
		n += w.Len()
		out.WriteString(p)
	}
	return strings.TrimSpace(out.String())
}

// ascii reports a text in English, typographic marks aside.
func ascii(text string) bool {
	text = strings.NewReplacer("’", "", "‘", "", "“", "", "”", "", "–", "", "—", "").Replace(text)
	return !strings.ContainsFunc(text, func(r rune) bool { return r > 0x7f })
}

// distinct replaces every second word of four letters or more by one of a
// made-up vocabulary, so that what is drawn twice is no copy of itself.
func distinct(r *rand.Rand, text string) string {
	pieces := strings.SplitAfter(text, " ")
	for i, p := range pieces {
		if word := strings.TrimRight(p, " .,”"); len(word) > 3 && ascii(word) && !strings.ContainsAny(word, "\n") && r.IntN(2) == 0 {
			pieces[i] = fmt.Sprintf("%s%s", syllables(r), p[len(word):])
		}
	}
	return strings.Join(pieces, "")
}

func syllables(r *rand.Rand) string {
	var out strings.Builder
	for range 2 + r.IntN(2) {
		out.WriteByte("bdfgklmnprstvz"[r.IntN(14)])
		out.WriteByte("aeiou"[r.IntN(5)])
	}
	return out.String()
}

// revisedArticle is a text with words, sentences and paragraphs changed in so
// many places.
func revisedArticle(r *rand.Rand, text string, places int) string {
	for range places {
		cut := one(r.IntN, []string{" ", " ", " ", " ", " ", ". ", ". ", "\n\n"})
		pieces := strings.SplitAfter(text, cut)
		i := r.IntN(len(pieces))
		switch {
		case cut == " ":
			pieces[i] = syllables(r) + " "
		case r.IntN(2) == 0:
			pieces = slices.Delete(pieces, i, i+1)
		default:
			p := pieces[i]
			pieces = slices.Insert(slices.Delete(pieces, i, i+1), r.IntN(len(pieces)), p)
		}
		text = strings.Join(pieces, "")
	}
	return text
}
