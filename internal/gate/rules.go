package gate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/dupes-news/dupes/internal/index"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/source"
)

// finding is what a rule says of an article.
type finding struct {
	reason   Reason
	measure  float64
	verdict  Verdict
	relative int  // that it rests on, by its place in the answer
	accepted bool // that one is in, not only flagged
}

// stand is where a relative stands.
type stand uint8

const (
	isIn      stand = iota // accepted, or in the index
	isFlagged              // in the batch, and only flagged
	isSelf                 // the article itself, under its id in the index
)

// rulings are the rules about relatives, in the order in which they are named
// where several say the same. A relative that is a template is nothing else:
// its words are those of the form.
func (r *Rules) rulings(rel index.Relative, words, repeated int) []finding {
	if rel.Link.Relation == relation.Template {
		return []finding{{reason: Template, measure: rel.Jaccard, verdict: r.Template}}
	}
	var out []finding
	if rel.Link.Relation == relation.Identical {
		out = append(out, finding{reason: Identical, measure: 1, verdict: r.Identical})
	}
	if rel.Link.Relation == relation.NearDuplicate || rel.Link.Relation == relation.Identical {
		out = append(out, graded(Near, r.NearDuplicate, rel.Jaccard))
	}
	return append(out,
		graded(Contained, r.Contained, containedShare(rel, words, repeated)),
		graded(Passages, r.SharesPassages, float64(rel.Link.FreshRun)))
}

func graded(reason Reason, r Rule, measure float64) finding {
	return finding{reason: reason, measure: measure, verdict: r.Verdict(measure)}
}

// containedShare is how much of an article stands in a relative: of its
// shingles, and no more than of its words that are not boilerplate.
func containedShare(rel index.Relative, words, repeated int) float64 {
	own := words - repeated
	if own <= 0 {
		return 0
	}
	return min(rel.Contained, float64(rel.Link.FreshA)/float64(own))
}

// findings are what the rules say of an article because of its relatives, the
// one that decides first. A copy of an article that is flagged is rejected: it
// would be flagged for the same passages, and people look at one of them. What
// has only a part in common with a flagged one is flagged, never rejected: if
// people throw that one out, this part would be lost with it.
func (r *Rules) findings(words int, a *index.Answer, where func(index.Relative) stand) []finding {
	var out []finding
	for i, rel := range a.Relatives {
		at := where(rel)
		if at == isSelf {
			continue
		}
		for _, f := range r.rulings(rel, words, a.Repeated) {
			f.relative, f.accepted = i, at == isIn
			out = append(out, f)
		}
	}
	for _, at := range []stand{isIn, isFlagged} {
		if f, any := r.copied(words, a, func(rel index.Relative) bool { return where(rel) == at && rel.Link.Relation != relation.Template }); any {
			f.accepted = at == isIn
			out = append(out, f)
		}
	}
	for i := range out {
		if !out[i].accepted && out[i].reason != Identical && out[i].reason != Near {
			out[i].verdict = min(out[i].verdict, Flag)
		}
	}
	slices.SortStableFunc(out, func(x, y finding) int {
		return cmp.Or(cmp.Compare(y.verdict, x.verdict), first(x.accepted, y.accepted), cmp.Compare(weight(x.reason), weight(y.reason)))
	})
	return out
}

// first sorts what is true before what is not.
func first(x, y bool) int {
	switch {
	case x == y:
		return 0
	case x:
		return -1
	}
	return 1
}

// copied judges what stands in all wanted relatives together. It rests on the
// one that has the most of it.
func (r *Rules) copied(words int, a *index.Answer, wanted func(index.Relative) bool) (f finding, any bool) {
	var most uint32
	for i, rel := range a.Relatives {
		if wanted(rel) && rel.Link.FreshA > most {
			f.relative, most = i, rel.Link.FreshA
		}
	}
	if most == 0 {
		return f, false
	}
	share := float64(a.Copied(wanted)) / float64(words)
	return finding{reason: Copied, measure: share, verdict: r.Copied.Verdict(share), relative: f.relative}, true
}

// weight is the order in which reasons are named where several hold.
func weight(r Reason) int {
	return slices.Index([]Reason{Identical, Near, Contained, Copied, Template, Passages}, r)
}

// sourced is what the rules say of an article because of the outlet whose text
// it is.
func (r *Rules) sourced(sources []source.Source, outlet string, text string) (Verdict, string, string) {
	for _, rule := range r.Sources {
		if isOneOf(rule.Unless, outlet) {
			continue
		}
		for _, s := range sources {
			if s.Counts() && !s.Self && isText(s.Kind) && s.Confidence >= source.Strong && isOneOf(rule.Outlets, s.Outlet) {
				return rule.Then, s.Outlet, evidence(s, text)
			}
		}
	}
	return Accept, "", ""
}

// isText reports a kind of source whose text the article prints, rather than
// one that it quotes.
func isText(k source.Kind) bool {
	return k == source.Dateline || k == source.Credit || k == source.Reprint || k == source.Byline
}

func evidence(s source.Source, text string) string {
	if s.Field != "" {
		return s.Field + ": " + s.Value
	}
	return text[s.Evidence.Lo:s.Evidence.Hi]
}

func isOneOf(names []string, name string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
}

// mayDrop reports an article that the policy lets drop for being a duplicate.
func (p *Policy) mayDrop(k *index.Sketch, outlet string) bool {
	if len(p.OnlyFrom) == 0 || isOneOf(p.OnlyFrom, outlet) || isOneOf(p.OnlyFrom, k.Outlet) {
		return true
	}
	return slices.ContainsFunc(p.OnlyFrom, func(pattern string) bool {
		ok, err := doublestar.Match(pattern, k.Path)
		return err == nil && ok
	})
}
