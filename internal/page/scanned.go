package page

import (
	"fmt"
	"net/url"
	"strings"
	"sync"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/internal/pairs"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/report"
)

// scanView is what a scan says of a pair.
type scanView struct {
	Facts   []Fact
	Cluster string // that holds both; empty for none
}

// comparers are used again: one holds some megabytes after a long article.
var comparers = sync.Pool{New: func() any { return new(compare.Comparer) }}

// Pair is the fragment that sets two articles side by side, or tells what the
// scan says of them where one has no text here; ok is false where there is
// neither.
func (r *Report) Pair(a, b string) (html string, ok bool, err error) {
	v, err := r.sideBySide(a, b)
	if err != nil {
		return "", false, err
	}
	if v == nil {
		return r.textless(a, b)
	}
	html, err = render("pair", v)
	return html, err == nil, err
}

// textlessView is what the template "textless" takes.
type textlessView struct {
	A, B articleView
	Scan *scanView
}

func (r *Report) textless(a, b string) (html string, ok bool, err error) {
	i, knownA := r.find(a)
	j, knownB := r.find(b)
	if !knownA || !knownB {
		return "", false, nil
	}
	html, err = render("textless", textlessView{r.view(i), r.view(j), r.scanned(a, b)})
	return html, err == nil, err
}

// sideBySide compares two articles; it is nil where one of them has no text here.
func (r *Report) sideBySide(a, b string) (v *pairView, err error) {
	if r.Texts == nil {
		return nil, nil
	}
	d := pairs.Diff{}
	if d.A, err = r.Texts.Article(r.known(a)); err != nil || d.A == nil {
		return nil, err
	}
	if d.B, err = r.Texts.Article(r.known(b)); err != nil || d.B == nil {
		return nil, err
	}
	c := comparers.Get().(*compare.Comparer)
	d.Comparison = c.Compare(d.A.Text, d.B.Text)
	comparers.Put(c)
	v = newPairView(d, 1, 1, nil)
	v.Scan = r.scanned(a, b)
	v.bare()
	return v, nil
}

// known is the id of an article that may be named as a browser does. One that
// is not listed may have a text all the same.
func (r *Report) known(id string) string {
	if i, listed := r.find(id); listed {
		return r.articles[i].ID
	}
	return id
}

// packedPair is a pair as a file has it: its fragment with the lengths of texts
// in their place, and the texts.
type packedPair struct {
	html string
	a, b packedText
}

// packedText is the text of an article as it is shown.
type packedText struct {
	article int // its place, or noArticle
	text    string
}

// noArticle stands for an article that has no text here.
const noArticle = -1

func (r *Report) packPair(i int) (packedPair, error) {
	p := packedPair{a: packedText{article: r.pairs[i].a}, b: packedText{article: r.pairs[i].b}}
	v, err := r.sideBySide(r.articles[p.a.article].ID, r.articles[p.b.article].ID)
	if err != nil {
		return p, err
	}
	if v == nil {
		p.a.article, p.b.article = noArticle, noArticle // either may have a text in another pair
		p.html = `<p class="none">The text of one of these articles is not there any more.</p>`
		return p, nil
	}
	p.a.text, p.b.text = v.A.takeText(), v.B.takeText()
	p.html, err = render("pair", v)
	return p, err
}

// scanned is what the scan says of two articles, nil where it lists no such
// pair.
func (r *Report) scanned(a, b string) *scanView {
	i, knownA := r.find(a)
	j, knownB := r.find(b)
	if !knownA || !knownB {
		return nil
	}
	v := &scanView{}
	if n := r.articles[i].cluster; n > 0 && n == r.articles[j].cluster {
		v.Cluster = r.clusters[n-1].id
	}
	if at := r.pairOf(i, j); at >= 0 {
		v.Facts = r.facts(&r.pairs[at])
	}
	return v
}

func (r *Report) facts(p *pair) []Fact {
	share := func(part, article int) string {
		return fmt.Sprintf("%s words (%d%%)", report.Number(part), percent(part, r.articles[article].Words))
	}
	out := []Fact{
		{"relation", p.relation.String()},
		{"Jaccard", report.Ratio(p.jaccard)},
		{"of a in b", share(p.sharedA, p.a)},
		{"of b in a", share(p.sharedB, p.b)},
		{"longest run", report.Count(p.run, "word")},
	}
	if p.boilerplate > 0 {
		out = append(out, Fact{"boilerplate", report.Count(p.boilerplate, "word") + " of those"})
	}
	if p.relation == relation.SharesQuote {
		out = append(out, Fact{"quote", report.Count(p.quoteWords, "word")})
	}
	if p.relation == relation.CommonSource {
		out = append(out, Fact{"rare names in both", report.Number(p.names)})
	}
	for _, c := range p.common {
		name := report.Clean(c.Outlet)
		if c.InferredA || c.InferredB {
			name += " ? (inferred)"
		}
		out = append(out, Fact{"both rest on", name})
	}
	if p.direction != "" {
		out = append(out, Fact{"which was first", direction(p.direction) + ": " + report.Clean(p.why)})
	}
	return out
}

// direction is the word of a file as a reader reads it.
func direction(d string) string {
	switch d {
	case "outside":
		return "neither, both have it from elsewhere"
	case "unknown":
		return "cannot tell"
	}
	return d
}

// render is the output of a template. Fragments are drawn whole before any of
// it is sent, so that an error never ends one in the middle.
func render(name string, v any) (string, error) {
	var b strings.Builder
	err := templates().ExecuteTemplate(&b, name, v)
	return b.String(), err
}

// pathEscape is an id as a part of an address.
func pathEscape(id string) string { return url.PathEscape(inBrowser(id)) }

// Lists tells whether the report has a pair of two articles.
func (r *Report) Lists(a, b string) bool {
	i, knownA := r.find(a)
	j, knownB := r.find(b)
	return knownA && knownB && r.pairOf(i, j) >= 0
}
