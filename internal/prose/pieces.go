package prose

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Who is quoted, and which names and numbers a passage gives, is read from
// pieces: words in their own case, the marks between them, and whole
// quotations. No list of names is used; a name is known by its capitals, and
// by what stands before it and in it.

type pieceKind uint8

const (
	wordPiece  pieceKind = iota
	markPiece            // one of . , ; : ! ? ( ) and the dash
	quotePiece           // a quotation, its marks included
	breakPiece           // the end of a paragraph
)

// piece is the bytes [lo, hi) of a text.
type piece struct {
	lo, hi   int
	lists    wordLists // of a word
	index    int32     // of a quotePiece its quotation; of a word its place in reading.odd, from 1, if it is there
	sentence int32     // in reading.sentences; 0 as long as it is not known
	kind     pieceKind
	mark     byte // of a markPiece; '-' for any dash
	upper    bool // a word that begins with a capital
	scare    bool // a word in quotation marks that are no quotation
	opener   bool // a word that begins a sentence and is no name
}

// reading is a text in pieces, with what has been learnt of its names.
type reading struct {
	text      string
	folded    string   // text with its ASCII letters in lower case
	odd       []string // lower case of words whose other letters change too
	quotes    []quoted
	pieces    []piece
	place     []int           // of each quotation in pieces
	starts    []int           // pieces that begin sentences, but openers and titles
	openings  map[string]bool // their words: whether they stand in lower case somewhere
	full      map[string]met  // by last name
	sentences []sentenceAbout
	found     []attribution
	bytes     []byte
}

// met is the full name that a last name was first met in, "" if there are two,
// and where that was.
type met struct {
	name string
	at   int
}

// sentenceAbout is a sentence, the pieces [lo, hi), and the one person of the
// sentence before it, "" if there was none or were several.
type sentenceAbout struct {
	lo, hi int
	focus  string
}

// read makes text, with its quotations in order, the text of r.
func (r *reading) read(text string, quotes []quoted) {
	r.text, r.quotes = text, quotes
	r.fold()
	r.pieces = slices.Grow(r.pieces[:0], len(text)/bytesPerPiece)
	r.odd, r.place = r.odd[:0], r.place[:0]
	r.sentences = append(r.sentences[:0], sentenceAbout{})
	r.full = emptied(r.full)
	for n := range quotes {
		quotes[n].closed = endsInStop(text[quotes[n].inner.Lo:quotes[n].inner.Hi])
	}
	r.cut()
	r.markOpeners()
}

// bytesPerPiece is about what English news has, spaces included.
const bytesPerPiece = 5

// mostKept bounds the memory that a map keeps from one text to the next, and
// with it the time to empty it.
const mostKept = 1 << 12

func emptied[V any](m map[string]V) map[string]V {
	if m == nil || len(m) > mostKept {
		return make(map[string]V)
	}
	clear(m)
	return m
}

// fold makes folded, in which most words need not be lowered one by one.
func (r *reading) fold() {
	b := append(r.bytes[:0], r.text...)
	i := 0
	for ; i+8 <= len(b); i += 8 {
		binary.LittleEndian.PutUint64(b[i:], fold8(binary.LittleEndian.Uint64(b[i:])))
	}
	for ; i < len(b); i++ {
		b[i] = byte(fold8(uint64(b[i])))
	}
	r.bytes, r.folded = b, string(b)
}

// fold8 lowers the ASCII capitals among eight bytes.
func fold8(x uint64) uint64 {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	low := x &^ tops
	fromA := low + (0x80-'A')*ones // has the top bit where low is A or more
	behindZ := low + (0x7F-'Z')*ones
	return x | (fromA&^behindZ&^x&tops)>>2
}

// endsInStop reports a quotation that ends with the end of a sentence.
func endsInStop(s string) bool {
	s = strings.TrimRight(s, "’'\"”")
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?")
}

// cut makes the pieces. The quotations become a piece each.
func (r *reading) cut() {
	scare, n := false, 0
	for i := 0; i < len(r.text); {
		if n < len(r.quotes) && i >= r.quotes[n].outer.Lo {
			r.place = append(r.place, len(r.pieces))
			r.pieces = append(r.pieces, piece{lo: i, hi: r.quotes[n].outer.Hi, kind: quotePiece, index: int32(n)})
			i = max(i+1, r.quotes[n].outer.Hi)
			scare = false
			n++
			continue
		}
		switch c := r.text[i]; {
		case c == ' ':
			i++
		case plainByte[c] != 0:
			i = r.addWord(i, 'A' <= c && c <= 'Z', scare)
		default:
			i, scare = r.addOther(i, scare)
		}
	}
}

// addOther adds what begins at i with another character than an ASCII letter
// or digit, and returns its end and whether quotation marks are open there.
func (r *reading) addOther(i int, scare bool) (int, bool) {
	c, size := utf8.DecodeRuneInString(r.text[i:])
	p := piece{lo: i, hi: i + size, kind: markPiece}
	switch c {
	case '.', ',', ';', ':', '!', '?', '(', ')':
		p.mark = byte(c)
	case '—', '–':
		p.mark = '-'
	case '-':
		if i+1 == len(r.text) || r.text[i+1] != '-' {
			return i + size, scare
		}
		p.mark = '-'
	case '…':
		p.mark = ','
	case '"', '“', '”', '„', '«', '»':
		return i + size, !scare
	case '\n', '\r', '\u2029':
		if n := len(r.pieces); n == 0 || r.pieces[n-1].kind == breakPiece {
			return i + size, false
		}
		p.kind, scare = breakPiece, false
	default:
		if letterOrDigit(c) {
			return r.addWord(i, unicode.IsUpper(c), scare), scare
		}
		return i + size, scare
	}
	r.pieces = append(r.pieces, p)
	return i + size, scare
}

// addWord adds the word at i and returns its end.
func (r *reading) addWord(i int, upper, scare bool) int {
	end, wide := r.wordEnd(i)
	p := piece{lo: i, hi: end, upper: upper, scare: scare}
	low := r.folded[i:end]
	if wide {
		if lower := strings.ToLower(r.text[i:end]); lower != low {
			r.odd = append(r.odd, lower)
			p.index, low = int32(len(r.odd)), lower
		}
	}
	p.lists = listsOf(low)
	r.pieces = append(r.pieces, p)
	return end
}

// wordEnd is the end of the word at i, and whether it has letters or digits
// beyond ASCII. Apostrophes and hyphens join letters and digits; so do the
// marks of figures (1,800.50, 2:30) and the full stops of abbreviations, of
// which the last belongs to the word.
func (r *reading) wordEnd(i int) (end int, wide bool) {
	text, begin := r.text, i
	part := i // begin of what follows the last full stop
	for i < len(text) {
		if plainByte[text[i]] != 0 {
			i++
			continue
		}
		if text[i] == ' ' {
			return i, wide
		}
		c, size := utf8.DecodeRuneInString(text[i:])
		if c >= utf8.RuneSelf && letterOrDigit(c) {
			i, wide = i+size, true
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[i+size:])
		if !letterOrDigit(next) {
			if c == '.' && (part > begin || r.abbreviation(begin, i, wide)) {
				i++
			}
			return i, wide
		}
		if !joins(text[begin:i], c, next, i-part) {
			if c == '.' && part > begin {
				i++
			}
			return i, wide
		}
		i += size
		if c == '.' && !digitByte(text[i-2]) {
			part = i
		}
	}
	return i, wide
}

// joins reports whether the mark c joins the letter or digit next to a word,
// of which the last letters stand behind a full stop.
func joins(word string, c, next rune, letters int) bool {
	digit := word != "" && digitByte(word[len(word)-1])
	switch c {
	case '\'', '’', '-', '‑', '&':
		return true
	case ',', ':':
		return digit && next < utf8.RuneSelf && digitByte(byte(next))
	case '.':
		return digit && next < utf8.RuneSelf && digitByte(byte(next)) || letters <= 2 && !digit
	}
	return false
}

func letterOrDigit(r rune) bool {
	if r < utf8.RuneSelf {
		return plainByte[byte(r)] != 0
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Mn, r)
}

func digitByte(c byte) bool { return '0' <= c && c <= '9' }

// abbreviation reports a word whose full stop does not end a sentence: the
// bytes [lo, hi).
func (r *reading) abbreviation(lo, hi int, wide bool) bool {
	if c, size := utf8.DecodeRuneInString(r.text[lo:]); size == hi-lo {
		return unicode.IsUpper(c) && c != 'I'
	}
	w := r.folded[lo:hi]
	if wide {
		w = strings.ToLower(r.text[lo:hi])
	}
	return listsOf(w)&dotted != 0
}

// markOpeners marks the words that begin sentences and are no names: they begin
// many sentences, or the text has them in lower case too.
func (r *reading) markOpeners() {
	r.openings, r.starts = emptied(r.openings), r.starts[:0]
	var filter [64]uint64
	for i := range r.pieces {
		p := &r.pieces[i]
		if !p.upper || !r.initial(i) {
			continue
		}
		if p.opener = p.lists&openers != 0; !p.opener && !r.title(i) {
			w := r.lower(i)
			r.openings[w] = false
			r.starts = append(r.starts, i)
			bit := sieve(w[0], w[len(w)-1], len(w))
			filter[bit>>6] |= 1 << (bit & 63)
		}
	}
	if len(r.starts) == 0 {
		return
	}
	r.findOpenings(&filter)
	for _, i := range r.starts {
		r.pieces[i].opener = r.openings[r.lower(i)]
	}
}

// findOpenings notes which of the openings stand in lower case somewhere. The
// filter passes over most of the words that do not matter.
func (r *reading) findOpenings(filter *[64]uint64) {
	for i := range r.pieces {
		p := &r.pieces[i]
		if p.kind != wordPiece || p.upper || p.lists&openers != 0 {
			continue
		}
		bit := sieve(r.text[p.lo], r.text[p.hi-1], p.hi-p.lo)
		if filter[bit>>6]>>(bit&63)&1 == 0 {
			continue
		}
		if _, ok := r.openings[r.text[p.lo:p.hi]]; ok {
			r.openings[r.text[p.lo:p.hi]] = true
		}
	}
}

// sentenceOf is the sentence of piece i, empty as long as it is not known.
func (r *reading) sentenceOf(i int) *sentenceAbout { return &r.sentences[r.pieces[i].sentence] }

// word is piece i as it stands.
func (r *reading) word(i int) string { return r.text[r.pieces[i].lo:r.pieces[i].hi] }

// lower is piece i, a word, in lower case; "" for other pieces.
func (r *reading) lower(i int) string {
	switch p := &r.pieces[i]; {
	case p.kind != wordPiece:
		return ""
	case p.index > 0:
		return r.odd[p.index-1]
	default:
		return r.folded[p.lo:p.hi]
	}
}

// is reports whether piece i is a word of one of the lists.
func (r *reading) is(i int, lists wordLists) bool { return r.pieces[i].lists&lists != 0 }

// isAny is is for a place that may be outside the text.
func (r *reading) isAny(i int, lists wordLists) bool {
	return i >= 0 && i < len(r.pieces) && r.is(i, lists)
}

func (r *reading) isWord(i int, w string) bool {
	return i >= 0 && i < len(r.pieces) && r.pieces[i].kind == wordPiece && r.lower(i) == w
}

func (r *reading) isMark(i int, m byte) bool {
	return i >= 0 && i < len(r.pieces) && r.pieces[i].kind == markPiece && r.pieces[i].mark == m
}

// sieve maps the first and last letter and the length of a word to one of
// 4096 numbers.
func sieve(first, last byte, length int) uint {
	return uint(first&31) | uint(last&31)<<5 | uint(length&3)<<10
}
