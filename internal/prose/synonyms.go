package prose

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/dupes-news/dupes/shingle"
)

// synonymLines is the list of concepts; its head says how it is written.
//
//go:embed data/synonyms.txt
var synonymLines string

// A Thesaurus knows which words and phrases news writers put in place of one
// another. It is read only and serves any number of goroutines.
type Thesaurus struct {
	ids   map[string]uint32 // normal form, words joined by spaces -> concept, from 1
	words map[string]int    // first word of a phrase -> words of the longest one
	keys  []string          // of each concept
}

// Synonyms is the thesaurus of the package, read once, when first asked for.
var Synonyms = sync.OnceValue(func() *Thesaurus {
	t, _ := parseThesaurus(synonymLines) // a test keeps the list free of errors
	return t
})

// Word returns the concept of a word in its normal form. Of a possessive
// that is not listed it is that of the owner. It does not allocate, nor does
// Word(string(b)) for words of up to 32 bytes.
func (t *Thesaurus) Word(norm string) (id uint32, ok bool) {
	id, ok = t.ids[norm]
	if !ok {
		if owner, possessive := strings.CutSuffix(norm, "'s"); possessive {
			id, ok = t.ids[owner]
		}
	}
	return id, ok
}

// key names a concept so that it cannot be taken for a word.
func (t *Thesaurus) key(id uint32) string { return t.keys[id] }

// Phrase returns the concept of the longest phrase that begins at word i, a
// single word included, and the number of its words, 0 where there is none.
func (t *Thesaurus) Phrase(w *shingle.Words, i int) (id uint32, words int) {
	for n := min(t.words[string(w.Norm(i))], w.Len()-i); n > 1; n-- {
		if id, ok := t.ids[string(w.NormRun(i, i+n))]; ok {
			return id, n
		}
	}
	if id, ok := t.Word(string(w.Norm(i))); ok {
		return id, 1
	}
	return 0, 0
}

// Begins reports whether a phrase of several words may begin with a word.
func (t *Thesaurus) Begins(norm []byte) bool { return t.words[string(norm)] > 1 }

// parseThesaurus reads the format of synonyms.txt. A form that two lines
// claim stays with the first; the error tells of the first such form.
func parseThesaurus(lines string) (*Thesaurus, error) {
	t := &Thesaurus{ids: make(map[string]uint32, 6000), words: make(map[string]int), keys: []string{""}}
	var err error
	concept := uint32(0)
	for n, line := range strings.Split(lines, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		concept++
		t.keys = append(t.keys, "#"+strconv.Itoa(int(concept)))
		for _, form := range lineForms(line) {
			if e := t.add(form, concept); e != nil && err == nil {
				err = fmt.Errorf("line %d: %w", n+1, e)
			}
		}
	}
	return t, err
}

// add files a form under its concept.
func (t *Thesaurus) add(form string, concept uint32) error {
	if have := t.ids[form]; have != 0 && have != concept {
		return fmt.Errorf("%q is in concept %d too", form, have)
	}
	t.ids[form] = concept
	if first, _, more := strings.Cut(form, " "); more {
		t.words[first] = max(t.words[first], 1+strings.Count(form, " "))
	}
	return nil
}

// lineForms returns all forms of a line, the inflected ones of verbs and
// nouns included.
func lineForms(line string) []string {
	inflect := func(word string, _ []string) []string { return []string{word} }
	if rest, ok := strings.CutPrefix(line, "verb:"); ok {
		line, inflect = rest, verbForms
	} else if rest, ok := strings.CutPrefix(line, "noun:"); ok {
		line, inflect = rest, nounForms
	}
	var forms []string
	for entry := range strings.SplitSeq(line, ",") {
		entry = strings.TrimSpace(entry)
		if exact, ok := strings.CutPrefix(entry, "="); ok {
			forms = append(forms, exact)
			continue
		}
		parts := strings.Split(entry, "/")
		forms = append(forms, inflect(parts[0], parts[1:])...)
	}
	return forms
}

// verbForms inflects the first word of a verb entry: "carry out" has
// "carries out". The irregular forms take the place of the past in -ed, one
// in -ing that of the participle. They need not repeat what follows the verb.
func verbForms(entry string, irregular []string) []string {
	verb, rest, _ := strings.Cut(entry, " ")
	forms := []string{verb, withS(verb)}
	if !slices.ContainsFunc(irregular, isParticiple) {
		forms = append(forms, withEnding(verb, "ing"))
	}
	if !slices.ContainsFunc(irregular, isPast) {
		forms = append(forms, withEnding(verb, "ed"))
	}
	for _, form := range irregular {
		first, _, _ := strings.Cut(form, " ")
		forms = append(forms, first)
	}
	for i := range forms {
		forms[i] = strings.TrimSpace(forms[i] + " " + rest)
	}
	return forms
}

func isParticiple(form string) bool { return strings.HasSuffix(form, "ing") }

func isPast(form string) bool { return !isParticiple(form) }

// nounForms gives the last word of a noun entry its plural, unless the entry
// has one of its own.
func nounForms(entry string, irregular []string) []string {
	if len(irregular) > 0 {
		return append(irregular, entry)
	}
	return []string{entry, withS(entry)}
}

// withS is the plural of a regular noun, and of a verb the third person.
func withS(word string) string {
	switch {
	case strings.HasSuffix(word, "y") && !vowel(word, len(word)-2):
		return word[:len(word)-1] + "ies"
	case strings.HasSuffix(word, "s"), strings.HasSuffix(word, "x"), strings.HasSuffix(word, "z"),
		strings.HasSuffix(word, "ch"), strings.HasSuffix(word, "sh"), strings.HasSuffix(word, "o") && !vowel(word, len(word)-2):
		return word + "es"
	}
	return word + "s"
}

// withEnding sets -ed or -ing behind a regular verb.
func withEnding(verb, ending string) string {
	n := len(verb)
	switch {
	case strings.HasSuffix(verb, "ee"), strings.HasSuffix(verb, "oe"), strings.HasSuffix(verb, "ye"):
		return verb + strings.TrimPrefix(ending, "e")
	case strings.HasSuffix(verb, "ie") && ending == "ing":
		return verb[:n-2] + "ying"
	case strings.HasSuffix(verb, "e"):
		return verb[:n-1] + ending
	case strings.HasSuffix(verb, "y") && ending == "ed" && !vowel(verb, n-2):
		return verb[:n-1] + "ied"
	case doubles(verb):
		return verb + verb[n-1:] + ending
	}
	return verb + ending
}

// doubles reports a verb of one syllable that ends in a single vowel and a
// consonant that is doubled: stop, stopped. Longer verbs that do so (admit)
// are listed with their forms.
func doubles(verb string) bool {
	n := len(verb)
	if n < 3 || vowel(verb, n-1) || strings.IndexByte("wxy", verb[n-1]) >= 0 || !vowel(verb, n-2) {
		return false
	}
	for i := range n - 2 {
		if vowel(verb, i) && !(i == 1 && verb[:2] == "qu") {
			return false
		}
	}
	return true
}

func vowel(word string, i int) bool {
	return i >= 0 && i < len(word) && strings.IndexByte("aeiou", word[i]) >= 0
}
