package prose

import (
	"slices"
	"strings"
)

// otherNames reports a name of each passage in the place of one of the other.
func otherNames(x, y *claims) bool {
	x.readNames(y)
	y.readNames(x)
	if len(x.proper) == 0 || len(y.proper) == 0 {
		return false
	}
	rivals := y.lacking(x)
	for i := range x.proper {
		n := &x.proper[i]
		if len(rivals) == 0 || y.has(n) {
			continue
		}
		for _, m := range rivals {
			if x.neighbours(n, y, m) {
				return true
			}
		}
	}
	return false
}

// lacking are the names of the passage that the other has not.
func (c *claims) lacking(other *claims) []*properName {
	var out []*properName
	for i := range c.proper {
		if !other.has(&c.proper[i]) {
			out = append(out, &c.proper[i])
		}
	}
	return out
}

// properName is a name in a passage.
type properName struct {
	run   nameRun
	words []string // in lower case, without full stops
	key   string   // concept of the whole name, "" if none
}

// readNames finds those of the passage. A first word of a sentence is taken for a
// name only if one of the passages has it with a capital elsewhere. In a
// headline, where all words have capitals, there are none to be found.
func (c *claims) readNames(other *claims) {
	c.proper, c.parts = c.proper[:0], c.parts[:0]
	if c.headline() {
		return
	}
	for i := 0; i < len(c.pieces) && len(c.proper) < mostNames; i++ {
		if !c.pieces[i].upper {
			continue
		}
		if w := c.lower(i); c.first(i) && !c.capital[w] && !other.capital[w] {
			continue
		}
		if run, ok := c.runAt(i); ok && !c.dayName(run) {
			c.proper = append(c.proper, c.properName(run))
			i = run.hi - 1
		}
	}
}

// properName is the name of a run.
func (c *claims) properName(run nameRun) properName {
	begin := len(c.parts)
	c.bytes = c.bytes[:0]
	for j := run.name; j < run.hi; j++ {
		w := strings.ReplaceAll(bareName(c.lower(j)), ".", "")
		c.parts = append(c.parts, w)
		c.bytes = append(append(c.bytes, w...), ' ')
	}
	n := properName{run: run, words: c.parts[begin:len(c.parts):len(c.parts)]}
	if id, ok := Synonyms().Word(string(c.bytes[:len(c.bytes)-1])); ok {
		n.key = Synonyms().key(id)
	}
	return n
}

// mostNames bounds the work for passages that are lists of names.
const mostNames = 64

// headline reports a passage of which most words have a capital.
func (c *claims) headline() bool {
	long, upper := 0, 0
	for i := range c.pieces {
		p := &c.pieces[i]
		if p.kind == wordPiece && !digitByte(c.text[p.lo]) && !c.is(i, hollow) {
			long++
			if p.upper {
				upper++
			}
		}
	}
	return long >= 4 && 4*upper > 3*long
}

// dayName reports the name of a day or month.
func (c *claims) dayName(run nameRun) bool {
	if run.hi > run.name+1 {
		return false
	}
	lists, w := c.stopless(run.name), strings.TrimSuffix(c.lower(run.name), ".")
	return lists&calendar != 0 || lists&valued != 0 && months[w] > 0 || w == "i"
}

// has reports whether the passage has a name, as such, in short or in full,
// or its words without capitals.
func (c *claims) has(n *properName) bool {
	for i := range c.proper {
		if n.same(&c.proper[i]) {
			return true
		}
	}
	for _, w := range n.words {
		if !c.holds(w) && c.counts()[meaning(w)] == 0 {
			return n.key != "" && c.counts()[n.key] > 0
		}
	}
	return true
}

// same reports two forms of one name: one within the other, the same last
// name behind first names that may be one, or initials.
func (n *properName) same(m *properName) bool {
	if n.key != "" && n.key == m.key || within(n.words, m.words) || within(m.words, n.words) {
		return true
	}
	last, first := n.words[len(n.words)-1], n.words[0]
	if spelledAlike(last, m.words[len(m.words)-1]) && first[:1] == m.words[0][:1] {
		return true
	}
	return n.shortens(m) || m.shortens(n)
}

// within reports whether all words of a are among those of b.
func within(a, b []string) bool {
	for _, w := range a {
		found := false
		for _, v := range b {
			found = found || spelledAlike(w, v) || meaning(w) == meaning(v)
		}
		if !found {
			return false
		}
	}
	return true
}

// spelledAlike reports words that are equal but for a letter or an accent.
// Short ones must be equal: Mary and Gary are two persons.
func spelledAlike(w, v string) bool {
	if w == v {
		return true
	}
	if len(w) < 6 || len(v) < 6 || w[0] != v[0] && w[len(w)-1] != v[len(v)-1] {
		return false
	}
	a, b := []rune(w), []rune(v)
	if len(a) < 6 || len(b) < 6 || len(a)-len(b) > 1 || len(b)-len(a) > 1 {
		return false
	}
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	restA, restB := a[min(n+1, len(a)):], b[min(n+1, len(b)):]
	return slices.Equal(a[n:], restB) || slices.Equal(restA, b[n:]) || slices.Equal(restA, restB)
}

// shortens reports a name of one word that is made of the initials of the
// other, of which a last Co. or the like may be missing: GE, S&P, NATO.
func (n *properName) shortens(m *properName) bool {
	if len(n.words) != 1 || len(m.words) < 2 {
		return false
	}
	var initials []byte
	for _, w := range m.words {
		if listsOf(w)&nameParticles == 0 && w != "" {
			initials = append(initials, w[0])
		}
	}
	short := strings.ReplaceAll(n.words[0], "&", "")
	return len(short) >= 2 && len(initials)-len(short) <= 1 && strings.HasPrefix(string(initials), short)
}

// neighbours reports two names beside the same word of content, before or
// behind them.
func (c *claims) neighbours(n *properName, d *claims, m *properName) bool {
	before, after := c.near(n.run.lo, -1), c.near(n.run.hi-1, +1)
	return before != "" && before == d.near(m.run.lo, -1) || after != "" && after == d.near(m.run.hi-1, +1)
}

// nearby is how many pieces away the neighbour of a name is looked for.
const nearby = 4

// near is the word of content next to piece i in one direction, within the
// sentence.
func (c *claims) near(i, step int) string {
	for j := i + step; j >= 0 && j < len(c.pieces) && (j-i)*step <= nearby; j += step {
		if c.pieces[j].kind != wordPiece && c.pieces[j].mark != ',' {
			break
		}
		if key := c.key(j); key != "" {
			return key
		}
	}
	return ""
}
