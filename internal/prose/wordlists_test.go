package prose

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Every line of words.txt belongs to a list, in lower case, and no list is
// empty.
func TestWordLines(t *testing.T) {
	names := strings.Fields(listNames)
	if want := wordLists(1) << len(names); valued != want {
		t.Fatalf("listNames has %d names, the constants end at %b", len(names), valued)
	}
	seen := make(map[string]bool)
	for n, line := range strings.Split(strings.TrimSpace(wordLines), "\n") {
		words := strings.Fields(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if !slices.Contains(names, words[0]) || len(words) < 2 {
			t.Errorf("words.txt line %d: no list and words: %q", n+1, line)
		}
		seen[words[0]] = true
		for _, w := range words[1:] {
			if w != strings.ToLower(w) {
				t.Errorf("words.txt line %d: %q is not in lower case", n+1, w)
			}
		}
	}
	for _, name := range names {
		if !seen[name] {
			t.Errorf("words.txt: list %s is empty", name)
		}
	}
}

func TestListsOf(t *testing.T) {
	tests := []struct {
		word string
		want wordLists
	}{
		{"said", cues | hollow | openers},
		{"quipped", cues},
		{"jr", generations | dotted},
		{"jan.", calendar},
		{"million", valued},
		{"millions", numerals},
		{"harbour", 0},
		{"", 0},
	}
	for _, tt := range tests {
		if got := listsOf(tt.word); got != tt.want {
			t.Errorf("listsOf(%q) = %b, want %b", tt.word, got, tt.want)
		}
	}
}

// The hash table answers like the map it is made of.
func TestWordTable(t *testing.T) {
	lists := readLists(wordLines)
	words := rapid.OneOf(rapid.SampledFrom(slices.Sorted(maps.Keys(lists))), rapid.StringMatching(`[a-z.-]{0,12}`), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		if w := words.Draw(t, "word"); listsOf(w) != lists[w] {
			t.Fatalf("listsOf(%q) = %b, want %b", w, listsOf(w), lists[w])
		}
	})
}
