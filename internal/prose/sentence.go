package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dupes-news/dupes/shingle"
)

// A Sentence is the bytes of an article from the first to the last character
// of a sentence, closing punctuation and quotation marks included and white
// space around it not, and its words [First, End). A word that a cut goes
// through, as in "ended.Then", belongs to the sentence in which it begins.
type Sentence struct {
	Span
	First, End int
}

// Sentences appends the sentences of text, whose words are w, to dst. They
// hold every word once and in order; a line without a word is in none.
//
// UAX #29 has rules for sentences too, but they cut "Sen. Smith" and at each
// end of a line, wrapped or not. These rules look at the word before a full
// stop (abbreviations.txt), at what follows, and at the shape of the lines.
// Scripts without capitals need only the marks, those of unicode.STerm. A
// blank line always ends a sentence, and so do maxSentence words. The cost is
// about 4 ns a byte of English text, and nothing is allocated once dst has
// grown.
func Sentences(dst []Sentence, text string, w *shingle.Words) []Sentence {
	c := sentenceCutter{text: text, words: w, out: dst, lines: shape(text)}
	for pos := 0; pos < len(text) && c.word < w.Len(); {
		if !halts[text[pos]] {
			pos++
			continue
		}
		pos = c.halt(pos)
	}
	c.cut(len(text))
	return c.out
}

// halts marks the bytes at which the cutter looks closer: ASCII stops, line
// breaks and quotation marks, and whatever may begin a stop or a line break
// beyond ASCII. Letters of Latin, Greek and Cyrillic and most of Han are free.
var halts = haltTable()

func haltTable() (t [256]bool) {
	for _, r := range ".!?\"\n\r\u0085\u2028\u2029…" {
		t[string(r)[0]] = true
	}
	for _, s := range unicode.STerm.R16 {
		for r := rune(s.Lo); r <= rune(s.Hi); r += rune(s.Stride) {
			t[string(r)[0]] = true
		}
	}
	t[0xF0] = true // the stops of R32
	return t
}

func isStop(r rune) bool {
	if r < utf8.RuneSelf {
		return r == '.' || r == '!' || r == '?'
	}
	return r == '…' || unicode.Is(unicode.STerm, r)
}

func isBreak(r rune) bool {
	return r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

// A sentenceCutter goes through a text once.
type sentenceCutter struct {
	text   string
	words  *shingle.Words
	out    []Sentence
	lines  lineShape
	lo     int // where the sentence begins
	word   int // its first word
	line   int // where the line begins
	quotes int // straight quotation marks in the sentence or quotation so far
}

// halt looks at the byte at pos and returns where to go on.
func (c *sentenceCutter) halt(pos int) int {
	r, size := utf8.DecodeRuneInString(c.text[pos:])
	switch {
	case r == '"':
		c.quotes++
	case isBreak(r):
		return c.lineEnd(pos)
	case isStop(r):
		return c.stop(pos)
	}
	return pos + size
}

// stop reads the marks at pos with the quotation marks and brackets that they
// close, cuts if the sentence ends there, and returns their end.
func (c *sentenceCutter) stop(pos int) int {
	m := c.marks(pos)
	if c.words.At(c.word).Lo >= pos {
		return m.end // nothing said yet: "... and so on"
	}
	end := c.closers(m.end)
	if c.ends(m, end) {
		c.cut(end)
	}
	return end
}

// stopRun is a run of stops, as "?!" or ". . .".
type stopRun struct {
	begin, end int
	last       rune
	full       bool // one full stop, which may belong to an abbreviation
	ellipsis   bool
}

func (c *sentenceCutter) marks(pos int) stopRun {
	m := stopRun{begin: pos}
	dots, n := 0, 0
	for i := pos; ; n++ {
		r, size := utf8.DecodeRuneInString(c.text[i:])
		if !isStop(r) {
			break
		}
		if r == '.' {
			dots++
		}
		m.last, m.ellipsis = r, r == '…' || dots > 1
		i += size
		m.end = i
		if i+1 < len(c.text) && c.text[i] == ' ' && c.text[i+1] == '.' {
			i++
		}
	}
	m.full = n == 1 && dots == 1
	return m
}

// closers is the end of the quotation marks, brackets and footnote marks that
// belong to what ends at i.
func (c *sentenceCutter) closers(i int) int {
	for {
		gap := 0
		for i+gap < len(c.text) && c.text[i+gap] == ' ' {
			gap++
		}
		n := c.closer(i+gap, gap == 0)
		if n == 0 {
			return i
		}
		i += gap + n
	}
}

// closer is the length of the closing mark at i, 0 where there is none. The
// same mark opens in one language and closes in another („so“, “so”, »so«,
// « so »), so that its neighbours have to tell; for a straight mark with a
// space on both sides, it is the number of those before.
func (c *sentenceCutter) closer(i int, attached bool) int {
	r, size := utf8.DecodeRuneInString(c.text[i:])
	opens := wordFollows(c.text[i+size:])
	closes := false
	switch {
	case r == '"':
		odd := c.quotes%2 == 1
		if closes = odd && (attached || !opens) || attached && !opens; closes {
			c.quotes = 0
		}
	case strings.HasPrefix(c.text[i:], "''"):
		size = 2
		closes = !wordFollows(c.text[i+size:])
	case r == '\'':
		closes = attached && !opens
	case r == '[':
		return footnote(c.text[i:])
	case r == ')' || r == ']' || r >= utf8.RuneSelf && unicode.In(r, unicode.Pe, unicode.Pf):
		closes = attached || !opens
	case r >= utf8.RuneSelf && unicode.In(r, unicode.Pi, unicode.No):
		closes = attached && !opens
	}
	if !closes {
		return 0
	}
	return size
}

// footnote is the length of the mark "[12]" or "[a]" that s begins with, or 0.
func footnote(s string) int {
	const longest = 5
	for i := 1; i < len(s) && i < longest; i++ {
		if s[i] == ']' && i > 1 {
			return i + 1
		}
		if !isWord(rune(s[i])) || i > 1 && s[i] > '9' {
			break
		}
	}
	return 0
}

// ends reports whether a sentence ends with the marks m, which with their
// closing marks end at end.
func (c *sentenceCutter) ends(m stopRun, end int) bool {
	f := follow(c.text, end)
	switch {
	case f.lines > 1 || f.first == 0:
		return true
	case strings.ContainsRune(",;:،؛、，；：", f.first):
		return false
	case unicode.IsLower(f.word) && f.first != '@' && f.first != '#': // "Is it so?" he asked
		return m.full && end == m.end && f.gap && c.careless(m.begin, f)
	case m.last >= utf8.RuneSelf && m.last != '…':
		return c.wide(m, end, f)
	case !f.gap:
		return c.glued(m, end, f)
	case m.ellipsis:
		return !unicode.IsNumber(f.word)
	case m.full:
		return c.fullStop(m.begin, f)
	}
	return true
}

// careless reports a full stop after which a new sentence begins without its
// capital. The word before it must be long, for no list of abbreviations is
// complete.
func (c *sentenceCutter) careless(pos int, f following) bool {
	const shortest = 5 // letters
	tok, _ := c.before(pos)
	return len(tok) >= shortest && strings.TrimFunc(tok, unicode.IsLower) == "" && wordKinds[tok] == 0 && f.word == f.first
}

// particles are what continues a Japanese sentence after a quotation that
// closes behind its stop: 「行く。」と言った.
const particles = "とっのはがをにもでや"

// wide decides on a stop that needs no space behind it.
func (c *sentenceCutter) wide(m stopRun, end int, f following) bool {
	if f.gap {
		return true
	}
	if m.last == '．' && unicode.IsNumber(f.first) {
		return false
	}
	return end == m.end || !strings.ContainsRune(particles, f.first)
}

// glued decides on a stop without a space behind it, as bad extraction leaves
// them ("ended.The"). Before it must stand a word in lower case and behind it
// one with a capital; the pieces of a host, a file or a program are no
// sentences.
func (c *sentenceCutter) glued(m stopRun, end int, f following) bool {
	const shortest = 3 // letters in lower case, so that "Ph.D" and "St.Louis" stay whole
	before := c.text[c.lo:m.begin]
	lower := 0
	for rest := before; lower < shortest; lower++ {
		r, size := utf8.DecodeLastRuneInString(rest)
		if !unicode.IsLower(r) {
			break
		}
		rest = rest[:len(rest)-size]
	}
	sure := lower == shortest || end > m.end || strings.HasSuffix(before, ")") || strings.HasSuffix(before, "]")
	next := nextWord(c.text, f.at)
	switch k := wordKinds[next]; {
	case !unicode.IsUpper(f.word) || k&nameSuffix != 0:
		return false
	case k&opensSentence != 0:
		return sure || unicode.IsNumber(lastRune(before)) // in 2004.The
	}
	_, size := utf8.DecodeRuneInString(next)
	second, _ := utf8.DecodeRuneInString(next[size:])
	return sure && unicode.IsLower(second) && !program(c.text[f.at+len(next):])
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// program reports what follows a name in code and addresses and hardly ever a
// word of a text: another part after a full stop, a slash or a bracket.
func program(rest string) bool {
	if rest == "" {
		return false
	}
	return strings.IndexByte("/@_(=\\", rest[0]) >= 0 || rest[0] == '.' && wordFollows(rest[1:])
}

// fullStop decides on a single full stop at pos, followed by white space and
// no lower case.
func (c *sentenceCutter) fullStop(pos int, f following) bool {
	tok, at := c.before(pos)
	k, next := wordKind(tok), nextWord(c.text, f.at)
	opening := wordKinds[next]&opensSentence != 0 && !strings.HasPrefix(c.text[f.at+len(next):], ".")
	alone := at <= c.words.At(c.word).Lo && f.lines == 0
	switch {
	case k&goesOn != 0:
		return false
	case k&wantsNumber != 0 && strings.ContainsAny(next, "0123456789"):
		return false
	case k&timeOfDay != 0:
		return wordKinds[next]&zoneWord == 0 && (opening || !zoneName(next))
	case k&mayEnd != 0:
		return opening
	case isNumber(tok):
		return !alone && wordKinds[next]&monthWord == 0
	case initials(tok):
		return opening && !alone
	}
	return true
}

// cut ends the sentence at end.
func (c *sentenceCutter) cut(end int) {
	last := c.word
	for last < c.words.Len() && c.words.At(last).Lo < end {
		last++
	}
	for last-c.word > maxSentence {
		k := c.bestCut()
		lo, hi := c.words.At(k-1).Hi, c.words.At(k).Lo
		if n := strings.IndexByte(c.text[lo:hi], ' '); n >= 0 {
			hi = lo + n // opening marks stay with the next
		}
		c.add(hi, k)
	}
	c.add(end, last)
}

func (c *sentenceCutter) add(end, last int) {
	if last > c.word {
		lo, hi := trimSpan(c.text, c.lo, end)
		c.out = append(c.out, Sentence{Span{lo, hi}, c.word, last})
	}
	c.lo, c.word = end, last
}

func trimSpan(text string, lo, hi int) (int, int) {
	lo, _ = skipSpace(text[:hi], lo)
	return lo, lo + len(strings.TrimRightFunc(text[lo:hi], unicode.IsSpace))
}

// maxSentence bounds a sentence, so that what compares sentences in quadratic
// time stays cheap on a text without stops. Sentences of news hardly reach a
// third of it.
const maxSentence = 150

// bestCut is the word of the sentence, between half of maxSentence and
// maxSentence, that a new sentence is to begin with: behind the strongest
// mark, and of equals where the hash of the two words about the cut is
// greatest. So copies of a text without stops are soon cut alike, wherever
// they begin and whatever was changed far away.
func (c *sentenceCutter) bestCut() int {
	best, rank := 0, uint64(0)
	for k := c.word + maxSentence/2; k <= c.word+maxSentence; k++ {
		gap := c.text[c.words.At(k-1).Hi:c.words.At(k).Lo]
		if r := strength(gap)<<60 | fnv(c.words.NormRun(k-1, k+1))>>4; r >= rank {
			best, rank = k, r
		}
	}
	return best
}

// strength ranks what stands between two words as a place to cut.
func strength(gap string) uint64 {
	for i, marks := range []string{".!?\n\r", ";:；：", ",-،，、–—", " \u00A0\u3000"} {
		if strings.ContainsAny(gap, marks) {
			return uint64(4 - i)
		}
	}
	return 0
}

// fnv is the hash FNV-1a.
func fnv(b []byte) uint64 {
	h := uint64(14695981039346656037)
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}
