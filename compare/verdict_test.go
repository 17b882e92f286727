package compare

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// ferry is a story in sentences.
var ferry = []string{
	"The city council voted on Tuesday night to close the old ferry terminal on the north shore and move its boats to a pier two miles away.",
	"The terminal, which opened in 1931, needs repairs that engineers put at nearly nine million dollars.",
	"Council members argued for three hours before the vote, which ended seven to four.",
	"Residents of the north shore filled the chamber and asked for one more year to find the money.",
	"Shop owners near the terminal said that commuters buy most of their coffee and newspapers.",
	"The mayor promised a free bus between the old dock and the new pier until the end of next summer.",
	"About two thousand passengers use the boats every weekday, according to the harbor department.",
	"Ridership has fallen by a third since the tunnel under the bay was widened four years ago.",
	"The company that runs the boats welcomed the decision and said no captain would lose a job.",
	"Opponents announced that they would ask a judge to halt the move before the first of March.",
}

// library has nothing to do with it.
var library = []string{
	"A retired teacher has left her collection of eleven thousand maps to the university library in Graystone.",
	"Librarians spent the spring unpacking crates in a gymnasium and drying sheets that had been stored in a damp barn.",
	"Many of the charts show river towns that floods erased before anybody photographed them.",
	"Students will scan every sheet at high resolution, beginning with the oldest atlas.",
	"The donor collected her first map at nine, in exchange for a jar of marbles.",
	"An exhibition opens in October with forty charts, a brass sextant and a globe made of cork.",
	"Historians from three states have already asked to see the survey of the western canals.",
	"The library hopes to raise enough from the exhibition to hire a second conservator.",
	"Visitors may hold a magnifying glass but must leave pens, bags and umbrellas at the door.",
	"Admission costs nothing on the first Sunday of each month.",
}

// edited is each second sentence of ferry with some words changed.
var edited = []string{
	"The terminal, opened in 1931, requires repairs that experts put at almost nine million dollars.",
	"Residents of the northern shore packed the chamber and begged for one more year to raise the money.",
	"The mayor pledged a free shuttle between the old dock and the new pier until the close of next summer.",
	"Ridership has dropped by a third since the tunnel beneath the bay was widened some four years ago.",
	"Opponents declared that they would ask a court to halt the move before the beginning of March.",
}

// reworded tells four sentences of ferry anew.
var reworded = []string{
	"After an argument of three hours, council members ended the matter by seven votes to four.",
	"The old ferry terminal on the north shore will close, and its boats go to a pier some two miles off, the city council decided.",
	"Engineers say that the terminal, now in need of repairs, would cost nearly nine million dollars to mend; it opened in 1931.",
	"The harbor department counts about two thousand passengers on the boats each weekday.",
}

const quote = `"We have crossed this water in fog and in ice, and I am not about to let a spreadsheet tell me that we cannot," he said.`

func articleOf(sentences ...[]string) string {
	var all []string
	for _, s := range sentences {
		all = append(all, s...)
	}
	return strings.Join(all, "\n\n")
}

func secondEdited() []string {
	out := append([]string(nil), ferry...)
	for i, s := range edited {
		out[2*i+1] = s
	}
	return out
}

func TestVerdict(t *testing.T) {
	for _, tt := range []struct {
		name, a, b string
		want       Verdict
		reason     string
	}{
		{"identical", articleOf(ferry), articleOf(ferry), NearCopy, "both have the same words in the same order"},
		{"identical but for marks", articleOf(ferry), strings.ToUpper(articleOf(ferry)), NearCopy, "both have the same words in the same order"},
		{"one word each", "Rain.", "rain", NearCopy, "both have the same words in the same order"},
		{
			"footer", articleOf(ferry), articleOf(ferry, []string{"Sign up for the harbor letter, sent on Fridays."}), NearCopy,
			"100% of a stands in b, word for word; 95% of b stands in a; b adds 9 words, 1 paragraph among them",
		},
		{
			"cut at the end", articleOf(ferry), articleOf(ferry[:6]), NearCopy,
			"100% of b stands in a, word for word; 62% of a stands in b; a adds 65 words, 4 paragraphs among them",
		},
		{"excerpt in a long article", articleOf(ferry[3:7]), articleOf(library, ferry, library), NearCopy, ""},
		{"excerpt among own text", articleOf(library, ferry[3:7], library), articleOf(ferry), NearCopy, ""},
		{"turned round", articleOf(ferry[5:], ferry[:5]), articleOf(ferry), NearCopy, ""},
		{"each second sentence edited", articleOf(secondEdited()), articleOf(ferry), LightRevision, ""},
		{"each sentence edited in many places", articleOf(edited), articleOf(ferry), HeavyRevision, ""},
		{"half of it reworded", articleOf(reworded, library[:4]), articleOf(ferry), HeavyRevision, ""},
		{"a quote in common", articleOf(ferry, []string{quote}), articleOf(library, []string{quote}), Independent, ""},
		{"a quote in short articles", articleOf(ferry[:2], []string{quote}), articleOf(library[:2], []string{quote}), Independent, ""},
		{"a quote in short articles, told in two ways", articleOf(ferry[:2], []string{strings.Replace(quote, "he said", "Captain Brandt told reporters", 1)}), articleOf(library[:2], []string{quote}), Independent, ""},
		{"a quote that is most of it", articleOf([]string{quote}), articleOf(library[:2], []string{quote}), NearCopy, ""},
		{"identical, nearly half a quote", "He told the harbor board on Friday that the ferry was \"a thing one may love but should not pay for\".", "He told the harbor board on Friday that the ferry was \"a thing one may love but should not pay for\".", NearCopy, "both have the same words in the same order"},
		{"nothing in common", articleOf(ferry), articleOf(library), Independent, "no passage stands in both articles, word for word or with words changed"},
		{"no words in a", "", articleOf(library), Independent, "a has no words"},
		{"no words in b", articleOf(library), "--", Independent, "b has no words"},
		{"no words", "", "!", Independent, "neither article has words"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var c Comparer
			got := c.Compare(tt.a, tt.b)
			if got.Verdict != tt.want {
				t.Errorf("verdict = %s, want %s (%+v)", got.Verdict, tt.want, got.Measures)
			}
			if tt.reason != "" && got.Reason != tt.reason {
				t.Errorf("reason, -want +got:\n%s", cmp.Diff(tt.reason, got.Reason))
			}
		})
	}
}

// TestLongPassage: however much else there is, a long common run is reuse.
func TestLongPassage(t *testing.T) {
	var own [2][]string
	for i := range 60 {
		own[0] = append(own[0], fmt.Sprintf("Word%d stone%d river%d cloud%d lamp%d chair%d field%d.", i, i, i, i, i, i, i))
		own[1] = append(own[1], fmt.Sprintf("Song%d metal%d ocean%d smoke%d candle%d table%d garden%d.", i, i, i, i, i, i, i))
	}
	a, b := articleOf(own[0], ferry[:4]), articleOf(own[1], ferry[:4])
	got := Compare(a, b)
	if got.Verdict != HeavyRevision || !strings.Contains(got.Reason, "more than anyone is quoted with") {
		t.Errorf("Compare = %s, %q, want a heavy revision because of the long run", got.Verdict, got.Reason)
	}
}

// TestReasonMirrored: the reason for b and a is that for a and b with the
// names exchanged, and it never speaks of one article twice.
func TestReasonMirrored(t *testing.T) {
	pool := append(append(append(append([]string{quote, "", "He agreed.", "\r\n"}, ferry...), library...), edited...), reworded...)
	draw := rapid.SliceOfN(rapid.SampledFrom(pool), 0, 12)
	var kept Comparer
	rapid.Check(t, func(t *rapid.T) {
		a, b := articleOf(draw.Draw(t, "a")), articleOf(draw.Draw(t, "b"))
		there, back := kept.Compare(a, b), Compare(b, a)
		if there.Verdict != back.Verdict {
			t.Errorf("verdict = %s, the other way round %s", there.Verdict, back.Verdict)
		}
		if diff := cmp.Diff(there.Reason, exchanged(back.Reason)); diff != "" {
			t.Errorf("reason, and the other way round:\n%s", diff)
		}
		if said := standsIn.FindAllString(there.Reason, -1); len(said) == 2 && said[0] == said[1] {
			t.Errorf("reason = %q, which speaks of one article twice", there.Reason)
		}
	})
}

var (
	standsIn = regexp.MustCompile(`of [ab] stands in [ab]`)
	sideName = regexp.MustCompile(`\b[ab]\b`)
)

func exchanged(reason string) string {
	return sideName.ReplaceAllStringFunc(reason, func(s string) string { return map[string]string{"a": "b", "b": "a"}[s] })
}

func TestReasonCountsParagraphs(t *testing.T) {
	for _, tt := range []struct {
		name, end string
		want      int
	}{
		{"blank lines", "\n\n" + library[0] + "\n\n" + library[1], 2},
		{"blank lines with spaces and returns", "\r\n \r\n" + library[0] + "\r\n\r\n" + library[1] + "\r\n", 2},
		{"line breaks only", "\n\n" + library[0] + "\n" + library[1], 1},
		{"a sentence of a paragraph", " " + library[0], 0},
	} {
		x, _ := Compare(articleOf(ferry), articleOf(ferry)+tt.end).accounts(articleOf(ferry), articleOf(ferry)+tt.end)
		if x.name != "a" {
			t.Fatalf("%s: the article that is contained = %s, want a", tt.name, x.name)
		}
		_, y := Compare(articleOf(ferry), articleOf(ferry)+tt.end).accounts(articleOf(ferry), articleOf(ferry)+tt.end)
		if got := y.paragraphs(); got != tt.want {
			t.Errorf("%s: paragraphs = %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestPercent(t *testing.T) {
	for _, tt := range []struct {
		part, whole int
		want        string
	}{{0, 0, "0%"}, {0, 7, "0%"}, {1, 1000, "under 1%"}, {999, 1000, "99%"}, {7, 7, "100%"}} {
		if got := percent(tt.part, tt.whole); got != tt.want {
			t.Errorf("percent(%d, %d) = %q, want %q", tt.part, tt.whole, got, tt.want)
		}
	}
}

// FuzzVerdict: any two texts get a verdict and a reason, and their measures
// stay within bounds.
func FuzzVerdict(f *testing.F) {
	f.Add(articleOf(ferry), articleOf(secondEdited()))
	f.Add("", "\xff\xfe")
	f.Add("one two three", "one two three one two three")
	f.Add(strings.Repeat("on and ", 40), strings.Repeat("and on ", 30))
	f.Fuzz(func(t *testing.T, a, b string) {
		var c Comparer
		got := c.Compare(a, b)
		m := got.Measures
		if got.Reason == "" || got.Verdict == "" {
			t.Errorf("Compare = %q, %q", got.Verdict, got.Reason)
		}
		for _, share := range []float64{m.Likeness, m.Reused, m.Kept} {
			if !(share >= 0 && share <= 1+1e-9) {
				t.Errorf("measures %+v, want shares of 0 to 1", m)
			}
		}
	})
}

func BenchmarkMeasure(b *testing.B) {
	var long [2][]string
	for i := range 5 {
		for _, s := range secondEdited() {
			long[0] = append(long[0], fmt.Sprintf("%s %d", s, i))
		}
		for _, s := range ferry {
			long[1] = append(long[1], fmt.Sprintf("%s %d", s, i))
		}
	}
	var c Comparer
	tiles := c.read(articleOf(long[0]), articleOf(long[1]))
	seeds := c.seeds()
	b.Run(fmt.Sprintf("words=%d", c.a.words.Len()), func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			c.measure(tiles, seeds)
		}
	})
}
