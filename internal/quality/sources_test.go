package quality

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/report"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
)

// namedSources is real articles of which a reader has noted every outlet that
// they name as a source.
func namedSources(t *testing.T, f *figures) {
	const set = "attribution"
	docs := data(t, "data", set, "docs.jsonl.gz")
	lines := scored(t, "sources.py", data(t, "data", set, "labels.jsonl.gz"), sourceRows(t, docs), "--docs", docs)
	if len(lines["sources"]) < 3 || len(lines["evidence"]) < 2 {
		t.Fatalf("sources.py printed %v", lines)
	}
	f.floor(t, "attribution: precision of named sources", lines["sources"][0], 0.95)
	f.floor(t, "attribution: recall", lines["sources"][1], 0.93)
	spans := lines["evidence"]
	f.floor(t, "attribution: evidence that stands in the text as reported", spans[0]/spans[1], 1)
}

// sourceRows writes what `dupes sources DOCS --format jsonl --offsets runes`
// prints.
func sourceRows(t *testing.T, docs string) string {
	t.Helper()
	res, err := scan.Run(t.Context(), scan.Input{Paths: []string{docs}}, scan.Config{Runes: true})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Close()
	path := filepath.Join(t.TempDir(), "sources.jsonl")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := report.WriteSources(out, res, report.SourcesOptions{Options: report.Options{Format: "jsonl", Offsets: "runes"}}); err != nil {
		t.Fatal(err)
	}
	return path
}

// wireAgencies are the agencies whose copy the labels of polnear note.
var wireAgencies = map[string]string{
	"Associated Press": "AP", "United Press International": "UPI", "Agence France-Presse": "AFP", "Reuters": "Reuters",
}

// wires is the articles of two publishers that print agency copy, of which it
// is known which. The columns that say so are not read, only the text and the
// author.
func wires(t *testing.T, f *figures) {
	lines := bufio.NewReaderSize(open(t, data(t, "data", "polnear", "docs.jsonl.gz")), 1<<20)
	reader := source.NewReader(source.Default())
	hits, found, all := 0, 0, 0
	for {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			break
		}
		var a struct{ Text, Publisher, Author, Wire string }
		if err := json.Unmarshal(line, &a, json.MatchCaseInsensitiveNames(true)); err != nil {
			t.Fatal(err)
		}
		if a.Publisher != "breitbart" && a.Publisher != "huff-post" {
			continue // of the others no wire is known
		}
		got := wiresOf(reader.Sources(nil, &corpus.Article{Text: a.Text, Outlet: a.Publisher, Byline: a.Author}))
		found += len(got)
		if a.Wire != "" {
			all++
		}
		if got[a.Wire] {
			hits++
		}
	}
	f.floor(t, "polnear: precision of the agencies of 240 articles", float64(hits)/float64(found), 0.97)
	f.floor(t, "polnear: recall", float64(hits)/float64(all), 0.92)
}

// wiresOf is the agencies from which an article is taken: not those that it
// only quotes.
func wiresOf(sources []source.Source) map[string]bool {
	got := map[string]bool{}
	for _, s := range sources {
		switch s.Kind {
		case source.Dateline, source.Byline, source.Credit, source.Reprint:
			if name := wireAgencies[s.Outlet]; name != "" && s.Counts() {
				got[name] = true
			}
		}
	}
	return got
}
