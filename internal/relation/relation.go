// Package relation says what two texts have to do with one another, exactly,
// from their shingles: the verdict on a pair that some search has found. A
// Judge holds one text and relates others to it, so that scan, gate and index
// call the same things by the same names.
package relation

import (
	"fmt"
	"strings"
)

// Relation is the verified statement that two articles stand to one another
// in a certain way. The zero value is no relation.
type Relation uint8

// The relations, strongest first. Contains and ContainedIn are one relation
// seen from its two ends.
const (
	None           Relation = iota
	Identical               // the same words in the same order
	NearDuplicate           // Jaccard at or over the threshold
	Contains                // b stands in a, nearly whole
	ContainedIn             // a stands in b, nearly whole
	Template                // same wording, other names and numbers
	SharesPassages          // a run of MinRun words or more in common
	SharesQuote             // a quote of 8 words or more in common
	CommonSource            // one story, resting on one outlet
)

// Count is the number of relations, None among them.
const Count = int(CommonSource) + 1

var names = [Count]string{"none", "identical", "near-duplicate", "contains", "contained-in", "template", "shares-passages", "shares-quote", "common-source"}

// String gives the name that tables, files and flags use.
func (r Relation) String() string { return names[r] }

// Inverse is the relation seen from the other article.
func (r Relation) Inverse() Relation {
	switch r {
	case Contains:
		return ContainedIn
	case ContainedIn:
		return Contains
	}
	return r
}

// Names are the names of relations, in their order.
func Names(list []Relation) []string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = r.String()
	}
	return out
}

// ParseList reads a comma-separated list of relation names; contains stands
// for contained-in too.
func ParseList(list string) ([]Relation, error) {
	var out []Relation
	for name := range strings.SplitSeq(list, ",") {
		r, err := parse(strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		out = append(out, r)
		if r == Contains {
			out = append(out, ContainedIn)
		}
	}
	return out, nil
}

func parse(name string) (Relation, error) {
	for i, n := range names {
		if i > 0 && n == name {
			return Relation(i), nil
		}
	}
	return None, fmt.Errorf("relation %q: want one of %s", name, strings.Join(names[1:], ", "))
}
