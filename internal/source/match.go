package source

// look is the entry of the word at token i, its zero value for a sign.
func (d *document) look(i int) wordEntry {
	if e := &d.entries[i]; !e.known {
		if d.tokens[i].kind == wordToken {
			*e = d.cues.words.entry(d.word(i))
		}
		e.known = true
	}
	return d.entries[i]
}

// holds reports whether the pattern holds for an outlet whose name, with all
// that belongs to it, is the tokens [lo, hi), and between which tokens it does.
func (d *document) holds(r *pattern, lo, hi int) (from, to int, ok bool) {
	if from, ok = d.match(r.left, lo, leftwards); !ok {
		return 0, 0, false
	}
	to, ok = d.match(r.right, hi, rightwards)
	return from, to, ok
}

// way is the direction in which elements are matched from a boundary between
// two tokens.
type way int

const (
	leftwards  way = -1
	rightwards way = 1
)

// next is the token behind boundary i in a direction.
func (w way) next(i int) int {
	if w == leftwards {
		return i - 1
	}
	return i
}

// match matches elements from boundary i on and returns where they end.
func (d *document) match(list []element, i int, w way) (int, bool) {
	if len(list) == 0 {
		return i, true
	}
	e := &list[0]
	if end, ok := d.matchFirst(e, list[1:], i, w); ok {
		return end, true
	}
	if e.optional {
		return d.match(list[1:], i, w)
	}
	return 0, false
}

// matchFirst matches one element and then the rest.
func (d *document) matchFirst(e *element, rest []element, i int, w way) (int, bool) {
	t := w.next(i)
	switch e.op {
	case wordOp:
		if t >= 0 && t < len(d.tokens) && e.has(d.look(t).id) {
			return d.match(rest, i+int(w), w)
		}
	case signOp:
		if t >= 0 && t < len(d.tokens) && d.signIs(t, e.sign) {
			return d.match(rest, i+int(w), w)
		}
	case edgeOp:
		if d.edge(t, w) {
			return d.match(rest, i, w)
		}
	case possessiveOp:
		return d.matchPossessive(rest, i, w)
	case nameOp:
		return d.matchName(rest, i, w)
	case gapOp:
		return d.matchGap(e, rest, i, w)
	}
	return 0, false
}

// edge reports that a sentence, or what stands by itself in it, ends at token t.
func (d *document) edge(t int, w way) bool {
	if d.closing(t) {
		return true
	}
	if w == rightwards {
		return d.sign(t, ")", "]")
	}
	return d.sign(t, "(", "[") || d.dash(t) && d.tokens[t+1].spaced
}

func (d *document) matchPossessive(rest []element, i int, w way) (int, bool) {
	if w == rightwards {
		if j := d.possessive(i); j > i {
			return d.match(rest, j, w)
		}
		return 0, false
	}
	for n := 1; n <= 2 && i-n > 0; n++ {
		if d.possessive(i-n) == i {
			return d.match(rest, i-n, w)
		}
	}
	return 0, false
}

// matchName tries every length of a name, the longest first.
func (d *document) matchName(rest []element, i int, w way) (int, bool) {
	far := d.nameEnd(i)
	if w == leftwards {
		far = d.nameBegin(i)
	}
	for ; far != i; far -= int(w) {
		first := far // or the last token of the name
		if w == rightwards {
			first = far - 1
		}
		if d.isUpper(first) {
			if end, ok := d.match(rest, far, w); ok {
				return end, true
			}
		}
	}
	return 0, false
}

// matchGap tries every length of a gap, none first.
func (d *document) matchGap(e *element, rest []element, i int, w way) (int, bool) {
	for n := 0; ; i += int(w) {
		if end, ok := d.match(rest, i, w); ok {
			return end, true
		}
		t := w.next(i)
		if d.closing(t) || d.barrier(t, e.far) {
			return 0, false
		}
		if d.tokens[t].kind == wordToken {
			if n++; n > e.n {
				return 0, false
			}
		}
	}
}

// signIs compares token i with a sign of a pattern, in which '" is any mark of
// quotation and '© its form (c) too.
func (d *document) signIs(i int, sign string) bool {
	switch sign {
	case `"`:
		return d.sign(i, `"`, "“", "”", "'", "’", "‘", "»")
	case "-":
		return d.dash(i)
	}
	return d.sign(i, sign)
}

// barrier reports a sign that a gap does not pass.
func (d *document) barrier(i int, far bool) bool {
	return d.sign(i, ";", "|", "•", "·") || !far && d.sign(i, ",", ":", "(", ")", "—", "–", "--")
}

// longestName is the most tokens of a person's name.
const longestName = 7

// nameBegin is where a name that ends before token i may begin at the earliest.
func (d *document) nameBegin(i int) int {
	lo := i
	for k := i - 1; k >= max(0, i-longestName) && d.ofName(k); k-- {
		lo = k
	}
	return lo
}

// nameEnd is where a name that begins at token i ends at the latest.
func (d *document) nameEnd(i int) int {
	hi := i
	for k := i; k < min(len(d.tokens), i+longestName) && d.ofName(k); k++ {
		hi = k + 1
	}
	return hi
}

// ofName reports a token that may stand in a person's name.
func (d *document) ofName(k int) bool {
	if d.tokens[k].kind == breakToken || d.tokens[k].stop {
		return false
	}
	return d.isUpper(k) || d.sign(k, ".", "-", "’", "'") && !d.tokens[k].spaced || d.in(k, particles)
}
