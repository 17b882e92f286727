package source

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Each text has its quotes as "speaker: part | part".
func TestQuotes(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"none", "The gate is shut.", nil},
		{"one", "“The gate is shut,” said Ellen Marsh.", []string{"Ellen Marsh: The gate is shut,"}},
		{"in a sentence", "“The old gate,” she said, “is shut for good.”", []string{": The old gate, | is shut for good."}},
		{"split", "“The old gate is shut,” said Ellen Marsh, “and so is the new one.”", []string{"Ellen Marsh: The old gate is shut, | and so is the new one."}},
		{"two sentences", "“The gate is shut,” Marsh said. “It stays shut.”", []string{"Marsh: The gate is shut, | It stays shut."}},
		{"a clause with it", `"The gate is shut," said Ellen Marsh, who has the keys. "It stays shut."`, []string{"Ellen Marsh: The gate is shut, | It stays shut."}},
		{"titled", "“The gate is shut,” Sen. Ellen Marsh (D-Ore.) told the Echo on Monday. “It stays shut.”", []string{"Ellen Marsh: The gate is shut, | It stays shut."}},
		{"question", "“Is the gate shut?” she asked. “Is it?” Then “is it for good?”", []string{": Is the gate shut?", ": is it for good?"}},
		{"three", "“The gate is shut,” he said. “It stays shut,” he added, “for a year or two.”", []string{": The gate is shut, | It stays shut, | for a year or two."}},
		{"paragraphs", "“The gate is shut.\n\n“It stays shut,” said Ellen Marsh.", []string{"Ellen Marsh: The gate is shut. | It stays shut,"}},
		{"another paragraph", "“The gate is shut,” he said.\n\n“It stays shut.”", []string{": The gate is shut,", ": It stays shut."}},
		{"another speaker", "“The gate is shut,” said Ellen Marsh. Robert Quill said, “It stays shut.”", []string{"Ellen Marsh: The gate is shut,", "Robert Quill: It stays shut."}},
		{"introduces the second", "“The gate is shut.” Robert Quill said, “It stays shut.”", []string{": The gate is shut.", "Robert Quill: It stays shut."}},
		{"a sentence between", "“The gate is shut,” he said. It rained. “It stays shut.”", []string{": The gate is shut,", ": It stays shut."}},
		{"colon", "“The gate is shut,” he said, and added: “It stays shut.”", []string{": The gate is shut,", ": It stays shut."}},
		{"fragments", "He called it “a very old gate” and “a danger to all.”", []string{": a very old gate", ": a danger to all."}},
		{"runs on in a sentence", "“The gate is shut,” he said of the “old and rusty thing” there.", []string{": The gate is shut,", ": old and rusty thing"}},
		{"nothing said", "“The gate is shut,” a sign of age. “It stays shut.”", []string{": The gate is shut,", ": It stays shut."}},
		{"a speaker of its own", "“The gate is shut,” he said. “It stays shut,” Ellen Marsh said.", []string{": The gate is shut,", "Ellen Marsh: It stays shut,"}},
		{"verb and speaker of its own", "“The gate is shut,” said Robert Quill. “Does it stay so?” asked Ellen Marsh.", []string{"Robert Quill: The gate is shut,", "Ellen Marsh: Does it stay so?"}},
		{"the speaker again", "“The gate is shut,” said Ellen Marsh. “It stays shut,” Marsh added.", []string{"Ellen Marsh: The gate is shut, | It stays shut,"}},
	}
	var q Quoter
	for _, tt := range tests {
		var got []string
		quotes := q.Quotes(nil, tt.text)
		q.Speakers(tt.text, quotes)
		for _, x := range quotes {
			var parts []string
			for _, p := range x.Parts {
				parts = append(parts, tt.text[p.Lo:p.Hi])
			}
			got = append(got, x.Speaker+": "+strings.Join(parts, " | "))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: Quotes(%q) (-want +got):\n%s", tt.name, tt.text, diff)
		}
	}
}

// whole is the form of a quote that is all of s.
func whole(s string) Form {
	return new(Quoter).Form(s, Quote{Parts: []Span{{Lo: 0, Hi: len(s)}}})
}

func TestFormsEqual(t *testing.T) {
	tests := []struct{ a, b string }{
		{"We have shut THE Gate", "we have shut the gate"},
		{"it’s the town's gate—and it isn’t ours", "it is the town’s gate -- and it is not ours"},
		{"we can't and we won't", "we cannot and we will not"},
		{"2.6million crowns, 40% of it", "2.6 million crowns, 40 percent of it"},
		{"1,200 crowns", "1200 crowns"},
		{"ten gates at 9pm", "10 gates at 9 p.m."},
		{"the U.S. and the U.K.", "the US and the UK"},
		{"a third-rate gate", "a third rate gate"},
		{"the gate, um, is shut", "The gate is shut."},
		{"[T]he gate is shut", "The gate is shut"},
		{"ﬁne gates", "fine gates"},
		{"they're ours and we've paid", "they are ours and we have paid"},
	}
	for _, tt := range tests {
		a, b := hashesOf(whole(tt.a)), hashesOf(whole(tt.b))
		if !cmp.Equal(a, b) {
			t.Errorf("forms of %q and %q differ", tt.a, tt.b)
		}
	}
}

func hashesOf(f Form) []uint32 {
	var out []uint32
	for _, w := range f {
		out = append(out, w.hash)
	}
	return out
}

func TestMatch(t *testing.T) {
	const (
		gate = "We looked at every hinge of the gate and found that none of them will last another winter"
		oath = "fit to serve as Mayor of the United Isles"
	)
	tests := []struct {
		name, a, b string
		same       bool
		words      int
		edited     bool
	}{
		{"equal", gate, gate, true, 18, false},
		{"marks and case", gate, "“we looked at every hinge of the gate—and found that none of them will last another winter.”", true, 18, false},
		{"part", gate, "every hinge of the gate and found that none of them will last", true, 13, false},
		{"too little of the shorter", "On Monday every hinge of the gate and found that was, they told us later, quite untrue in fact", gate, false, 0, false},
		{"long run, little of either", "It was cold and we had no light, no ladder and no time. " + gate, gate + ". The town has paid for a new gate twice and has seen no work, which is a shame and a waste and it cannot go on", true, 18, false},
		{"a word changed", gate, "We looked at every hinge of the door and found that none of them will last another winter", true, 10, true},
		{"a number changed", "We shall open all 12 gates of the harbour before the first of May", "We shall open all 10 gates of the harbour before the first of May", true, 9, true},
		{"a denial added", "We shall open the gates of the harbour before the first storm of May", "We shall open the gates of the harbour but not before the first storm of May", true, 8, true},
		{"a denial cut off", "We do not look at every hinge of the gate and every lock", "look at every hinge of the gate and every lock", true, 10, true},
		{"ellipsis", "We looked at every hinge … and found that none of them will last another winter", gate, true, 15, false},
		{"ellipsis of stops", "We looked at every hinge . . . and found that none of them will last another winter", gate, true, 15, false},
		{"ellipsis over a denial", "We shall ... open the gates of the harbour before the storm", "We shall not now open the gates of the harbour before the storm", true, 9, true},
		{"insertion", "We looked at every hinge of the gate and found that none of [the hinges] will last another winter", gate, true, 17, false},
		{"first letter in brackets", "[W]e looked at every hinge of the gate", gate, true, 8, false},
		{"last word changed", "We looked at every hinge of the gate and found that none of them will last another month", gate, true, 17, true},
		{"an office", "She was never " + oath, "No man was ever less " + oath, false, 0, false},
		{"an office and nothing else", oath, oath, false, 0, false},
		{"grammar", "it is going to be what it is going to be for all of us", "and it is going to be what it is going to be for all of you", false, 0, false},
		{"whole sentence with little in it", "We will get there and we will win.", "We will get there and we will win!", false, 0, false},
		{"whole sentence", "I will stand for you, and I will win for you!", "So hear this: I will stand for you, and I will win for you.", true, 11, false},
		{"seven words", "none of them will last another winter", gate, false, 0, false},
		{"no words", "“…”", gate, false, 0, false},
	}
	for _, tt := range tests {
		a, b := whole(tt.a), whole(tt.b)
		got, same := Match(a, b)
		if same != tt.same || same && (got.Words != tt.words || got.Edited != tt.edited) {
			t.Errorf("%s: Match(%q, %q) = %d words, edited %v, %v; want %d, %v, %v", tt.name, tt.a, tt.b, got.Words, got.Edited, same, tt.words, tt.edited, tt.same)
		}
		back, sameBack := Match(b, a)
		back.A, back.B = back.B, back.A
		if sameBack != same || same && back != got {
			t.Errorf("%s: Match(%q, %q) = %+v, and the other way %+v", tt.name, tt.a, tt.b, got, back)
		}
	}
}

func TestMatchSpans(t *testing.T) {
	a := "He said “so be it”. We looked at every hinge of the gate, all of it."
	b := "Yes: we looked at every hinge … of the gate."
	got, ok := Match(whole(a), whole(b))
	if x, y := a[got.A.Lo:got.A.Hi], b[got.B.Lo:got.B.Hi]; !ok || x != "We looked at every hinge of the gate" || y != "we looked at every hinge … of the gate" {
		t.Errorf("Match(%q, %q): spans %q and %q, %v", a, b, x, y, ok)
	}
}

// Parts of one quote: the bridge over "he said" is no change.
func TestMatchParts(t *testing.T) {
	var q Quoter
	a := "“We looked at every hinge,” said Ellen Marsh, “and found that none will last another winter.”"
	b := "“We looked at every hinge and found that none will last another winter.”"
	got, ok := Match(q.Form(a, q.Quotes(nil, a)[0]), q.Form(b, q.Quotes(nil, b)[0]))
	if !ok || got.Words != 13 || got.Coverage != 1 || got.Edited {
		t.Errorf("Match of a split quote = %+v, %v", got, ok)
	}
}

// A common run of 8 words has a common key, wherever it stands, and Match
// sees it.
func TestKeysGuarantee(t *testing.T) {
	word := rapid.Custom(func(t *rapid.T) string {
		return string(rune('a'+rapid.IntRange(0, 25).Draw(t, "letter"))) + "word"
	})
	rapid.Check(t, func(t *rapid.T) {
		around := rapid.SliceOfN(word, 0, 12)
		run := rapid.SliceOfN(word, keyWords, 2*keyWords).Draw(t, "run")
		join := func(label string) Form {
			words := append(around.Draw(t, label+" before"), run...)
			return whole(strings.Join(append(words, around.Draw(t, label+" behind")...), " "))
		}
		a, b := join("a"), join("b")
		if s, _ := Match(a, b); s.Words < len(run) {
			t.Fatalf("Match sees %d words of the run %v", s.Words, run)
		}
		keys := map[uint64]bool{}
		for _, k := range a.Keys(nil) {
			keys[k] = true
		}
		for _, k := range b.Keys(nil) {
			if keys[k] {
				return
			}
		}
		t.Fatalf("no common key for the run %v", run)
	})
}

func TestKeysShort(t *testing.T) {
	if got := whole("we do not like the new gate").Keys(nil); got != nil {
		t.Errorf("Keys of 7 words = %v, want none", got)
	}
	if got := len(whole("we do not like the new gate much").Keys(nil)); got != 1 {
		t.Errorf("8 words have %d keys, want 1", got)
	}
}

var quoteTexts = []string{
	"“", "”", "\"", "‘", "’", "'", " ", " ", "\n", "\n\n", ",", ". ", "? ", ": ", "…", " . . . ", "[", "]", "[T]he ", "he said", "said Ellen Marsh",
	"the gate is shut ", "it’s 2.6million ", "can't ", "cannot ", "U.S. ", "40% ", "9 p.m. ", "not ", "um ", "é", "\xff", "世界", "of the United Isles ", "'s", "n't", "O'Dell",
}

// checkQuotes: parts in order, apart and inside the text, the same each time;
// forms and what they have in common inside them.
func checkQuotes(t rapid.TB, text string) {
	var q Quoter
	quotes := q.Quotes(nil, text)
	q.Speakers(text, quotes)
	end := 0
	var last Form
	for i, x := range quotes {
		for _, p := range x.Parts {
			if p.Lo < end || p.Hi <= p.Lo || p.Hi > len(text) {
				t.Fatalf("Quotes(%q): part %v behind %d", text, p, end)
			}
			end = p.Hi
		}
		form := q.Form(text, x)
		for _, w := range form {
			if int(w.lo) < x.Span().Lo || int(w.lo)+int(w.size) > x.Span().Hi {
				t.Fatalf("Form(%q, %v): word %v outside", text, x, w)
			}
		}
		if again := q.Form(text, x); !cmp.Equal(form, again, cmp.AllowUnexported(formWord{})) {
			t.Fatalf("Form(%q, %v) differs the second time", text, x)
		}
		if s, _ := Match(form, last); i > 0 && s.Words > 0 && (s.A.Lo >= s.A.Hi || s.A.Lo < x.Span().Lo || s.A.Hi > x.Span().Hi || s.Coverage > 1) {
			t.Fatalf("Match in %q: %+v", text, s)
		}
		if s, ok := Match(form, form); ok && (s.Edited || s.Coverage != 1 || s.A != s.B) {
			t.Fatalf("Match of a quote of %q with itself: %+v", text, s)
		}
		if utf8.ValidString(text) && !utf8.ValidString(x.Speaker) {
			t.Fatalf("Speakers(%q): %q", text, x.Speaker)
		}
		last = form
	}
}

func TestQuotesAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOfN(rapid.SampledFrom(quoteTexts), 0, 60).Draw(t, "text")
		checkQuotes(t, strings.Join(pieces, ""))
	})
}

// Texts that are made to cost much cost no more than their length.
func TestQuotesLong(t *testing.T) {
	for _, piece := range []string{"“the gate is shut,” he said. ", "“a b c d e f g h ", "“", "[", "“[T]he ", "“the gate is shut.\n\n", "... ", "“a a a a” said X, "} {
		checkQuotes(t, strings.Repeat(piece, 20_000/len(piece)))
	}
}

func FuzzQuotes(f *testing.F) {
	for _, s := range []string{"“The gate is shut,” he said. “It isn't [now] … open.”", "\"[T]he 2.6million\" \xe2\x80", "“cannot” ‘’"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkQuotes(t, s) })
}

func ExampleMatch() {
	var q Quoter
	a := "“We have looked at every hinge of the gate,” Ellen Marsh told the Echo."
	b := "The keeper said “[w]e have looked at every hinge of the old gate.”"
	s, same := Match(q.Form(a, q.Quotes(nil, a)[0]), q.Form(b, q.Quotes(nil, b)[0]))
	fmt.Println(same, s.Words, s.Edited)
	fmt.Println(a[s.A.Lo:s.A.Hi])
	// Output:
	// true 8 true
	// We have looked at every hinge of the
}
