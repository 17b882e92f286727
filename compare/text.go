package compare

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"

	"github.com/dupes-news/dupes/internal/prose"
	"github.com/dupes-news/dupes/shingle"
)

// A text is an article as the comparison works on it. Words and stems are
// numbers that mean the same in both articles of a pair.
type text struct {
	raw       string
	words     shingle.Words
	sentences []prose.Sentence
	word      []int32 // number of each word's normal form
	stem      []int32 // number of its stem or concept; none within a phrase
	home      []int32 // sentence of each word
	vectors   []vector
	terms     []term // of all vectors

	quotes     []prose.Span
	quoted     []int32 // quotation of each word, from 1; 0 for none
	quotations []prose.Quotation
	heard      bool   // quotations are read
	footer     []bool // of each sentence: no part of the story
}

// none is the stem of a word that stands for nothing by itself: the later
// words of a phrase, such as "Reserve" in "Federal Reserve".
const none = -1

// A lexicon numbers the words of a pair. What it knows of a word does not
// depend on the pair and is kept; the numbers are dealt out anew, in order of
// appearance, so that no result depends on an earlier pair.
type lexicon struct {
	entries  map[string]int32 // normal form -> index in known
	known    []entry
	stems    map[string]int32 // stem or concept -> index in stemmed
	stemmed  []numbered
	env      *snowballstem.Env
	pair     int32
	words    int32 // distinct words of this pair
	openings []int // words of a text with which phrases may begin
	sorted   []int32
	seen     []int32

	// Of each stem of this pair:
	spread []int32   // sentences that hold it
	weight []float32 // inverse document frequency, a sentence being a document
	short  []bool    // as short as a word without meaning
}

type entry struct {
	numbered
	stem   int32 // index in stemmed
	begins bool  // a phrase of the thesaurus may
}

// numbered has a number in the pair that it was last met in.
type numbered struct {
	pair, number int32
	short        bool
}

// maxKnown bounds the memory of a lexicon: a worker that compares all of a
// corpus meets most words again and again.
const maxKnown = 1 << 17

// read makes a and b the pair.
func (l *lexicon) read(a, b *text) {
	if l.entries == nil || len(l.known) > maxKnown || l.pair == math.MaxInt32 {
		*l = lexicon{entries: map[string]int32{}, stems: map[string]int32{}, env: snowballstem.NewEnv(""), spread: l.spread, weight: l.weight, short: l.short}
	}
	l.pair++
	l.words, l.spread, l.short = 0, l.spread[:0], l.short[:0]
	for _, t := range [...]*text{a, b} {
		l.number(t)
	}
	for _, t := range [...]*text{a, b} {
		l.count(t)
	}
	l.weigh(len(a.sentences) + len(b.sentences))
	for _, t := range [...]*text{a, b} {
		l.vectors(t)
	}
}

// number gives the words and stems of t their numbers.
func (l *lexicon) number(t *text) {
	t.word, t.stem, t.home = t.word[:0], t.stem[:0], t.home[:0]
	l.openings = l.openings[:0]
	for s, sent := range t.sentences {
		for i := sent.First; i < sent.End; i++ {
			e := &l.known[l.entry(t.words.Norm(i))]
			if e.pair != l.pair {
				e.pair, e.number = l.pair, l.words
				l.words++
			}
			t.word = append(t.word, e.number)
			t.stem = append(t.stem, l.stem(e.stem))
			t.home = append(t.home, int32(s))
			if e.begins {
				l.openings = append(l.openings, i)
			}
		}
	}
	l.phrases(t)
}

// stem is the number of a stem in this pair.
func (l *lexicon) stem(i int32) int32 {
	s := &l.stemmed[i]
	if s.pair != l.pair {
		s.pair, s.number = l.pair, int32(len(l.spread))
		l.spread = append(l.spread, 0)
		l.short = append(l.short, s.short)
	}
	return s.number
}

// phrases makes one concept of those in the thesaurus, such as "per cent".
func (l *lexicon) phrases(t *text) {
	end := 0
	for _, i := range l.openings {
		id, n := prose.Synonyms().Phrase(&t.words, i)
		if n < 2 || i < end {
			continue
		}
		end = i + n
		t.stem[i] = l.stem(l.root(conceptKey(id)))
		for k := i + 1; k < end; k++ {
			t.stem[k] = none
		}
	}
}

// entry is the index of a normal form in known.
func (l *lexicon) entry(norm []byte) int32 {
	if i, ok := l.entries[string(norm)]; ok {
		return i
	}
	form := string(norm)
	key := ""
	if id, ok := prose.Synonyms().Word(form); ok {
		key = conceptKey(id)
	} else {
		l.env.SetCurrent(form)
		english.Stem(l.env)
		key = l.env.Current()
	}
	i := int32(len(l.known))
	l.known = append(l.known, entry{stem: l.root(key), begins: prose.Synonyms().Begins(norm)})
	l.entries[form] = i
	return i
}

// root is the index of a stem or concept in stemmed.
func (l *lexicon) root(key string) int32 {
	if i, ok := l.stems[key]; ok {
		return i
	}
	i := int32(len(l.stemmed))
	l.stemmed = append(l.stemmed, numbered{short: len(key) <= 2})
	l.stems[key] = i
	return i
}

// conceptKey cannot be the stem of a word: it has a space.
func conceptKey(id uint32) string {
	return string([]byte{' ', byte(id), byte(id >> 8), byte(id >> 16)})
}

// count finds in how many sentences each stem stands.
func (l *lexicon) count(t *text) {
	l.seen = renew(l.seen, len(l.spread)) // last sentence met, from 1
	for i, s := range t.stem {
		if s != none && l.seen[s] != t.home[i]+1 {
			l.seen[s] = t.home[i] + 1
			l.spread[s]++
		}
	}
}

// weigh gives each stem its inverse document frequency in the pair. A stem
// that stands once in either article weighs as much as one that stands in one
// of them only: else a pair of single sentences would be judged by its
// differences alone.
func (l *lexicon) weigh(sentences int) {
	l.weight = slices.Grow(l.weight[:0], len(l.spread))[:len(l.spread)]
	for i, n := range l.spread {
		l.weight[i] = float32(math.Log(float64(sentences+1) / float64(max(2, n))))
	}
}

// A vector is the weighted stems of a stretch of text, of length 1.
type vector []term

type term struct {
	stem   int32
	weight float32
}

// vectors makes those of the sentences of t.
func (l *lexicon) vectors(t *text) {
	t.vectors, t.terms = t.vectors[:0], slices.Grow(t.terms[:0], len(t.stem))
	for _, s := range t.sentences {
		begin := len(t.terms)
		t.terms = l.vector(t.terms, t.stem[s.First:s.End])
		t.vectors = append(t.vectors, t.terms[begin:len(t.terms):len(t.terms)])
	}
}

// vector appends the vector of some stems to dst, in the order of stems.
func (l *lexicon) vector(dst []term, stems []int32) []term {
	l.sorted = l.sorted[:0]
	for _, s := range stems {
		if s != none && !l.short[s] {
			l.sorted = append(l.sorted, s)
		}
	}
	slices.Sort(l.sorted)
	begin, sum := len(dst), 0.0
	for i := 0; i < len(l.sorted); {
		first, s := i, l.sorted[i]
		for i < len(l.sorted) && l.sorted[i] == s {
			i++
		}
		w := float64(i-first) * float64(l.weight[s])
		dst = append(dst, term{s, float32(w)})
		sum += w * w
	}
	if sum > 0 {
		scale := float32(1 / math.Sqrt(sum))
		for i := begin; i < len(dst); i++ {
			dst[i].weight *= scale
		}
	}
	return dst
}

// cut cuts an article into words and sentences.
func (t *text) cut(raw string) {
	t.raw, t.heard = raw, false
	t.words.Split(raw)
	t.sentences = prose.Sentences(t.sentences[:0], raw, &t.words)
	t.wholeWords()
}

// wholeWords moves the ends of sentences that cut through a word behind it, as
// in "ended.Then": passages are counted in words.
func (t *text) wholeWords() {
	for i, s := range t.sentences {
		hi := t.words.At(s.End - 1).Hi
		if hi <= s.Hi {
			continue
		}
		t.sentences[i].Hi = hi
		if i+1 < len(t.sentences) {
			next := &t.sentences[i+1]
			rest := t.raw[hi:next.Hi]
			next.Lo = hi + len(rest) - len(strings.TrimLeftFunc(rest, unicode.IsSpace))
		}
	}
}
