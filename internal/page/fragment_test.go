package page

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/shingle"
)

// The paragraphs of a story.
const (
	aground = "The packet boat Meridian ran aground off Halmey head on Sunday night, and all ninety-one people on board were brought ashore before dawn, the harbour office said. 🚢👩‍👩‍👧"
	lamp    = "Its master told the harbour office that the lamp on the northern mole had been dark since Friday, and that nobody had answered his three calls about it."
	council = "The council of Halmey will meet on Tuesday to decide who pays for another lamp, and whether boats may sail by night until it burns again."
	insurer = "An insurer put the loss at four hundred thousand crowns, without the cargo of glass that lies in eleven fathoms of water and may never be raised."
	sheep   = "Shepherds in the upper dale say that this spring has brought more lambs than any that they remember, and praise the mild nights of March for it."
)

// voyage is a story with a cluster of five articles, and others near it.
var voyage = lines(
	entry{"a/wire.txt", "Boat aground, all safe", "Halmey Wire", "2031-03-02T21:30:00Z", []string{aground, lamp, council}},
	entry{"b/daily.txt", "Packet boat aground", "Daily Halmey", "2031-03-03", []string{aground, lamp, council}},
	entry{"c/echo.txt", "", "Echo", "2031-03-03", []string{aground, strings.ReplaceAll(lamp, "nobody had answered", "no one had ever answered"), council, insurer}},
	entry{"d/ünïcode 100%.txt", "Aground?", "", "", []string{"By\u200b our desk.\r\n\r\n" + aground, lamp + "\r\n", council}},
	entry{"e/late.txt", "Lamp was dark", "Echo", "2031-04-12", []string{aground, lamp, council, "Two tugs wait for the spring tide."}},
	entry{"f/column.txt", "What lamps are for", "Daily Halmey", "2031-03-20", []string{sheep, strings.ReplaceAll(sheep, "lambs", "ewes"), lamp[:strings.Index(lamp, ",")] + ".", insurer, strings.Repeat("Lamps are for those who would rather not be told. ", 9)}},
	entry{"g/sheep.txt", "Lambs", "Dale News", "2031-03-05", []string{strings.ReplaceAll(sheep, "mild", "dry"), "Wool is another matter, as every buyer in the dale will tell you at length."}},
)

type entry struct {
	id, title, outlet, date string
	paragraphs              []string
}

func lines(list ...entry) string {
	var out strings.Builder
	for _, e := range list {
		line, err := json.Marshal(map[string]string{
			"id": e.id, "title": e.title, "outlet": e.outlet, "date": e.date, "text": strings.Join(e.paragraphs, "\n\n"),
		}, json.Deterministic(true))
		if err != nil {
			panic(err)
		}
		out.Write(append(line, '\n'))
	}
	return out.String()
}

// Fragments of every cluster and pair are HTML that stands for itself: each id
// once, also among those of the page that they come into, and each link leads
// to a place of the report.
func TestFragments(t *testing.T) {
	for _, lines := range []string{voyage, ""} {
		res := scanOf(t, scan.Config{}, lines, stories)
		r := reportOf(t, res, Config{Texts: res})
		rows := rowsOf(t, r)
		page, _, err := r.Page(true)
		if err != nil {
			t.Fatal(err)
		}
		taken := map[string]bool{}
		for _, n := range nodes(t, page) {
			if id := attr(n, "id"); id != "" && taken[id] {
				t.Errorf("two elements of the page have the id %q", id)
			}
			taken[attr(n, "id")] = true
		}
		for _, id := range rows.Clusters.ID {
			part, ok, err := r.Cluster(id)
			checkFragment(t, r, taken, part, ok, err)
		}
		for i := range rows.Pairs.A {
			part, ok, err := r.Pair(rows.Articles.ID[rows.Pairs.A[i]], rows.Articles.ID[rows.Pairs.B[i]])
			checkFragment(t, r, taken, part, ok, err)
		}
	}
}

func checkFragment(t *testing.T, r *Report, taken map[string]bool, part string, ok bool, err error) {
	t.Helper()
	if !ok || err != nil {
		t.Fatalf("no fragment: %v, %v", ok, err)
	}
	root := fragment(t, part)
	seen := map[string]bool{}
	headings := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "h1" {
			headings++
		}
		if id := attr(n, "id"); id != "" {
			if seen[id] || taken[id] {
				t.Errorf("two elements have the id %q", id)
			}
			seen[id] = true
		}
		for _, name := range strings.Fields(attr(n, "aria-labelledby")) {
			if !strings.Contains(part, `id="`+name+`"`) {
				t.Errorf("%s is labelled by %q, which is not there", n.Data, name)
			}
		}
		for _, name := range []string{"href", "data-pair"} {
			if to := attr(n, name); to != "" {
				checkAddress(t, r, to)
			}
		}
	}
	if headings != 1 {
		t.Errorf("a fragment with %d headings:\n%s", headings, part)
	}
}

// checkAddress checks that an address leads to a cluster or a pair.
func checkAddress(t *testing.T, r *Report, to string) {
	t.Helper()
	view, parts := parsed(t, to)
	switch {
	case view == "cluster" && len(parts) == 1:
		if _, is, err := r.Cluster(parts[0]); !is || err != nil {
			t.Errorf("%s leads to no cluster: %v", to, err)
		}
	case view == "pair" && len(parts) == 2:
		if !r.Lists(parts[0], parts[1]) {
			t.Errorf("%s leads to no pair", to)
		}
	default:
		t.Errorf("%s leads nowhere", to)
	}
}

// parsed reads an address as parse of views.js does.
func parsed(t *testing.T, to string) (view string, parts []string) {
	t.Helper()
	path, is := strings.CutPrefix(to, "#/")
	path, search, _ := strings.Cut(path, "?")
	if !is || search != "" {
		t.Errorf("address %q: want #/ and no query", to)
	}
	view, rest, _ := strings.Cut(path, "/")
	for part := range strings.SplitSeq(rest, "/") {
		part, err := url.PathUnescape(part) // decodeURIComponent
		if err != nil {
			t.Errorf("address %q: %v", to, err)
		}
		parts = append(parts, part)
	}
	return view, parts
}

func TestClusterView(t *testing.T) {
	res := scanOf(t, scan.Config{}, voyage)
	r := reportOf(t, res, Config{Texts: res})
	rows := rowsOf(t, r)
	if len(rows.Clusters.ID) != 2 {
		t.Fatalf("clusters %v, want the boat and the sheep", rows.Clusters)
	}
	part, _, err := r.Cluster(rows.Clusters.ID[0])
	if err != nil {
		t.Fatal(err)
	}
	root := fragment(t, part)
	var facts, members, dots, near []string
	for n := range root.Descendants() {
		switch {
		case n.Data == "dt":
			facts = append(facts, text(n)+" "+text(n.NextSibling))
		case n.Data == "tr" && attr(n, "data-id") != "":
			members = append(members, attr(n, "data-id")+" "+attr(n, "data-pair"))
		case n.Data == "circle":
			dots = append(dots, attr(n, "cx")+" "+attr(n, "r")+" "+attr(n, "class")+" "+text(n))
		case n.Data == "tr" && within1(n, "near"):
			near = append(near, text(n))
		}
	}
	c := all(t, res.Clusters)[0]
	if diff := gocmp.Diff([]string{
		"cluster " + c.ID, "size 5 articles", "outlets 3", "first dated 2031-03-02", "median copied " + fmt.Sprint(rows.Clusters.Median[0]) + "%",
	}, facts); diff != "" {
		t.Errorf("facts, -want +got:\n%s", diff)
	}
	want := []string{c.Representative.ID + " "}
	for _, m := range c.Members {
		want = append(want, m.ID+" #/pair/"+url.PathEscape(min(c.Representative.ID, m.ID))+"/"+url.PathEscape(max(c.Representative.ID, m.ID)))
	}
	if diff := gocmp.Diff(want, members); diff != "" {
		t.Errorf("members, -want +got:\n%s", diff)
	}
	// Of 41 days the first is at 20 and the last at 980.
	if diff := gocmp.Diff([]string{
		"20.0 5.0 represents 2031-03-02: 1 article, Halmey Wire",
		"43.4 6.0  2031-03-03: 2 articles, Daily Halmey, Echo",
		"980.0 5.0  2031-04-12: 1 article, Echo",
	}, dots); diff != "" {
		t.Errorf("timeline, -want +got:\n%s", diff)
	}
	if !strings.Contains(part, "<span>1 without a date</span>") {
		t.Errorf("the timeline does not say that one article has no date:\n%s", part)
	}
	// The column shares some words with each of the cluster: pairs with the
	// representative only are listed inside, all that lead out.
	for _, line := range near {
		if !strings.HasPrefix(line, "What lamps are for") || !strings.HasSuffix(line, rows.Clusters.ID[1]) {
			t.Errorf("near the cluster %q, want the column, which is one of the sheep", line)
		}
	}
	if len(near) == 0 {
		t.Error("nothing is near the cluster")
	}
	checkHeat(t, r, root)
}

// within1 reports a row of the body of a table of this class.
func within1(n *html.Node, class string) bool {
	return n.Parent != nil && n.Parent.Data == "tbody" && attr(n.Parent.Parent, "class") == class
}

// checkHeat compares a heat map with the texts of its articles.
func checkHeat(t *testing.T, r *Report, root *html.Node) {
	t.Helper()
	var sets [][]uint64
	for n := range root.Descendants() {
		if n.Data != "tr" || attr(n, "data-id") == "" {
			continue
		}
		a, err := r.Texts.Article(attr(n, "data-id"))
		if err != nil || a == nil {
			t.Fatal(attr(n, "data-id"), err)
		}
		var words shingle.Words
		words.Split(a.Text)
		sets = append(sets, shingle.Set(words.Shingles(nil, r.result.Config.Shingle)))
	}
	i, cells := 0, 0
	for n := range root.Descendants() {
		if n.Data != "tr" || !within1(n, "heat") {
			continue
		}
		j := 0
		for td := range n.ChildNodes() {
			if td.Data != "td" {
				continue
			}
			jaccard := shingle.Jaccard(sets[i], sets[j])
			want := strings.TrimPrefix(fmt.Sprintf("%.2f", min(0.99, jaccard)), "0")
			level := fmt.Sprintf("h%d", min(9, int(jaccard*10)))
			switch {
			case i == j:
				want, level = "", "self"
			case jaccard == 1:
				want = "1"
			}
			if text(td) != want || attr(td, "class") != level {
				t.Errorf("heat of %d and %d = %q %s, want %q %s: Jaccard %v", i+1, j+1, text(td), attr(td, "class"), want, level, jaccard)
			}
			j++
			cells++
		}
		i++
	}
	if cells != len(sets)*len(sets) || cells == 0 {
		t.Errorf("a heat map of %d cells, want %d by %d", cells, len(sets), len(sets))
	}
}

// A cluster that is too large for a heat map, and has more pairs outside than
// anybody reads.
func TestLargeCluster(t *testing.T) {
	lead := scan.Meta{ID: "lead", Words: 10}
	c := scan.Cluster{ID: "c1", Representative: lead}
	texts := shelf{"lead": sheep}
	var list []scan.Pair
	for i := range heatMost + 5 {
		m := scan.Meta{ID: fmt.Sprintf("member %02d", i), Words: 10}
		link := scan.Pair{A: lead, B: m, Relation: relation.NearDuplicate, Jaccard: 0.9, SharedWordsA: 9, SharedWordsB: 9}
		c.Members = append(c.Members, scan.Member{Meta: m, Link: link})
		texts[m.ID] = sheep + strings.Repeat(" again", i)
		list = append(list, link)
	}
	for i := range nearMost + 7 {
		list = append(list, scan.Pair{A: scan.Meta{ID: fmt.Sprintf("far %02d", i)}, B: c.Members[i%3].Meta, Relation: relation.Contains, SharedWordsA: 100 - i, SharedWordsB: 100})
	}
	res := &scan.Result{Config: scan.Config{Shingle: 5}, Pairs: listed(list), Clusters: listed([]scan.Cluster{c}), PairCount: len(list)}
	part, ok, err := reportOf(t, res, Config{Texts: texts}).Cluster("c1")
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	cells, near := 0, 0
	for n := range fragment(t, part).Descendants() {
		switch {
		case n.Data == "td" && n.Parent.Parent.Data == "tbody" && attr(n.Parent.Parent.Parent, "class") == "heat":
			cells++
		case n.Data == "tr" && within1(n, "near"):
			// The article outside contains the member: the relation is its.
			if want := fmt.Sprintf("far %02d", near); !strings.HasPrefix(text(n), want+"contains"+fmt.Sprintf("member %02d", near%3)) {
				t.Errorf("near pair %d = %q, want %s", near, text(n), want)
			}
			near++
		}
	}
	if cells != heatMost*heatMost || near != nearMost {
		t.Errorf("%d cells and %d near pairs, want %d and %d", cells, near, heatMost*heatMost, nearMost)
	}
	for _, want := range []string{"6 more articles are left out here.", "7 more pairs are left out here."} {
		if !strings.Contains(part, want) {
			t.Errorf("the fragment does not say %q", want)
		}
	}
}

// A heat map needs all texts, and three articles.
func TestNoHeat(t *testing.T) {
	a, b, c := scan.Meta{ID: "a", Words: 1}, scan.Meta{ID: "b", Words: 1}, scan.Meta{ID: "c", Words: 1}
	three := []scan.Member{{Meta: b, Link: scan.Pair{A: a, B: b}}, {Meta: c, Link: scan.Pair{A: a, B: c}}}
	for name, tt := range map[string]struct {
		texts   Texts
		members []scan.Member
		want    bool
	}{
		"all":     {shelf{"a": "x", "b": "x", "c": "x"}, three, true},
		"missing": {shelf{"a": "x", "c": "x"}, three, false},
		"none":    {nil, three, false},
		"two":     {shelf{"a": "x", "b": "x"}, three[:1], false},
	} {
		res := &scan.Result{Pairs: listed[scan.Pair](nil), Clusters: listed([]scan.Cluster{{ID: "c1", Representative: a, Members: tt.members}})}
		part, ok, err := reportOf(t, res, Config{Texts: tt.texts}).Cluster("c1")
		if has := strings.Contains(part, `class="heat"`); has != tt.want || !ok || err != nil {
			t.Errorf("%s: a heat map: %v, want %v; %v, %v", name, has, tt.want, ok, err)
		}
	}
}

func TestTimeline(t *testing.T) {
	for name, tt := range map[string]struct {
		days []string // the representative's first; empty for none
		want []string
	}{
		"one day":  {[]string{"2031-01-01", "2031-01-01", ""}, nil},
		"none":     {[]string{"", ""}, nil},
		"two days": {[]string{"2031-01-02", "2031-01-01"}, []string{"20.0", "980.0 represents"}},
		"centuries": {
			[]string{"0001-01-02", "9999-12-31", "2031-01-01"},
			[]string{"20.0 represents", "214.9", "980.0"},
		},
	} {
		c := scan.Cluster{ID: "c1"}
		for i, day := range tt.days {
			m := scan.Meta{ID: fmt.Sprint(i)}
			if day != "" {
				m.Date, _ = time.Parse(time.DateOnly, day)
			}
			if i == 0 {
				c.Representative = m
				continue
			}
			c.Members = append(c.Members, scan.Member{Meta: m})
		}
		part, _, err := reportOf(t, &scan.Result{Pairs: listed[scan.Pair](nil), Clusters: listed([]scan.Cluster{c})}, Config{}).Cluster("c1")
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for n := range fragment(t, part).Descendants() {
			if n.Data == "circle" {
				got = append(got, strings.TrimSpace(attr(n, "cx")+" "+attr(n, "class")))
			}
		}
		if diff := gocmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s, -want +got:\n%s", name, diff)
		}
	}
}

// Whatever an id looks like, its addresses lead back to it, and so does what a
// browser makes of it.
func TestIDs(t *testing.T) {
	ids := []string{
		"a", "daily/ferry.txt", "../..", "..", ".", "/", "//", "a//b", "%", "100%", "%2e%2e", "%zz", "a b", "a+b", "a?b=c", "a#b", "#/pair/x", "a;b", "a:b",
		"javascript:alert(1)", "a&amp;b", "<b>", `"`, "'", "`", "\\", "ä/ö", "日本", "🚢", "\x00", "a\nb", "a\tb", "\u202eb", "e\u0301", "é", "\ufeff", "\ufffd",
		"\xff", "\xff\xfe", "latin-\xe9.txt", "\xf0\x9f.", "a\x80b\x80", "{{.}}", "${x}", "</script>", strings.Repeat("x", 2000),
	}
	c := scan.Cluster{ID: "c1", Representative: scan.Meta{ID: "lead"}}
	texts := shelf{"lead": "one two three"}
	var list []scan.Pair
	for i, id := range ids {
		m := scan.Meta{ID: id, Words: 3, Outlet: id}
		link := scan.Pair{A: c.Representative, B: m, Relation: relation.NearDuplicate}
		if i%2 == 0 {
			c.Members = append(c.Members, scan.Member{Meta: m, Link: link})
		}
		list = append(list, link)
		texts[id] = fmt.Sprintf("this is text %d", i)
	}
	r := reportOf(t, &scan.Result{Pairs: listed(list), Clusters: listed([]scan.Cluster{c}), PairCount: len(list)}, Config{Texts: texts})
	s := storeOf(t, fileOf(t, r, 3))
	rows := rowsOf(t, r)
	at := map[string]int{} // as a browser has them
	for i, id := range rows.Articles.ID {
		at[id] = i
	}
	if len(at) != len(ids) { // "\xff" is U+FFFD for a browser, and another one is that already
		t.Errorf("%d ids for a browser, want %d", len(at), len(ids))
	}
	part, _, err := r.Cluster("c1")
	if err != nil {
		t.Fatal(err)
	}
	led := map[string]bool{}
	for n := range fragment(t, part).Descendants() {
		for _, name := range []string{"href", "data-pair"} {
			if to := attr(n, name); to != "" {
				view, parts := parsed(t, to)
				if view != "pair" || len(parts) != 2 || parts[0] != "lead" {
					t.Fatalf("address %q = %s %q", to, view, parts)
				}
				if _, known := at[parts[1]]; !known {
					t.Errorf("address %q leads to %q, which is no article of the lists", to, parts[1])
				}
				led[parts[1]] = true
			}
		}
	}
	for i, p := range list {
		id := p.B.ID
		there := string([]rune(id))
		if !led[there] {
			t.Errorf("no address leads to %q", id)
		}
		if !r.Lists("lead", id) || !r.Lists(there, "lead") {
			t.Errorf("Lists does not know %q", id)
		}
		html, ok, err := r.Pair("lead", there)
		want := texts[id]
		if there == "\ufffd" {
			want = "" // whichever
		}
		if !ok || err != nil || !strings.Contains(text(fragment(t, html)), want) {
			t.Errorf("Pair(lead, %q) = %v, %v, want %q in it", there, ok, err, want)
		}
		if got := s.pair(s.rows.Pairs.Packed[i]); !strings.Contains(got, "this is text") {
			t.Errorf("packed pair %d: %s", i, got)
		}
	}
}
