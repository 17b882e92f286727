package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Part is a quotation, and whether it carries on the one before it.
type Part struct {
	Span
	Joined bool
}

// Parts appends the quotations of text to dst, in order: those of Quotations,
// without the speakers, which are what takes the time. One is joined to that
// before it where it is the next paragraph of it, or only words that say who
// speaks part the two: ("...," he said. "...").
func (r *Reader) Parts(dst []Part, text string) []Part {
	r.find(text)
	for n := range r.quotes {
		joined := n > 0 && (r.quotes[n-1].goesOn || split(text, &r.quotes[n-1], &r.quotes[n]))
		dst = append(dst, Part{r.quotes[n].inner, joined})
	}
	return dst
}

const (
	// longestAside is the most bytes between the parts of a split quotation:
	// said Jane Doe, the former keeper of the gate, who left in May.
	longestAside = 240
	// latestCue is the most words before the verb of saying there.
	latestCue = 20
)

// split reports that a and b are one quotation, parted by who speaks.
func split(text string, a, b *quoted) bool {
	lo, hi := a.outer.Hi, b.outer.Lo
	if hi-lo > longestAside || hi <= lo || strings.IndexByte(text[lo:hi], '\n') >= 0 {
		return false
	}
	g := aside{text: strings.TrimSpace(text[lo:hi])}
	if !g.read() {
		return false
	}
	if name := speakerBehind(text[b.inner.Hi-1:]); name != "" && !strings.Contains(g.text, name) {
		return false // b has a speaker of its own
	}
	// A full stop before the aside ends what was said, unless a full stop, too,
	// ends the aside: "We go home." Doe said, "We stay."
	before, _ := utf8.DecodeLastRuneInString(text[:a.inner.Hi])
	if strings.ContainsRune(".!?", before) && !g.verbFirst && !g.pronoun {
		return g.end == '.'
	}
	return g.end == '.' || g.cues == 1
}

// speakerBehind is the last name beside a verb of saying that a text, which
// begins with the last character of a quotation, goes on with: ,” said Jane
// Doe; ?” Doe asked.
func speakerBehind(text string) string {
	if c := text[0]; c != ',' && c != '?' && c != '!' {
		return ""
	}
	name, said, n := "", false, -1
	for w := range strings.FieldsSeq(strings.TrimLeft(text[:min(len(text), 60)], ",?!\"”’'")) {
		n++
		bare := strings.TrimRight(w, ".,")
		c, _ := utf8.DecodeRuneInString(bare)
		switch {
		case !said && listsOf(bare)&cues != 0:
			if said = true; n > 0 {
				return name
			}
		case unicode.IsUpper(c):
			name = bare
		default:
			return ""
		}
		if said && len(bare) < len(w) && len(bare) > 1 && listsOf(strings.ToLower(bare))&dotted == 0 {
			return name
		}
	}
	return ""
}

// aside is what stands between two quotations.
type aside struct {
	text      string
	cues      int // verbs of saying
	words     int
	verbFirst bool // said Jane Doe
	pronoun   bool // she said
	end       byte // the sign at its end: a full stop, a comma, or 0 where the verb ends it
}

// read reports an aside that may part a quotation: one clause with a verb of
// saying, up to a full stop or a comma.
func (g *aside) read() bool {
	behindCue := -1
	for i := 0; i < len(g.text); {
		c := g.text[i]
		if plainByte[c] != 0 || c >= utf8.RuneSelf {
			end := g.wordEnd(i)
			if g.word(listsOf(g.text[i:end])) {
				behindCue = end
			}
			i = end
			continue
		}
		switch c {
		case ';', ':', '!', '?', '\r':
			return false
		case '.':
			if i+1 < len(g.text) && g.text[i+1] == ' ' && !g.abbreviates(i) {
				return false
			}
		}
		i++
	}
	switch last, _ := utf8.DecodeLastRuneInString(g.text); last {
	case '.', ',':
		g.end = byte(last)
	case '—', '–', '-':
		g.end = ','
	default:
		return behindCue == len(g.text) && g.cues > 0
	}
	return g.cues > 0
}

// word notes a word of those lists and reports a verb of saying.
func (g *aside) word(lists wordLists) bool {
	cue := lists&cues != 0 && (g.cues > 0 || g.words <= latestCue)
	if cue {
		g.cues++
		g.verbFirst = g.verbFirst || g.words == 0
	}
	g.pronoun = g.pronoun || g.words == 0 && lists&(singular|plurals) != 0
	g.words++
	return cue
}

// wordEnd is the end of the word at i. A dash is taken for a word.
func (g *aside) wordEnd(i int) int {
	for i++; i < len(g.text); i++ {
		if c := g.text[i]; plainByte[c] == 0 && c < utf8.RuneSelf && c != '-' && c != '\'' {
			break
		}
	}
	return i
}

// abbreviates reports that the full stop at i ends no sentence: Mr., J., U.S.
func (g *aside) abbreviates(i int) bool {
	w := g.text[strings.LastIndexAny(g.text[:i], " (-")+1 : i]
	return len(w) <= 1 || strings.Contains(w, ".") || listsOf(strings.ToLower(w))&dotted != 0
}
