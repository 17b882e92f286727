package corpus

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOriginJSON(t *testing.T) {
	tests := []struct {
		in, outlet, url string
		want            Origin
	}{
		{`{"text":"x"}`, "", "", Origin{}},
		{`{"text":"x","publisher":"Echo"}`, "Echo", "", Origin{}},
		{`{"text":"x","outlet":"Echo","publisher":"Kelp Wire","source":"Shell News"}`, "Echo", "", Origin{Publisher: "Kelp Wire", Source: "Shell News"}},
		{`{"text":"x","source":{"id":null,"name":"Echo"}}`, "Echo", "", Origin{}},
		{`{"text":"x","outlet":"Echo","source":{"url":"https://kelp.example/rss","title":"Kelp Wire"}}`, "Echo", "", Origin{Source: "Kelp Wire"}},
		{`{"text":"x","url":"https://a.example/1","canonical_url":"https://www.b.example/1"}`, "", "https://a.example/1", Origin{Canonical: "https://www.b.example/1"}},
		{`{"text":"x","url":"https://m.a.example/1","canonical":"https://a.example/1"}`, "", "https://m.a.example/1", Origin{}},
		{`{"text":"x","canonical":"https://a.example/1"}`, "", "https://a.example/1", Origin{}},
		{`{"text":"x","infoSources":[{"name":"Kelp Wire","role":"origin"},{"literal":"Shell"},7,"Tide"]}`, "", "", Origin{InfoSource: "Kelp Wire; Shell; Tide"}},
		{`{"text":"x","is_based_on":[{"@type":"NewsArticle","name":"Pier","url":"https://b.example/1"},{"publisher":{"name":"Tide"}}]}`, "", "", Origin{BasedOn: "https://b.example/1; Tide"}},
		{
			`{"text":"x","credit":"a","credit_line":"b","copyright_holder":{"name":"c"},"wire":"d","dateline":"e","source_organization":"f","original_source":"g","syndication_source":"h"}`, "", "",
			Origin{Credit: "b", Copyright: "c", Wire: "d", Dateline: "e", Organization: "f", Original: "g", Syndication: "h"},
		},
		{`{"text":"x","wire":null,"credit":false,"dateline":{},"copyright_holder":[]}`, "", "", Origin{}},
	}
	for _, tt := range tests {
		a, err := Record{Path: "-", raw: []byte(tt.in), id: "a", kind: kindLines, set: newSettings(Config{})}.Article()
		if err != nil {
			t.Errorf("Article of %s = %v, want nil", tt.in, err)
			continue
		}
		if diff := cmp.Diff(tt.want, a.Origin); diff != "" || a.Outlet != tt.outlet || a.URL != tt.url {
			t.Errorf("Article of %s: outlet %q, url %q, want %q, %q; origin -want +got:\n%s", tt.in, a.Outlet, a.URL, tt.outlet, tt.url, diff)
		}
	}
}

func TestOriginFrontMatter(t *testing.T) {
	tests := []struct {
		in, outlet, url string
		want            Origin
	}{
		{"publisher: Echo", "Echo", "", Origin{}},
		{"publisher: Kelp Wire\noutlet: Echo", "Echo", "", Origin{Publisher: "Kelp Wire"}},
		{"source: Echo\ncredit: © 2031 Kelp Wire", "Echo", "", Origin{Credit: "© 2031 Kelp Wire"}},
		{"url: https://a.example/1\ncanonical_url: https://b.example/1", "", "https://a.example/1", Origin{Canonical: "https://b.example/1"}},
		{"canonical: https://b.example/1", "", "https://b.example/1", Origin{}},
		{"infosources:\n  - name: Kelp Wire\n  - Tide\n  - [a]\nwire: AP", "", "", Origin{InfoSource: "Kelp Wire; Tide", Wire: "AP"}},
	}
	for _, tt := range tests {
		a, err := textRecord("---\n" + tt.in + "\n---\nBody.").Article()
		if err != nil {
			t.Errorf("Article with %q = %v, want nil", tt.in, err)
			continue
		}
		if diff := cmp.Diff(tt.want, a.Origin); diff != "" || a.Outlet != tt.outlet || a.URL != tt.url {
			t.Errorf("Article with %q: outlet %q, url %q, want %q, %q; origin -want +got:\n%s", tt.in, a.Outlet, a.URL, tt.outlet, tt.url, diff)
		}
	}
}

func TestOriginHTML(t *testing.T) {
	script := func(s string) string { return `<script type="application/ld+json">` + s + `</script>` }
	tests := []struct {
		name, head, url string
		want            Origin
	}{
		{"two addresses of one site", `<link rel="canonical" href="https://echo.example/1"><meta property="og:url" content="https://m.echo.example/1">`, "https://echo.example/1", Origin{}},
		{
			"another site", `<link rel="canonical" href="https://wire.example/1"><meta property="og:url" content="https://echo.example/1">`, "https://echo.example/1",
			Origin{Canonical: "https://wire.example/1"},
		},
		{"two owners under one host", `<link rel="canonical" href="https://b.blogspot.com/1"><meta property="og:url" content="https://a.blogspot.com/1">`, "https://a.blogspot.com/1", Origin{Canonical: "https://b.blogspot.com/1"}},
		{"metadata", `<meta name="original-source" content=" https://wire.example/1 "><meta name="syndication-source" content="https://tide.example/"><meta name="DC.source" content="second">`, "", Origin{Original: "https://wire.example/1", Syndication: "https://tide.example/"}},
		{
			"article", script(`{"@context":"https://schema.org","@type":"NewsArticle","publisher":{"@type":"Organization","name":"Tide"},"sourceOrganization":[{"name":"Kelp Wire"}],
				"isBasedOn":"https://wire.example/1","creditText":"Kelp","copyrightHolder":{"name":"Shell"},"dateline":"PORT ELLERY (Kelp)"}`), "",
			Origin{Publisher: "Tide", Organization: "Kelp Wire", BasedOn: "https://wire.example/1", Credit: "Kelp", Copyright: "Shell", Dateline: "PORT ELLERY (Kelp)"},
		},
		{"graph, types in a list, several scripts", script(`{"@graph":[{"@type":"WebSite","publisher":{"name":"No"}},{"@type":["Thing","ReportageNewsArticle"],"creditText":"Kelp"}]}`) + script(`[{"@type":"Person","creditText":"No"},{"@type":"Article","copyrightHolder":"Shell"}]`), "", Origin{Credit: "Kelp", Copyright: "Shell"}},
		{"another article on the page", script(`{"@type":"NewsArticle","headline":"Pier"}`) + script(`{"@type":"NewsArticle","headline":"Cows","creditText":"No"}`), "", Origin{}},
		{"not an article", script(`{"@type":"VideoObject","creditText":"No"}`), "", Origin{}},
		{"broken", script(`{"@type":"NewsArticle","creditText":"No",}`) + script(`not JSON`) + script(``), "", Origin{}},
	}
	for _, tt := range tests {
		a, err := htmlRecord(page(tt.head, strings.Repeat("<p>"+pier+"</p>", 5))).Article()
		if err != nil {
			t.Errorf("%s: Article = %v, want nil", tt.name, err)
			continue
		}
		if a.Outlet == "Tide" { // go-readability reads the publisher, too
			tt.want.Publisher = ""
		}
		if diff := cmp.Diff(tt.want, a.Origin); diff != "" || a.URL != tt.url {
			t.Errorf("%s: url %q, want %q; origin -want +got:\n%s", tt.name, a.URL, tt.url, diff)
		}
	}
}

// TestLinkedHostile holds that no script takes time that grows with the square
// of its nesting: one such would run into the time limit of the tests.
func TestLinkedHostile(t *testing.T) {
	for _, unit := range []string{`[`, `{"@graph":`, `{"@graph":[`, `{"a":`, `[{"@type":"Article","isBasedOn":`, `{"isBasedOn":{"publisher":`} {
		var l linkedData
		for range 20 {
			l.read(strings.Repeat(unit, 60000/len(unit)))
		}
		closed := strings.Repeat(`{"@graph":[`, 2000) + strings.Repeat(`]}`, 2000)
		l.read(closed)
		if l.any {
			t.Errorf("read of %q ... found an article, want none", unit)
		}
	}
	var l linkedData
	l.read(`[` + strings.Repeat(`{"@type":"Thing"},`, 50000) + `{"@type":"Article","creditText":"Kelp"}]`)
	if l.any || l.nodes > maxNodes {
		t.Errorf("read of a long list took %d nodes, want at most %d", l.nodes, maxNodes)
	}
}
