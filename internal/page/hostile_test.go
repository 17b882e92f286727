package page

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/report"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
	"github.com/dupes-news/dupes/shingle"
)

// told is what strangers can write into a report.
type told struct{ id, title, outlet, text, boilerplate, reason string }

// resultOf is a small scan in which every part of a page has something to say.
func resultOf(x told) (*scan.Result, shelf) {
	day := time.Date(2031, 5, 6, 7, 8, 0, 0, time.UTC)
	meta := func(id string, n int) scan.Meta {
		return scan.Meta{ID: id, Title: x.title, Outlet: x.outlet, Words: 40, Date: day.AddDate(0, 0, n)}
	}
	texts := shelf{}
	metas := []scan.Meta{meta(x.id, 0), meta(x.id+"2", 1), meta("3"+x.id, 2), meta(x.title+"4", 3)}
	for i, m := range metas {
		texts[m.ID] = x.text + strings.Repeat(" and so on for some more words, as it is the way of the press", i)
	}
	link := func(a, b scan.Meta, r relation.Relation) scan.Pair {
		return scan.Pair{
			A: a, B: b, Relation: r, Jaccard: 0.57, SharedWordsA: 30, SharedWordsB: 31, LongestRun: 20, Boilerplate: 2, QuoteWords: 9, SharedNames: 3,
			Common: []scan.Common{{Outlet: x.outlet}, {Outlet: x.title, InferredB: true}}, Differs: "by " + x.reason,
			Direction: source.Outside, DirectionWhy: x.reason + " says so",
		}
	}
	c := scan.Cluster{ID: "c1", Representative: metas[0]}
	for _, m := range metas[1:3] {
		c.Members = append(c.Members, scan.Member{Meta: m, Link: link(metas[0], m, relation.NearDuplicate)})
	}
	list := []scan.Pair{
		c.Members[0].Link, c.Members[1].Link, link(metas[1], metas[3], relation.SharesQuote), link(metas[2], metas[3], relation.CommonSource),
	}
	giver := source.Source{Outlet: x.outlet, Kind: source.Told, Confidence: source.Strong, Evidence: source.Span{Hi: len(texts[metas[0].ID])}}
	sourced := []scan.Sourced{
		{Meta: metas[0], Text: texts[metas[0].ID], Cluster: "c1", Sources: []source.Source{giver, {Outlet: x.title, Kind: source.Credit, Field: x.reason, Value: x.boilerplate}}},
		{Meta: metas[1], Text: texts[metas[1].ID], Cluster: "c1", Inferred: []scan.Inferred{{
			Inference: source.Inference{Outlet: x.outlet, Giver: giver, Quote: source.SharedQuote{B: source.Span{Hi: len(texts[metas[1].ID])}}}, From: metas[0],
		}}},
	}
	return &scan.Result{
		Config: scan.Config{Threshold: 0.5, Shingle: 5, MinRun: 12, Keep: scan.Keep("first" + x.reason)}, Plan: shingle.Plan{K: 128, Bands: 42, Rows: 3},
		Articles: 4, Words: 160, PairCount: len(list), Limited: 3, Pairs: listed(list), Clusters: listed([]scan.Cluster{c}), Clustered: 1,
		Boilerplate: []scan.Boilerplate{{Text: x.boilerplate, Outlet: x.outlet, Words: 9, Articles: 20}},
		Refused:     []corpus.Refused{{Path: x.id + ".txt", Line: 3, Reason: x.reason}, {Path: "whole.txt", Reason: "empty"}},
		Sources:     listed(sourced),
	}, texts
}

// partsOf are the pages of a report, and all its fragments.
func partsOf(t testing.TB, x told) (pages, fragments []string) {
	t.Helper()
	res, texts := resultOf(x)
	// What is said of the run is clean, as the commands have it.
	r, err := New(t.Context(), res, Config{Texts: texts, Subject: "articles of " + report.Clean(x.title), Facts: []Fact{{"input", report.Clean(x.id)}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, judged := range []bool{false, true} {
		page, _, err := r.Page(judged)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, page)
	}
	file := fileOf(t, r, 2)
	pages = append(pages, file)
	part, ok, err := r.Cluster("c1")
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	fragments = append(fragments, part)
	s := storeOf(t, file)
	for i := range r.pairs {
		p := &r.pairs[i]
		part, ok, err := r.Pair(r.articles[p.a].ID, r.articles[p.b].ID)
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		checkTexts(t, texts, fragment(t, part), r.articles[p.a].ID, r.articles[p.b].ID)
		if packed := s.pair(s.rows.Pairs.Packed[i]); packed != rendered(t, fragment(t, part)) {
			t.Errorf("pair %d is packed as\n%s\nand served as\n%s", i, packed, part)
		}
		fragments = append(fragments, part)
	}
	bare, err := New(t.Context(), res, Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, ids := range [][2]string{{r.articles[0].ID, r.articles[1].ID}, {r.articles[2].ID, r.articles[2].ID}} {
		part, ok, err := bare.Pair(ids[0], ids[1])
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		fragments = append(fragments, part)
	}
	return pages, fragments
}

var (
	harmless = told{
		"wire/boat.txt", "Boat aground", "Halmey Wire", aground + "\n\n" + lamp + "\n\n" + council,
		"All rights reserved by the Halmey Wire and its clients", "no text",
	}
	hostile = told{
		`" onmouseover="document.title='ran'`, `</title></style></script><script>document.title="ran"</script><!--`, `<iframe src="http://192.0.2.1/">{{.}}${1}`,
		`</div></article><img src=x onerror=1><style>*{}</style><base href=//192.0.2.1/>` + " \u202e\x00\x1b[2J \xff ]]><svg onload=0>",
		`</td></table><form action=http://192.0.2.1/><input autofocus onfocus=1>`, "`'\"><a href=javascript:0>&lt;",
	}
)

// No text that a stranger writes brings an element or an attribute into the
// page or a fragment of it that plain ones do not, nor a link to elsewhere.
func FuzzReport(f *testing.F) {
	known := map[string]bool{"<mark>": true, "<mark title>": true, "<del>": true, "<ins>": true}
	see := func(f func(n *html.Node), pages, fragments []string, t testing.TB) {
		for _, page := range pages {
			for _, n := range nodes(t, page) {
				f(n)
			}
		}
		for _, part := range fragments {
			for n := range fragment(t, part).Descendants() {
				if n.Type == html.ElementNode {
					f(n)
				}
			}
		}
	}
	for _, x := range []told{
		harmless,
		{harmless.id, "", "", harmless.text, "", "gone"},
		{harmless.id, harmless.title, harmless.outlet, "Lambs.", harmless.boilerplate, harmless.reason},
		{harmless.id, harmless.title, harmless.outlet, "", harmless.boilerplate, harmless.reason},
		{harmless.id, harmless.title, harmless.outlet, "He said: “" + sheep + "”", harmless.boilerplate, harmless.reason},
	} {
		pages, fragments := partsOf(f, x)
		see(func(n *html.Node) { known[shape(n)] = true }, pages, fragments, f)
	}
	f.Add(hostile.id, hostile.title, hostile.outlet, hostile.text, hostile.boilerplate, hostile.reason)
	f.Add("\x00", "\xff", "\u202e", "\r\n\r\n\r", "\ufeff", "<")
	f.Add("x", "", "", "a\r", "", "\x88")
	f.Add("%2f/..#?", "&lt;", "&#x3c;", "<!--", "--!>", "<![CDATA[")
	f.Fuzz(func(t *testing.T, id, title, outlet, text, boilerplate, reason string) {
		pages, fragments := partsOf(t, told{id, title, outlet, text, boilerplate, reason})
		see(func(n *html.Node) {
			if !known[shape(n)] {
				t.Errorf("the report holds %s", shape(n))
			}
			for _, a := range n.Attr {
				switch a.Key {
				case "href", "data-pair":
					if !strings.HasPrefix(a.Val, "#") {
						t.Errorf("%s=%q leads elsewhere", a.Key, a.Val)
					}
				case "src", "action", "srcdoc", "formaction", "style":
					t.Errorf("the report holds %s=%q", a.Key, a.Val)
				}
			}
		}, pages, fragments, t)
		for _, part := range append(fragments, pages...) {
			if at := strings.IndexAny(part, "\x00\x1b\u202e"); at >= 0 {
				t.Errorf("a character that is not seen is in %q", part[max(0, at-40):min(len(part), at+40)])
			}
		}
	})
}

// The policy in the page is that for its header, and names its style and its
// script. A file fetches nothing; a page that is served asks its server.
func TestReportPolicy(t *testing.T) {
	res, texts := resultOf(hostile)
	r := reportOf(t, res, Config{Texts: texts})
	served, policy, err := r.Page(true)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, page, end string }{
		{"served", served, "; connect-src 'self'"},
		{"file", fileOf(t, r, 1), ""},
	} {
		var got, style, script string
		for _, n := range nodes(t, tt.page) {
			switch {
			case attr(n, "http-equiv") != "":
				got = attr(n, "content")
			case n.Data == "style":
				style += text(n)
			case n.Data == "script" && attr(n, "type") == "module":
				script += text(n)
			}
		}
		if want := contentPolicy(style, script) + tt.end; got != want || tt.name == "served" && got != policy {
			t.Errorf("%s: policy %s, want %s; for the header %s", tt.name, got, want, policy)
		}
	}
}

// What is listed is bounded; what is left out is counted.
func TestLongTables(t *testing.T) {
	res, _ := resultOf(harmless)
	for i := range boilerplateMost + 7 {
		res.Boilerplate = append(res.Boilerplate, scan.Boilerplate{Text: fmt.Sprintf("notice %d of many", i)})
	}
	for i := range refusedMost + 4 {
		res.Refused = append(res.Refused, corpus.Refused{Path: fmt.Sprintf("gone-%d", i), Reason: "empty"})
	}
	page, _, err := reportOf(t, res, Config{}).Page(false)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		text string
		want bool
	}{
		{"notice 498 of many", true},
		{"notice 499 of many", false},
		{"8 more, in fewer articles, are left out.", true},
		{"gone-997", true},
		{"gone-998", false},
		{"6 more are left out: dupes scan --format jsonl lists them all.", true},
		{"<b>1,006</b>", true},
	} {
		if got := strings.Contains(page, tt.text); got != tt.want {
			t.Errorf("the page has %q: %v, want %v", tt.text, got, tt.want)
		}
	}
}
