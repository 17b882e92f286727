package disguise

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The characters of UAX #9, section 2, that begin and end a stretch with an
// order of its own. The others, U+200E, U+200F and U+061C, have no extent.
const (
	leftEmbedding  = '\u202a'
	rightEmbedding = '\u202b'
	popEmbedding   = '\u202c'
	leftOverride   = '\u202d'
	rightOverride  = '\u202e'
	leftIsolate    = '\u2066'
	rightIsolate   = '\u2067'
	firstIsolate   = '\u2068'
	popIsolate     = '\u2069'
)

// deepest is how many of them can be open at once: max_depth of rule BD2.
const deepest = 125

// stretch is what one of them has begun and nothing has ended yet.
type stretch struct {
	at     int
	kind   rune
	before int // letters of the line before it that run from right to left
}

// turns tells whether a stretch could show a line in another order than it is
// read in. An override always could. Embeddings and isolates that run from
// right to left are set by honest editors around words of Arabic or Hebrew;
// around none, all they can do is to turn numbers and punctuation. Those that
// run from left to right quote Latin names there. letters are those before the
// end of the stretch that run from right to left.
func (s stretch) turns(letters int) bool {
	switch s.kind {
	case leftOverride, rightOverride:
		return true
	case rightEmbedding, rightIsolate:
		return letters == s.before
	}
	return false
}

func (s stretch) isolate() bool { return s.kind >= leftIsolate }

// judgeDirections marks the direction marks that could turn a line, each with
// what ends it. A text that runs from left to right throughout needs none, so
// there it marks all of them, also those that have no effect.
func (f *finder) judgeDirections() {
	if len(f.directions) == 0 {
		return
	}
	_, _, leftward := f.survey()
	if leftward == 0 {
		for _, at := range f.directions {
			f.direct(at)
		}
		return
	}
	for rest := f.directions; len(rest) > 0; {
		end := len(f.text)
		if i := strings.IndexAny(f.text[rest[0]:], "\n\r\u0085\u2029"); i >= 0 {
			end = rest[0] + i
		}
		n, _ := slices.BinarySearch(rest, end)
		f.judgeLine(rest[:n], end)
		rest = rest[n:]
	}
}

// judgeLine does so for the direction marks of one line, which ends all that is open.
func (f *finder) judgeLine(places []int, end int) {
	var open []stretch
	letters, from := 0, places[0]
	for _, at := range places {
		letters += leftwardIn(f.text[from:at])
		from = at
		switch r, _ := utf8.DecodeRuneInString(f.text[at:]); r {
		case popEmbedding, popIsolate:
			if i := opener(open, r); i >= 0 {
				if f.close(open[i:], letters) {
					f.direct(at)
				}
				open = open[:i]
			}
		case leftEmbedding, rightEmbedding, leftOverride, rightOverride, leftIsolate, rightIsolate, firstIsolate:
			if len(open) == deepest { // without effect, and nobody's honest work
				f.direct(at)
				break
			}
			open = append(open, stretch{at, r, letters})
		}
	}
	f.close(open, letters+leftwardIn(f.text[from:end]))
}

// opener is the index of the open stretch that pop ends, after rules X6a and
// X7: the last isolate, or the last embedding that no isolate protects. It is
// -1 if there is none.
func opener(open []stretch, pop rune) int {
	for i := len(open) - 1; i >= 0; i-- {
		switch {
		case open[i].isolate() == (pop == popIsolate):
			return i
		case open[i].isolate():
			return -1
		}
	}
	return -1
}

// close marks those of some stretches that turn their line, and tells whether
// the first does. letters are the right-to-left ones before the end of all.
func (f *finder) close(ended []stretch, letters int) bool {
	for _, s := range ended {
		if s.turns(letters) {
			f.direct(s.at)
		}
	}
	return len(ended) > 0 && ended[0].turns(letters)
}

func (f *finder) direct(at int) {
	_, size := utf8.DecodeRuneInString(f.text[at:])
	f.marks = append(f.marks, Mark{at, at + size, Direction})
}

// isLeftward tells whether r is a letter that runs from right to left. The
// blocks are those whose characters do so unless told otherwise, after
// DerivedBidiClass.txt: Hebrew to Arabic Extended-A, the presentation forms, and
// the scripts of Semitic and of West African descent in the first supplement.
func isLeftward(r rune) bool {
	return r >= 0x0590 && unicode.IsLetter(r) && (r <= 0x08FF || 0xFB1D <= r && r <= 0xFDFF || 0xFE70 <= r && r <= 0xFEFE ||
		0x10800 <= r && r <= 0x10FFF || 0x1E800 <= r && r <= 0x1EFFF)
}

// leftwardIn is how many letters of s run from right to left.
func leftwardIn(s string) int {
	n := 0
	for _, r := range s {
		if isLeftward(r) {
			n++
		}
	}
	return n
}
