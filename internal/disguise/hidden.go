package disguise

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Characters that hidden asks about by name.
const (
	graphemeJoiner  = '\u034f'
	choseongFiller  = '\u115f'
	jungseongFiller = '\u1160'
	zeroWidthSpace  = '\u200b'
	zeroWidthJoiner = '\u200d'
	keycap          = '\u20e3'
	brailleBlank    = '\u2800'
	textStyle       = '\ufe0e' // variation selectors that every emoji may bear
	emojiStyle      = '\ufe0f'
	byteOrderMark   = '\ufeff'
	blackFlag       = '\U0001f3f4'
	endOfTag        = '\U000e007f'
)

// unseen tells whether a character leaves no trace on the page in most places:
// Default_Ignorable_Code_Point of UAX #44, section 5.3, but for the soft hyphen
// and what sets directions, and with the blank of Braille.
func unseen(r rune) bool {
	if unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) || r == brailleBlank {
		return true
	}
	return unicode.Is(unicode.Cf, r) && r != '\u00ad' && !unicode.In(r, unicode.Prepended_Concatenation_Mark, unicode.Bidi_Control)
}

// hidden reads the run of unseen characters at a place, marks those that are
// out of place there, and returns where it ends.
func (f *finder) hidden(at int) int {
	before, after := f.before(at), rune(0)
	end := at
	for end < len(f.text) {
		r, size := utf8.DecodeRuneInString(f.text[end:])
		if !unseen(r) {
			after = r
			break
		}
		end += size
	}
	for lo := at; lo < end; {
		size := f.flag(lo)
		if size == 0 {
			var r rune
			r, size = utf8.DecodeRuneInString(f.text[lo:])
			if f.misplaced(r, lo, before, after) {
				f.hide(lo, lo+size)
			}
		}
		lo += size
	}
	f.end = end
	return end
}

// hide marks hidden characters. Those that follow one another are one mark.
func (f *finder) hide(lo, hi int) {
	if n := len(f.marks); n > 0 && f.marks[n-1].Hi == lo && f.marks[n-1].Kind == Hidden {
		f.marks[n-1].Hi = hi
		return
	}
	f.marks = append(f.marks, Mark{lo, hi, Hidden})
}

// misplaced tells whether the unseen character r at a place has no use there.
// Its run stands between the characters before and after, 0 at an end.
func (f *finder) misplaced(r rune, at int, before, after rune) bool {
	switch {
	case r == byteOrderMark:
		return at > 0
	case unicode.Is(unicode.Variation_Selector, r):
		return !f.selects(r, at, after)
	case r == choseongFiller || r == jungseongFiller: // at home in a syllable of old Korean
		return !unicode.Is(unicode.Hangul, before) && !unicode.Is(unicode.Hangul, after)
	case r == graphemeJoiner || r == brailleBlank || zeroWidthSpace <= r && r <= zeroWidthJoiner || elsewhere(r):
		// Beside a Western word they serve nobody, unless the other side is a letter
		// of a script that needs them: Persian joins its plural to "BBC" with one.
		return (western(before) || western(after)) && !eastern(before) && !eastern(after)
	}
	return true
}

// elsewhere tells whether an unseen character was made for one script: the
// separators and vowels of Mongolian and Khmer, and the signs that set
// hieroglyphs, shorthand and music.
func elsewhere(r rune) bool {
	return unicode.In(r, unicode.Mongolian, unicode.Khmer, unicode.Egyptian_Hieroglyphs) || r == '\u180e' ||
		'\U0001bca0' <= r && r <= '\U0001bca3' || '\U0001d173' <= r && r <= '\U0001d17a'
}

// selects tells whether a variation selector has something to select from: the
// character just before it. A second one never has. Bytes can be smuggled in
// any number of selectors behind one emoji, so each kind has its own bases.
func (f *finder) selects(r rune, at int, after rune) bool {
	base, _ := utf8.DecodeLastRuneInString(f.text[:at])
	switch {
	case unseen(base) || base == utf8.RuneError:
		return false
	case r > '\ufe0f': // U+E0100 on: variants of ideographs
		return unicode.Is(unicode.Han, base)
	case r == textStyle || r == emojiStyle:
		if unicode.Is(unicode.Nd, base) || base == '#' || base == '*' {
			return after == keycap
		}
		return unicode.IsSymbol(base) || strings.ContainsRune("‼⁉ℹ〰〽㊗㊙", base) || eastern(base)
	}
	return eastern(base) || unicode.In(base, unicode.Sm, unicode.P)
}

// flag is the length of the tag characters at a place if they make a flag of a
// part of a country, after UTS #51, annex C: a black flag, the code of the part
// and an end. It is 0 if they make none. Only codes of CLDR are flags: three to
// six letters and digits (gbsct is Scotland).
func (f *finder) flag(at int) int {
	const shortest, longest = 3, 6
	if base, _ := utf8.DecodeLastRuneInString(f.text[:at]); base != blackFlag {
		return 0
	}
	letters := 0
	for i, r := range f.text[at:] {
		tag := r - 0xE0000 // the ASCII character that it stands for
		switch {
		case r == endOfTag && letters >= shortest:
			return i + utf8.RuneLen(r)
		case letters < longest && ('a' <= tag && tag <= 'z' || '0' <= tag && tag <= '9'):
			letters++
		default:
			return 0
		}
	}
	return 0
}

// before is the character before a place, accents passed over; 0 if there is none.
func (f *finder) before(at int) rune {
	for at > f.end {
		r, size := utf8.DecodeLastRuneInString(f.text[f.end:at])
		if !unicode.IsMark(r) {
			return r
		}
		at -= size
	}
	return 0
}

// western tells whether r belongs to a word or number of Latin, Greek, Cyrillic
// or another script that joins no letters.
func western(r rune) bool {
	return script(r) != none || unicode.Is(unicode.Georgian, r) || '0' <= r && r <= '9'
}

// eastern tells whether r is a letter or vowel sign of any other script.
func eastern(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsMark(r)) && !western(r) && !unicode.In(r, unicode.Common, unicode.Inherited)
}
