package prose

import "strings"

// clauseSubject is the subject of the sentence up to piece j, for a verb that
// does not stand beside it: Jane Doe rose at noon, saying; Jane Doe rose and
// said. It is the first name with a verb behind it, in the main clause, or one
// that begins another main clause: "..., and John Roe rose".
func (r *reading) clauseSubject(j int) attribution {
	lo := r.sentenceOf(j).lo
	var subject attribution
	for i := lo; i < j; i++ {
		if !r.beginsClause(i, lo, subject.found) {
			continue
		}
		if a, ok := r.subjectAt(i); ok && a.end <= j {
			subject, i = a, a.end-1
		}
	}
	subject.end = j + 1
	return subject
}

// beginsClause reports whether a main clause may begin at piece i of the
// sentence that begins at lo. Once it has a subject, only "and" and "but"
// behind a comma give it another.
func (r *reading) beginsClause(i, lo int, found bool) bool {
	if r.pieces[i].kind != wordPiece || r.pieces[i].scare {
		return false
	}
	if found {
		return i > lo+1 && (r.isWord(i-1, "and") || r.isWord(i-1, "but")) && r.isMark(i-2, ',')
	}
	if i == lo {
		return true
	}
	before := &r.pieces[i-1]
	switch {
	case before.kind == markPiece || before.kind == breakPiece:
		return true
	case before.kind == wordPiece && i-1 == lo:
		return before.opener && !r.is(i-1, subordinating|determiners|linking) // But Jane Doe
	}
	return r.isWord(i-1, "and") || r.isWord(i-1, "but")
}

// subjectAt reads a subject with a verb behind it at piece i. ok is false
// where none stands there.
func (r *reading) subjectAt(i int) (attribution, bool) {
	if r.is(i, singular) {
		return attribution{r.pronoun(i), true, i + 1}, r.verbLike(i + 1)
	}
	if r.is(i, plurals) {
		return attribution{"", true, i + 1}, r.verbLike(i + 1)
	}
	run, ok := r.described(i)
	if !ok || r.possessive(run.hi-1) {
		return attribution{}, false
	}
	end := r.behindName(run.hi)
	if !r.verbLike(end) || !r.subjectName(run, end) {
		return attribution{}, false
	}
	return attribution{r.speaker(run), true, end}, true
}

// subjectName reports a run that may be the subject of the verb at piece end:
// a person or a body, or a name of one word that does not only look like one
// because it begins the sentence (Amid protests).
func (r *reading) subjectName(run nameRun, end int) bool {
	switch {
	case r.personal(run), r.known(run):
		return true
	case r.body(run):
		return run.hi-run.name > 1
	}
	return !r.initial(run.lo) || r.is(end, cues|auxiliaries|beings) || strings.HasSuffix(r.lower(end), "ed")
}

// behindName is the piece behind what may follow a name: (D-Ore.), of Harbour,
// and an apposition between commas.
func (r *reading) behindName(i int) int {
	if r.isMark(i, '(') {
		i = r.appositionEnd(i)
	}
	if r.isWord(i, "of") || r.isWord(i, "from") {
		if run, ok := r.runAt(i + 1); ok {
			i = run.hi
		}
	}
	if !r.isMark(i, ',') {
		return i
	}
	for j := i + 1; j < min(i+apposition, len(r.pieces)); j++ {
		switch p := &r.pieces[j]; {
		case p.kind == quotePiece, p.kind == breakPiece, p.kind == markPiece && strings.IndexByte(".!?;:", p.mark) >= 0:
			return i
		case r.isMark(j, ',') && r.verbLike(j+1):
			return j + 1
		}
	}
	return i
}

// verbLike reports a word behind a name that may be a finite verb.
func (r *reading) verbLike(i int) bool {
	if i >= len(r.pieces) || r.pieces[i].kind != wordPiece || r.pieces[i].upper || r.is(i, linking|subordinating) {
		return false
	}
	return !r.isWord(i, "and") && !r.isWord(i, "or") && !strings.HasSuffix(r.lower(i), "ing")
}

// colon reads what introduces the quotation at piece i with a colon: Jane Doe
// went further: "..."; Doe: "...".
func (r *reading) colon(i int) attribution {
	if !r.isMark(i-1, ':') {
		return attribution{}
	}
	k := i - 2
	if r.isMark(k, ')') {
		for k > max(0, i-10) && !r.isMark(k, '(') {
			k--
		}
		k--
	}
	if run, ok := r.runEndingHere(k); ok && (r.personal(run) || r.known(run)) && !r.objectOf(run) && !r.possessive(run.hi-1) {
		return attribution{r.speaker(run), true, i}
	}
	return r.clauseSubject(i - 1)
}
