package scan

import (
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/shingle"
)

// link is the verified relation of two texts.
type link struct {
	pair
	relation.Link
	names uint32 // rare names in common, where the relation is CommonSource
}

// fresh is the words of the shorter text in common that are not boilerplate.
func (l link) fresh(a, b *text) uint32 {
	if b.words < a.words {
		return l.FreshB
	}
	return l.FreshA
}

// judge compares a loaded pair and says what relation it has, if any.
func (v *verifier) judge(p pair) (link, bool, error) {
	b := v.text(p.b())
	o := v.Match(v.b.shingles)
	quoting := v.isQuoting(p)
	if !quoting && v.IsSlight(b, o) {
		return link{}, false, nil // most candidates end here
	}
	found, err := v.Relate(b, o)
	l := link{pair: p, Link: found}
	if l.Relation == relation.None && quoting {
		l.Relation = relation.SharesQuote
	}
	return l, v.asked[l.Relation] && err == nil, err
}

// relate is the link that the overlap of the loaded pair proves.
func (v *verifier) relate(p pair) (link, error) {
	found, err := v.Relate(v.text(p.b()), v.Match(v.b.shingles))
	return link{pair: p, Link: found}, err
}

// text is what a Judge has to know of a text, without its shingles.
func (s *scan) text(number uint32) relation.Text {
	t := &s.lib.texts[number]
	x := relation.Text{Number: number, Words: t.words, Distinct: t.distinct}
	if s.outlet != nil {
		x.Outlet = s.outlet[number]
	}
	x.Repeats = s.boilerplate.texts != nil && s.boilerplate.texts[number]
	return x
}

func (s *scan) isBoilerplate(p shingle.Passage) bool {
	return s.boilerplate.has(kept40(p.Hash))
}
