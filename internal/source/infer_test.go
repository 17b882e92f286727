package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// A page in the notation of these tests: {Outlet|kind|words that name it},
// [Speaker|quote]. Other quotes in “curly marks” have no speaker.
func pageOf(t testing.TB, marked string) *Page {
	t.Helper()
	p := &Page{}
	var text strings.Builder
	for rest := marked; rest != ""; {
		i := strings.IndexAny(rest, "{[")
		if i < 0 {
			text.WriteString(rest)
			break
		}
		text.WriteString(rest[:i])
		end := strings.IndexAny(rest, "}]")
		fields := strings.Split(rest[i+1:end], "|")
		lo := text.Len()
		if rest[i] == '{' {
			text.WriteString(fields[2])
			p.Sources = append(p.Sources, namedBy(t, fields, Span{Lo: lo, Hi: text.Len()}))
		} else {
			text.WriteString("“" + fields[1] + "”")
			span := Span{Lo: lo + len("“"), Hi: text.Len() - len("”")}
			p.Quotes = append(p.Quotes, Quote{Parts: []Span{span}, Speaker: fields[0]})
		}
		rest = rest[end+1:]
	}
	p.Text = text.String()
	return p
}

func namedBy(t testing.TB, fields []string, evidence Span) Source {
	t.Helper()
	kind, flag, _ := strings.Cut(fields[1], " ")
	k, err := ParseKind(kind)
	if err != nil {
		t.Fatal(err)
	}
	return Source{
		Outlet: fields[0], Kind: k, Confidence: Strong, Listed: flag != "unlisted", Evidence: evidence,
		Self: flag == "self", Denied: flag == "denied", Ambiguous: flag == "ambiguous",
	}
}

// sharedBy is what two quotes share, where it is the whole of one.
func sharedBy(p, r *Page, i, j int) SharedQuote {
	a, b := p.Quotes[i].Span(), r.Quotes[j].Span()
	words := min(len(strings.Fields(p.Text[a.Lo:a.Hi])), len(strings.Fields(r.Text[b.Lo:b.Hi])))
	return SharedQuote{Words: words, Coverage: 1, A: a, B: b}
}

const (
	dredging = "The harbour will silt up within three winters unless the council pays for the dredging it promised us in writing,"
	heard    = `[Ida Marsh|` + dredging + `]`
	silent   = "Fishermen in Port Ellis fear for their quay.\n\n" + heard + ` said Ida Marsh, who chairs their union.`
)

func TestInfer(t *testing.T) {
	tests := []struct{ name, giver, receiver, want string }{
		{"in the sentence", heard + ` Ida Marsh {The Washington Post|told|told the Washington Post}.`, silent, "The Washington Post strong Ida Marsh"},
		{"before the quote", `Ida Marsh {Reuters|told|told Reuters}: ` + heard, silent, "Reuters strong Ida Marsh"},
		{"a line before", "Ida Marsh {Reuters|told|told Reuters}:\n" + heard, silent, "Reuters strong Ida Marsh"},
		{
			"behind a question mark",
			`[Ida Marsh|Who will pay for the dredging of the harbour that the council promised us?] Ida Marsh {Reuters|told|told Reuters}.`,
			`[Ida Marsh|Who will pay for the dredging of the harbour that the council promised us?] Ida Marsh asked.`, "Reuters strong Ida Marsh",
		},
		{"obtained", `In a note {CNN|obtained|obtained by CNN}, Ida Marsh wrote: ` + heard, silent, "one names CNN, but has it “wrote” too"},
		{"according to", heard + ` Ida Marsh said, {CNN|attribution|according to CNN}.`, silent, "CNN strong Ida Marsh"},
		{"told a paper that is not listed", heard + ` Ida Marsh {Ellis Echo|told unlisted|told the Ellis Echo}.`, silent, "Ellis Echo strong Ida Marsh"},
		{
			"said a name that is not listed", heard + ` {Don Herald|attribution unlisted|said Don Herald}, mayor.`, silent,
			"neither says to whom it was said",
		},
		{
			"a sentence before",
			`{The Washington Post|told|Speaking to the Washington Post}, Ida Marsh said the quay was old. Still, she added, ` + heard,
			silent, "The Washington Post medium Ida Marsh",
		},
		{
			"two paragraphs before",
			"Ida Marsh {Reuters|told|told Reuters} that the quay was old.\n\nIt was built for herring.\n\n" + heard + " she said.",
			silent, "Reuters medium Ida Marsh",
		},
		{
			"three paragraphs before",
			"Ida Marsh {Reuters|told|told Reuters} that the quay was old.\n\nIt was built for herring.\n\nThe herring went.\n\n" + heard + " she said.",
			silent, "neither says to whom it was said",
		},
		{
			"another quote of hers between",
			`{Reuters|told|Speaking to Reuters}, she said: [Ida Marsh|The quay is old.] She went on: ` + heard, silent, "Reuters medium Ida Marsh",
		},
		{
			"another speaker between",
			`Ida Marsh {Reuters|told|told Reuters} it was late. [Tom Reed|Nobody knows,] Tom Reed said. Then came ` + heard, silent, "neither says to whom it was said",
		},
		{
			"another speaker in the sentence",
			`[Tom Reed|We are broke,] Tom Reed {Reuters|told|told Reuters}, while Ida Marsh said ` + heard, silent, "neither says to whom it was said",
		},
		{
			"the cue of another person",
			`Tom Reed {Reuters|told|told Reuters} that the town was broke. The union objected. ` + heard + ` said Ida Marsh.`,
			silent, "neither says to whom it was said",
		},
		{
			"another outlet between",
			`Ida Marsh {Reuters|told|told Reuters} it was late. The plan was {CNN|first-report|first reported by CNN}. ` + heard + ` Ida Marsh said.`,
			silent, "neither says to whom it was said",
		},
		{
			"a setting between",
			`Ida Marsh {Reuters|told|told Reuters} it was late. On Friday, at a packed union meeting, she said: ` + heard,
			silent, "one names Reuters, but has it “at a packed union meeting” too",
		},
		{
			"a statement to the outlet", `{Reuters|told|In a statement to Reuters}, Ida Marsh said: ` + heard,
			silent, "one names Reuters, but has it “In a statement” too",
		},
		{
			"an interview with it", `{Reuters|told|In an interview with Reuters}, Ida Marsh said: ` + heard,
			silent, "Reuters strong Ida Marsh",
		},
		{
			"two outlets", heard + ` Ida Marsh {Reuters|told|told Reuters} and {CNN|told|CNN}.`, silent,
			"one names two outlets for it, Reuters and CNN",
		},
		{
			"ambiguous", heard + ` Ida Marsh {The New York Times|told ambiguous|told the Times}.`, silent,
			"neither says to whom it was said",
		},
		{"denied", heard + ` Ida Marsh never {Reuters|told denied|told Reuters}.`, silent, "neither says to whom it was said"},
		{"the outlet itself", heard + ` Ida Marsh {Reuters|told self|told Reuters}.`, silent, "Reuters strong Ida Marsh"},
		{
			"the outlet itself, far", `Ida Marsh {Reuters|told self|told Reuters} it was late. ` + heard + ` she said.`, silent,
			"neither says to whom it was said",
		},
		{
			"two settings", heard + ` Ida Marsh said at a rally.`, heard + ` Ida Marsh wrote.`,
			"one has it “at a rally”, the other “wrote”, and no outlet is named for it",
		},
		{"a setting", heard + ` Ida Marsh told reporters.`, silent, "said “told reporters”, and no outlet is named for it"},
		{
			"a crowd", heard + ` Ida Marsh told a Port Ellis crowd.`, silent,
			"said “told a Port Ellis crowd”, and no outlet is named for it",
		},
		{
			"another preposition", heard + ` Ida Marsh said in the spring after the hearing.`, silent,
			"said “after the hearing”, and no outlet is named for it",
		},
		{
			"accents and initials", `[Ída Mársh|` + dredging + `] Ída Mársh {Reuters|told|told Reuters}.`, `[I. Marsh|` + dredging + `] I. Marsh said.`,
			"Reuters strong Ída Mársh",
		},
		{"a photo", `({Getty Images|photo|Getty Images}) ` + heard + ` Ida Marsh said.`, silent, "neither says to whom it was said"},
		{
			"receiver has an email", heard + ` Ida Marsh {Reuters|told|told Reuters}.`, heard + ` Ida Marsh said in an email.`,
			"one names Reuters, but the other has it “in an email”",
		},
		{
			"receiver has reporters", heard + ` Ida Marsh {Reuters|told|told Reuters}.`, heard + ` Ida Marsh told reporters in the rain.`,
			"one names Reuters, but the other has it “told reporters”",
		},
		{
			"receiver has an interview", heard + ` Ida Marsh {Reuters|told|told Reuters}.`, heard + ` Ida Marsh said in an interview.`,
			"one names Reuters, but the other has it “in an interview”",
		},
		{
			"receiver has a rally before", heard + ` Ida Marsh {Reuters|told|told Reuters}.`, "Hundreds came to see her at a rally.\n\n" + heard + ` she said.`,
			"one names Reuters, but the other has it “at a rally”",
		},
		{
			"receiver has another outlet", heard + ` Ida Marsh {Reuters|told|told Reuters}.`, heard + ` Ida Marsh {CNN|told|told CNN}.`,
			"the two name different outlets for it, CNN and Reuters",
		},
		{
			"receiver has another outlet near", heard + ` Ida Marsh {Reuters|told|told Reuters}.`,
			"Herring were late, {CNN|attribution|CNN reported}.\n\n" + heard + ` Ida Marsh said.`,
			"one names Reuters for it, and near it the other names CNN",
		},
		{
			"receiver names it elsewhere", heard + ` Ida Marsh {Reuters|told|told Reuters}.`, silent + "\n\nSome boats left, {Reuters|attribution|Reuters reported}.",
			"both name Reuters",
		},
		{
			"other speakers", heard + ` Ida Marsh {Reuters|told|told Reuters}.`, `[Tom Reed|` + dredging + `] Tom Reed said.`,
			"the two name different speakers",
		},
		{
			"no speaker", heard + ` Ida Marsh {Reuters|told|told Reuters}.`, `The union put it bluntly: [|` + dredging + `]`,
			"Reuters strong Ida Marsh",
		},
		{
			"no speaker, cue not in the sentence", `{Reuters|told|Speaking to Reuters}, Ida Marsh said it was late. ` + heard,
			`The union put it bluntly: [|` + dredging + `]`,
			"one names Reuters near it, but the other does not say who speaks",
		},
		{
			"the giver leaves out who speaks", `Ida Marsh {Reuters|told|told Reuters} it was late. Then she added a warning. [|` + dredging + `]`,
			silent, "Reuters medium Ida Marsh",
		},
		{
			"short and whole", `[Ida Marsh|The council promised us dredging three winters ago] Ida Marsh {Reuters|told|told Reuters}.`,
			`[Ida Marsh|The council promised us dredging three winters ago] Ida Marsh said.`, "Reuters strong Ida Marsh",
		},
		{
			"short and hollow", `[Ida Marsh|We are as good as we can be and so are you] Ida Marsh {Reuters|told|told Reuters}.`,
			`[Ida Marsh|as good as we can be and so are] Ida Marsh said.`, "too few words in common to be sure that it is one utterance",
		},
		{"nothing", heard + ` Ida Marsh said.`, silent, "neither says to whom it was said"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			giver, receiver := pageOf(t, tt.giver), pageOf(t, tt.receiver)
			i, j := quoteAlike(t, giver, receiver)
			shared := sharedBy(giver, receiver, i, j)
			found, reason := Infer(giver, receiver, i, j, shared)
			if got := told(found, reason); got != tt.want {
				t.Errorf("Infer(%q, %q) = %q, want %q", giver.Text, receiver.Text, got, tt.want)
			}
			shared.A, shared.B = shared.B, shared.A
			back, other := Infer(receiver, giver, j, i, shared)
			if len(back) > 0 || other != reason {
				t.Errorf("from the other side: %v, %q, want none, %q", back, other, reason)
			}
		})
	}
}

// quoteAlike is the first two quotes of which one holds the other.
func quoteAlike(t *testing.T, a, b *Page) (i, j int) {
	t.Helper()
	for j, q := range b.Quotes {
		words := b.Text[q.Span().Lo:q.Span().Hi]
		for i, q := range a.Quotes {
			if strings.Contains(a.Text[q.Span().Lo:q.Span().Hi], words) {
				return i, j
			}
		}
	}
	t.Fatalf("no quote in both %q and %q", a.Text, b.Text)
	return 0, 0
}

func told(found []Inference, reason string) string {
	var all []string
	for _, f := range found {
		all = append(all, f.Outlet+" "+f.Confidence.String()+" "+f.Speaker)
	}
	if reason != "" {
		all = append(all, reason)
	}
	return strings.Join(all, "; ")
}

func TestInferFromItself(t *testing.T) {
	giver := pageOf(t, heard+` Ida Marsh {Reuters|told|told Reuters}.`)
	receiver := pageOf(t, silent)
	receiver.Outlet = "Reuters"
	shared := sharedBy(giver, receiver, 0, 0)
	if found, reason := Infer(giver, receiver, 0, 0, shared); len(found) > 0 || reason != "one names Reuters, the other is of that outlet" {
		t.Errorf("Infer = %v, %q", found, reason)
	}
}

func TestInferenceKeepsItsProof(t *testing.T) {
	giver := pageOf(t, heard+` Ida Marsh {Reuters|told|told Reuters}.`)
	receiver := pageOf(t, silent)
	shared := sharedBy(giver, receiver, 0, 0)
	found, _ := Infer(giver, receiver, 0, 0, shared)
	want := []Inference{{Outlet: "Reuters", Listed: true, Confidence: Strong, Speaker: "Ida Marsh", Giver: giver.Sources[0], Quote: shared}}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("Infer (-want +got):\n%s", diff)
	}
}

// A cue beside one part of a quote is not beside another that stands a
// paragraph away.
func TestInferFromParts(t *testing.T) {
	far := strings.Repeat("It rained on the quay. ", widestGap/20)
	for _, tt := range []struct{ name, between, want string }{
		{"near", " Ida Marsh {Reuters|told|told Reuters}. ", "Reuters strong Ida Marsh"},
		{"far, without the name", " she {Reuters|told|told Reuters}. " + far, "Reuters medium Ida Marsh"},
		{"far", " Ida Marsh {Reuters|told|told Reuters}. " + far, "Reuters medium Ida Marsh"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			giver, receiver := pageOf(t, `[Ida Marsh|We are late,]`+tt.between+heard), pageOf(t, silent)
			shared := sharedBy(giver, receiver, 1, 0)
			giver.Quotes = []Quote{{Parts: []Span{giver.Quotes[0].Span(), giver.Quotes[1].Span()}, Speaker: "Ida Marsh"}}
			if got := told(Infer(giver, receiver, 0, 0, shared)); got != tt.want {
				t.Errorf("Infer = %q, want %q", got, tt.want)
			}
		})
	}
}

// Any text and any places that quotes and sources can have are read without
// harm, and one side at most infers.
func TestInferAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyPage(t), anyPage(t)
		if len(a.Quotes) == 0 || len(b.Quotes) == 0 {
			return
		}
		i, j := rapid.IntRange(0, len(a.Quotes)-1).Draw(t, "i"), rapid.IntRange(0, len(b.Quotes)-1).Draw(t, "j")
		shared := SharedQuote{Words: rapid.IntRange(8, 20).Draw(t, "words"), Coverage: 1, A: a.Quotes[i].Span(), B: b.Quotes[j].Span()}
		there, why := Infer(a, b, i, j, shared)
		shared.A, shared.B = shared.B, shared.A
		back, other := Infer(b, a, j, i, shared)
		if len(there) > 0 && len(back) > 0 {
			t.Fatalf("both infer from one another: %v, %v", there, back)
		}
		if len(there)+len(back) == 0 && (why == "" || why != other) {
			t.Fatalf("reasons %q and %q", why, other)
		}
	})
}

func anyPage(t *rapid.T) *Page {
	p := &Page{}
	var text strings.Builder
	pieces := rapid.SliceOfN(rapid.SampledFrom([]string{
		" ", "\n", "\n\n", ". ", ": ", "Ida Marsh said", "told", "told Reuters", "in a", "at a rally", "statement", "é", "\xff", "?", "“", "”", "Tom Reed",
	}), 0, 30).Draw(t, "pieces")
	for _, piece := range pieces {
		lo := text.Len()
		text.WriteString(piece)
		span := Span{Lo: lo, Hi: text.Len()}
		switch {
		case piece == "told Reuters":
			p.Sources = append(p.Sources, Source{Outlet: rapid.SampledFrom([]string{"Reuters", "CNN"}).Draw(t, "outlet"), Kind: Told, Confidence: Strong, Evidence: span})
		case strings.Contains(piece, "a") && rapid.Bool().Draw(t, "quote"):
			speaker := rapid.SampledFrom([]string{"", "Ida Marsh", "Marsh", "Tom Reed", "Jr."}).Draw(t, "speaker")
			p.Quotes = append(p.Quotes, Quote{Parts: []Span{span}, Speaker: speaker})
		}
	}
	p.Text = text.String()
	return p
}
