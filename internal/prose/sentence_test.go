package prose

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dupes-news/dupes/fixtures"
	"github.com/dupes-news/dupes/shingle"
)

// A case is a text in which | stands where sentences are to be cut.
func checkCuts(t *testing.T, cases []struct{ name, text string }) {
	t.Helper()
	for _, tt := range cases {
		var want []string
		for part := range strings.SplitSeq(tt.text, "|") {
			want = append(want, strings.TrimSpace(part))
		}
		text := strings.ReplaceAll(tt.text, "|", "")
		if diff := cmp.Diff(want, sentenceTexts(text)); diff != "" {
			t.Errorf("%s: sentences (-want +got):\n%s", tt.name, diff)
		}
	}
}

func sentenceTexts(text string) []string {
	var w shingle.Words
	w.Split(text)
	var out []string
	for _, s := range Sentences(nil, text, &w) {
		out = append(out, text[s.Lo:s.Hi])
	}
	return out
}

func TestSentencesEnglish(t *testing.T) {
	checkCuts(t, []struct{ name, text string }{
		{"plain", "The bridge was shut. |Nobody was hurt."},
		{"no stop", "Bridge shut at dawn"},
		{"titles", "U.S. Sen. Ada Smith met Lt. Gen. Moore and Mr. J. R. Hale on Monday. |Both left."},
		{"titles in capitals", "SEN. HALE PRAISES DR. MOORE"},
		{"party and state", "Rep. Ida Crane, D-N.Y., objected. |Sen. Bo Reed (R-Wyo.) did not. |Sen. Al Hart (D-N.M.) Monday agreed."},
		{"time", "It opened at 9 a.m. on Monday. |It shut at 5 p.m. Friday. |It reopens at 8 p.m. EST. |They left at 4 p.m. |Police followed."},
		{"number", "She lives at No. 5 Mill Lane. |Was he right? |No. |He was not."},
		{"decimals", "It cost $1.8 billion, or 3.5 percent more. |Nobody paid."},
		{"latin", "Some fruit, e.g. Apples, and nuts, i.e. Hazel, sold well. |Pears, plums, etc. did not."},
		{"company goes on", "Harrow Inc. said it would sell. |Harrow Inc. Chairman Lee Dunn agreed."},
		{"company ends", "He works for Harrow Inc. |The firm is old. |She left Dunn Corp. |But he stayed."},
		{"country ends", "They moved to the U.S. |The house was sold. |The U.S. Senate met."},
		{"initials", "George W. Hale and J.R. Moore spoke. |They took vitamin C. |The cure failed."},
		{"months", "It began on Jan. 5 and ended in Feb. |The next is due in Sept. Hale said so on Oct. 3."},
		{"versus", "Roe v. Wade and Hale vs. Moore were cited."},
		{"ellipsis goes on", "He waited ... and left. |She waited... but stayed. |They waited . . . until noon."},
		{"ellipsis ends", "He waited... |Then he left. |She hesitated… |Nobody spoke."},
		{"question and exclamation", "Really?! |Yes! |Are you sure? |Quite."},
		{"quotation closes", "He said. |\"We go.\" |She left."},
		{"curly quotation closes", "He said: “We go.” |She left. |‘We stay.’ |He sat."},
		{"question in a quotation", "\"Is it so?\" he asked. |“Stop!” she cried. |'Why?' they said."},
		{"tokenised quotation", "He said , \" We go . \" |\" But why ? \" |She left ."},
		{"parentheses", "(He left. |She stayed.) |The end (see below.) |Then more."},
		{"colon", "She said: He is late. |Note: This is all."},
		{"footnotes", "The bridge is old.[1] |It was built by hand.[12][a] |It stands."},
		{"glued", "He came from the city.|Hale, chairman of the board, agreed.|The rest left!|No more."},
		{"glued at a bracket", "He sits in the Senate (since 2004).|The rest do not."},
		{"glued at a year", "It was built in 2004.|The rest is new."},
		{"docket", "See Docket No. EL03-180 at Wash. Rt. 9."},
		{"glued quotation", "He spoke to the crowd.|\"We go at dawn,\" he said."},
		{"not glued", "Amazon.com and Node.Js and System.Out.Print(x) and St.Louis and the A.Hale fund met."},
		{"address", "Read www.example.com/The.End or write to a.hale@example.com today. |Then wait."},
		{"careless", "They took the evening train. |nobody saw them."},
		{"list marks", "1. First the roof. |2. Then the walls."},
		{"marks around", "*** The end."},
		{"words within an acronym", "The D.C. office and the N.Y. office of the U.N. met."},
		{"doubled single quotes", "''It is late,'' he said. |''We go.'' |She left.|''We stay.''"},
		{"signatures", "What an evening! |@ahale. |She will win. |#bridge"},
		{"long dashes", "It rained. |— It rained again. |She asked — why? — and left."},
	})
}

func TestSentencesOtherLanguages(t *testing.T) {
	checkCuts(t, []struct{ name, text string }{
		{"German", "Am 3. Oktober kam Dr. Weber. |„Wir gehen.“ |Er ging, z.B. nach Bonn. |»Warum?«, fragte sie. |Das war’s."},
		{"French", "M. Durand est parti. |« Nous partons. » |Elle est restée.|Lui aussi ! |Pourquoi ? |«Oui?» demanda-t-il."},
		{"Spanish", "El Sr. Ruiz llegó a EE.UU. en mayo. |¿Por qué? |¡Qué bien! |Nadie lo sabe. |La Sra. Gil no vino."},
		{"Italian", "Il dott. Rossi è partito. |Perché? |«Andiamo.» |La città dorme."},
		{"Portuguese", "O Sr. Lima chegou às 5h. |Ninguém viu. |“Vamos.” |Ela ficou."},
		{"Russian", "А. С. Белов родился в 1950 г. в Твери. |Он жил там. |«Пора!» — сказал он. |Все ушли."},
		{"Greek", "Ο ήλιος έδυσε. |Όλοι έφυγαν! |Κανείς δεν έμεινε."},
		{"Polish", "Pociąg odjechał o świcie. |Łódź spała. |Żaden głos nie padł."},
		{"Japanese", "橋は閉鎖された。|「なぜ？」と彼は尋ねた。|けが人はいない！|市長は「直す。」と言った。"},
		{"Chinese", "大桥已经关闭。|“为什么？”|没有人受伤！|维修费用为1.8亿元。"},
		{"Arabic", "أغلق الجسر. |لماذا؟ |لم يصب أحد! |سيعاد فتحه قريبا."},
		{"Urdu", "پل بند ہے۔ |کوئی زخمی نہیں ہوا۔"},
		{"Hindi", "पुल बंद है। |क्यों? |कोई घायल नहीं हुआ।"},
		{"Thai", "สะพานถูกปิด\n|ไม่มีผู้บาดเจ็บ\n|จะเปิดอีกครั้งพรุ่งนี้"},
		{"Armenian", "Կամուրջը փակ է։ |Ոչ ոք չի տուժել։"},
		{"Korean", "다리가 폐쇄되었다. |아무도 다치지 않았다."},
	})
}

func TestSentencesLines(t *testing.T) {
	const wrapped = "The old bridge over the river was shut at dawn on Monday after\n" +
		"engineers found cracks in two of its piers. |Traffic was sent over\n" +
		"the ring road, where it stood for hours, and the mayor, Mr.\n" +
		"Hale, asked for patience. |Buses will not run before Friday, the\n" +
		"council said."
	const list = "Bridge shut\n|Cracks in two piers\n|The mayor asks for patience.\n|Buses on Friday\n|2. What now"
	checkCuts(t, []struct{ name, text string }{
		{"wrapped", wrapped},
		{"wrapped, CRLF", strings.ReplaceAll(wrapped, "\n", "\r\n")},
		{"wrapped, CR", strings.ReplaceAll(wrapped, "\n", "\r")},
		{"wrapped with a headline", "BRIDGE SHUT\n|" + wrapped},
		{"wrapped with a list", wrapped + "\n|- Northgate\n|- Southgate\n|- the ring road"},
		{"wrapped at a dash", strings.Replace(wrapped, "Traffic was sent over\nthe", "Traffic was sent at once\n- by", 1)},
		{"list in lower case", "salt\n|two spoons of oil\n|pepper\n|one lemon"},
		{"list", list},
		{"list, CRLF", strings.ReplaceAll(list, "\n", "\r\n")},
		{"list, CR", strings.ReplaceAll(list, "\n", "\r")},
		{"blank line", "The bridge over the\n\n|river was shut, Sen.\n \t\n|Hale said."},
		{"paragraph separator", "The bridge\u2029|the river\u2028|The road"},
		{"a name over two lines", "The train from Northgate stopped for an hour in\nTern Bay. |It went on at noon."},
		{"Japanese, wrapped", "北の橋は月曜日の朝に閉鎖された。|技師が二本の橋脚にひび\n割れを見つけたためである。|市長は住民に忍耐を求め、バスは\n金曜日まで運行しないと発表した。|市議会は来月に予算を審議し\n修理を始める予定である。|費用はまだ分かっていないと言う"},
	})
}

func TestSentencesNone(t *testing.T) {
	for _, text := range []string{"", " \n\n ", "...", "* * *\n\n“?!”", "\xff\xfe"} {
		if got := sentenceTexts(text); len(got) > 0 {
			t.Errorf("Sentences(%q) = %q, want none", text, got)
		}
	}
}

// A text without stops is cut at the strongest marks, and copies of it that
// begin elsewhere are cut alike but for the beginning.
func TestSentencesBounded(t *testing.T) {
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, "w%d ", i*i%7919)
	}
	text := b.String()
	all := sentenceTexts(text)
	later := sentenceTexts(text[300:])
	if same := common(all, later); same < len(all)-5 {
		t.Errorf("%d of %d sentences are the same without the first 300 bytes, want all but 5", same, len(all))
	}
	marked := strings.Repeat("word ", 100) + "end; " + strings.Repeat("word, ", 100)
	if got := sentenceTexts(marked)[0]; !strings.HasSuffix(got, "end;") {
		t.Errorf("first sentence ends in %q, want it to end at the semicolon", got[len(got)-10:])
	}
}

func common(a, b []string) int {
	n := 0
	for _, s := range a {
		if slices.Contains(b, s) {
			n++
		}
	}
	return n
}

// checkPartition reports the first way in which the sentences of text do not
// partition its words.
func checkPartition(text string) error {
	var w shingle.Words
	w.Split(text)
	word, hi := 0, 0
	for i, s := range Sentences(nil, text, &w) {
		switch {
		case s.First != word || s.End <= s.First || s.End-s.First > maxSentence:
			return fmt.Errorf("sentence %d has the words [%d, %d), want them from %d on", i, s.First, s.End, word)
		case s.Lo < hi || s.Hi <= s.Lo || s.Hi > len(text):
			return fmt.Errorf("sentence %d has the bytes [%d, %d) of %d after %d", i, s.Lo, s.Hi, len(text), hi)
		case w.At(s.First).Lo < s.Lo || w.At(s.End-1).Lo >= s.Hi:
			return fmt.Errorf("sentence %d has words outside the bytes [%d, %d)", i, s.Lo, s.Hi)
		case strings.TrimFunc(text[s.Lo:s.Hi], unicode.IsSpace) != text[s.Lo:s.Hi]:
			return fmt.Errorf("sentence %d, %q, has white space around it", i, text[s.Lo:s.Hi])
		case utf8.ValidString(text) && !utf8.ValidString(text[s.Lo:s.Hi]):
			return fmt.Errorf("sentence %d, %q, cuts through a character", i, text[s.Lo:s.Hi])
		}
		word, hi = s.End, s.Hi
	}
	if word != w.Len() {
		return fmt.Errorf("sentences end with word %d of %d", word, w.Len())
	}
	return nil
}

func TestSentencesPartition(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"He", "said", "U.S", "Mr", "Inc", "5", "a.m", "the", "Кот", "橋", "สะพาน", "été",
		".", "...", "…", "?", "!", "。", "؟", "।", ":", ",", "-", "[1]", "(", ")", "\"", "'", "“", "”", "«", "»", "„", "」",
		" ", " ", " ", "\n", "\r\n", "\r", "\n\n", "\u00A0", "\u2029", "\xff",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 200).Draw(t, "pieces"), "")
		if err := checkPartition(text); err != nil {
			t.Fatalf("%v\n%q", err, text)
		}
	})
}

func FuzzSentences(f *testing.F) {
	for _, a := range articles(f) {
		f.Add(a)
	}
	f.Add("He said.\"We go.\" She\r\nleft.\r\r5. Mai ... ")
	f.Add(strings.Repeat("橋", 200) + "。」と\u2028\xe2")
	f.Fuzz(func(t *testing.T, text string) {
		if err := checkPartition(text); err != nil {
			t.Error(err)
		}
	})
}

func articles(tb testing.TB) []string {
	all, err := fixtures.Articles()
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	for _, a := range all {
		out = append(out, a.Text)
	}
	return out
}

func TestSentencesAllocate(t *testing.T) {
	text := strings.Repeat("Mr. Hale of Harrow Inc. said \"no.\" The end came at 5 p.m. Friday,\nthough.\n\n", 50)
	var w shingle.Words
	w.Split(text)
	dst := Sentences(nil, text, &w)
	if n := testing.AllocsPerRun(10, func() { dst = Sentences(dst[:0], text, &w) }); n > 0 {
		t.Errorf("sentences allocates %v times, want 0", n)
	}
}

func BenchmarkSentences(b *testing.B) {
	texts := map[string]string{}
	for _, a := range articles(b) {
		script := "ascii"
		switch {
		case strings.Contains(a, "。"):
			script = "japanese"
		case strings.IndexFunc(a, func(r rune) bool { return r > unicode.MaxASCII }) >= 0:
			script = "latin"
		}
		texts[script] += a + "\n\n"
	}
	for _, script := range []string{"ascii", "latin", "japanese"} {
		var w shingle.Words
		w.Split(texts[script])
		var dst []Sentence
		b.Run("script="+script, func(b *testing.B) {
			b.SetBytes(int64(len(texts[script])))
			b.ReportAllocs()
			for b.Loop() {
				dst = Sentences(dst[:0], texts[script], &w)
			}
		})
	}
}
