package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lines that are no part of a story are known by their wording (a table of
// patterns, data/boilerplate.txt) or by their build: a dateline, a byline, a
// row of marks, a telephone number. A pattern has a bound on the length of
// the line, because "follow us on Twitter" is a footer and the sentence of a
// news story that has it in it is longer.

// longestBoilerplate is the bytes of the longest line that is looked at. The
// bounds of the patterns end at 50 words; copyright notices with an address or
// two have 300 bytes.
const longestBoilerplate = 400

// Boilerplate reports whether a sentence or line is a credit, a footer,
// a bare dateline or byline or the like. It takes about 4 ns a byte and never
// more than linear time.
func Boilerplate(s string) bool {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > longestBoilerplate {
		return false
	}
	return onlyMarks(s) || bareDateline(s) || byline(s) || footers().match(s)
}

// onlyMarks reports a line without a letter that ends a story or parts its
// sections (###, * * *, -30-), or that is a telephone number. A line of other
// figures may be a score or a row of a table.
func onlyMarks(s string) bool {
	for i := range len(s) {
		if plainByte[s[i]] >= 'a' {
			return false
		}
	}
	rule := strings.Trim(s, "#*-–—_=~.•+ ")
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	return rule == "" && utf8.RuneCountInString(s) > 1 || rule == "30" && strings.ContainsAny(s, "-–—#") ||
		digits >= 10 && digits <= 15 && strings.ContainsAny(s, "-() ") && strings.Trim(s, "0123456789-+(). ") == ""
}

// bareDateline reports "BOSTON (AP) --", "PARIS, March 5 (Reuters) -" and
// "LONDON —" with nothing behind the dash. With a known agency the dash may be
// missing; without any the town must be in capitals and no longer than three
// words, and a single hyphen is no dash.
func bareDateline(s string) bool {
	switch s[len(s)-1] {
	case '-', ')', 0x93, 0x94: // the last two end the dashes
	default:
		return false
	}
	rest := strings.TrimRight(s, "-–— ")
	dash := strings.TrimSpace(s[len(rest):])
	town, agency, inside := strings.Cut(rest, "(")
	if !inside && len(dash) < 2 {
		return false
	}
	agency, closed := strings.CutSuffix(agency, ")")
	words := strings.Fields(town)
	switch {
	case inside && dash == "":
		return closed && agencies[strings.ToLower(agency)] && datelineTown(words, false) && len(words) > 0
	case inside:
		return closed && startsUpper(agency) && strings.Count(agency, " ") < 3 && datelineTown(words, false)
	}
	return len(words) > 0 && len(words) <= 3 && datelineTown(words, true)
}

// longestDateline is in bytes; "SAN JUAN DE PUERTO RICO, Sept 28, 2026
// (Coastal Dispatch News Agency) --" has 69.
const longestDateline = 90

// Dateline is how many bytes of a sentence its dateline takes, 0 for none.
func Dateline(s string) int {
	head := s[:min(len(s), longestDateline)]
	for i, r := range head {
		if r != '-' && r != '–' && r != '—' {
			continue
		}
		end := i + utf8.RuneLen(r)
		if end < len(s) && s[end] == '-' {
			continue // the second hyphen ends it
		}
		if bareDateline(s[:end]) {
			return end
		}
	}
	return 0
}

// agencies are those that stand in the brackets of datelines.
var agencies = setOf("ap reuters afp upi dpa efe ansa pti ians ani xinhua tass kyodo yonhap bernama cp pa bloomberg cnn cns tns")

// datelineTown reports a town, with its country or state and the date, as
// they stand before the agency.
func datelineTown(words []string, capitals bool) bool {
	if len(words) > 7 {
		return false
	}
	for i, w := range words {
		if !startsUpper(w) && (i == 0 || !startsDigit(w)) || capitals && strings.ToUpper(w) != w {
			return false
		}
	}
	return true
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

func startsDigit(s string) bool { return s != "" && '0' <= s[0] && s[0] <= '9' }

// byline reports "By Jane Doe", with further names and the paper or the
// office behind a comma, a bar or "and". It has no full stop at its end, but
// that of an abbreviation, and nothing in lower case but small words.
func byline(s string) bool {
	rest, ok := strings.CutPrefix(s, "By ")
	if !ok {
		if rest, ok = strings.CutPrefix(s, "BY "); !ok {
			return false
		}
	}
	words := strings.Fields(rest)
	if len(words) < 2 || len(words) > 14 || strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "Jr.") && !strings.HasSuffix(s, "Inc.") {
		return false
	}
	for i, w := range words {
		bare := strings.Trim(w, ",.|•·")
		if i < 2 && (!startsUpper(w) || noName[strings.ToLower(bare)]) {
			return false
		}
		if bare != "" && !startsUpper(bare) && !smallInByline[bare] && !strings.Contains(bare, "@") {
			return false
		}
	}
	return true
}

var smallInByline = setOf("and of the for in at de la van der von bin al del di da du le with")

// noName are words in capitals that follow "By" in headlines and sentences,
// where a byline has a person's name.
var noName = setOf("the a an popular comparison monday tuesday wednesday thursday friday saturday sunday " +
	"january february march april june july august september october november december land sea air law " +
	"contrast design any all some his her its their our my your this that these those then now far")

func setOf(list string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

// plainWords appends the words of a line as the patterns have them, each
// followed by a space.
func plainWords(dst []byte, s string) []byte {
	begin := len(dst) // of the word that is being written
	for i := 0; i < len(s); {
		if c := plainByte[s[i]]; c != 0 {
			if c <= '9' && len(dst) == begin {
				dst, i = append(dst, '#'), asciiEnd(s, i)
				continue
			}
			dst = append(dst, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\'' || r == '’':
		case r == '-' && len(dst) > begin && i+1 < len(s) && plainByte[s[i+1]] != 0:
			dst = append(dst, '-')
		case unicode.IsLetter(r):
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		default:
			if r == '(' && (strings.HasPrefix(s[i:], "(c)") || strings.HasPrefix(s[i:], "(C)")) {
				r, size = '©', 3
			}
			dst = endPlain(dst, begin, r)
			begin = len(dst)
		}
		i += size
	}
	return endPlain(dst, begin, ' ')
}

// endPlain ends the word that began at begin, if one did. Some marks are words.
func endPlain(dst []byte, begin int, mark rune) []byte {
	if len(dst) > begin {
		dst = append(dst, ' ')
	}
	switch mark {
	case ':', '(', '/', '@', '©':
		dst = append(utf8.AppendRune(dst, mark), ' ')
	}
	return dst
}

// asciiEnd is the end of the ASCII letters and digits at i.
func asciiEnd(s string, i int) int {
	for i < len(s) && plainByte[s[i]] != 0 {
		i++
	}
	return i
}

// plainByte is the lower-case form of ASCII letters and digits, 0 for all
// other bytes.
var plainByte = plainBytes()

func plainBytes() (table [256]byte) {
	for c := byte('a'); c <= 'z'; c++ {
		table[c], table[c-'a'+'A'] = c, c
	}
	for c := byte('0'); c <= '9'; c++ {
		table[c] = c
	}
	return table
}
