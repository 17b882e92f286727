package report

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/shingle"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func article1(id, title, outlet string, words int) scan.Meta {
	return scan.Meta{ID: id, Title: title, Outlet: outlet, Words: words, Date: time.Date(2031, 5, 4, 0, 0, 0, 0, time.UTC)}
}

// story is a result with every kind of row, in Latin and CJK script.
func story() *scan.Result {
	wire := article1("wire/harbour.txt", "Harbour ferry runs aground in fog, all 212 aboard safe", "Coastal Wire", 412)
	daily := article1("daily/ferry.txt", "Ferry aground: passengers safe", "Aldmoor Daily", 398)
	tokyo := article1("朝/港.txt", "霧の港でフェリーが座礁、乗客乗員二百十二人は全員無事と港湾局が発表", "東の朝報", 640)
	town := article1("town/council.txt", "Council votes on harbour lights", "Town Crier", 505)
	notice := func(n string) scan.Meta { return article1("grants/"+n, "", "Office of Grants", 90) }
	link := scan.Pair{
		A: wire, B: daily, Relation: relation.NearDuplicate, Jaccard: 0.8125, ContainmentA: 0.875, ContainmentB: 0.9,
		SharedWordsA: 380, SharedWordsB: 379, LongestRun: 140, RunText: "The ferry ran aground", RunA: scan.Span{Lo: 3, Hi: 24, RuneLo: 2, RuneHi: 23},
		RunB: scan.Span{Lo: 0, Hi: 21, RuneLo: 0, RuneHi: 21}, Differs: "14 words cut at the end, 5 replaced",
	}
	passages := scan.Pair{
		A: town, B: wire, Relation: relation.SharesPassages, Jaccard: 0.04, ContainmentA: 0.07, ContainmentB: 0.09,
		SharedWordsA: 40, SharedWordsB: 38, Boilerplate: 2, LongestRun: 57, Differs: "467 words added, 372 cut",
		RunText: strings.Repeat("\"we saw the rocks far too late and nobody on the bridge spoke\" ", 5) + "said the mate",
		RunA:    scan.Span{Lo: 10, Hi: 330, RuneLo: 10, RuneHi: 330}, RunB: scan.Span{Lo: 99, Hi: 419, RuneLo: 98, RuneHi: 418},
	}
	inside := scan.Pair{
		A: tokyo, B: wire, Relation: relation.ContainedIn, Jaccard: 1. / 3, ContainmentA: 1, ContainmentB: 0.5, SharedWordsA: 640, SharedWordsB: 640,
		LongestRun: 12, RunText: "霧の港でフェリーが座礁した", Differs: "12 words added",
	}
	template := func(a, b string) scan.Pair {
		return scan.Pair{A: notice(a), B: notice(b), Relation: relation.Template, Jaccard: 0.9, ContainmentA: 0.95, ContainmentB: 0.95, Differs: "Elm Hill for Oakport, 40,000 for 65,000"}
	}
	return &scan.Result{
		Config:   scan.Config{Threshold: 0.5, Shingle: 5, MinRun: 12, ClusterShare: 0.2, Keep: scan.KeepFirst, Relations: []relation.Relation{relation.Identical}},
		Plan:     shingle.Plan{Threshold: 0.5, K: 128, Bands: 42, Rows: 3},
		Articles: 7, Words: 2225, Bytes: 13000, CopiedWords: 379, Copies: 1,
		PairCount: 5, Pairs: sure([]scan.Pair{link, inside, passages, template("1", "2"), template("1", "3")}),
		Clustered: 1, Clusters: sure([]scan.Cluster{{ID: "c4f1a09b", Representative: wire, Members: []scan.Member{{Meta: daily, Link: link}}}}),
		Boilerplate: []scan.Boilerplate{{Text: "Sign up for our newsletter | it is free", Words: 8, Articles: 31, Outlet: "Aldmoor Daily", Example: "daily/ferry.txt"}},
		Refused:     []corpus.Refused{{Path: "daily/broken.jsonl", Line: 12, Reason: "no text"}, {Path: "empty.txt", Reason: "empty file"}},
		Limited:     1204,
	}
}

// hostile is a story told by someone who knows terminals.
func hostile() *scan.Result {
	a := article1("evil\x1b[2J\r.txt", "title \u202eoverridden\u202c\nsecond line \x9b31m \x1b]0;owned\x07", "<b>|Out*let|</b>", 30)
	b := article1("long", strings.Repeat("x", 1<<20), "👩‍👩‍👧‍👦 Family\u200f", 1)
	p := scan.Pair{A: a, B: b, Relation: relation.SharesPassages, RunText: strings.Repeat("å", 1<<20), LongestRun: 1, Differs: "one\ttab"}
	return &scan.Result{Config: scan.Config{Threshold: 0.7, Shingle: 3, MinRun: 8}, Plan: shingle.Plan{K: 128, Bands: 25, Rows: 5}, Articles: 2, Words: 31, PairCount: 1, Pairs: sure([]scan.Pair{p}), Clusters: sure[scan.Cluster](nil)}
}

func print(t *testing.T, r *scan.Result, opt Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, opt); err != nil {
		t.Fatalf("Write(%+v): %v", opt, err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	empty := &scan.Result{Pairs: sure[scan.Pair](nil), Clusters: sure[scan.Cluster](nil), Articles: 3, Words: 900, Config: scan.Config{Threshold: 0.5, Shingle: 5, MinRun: 12}, Plan: shingle.Plan{K: 128, Bands: 42, Rows: 3}}
	for _, tt := range []struct {
		name string
		r    *scan.Result
		opt  Options
	}{
		{"story-72.txt", story(), Options{Width: 72}},
		{"story-80.txt", story(), Options{Width: 80}},
		{"story-200.txt", story(), Options{Width: 200}},
		{"story-colour.txt", story(), Options{Width: 120, Color: true}},
		{"story.json", story(), Options{Format: "json"}},
		{"story.jsonl", story(), Options{Format: "jsonl"}},
		{"story-runes.jsonl", story(), Options{Format: "jsonl", Offsets: "runes"}},
		{"story.csv", story(), Options{Format: "csv"}},
		{"story.md", story(), Options{Format: "markdown"}},
		{"hostile-80.txt", hostile(), Options{Width: 80}},
		{"empty.txt", empty, Options{}},
		{"empty.json", empty, Options{Format: "json"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			golden(t, tt.name, print(t, tt.r, tt.opt))
		})
	}
}

func TestTableKeepsToItsWidth(t *testing.T) {
	for columns := MinWidth; columns <= 200; columns += 8 {
		for _, r := range []*scan.Result{story(), hostile()} {
			for _, color := range []bool{false, true} {
				checkLines(t, columns, print(t, r, Options{Width: columns, Color: color}))
			}
		}
	}
}

func TestNothingHostileReachesTheTerminal(t *testing.T) {
	for _, format := range []string{"table", "markdown"} {
		got := print(t, hostile(), Options{Format: format})
		if i := strings.IndexAny(got, "\x1b\a\r\u009b\u202e\u202c\u200f\t"); i >= 0 {
			t.Errorf("%s holds %q", format, got[i:min(len(got), i+20)])
		}
	}
}

// A table of boilerplate, an aside, is cut and says so; Markdown is not.
func TestOmittedRowsAreNamed(t *testing.T) {
	r := story()
	for len(r.Boilerplate) < boilerplateRows+3 {
		r.Boilerplate = append(r.Boilerplate, r.Boilerplate[0])
	}
	const remark = "The first 20 rows shown, 3 left out"
	if got := print(t, r, Options{}); !strings.Contains(got, remark) || !strings.Contains(got, "23 passages of boilerplate") {
		t.Errorf("table does not say %q:\n%s", remark, got)
	}
	if got := print(t, r, Options{Format: "markdown"}); strings.Contains(got, "left out:") || strings.Count(got, "| 8 | 31 |") != 23 {
		t.Errorf("markdown leaves rows out:\n%s", got)
	}
}

// An error behind the lists ends the output.
func TestListsThatFail(t *testing.T) {
	broken := errors.New("disk gone")
	for _, format := range strings.Split(Formats, ", ") {
		r := story()
		r.Pairs = func(yield func(scan.Pair, error) bool) { yield(scan.Pair{}, broken) }
		if err := Write(io.Discard, r, Options{Format: format}); !errors.Is(err, broken) {
			t.Errorf("%s, pairs fail: %v, want %v", format, err, broken)
		}
		r = story()
		r.Clusters = func(yield func(scan.Cluster, error) bool) { yield(scan.Cluster{}, broken) }
		if err := Write(io.Discard, r, Options{Format: format}); !errors.Is(err, broken) {
			t.Errorf("%s, clusters fail: %v, want %v", format, err, broken)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		opt  Options
		want string
	}{
		{Options{}, ""},
		{Options{Format: "csv", Offsets: "runes", Width: 72}, ""},
		{Options{Format: "xml"}, `format "xml": want one of table, json, jsonl, csv, markdown`},
		{Options{Offsets: "words"}, `offsets "words": want bytes or runes`},
		{Options{Width: 71}, "width 71: want 72 columns or more"},
	} {
		got := ""
		if err := tt.opt.Check(); err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("Check(%+v) = %q, want %q", tt.opt, got, tt.want)
		}
	}
}
