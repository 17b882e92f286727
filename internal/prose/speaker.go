package prose

import "strings"

// speakers sets the speakers of quotations, which are those of r.
func (r *reading) speakers(out []Quotation) {
	r.meet()
	found := r.found[:0]
	for n := range out {
		found = append(found, r.attribute(n, found))
		out[n].Speaker = found[n].speaker
	}
	r.found = found
	for n := len(out) - 2; n >= 0; n-- { // the last paragraph of a quotation names its speaker
		if r.quotes[n].goesOn && out[n].Speaker == "" {
			out[n].Speaker = out[n+1].Speaker
		}
	}
}

// meet goes through the sentences outside quotations and notes the names of
// persons as they are met, and for each sentence which person a pronoun in it
// can stand for.
func (r *reading) meet() {
	focus := ""
	for lo := 0; lo < len(r.pieces); {
		hi := r.sentenceEnd(lo)
		for i := lo; i < hi; i++ {
			r.pieces[i].sentence = int32(len(r.sentences))
		}
		r.sentences = append(r.sentences, sentenceAbout{lo, hi, focus})
		focus = r.sentenceFocus(lo, hi, focus)
		lo = hi
	}
}

// sentenceEnd is the end of the sentence that begins at piece i.
func (r *reading) sentenceEnd(i int) int {
	for ; i < len(r.pieces); i++ {
		switch p := &r.pieces[i]; {
		case p.kind == breakPiece && !r.softBreak(i):
			return i + 1
		case r.stop(i):
			return i + 1
		case p.kind == quotePiece && r.quotes[p.index].closed && !r.goesOnBehind(i):
			return i + 1
		}
	}
	return i
}

// stop reports a mark that ends a sentence; the full stop of (D-Ore.) does not.
func (r *reading) stop(i int) bool {
	p := &r.pieces[i]
	if p.kind != markPiece || p.mark != '.' && p.mark != '!' && p.mark != '?' {
		return false
	}
	return p.mark != '.' || !r.isMark(i+1, ')') || i < 2 || !r.pieces[i-1].upper || !r.isMark(i-2, '(')
}

// softBreak reports a line break inside a sentence.
func (r *reading) softBreak(i int) bool {
	if i+1 >= len(r.pieces) || i == 0 {
		return false
	}
	last, next := &r.pieces[i-1], &r.pieces[i+1]
	return next.kind == wordPiece && !next.upper && (last.kind == wordPiece || last.kind == quotePiece || last.mark == ',')
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
	if n := r.quotes[r.pieces[i].index]; strings.HasSuffix(r.text[:n.inner.Hi], ".") {
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
	if r.heading(lo, hi) {
		return before
	}
	var persons [2]string
	n, nameless, pronoun, words := 0, false, false, 0
	for i := lo; i < hi; i++ {
		p := &r.pieces[i]
		if p.kind != wordPiece {
			continue
		}
		words++
		if run, ok := r.runAt(i); ok {
			if person := r.person(run); person != "" && n < 2 && person != persons[0] && !r.possessive(run.hi-1) {
				persons[n] = person
				n++
			}
			i = run.hi - 1
			continue
		}
		pronoun = pronoun || p.lists&singular != 0
		nameless = nameless || n == 0 && p.lists&determiners != 0 && r.namelessAt(i, hi)
	}
	switch {
	case words == 0:
		return before // a quotation or a line that says nothing of persons
	case n == 1 && !nameless:
		return persons[0]
	case n == 0 && !nameless && pronoun:
		return before
	}
	return ""
}

// namelessAt reports a person without a name behind the article at i: the
// senior official.
func (r *reading) namelessAt(i, hi int) bool {
	for j := i + 1; j < min(i+6, hi) && r.pieces[j].kind == wordPiece; j++ {
		if r.is(j, someone) {
			_, named := r.runAt(j + 1)
			return !named || r.pieces[j+1].kind != wordPiece
		}
	}
	return false
}

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
		r.full[last] = met{name, r.pieces[run.lo].lo}
	case firstWord(have.name) == firstWord(name):
		return have.name
	case have.name != "":
		r.full[last] = met{at: have.at} // a namesake
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
	if full := r.full[last]; full.name != "" && full.at <= place {
		return full.name
	}
	return name
}

// lastName is the last word of a name, Jr. and the like passed over.
func (r *reading) lastName(run nameRun) string {
	j := run.hi - 1
	for j > run.name && r.bareLists(j)&generations != 0 {
		j--
	}
	return bareName(r.word(j))
}

func firstWord(s string) string {
	first, _, _ := strings.Cut(s, " ")
	return first
}
