// Package verdict keeps what a reviewer says of pairs of articles, in a review
// file: JSON lines that are only ever added to.
//
//	{"type":"review","schema":1}
//	{"type":"entry","n":1,"time":"2031-05-06T09:00:00Z","reviewer":"ida","a":"x","b":"y","verdict":"duplicate"}
//	{"type":"entry","n":2,"time":"2031-05-06T09:00:04Z","reviewer":"ida","a":"x","b":"y","verdict":"undo","of":1}
//
// What holds of a pair is what its entries come to, those aside that were taken
// back: nothing is changed in the file, so that it tells who said what and when,
// and a process that is killed can spoil no line but the last one.
package verdict

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Kind is what an entry does.
type Kind string

// The kinds. The first three are about the pair as a whole, each in place of
// the one before; Keep and Note stand beside them, and Keep implies Duplicate
// where none of the three was said.
const (
	Duplicate  Kind = "duplicate"
	Distinct   Kind = "not-duplicate"
	SameSource Kind = "same-source" // no duplicates, but both rest on one source
	Keep       Kind = "keep"
	Note       Kind = "note"
	Undo       Kind = "undo"
)

// Entry is a line of a review file.
type Entry struct {
	N              int       `json:"n"`    // 1, 2, 3 ...
	Time           time.Time `json:"time"` // UTC, whole seconds
	Reviewer       string    `json:"reviewer"`
	A              string    `json:"a"` // ids, A < B
	B              string    `json:"b"`
	Representative string    `json:"representative,omitempty"` // of the cluster that both are in: A or B, or empty where it is neither
	Kind           Kind      `json:"verdict"`
	Keep           string    `json:"keep,omitempty"` // for Keep: A or B; empty takes the keep back
	Note           string    `json:"note,omitempty"` // for Note: empty removes it
	Of             int       `json:"of,omitzero"`    // for Undo: N of the entry that it takes back
}

// Pair is the pair that e is about.
func (e Entry) Pair() Pair { return Pair{e.A, e.B} }

// Pair is two articles by id, A < B.
type Pair struct{ A, B string }

// NewPair is the pair of two articles as a State has it: in order, and with
// U+FFFD for every byte that is not UTF-8, as JSON has such ids.
func NewPair(a, b string) Pair {
	a, b = plain(a), plain(b)
	return Pair{min(a, b), max(a, b)}
}

// plain is s as it comes back from JSON. strings.ToValidUTF8 would make one
// U+FFFD of several bytes.
func plain(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// Judgement is what holds of a pair. Representative, Reviewer and Time are those
// of the last entry about it that was not taken back.
type Judgement struct {
	Kind           Kind      `json:"verdict,omitempty"` // Duplicate, Distinct, SameSource, or empty
	Keep           string    `json:"keep,omitempty"`
	Note           string    `json:"note,omitempty"`
	Representative string    `json:"representative,omitempty"`
	Reviewer       string    `json:"reviewer"`
	Time           time.Time `json:"time"`
}

// State is what holds of each pair that has an entry which was not taken back.
type State map[Pair]Judgement

// EntryError is what is wrong with an entry that Append refuses. Other errors
// of Append are about the file.
type EntryError string

func (e EntryError) Error() string { return string(e) }

func wrong(format string, args ...any) error { return EntryError(fmt.Sprintf(format, args...)) }

const (
	maxReviewer = 100   // characters
	maxNote     = 4_000 // characters
)

// checkReviewer refuses a name that would not stand in a line of a terminal.
func checkReviewer(name string) error {
	n := utf8.RuneCountInString(name)
	switch {
	case !utf8.ValidString(name), strings.ContainsFunc(name, unicode.IsControl):
		return fmt.Errorf("reviewer %q: want no control characters", name)
	case n > maxReviewer:
		return fmt.Errorf("reviewer of %d characters: want 1 to %d", n, maxReviewer)
	case strings.TrimSpace(name) == "":
		return errors.New("reviewer without a name")
	}
	return nil
}

// check tells what is wrong with e by itself.
func (e *Entry) check() error {
	switch e.Kind {
	case Duplicate, Distinct, SameSource, Keep, Note, Undo:
	default:
		return wrong("verdict %q: want %s, %s, %s, %s, %s or %s", e.Kind, Duplicate, Distinct, SameSource, Keep, Note, Undo)
	}
	n := utf8.RuneCountInString(e.Note)
	switch {
	case e.A == "" || e.B == "":
		return wrong("want the ids of two articles")
	case e.A == e.B:
		return wrong("pair of %q and itself", e.A)
	case e.A > e.B:
		return wrong("pair %q, %q: want the lesser id first", e.A, e.B)
	case e.Representative != "" && !e.names(e.Representative):
		return wrong("representative %q: want %q or %q", e.Representative, e.A, e.B)
	case e.Keep != "" && (e.Kind != Keep || !e.names(e.Keep)):
		return wrong("keep %q with the verdict %s: want %q or %q with %s", e.Keep, e.Kind, e.A, e.B, Keep)
	case e.Note != "" && e.Kind != Note:
		return wrong("note with the verdict %s", e.Kind)
	case n > maxNote:
		return wrong("note of %d characters: want %d at most", n, maxNote)
	case e.Of != 0 && e.Kind != Undo:
		return wrong("of with the verdict %s", e.Kind)
	}
	return checkReviewer(e.Reviewer)
}

func (e *Entry) names(id string) bool { return id == e.A || id == e.B }
