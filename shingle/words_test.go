package shingle

import (
	"strings"
	"testing"

	"github.com/clipperhouse/uax29/v2/words"
	"github.com/google/go-cmp/cmp"
)

func TestSplit(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", ""},
		{" \n\t", ""},
		{"The Fed raised rates.", "the fed raised rates"},
		{"U.S. Sen. O'Neil, don't", "u.s sen o'neil don't"},
		{"U.S. Sen. O’Neil, don’t", "u.s sen o'neil don't"},
		{"rose 3.5% to $1,250.75; 3:2", "rose 3.5 to 1,250.75 3 2"},
		{"a:b x;y 1;2 _ __ a_1 'tis", "a:b x y 1;2 a_1 tis"},
		{"co-operation—“quoted” … end", "co operation quoted end"},
		{"caf\u00e9 cafe\u0301 CAFÉ", "café café café"},
		{"Straße STRASSE ﬁne ２０２５", "strasse strasse fine 2025"},
		{"co\u00adoperate zero\u200dwidth", "cooperate zerowidth"},
		{"wait.Émile d’État l’été", "wait.émile d'état l'été"},
		{"東京の株価", "東 京 の 株 価"},
		{"ニュース", "ニュース"},
		{"ข่าว", "ข่ า ว"},
		{"الأخبار العاجلة", "الأخبار العاجلة"},
		{"Новости ДНЯ", "новости дня"},
		{"100\u00a0000 km²", "100 000 km 2"},
		{"bad \xff bytes\xfe", "bad bytes"},
	}
	var w Words
	for _, tt := range tests {
		w.Split(tt.text)
		if got := forms(&w); got != tt.want {
			t.Errorf("Split(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func forms(w *Words) string {
	return string(w.NormRun(0, w.Len()))
}

// The fast path must cut exactly where UAX #29 does, and every word must
// point at itself in the untouched text.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{
		"U.S. Sen. O'Neil's 3.5% — “don’t” a.b c:d 1,2;3 x_y", "é.a a.é a’é 1’2 a’1", "ab\u0301c \u0301x ‘a’", "東京 “タワー” ข่าว",
		"a\u00a0b\u00a0\u0301c —\u0301x ", "1.a a.1 _a_ a_.b", "\xff\xfe a\xffb", "👩‍👩‍👧 family 🇺🇸🇬🇧", "5\u202f% 10\u202f000\u202f",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		var w Words
		w.Split(text)
		var got, want []Word
		for i := range w.Len() {
			got = append(got, w.At(i))
			if len(w.Norm(i)) == 0 || strings.ContainsRune(string(w.Norm(i)), ' ') {
				t.Errorf("Split(%q): word %d has the normal form %q", text, i, w.Norm(i))
			}
		}
		for it := words.FromString(text); it.Next(); {
			word := strings.TrimSpace(it.Value())
			if w.normal(word) != "" {
				lo := it.Start() + strings.Index(it.Value(), word)
				want = append(want, Word{lo, lo + len(word)})
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Split(%q) against UAX #29 (-want +got):\n%s", text, diff)
		}
	})
}

func BenchmarkSplit(b *testing.B) {
	text := strings.Repeat("The Senate on Tuesday passed a bill that would give $2.4 million to towns hit by the storm, Sen. Jane Doe's office said. “It's a start,” she said. ", 22)
	var w Words
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		w.Split(text)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(w.Len()), "ns/word")
}

func BenchmarkShingles(b *testing.B) {
	text := strings.Repeat("The Senate on Tuesday passed a bill that would give $2.4 million to towns hit by the storm, Sen. Jane Doe's office said. “It's a start,” she said. ", 22)
	var w Words
	w.Split(text)
	var dst []uint64
	for b.Loop() {
		dst = w.Shingles(dst[:0], 5)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(dst)), "ns/shingle")
}
