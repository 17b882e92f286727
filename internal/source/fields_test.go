package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dupes-news/dupes/internal/corpus"
)

// shown is a source of a field as the tests write it: "byline Associated Press",
// with what is not the rule behind it.
func shown(s Source) string {
	out := s.Field + " " + s.Kind.String() + " " + s.Outlet
	for _, mark := range []struct {
		on   bool
		word string
	}{{s.Self, " self"}, {!s.Listed, " unlisted"}, {s.Confidence != Certain, " unsure"}} {
		if mark.on {
			out += mark.word
		}
	}
	return out
}

func TestFieldSources(t *testing.T) {
	tests := []struct {
		name string
		in   corpus.Article
		want string // parted by "; "
	}{
		{"nothing", corpus.Article{Outlet: "Port Ellery Echo", Byline: "Ada Writer"}, ""},
		{"canonical of a known outlet", corpus.Article{URL: "https://echo.invalid/1", Origin: corpus.Origin{Canonical: "https://www.businessinsider.com/a"}}, "canonical reprint Business Insider"},
		{"canonical of an unknown one", corpus.Article{URL: "https://echo.invalid/1", Origin: corpus.Origin{Canonical: "https://www.gazette.invalid/a"}}, "canonical reprint gazette.invalid unlisted"},
		{"based on its own page", corpus.Article{URL: "https://www.echo.invalid/1", Origin: corpus.Origin{BasedOn: "https://echo.invalid/2"}}, "isBasedOn reprint echo.invalid self unlisted"},
		{"based on a name", corpus.Article{Origin: corpus.Origin{BasedOn: "The Kelp Report"}}, ""},
		{"original source", corpus.Article{Outlet: "MSN", Origin: corpus.Origin{Original: "https://money.cnn.com/x; Reuters"}}, "original-source reprint CNN; original-source reprint Reuters"},
		{"credit lines", corpus.Article{Origin: corpus.Origin{Credit: "© 2031 The Associated Press. All rights reserved."}}, "creditText credit Associated Press"},
		{"credit of a picture", corpus.Article{Origin: corpus.Origin{Credit: "AP Photo/Ada Writer"}}, ""},
		{"photo agency", corpus.Article{Origin: corpus.Origin{Copyright: "Getty Images"}}, "copyrightHolder photo Getty Images"},
		{"copyright of nobody we know", corpus.Article{Origin: corpus.Origin{Copyright: "Ellery Media Holdings Ltd"}}, ""},
		{"own copyright", corpus.Article{Outlet: "cnn", Origin: corpus.Origin{Copyright: "CNN"}}, "copyrightHolder credit CNN self"},
		{"own publisher", corpus.Article{Outlet: "CNN", Origin: corpus.Origin{Publisher: "Cable News Network"}}, ""},
		{"publisher of a copy", corpus.Article{Outlet: "Yahoo News", Origin: corpus.Origin{Publisher: "Reuters"}}, "publisher credit Reuters"},
		{"ninjs", corpus.Article{Origin: corpus.Origin{InfoSource: "DHA; ASSOCIATED PRESS"}}, "infosource credit Demirören News Agency; infosource credit Associated Press"},
		{"wire", corpus.Article{Origin: corpus.Origin{Wire: "UPI"}}, "wire credit United Press International"},
		{"RSS", corpus.Article{Outlet: "Harbour Digest", Origin: corpus.Origin{Source: "The Guardian"}}, "source credit The Guardian"},
		{"datelines", corpus.Article{Origin: corpus.Origin{Dateline: "LONDON (Reuters) —"}}, "dateline dateline Reuters"},
		{"dateline of a town", corpus.Article{Origin: corpus.Origin{Dateline: "INDEPENDENCE, Mo."}}, ""},
		{"byline of an agency", corpus.Article{Outlet: "Breitbart", Byline: "AP"}, "byline byline Associated Press"},
		{"agencies", corpus.Article{Byline: "AP and Reuters"}, "byline byline Associated Press; byline byline Reuters"},
		{"writer and agency", corpus.Article{Byline: "By Ada Writer, Associated Press"}, "byline byline Associated Press"},
		{"writer and agency without a sign", corpus.Article{Byline: "ADA WRITER Associated Press"}, "byline byline Associated Press"},
		{"writer of an agency", corpus.Article{Byline: "Ada Writer, AP Business Writer"}, "byline byline Associated Press"},
		{"longer name", corpus.Article{Byline: "Ada Writer, Australian Associated Press"}, "byline byline Australian Associated Press"},
		{"role in the name", corpus.Article{Byline: "Ada Writer, CBS Sports"}, "byline byline CBS Sports"},
		{"joining word in the name", corpus.Article{Byline: "Ada Writer of Voice of America"}, "byline byline Voice of America"},
		{"writer for an outlet", corpus.Article{Byline: "Ada Writer for ProPublica"}, "byline byline ProPublica"},
		{"own writer", corpus.Article{Outlet: "usa-today", Byline: "Ada Writer, @adawriter, USA TODAY"}, "byline byline USA Today self"},
		{"byline of a gallery", corpus.Article{Byline: "Photos by: The Associated Press"}, "byline photo Associated Press"},
		{"a section", corpus.Article{Byline: "Ada Writer, Science"}, ""},
		{"an outlet with its article", corpus.Article{Byline: "Ada Writer, The Independent"}, "byline byline The Independent"},
		{"surname of an outlet", corpus.Article{Byline: "Ada Bloomberg"}, ""},
		{"initials", corpus.Article{Byline: "TT"}, "byline byline TT News Agency"},
		{"ambiguous name", corpus.Article{Byline: "Ada Writer, The Times"}, ""},
	}
	for _, tt := range tests {
		var got []string
		for _, s := range Default().fieldSources(nil, &tt.in, Default().Own(&tt.in)) {
			if s.Field == "" || s.Value == "" || s.Evidence != (Span{}) {
				t.Errorf("%s: source %+v, want a field, its value and no evidence in the text", tt.name, s)
			}
			got = append(got, shown(s))
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, "; ")); diff != "" {
			t.Errorf("%s: fieldSources: -want +got:\n%s", tt.name, diff)
		}
	}
}

func TestOwn(t *testing.T) {
	tests := []struct{ outlet, url, want string }{
		{"The Washington Post", "", "The Washington Post"},
		{"", "https://money.cnn.com/1", "CNN"},
		{"ABC News", "https://www.abc.net.au/1", "ABC (Australia)"},
		{"ABC News", "https://abcnews.go.com/1", "ABC News (US)"},
		{"Observer", "https://observer.com/1", "New York Observer"},
		{"The Observer", "", "The Observer"},
		{"CNN", "https://news.yahoo.com/1", "CNN"},
		{"Port Ellery Echo", "https://echo.invalid/", ""},
		{"", "", ""},
	}
	for _, tt := range tests {
		got := ""
		if o := Default().Own(&corpus.Article{Outlet: tt.outlet, URL: tt.url}); o != nil {
			got = o.Name
		}
		if got != tt.want {
			t.Errorf("own(outlet %q, url %q) = %q, want %q", tt.outlet, tt.url, got, tt.want)
		}
	}
}

// TestFieldsHostile holds that no field, however long, makes trouble.
func TestFieldsHostile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`(AP|Reuters|, |; | of |/|@|https://|\.|[a-zé©]){0,40}`).Draw(t, "value")
		s = strings.Repeat(s, rapid.SampledFrom([]int{1, 1, 1000}).Draw(t, "times"))
		o := corpus.Origin{Canonical: s, Original: s, BasedOn: s, Credit: s, Copyright: s, Dateline: s, InfoSource: s, Publisher: s}
		a := &corpus.Article{Outlet: s, URL: s, Byline: s, Origin: o}
		for _, found := range Default().fieldSources(nil, a, Default().Own(a)) {
			if found.Outlet == "" || found.Kind == 0 {
				t.Errorf("fieldSources of %.40q has %+v, want an outlet and a kind", s, found)
			}
		}
	})
}
