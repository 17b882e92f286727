package source

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// setting is the first phrase of a stretch of the passage that gives the quote
// another place than an outlet: "at a rally", "told reporters", "tweeted".
// Where an outlet is bound to the quote, an interview is no other place.
func (v *view) setting(p *Page, within Span, bound bool) string {
	f := settingFinder{text: string(v.plain), bound: bound}
	for _, s := range p.Sources {
		if s.Field == "" && inside(s.Evidence, Span{Lo: v.at, Hi: v.region.Hi}) {
			f.cues = append(f.cues, Span{Lo: s.Evidence.Lo - v.at, Hi: s.Evidence.Hi - v.at})
		}
	}
	return f.find(max(0, within.Lo-v.at), min(len(v.plain), within.Hi-v.at))
}

// settingFinder looks for settings in a passage whose quotes are masked.
type settingFinder struct {
	text  string
	cues  []Span // of outlets
	bound bool
}

func (f *settingFinder) find(lo, hi int) string {
	for at := lo; ; {
		w := f.word(at, hi)
		if w.Lo == w.Hi {
			return ""
		}
		if end := f.phrase(w, hi); end > 0 {
			return strings.Join(strings.Fields(f.text[w.Lo:end]), " ")
		}
		at = w.Hi
	}
}

// word is the next run of letters from at on, empty where there is none.
func (f *settingFinder) word(at, hi int) Span {
	for at < hi {
		r, size := utf8.DecodeRuneInString(f.text[at:hi])
		if unicode.IsLetter(r) {
			break
		}
		at += size
	}
	end := at
	for end < hi {
		r, size := utf8.DecodeRuneInString(f.text[end:hi])
		if !unicode.IsLetter(r) && r != '-' {
			break
		}
		end += size
	}
	return Span{Lo: at, Hi: end}
}

// phrase is the end of a setting that begins with a word, 0 for none.
func (f *settingFinder) phrase(w Span, hi int) int {
	switch word := strings.ToLower(f.text[w.Lo:w.Hi]); settingWords[word] {
	case settles:
		return w.Hi
	case tells:
		return f.told(w, hi)
	case places:
		return f.place(w, hi)
	}
	return 0
}

// told is the end of "told reporters", 0 where it is the cue of an outlet, or
// someone was told.
func (f *settingFinder) told(w Span, hi int) int {
	for _, cue := range f.cues {
		if inside(w, cue) {
			return 0
		}
	}
	before := strings.TrimRight(f.text[:w.Lo], " ")
	switch before[strings.LastIndexByte(before, ' ')+1:] {
	case "was", "were", "been", "being", "is", "are", "be":
		return 0
	}
	for n := 0; n < placeWords; n++ {
		next := f.word(w.Hi, min(hi, w.Hi+longestWord))
		if next.Lo == next.Hi || next.Lo > w.Hi+1 {
			break
		}
		first, _ := utf8.DecodeRuneInString(f.text[next.Lo:])
		goesOn := determiner(f.text[next.Lo:next.Hi]) || n > 0 && unicode.IsUpper(first) // told a Port Ellis crowd
		if w = next; !goesOn {
			break
		}
	}
	return w.Hi
}

func determiner(word string) bool {
	switch word {
	case "a", "an", "the", "his", "her", "their", "its", "some", "many":
		return true
	}
	return false
}

// Bounds of a phrase.
const (
	placeWords  = 6  // at a packed and noisy campaign rally
	longestWord = 40 // bytes
)

// place is the end of the noun of "in an emailed statement", 0 where none
// follows the preposition in the same clause.
func (f *settingFinder) place(w Span, hi int) int {
	for n := 0; n < placeWords; n++ {
		next := f.word(w.Hi, min(hi, w.Hi+longestWord))
		if next.Lo == next.Hi || strings.ContainsAny(f.text[w.Hi:next.Lo], ".,;:()\"“”\n") {
			return 0
		}
		switch word := f.text[next.Lo:next.Hi]; settingWords[word] {
		case noun:
			return next.Hi
		case interview:
			if !f.bound {
				return next.Hi
			}
		case ends, places:
			return 0
		}
		w = next
	}
	return 0
}

// settingWord says what a word does in a phrase that gives a setting.
type settingWord uint8

const (
	settles   settingWord = iota + 1 // a verb that is a setting by itself
	tells                            // told, with whoever comes next
	places                           // a preposition before a place
	noun                             // a place or a paper
	interview                        // a talk with an outlet; another setting where no outlet is named
	ends                             // a word with which another phrase begins
)

// settingWords are in lower case but for names.
var settingWords = settingTable(map[settingWord]string{
	settles: "tweeted tweets retweeted tweeting testified testifies testifying wrote writes writing emailed e-mailed posted blogged",
	tells:   "told tells telling",
	places:  "in at on during via through by from before after",
	noun: "statement statements email emails e-mail e-mails letter letters memo release tweet tweets Twitter Facebook Instagram YouTube " +
		"Snapchat Reddit post posts message text blog website site op-ed column essay book memoir report filing lawsuit complaint " +
		"affidavit deposition indictment transcript conference briefing speech speeches address remarks rally rallies event events " +
		"debate debates hearing hearings testimony trial court forum hall meeting meetings summit convention gathering dinner " +
		"luncheon breakfast fundraiser stop trail panel ceremony funeral vigil protest march parade visit tour lecture sermon " +
		"video ad advert advertisement commercial recording call floor chamber session vote ruling opinion decision reporters",
	interview: "interview interviews appearance appearances show program programme podcast broadcast episode segment radio television TV",
	ends:      "that which who and but as while when to with for",
})

func settingTable(lists map[settingWord]string) map[string]settingWord {
	t := make(map[string]settingWord)
	for kind, words := range lists {
		for w := range strings.FieldsSeq(words) {
			t[w] = kind
		}
	}
	return t
}
