package report

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/pairs"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
	"github.com/dupes-news/dupes/shingle"
)

// changed is a sequence with each element changed.
func changed[T any](list iter.Seq2[T, error], change func(*T)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for x, err := range list {
			change(&x)
			if !yield(x, err) {
				return
			}
		}
	}
}

// spanless is r without what Read leaves out of pairs: the spans, whose unit
// no file names.
func spanless(r *scan.Result) *scan.Result {
	out := *r
	out.Pairs = changed(r.Pairs, func(p *scan.Pair) {
		p.RunA, p.RunB, p.QuoteA, p.QuoteB = scan.Span{}, scan.Span{}, scan.Span{}, scan.Span{}
	})
	return &out
}

func readBack(t *testing.T, text string) *scan.Result {
	t.Helper()
	r, err := Read(strings.NewReader(text), "report")
	if err != nil {
		t.Fatalf("Read: %v, of\n%.2000s", err, text)
	}
	return r
}

func empty() *scan.Result {
	return &scan.Result{Pairs: sure[scan.Pair](nil), Clusters: sure[scan.Cluster](nil), Articles: 3, Config: scan.Config{Threshold: 0.5}, Plan: shingle.Plan{K: 128, Bands: 42, Rows: 3}}
}

// A result that was read is written as the one that it was made of, but for
// the spans.
func TestReadWhatWasWritten(t *testing.T) {
	for name, make := range map[string]func() *scan.Result{"story": story, "hostile": hostile, "harbour": harbour, "empty": empty} {
		for _, format := range []string{"json", "jsonl"} {
			for _, offsets := range []string{"bytes", "runes"} {
				want := print(t, spanless(make()), Options{Format: format})
				got := readBack(t, print(t, make(), Options{Format: format, Offsets: offsets}))
				if diff := gocmp.Diff(want, print(t, got, Options{Format: format})); diff != "" {
					t.Errorf("%s, %s: -want +got:\n%.3000s", name, format, diff)
				}
			}
		}
	}
}

// scanned is the scan of the fixtures.
func scanned(t testing.TB, cfg scan.Config) *scan.Result {
	t.Helper()
	r, err := scan.Run(context.Background(), scan.Input{Paths: []string{"../../fixtures"}}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

func all[T any](t *testing.T, list iter.Seq2[T, error]) (out []T) {
	t.Helper()
	for x, err := range list {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

// Of a scan all comes back but what the comment of Read names.
func TestReadAScan(t *testing.T) {
	for _, cfg := range []scan.Config{{}, {Keep: scan.KeepLongest, AllPairs: true}, {Keep: scan.KeepEarliest, Limit: 20}} {
		r := scanned(t, cfg)
		members, listed := membership{}, map[[2]string]bool{}
		for _, c := range all(t, r.Clusters) {
			members.add(c)
		}
		unknown := func(m *scan.Meta) {
			if members[m.ID] == (place{}) {
				*m = scan.Meta{ID: m.ID}
			}
		}
		want := spanless(r)
		want.Pairs = changed(want.Pairs, func(p *scan.Pair) {
			listed[[2]string{p.A.ID, p.B.ID}] = true
			unknown(&p.A)
			unknown(&p.B)
		})
		wantPairs := all(t, want.Pairs)
		want.Clusters = changed(want.Clusters, func(c *scan.Cluster) {
			for i := range c.Members {
				l := &c.Members[i].Link
				forth, back := listed[[2]string{l.A.ID, l.B.ID}], listed[[2]string{l.B.ID, l.A.ID}]
				if !forth {
					l.Direction, l.DirectionWhy = source.Unknown, ""
				}
				if !forth && !back {
					l.SharedWordsA, l.SharedWordsB, l.Boilerplate, l.SharedNames, l.Common = l.SharedWords(), l.SharedWords(), 0, 0, nil
				}
			}
		})
		got := readBack(t, print(t, r, Options{Format: "json"}))
		if diff := gocmp.Diff(wantPairs, all(t, got.Pairs)); diff != "" {
			t.Errorf("%+v: pairs, -want +got:\n%s", cfg, diff)
		}
		if diff := gocmp.Diff(all(t, want.Clusters), all(t, got.Clusters)); diff != "" {
			t.Errorf("%+v: clusters, -want +got:\n%s", cfg, diff)
		}
		if got.PairCount != r.PairCount || got.Limited != r.Limited || got.Clustered != r.Clustered || got.Coverage != r.Coverage || got.Plan != r.Plan {
			t.Errorf("%+v: read %+v", cfg, got)
		}
		if got.Sources != nil || got.SharedQuotes != nil {
			t.Errorf("%+v: sources, of which a report has none", cfg)
		}
		got.Close()
	}
}

// The diffs of a scan are passed over, and so is what later versions add.
func TestReadPassesOver(t *testing.T) {
	a, b := &corpus.Article{ID: "a", Text: "one text of some words"}, &corpus.Article{ID: "b", Text: "one text of other words"}
	diffs := pairs.Result{Count: 1, Diffs: pairs.Compare(context.Background(), []pairs.Pair{{A: "a", B: "b"}}, map[string]*corpus.Article{"a": a, "b": b}, 1)}
	for _, format := range []string{"json", "jsonl"} {
		var out bytes.Buffer
		if err := WriteWithDiffs(&out, story(), diffs, Options{Format: format}); err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(out.String(), `"jaccard"`, `"new_field":{"type":"pair"},"jaccard"`, 1)
		want := print(t, spanless(story()), Options{Format: format})
		if diff := gocmp.Diff(want, print(t, readBack(t, text), Options{Format: format})); diff != "" {
			t.Errorf("%s, -want +got:\n%s", format, diff)
		}
	}
}

func packed(t *testing.T, text, with string) string {
	t.Helper()
	var out bytes.Buffer
	var w io.WriteCloser
	switch with {
	case "gzip":
		w = gzip.NewWriter(&out)
	case "zstd":
		z, err := zstd.NewWriter(&out)
		if err != nil {
			t.Fatal(err)
		}
		w = z
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	w.Close()
	return out.String()
}

func TestReadCompressed(t *testing.T) {
	want := print(t, spanless(story()), Options{Format: "json"})
	for _, format := range []string{"json", "jsonl"} {
		text := print(t, story(), Options{Format: format})
		for name, packed := range map[string]string{
			"gzip": packed(t, text, "gzip"), "zstd": packed(t, text, "zstd"), "mark": "\ufeff" + text,
			"one line": strings.ReplaceAll(text, "\n  ", " "), "CRLF": strings.ReplaceAll(text, "\n", "\r\n"), "blank": "\n \n" + text + "\n\n",
		} {
			if got := print(t, readBack(t, packed), Options{Format: "json"}); got != want {
				t.Errorf("%s, %s: another result", format, name)
			}
		}
	}
}

func TestReadRefuses(t *testing.T) {
	place := regexp.MustCompile(`(byte|line) [0-9]{3,}: `)
	const (
		no   = `not a report: want what dupes scan writes with --format json or jsonl`
		pair = `{"type":"pair","a":"x","b":"y","relation":"identical"}`
	)
	doc, lines := print(t, story(), Options{Format: "json"}), print(t, story(), Options{Format: "jsonl"})
	summary := lines[strings.LastIndex(lines[:len(lines)-1], "\n")+1:]
	long := story()
	for i := range 40_000 {
		long.Refused = append(long.Refused, corpus.Refused{Path: fmt.Sprint(i * i), Line: i, Reason: "no text"})
	}
	cutDoc, cutLines := packed(t, print(t, long, Options{Format: "json"}), "gzip"), packed(t, print(t, long, Options{Format: "jsonl"}), "gzip")
	swap := func(in, old, new string) string {
		if !strings.Contains(in, old) {
			t.Fatalf("no %s in\n%s", old, in)
		}
		return strings.Replace(in, old, new, 1)
	}
	for _, tt := range []struct{ in, want string }{
		{"", `read "f": empty file`},
		{" \n", `read "f": empty file`},
		{print(t, story(), Options{Format: "csv"}), `read "f": csv, which holds pairs only: want what dupes scan writes with --format json or jsonl`},
		{print(t, story(), Options{}), `read "f": ` + no},
		{`{"id":"x","text":"a text"}`, `read "f": ` + no},
		{`[` + pair + `]`, `read "f": ` + no},
		{`{"a":"x","b":"y"}`, `read "f": ` + no},
		{"null", `read "f": ` + no},
		{"\x1f\x8b", `read "f": gzip: unexpected EOF`},
		{packed(t, lines, "gzip")[:300], `read "f": gzip: unexpected EOF`},
		{cutLines[:len(cutLines)-100], `read "f" line N: gzip: unexpected EOF`},
		{cutDoc[:len(cutDoc)-100], `read "f" byte N: gzip: unexpected EOF`},

		{doc[:2000], `read "f" byte 2000: the file is unfinished: it ends inside a value`},
		{doc[:len(doc)-2], `read "f" byte ` + fmt.Sprint(len(doc)-2) + `: the file is unfinished: it ends inside a value`},
		{doc + "{}", `read "f" byte ` + fmt.Sprint(len(doc)+1) + `: more behind the document`},
		{`{"pairs":[]}`, `read "f" byte 12: a document without summary`},
		{`{"summary":7}`, `read "f" byte 12: wrong value at /summary`},
		{`{"summary":{},"pairs":7}`, `read "f" byte 13: type "": want summary`},
		{swap(doc, `"pairs": [`, `"pairs": 7, "more": [`), `read "f" byte N: want a list of rows of type pair`},
		{swap(doc, `"schema": 1`, `"schema": 2`), `read "f" byte N: schema 2: want 1`},
		{swap(doc, `"threshold": 0.5`, `"threshold": 5`), `read "f" byte N: threshold 5: want 0 to 1`},
		{swap(doc, `"type": "cluster"`, `"type": "pair"`), `read "f" byte N: type "pair": want cluster`},
		{swap(doc, `"pairs": 5`, `"pairs": 6`), `read "f": the summary counts 6 pairs, the file has 5`},
		{swap(doc, `"refused": 2`, `"refused": 1`), `read "f": the summary counts 1 refused inputs, the file has 2`},
		{swap(doc, `"relations": [`, `"relations": ["near",`), `read "f": relation "near": no relation of a scan`},
		{`{"summary":{"type":"summary","schema":1,"pairs":1,"refused":0},"diffs":[]}`, `read "f" byte 62: the summary of another command: that of dupes scan has parameters`},

		{lines[:len(lines)-len(summary)], `read "f": the file is unfinished: the summary at its end is missing`},
		{lines[:len(lines)-20], `read "f" line 10: the file is unfinished: it ends inside a value`},
		{lines + pair, `read "f" line 11: a row behind the summary`},
		{pair + "\nnot JSON", `read "f" line 2: JSON at byte 1: invalid character 'o' in literal null (expecting 'u')`},
		{pair + "\n[]", `read "f" line 2: not a JSON object`},
		{pair + "\n\n{}", `read "f" line 3: a row without type`},
		{pair + "\n" + `{"type":"article","id":"x"}`, `read "f" line 2: type "article": no row of a scan`},
		{pair + "\n" + `{"a":7,"type":"pair"}`, `read "f" line 2: wrong value at /a`},
		{pair + pair, `read "f" line 1: JSON at byte 54: invalid character '{' after top-level value`},
		{swap(pair, `identical`, `none`), `read "f" line 1: relation "none": no relation of a scan`},
		{swap(pair, `"y"`, `""`), `read "f" line 1: want "b", the id of an article`},
		{swap(pair, `}`, `,"jaccard":1.01}`), `read "f" line 1: jaccard 1.01: want 0 to 1`},
		{swap(pair, `}`, `,"longest_run":-1}`), `read "f" line 1: longest_run -1: want 0 or more`},
		{swap(pair, `}`, `,"direction":"c"}`), `read "f" line 1: direction "c": want a, b, outside or unknown`},
		{swap(pair, `}`, `,"run_a":[1]}`), `read "f" line 1: wrong value at /run_a`},
		{`{"type":"cluster","representative":""}`, `read "f" line 1: want "representative", the id of an article`},
		{`{"type":"cluster","representative":"x","article":{"id":"x","date":"yesterday"}}`, `read "f" line 1: date "yesterday": want RFC 3339`},
		{`{"type":"cluster","representative":"x","members":[{}]}`, `read "f" line 1: want "id", the id of an article`},
	} {
		r, err := Read(strings.NewReader(tt.in), "f")
		if err == nil {
			t.Errorf("Read(%.80q) = %+v, want %s", tt.in, r, tt.want)
			continue
		}
		got := err.Error()
		if strings.Contains(tt.want, " N: ") { // a place that changes with the story
			got = place.ReplaceAllString(got, "$1 N: ")
		}
		if got != tt.want {
			t.Errorf("Read(%.80q):\n got %s\nwant %s", tt.in, got, tt.want)
		}
	}
}

// A row that does not end is given up at its bound.
func TestReadBoundsARow(t *testing.T) {
	long := func(head string) io.Reader {
		return io.MultiReader(strings.NewReader(head), io.LimitReader(endless{}, 3<<20))
	}
	for head, want := range map[string]string{
		`{"type":"pair","a":"x","b":"y","relation":"identical","run_text":"`: `read "f" line 1: row over 1 MiB`,
		`{"summary":{"type":"`: `read "f" byte 18: row over 1 MiB`,
		`{"pairs":[{"type":"pair","a":"x","b":"y","relation":"identical","run_text":"`:         `read "f" byte 74: row over 1 MiB`,
		`{"more":[{"type":"pair","a":"x","b":"y","relation":"identical"}],"summary":{"type":"`: `read "f": ` + noReport([]byte("x")).Error(),
	} {
		r := &rowReader{name: "f", max: 1 << 20}
		err := r.read(long(head))
		if err == nil || err.Error() != want {
			t.Errorf("Read(%s...) = %v, want %s", head, err, want)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestIsReport(t *testing.T) {
	dir := t.TempDir()
	doc, lines := print(t, story(), Options{Format: "json"}), print(t, story(), Options{Format: "jsonl"})
	rows := strings.SplitAfter(strings.TrimSpace(lines), "\n")
	ids := strings.Repeat(`"an/id/of/thirty/characters/or",`, 1000)
	for i, tt := range []struct {
		text string
		want bool
	}{
		{doc, true},
		{lines, true},
		{packed(t, doc, "gzip"), true},
		{packed(t, lines, "zstd"), true},
		{packed(t, lines, "gzip")[:200], true}, // Read says what is wrong
		{print(t, empty(), Options{Format: "json"}), true},
		{print(t, empty(), Options{Format: "jsonl"}), true},
		{"\ufeff\n" + rows[0], true},
		{rows[5], true}, // cluster
		{rows[6], true}, // boilerplate
		{rows[7], true}, // refused
		{`{"type":"cluster","id":"c","cluster":[` + ids + `"x"],"representative":"x"}`, true},
		{`{"type":"pair","a":"` + strings.Repeat(`\u0001`, 1024) + `","b":"` + strings.Repeat(`\u0001`, 1024) + `","relation":"identical"}`, true},
		{printSources(t, harbour(), SourcesOptions{Options: Options{Format: "json"}}), true}, // Read says what it is

		{"", false},
		{print(t, story(), Options{Format: "csv"}), false},
		{print(t, story(), Options{}), false},
		{printSources(t, harbour(), SourcesOptions{Options: Options{Format: "jsonl"}}), false},
		{"\x00\x01", false},
		{"\x1f\x8bx", false},
		{"[" + rows[0] + "]", false},
		{`{"id":"x","text":"` + strings.Repeat("a text ", 1e4) + `"}`, false},
		{`{"type":"pair","a":"x","b":"y"}`, false},
		{`{"type":"cluster","id":"c","cluster":["x","y"]}`, false},
		{`{"type":"boilerplate","text":"a text"}`, false},
		{`{"type":"article","id":"x","text":"a text","relation":"identical"}`, false},
		{`{"summary":"a text"}`, false},
		{`{"id":"x","summary":{"type":"summary"},"text":"a text"}`, false},
		{`{"type":"summary","text":"a text"}`, false},
		{"summary", false},
	} {
		path := filepath.Join(dir, fmt.Sprint(i, ".json"))
		if err := os.WriteFile(path, []byte(tt.text), 0o644); err != nil {
			t.Fatal(err)
		}
		if got, err := IsReport(path); got != tt.want || err != nil {
			t.Errorf("IsReport(%.80q) = %v, %v, want %v", tt.text, got, err, tt.want)
		}
	}
	for _, path := range []string{dir, "-", os.DevNull} {
		if got, err := IsReport(path); got || err != nil {
			t.Errorf("IsReport(%s) = %v, %v, want false", path, got, err)
		}
	}
	if got, err := IsReport(filepath.Join(dir, "missing")); got || !os.IsNotExist(err) {
		t.Errorf("IsReport of no file = %v, %v, want an error", got, err)
	}
}

// No input makes Read panic, and what it takes is written and read again
// without loss.
func FuzzReadReport(f *testing.F) {
	for _, name := range []string{"story.json", "story.jsonl", "empty.json", "common.jsonl", "sources.json", "diff.jsonl", "story.csv"} {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
		f.Add(text[:len(text)/2])
	}
	f.Add([]byte(`{"summary":{"type":"summary","schema":1,"pairs":1,"parameters":{"threshold":1}},"pairs":[{"type":"pair","a":"x","b":"y","relation":"contains","jaccard":1e-7}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := Read(bytes.NewReader(text), "f")
		if err != nil {
			if r != nil || !strings.HasPrefix(err.Error(), `read "f"`) {
				t.Fatalf("Read = %v, %v", r, err)
			}
			return
		}
		for _, format := range []string{"json", "jsonl"} {
			first := print(t, r, Options{Format: format})
			if second := print(t, readBack(t, first), Options{Format: format}); second != first {
				t.Fatalf("%s: -first +second:\n%s", format, gocmp.Diff(first, second))
			}
		}
	})
}

// BenchmarkRead reads a report of 170,000 pairs, a tenth of them in clusters.
func BenchmarkRead(b *testing.B) {
	const n = 170_000
	base := story()
	base.PairCount, base.Clustered = n, n/10
	one := all(&testing.T{}, base.Pairs)[0]
	base.Pairs = func(yield func(scan.Pair, error) bool) {
		for i := range n {
			p := one
			p.A.ID, p.B.ID = fmt.Sprintf("wire/2031/05/04/harbour-%06d.txt", i/3), fmt.Sprintf("daily/2031/05/04/ferry-%06d.txt", i)
			p.RunText = strings.Repeat("the ferry ran aground in fog ", cmp.Or(i%20, 3))
			if !yield(p, nil) {
				return
			}
		}
	}
	cluster := all(&testing.T{}, base.Clusters)[0]
	base.Clusters = func(yield func(scan.Cluster, error) bool) {
		for i := range n / 10 {
			c := cluster
			c.Representative.ID = fmt.Sprintf("wire/2031/05/04/harbour-%06d.txt", i)
			c.Members = append([]scan.Member{}, c.Members...)
			c.Members[0].ID = fmt.Sprintf("daily/2031/05/04/ferry-%06d.txt", 3*i)
			if !yield(c, nil) {
				return
			}
		}
	}
	for _, format := range []string{"json", "jsonl"} {
		b.Run("format="+format, func(b *testing.B) {
			var text bytes.Buffer
			if err := Write(&text, base, Options{Format: format}); err != nil {
				b.Fatal(err)
			}
			b.SetBytes(int64(text.Len()))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Read(bytes.NewReader(text.Bytes()), "report"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
