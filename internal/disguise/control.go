package disguise

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestString is how many bytes an escape sequence that carries a string may
// have. A hyperlink (OSC 8) is the longest in use, of which VTE takes 2,083
// bytes of address; a bound keeps the cost linear.
const longestString = 4096

// control marks the control characters at a place: one terminal sequence, or a
// run of the others. It returns where they end.
func (f *finder) control(at int) int {
	end := at + sequence(f.text[at:])
	if end == at {
		for end < len(f.text) {
			r, size := utf8.DecodeRuneInString(f.text[end:])
			if !unicode.IsControl(r) || size == 1 && isPlain(byte(r)) || sequence(f.text[end:]) > 0 {
				break
			}
			end += size
		}
	}
	f.marks = append(f.marks, Mark{at, end, Control})
	f.end = end
	return end
}

// sequence is the length of the escape sequence that s begins with, after
// ECMA-48 (1991), sections 5.4 and 5.6, and ECMA-35 for the choice of a
// character set, which `tput sgr0` prints; 0 if it begins with none. One that
// is broken off counts as far as it goes. The standard gives ESC and any other
// character a meaning too, but the ESC that is left where a tool lost a dash
// must not hide the letter after it.
func sequence(s string) int {
	switch {
	case strings.HasPrefix(s, "\u009b"): // the introducer ESC [ in one character
		return parameters(s, len("\u009b"))
	case len(s) < 2 || s[0] != '\x1b':
		return 0
	case s[1] == '[':
		return parameters(s, 2)
	case strings.IndexByte("]PX^_", s[1]) >= 0:
		return controlString(s)
	case len(s) > 2 && '(' <= s[1] && s[1] <= '+' && ('0' <= s[2] && s[2] <= '9' || 'A' <= s[2] && s[2] <= 'Z'):
		return 3
	}
	return 0
}

// parameters is the end of a control sequence whose introducer ends at a place.
func parameters(s string, at int) int {
	end := run(s, run(s, at, '0', '?'), ' ', '/')
	if end < len(s) && '@' <= s[end] && s[end] <= '~' {
		end++
	}
	return end
}

// controlString is the end of a title, a hyperlink or another string for the
// terminal. It ends with BEL or ESC \ on the same line; else its two
// characters of introduction are all that a terminal takes from the reader.
func controlString(s string) int {
	for at := 2; at < min(len(s), longestString); at++ {
		switch {
		case s[at] == '\a':
			return at + 1
		case strings.HasPrefix(s[at:], "\x1b\\"):
			return at + 2
		case s[at] == '\n' || s[at] == '\r' || s[at] == '\x1b':
			return 2
		}
	}
	return 2
}

// run is where the bytes from lo to hi that begin at a place end.
func run(s string, at int, lo, hi byte) int {
	for at < len(s) && lo <= s[at] && s[at] <= hi {
		at++
	}
	return at
}
