package scan_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/dupes-news/dupes/fixtures"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
)

// BenchmarkRun measures a whole scan on one goroutine. One article in five is
// a copy with another dateline; 450 words are the mean of news corpora.
func BenchmarkRun(b *testing.B) {
	const words = 450
	for _, articles := range []int{2000, 20_000} {
		in := lines(b, wire(articles, words))
		for _, relations := range []string{"near", "all"} {
			b.Run(fmt.Sprintf("articles=%d/relations=%s", articles, relations), func(b *testing.B) {
				cfg := scan.Config{Jobs: 1, TempDir: b.TempDir()}
				if relations == "near" {
					cfg.Relations = []relation.Relation{relation.Identical, relation.NearDuplicate}
				}
				b.SetBytes(int64(len(in)))
				b.ReportAllocs()
				for b.Loop() {
					r, err := scan.Run(context.Background(), scan.Input{Paths: []string{"-"}, Stdin: strings.NewReader(in)}, cfg)
					if err != nil {
						b.Fatal(err)
					}
					if r.Copies != articles/5 {
						b.Fatalf("%d copies, want %d", r.Copies, articles/5)
					}
					r.Close()
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*articles), "us/article")
			})
		}
	}
}

// BenchmarkSources measures what naming and quotes add to a scan, on one
// goroutine: the fixtures again and again, each time with one word in four
// replaced, so that hardly any two share a passage.
func BenchmarkSources(b *testing.B) {
	stories, err := fixtures.Articles()
	if err != nil {
		b.Fatal(err)
	}
	const articles = 4000
	r := seeded(18)
	var list []article
	for i := range articles {
		list = append(list, article{ID: fmt.Sprintf("%06d", i), Text: reworded(r, stories[i%len(stories)].Text), Outlet: stories[i%len(stories)].Outlet})
	}
	in := lines(b, list)
	text := []relation.Relation{relation.Identical, relation.NearDuplicate, relation.Contains, relation.ContainedIn, relation.Template, relation.SharesPassages}
	for _, tt := range []struct {
		name      string
		relations []relation.Relation
	}{{"text", text}, {"all", nil}} {
		b.Run(fmt.Sprintf("articles=%d/relations=%s", articles, tt.name), func(b *testing.B) {
			cfg := scan.Config{Jobs: 1, TempDir: b.TempDir(), Relations: tt.relations}
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				r, err := scan.Run(context.Background(), scan.Input{Paths: []string{"-"}, Stdin: strings.NewReader(in)}, cfg)
				if err != nil {
					b.Fatal(err)
				}
				if tt.relations == nil && r.Coverage.Named < articles/10 {
					b.Fatalf("coverage %+v, want a tenth named or more", r.Coverage)
				}
				r.Close()
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*articles), "us/article")
		})
	}
}

// reworded replaces one in four of the words that begin with a small letter.
func reworded(r *rand.Rand, text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		words := strings.Split(lines[i], " ")
		for j, w := range words {
			if w != "" && 'a' <= w[0] && w[0] <= 'z' && r.IntN(4) == 0 {
				words[j] = invent(r, 1) + strings.TrimLeft(w, "abcdefghijklmnopqrstuvwxyz")
			}
		}
		lines[i] = strings.Join(words, " ")
	}
	return strings.Join(lines, "\n")
}

// wire writes articles of which every fifth is a copy of the one before.
func wire(n, words int) []article {
	r := seeded(17)
	var articles []article
	for i := range n {
		text := invent(r, words)
		if i%5 == 4 {
			text = invent(r, 7) + " " + articles[i-1].Text
		}
		articles = append(articles, article{ID: fmt.Sprintf("%06d", i), Text: text})
	}
	return articles
}
