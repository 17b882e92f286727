package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
)

// articleView is all that is known of one article.
func (l *ledger) articleView(t sourceTaste) (view, error) {
	var v view
	for a, err := range l.shown() {
		if err != nil {
			return v, err
		}
		shared, err := l.sharedQuotes(a.ID)
		if err != nil {
			return v, err
		}
		pairs, err := t.directionSection(l, a.ID)
		if err != nil {
			return v, err
		}
		r := &ruler{text: a.Text}
		v.heading = newArticleHeading(a.Meta)
		v.put(t.namedSection(a, r))
		v.put(t.inferredSection(a, r))
		v.put(t.quoteSection(a, r, shared))
		v.put(pairs)
		v.put(t.mentionSection(a, r))
		v.closing = []string{l.verdict(a)}
	}
	return v, nil
}

func newArticleHeading(m scan.Meta) []string {
	h := []string{Clean(m.ID)}
	for _, line := range []string{m.Title, joined(", ", Clean(m.Outlet), Day(m.Date)), m.URL} {
		if line = Clean(line); line != "" {
			h = append(h, line)
		}
	}
	return h
}

// namedSection lists the namings that say where the text comes from.
func (t sourceTaste) namedSection(a scan.Sourced, r *ruler) section {
	s := t.namings(a, r, func(x source.Source) bool { return !aside(x) })
	s.title = "Named: outlets that the article gives as its source"
	return s
}

// mentionSection lists the others.
func (t sourceTaste) mentionSection(a scan.Sourced, r *ruler) section {
	s := t.namings(a, r, aside)
	s.title = "Other mentions: of no text, never counted"
	return s
}

func (t sourceTaste) namings(a scan.Sourced, r *ruler, want func(source.Source) bool) section {
	s := section{styled: true, columns: []column{
		{name: "outlet", least: 14},
		{name: "how", least: 12, tint: true},
		{name: "line", least: 4, right: true},
		{name: "words", least: 24},
	}}
	for _, x := range a.Sources {
		if want(x) {
			t.add(&s, Clean(x.Outlet), Clean(way(x)), r.where(x), t.words(a.Text, x))
		}
	}
	return s
}

func (t sourceTaste) inferredSection(a scan.Sourced, r *ruler) section {
	s := section{
		title:  "Inferred: outlets that another article names for a quote that both carry",
		styled: true,
		columns: []column{
			{name: "outlet", least: 14},
			{name: "how", least: 16, tint: true},
			{name: "line", least: 4, right: true},
			{name: "words", least: 24},
		},
		folds: []fold{{column: "how", into: "outlet"}},
	}
	for _, i := range a.Inferred {
		t.add(&s, Clean(i.Outlet)+"?", Clean(through(i)), Number(r.line(i.Quote.B.Lo)), t.bothSides(a.Text, i))
	}
	return s
}

// carrier is another article with a quote of this one.
type carrier struct {
	scan.SharedQuote
	other scan.Meta
	here  source.Span
}

// sharedQuotes are those of one article.
func (l *ledger) sharedQuotes(id string) ([]carrier, error) {
	var out []carrier
	for q, err := range l.result.SharedQuotes {
		switch {
		case err != nil:
			return nil, err
		case q.A.ID == id:
			out = append(out, carrier{q, q.B, q.SharedQuote.A})
		case q.B.ID == id:
			out = append(out, carrier{q, q.A, q.SharedQuote.B})
		}
	}
	return out, nil
}

func (t sourceTaste) quoteSection(a scan.Sourced, r *ruler, shared []carrier) section {
	s := section{
		title: Count(len(a.Quotes), "quote") + ", and who carries them too",
		columns: []column{
			{name: "line", least: 4, right: true},
			{name: "speaker", least: 10},
			{name: "quote", least: 20},
			{name: "also in", least: 16},
		},
		folds: []fold{{column: "speaker", into: "quote", label: "said by "}},
	}
	slices.SortStableFunc(shared, func(a, b carrier) int { return cmp.Compare(a.here.Lo, b.here.Lo) })
	for _, q := range a.Quotes {
		if len(q.Parts) == 0 {
			continue
		}
		var also []string
		for len(shared) > 0 && shared[0].here.Lo < q.Span().Hi { // quotes are in order too
			also = append(also, shared[0].text())
			shared = shared[1:]
		}
		t.add(&s, Number(r.line(q.Span().Lo)), q.Speaker, t.trim(spanText(a.Text, q.Span()), textColumns), lines(also...))
	}
	return s
}

// text names the other article, how much of the quote it has, and why that
// says nothing of a source, where it does not.
func (c carrier) text() string {
	edited := ""
	if c.Edited {
		edited = ", edited"
	}
	out := fmt.Sprintf("%s (%s%s)", c.other.ID, Count(c.Words, "word"), edited)
	return joined(": ", out, c.Reason)
}

// directionSection lists the articles to which this one has a relation, and
// which of the two had the common text first.
func (t sourceTaste) directionSection(l *ledger, id string) (section, error) {
	s := section{
		title: "Related articles, and which had the common text first",
		columns: []column{
			{name: "article", least: 14},
			{name: "it is", least: 9, tint: true},
			{name: "shared", least: 6, right: true},
			{name: "common source", least: 8},
			{name: "who was first", least: 16},
		},
		folds: []fold{{column: "common source", into: "it is", label: "common source: "}, {column: "who was first", into: "article", label: "who was first: "}},
	}
	for p, err := range l.result.Pairs {
		if err != nil {
			return s, err
		}
		if p.A.ID != id && p.B.ID != id {
			continue
		}
		other, relation := p.B, p.Relation.Inverse()
		if p.B.ID == id {
			other, relation = p.A, p.Relation
		}
		t.add(&s, t.article(other), relation.String(), Number(p.SharedWords()), commonText(p.Common), first(p, id))
	}
	return s, nil
}

// first says which article of a pair had their text first, as one of them
// tells it.
func first(p scan.Pair, id string) string {
	out := "cannot tell"
	switch {
	case p.Direction == source.Outside:
		out = "neither: outside this corpus"
	case p.Direction == source.FromA && p.A.ID == id, p.Direction == source.FromB && p.B.ID == id:
		out = "this one"
	case p.Direction != source.Unknown:
		out = "the other one"
	}
	if p.DirectionWhy == "" {
		return out
	}
	return lines(out, fmt.Sprintf("%s (A: %s, B: %s)", p.DirectionWhy, p.A.ID, p.B.ID))
}

// commonText lists the outlets on which both articles of a pair rest; a
// question mark stands behind one that was inferred for either.
func commonText(list []scan.Common) string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.Outlet
		if c.InferredA || c.InferredB {
			out[i] += "?"
		}
	}
	return strings.Join(out, ", ")
}

// verdict sums up in a sentence.
func (l *ledger) verdict(a scan.Sourced) string {
	named, inferred := l.outletsOf(a)
	carried := l.carried(a)
	if named+inferred+len(carried) == 0 {
		return "Cannot tell where the text comes from: it names no other outlet, and none can be inferred."
	}
	out := []string{"Names no other outlet"}
	if named > 0 {
		out[0] = "Names " + Count(named, "outlet")
	}
	if inferred > 0 {
		out = append(out, "rests on "+Number(inferred)+" more by inference")
	}
	if len(carried) > 0 {
		out = append(out, "prints a text that rests on "+Clean(strings.Join(carried, " and "))+", and does not name it in words that dupes knows")
	}
	return strings.Join(out, ", ") + "."
}

func (l *ledger) outletsOf(a scan.Sourced) (named, inferred int) {
	for _, m := range l.mentions(a) {
		switch {
		case m.self:
		case m.named:
			named++
		case m.through:
			inferred++
		}
	}
	return named, inferred
}
