package prose

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// plainMatch is match without the looks that pass over most lines.
func (f *footerRules) plainMatch(s string) bool {
	line := plainWords(nil, s)
	words := strings.Count(string(line), " ")
	if words > 0 && f.start.matchAt(line, 0, words) {
		return true
	}
	for at := range line {
		if (at == 0 || line[at-1] == ' ') && f.anywhere.matchAt(line, at, words) {
			return true
		}
	}
	return false
}

// What is passed over is not boilerplate: lines made of patterns, in other
// case and with marks that plainWords drops, and of anything else.
func TestFooterFilter(t *testing.T) {
	var patterns []string
	for line := range strings.Lines(boilerplateLines) {
		if _, pattern, ok := strings.Cut(strings.TrimSpace(line), " "); ok && line[0] != '#' {
			_, pattern, _ = strings.Cut(pattern, " ")
			patterns = append(patterns, choices(pattern)...)
		}
	}
	filler := []string{" ", "", "the port ", "J.", "'", "’", "-", "\n", "“", "é", "\u212A", "\u0130", "(c)", "5", ": "}
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(1, 4).Draw(t, "parts") {
			p := rapid.SampledFrom(patterns).Draw(t, "pattern")
			p = strings.NewReplacer("#", "1", " ... ", " port ").Replace(p)
			at := rapid.IntRange(0, len(p)).Draw(t, "at")
			between := rapid.SampledFrom(filler).Draw(t, "filler")
			if rapid.Bool().Draw(t, "upper") {
				p = strings.ToUpper(p)
			}
			b.WriteString(p[:min(at, len(p))] + between + p[min(at, len(p)):] + rapid.SampledFrom(filler).Draw(t, "behind"))
		}
		s := b.String()
		if got, want := footers().match(s), footers().plainMatch(s); len(s) <= longestBoilerplate && got != want {
			t.Fatalf("match(%q) = %v, without the filter %v", s, got, want)
		}
	})
}

// Each pattern as it stands gets through.
func TestFooterPatternsPass(t *testing.T) {
	f := footers()
	for n, line := range strings.Split(boilerplateLines, "\n") {
		where, pattern, ok := strings.Cut(line, " ")
		if !ok || line[0] == '#' {
			continue
		}
		_, pattern, _ = strings.Cut(pattern, " ")
		for _, p := range choices(pattern) {
			s := strings.NewReplacer("#", "1", " ... ", " port ").Replace(strings.Join(strings.Fields(p), " "))
			if where == "ends" || where == "holds" {
				if !f.filter.passes("Port " + s) {
					t.Errorf("boilerplate.txt line %d: %q is passed over", n+1, s)
				}
			} else if !f.start.mayBegin(s) {
				t.Errorf("boilerplate.txt line %d: %q is passed over", n+1, s)
			}
		}
	}
}
