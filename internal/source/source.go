package source

import (
	"fmt"

	"github.com/dupes-news/dupes/internal/prose"
)

// Span is a half-open range of bytes of the untouched text of an article.
type Span = prose.Span

// Source is an outlet that an article names, and the words that do so.
type Source struct {
	Outlet     string // its name in the catalogue, or as printed where Listed is false
	Kind       Kind
	Confidence Confidence
	Listed     bool   // the outlet is in the catalogue
	Self       bool   // it is the article's own outlet
	Denied     bool   // named to be contradicted: "contrary to what X reported"
	Ambiguous  bool   // the name belongs to several outlets; each has a Source
	Evidence   Span   // the words that name it as a source; empty where Field is set
	Name       Span   // the outlet's name in Evidence
	Field      string // the field of the input that names it: "canonical"; empty for the text
	Value      string // of the field
}

// Counts reports whether the text of the article rests on the outlet, so that
// it is counted among the named sources: not a photo or a poll, and not denied.
func (s Source) Counts() bool { return s.Kind.Counts() && !s.Denied }

// Kind is how an outlet is named.
type Kind uint8

// The kinds of sources of a text, and those that stand aside: outlets of a
// photo, a poll, a study or an advertisement.
const (
	Told        Kind = iota + 1 // told X; in an interview with X; said on X's show
	Attribution                 // according to X; X reported; citing X
	Dateline                    // LONDON (Reuters) -
	Obtained                    // a letter obtained by X; seen, reviewed by X
	FirstReport                 // first reported by X; X was the first to report
	Credit                      // (c) X; X contributed to this report; source: X
	Reprint                     // originally published on X; republished from X
	Byline                      // By Jane Doe, X
	Photo                       // AP Photo/Jane Doe; via Getty Images
	Poll                        // a Reuters/Ipsos poll
	Study                       // published in the journal X
	Promo                       // follow us on X; RELATED: ... on X
)

var kindNames = [...]string{"", "told", "attribution", "dateline", "obtained", "first-report", "credit", "reprint", "byline", "photo", "poll", "study", "promo"}

// String gives the name that tables, files and flags use.
func (k Kind) String() string { return kindNames[k] }

// Counts reports a kind that says where the text comes from.
func (k Kind) Counts() bool { return k >= Told && k <= Byline }

// ParseKind is the kind with that name.
func ParseKind(name string) (Kind, error) {
	for k, n := range kindNames {
		if k > 0 && n == name {
			return Kind(k), nil
		}
	}
	return 0, fmt.Errorf("kind %q: want one of %s", name, joined(kindNames[1:]))
}

// Confidence is how surely a source is one. The classes are ordered; they are
// no probabilities.
type Confidence uint8

// The classes. Named sources are Weak, Strong or Certain; inferred ones Weak,
// Medium or Strong.
const (
	Weak    Confidence = iota + 1 // an ambiguous name, or a cue that is often none
	Medium                        // inferred: the cue belongs to the same speaker in the same passage
	Strong                        // a name and a cue that leave little doubt
	Certain                       // a form that has no other meaning: dateline, byline, credit, reprint, first report
)

var confidenceNames = [...]string{"", "weak", "medium", "strong", "certain"}

// String gives the name that tables, files and flags use.
func (c Confidence) String() string { return confidenceNames[c] }

// ParseConfidence is the class with that name.
func ParseConfidence(name string) (Confidence, error) {
	for c, n := range confidenceNames {
		if c > 0 && n == name {
			return Confidence(c), nil
		}
	}
	return 0, fmt.Errorf("confidence %q: want one of %s", name, joined(confidenceNames[1:]))
}

func joined(names []string) string {
	out := ""
	for i, n := range names {
		if i > 0 {
			out += ", "
		}
		out += n
	}
	return out
}
