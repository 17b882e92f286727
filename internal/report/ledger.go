package report

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
)

// A ledger is the sources of a scan by outlet, with what it takes to tell who
// carries whose text. It holds no text: articles are read anew for each use.
type ledger struct {
	result     *scan.Result
	opt        SourcesOptions
	catalogue  *source.Catalogue
	publishers map[string]*source.Outlet     // by what articles call their outlet; nil for none
	standing   map[string]standing           // of every article in a cluster
	origins    map[string]map[string]stances // by cluster and outlet, where its text comes from
	articles   int                           // shown
	coverage   scan.Coverage                 // of those
	outlets    map[string]*account
}

// standing is the place of an article in a cluster.
type standing struct {
	cluster string
	stance  stance
}

// A stance is how the text of an article and that of its representative stand
// to one another.
type stance uint8

const (
	alike  stance = 1 << iota // the representative, and what is nearly the same
	inside                    // stands in the representative
	around                    // the representative stands in it
)

// stances is a set of them.
type stances = stance

// account is what is known of an outlet. Each article is counted once in
// Named, Inferred, Carriers and Own at most, and in one of the first three
// only.
type account struct {
	name      string
	outlet    *source.Outlet // nil for one that the catalogue has not
	named     int            // articles that name it
	inferred  int            // further articles that rest on it by inference
	carriers  int            // further articles that print a text which rests on it
	own       int            // articles of its own
	ambiguous int            // of the named, those that may mean another outlet
	denied    int            // articles that name it to contradict it
	kinds     map[source.Kind]int
	first     time.Time // the earliest date of those articles but its own
}

func newLedger(r *scan.Result, opt SourcesOptions) (*ledger, error) {
	l := &ledger{
		result: r, opt: opt, catalogue: r.Config.Outlets, publishers: map[string]*source.Outlet{},
		standing: map[string]standing{}, origins: map[string]map[string]stances{}, outlets: map[string]*account{},
	}
	if l.catalogue == nil {
		l.catalogue = source.Default()
	}
	for c, err := range r.Clusters {
		if err != nil {
			return nil, err
		}
		l.addCluster(c)
	}
	for a, err := range r.Sources {
		if err != nil {
			return nil, err
		}
		l.addOrigins(a)
	}
	for a, err := range l.shown() {
		if err != nil {
			return nil, err
		}
		l.add(a)
	}
	return l, nil
}

func (l *ledger) addCluster(c scan.Cluster) {
	l.standing[c.Representative.ID] = standing{c.ID, alike}
	for _, m := range c.Members {
		l.standing[m.ID] = standing{c.ID, stanceOf(m.Link.Relation)}
	}
}

// stanceOf reads a link, in which A is the representative.
func stanceOf(r relation.Relation) stance {
	switch r {
	case relation.Identical, relation.NearDuplicate:
		return alike
	case relation.Contains:
		return inside
	case relation.ContainedIn:
		return around
	}
	return 0 // a shared passage is not the text
}

// addOrigins notes on which outlets the whole text of an article rests. That
// an article is a newspaper's own says little, as most copies are some
// newspaper's; that it is an agency's says all.
func (l *ledger) addOrigins(a scan.Sourced) {
	at := l.standing[a.ID]
	if at.stance == 0 {
		return
	}
	for _, s := range a.Sources {
		if s.Counts() && !s.Ambiguous && wholeText(s.Kind) && l.opt.wants(s.Kind, s.Confidence) {
			l.addOrigin(at, s.Outlet)
		}
	}
	if own := l.publisher(a.Meta); len(l.opt.Kinds) == 0 && own != nil && (own.Kind == "agency" || own.Kind == "press-release") {
		l.addOrigin(at, own.Name)
	}
}

// wholeText reports the kinds that speak of an article as a whole.
func wholeText(k source.Kind) bool {
	return k == source.Dateline || k == source.Credit || k == source.Reprint || k == source.Byline
}

func (l *ledger) addOrigin(at standing, outlet string) {
	if l.origins[at.cluster] == nil {
		l.origins[at.cluster] = map[string]stances{}
	}
	l.origins[at.cluster][outlet] |= at.stance
}

// shown yields the articles that the filters let through, with such sources.
func (l *ledger) shown() iter.Seq2[scan.Sourced, error] {
	return func(yield func(scan.Sourced, error) bool) {
		for a, err := range l.result.Sources {
			if err != nil {
				yield(scan.Sourced{}, err)
				return
			}
			if l.opt.shows(a.Meta) && !yield(l.opt.kept(a), nil) {
				return
			}
		}
	}
}

func (l *ledger) add(a scan.Sourced) {
	l.articles++
	switch byName, byInference := rests(a); {
	case byName:
		l.coverage.Named++
	case byInference:
		l.coverage.Inferred++
	default:
		l.coverage.None++
	}
	mentions := l.mentions(a)
	for name, m := range mentions {
		l.account(name).add(a, m)
	}
	for _, name := range l.carried(a) {
		l.account(name).carries(a.Date)
	}
	if own := l.publisher(a.Meta); own != nil && mentions[own.Name] == nil {
		l.account(own.Name).own++
	}
}

// mention is what one article says of one outlet.
type mention struct {
	kinds                                  []source.Kind // each once, in order
	named, self, denied, doubtful, through bool
}

func (l *ledger) mentions(a scan.Sourced) map[string]*mention {
	out := map[string]*mention{}
	at := func(name string) *mention {
		if out[name] == nil {
			out[name] = &mention{doubtful: true}
		}
		return out[name]
	}
	for _, s := range a.Sources {
		m := at(s.Outlet)
		m.self = m.self || s.Self
		m.denied = m.denied || s.Denied
		m.named = m.named || named(s)
		if named(s) && !s.Ambiguous {
			m.doubtful = false
		}
		if !s.Self && !s.Denied && !slices.Contains(m.kinds, s.Kind) {
			m.kinds = append(m.kinds, s.Kind)
		}
	}
	for _, i := range a.Inferred {
		at(i.Outlet).through = true
	}
	return out
}

// carried lists the outlets on which the printed text rests by what another
// article of the cluster says, where this one does not say so.
func (l *ledger) carried(a scan.Sourced) []string {
	at := l.standing[a.ID]
	var out []string
	for outlet, origin := range l.origins[at.cluster] {
		if prints(at.stance, origin) && !l.rests(a, outlet) {
			out = append(out, outlet)
		}
	}
	slices.Sort(out)
	return out
}

// prints tells whether an article has text of one at least of those that
// stand so to the same representative. Two that stand inside it may have
// different parts of it.
func prints(article stance, origin stances) bool {
	if article == inside {
		origin &^= inside
	}
	return article != 0 && origin != 0
}

// rests tells whether an article is the outlet's, or says that it rests on it.
func (l *ledger) rests(a scan.Sourced, outlet string) bool {
	if own := l.publisher(a.Meta); own != nil && own.Name == outlet || a.Outlet == outlet {
		return true
	}
	return slices.ContainsFunc(a.Sources, func(s source.Source) bool { return s.Outlet == outlet && s.Counts() }) ||
		slices.ContainsFunc(a.Inferred, func(i scan.Inferred) bool { return i.Outlet == outlet })
}

func (l *ledger) account(name string) *account {
	acc := l.outlets[name]
	if acc == nil {
		acc = &account{name: name, kinds: map[source.Kind]int{}}
		acc.outlet, _ = l.catalogue.Outlet(name)
		l.outlets[name] = acc
	}
	return acc
}

func (c *account) add(a scan.Sourced, m *mention) {
	switch {
	case m.self:
		c.own++
	case m.named:
		c.named++
		c.date(a.Date)
		if m.doubtful {
			c.ambiguous++
		}
	case m.through:
		c.inferred++
		c.date(a.Date)
	}
	if m.denied {
		c.denied++
	}
	for _, k := range m.kinds {
		c.kinds[k]++
	}
}

func (c *account) carries(date time.Time) {
	c.carriers++
	c.date(date)
}

func (c *account) date(t time.Time) {
	if c.first.IsZero() || !t.IsZero() && t.Before(c.first) {
		c.first = t
	}
}

// weight is how many articles rest on the outlet, one way or the other. It
// orders a list and is not printed.
func (c *account) weight() int { return c.named + c.inferred + c.carriers }

// others is how many articles show the outlet without resting on it.
func (c *account) others() int {
	n := c.denied
	for k, articles := range c.kinds {
		if !k.Counts() {
			n += articles
		}
	}
	return n
}

// accounts lists the outlets on which most articles rest first, those of equal
// weight by name. Left out are those of which only own articles are known.
func (l *ledger) accounts() []*account {
	var out []*account
	for _, c := range l.outlets {
		if c.weight() > 0 || c.others() > 0 {
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b *account) int {
		return cmp.Or(cmp.Compare(b.weight(), a.weight()), cmp.Compare(b.named, a.named), cmp.Compare(a.name, b.name))
	})
	return out
}

// publisher is the outlet that an article says it is of, as the catalogue has
// it, or nil.
func (l *ledger) publisher(m scan.Meta) *source.Outlet {
	own, known := l.publishers[m.Outlet]
	if !known && m.Outlet != "" {
		own, _ = l.catalogue.Resolve(m.Outlet)
		l.publishers[m.Outlet] = own
	}
	return own
}
