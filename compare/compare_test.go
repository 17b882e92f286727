package compare

import (
	"slices"
	"strings"
	"testing"

	"github.com/dupes-news/dupes/fixtures"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
)

// tonight is a quotation, which is a passage by itself.
const tonight = "“I have watched that wall for thirty years and I never once felt it shiver the way it did tonight,”"

// sentences are what the articles of TestCompare are made of. An article is
// written as their names, "A B. C" being two paragraphs; where an article has
// another form of a sentence, its name has an accent.
var sentences = map[string]string{
	"A":  "The Orrin dam held through the night as the river rose to its highest mark since 1931, and the valley below it woke to dry streets.",
	"A'": "Through the night the Orrin dam held while the river climbed to its highest mark since 1931, and the valley beneath it awoke to dry streets.",
	"B":  "Engineers opened two of the five gates at midnight to let the water run into the old mill canal.",
	"B'": "At midnight two of the five gates were opened by engineers so that the water could run into the old mill canal.",
	"B1": "Engineers opened two of the five gates at midnight.",
	"B2": "They wanted to let the water run into the old mill canal.",
	"C":  "Some 400 families had been taken to the sports hall in Lower Marsh before dark.",
	"C'": "Some 600 families had been taken to the sports hall in Lower Marsh before dark.",
	"D":  "Mayor Ines Calder thanked the crews who had filled sandbags for eleven hours without a break.",
	"D'": "Mayor Paul Whitlock thanked the crews who had filled sandbags for eleven hours without a break.",
	"E":  "The council will pay for the new pumps out of its reserve before the summer.",
	"E'": "The council will not pay for the new pumps out of its reserve before the summer.",
	"F":  "After the storm had moved on, the harbour reopened and the ferries sailed again at noon.",
	"F'": "The harbour reopened and the ferries sailed again at noon, after the storm had moved on.",
	"G":  "Nobody was hurt.",

	"q":  tonight,
	"q'": "said Tom Brandt, the keeper of the dam.",
	"Q":  tonight + " said Tom Brandt, the keeper of the dam.",
	"Q'": "An old man stood on the bank with a lamp. " + tonight + " Brandt told this paper over a cup of tea.",

	"N":  "Copyright 2025 Valley Press. All rights reserved.",
	"H":  "Dry streets after a night of fear",
	"H'": "River spares the valley",

	"de1":  "Die Seilbahn auf den Falkenkopf steht seit Montag still, weil Prüfer einen Riss in der Stütze am Grat gefunden haben.",
	"de2":  "Der Betreiber rechnet damit, dass die Gäste bis Ostern mit dem Bus fahren müssen.",
	"de3":  "„Wir haben kein Geld für eine neue Stütze“, sagte Bürgermeisterin Anna Größl am Abend im Gemeinderat.",
	"de5":  "„Wir haben kein Geld für eine neue Stütze“,",
	"de6":  "sagte Bürgermeisterin Anna Größl am Abend im Gemeinderat.",
	"de4":  "Im vergangenen Winter fuhren 90.000 Menschen mit der Bahn.",
	"de4'": "Im vorigen Winter fuhren 80.000 Menschen mit der alten Bahn.",
	"es1":  "El alcalde anunció el lunes que la biblioteca cerrará sus puertas durante dos meses para reparar el tejado.",
	"es2":  "Los vecinos pidieron que los niños pudieran estudiar en la antigua estación.",
	"es3":  "«No hay otra solución», dijo Rosa Peña, que dirige la biblioteca desde hace once años.",
	"es3'": "«No hay otra solución», explicó Rosa Peña, quien dirige la biblioteca desde hace once años.",
	"zh1":  "港口工人星期二早上举行罢工，要求公司提高夜班工资。",
	"zh1'": "港口工人星期二上午举行罢工，要求公司提高夜班的工资。",
	"zh2":  "公司表示愿意谈判，但是不接受工会提出的条件。",
	"zh3":  "三艘货船已经改去北方的港口卸货。",
	"ja1":  "市の図書館は台風で壊れた屋根を直すため、来月から二か月間休館する。",
	"ja2":  "館長は「本はすべて無事だった」と話している。",
	"ja3":  "工事の費用は約三千万円で、市と県が半分ずつ負担する。",
	"ja3'": "工事の費用は約三千万円で、市と県が折半する。",
	"th1":  "นายกเทศมนตรีประกาศปิดสะพานเก่าเพื่อซ่อมแซมตั้งแต่วันจันทร์",
	"th2":  "ชาวบ้านต้องใช้เรือข้ามฟากแทนจนถึงสิ้นปี",
	"th2'": "ชาวบ้านต้องใช้เรือข้ามฟากแทนจนถึงเดือนหน้า",
	"th3":  "วิศวกรพบรอยร้าวในเสาสองต้นของสะพาน",
	"ar1":  "أعلنت البلدية يوم الاثنين إغلاق الجسر القديم حتى نهاية العام لإصلاح أعمدته.",
	"ar2":  "وقال المهندسون إنهم وجدوا شقوقا في عمودين من أعمدة الجسر.",
	"ar2'": "وقال المهندسون إنهم وجدوا شقوقا كبيرة في عمودين من أعمدة الجسر القديم.",
	"ar3":  "وسيعبر السكان النهر بالقوارب مجانا خلال هذه المدة.",
	"ru1":  "Мэрия объявила в понедельник, что старый мост будет закрыт до конца года.",
	"ru2":  "Инженеры нашли трещины в двух опорах моста.",
	"ru2'": "Инженеры обнаружили трещины в двух опорах этого моста.",
	"ru3":  "Жители будут переправляться через реку на лодках бесплатно.",

	// Of other stories.
	"U": "The museum in Calloway Street has bought eleven drawings of hands by an unknown pupil of the royal academy.",
	"V": "Three bakers from the coast shared first prize for a loaf of rye that was proved over seaweed.",
	"W": "A court in the capital ordered the airline to refund tickets for flights that never left.",
	"X": "Schoolchildren counted forty-one species of moth around a single lamp in the botanical garden.",
	"Y": "Tuition at the academy of music goes up by a tenth in October, students were told by letter.",
	"Z": "Chess players from nine countries meet on Saturday in the hall of the old customs house.",
}

// article writes one from names. A full stop is the end of a paragraph.
func article(names string) string {
	var out strings.Builder
	for _, n := range strings.Fields(names) {
		name, paragraph := strings.CutSuffix(n, ".")
		out.WriteString(sentences[name])
		if paragraph {
			out.WriteString("\n\n")
		} else {
			out.WriteString(" ")
		}
	}
	return strings.TrimSpace(out.String())
}

// named is a text in which names stand for sentences again.
func named(text string) string {
	names := make([]string, 0, len(sentences))
	for n := range sentences {
		names = append(names, n)
	}
	slices.SortFunc(names, func(x, y string) int { return len(sentences[y]) - len(sentences[x]) })
	for _, n := range names {
		text = strings.ReplaceAll(text, sentences[n], n)
	}
	return strings.Join(strings.Fields(text), " ")
}

// told is a passage in words: its label and flags, what it is in a and in b,
// and who is quoted.
func told(p Passage, a, b string) string {
	var out strings.Builder
	out.WriteString(string(p.Label))
	for _, f := range []struct {
		is   bool
		name string
	}{
		{p.Flags.Moved, "moved"},
		{p.Flags.Quoted, "quoted"},
		{p.Flags.Boilerplate, "boilerplate"},
		{p.Flags.NumbersDiffer, "numbers differ"},
		{p.Flags.NamesDiffer, "names differ"},
		{p.Flags.Negated, "negated"},
	} {
		if f.is {
			out.WriteString(", " + f.name)
		}
	}
	x, y := named(a[p.A.Lo:p.A.Hi]), named(b[p.B.Lo:p.B.Hi])
	switch {
	case p.B.Empty():
		y = "-"
	case p.A.Empty():
		x = "-"
	case x == y:
		y = "same"
	}
	out.WriteString(": " + x + " | " + y)
	if p.Speaker != "" {
		out.WriteString(" (" + p.Speaker + ")")
	}
	return out.String()
}

func TestCompare(t *testing.T) {
	tests := []struct {
		name, a, b string
		want       []string
	}{
		{
			"identical", "A B. C D. E", "A B. C D. E",
			[]string{"copied: A B C D E | same"},
		},
		{
			"no paragraphs", "A B. C D. E", "A B C D E",
			[]string{"copied: A B C D E | same"},
		},
		{
			"one sentence", "A", "A",
			[]string{"copied: A | same"},
		},
		{
			"three words", "G", "G",
			[]string{"copied: G | same"},
		},
		{
			"nothing in common", "A B. C", "U V. W",
			[]string{
				"original: - | U V W",
				"original: A B C | -",
			},
		},
		{
			"sentence added", "A B. D E", "A U B. D E",
			[]string{
				"copied: A | same",
				"original: - | U",
				"copied: B D E | same",
			},
		},
		{
			"sentence left out", "A B C. D E", "A C. D E",
			[]string{
				"copied: A | same",
				"original: B | -",
				"copied: C D E | same",
			},
		},
		{
			"last paragraph left out", "A B. C D. E", "A B. C D",
			[]string{
				"copied: A B C D | same",
				"original: E | -",
			},
		},
		{
			"rephrased", "A B. D E", "A' B'. D E",
			[]string{
				"rephrased: A | A'",
				"rephrased: B | B'",
				"copied: D E | same",
			},
		},
		{
			"two for one", "A B D. E", "A B1 B2 D. E",
			[]string{
				"copied: A | same",
				"rephrased: B | B1 B2",
				"copied: D E | same",
			},
		},
		{
			"one for two", "A B1 B2 D. E", "A B D. E",
			[]string{
				"copied: A | same",
				"rephrased: B1 B2 | B",
				"copied: D E | same",
			},
		},
		{
			"clauses change places", "A B. F D", "A B. F' D",
			[]string{
				"copied: A B | same",
				"rephrased: F | F'",
				"copied: D | same",
			},
		},
		{
			"another number", "A B. C D", "A B. C' D",
			[]string{
				"copied: A B | same",
				"rephrased, numbers differ: C | C'",
				"copied: D | same",
			},
		},
		{
			"another name", "A B. D E", "A B. D' E",
			[]string{
				"copied: A B | same",
				"rephrased, names differ: D | D'",
				"copied: E | same",
			},
		},
		{
			"denied", "A B. D E. U", "A B. D E'. U",
			[]string{
				"copied: A B D | same",
				"rephrased, negated: E | E'",
				"copied: U | same",
			},
		},
		{
			"another headline", "H. A B. D E", "H'. A B. D E",
			[]string{
				"original: - | H'",
				"original: H | -",
				"copied: A B D E | same",
			},
		},
		{
			"paragraphs change places", "A B. C D. E F", "C D. A B. E F",
			[]string{
				"copied: A B | same",
				"copied, moved: C D | same",
				"copied: E F | same",
			},
		},
		{
			"last paragraph first", "A B. C D. E F. U V", "U V. A B. C D. E F",
			[]string{
				"copied: A B C D E F | same",
				"copied, moved: U V | same",
			},
		},
		{
			"excerpt", "A B. D E", "U V. A B. D E. W X. Y Z",
			[]string{
				"original: - | U V",
				"copied: A B D E | same",
				"original: - | W X Y Z",
			},
		},
		{
			"excerpt rephrased", "A' B' D. E", "U V. A B D. E. W X. Y Z",
			[]string{
				"original: - | U V",
				"rephrased: A' | A",
				"rephrased: B' | B",
				"copied: D E | same",
				"original: - | W X Y Z",
			},
		},
		{
			"quotation", "A B. Q D", "A B. Q D",
			[]string{
				"copied: A B | same",
				"copied, quoted: q | same (Tom Brandt)",
				"copied: q' D | same",
			},
		},
		{
			"quotation in two stories", "A B. Q D", "U V. Q' W. X",
			[]string{
				"original: - | U V An old man stood on the bank with a lamp.",
				"original: A B | -",
				"copied, quoted: q | same (Tom Brandt)",
				"rephrased: q' | Brandt told this paper over a cup of tea.",
				"original: - | W X",
				"original: D | -",
			},
		},
		{
			"footer", "A B. D. N", "A B. D. N",
			[]string{
				"copied: A B D | same",
				"copied, boilerplate: N | same",
			},
		},
		{
			"footer of two stories", "A B. D. N", "U V. W. N",
			[]string{
				"original: - | U V W",
				"original: A B D | -",
				"copied, boilerplate: N | same",
			},
		},
		{
			"repeated in b", "A B. D", "A B. A D",
			[]string{
				"copied: A B | same",
				"original: - | A",
				"copied: D | same",
			},
		},
		{
			"repeated in both", "A B A B. D", "A B A B. D",
			[]string{"copied: A B A B D | same"},
		},
		{
			"repeated often", "A A A A", "A A",
			[]string{
				"copied: A A | same",
				"original: A A | -",
			},
		},
		{
			"no words", "", "",
			nil,
		},
		{
			"no words in a", "", "A B",
			[]string{"original: - | A B"},
		},
		{
			"German", "de1 de2 de3 de4", "de1 de3 de4' de2 U",
			[]string{
				"copied: de1 | same",
				"copied, moved: de2 | same",
				"original: - | U",
				"copied, quoted: de5 | same",
				"copied: de6 | same",
				"rephrased, numbers differ: de4 | de4'",
			},
		},
		{
			"Spanish", "es1 es2 es3", "es3' es1 U",
			[]string{
				"copied: es1 | same",
				"original: - | U",
				"original: es2 | -",
				"rephrased, moved: es3 | es3'",
			},
		},
		{
			"Chinese", "zh1 zh2. zh3", "U zh3. zh1' zh2",
			[]string{
				"original: - | U",
				"rephrased: zh1 | zh1'",
				"copied: zh2 | same",
				"copied, moved: zh3 | same",
			},
		},
		{
			"Japanese", "ja1 ja2. ja3", "ja2 ja3'",
			[]string{
				"original: ja1 | -",
				"copied: ja2 | same",
				"rephrased: ja3 | ja3'",
			},
		},
		{
			"Thai", "th1. th2. th3", "th3. th1. th2'",
			[]string{
				"copied: th1 | same",
				"rephrased: th2 | th2'",
				"copied, moved: th3 | same",
			},
		},
		{
			"Arabic", "ar1 ar2. ar3", "ar3. ar1 ar2'",
			[]string{
				"copied: ar1 | same",
				"rephrased: ar2 | ar2'",
				"copied, moved: ar3 | same",
			},
		},
		{
			"Russian", "ru1 ru2. ru3", "ru3. ru1 ru2'",
			[]string{
				"copied: ru1 | same",
				"rephrased: ru2 | ru2'",
				"copied, moved: ru3 | same",
			},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := article(tt.a), article(tt.b)
			var got []string
			for _, p := range Compare(a, b).Passages {
				got = append(got, told(p, a, b))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Compare(%s, %s), passages (-want +got):\n%s", tt.a, tt.b, diff)
			}
			checkComparison(t, new(Comparer), a, b)
		})
	}
}

// What no reader takes for a change is none.
func TestCompareTypography(t *testing.T) {
	text := article("H. A B C. Q D. E F. de1 de3. es3 zh1")
	for _, tt := range []struct {
		name string
		make func(string) string
	}{
		{"CRLF", strings.NewReplacer("\n", "\r\n").Replace},
		{"blanks doubled", strings.NewReplacer(" ", "  ").Replace},
		{"no-break spaces", strings.NewReplacer(" ", "\u00a0").Replace},
		{"tabs", strings.NewReplacer(" ", "\t").Replace},
		{"more empty lines", strings.NewReplacer("\n\n", "\n \n\n").Replace},
		{"one line a sentence", strings.NewReplacer(". ", ".\n").Replace},
		{"straight marks", strings.NewReplacer("“", `"`, "”", `"`, "„", `"`).Replace},
		{"French marks", strings.NewReplacer("“", "« ", "”", " »").Replace},
		{"no marks", strings.NewReplacer("“", "", "”", "", ",", "").Replace},
		{"decomposed", norm.NFD.String},
		{"compatible", norm.NFKC.String},
		{"upper case", strings.ToUpper},
		{"soft hyphens", strings.NewReplacer("ee", "e\u00ade").Replace},
		{"byte order mark", func(s string) string { return "\ufeff" + s }},
		{"blanks around", func(s string) string { return "\n \n" + s + " \n" }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := tt.make(text)
			c := Compare(text, b)
			if want := (Shares{Words: c.A.Words, Copied: c.A.Words}); c.A != want || c.B != want || c.Verdict != NearCopy {
				t.Errorf("Compare with the same words in another dress: %s, shares %+v and %+v", c.Verdict, c.A, c.B)
			}
			for _, p := range c.Passages {
				if p.Flags.Moved {
					t.Errorf("moved: %q", text[p.A.Lo:p.A.Hi])
				}
			}
			checkComparison(t, new(Comparer), text, b)
		})
	}
}

// The passages of the fixtures have the labels that their headers state. Which
// labels the words of a passage may have, and from which share on: a reprint
// with another dateline is rephrased in its first sentence, and a rewrite that
// keeps no more than a name or a number is not found.
func TestCompareFixtures(t *testing.T) {
	articles, err := fixtures.Articles()
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, a := range articles {
		texts[a.ID] = a.Text
	}
	var c Comparer
	sums := map[string]Shares{}
	for _, a := range articles {
		for _, p := range a.Passages {
			got := shares(&c, a.Text, texts[p.To], p.Lo, p.Hi)
			sum := sums[p.Label]
			sums[p.Label] = Shares{sum.Words + got.Words, sum.Copied + got.Copied, sum.Rephrased + got.Rephrased, sum.Original + got.Original}
		}
	}
	for _, tt := range []struct {
		truth                       string
		copied, rephrased, original float64 // the most of each
	}{
		{"copied", 1, .10, 0},
		{"edited", 0, 1, 0},
		{"rephrased", 0, 1, .94},
		{"original", 0, .01, 1},
	} {
		s := sums[tt.truth]
		words := float64(s.Words)
		if words == 0 || float64(s.Copied) > tt.copied*words || float64(s.Rephrased) > tt.rephrased*words || float64(s.Original) > tt.original*words {
			t.Errorf("passages that are %s: %+v, want no more than these shares: %+v", tt.truth, s, tt)
		}
	}
}

// shares counts the words of a from lo to hi by the labels they have beside b.
func shares(c *Comparer, a, b string, lo, hi int) Shares {
	words := newSheet(a)
	var out Shares
	for _, p := range c.Compare(a, b).Passages {
		from, to := words.wordsIn(Span{max(lo, p.A.Lo), min(hi, p.A.Hi)})
		out = plus(out, p.Label, max(0, to-from))
	}
	return out
}
