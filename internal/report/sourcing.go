package report

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
)

// Sourcing is what a page shows of the sources of a scan. Texts are clean.
type Sourcing struct {
	Outlets  []OutletUse // on which most articles rest first
	Mentions []Mention   // by article, in its order
	LeftOut  int         // mentions
	// Clusters are the outlets on which most articles of a cluster rest, by its
	// id. Articles that say so nowhere, but print the text, are not counted.
	Clusters map[string]ClusterSource
}

// OutletUse is an outlet and how many articles rest on it: no article is in two
// of the first three counts.
type OutletUse struct {
	Name, Kind                     string // Kind is empty for one that the catalogue has not
	Named, Inferred, Carriers, Own int
	Aside, Denied                  int // articles with its pictures, polls and the like; articles that contradict it
	First                          time.Time
}

// Mention is a source of an article and what shows it: words of its text
// between Before and After, or a field. Of an inferred source it is the quote.
type Mention struct {
	Article                                  scan.Meta
	Outlet, Kind, Confidence                 string
	Inferred, Aside, Self, Denied, Ambiguous bool
	Before, Words, After                     string
	Field                                    string // empty where the text says it
	From                                     string // id of the article that names an inferred outlet
}

// ClusterSource is an outlet and how many articles of a cluster rest on it.
type ClusterSource struct {
	Outlet   string
	Articles int
	Inferred bool // none of them names it
}

// NewSourcing reads the sources of r, and up to most mentions: first those of
// articles that are preferred, then others.
func NewSourcing(ctx context.Context, r *scan.Result, most int, preferred func(id string) bool) (*Sourcing, error) {
	l, err := newLedger(r, SourcesOptions{})
	if err != nil {
		return nil, err
	}
	out := &Sourcing{Clusters: map[string]ClusterSource{}}
	for _, c := range l.accounts() {
		out.Outlets = append(out.Outlets, newOutletUse(c))
	}
	resting := map[string]map[string]ClusterSource{}
	var others []Mention
	for a, err := range r.Sources {
		if err := cmp.Or(err, ctx.Err()); err != nil {
			return nil, err
		}
		list := mentionsOf(a)
		if a.Cluster != "" {
			countResting(resting, a.Cluster, list)
		}
		to := &others
		if preferred(a.ID) {
			to = &out.Mentions
		}
		if len(*to)+len(list) > most {
			out.LeftOut += len(list)
			continue
		}
		*to = append(*to, list...)
	}
	room := min(len(others), most-len(out.Mentions))
	out.LeftOut += len(others) - room
	out.Mentions = append(out.Mentions, others[:room]...)
	slices.SortStableFunc(out.Mentions, func(a, b Mention) int { return strings.Compare(a.Article.ID, b.Article.ID) })
	for id, outlets := range resting {
		out.Clusters[id] = mostResting(outlets)
	}
	return out, nil
}

func newOutletUse(c *account) OutletUse {
	u := OutletUse{
		Name: Clean(c.name), Named: c.named, Inferred: c.inferred, Carriers: c.carriers, Own: c.own,
		Aside: c.others() - c.denied, Denied: c.denied, First: c.first,
	}
	if c.outlet != nil {
		u.Kind = c.outlet.Kind
	}
	return u
}

func mentionsOf(a scan.Sourced) []Mention {
	var out []Mention
	for _, s := range a.Sources {
		m := Mention{
			Article: a.Meta, Outlet: Clean(s.Outlet), Kind: s.Kind.String(), Confidence: s.Confidence.String(), Aside: !s.Kind.Counts(),
			Self: s.Self, Denied: s.Denied, Ambiguous: s.Ambiguous, Field: Clean(s.Field), Words: shorten(Clean(s.Value), mentionColumns),
		}
		if s.Field == "" {
			m.show(a.Text, s.Evidence)
		}
		out = append(out, m)
	}
	for _, i := range a.Inferred {
		m := Mention{
			Article: a.Meta, Outlet: Clean(i.Outlet), Kind: i.Giver.Kind.String(), Confidence: i.Confidence.String(),
			Inferred: true, From: i.From.ID,
		}
		m.show(a.Text, i.Quote.B)
		out = append(out, m)
	}
	return out
}

// mentionColumns is what is shown of a sentence on either side of the words
// that name a source: a line or two on a phone.
const mentionColumns = 120

func (m *Mention) show(text string, s source.Span) {
	before, words, after := inSentence(text, s)
	m.Before, m.Words, m.After = Clean(before), shorten(Clean(words), 2*mentionColumns), Clean(after)
	if width(m.Before) > mentionColumns {
		m.Before = "…" + suffix(m.Before, mentionColumns)
	}
	if width(m.After) > mentionColumns {
		m.After = prefix(m.After, mentionColumns) + " …"
	}
	if strings.HasSuffix(before, " ") {
		m.Before += " "
	}
	if strings.HasPrefix(after, " ") {
		m.After = " " + m.After
	}
}

// countResting adds an article of a cluster to the outlets on which it rests,
// each once.
func countResting(resting map[string]map[string]ClusterSource, cluster string, list []Mention) {
	if resting[cluster] == nil {
		resting[cluster] = map[string]ClusterSource{}
	}
	of := resting[cluster]
	seen := map[string]bool{}
	for _, m := range list {
		if m.Aside || m.Denied || m.Self || m.Ambiguous {
			continue
		}
		c, known := of[m.Outlet]
		c.Inferred = m.Inferred && (c.Inferred || !known)
		if !seen[m.Outlet] {
			c.Articles++
		}
		c.Outlet, seen[m.Outlet] = m.Outlet, true
		of[m.Outlet] = c
	}
}

func mostResting(outlets map[string]ClusterSource) ClusterSource {
	var list []ClusterSource
	for _, c := range outlets {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b ClusterSource) int {
		return cmp.Or(cmp.Compare(b.Articles, a.Articles), strings.Compare(a.Outlet, b.Outlet))
	})
	if len(list) == 0 {
		return ClusterSource{}
	}
	return list[0]
}
