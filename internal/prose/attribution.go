package prose

import "strings"

// attribution is who is said to speak, and where the words that say so end.
type attribution struct {
	speaker string
	found   bool // the text says who, if only by a description
	end     int  // piece behind what stands after the quotation
}

// attribute finds the speaker of quotation n. Those before it are found.
func (r *reading) attribute(n int, found []attribution) attribution {
	i := r.place[n]
	if a := r.after(i); a.found {
		return a
	}
	if n > 0 && (r.quotes[n-1].goesOn || r.follows(n, found[n-1])) {
		return attribution{found[n-1].speaker, found[n-1].found, i + 1}
	}
	if a := r.before(i); a.found {
		return a
	}
	if a := r.atSentenceEnd(i); a.found {
		return a
	}
	return r.colon(i)
}

// follows reports whether quotation n continues the one before it, of which a
// says who speaks: between them stand only those words ("...," he said, "...").
func (r *reading) follows(n int, a attribution) bool {
	from, to := r.place[n-1]+1, r.place[n]
	if !a.found {
		return false
	}
	if from == to {
		return true
	}
	if a.end <= from {
		return false
	}
	for i := from; i < to; i++ {
		p := r.pieces[i]
		stop := p.kind == markPiece && (p.mark == '.' || p.mark == '?' || p.mark == '!')
		if p.kind == breakPiece && !r.softBreak(i) || stop && i < to-1 || i >= a.end && p.kind == wordPiece && r.newSubject(i, to) {
			return false
		}
	}
	return true
}

// newSubject reports that between an attribution and the next quotation
// somebody else speaks: ("...," said Smith, and Jones replied, "...").
func (r *reading) newSubject(i, to int) bool { return r.is(i, cues) && i < to }

// after reads what stands behind the quotation at piece i.
func (r *reading) after(i int) attribution {
	j := i + 1
	if j < len(r.pieces) && r.pieces[j].kind == markPiece && (r.pieces[j].mark == ',' || r.pieces[j].mark == '-') {
		j++
	}
	if j < len(r.pieces) && r.pieces[j].kind == breakPiece && r.softBreak(j) {
		j++
	}
	if j >= len(r.pieces) || r.pieces[j].kind != wordPiece || r.sentenceOf(i).hi == i+1 {
		return attribution{}
	}
	if r.isWord(j, "as") {
		j++ // as Doe put it
	}
	switch {
	case r.isWord(j, "according") && r.isWord(j+1, "to"):
		run, ok := r.described(j + 2)
		return r.named(run, ok, true)
	case r.isAny(j, cues) && !r.pieces[j].upper:
		if r.isWord(j+1, "he") || r.isWord(j+1, "she") {
			return attribution{r.pronoun(j + 1), true, j + 2}
		}
		run, ok := r.described(j + 1)
		if !ok && r.isAny(j+1, reportTo) {
			return attribution{} // told reporters: the subject stands elsewhere
		}
		return r.named(run, ok, true)
	}
	a, _ := r.subjectThenCue(min(j, len(r.pieces)-1))
	return a
}

// atSentenceEnd reads who speaks where the sentence goes on for some words
// behind the quotation at piece i: The "..." is to stay, said Smith.
func (r *reading) atSentenceEnd(i int) attribution {
	for j := i + 1; j < min(i+beforeReach, r.sentenceOf(i).hi-1); j++ {
		if !r.isMark(j, ',') || r.pieces[j+1].kind != wordPiece {
			continue
		}
		if r.is(j+1, cues) {
			if run, ok := r.described(j + 2); ok && (r.personal(run) || r.known(run) || r.isMark(run.hi, '.')) {
				return r.named(run, ok, true)
			}
			continue
		}
		a, ok := r.subjectThenCue(j + 1)
		if !ok || a.end >= len(r.pieces) {
			continue
		}
		if end := &r.pieces[a.end]; r.stop(a.end) || end.kind == breakPiece || end.kind == wordPiece && a.speaker != "" && !r.is(a.end, subordinating) {
			return a
		}
	}
	return attribution{}
}

// named turns a run into an attribution. Found but not plain, it has no
// speaker.
func (r *reading) named(run nameRun, ok, found bool) attribution {
	if !ok {
		return attribution{found: found}
	}
	return attribution{r.speaker(run), true, run.hi}
}

// speaker is the name of a run beside a verb of saying: what speaks is a
// person, or goes by a name of its own.
func (r *reading) speaker(run nameRun) string {
	if r.possessive(run.hi-1) || r.pair(run) {
		return ""
	}
	if p := r.person(run); p != "" {
		return p
	}
	for j := run.name; j < run.hi; j++ {
		if r.bareLists(j)&(openers|titles) != 0 {
			return ""
		}
	}
	if r.body(run) {
		return r.nameOf(run)
	}
	return r.fullName(r.nameOf(run), r.lastName(run), r.pieces[run.lo].lo)
}

// body reports the name of a body: CBS News, the Interior Ministry.
func (r *reading) body(run nameRun) bool {
	for j := run.name; j < run.hi; j++ {
		if r.bareLists(j)&notPersons != 0 {
			return true
		}
	}
	return false
}

// pair reports a run that is joined to another: Smith and Jones.
func (r *reading) pair(run nameRun) bool {
	if r.isWord(run.hi, "and") {
		if _, ok := r.runAt(run.hi + 1); ok {
			return true
		}
	}
	if run.lo > 1 && r.isWord(run.lo-1, "and") {
		return r.pieces[run.lo-2].upper
	}
	return false
}

// describedWords is the most words of a description between a verb of saying
// and the name: said former deputy defense secretary Jane Doe.
const describedWords = 6

// described returns the name at piece i, with a description before it at most:
// former diplomat Jane Doe, Harbour spokesman John Roe. An article makes of
// the description a person without a name, unless the name follows at once
// (the actor Jane Doe) or behind a comma (the chief executive, Jane Doe).
func (r *reading) described(i int) (nameRun, bool) {
	article, modified := r.isAny(i, determiners) || r.isAny(i, possessives), false
	for j := i; j < min(i+2*describedWords, len(r.pieces)) && r.pieces[j].kind == wordPiece; j++ {
		run, ok := r.runAt(j)
		switch {
		case ok && !r.possessive(run.hi-1) && (!article || r.personal(run) && (modified || r.describes(j-1)) || j == i+1 && (r.body(run) || r.isAny(run.hi, cues))):
			if r.modifies(run) {
				article, modified, j = true, true, run.hi-1 // what it is the name of follows
				break
			}
			return run, true
		case ok:
			article, modified, j = true, modified || r.modifies(run), run.hi-1
		case r.possessive(j):
			article = true // the city's mayor
		case !article && (r.is(j, prepositions) || j-i >= describedWords):
			return nameRun{}, false
		}
		if article && r.isMark(j+1, ',') {
			run, ok := r.runAt(j + 2)
			return run, ok && r.personal(run) && (run.hi >= len(r.pieces) || r.pieces[run.hi].kind != wordPiece || r.is(run.hi, cues))
		}
	}
	return nameRun{}, false
}

// modifies reports a name that belongs to the description behind it: Harbour
// spokesman, Doe campaign manager, Harbour Ministry legal adviser Jane Roe.
func (r *reading) modifies(run nameRun) bool {
	for j := run.hi; j < min(run.hi+describedWords, len(r.pieces)); j++ {
		switch {
		case r.pieces[j].kind != wordPiece || r.is(j, cues|auxiliaries|prepositions|subordinating) || r.possessive(j):
			return false
		case r.is(j, someone) || r.is(j, titles):
			return true
		case r.pieces[j].upper:
			next, ok := r.runAt(j)
			return ok && j > run.hi && r.personal(next)
		}
	}
	return false
}

// describes reports a word that stands before a name and says who that is:
// the actor, the firm's, her brother.
func (r *reading) describes(j int) bool {
	return j >= 0 && r.pieces[j].kind == wordPiece && (r.is(j, someone) || r.is(j, titles) || r.possessive(j))
}

// subjectThenCue reads a subject and a verb of saying from piece i: Sen.
// Smith told, he said, James Lewis, a former diplomat, said.
func (r *reading) subjectThenCue(i int) (attribution, bool) {
	if r.isAny(i, singular) {
		if cue, ok := r.cueAt(i + 1); ok {
			return attribution{r.pronoun(i), true, cue + 1}, true
		}
		return attribution{}, false
	}
	if r.isAny(i, plurals) {
		cue, ok := r.cueAt(i + 1)
		return attribution{"", ok, cue + 1}, ok
	}
	run, ok := r.described(i)
	end := run.hi
	if !ok {
		end = r.descriptionEnd(i)
	}
	cue, said := r.cueAt(end)
	if !said && ok && r.isMark(end, ',') {
		cue, said = r.cueAt(end + 1) // the chairman, Jane Doe, said
	}
	if !said {
		cue, said = r.cueAt(r.appositionEnd(end))
	}
	if !said {
		return attribution{}, false
	}
	a := r.named(run, ok, true)
	a.end = cue + 1
	return a, true
}

// descriptionEnd is the end of the words at i that describe a person without
// a name: a spokesman for the Harbour Authority.
func (r *reading) descriptionEnd(i int) int {
	if r.isAny(i, prepositions) {
		return i
	}
	for j := i; j < min(i+12, len(r.pieces)); j++ {
		if r.pieces[j].kind != wordPiece || r.is(j, cues) {
			return j
		}
	}
	return i
}

// apposition is the most pieces between the commas behind a name.
const apposition = 30

// appositionEnd is the piece behind an apposition that begins at i: (D-Ore.)
// or , a former diplomat, or , 42,.
func (r *reading) appositionEnd(i int) int {
	if r.isMark(i, '(') {
		for j := i; j < min(i+10, len(r.pieces)); j++ {
			if r.isMark(j, ')') {
				return j + 1
			}
		}
	}
	if !r.isMark(i, ',') {
		return i
	}
	for j := i + 1; j < min(i+apposition, len(r.pieces)); j++ {
		p := r.pieces[j]
		if p.kind == quotePiece || p.kind == breakPiece || p.kind == markPiece && p.mark != ',' && p.mark != '(' && p.mark != ')' {
			break
		}
		if p.kind == markPiece && p.mark == ',' {
			if _, ok := r.cueAt(j + 1); ok {
				return j + 1
			}
		}
	}
	return i
}

// cueAt returns the place of the verb of saying that stands at piece i, small
// words such as also, has and later passed over.
func (r *reading) cueAt(i int) (int, bool) {
	for j := i; j < min(i+4, len(r.pieces)) && r.pieces[j].kind == wordPiece; j++ {
		if r.is(j, cues) {
			return j, true
		}
		if r.is(j, calendar) || (r.isWord(j, "on") || r.isWord(j, "in")) && r.isAny(j+1, calendar) {
			continue // on Monday
		}
		if !r.is(j, auxiliaries) && !strings.HasSuffix(r.lower(j), "ly") {
			break
		}
	}
	return i, false
}

// beforeReach is the most pieces between a verb of saying and the quotation
// behind it: he told the Harbour Herald on Monday that the bridge was "...".
const beforeReach = 60

// before reads what stands in the sentence before the quotation at piece i:
// the last verb of saying and its subject.
func (r *reading) before(i int) attribution {
	direct := r.isMark(i-1, ',') || r.isMark(i-1, ':')
	for j := i - 1; j >= max(0, i-beforeReach); j-- {
		p := r.pieces[j]
		if p.kind == quotePiece && r.quotes[p.index].closed || p.kind == breakPiece && !r.softBreak(j) {
			break
		}
		if r.stop(j) || r.isMark(j, ';') {
			break
		}
		if direct && j < i-1 && r.isMark(j, ',') && r.newName(j+1) {
			break // the verb has another object, or another subject comes between
		}
		if p.kind != wordPiece || p.scare {
			continue
		}
		switch {
		case r.isWord(j, "according") && r.isWord(j+1, "to"):
			run, ok := r.described(j + 2)
			return r.named(run, ok, true)
		case r.is(j, cues) && r.isMark(i-1, ',') && r.turned(j, i-1):
			run, ok := r.described(j + 1)
			return r.named(run, ok, true)
		case r.is(j, cues) && !p.upper && r.verbAt(j):
			return r.subjectOf(j)
		case r.is(j, saying) && r.isMark(j-1, ',') && r.isAny(j-2, cues):
			// Doe said, adding: the verb of saying comes next
		case r.is(j, saying) && !p.upper && r.participle(j):
			if run, ok := r.runEndingHere(j - 1); ok && (r.personal(run) || r.known(run)) && r.isWord(run.lo-1, "with") {
				return attribution{r.speaker(run), true, j + 1} // with Doe saying
			}
			if a := r.clauseSubject(j); a.found {
				return a
			}
		case r.isWord(j, "that") && strings.HasSuffix(r.lower(max(0, j-1)), "ed") && r.personAt(j-2):
			return r.subjectOf(j - 1) // any verb is one of saying there
		case r.is(j, cues) && r.initial(j): // Said Jane Doe: "..."
			run, ok := r.described(j + 1)
			return r.named(run, ok && r.isMark(run.hi, ':'), true)
		}
	}
	return attribution{}
}

// personAt reports that piece k ends the name of a person, or is a pronoun.
func (r *reading) personAt(k int) bool {
	run, ok := r.runEndingHere(k)
	return ok && (r.personal(run) || r.known(run)) || r.isAny(k, singular)
}

// participle reports that the word at j, of the form of a participle, is none
// of a noun (the saying, no warning).
func (r *reading) participle(j int) bool {
	return j == 0 || !r.isAny(j-1, determiners|possessives) && (r.pieces[j-1].kind != wordPiece || !r.possessive(j-1))
}

// turned reports that the subject follows the verb of saying at j and goes up
// to piece end: ("...," said Jane Doe, "...").
func (r *reading) turned(j, end int) bool {
	run, ok := r.described(j + 1)
	return ok && run.hi == end && !r.isWord(j, "told") && !r.isWord(j, "tells") && (j == 0 || r.pieces[j-1].kind != wordPiece || r.pieces[j-1].scare)
}

// newName reports that at piece i begins a subject with another verb.
func (r *reading) newName(i int) bool {
	run, ok := r.runAt(i)
	return ok && !r.possessive(run.hi-1) && run.hi < len(r.pieces) && r.pieces[run.hi].kind == wordPiece && !r.is(run.hi, cues) &&
		(r.personal(run) || r.known(run))
}

// verbAt reports that the word at j, of the form of a verb of saying, is not
// a noun (the claims) or an infinitive (to add) or a participle.
func (r *reading) verbAt(j int) bool {
	if j == 0 || r.pieces[j-1].kind != wordPiece {
		return true
	}
	if k := r.beforeVerb(j); k < j-1 {
		for k++; k < j; k++ {
			if r.isWord(k, "to") {
				return false
			}
		}
		return true
	}
	if r.isWord(j-1, "and") || r.isWord(j-1, "but") || r.isWord(j-1, "who") {
		return true
	}
	return !r.is(j-1, determiners|possessives|prepositions|beings) && !r.possessive(j-1)
}

// subjectOf is the subject of the verb of saying at piece j, which stands
// before it.
func (r *reading) subjectOf(j int) attribution {
	k := r.beforeVerb(j)
	if k >= 0 && r.isMark(k, ',') {
		if run, ok := r.runEndingHere(k - 1); ok && r.personal(run) && r.isMark(run.lo-1, ',') {
			return attribution{r.speaker(run), true, j + 1} // her lawyer, Jane Doe, said
		}
		if k = r.beforeApposition(k); r.isMark(k, ',') {
			return r.clauseSubject(j)
		}
	}
	if k >= 0 && r.isMark(k, ')') {
		for k > 0 && !r.isMark(k, '(') {
			k--
		}
		k--
	}
	switch {
	case k < 0 || r.pieces[k].kind != wordPiece:
		return attribution{}
	case r.is(k, singular):
		return attribution{r.pronoun(k), true, j + 1}
	case r.isWord(k, "and") || r.isWord(k, "but") || r.isWord(k, "then"):
		return r.clauseSubject(j) // came and said
	case r.isWord(k, "who"):
		return r.antecedent(k, j)
	}
	a := attribution{found: true, end: j + 1}
	if run, ok := r.runEndingAt(k); ok && (k >= j-6 || r.personal(run) || r.known(run)) {
		if !r.objectOf(run) {
			a.speaker = r.speaker(run)
		} else if owner, ok := r.runEndingHere(run.lo - 2); ok && r.isWord(run.lo-1, "of") && r.personal(owner) {
			a.speaker = r.speaker(owner) // Jane Doe of Harbour
		}
	}
	return a
}

// beforeVerb is the piece before a verb and the small words that belong to it.
func (r *reading) beforeVerb(j int) int {
	k := j - 1
	for k >= 0 && r.pieces[k].kind == wordPiece {
		switch {
		case r.is(k, auxiliaries) || strings.HasSuffix(r.lower(k), "ly") && !r.pieces[k].upper, r.is(k, calendar):
		case (r.isWord(k, "on") || r.isWord(k, "in")) && r.is(k+1, calendar):
		default:
			return k
		}
		k--
	}
	return k
}

// antecedent is the person of whom the clause behind "who" at piece k speaks.
func (r *reading) antecedent(k, j int) attribution {
	if k > 0 && r.isMark(k-1, ',') {
		k--
	}
	if run, ok := r.runEndingHere(k - 1); ok && !r.isWord(run.lo-1, "for") {
		return attribution{r.speaker(run), true, j + 1}
	}
	return attribution{found: true, end: j + 1}
}

// beforeApposition is the piece before the comma that opens the apposition
// which the comma at k closes.
func (r *reading) beforeApposition(k int) int {
	for j := k - 1; j > max(0, k-apposition); j-- {
		p := r.pieces[j]
		if p.kind == breakPiece && !r.softBreak(j) || p.kind == quotePiece || r.stop(j) || r.isMark(j, ';') {
			return k
		}
		if !r.isMark(j, ',') {
			continue
		}
		if run, ok := r.runEndingHere(j - 1); ok && !r.objectOf(run) || r.isMark(j-1, ')') {
			return j - 1
		}
	}
	return k
}

// runEndingAt is the run whose last word is piece k.
func (r *reading) runEndingAt(k int) (nameRun, bool) {
	if !r.pieces[k].upper {
		return nameRun{}, false
	}
	for lo := max(0, k-8); lo <= k; lo++ {
		if run, ok := r.runAt(lo); ok && run.hi == k+1 && (run.lo == 0 || !r.pieces[lo].scare) {
			return run, true
		}
	}
	return nameRun{}, false
}

// objectOf reports a run that belongs to what stands before it: a spokesman
// for Smith.
func (r *reading) objectOf(run nameRun) bool {
	if r.isWord(run.lo-1, "the") {
		return r.isAny(run.lo-2, linking)
	}
	return r.isAny(run.lo-1, linking)
}

// pronoun is the person for whom the pronoun at piece i stands: the only one
// named before it in the sentence or, if none is, in the sentence before.
func (r *reading) pronoun(i int) string {
	person := ""
	for j := i - 1; j >= max(r.sentenceOf(i).lo, i-pronounReach); j-- {
		if run, ok := r.runEndingHere(j); ok {
			p := r.person(run)
			if p == "" || r.possessive(run.hi-1) {
				continue
			}
			if person != "" && person != p {
				return ""
			}
			person, j = p, run.lo
		}
	}
	if person != "" {
		return person
	}
	return r.sentenceOf(i).focus
}

// pronounReach is how many pieces back a sentence is searched for a name.
const pronounReach = 60

func (r *reading) runEndingHere(j int) (nameRun, bool) {
	if j < 0 || r.pieces[j].kind != wordPiece || j+1 < len(r.pieces) && r.pieces[j+1].upper && r.pieces[j+1].kind == wordPiece {
		return nameRun{}, false
	}
	return r.runEndingAt(j)
}
