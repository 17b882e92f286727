package compare

import (
	"slices"
	"unicode/utf8"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Edit is a step from one text to another. Where both sides are set their
// words are equal; they may differ in case, width, white space or typographic
// marks. An insertion has no A, a deletion no B.
type Edit struct{ A, B string }

// Diff returns the steps from a to b in order: the A of all steps joined are
// a, the B are b. No word and no character is split, no two steps of one kind
// follow each other, and a deletion comes before the insertion that replaces
// it. Texts with equal words and signs are one step, two empty texts none.
// Diff(b, a) is the same with the sides exchanged.
//
// The steps are those that a reader follows most easily and not the fewest:
// small words and signs between two changes are changed with them. Names,
// numbers and other words of weight that Myers' algorithm (1986) finds in common
// stay so, however lonely.
//
// It is meant for aligned passages; in whole articles, what was moved shows as
// deleted and inserted. Two sentences of 40 words take some 20 us, two revisions
// of 800 words 0.5 ms, and any texts about 5 us a word at worst (see maxMyers).
func Diff(a, b string) []Edit {
	switch {
	case a == b && a == "":
		return nil
	case a == b:
		return []Edit{{a, b}}
	case len(a) > len(b) || len(a) == len(b) && a > b:
		// Of several shortest ways Myers' algorithm takes one that depends on the
		// direction. One direction for both makes the two views of a pair agree.
		return mirrored(Diff(b, a))
	}
	d := newDiffer(a, b)
	d.align()
	d.swallow()
	d.slide()
	return d.edits()
}

// mirrored exchanges the sides.
func mirrored(edits []Edit) []Edit {
	for i, e := range edits {
		edits[i] = Edit{e.B, e.A}
		if i > 0 && e.A == "" && edits[i-1].A == "" {
			edits[i-1], edits[i] = edits[i], edits[i-1] // the deletion first
		}
	}
	return edits
}

// differ holds two texts and the runs of tokens that they have in common.
type differ struct {
	x, y  side
	runs  []run  // in order and disjoint
	runes []rune // of the forms in a call of myers; 0 between calls
}

func newDiffer(a, b string) *differ {
	var l lexer
	d := differ{x: l.cut(a), y: l.cut(b)}
	d.runs = make([]run, 0, len(d.x.tokens)/4+4)
	d.runes = make([]rune, number(d.x.tokens, d.y.tokens))
	return &d
}

// run is a run of tokens common to both texts: [a, a+n) are [b, b+n).
type run struct{ a, b, n int }

// follows reports that r goes on where last ends.
func (r run) follows(last run) bool { return last.a+last.n == r.a && last.b+last.n == r.b }

// maxMyers bounds the tokens of two stretches together that go to Myers'
// algorithm, tokens that stand in one of them only not counted. Where they
// stand in quite another order it takes the square of that in steps, 2 to 4 ms
// for 512 tokens and 512: more than most passages have, and little enough for
// the 40 such stretches that two texts of 20,000 words may hold.
const maxMyers = 1024

// anchorRun is the length of the runs at which long texts are cut first, so
// that the stretches between them are short; what is still too long for Myers'
// algorithm is shown as replaced. Unrelated news often shares three tokens (he
// said,), and seldom four that stand once in each text.
const anchorRun = 4

// align finds the common runs.
func (d *differ) align() {
	if len(d.x.tokens)+len(d.y.tokens) <= maxMyers {
		d.between(run{}, d.tail())
		return
	}
	var last run
	for _, r := range d.anchors() {
		if r.a < last.a+last.n || r.b < last.b+last.n {
			continue // inside the last, or across its end
		}
		r.n = commonPrefix(d.x.tokens[r.a:], d.y.tokens[r.b:])
		d.between(last, r)
		d.add(r)
		last = r
	}
	d.between(last, d.tail())
}

// tail is an empty run at the end of both texts.
func (d *differ) tail() run { return run{a: len(d.x.tokens), b: len(d.y.tokens)} }

// anchors returns runs of anchorRun tokens that stand once in each text, as
// many as stand in the same order in both: the patience diff of Bram Cohen, with
// words in the place of lines.
func (d *differ) anchors() []run {
	type place struct{ a, inA, inB int32 }
	places := make(map[[anchorRun]int32]place, len(d.x.tokens))
	for i, w := range d.x.windows {
		p := places[w]
		places[w] = place{int32(i), p.inA + 1, 0}
	}
	for _, w := range d.y.windows {
		if p, ok := places[w]; ok {
			p.inB++
			places[w] = p
		}
	}
	var once []run
	for j, w := range d.y.windows {
		if p := places[w]; p.inA == 1 && p.inB == 1 {
			once = append(once, run{int(p.a), j, anchorRun})
		}
	}
	return ascending(once)
}

// ascending returns the longest subsequence of runs, in the order of the
// second text, whose places in the first ascend too, in O(n log n) (Fredman 1975).
func ascending(runs []run) []run {
	var ends []int                 // ends[n] is the run with the first place that ends a subsequence of n+1
	prev := make([]int, len(runs)) // run before run i in its subsequence
	for i, r := range runs {
		n, _ := slices.BinarySearchFunc(ends, r.a, func(e, a int) int { return runs[e].a - a })
		if n == len(ends) {
			ends = append(ends, i)
		}
		ends[n] = i
		if n > 0 {
			prev[i] = ends[n-1]
		}
	}
	chain := make([]run, len(ends))
	for n := len(ends) - 1; n >= 0; n-- {
		chain[n] = runs[ends[n]]
		if n > 0 {
			ends[n-1] = prev[ends[n]]
		}
	}
	return chain
}

// between finds the common runs between two others.
func (d *differ) between(last, next run) {
	x, y := d.x.between(last.a+last.n, next.a), d.y.between(last.b+last.n, next.b)
	head := run{last.a + last.n, last.b + last.n, commonPrefix(x, y)}
	x, y = x[head.n:], y[head.n:]
	n := commonSuffix(x, y)
	foot := run{next.a - n, next.b - n, n}
	d.add(head)
	d.myers(head, foot)
	d.add(foot)
}

func commonPrefix(x, y []token) int {
	n := min(len(x), len(y))
	for i := range n {
		if x[i].id != y[i].id {
			return i
		}
	}
	return n
}

func commonSuffix(x, y []token) int {
	n := min(len(x), len(y))
	for i := range n {
		if x[len(x)-1-i].id != y[len(y)-1-i].id {
			return i
		}
	}
	return n
}

// add appends a run, or lengthens the last.
func (d *differ) add(r run) {
	switch n := len(d.runs); {
	case r.n == 0:
	case n > 0 && r.follows(d.runs[n-1]):
		d.runs[n-1].n += r.n
	default:
		d.runs = append(d.runs, r)
	}
}

// myers finds the common runs between two others by the algorithm of Myers
// (1986), in the version of Neil Fraser's diff that looks from both ends.
//
// NOTE(go-diff): with any DiffTimeout but 0, and New sets 1 s, the outcome
// depends on the machine. The text of its steps is runes and not bytes of ours.
// Its line mode (the last argument) is for lines, and DiffCleanupSemantic counts a
// word as little as a letter: it drops a name that both texts share.
func (d *differ) myers(last, next run) {
	x, y := d.shared(last, next)
	if len(x.runes) == 0 || len(x.runes)+len(y.runes) > maxMyers {
		return
	}
	dmp := diffmatchpatch.DiffMatchPatch{DiffTimeout: 0}
	i, j := 0, 0
	for _, e := range dmp.DiffMainRunes(x.runes, y.runes, false) {
		n := utf8.RuneCountInString(e.Text)
		switch e.Type {
		case diffmatchpatch.DiffEqual:
			for range n {
				d.add(run{x.places[i], y.places[j], 1})
				i, j = i+1, j+1
			}
		case diffmatchpatch.DiffDelete:
			i += n
		case diffmatchpatch.DiffInsert:
			j += n
		}
	}
}

// subsequence is some tokens of a text as runes.
type subsequence struct {
	places []int
	runes  []rune
}

// firstRune stands for the first form that two stretches share, the next rune
// for the second. There are at most maxMyers/2, so that all are private.
//
// NOTE(go-diff): it puts the runes through strings, in which surrogates and
// U+FFFD are all one, and takes letters, blanks and line ends for such.
const firstRune = 0xE000

// shared returns the tokens that stand in both of the stretches between two
// runs. No other can be in common; in a rephrased sentence that is every other
// token, and leaving them out halves the time.
func (d *differ) shared(last, next run) (x, y subsequence) {
	const seen = -1
	inX, inY := d.x.between(last.a+last.n, next.a), d.y.between(last.b+last.n, next.b)
	for _, t := range inX {
		d.runes[t.id] = seen
	}
	r := rune(firstRune)
	for _, t := range inY {
		if d.runes[t.id] == seen {
			d.runes[t.id] = r
			r++
		}
	}
	x, y = d.numbered(inX, last.a+last.n), d.numbered(inY, last.b+last.n)
	for _, t := range inX {
		d.runes[t.id] = 0
	}
	return x, y
}

// numbered returns those tokens that have a rune; the first stands at place at.
func (d *differ) numbered(tokens []token, at int) subsequence {
	s := subsequence{make([]int, 0, len(tokens)), make([]rune, 0, len(tokens))}
	for i, t := range tokens {
		if r := d.runes[t.id]; r >= firstRune {
			s.places, s.runes = append(s.places, at+i), append(s.runes, r)
		}
	}
	return s
}

// edits cuts both texts at the ends of the runs.
func (d *differ) edits() []Edit {
	w := writer{x: d.x.text, y: d.y.text, edits: make([]Edit, 0, 3*len(d.runs)+2)}
	var last run
	for _, next := range append(d.runs, d.tail()) {
		p, q := d.holes(last, next)
		if p.empty && q.empty && len(d.runs) > 0 {
			last = next
			continue // white space around all words
		}
		if mid := d.ventilated(last, next, p, q); mid != last {
			w.change(d.holes(last, mid))
			p, q = d.holes(mid, next)
		}
		w.change(p, q)
		last = next
	}
	w.add(Edit{w.x[w.a:], w.y[w.b:]})
	return w.edits
}

// writer turns changes into edits. The bytes up to a and b are in them.
type writer struct {
	x, y  string
	a, b  int
	edits []Edit
}

// change writes what is equal up to the holes, and the holes without the white
// space that both have, that in front if they have it there. So a lone change
// takes the blank behind it, "the [red ]car", and the one in front where that is
// the only one, "He left[ at once]."
func (w *writer) change(p, q hole) {
	if p.lead > 0 && q.lead > 0 {
		p, q = p.behind(), q.behind()
	}
	if p.trail > 0 && q.trail > 0 {
		p.Hi, q.Hi = p.Hi-p.trail, q.Hi-q.trail
	}
	w.add(Edit{w.x[w.a:p.Lo], w.y[w.b:q.Lo]})
	w.add(Edit{A: w.x[p.Lo:p.Hi]})
	w.add(Edit{B: w.y[q.Lo:q.Hi]})
	w.a, w.b = p.Hi, q.Hi
}

func (w *writer) add(e Edit) {
	if e != (Edit{}) {
		w.edits = append(w.edits, e)
	}
}

// hole is what stands between two runs, with the white space at either end.
type hole struct {
	Span
	lead, trail int  // bytes of white space; all of them if there is no token
	empty       bool // of tokens
}

func (d *differ) holes(last, next run) (p, q hole) {
	return d.x.hole(last.a+last.n, next.a), d.y.hole(last.b+last.n, next.b)
}

// hole is the one that the tokens [lo, hi) fill.
func (s *side) hole(lo, hi int) hole {
	h := hole{Span: Span{0, len(s.text)}, empty: lo == hi}
	if lo > 0 {
		h.Lo = s.tokens[lo-1].hi
	}
	if hi < len(s.tokens) {
		h.Hi = s.tokens[hi].lo
	}
	h.lead, h.trail = h.Hi-h.Lo, h.Hi-h.Lo
	if !h.empty {
		h.lead, h.trail = s.tokens[lo].lo-h.Lo, h.Hi-s.tokens[hi-1].hi
	}
	return h
}

// behind is the hole without the white space in front.
func (h hole) behind() hole {
	h.Lo += h.lead
	if h.empty {
		h.trail = 0
	}
	return h
}
