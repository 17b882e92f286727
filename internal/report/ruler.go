package report

import (
	"strings"
	"unicode/utf8"

	"github.com/dupes-news/dupes/internal/source"
)

// rulerStep is the bytes between two places at which a ruler knows its counts.
const rulerStep = 512

// A ruler tells lines and code points of places in one text, in any order. It
// reads the text once, when it is first asked.
type ruler struct {
	text  string
	marks []mark // one for each rulerStep bytes
}

// mark counts what stands before a place.
type mark struct{ lines, points int }

func (r *ruler) before(at int) mark {
	if r.marks == nil {
		r.marks = []mark{{}}
		for lo := 0; lo+rulerStep <= len(r.text); lo += rulerStep {
			r.marks = append(r.marks, r.marks[len(r.marks)-1].plus(r.text[lo:lo+rulerStep]))
		}
	}
	at = min(max(at, 0), len(r.text))
	i := at / rulerStep
	return r.marks[i].plus(r.text[i*rulerStep : at])
}

// plus counts the first byte of each code point: a step may part one.
func (m mark) plus(text string) mark {
	m.lines += strings.Count(text, "\n")
	for i := range len(text) {
		if utf8.RuneStart(text[i]) {
			m.points++
		}
	}
	return m
}

// line is the number of the line, from 1.
func (r *ruler) line(at int) int { return r.before(at).lines + 1 }

// offset is a place in the unit that the reader asked for.
func (r *ruler) offset(at int, o Options) int {
	if o.Offsets != "runes" {
		return at
	}
	return r.before(at).points
}

func (r *ruler) span(s source.Span, o Options) [2]int {
	return [2]int{r.offset(s.Lo, o), r.offset(s.Hi, o)}
}
