package source

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dupes-news/dupes/fixtures"
	"github.com/dupes-news/dupes/internal/corpus"
)

// brief is a source in one line: outlet, kind, confidence, flags, evidence.
func brief(text string, s Source) string {
	out := fmt.Sprintf("%s %v %v", s.Outlet, s.Kind, s.Confidence)
	for _, f := range []struct {
		set  bool
		name string
	}{{s.Self, "self"}, {s.Denied, "denied"}, {s.Ambiguous, "ambiguous"}, {!s.Listed, "unlisted"}} {
		if f.set {
			out += " " + f.name
		}
	}
	if s.Field != "" {
		return out + ": " + s.Field
	}
	return out + ": " + text[s.Evidence.Lo:s.Evidence.Hi]
}

// What a snippet of fixtures/snippets cannot say: confidence, exact evidence,
// and what one part of an article does to another.
func TestSources(t *testing.T) {
	tests := []struct {
		name string
		a    corpus.Article
		want string // a source a line
	}{
		{"nothing", corpus.Article{Text: "The bridge is shut."}, ""},
		{"blank", corpus.Article{Text: " \n\t"}, ""},
		{
			"subject",
			corpus.Article{Text: "“It held,” Mira Sund, an engineer, told Reuters. She told The Boston Globe the same."},
			"Reuters told strong: told Reuters\nThe Boston Globe told strong: She told The Boston Globe",
		},
		{
			"a list",
			corpus.Article{Text: "The mayor told CNN, Reuters and the BBC that he would stay."},
			"CNN told strong: told CNN\nReuters told strong: told CNN, Reuters\nBBC told strong: told CNN, Reuters and the BBC",
		},
		{
			"a list before its verb",
			corpus.Article{Text: "Reuters and the BBC reported on Monday that he would stay."},
			"Reuters attribution strong: Reuters and the BBC reported\nBBC attribution strong: the BBC reported",
		},
		{"denied", corpus.Article{Text: "Contrary to what Reuters reported, the plant never closed."}, "Reuters attribution strong denied: Reuters reported"},
		{"own outlet", corpus.Article{URL: "https://www.cnn.com/2024/a.html", Text: "“We wait,” she told CNN."}, "CNN told strong self: she told CNN"},
		{"short name alone", corpus.Article{Text: "The plan was sound, he told the Times."}, ""},
		{
			"short name of a paper named in full",
			corpus.Article{Text: "The Seattle Times first reported the leak. The plan was sound, he told the Times."},
			"The Seattle Times first-report certain: The Seattle Times first reported\nThe Seattle Times told strong: he told the Times",
		},
		{
			"short name of a paper nobody knows",
			corpus.Article{Text: "The Pinewater Ledger first reported the leak. The plan was sound, he told the Ledger."},
			"Pinewater Ledger first-report certain unlisted: The Pinewater Ledger first reported",
		},
		{"short form taken", corpus.Article{Text: "The Australian Federal Police (AFP) searched the house. “We found a goat,” the AFP said, and told AFP so."}, ""},
		{
			"long and short form",
			corpus.Article{Text: "The vote was called by the Associated Press (AP). The count goes on, according to AP."},
			"Associated Press attribution strong: according to AP",
		},
		{
			"a person of that name",
			corpus.Article{Text: "Mayor Michael Bloomberg waved. “Stay,” his wife told Bloomberg. Shares fell, according to data compiled by Bloomberg."},
			"Bloomberg News attribution strong: according to data compiled by Bloomberg",
		},
		{"inside a quotation", corpus.Article{Text: "“I read it in The Boston Globe, which first reported it, and laughed,” she said."}, ""},
		{"programme in marks", corpus.Article{Text: "The senator said on NBC’s “Meet the Press” that he would run."}, "NBC News told strong: said on NBC"},
		{"wrapped line", corpus.Article{Text: "The leak at the plant was first\nreported by The Boston\nGlobe on Monday, and the\nmayor said that\nnobody was hurt."}, "The Boston Globe first-report certain: first\nreported by The Boston\nGlobe"},
		{"byline field", corpus.Article{Byline: "Jane Roe, Pinewater Ledger", Text: "The bridge is shut."}, "Pinewater Ledger byline certain unlisted: byline"},
		{"sign of an agency nobody knows", corpus.Article{Text: "TARN (HWN) — The bridge is shut."}, "HWN dateline certain unlisted: TARN (HWN)"},
	}
	r := NewReader(Default())
	for _, tt := range tests {
		var got []string
		for _, s := range r.Sources(nil, &tt.a) {
			got = append(got, brief(tt.a.Text, s))
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, "\n")); diff != "" {
			t.Errorf("%s: Sources(%q) (-want +got):\n%s", tt.name, tt.a.Text, diff)
		}
	}
}

// checkSources tests what holds for every text.
func checkSources(t rapid.TB, r *Reader, text string) {
	t.Helper()
	a := &corpus.Article{Text: text}
	got := r.Sources(nil, a)
	last := 0
	for _, s := range got {
		e := s.Evidence
		if e.Lo < last || e.Lo > s.Name.Lo || s.Name.Lo >= s.Name.Hi || e.Hi > len(text) || s.Name.Hi > len(text) {
			t.Fatalf("Sources(%q): evidence %v, name %v after byte %d", text, e, s.Name, last)
		}
		if utf8.ValidString(text) && !utf8.ValidString(text[e.Lo:e.Hi]) {
			t.Fatalf("Sources(%q): evidence %q cuts a character", text, text[e.Lo:e.Hi])
		}
		if s.Outlet == "" || s.Kind == 0 || s.Confidence == 0 {
			t.Fatalf("Sources(%q): %+v is not filled in", text, s)
		}
		last = e.Lo
	}
	if diff := cmp.Diff(got, NewReader(Default()).Sources(nil, a)); diff != "" {
		t.Fatalf("Sources(%q) by a reader in use and by a new one:\n%s", text, diff)
	}
}

// texts of the pieces that the rules look for.
func sourceTexts() *rapid.Generator[string] {
	piece := rapid.SampledFrom([]string{
		"told ", "according to ", "the ", "The ", "first reported by ", "CNN", "AP", "Reuters", "The Washington Post", "Post", "Times", "dpa", "Ledger", "Pinewater ", "Jane Roe",
		"(", ")", "“", "”", `"`, "’s ", "'", ", ", ". ", ".", "\n", "\n\n", " — ", "--", "-", "/", "©", "By ", "2024 ", "Photo", "poll ", "said ", "reported ", "this article ",
		"originally published ", "on ", "in ", "journal ", "com", "cnn.com", "LONDON ", "RELATED: ", "contributed to this report", "\xff", "é", "市", "\u200b", "Ä", "&", "[", "]", ":",
	})
	return rapid.Custom(func(t *rapid.T) string {
		n := rapid.IntRange(0, 60).Draw(t, "pieces")
		var b strings.Builder
		for range n {
			b.WriteString(piece.Draw(t, "piece"))
		}
		return b.String()
	})
}

func TestSourcesAnyText(t *testing.T) {
	r := NewReader(Default())
	rapid.Check(t, func(t *rapid.T) { checkSources(t, r, sourceTexts().Draw(t, "text")) })
}

func FuzzSources(f *testing.F) {
	snippets, err := fixtures.Snippets()
	if err != nil {
		f.Fatal(err)
	}
	for i := 0; i < len(snippets); i += 7 {
		f.Add(snippets[i].Text)
	}
	r := NewReader(Default())
	f.Fuzz(func(t *testing.T, text string) { checkSources(t, r, text) })
}

func TestPatternErrors(t *testing.T) {
	tests := []struct{ data, want string }{
		{"told strong: told", `line 1: "told": no X`},
		{"told: told X", `line 1: "told: told X": want KIND CONFIDENCE: PATTERN`},
		{"tale strong: told X", "kind \"tale\""},
		{"told sure: told X", "confidence \"sure\""},
		{"\ntold strong: <tell> X", "line 2: <tell>: no such set"},
		{"told strong: told *x X", `gap "*x": want a number`},
		{"set tell told", "want set NAME = WORDS"},
	}
	for _, tt := range tests {
		if _, err := parsePatterns(tt.data, ""); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("parsePatterns(%q) = %v, want %q", tt.data, err, tt.want)
		}
	}
	if _, err := parsePatterns("", "nolist: a b"); err == nil {
		t.Error("parsePatterns with a list of an unknown name: want an error")
	}
}

// Every list and every set that the rules name is in use, and no pattern is
// shadowed by having been written twice.
func TestVocabulary(t *testing.T) {
	all, err := parseLists(wordData)
	if err != nil {
		t.Fatal(err)
	}
	var used lists
	for _, l := range all {
		used |= l
	}
	for i, name := range listNames {
		if used>>i&1 == 0 {
			t.Errorf("list %s has no words", name)
		}
	}
	seen := map[string]int{}
	n := 0
	for line := range strings.Lines(cueData) {
		if n++; seen[line] > 0 && strings.Contains(line, " X") {
			t.Errorf("data/cues.txt:%d: the same pattern as line %d", n, seen[line])
		}
		seen[line] = n
	}
}
