package source_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/dupes-news/dupes/fixtures"
	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/source"
)

// TestSnippets reads every snippet of the fixtures. None may be missed, none
// invented: whoever changes a rule or a snippet settles every difference.
func TestSnippets(t *testing.T) {
	snippets, err := fixtures.Snippets()
	if err != nil {
		t.Fatal(err)
	}
	r, wrong := source.NewReader(source.Default()), 0
	for _, s := range snippets {
		a := corpus.Article{ID: s.Path, Text: s.Text, Title: s.Title, Outlet: s.Outlet, Byline: s.Byline, URL: s.URL}
		faults := compareSnippet(s, r.Sources(nil, &a))
		for _, f := range faults {
			t.Errorf("fixtures/%s:%s", s.Path, f)
		}
		if len(faults) > 0 {
			wrong++
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d snippets differ", wrong, len(snippets))
	}
}

// compareSnippet says, each with its line, which sources are missed, which
// are wrong and which stand nowhere in the header.
func compareSnippet(s fixtures.Snippet, got []source.Source) (faults []string) {
	used := make([]bool, len(got))
	for _, n := range s.Sources {
		if f := compareNaming(n, s.Text, got, used); f != "" {
			faults = append(faults, fmt.Sprintf("%d: %s", n.Line, f))
		}
	}
	for i, g := range got {
		switch {
		case used[i]:
		case g.Kind.Counts() && !g.Denied, len(s.Sources) > 0 && g.Kind != source.Promo:
			faults = append(faults, fmt.Sprintf("%d: got %s, want no such source", s.Line, describe(g, s.Text)))
		}
	}
	return faults
}

// compareNaming marks what agrees with a line of the header as used: the same
// outlet at the same place, in one of its kinds. Sources that agree in outlet
// and place only are shown as the nearest.
func compareNaming(n fixtures.Naming, text string, got []source.Source, used []bool) string {
	found, nearest := false, ""
	for i, g := range got {
		switch {
		case !meets(n, g):
		case !sameOutlet(n.Outlet, g.Outlet) && !(n.Ambiguous && g.Ambiguous):
			nearest = describe(g, text)
		case !slices.Contains(n.Kinds, g.Kind.String()), !n.Optional && flags(n.Self, n.Denied, n.Ambiguous) != flags(g.Self, g.Denied, g.Ambiguous):
			nearest = describe(g, text)
		default:
			used[i] = true
			found = found || sameOutlet(n.Outlet, g.Outlet)
		}
	}
	if found || n.Optional {
		return ""
	}
	want := fmt.Sprintf("%s, %s%s, %q", n.Outlet, strings.Join(n.Kinds, " or "), flags(n.Self, n.Denied, n.Ambiguous), n.Evidence+n.Field)
	if nearest == "" {
		nearest = "nothing there"
	}
	return fmt.Sprintf("want %s; got %s", want, nearest)
}

// meets reports whether a source stands where the header has its evidence.
func meets(n fixtures.Naming, g source.Source) bool {
	if n.Field != "" || g.Field != "" {
		return n.Field == g.Field
	}
	return n.Lo < g.Evidence.Hi && g.Evidence.Lo < n.Hi
}

// sameOutlet leaves the article of a name aside: it is no part of the name of
// an outlet that stands in no catalogue.
func sameOutlet(a, b string) bool {
	return strings.TrimPrefix(a, "The ") == strings.TrimPrefix(b, "The ")
}

func flags(self, denied, ambiguous bool) string {
	out := ""
	for _, f := range []struct {
		set  bool
		name string
	}{{self, " self"}, {denied, " denied"}, {ambiguous, " ambiguous"}} {
		if f.set {
			out += f.name
		}
	}
	return out
}

func describe(g source.Source, text string) string {
	evidence := g.Field
	if g.Field == "" {
		evidence = text[g.Evidence.Lo:g.Evidence.Hi]
	}
	return fmt.Sprintf("%s, %s%s, %q", g.Outlet, g.Kind, flags(g.Self, g.Denied, g.Ambiguous), evidence)
}
