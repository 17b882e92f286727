package source

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, a sign or a line break of a text.
type token struct {
	lo, hi int32
	kind   tokenKind
	upper  bool // a word that begins with a capital
	spaced bool // white space stands before it
	stop   bool // a sign that ends a sentence
}

type tokenKind uint8

const (
	wordToken  tokenKind = iota
	signToken            // one character; "--" and "..." are one
	breakToken           // the end of a line
)

// lex appends the tokens of text to dst. Words are letters and digits; what
// hangs on an apostrophe ('s, n't without its n) is a word of its own, so that
// a possessive name is the name. Where the text is wrapped, its lines end inside
// sentences.
func lex(dst []token, text string, wrapped bool) []token {
	spaced := true
	for i := 0; i < len(text); {
		c := text[i]
		switch class := byteClass[c]; {
		case class == letterByte:
			hi := i + 1
			for hi < len(text) && byteClass[text[hi]] == letterByte {
				hi++
			}
			if hi < len(text) && text[hi] >= utf8.RuneSelf {
				hi = wordEnd(text, hi)
			}
			for 'a' <= c && c <= 'z' && hi+1 < len(text) && text[hi] == '-' && 'a' <= text[hi+1] && text[hi+1] <= 'z' {
				hi = wordEnd(text, hi+1) // op-ed is one word, Post-Gazette two
			}
			upper := 'A' <= c && c <= 'Z'
			if c >= utf8.RuneSelf {
				upper = startsUpper(text[i:])
			}
			dst = append(dst, token{lo: int32(i), hi: int32(hi), upper: upper, spaced: spaced})
			i, spaced = hi, false
		case class == blankByte:
			i, spaced = i+1, true
		case c == '\n':
			if !softBreak(dst, text, i, wrapped) {
				dst = append(dst, token{lo: int32(i), hi: int32(i + 1), kind: breakToken, spaced: spaced})
			}
			i, spaced = i+1, true
		case class == signByte:
			hi := i + 1
			for (c == '-' || c == '.') && hi < len(text) && text[hi] == c {
				hi++
			}
			dst = append(dst, token{lo: int32(i), hi: int32(hi), kind: signToken, spaced: spaced})
			i, spaced = hi, false
		default:
			i, dst, spaced = lexRune(dst, text, i, spaced)
		}
	}
	markStops(dst, text)
	return dst
}

// lexRune takes a character that is not ASCII.
func lexRune(dst []token, text string, i int, spaced bool) (int, []token, bool) {
	r, n := utf8.DecodeRuneInString(text[i:])
	switch {
	case unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b':
		return i + n, dst, true
	case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
		hi := wordEnd(text, i+n)
		return hi, append(dst, token{lo: int32(i), hi: int32(hi), upper: unicode.IsUpper(r), spaced: spaced}), false
	}
	return i + n, append(dst, token{lo: int32(i), hi: int32(i + n), kind: signToken, spaced: spaced}), false
}

func wordEnd(text string, i int) int {
	for i < len(text) {
		if byteClass[text[i]] == letterByte {
			i++
			continue
		}
		if text[i] < utf8.RuneSelf {
			return i
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			return i
		}
		i += n
	}
	return i
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// softBreak reports a line break inside a sentence: what follows begins small,
// or lines are wrapped and no blank one follows.
func softBreak(before []token, text string, i int, wrapped bool) bool {
	if len(before) == 0 || before[len(before)-1].kind == breakToken {
		return false
	}
	for i++; i < len(text) && byteClass[text[i]] == blankByte; i++ {
	}
	if wrapped {
		last := before[len(before)-1]
		return i < len(text) && text[i] != '\n' && (last.kind == wordToken || text[last.lo] == ',')
	}
	return i < len(text) && 'a' <= text[i] && text[i] <= 'z'
}

const (
	letterByte = iota + 1
	blankByte
	signByte
)

// byteClass is the class of ASCII bytes, 0 for the others and the line feed.
var byteClass = func() (t [256]uint8) {
	for c := range utf8.RuneSelf {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
			t[c] = letterByte
		case c == '\n':
		case c <= ' ' || c == 0x7f:
			t[c] = blankByte
		default:
			t[c] = signByte
		}
	}
	return t
}()

// markStops finds the full stops that end a sentence: not those of an
// abbreviation, an initial, a number or an address.
func markStops(tokens []token, text string) {
	for i := range tokens {
		t := &tokens[i]
		if t.kind != signToken {
			continue
		}
		switch text[t.lo] {
		case '!', '?':
			t.stop = i+1 == len(tokens) || tokens[i+1].spaced || tokens[i+1].kind != wordToken
		case '.':
			t.stop = endsSentence(tokens, text, i)
		}
	}
}

func endsSentence(tokens []token, text string, i int) bool {
	if i+1 == len(tokens) || tokens[i+1].kind == breakToken {
		return true
	}
	next := tokens[i+1]
	if next.kind == wordToken && (!next.spaced || !next.upper && !isDigit(text[next.lo])) {
		return false
	}
	if next.kind == signToken && (text[next.lo] == ',' || text[next.lo] == ';' || text[next.lo] == '-') {
		return false
	}
	if i == 0 || tokens[i-1].kind != wordToken || tokens[i].spaced {
		return true
	}
	last := text[tokens[i-1].lo:tokens[i-1].hi]
	return len(last) > 1 && !abbreviated[last]
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// abbreviated are the words behind which a full stop ends no sentence, as
// names and dates have them. Single letters are another case.
var abbreviated = func() map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(`Mr Mrs Ms Dr Prof Sen Sens Rep Reps Gov Govs Gen Lt Col Sgt Capt Cpl Adm Maj Cmdr Rev Hon Pres St Ste Mt Ft No Nos vs
		Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Jr Sr Bros Atty Supt Det Insp Ald
		Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb Nev Okla Ore Pa Tenn Tex Va Vt Wash Wis Wyo Ont Que Sask Man Alta`) {
		set[w] = true
	}
	return set
}()
