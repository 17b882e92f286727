package scan_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dupes-news/dupes/internal/scan"
)

// footed writes n unrelated articles with one footer, each on another day.
func footed(n int, outlet func(i int) string, footer string) []article {
	r := seeded(7)
	var articles []article
	for i := range n {
		articles = append(articles, article{
			ID: fmt.Sprintf("%03d", i), Outlet: outlet(i),
			Date: fmt.Sprintf("2025-%02d-%02d", 1+i/28, 1+i%28),
			Text: invent(r, 120) + "\n\n" + footer,
		})
	}
	return articles
}

func oneOutlet(int) string     { return "Echo" }
func manyOutlets(i int) string { return fmt.Sprintf("Paper %d", i) }
func noOutlet(int) string      { return "" }

// What an outlet repeats, or everybody, is shown as boilerplate and makes no
// pair; what few print is news.
func TestBoilerplate(t *testing.T) {
	for _, tt := range []struct {
		name        string
		articles    int
		outlet      func(i int) string
		words       int // of the footer
		pairs       int
		boilerplate string // outlet of it; "-" where there is no boilerplate
	}{
		{"one outlet", 60, oneOutlet, 40, 0, "Echo"},
		{"one outlet, shortest", 60, oneOutlet, 12, 0, "Echo"},
		{"one outlet, long", 60, oneOutlet, 200, 0, "Echo"},
		{"one outlet, five times", 5, oneOutlet, 40, 0, "Echo"},
		{"one outlet, four times", 4, oneOutlet, 40, 6, "-"},
		{"80 outlets", 80, manyOutlets, 40, 0, ""},
		{"51 outlets", 51, manyOutlets, 40, 0, ""},
		{"50 outlets", 50, manyOutlets, 40, 50 * 49 / 2, "-"},
		{"no outlet", 80, noOutlet, 40, 0, ""},
		{"no outlet, ten times", 10, noOutlet, 40, 45, "-"},
	} {
		footer := invent(seeded(8), tt.words)
		got := run(t, scan.Config{ClusterShare: 1}, footed(tt.articles, tt.outlet, footer))
		if got.PairCount != tt.pairs {
			t.Errorf("%s: %d pairs, want %d", tt.name, got.PairCount, tt.pairs)
		}
		if tt.boilerplate == "-" {
			if len(got.Boilerplate) > 0 {
				t.Errorf("%s: boilerplate %+v, want none", tt.name, got.Boilerplate)
			}
			continue
		}
		checkBoilerplate(t, tt.name, got.Boilerplate, scan.Boilerplate{
			Text: footer, Words: tt.words, Articles: tt.articles, Outlet: tt.boilerplate, Example: "000",
		})
	}
}

// checkBoilerplate wants one piece of boilerplate: the selected passages of
// the footer, so its ends may be missing.
func checkBoilerplate(t *testing.T, name string, got []scan.Boilerplate, want scan.Boilerplate) {
	t.Helper()
	if len(got) != 1 {
		t.Errorf("%s: boilerplate %+v, want %+v", name, got, want)
		return
	}
	g := got[0]
	ends := want.Words - g.Words
	if !strings.Contains(want.Text, g.Text) || g.Words != wordCount(g.Text) || ends < 0 || ends > 8 {
		t.Errorf("%s: boilerplate text of %d words %q, want nearly all of %q", name, g.Words, g.Text, want.Text)
	}
	if g.Articles != want.Articles || g.Outlet != want.Outlet || g.Example != want.Example {
		t.Errorf("%s: boilerplate of %d articles of %q, example %q; want %d, %q, %q", name, g.Articles, g.Outlet, g.Example, want.Articles, want.Outlet, want.Example)
	}
}

// An outlet that prints the same passage again and again on one day has news.
func TestRepeatedInADay(t *testing.T) {
	articles := footed(20, oneOutlet, invent(seeded(8), 40))
	for i := range articles {
		articles[i].Date = fmt.Sprintf("2025-01-01T%02d:00:00Z", i)
	}
	got := run(t, scan.Config{ClusterShare: 1}, articles)
	if got.PairCount != 190 || len(got.Boilerplate) > 0 {
		t.Errorf("%d pairs and boilerplate %v, want 190 and none", got.PairCount, got.Boilerplate)
	}
}

// A quotation that everybody carries within a few days is news too. Every
// article with it is in a pair, but not in one with every other.
func TestQuoteOfTheDay(t *testing.T) {
	articles := footed(80, manyOutlets, invent(seeded(8), 40))
	for i := range articles {
		articles[i].Date = fmt.Sprintf("2025-01-%02d", 1+i%3)
	}
	got := run(t, scan.Config{ClusterShare: 1}, articles)
	if n := len(linked(got)); n != 80 || got.PairCount > 4*80 || len(got.Boilerplate) > 0 {
		t.Errorf("%d articles in %d pairs, boilerplate %v; want 80 in 320 at most, and none", n, got.PairCount, got.Boilerplate)
	}
}

// Boilerplate hides nothing: a passage beside it is found, and a copy of an
// article with a footer is a copy.
func TestBesideBoilerplate(t *testing.T) {
	passage := invent(seeded(9), 20)
	articles := footed(60, oneOutlet, invent(seeded(8), 40))
	for _, i := range []int{10, 30} {
		words := strings.Fields(articles[i].Text)
		articles[i].Text = strings.Join(words[:60], " ") + " " + passage + " " + strings.Join(words[60:], " ")
	}
	body, footer, _ := strings.Cut(articles[20].Text, "\n\n")
	articles = append(articles,
		article{ID: "copy", Outlet: "Mail", Text: "By our own reporter. " + body},
		article{ID: "copy with footer", Outlet: "Post", Text: body + " More to come. " + footer})
	got := run(t, scan.Config{AllPairs: true}, articles)
	compareRelations(t, map[string]string{
		"010 | 030":               "shares-passages",
		"020 | copy":              "near-duplicate",
		"020 | copy with footer":  "near-duplicate",
		"copy | copy with footer": "near-duplicate",
	}, got)
	for _, p := range got.Pairs {
		switch p.A.ID + " | " + p.B.ID {
		case "010 | 030":
			checkBesides(t, p, 60)
		case "020 | copy":
			if p.Boilerplate != 0 {
				t.Errorf("020 | copy: %d words of boilerplate in common, want 0", p.Boilerplate)
			}
		}
	}
}

// checkBesides wants exact figures over all words, and the words of the footer
// counted as boilerplate, its ends excepted.
func checkBesides(t *testing.T, p scan.Pair, shared int) {
	t.Helper()
	if p.SharedWordsA != shared || p.SharedWordsB != shared || p.LongestRun != 40 {
		t.Errorf("%s | %s: %d and %d shared words, run of %d; want %d, %d, 40", p.A.ID, p.B.ID, p.SharedWordsA, p.SharedWordsB, p.LongestRun, shared, shared)
	}
	if p.Boilerplate < 32 || p.Boilerplate > 40 {
		t.Errorf("%s | %s: %d words of boilerplate, want 32 to 40", p.A.ID, p.B.ID, p.Boilerplate)
	}
}
