package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Quotation is a stretch of an article inside quotation marks, the marks
// excluded, and who is quoted, where the text says so plainly.
type Quotation struct {
	Span
	Speaker string
}

// A Reader finds quotations and compares facts, and keeps its memory from one
// text to the next, which makes it twice as fast. Its zero value is ready. What
// it returns does not depend on what it read before.
type Reader struct {
	quotes []quoted
	text   string // which has the quotes
	a, b   claims
}

// Quotations appends the quotations of text to dst, in order. One of several
// paragraphs, each of which opens with a mark, is several quotations of one
// speaker. Left out are those of fewer than three words (nicknames, words held
// with tongs) and titles of works, in capitals throughout. What is quoted
// inside a quotation belongs to it. The cost is linear.
//
// The speaker is the name that a verb of saying has beside the quotation:
// without titles, and in full where the text has given the full name before.
// It is empty where the text does not name one, or where a pronoun may stand
// for more than one person.
func (r *Reader) Quotations(dst []Quotation, text string) []Quotation {
	r.find(text)
	if len(r.quotes) == 0 {
		return dst
	}
	first := len(dst)
	for _, q := range r.quotes {
		dst = append(dst, Quotation{Span: q.inner})
	}
	r.a.read(text, r.quotes)
	r.a.speakers(dst[first:])
	return dst
}

// find finds the quotations of text, once if it is asked for twice in a row.
func (r *Reader) find(text string) {
	if text != r.text {
		r.quotes, r.text = quotedStretches(r.quotes[:0], text), text
	}
}

// Quoted appends the places of the quotations of text to dst: Quotations
// without the speakers, which are what takes the time.
func Quoted(dst []Span, text string) []Span {
	for _, q := range quotedStretches(nil, text) {
		dst = append(dst, q.inner)
	}
	return dst
}

// quoted is a stretch between quotation marks.
type quoted struct {
	inner, outer Span // without and with the marks
	goesOn       bool // the next quotation, in the next paragraph, continues it
	closed       bool // it ends with the end of a sentence; reading.read finds out
}

const (
	// quoteWords is the fewest words of a quotation of speech. Of the shorter
	// ones most are nicknames, titles and distanced words.
	quoteWords = 3
	// longestSmall is the bytes of the longest word that titles have without a
	// capital.
	longestSmall = 4
	// longestTitle is the most words of a title that is not taken for speech.
	longestTitle = 8
	// longestQuote is the bytes after which an open mark is given up. A
	// paragraph of news has a few hundred.
	longestQuote = 4000
)

// quotedStretches appends the quotations of text to dst, in order.
func quotedStretches(dst []quoted, text string) []quoted {
	f := quoteFinder{text: text, out: dst}
	for i := 0; i < len(text); {
		// Eight bytes at a time, most of which are letters.
		for t := &quoteHalts; i+8 <= len(text); i += 8 {
			x := text[i : i+8]
			if t[x[0]]|t[x[1]]|t[x[2]]|t[x[3]]|t[x[4]]|t[x[5]]|t[x[6]]|t[x[7]] != 0 {
				break
			}
		}
		for i < len(text) && quoteHalts[text[i]] == 0 {
			i++
		}
		if i < len(text) {
			i += f.step(i)
		}
	}
	if f.mark != 0 {
		f.giveUp()
	}
	return f.out
}

// quoteHalts marks the bytes at which the finder looks closer.
var quoteHalts = quoteHaltTable()

func quoteHaltTable() (t [256]byte) {
	for c := range t {
		if c >= utf8.RuneSelf || strings.IndexByte("\n\r\"'`", byte(c)) >= 0 {
			t[c] = 1
		}
	}
	return t
}

// quoteFinder goes through a text once and holds at most one open mark, and
// one inside that.
type quoteFinder struct {
	text string
	out  []quoted
	openMark
	nested openMark
	inside []quoted // quotations inside the open mark, which count if it is given up
	wrap   lineEnds
}

// openMark is a mark that opened, 0 for none, where it stands, and the first
// byte behind it.
type openMark struct {
	mark   rune
	at, lo int
}

// step looks at the character at i and returns its length.
func (f *quoteFinder) step(i int) int {
	r, size := utf8.DecodeRuneInString(f.text[i:])
	switch {
	case r == '\n' || r == '\r':
		return f.paragraph(i)
	case (r == '`' || r == '\'') && i+1 < len(f.text) && f.text[i+1] == f.text[i]:
		r, size = '"', 2 // ``so'' is how some wires write it
	case r == '`':
		return size
	}
	if f.mark != 0 && i-f.lo > longestQuote {
		f.giveUp()
	}
	switch {
	case f.nested.mark != 0 && r != '"' && closes(f.nested.mark, r), f.nested.mark == '"' && r == '"' && f.closing(r, i, size):
		f.inside = f.keep(f.inside, f.nested, i, i+size, false)
		f.nested.mark = 0
	case f.mark != 0 && closes(f.mark, r) && f.closing(r, i, size):
		f.close(i, size)
	case f.opening(r, i, size):
		f.open(r, i, size)
	case f.mark != 0 && f.nested.mark == 0 && nests(f.mark, r):
		if f.lo == i { // "“So” is a slip of the desk
			f.openMark = openMark{r, f.at, i + size}
			break
		}
		f.nested = openMark{r, i, i + size}
	}
	return size
}

func (f *quoteFinder) open(r rune, i, size int) {
	f.openMark, f.nested.mark, f.inside = openMark{r, i, i + size}, 0, f.inside[:0]
}

// nests reports a mark that opens a quotation inside one of the other mark.
func nests(open, r rune) bool {
	return r == '“' && (open == '"' || open == '‘' || open == '\'') || r == '"' && (open == '‘' || open == '\'')
}

// closes reports whether a mark can close another. Curly and straight marks
// are often mixed up.
func closes(open, r rune) bool {
	switch open {
	case '“':
		return r == '”' || r == '"' || r == '“'
	case '"':
		return r == '"' || r == '”'
	case '„':
		return r == '“' || r == '”' || r == '"'
	case '”':
		return r == '”'
	case '«':
		return r == '»'
	case '»':
		return r == '«'
	case '‘':
		return r == '’'
	}
	return open == '\'' && r == '\''
}

// closing reports whether the mark at i closes the open one, and does not
// open a new one or stand for an apostrophe.
func (f *quoteFinder) closing(r rune, i, size int) bool {
	before, _ := utf8.DecodeLastRuneInString(f.text[:i])
	after, _ := utf8.DecodeRuneInString(f.text[i+size:])
	switch r {
	case '’', '\'':
		// Plurals end in s and an apostrophe: there only a mark before it tells.
		return !letterOrDigit(after) && (strings.ContainsRune(".,!?…;:—)", before) ||
			r == '’' && letterOrDigit(before) && before != 's' && (unicode.IsSpace(after) || after == ',' || after == '.'))
	case '“':
		return f.mark == '„' || !unicode.IsSpace(before) && !letterOrDigit(after)
	case '"':
		return !unicode.IsSpace(before) || !letterOrDigit(after)
	}
	return true
}

// opening reports whether the mark at i opens a quotation. Inside one, only
// the same mark does, where the one before was never closed.
func (f *quoteFinder) opening(r rune, i, size int) bool {
	if f.mark != 0 && f.mark != r || r == '’' {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(f.text[:i])
	after, _ := utf8.DecodeRuneInString(f.text[i+size:])
	free := i == 0 || !letterOrDigit(before) && !strings.ContainsRune(".!?%", before)
	switch r {
	case '“', '„', '«':
		return true
	case '"':
		free = free || unicode.IsLetter(after) && !unicode.IsDigit(before) // a space is missing
		return free && (!unicode.IsSpace(after) || i == 0 || unicode.IsSpace(before)) && i+size < len(f.text)
	case '»', '”':
		// German and Danish books turn them round, Swedish and Finnish ones
		// have the same mark on both sides.
		return (i == 0 || unicode.IsSpace(before)) && unicode.IsUpper(after)
	case '‘':
		return free && unicode.IsLetter(after)
	case '\'':
		return (i == 0 || unicode.IsSpace(before)) && unicode.IsUpper(after)
	}
	return false
}

// close ends the open quotation at the mark of size bytes at i.
func (f *quoteFinder) close(i, size int) {
	f.out = f.keep(f.out, f.openMark, i, i+size, false)
	f.mark, f.nested.mark = 0, 0
}

// keep appends what stands between a mark and hi if it is a quotation of
// speech; end is behind the mark that closes it.
func (f *quoteFinder) keep(dst []quoted, open openMark, hi, end int, goesOn bool) []quoted {
	lo, hi := trimSpace(f.text, open.lo, hi)
	if speech(f.text[lo:hi]) {
		return append(dst, quoted{Span{lo, hi}, Span{open.at, end}, goesOn, false})
	}
	if n := len(dst); n > 0 && dst[n-1].goesOn && dst[n-1].outer.Hi > open.at-8 {
		dst[n-1].goesOn = false
	}
	return dst
}

func trimSpace(text string, lo, hi int) (int, int) {
	trimmed := strings.TrimLeftFunc(text[lo:hi], unicode.IsSpace)
	lo = hi - len(trimmed)
	return lo, lo + len(strings.TrimRightFunc(trimmed, unicode.IsSpace))
}

// giveUp forgets a mark that was not closed. What is quoted behind it stands
// for itself.
func (f *quoteFinder) giveUp() {
	f.out = append(f.out, f.inside...)
	f.mark, f.nested.mark = 0, 0
}

// paragraph deals with the line breaks and white space at i and returns their
// length. An open quotation goes on behind them if the text is wrapped there,
// or if the next paragraph opens with a mark again.
func (f *quoteFinder) paragraph(i int) int {
	n := len(f.text[i:]) - len(strings.TrimLeftFunc(f.text[i:], unicode.IsSpace))
	if f.mark == 0 {
		return n
	}
	before, _ := utf8.DecodeLastRuneInString(strings.TrimRight(f.text[f.lo:i], " \t"))
	next, size := utf8.DecodeRuneInString(f.text[i+n:])
	switch {
	case opensAgain(f.mark, next) && (next == f.mark || len(f.inside) == 0):
		f.out = f.keep(f.out, f.openMark, i, i, true)
		f.open(f.mark, i+n, size)
		return n + size
	case letterOrDigit(before) || before == ',' || before == '-' || f.wraps():
		return n
	}
	f.giveUp()
	return n
}

// lineEnds says whether lines end inside sentences.
type lineEnds uint8

const (
	notAsked lineEnds = iota
	atSentences
	insideSentences
)

// wraps reports a wrapped text. Most texts need not be asked.
func (f *quoteFinder) wraps() bool {
	if f.wrap == notAsked {
		f.wrap = atSentences
		if Wrapped(f.text) {
			f.wrap = insideSentences
		}
	}
	return f.wrap == insideSentences
}

func opensAgain(open, next rune) bool {
	return next == open || open == '“' && next == '"' || open == '"' && next == '“'
}

// Wrapped reports a text whose lines end inside sentences, as on the wires of
// old: more than half of them end in a letter or a comma.
func Wrapped(text string) bool {
	lines, open := 0, 0
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(line, " \t\r")
		if line == "" {
			continue
		}
		lines++
		if r, _ := utf8.DecodeLastRuneInString(line); letterOrDigit(r) || r == ',' {
			open++
		}
	}
	return lines >= 4 && 2*open > lines
}

// speech reports whether a quoted stretch has the words of a quotation and is
// no title, which has a capital on all its words but small ones and no stop.
func speech(s string) bool {
	words, capitals, title := 0, 0, true
	for w := range strings.FieldsSeq(s) {
		c := w[0]
		if c >= utf8.RuneSelf || plainByte[c] == 0 {
			r, _ := utf8.DecodeRuneInString(strings.TrimLeft(w, "‘'\"(“[$"))
			if !letterOrDigit(r) {
				continue
			}
			c = 'a'
			if unicode.IsUpper(r) {
				c = 'A'
			}
		}
		switch {
		case 'A' <= c && c <= 'Z':
			capitals++
		case !digitByte(c) && (len(w) > longestSmall || listsOf(w)&inTitles == 0):
			title = false
		}
		if words++; words >= quoteWords && !title || words > longestTitle {
			return true
		}
	}
	return words >= quoteWords && (capitals < 2 || strings.ContainsAny(s, ".?!;"))
}
