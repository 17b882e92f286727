package source

import (
	_ "embed"
	"fmt"
	"strings"
)

// lists is the lists of data/words.txt that a word is in, a bit each.
type lists uint64

// The lists, in the order of listNames.
const (
	openers lists = 1 << iota
	notDescribing
	outletNouns
	pronouns
	notSubject
	denials
	wrongly
	untrue
	beings
	bodies
	lessons
	personTitles
	beforeNames
	afterNames
	dateWords
	reportVerbs
	toldWords
	formers
	objectCues
	saids
	selves
	statements
	results
	staff
	datelineWords
	bylineRoles
	joiners
	pictures
	creditWords
	polls
	pollLinks
	pollWords
	conducted
	research
	promoHeads
	promoVerbs
	promoObjects
	genericFirst
	paperNouns
	notPapers
	serviceNouns
	serviceOf
	stations
	mediaNouns
	topDomains
	firstWords
	startsPiece
	pieces
	publishedBy
	platforms
	reportsOnly
	onePaper
	everyday
	particles
	published
	institutions
	endMarks
	nameBreaks
	nameOpens
	nameAfter
	bigOnly
	newsNouns
	belongs
)

var listNames = [...]string{
	"openers", "notDescribing", "outletNouns", "pronouns", "notSubject", "denials", "wrongly", "untrue", "beings",
	"bodies", "lessons", "personTitles", "beforeNames", "afterNames", "dateWords", "reportVerbs", "toldWords",
	"formers", "objectCues", "saids", "selves", "statements", "results", "staff", "datelineWords", "bylineRoles",
	"joiners", "pictures", "creditWords", "polls", "pollLinks", "pollWords", "conducted", "research", "promoHeads",
	"promoVerbs", "promoObjects", "genericFirst", "paperNouns", "notPapers", "serviceNouns", "serviceOf",
	"stations", "mediaNouns", "topDomains", "firstWords", "startsPiece", "pieces", "publishedBy", "platforms",
	"reportsOnly", "onePaper", "everyday", "particles", "published", "institutions", "endMarks", "nameBreaks", "nameOpens", "nameAfter", "bigOnly", "newsNouns", "belongs",
}

//go:embed data/words.txt
var wordData string

// parseLists reads word lists: a name and a colon, words, lines that begin with
// a blank go on.
func parseLists(data string) (map[string]lists, error) {
	byName := map[string]lists{}
	for i, name := range listNames {
		byName[name] = 1 << i
	}
	out := map[string]lists{}
	var list lists
	n := 0
	for line := range strings.Lines(data) {
		n++
		if line[0] == '#' || strings.TrimSpace(line) == "" {
			continue
		}
		if name, rest, ok := strings.Cut(line, ":"); ok {
			if list = byName[name]; list == 0 {
				return nil, fmt.Errorf("line %d: %q: no such list", n, name)
			}
			line = rest
		}
		for w := range strings.FieldsSeq(line) {
			out[w] |= list
		}
	}
	return out, nil
}

// listsOf is the lists of a word, in any case.
func listsOf(w string) lists { return vocabulary().words.entry(w).lists }
