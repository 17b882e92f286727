package source

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/zeebo/xxh3"
)

// Names appends hashes of the rare names of a text to dst, each once and in
// order: persons, places and bodies of two words in capitals or more. Two
// articles that share some are of one story, if few others have them.
//
// Titles, initials and a leading article are no part of a name, so that
// "President James A. Doe" and "James Doe" are one. Words in capitals
// throughout, days, months and the outlets of the catalogue are in none.
// Nothing is known of persons and places: a name is told by its shape, and it
// is for the caller to leave out those that are not rare. Behind Sources of
// the same text it costs a third, since the words are found.
func (r *Reader) Names(dst []uint64, text string) []uint64 {
	if r.doc.text != text {
		r.doc.reset(text, vocabulary())
	}
	s := nameScanner{d: &r.doc, outlets: r.catalogue.byAlias, out: dst, form: r.form[:0]}
	for i := 0; i < len(r.doc.tokens); {
		if r.doc.tokens[i].upper {
			i = s.run(i)
		} else {
			i++
		}
	}
	r.form = s.form
	names := s.out[len(dst):]
	slices.Sort(names)
	return s.out[:len(dst)+len(slices.Compact(names))]
}

// A name of fewer words is shared by too many; a run of more is a headline.
const (
	fewestNameWords = 2
	mostNameWords   = 5
)

// nameScanner goes through the words of a text once.
type nameScanner struct {
	d       *document
	outlets map[string]int32 // names that are none, folded
	out     []uint64

	form  []byte // of the name so far, folded as those of outlets are: letters and digits in lower case
	words int
}

// run reads the words with capitals from token i on, keeps the names among
// them, and returns their end.
func (s *nameScanner) run(i int) int {
	s.form, s.words = s.form[:0], 0
	for fresh := s.d.starts(i); ; fresh = false {
		hi := s.wordEnd(i)
		s.take(i, hi, fresh)
		next := s.next(i, hi)
		if next < 0 {
			s.keep()
			return hi
		}
		i = next
	}
}

// wordEnd is the end of the word at token i with what hyphens and apostrophes
// join to it: Anne-Marie, O'Dell.
func (s *nameScanner) wordEnd(i int) int {
	d := s.d
	hi := i + 1
	for hi+1 < len(d.tokens) && !d.tokens[hi].spaced && d.sign(hi, "-", "&", "'", "’") && d.isWord(hi+1) && !d.tokens[hi+1].spaced && d.possessive(hi) < hi+2 {
		hi += 2
	}
	return hi
}

// take makes the word of the tokens [i, hi) a part of the name, or ends the
// name before it.
func (s *nameScanner) take(i, hi int, fresh bool) {
	l, w := s.d.look(i).lists, s.d.word(i)
	switch {
	case hi == i+1 && utf8.RuneCountInString(w) == 1: // an initial
	case hi == i+1 && (allCapitals(w) || l&nameBreaks != 0): // IBM, Monday
		s.keep()
	case hi == i+1 && (l&nameOpens != 0 && (fresh || s.words == 0) || l&nameAfter != 0):
	default:
		for k := i; k < hi; k++ {
			s.add(k)
		}
		s.words++
	}
}

// add appends the letters of token k to the form.
func (s *nameScanner) add(k int) {
	if s.d.tokens[k].kind != wordToken {
		return
	}
	for _, r := range s.d.word(k) {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		} else if r >= utf8.RuneSelf {
			r = unicode.ToLower(r)
		}
		s.form = utf8.AppendRune(s.form, r)
	}
}

// keep files the name so far, if it is one, and begins another.
func (s *nameScanner) keep() {
	if s.words >= fewestNameWords && s.words <= mostNameWords {
		if _, outlet := s.outlets[string(s.form)]; !outlet {
			s.out = append(s.out, xxh3.Hash(s.form))
		}
	}
	s.form, s.words = s.form[:0], 0
}

// next is where the next word of the name begins, -1 where none does: behind
// the word of the tokens [i, hi), the full stop of an initial or a title, or
// particles. "Of" goes on in Bank of Norland and not in Tom Reed of Norland.
func (s *nameScanner) next(i, hi int) int {
	d := s.d
	short := utf8.RuneCountInString(d.word(i)) == 1 || d.in(i, nameBreaks|nameAfter)
	if d.sign(hi, ".") && short && !d.tokens[hi].spaced {
		if d.isUpper(hi + 1) {
			return hi + 1
		}
		return -1
	}
	n := hi
	for s.words > 0 && n < hi+maxParticles && (d.in(n, particles) || n == hi && s.words == 1 && d.is(n, "of")) && !d.tokens[n].upper {
		n++
	}
	if !d.isUpper(n) || !d.tokens[n].spaced {
		return -1
	}
	for k := hi; k < n; k++ {
		s.add(k)
	}
	return n
}

// maxParticles is the most particles in a row: de la.
const maxParticles = 3
