package verdict

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The reasons of decisions.
const (
	forKeep           = "reviewed-keep"           // accepted: named to be kept
	forRepresentative = "reviewed-representative" // accepted: represents the cluster, and none was named
	forFirst          = "reviewed-first"          // accepted: the least id, and there is no representative either
	forDuplicate      = "reviewed-duplicate"      // rejected
	forConflict       = "reviewed-conflict"       // flagged
	forDistinct       = "reviewed-distinct"       // accepted: no duplicate of any
	forSameSource     = "reviewed-same-source"    // accepted: the same, and rests on one source with others
)

// deciding is what the decisions follow from.
type deciding struct {
	state State
	pairs []Pair
	root  map[string]string          // of an article that has a duplicate: another one nearer to the least id of its set
	kept  map[string]bool            // named with Keep
	with  map[string][]string        // of an article: those that it was judged a pair with, duplicates aside
	notes map[string][]string        // of an article: what was noted
	alike map[string]map[string]bool // of an article: those that it was judged a duplicate of
}

// decide returns the decisions on all articles of which anything but a note
// was said, ordered by id.
func decide(s State) []decision {
	d := &deciding{
		s, s.pairs(), map[string]string{}, map[string]bool{}, map[string][]string{}, map[string][]string{}, map[string]map[string]bool{},
	}
	for _, p := range d.pairs {
		d.hear(p, s[p])
	}
	var out []decision
	for _, set := range d.sets() {
		out = append(out, d.decideSet(set)...)
	}
	out = append(out, d.decideOthers()...)
	for i := range out {
		out[i].Type = "decision"
		out[i].Why = strings.Join(append([]string{out[i].Why}, d.notes[out[i].ID]...), "; ")
	}
	slices.SortFunc(out, func(a, b decision) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

func (d *deciding) hear(p Pair, j Judgement) {
	switch j.Kind {
	case Duplicate:
		d.join(p)
	case Distinct, SameSource:
		d.with[p.A], d.with[p.B] = append(d.with[p.A], p.B), append(d.with[p.B], p.A)
	}
	if j.Keep != "" {
		d.kept[j.Keep] = true
	}
	if j.Note != "" {
		d.notes[p.A] = append(d.notes[p.A], fmt.Sprintf("noted with %q: %s", p.B, j.Note))
		d.notes[p.B] = append(d.notes[p.B], fmt.Sprintf("noted with %q: %s", p.A, j.Note))
	}
}

// join makes one set of the two of A and B.
func (d *deciding) join(p Pair) {
	for _, id := range []string{p.A, p.B} {
		if d.alike[id] == nil {
			d.root[id], d.alike[id] = id, map[string]bool{}
		}
	}
	d.alike[p.A][p.B], d.alike[p.B][p.A] = true, true
	a, b := d.find(p.A), d.find(p.B)
	d.root[max(a, b)] = min(a, b)
}

// find is the least id of the set of id, which has a duplicate.
func (d *deciding) find(id string) string {
	for d.root[id] != id {
		d.root[id] = d.root[d.root[id]] // halves the way of the next one
		id = d.root[id]
	}
	return id
}

// set is articles that are duplicates of one another.
type set struct {
	ids             []string // in order
	representatives []string
	conflicts       []Pair // judged to be no duplicates
}

// sets are all of them, in no order.
func (d *deciding) sets() map[string]*set {
	sets := map[string]*set{}
	for _, id := range slices.Sorted(maps.Keys(d.root)) {
		root := d.find(id)
		if sets[root] == nil {
			sets[root] = &set{}
		}
		sets[root].ids = append(sets[root].ids, id)
	}
	for _, p := range d.pairs {
		if d.root[p.A] != "" && d.root[p.B] != "" && d.find(p.A) == d.find(p.B) {
			sets[d.find(p.A)].hear(p, d.state[p])
		}
	}
	return sets
}

func (s *set) hear(p Pair, j Judgement) {
	if j.Kind == Distinct || j.Kind == SameSource {
		s.conflicts = append(s.conflicts, p)
	}
	if j.Representative != "" {
		s.representatives = append(s.representatives, j.Representative)
	}
}

func (d *deciding) decideSet(s *set) []decision {
	out := make([]decision, len(s.ids))
	if len(s.conflicts) > 0 {
		why := s.conflict(d.state)
		for i, id := range s.ids {
			out[i] = decision{ID: id, Decision: flag, Reason: forConflict, Why: why}
		}
		return out
	}
	kept, reason, why := d.keeps(s)
	for i, id := range s.ids {
		if slices.Contains(kept, id) {
			out[i] = decision{ID: id, Decision: accept, Reason: reason, Why: why}
			continue
		}
		out[i] = d.duplicate(id, kept)
	}
	return out
}

func (s *set) conflict(state State) string {
	p := s.conflicts[0]
	why := fmt.Sprintf("%q and %q were judged %s, and yet are duplicates by way of other articles", p.A, p.B, state[p].Kind)
	if n := len(s.conflicts); n > 1 {
		why += fmt.Sprintf(" (1 of %d such pairs)", n)
	}
	return why
}

// keeps picks what stays of a set, in order.
func (d *deciding) keeps(s *set) (kept []string, reason, why string) {
	for _, id := range s.ids {
		if d.kept[id] {
			kept = append(kept, id)
		}
	}
	switch {
	case len(kept) > 0:
		return kept, forKeep, "a reviewer keeps it"
	case len(s.representatives) > 0:
		return []string{slices.Min(s.representatives)}, forRepresentative, "represents its cluster, and no reviewer named another one"
	}
	return s.ids[:1], forFirst, fmt.Sprintf("has the least id of %d duplicates, and no reviewer named another one", len(s.ids))
}

// duplicate is the decision on an article that does not stay.
func (d *deciding) duplicate(id string, kept []string) decision {
	out := decision{ID: id, Decision: reject, Reason: forDuplicate, Partner: kept[0], Why: "is a duplicate, by way of other articles, of one that stays"}
	for _, k := range kept {
		if d.alike[id][k] {
			out.Partner, out.Why = k, "a reviewer judged it a duplicate of one that stays"
			break
		}
	}
	return out
}

// decideOthers accepts the articles that are in no set, in no order.
func (d *deciding) decideOthers() []decision {
	var out []decision
	for id, with := range d.with {
		if d.root[id] == "" {
			out = append(out, d.distinct(id, with))
		}
	}
	for id := range d.kept {
		if d.root[id] == "" && d.with[id] == nil {
			out = append(out, decision{ID: id, Decision: accept, Reason: forKeep, Why: "a reviewer keeps it"})
		}
	}
	return out
}

// distinct is the decision on an article that was judged to be no duplicate
// of any.
func (d *deciding) distinct(id string, with []string) decision {
	for _, other := range with {
		if d.state[NewPair(id, other)].Kind == Distinct {
			return decision{ID: id, Decision: accept, Reason: forDistinct, Why: "was judged no duplicate of " + few(with)}
		}
	}
	return decision{ID: id, Decision: accept, Reason: forSameSource, Why: "rests on the same source as " + few(with) + ", and is no duplicate"}
}

// few names the first of ids and counts the others.
func few(ids []string) string {
	if len(ids) == 1 {
		return fmt.Sprintf("%q", ids[0])
	}
	return fmt.Sprintf("%q and %d more", ids[0], len(ids)-1)
}
