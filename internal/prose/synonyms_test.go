package prose

import (
	"strings"
	"testing"

	"github.com/dupes-news/dupes/shingle"
	"github.com/google/go-cmp/cmp"
)

func TestSynonyms(t *testing.T) {
	tests := []struct {
		name string
		a, b string
		same bool
	}{
		{"saying", "said", "announced", true},
		{"irregular past", "rose", "climbing", true},
		{"doubled consonant", "slipped", "dropping", true},
		{"phrase against word", "took place", "happened", true},
		{"percent", "percent", "Per Cent", true},
		{"abbreviation", "U.S.", "the United States", false},
		{"country", "U.S.", "United States", true},
		{"demonym", "French", "France's", true},
		{"three words", "in spite of", "despite", true},
		{"spelling", "organised", "organizing", true},
		{"number", "twelve", "a dozen", true},
		{"month", "Sept.", "September", true},
		{"official body", "Fed", "Federal Reserve Board", true},
		{"contraction", "can’t", "cannot", true},
		{"opposites", "rose", "fell", false},
		{"buyer and seller", "bought", "sold", false},
		{"before and after", "before", "after", false},
		{"approval", "approved", "rejected", false},
		{"outcome of a trial", "convicted", "acquitted", false},
		{"numbers", "seven", "eight", false},
		{"months", "June", "July", false},
		{"neighbours", "Sweden", "Swiss", false},
		{"unlisted", "marmalade", "marmalade", false},
	}
	for _, tt := range tests {
		a, b := concept(tt.a), concept(tt.b)
		if got := a == b && a != 0; got != tt.same {
			t.Errorf("%s: concepts of %q and %q: %d, %d; want the same: %v", tt.name, tt.a, tt.b, a, b, tt.same)
		}
	}
}

// concept is the concept that the whole text is a phrase of, 0 for none.
func concept(text string) uint32 {
	var w shingle.Words
	w.Split(text)
	if id, n := Synonyms().Phrase(&w, 0); n == w.Len() {
		return id
	}
	return 0
}

func TestPhraseIsLongest(t *testing.T) {
	var w shingle.Words
	w.Split("the chief executive officer of the chief rival")
	var got []int
	for i := range w.Len() {
		_, n := Synonyms().Phrase(&w, i)
		got = append(got, n)
	}
	if diff := cmp.Diff([]int{0, 3, 0, 0, 0, 0, 1, 1}, got); diff != "" {
		t.Errorf("words of the phrases (-want +got):\n%s", diff)
	}
}

func TestLineForms(t *testing.T) {
	tests := []struct{ line, want string }{
		{"verb: rise/rose/risen", "rise rises rising rose risen"},
		{"verb: carry out", "carry out|carries out|carrying out|carried out"},
		{"verb: set up/set", "set up|sets up|setting up|set up"},
		{"verb: admit/admitted/admitting", "admit admits admitted admitting"},
		{"verb: stop", "stop stops stopping stopped"},
		{"verb: quit/quit", "quit quits quitting quit"},
		{"verb: free", "free frees freeing freed"},
		{"verb: tie/tying", "tie ties tied tying"},
		{"verb: fix", "fix fixes fixing fixed"},
		{"verb: play", "play plays playing played"},
		{"noun: city, child/children", "city cities children child"},
		{"noun: home loan, =pay", "home loan|home loans|pay"},
		{"as it stands", "as it stands|"},
	}
	for _, tt := range tests {
		want := strings.Fields(tt.want)
		if strings.Contains(tt.want, "|") {
			want = strings.Split(strings.Trim(tt.want, "|"), "|")
		}
		if diff := cmp.Diff(want, lineForms(tt.line)); diff != "" {
			t.Errorf("lineForms(%q) (-want +got):\n%s", tt.line, diff)
		}
	}
}

// The list as a whole: no form in two concepts, none twice in one line, each
// of them a normal form, no line that joins nothing.
func TestSynonymLines(t *testing.T) {
	if _, err := parseThesaurus(synonymLines); err != nil {
		t.Error("synonyms.txt", err)
	}
	var w shingle.Words
	for n, line := range strings.Split(synonymLines, "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		forms := lineForms(line)
		distinct := map[string]bool{}
		for _, form := range forms {
			distinct[form] = true
			w.Split(form)
			if normal := string(w.NormRun(0, w.Len())); normal != form {
				t.Errorf("synonyms.txt line %d: %q has the normal form %q", n+1, form, normal)
			}
		}
		if len(distinct) < 2 {
			t.Errorf("synonyms.txt line %d: %q joins nothing", n+1, line)
		}
		entries := strings.Split(line, ",")
		for i, e := range entries {
			for _, f := range entries[:i] {
				if strings.TrimSpace(e) == strings.TrimSpace(f) {
					t.Errorf("synonyms.txt line %d: %q stands twice", n+1, strings.TrimSpace(e))
				}
			}
		}
	}
}

// Pairs that a reviewer must see as a change, and which a careless line would
// make equal.
func TestSynonymsKeepOppositesApart(t *testing.T) {
	pairs := []string{
		"rise fall", "increase decrease", "gain loss", "buy sell", "hire dismiss", "open close", "begin end",
		"win lose", "approve reject", "allow ban", "support oppose", "strengthen weaken", "improve worsen",
		"raise lower", "accelerate slow", "convict acquit", "attack defend", "arrive depart", "include exclude",
		"legal illegal", "likely unlikely", "clear unclear", "correct incorrect", "real fake", "big small",
		"more less", "many few", "first last", "north south", "man woman", "husband wife", "son daughter",
		"hot cold", "rich poor", "strong weak", "safe dangerous", "before after", "over under", "above below",
		"always never", "often rarely", "can cannot", "will won't", "import export", "employer employee",
		"victim suspect", "killed injured", "dead wounded", "arrested charged", "charged convicted",
		"million billion", "monday tuesday", "republicans democrats", "senator congressman", "senate house",
		"profit revenue", "murder suicide", "borrow lend", "accept refuse", "admit deny", "mother father",
	}
	for _, pair := range pairs {
		a, b, _ := strings.Cut(pair, " ")
		if id := concept(a); id != 0 && id == concept(b) {
			t.Errorf("%q and %q are one concept", a, b)
		}
	}
}

func TestParseThesaurusRefuses(t *testing.T) {
	_, err := parseThesaurus("# pairs\nboat, ship\n\nship, vessel\n")
	if err == nil || err.Error() != `line 4: "ship" is in concept 1 too` {
		t.Errorf("parseThesaurus = %v, want the second ship refused", err)
	}
}

func TestThesaurusDoesNotAllocate(t *testing.T) {
	var w shingle.Words
	w.Split("The chief executive said the company's sales climbed in Saudi Arabia")
	all := Synonyms()
	allocs := testing.AllocsPerRun(100, func() {
		for i := range w.Len() {
			all.Phrase(&w, i)
			all.Word(string(w.Norm(i)))
		}
	})
	if allocs != 0 {
		t.Errorf("%v allocations, want none", allocs)
	}
}

func BenchmarkThesaurus(b *testing.B) {
	var w shingle.Words
	w.Split("climbed")
	b.Run("word", func(b *testing.B) {
		t := Synonyms()
		for b.Loop() {
			t.Word(string(w.Norm(0)))
		}
	})
	b.Run("phrase", func(b *testing.B) {
		t := Synonyms()
		for b.Loop() {
			t.Phrase(&w, 0)
		}
	})
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			parseThesaurus(synonymLines)
		}
	})
}
