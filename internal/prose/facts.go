package prose

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
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
func Facts(a, b string) (numbersDiffer, namesDiffer, negated bool) {
	if a == b {
		return false, false, false
	}
	x, y := newClaims(a), newClaims(b)
	near := x.closeness(y)
	return otherFigures(x, y), otherNames(x, y), near >= closeEnough && contradict(x, y)
}

// Tells reports whether Facts may find a difference because of a word that one
// passage has and the other lacks: a figure, a name or a denial. It takes the
// word as it stands and its normal form, and says yes to more than Facts does.
func Tells(word string, norm []byte) bool {
	first, _ := utf8.DecodeRuneInString(word)
	if unicode.IsUpper(first) || bytes.ContainsAny(norm, "0123456789") || unicode.IsNumber(first) {
		return true
	}
	return telling[string(norm)] || bytes.HasSuffix(norm, []byte("n't")) || negative(norm)
}

// telling are the words that make figures or deny.
var telling = tellingWords()

func tellingWords() map[string]bool {
	all := setOf("not no dozen dozens percent per half quarter third double twice")
	for _, set := range []map[string]bool{denials, denying, refusals} {
		maps.Copy(all, set)
	}
	for w := range months {
		all[w] = true
	}
	for _, numbers := range []map[string]float64{smallNumbers, scales, ranks} {
		for w := range numbers {
			all[w] = true
		}
	}
	return all
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

// closeEnough is the share of words in common, of the shorter passage, from
// which the passages are taken to say the same but for what differs.
const closeEnough = 0.4

// claims is a passage as Facts reads it.
type claims struct {
	*reading
	keys    []string        // of each piece: what the word means, "" for marks and hollow words
	count   map[string]int  // of keys
	plain   map[string]bool // all words
	capital map[string]bool // words that have a capital within a sentence
	figures []figure
}

func newClaims(text string) *claims {
	c := &claims{reading: newReading(text, nil), count: make(map[string]int), plain: make(map[string]bool), capital: make(map[string]bool)}
	c.keys = make([]string, len(c.pieces))
	for i := range c.pieces {
		c.pieces[i].scare = false
		if c.pieces[i].kind != wordPiece {
			continue
		}
		w := strings.TrimSuffix(bareName(c.lower(i)), ".")
		c.plain[w] = true
		if c.pieces[i].upper && !c.first(i) {
			c.capital[c.lower(i)] = true
		}
		if !hollow[w] && !digitByte(w[0]) {
			c.keys[i] = meaning(w)
			c.count[c.keys[i]]++
		}
	}
	c.figures = c.readFigures()
	return c
}

// hollow words tell nothing of what a passage is about.
var hollow = setOf("a an the and or but nor so yet if then than as at by in on of to from with into onto over under about after before " +
	"during while when where who whom whose which what that this these those there here it its he she they them his her " +
	"their him we us our you your i me my is was are were be been being am has have had having do does did done will would " +
	"shall should can could may might must not no n't never none neither cannot also just only even still again more most " +
	"very much many some any all both each such own other up down out off for because since until though although however " +
	"it's he's that's said say says told tell according added mr mrs ms dr sen rep gov isn't wasn't aren't weren't don't " +
	"doesn't didn't won't wouldn't can't couldn't shouldn't hasn't haven't hadn't without nobody nothing nowhere whether " +
	"one ever longer already")

// meaning is the concept of a word or, where the thesaurus does not know it,
// its stem.
func meaning(w string) string {
	if id, ok := Synonyms().Word(w); ok {
		return "#" + strconv.Itoa(int(id))
	}
	return roughStem(w)
}

// roughStem cuts the commonest endings of English words, nouns of verbs
// included (involvement, involved).
func roughStem(w string) string {
	for _, ending := range []string{"ements", "ement", "ments", "ment", "ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "s", "e", "y"} {
		if stem, ok := strings.CutSuffix(w, ending); ok && len(stem) >= 4 {
			return stem
		}
	}
	return w
}

// closeness is the share of the shorter passage's words that both have.
func (c *claims) closeness(d *claims) float64 {
	shared, words, others := 0, 0, 0
	for k, n := range c.count {
		words += n
		shared += min(n, d.count[k])
	}
	for _, n := range d.count {
		others += n
	}
	if words == 0 || others == 0 {
		return 0
	}
	return float64(shared) / float64(min(words, others))
}

// otherNames reports a name of each passage in the place of one of the other.
func otherNames(x, y *claims) bool {
	namesX, namesY := x.names(y), y.names(x)
	for _, n := range namesX {
		if y.has(n, namesY) {
			continue
		}
		for _, m := range namesY {
			if !x.has(m, namesX) && x.neighbours(n, y, m) {
				return true
			}
		}
	}
	return false
}

// properName is a name in a passage.
type properName struct {
	run   nameRun
	words []string // in lower case, without full stops
	key   string   // concept of the whole name, "" if none
}

// names are those of the passage. A first word of a sentence is taken for a
// name only if one of the passages has it with a capital elsewhere. In a
// headline, where all words have capitals, there are none to be found.
func (c *claims) names(other *claims) []properName {
	var out []properName
	if c.headline() {
		return nil
	}
	for i := 0; i < len(c.pieces) && len(out) < mostNames; i++ {
		if c.pieces[i].kind != wordPiece || !c.pieces[i].upper {
			continue
		}
		if w := c.lower(i); c.first(i) && !c.capital[w] && !other.capital[w] {
			continue
		}
		run, ok := c.runAt(i)
		if !ok || c.dayName(run) {
			continue
		}
		n := properName{run: run}
		for j := run.name; j < run.hi; j++ {
			n.words = append(n.words, strings.ReplaceAll(bareName(c.lower(j)), ".", ""))
		}
		if id, ok := Synonyms().Word(strings.Join(n.words, " ")); ok {
			n.key = "#" + strconv.Itoa(int(id))
		}
		out = append(out, n)
		i = run.hi - 1
	}
	return out
}

// mostNames bounds the work for passages that are lists of names.
const mostNames = 64

// headline reports a passage of which most words have a capital.
func (c *claims) headline() bool {
	long, upper := 0, 0
	for i, p := range c.pieces {
		if p.kind == wordPiece && !digitByte(c.text[p.lo]) && !hollow[c.lower(i)] {
			long++
			if p.upper {
				upper++
			}
		}
	}
	return long >= 4 && 4*upper > 3*long
}

// first reports the first word of a sentence or of a quotation.
func (c *claims) first(i int) bool {
	before := c.text[:c.pieces[i].lo]
	return c.initial(i) || strings.TrimRight(before, "“\"‘'«„") != before
}

// dayName reports the name of a day or month.
func (c *claims) dayName(run nameRun) bool {
	w := strings.TrimSuffix(c.lower(run.name), ".")
	return run.hi == run.name+1 && (months[w] > 0 || weekdayOrMonth(w) || w == "i")
}

// has reports whether the passage has a name, as such, in short or in full,
// or its words without capitals.
func (c *claims) has(n properName, names []properName) bool {
	for _, m := range names {
		if n.same(m) {
			return true
		}
	}
	for _, w := range n.words {
		if !c.plain[w] && c.count[meaning(w)] == 0 {
			return n.key != "" && c.count[n.key] > 0
		}
	}
	return true
}

// same reports two forms of one name: one within the other, the same last
// name behind first names that may be one, or initials.
func (n properName) same(m properName) bool {
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
func (n properName) shortens(m properName) bool {
	if len(n.words) != 1 || len(m.words) < 2 {
		return false
	}
	var initials []byte
	for _, w := range m.words {
		if !nameParticles[w] && w != "" {
			initials = append(initials, w[0])
		}
	}
	short := strings.ReplaceAll(n.words[0], "&", "")
	return len(short) >= 2 && len(initials)-len(short) <= 1 && strings.HasPrefix(string(initials), short)
}

// neighbours reports two names beside the same word of content, before or
// behind them.
func (c *claims) neighbours(n properName, d *claims, m properName) bool {
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
		if c.keys[j] != "" {
			return c.keys[j]
		}
	}
	return ""
}

// contradict reports a word that one passage denies throughout and the other
// has and never denies. With as many denials on both sides, one thing is said
// in two ways: has not found evidence, has found no evidence.
func contradict(x, y *claims) bool {
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

// polarity counts how often a word is said and denied.
type polarity struct{ said, denied int }

// polarity looks at what each denial of the passage denies: the first word of
// content behind it (did not immediately comment), in the same clause.
func (c *claims) polarity(other *claims) (words map[string]polarity, denied int) {
	words = make(map[string]polarity)
	denials := 0
	for i, p := range c.pieces {
		if p.kind != wordPiece {
			denials = 0
			continue
		}
		w := c.lower(i)
		if c.denialAt(i) {
			denials++
			continue
		}
		if base, ok := opposite(w, other.plain); ok && !c.plain[base] {
			words[meaning(base)] = words[meaning(base)].add(denials + 1)
			denied++
		}
		if c.keys[i] == "" || strings.HasSuffix(w, "ly") && denials > 0 {
			if clauseWords[w] {
				denials = 0
			}
			continue
		}
		words[c.keys[i]] = words[c.keys[i]].add(denials)
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

// clauseWords end what a denial reaches.
var clauseWords = setOf("but although though while whereas because and")

// denialAt reports a word that denies what follows.
func (c *claims) denialAt(i int) bool {
	w := c.lower(i)
	switch {
	case w == "not":
		return !c.isAny(i+1, notOnly) && !c.isWord(i-1, "or")
	case w == "no":
		return !c.isAny(i+1, noDoubt)
	case denials[w]:
		return true
	case denying[w]: // not: the court denied the appeal
		return c.isAny(i+1, deniedThings) || i+1 < len(c.pieces) && strings.HasSuffix(c.lower(i+1), "ing")
	case refusals[w]:
		return c.isWord(i+1, "to")
	}
	return strings.HasSuffix(w, "n't") || strings.HasSuffix(w, "n’t")
}

var (
	notOnly      = setOf("only just merely simply to")
	noDoubt      = setOf("doubt matter sooner later")
	denials      = setOf("never cannot none nobody neither nor without nothing")
	denying      = setOf("deny denies denied denying")
	deniedThings = setOf("that having being any all it he she they ever involvement responsibility knowledge charges allegations claims reports")
	refusals     = setOf("refuse refuses refused refusing decline declines declined declining fail fails failed failing failure refusal unable unwilling")
)

var negations = [...]string{"un", "non", "il", "ir", "in", "im", "dis"}

// opposite returns the word of which w is the denial by a prefix, if the
// other passage has that word.
func opposite(w string, other map[string]bool) (string, bool) {
	for _, prefix := range negations {
		base, ok := strings.CutPrefix(w, prefix)
		base = strings.TrimPrefix(base, "-")
		if ok && len(base) >= 4 && other[base] && !falseOpposites[w] {
			return base, true
		}
	}
	return "", false
}

// falseOpposites begin like denials and are none.
var falseOpposites = setOf("unless until under unit union inform informed information income increase increased increases increasing indeed inside " +
	"invest invested investing intent intend intended instead include included import imported imports important improve " +
	"improved improving impress impressed impose imposed display displayed discover discovered discount distress disease " +
	"district inquest infield input inspire install interest inland inflation indebted infamous invaluable disclose " +
	"disclosed discharge discharged discourse dispatch disposed dispose distaste inspect inspection implant implants impart " +
	"invent inward")
