package prose

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// Each text has its quotations as the lines "speaker: words" behind it; of the
// words the first three are enough.
func TestQuotations(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		// Marks
		{"curly", "“The gate is shut,” said Jane Doe.", []string{"Jane Doe: The gate is"}},
		{"straight", `"The gate is shut," said Jane Doe.`, []string{"Jane Doe: The gate is"}},
		{"French", "« The gate is shut », said Jane Doe.", []string{"Jane Doe: The gate is"}},
		{"German", "„The gate is shut“, said Jane Doe.", []string{"Jane Doe: The gate is"}},
		{"Polish", "„The gate is shut”, said Jane Doe.", []string{"Jane Doe: The gate is"}},
		{"turned round", "»The gate is shut«, said Jane Doe.", []string{"Jane Doe: The gate is"}},
		{"single", "‘The gate is shut,’ said Jane Doe.", []string{"Jane Doe: The gate is"}},
		{"single straight", "'The gate is shut,' said Jane Doe.", []string{"Jane Doe: The gate is"}},
		{"grave accents", "``The gate is shut,'' said Jane Doe.", []string{"Jane Doe: The gate is"}},
		{"curly shut by straight", "“The gate is shut,\" said Jane Doe.", []string{"Jane Doe: The gate is"}},
		{"apostrophes", "The workers’ gate isn’t Jane’s, the ’90s ended and it’s the dogs’ turn.", nil},
		{"apostrophes inside singles", "‘It isn’t the workers’ gate,’ said Jane Doe.", []string{"Jane Doe: It isn’t the"}},
		{"nested", "“He told me ‘go away at once’ and left,” said Jane Doe.", []string{"Jane Doe: He told me"}},
		{"nickname and scare quotes", "Jim “Tuna” Poe and the “shadow war” were in the “old port” film.", nil},
		{"title", "She sang “The Gate of the Harbour” and read from “Three Men and a Ferry” twice.", nil},
		{"title of one capital", "He sang “the gate is shut” twice.", []string{": the gate is"}},
		{"inches", "The 6\" pipe and the 4\" pipe were cut and laid in a row by Jane Doe.", nil},
		{"one mark too many", "\"The gate is shut,\" said Jane Doe. \"The rest is lost.\n\n\"We go home,\" said John Roe.", []string{"Jane Doe: The gate is", "Jane Doe: The rest is", "John Roe: We go home"}},
		{"never closed", "He said “the gate is shut and left.\n\nNothing more was heard of him.", nil},
		{"stray closer", "The gate is shut,” said Jane Doe. “We go home now.”", []string{": We go home"}},
		{"paragraphs", "“The gate is shut.\n\n“We go home now,” said Jane Doe.", []string{"Jane Doe: The gate is", "Jane Doe: We go home"}},
		{"paragraphs, named first", "Jane Doe said: “The gate is shut.\n“We go home now.\n“It is late there.”", []string{"Jane Doe: The gate is", "Jane Doe: We go home", "Jane Doe: It is late"}},
		{"straight paragraphs", "\"The gate is shut.\n\n\"We go home now,\" said Jane Doe.", []string{"Jane Doe: The gate is", "Jane Doe: We go home"}},
		{"wrapped line", "“The gate is shut and\nwill be for long,” said Jane Doe.", []string{"Jane Doe: The gate is"}},
		{"two marks at once", "\"“The gate is shut,” said Jane Doe.", []string{"Jane Doe: The gate is"}},
		{"curly in straight", "\"The sign says “Keep the gate shut” in red,\" said Jane Doe.", []string{"Jane Doe: The sign says"}},
		{"curly behind a stray straight", "A stray \" mark. “The gate is shut,” said Jane Doe. \n“We go home.”", []string{"Jane Doe: The gate is", ": We go home."}},
		{"curly behind a stray single", "The ‘old port. “The gate is shut,” said Jane Doe.", []string{"Jane Doe: The gate is"}},
		{"space missing", "Jane Doe spoke of\"gates that are shut\" there.", []string{": gates that are"}},
		{"small words that no title has", "“It’s not new in Harbour,” said Jane Doe.", []string{"Jane Doe: It’s not new"}},
		{"empty", "", nil},
		{"marks only", "“” \"\" ‘’ '' «» ``", nil},

		// Name behind the quotation
		{"verb first", "“The gate is shut,” said James A. Poe.", []string{"James A. Poe: The gate is"}},
		{"verb last", "“The gate is shut,” James A. Poe said on Monday.", []string{"James A. Poe: The gate is"}},
		{"title and name", "“The gate is shut,” Sen. Ann Poe told the Post.", []string{"Ann Poe: The gate is"}},
		{"two titles", "“The gate is shut,” retired Lt. Gen. Ann Poe said.", []string{"Ann Poe: The gate is"}},
		{"office as title", "“The gate is shut,” Defense Secretary Ann Poe said.", []string{"Ann Poe: The gate is"}},
		{"office in lower case", "“The gate is shut,” said former deputy harbour minister Ann Poe.", []string{"Ann Poe: The gate is"}},
		{"last name only", "“The gate is shut,” Poe said.", []string{"Poe: The gate is"}},
		{"last name with title", "“The gate is shut,” said Mr. Prince.", []string{"Prince: The gate is"}},
		{"full name met before", "James A. Poe came at noon. The street was full. “The gate is shut,” Poe said.", []string{"James A. Poe: The gate is"}},
		{"full name met later", "“The gate is shut,” Poe said. James A. Poe came at noon.", []string{"Poe: The gate is"}},
		{"namesakes", "Jane Poe and Mark Poe came. “The gate is shut,” Poe said.", []string{"Poe: The gate is"}},
		{"generation", "Mark Poe Jr. came. “The gate is shut,” Poe said.", []string{"Mark Poe Jr.: The gate is"}},
		{"nickname", "Gen. Charlie “Tuna” Poe came. “The gate is shut,” said Poe.", []string{"Charlie Poe: The gate is"}},
		{"particle", "“The gate is shut,” said Maria de la Cruz.", []string{"Maria de la Cruz: The gate is"}},
		{"apposition", "“The gate is shut,” James Poe, a former diplomat, said.", []string{"James Poe: The gate is"}},
		{"apposition behind", "“The gate is shut,” said James Poe, who keeps the keys.", []string{"James Poe: The gate is"}},
		{"party", "“The gate is shut,” Sen. Ann Poe (D-Ore.) said.", []string{"Ann Poe: The gate is"}},
		{"question", "“Is the gate shut?” asked Jane Doe.", []string{"Jane Doe: Is the gate"}},
		{"question, name first", "“Is the gate shut?” Jane Doe asked.", []string{"Jane Doe: Is the gate"}},
		{"chief executive by name", "“The gate is shut,” said the firm's chief executive, Jane Doe.", []string{"Jane Doe: The gate is"}},
		{"of whom", "“The gate is shut,” Harbour spokesman John Roe said.", []string{"John Roe: The gate is"}},
		{"whose", "“The gate is shut,” Doe's lawyer John Roe said.", []string{"John Roe: The gate is"}},
		{"at the end of the sentence", "The gate “is shut for good” and the street is empty, said Jane Doe.", []string{"Jane Doe: is shut for"}},
		{"according to", "“The gate is shut,” according to Jane Doe.", []string{"Jane Doe: The gate is"}},
		{"also", "“The gate is shut,” Jane Doe also said.", []string{"Jane Doe: The gate is"}},

		// Name before it
		{"comma", "Jane Doe said, “The gate is shut.”", []string{"Jane Doe: The gate is"}},
		{"colon", "Jane Doe told the Herald: “The gate is shut.”", []string{"Jane Doe: The gate is"}},
		{"that", "Jane Doe said that the gate “is shut for good.”", []string{"Jane Doe: is shut for"}},
		{"apposition before", "Jane Doe, a keeper of keys, said: “The gate is shut.”", []string{"Jane Doe: The gate is"}},
		{"According to", "According to Jane Doe, “The gate is shut.”", []string{"Jane Doe: The gate is"}},
		{"opening words", "In Lima on Monday, Jane Doe said, “The gate is shut.”", []string{"Jane Doe: The gate is"}},
		{"first word", "Yesterday Jane Doe said, “The gate is shut.”", []string{"Jane Doe: The gate is"}},
		{"called", "Jane Doe called the gate “a work of art.”", []string{"Jane Doe: a work of"}},
		{"two speakers", "Jane Doe said, “The gate is shut,” and John Roe said, “It is open.”", []string{"Jane Doe: The gate is", "John Roe: It is open."}},

		{"has said", "Jane Doe has said it will stay, because “the gate is shut.”", []string{"Jane Doe: the gate is"}},
		{"participle", "Jane Doe rose at noon, saying “the gate is shut.”", []string{"Jane Doe: the gate is"}},
		{"participle behind the verb", "Jane Doe said no, adding: “The gate is shut.”", []string{"Jane Doe: The gate is"}},
		{"participle of another", "The crowd waited, with Jane Doe yelling that “the gate is shut.”", []string{"Jane Doe: the gate is"}},
		{"participle behind another name", "With her lawyer, Ann Poe, at her side, Jane Doe rose, saying “the gate is shut.”", []string{"Jane Doe: the gate is"}},
		{"second clause", "Ann Poe left, and Jane Doe rose, saying “the gate is shut.”", []string{"Jane Doe: the gate is"}},
		{"any verb and that", "Jane Doe sniffed that the town “is shut for good.”", []string{"Jane Doe: is shut for"}},
		{"rose and said", "Jane Doe rose and said “the gate is shut.”", []string{"Jane Doe: the gate is"}},
		{"colon alone", "Jane Doe went further: “The gate is shut.”", []string{"Jane Doe: The gate is"}},
		{"name and colon", "Jane Doe: “The gate is shut.”", []string{"Jane Doe: The gate is"}},
		{"party and colon", "Rep. Jane Doe (D-Ore.): “The gate is shut.”", []string{"Jane Doe: The gate is"}},
		{"who said", "The bell was rung by Jane Doe, who said “the gate is shut.”", []string{"Jane Doe: the gate is"}},
		{"party and clause", "Rep. Jane Doe (D-Ore.), who keeps the keys, said “the gate is shut.”", []string{"Jane Doe: the gate is"}},
		{"lawyer by name", "Her lawyer, Jane Doe, said “the gate is shut.”", []string{"Jane Doe: the gate is"}},
		{"of a town", "Mayor Jane Doe of Harbour said “the gate is shut.”", []string{"Jane Doe: the gate is"}},
		{"office with of", "Secretary of State Jane Doe rose, saying “the gate is shut.”", []string{"Jane Doe: the gate is"}},
		{"day between", "Jane Doe on Monday called it “a work of art.”", []string{"Jane Doe: a work of"}},
		{"body", "CBS News said “the gate is shut.”", []string{"CBS News: the gate is"}},
		{"body with article", "“The gate is shut,” the Harbour Institution said.", []string{"Harbour Institution: The gate is"}},
		{"as he put it", "The place “is shut for good,” as Jane Doe put it.", []string{"Jane Doe: is shut for"}},
		{"capital that is no name", "Amid protests the talks went on, saying “the gate is shut.”", []string{": the gate is"}},
		{"infinitive", "Ann Poe wants Jane Doe to explain why “the gate is shut.”", []string{": the gate is"}},
		{"scare quotes between", "Jane Doe said she was “outraged” to hear that “the gate is shut.”", []string{"Jane Doe: the gate is"}},

		// Split
		{"split in a sentence", "“The gate,” said Jane Doe, “is shut for good.”", []string{"Jane Doe: is shut for"}},
		{"split, both long", "“The old gate is shut,” said Jane Doe, “and the street is empty.”", []string{"Jane Doe: The old gate", "Jane Doe: and the street"}},
		{"two sentences", "“The gate is shut,” said Jane Doe. “The street is empty.”", []string{"Jane Doe: The gate is", "Jane Doe: The street is"}},
		{"clause between", "“The gate is shut,” said Jane Doe, who has the key. “The street is empty.”", []string{"Jane Doe: The gate is", "Jane Doe: The street is"}},
		{"another speaker", "“The gate is shut,” said Jane Doe. John Roe replied, “The street is empty.”", []string{"Jane Doe: The gate is", "John Roe: The street is"}},
		{"another sentence between", "“The gate is shut,” said Jane Doe. It rained. “The street is empty.”", []string{"Jane Doe: The gate is", ": The street is"}},

		// Pronouns
		{"one candidate", "Jane Doe came at noon. “The gate is shut,” she said.", []string{"Jane Doe: The gate is"}},
		{"paragraph before", "Jane Doe came at noon.\n\n“The gate is shut,” she said.", []string{"Jane Doe: The gate is"}},
		{"in the sentence", "Jane Doe came late because, she said, “the gate is shut.”", []string{"Jane Doe: the gate is"}},
		{"carried on", "Jane Doe came at noon. She rang. “The gate is shut,” she said.", []string{"Jane Doe: The gate is"}},
		{"two candidates", "Jane Doe met Ann Poe at noon. “The gate is shut,” she said.", []string{": The gate is"}},
		{"nameless", "A former official came at noon. He said, “The gate is shut.”", []string{": The gate is"}},
		{"nameless between", "Jane Doe was late. A senior official came at noon. “The gate is shut,” he said.", []string{": The gate is"}},
		{"too far", "Jane Doe came at noon. The street was full. “The gate is shut,” she said.", []string{": The gate is"}},
		{"a paper is no person", "Jane Doe spoke. Talking to the Harbour Post, she said, “The gate is shut.”", []string{"Jane Doe: The gate is"}},

		// Not plain
		{"nobody", "The sign read in red letters. “The gate is shut.”", []string{": The gate is"}},
		{"a spokesman for", "“The gate is shut,” said a spokesman for Jane Doe.", []string{": The gate is"}},
		{"her lawyer", "“The gate is shut,” Jane Doe's lawyer said.", []string{": The gate is"}},
		{"spokesman of a person", "“The gate is shut,” said Doe spokesman and friend.", []string{": The gate is"}},
		{"two at once", "“The gate is shut,” Jane Doe and John Roe said.", []string{": The gate is"}},
		{"they", "“The gate is shut,” they said.", []string{": The gate is"}},
		{"officials", "Officials said, “The gate is shut.”", []string{": The gate is"}},
		{"the ministry", "“The gate is shut,” the Interior Ministry said.", []string{"Interior Ministry: The gate is"}},
		{"noun of saying", "Jane Doe heard the claims that “the gate is shut.”", []string{": the gate is"}},
		{"sources close to", "“The gate is shut,” said people close to Jane Doe.", []string{": The gate is"}},
	}
	for _, tt := range tests {
		var got []string
		for _, q := range new(Reader).Quotations(nil, tt.text) {
			words := strings.Fields(tt.text[q.Lo:q.Hi])
			got = append(got, q.Speaker+": "+strings.TrimRight(strings.Join(words[:min(3, len(words))], " "), ","))
		}
		for i := range tt.want {
			tt.want[i] = strings.TrimRight(tt.want[i], ",")
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: Quotations(%q) (-want +got):\n%s", tt.name, tt.text, diff)
		}
	}
}

// The bytes between the marks, no more and no less.
func TestQuotationSpans(t *testing.T) {
	tests := []struct{ text, want string }{
		{"He said: “ The gate is shut. ”", "The gate is shut."},
		{"«\u00a0The gate is shut\u00a0»", "The gate is shut"},
		{"''The gate is shut''", "The gate is shut"},
		{"\"The gate\r\nis shut\"", "The gate\r\nis shut"},
	}
	for _, tt := range tests {
		q := new(Reader).Quotations(nil, tt.text)
		if len(q) != 1 || tt.text[q[0].Lo:q[0].Hi] != tt.want {
			t.Errorf("Quotations(%q) = %v, want the bytes of %q", tt.text, q, tt.want)
		}
	}
}

// checkQuotations: spans inside the text, in order, apart, at the boundaries
// of characters, trimmed; speakers out of the words of the text.
func checkQuotations(t rapid.TB, text string) {
	end := 0
	for _, q := range new(Reader).Quotations(nil, text) {
		if q.Lo < end || q.Hi <= q.Lo || q.Hi > len(text) {
			t.Fatalf("Quotations(%q): span %v behind %d", text, q.Span, end)
		}
		inside := text[q.Lo:q.Hi]
		if strings.TrimSpace(inside) != inside || utf8.ValidString(text) && !utf8.ValidString(inside) {
			t.Fatalf("Quotations(%q): %q is not trimmed or cuts a character", text, inside)
		}
		for w := range strings.FieldsSeq(q.Speaker) {
			if !strings.Contains(text, w) {
				t.Fatalf("Quotations(%q): speaker %q", text, q.Speaker)
			}
		}
		end = q.Hi
	}
}

var quotePieces = []string{
	"“", "”", "\"", "‘", "’", "'", "«", "»", "„", "``", "''", " ", "\n", "\n\n", ",", ".", "?", ":", ", ", ". ", "said ", "Jane Doe ",
	"Doe", "Mr. ", "he ", "she ", "the gate is shut", "a former ", "official ", "according to ", "(", ")", "--", "é", "\xff", "Jr.", "'s ", "and ",
}

func TestQuotationsAnyText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 60).Draw(t, "pieces")
		pieces := rapid.SliceOfN(rapid.SampledFrom(quotePieces), n, n).Draw(t, "text")
		checkQuotations(t, strings.Join(pieces, ""))
	})
}

// Long texts without end or sense must not cost more than their length.
func TestQuotationsLong(t *testing.T) {
	for _, piece := range []string{"\"", "“", "Doe ", "said ", "“the gate is shut” ", "Jane Doe said, “the gate is shut,” and ", "he said ", "( ", ", "} {
		checkQuotations(t, strings.Repeat(piece, 100_000/len(piece)))
	}
}

func FuzzQuotations(f *testing.F) {
	for _, s := range []string{"“The gate is shut,” said Jane Doe.", "Mr. Poe: \"It is so.\n\n\"Or is it?\" he asked.", "`` ''", "‘’‘", "\xe2\x80"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkQuotations(t, s) })
}

func BenchmarkQuotations(b *testing.B) {
	text := strings.Repeat("Jane Doe, a former keeper of the gate, said on Monday that the street was empty. “The gate is shut,” she said. “We go home now.”\n\n", 20)
	b.SetBytes(int64(len(text)))
	var dst []Quotation
	for b.Loop() {
		dst = new(Reader).Quotations(dst[:0], text)
	}
}
