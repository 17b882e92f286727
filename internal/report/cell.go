package report

import (
	"iter"
	"strings"
	"unicode"

	"github.com/clipperhouse/displaywidth"
	"github.com/clipperhouse/uax29/v2/graphemes"
)

// The cell layer stands between the text of strangers and a terminal: what it
// returns holds no control character, keeps every word, and is exactly as
// wide as the table writer believes.

// Clean makes text fit for one line of a terminal: a run of white space
// becomes one blank, and a character that could drive the terminal or turn the
// order of the line (C0, C1, ESC, bidi overrides) becomes U+FFFD, so that the
// reader sees that something stood there. Mere direction marks, common in
// Arabic and Hebrew, go without a trace.
func Clean(s string) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return Harmless(r)
	}, s)
	return strings.Join(strings.Fields(clean), " ")
}

// Harmless is what stands for a character other than white space: U+FFFD for
// what could drive a terminal or turn the order of a line, -1 for a mark that
// goes without a trace.
func Harmless(r rune) rune {
	switch {
	case unicode.IsControl(r):
		return unicode.ReplacementChar
	case r == '\u200e', r == '\u200f', r == '\u061c', r == '\ufeff':
		return -1
	case unicode.Is(unicode.Bidi_Control, r):
		return unicode.ReplacementChar
	}
	return r
}

// width is the number of columns that s takes. It sums over code points, not
// graphemes, because the table writer does: an emoji made of three counts six
// here and there, and the columns stay in line.
//
// NOTE(tablewriter): twwidth.Width calls displaywidth.Rune for each rune.
func width(s string) int {
	w := 0
	for _, r := range s {
		w += displaywidth.Rune(r)
	}
	return w
}

// atoms yields the parts of s that a line break must not split: graphemes,
// or code points where a single grapheme is wider than the whole line.
func atoms(s string, line int) iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for g := graphemes.FromString(s); g.Next(); {
			atom, w := g.Value(), width(g.Value())
			if w <= line {
				if !yield(atom, w) {
					return
				}
				continue
			}
			for _, r := range atom {
				if !yield(string(r), displaywidth.Rune(r)) {
					return
				}
			}
		}
	}
}

// wrap breaks s into lines of at most the given number of columns (2 or more,
// the width of a CJK character). It breaks after a blank or a wide character; in
// a word that no line can hold after a hyphen or a slash, else anywhere. It does
// not break in the first quarter of a line, which would waste the rest of it,
// but before a word that the next line holds. Only blanks at a break are left
// out.
func wrap(s string, columns int) []string {
	var lines []string
	lo, cut, at := 0, 0, 0 // line starts at lo, may break at cut, is read up to at
	w, wCut := 0, 0        // columns of s[lo:at] and s[lo:cut]
	whole := fits(s, columns)
	for atom, aw := range atoms(s, columns) {
		for w+aw > columns && atom != " " && at > lo {
			if cut <= lo {
				cut, wCut = at, w
			}
			lines = append(lines, strings.TrimRight(s[lo:cut], " "))
			lo, w = cut, w-wCut
		}
		at += len(atom)
		w += aw
		if atom == " " {
			whole = fits(s[at:], columns)
		}
		mayBreak := atom == " " || aw == 2 || !whole && (atom == "-" && !ofMark(s, at) || atom == "/")
		if mayBreak && (4*w >= columns || whole && atom == " ") {
			cut, wCut = at, w
		}
	}
	return append(lines, strings.TrimRight(s[lo:], " "))
}

// fits tells whether the first word of s is no wider than a line.
func fits(s string, columns int) bool {
	w := 0
	for _, r := range s {
		if w += displaywidth.Rune(r); r == ' ' || w > columns {
			return r == ' ' && w <= columns+1
		}
	}
	return true
}

// ofMark tells whether the hyphen that ends at a place of s is part of the
// marks [- and -] around deleted words.
func ofMark(s string, at int) bool {
	return strings.HasSuffix(s[:at], "[-") || strings.HasPrefix(s[at:], "]")
}

// shorten leaves out the middle of s where it is wider than columns, and
// says so with an ellipsis; the ends are what tells two texts apart. It cuts
// between words where one ends near the cut.
func shorten(s string, columns int) string {
	if len(s) <= columns || width(s) <= columns {
		return s
	}
	head, tail := columns*3/5, columns-columns*3/5-3
	return strings.TrimRight(prefix(s, head), " ") + " … " + strings.TrimLeft(suffix(s, tail), " ")
}

// prefix is the longest start of s in at most columns, to the last blank if
// that keeps half of it.
func prefix(s string, columns int) string {
	end, w := 0, 0
	for atom, aw := range atoms(s, columns) {
		if w+aw > columns {
			break
		}
		end, w = end+len(atom), w+aw
	}
	if blank := strings.LastIndexByte(s[:end], ' '); blank > end/2 {
		end = blank
	}
	return s[:end]
}

// suffix is the end of s as prefix is its start.
func suffix(s string, columns int) string {
	// A code point takes four bytes at most, and few take no column: reading
	// only the end keeps a text of a megabyte cheap.
	s = s[max(0, len(s)-16*columns):]
	s = strings.TrimLeftFunc(s, func(r rune) bool { return r == unicode.ReplacementChar })
	skip := width(s) - columns
	start := 0
	for atom, aw := range atoms(s, columns) {
		if skip <= 0 {
			break
		}
		start, skip = start+len(atom), skip-aw
	}
	if blank := strings.IndexByte(s[start:], ' '); blank >= 0 && blank < len(s[start:])/2 {
		start += blank
	}
	return s[start:]
}
