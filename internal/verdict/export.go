package verdict

import (
	"cmp"
	"io"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// pairs are the pairs of s in order.
func (s State) pairs() []Pair {
	return slices.SortedFunc(maps.Keys(s), func(p, q Pair) int {
		return cmp.Or(cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B))
	})
}

// label is a row that dupes eval reads as a true pair if it has no type, and
// passes over otherwise.
type label struct {
	Type Kind   `json:"type,omitempty"`
	A    string `json:"a"`
	B    string `json:"b"`
}

// WriteLabels prints the pairs that were judged as JSON lines, ordered by their
// ids: {"a","b"} for duplicates, what dupes eval takes for the truth, and for
// the others also the type not-duplicate or same-source.
func WriteLabels(w io.Writer, s State) error {
	enc := jsontext.NewEncoder(w, jsontext.AllowInvalidUTF8(true))
	for _, p := range s.pairs() {
		l := label{s[p].Kind, p.A, p.B}
		switch l.Type {
		case "":
			continue
		case Duplicate:
			l.Type = ""
		}
		if err := json.MarshalEncode(enc, l); err != nil {
			return err
		}
	}
	return nil
}

// decision is a row as dupes gate prints it, without the figures: a reviewer
// measures nothing.
type decision struct {
	Type     string `json:"type"` // "decision"
	ID       string `json:"id"`
	Decision string `json:"decision"`
	Reason   string `json:"reason"`
	Why      string `json:"why"`
	Partner  string `json:"partner,omitempty"`
}

// The decisions, as gate.Verdict prints them.
const (
	accept = "accept"
	reject = "reject"
	flag   = "flag"
)

// summary is the last row, with the members of that of a gate.
type summary struct {
	Type     string         `json:"type"` // "summary"
	Schema   int            `json:"schema"`
	Read     int            `json:"read"` // articles
	Accepted int            `json:"accepted"`
	Rejected int            `json:"rejected"`
	Flagged  int            `json:"flagged"`
	Refused  int            `json:"refused"`
	Known    int            `json:"known"`
	Added    int            `json:"added"`
	Reasons  map[string]int `json:"reasons"`
	Broken   []string       `json:"broken_budgets"`
}

// WriteDecisions prints what becomes of each article by the pairs that were
// judged, as JSON lines like those of dupes gate, ordered by id, and a summary.
//
// Duplicates of duplicates are one set. Of a set stays what was named with Keep;
// else the representatives of clusters among them, the least id of those; else
// the least id. If a pair of a set was judged to be no duplicate, all of the set is
// flagged. Articles that are in no set are accepted.
func WriteDecisions(w io.Writer, s State) error {
	enc := jsontext.NewEncoder(w, jsontext.AllowInvalidUTF8(true))
	sum := summary{Type: "summary", Schema: 1, Reasons: map[string]int{}, Broken: []string{}}
	for _, d := range decide(s) {
		sum.count(d)
		if err := json.MarshalEncode(enc, d); err != nil {
			return err
		}
	}
	return json.MarshalEncode(enc, sum, json.Deterministic(true))
}

func (s *summary) count(d decision) {
	s.Read++
	s.Reasons[d.Reason]++
	switch d.Decision {
	case accept:
		s.Accepted++
	case reject:
		s.Rejected++
	case flag:
		s.Flagged++
	}
}
