package source

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Page is an article as inference and direction see it.
type Page struct {
	Text    string
	Outlet  string   // the article's own, by its name in the catalogue where it has one; empty for unknown
	Sources []Source // named, as Reader.Sources returns them
	Quotes  []Quote  // with speakers
}

// Inference is an outlet on which an article rests without naming it: another
// article names it for a quote that both carry. It is one hop: an inferred
// source infers nothing further.
type Inference struct {
	Outlet     string
	Listed     bool
	Confidence Confidence // Strong where the cue governs the quote, Medium where it stands with the same speaker in the same passage
	Speaker    string
	Giver      Source      // the naming of the outlet, in the article that names it
	Quote      SharedQuote // A in the article that names, B in the one that does not
}

// Infer says on which outlets the receiver rests by quote j of it, which is
// quote i of the giver. Where nothing can be said, reason tells why; it is the
// same whichever of the two is asked for the giver, and empty where the
// inference goes the other way.
//
// An outlet is inferred where the giver binds it to the quote, and nothing in
// either article speaks against it. Each doubt decides against the outlet:
// what one spokesman says to five reporters is no source of a sixth.
func Infer(giver, receiver *Page, i, j int, shared SharedQuote) (found []Inference, reason string) {
	said, speakers := spoken(giver.Quotes[i].Speaker, receiver.Quotes[j].Speaker)
	if reason = sameUtterance(giver.Text, shared, said, speakers); reason != "" {
		return nil, reason
	}
	given, taken := occasionOf(giver, i, shared.A, said), occasionOf(receiver, j, shared.B, said)
	switch {
	case len(given.outlets) > 0 && len(taken.outlets) > 0:
		return nil, bothNamed(given.outlets[0].Outlet, taken.outlets[0].Outlet)
	case len(given.outlets) > 0:
		if reason = doubt(receiver, given, taken, receiver.Quotes[j].Speaker); reason != "" {
			return nil, reason
		}
		return []Inference{inference(given.outlets[0], said, shared)}, ""
	case len(taken.outlets) > 0:
		return nil, doubt(giver, taken, given, giver.Quotes[i].Speaker)
	}
	return nil, saidThere(given.setting, taken.setting)
}

// agreement is what two articles say of who speaks a quote.
type agreement uint8

const (
	unnamed   agreement = iota // one or both do not say
	agreed                     // both name the same person
	disagreed                  // they name two persons
)

// spoken is the speaker of a quote that has the two names in two articles, the
// longer name where they agree.
func spoken(a, b string) (string, agreement) {
	switch {
	case a == "":
		return b, unnamed
	case b == "":
		return a, unnamed
	case !samePerson(a, b):
		return "", disagreed
	case len(b) > len(a):
		return b, agreed
	}
	return a, agreed
}

// What it takes that two equal runs are one utterance. Of runs of 8 words 1 in
// 25 is an idiom or an office ("president of the ..."); no run of 12 was among
// the pairs that were read for this rule.
const (
	surelyOne    = 12 // words
	wholeQuote   = 8  // words, where they are the whole of the shorter quote and its speaker is known
	contentWords = 3  // that those must have among them
)

// sameUtterance says why two quotes may not be the same saying of the same
// person; it is empty where they are.
func sameUtterance(text string, shared SharedQuote, speaker string, speakers agreement) string {
	switch {
	case speakers == disagreed:
		return "the two name different speakers"
	case shared.Words >= surelyOne:
		return ""
	case shared.Words >= wholeQuote && shared.Coverage >= 1 && !shared.Edited &&
		speakers == agreed && speaker != "" && content(text[shared.A.Lo:shared.A.Hi]) >= contentWords:
		return ""
	}
	return "too few words in common to be sure that it is one utterance"
}

// content counts the words that are long enough to be none of grammar.
func content(s string) int {
	const long = 5 // letters
	n := 0
	for w := range strings.FieldsSeq(s) {
		if utf8.RuneCountInString(w) >= long {
			n++
		}
	}
	return n
}

// doubt says why the receiver may not rest on the outlet that the giver binds
// to the quote; it is empty where nothing speaks against it. A cue in another
// sentence is of a speaker, and so asks for one in the receiver; the giver may
// do with "she added a warning".
func doubt(receiver *Page, given, taken occasion, speaker string) string {
	first := given.outlets[0]
	outlet := first.Outlet
	for _, o := range given.outlets[1:] {
		if o.Outlet != outlet {
			return fmt.Sprintf("one names two outlets for it, %s and %s", outlet, o.Outlet)
		}
	}
	switch {
	case receiver.Outlet == outlet:
		return fmt.Sprintf("one names %s, the other is of that outlet", outlet)
	case names(receiver, outlet):
		return "both name " + outlet
	case given.setting != "":
		return fmt.Sprintf("one names %s, but has it “%s” too", outlet, given.setting)
	case taken.other != "":
		return fmt.Sprintf("one names %s for it, and near it the other names %s", outlet, taken.other)
	case taken.nearby != "":
		return fmt.Sprintf("one names %s, but the other has it “%s”", outlet, taken.nearby)
	case first.confidence == Medium && speaker == "":
		return fmt.Sprintf("one names %s near it, but the other does not say who speaks", outlet)
	}
	return ""
}

// names reports whether an article names an outlet as a source anywhere,
// denied or not.
func names(p *Page, outlet string) bool {
	for _, s := range p.Sources {
		if s.Outlet == outlet && s.Kind.Counts() {
			return true
		}
	}
	return false
}

// bothNamed tells why there is nothing to infer.
func bothNamed(a, b string) string {
	if a == b {
		return "both name " + a
	}
	return fmt.Sprintf("the two name different outlets for it, %s and %s", min(a, b), max(a, b))
}

// saidThere tells what is known where no outlet is.
func saidThere(a, b string) string {
	a, b = min(a, b), max(a, b) // the same from both sides
	switch {
	case b == "":
		return "neither says to whom it was said"
	case a == "" || a == b:
		return fmt.Sprintf("said “%s”, and no outlet is named for it", b)
	}
	return fmt.Sprintf("one has it “%s”, the other “%s”, and no outlet is named for it", a, b)
}

func inference(b binding, speaker string, shared SharedQuote) Inference {
	return Inference{Outlet: b.Outlet, Listed: b.Listed, Confidence: b.confidence, Speaker: speaker, Giver: b.Source, Quote: shared}
}
