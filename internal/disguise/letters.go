package disguise

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// alphabet is a script whose letters pass for Latin ones.
type alphabet struct {
	table *unicode.RangeTable
	// like are the letters that a reader takes for Latin ones: those of
	// confusables.txt (UTS #39) that common typefaces draw alike. It also has pairs
	// such as Cyrillic г and r, but a reader tells those apart, and with them half
	// of all Russian words could be English. latin are the Latin letters that a
	// reader of the script takes for its own, rare ones left out: ԁ is of Komi
	// before 1938, and no Russian takes "iPad" for his own. A script that has
	// neither is looked at in texts that are mostly Latin alone.
	like, latin string
}

// alphabets are the scripts that UTS #39 must keep apart from Latin. Letters of
// all others can share a word with Latin ones, since nobody would take them for
// such and many do: Japanese, Korean and Chinese, but also Hebrew, whose article
// is written onto "BBC", and Thai, which parts no words.
var alphabets = [...]alphabet{
	{
		table: unicode.Cyrillic,
		like:  "аеорсухіјѕһԁԛԝѵүӏАВЕКМНОРСТУХІЈЅԌԚԜѴҮӀ",
		latin: "aceiopxyABCEHIKMOPTXY",
	},
	{
		table: unicode.Greek,
		like:  "αγινορυϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹ",
		latin: "aiopuvyABEHIKMNOPTXYZ",
	},
	{table: unicode.Armenian},
	{table: unicode.Cherokee},
	{table: unicode.Coptic},
	{table: unicode.Lisu},
	{table: unicode.Deseret},
}

// The scripts of letters: an index in alphabets, or one of these.
const (
	none     = -1 - iota // not a letter, or of a script that passes for no other
	latin                // what the reader sees
	wide                 // Latin, in the width of an ideograph
	stylised             // Latin or Greek, in the style of a formula
)

// Indices in alphabets.
const (
	cyrillic = iota
	greek
)

func foreign(script int) bool { return script >= 0 || script == wide || script == stylised }

// script is the script of a letter.
func script(r rune) int {
	switch {
	case r < utf8.RuneSelf:
		if 'a' <= r|0x20 && r|0x20 <= 'z' {
			return latin
		}
		return none
	case 'А' <= r && r <= 'я': // a shorter way for most of the world's Cyrillic
		return cyrillic
	case isStylised(r):
		return stylised
	case !unicode.IsLetter(r):
		return none
	case unicode.Is(unicode.Latin, r):
		if 0xFF00 < r && r < 0xFFF0 {
			return wide
		}
		return latin
	}
	for i, a := range alphabets {
		if unicode.Is(a.table, r) {
			return i
		}
	}
	return none
}

// isStylised tells whether r is a letter or digit for formulas: the block
// Mathematical Alphanumeric Symbols, and the letters that are missing there
// because Letterlike Symbols had them already (U+210E is its italic h).
func isStylised(r rune) bool {
	return 0x1D400 <= r && r <= 0x1D7FF || 0x2102 <= r && r <= 0x2134 && strings.ContainsRune("ℂℊℋℌℍℎℐℑℒℓℕℙℚℛℜℝℤℨℬℭℯℰℱℳℴ", r)
}

// mathSigns are the Greek letters that stand for themselves beside Latin ones:
// μg, kΩ, ΔT. The others do so beside capitals alone: TNFα, NFκB.
const mathSigns = "ΓΔΘΛΞΠΣΦΨΩΩδθλμξπφψϑϕ"
