package prose

import "strings"

// nameRun is a name: the pieces [lo, hi) and its words without titles, [name,
// hi).
type nameRun struct{ lo, name, hi int }

// runAt returns the name that begins at piece i: capitals in a row, with
// initials, particles and nicknames, and the titles in capitals before them.
// ok is false where none begins.
func (r *reading) runAt(i int) (nameRun, bool) {
	run := nameRun{lo: i, name: i, hi: i}
	if i >= len(r.pieces) || !r.pieces[i].upper {
		return run, false
	}
	for j := i; j < min(i+longestName, len(r.pieces)); j++ {
		t := &r.pieces[j]
		if t.kind != wordPiece {
			break
		}
		if t.scare && j > i && j+1 < len(r.pieces) && !r.pieces[j+1].scare && r.pieces[j+1].upper {
			continue // a nickname
		}
		switch {
		case t.upper && !t.scare && t.lists&calendar == 0 && !(j == i && t.opener):
			run.hi = j + 1
			if n := r.office(j); n > j && r.title(j) {
				j, run.name, run.hi = n-1, n, n
				continue
			}
			if r.title(j) && !(r.endsName(j) && (j > run.name || j > i && r.stopless(j-1)&honorifics != 0)) {
				run.name = j + 1
			}
			if r.possessive(j) {
				return run, run.name < run.hi
			}
		case t.lists&nameParticles != 0 && run.hi > run.name && r.particleJoins(j):
		default:
			return run, run.name < run.hi
		}
	}
	return run, run.name < run.hi
}

// office is the piece behind what follows a title and belongs to it, where a
// name comes next: Secretary of State Jane Doe, Speaker of the House Jane Doe;
// j itself if nothing does.
func (r *reading) office(j int) int {
	if !r.isWord(j+1, "of") {
		return j
	}
	i := j + 2
	if r.isWord(i, "the") {
		i++
	}
	begin := i
	for i < min(j+longestName/2, len(r.pieces)) && r.pieces[i].kind == wordPiece && r.is(i, notPersons) && !r.possessive(i) {
		i++
	}
	if i == begin || i+1 >= len(r.pieces) || !r.pieces[i].upper || r.pieces[i].kind != wordPiece {
		return j
	}
	return i
}

// longestName bounds the words of a name and its titles, so that a text in
// capitals costs no more than another.
const longestName = 12

// title reports a title at piece j.
func (r *reading) title(j int) bool { return r.stopless(j)&titles != 0 }

// stopless is the lists of word j without its full stop.
func (r *reading) stopless(j int) wordLists {
	if r.text[r.pieces[j].hi-1] != '.' {
		return r.pieces[j].lists
	}
	return listsOf(strings.TrimSuffix(r.lower(j), "."))
}

// endsName reports a title that is the last word of a name with more before
// it: Dean King, John Major.
func (r *reading) endsName(j int) bool {
	return j+1 >= len(r.pieces) || r.pieces[j+1].kind != wordPiece || !r.pieces[j+1].upper
}

// particleJoins reports that behind the nameParticles at j a capital follows.
func (r *reading) particleJoins(j int) bool {
	for ; j < len(r.pieces) && r.pieces[j].kind == wordPiece; j++ {
		if r.pieces[j].upper {
			return true
		}
		if !r.is(j, nameParticles) {
			return false
		}
	}
	return false
}

// initial reports the first word of a sentence.
func (r *reading) initial(j int) bool {
	if j == 0 {
		return true
	}
	switch t := &r.pieces[j-1]; t.kind {
	case markPiece:
		return t.mark == '.' || t.mark == '!' || t.mark == '?' || t.mark == ':'
	case quotePiece:
		return r.quotes[t.index].closed
	default:
		return t.kind == breakPiece
	}
}

func (r *reading) possessive(j int) bool {
	w, behind := r.word(j), r.text[r.pieces[j].hi:]
	if w[len(w)-1] == 's' && (strings.HasSuffix(w, "'s") || strings.HasSuffix(w, "’s")) {
		return true
	}
	return strings.HasPrefix(behind, "’ ") || strings.HasPrefix(behind, "' ")
}

// nameOf is a run without titles, nicknames and the possessive s.
func (r *reading) nameOf(run nameRun) string {
	name := r.text[r.pieces[run.name].lo:r.pieces[run.hi-1].hi]
	if !r.plain(run) {
		var words []string
		for j := run.name; j < run.hi; j++ {
			if !r.pieces[j].scare {
				words = append(words, r.word(j))
			}
		}
		name = strings.Join(words, " ")
	}
	return bareName(name)
}

// plain reports a run of words with a space between each two and no nickname.
func (r *reading) plain(run nameRun) bool {
	for j := run.name; j < run.hi; j++ {
		if r.pieces[j].scare || j > run.name && (r.pieces[j].lo != r.pieces[j-1].hi+1 || r.text[r.pieces[j].lo-1] != ' ') {
			return false
		}
	}
	return true
}

func bareName(name string) string {
	for _, s := range [...]string{"'s", "’s", "'", "’"} {
		name = strings.TrimSuffix(name, s)
	}
	return name
}

// bare is word j in lower case without a possessive s and a full stop.
func (r *reading) bare(j int) string {
	w := r.lower(j)
	switch n := len(w); {
	case w[n-1] == '.', w[n-1] == 's' && n > 1 && plainByte[w[n-2]] == 0:
		return strings.TrimSuffix(bareName(w), ".")
	}
	return w
}

// bareLists is the lists of bare.
func (r *reading) bareLists(j int) wordLists {
	if w := r.bare(j); len(w) < len(r.lower(j)) {
		return listsOf(w)
	}
	return r.pieces[j].lists
}

// personal reports a run that may be a person's name: titled, or of two to
// five words of which none belongs to the names of bodies and places.
func (r *reading) personal(run nameRun) bool {
	words := run.hi - run.name
	for j := run.name; j < run.hi; j++ {
		lists := r.bareLists(j)
		if lists&notPersons != 0 || j == run.name && lists&notFirst != 0 || !r.personalWord(j) {
			return false
		}
	}
	return words >= 2 && words <= 5 && !r.initialOnly(run) || words == 1 && r.titled(run)
}

// personalWord reports a word that is written like one of a person's name.
func (r *reading) personalWord(j int) bool {
	w := r.bare(j)
	return !digitByte(w[0]) && (len(w) <= 3 || !capitals(r.word(j)))
}

// capitals reports a word without small letters.
func capitals(w string) bool {
	for i := range len(w) {
		if 'a' <= w[i] && w[i] <= 'z' {
			return false
		}
	}
	return w == strings.ToUpper(w)
}

// initialOnly reports a run without a last name: J. R., U.S.
func (r *reading) initialOnly(run nameRun) bool {
	last := r.lower(run.hi - 1)
	return strings.HasSuffix(last, ".") && len(last) <= 4 && last != "jr." && last != "sr."
}

// titled reports a run with a title before its name.
func (r *reading) titled(run nameRun) bool { return run.name > run.lo && r.title(run.name-1) }
