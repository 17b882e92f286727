package relation

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/zeebo/xxh3"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/shingle"
)

// A template is a form that an outlet fills in again and again: grant
// notices, stock and weather reports. What two of them have in common is the
// plain words, nearly all of them; between common runs stand blanks, filled
// in with other names and numbers.
//
//   - Two versions of one story keep its names and most of its numbers.
//   - A lightly edited copy changes plain words, a trimmed or extended one has
//     words against nothing.
//   - A release that two offices put out together differs in their names, but
//     then the outlets differ too; so articles of two outlets are never one
//     template, and where an outlet is not named one more blank is asked for.
const (
	templateLength = 0.6  // of the longer article that the shorter must reach
	templateWords  = 0.4  // of either article that must be in common, for a first look
	templatePlain  = 0.85 // Jaccard of the plain words, counted as often as they occur
	templateSure   = 0.7  // Jaccard from which the plain words need not be counted: they are alike
	templateBlanks = 3    // a blank for a name or number counts once, one for both twice
	blankWords     = 20   // of either side; more is a passage
)

// isTemplate reports whether the text held and b are one template filled in
// twice.
func (j *Judge) isTemplate(b Text, o compare.Overlap) (bool, error) {
	a := j.a
	switch {
	case a.Outlet != 0 && b.Outlet != 0 && a.Outlet != b.Outlet, !AlikeInLength(a.Words, b.Words),
		float64(o.WordsA) < templateWords*float64(a.Words), float64(o.WordsB) < templateWords*float64(b.Words):
		return false, nil
	}
	chain := compare.Chain(o.Runs)
	need := templateBlanks
	if a.Outlet == 0 || a.Outlet != b.Outlet {
		need++
	}
	if 2*gaps(chain, int(a.Words), int(b.Words)) < need {
		return false, nil
	}
	f, g, err := j.forms(b)
	if err != nil || blanks(f, g, chain) < need {
		return false, err
	}
	return Jaccard(o.Shared, a, b) >= templateSure || multisetJaccard(f.plainWords(), g.plainWords()) >= templatePlain, nil
}

// forms are the forms of the text held and of b.
func (j *Judge) forms(b Text) (f, g *form, err error) {
	if j.formsB == nil {
		j.formsB = make([]form, formCache)
	}
	if kept := &j.formsB[j.a.Number%formCache]; kept.made && kept.text == j.a.Number { // it was a b before
		j.formA, *kept = *kept, j.formA
	}
	if f, err = j.form(&j.formA, j.a.Number); err != nil {
		return nil, nil, err
	}
	slot := &j.formsB[b.Number%formCache]
	if b.Words > keptWords {
		slot = &j.formB
	}
	g, err = j.form(slot, b.Number)
	return f, g, err
}

// AlikeInLength reports whether two texts may be one template by their length
// in words.
func AlikeInLength(a, b uint32) bool {
	return float64(min(a, b)) >= templateLength*float64(max(a, b))
}

// gaps counts the places where there may be blanks, as far as the chain tells.
func gaps(chain []compare.Run, wordsA, wordsB int) int {
	n, a, b := 0, 0, 0
	for _, r := range append(chain, compare.Run{A: wordsA, B: wordsB}) {
		if a < r.A && r.A <= a+blankWords && b < r.B && r.B <= b+blankWords {
			n++
		}
		a, b = r.A+r.Words, r.B+r.Words
	}
	return n
}

// blanks counts the blanks of two filled-in forms: what stands between
// neighbouring runs of the chain, before the first and behind the last.
func blanks(f, g *form, chain []compare.Run) int {
	n, a, b := 0, 0, 0
	for _, r := range append(chain, compare.Run{A: len(f.words), B: len(g.words)}) {
		n += blank(f.words[a:r.A], g.words[b:r.B])
		a, b = r.A+r.Words, r.B+r.Words
	}
	return n
}

// blank weighs what two forms have at one place: 1 where names or numbers
// differ, 2 where both do.
func blank(a, b []kindWord) int {
	if len(a) > blankWords || len(b) > blankWords {
		return 0
	}
	n := 0
	for _, kind := range []kind{nameWord, numberWord} {
		if differ(a, b, kind) && differ(b, a, kind) {
			n++
		}
	}
	return n
}

// differ reports a word of the kind in a that b lacks.
func differ(a, b []kindWord, k kind) bool {
	return slices.ContainsFunc(a, func(w kindWord) bool {
		return w.kind() == k && !slices.ContainsFunc(b, func(v kindWord) bool { return v>>2 == w>>2 })
	})
}

// form is the words of a text and their kinds. A name is what begins with a
// capital elsewhere than at the beginning of a sentence, days and months
// excepted; scripts without case have no names here.
type form struct {
	text  uint32
	made  bool
	words []kindWord // in text order
	plain []kindWord // the plain ones ascending, once asked for
}

// kindWord is the hash of a word with its kind in the two lowest bits.
type kindWord uint64

type kind uint8

const (
	plainWord kind = iota
	nameWord
	numberWord
)

func (w kindWord) kind() kind { return kind(w & 3) }

// formCache is how many forms a Judge keeps beside that of a: pairs of one
// family come close together.
const formCache = 512

// keptWords is the length of a text over which its form is not kept: longer
// ones are rare.
const keptWords = 1024

// form makes f the form of the text, unless it is already.
func (j *Judge) form(f *form, number uint32) (*form, error) {
	if f.made && f.text == number {
		return f, nil
	}
	text, err := j.printed(number)
	if err != nil {
		return nil, err
	}
	j.words.Split(text)
	f.fill(&j.words, text)
	f.text, f.made = number, true
	return f, nil
}

func (f *form) fill(w *shingle.Words, text string) {
	f.words, f.plain = f.words[:0], f.plain[:0]
	for i := range w.Len() {
		word := kindWord(xxh3.Hash(w.Norm(i)) &^ 3)
		kind := kindOf(w.Norm(i), text, w.At(i).Lo)
		f.words = append(f.words, word|kindWord(kind))
	}
}

// plainWords are the plain words of the form, ascending.
func (f *form) plainWords() []kindWord {
	if len(f.plain) > 0 {
		return f.plain
	}
	for _, w := range f.words {
		if w.kind() == plainWord {
			f.plain = append(f.plain, w)
		}
	}
	slices.Sort(f.plain)
	return f.plain
}

// kindOf is the kind of the word that begins at byte lo of text.
func kindOf(norm []byte, text string, lo int) kind {
	switch {
	case hasDigit(norm):
		return numberWord
	case capital(text[lo:]) && !calendar(norm) && !beginsSentence(text, lo):
		return nameWord
	}
	return plainWord
}

// multisetJaccard compares two ascending lists, repeats counted.
func multisetJaccard(a, b []kindWord) float64 {
	n := len(a) + len(b)
	shared := len(a) - missing(a, b)
	if n == shared {
		return 1
	}
	return float64(shared) / float64(n-shared)
}

// missing counts the elements of ascending a that b lacks, each occurrence of
// b standing for one of a.
func missing(a, b []kindWord) int {
	n := 0
	for len(a) > 0 {
		switch {
		case len(b) == 0 || a[0] < b[0]:
			n++
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			a, b = a[1:], b[1:]
		}
	}
	return n
}

func hasDigit(norm []byte) bool {
	for _, b := range norm {
		if '0' <= b && b <= '9' {
			return true
		}
	}
	return false
}

func capital(word string) bool {
	if word[0] < utf8.RuneSelf {
		return 'A' <= word[0] && word[0] <= 'Z'
	}
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// beginsSentence reports whether the word at lo follows the end of a sentence
// or a line. A stop after a word of up to four letters with a capital is
// taken for an abbreviation ("Sen. Doe", "U.S. Army").
func beginsSentence(text string, lo int) bool {
	end := openingsBefore(text, lo)
	if end == 0 {
		return true
	}
	switch text[end-1] {
	case '\n', '!', '?', ':':
		return true
	case '.':
		word := end - 1
		for word > 0 && end-1-word <= 4 && text[word-1] != ' ' && text[word-1] != '\n' {
			word--
		}
		return end-1-word > 4 || word == end-1 || !capital(text[word:])
	}
	return false
}

// openingsBefore is the end of what stands before the spaces, opening
// quotation marks and brackets that lead to lo.
func openingsBefore(text string, lo int) int {
	for lo > 0 {
		switch {
		case strings.IndexByte(" \"'([", text[lo-1]) >= 0:
			lo--
		case strings.HasSuffix(text[:lo], "“") || strings.HasSuffix(text[:lo], "‘"):
			lo -= len("“")
		case strings.HasSuffix(text[:lo], "\u00a0"):
			lo -= len("\u00a0")
		default:
			return lo
		}
	}
	return 0
}

// calendar reports the English days and months: they differ between two
// versions of one story.
func calendar(norm []byte) bool {
	switch string(norm) {
	case "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
		"january", "february", "march", "april", "may", "june", "july", "august",
		"september", "october", "november", "december",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return true
	}
	return false
}
