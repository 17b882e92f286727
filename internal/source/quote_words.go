package source

import "strings"

// quoteWord is what is known of a word of a quote: its kind, and the hash by
// which it is compared.
type quoteWord struct {
	hash uint32
	kind wordKind
}

// wordKind is a set of the lists below.
type wordKind uint8

const (
	known  wordKind = 1 << iota
	hollow          // tells nothing of what a quote is about
	denies
	filler // a copy desk leaves it out
	isFor  // an apostrophe and an s behind it stand for "is"
	splits // cannot is can not
)

// quoteWords has the words that are not taken as they stand, by their hash.
var quoteWords = quoteTable()

func quoteTable() map[uint32]quoteWord {
	t := make(map[uint32]quoteWord)
	file := func(kind wordKind, list string) {
		for w := range strings.FieldsSeq(list) {
			h := hashOf([]byte(w))
			t[h] = quoteWord{h, t[h].kind | kind | known}
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
			h := hashOf([]byte(w))
			t[h] = quoteWord{hashOf([]byte(words[0])), t[h].kind | known}
		}
	}
	return t
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
