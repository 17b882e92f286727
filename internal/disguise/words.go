package disguise

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// shortest is how many letters a word must have that is written in look-alikes
// throughout, or in letters of another style. Shorter ones are symbols: the
// variables of a formula, a grade, the conjunctions of a quotation.
const shortest = 3

// word is a run of letters of the scripts in letters.go, with their accents.
// Digits, hyphens and apostrophes part words, so that "β-carotene" and the
// Russian "IT-директор" have two, of one script each.
type word struct {
	lo, hi int
	// How many letters it has: of the alphabets, and of Latin in three forms.
	foreign, latin, wide, styled int

	alphabet int  // the first in the word, or none
	several  bool // it has letters of another one
	alike    bool // those of the alphabet all look like Latin ones
	signs    bool // those of the alphabet are all in mathSigns
	lower    bool // those of the alphabet are all in lower case
	upper    bool // the Latin ones are all in upper case
	stem     bool // the Latin ones come first
}

// word reads the word around a place, keeps it if it may have to be marked, and
// returns where it ends.
func (f *finder) word(at int) int {
	w := f.read(at)
	f.end = w.hi
	switch {
	case w.wide+w.styled > 0:
		// Japanese sets ＮＨＫ in this width, and leaves no blank after it.
		if w.foreign+w.latin+w.wide+w.styled >= shortest && !f.touchesEastern(w) {
			f.words = append(f.words, w)
		}
	case w.several, w.latin > 0 && !w.scientific():
		f.words = append(f.words, w)
	case w.latin == 0:
		f.addToPhrase(w)
	}
	return w.hi
}

// read finds the word around a place and counts its letters.
func (f *finder) read(at int) word {
	w := word{lo: at, alphabet: none, alike: true, signs: true, lower: true, upper: true, stem: true}
	for w.lo > f.end {
		r, size := utf8.DecodeLastRuneInString(f.text[f.end:w.lo])
		if !inWord(r) {
			break
		}
		w.lo -= size
	}
	for w.hi = w.lo; w.hi < len(f.text); {
		r, size := utf8.DecodeRuneInString(f.text[w.hi:])
		if !inWord(r) {
			break
		}
		w.add(r)
		w.hi += size
	}
	return w
}

// inWord tells whether a word goes on with r.
func inWord(r rune) bool {
	return script(r) != none || r >= 0x0300 && unicode.IsMark(r) && unicode.Is(unicode.Inherited, r) && !unseen(r)
}

// add counts a letter.
func (w *word) add(r rune) {
	switch s := script(r); s {
	case none:
	case wide:
		w.wide++
	case stylised:
		w.styled++
	case latin:
		w.latin++
		w.stem = w.stem && w.foreign == 0
		w.upper = w.upper && unicode.IsUpper(r)
	default:
		if w.alphabet == none {
			w.alphabet = s
		}
		w.foreign++
		w.several = w.several || s != w.alphabet
		w.alike = w.alike && strings.ContainsRune(alphabets[s].like, r)
		w.signs = w.signs && s == greek && strings.ContainsRune(mathSigns, r)
		w.lower = w.lower && unicode.IsLower(r)
	}
}

// scientific tells whether a word of Latin and Greek letters is a unit, a
// quantity or the name of a molecule. With α beside capitals "PFIZERα" passes
// as one; it is not what a disguise looks like, which keeps to capitals.
func (w word) scientific() bool {
	return w.signs || w.alphabet == greek && w.upper && w.lower
}

// touchesEastern tells whether a word goes over into one of a script that sets
// no blanks between words.
func (f *finder) touchesEastern(w word) bool {
	before, _ := utf8.DecodeLastRuneInString(f.text[:w.lo])
	after, _ := utf8.DecodeRuneInString(f.text[w.hi:])
	return eastern(before) || eastern(after)
}

// phrase is a run of words of one alphabet: all that stands between two words
// of others.
type phrase struct {
	alphabet int
	end      int    // of the last word
	alike    []word // those all of whose letters look like Latin ones
	seen     bool   // it has a letter that nobody takes for a Latin one
}

// addToPhrase adds a word of one alphabet to the phrase, or begins the next.
func (f *finder) addToPhrase(w word) {
	if w.alphabet != f.phrase.alphabet || strings.ContainsFunc(f.text[f.phrase.end:w.lo], unicode.IsLetter) {
		f.closePhrase()
		f.phrase.alphabet = w.alphabet
	}
	f.phrase.end = w.hi
	switch {
	case !w.alike:
		f.phrase.seen = true
	case w.foreign >= shortest:
		f.phrase.alike = append(f.phrase.alike, w)
	}
}

// closePhrase keeps the look-alikes of the phrase, unless a word beside them
// shows that Russian or Greek is quoted.
func (f *finder) closePhrase() {
	if !f.phrase.seen {
		f.words = append(f.words, f.phrase.alike...)
	}
	f.phrase = phrase{alike: f.phrase.alike[:0]}
}

// judgeWords marks those of the words kept that are in disguise.
func (f *finder) judgeWords() {
	if len(f.words) == 0 {
		return
	}
	western, others, _ := f.survey()
	seen := western > 0
	for _, w := range f.words { // the words in question have no say
		western -= w.latin
		others -= w.foreign
		seen = seen || w.wide+w.styled > 0
	}
	mostly := seen && western >= others
	for _, w := range f.words {
		if f.disguised(w, mostly) {
			f.marks = append(f.marks, Mark{w.lo, w.hi, LookAlike})
		}
	}
}

// survey counts the letters of the text: Latin ones of ordinary form, those of
// any other script, and of these the ones that run from right to left.
func (f *finder) survey() (western, others, leftward int) {
	for _, r := range f.text {
		switch s := script(r); {
		case s == latin:
			western++
		case s == wide || s == stylised:
		case s != none || r >= utf8.RuneSelf && unicode.IsLetter(r) && !unseen(r):
			others++
			if isLeftward(r) {
				leftward++
			}
		}
	}
	return western, others, leftward
}

// disguised tells whether a word kept is to be marked, given whether the text
// is mostly Latin. In such a text no honest word mixes alphabets. In a Russian
// or Greek one many do, and visibly: "VIPов", "псевдоVIP". There a disguise is
// a word that has a reading in one alphabet throughout.
func (f *finder) disguised(w word, mostlyLatin bool) bool {
	switch {
	case w.wide+w.styled > 0, w.latin == 0 && !w.several:
		return mostlyLatin
	case mostlyLatin || w.several:
		return true
	}
	visible := strings.ContainsFunc(f.text[w.lo:w.hi], func(r rune) bool { // has a letter that is Latin and nothing else
		return script(r) == latin && !strings.ContainsRune(alphabets[w.alphabet].latin, r)
	})
	if w.stem && w.lower && (visible || w.upper && w.latin >= 2) {
		return false // a foreign name or abbreviation with an ending: "iPadа", "PCшник"
	}
	return w.alike || !visible
}
