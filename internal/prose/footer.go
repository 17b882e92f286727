package prose

import (
	"bytes"
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/boilerplate.txt
var boilerplateLines string

// footerRules are the patterns of boilerplate.txt: those that must stand at
// the start of a line, and those that may begin at any word.
type footerRules struct {
	start, anywhere footerTable
	filter          footerFilter
}

// footerTable files patterns under the words with which they begin.
type footerTable struct {
	rules   map[string][]footerRule // by the words of the pattern before the first gap
	lengths map[string]uint16       // first word -> bit n for patterns that have n words before the gap
	pairs   map[string]bool         // first two words
	begins  [1 << filterBits]bool   // by hash of letterKey of the first word
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
	f := &footerRules{start: newFooterTable(), anywhere: newFooterTable(), filter: footerFilter{pairs: make(map[uint64]int)}}
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
			if table == &f.anywhere {
				f.filter.add(p, words)
			}
		}
	}
	return f, nil
}

func newFooterTable() footerTable {
	return footerTable{rules: make(map[string][]footerRule), lengths: make(map[string]uint16), pairs: make(map[string]bool)}
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
	first, rest, _ := strings.Cut(head, " ")
	second, _, _ := strings.Cut(rest, " ")
	t.lengths[first] |= 1 << n
	t.begins[keyHash(letterKey([]byte(first)))] = true
	t.pairs[first+" "+second] = true
	return nil
}

// match reports whether a line fits a pattern.
func (f *footerRules) match(s string) bool {
	start, anywhere := f.start.mayBegin(s), f.filter.passes(s)
	if !start && !anywhere {
		return false
	}
	var buf [2*longestBoilerplate + 2]byte
	line := plainWords(buf[:0], s)
	words := bytes.Count(line, []byte(" "))
	if start && words > 0 && f.start.matchAt(line, 0, words) {
		return true
	}
	for at := 0; anywhere && at < len(line); at += bytes.IndexByte(line[at:], ' ') + 1 {
		if f.anywhere.matchAt(line, at, words) {
			return true
		}
	}
	return false
}

// mayBegin reports whether a pattern has the first two words of a line, so that
// most lines need no closer look.
func (t *footerTable) mayBegin(s string) bool {
	const longest = 40 // bytes
	if !t.firstWord(s) {
		return false
	}
	n := strings.IndexByte(s, ' ') + 1
	n += strings.IndexByte(s[n:], ' ') + 1
	if n == 0 || n > longest {
		return true
	}
	var buf [2*longest + 2]byte
	line := plainWords(buf[:0], s[:n])
	first := bytes.IndexByte(line, ' ')
	if first < 0 {
		return true
	}
	lengths := t.lengths[string(line[:first])]
	second := bytes.IndexByte(line[first+1:], ' ')
	if lengths == 0 || lengths&2 != 0 || second < 0 {
		return lengths != 0
	}
	return t.pairs[string(line[:first+1+second])]
}

// firstWord reports whether a pattern may have the first word of a line, by
// four letters, where those are plain.
func (t *footerTable) firstWord(s string) bool {
	if len(s) < 4 || plainByte[s[0]] < 'a' || load4(s)&0x80808080 != 0 {
		return true
	}
	var begin [4]byte
	copy(begin[:], s)
	key, plain := shortKey(begin[:])
	return !plain || t.begins[keyHash(key)]
}

// matchAt tries the patterns that begin with the word at that place of the
// line.
func (t *footerTable) matchAt(line []byte, at, words int) bool {
	if at+4 <= len(line) {
		if key, ok := shortKey(line[at:]); ok && !t.begins[keyHash(key)] {
			return false
		}
	}
	n := bytes.IndexByte(line[at:], ' ')
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
