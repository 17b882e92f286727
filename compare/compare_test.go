package compare

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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

	"Q":  "“I have watched that wall for thirty years and I never once felt it shiver the way it did tonight,” said Tom Brandt, the keeper of the dam.",
	"Q'": "An old man stood on the bank with a lamp. “I have watched that wall for thirty years and I never once felt it shiver the way it did tonight,” Brandt told this paper over a cup of tea.",

	"N":  "Copyright 2025 Valley Press. All rights reserved.",
	"H":  "Dry streets after a night of fear",
	"H'": "River spares the valley",

	"de1":  "Die Seilbahn auf den Falkenkopf steht seit Montag still, weil Prüfer einen Riss in der Stütze am Grat gefunden haben.",
	"de2":  "Der Betreiber rechnet damit, dass die Gäste bis Ostern mit dem Bus fahren müssen.",
	"de3":  "„Wir haben kein Geld für eine neue Stütze“, sagte Bürgermeisterin Anna Größl am Abend im Gemeinderat.",
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
	"ja3'": "工事の費用は約四千万円で、市と県が半分ずつ負担する。",
	"th1":  "นายกเทศมนตรีประกาศปิดสะพานเก่าเพื่อซ่อมแซมตั้งแต่วันจันทร์",
	"th2":  "ชาวบ้านต้องใช้เรือข้ามฟากแทนจนถึงสิ้นปี",
	"th2'": "ชาวบ้านต้องใช้เรือข้ามฟากแทนจนถึงเดือนหน้า",
	"th3":  "วิศวกรพบรอยร้าวในเสาสองต้นของสะพาน",
	"ar1":  "أعلنت البلدية يوم الاثنين إغلاق الجسر القديم حتى نهاية العام لإصلاح أعمدته.",
	"ar2":  "وقال المهندسون إنهم وجدوا شقوقا في عمودين من أعمدة الجسر.",
	"ar2'": "وقال المهندسون إنهم وجدوا شقوقا كبيرة في ثلاثة من أعمدة الجسر.",
	"ar3":  "وسيعبر السكان النهر بالقوارب مجانا خلال هذه المدة.",
	"ru1":  "Мэрия объявила в понедельник, что старый мост будет закрыт до конца года.",
	"ru2":  "Инженеры нашли трещины в двух опорах моста.",
	"ru2'": "Инженеры обнаружили трещины в трёх опорах моста.",
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
	}{
		{"quotation in two stories", "A B. Q D", "U V. Q' W. X"},
		{"de", "de1 de2 de3 de4", "de1 de3 de4' de2 U"},
		{"es", "es1 es2 es3", "es3' es1 U"},
		{"zh", "zh1 zh2. zh3", "U zh3. zh1' zh2"},
		{"ja", "ja1 ja2. ja3", "ja2 ja3'"},
		{"th", "th1. th2. th3", "th3. th1. th2'"},
		{"ar", "ar1 ar2. ar3", "ar3. ar1 ar2'"},
		{"ru", "ru1 ru2. ru3", "ru3. ru1 ru2'"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := article(tt.a), article(tt.b)
			c := Compare(a, b)
			var got []string
			for _, p := range c.Passages {
				got = append(got, told(p, a, b))
			}
			t.Logf("%s reuses %d\n%s", c.Verdict, len(c.Reuses), strings.Join(got, "\n"))
			checkComparison(t, new(Comparer), a, b)
			_ = cmp.Diff
		})
	}
}
