package page

import (
	"bytes"
	"cmp"
	"compress/flate"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/go-json-experiment/json"
	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/report"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
)

// scanOf scans files, or JSON lines where there are some, until the test ends.
func scanOf(t testing.TB, cfg scan.Config, lines string, paths ...string) *scan.Result {
	t.Helper()
	in := scan.Input{Paths: paths, Stdin: strings.NewReader(lines)}
	if lines != "" {
		in.Paths = []string{"-"}
	}
	cfg.TempDir = t.TempDir()
	res, err := scan.Run(t.Context(), in, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(res.Close)
	return res
}

// stories are the fixtures.
const stories = "../../fixtures/stories"

func reportOf(t testing.TB, res *scan.Result, cfg Config) *Report {
	t.Helper()
	r, err := New(t.Context(), res, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func rowsOf(t testing.TB, r *Report) rowsFile {
	t.Helper()
	data, err := r.Rows()
	if err != nil {
		t.Fatal(err)
	}
	return decoded[rowsFile](t, data)
}

func sourcesOf(t testing.TB, r *Report) sourcesFile {
	t.Helper()
	data, err := r.Sources()
	if err != nil {
		t.Fatal(err)
	}
	return decoded[sourcesFile](t, data)
}

func decoded[T any](t testing.TB, data []byte) T {
	t.Helper()
	var out T
	if err := json.Unmarshal(data, &out, json.RejectUnknownMembers(true)); err != nil {
		t.Fatalf("JSON %.200s: %v", data, err)
	}
	return out
}

func all[T any](t testing.TB, list func(func(T, error) bool)) []T {
	t.Helper()
	var out []T
	for x, err := range list {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

// pairLine is a pair as a test compares it.
func pairLine(a, b, rel string, jaccard float64, copied, shared, run int) string {
	return fmt.Sprintf("%s %s %s %.3f %d%% %d %d", a, b, rel, jaccard, copied, shared, run)
}

// Every pair of the scan stands in the lists once, the strongest first, up to
// as many as are wanted.
func TestPairsOfScan(t *testing.T) {
	for _, tt := range []struct {
		cfg  scan.Config
		most int
	}{
		{scan.Config{}, 0},
		{scan.Config{}, 7},
		{scan.Config{}, 1},
		{scan.Config{}, 1 << 20},
		{scan.Config{AllPairs: true}, 0},
		{scan.Config{Limit: 12}, 5},
		{scan.Config{Limit: 12}, 0},
		{scan.Config{Keep: scan.KeepLongest, Relations: []relation.Relation{relation.Identical, relation.NearDuplicate}}, 0},
	} {
		t.Run(fmt.Sprintf("%+v most=%d", tt.cfg, tt.most), func(t *testing.T) {
			res := scanOf(t, tt.cfg, "", stories)
			want := all(t, res.Pairs)
			strength := func(r relation.Relation) relation.Relation { return min(r, r.Inverse()) }
			slices.SortFunc(want, func(p, q scan.Pair) int {
				return cmp.Or(
					cmp.Compare(strength(p.Relation), strength(q.Relation)), cmp.Compare(q.SharedWords(), p.SharedWords()),
					cmp.Compare(p.A.ID, q.A.ID), cmp.Compare(p.B.ID, q.B.ID),
				)
			})
			if tt.most > 0 {
				want = want[:min(len(want), tt.most)]
			}
			r := reportOf(t, res, Config{Texts: res, Pairs: tt.most})
			rows := rowsOf(t, r)
			articles, p := rows.Articles, rows.Pairs
			var wantLines, gotLines []string
			for _, x := range want {
				copied := max(100*x.SharedWordsA/x.A.Words, 100*x.SharedWordsB/x.B.Words)
				// Cut, not rounded: what is under 0.5 is not shown as 0.5.
				wantLines = append(wantLines, pairLine(x.A.ID, x.B.ID, x.Relation.String(), float64(int(x.Jaccard*1e4+1e-6))/1e4, copied, x.SharedWords(), x.LongestRun))
			}
			for i := range p.A {
				gotLines = append(gotLines, pairLine(articles.ID[p.A[i]], articles.ID[p.B[i]], rows.Relations[p.Relation[i]], p.Jaccard[i], p.Copied[i], p.Shared[i], p.Run[i]))
			}
			if diff := gocmp.Diff(wantLines, gotLines); diff != "" {
				t.Errorf("pairs, -want +got:\n%s", diff)
			}
			if len(p.Packed) > 0 {
				t.Errorf("a page that is served has %d packed pairs", len(p.Packed))
			}
			html, _, err := r.Page(false)
			if err != nil {
				t.Fatal(err)
			}
			left := res.PairCount - len(want) + res.Limited
			note := "The strongest pairs; " + report.Number(left) + " more are left out."
			if strings.Contains(html, "The strongest pairs;") != (left > 0) || left > 0 && !strings.Contains(html, note) {
				t.Errorf("the page does not say that %d pairs are left out", left)
			}
			checkArticles(t, r, &rows)
		})
	}
}

// checkArticles compares the articles in the lists with what the scan says of
// them.
func checkArticles(t *testing.T, r *Report, rows *rowsFile) {
	t.Helper()
	metas, home := map[string]scan.Meta{}, map[string]string{}
	for _, p := range all(t, r.result.Pairs) {
		metas[p.A.ID], metas[p.B.ID] = p.A, p.B
	}
	for _, c := range all(t, r.result.Clusters) {
		metas[c.Representative.ID], home[c.Representative.ID] = c.Representative, c.ID
		for _, m := range c.Members {
			metas[m.ID], home[m.ID] = m.Meta, c.ID
		}
	}
	if r.result.Sources != nil {
		for _, a := range all(t, r.result.Sources) {
			metas[a.ID] = a.Meta
		}
	}
	a := &rows.Articles
	for i, id := range a.ID {
		if i > 0 && a.ID[i-1] >= id {
			t.Errorf("article %q stands behind %q", id, a.ID[i-1])
		}
		m := metas[id]
		got := fmt.Sprintf("%q %q %q %d %q", a.Title[i], nameAt(rows.Outlets, a.Outlet[i]), a.Date[i], a.Words[i], nameAt(rows.Clusters.ID, a.Cluster[i]))
		want := fmt.Sprintf("%q %q %q %d %q", report.Clean(m.Title), report.Clean(m.Outlet), report.Day(m.Date), m.Words, home[id])
		if got != want {
			t.Errorf("article %s = %s, want %s", id, got, want)
		}
	}
}

// nameAt is a name by its number from 1.
func nameAt(names []string, n int) string {
	if n == 0 {
		return ""
	}
	return names[n-1]
}

// Every cluster of the scan stands in the lists once, the largest first.
func TestClustersOfScan(t *testing.T) {
	res := scanOf(t, scan.Config{}, voyage)
	for _, res := range []*scan.Result{res, scanOf(t, scan.Config{}, "", stories)} {
		var want, got []string
		line := func(id string, ids []string, outlets int, first string, median int) string {
			return fmt.Sprintf("%s %q %d %s %d%%", id, ids, outlets, first, median)
		}
		list := all(t, res.Clusters)
		slices.SortStableFunc(list, func(a, b scan.Cluster) int { return cmp.Compare(len(b.Members), len(a.Members)) })
		for _, c := range list {
			ids, outlets, first := []string{c.Representative.ID}, map[string]bool{c.Representative.Outlet: true}, report.Day(c.Representative.Date)
			var shares []int
			for _, m := range c.Members {
				ids, outlets[m.Outlet] = append(ids, m.ID), true
				if day := report.Day(m.Date); first == "" || day != "" && day < first {
					first = day
				}
				shares = append(shares, 100*m.Link.SharedWordsB/m.Words)
			}
			delete(outlets, "")
			slices.Sort(shares)
			want = append(want, line(c.ID, ids, len(outlets), first, shares[(len(shares)-1)/2]))
		}
		rows := rowsOf(t, reportOf(t, res, Config{}))
		c := &rows.Clusters
		for i := range c.ID {
			var ids []string
			for _, a := range c.Articles[i] {
				ids = append(ids, rows.Articles.ID[a])
			}
			got = append(got, line(c.ID[i], ids, c.Outlets[i], c.First[i], c.Median[i]))
		}
		if diff := gocmp.Diff(want, got); diff != "" || len(want) == 0 {
			t.Errorf("clusters, -want +got:\n%s", diff)
		}
	}
}

// What the scan found of sources stands in the lists, each mention once.
func TestSourcesOfScan(t *testing.T) {
	res := scanOf(t, scan.Config{}, "", stories)
	r := reportOf(t, res, Config{})
	rows, s := rowsOf(t, r), sourcesOf(t, r)
	var want, got []string
	for _, a := range all(t, res.Sources) {
		for _, x := range a.Sources {
			want = append(want, fmt.Sprintf("%s %s %s %s %s", a.ID, x.Outlet, classOf(x), x.Kind, x.Confidence))
		}
		for _, x := range a.Inferred {
			want = append(want, fmt.Sprintf("%s %s inferred %s %s %s", a.ID, x.Outlet, x.Giver.Kind, x.Confidence, x.From.ID))
		}
	}
	m := &s.Mentions
	for i, at := range m.Article {
		line := fmt.Sprintf("%s %s %s %s %s", rows.Articles.ID[at], m.Outlet[i], m.Class[i], m.Kind[i], m.Confidence[i])
		if m.From[i] >= 0 {
			line += " " + rows.Articles.ID[m.From[i]]
		}
		got = append(got, line)
		if i > 0 && m.Article[i-1] > at {
			t.Errorf("a mention of article %d stands behind one of %d", at, m.Article[i-1])
		}
	}
	if diff := gocmp.Diff(want, got); diff != "" || len(want) == 0 || s.LeftOut != 0 {
		t.Errorf("mentions, %d left out, -want +got:\n%s", s.LeftOut, diff)
	}
	if n := len(s.Outlets.Name); n == 0 || len(s.Outlets.First) != n || len(s.Outlets.Denied) != n {
		t.Errorf("%d outlets, %d first dates", n, len(s.Outlets.First))
	}
	for i := range s.Outlets.Name[1:] {
		weight := func(i int) int { return s.Outlets.Named[i] + s.Outlets.Inferred[i] + s.Outlets.Carriers[i] }
		if weight(i) < weight(i+1) {
			t.Errorf("outlet %s, %d articles, stands before %s, %d", s.Outlets.Name[i], weight(i), s.Outlets.Name[i+1], weight(i+1))
		}
	}
}

func classOf(x source.Source) string {
	switch {
	case x.Denied:
		return "denied"
	case !x.Kind.Counts():
		return "aside"
	case x.Self:
		return "own"
	}
	return "named"
}

// The lists and the page hold the figures of the scan.
func TestTiles(t *testing.T) {
	res := scanOf(t, scan.Config{}, "", stories)
	r := reportOf(t, res, Config{Texts: res, Subject: "stories", Facts: []Fact{{"input", "stories/"}}})
	page, _, err := r.Page(true)
	if err != nil {
		t.Fatal(err)
	}
	facts := map[string]string{}
	for _, n := range nodes(t, page) {
		if n.Data == "dt" && n.NextSibling != nil && facts[text(n)] == "" { // what words mean comes last
			facts[text(n)] = text(n.NextSibling)
		}
	}
	for name, want := range map[string]string{
		"articles": report.Number(res.Articles), "clusters": report.Number(res.Clustered), "copies": report.Number(res.Copies),
		"pairs": report.Number(res.PairCount), "refused": "0", "words that are copies": report.Percent64(res.CopiedWords, res.Words),
		"input": "stories/", "shingles": "5 words", "representative": "first",
	} {
		if facts[name] != want {
			t.Errorf("%s = %q, want %q", name, facts[name], want)
		}
	}
}

// A bar of the summary leads to a list of as many pairs as it says.
func TestRelationBars(t *testing.T) {
	var list []scan.Pair
	for i, rel := range []relation.Relation{
		relation.Contains, relation.ContainedIn, relation.ContainedIn, relation.NearDuplicate, relation.Identical, relation.CommonSource, relation.CommonSource,
	} {
		list = append(list, scan.Pair{A: scan.Meta{ID: "a"}, B: scan.Meta{ID: fmt.Sprint("b", i)}, Relation: rel})
	}
	page, _, err := reportOf(t, &scan.Result{Pairs: listed(list), Clusters: listed[scan.Cluster](nil), PairCount: len(list)}, Config{}).Page(false)
	if err != nil {
		t.Fatal(err)
	}
	bars, shown := 0, 0
	for _, n := range nodes(t, page) {
		filter, is := strings.CutPrefix(attr(n, "href"), "#/pairs?q=relation:")
		if !is {
			continue
		}
		fits := 0
		for _, p := range list {
			if slices.ContainsFunc(strings.Split(filter, ","), func(name string) bool { return strings.HasPrefix(p.Relation.String(), name) }) {
				fits++
			}
		}
		if got := text(n.Parent.NextSibling); got != fmt.Sprint(fits) {
			t.Errorf("the bar %s says %s, its list has %d pairs", text(n), got, fits)
		}
		bars, shown = bars+1, shown+fits
	}
	if bars != 4 || shown != len(list) {
		t.Errorf("%d bars of %d pairs, want 4 of %d", bars, shown, len(list))
	}
}

// packsOf are the packs in a page: what a browser makes of them.
func packsOf(t testing.TB, page string) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	for _, n := range nodes(t, page) {
		name, is := strings.CutPrefix(attr(n, "id"), "pack-")
		if !is {
			continue
		}
		if n.Data != "script" || attr(n, "type") != "application/octet-stream" || out[name] != nil {
			t.Errorf("pack %s is a second, or a %s of type %s", name, n.Data, attr(n, "type"))
		}
		packed, err := base64.StdEncoding.DecodeString(text(n))
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
		if err != nil {
			t.Fatal(err)
		}
		out[name] = data
	}
	return out
}

// store is a page in one file as its script reads it; store.js has the same.
type store struct {
	t      testing.TB
	packs  map[string][]byte
	starts map[string][]int
	rows   rowsFile
}

func storeOf(t testing.TB, page string) *store {
	t.Helper()
	s := &store{t: t, packs: packsOf(t, page)}
	s.starts, s.rows = decoded[map[string][]int](t, s.packs["starts"]), decoded[rowsFile](t, s.packs["rows"])
	return s
}

// pack is the pack that has number n of a kind, and the place there.
func (s *store) pack(kind string, n int) ([]byte, int) {
	s.t.Helper()
	starts := s.starts[kind]
	at := len(starts) - 1
	for starts[at] > n {
		at--
	}
	data, is := s.packs[fmt.Sprintf("%s-%d", kind, at)]
	if !is {
		s.t.Fatalf("no pack %s-%d", kind, at)
	}
	return data, n - starts[at]
}

func (s *store) cluster(n int) string {
	s.t.Helper()
	data, at := s.pack("cluster", n)
	return decoded[[]string](s.t, data)[at]
}

// packedTexts is the JSON of a pack of pairs.
type packedTexts struct {
	Texts []string    `json:"texts"`
	Pairs []pairPiece `json:"pairs"`
}

// pair is the fragment of a pair with both texts filled in.
func (s *store) pair(n int) string {
	s.t.Helper()
	data, at := s.pack("pair", n)
	p := decoded[packedTexts](s.t, data)
	piece := p.Pairs[at]
	root := fragment(s.t, piece.HTML)
	side := 0
	for n := range root.Descendants() {
		if attr(n, "class") == "body" {
			fill(s.t, n, p.Texts[[]int{piece.A, piece.B}[side]])
			side++
		}
	}
	return rendered(s.t, root)
}

// fill is fill of views.js: it puts a text where its lengths stand, of which
// each ends in a blank.
func fill(t testing.TB, root *html.Node, text string) {
	t.Helper()
	units := utf16.Encode([]rune(text))
	at := 0
	for n := range root.Descendants() {
		if n.Type != html.TextNode {
			continue
		}
		length := 0
		for number := range strings.SplitSeq(strings.TrimSuffix(n.Data, " "), " ") {
			k, err := strconv.Atoi(number)
			if err != nil {
				t.Fatalf("length %q", n.Data)
			}
			length += k
		}
		if at+length > len(units) {
			t.Fatalf("lengths of %d and more, a text of %d", at+length, len(units))
		}
		n.Data = string(utf16.Decode(units[at : at+length]))
		at += length
	}
	if at != len(units) {
		t.Errorf("lengths of %d, a text of %d", at, len(units))
	}
}

// fragment parses a part of a page.
func fragment(t testing.TB, part string) *html.Node {
	t.Helper()
	root := &html.Node{Type: html.ElementNode, Data: "div"}
	list, err := html.ParseFragment(strings.NewReader(part), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range list {
		root.AppendChild(n)
	}
	return root
}

func rendered(t testing.TB, root *html.Node) string {
	t.Helper()
	var b strings.Builder
	if err := html.Render(&b, root); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func fileOf(t testing.TB, r *Report, jobs int) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteFile(t.Context(), &b, jobs); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A file holds what a server would send: the same lists and the same fragments,
// in which the texts are those of the articles.
func TestPacks(t *testing.T) {
	for name, res := range map[string]*scan.Result{
		"stories": scanOf(t, scan.Config{}, "", stories), "voyage": scanOf(t, scan.Config{AllPairs: true}, voyage),
	} {
		for _, most := range []int{0, 3} {
			r := reportOf(t, res, Config{Texts: res, Pairs: most})
			s := storeOf(t, fileOf(t, r, 2))
			live := rowsOf(t, r)
			live.Pairs.Packed = s.rows.Pairs.Packed
			if diff := gocmp.Diff(live, s.rows); diff != "" {
				t.Errorf("%s: lists, -served +packed:\n%s", name, diff)
			}
			if sources, err := r.Sources(); err != nil || !bytes.Equal(sources, s.packs["sources"]) {
				t.Errorf("%s: sources are not those that are served: %v", name, err)
			}
			for i, id := range s.rows.Clusters.ID {
				want, ok, err := r.Cluster(id)
				if got := s.cluster(i); got != want || !ok || err != nil {
					t.Errorf("%s: cluster %s = %v, %v, packed as\n%s\nserved as\n%s", name, id, ok, err, got, want)
				}
			}
			p := &s.rows.Pairs
			places := slices.Clone(p.Packed)
			slices.Sort(places)
			for i, n := range places {
				if i != n {
					t.Fatalf("%s: places of packed pairs %v", name, places)
				}
			}
			for i := range p.A {
				a, b := s.rows.Articles.ID[p.A[i]], s.rows.Articles.ID[p.B[i]]
				live, ok, err := r.Pair(a, b)
				if !ok || err != nil {
					t.Fatalf("Pair(%s, %s) = %v, %v", a, b, ok, err)
				}
				got := s.pair(p.Packed[i])
				if diff := gocmp.Diff(rendered(t, fragment(t, live)), got); diff != "" {
					t.Errorf("%s: pair %s, %s, -served +packed:\n%s", name, a, b, diff)
				}
				checkTexts(t, res, fragment(t, live), a, b)
			}
		}
	}
}

// checkTexts compares the texts in a fragment with those of the articles.
func checkTexts(t testing.TB, texts Texts, root *html.Node, ids ...string) {
	t.Helper()
	var want, got []string
	for _, id := range ids {
		a, err := texts.Article(id)
		if err != nil || a == nil {
			t.Fatalf("Article(%q) = %v, %v", id, a, err)
		}
		want = append(want, visible(a.Text))
	}
	for n := range root.Descendants() {
		if attr(n, "class") == "body" {
			got = append(got, text(n))
		}
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("texts of %q, -want +got:\n%s", ids, diff)
	}
}

// A pack ends once it is full, and the place of the first of each is kept.
func TestPackStarts(t *testing.T) {
	for _, tt := range []struct {
		sizes []int // KiB
		want  []int
	}{
		{nil, nil},
		{[]int{1}, []int{0}},
		{[]int{511, 1, 3}, []int{0, 2}},
		{[]int{900, 900, 1}, []int{0, 1, 2}},
		{[]int{200, 200, 200, 200, 200, 200, 200}, []int{0, 3, 6}},
		{[]int{512}, []int{0}},
	} {
		var b strings.Builder
		var list clusterPack
		fragments := func(yield func(string, error) bool) {
			for i, size := range tt.sizes {
				if !yield(strings.Repeat(string(rune('a'+i)), size<<10), nil) {
					return
				}
			}
		}
		got, err := putAll(newPacks(&b), "cluster", fragments, list.add, list.take)
		if !slices.Equal(got, tt.want) || err != nil {
			t.Errorf("sizes %v: starts %v, %v, want %v", tt.sizes, got, err, tt.want)
		}
		packs := packsOf(t, b.String())
		if len(packs) != len(tt.want) {
			t.Errorf("sizes %v: %d packs, want %d", tt.sizes, len(packs), len(tt.want))
		}
		s := &store{t: t, packs: packs, starts: map[string][]int{"cluster": got}}
		for i, size := range tt.sizes {
			if f := s.cluster(i); f != strings.Repeat(string(rune('a'+i)), size<<10) {
				t.Errorf("sizes %v: fragment %d is %.10q, %d bytes", tt.sizes, i, f, len(f))
			}
		}
	}
}

// A text stands in a pack once, however many pairs it is in; one that is
// missing in one pair does not stand for it in another.
func TestTextsOnce(t *testing.T) {
	res := made3(t)
	r := reportOf(t, res, Config{Texts: shelf{"a": "one two three", "b": "one two four"}})
	s := storeOf(t, fileOf(t, r, 1))
	p := decoded[packedTexts](t, s.packs["pair-0"])
	if diff := gocmp.Diff([]string{"one two three", "one two four", ""}, p.Texts); diff != "" {
		t.Errorf("texts, -want +got:\n%s", diff)
	}
	r = reportOf(t, res, Config{Texts: shelf{"b": "one two three", "c": "one two four"}})
	s = storeOf(t, fileOf(t, r, 1))
	for i := range s.rows.Pairs.A {
		got := s.pair(s.rows.Pairs.Packed[i])
		if there := strings.Contains(got, "one two"); there != (s.rows.Pairs.A[i] == 1) {
			t.Errorf("pair %d, %d: %s", s.rows.Pairs.A[i], s.rows.Pairs.B[i], got)
		}
	}
}

// made3 is a result of three articles a, b and c, each a pair with the others.
func made3(t testing.TB) *scan.Result {
	t.Helper()
	var list []scan.Pair
	for _, ids := range [][2]string{{"a", "b"}, {"a", "c"}, {"b", "c"}} {
		list = append(list, scan.Pair{A: scan.Meta{ID: ids[0]}, B: scan.Meta{ID: ids[1]}, Relation: relation.SharesPassages})
	}
	return &scan.Result{Pairs: listed(list), Clusters: listed[scan.Cluster](nil), PairCount: len(list)}
}

func listed[T any](list []T) func(func(T, error) bool) {
	return func(yield func(T, error) bool) {
		for _, x := range list {
			if !yield(x, nil) {
				return
			}
		}
	}
}

// shelf is texts by id.
type shelf map[string]string

func (s shelf) Article(id string) (*corpus.Article, error) {
	text, is := s[id]
	if !is {
		return nil, nil
	}
	return &corpus.Article{ID: id, Text: text}, nil
}

// The bytes of a file are the same for any order of the input and any number
// of workers.
func TestSameFile(t *testing.T) {
	lines := strings.SplitAfter(strings.TrimSpace(voyage)+"\n", "\n")
	lines = lines[:len(lines)-1]
	r := rand.New(rand.NewPCG(1, 2))
	var first string
	for _, jobs := range []int{1, 2, 7} {
		r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		res := scanOf(t, scan.Config{Jobs: jobs, AllPairs: true}, strings.Join(lines, ""))
		got := fileOf(t, reportOf(t, res, Config{Texts: res, Subject: "voyage"}), jobs)
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("%d jobs: another file, of %d bytes, not %d", jobs, len(got), len(first))
		}
	}
	first = ""
	res := scanOf(t, scan.Config{}, "", stories)
	fixed := reportOf(t, res, Config{Texts: res})
	for _, jobs := range []int{1, 2, 7} {
		got := fileOf(t, fixed, jobs)
		if first == "" {
			first = got
		}
		if got != first {
			t.Errorf("stories, %d jobs: another file", jobs)
		}
	}
}

// A report that was written and read again shows the same lists as far as its
// file has them, and has neither texts nor sources.
func TestReportReadAgain(t *testing.T) {
	for _, format := range []string{"json", "jsonl"} {
		res := scanOf(t, scan.Config{}, "", stories)
		var file bytes.Buffer
		if err := report.Write(&file, res, report.Options{Format: format}); err != nil {
			t.Fatal(err)
		}
		back, err := report.Read(&file, "report")
		if err != nil {
			t.Fatal(err)
		}
		r := reportOf(t, back, Config{})
		want, got := rowsOf(t, reportOf(t, res, Config{})), rowsOf(t, r)
		pairIDs := func(f *rowsFile) (out []string) {
			for i := range f.Pairs.A {
				out = append(out, pairLine(f.Articles.ID[f.Pairs.A[i]], f.Articles.ID[f.Pairs.B[i]], f.Relations[f.Pairs.Relation[i]], f.Pairs.Jaccard[i], 0, f.Pairs.Shared[i], f.Pairs.Run[i]))
			}
			return out
		}
		if diff := gocmp.Diff(pairIDs(&want), pairIDs(&got)); diff != "" {
			t.Errorf("%s: pairs, -scanned +read:\n%s", format, diff)
		}
		for i, id := range got.Clusters.ID {
			if id != want.Clusters.ID[i] || len(got.Clusters.Articles[i]) != len(want.Clusters.Articles[i]) {
				t.Errorf("%s: cluster %s, want %s", format, id, want.Clusters.ID[i])
			}
			html, ok, err := r.Cluster(id)
			if !ok || err != nil || strings.Contains(html, `class="heat"`) {
				t.Errorf("%s: Cluster(%s) = %v, %v, want it without a heat map: there are no texts", format, id, ok, err)
			}
		}
		if s := sourcesOf(t, r); len(s.Outlets.Name)+len(s.Mentions.Outlet) > 0 {
			t.Errorf("%s: sources of a report that has none: %v", format, s)
		}
		page, _, err := r.Page(false)
		if err != nil || strings.Contains(page, `<div class="list" data-list="outlets">`) {
			t.Errorf("%s: the page of a report without sources lists some: %v", format, err)
		}
		p := got.Pairs
		html, ok, err := r.Pair(got.Articles.ID[p.A[0]], got.Articles.ID[p.B[0]])
		if !ok || err != nil || !strings.Contains(html, "Without the texts") || !strings.Contains(html, got.Relations[p.Relation[0]]) {
			t.Errorf("%s: Pair without texts = %v, %v, want the relation\n%s", format, ok, err, html)
		}
		if _, ok, err := r.Pair("nobody", got.Articles.ID[0]); ok || err != nil {
			t.Errorf("%s: Pair of nobody = %v, %v", format, ok, err)
		}
		s := storeOf(t, fileOf(t, r, 3))
		if len(s.rows.Pairs.Packed) > 0 || len(s.starts["pair"]) > 0 || len(s.rows.Pairs.A) == 0 {
			t.Errorf("%s: a file without texts has %d packed pairs", format, len(s.rows.Pairs.Packed))
		}
	}
}

// A scan that found nothing has a page, too.
func TestNothingFound(t *testing.T) {
	for name, res := range map[string]*scan.Result{
		"one":  scanOf(t, scan.Config{}, `{"id":"a","text":"Sheep farmers in the upper valley say that this spring brought more lambs."}`),
		"none": scanOf(t, scan.Config{}, "\n"),
		"zero": {Pairs: listed[scan.Pair](nil), Clusters: listed[scan.Cluster](nil)},
	} {
		r := reportOf(t, res, Config{Texts: res})
		s := storeOf(t, fileOf(t, r, 4))
		if len(s.rows.Pairs.A)+len(s.rows.Clusters.ID) > 0 {
			t.Errorf("%s: %v", name, s.rows)
		}
		for _, list := range []string{"rows", "sources", "starts"} {
			if strings.Contains(string(s.packs[list]), "null") {
				t.Errorf("%s: pack %s = %s, want [] for nothing", name, list, s.packs[list])
			}
		}
		html, _, err := r.Page(true)
		if err != nil || !strings.Contains(html, "There is no cluster.") || !strings.Contains(html, "No two articles share wording.") {
			t.Errorf("%s: the page does not say that nothing was found: %v", name, err)
		}
		if _, ok, err := r.Cluster("c1"); ok || err != nil {
			t.Errorf("%s: Cluster = %v, %v", name, ok, err)
		}
		if r.Lists("a", "b") {
			t.Errorf("%s: Lists what it has not", name)
		}
	}
}

// Of articles in no cluster a report that was read has the id only.
func TestUnknownWords(t *testing.T) {
	a, b, c := scan.Meta{ID: "a"}, scan.Meta{ID: "b"}, scan.Meta{ID: "c"}
	link := scan.Pair{A: a, B: b, Relation: relation.NearDuplicate, Jaccard: 1, SharedWordsA: 9, SharedWordsB: 9}
	other := scan.Pair{A: b, B: c, Relation: relation.ContainedIn, SharedWordsA: 1 << 40, SharedWordsB: 7, DirectionWhy: "it says so"}
	res := &scan.Result{
		PairCount: 2, Pairs: listed([]scan.Pair{link, other}),
		Clusters: listed([]scan.Cluster{{ID: "c1", Representative: a, Members: []scan.Member{{Meta: b, Link: link}}}}),
	}
	r := reportOf(t, res, Config{Texts: shelf{"a": "x", "b": "", "c": ""}})
	rows := rowsOf(t, r)
	if !slices.Equal(rows.Pairs.Copied, []int{0, 0}) || !slices.Equal(rows.Clusters.Median, []int{0}) {
		t.Errorf("copied %v, median %v, want 0: the words are not known", rows.Pairs.Copied, rows.Clusters.Median)
	}
	if _, ok, err := r.Cluster("c1"); !ok || err != nil {
		t.Errorf("Cluster = %v, %v", ok, err)
	}
	for _, ids := range [][2]string{{"a", "b"}, {"b", "c"}, {"c", "b"}, {"a", "c"}} {
		if _, ok, err := r.Pair(ids[0], ids[1]); !ok || err != nil {
			t.Errorf("Pair(%s, %s) = %v, %v", ids[0], ids[1], ok, err)
		}
	}
	fileOf(t, r, 2)
}

// An article is no pair with itself, though it is in others.
func TestLists(t *testing.T) {
	r := reportOf(t, made3(t), Config{Pairs: 2, Texts: shelf{"a": "x y z", "b": "x y z", "c": "x y z"}})
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"a", "b", true},
		{"b", "a", true},
		{"a", "c", true},
		{"b", "c", false}, // left out
		{"a", "a", false},
		{"b", "b", false},
		{"a", "d", false},
		{"", "", false},
	} {
		if got := r.Lists(tt.a, tt.b); got != tt.want {
			t.Errorf("Lists(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
		}
		html, ok, err := r.Pair(tt.a, tt.b)
		if has := strings.Contains(html, "longest run"); has != tt.want || err != nil {
			t.Errorf("Pair(%q, %q) = %v, %v, with figures of the scan: %v, want %v", tt.a, tt.b, ok, err, has, tt.want)
		}
	}
}

// What the scan cannot read any more, or a context that ended, is an error.
func TestNewErrors(t *testing.T) {
	broken := errors.New("the disk is gone")
	failing := func(yield func(scan.Pair, error) bool) { yield(scan.Pair{}, broken) }
	noClusters := func(yield func(scan.Cluster, error) bool) { yield(scan.Cluster{}, broken) }
	noSources := func(yield func(scan.Sourced, error) bool) { yield(scan.Sourced{}, broken) }
	good := made3(t)
	for name, res := range map[string]*scan.Result{
		"pairs":    {Pairs: failing, Clusters: good.Clusters},
		"clusters": {Pairs: good.Pairs, Clusters: noClusters},
		"sources":  {Pairs: good.Pairs, Clusters: good.Clusters, Sources: noSources},
	} {
		if r, err := New(t.Context(), res, Config{}); r != nil || !errors.Is(err, broken) {
			t.Errorf("%s: New = %v, %v, want %v", name, r, err, broken)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r, err := New(ctx, good, Config{}); r != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("New = %v, %v, want %v", r, err, context.Canceled)
	}
}

// What is exactly at a threshold is listed so, though 0.57*10000 is a little
// less than 5700; what is under 1 is not listed as 1.
func TestJaccardCut(t *testing.T) {
	var list []scan.Pair
	var want []float64
	for i, x := range []struct{ jaccard, want float64 }{{0.57, 0.57}, {0.29, 0.29}, {29. / 51, 0.5686}, {2. / 3, 0.6666}, {0.99999, 0.9999}, {1, 1}, {0, 0}} {
		list = append(list, scan.Pair{A: scan.Meta{ID: "a"}, B: scan.Meta{ID: fmt.Sprint("b", i)}, Relation: relation.NearDuplicate, Jaccard: x.jaccard})
		want = append(want, x.want)
	}
	rows := rowsOf(t, reportOf(t, &scan.Result{Pairs: listed(list), Clusters: listed[scan.Cluster](nil), PairCount: len(list)}, Config{}))
	if !slices.Equal(rows.Pairs.Jaccard, want) {
		t.Errorf("Jaccard %v, want %v", rows.Pairs.Jaccard, want)
	}
}
