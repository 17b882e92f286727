package prose

import (
	"bytes"
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
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
// a bare dateline or byline or the like. It takes about 7 ns a byte and never
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
	if plainByte[s[0]] >= 'a' {
		return false
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

//go:embed data/boilerplate.txt
var boilerplateLines string

// footerRules are the patterns of boilerplate.txt: those that must stand at
// the start of a line, and those that may begin at any word. The second are few,
// so that most words of a story are passed over by a look at their letters.
type footerRules struct{ start, anywhere footerTable }

// footerTable files patterns under the words with which they begin.
type footerTable struct {
	rules   map[string][]footerRule // by the words of the pattern before the first gap
	lengths map[string]uint16       // first word -> bit n for patterns that have n words before the gap
	first   [64]uint64              // bits of sieve for those first words
}

type footerRule struct {
	open  bool     // more words may follow
	words int      // most words of the line
	rest  []string // what must follow, behind gaps, in order
}

// footers is the table of the package, read once, when first asked for.
var footers = sync.OnceValue(func() *footerRules {
	f, _ := parseFooters(boilerplateLines) // a test keeps the list free of errors
	return f
})

func parseFooters(lines string) (*footerRules, error) {
	f := &footerRules{newFooterTable(), newFooterTable()}
	for n, line := range strings.Split(lines, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		where, line, _ := strings.Cut(line, " ")
		count, pattern, _ := strings.Cut(line, " ")
		words, err := strconv.Atoi(count)
		if err != nil || !setOf("whole starts ends holds")[where] {
			return f, fmt.Errorf("line %d: want whole, starts, ends or holds and a number of words", n+1)
		}
		table := &f.start
		if where == "ends" || where == "holds" {
			table = &f.anywhere
		}
		for _, p := range choices(pattern) {
			if err := table.add(footerRule{open: where == "starts" || where == "holds", words: words}, p); err != nil {
				return f, fmt.Errorf("line %d: %w", n+1, err)
			}
		}
	}
	return f, nil
}

func newFooterTable() footerTable {
	return footerTable{rules: make(map[string][]footerRule), lengths: make(map[string]uint16)}
}

// choices writes a pattern out, one for each way through its brackets.
func choices(pattern string) []string {
	open := strings.IndexByte(pattern, '[')
	if open < 0 {
		return []string{pattern}
	}
	var out []string
	depth, begin := 0, open+1
	for i := open; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '[':
			depth++
		case (c == '|' || c == ']') && depth == 1:
			for _, middle := range choices(pattern[begin:i]) {
				out = append(out, pattern[:open]+middle)
			}
			begin = i + 1
			if c == ']' {
				return join(out, choices(pattern[i+1:]))
			}
		case c == ']':
			depth--
		}
	}
	return nil // a bracket that is not closed
}

func join(heads, tails []string) []string {
	out := make([]string, 0, len(heads)*len(tails))
	for _, h := range heads {
		for _, t := range tails {
			out = append(out, h+t)
		}
	}
	return out
}

// maxPattern bounds the words before a gap, so that their number fits a bit.
const maxPattern = 15

func (t *footerTable) add(r footerRule, pattern string) error {
	parts := strings.Split(strings.Join(strings.Fields(pattern), " "), " ... ")
	head := parts[0]
	r.rest = parts[1:]
	n := len(strings.Fields(head))
	if n == 0 || n > maxPattern {
		return fmt.Errorf("pattern %q: want 1 to %d words before the first gap", pattern, maxPattern)
	}
	t.rules[head] = append(t.rules[head], r)
	first, _, _ := strings.Cut(head, " ")
	t.lengths[first] |= 1 << n
	bit := sieve(first[0], first[len(first)-1], len(first))
	t.first[bit>>6] |= 1 << (bit & 63)
	return nil
}

// sieve maps the first and last letter and the length of a word to one of
// 4096 bits.
func sieve(first, last byte, length int) uint {
	return uint(first&31) | uint(last&31)<<5 | uint(length&3)<<10
}

// match reports whether a line fits a pattern.
func (f *footerRules) match(s string) bool {
	var buf [2*longestBoilerplate + 2]byte
	line := plainWords(buf[:0], s)
	words := bytes.Count(line, []byte(" "))
	if words > 0 && f.start.matchAt(line, 0, words) {
		return true
	}
	for at := 0; at < len(line); at += bytes.IndexByte(line[at:], ' ') + 1 {
		if f.anywhere.matchAt(line, at, words) {
			return true
		}
	}
	return false
}

// matchAt tries the patterns that begin with the word at that place of the
// line.
func (t *footerTable) matchAt(line []byte, at, words int) bool {
	n := bytes.IndexByte(line[at:], ' ')
	bit := sieve(line[at], line[at+n-1], n)
	if t.first[bit>>6]>>(bit&63)&1 == 0 {
		return false
	}
	lengths := t.lengths[string(line[at:at+n])]
	end := at
	for n := 1; lengths>>n != 0 && end < len(line); n++ {
		end += bytes.IndexByte(line[end:], ' ') + 1
		if lengths>>n&1 == 0 {
			continue
		}
		for _, r := range t.rules[string(line[at:end-1])] {
			if words <= r.words && r.fits(line, end) {
				return true
			}
		}
	}
	return false
}

// fits reports whether the other parts of the rule follow from end on, and
// nothing else where nothing may.
func (r footerRule) fits(line []byte, end int) bool {
	for _, part := range r.rest {
		n := indexWords(line[end-1:], part)
		if n < 0 {
			return false
		}
		end += n + len(part) + 1
	}
	return r.open || end == len(line)
}

// indexWords is the place of the words of part in a line that begins and ends
// with a space, -1 where they do not stand.
func indexWords(line []byte, part string) int {
	for from := 0; ; {
		n := bytes.Index(line[from:], []byte(part))
		if n < 0 {
			return -1
		}
		if from += n; from > 0 && line[from-1] == ' ' && line[from+len(part)] == ' ' {
			return from - 1
		}
		from++
	}
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
