package scan_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

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
					cfg.Relations = []scan.Relation{scan.Identical, scan.NearDuplicate}
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
