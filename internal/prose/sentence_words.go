package prose

import (
	_ "embed"
	"strings"
	"unicode"
	"unicode/utf8"
)

// following is what stands behind a stop.
type following struct {
	gap   bool // white space does
	lines int  // with so many line breaks
	first rune // the first other character, 0 at the end of the text
	word  rune // the first letter or digit behind opening marks, 0 for none
	at    int  // its place
}

// follow looks past white space and then past opening marks. It does not look
// for a word further than any run of marks is long.
func follow(text string, i int) following {
	next, lines := skipSpace(text, i)
	f := following{gap: next > i, lines: lines, at: next}
	if next == len(text) {
		return f
	}
	f.first, _ = utf8.DecodeRuneInString(text[next:])
	const most = 8
	for range most {
		r, size := utf8.DecodeRuneInString(text[f.at:])
		if isWord(r) {
			f.word = r
		}
		if size == 0 || isWord(r) || isBreak(r) {
			break
		}
		f.at += size
	}
	return f
}

// skipSpace is the place of the first character at or after i that is no
// white space, and the number of line breaks before it.
func skipSpace(text string, i int) (next, breaks int) {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\r' && i+1 < len(text) && text[i+1] == '\n':
		case r == '\u2029':
			breaks += 2 // a paragraph separator
		case isBreak(r):
			breaks++
		case !unicode.IsSpace(r):
			return i, breaks
		}
		i += size
	}
	return i, breaks
}

// before is the word that ends at pos, or before the spaces there, with the
// full stops inside it, and its place.
func (c *sentenceCutter) before(pos int) (string, int) {
	for pos > c.lo && c.text[pos-1] == ' ' {
		pos--
	}
	const longest = 40 // bytes; no abbreviation is longer
	at := pos
	for at > c.lo && pos-at < longest {
		r, size := utf8.DecodeLastRuneInString(c.text[c.lo:at])
		if r != '.' && !isWord(r) {
			break
		}
		at -= size
	}
	return strings.TrimLeft(c.text[at:pos], "."), at
}

// token is the run of letters and digits at i, apostrophes included.
func nextWord(text string, i int) string {
	n := 0
	for n < len(text)-i {
		r, size := utf8.DecodeRuneInString(text[i+n:])
		if !isWord(r) && r != '\'' {
			break
		}
		n += size
	}
	return text[i : i+n]
}

func wordFollows(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isWord(r)
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return '0' <= r && r <= '9' || 'a' <= r|0x20 && r|0x20 <= 'z'
	}
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r))
}

func isNumber(tok string) bool {
	return tok != "" && strings.Trim(tok, "0123456789") == ""
}

// initials reports one capital ("J", "П") or letters parted by full stops, at
// most two together ("U.S", "EE.UU", "Ph.D").
func initials(tok string) bool {
	letters, run, dotted := 0, 0, false
	for _, r := range tok {
		if r == '.' {
			run, dotted = 0, true
			continue
		}
		letters, run = letters+1, run+1
		if run > 2 || !unicode.IsLetter(r) {
			return false
		}
	}
	if dotted {
		return true
	}
	r, _ := utf8.DecodeRuneInString(tok)
	return letters == 1 && unicode.IsUpper(r)
}

// zoneName reports what looks like the name of a time zone: EST, GMT, BST.
func zoneName(tok string) bool {
	return len(tok) > 1 && len(tok) < 5 && strings.Trim(tok, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// The kinds of words that abbreviations.txt lists.
const (
	goesOn = 1 << iota
	wantsNumber
	mayEnd
	timeOfDay
	zoneWord
	monthWord
	opensSentence
	joinsLines
	nameSuffix
)

//go:embed data/abbreviations.txt
var abbreviations string

var wordKinds = readKinds(abbreviations)

func readKinds(file string) map[string]uint16 {
	return wordBits(file, map[string]uint16{
		"on": goesOn, "number": wantsNumber, "maybe": mayEnd, "time": timeOfDay, "zone": zoneWord,
		"month": monthWord, "opens": opensSentence, "joins": joinsLines, "suffix": nameSuffix,
	})
}

// wordKind looks tok up as it stands, or with one capital if it is all capitals.
func wordKind(tok string) uint16 {
	k := wordKinds[tok]
	var b [8]byte
	if k != 0 || len(tok) < 2 || len(tok) > len(b) {
		return k
	}
	for i := range len(tok) {
		if tok[i] < 'A' || tok[i] > 'Z' {
			return 0
		}
		b[i] = tok[i] | 0x20
	}
	b[0] = tok[0]
	return wordKinds[string(b[:len(tok)])]
}
