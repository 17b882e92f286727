package prose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestCut(t *testing.T) {
	tests := []struct{ text, want string }{
		{"The gate is shut.", "the gate is shut ."},
		{"He didn’t pay 1,800.50, or 5-10", "he didn’t pay 1,800.50 , or 5-10"},
		{"Mr. Doe left at 2:30 p.m. on Jan. 5.", "mr. doe left at 2:30 p.m. on jan. 5 ."},
		{"the U.S. and J. Doe", "the u.s. and j. doe"},
		{"one -- two—three - four…", "one - two - three four ,"},
		{"ÉTÉ Doe\r\n\nso", "été doe | so"},
		{"a “word” here", "a word here"},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, piecesOf(tt.text)); diff != "" {
			t.Errorf("pieces of %q (-want +got):\n%s", tt.text, diff)
		}
	}
}

func piecesOf(text string) string {
	var r reading
	r.read(text, nil)
	var out []string
	for i, p := range r.pieces {
		switch p.kind {
		case wordPiece:
			out = append(out, r.lower(i))
		case markPiece:
			out = append(out, string(p.mark))
		case breakPiece:
			out = append(out, "|")
		}
	}
	return strings.Join(out, " ")
}

// Each word is in lower case as strings.ToLower has it, whatever the letters.
func TestLower(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var r reading
		r.read(rapid.StringOfN(rapid.SampledFrom([]rune("aZÉ\u0130\u212Aſß’-. 5\n")), -1, 40, -1).Draw(t, "text"), nil)
		for i, p := range r.pieces {
			if want := strings.ToLower(r.word(i)); p.kind == wordPiece && r.lower(i) != want {
				t.Fatalf("%q in lower case: %q, want %q", r.word(i), r.lower(i), want)
			}
		}
	})
}

// A Reader that has read other texts answers like a new one.
func TestReaderAnew(t *testing.T) {
	var used Reader
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(append(quotePieces, factPieces...)), 0, 60).Draw(t, "pieces"), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		if diff := cmp.Diff(new(Reader).Quotations(nil, a), used.Quotations(nil, a)); diff != "" {
			t.Fatalf("Quotations(%q) (-new +used):\n%s", a, diff)
		}
		if x, y := differences(new(Reader).Facts(a, b)), differences(used.Facts(a, b)); x != y {
			t.Fatalf("Facts(%q, %q) = %q, of a used Reader %q", a, b, x, y)
		}
	})
}

func BenchmarkReader(b *testing.B) {
	text := strings.Repeat("Jane Doe, a former keeper of the gate, said on Monday that the street was empty. “The gate is shut,” she said. “We go home now.”\n\n", 20)
	x := "The quake killed 12 people in Lima on March 5 and the army sent 2,000 soldiers, said James A. Lewis."
	y := "In Lima 14 people were killed by the quake on 6 March, Lewis said, and the army did not send soldiers."
	var r Reader
	b.Run("do=quotations", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		var dst []Quotation
		for b.Loop() {
			dst = r.Quotations(dst[:0], text)
		}
	})
	b.Run("do=facts", func(b *testing.B) {
		for b.Loop() {
			r.Facts(x, y)
		}
	})
}
