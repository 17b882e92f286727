package disguise_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dupes-news/dupes/internal/disguise"
)

// found writes marks down with what they hold.
func found(text string) []string {
	var list []string
	for _, m := range disguise.Find(text) {
		list = append(list, fmt.Sprintf("%s: %+q", m.Kind, text[m.Lo:m.Hi]))
	}
	return list
}

type example struct {
	name, text string
	want       []string // what each mark holds
}

// check runs examples all of whose marks are of one kind.
func check(t *testing.T, kind disguise.Kind, examples []example) {
	t.Helper()
	for _, tt := range examples {
		t.Run(tt.name, func(t *testing.T) {
			var want []string
			for _, held := range tt.want {
				want = append(want, fmt.Sprintf("%s: %+q", kind, held))
			}
			if diff := cmp.Diff(want, found(tt.text)); diff != "" {
				t.Errorf("Find(%+q) (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

func TestHidden(t *testing.T) {
	check(t, disguise.Hidden, []example{
		{"nothing", "", nil},
		{"plain", "Ferries stay in port.\r\n\tAll 14.\n", nil},
		{"accents", "Fähren, cafe\u0301, naïve, Łódź, “so” – ‘so’ … §\u00a05", nil},
		{"space in a word", "fer\u200bry", []string{"\u200b"}},
		{"space beside a word", "a \u200bferry\u200b.", []string{"\u200b", "\u200b"}},
		{"space beside an accent", "cafe\u0301\u200b ", []string{"\u200b"}},
		{"space in a number", "1\u200b400 ferries", []string{"\u200b"}},
		{"space in Cyrillic", "па\u200bром", []string{"\u200b"}},
		{"space in Greek", "πλ\u200bοίο", []string{"\u200b"}},
		{"space that stands alone", "First.\n\u200b\nSecond. \u200b \n", nil},
		{"joiners in Latin", "f\u200cer\u200dry", []string{"\u200c", "\u200d"}},
		{"a run is one mark", "fer\u200b\u200c\ufeff\u2060ry", []string{"\u200b\u200c\ufeff\u2060"}},
		{"joiner in Persian", "می\u200cخواهم", nil},
		{"joiner after a Latin name in Persian", "خبر BBC\u200cها بود", nil},
		{"joiners in Hindi", "क्\u200dष और क्\u200cष", nil},
		{"joiner in Malayalam", "അവന്\u200d", nil},
		{"spaces in Thai", "ท่าเรือ\u200bปิด และ iPhone\u200bใหม่", nil},
		{"spaces in Khmer", "កំពង់\u200bផែ", nil},
		{"separator in Mongolian", "ᠬᠠᠷ\u180eᠠ ᠬᠠ\u180b", nil},
		{"separator in Latin", "fer\u180ery", []string{"\u180e"}},
		{"vowel of Khmer in Latin", "fer\u17b4ry", []string{"\u17b4"}},
		{"grapheme joiner", "fer\u034fry", []string{"\u034f"}},
		{"soft hyphens", "Fähr\u00adschiff\u00adfahrt", nil},
		{"word joiner", "COVID-\u206019", []string{"\u2060"}},
		{"operators", "f\u2061(x)\u2062y\u2063z\u2064w", []string{"\u2061", "\u2062", "\u2063", "\u2064"}},
		{"deprecated formats", "fer\u206ary \u206f", []string{"\u206a", "\u206f"}},
		{"byte order mark at the start", "\ufeffFerries", nil},
		{"byte order mark inside", "Fer\ufeffries.\n\ufeff\n", []string{"\ufeff", "\ufeff"}},
		{"two byte order marks", "\ufeff\ufeffFerries", []string{"\ufeff"}},
		{"annotation", "\ufff9port\ufffaharbour\ufffb", []string{"\ufff9", "\ufffa", "\ufffb"}},
		{"fillers", "a\u3164b \uffa0 \u115f \u1160", []string{"\u3164", "\uffa0", "\u115f", "\u1160"}},
		{"fillers in old Korean", "\u115f\u1161\u11a8 \u1100\u1160\u11a8", nil},
		{"blank of Braille", "fer\u2800ry", []string{"\u2800"}},
		{"Braille", "⠏⠕⠗⠞\u2800⠏⠕⠗⠞", nil},

		{"emoji", "❤\ufe0f ☺\ufe0e 👩🏽\u200d⚕\ufe0f 👩\u200d❤\ufe0f\u200d👨 ©\ufe0f ‼\ufe0f ℹ\ufe0f 〰\ufe0f ㊗\ufe0f ↔\ufe0f", nil},
		{"emoji in a sentence", "A ferry⛴\ufe0fand a boat", nil},
		{"keycaps", "1\ufe0f\u20e3 #\ufe0f\u20e3 *\ufe0f\u20e3", nil},
		{"digit without a key", "1\ufe0f4", []string{"\ufe0f"}},
		{"selector after a letter", "fer\ufe0fry", []string{"\ufe0f"}},
		{"selector first", "\ufe0fferry", []string{"\ufe0f"}},
		{"selector after bytes that are no text", "\xff\ufe0f", []string{"\ufe0f"}},
		{"bytes smuggled behind an emoji", "😀\ufe0f\ufe01\U000e0123\U000e0124", []string{"\ufe01\U000e0123\U000e0124"}},
		{"other selector after an emoji", "😀\U000e0101", []string{"\U000e0101"}},
		{"variants of ideographs", "葛\U000e0100城市、辻\U000e0101\u3001\ufe00", nil},
		{"variants of signs", "A ∩\ufe00 B", nil},
		{"flags of parts of countries", "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", nil},
		{"flag without end", "🏴\U000e0067\U000e0062\U000e0073 win", []string{"\U000e0067\U000e0062\U000e0073"}},
		{"text in tags", "port\U000e0068\U000e0069", []string{"\U000e0068\U000e0069"}},
		{"text in tags behind a flag", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f\U000e0068", []string{"\U000e0068"}},
		{"language tag", "\U000e0001port", []string{"\U000e0001"}},
		{"signs of the script that precede numbers", "\u0600١٢ \u06dd", nil},
	})
}

func TestControl(t *testing.T) {
	check(t, disguise.Control, []example{
		{"white space", "a\tb\r\nc\n", nil},
		{"zero", "a\x00b", []string{"\x00"}},
		{"run", "a\x02\x03\x7fb", []string{"\x02\x03\x7f"}},
		{"run ends at white space", "a\x02\n\x03b", []string{"\x02", "\x03"}},
		{"page and tab of lines", "a\fb\vc", []string{"\f", "\v"}},
		{"late in the text", strings.Repeat("port ", 100) + "\x01" + strings.Repeat(" port", 100), []string{"\x01"}},
		{"of Latin-1", "don\u0092t \u0085", []string{"\u0092", "\u0085"}},
		{"colours", "\x1b[1;31mred\x1b[0m", []string{"\x1b[1;31m", "\x1b[0m"}},
		{"colours, one after the other", "\x1b[0m\x1b[1m\x1b(Bred", []string{"\x1b[0m", "\x1b[1m", "\x1b(B"}},
		{"cursor", "\x1b[2 q\x1b[?25l", []string{"\x1b[2 q", "\x1b[?25l"}},
		{"introducer in one character", "\u009b31mred", []string{"\u009b31m"}},
		{"broken off", "red\x1b[31", []string{"\x1b[31"}},
		{"broken off by a line", "red\x1b[31\nm", []string{"\x1b[31"}},
		{"title", "\x1b]0;a title\atext", []string{"\x1b]0;a title\a"}},
		{"hyperlink", "\x1b]8;;https://example.org\x1b\\text\x1b]8;;\x1b\\", []string{"\x1b]8;;https://example.org\x1b\\", "\x1b]8;;\x1b\\"}},
		{"title without end", "\x1b]0;a title\ntext", []string{"\x1b]"}},
		{"escape alone", "father\x1b then\x1b", []string{"\x1b", "\x1b"}},
		{"escapes", "\x1b\x1b[m\x1b", []string{"\x1b", "\x1b[m", "\x1b"}},
		{"word after a sequence", "\x1b[31mпорт порты", []string{"\x1b[31m"}},
		{"bytes that are no text", "\xff\x9b\xe2\x80", nil},
	})
}

func TestDirection(t *testing.T) {
	check(t, disguise.Direction, []example{
		{"override", "pay \u202e0001\u202c now", []string{"\u202e", "\u202c"}},
		{"isolate", "pay \u20671, 2\u2069 now", []string{"\u2067", "\u2069"}},
		{"marks in Latin", "port\u200e, \u200fport\u061c", []string{"\u200e", "\u200f", "\u061c"}},
		{"marks in Hebrew", "\u200fהנמל\u200e (BBC)\u200f", nil},
		{"marks in Arabic", "الميناء\u061c BBC\u200e.", nil},
		{"embedding in Arabic", "قال \u202aBBC News\u202c إن \u202bالميناء\u202c", nil},
		{"isolates in Hebrew", "אמר \u2068BBC\u2069 כי \u2067הנמל\u2069 ו\u2066CNN\u2069", nil},
		{"Arabic embedded in English", "The port (\u202bالميناء\u202c) is shut.", nil},
		{"embedding that the line ends", "\u202bالميناء مغلق\nHarbour", nil},
		{"override in Arabic", "الميناء \u202dBBC\u202c", []string{"\u202d", "\u202c"}},
		{"embedding of numbers in a text with Hebrew", "הנמל\npay \u202b10 - 5\u202c now", []string{"\u202b", "\u202c"}},
		{"embedding without end", "הנמל \u202b10 - 5\nהנמל", []string{"\u202b"}},
		{"ends that end nothing", "הנמל\u202c\u2069", nil},
		{"isolate ends what is in it", "הנמל \u2068\u202e10\u2069 a\u202c", []string{"\u202e"}},
		{"isolate protects what is outside", "הנמל \u202e\u2068a\u202c\u2069b\u202c", []string{"\u202e", "\u202c"}},
		{"deeper than any line is", "ה\n" + strings.Repeat("\u2066", 126), []string{"\u2066"}},
	})
}

func TestLookAlike(t *testing.T) {
	check(t, disguise.LookAlike, []example{
		{"Cyrillic in Latin", "The hаrbоur is shut.", []string{"hаrbоur"}},
		{"one letter first", "Тhe harbour", []string{"Тhe"}},
		{"Greek in Latin", "The Ηarbour and the cοast", []string{"Ηarbour", "cοast"}},
		{"Armenian in Latin", "The hարbour", []string{"hարbour"}},
		{"Cherokee in Latin", "The Ꮋarbour", []string{"Ꮋarbour"}},
		{"Cyrillic with Greek", "порτ", []string{"порτ"}},
		{"letters that nobody mistakes", "The дarbour", []string{"дarbour"}},
		{"accents belong to the word", "The hа\u0301rbour", []string{"hа\u0301rbour"}},

		{"whole word of Cyrillic", "The сор said so.", []string{"сор"}},
		{"two of them", "The сор сор said so.", []string{"сор", "сор"}},
		{"whole word of Greek", "The ΝΑΤΟ fleet", []string{"ΝΑΤΟ"}},
		{"two letters", "grade ас and о", nil},
		{"letters with other faces", "The word порт means port.", nil},
		{"quoted Russian", "They sang «нет, а хор поёт» in the harbour.", nil},
		{"quoted Greek", "They sang «ο ΤΟΝΟΣ του» in the harbour.", nil},
		{"Russian", "Хор пел, и сор лежал в порту.", nil},
		{"a word alone", "сор", nil},
		{"Greek", "ΝΑΤΟ: οι ΗΠΑ στο λιμάνι", nil},

		{"Russian with foreign names", "IT-директор и VIPы, iPadа, SMSка, PCшник, псевдоVIP, Zа, DJ-сет в порту", nil},
		{"Greek with foreign names", "Το club και το e-mail στο λιμάνι, SMSάκι", nil},
		{"Armenian with foreign names", "Նավահանգիստը Facebookում", nil},
		{"Latin in Russian", "Закрыт пopт и гoрод, coветник не ответил", []string{"пopт", "гoрод", "coветник"}},
		{"Cyrillic in a Latin name in Russian", "Компания Аpple закрыла магазин", []string{"Аpple"}},

		{"single Greek letters", "β-carotene, 10 µ and 5 μ, Ω, α-, the λ of π", nil},
		{"units and quantities", "10 μg of 5 kΩ at ΔT, μSv, λmax", nil},
		{"molecules", "TNFα, IFNγ, NFκB, HIF1α and Aβ", nil},
		{"Greek beside small letters", "βiden and trυmp", []string{"βiden", "trυmp"}},

		{"Japanese with Latin", "ＮＨＫスペシャルとiPhoneのCEOがαを", nil},
		{"Japanese at full width", "ＮＨＫ　ＷＯＲＬＤ　ＪＡＰＡＮ　のニュース", nil},
		{"Chinese with Latin", "新款iPhone手机和Τ型", nil},
		{"Korean with Latin", "LG전자와 KBS뉴스", nil},
		{"Hebrew with Latin", "הBBC דיווחה", nil},
		{"Thai with Latin", "ใช้iPhoneในท่าเรือ", nil},
		{"full width in Latin", "The ｈａｒｂｏｕｒ is ｓhut", []string{"ｈａｒｂｏｕｒ", "ｓhut"}},
		{"full width throughout", "Ｔｈｅ　ｐｏｒｔ", []string{"Ｔｈｅ", "ｐｏｒｔ"}},
		{"Japanese title in English", "The programme ＮＨＫスペシャル said", nil},
		{"bold", "The 𝗵𝗮𝗿𝗯𝗼𝘂𝗿 is 𝘴𝘩𝘶𝘵", []string{"𝗵𝗮𝗿𝗯𝗼𝘂𝗿", "𝘴𝘩𝘶𝘵"}},
		{"script with letters of another block", "ℋ𝒶𝓇𝒷ℴ𝓊𝓇", []string{"ℋ𝒶𝓇𝒷ℴ𝓊𝓇"}},
		{"formula", "where 𝑥 is in ℝ, and 𝑚𝑐² its energy", nil},
	})
}

func TestKinds(t *testing.T) {
	const text = "A fer\u200bry\x00 wаi\u200btеd \u202enow"
	want := []disguise.Mark{
		{Lo: 5, Hi: 8, Kind: disguise.Hidden},
		{Lo: 10, Hi: 11, Kind: disguise.Control},
		{Lo: 12, Hi: 16, Kind: disguise.LookAlike},
		{Lo: 16, Hi: 19, Kind: disguise.Hidden}, // parts the word
		{Lo: 19, Hi: 23, Kind: disguise.LookAlike},
		{Lo: 24, Hi: 27, Kind: disguise.Direction},
	}
	if diff := cmp.Diff(want, disguise.Find(text)); diff != "" {
		t.Errorf("Find(%+q) (-want +got):\n%s", text, diff)
	}
}

// sound tells what is wrong with the marks of a text.
func sound(text string) error {
	borders := map[int]bool{len(text): true}
	for at := range text {
		borders[at] = true
	}
	end := 0
	for _, m := range disguise.Find(text) {
		switch {
		case m.Lo < end || m.Hi <= m.Lo || m.Hi > len(text):
			return fmt.Errorf("Find(%+q): mark %v after one that ends at %d", text, m, end)
		case !borders[m.Lo] || !borders[m.Hi]:
			return fmt.Errorf("Find(%+q): mark %v cuts a rune", text, m)
		}
		end = m.Hi
	}
	return nil
}

// pieces make texts in which everything meets everything.
var pieces = []string{
	"port", "Harbour", " ", " ", "\n", "\r\n", ", ", "14", "é", "e\u0301", "\u0301", "“", "-", "’",
	"порт", "сор", "а", "Н", "ΝΑΤΟ", "μ", "α", "λιμάνι", "հ", "Ꮋ", "漢字", "かな", "한글", "ท่า", "क्", "می", "הנמל",
	"𝗮𝗯𝗰", "ℋ", "ＮＨＫ", "😀", "🏴", "⚕", "🏽", "⠏", "葛", "1", "#", "\u20e3",
	"\u200b", "\u200c", "\u200d", "\u00ad", "\u2060", "\ufeff", "\ufe0f", "\ufe00", "\U000e0101", "\U000e0067", "\U000e007f", "\u3164", "\u115f", "\u180e", "\u2800", "\u034f",
	"\u200e", "\u200f", "\u061c", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\u2029", "\u0085",
	"\x00", "\x1b", "\x1b[", "\x1b]", "31m", "\a", "\u009b", "(B", "\\", "\x7f", "\xff", "\xe2\x80", "\xed\xa0\x80", "\ufffd",
}

func text(t *rapid.T, label string) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 30).Draw(t, label), "")
}

func TestMarksAreSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if err := sound(text(t, "text")); err != nil {
			t.Error(err)
		}
	})
}

// What is hidden and what controls is so whatever the other lines hold.
func TestPartsOfAText(t *testing.T) {
	local := func(text string, shift int) []disguise.Mark {
		var list []disguise.Mark
		for _, m := range disguise.Find(text) {
			if m.Kind == disguise.Hidden || m.Kind == disguise.Control {
				list = append(list, disguise.Mark{Lo: m.Lo + shift, Hi: m.Hi + shift, Kind: m.Kind})
			}
		}
		return list
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := text(t, "a"), strings.TrimLeft(text(t, "b"), "\ufeff")
		want := slices.Concat(local(a, 0), local(b, len(a)+1))
		if diff := cmp.Diff(want, local(a+"\n"+b, 0)); diff != "" {
			t.Errorf("Find(%+q) (-parts +whole):\n%s", a+"\n"+b, diff)
		}
	})
}

// Words without disguise take no marks away from a text of their script, as
// many as there are.
func TestMarksStayAmongLatinWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := "harbour port " + text(t, "text")
		frame := strings.Repeat("harbour ", 50)
		var missing []disguise.Mark
		marks := disguise.Find(frame + s + " " + frame)
		for _, m := range disguise.Find(s) {
			if m.Kind != disguise.LookAlike {
				continue
			}
			m.Lo, m.Hi = m.Lo+len(frame), m.Hi+len(frame)
			if !slices.Contains(marks, m) {
				missing = append(missing, m)
			}
		}
		if len(missing) > 0 {
			t.Errorf("Find(%+q) among Latin words lacks %v", s, missing)
		}
	})
}

// A control character is found wherever it stands, at any place of the eight
// bytes that are read at once.
func TestControlAtAnyPlace(t *testing.T) {
	for b := range 0x80 {
		for at := range 24 {
			text := strings.Repeat("p", at) + string(rune(b)) + strings.Repeat("\n", 24-at)
			var want []disguise.Mark
			if b < ' ' && b != '\t' && b != '\n' && b != '\r' || b == 0x7F {
				want = []disguise.Mark{{Lo: at, Hi: at + 1, Kind: disguise.Control}}
			}
			if diff := cmp.Diff(want, disguise.Find(text)); diff != "" {
				t.Errorf("Find(%q) (-want +got):\n%s", text, diff)
			}
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("A fer\u200bry\x00 wаits \u202enow сор ΝΑΤΟ ｈａｒｂｏｕｒ 𝗵𝗮𝗿𝗯𝗼𝘂𝗿")
	f.Add("\x1b[1mкрас\x1b]8;;x\x1b\\ный\u009b0m 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f 1\ufe0f\u20e3 می\u200cخواهم")
	f.Add("הנמל \u202b10 - 5\u202c \u2068\u202e\u2069 \u202aa\n\xff\xe2\x80")
	f.Fuzz(func(t *testing.T, text string) {
		if err := sound(text); err != nil {
			t.Error(err)
		}
	})
}
