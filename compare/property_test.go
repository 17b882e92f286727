package compare

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"unsafe"

	"github.com/dupes-news/dupes/fixtures"
	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A dice returns a number from 0 to n-1, so that the same edits are drawn by
// rapid, which makes failures small, and by a generator that is fast.
type dice func(n int) int

func drawn(t *rapid.T) dice {
	return func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "pick") }
}

// one picks from a list.
func one[T any](d dice, from []T) T { return from[d(len(from))] }

// stories are the paragraphs of the fixtures, by article.
var stories = sync.OnceValue(func() [][]string {
	articles, err := fixtures.Articles()
	if err != nil {
		panic(err)
	}
	var out [][]string
	for _, a := range articles {
		out = append(out, strings.SplitAfter(a.Text, "\n\n"))
	}
	return out
})

// excerpt is a few sentences of a fixture.
func excerpt(d dice) string {
	paragraphs := one(d, stories())
	lo := d(len(paragraphs))
	text := strings.Join(paragraphs[lo:min(len(paragraphs), lo+1+d(3))], "")
	sentences := strings.SplitAfter(text, ". ")
	return strings.Join(sentences[:min(len(sentences), 1+d(6))], "")
}

// trouble is what has special rules: marks, blanks, joiners, scripts without
// spaces, broken bytes, and what prose takes for more than words.
var trouble = []string{
	"“", "”", `"`, "'", "’", "‘", "«", "»", "„", "--", "—", "...", "…", ". ", "? ", "! ", ", ", ":", ";", "(", ")",
	" ", "  ", "\n", "\r\n", "\r", "\n\n", "\t", "\u00a0", "\u2028", "\u200b", "\ufeff", "\u00ad", "\x00", "\x1b[1m", "\x85", "\xa0", "\xff", "\xed\xa0\x80", "\xe2\x80",
	"e\u0301", "\u0301", "ก", "ำ", "กรุงเทพ", "市长周一宣布大坝完好。", "「見た」", "각", "ᄀ", "مرحبا", "שלום", "\u0600", "👩‍👧", "🇫🇷", "ß", "ﬁ", "½", "ẞ", "İ",
	"U.S.", "Mr.", "3.5", "1,000", "two", "not ", "didn't", "$1.8 million", "12 %", "per cent", "Federal Reserve",
	"PARIS (Reuters) - ", "By Jane Doe\n\n", "(AP)", "Copyright 2025 The Echo. All rights reserved.", "Read more: ", "###", "Advertisement\n\n",
	"” he said, “", "said Ruth Calloway.", "“No,” she said. ",
}

// revised is a text after some edits.
func revised(d dice, text string, edits int) string {
	for range edits {
		text = edited1(d, text)
	}
	return text
}

// edited1 is a text after one edit.
func edited1(d dice, text string) string {
	at := d(len(text) + 1)
	switch d(10) {
	case 0:
		return text[:at] // also within a character
	case 1:
		return text[at:]
	case 2:
		return text[:at] + one(d, trouble) + text[at:]
	case 3:
		marks := strings.NewReplacer("“", `"`, "”", `"`, "’", "'")
		if d(2) == 0 {
			marks = strings.NewReplacer("“", "", "”", "")
		}
		return marks.Replace(text)
	case 4:
		return text + one(d, []string{"", " ", "\n\n"}) + excerpt(d)
	default:
		return strings.Join(rearranged(d, strings.SplitAfter(text, one(d, []string{" ", " ", ". ", "\n\n"}))), "")
	}
}

// rearranged changes the words, sentences or paragraphs of a text.
func rearranged(d dice, pieces []string) []string {
	i := d(len(pieces))
	j := min(len(pieces), i+1+d(6))
	switch d(8) {
	case 0:
		return slices.Delete(pieces, i, j)
	case 1:
		return slices.Insert(pieces, i, slices.Clone(pieces[i:j])...)
	case 2: // to another place
		moved := slices.Clone(pieces[i:j])
		rest := slices.Delete(pieces, i, j)
		return slices.Insert(rest, d(len(rest)+1), moved...)
	case 3:
		slices.Reverse(pieces[i:j])
	case 4:
		pieces[i] = one(d, trouble) + " "
	case 5:
		pieces[i] = one(d, strings.SplitAfter(excerpt(d), " "))
	case 6:
		pieces[i] = strings.ToUpper(pieces[i])
	case 7:
		pieces[i] = strings.TrimRight(pieces[i], " \n") + one(d, []string{"", "  ", "\r\n", "\n\n", "\t", "\u00a0"})
	}
	return pieces
}

// revision is a text and what was made of it, which may have a part of another.
func revision(d dice) (a, b string) {
	a = excerpt(d)
	b = revised(d, a, d(6))
	if d(4) == 0 {
		a = revised(d, a, d(6))
	}
	return a, b
}

func TestCompareProperties(t *testing.T) {
	var kept Comparer
	rapid.Check(t, func(t *rapid.T) {
		a, b := revision(drawn(t))
		checkComparison(t, &kept, a, b)
	})
}

// Pieces of trouble with nothing in between.
func TestCompareTrouble(t *testing.T) {
	var kept Comparer
	text := rapid.Map(rapid.SliceOfN(rapid.SampledFrom(append(trouble, "The dam held ", "Ortiz ", "and the town slept. ")), 0, 30), func(p []string) string { return strings.Join(p, "") })
	rapid.Check(t, func(t *rapid.T) {
		checkComparison(t, &kept, text.Draw(t, "a"), text.Draw(t, "b"))
	})
}

// What a user may rely on holds for edits of any kind.
func TestCompareRandomEdits(t *testing.T) {
	edits := randomEdits
	if testing.Short() {
		edits /= 10
	}
	const shards = 8 // each with seeds of its own, so that the cores share the work
	for shard := range shards {
		t.Run(fmt.Sprintf("shard=%d", shard), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(uint64(shard), 1))
			var kept Comparer
			for range edits / shards {
				a, b := revision(r.IntN)
				checkComparison(t, &kept, a, b)
				if t.Failed() {
					return
				}
			}
		})
	}
}

// A comparison is the same each time, on any goroutine.
func TestCompareDeterministic(t *testing.T) {
	const pairs, runs = 50, 20
	r := rand.New(rand.NewPCG(7, 7))
	for range pairs {
		a, b := revision(r.IntN)
		want := Compare(a, b)
		var wait sync.WaitGroup
		for range runs {
			wait.Go(func() {
				if got := Compare(a, b); !reflect.DeepEqual(want, got) {
					t.Errorf("Compare(%q, %q) again (-first +again):\n%s", a, b, gocmp.Diff(want, got))
				}
			})
		}
		wait.Wait()
	}
}

// A Comparer neither changes the articles nor looks at them later.
func TestComparerForgets(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	var kept Comparer
	for range 300 {
		a, b := revision(r.IntN)
		x, y := []byte(a), []byte(b)
		got := kept.Compare(unsafe.String(unsafe.SliceData(x), len(x)), unsafe.String(unsafe.SliceData(y), len(y)))
		if string(x) != a || string(y) != b {
			t.Fatalf("Compare(%q, %q) made them %q and %q", a, b, x, y)
		}
		// Where the articles were stands something else now.
		for _, memory := range [][]byte{x, y} {
			for i := range memory {
				memory[i] = 'x'
			}
		}
		if want := Compare(a, b); !reflect.DeepEqual(want, got) {
			t.Fatalf("Compare(%q, %q) after the articles are gone (-want +got):\n%s", a, b, gocmp.Diff(want, got))
		}
	}
}

// Texts that nobody writes, and that break what was made for articles.
func TestCompareHostile(t *testing.T) {
	const size = 1 << 14 // bytes; what is quadratic in it would be felt
	fill := func(piece string) string { return strings.Repeat(piece, size/len(piece)) }
	r := rand.New(rand.NewPCG(4, 4))
	list := strings.SplitAfter(longArticle(r, stories(), size/6), ". ")
	ordered := strings.Join(list, "")
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	shuffled := strings.Join(list, "")
	var kept Comparer
	for _, tt := range []struct{ name, a, b string }{
		{"no blank", fill("a"), fill("ab")},
		{"one word", fill("word "), fill("word ")[35:]},
		{"Chinese without stops", fill("市长"), fill("长市口")},
		{"quotation marks", fill(`"`), fill(`"“”`)},
		{"each word in quotation marks", fill(`"dam" `), fill("“dam” “wall” ")},
		{"one quotation", "“" + ordered + "”", `"` + shuffled + `"`},
		{"no stops", strings.ReplaceAll(ordered, ".", ""), strings.ReplaceAll(shuffled, ".", "")},
		{"one sentence over and over", fill("The dam held on Monday. "), fill("The dam held on Monday. ")[48:]},
		{"two sentences over and over", fill("The dam held all of Monday. "), fill("The dam had held all of Monday. ")},
		{"sentences in another order", ordered, shuffled},
		{"capitals", strings.ToUpper(ordered), shuffled},
		{"line breaks", fill("\n"), fill("\r\n")},
		{"a word a line", fill("dam\n"), fill("dam\n\nwall\n")},
		{"stops", fill("."), fill(". ")},
		{"initials", fill("A. "), fill("A. B. ")},
		{"footers", fill("Copyright 2025 Press.\n\n"), fill("Read more: the dam\n\n")},
		{"broken bytes", fill("\xff"), fill("a\xf0\u2028")},
		{"combining marks", fill("e\u0301"), "a" + fill("\u0301")},
	} {
		t.Run(tt.name, func(t *testing.T) { checkComparison(t, &kept, tt.a, tt.b) })
	}
}
