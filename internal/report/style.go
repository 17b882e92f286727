package report

import (
	"iter"
	"strings"
)

// style is how a part of a cell looks. In a cell it stands as the byte of its
// value before the part, and a plain one behind it: Clean leaves no control
// character in a text, and the layers that measure and break lines take these
// for what they are, of no width.
type style byte

const (
	plain    style = iota
	deleted        // words of a that b has not
	inserted       // words of b that a has not
	faint          // context
	copied         // the labels, and their part of a bar
	rephrased
	original
	evidence // words that name a source
	styles   // how many there are
)

func (s style) of(text string) string {
	if text == "" || s == plain {
		return text
	}
	return string(rune(s)) + text + string(rune(plain))
}

// parts yields the parts of a cell that look alike. from is the style that is
// open where the cell begins, and after the last part the one open at its end.
func parts(cell string, from *style) iter.Seq2[style, string] {
	return func(yield func(style, string) bool) {
		for cell != "" {
			n := strings.IndexFunc(cell, func(r rune) bool { return r < rune(styles) })
			if n < 0 {
				n = len(cell)
			}
			if n > 0 && !yield(*from, cell[:n]) {
				return
			}
			if n < len(cell) {
				*from = style(cell[n])
				n++
			}
			cell = cell[n:]
		}
	}
}
