package compare

import (
	"hash/maphash"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"github.com/dupes-news/dupes/shingle"
	"golang.org/x/text/unicode/norm"
)

// token is what a diff never splits: a word or a sign. White space is none; it
// is the gap between two tokens. As a token it would be every other one, all
// of them equal, and hold together what has nothing else in common.
type token struct {
	lo, hi int    // bytes
	form   string // tokens with one form are equal
	id     int32  // number of the form
	before int32  // words that stand before it
	word   bool
	line   bool // begins a line
}

// side is one of the texts of a diff.
type side struct {
	text   string
	tokens []token
}

func (s *side) between(lo, hi int) []token { return s.tokens[lo:hi] }

// lexer cuts texts into tokens, one after the other.
type lexer struct {
	words  shingle.Words
	text   string
	tokens []token
	end    int  // of the last token
	line   bool // a line ended since
	known  int  // the last known boundary between characters
}

// cut returns a text as tokens: the words of shingle.Words and, between them,
// single signs. Inside a character (a grapheme cluster of UAX #29) is no
// boundary; a Thai word may end there.
func (l *lexer) cut(text string) side {
	l.words.Split(text)
	l.text, l.end, l.line, l.known = text, 0, false, 0
	l.tokens = make([]token, 0, l.words.Len()+l.words.Len()/4+4) // a sign to four words
	forms := string(l.words.NormRun(0, l.words.Len()))
	pos := 0
	for i := range l.words.Len() {
		w, n := l.words.At(i), len(l.words.Norm(i))
		l.signs(pos, w.Lo)
		l.add(token{lo: w.Lo, hi: w.Hi, word: true, form: forms[:n]})
		forms, pos = forms[min(n+1, len(forms)):], w.Hi
	}
	l.signs(pos, len(text))
	return side{text, l.tokens}
}

// signs cuts what stands between two words.
func (l *lexer) signs(lo, hi int) {
	if lo > 0 && hi-lo == 1 && hi < len(l.text) && l.text[lo] == ' ' && l.text[lo-1] < utf8.RuneSelf && l.text[hi] < utf8.RuneSelf {
		return // a blank, as between most words
	}
	for lo < hi {
		r, n := utf8.DecodeRuneInString(l.text[lo:hi])
		t := token{lo: lo, hi: lo + n}
		if !invisible(r) {
			t.form = signForm(r, l.text[lo:lo+n])
		}
		l.line = l.line || r == '\n'
		l.add(t)
		lo += n
	}
}

// invisible reports white space, and marks such as the byte order mark.
func invisible(r rune) bool {
	if r < utf8.RuneSelf {
		return r == ' ' || '\t' <= r && r <= '\r'
	}
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) && !unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// signForm is the form of a sign, in which width and the variants of quotation
// marks, dashes and the ellipsis no longer differ.
func signForm(r rune, text string) string {
	switch r {
	case '‘', '’', '‚', '‛', '′', '‹', '›', '`', '´':
		return "'"
	case '“', '”', '„', '‟', '″', '«', '»':
		return `"`
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return "-"
	case '…':
		return ellipsis
	}
	if r < utf8.RuneSelf || r == utf8.RuneError {
		return text // a broken byte is equal to itself only
	}
	return norm.NFKC.String(text)
}

const ellipsis = "..."

// add appends a token. One without a form is white space, and not kept.
func (l *lexer) add(t token) {
	t.line = l.line
	var last *token
	if n := len(l.tokens); n > 0 && l.end == t.lo {
		last = &l.tokens[n-1]
	}
	switch inside := !l.boundary(t.lo); {
	case inside && last != nil:
		last.hi, last.word = t.hi, last.word || t.word
		last.form = l.text[last.lo:last.hi]
	case inside: // a mark that sits on a blank
		t.lo, t.form = l.end, l.text[l.end:t.hi]
		l.tokens = append(l.tokens, t)
	case t.form == "":
		return
	case last != nil && repeated(last.form, t.form):
		last.hi = t.hi
		if t.form == "." {
			last.form = ellipsis
		}
	default:
		l.tokens = append(l.tokens, t)
	}
	l.end, l.line = t.hi, false
}

// repeated reports that a sign is one with the last: agencies write "--" for a
// dash and "..." for an ellipsis.
func repeated(last, next string) bool {
	return next == "-" && last == "-" || next == "." && (last == "." || last == ellipsis)
}

// boundary reports whether a character begins at p. It is asked in ascending
// order.
func (l *lexer) boundary(p int) bool {
	if p == 0 || l.text[p-1] < utf8.RuneSelf && l.text[p] < utf8.RuneSelf {
		// The exception is CR LF, but no token ends between two blanks.
		l.known = max(l.known, p)
		return true
	}
	for l.known < p {
		l.known += character(l.text[l.known:])
	}
	return l.known == p
}

// character is the length of the first character of a text. A broken byte is
// one by itself; the iterator would take what follows it, too.
func character(text string) int {
	it := graphemes.FromString(text)
	it.Next()
	for i, r := range text[:it.End()] {
		if _, n := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && n == 1 {
			return max(i, 1)
		}
	}
	return it.End()
}

// number gives one number to equal forms of both texts, from 0, and returns how
// many there are; it counts the words, too. The seed decides on collisions in
// the table and on nothing else.
func number(x, y []token) int {
	bits := 4
	for 1<<bits < 2*(len(x)+len(y)) {
		bits++
	}
	seed, slots := maphash.MakeSeed(), make([]*token, 1<<bits) // linear probing, at most half full
	forms := int32(0)
	for _, tokens := range [2][]token{x, y} {
		words := int32(0)
		for i := range tokens {
			t := &tokens[i]
			n := maphash.String(seed, t.form) >> (64 - bits)
			for slots[n] != nil && slots[n].form != t.form {
				n = (n + 1) & (1<<bits - 1)
			}
			if slots[n] == nil {
				slots[n], t.id = t, forms
				forms++
			}
			t.id, t.before = slots[n].id, words
			if t.word {
				words++
			}
		}
	}
	return int(forms)
}

// words counts the words of the tokens [lo, hi).
func (s *side) words(lo, hi int) int {
	if lo == hi {
		return 0
	}
	n := int(s.tokens[hi-1].before - s.tokens[lo].before)
	if s.tokens[hi-1].word {
		n++
	}
	return n
}

// windows calls visit with the forms of every anchorRun tokens and their place.
func (s *side) windows(visit func(int, [anchorRun]int32) bool) {
	for i := range len(s.tokens) - anchorRun + 1 {
		var w [anchorRun]int32
		for k := range w {
			w[k] = s.tokens[i+k].id
		}
		if !visit(i, w) {
			return
		}
	}
}
