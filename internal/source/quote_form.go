package source

import (
	"bytes"
	"math"
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dupes-news/dupes/shingle"
)

// Form is a quote as it is compared with others: its words in a normal form in
// which the habits of copy desks make no difference (case, marks and dashes,
// 2.6million and 2.6 million, it's and it is, U.S. and US, ten and 10). What
// an outlet has left out or put in, by an ellipsis or in brackets, is a gap.
// It does not hold on to the text, and takes 12 bytes a word.
type Form []formWord

type formWord struct {
	hash  uint32
	lo    uint32 // in the text
	size  uint16 // bytes there
	flags formFlags
}

type formFlags uint16

const (
	gapBefore  formFlags = 1 << iota // something may be left out before the word, or was put in
	telling                          // the word tells what the quote is about
	innerName                        // so it does, but is a part of a name that tells no more
	negation                         // not, never
	goesOnWord                       // the second half of a printed word: the not of don't
	upperCase
)

// mostWords bounds the words of a form, and with them what Match costs.
const mostWords = 1024

// bytesPerWord is about what English quotes have.
const bytesPerWord = 5

// Form returns the form of a quote of text.
func (q *Quoter) Form(text string, quote Quote) Form {
	size := 2
	for _, p := range quote.Parts {
		size += (p.Hi - p.Lo) / bytesPerWord
	}
	f := former{form: make(Form, 0, size)}
	for _, p := range quote.Parts {
		f.text, f.at = text[p.Lo:p.Hi], p.Lo
		q.words.Split(f.text)
		f.part(&q.words)
	}
	return f.done()
}

// former makes the form of a quote, part by part.
type former struct {
	text   string // of the part
	at     int    // where it begins
	form   Form
	gap    bool   // before the next word
	prefix []byte // of the next word, the T of [T]he
	lo     int    // of the prefix
	upper  int    // words with a capital
}

// part appends the words of a part. Between two parts sentences may be
// missing, as an outlet need not say how long the speaker went on.
func (f *former) part(words *shingle.Words) {
	f.gap = len(f.form) > 0
	brackets := strings.IndexByte(f.text, '[') >= 0
	end, skip := 0, 0
	for i := range words.Len() {
		at := words.At(i)
		if between := f.text[end:at.Lo]; len(between) > 1 || brackets && between == "[" {
			f.gap = f.gap || leftOut(between)
			if open := strings.IndexByte(between, '['); brackets && open >= 0 {
				skip = max(skip, f.bracket(end+open))
			}
		}
		end = at.Hi
		if at.Lo < skip {
			f.gap = true
			continue
		}
		if len(f.form) >= mostWords {
			return
		}
		if brackets && f.startsWord(at) {
			f.prefix, f.lo = append(f.prefix[:0], words.Norm(i)...), at.Lo
			continue
		}
		f.word(words.Norm(i), at)
	}
}

// leftOut reports an ellipsis.
func leftOut(between string) bool {
	return strings.Contains(between, "…") || strings.Contains(between, "..") || strings.Contains(between, ". .")
}

// longestInsertion is the most bytes in brackets. An open bracket without an
// end is a slip.
const longestInsertion = 200

// bracket is the end of what the bracket at i holds, 0 where that is the
// first letter of a word.
func (f *former) bracket(i int) int {
	n := strings.IndexByte(f.text[i:min(len(f.text), i+longestInsertion)], ']')
	if n < 0 || f.startsWord(shingle.Word{Lo: i + 1, Hi: i + n}) {
		return 0
	}
	return i + n
}

// startsWord reports a letter in brackets that begins a word: [T]he.
func (f *former) startsWord(at shingle.Word) bool {
	if at.Hi-at.Lo != 1 || at.Lo == 0 || f.text[at.Lo-1] != '[' || !strings.HasPrefix(f.text[at.Hi:], "]") {
		return false
	}
	next, _ := utf8.DecodeRuneInString(f.text[at.Hi+1:])
	return unicode.IsLetter(next)
}

// word appends a word as it is compared, which may be several.
func (f *former) word(norm []byte, at shingle.Word) {
	if len(f.prefix) > 0 {
		norm, at.Lo = append(f.prefix, norm...), f.lo
		f.prefix = f.prefix[:0]
	}
	hash, plain := uint32(hashBasis), true
	for _, c := range norm {
		hash = (hash ^ uint32(c)) * hashPrime
		plain = plain && c-'a' <= 'z'-'a'
	}
	switch {
	case plain:
		f.addHash(hash, at)
	case '0' <= norm[0] && norm[0] <= '9':
		f.figure(norm, at)
	case bytes.IndexByte(norm, '\'') > 0:
		f.contraction(norm, at)
	default:
		f.add(without(norm, "."), at) // U.S.
	}
}

func without(norm []byte, sign string) []byte { return bytes.ReplaceAll(norm, []byte(sign), nil) }

// figure appends a figure and what is written together with it: 2.6million,
// 40%, 9pm.
func (f *former) figure(norm []byte, at shingle.Word) {
	n := 0
	for n < len(norm) && (norm[n] < 'a' || norm[n] > 'z') {
		n++
	}
	f.add(without(norm[:n], ","), at)
	if n < len(norm) {
		f.half(string(without(norm[n:], ".")), at)
	}
	if strings.HasPrefix(f.text[at.Hi:], "%") {
		f.half("percent", at)
	}
}

// contraction appends it's as it is. Of a noun the s is dropped: the words
// around it tell whether it owns something.
func (f *former) contraction(norm []byte, at shingle.Word) {
	i := bytes.LastIndexByte(norm, '\'')
	base, tail := norm[:i], string(norm[i+1:])
	full := contractions[tail]
	switch {
	case tail == "t" && i > 1 && norm[i-1] == 'n':
		f.add(verbOf(base[:i-1]), at)
		full = "not"
	case tail == "s" && string(base) == "let":
		f.add(base, at)
		full = "us"
	case tail == "s" && quoteWords.of(hashOf(base)).kind&isFor == 0:
		f.add(without(base, "'"), at)
		return
	case full != "":
		f.add(without(base, "'"), at)
	default:
		f.add(without(norm, "'"), at)
		return
	}
	f.half(full, at)
}

var contractions = map[string]string{"s": "is", "re": "are", "ll": "will", "ve": "have", "m": "am", "d": "would"}

// verbOf is the verb of can't, don't and won't without its n't.
func verbOf(short []byte) []byte {
	switch string(short) {
	case "ca":
		return []byte("can")
	case "wo":
		return []byte("will")
	case "sha":
		return []byte("shall")
	}
	return short
}

// half appends what is printed together with the word before it.
func (f *former) half(word string, at shingle.Word) {
	n := len(f.form)
	f.add([]byte(word), at)
	if n < len(f.form) {
		f.form[n].flags |= goesOnWord
	}
}

// add appends a word.
func (f *former) add(word []byte, at shingle.Word) { f.addHash(hashOf(word), at) }

func (f *former) addHash(hash uint32, at shingle.Word) {
	known := quoteWords.of(hash)
	if known.kind&filler != 0 {
		return
	}
	if known.kind&splits != 0 {
		f.add([]byte("can"), at)
		f.half("not", at)
		return
	}
	w := formWord{hash: known.hash, lo: uint32(f.at + at.Lo), size: uint16(min(at.Hi-at.Lo, math.MaxUint16))}
	if known.kind&hollow == 0 {
		w.flags |= telling
	}
	if known.kind&denies != 0 {
		w.flags |= telling | negation
	}
	if f.gap {
		w.flags |= gapBefore
		f.gap = false
	}
	f.capital(&w, at)
	f.form = append(f.form, w)
}

// capital notes the words that do not count among those that tell what a quote
// is about: of a name all but the first, and nothing of an office or a body,
// "president of the United States".
func (f *former) capital(w *formWord, at shingle.Word) {
	if c := f.text[at.Lo]; 'a' <= c && c <= 'z' {
		return
	}
	if first, _ := utf8.DecodeRuneInString(f.text[at.Lo:]); !unicode.IsUpper(first) {
		return
	}
	w.flags |= upperCase
	f.upper++
	n := len(f.form)
	if n == 0 {
		return
	}
	last := &f.form[n-1]
	if int(last.lo)+int(last.size)+1 != f.at+at.Lo { // a sign between them
		return
	}
	if last.flags&upperCase != 0 && last.flags&telling != 0 {
		w.flags |= innerName
		return
	}
	of := n - 1
	if last.hash == hashes.the {
		of--
	}
	if of > 0 && f.form[of].hash == hashes.of {
		w.flags |= innerName
		f.form[of-1].flags |= innerName
	}
}

// done is the form. In a quote set in capitals they tell nothing of names.
func (f *former) done() Form {
	if 2*f.upper > len(f.form) {
		for i := range f.form {
			f.form[i].flags &^= innerName
		}
	}
	return f.form
}

// hashOf is FNV-1a.
func hashOf(word []byte) uint32 {
	h := uint32(hashBasis)
	for _, c := range word {
		h = (h ^ uint32(c)) * hashPrime
	}
	return h
}

const hashBasis, hashPrime = 2166136261, 16777619

// keyWords is the words of a key, and with that the fewest in common for which
// two forms are sure to have one in common. Every run of so many is a key: of
// shorter ones there would be fewer, but most pairs of articles that share
// one of 5 words share no quote.
const keyWords = 8

// Keys appends hashes to dst, of which two forms with a common run of 8 words
// or more have at least one in common. A form of fewer words has none.
func (f Form) Keys(dst []uint64) []uint64 {
	const base = 0x9E3779B97F4A7C15 // odd, 2^64 over the golden ratio
	out := uint64(1)                // what leaves was multiplied by
	for range keyWords {
		out *= base
	}
	var sum uint64
	for i := range f {
		sum = sum*base + uint64(f[i].hash) + 1
		if i >= keyWords {
			sum -= (uint64(f[i-keyWords].hash) + 1) * out
		}
		if i >= keyWords-1 {
			dst = append(dst, bits.RotateLeft64(sum*base, 32)*base)
		}
	}
	return dst
}
