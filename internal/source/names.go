package source

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/zeebo/xxh3"
)

// Names appends hashes of the rare names of a text to dst, each once and in
// order: persons, places and bodies of two words in capitals or more. Two
// articles that share some are of one story, if few others have them.
//
// Titles, initials and a leading article are no part of a name, so that
// "President James A. Doe" and "James Doe" are one. Words in capitals
// throughout, days, months and the outlets of the catalogue are in none.
// Nothing is known of persons and places: a name is told by its shape in one
// pass over the bytes, and it is for the caller to leave out those that are
// not rare.
func (r *Reader) Names(dst []uint64, text string) []uint64 {
	s := nameScanner{text: text, outlets: r.catalogue.byAlias, out: dst}
	for i := s.capitalFrom(0); i < len(text); i = s.capitalFrom(i) {
		i = s.run(i)
	}
	names := s.out[len(dst):]
	slices.Sort(names)
	return s.out[:len(dst)+len(slices.Compact(names))]
}

// A name of fewer words is shared by too many; a run of more is a headline.
const (
	fewestNameWords = 2
	mostNameWords   = 5
)

// nameScanner goes through a text once.
type nameScanner struct {
	text    string
	outlets map[string]int32 // names that are none, folded
	fresh   bool             // a sentence or a line begins
	out     []uint64

	// The name so far. Its form is folded as those of outlets are: letters
	// and digits in lower case, nothing between.
	form  [maxNameForm]byte
	size  int
	words int
}

// maxNameForm is over any name; what is longer is cut there.
const maxNameForm = 96

// nameByte says what a byte is to the scanner.
type nameByte uint8

const (
	otherByte nameByte = iota
	stopByte           // behind it a sentence may begin
	smallByte          // a small letter or a digit
	greatByte          // a capital
	wideByte           // of a character beyond ASCII
)

var nameBytes = nameByteTable()

func nameByteTable() (t [256]nameByte) {
	for c := range t {
		switch {
		case c >= utf8.RuneSelf:
			t[c] = wideByte
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			t[c] = smallByte
		case 'A' <= c && c <= 'Z':
			t[c] = greatByte
		case strings.IndexByte(".!?:\n", byte(c)) >= 0:
			t[c] = stopByte
		}
	}
	return t
}

// capitalFrom is the next word from i on that begins with a capital; the
// length of the text where there is none.
//
// Looking at eight bytes at once for one that has the bits of a capital takes
// longer: capitals stand 25 bytes apart.
func (s *nameScanner) capitalFrom(i int) int {
	text := s.text
	for ; i < len(text); i++ {
		if b := nameBytes[text[i]]; b < greatByte {
			continue
		}
		if s.capital(i) && !s.insideWord(i) {
			return i
		}
	}
	return i
}

// insideWord reports a letter or digit before i.
func (s *nameScanner) insideWord(i int) bool {
	if i == 0 {
		return false
	}
	b := nameBytes[s.text[i-1]]
	if b == wideByte {
		r, _ := utf8.DecodeLastRuneInString(s.text[:i])
		return unicode.IsLetter(r)
	}
	return b >= smallByte
}

// wordEnd is the end of the word that goes on at i.
func (s *nameScanner) wordEnd(i int) int {
	text := s.text
	for i < len(text) {
		b := nameBytes[text[i]]
		if b == smallByte || b == greatByte {
			i++
			continue
		}
		if b != wideByte {
			break
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) {
			break
		}
		i += size
	}
	return i
}

// run reads the words with capitals from i on, keeps the names among them, and
// returns their end.
func (s *nameScanner) run(i int) int {
	end := s.wordEnd(i)
	if s.alone(end) {
		return end
	}
	s.size, s.words, s.fresh = 0, 0, s.opens(i)
	for ; ; end = s.wordEnd(i) {
		w := s.word(i, end)
		s.take(w)
		next := s.next(w)
		if next < 0 {
			s.keep()
			return w.hi
		}
		i = next
	}
}

// alone reports that no name goes on behind the word that ends at i, which
// spares most capitals a closer look.
func (s *nameScanner) alone(i int) bool {
	if i+1 >= len(s.text) {
		return true
	}
	switch b := s.text[i]; b {
	case ' ':
		return !s.capital(i+1) && nameParticles(s.text[i+1:]) == 0
	case '.', '-', '&', '\'':
		return false
	default:
		return b < utf8.RuneSelf
	}
}

// opens reports whether a sentence, a line or a quotation in it begins at i.
func (s *nameScanner) opens(i int) bool {
	const farthest = 8 // bytes of space and marks before a first word
	for j := i - 1; j >= max(0, i-farthest); j-- {
		switch b := nameBytes[s.text[j]]; {
		case b == stopByte:
			return true
		case b == smallByte || b == greatByte || s.text[j] == ',' || s.text[j] == ';':
			return false
		}
	}
	return i < farthest
}

// nameWord is a word with a capital.
type nameWord struct {
	lo, hi     int // with a possessive s
	form       int // where its form begins in that of the name
	small      bool
	letters    int
	possessive bool
	kind       nameWordKind
}

// word reads the word at i, whose letters go on to end at least, and appends
// its form to that of the name.
func (s *nameScanner) word(i, end int) nameWord {
	w := nameWord{lo: i, form: s.size}
	if end-i > maxNameForm-s.size || !s.plain(i, end, &w) {
		end = s.spelled(i, &w)
	}
	w.hi = end
	w.kind = nameWords.kind(s.form[w.form:s.size])
	return w
}

// plain is the word of ASCII letters from i to end, if that is all of it. The
// bit that it sets makes a capital small and lets small letters and digits be.
func (s *nameScanner) plain(i, end int, w *nameWord) bool {
	if end < len(s.text) && insideMarks[s.text[end]] {
		return false
	}
	highest, lowest := byte(0), byte(0)
	form := s.form[s.size : s.size+end-i]
	for k, c := range []byte(s.text[i:end]) {
		form[k] = c | 0x20
		highest |= c
		lowest |= c & 0x20 & (c >> 1) // of small letters only: digits have no bit 6
	}
	if highest >= utf8.RuneSelf {
		return false
	}
	s.size += end - i
	w.letters, w.small = end-i, lowest != 0
	return true
}

// insideMarks are the bytes behind which a word may go on.
var insideMarks = [256]bool{'.': true, '-': true, '&': true, '\'': true, firstMark: true}

// spelled reads a word with marks or letters beyond ASCII and returns its end.
func (s *nameScanner) spelled(i int, w *nameWord) int {
	text := s.text
	for i < len(text) {
		c := text[i]
		switch nameBytes[c] {
		case greatByte:
			s.add(c | 0x20)
			i++
		case smallByte:
			w.small = true
			s.add(c)
			i++
		case wideByte:
			r, size := utf8.DecodeRuneInString(text[i:])
			if !unicode.IsLetter(r) {
				if size = s.apostrophe(w, i, size); r != '’' || size == 0 {
					return i
				}
				i += size
				continue
			}
			w.small = w.small || unicode.IsLower(r)
			s.addRune(unicode.ToLower(r))
			i += size
		default:
			n := s.inner(w, i)
			if n == 0 {
				return i
			}
			i += n
			continue
		}
		w.letters++
	}
	return i
}

func (s *nameScanner) add(c byte) {
	if s.size < maxNameForm {
		s.form[s.size] = c
		s.size++
	}
}

func (s *nameScanner) addRune(r rune) {
	if s.size+utf8.UTFMax <= maxNameForm {
		s.size += utf8.EncodeRune(s.form[s.size:], r)
	}
}

// inner is the length of a mark inside a word, 0 where it ends there: a
// hyphen, an apostrophe, the stops of "U.S.".
func (s *nameScanner) inner(w *nameWord, i int) int {
	if i+1 >= len(s.text) {
		return 0
	}
	after := nameBytes[s.text[i+1]]
	switch s.text[i] {
	case '-', '&':
		if after == smallByte || after == greatByte || after == wideByte {
			return 1
		}
	case '\'':
		return s.apostrophe(w, i, 1)
	case '.':
		if after == greatByte && !w.small {
			return 1
		}
	}
	return 0
}

// apostrophe is the length of the mark of size bytes at i where a letter
// follows, and notes the possessive s.
func (s *nameScanner) apostrophe(w *nameWord, i, size int) int {
	rest := s.text[i+size:]
	if len(rest) == 0 || w.possessive {
		return 0
	}
	if rest[0] == 's' && (len(rest) == 1 || nameBytes[rest[1]] == otherByte || nameBytes[rest[1]] == stopByte) {
		w.possessive = true
		return 0
	}
	if b := nameBytes[rest[0]]; b == greatByte || b == smallByte {
		return size
	}
	return 0
}

// take makes the word a part of the name, or ends the name before it.
func (s *nameScanner) take(w nameWord) {
	fresh := s.fresh
	s.fresh = false
	switch {
	case w.letters == 1: // an initial
		s.size = w.form
	case !w.small || w.kind == breaksName: // IBM, Monday
		s.size = w.form
		s.keep()
	case w.kind == opensName && (fresh || s.words == 0), w.kind == afterName:
		s.size = w.form
	default:
		s.words++
	}
}

// keep files the name so far, if it is one, and begins another.
func (s *nameScanner) keep() {
	if s.words >= fewestNameWords && s.words <= mostNameWords {
		if _, outlet := s.outlets[string(s.form[:s.size])]; !outlet {
			s.out = append(s.out, xxh3.Hash(s.form[:s.size]))
		}
	}
	s.size, s.words = 0, 0
}

// next is where the next word of the name begins, -1 where none does: behind
// one space, behind the full stop of an initial or a title, or behind a
// particle.
func (s *nameScanner) next(w nameWord) int {
	if w.possessive {
		return -1
	}
	i, text := w.hi, s.text
	if i < len(text) && text[i] == '.' && (w.letters == 1 || w.kind == breaksName || w.kind == afterName) {
		i++
	}
	if i >= len(text) || text[i] != ' ' {
		return -1
	}
	i++
	if s.capital(i) {
		return i
	}
	if n := s.particles(i); n > 0 && s.capital(i+n) {
		for _, c := range []byte(text[i : i+n]) {
			if c != ' ' {
				s.add(c)
			}
		}
		return i + n
	}
	return -1
}

// particles is the length of the particles at i that go on with the name. "Of"
// does in Bank of Norland and not in Tom Reed of Norland.
func (s *nameScanner) particles(i int) int {
	if s.words == 0 || s.words > 1 && strings.HasPrefix(s.text[i:], "of ") {
		return 0
	}
	return nameParticles(s.text[i:])
}

func (s *nameScanner) capital(i int) bool {
	if i >= len(s.text) {
		return false
	}
	switch nameBytes[s.text[i]] {
	case greatByte:
		return true
	case wideByte:
		if s.text[i] < firstUpper || s.text[i] == firstMark {
			return false
		}
		r, _ := utf8.DecodeRuneInString(s.text[i:])
		return unicode.IsUpper(r)
	}
	return false
}

// First bytes of characters: of the first capital beyond ASCII, and of
// quotation marks and dashes.
const (
	firstUpper = 0xC3
	firstMark  = 0xE2
)

// nameParticles is the length of a particle or two with their spaces at the
// beginning of s: of, van der.
func nameParticles(s string) int {
	n := nameParticle(s)
	if n > 0 {
		n += nameParticle(s[n:])
	}
	return n
}

// nameParticle is the length of a particle and its space at the beginning of s, 0
// for none.
func nameParticle(s string) int {
	end := 2
	if len(s) > end && s[end] != ' ' {
		end = 3
	}
	if len(s) <= end || s[end] != ' ' {
		return 0
	}
	switch s[:end] {
	case "of", "de", "van", "von", "der", "den", "del", "da", "dos", "du", "la", "le", "al", "el", "bin", "ibn", "ben", "ter":
		return end + 1
	}
	return 0
}
