package prose

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Facts tells what a reader would call another fact in two passages that say
// much the same.
//
// numbersDiffer: each passage has a figure that the other lacks, of one kind
// (amounts of money, per cents, dates, years, times of day, ranks, plain
// numbers); two plain numbers that count things of which the other passage
// says nothing are let pass. A figure in one passage only is an addition and no
// difference. Figures are the same however written (5%, five per cent), and
// near one that is hedged (nearly two million, 1.9 million).
//
// namesDiffer: each passage has a name that the other lacks, and the two stand
// beside the same word of content. A name is the same in short (Lewis, James
// A. Lewis; NATO) and with a letter changed (Gonzales, Gonzalez).
//
// negated: a word of both is denied in one and not in the other: guilty and
// not guilty, met and refused to meet, likely and unlikely. Two denials are
// none.
func (r *Reader) Facts(a, b string) (numbersDiffer, namesDiffer, negated bool) {
	if a == b {
		return false, false, false
	}
	x, y := &r.a, &r.b
	x.readPassage(a)
	y.readPassage(b)
	return otherFigures(x, y), otherNames(x, y), contradict(x, y)
}

// Tells reports whether Facts may find a difference because of a word that one
// passage has and the other lacks: a figure, a name or a denial. It takes the
// word as it stands and its normal form, and says yes to more than Facts does.
func Tells(word string, norm []byte) bool {
	first, _ := utf8.DecodeRuneInString(word)
	if unicode.IsUpper(first) || unicode.IsNumber(first) || bytes.ContainsFunc(norm, asciiDigit) {
		return true
	}
	const lists = telling | valued | denials | denying | refusals
	return listsOf(string(norm))&lists != 0 || bytes.HasSuffix(norm, []byte("n't")) || negative(norm)
}

func asciiDigit(r rune) bool { return '0' <= r && r <= '9' }

// claims is a passage as Facts reads it.
type claims struct {
	reading
	keys    []string        // of each piece: what the word means, "" for marks and hollow words; see key
	capital map[string]bool // words that have a capital within a sentence
	figures []figure
	proper  []properName
	parts   []string // of the words of proper

	// Made when first asked for:
	counted, listed bool
	count           map[string]int  // of keys
	plain           map[string]bool // all words, bare
}

// readPassage makes text the passage.
func (c *claims) readPassage(text string) {
	c.read(text, nil)
	c.counted, c.listed = false, false
	c.capital = emptied(c.capital)
	c.keys = c.keys[:0]
	for i := range c.pieces {
		p := &c.pieces[i]
		p.scare = false
		c.keys = append(c.keys, unread)
		if p.upper && !c.first(i) {
			c.capital[c.lower(i)] = true
		}
	}
	c.readFigures()
}

// unread is the key of a piece that nobody has asked for. No word is a space.
const unread = " "

// key is what word i means, "" for marks and hollow words.
func (c *claims) key(i int) string {
	if c.keys[i] == unread {
		c.keys[i] = ""
		if p := &c.pieces[i]; p.kind == wordPiece && !digitByte(c.text[p.lo]) && c.bareLists(i)&hollow == 0 {
			c.keys[i] = meaning(c.bare(i))
		}
	}
	return c.keys[i]
}

// counts is how often each key stands in the passage.
func (c *claims) counts() map[string]int {
	if c.counted {
		return c.count
	}
	c.counted, c.count = true, emptied(c.count)
	for i := range c.pieces {
		if k := c.key(i); k != "" {
			c.count[k]++
		}
	}
	return c.count
}

// holds reports a word of the passage, given bare.
func (c *claims) holds(w string) bool {
	if !c.listed {
		c.listed, c.plain = true, emptied(c.plain)
		for i := range c.pieces {
			if c.pieces[i].kind == wordPiece {
				c.plain[c.bare(i)] = true
			}
		}
	}
	return c.plain[w]
}

// meaning is the concept of a word or, where the thesaurus does not know it,
// its stem.
func meaning(w string) string {
	if id, ok := Synonyms().Word(w); ok {
		return Synonyms().key(id)
	}
	return roughStem(w)
}

// roughStem cuts the commonest endings of English words, nouns of verbs
// included (involvement, involved).
func roughStem(w string) string {
	if len(w) <= shortestStem {
		return w
	}
	for _, ending := range endingsOf(w[len(w)-1]) {
		if stem, ok := strings.CutSuffix(w, ending); ok && len(stem) >= shortestStem {
			return stem
		}
	}
	return w
}

// shortestStem is the fewest bytes that are left of a word.
const shortestStem = 4

// endings are those that roughStem cuts, by their last letter, longest first.
var endings = [...][]string{
	{"ements", "ments", "ations", "ings", "ies", "es", "s"}, {"ement", "ment"}, {"ation"}, {"ing"}, {"ied", "ed"}, {"e"}, {"y"},
}

func endingsOf(last byte) []string {
	if n := strings.IndexByte("stngdey", last); n >= 0 {
		return endings[n]
	}
	return nil
}

// first reports the first word of a sentence or of a quotation.
func (c *claims) first(i int) bool {
	lo := c.pieces[i].lo
	if c.initial(i) || lo == 0 {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(c.text[:lo])
	return strings.ContainsRune("“\"‘'«„", before)
}
