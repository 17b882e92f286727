package prose

import (
	"bytes"
	"strings"
)

// closeEnough is the share of words in common, of the shorter passage, from
// which the passages are taken to say the same but for what differs.
const closeEnough = 0.4

// contradict reports a word that one passage denies throughout and the other
// has and never denies. With as many denials on both sides, one thing is said
// in two ways: has not found evidence, has found no evidence. Passages that
// share little say different things, whatever they deny.
func contradict(x, y *claims) bool {
	if !x.denies(y) && !y.denies(x) || x.closeness(y) < closeEnough {
		return false
	}
	mine, denied := x.polarity(y)
	theirs, others := y.polarity(x)
	if denied == others {
		return false
	}
	for k, p := range mine {
		q := theirs[k]
		if p.denied > 0 && p.said == 0 && q.said > 0 && q.denied == 0 || q.denied > 0 && q.said == 0 && p.said > 0 && p.denied == 0 {
			return true
		}
	}
	return false
}

// denies reports whether the passage denies anything, so that most passages are
// done with.
func (c *claims) denies(other *claims) bool {
	for i := range c.pieces {
		if c.denialAt(i) {
			return true
		}
		if _, ok := c.opposite(i, other); ok {
			return true
		}
	}
	return false
}

// polarity counts how often a word is said and denied.
type polarity struct{ said, denied int }

// polarity looks at what each denial of the passage denies: the first word of
// content behind it (did not immediately comment), in the same clause.
func (c *claims) polarity(other *claims) (words map[string]polarity, denied int) {
	words = make(map[string]polarity)
	denials := 0
	for i := range c.pieces {
		key := c.key(i)
		base, opposite := c.opposite(i, other)
		switch {
		case c.pieces[i].kind != wordPiece:
			denials = 0
			continue
		case c.denialAt(i):
			denials++
			continue
		case opposite:
			words[meaning(base)] = words[meaning(base)].add(denials + 1)
			denied++
		}
		if key == "" || denials > 0 && strings.HasSuffix(c.lower(i), "ly") {
			if c.is(i, clauseWords) {
				denials = 0
			}
			continue
		}
		words[key] = words[key].add(denials)
		denied += denials % 2
		denials = 0
	}
	return words, denied
}

func (p polarity) add(denials int) polarity {
	if denials%2 == 1 {
		p.denied++
	} else {
		p.said++
	}
	return p
}

// denialAt reports a word that denies what follows.
func (c *claims) denialAt(i int) bool {
	switch {
	case c.is(i, denials):
		return true
	case c.is(i, denying): // not: the court denied the appeal
		return c.isAny(i+1, deniedThings) || i+1 < len(c.pieces) && strings.HasSuffix(c.lower(i+1), "ing")
	case c.is(i, refusals):
		return c.isWord(i+1, "to")
	case c.is(i, telling) && c.isWord(i, "not"):
		return !c.isAny(i+1, notOnly) && !c.isWord(i-1, "or")
	case c.is(i, telling) && c.isWord(i, "no"):
		return !c.isAny(i+1, noDoubt)
	}
	w := c.lower(i)
	return strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t")
}

// opposite returns the word of which word i is the denial by a prefix, if the
// other passage has that word and this one has not.
func (c *claims) opposite(i int, other *claims) (string, bool) {
	w := c.lower(i)
	if len(w) < 6 || strings.IndexByte("unid", w[0]) < 0 || c.is(i, falseOpposites) {
		return "", false
	}
	for _, prefix := range negations {
		base, ok := strings.CutPrefix(w, prefix)
		base = strings.TrimPrefix(base, "-")
		if ok && len(base) >= 4 && other.holds(base) {
			return base, !c.holds(base)
		}
	}
	return "", false
}

// negative reports a word that begins like a denial.
func negative(norm []byte) bool {
	for _, prefix := range negations {
		if bytes.HasPrefix(norm, []byte(prefix)) {
			return true
		}
	}
	return false
}

var negations = [...]string{"un", "non", "il", "ir", "in", "im", "dis"}

// closeness is the share of the shorter passage's words that both have.
func (c *claims) closeness(d *claims) float64 {
	shared, words, others := 0, 0, 0
	for k, n := range c.counts() {
		words += n
		shared += min(n, d.counts()[k])
	}
	for _, n := range d.counts() {
		others += n
	}
	if words == 0 || others == 0 {
		return 0
	}
	return float64(shared) / float64(min(words, others))
}
