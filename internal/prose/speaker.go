package prose

import (
	"slices"
	"strings"
)

// speakers returns the speaker of each quotation, in the same order.
func speakers(text string, quotes []quoted) []string {
	r := newReading(text, quotes)
	r.meet()
	found := make([]attribution, len(quotes))
	for n := range quotes {
		found[n] = r.attribute(n, found)
	}
	out := make([]string, len(quotes))
	for n := range quotes {
		out[n] = found[n].speaker
	}
	for n := len(quotes) - 2; n >= 0; n-- { // the last paragraph of a quotation names its speaker
		if quotes[n].goesOn && out[n] == "" {
			out[n] = out[n+1]
		}
	}
	return out
}

// reading is a text in pieces, with what has been learnt of its names.
type reading struct {
	text   string
	quotes []quoted
	pieces []piece
	lowers []string          // of each piece in lower case
	place  []int             // of each quotation in pieces
	common map[string]bool   // words that stand in lower case somewhere
	full   map[string]string // last name -> full name met first; "" if there are two
	met    map[string]int    // last name -> where its full name was met first
	about  []sentenceAbout   // of each piece: its sentence
}

// sentenceAbout is a sentence, the pieces [lo, hi), and the one person of the
// sentence before it, "" if there was none or were several.
type sentenceAbout struct {
	lo, hi int
	focus  string
}

func newReading(text string, quotes []quoted) *reading {
	r := &reading{text: text, quotes: quotes, common: make(map[string]bool), full: make(map[string]string), met: make(map[string]int)}
	r.pieces = cutPieces(make([]piece, 0, len(text)/5), text, quotes)
	r.lowers = make([]string, len(r.pieces))
	for i, p := range r.pieces {
		if p.kind == wordPiece {
			r.lowers[i] = strings.ToLower(r.word(i))
		}
		switch {
		case p.kind == quotePiece:
			r.place = append(r.place, i)
		case p.kind == wordPiece && !p.upper:
			r.common[r.word(i)] = true
		}
	}
	return r
}

// meet goes through the sentences outside quotations and notes the names of
// persons as they are met, and for each sentence which person a pronoun in it
// can stand for.
func (r *reading) meet() {
	r.about = make([]sentenceAbout, len(r.pieces))
	focus := ""
	for lo := 0; lo < len(r.pieces); {
		hi := r.sentenceEnd(lo)
		for i := lo; i < hi; i++ {
			r.about[i] = sentenceAbout{lo, hi, focus}
		}
		focus = r.sentenceFocus(lo, hi, focus)
		lo = hi
	}
}

// sentenceEnd is the end of the sentence that begins at piece i.
func (r *reading) sentenceEnd(i int) int {
	for ; i < len(r.pieces); i++ {
		switch p := r.pieces[i]; {
		case p.kind == breakPiece && !r.softBreak(i):
			return i + 1
		case p.kind == markPiece && (p.mark == '.' || p.mark == '!' || p.mark == '?'):
			return i + 1
		case p.kind == quotePiece && r.closed(p.quote) && !r.goesOnBehind(i):
			return i + 1
		}
	}
	return i
}

// softBreak reports a line break inside a sentence.
func (r *reading) softBreak(i int) bool {
	if i+1 >= len(r.pieces) || i == 0 {
		return false
	}
	last, next := r.pieces[i-1], r.pieces[i+1]
	return next.kind == wordPiece && !next.upper && (last.kind == wordPiece || last.kind == quotePiece || last.mark == ',')
}

// closed reports a quotation that ends with the end of a sentence.
func (r *reading) closed(n int) bool {
	s := strings.TrimRight(r.text[r.quotes[n].inner.Lo:r.quotes[n].inner.Hi], "’'\"”")
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?")
}

// goesOnBehind reports whether the sentence goes on behind the quotation at
// piece i although that ends with a stop: ("Why?" he asked).
func (r *reading) goesOnBehind(i int) bool {
	if i+1 >= len(r.pieces) || r.pieces[i+1].kind != wordPiece {
		return i+1 < len(r.pieces) && r.pieces[i+1].kind == markPiece
	}
	if !r.pieces[i+1].upper {
		return true
	}
	a, ok := r.subjectThenCue(i + 1)
	if n := r.quotes[r.pieces[i].quote]; strings.HasSuffix(r.text[:n.inner.Hi], ".") {
		return ok && r.isMark(a.end, '.') // "The gate is shut." Smith said.
	}
	for j := a.end; ok && j < min(a.end+3, len(r.pieces)); j++ {
		if (r.isMark(j, ',') || r.isMark(j, ':')) && j+1 < len(r.pieces) && r.pieces[j+1].kind == quotePiece {
			return false // it introduces the next quotation
		}
	}
	return ok
}

// sentenceFocus notes the names of the sentence [lo, hi) and returns the one
// person whom a pronoun in the next may stand for. A person without a name
// (an official said) is one too.
func (r *reading) sentenceFocus(lo, hi int, before string) string {
	persons, nameless, pronoun, words := []string(nil), false, false, 0
	heading := r.heading(lo, hi)
	for i := lo; i < hi; i++ {
		if r.pieces[i].kind != wordPiece {
			continue
		}
		words++
		if run, ok := r.runAt(i); ok && !heading {
			if person := r.person(run); person != "" && len(persons) < 2 && !r.possessive(run.hi-1) && !slices.Contains(persons, person) {
				persons = append(persons, person)
			}
			i = run.hi - 1
			continue
		}
		w := r.lower(i)
		pronoun = pronoun || singular[w]
		nameless = nameless || len(persons) == 0 && determiners[w] && r.namelessAt(i, hi)
	}
	switch {
	case words == 0 || heading:
		return before // a quotation or a line that says nothing of persons
	case len(persons) == 1 && !nameless:
		return persons[0]
	case len(persons) == 0 && !nameless && pronoun:
		return before
	}
	return ""
}

var singular = setOf("he she")

var determiners = setOf("a an the another one this that same")

// namelessAt reports a person without a name behind the article at i: the
// senior official.
func (r *reading) namelessAt(i, hi int) bool {
	for j := i + 1; j < min(i+6, hi) && r.pieces[j].kind == wordPiece; j++ {
		if w := r.lower(j); someone[w] {
			_, named := r.runAt(j + 1)
			return !named || r.pieces[j+1].kind != wordPiece
		}
	}
	return false
}

var someone = setOf("official spokesman spokeswoman spokesperson expert aide adviser advisor lawyer attorney man woman boy girl judge " +
	"senator congressman congresswoman lawmaker representative governor mayor president minister secretary ambassador " +
	"diplomat officer general commander soldier analyst economist professor doctor scientist researcher teacher student " +
	"farmer worker driver neighbor neighbour resident witness victim suspect prosecutor reporter journalist editor author " +
	"actor actress singer player coach captain manager director chairman chairwoman chief executive owner founder leader " +
	"candidate nominee politician critic source person mother father son daughter brother sister wife husband friend " +
	"colleague member activist organizer priest bishop pope king queen prince sheriff detective agent employee insider " +
	"veteran survivor passenger pilot nurse patient customer investor trader")

// heading reports a short line without a stop.
func (r *reading) heading(lo, hi int) bool {
	if hi-lo > 14 || r.pieces[hi-1].kind != breakPiece || lo > 0 && r.pieces[lo-1].kind != breakPiece {
		return false
	}
	return hi-lo >= 2 && r.pieces[hi-2].kind == wordPiece
}

// person resolves a run to the name of a person, full where it is known, and
// notes full names. It is empty for other names.
func (r *reading) person(run nameRun) string {
	if run.name >= run.hi || !r.personal(run) && !r.known(run) {
		return ""
	}
	name := r.nameOf(run)
	last := r.lastName(run)
	if run.hi-run.name == 1 {
		return r.fullName(name, last, r.pieces[run.lo].lo)
	}
	have, ok := r.full[last]
	switch {
	case !ok:
		r.full[last], r.met[last] = name, r.pieces[run.lo].lo
	case firstWord(have) == firstWord(name):
		return have
	case have != "":
		r.full[last] = "" // a namesake
	}
	return name
}

// known reports a single word that is the last name of someone met.
func (r *reading) known(run nameRun) bool {
	_, ok := r.full[r.lastName(run)]
	return ok && run.hi-run.name == 1
}

// fullName is the full name of someone met before that place, otherwise the
// name as it is.
func (r *reading) fullName(name, last string, place int) string {
	if full := r.full[last]; full != "" && r.met[last] <= place {
		return full
	}
	return name
}

// lastName is the last word of a name, Jr. and the like passed over.
func (r *reading) lastName(run nameRun) string {
	j := run.hi - 1
	for j > run.name && generations[strings.TrimSuffix(bareName(r.lower(j)), ".")] {
		j--
	}
	return bareName(r.word(j))
}

var generations = setOf("jr sr ii iii iv")

func firstWord(s string) string {
	first, _, _ := strings.Cut(s, " ")
	return first
}
