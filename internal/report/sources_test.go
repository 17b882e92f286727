package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
)

// at is the span of the first place of words in a text.
func at(text, words string) source.Span {
	lo := strings.Index(text, words)
	if lo < 0 {
		panic("no " + words + " in " + text)
	}
	return source.Span{Lo: lo, Hi: lo + len(words)}
}

func sourceOf(text, words, outlet string, k source.Kind, c source.Confidence) source.Source {
	return source.Source{Outlet: outlet, Kind: k, Confidence: c, Listed: true, Evidence: at(text, words), Name: at(text, words)}
}

func quoteOf(text, words, speaker string) source.Quote {
	return source.Quote{Parts: []source.Span{at(text, words)}, Speaker: speaker}
}

const (
	wireText = "ALDMOOR (AP) — The ferry ran aground in fog, and all 212 aboard were brought ashore.\n\nIts master told Reuters that the lamp had been dark since Friday.\n\nAP Photo/Jo Field"
	bareText = "The ferry ran aground in fog, and all 212 aboard were brought ashore.\n\nIts master told Reuters that the lamp had been dark since Friday."
	nameText = "The lamp – a relic – went out, the Times reported.\n\n“We shall count every lamp on this coast before winter,” James Roe told the Washington Post. A poll for Reuters/Ipsos agreed, contrary to what the Sun reported."
	mineText = "Council meets over lamps.\n\n“We shall count every lamp on this coast before winter and then again,” James Roe said."
	weekText = "Our own Aldmoor Weekly was first to report the loss of the lamp, © Aldmoor Weekly."
	lampText = "We shall count every lamp on this coast before winter"
)

// harbour is a story with every way to rest on an outlet.
func harbour() *scan.Result {
	wire := scan.Sourced{
		Meta: article1("wire.txt", "Ferry runs aground, all safe", "Aldmoor Daily", 31), Text: wireText, Cluster: "c1",
		Sources: []source.Source{
			sourceOf(wireText, "(AP)", "Associated Press", source.Dateline, source.Certain),
			sourceOf(wireText, "told Reuters", "Reuters", source.Told, source.Strong),
			sourceOf(wireText, "AP Photo/Jo Field", "Associated Press", source.Photo, source.Certain),
		},
	}
	bare := scan.Sourced{
		Meta: article1("copies/bare.txt", "Ferry aground", "Town Crier", 26), Text: bareText, Cluster: "c1",
		Sources: []source.Source{sourceOf(bareText, "told Reuters", "Reuters", source.Told, source.Strong)},
	}
	name := scan.Sourced{
		Meta: article1("name.txt", "Lamps to be counted", "Coastal Wire", 40), Text: nameText,
		Sources: []source.Source{
			{Outlet: "The Washington Post", Kind: source.Reprint, Confidence: source.Certain, Listed: true, Field: "canonical", Value: "https://www.washingtonpost.com/lamps"},
			sourceOf(nameText, "the Times reported", "The New York Times", source.Attribution, source.Weak),
			sourceOf(nameText, "the Times reported", "The Times", source.Attribution, source.Weak),
			sourceOf(nameText, "told the Washington Post", "The Washington Post", source.Told, source.Strong),
			sourceOf(nameText, "Reuters/Ipsos", "Reuters", source.Poll, source.Certain),
			sourceOf(nameText, "contrary to what the Sun reported", "The Sun", source.Attribution, source.Strong),
		},
		Quotes: []source.Quote{quoteOf(nameText, lampText, "James Roe")},
	}
	name.Sources[1].Ambiguous, name.Sources[2].Ambiguous, name.Sources[5].Denied = true, true, true
	mine := scan.Sourced{
		Meta: article1("mine.txt", "Council meets", "Town Crier", 20), Text: mineText,
		Quotes: []source.Quote{quoteOf(mineText, lampText+" and then again,", "James Roe")},
	}
	shared := source.SharedQuote{Words: 10, Coverage: 1, A: at(mineText, lampText), B: at(nameText, lampText)}
	turned := shared
	turned.A, turned.B = shared.B, shared.A
	mine.Inferred = []scan.Inferred{{
		Inference: source.Inference{
			Outlet: "The Washington Post", Listed: true, Confidence: source.Medium, Speaker: "James Roe", Giver: name.Sources[3], Quote: turned,
		},
		From: name.Meta, Naming: "told the Washington Post", QuoteThere: lampText,
	}}
	week := scan.Sourced{
		Meta: article1("week.txt", "", "Aldmoor Weekly", 15), Text: weekText,
		Sources: []source.Source{{
			Outlet: "Aldmoor Weekly", Kind: source.Credit, Confidence: source.Certain, Self: true, Evidence: at(weekText, "© Aldmoor Weekly"), Name: at(weekText, "Aldmoor Weekly"),
		}},
	}
	week.Date = time.Time{}
	link := scan.Pair{
		A: bare.Meta, B: wire.Meta, Relation: relation.NearDuplicate, Jaccard: 0.8, ContainmentA: 1, ContainmentB: 0.8, SharedWordsA: 26, SharedWordsB: 26,
		LongestRun: 26, RunText: "The ferry ran aground", Differs: "5 words cut", Common: []scan.Common{{Outlet: "Reuters"}},
		Direction: source.Outside, DirectionWhy: "b has the dateline of the Associated Press",
	}
	same := scan.Pair{
		A: mine.Meta, B: name.Meta, Relation: relation.CommonSource, SharedWordsA: 10, SharedWordsB: 10, SharedNames: 4,
		Common: []scan.Common{{Outlet: "The Washington Post", InferredA: true}},
	}
	quoting := scan.Pair{
		A: mine.Meta, B: week.Meta, Relation: relation.SharesQuote, Jaccard: 0.0625, ContainmentA: 0.125, ContainmentB: 0.125, SharedWordsA: 14, SharedWordsB: 14,
		LongestRun: 14, RunText: "the lamp on the mole, as the council was told by its clerk", RunA: scan.Span{Lo: 4, Hi: 62, RuneLo: 4, RuneHi: 62}, RunB: scan.Span{Lo: 1, Hi: 59, RuneLo: 1, RuneHi: 59},
		Quote: lampText + " – “every one” –", QuoteWords: 12, QuoteA: scan.Span{Lo: 31, Hi: 103, RuneLo: 29, RuneHi: 93}, QuoteB: scan.Span{Lo: 7, Hi: 73, RuneLo: 5, RuneHi: 69},
		Differs: "20 words added",
	}
	r := story()
	r.Config.Relations = []relation.Relation{relation.Identical, relation.SharesQuote, relation.CommonSource}
	r.Articles, r.Words, r.PairCount, r.Limited, r.Boilerplate = 5, 132, 3, 0, nil
	r.Pairs = sure([]scan.Pair{link, same, quoting})
	r.Clusters = sure([]scan.Cluster{{ID: "c1", Representative: bare.Meta, Members: []scan.Member{{Meta: wire.Meta, Link: link}}}})
	r.Sources = sure([]scan.Sourced{bare, mine, name, week, wire})
	r.SharedQuotes = sure([]scan.SharedQuote{{A: mine.Meta, B: name.Meta, SharedQuote: shared, Text: lampText, Speaker: "James Roe"}})
	r.Coverage = scan.Coverage{Named: 3, Inferred: 1, None: 1}
	r.Refused = []corpus.Refused{{Path: "empty.txt", Reason: "empty file"}}
	return r
}

func printSources(t rapid.TB, r *scan.Result, opt SourcesOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteSources(&b, r, opt); err != nil {
		t.Fatalf("WriteSources(%+v): %v", opt, err)
	}
	return b.String()
}

func TestSourcesGolden(t *testing.T) {
	file := func(format string) SourcesOptions { return SourcesOptions{Options: Options{Format: format}} }
	table := func(columns int) Options { return Options{Width: columns} }
	runes := file("jsonl")
	runes.Offsets = "runes"
	for _, tt := range []struct {
		name string
		opt  SourcesOptions
	}{
		{"sources-80.txt", SourcesOptions{Options: table(80)}},
		{"sources-72.txt", SourcesOptions{Options: table(72), Why: true}},
		{"sources-why.txt", SourcesOptions{Options: table(120), Why: true}},
		{"sources-colour.txt", SourcesOptions{Options: Options{Width: 120, Color: true}, Why: true, By: "article"}},
		{"sources-by-article-80.txt", SourcesOptions{Options: table(80), By: "article"}},
		{"sources-by-story.txt", SourcesOptions{Options: table(100), By: "story"}},
		{"sources-article.txt", SourcesOptions{Options: table(100), Article: "mine.txt"}},
		{"sources-article-name.txt", SourcesOptions{Options: table(80), Article: "name.txt"}},
		{"sources-article.jsonl", SourcesOptions{Options: Options{Format: "jsonl"}, Article: "mine.txt"}},
		{"sources-article.md", SourcesOptions{Options: Options{Format: "markdown"}, Article: "mine.txt"}},
		{"sources-filtered.txt", SourcesOptions{
			Options: table(100), By: "article", Why: true, Kinds: []source.Kind{source.Told, source.Credit}, MinConfidence: source.Strong, NoSelf: true,
			Since: time.Date(2031, 5, 1, 0, 0, 0, 0, time.UTC),
		}},
		{"sources.jsonl", file("jsonl")},
		{"sources-runes.jsonl", runes},
		{"sources.json", file("json")},
		{"sources.csv", file("csv")},
		{"sources.md", SourcesOptions{Options: Options{Format: "markdown"}, Why: true}},
		{"sources.dot", file("dot")},
		{"sources-graph.json", file("graph")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := printSources(t, harbour(), tt.opt)
			golden(t, tt.name, strings.ReplaceAll(got, source.Default().Version(), "VERSION"))
		})
	}
	for _, tt := range []struct {
		name string
		opt  Options
	}{
		{"common-80.txt", Options{Width: 80}},
		{"common.jsonl", Options{Format: "jsonl"}},
		{"common.csv", Options{Format: "csv"}},
		{"common.md", Options{Format: "markdown"}},
	} {
		t.Run(tt.name, func(t *testing.T) { golden(t, tt.name, print(t, harbour(), tt.opt)) })
	}
}

// The figures after filters are those of what is shown; without filters they
// are the scan's own.
func TestCoverageIsThatOfWhatIsShown(t *testing.T) {
	for _, tt := range []struct {
		name string
		opt  SourcesOptions
		want scan.Coverage
	}{
		{"all", SourcesOptions{}, harbour().Coverage},
		{"no self", SourcesOptions{NoSelf: true}, harbour().Coverage},
		{"dated", SourcesOptions{Since: time.Date(2031, 5, 4, 0, 0, 0, 0, time.UTC)}, scan.Coverage{Named: 3, Inferred: 1}},
		{"too late", SourcesOptions{Since: time.Date(2031, 5, 5, 0, 0, 0, 0, time.UTC)}, scan.Coverage{}},
		{"datelines", SourcesOptions{Kinds: []source.Kind{source.Dateline}}, scan.Coverage{Named: 1, None: 4}},
		{"photos", SourcesOptions{Kinds: []source.Kind{source.Photo}}, scan.Coverage{None: 5}},
		{"strong", SourcesOptions{MinConfidence: source.Strong}, scan.Coverage{Named: 3, None: 2}},
		{"one", SourcesOptions{Article: "mine.txt"}, scan.Coverage{Inferred: 1}},
	} {
		l, err := newLedger(harbour(), tt.opt)
		if err != nil {
			t.Fatal(err)
		}
		if l.coverage != tt.want {
			t.Errorf("%s: coverage %+v, want %+v", tt.name, l.coverage, tt.want)
		}
	}
}

func TestPrints(t *testing.T) {
	for _, tt := range []struct {
		article stance
		origin  stances
		want    bool
	}{
		{alike, alike, true},
		{alike, inside, true},
		{inside, alike, true},
		{inside, inside, false}, // another part of the representative, perhaps
		{inside, inside | around, true},
		{around, around, true},
		{around, inside, true},
		{0, alike, false}, // only a passage
		{alike, 0, false},
	} {
		if got := prints(tt.article, tt.origin); got != tt.want {
			t.Errorf("prints(%b, %b) = %v, want %v", tt.article, tt.origin, got, tt.want)
		}
	}
}

// hostileHarbour has names, titles and evidence of someone who knows
// terminals, and ids of someone who knows Graphviz.
func hostileHarbour() *scan.Result {
	const bad = "\x1b[2J\u202e\u009b31m\x07\x01"
	text := "Said " + bad + "Sun\x02 told" + bad + " " + strings.Repeat("ö", 1<<16) + "\n“" + lampText + bad + "” said Roe"
	meta := scan.Meta{ID: `a"]; b -> c [label="\` + bad, Title: bad + "title\\", Outlet: "<b>|" + bad, Words: 9}
	other := scan.Meta{ID: strings.Repeat("long", 1<<12), Title: strings.Repeat("x", 1<<16)}
	s := sourceOf(text, "Sun\x02 told"+bad, `S"un`+bad+"\n\\N", source.Told, source.Strong)
	shared := source.SharedQuote{Words: 10, A: at(text, lampText+bad), B: at(text, lampText+bad)}
	a := scan.Sourced{Meta: meta, Text: text, Cluster: "c", Sources: []source.Source{
		s,
		{Outlet: "X", Kind: source.Photo, Confidence: source.Weak, Evidence: source.Span{Lo: 0, Hi: len(text)}},
		{Outlet: "Field" + bad, Kind: source.Credit, Confidence: source.Certain, Field: "credit" + bad, Value: bad},
		{Outlet: "Nowhere", Kind: source.Credit, Confidence: source.Certain, Evidence: source.Span{Lo: -1, Hi: 1 << 30}},
	}, Quotes: []source.Quote{quoteOf(text, lampText+bad, "Roe"+bad), {}}}
	b := scan.Sourced{Meta: other, Text: text, Inferred: []scan.Inferred{{
		Inference: source.Inference{Outlet: "Y" + bad, Confidence: source.Medium, Speaker: bad, Giver: s, Quote: shared},
		From:      meta, Naming: bad, QuoteThere: bad + strings.Repeat("ü", 1<<16),
	}}}
	pair := scan.Pair{A: meta, B: other, Relation: relation.SharesQuote, Common: []scan.Common{{Outlet: "Y" + bad, InferredB: true}}, DirectionWhy: bad, Quote: bad + strings.Repeat("ø", 1<<16)}
	r := hostile()
	r.Pairs = sure([]scan.Pair{pair})
	r.Clusters = sure([]scan.Cluster{{ID: "c", Representative: meta}})
	r.Sources = sure([]scan.Sourced{a, b})
	r.SharedQuotes = sure([]scan.SharedQuote{{A: meta, B: other, SharedQuote: shared, Text: bad, Speaker: bad, Reason: bad}})
	return r
}

func TestNothingHostileReachesTheTerminalFromSources(t *testing.T) {
	bad := func(r rune) bool { return r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }
	for _, format := range []string{"table", "markdown", "dot"} {
		for _, opt := range []SourcesOptions{{Why: true}, {By: "article", Why: true}, {By: "story"}, {Article: hostileID()}} {
			opt.Format = format
			got := printSources(t, hostileHarbour(), opt)
			if i := strings.IndexFunc(got, bad); i >= 0 {
				t.Errorf("%s %+v holds %q", format, opt, got[i:min(len(got), i+20)])
			}
		}
	}
}

func hostileID() string {
	for a := range hostileHarbour().Sources {
		return a.ID
	}
	return ""
}

func TestSourcesKeepToTheWidth(t *testing.T) {
	for _, columns := range []int{MinWidth, 80, 100, 200} {
		for _, r := range []*scan.Result{harbour(), hostileHarbour()} {
			for _, opt := range []SourcesOptions{{Why: true}, {By: "article", Why: true}, {By: "story"}, {Article: "name.txt"}, {Article: hostileID()}} {
				opt.Width = columns
				checkLines(t, columns, printSources(t, r, opt))
				opt.Color = true
				checkLines(t, columns, printSources(t, r, opt))
			}
		}
	}
}

// Whatever an id or a name holds, a label of Graphviz ends where it should.
func TestDotText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune(`ab"\N&;`+"\n\x1b\u202eö"))).Draw(t, "text")
		got := dotText(text, "next")
		inside := strings.TrimSuffix(strings.TrimPrefix(got, `"`), `"`)
		inside = strings.NewReplacer(`\\`, "", `\"`, "", `\n`, "", "&amp;", "").Replace(inside)
		if strings.ContainsAny(inside, `"\&`) || !strings.HasPrefix(got, `"`) || len(got) < 2 {
			t.Errorf("dotText(%q) = %s", text, got)
		}
	})
}

func TestRuler(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Repeat(rapid.StringOf(rapid.SampledFrom([]rune("aö\n霧"))).Draw(t, "text"), rapid.IntRange(0, 300).Draw(t, "times"))
		r := &ruler{text: text}
		for range 20 {
			place := rapid.IntRange(0, len(text)).Draw(t, "place")
			for place < len(text) && text[place]&0xc0 == 0x80 {
				place++
			}
			want := mark{strings.Count(text[:place], "\n"), len([]rune(text[:place]))}
			if got := r.before(place); got != want {
				t.Fatalf("before(%d) of %d bytes = %v, want %v", place, len(text), got, want)
			}
		}
	})
}

// The context of a span never loses a byte of it, nor a letter around it.
func TestContext(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.SampledFrom([]rune("aö.\n 霧“” Z"))).Draw(t, "text")
		lo := rapid.IntRange(0, len(text)).Draw(t, "lo")
		hi := rapid.IntRange(lo, len(text)).Draw(t, "hi")
		before, words, after := inSentence(text, source.Span{Lo: lo, Hi: hi})
		if words != text[lo:hi] || words != "" && !strings.Contains(text, before+words+after) {
			t.Fatalf("inSentence(%q, %d, %d) = %q, %q, %q", text, lo, hi, before, words, after)
		}
	})
}

// Every span of every row in a file is the text that it says it is.
func TestSpansOfSources(t *testing.T) {
	texts := map[string][]rune{}
	for a := range harbour().Sources {
		texts[a.ID] = []rune(a.Text)
	}
	cut := func(id string, lo, hi *int) string {
		if lo == nil || hi == nil {
			return ""
		}
		return string(texts[id][*lo:*hi])
	}
	opt := SourcesOptions{Options: Options{Format: "jsonl", Offsets: "runes"}}
	for line := range strings.Lines(printSources(t, harbour(), opt)) {
		var row struct {
			Type, ID, A, B, Text string
			AStart, AEnd         *int `json:"-"`
			Sources              []sourceRow
			Quotes               []quoteRow
		}
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		for _, s := range row.Sources {
			if got := cut(row.ID, s.Start, s.End); got != s.Evidence {
				t.Errorf("%s: evidence %q stands at %q", row.ID, s.Evidence, got)
			}
			if got := cut(s.From, s.FromStart, s.FromEnd); got != s.FromText {
				t.Errorf("%s: quote %q of %s stands at %q", row.ID, s.FromText, s.From, got)
			}
			if got := cut(s.From, s.NamingStart, s.NamingEnd); got != s.Naming {
				t.Errorf("%s: naming %q of %s stands at %q", row.ID, s.Naming, s.From, got)
			}
		}
		for _, q := range row.Quotes {
			if got := cut(row.ID, &q.Start, &q.End); got != q.Text {
				t.Errorf("%s: quote %q stands at %q", row.ID, q.Text, got)
			}
		}
	}
}

// The rows that are kept as they come are the first of all of them in order.
func TestReasons(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := reasons{rows: rapid.IntRange(1, 6).Draw(t, "rows"), byOutlet: rapid.Bool().Draw(t, "by outlet")}
		outlets := rapid.SliceOf(rapid.StringOfN(rapid.RuneFrom([]rune("abc")), 1, 1, -1)).Draw(t, "outlets")
		var want []reason
		for i, o := range outlets {
			x := reason{outlet: o, article: strconv.Itoa(i)}
			want = append(want, x)
			if r.room(o) {
				r.add(x)
			}
		}
		r.cut()
		if r.byOutlet {
			slices.SortStableFunc(want, func(a, b reason) int { return strings.Compare(a.outlet, b.outlet) })
		}
		want = want[:min(len(want), r.rows)]
		if diff := cmp.Diff(want, r.list, cmp.AllowUnexported(reason{})); diff != "" || r.seen != len(outlets) {
			t.Fatalf("%d of %q, -want +got:\n%s", r.rows, outlets, diff)
		}
	})
}

func TestSourcesThatFail(t *testing.T) {
	broken := errors.New("disk gone")
	for format := range strings.SplitSeq(SourceFormats, ", ") {
		for name, damage := range map[string]func(*scan.Result){
			"sources": func(r *scan.Result) {
				r.Sources = func(yield func(scan.Sourced, error) bool) { yield(scan.Sourced{}, broken) }
			},
			"clusters": func(r *scan.Result) {
				r.Clusters = func(yield func(scan.Cluster, error) bool) { yield(scan.Cluster{}, broken) }
			},
		} {
			r := harbour()
			damage(r)
			if err := WriteSources(io.Discard, r, SourcesOptions{Options: Options{Format: format}}); !errors.Is(err, broken) {
				t.Errorf("%s, %s fail: %v, want %v", format, name, err, broken)
			}
		}
	}
}

func TestCheckSources(t *testing.T) {
	for _, tt := range []struct {
		opt  SourcesOptions
		want string
	}{
		{SourcesOptions{}, ""},
		{SourcesOptions{Options: Options{Format: "graph", Offsets: "runes"}, By: "story"}, ""},
		{SourcesOptions{Options: Options{Format: "xml"}}, `format "xml": want one of table, json, jsonl, csv, markdown, dot, graph`},
		{SourcesOptions{By: "town"}, `by "town": want one of outlet, article, story`},
		{SourcesOptions{Options: Options{Width: 10}}, "width 10: want 72 columns or more"},
	} {
		got := ""
		if err := tt.opt.Check(); err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Check(%+v), -want +got:\n%s", tt.opt, diff)
		}
	}
}
