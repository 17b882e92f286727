package page

import (
	"crypto/sha256"
	"encoding/base64"
	"flag"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/pairs"
	"github.com/dupes-news/dupes/internal/report"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file of testdata, or rewrites that with -update.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s, -want +got:\n%s", name, diff)
	}
}

// made is a passage of a pair made by hand. Its texts follow each other, in b
// by place; a pilcrow before one begins a paragraph.
type made struct {
	label   compare.Label
	flags   compare.Flags
	a, b    string
	place   int // in b; 0 keeps the order
	speaker string
}

// makePair writes the two articles that passages describe, and their comparison.
func makePair(passages []made) pairs.Diff {
	d := pairs.Diff{
		A: &corpus.Article{
			ID: "wire/quay-crane", Title: "Night crane at Tollan quay stands still for a week", Outlet: "Ostrava Wire",
			Date: time.Date(2025, 3, 4, 6, 20, 0, 0, time.UTC),
		},
		B: &corpus.Article{
			ID: "courier/2025/crane", Title: "Quay crane idle", Outlet: "Tollan Courier", Date: time.Date(2025, 3, 5, 0, 0, 0, 0, time.UTC),
		},
		Comparison: &compare.Comparison{Verdict: compare.LightRevision, Reason: "64 of 101 words of b stand in a, 31 of them rephrased."},
	}
	c := d.Comparison
	inB := make([]int, len(passages))
	for i, m := range passages {
		p := compare.Passage{
			Label: m.label, Flags: m.flags, Speaker: m.speaker, Reuse: -1, Similarity: 0.8,
			WordsA: len(strings.Fields(m.a)), WordsB: len(strings.Fields(m.b)),
		}
		p.A = appendTo(&d.A.Text, m.a)
		c.Passages = append(c.Passages, p)
		addShares(&c.A, m.label, p.WordsA)
		addShares(&c.B, m.label, p.WordsB)
		inB[i] = i
	}
	slices.SortStableFunc(inB, func(i, j int) int { return passages[i].place - passages[j].place })
	for _, i := range inB {
		c.Passages[i].B = appendTo(&d.B.Text, passages[i].b)
	}
	return d
}

func appendTo(text *string, s string) compare.Span {
	if s == "" {
		return compare.Span{}
	}
	if rest, ok := strings.CutPrefix(s, "¶"); ok {
		*text, s = *text+"\n\n", rest
	} else if *text != "" {
		*text += " "
	}
	*text += s
	return compare.Span{Lo: len(*text) - len(s), Hi: len(*text)}
}

func addShares(s *compare.Shares, l compare.Label, words int) {
	s.Words += words
	switch l {
	case compare.Copied:
		s.Copied += words
	case compare.Rephrased:
		s.Rephrased += words
	default:
		s.Original += words
	}
}

// crane has a passage of every kind.
var crane = []made{
	{
		label: compare.Copied, a: "The night crane at Tollan quay has not moved since Friday,", place: 2,
		b: "The night crane at Tollan quay has not moved since Friday,",
	},
	{
		label: compare.Rephrased, flags: compare.Flags{NumbersDiffer: true}, place: 3,
		a: "when a bolt of forty kilograms fell from its arm onto the empty deck.",
		b: "when a bolt of fourteen kilograms dropped from its arm on to an empty deck.",
	},
	{label: compare.Original, a: "¶Nobody was hurt; the harbour master heard the bang in her office."},
	{label: compare.Original, b: "¶Two ships have left for Verrin with half of their cargo.", place: 4},
	{
		label: compare.Copied, flags: compare.Flags{Quoted: true}, speaker: "Ilse Tamm", place: 5,
		a: "¶“A bolt like that is as long as my forearm,” said the harbour master, Ilse Tamm.",
		b: "¶“A bolt like that is as long as my forearm,” said the harbour master, Ilse Tamm.",
	},
	{
		label: compare.Copied, flags: compare.Flags{Moved: true}, place: 1,
		a: "¶Three ships with timber wait in the roads, and the sawmill has sent its night shift home.",
		b: "Three ships with timber wait in the roads, and the sawmill has sent its night shift home.",
	},
	{
		label: compare.Rephrased, flags: compare.Flags{Negated: true}, place: 6,
		a: "The insurer will pay for the lost days.", b: "The insurer will not pay for the days that were lost.",
	},
	{
		label: compare.Copied, flags: compare.Flags{Boilerplate: true}, place: 7,
		a: "¶Reporting by the Ostrava desk. All rights reserved.", b: "¶Reporting by the Ostrava desk. All rights reserved.",
	},
}

// scripted is a pair written by someone who knows browsers.
func scripted() pairs.Diff {
	d := makePair([]made{
		{
			label: compare.Rephrased, speaker: `"><script>ran=1</script>`,
			a: `</div><script>document.title="ran"</script><img src=x onerror="document.title='ran'"> &amp;lt; one two three`,
			b: `<style>body{display:none}</style><base href="http://192.0.2.1/"><a href="javascript:0">one two</a> four`,
		},
		{label: compare.Original, a: "¶a\u202eb\x00c\x1bd\u200ee\r\nf\rg \xff"},
	})
	d.A.Title, d.A.Outlet, d.A.ID = `</title><script>document.title="ran"</script>`, `<iframe src="http://192.0.2.1/">`, `" onmouseover="document.title='ran'`
	d.B.Title, d.B.Outlet, d.B.ID = "{{.}} ${1} <!--", "", "]]><svg onload=0>"
	d.Comparison.Reason = "<form action=http://192.0.2.1/><button>"
	return d
}

// asHTML is a page of pairs and of one that was refused.
func asHTML(t testing.TB, only []compare.Label, list ...pairs.Diff) string {
	t.Helper()
	return printed(t, pairs.Result{
		Count: len(list), Diffs: sure(list),
		Refused: []corpus.Refused{{Path: "pairs.jsonl", Line: 3, Reason: `no article "<b>" in the corpus`}},
	}, only)
}

func printed(t testing.TB, r pairs.Result, only []compare.Label) string {
	t.Helper()
	var b strings.Builder
	if err := WriteDiffs(&b, r, only); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func sure(list []pairs.Diff) iter.Seq2[pairs.Diff, error] {
	return func(yield func(pairs.Diff, error) bool) {
		for _, d := range list {
			if !yield(d, nil) {
				return
			}
		}
	}
}

// trains is a pair in another script, and nothing in common.
func trains() pairs.Diff {
	d := makePair([]made{
		{label: compare.Original, a: "霧の港でフェリーが座礁し、乗客乗員二百十二人は全員無事だった。"},
		{label: compare.Original, b: "Dichter Nebel über der Küste: Fähre läuft auf Grund."},
	})
	d.Comparison.Verdict, d.Comparison.Reason = compare.Independent, "nothing in common"
	d.A.ID, d.A.Title, d.A.Outlet = "朝/港.txt", "霧の港でフェリーが座礁", "東の朝報"
	d.B.ID, d.B.Title, d.B.Outlet = "küste", "", ""
	return d
}

// The browser tests read these files.
func TestDiffHTMLGolden(t *testing.T) {
	golden(t, "diff.html", body(printed(t, pairs.Result{Count: 1, Diffs: sure([]pairs.Diff{makePair(crane)})}, nil)))
	golden(t, "diffs.html", body(asHTML(t, nil, makePair(crane), trains(), scripted())))
	golden(t, "diff-none.html", body(asHTML(t, nil)))
}

// body is a page without its style and script, which stand in files of their
// own. The policy still has their hashes.
func body(page string) string {
	page = strings.Replace(page, string(diffsLook().Style), "(style)", 1)
	return strings.Replace(page, string(diffsLook().Script), "(script)", 1)
}

func TestDiffHTMLOnly(t *testing.T) {
	for _, tt := range []struct {
		only []compare.Label
		want string
	}{
		{nil, "copied=true rephrased=true original=false"},
		{[]compare.Label{compare.Rephrased}, "copied=false rephrased=true original=false"},
		{[]compare.Label{compare.Original}, "copied=false rephrased=false original=true"},
	} {
		var got []string
		for _, n := range nodes(t, asHTML(t, tt.only, makePair(crane))) {
			if n.Data == "button" && attr(n, "data-label") != "" {
				got = append(got, attr(n, "data-label")+"="+attr(n, "aria-pressed"))
			}
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("--only %v, -want +got:\n%s", tt.only, diff)
		}
	}
}

// What stands in html/ is a part of a page.
func TestAssets(t *testing.T) {
	files, err := htmlFiles.ReadDir("html")
	if err != nil {
		t.Fatal(err)
	}
	pages := ""
	for _, l := range []look{diffsLook(), reportLook()} {
		pages += string(l.Style) + string(l.Script)
	}
	for _, f := range files {
		data, err := htmlFiles.ReadFile("html/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(f.Name()) != ".html" && !strings.Contains(pages, string(data)) {
			t.Errorf("%s is in no page", f.Name())
		}
	}
}

// The policy names the style and the script as a browser reads them.
func TestDiffHTMLPolicy(t *testing.T) {
	var policy string
	var hashes []string
	for _, n := range nodes(t, asHTML(t, nil, scripted())) {
		switch n.Data {
		case "meta":
			if attr(n, "http-equiv") == "Content-Security-Policy" {
				policy = attr(n, "content")
			}
		case "style", "script":
			sum := sha256.Sum256([]byte(text(n)))
			hashes = append(hashes, fmt.Sprintf("%s-src 'sha256-%s'", n.Data, base64.StdEncoding.EncodeToString(sum[:])))
		}
	}
	want := "default-src 'none'; " + strings.Join(hashes, "; ") + "; base-uri 'none'; form-action 'none'"
	if diff := cmp.Diff(want, policy); diff != "" {
		t.Errorf("policy, -want +got:\n%s", diff)
	}
}

func FuzzHTML(f *testing.F) {
	known := map[string]bool{"<mark>": true, "<mark title>": true}
	for _, n := range nodes(f, asHTML(f, nil, makePair(crane), makePair(crane))) {
		known[shape(n)] = true
	}
	for _, n := range nodes(f, asHTML(f, nil, makePair(crane))) {
		known[shape(n)] = true
	}
	s := scripted()
	f.Add(s.A.Text, s.B.Text, s.A.ID, s.A.Title, s.A.Outlet, []byte{0, 10, 0, 10, 3, 10, 20, 10, 15})
	f.Add(`<!--`, `--!><p>`, "\x00", "<", "&lt", []byte{1, 0, 1, 0, 1, 5})
	f.Fuzz(func(t *testing.T, a, b, id, title, outlet string, cuts []byte) {
		d := pairs.Diff{
			A:          &corpus.Article{ID: id, Title: title, Outlet: outlet, Text: a},
			B:          &corpus.Article{ID: title, Title: outlet, Outlet: id, Text: b},
			Comparison: &compare.Comparison{Verdict: compare.NearCopy, Reason: outlet},
		}
		for ; len(cuts) >= 5; cuts = cuts[5:] {
			d.Comparison.Passages = append(d.Comparison.Passages, compare.Passage{
				Label: report.LabelOrder[cuts[0]%3], Flags: compare.Flags{Moved: cuts[0]&4 > 0, Quoted: cuts[0]&8 > 0}, Speaker: id,
				A: within(a, cuts[1], cuts[2]), B: within(b, cuts[3], cuts[4]),
			})
		}
		list := nodes(t, asHTML(t, nil, d))
		var bodies, titles []string
		ids := map[string]int{}
		for _, n := range list {
			if !known[shape(n)] {
				t.Errorf("the page holds %s", shape(n))
			}
			if id := attr(n, "id"); id != "" {
				ids[id]++
			}
			switch {
			case n.Data == "a" && !strings.HasPrefix(attr(n, "href"), "#p"):
				t.Errorf("the page links to %q", attr(n, "href"))
			case n.Data == "div" && attr(n, "class") == "body":
				bodies = append(bodies, text(n))
			case n.Data == "h2" && attr(n, "id") != "help-title":
				titles = append(titles, text(n))
			}
		}
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%d elements have the id %q", n, id)
			}
		}
		if diff := cmp.Diff([]string{visible(a), visible(b)}, bodies); diff != "" {
			t.Errorf("texts, -want +got:\n%s", diff)
		}
		if diff := cmp.Diff([]string{headline(d.A.Title, d.A.ID), headline(d.B.Title, d.B.ID)}, titles); diff != "" {
			t.Errorf("titles, -want +got:\n%s", diff)
		}
	})
}

// within is a span of text, from x to y of 255 parts. Like words, it splits no
// character and no line end.
func within(text string, x, y byte) compare.Span {
	place := func(part byte) int {
		i := len(text) * int(part) / 255
		for 0 < i && i < len(text) && (!utf8.RuneStart(text[i]) || text[i-1] == '\r') {
			i--
		}
		return i
	}
	return compare.Span{Lo: place(min(x, y)), Hi: place(max(x, y))}
}

// nodes are the elements of a page in its order.
func nodes(t testing.TB, page string) []*html.Node {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			out = append(out, n)
		}
	}
	return out
}

// shape is an element with the names of its attributes.
func shape(n *html.Node) string {
	names := []string{n.Data}
	for _, a := range n.Attr {
		// These depend on the passage.
		if !slices.Contains([]string{"data-flags", "data-chips", "data-similarity", "data-speaker"}, a.Key) {
			names = append(names, a.Key)
		}
	}
	slices.Sort(names[1:])
	return "<" + strings.Join(names, " ") + ">"
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// text is all text in n.
func text(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data)
		}
	}
	return out.String()
}
