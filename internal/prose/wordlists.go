package prose

import (
	_ "embed"
	"strings"
)

// wordLists is a set of the lists of words.txt, so that one look-up of a word
// answers every question that will be asked of it.
type wordLists uint64

// The lists, by the names that words.txt gives them.
const (
	dotted wordLists = 1 << iota
	titles
	honorifics
	generations
	notPersons
	notFirst
	openers
	nameParticles
	calendar
	cues
	auxiliaries
	singular
	plurals
	someone
	determiners
	possessives
	prepositions
	linking
	beings
	reportTo
	hollow
	telling
	denials
	denying
	deniedThings
	refusals
	notOnly
	noDoubt
	clauseWords
	falseOpposites
	numerals
	fractions
	beforeMonth
	percents
	currencies
	hedges
	beforeOne
	afterOne
	inTitles
	saying
	subordinating
	valued // months, numbers, scales and ranks, which figures.go and numerals.go list
)

// listNames are the names in the order of the bits.
const listNames = "dotted titles honorifics generations notPersons notFirst openers nameParticles calendar " +
	"cues auxiliaries singular plurals someone determiners possessives prepositions linking beings reportTo " +
	"hollow telling denials denying deniedThings refusals notOnly noDoubt clauseWords falseOpposites " +
	"numerals fractions beforeMonth percents currencies hedges beforeOne afterOne inTitles saying subordinating"

//go:embed data/words.txt
var wordLines string

// knownWords has the lists of each word, in lower case.
var knownWords = newWordTable(readLists(wordLines))

// listsOf is the lists in which a word stands.
func listsOf(w string) wordLists { return knownWords.lists(w) }

// readLists reads the format of words.txt. A line of no known list is passed
// over; a test keeps the file free of them.
func readLists(file string) map[string]wordLists {
	names := make(map[string]wordLists)
	for i, name := range strings.Fields(listNames) {
		names[name] = 1 << i
	}
	t := wordBits(file, names)
	addValued(t)
	return t
}

// wordBits reads a file of lines that begin with a name, and gives each word
// behind it the bit of that name. A line of no known name is passed over.
func wordBits[T ~uint16 | ~uint64](file string, names map[string]T) map[string]T {
	t := make(map[string]T)
	for line := range strings.Lines(file) {
		words := strings.Fields(line)
		if len(words) == 0 || names[words[0]] == 0 {
			continue
		}
		for _, w := range words[1:] {
			t[w] |= names[words[0]]
		}
	}
	return t
}

// addValued files the words that have a value.
func addValued(t map[string]wordLists) {
	for w := range months {
		t[w] |= valued
	}
	for _, numbers := range []map[string]float64{smallNumbers, scales, ranks} {
		for w := range numbers {
			t[w] |= valued
		}
	}
	for w := range scales {
		t[w+"s"] |= numerals
	}
}

// A wordTable is a hash table for words that are asked for once for each word
// of a text, most of which are not in it: so three slots in four are empty,
// and the hash is of a few bytes only. A map takes three times as long.
type wordTable struct {
	slots []uint16 // index in words, 0 for none
	words []tableWord
}

type tableWord struct {
	word  string
	lists wordLists
}

// tableBits is the binary logarithm of the slots.
const tableBits = 13

func newWordTable(lists map[string]wordLists) *wordTable {
	t := &wordTable{slots: make([]uint16, 1<<tableBits), words: make([]tableWord, 1)}
	for w, l := range lists {
		i := t.slot(w)
		t.slots[i] = uint16(len(t.words))
		t.words = append(t.words, tableWord{w, l})
	}
	return t
}

func (t *wordTable) lists(w string) wordLists { return t.words[t.slots[t.slot(w)]].lists }

// slot is where the word stands, or the empty slot where it would.
func (t *wordTable) slot(w string) uint {
	for i := wordHash(w); ; i++ {
		i &= 1<<tableBits - 1
		if n := t.slots[i]; n == 0 || t.words[n].word == w {
			return i
		}
	}
}

// wordHash mixes the length of a word with its first eight bytes and last four.
func wordHash(w string) uint {
	const odd = 0x9E3779B97F4A7C15 // 2^64 over the golden ratio
	n := len(w)
	var h uint64
	switch {
	case n >= 8:
		h = uint64(load4(w)) | uint64(load4(w[4:]))<<32 ^ uint64(load4(w[n-4:]))*odd
	case n >= 4:
		h = uint64(load4(w)) | uint64(load4(w[n-4:]))<<32
	case n > 0:
		h = uint64(w[0]) | uint64(w[n/2])<<8 | uint64(w[n-1])<<16
	}
	return uint((h + uint64(n)) * odd >> (64 - tableBits))
}

func load4(w string) uint32 {
	return uint32(w[0]) | uint32(w[1])<<8 | uint32(w[2])<<16 | uint32(w[3])<<24
}
