package source

import (
	"slices"
	"strings"

	"github.com/dupes-news/dupes/internal/prose"
)

// document is a text cut into tokens, as the rules see it.
type document struct {
	text    string
	tokens  []token
	entries []wordEntry // of each token
	lines   []line
	quotes  []Span // inside quotation marks; nil until asked for
	asked   bool   // quotes are found
	cues    *patterns
}

// line is the tokens [lo, hi) between two line breaks.
type line struct{ lo, hi int }

func (d *document) reset(text string, cues *patterns) {
	d.text, d.cues, d.asked = text, cues, false
	d.tokens = lex(d.tokens[:0], text, prose.Wrapped(text))
	d.entries = slices.Grow(d.entries[:0], len(d.tokens))[:len(d.tokens)]
	clear(d.entries)
	d.lines = d.lines[:0]
	lo := 0
	for i := range d.tokens {
		if d.tokens[i].kind == breakToken {
			if i > lo {
				d.lines = append(d.lines, line{lo, i})
			}
			lo = i + 1
		}
	}
	if lo < len(d.tokens) {
		d.lines = append(d.lines, line{lo, len(d.tokens)})
	}
}

// lineOf is the number of the line that holds token i.
func (d *document) lineOf(i int) int {
	n, _ := slices.BinarySearchFunc(d.lines, i, func(l line, i int) int { return l.hi - i - 1 })
	return n
}

func (d *document) word(i int) string { return d.text[d.tokens[i].lo:d.tokens[i].hi] }

// is reports whether token i is the word w (lower case), in any case.
func (d *document) is(i int, w string) bool {
	return i >= 0 && i < len(d.tokens) && int(d.tokens[i].hi-d.tokens[i].lo) == len(w) && strings.EqualFold(d.word(i), w)
}

// in reports whether token i is a word of the set.
func (d *document) in(i int, set lists) bool {
	return i >= 0 && i < len(d.tokens) && d.look(i).lists&set != 0
}

// sign reports whether token i is one of the signs.
func (d *document) sign(i int, signs ...string) bool {
	if i < 0 || i >= len(d.tokens) || d.tokens[i].kind != signToken {
		return false
	}
	w := d.word(i)
	for _, s := range signs {
		if w[0] == s[0] && w == s {
			return true
		}
	}
	return false
}

func (d *document) isWord(i int) bool {
	return i >= 0 && i < len(d.tokens) && d.tokens[i].kind == wordToken
}
func (d *document) isUpper(i int) bool { return d.isWord(i) && d.tokens[i].upper }

// dash reports whether token i is a dash of any kind.
func (d *document) dash(i int) bool { return d.sign(i, "-", "--", "–", "—", "―", "−", "---") }

// closing reports whether token i ends the sentence or the line.
func (d *document) closing(i int) bool {
	return i < 0 || i >= len(d.tokens) || d.tokens[i].kind == breakToken || d.tokens[i].stop
}

// possessive returns the token behind a possessive s that begins at token i, i
// itself where none does.
func (d *document) possessive(i int) int {
	if !d.sign(i, "'", "’") || d.tokens[i].spaced {
		return i
	}
	if i+1 < len(d.tokens) && !d.tokens[i+1].spaced && d.is(i+1, "s") {
		return i + 2
	}
	return i + 1
}

// span is the bytes of the tokens [lo, hi).
func (d *document) span(lo, hi int) Span {
	return Span{Lo: int(d.tokens[lo].lo), Hi: int(d.tokens[hi-1].hi)}
}

// inQuotation reports whether token i stands inside quotation marks.
func (d *document) inQuotation(i int) bool {
	if !d.asked {
		d.asked = true
		d.quotes = prose.Quoted(d.quotes[:0], d.text)
	}
	at := int(d.tokens[i].lo)
	n, _ := slices.BinarySearchFunc(d.quotes, at, func(q Span, at int) int { return q.Hi - at - 1 })
	return n < len(d.quotes) && d.quotes[n].Lo <= at && !title(d.text[d.quotes[n].Lo:d.quotes[n].Hi])
}

// longestTitle is the most words of the name of a programme or a column.
const longestTitle = 7

// title reports a quotation that is a name: “CBS This Morning”.
func title(quotation string) bool {
	words, small := 0, 0
	for w := range strings.FieldsSeq(quotation) {
		if words++; !startsUpper(w) {
			small++
		}
	}
	return words <= longestTitle && small*3 <= words
}
