package scan

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/dupes-news/dupes/internal/source"
)

// Sourced is an article with the outlets on which it rests.
type Sourced struct {
	Meta
	Text     string
	Own      string          // the outlet that published it, by its name in the catalogue where it has one; empty for unknown
	Cluster  string          // id of its cluster; empty for none
	Sources  []source.Source // that it names, its fields first, then by place
	Inferred []Inferred      // by outlet, then by the article that names it
	Quotes   []source.Quote  // with speakers, by place
}

// Inferred is an outlet that another article names for a quote that both
// carry.
type Inferred struct {
	source.Inference
	From       Meta   // the article that names the outlet
	Naming     string // the words there that name it
	QuoteThere string // the common run as it is printed there
}

// SharedQuote is a quote of two articles.
type SharedQuote struct {
	A, B Meta // A.ID < B.ID
	source.SharedQuote
	Text    string // of the common run as A prints it
	Speaker string // where both say who speaks, and agree, or only one does
	Reason  string // why no source was inferred from it; empty where one was
}

// Common is an outlet on which both articles of a pair rest.
type Common struct {
	Outlet               string
	InferredA, InferredB bool // whether that was inferred, not named
}

// Coverage counts the articles by what is known of their sources. The three
// add up to the articles of the scan.
type Coverage struct {
	Named    int // name an outlet other than their own
	Inferred int // name none, but rest on one by inference
	None     int
}

func (s *scan) coverage() Coverage {
	var c Coverage
	for i := range s.lib.articles {
		switch {
		case s.lib.articles[i].naming.named:
			c.Named++
		case len(s.inferredFor(uint32(i))) > 0:
			c.Inferred++
		default:
			c.None++
		}
	}
	return c
}

// sourcedSeq reads every article with its sources.
func (s *scan) sourcedSeq(clusters []cluster, h homes) iter.Seq2[Sourced, error] {
	return func(yield func(Sourced, error) bool) {
		ids := make([]string, len(clusters))
		for i, c := range clusters {
			ids[i] = s.idOf(c)
		}
		q := newQuoteReader(s)
		for i := range s.lib.articles {
			a, err := q.sourced(uint32(i))
			if c := h.cluster[s.lib.articles[i].text]; c > 0 {
				a.Cluster = ids[c-1]
			}
			if !yield(a, err) || err != nil {
				return
			}
		}
	}
}

// sourced reads an article.
func (q *quoteReader) sourced(article uint32) (Sourced, error) {
	var out Sourced
	for _, x := range q.inferredFor(article) {
		found, err := q.prove(x)
		if err != nil {
			return out, err
		}
		out.Inferred = append(out.Inferred, found)
	}
	if err := q.read(&q.held, article); err != nil {
		return out, err
	}
	if err := q.know(&q.held); err != nil {
		return out, err
	}
	out.Text, out.Own = q.held.page.Text, q.held.page.Outlet
	out.Sources, out.Quotes = append(out.Sources, q.held.page.Sources...), cloneQuotes(q.held.page.Quotes)
	var err error
	out.Meta, err = q.meta(article)
	return out, err
}

// cloneQuotes is a copy that shares no memory with the quotes, which the next
// article uses again.
func cloneQuotes(quotes []source.Quote) []source.Quote {
	out := append([]source.Quote(nil), quotes...)
	for i := range out {
		out[i].Parts = slices.Clone(out[i].Parts)
	}
	return out
}

func (q *quoteReader) meta(article uint32) (Meta, error) {
	if err := q.page.load(q.lib, article); err != nil {
		return Meta{}, err
	}
	return q.lib.meta(article, &q.page), nil
}

// prove works out an inference again, with all that shows it.
func (q *quoteReader) prove(x inferred) (Inferred, error) {
	proofs, err := q.proofs(x.giver, x.receiver)
	if err != nil {
		return Inferred{}, err
	}
	i := slices.IndexFunc(proofs, func(p source.Inference) bool { return p.Outlet == q.lib.named[x.outlet] })
	if i < 0 {
		return Inferred{}, nil // not reached: the same two articles prove the same
	}
	out := Inferred{Inference: proofs[i]}
	if out.From, err = q.meta(x.giver); err != nil {
		return out, err
	}
	text := string(q.page.text)
	out.Naming = text[out.Giver.Evidence.Lo:out.Giver.Evidence.Hi]
	out.QuoteThere = text[out.Quote.A.Lo:out.Quote.A.Hi]
	return out, nil
}

// sharedQuoteSeq reads the quotes of every two articles that share some. Of
// one story, which near duplicates tell, they are those from which a source
// was inferred.
func (s *scan) sharedQuoteSeq() iter.Seq2[SharedQuote, error] {
	return func(yield func(SharedQuote, error) bool) {
		q := newQuoteReader(s)
		for _, p := range s.quotingPairs() {
			list, err := q.sharedQuotes(pair(p))
			if err != nil {
				yield(SharedQuote{}, err)
				return
			}
			for _, c := range list {
				if !yield(c, nil) {
					return
				}
			}
		}
	}
}

// quotingPairs are the pairs of texts with quotes to be shown, ascending.
func (s *scan) quotingPairs() []uint64 {
	pairs := slices.Clone(s.quoting)
	for _, x := range s.inferred {
		pairs = append(pairs, uint64(makePair(s.lib.articles[x.giver].text, s.lib.articles[x.receiver].text)))
	}
	slices.Sort(pairs)
	return slices.Compact(pairs)
}

// sharedQuotes lists the quotes of two texts, as their first articles print
// them, by place in the first.
func (q *quoteReader) sharedQuotes(p pair) ([]SharedQuote, error) {
	x, y, shared, err := q.both(q.first(p.a()), q.first(p.b()))
	if err != nil {
		return nil, err
	}
	a, err := q.meta(x.article)
	if err != nil {
		return nil, err
	}
	b, err := q.meta(y.article)
	if err != nil {
		return nil, err
	}
	var out []SharedQuote
	for _, c := range shared {
		speaker, reason, found := told(&x.page, &y.page, c)
		if found || !q.oneStory(p.a(), p.b()) {
			out = append(out, SharedQuote{A: a, B: b, SharedQuote: c.SharedQuote, Text: x.page.Text[c.A.Lo:c.A.Hi], Speaker: speaker, Reason: reason})
		}
	}
	return out, nil
}

// told says who speaks a shared quote, and why no source follows from it,
// unless one does.
func told(x, y *source.Page, c sharedQuote) (speaker, reason string, found bool) {
	there, reason := source.Infer(x, y, c.i, c.j, c.SharedQuote)
	if r := c.reverse(); len(there) == 0 {
		back, backReason := source.Infer(y, x, r.i, r.j, r.SharedQuote)
		there, reason = back, cmp.Or(reason, backReason)
	}
	if len(there) > 0 {
		return there[0].Speaker, "", true
	}
	return agreedSpeaker(x.Quotes[c.i].Speaker, y.Quotes[c.j].Speaker), reason, false
}

// agreedSpeaker is the fuller of two names of one speaker, empty where they
// name two.
func agreedSpeaker(a, b string) string {
	if len(a) < len(b) {
		a, b = b, a
	}
	last := b[strings.LastIndexByte(b, ' ')+1:]
	if b == "" || strings.HasSuffix(strings.ToLower(" "+a), strings.ToLower(" "+last)) {
		return a
	}
	return ""
}
