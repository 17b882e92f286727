package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lineEnd reads the line breaks at pos, cuts where they end a sentence, and
// returns where the next line begins.
func (c *sentenceCutter) lineEnd(pos int) int {
	next, breaks := skipSpace(c.text, pos)
	if breaks > 1 || next == len(c.text) || c.parts(pos, next) {
		c.cut(pos)
		c.quotes = 0
	}
	c.line = next
	return next
}

// parts reports whether the single line break at pos ends a sentence, though
// no stop there did.
func (c *sentenceCutter) parts(pos, next int) bool {
	line := strings.TrimSpace(c.text[c.line:pos])
	f := follow(c.text, next)
	switch {
	case line == "":
		return true
	case bullet(c.text[next:]):
		return !c.lines.wrapped || c.lines.fits(line, c.text[next:])
	case lastWordJoins(line), c.lines.wrapped && unicode.IsLower(f.word):
		return false
	case c.lines.wrapped:
		return line[len(line)-1] != ',' && c.lines.fits(line, c.text[next:])
	case unicode.IsLower(f.word):
		return len(line) < longItem || stopped(line)
	}
	return true
}

// longItem is the length in bytes from which a line that the next one
// continues in lower case is no item of a list, whatever other lines say.
const longItem = 40

func stopped(line string) bool {
	return isStop(lastRune(line))
}

// lastWordJoins reports a last word that is followed by more: "the", "Mr.".
func lastWordJoins(line string) bool {
	word := line[strings.LastIndexByte(line, ' ')+1:]
	if title, ok := strings.CutSuffix(word, "."); ok {
		return wordKinds[title]&goesOn != 0
	}
	return wordKinds[word]&joinsLines != 0 && len(word) < len(line)
}

// bullet reports the sign of a list item at the beginning of a line.
func bullet(line string) bool {
	r, size := utf8.DecodeRuneInString(line)
	if strings.ContainsRune("•*·▪●◦‣■–—-", r) {
		return size < len(line) && line[size] == ' '
	}
	i := 0
	for i < len(line) && i < 3 && '0' <= line[i] && line[i] <= '9' {
		i++
	}
	return i > 0 && i+1 < len(line) && (line[i] == '.' || line[i] == ')') && line[i+1] == ' '
}

// lineShape is the shape of the lines of a text.
type lineShape struct {
	wrapped bool // broken at a width
	width   int  // bytes
}

// widest is the length in bytes up to which a line may come from wrapping: 80
// columns, of two bytes each beyond ASCII.
const widest = 160

// shape measures the lines of text. They are wrapped if a quarter or more of
// the line breaks follow no stop, go on in lower case and end a line of a good
// length: short ones make a list. In a script without lower case, most lines
// must be nearly as long as the longest.
func shape(text string) lineShape {
	var all, lower, caseless [widest + 1]int // breaks by the length of the line before
	feed := byte('\n')
	if strings.IndexByte(text, feed) < 0 {
		feed = '\r'
	}
	breaks := 0
	for end := strings.IndexByte(text, feed); end >= 0; end = strings.IndexByte(text, feed) {
		line := strings.TrimSpace(text[:end])
		text = text[end+1:]
		if line == "" {
			continue // before skipSpace, which would be quadratic in blank lines
		}
		next, more := skipSpace(text, 0)
		if more > 0 || next == len(text) {
			continue
		}
		breaks++
		n := min(len(line), widest)
		all[n]++
		switch r := follow(text, next).word; {
		case stopped(line):
		case unicode.IsLower(r):
			lower[n]++
		case unicode.IsLetter(r) && !unicode.IsUpper(r):
			caseless[n]++
		}
	}
	l := lineShape{width: ninthTenth(all[:widest])}
	soft, full := sum(lower[l.width*3/5:widest]), sum(caseless[l.width*4/5:widest])
	l.wrapped = soft >= 2 && soft*4 >= breaks || full >= 3 && full*5 >= breaks*3
	return l
}

func sum(counts []int) int {
	total := 0
	for _, n := range counts {
		total += n
	}
	return total
}

// ninthTenth is the length that nine tenths of the lines counted in lengths
// do not exceed. A few lines are longer than the width at which the others
// were broken.
func ninthTenth(lengths []int) int {
	total, below := sum(lengths), 0
	for length, n := range lengths {
		if below += n; below*10 >= total*9 {
			return length
		}
	}
	return 0
}

// fits reports that the first word of the next line would have had room on
// line: it was broken on purpose.
func (l lineShape) fits(line, next string) bool {
	next = next[:min(len(next), widest)]
	n := strings.IndexAny(next, " \n\t\r")
	if n < 0 {
		n = len(next)
	}
	if next[0] >= utf8.RuneSelf {
		n = min(n, longestCaseless)
	}
	return len(line)+1+n < l.width
}

// longestCaseless bounds a word beyond ASCII, in bytes: Han and kana have no
// spaces that would tell its end.
const longestCaseless = 12
