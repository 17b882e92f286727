package compare

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// swallow gives up runs that only happen to be there: small words and signs
// between two changes at least as long. "[the old mayor of]{a governor from}"
// reads better than four changes around "of". It goes on until nothing is left
// to give up, in one pass.
func (d *differ) swallow() {
	kept := d.runs[:0] // never ahead of what is still to be read
	for _, next := range append(d.runs, d.tail()) {
		for d.accidental(kept, next) {
			kept = kept[:len(kept)-1]
		}
		kept = append(kept, next)
	}
	d.runs = kept[:len(kept)-1]
}

// accidental reports whether the last of the kept runs is to be given up.
func (d *differ) accidental(kept []run, next run) bool {
	if len(kept) == 0 {
		return false
	}
	var last run
	r := kept[len(kept)-1]
	if len(kept) > 1 {
		last = kept[len(kept)-2]
	}
	words := max(1, d.x.words(r.a, r.a+r.n))
	if words > d.changed(last, r) || words > d.changed(r, next) {
		return false
	}
	for i := range r.n {
		if d.x.weighty(r.a+i) || d.y.weighty(r.b+i) || i > 0 && d.x.touching(r.a+i) {
			return false
		}
	}
	return true
}

// touching reports whether token i is a word that goes on where another ends, as
// the characters of a Chinese or Thai name do.
func (s *side) touching(i int) bool {
	return s.tokens[i-1].word && s.tokens[i].word && s.tokens[i-1].hi == s.tokens[i].lo
}

// changed is the length in words of the change between two runs.
func (d *differ) changed(last, next run) int {
	return max(d.x.words(last.a+last.n, next.a), d.y.words(last.b+last.n, next.b))
}

// weighty reports whether token i is a word that a reader would miss: any but
// the small words, and those too where they are written as a name is (US, Will).
// Words of one or two letters are small in every script but Hangul: "de la" or
// a lone Han character does not hold two changes apart.
func (s *side) weighty(i int) bool {
	t := &s.tokens[i]
	if !t.word {
		return false
	}
	first, _ := utf8.DecodeRuneInString(t.form)
	letters := utf8.RuneCountInString(t.form)
	switch {
	case t.form == "no" || strings.ContainsFunc(t.form, unicode.IsNumber):
		return true
	case letters == 1:
		return false
	case letters == 2 && !unicode.Is(unicode.Hangul, first) || smallWords[t.form]:
		return s.name(i)
	}
	return true
}

// name reports a word with a capital letter that it does not owe to its place
// at the beginning of a sentence or a quotation.
func (s *side) name(i int) bool {
	t := &s.tokens[i]
	word := s.text[t.lo:t.hi]
	if first, _ := utf8.DecodeRuneInString(word); !unicode.IsUpper(first) {
		return false
	}
	begins := i == 0 || t.line || !s.tokens[i-1].word && s.tokens[i-1].form != ","
	return !begins || strings.ToUpper(word) == word
}

// smallWords are the words of English that carry grammar and little else.
// Numbers and negations are not among them: in two reports of one event they
// are what matters.
var smallWords = smallWordSet(`
	a an the this that these those such same some any each every all both either other another
	i me my mine we us our ours you your yours he him his she her hers it its they them their theirs
	who whom whose which what when where while why how there here
	of in on at to by for from with as into onto upon over under above below about after before since until till
	during between among against within through across along around near off out up down per via toward towards
	and or but if than then so because though although whether also too very just only even still yet more most
	is are was were be been being am it's that's there's he's she's they're we're i'm
	has have had having do does did done doing will would shall should can could may might must
`)

func smallWordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// slide moves a lone insertion or deletion that could stand in several places
// with the same outcome to where a reader would begin it: "A. [B. ]C." and not
// "A[. B]. C.".
func (d *differ) slide() {
	all := append(slices.Insert(d.runs, 0, run{}), d.tail())
	d.runs = all[:0] // never ahead of what is still to be read
	for i := range len(all) - 1 {
		last, next, by := &all[i], &all[i+1], 0
		switch a, b := last.a+last.n, last.b+last.n; {
		case a == next.a && b < next.b:
			by = d.y.slide(b, next.b, d.room(*last, *next))
		case b == next.b && a < next.a:
			by = d.x.slide(a, next.a, d.room(*last, *next))
		}
		last.n += by
		*next = run{next.a + by, next.b + by, next.n - by}
		d.add(*last)
	}
	d.add(all[len(all)-1])
}

// room is by how much the change between two runs may move to the left and to
// the right. It does not use up a run that parts it from another change.
func (d *differ) room(last, next run) [2]int {
	left, right := last.n, next.n
	if last.a+last.b > 0 {
		left--
	}
	if end := (run{a: next.a + next.n, b: next.b + next.n}); end != d.tail() {
		right--
	}
	return [2]int{left, right}
}

// slide returns by how much to move the change [lo, hi): to the place with the
// best seams, and to the first of these, since English phrases begin with
// their small words: "[in Paris and ]in London".
func (s *side) slide(lo, hi int, room [2]int) int {
	from, to := 0, 0
	for -from < room[0] && s.tokens[lo+from-1].id == s.tokens[hi+from-1].id {
		from--
	}
	for to < room[1] && s.tokens[lo+to].id == s.tokens[hi+to].id {
		to++
	}
	best := from
	for k := from + 1; k <= to; k++ {
		if s.seam(lo+k)+s.seam(hi+k) > s.seam(lo+best)+s.seam(hi+best) {
			best = k
		}
	}
	return best
}

// seam says how well a change may begin or end before token i, from 0 to 5. The
// order is that of Fraser's semantic cleanup: ends of the text, of lines, of
// sentences, signs, words.
func (s *side) seam(i int) int {
	if i == 0 || i == len(s.tokens) {
		return 5
	}
	last, next := &s.tokens[i-1], &s.tokens[i]
	apart := last.hi < next.lo
	switch {
	case next.line:
		return 4
	case s.stop(i-1) && (apart || s.text[last.lo] >= utf8.RuneSelf):
		return 3
	case !apart:
		return 0
	case !last.word:
		return 2
	}
	return 1
}

// stop reports whether token i ends a sentence.
func (s *side) stop(i int) bool {
	if t := s.tokens[i]; i > 0 && (t.form == `"` || t.form == "'" || t.form == ")") {
		i-- // a quotation that closes behind the stop
		if s.tokens[i].hi < t.lo {
			return false
		}
	}
	switch s.tokens[i].form {
	case ".", "!", "?", ellipsis, "。", "।", "؟":
		return true
	}
	return false
}

// ventilated returns the place, as an empty run, of a blank that both sides have
// though on one side nothing else stands and on the other it stands inside:
// `end,[ ]{" he said, "}and` becomes `end,{"} {he said, "}and`. It returns last for none.
func (d *differ) ventilated(last, next run, p, q hole) run {
	switch {
	case p.empty && p.lead > 0 && !q.empty && q.lead+q.trail == 0:
		if j := d.y.apart(last.b+last.n, next.b); j > 0 {
			return run{next.a, j, 0}
		}
	case q.empty && q.lead > 0 && !p.empty && p.lead+p.trail == 0:
		if i := d.x.apart(last.a+last.n, next.a); i > 0 {
			return run{i, next.b, 0}
		}
	}
	return last
}

// apart is the first of the tokens [lo, hi) that white space parts from the one
// before it there, 0 for none.
func (s *side) apart(lo, hi int) int {
	for i := lo + 1; i < hi; i++ {
		if s.tokens[i-1].hi < s.tokens[i].lo {
			return i
		}
	}
	return 0
}
