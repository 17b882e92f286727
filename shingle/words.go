package shingle

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// NormVersion is the version of what this package makes of a text: the words,
// their normal forms, the hashes of shingles and the minima of signatures.
// Whoever keeps any of these keeps the version too, since those of another
// version cannot be compared. A test holds them fixed.
const NormVersion = 1

// Word is the place of a word in its text: the bytes [Lo, Hi).
type Word struct{ Lo, Hi int }

// Runes is the same place in the text that w was cut from, counted in Unicode
// code points: half-open, [lo, hi). It goes through the text up to w.Hi, and
// panics if the text is shorter.
func (w Word) Runes(text string) [2]int {
	lo := utf8.RuneCountInString(text[:w.Lo])
	return [2]int{lo, lo + utf8.RuneCountInString(text[w.Lo:w.Hi])}
}

// Words is a text cut into words. It keeps two views of them: where each
// stands in the untouched text, and its normal form, in which case, width,
// ligatures, quotation marks and invisible characters no longer differ.
//
// The zero value is ready for Split and may be used again and again; it then
// keeps its memory.
type Words struct {
	at   []Word
	norm []byte // the normal forms, each followed by one space
	ends []int  // end of the normal form of word i in norm, before the space
	fold map[string]string
}

// Split cuts text into words, forgetting what w held before. Word boundaries
// are those of Unicode Standard Annex #29, without white space at the ends; a
// segment counts as a word when it holds a letter or a digit. Scripts written
// without spaces yield one word a character (Han, Hiragana, Thai) or a run
// (Katakana), so that shingles work there too. The cost is about 20 ns a word of
// ASCII text and ten times that elsewhere.
//
// The normal form of a word is its NFKC form, case-folded, with typographic
// apostrophes straightened and default-ignorable characters removed.
func (w *Words) Split(text string) {
	// Room for all of an ASCII text, so that the fast path need not grow it.
	w.norm = slices.Grow(w.norm[:0], len(text)+1)
	w.at, w.ends = w.at[:0], w.ends[:0]
	for pos := 0; pos < len(text); {
		switch c := class[text[pos]]; {
		case c == other:
			pos++
		case c <= underline:
			pos = w.ascii(text, pos)
		case punctuation(text, pos) > 0:
			pos += punctuation(text, pos)
		case c == beyond || pos+1 < len(text) && class[text[pos+1]] == beyond:
			pos = w.unicode(text, pos)
		default: // a joiner that nothing stands before
			pos++
		}
	}
}

// Len is the number of words.
func (w *Words) Len() int { return len(w.at) }

// At is the place of word i in the text given to Split.
func (w *Words) At(i int) Word { return w.at[i] }

// Norm is the normal form of word i. The bytes belong to w and change with
// the next Split.
func (w *Words) Norm(i int) []byte { return w.norm[w.start(i):w.ends[i]] }

// NormRun is the normal form of the words [lo, hi), joined by single spaces.
// It belongs to w like Norm.
func (w *Words) NormRun(lo, hi int) []byte {
	if lo >= hi {
		return nil
	}
	return w.norm[w.start(lo):w.ends[hi-1]]
}

func (w *Words) start(i int) int {
	if i == 0 {
		return 0
	}
	return w.ends[i-1] + 1
}

func (w *Words) add(lo, hi int) {
	w.at = append(w.at, Word{lo, hi})
	w.ends = append(w.ends, len(w.norm))
	w.norm = append(w.norm, ' ')
}

// The classes of ASCII bytes in UAX #29, as far as they matter inside words.
const (
	other     = iota // a boundary on both sides
	letter           // ALetter
	digit            // Numeric
	underline        // ExtendNumLet: joins, but is no word of its own
	midLetter        // MidLetter: joins letters
	midNum           // MidNum: joins digits
	midBoth          // MidNumLet and Single_Quote: joins either
	beyond           // a byte of a multi-byte character
)

// class and folded are tables indexed by byte: the class, and the lower-case
// form of letters, digits and underlines, 0 for all else.
var class, folded = asciiTables()

func asciiTables() (class, folded [256]byte) {
	for b := range 256 {
		c := byte(b)
		switch {
		case 'a' <= c && c <= 'z':
			class[b], folded[b] = letter, c
		case 'A' <= c && c <= 'Z':
			class[b], folded[b] = letter, c+'a'-'A'
		case '0' <= c && c <= '9':
			class[b], folded[b] = digit, c
		case c >= utf8.RuneSelf:
			class[b] = beyond
		}
	}
	class['_'], folded['_'] = underline, '_'
	class[':'] = midLetter
	class[','], class[';'] = midNum, midNum
	class['.'], class['\''] = midBoth, midBoth
	return class, folded
}

// ascii reads the segment that begins with the ASCII letter, digit or
// underline at pos and returns its end. Where the segment touches a character
// beyond ASCII that may join it, typographic apostrophes and punctuation
// excepted, it leaves it to unicode.
func (w *Words) ascii(text string, pos int) int {
	begin := len(w.norm)
	norm, i := w.norm, pos
	for {
		for ; i < len(text); i++ {
			b := folded[text[i]]
			if b == 0 {
				break
			}
			norm = append(norm, b)
		}
		if i == len(text) || class[text[i]] == other {
			break
		}
		n := joiner(text, i)
		if n < 0 {
			return w.unicode(text, pos)
		}
		if n == 0 {
			break
		}
		norm = append(norm, joinerForm(text[i]))
		i += n
	}
	w.norm = norm
	if text[pos] == '_' && strings.Trim(text[pos:i], "_") == "" {
		w.norm = norm[:begin] // underlines alone are no word
		return i
	}
	w.add(pos, i)
	return i
}

// joiner reports how many bytes at i join what stands before to the letter or
// digit behind them (rules WB6, WB7, WB11 and WB12): 0 for a boundary, -1
// where only the full algorithm can tell. Before i stands a letter, a digit
// or an underline.
func joiner(text string, i int) int {
	c, size := class[text[i]], 1
	if c == beyond {
		switch {
		case apostrophe(text, i):
			c, size = midBoth, 3
		case punctuation(text, i) > 0:
			return 0
		default:
			return -1
		}
	}
	next := byte(other)
	if i+size < len(text) {
		next = class[text[i+size]]
	}
	if next == beyond && punctuation(text, i+size) == 0 {
		return -1
	}
	prev := class[text[i-1]]
	letters := prev == letter && next == letter && c != midNum
	digits := prev == digit && next == digit && c != midLetter
	if letters || digits {
		return size
	}
	return 0
}

func joinerForm(b byte) byte {
	if b >= utf8.RuneSelf {
		return '\'' // the only joiners beyond ASCII that ascii takes
	}
	return b
}

// apostrophe reports a typographic single quotation mark at i. UAX #29 gives
// U+2018 and U+2019 the class MidNumLet, as it does the full stop.
func apostrophe(text string, i int) bool {
	return i+2 < len(text) && text[i] == 0xE2 && text[i+1] == 0x80 && (text[i+2] == 0x98 || text[i+2] == 0x99)
}

// punctuation is the length of the non-ASCII punctuation at i that is a
// boundary on both sides and that English news is full of: dashes (U+2013,
// U+2014), double quotation marks (U+201C, U+201D), the ellipsis (U+2026) and
// the no-break space (U+00A0); 0 for anything else. What follows must not be a
// character that could attach to it.
func punctuation(text string, i int) int {
	n := 0
	switch {
	case i+2 < len(text) && text[i] == 0xE2 && text[i+1] == 0x80:
		switch text[i+2] {
		case 0x93, 0x94, 0x9C, 0x9D, 0xA6:
			n = 3
		}
	case i+1 < len(text) && text[i] == 0xC2 && text[i+1] == 0xA0:
		n = 2
	}
	return n
}

// unicode applies the full algorithm from pos to the next ASCII white space,
// which is a boundary whatever stands beside it, and returns that place.
func (w *Words) unicode(text string, pos int) int {
	end := len(text)
	if n := strings.IndexAny(text[pos:], " \n\t\r"); n >= 0 {
		end = pos + n
	}
	for it := words.FromString(text[pos:end]); it.Next(); {
		// A segment may have white space at its ends: the narrow space of "5\u202f%",
		// which joins like an underline, and NOTE(uax29) what touches a broken byte.
		upTo := strings.TrimRightFunc(it.Value(), unicode.IsSpace)
		segment := strings.TrimLeftFunc(upTo, unicode.IsSpace)
		if form := w.normal(segment); form != "" {
			w.norm = append(w.norm, form...)
			hi := pos + it.Start() + len(upTo)
			w.add(hi-len(segment), hi)
		}
	}
	return end
}

// maxFold bounds the memory of the cache of normal forms: a Words used for a
// whole corpus meets most of its words again, whatever their script.
const maxFold = 1 << 15

// normal is the normal form of a segment, empty where it is no word.
func (w *Words) normal(segment string) string {
	if form, ok := w.fold[segment]; ok {
		return form
	}
	if w.fold == nil || len(w.fold) >= maxFold {
		w.fold = make(map[string]string)
	}
	segment = strings.Clone(segment) // its form may share its bytes, and must not keep the text in memory
	form := ""
	if strings.IndexFunc(segment, wordRune) >= 0 {
		folded := cases.Fold().String(norm.NFKC.String(segment))
		form = norm.NFKC.String(strings.Map(plain, folded))
	}
	w.fold[segment] = form
	return form
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// plain straightens apostrophes and drops what a reader does not see: format
// characters such as the soft hyphen, variation selectors, and the spaces
// that NFKC makes of some ligatures, since a space parts the normal forms.
func plain(r rune) rune {
	switch {
	case r == '\u2018' || r == '\u2019' || r == '\u02BC' || r == '\uFF07':
		return '\''
	case r == ' ' || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r):
		return -1
	}
	return r
}
