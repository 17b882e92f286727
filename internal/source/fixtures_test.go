package source_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/dupes-news/dupes/fixtures"
	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/source"
	"github.com/google/go-cmp/cmp"
)

// TestFixtures reads every article of the fixtures: what its header names is
// found, with its kind and at its place, and nothing else that counts.
func TestFixtures(t *testing.T) {
	articles, err := fixtures.Articles()
	if err != nil {
		t.Fatal(err)
	}
	r := source.NewReader(source.Default())
	for _, f := range articles {
		a := corpus.Article{ID: f.ID, Text: f.Text, Title: f.Title, Outlet: f.Outlet, Byline: f.Byline, URL: f.URL, Date: f.Date}
		got := r.Sources(nil, &a)
		named := make([]bool, len(got))
		for _, want := range f.Sources {
			if want.Kind != "inferred" && !nameIn(want, f, got, named) && !foreign(f) {
				t.Errorf("fixtures/%s: missed %s, %s, %q", f.ID, want.Outlet, want.Kind, want.Evidence+want.Field)
			}
		}
		for i, g := range got {
			if g.Counts() && !named[i] {
				t.Errorf("fixtures/%s: got %s, which its header lacks", f.ID, describe(g, f.Text))
			}
		}
	}
}

// nameIn marks the sources that agree with one of the header and reports
// whether there are any.
func nameIn(want fixtures.Source, f fixtures.Article, got []source.Source, named []bool) (found bool) {
	n := fixtures.Naming{Field: want.Field, Lo: want.Lo, Hi: want.Hi}
	for i, g := range got {
		own := want.Outlet == f.Outlet && g.Outlet == f.Outlet
		if meets(n, g) && g.Kind.String() == want.Kind && (sameOutlet(want.Outlet, g.Outlet) || sign(want.Outlet) == g.Outlet) && g.Self == own {
			named[i], found = true, true
		}
	}
	return found
}

// sign is how an invented agency signs. It stands in no catalogue, so that
// its sign is all that an article may say of it.
func sign(outlet string) string {
	return map[string]string{"Meridian News Service": "MNS", "Alpine Nachrichtenagentur": "ana", "Agencia Meseta": "AM"}[outlet]
}

// foreign reports a story in a language of which source has no words. What it
// finds there all the same must be right.
func foreign(f fixtures.Article) bool {
	return slices.Contains([]string{"seilbahn-falkenjoch", "embalse-valdorra", "minatogawa-line"}, f.Story)
}

// TestFixturesInferred asks every pair of articles of a story what one names
// for a quote of the other, and compares that with the headers: the outlet,
// the article that names it, the confidence and the place of the quote.
func TestFixturesInferred(t *testing.T) {
	articles, err := fixtures.Articles()
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range articles {
		want, got := map[string]bool{}, map[string]bool{}
		for _, s := range to.Sources {
			if s.Kind == "inferred" {
				want[fmt.Sprintf("%s, %s, via %s, in %q", s.Outlet, s.Confidence, s.Via, s.Evidence)] = true
			}
		}
		for _, from := range articles {
			if from.ID != to.ID && from.Story == to.Story {
				inferBetween(got, from, to)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("fixtures/%s: inferred (-want +got):\n%s", to.ID, diff)
		}
	}
}

func inferBetween(got map[string]bool, from, to fixtures.Article) {
	var q source.Quoter
	giver, receiver := page(&q, from), page(&q, to)
	for i, x := range giver.Quotes {
		for j, y := range receiver.Quotes {
			shared, ok := source.Match(q.Form(from.Text, x), q.Form(to.Text, y))
			if !ok {
				continue
			}
			found, _ := source.Infer(giver, receiver, i, j, shared)
			for _, f := range found {
				got[fmt.Sprintf("%s, %s, via %s, in %q", f.Outlet, f.Confidence, from.ID, evidenceAt(to, f.Quote.B))] = true
			}
		}
	}
}

// evidenceAt is what the header quotes of the place of a shared quote, or
// else the shared words.
func evidenceAt(f fixtures.Article, at source.Span) string {
	for _, s := range f.Sources {
		if s.Kind == "inferred" && s.Lo < at.Hi && at.Lo < s.Hi {
			return s.Evidence
		}
	}
	return f.Text[at.Lo:at.Hi]
}

func page(q *source.Quoter, f fixtures.Article) *source.Page {
	a := corpus.Article{ID: f.ID, Text: f.Text, Title: f.Title, Outlet: f.Outlet, Byline: f.Byline, URL: f.URL, Date: f.Date}
	p := &source.Page{Text: f.Text, Outlet: f.Outlet, Sources: source.NewReader(source.Default()).Sources(nil, &a)}
	p.Quotes = q.Quotes(nil, f.Text)
	q.Speakers(f.Text, p.Quotes)
	return p
}
