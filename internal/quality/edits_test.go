package quality

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dupes-news/dupes/internal/eval"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/shingle"
)

// edited is how many real articles are edited, minWords what each must have:
// half of the shortest then still has two runs of 12 words.
const (
	edited   = 500
	minWords = 50
)

// cut is the words [lo, hi) of a text, as it prints them.
func cut(text string, lo, hi int) string {
	var w shingle.Words
	w.Split(text)
	if lo >= hi {
		return ""
	}
	return text[w.At(lo).Lo:w.At(hi-1).Hi]
}

// An edit makes a copy of text, which has n words; other is n words of other
// articles.
type edit struct {
	name  string
	floor float64
	make  func(text, other string, n int) string
}

func allEdits() []edit {
	const (
		dateline = "HARBOR POINT, March 3, 2026 (Coastal Dispatch) - "
		credit   = "This article was first published by the Harbor Point Mail."
	)
	return []edit{
		{"one word added", 1, func(text, _ string, n int) string {
			return cut(text, 0, n/2) + " reportedly " + cut(text, n/2, n)
		}},
		{"a dateline of 7 words before", 1, func(text, _ string, _ int) string { return dateline + text }},
		{"a credit line before", 1, func(text, _ string, _ int) string { return credit + "\n\n" + text }},
		{"a credit line after", 1, func(text, _ string, _ int) string { return text + "\n\n" + credit }},
		{"the last 20 % cut", 1, func(text, _ string, n int) string { return cut(text, 0, n-n/5) }},
		{"the last 50 % cut", 1, func(text, _ string, n int) string { return cut(text, 0, n-n/2) }},
		{"the whole inside a text twice as long", 0.99, func(text, other string, n int) string {
			return cut(other, 0, n/2) + "\n\n" + text + "\n\n" + cut(other, n/2, n)
		}},
	}
}

// edits changes real articles as copies are changed on their way. Each kind
// is scanned by itself, with the articles that it was made from.
func edits(t *testing.T, f *figures) {
	originals, others := realArticles(t)
	for _, e := range allEdits() {
		articles := originals
		truth := eval.Set{Pairs: map[eval.Pair]bool{}}
		for i, a := range originals {
			n := len(normal(a.Text))
			copied := article{ID: a.ID + " edited", Text: e.make(a.Text, others.from(i, n), n)}
			articles = append(articles, copied)
			truth.Pairs[eval.Pair{a.ID, copied.ID}] = true
		}
		_, _, found := run(t, scan.Config{}, save(t, articles))
		recall := eval.Evaluate(found, truth, nil, false).Either.Recall()
		f.floor(t, fmt.Sprintf("%d edited articles: %s", len(originals), e.name), recall, e.floor)
	}
}

// filler is words to embed an article in.
type filler []string

// from is n words, begun at another article for every i.
func (f filler) from(i, n int) string {
	var b strings.Builder
	for have := 0; have < n; i++ {
		text := f[i%len(f)]
		b.WriteString(text + "\n\n")
		have += len(normal(text))
	}
	return cut(b.String(), 0, n)
}

// realArticles picks articles from all parts of the big set, and as many
// others.
func realArticles(t *testing.T) (originals []article, others filler) {
	t.Helper()
	const step = 150
	n := 0
	list := load(t, data(t, "data", "big", "docs.jsonl.zst"), 2*(edited+edited/5), func(line int, _ []byte) bool {
		return line%(step/2) == 0
	})
	for _, a := range list {
		switch n++; {
		case len(normal(a.Text)) < minWords:
		case n%2 == 0:
			others = append(others, a.Text)
		case len(originals) < edited:
			originals = append(originals, article{ID: a.ID, Text: a.Text})
		}
	}
	if len(originals) < edited {
		t.Fatalf("%d articles of %d words and more, want %d", len(originals), minWords, edited)
	}
	return originals, others
}
