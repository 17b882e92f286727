// Package disguise finds the characters of an article that a reader does not
// see, or sees as others.
//
// Two articles that look the same on the page may share no word for a program:
// a zero width space parts a word, a Cyrillic letter stands for its Latin
// twin, an override turns the order of a line. Who copies and does not want to
// be found uses them, and so do careless tools. Find lists them by place, so
// that a report can show what the eye passes over; nothing is judged here.
//
// Sources: Unicode Technical Standard #39, "Unicode Security Mechanisms",
// revision 28 (2023), section 5.1 (words of mixed scripts) and section 4 with
// its table of look-alikes; Unicode Standard Annex #9, "Unicode Bidirectional
// Algorithm"; N. Boucher and R. Anderson, "Trojan Source: Invisible
// Vulnerabilities", USENIX Security 2023; N. Boucher et al., "Bad Characters:
// Imperceptible NLP Attacks", IEEE Symposium on Security and Privacy 2022,
// which names the four kinds that Find tells apart.
//
// Each of these characters has an honest use somewhere, and news is written in
// every script. So what decides is the place: a joiner is at home between
// Arabic letters and not between Latin ones. Three honest uses are marked all
// the same, being rare and not to be told from the others: the non-joiner that
// parts a ligature in German, the operators that formulas of MathML leave
// behind, and an abbreviation such as СССР, alone in an English sentence.
package disguise

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// Kind is what is disguised, in the words in which readers are told.
type Kind string

// The kinds of marks.
const (
	Hidden    Kind = "hidden characters"  // not seen at all
	Control   Kind = "control characters" // meant for a terminal
	Direction Kind = "direction marks"    // could turn the order of a line
	LookAlike Kind = "look-alike letters" // read as letters that they are not
)

// Mark is the place of a disguise: the bytes [Lo, Hi) of the text. It holds
// whole runes: a run of hidden or control characters, a terminal sequence, one
// direction mark, or the word that has look-alike letters.
type Mark struct {
	Lo, Hi int
	Kind   Kind
}

// Find lists what is disguised in a text, by place; marks do not overlap. It
// is nil for a text without, such as one of ASCII letters. Bytes that are not
// UTF-8 are no disguise. A byte order mark at the start of the text is none,
// and a soft hyphen never is: newspapers set it to part long words.
//
// Whether letters look like others depends on what most of the text is written
// in, and whether direction marks are needed on whether any letter of it runs
// from right to left. The rest depends on the characters around alone. The cost
// is linear in len(text).
func Find(text string) []Mark {
	f := finder{text: text}
	for at := 0; at < len(text); {
		if text[at] < utf8.RuneSelf {
			at += plain(text[at:])
		}
		if at < len(text) {
			at = f.step(at)
		}
	}
	f.closePhrase()
	f.judgeWords()
	f.judgeDirections()
	slices.SortFunc(f.marks, func(a, b Mark) int { return a.Lo - b.Lo })
	return f.marks
}

// finder walks a text once. What depends on the whole of it waits until the end.
type finder struct {
	text       string
	marks      []Mark
	end        int    // of what was last read as one thing; no word begins before it
	phrase     phrase // words that may belong to one quotation
	words      []word // that have look-alike letters if the text is mostly Latin
	directions []int  // where Bidi_Control characters are
}

// step reads what begins at a place that plain stopped at, and tells where it ends.
func (f *finder) step(at int) int {
	r, size := utf8.DecodeRuneInString(f.text[at:])
	switch {
	case unicode.IsControl(r):
		return f.control(at)
	case r < firstUnseen, '‐' <= r && r <= '‧', r == utf8.RuneError: // accented Latin letters; dashes and quotation marks
	case unicode.Is(unicode.Bidi_Control, r):
		f.directions = append(f.directions, at)
	case unseen(r):
		return f.hidden(at)
	case foreign(script(r)):
		return f.word(at)
	}
	return at + size
}

// firstUnseen is below everything that is looked for, controls apart: the
// combining grapheme joiner is U+034F, Greek begins at U+0370.
const firstUnseen = 0x034F

// plain is the length of the ASCII text without controls that s begins with.
// It takes eight bytes at a time, since this is all that most articles need:
// of the three sums below, each has the high bit of a byte set where that byte,
// known to be under 0x80, is at least 0x20, not DEL, or not the one asked for.
func plain(s string) int {
	const (
		ones = 0x0101010101010101
		high = 0x80 * ones
	)
	differ := func(x uint64, b byte) uint64 { return (x ^ uint64(b)*ones) + 0x7F*ones }
	at := 0
	for ; at+8 <= len(s); at += 8 {
		b := s[at : at+8]
		x := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
			uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
		if x&high != 0 {
			break
		}
		printed := (x + 0x60*ones) & differ(x, 0x7F)
		if printed&high != high && (printed|^(differ(x, '\t')&differ(x, '\n')&differ(x, '\r')))&high != high {
			break
		}
	}
	for at < len(s) && isPlain(s[at]) {
		at++
	}
	return at
}

func isPlain(b byte) bool {
	return ' ' <= b && b < 0x7F || b == '\t' || b == '\n' || b == '\r'
}
