package source

import (
	"strings"
	"testing"

	"github.com/dupes-news/dupes/fixtures"
	"github.com/dupes-news/dupes/internal/corpus"
)

// benchArticle is an article of some 600 words that names four sources.
func benchArticle(tb testing.TB) *corpus.Article {
	articles, err := fixtures.Articles()
	if err != nil {
		tb.Fatal(err)
	}
	var text strings.Builder
	text.WriteString("TARN (AP) — ")
	for _, a := range articles {
		if strings.Count(text.String(), " ") > 540 {
			break
		}
		if a.Role != "template" && len(a.Text) < 2500 {
			text.WriteString(a.Text)
			text.WriteString("\n\n")
		}
	}
	text.WriteString("“We will not wait for the rain,” Ms. Ortiz told The Washington Post. The plan was first reported by Reuters, and a memo obtained by CNN confirms it.\n")
	return &corpus.Article{ID: "a", Text: text.String(), Outlet: "Harbour Herald"}
}

func BenchmarkSources(b *testing.B) {
	a := benchArticle(b)
	r := NewReader(Default())
	var dst []Source
	b.SetBytes(int64(len(a.Text)))
	b.ReportAllocs()
	for b.Loop() {
		dst = r.Sources(dst[:0], a)
	}
	b.ReportMetric(float64(len(strings.Fields(a.Text))), "words")
	b.ReportMetric(float64(len(dst)), "sources")
}
