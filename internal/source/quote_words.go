package source

import "strings"

// quoteWord is what is known of a word of a quote: its kind, and the hash by
// which it is compared.
type quoteWord struct {
	word uint32 // its own hash, 0 for an empty place
	hash uint32
	kind wordKind
}

// wordKind is a set of the lists below.
type wordKind uint8

const (
	hollow wordKind = 1 << iota // tells nothing of what a quote is about
	denies
	filler // a copy desk leaves it out
	isFor  // an apostrophe and an s behind it stand for "is"
	splits // cannot is can not
)

// quoteTable has the words that are not taken as they stand. It is asked for
// each word of each quote, most of which it does not have: so three places in
// four are empty.
type quoteTable [1 << quoteBits]quoteWord

// quoteBits is the binary logarithm of the places of a quoteTable.
const quoteBits = 10

var quoteWords = newQuoteTable()

func newQuoteTable() *quoteTable {
	t := new(quoteTable)
	file := func(kind wordKind, list string) {
		for w := range strings.FieldsSeq(list) {
			t.entry(hashOf([]byte(w))).kind |= kind
		}
	}
	file(hollow, hollowWords)
	file(hollow|denies, "not no never nor neither none nobody nothing nowhere without")
	file(isFor, "it that he she there here what who where how this when why one everyone everybody")
	file(filler, "uh um er ah hmm uhh umm")
	file(splits, "cannot")
	for same := range strings.SplitSeq(sameWords, ",") {
		words := strings.Fields(same)
		for _, w := range words[1:] {
			t.entry(hashOf([]byte(w))).hash = hashOf([]byte(words[0]))
		}
	}
	return t
}

// entry is the place of a word, which it takes if it is new.
func (t *quoteTable) entry(word uint32) *quoteWord {
	w := &t[t.place(word)]
	if w.word == 0 {
		*w = quoteWord{word: word, hash: word}
	}
	return w
}

// of is what is known of a word.
func (t *quoteTable) of(word uint32) quoteWord {
	if w := t[t.place(word)]; w.word == word {
		return w
	}
	return quoteWord{word: word, hash: word}
}

// place is where a word stands, or the empty place where it would.
func (t *quoteTable) place(word uint32) uint32 {
	for i := word >> (32 - quoteBits); ; i++ {
		if i %= uint32(len(t)); t[i].word == word || t[i].word == 0 {
			return i
		}
	}
}

// hollowWords are those of grammar, and what everybody says all the time.
const hollowWords = "a an the and or but so yet if then than as at by in on of to from with into onto over under about after before during " +
	"while when where who whom whose which what that this these those there here it its he she they him them his her their us we our you " +
	"your i me my mine is was are were be been being am has have had having do does did done doing will would shall should can could may " +
	"might must also just only even still again more most very much many some any all both each such own other up down out off for " +
	"because since until though although however said say says saying tell told one ever already how why whether too now really " +
	"go goes going went gone get gets getting got make makes making made want wants wanted know knows knew think thinks thinking thought " +
	"thing things something anything everything way lot lots kind well see look come comes coming take let need like good right sure " +
	"time able through let's re ll ve d s t"

// sameWords are words that one outlet spells as another.
const sameWords = "0 zero,1 one,2 two,3 three,4 four,5 five,6 six,7 seven,8 eight,9 nine,10 ten,11 eleven,12 twelve,13 thirteen,14 fourteen," +
	"15 fifteen,16 sixteen,17 seventeen,18 eighteen,19 nineteen,20 twenty,30 thirty,40 forty,50 fifty,60 sixty,70 seventy,80 eighty," +
	"90 ninety,ok okay,us usa,uk uk,percent pct,going gonna,want wanna,got gotta"

// hashes are those of words that rules ask for.
var hashes = struct{ of, the uint32 }{hashOf([]byte("of")), hashOf([]byte("the"))}
