package compare

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Measures are what the verdict on a pair is read from. Where two articles
// differ in length, the longer holds much that the other cannot hold; so all
// but Longest are taken of the article that is the more like the other, and
// the measures of b and a are those of a and b.
type Measures struct {
	// Likeness of the article to the other, 0 to 1: two parts the likeness
	// of its sentences to their best counterparts, a mean over its words, and
	// one part the share of its words in common runs of three or more.
	Likeness float64
	// Reused is the share of its words in sentences that have a counterpart.
	Reused float64
	// Changes is the places in those sentences where words stand that are not
	// in such a run, for 100 words of them.
	Changes float64
	// Kept is the share of the words of those sentences that are in such a run.
	Kept float64
	// Longest is the words of the longest common run.
	Longest int
	// Quotes tells that little but quotations is common to both.
	Quotes bool
}

// The thresholds of a verdict. The first three are fitted to the 95 answers of
// Clough and Stevenson (2011), each to the middle of the widest gap among the
// places with the fewest errors; `make quality` fits
// them again and prints them.
const (
	reusedLikeness = .16 // below it: independent
	lightChanges   = 3.9 // below it, for 100 words: near copy
	lightKept      = .69 // from it on: light revision; below it: heavy
)

// Those of the thresholds that the test does not fit again. They, and what is
// measured, were chosen with all the answers in view.
const (
	// reusedPart is the share of the more covered article below which its
	// counterparts are parts of it, however literal: the scale has no other
	// place for an excerpt. With a third, two more near copies are heavy.
	reusedPart = .3
	// longPassage is the words of a common run that nobody is quoted with.
	longPassage = 60
	// counterpart is the cosine from which a sentence stands in the other
	// article. From .375 to .475 the verdicts on the answers are as good; where
	// a sentence is taken for reused at less, some of the author's own sentences
	// on the subject count as heavily revised ones.
	counterpart = .42
	// keptWords is the least run that counts as kept: between two of a light
	// revision there are often only three or four words.
	keptWords = 3
)

// verdict puts the measures on the scale.
func (m Measures) verdict() Verdict {
	switch {
	case m.Quotes, m.Likeness < reusedLikeness && m.Longest < longPassage:
		return Independent
	case m.Likeness < reusedLikeness || m.Reused < reusedPart:
		return HeavyRevision
	case m.Changes < lightChanges:
		return NearCopy
	case m.Kept >= lightKept:
		return LightRevision
	}
	return HeavyRevision
}

// onlyQuotes reports whether what both articles have is what somebody told
// them: quotations, which are no one's to copy, and next to nothing beside
// them. Where that is half of an article it is another matter.
func (c *Comparison) onlyQuotes() bool {
	quoted, other := 0, 0
	for _, p := range c.Passages {
		switch {
		case p.Label == Original:
		case p.Flags.Quoted:
			quoted += max(p.WordsA, p.WordsB)
		default:
			other += max(p.WordsA, p.WordsB)
		}
	}
	return quoted > 0 && other < innerCopy && 2*(quoted+other) < min(c.A.Words, c.B.Words)
}

// A judge keeps the memory that the measures take.
type judge struct {
	trigrams         []uint64
	keptA, keptB     []bool
	cosineA, cosineB []float32 // of each sentence with its best counterpart
}

// measure takes the measures of the pair, in O(words + seeds).
func (c *Comparer) measure(tiles []Run, seeds []seed) Measures {
	longest := 0
	for _, t := range tiles {
		longest = max(longest, t.Words)
	}
	if n := len(c.a.word); n > 0 && slices.Equal(c.a.word, c.b.word) {
		return Measures{Likeness: 1, Reused: 1, Kept: 1, Longest: n} // also of a single word, which is no run
	}
	c.keep()
	j := &c.judge
	j.cosineA = renew(j.cosineA, len(c.a.sentences))
	j.cosineB = renew(j.cosineB, len(c.b.sentences))
	for _, s := range seeds {
		j.cosineA[s.a] = max(j.cosineA[s.a], s.cosine)
		j.cosineB[s.b] = max(j.cosineB[s.b], s.cosine)
	}
	a := c.a.measure(j.cosineA, c.tiledA, j.keptA)
	b := c.b.measure(j.cosineB, c.tiledB, j.keptB)
	a.Longest, b.Longest = longest, longest
	if b.Likeness > a.Likeness {
		return b
	}
	return a
}

// keep marks the words of both articles that stand in a common run of three
// or more. The matcher is free for it: the tiles are laid.
func (c *Comparer) keep() {
	j, m := &c.judge, &c.matcher
	j.trigrams = trigrams(j.trigrams[:0], c.a.word)
	split := len(j.trigrams)
	j.trigrams = trigrams(j.trigrams, c.b.word)
	j.keptA = renew(j.keptA, len(c.a.word))
	j.keptB = renew(j.keptB, len(c.b.word))
	b := j.trigrams[split:]
	m.Reset(j.trigrams[:split], keptWords)
	m.Shared(b)
	for i, n := range m.home {
		if m.slots[n].round == m.round {
			j.keptA[i], j.keptA[i+1], j.keptA[i+2] = true, true, true
		}
	}
	for i, t := range b {
		if p := t * multiplier; m.maybe(p) && m.lookup(t, p) != nil {
			j.keptB[i], j.keptB[i+1], j.keptB[i+2] = true, true, true
		}
	}
}

// trigrams appends the runs of three words to dst. No two of them are taken
// for one unless a pair has more than two million different words.
func trigrams(dst []uint64, words []int32) []uint64 {
	for i := 0; i+keptWords <= len(words); i++ {
		dst = append(dst, uint64(words[i])<<42^uint64(words[i+1])<<21^uint64(words[i+2]))
	}
	return dst
}

// measure takes the measures of one article. A sentence that is copied is its
// own best counterpart, also where it is too short to be a seed.
func (t *text) measure(cosine []float32, tiled, kept []bool) Measures {
	var alike, reused, changes, runs, runsReused float64
	for i, s := range t.sentences {
		words := float64(s.End - s.First)
		n, gaps := stretches(kept[s.First:s.End])
		runs += n
		likeness := max(min(float64(cosine[i]), 1), held(tiled[s.First:s.End])/max(words, 1))
		alike += likeness * words
		if likeness >= counterpart {
			reused, runsReused, changes = reused+words, runsReused+n, changes+gaps
		}
	}
	words := max(float64(len(t.word)), 1)
	m := Measures{Likeness: (2*alike + runs) / (3 * words), Reused: reused / words}
	if reused > 0 {
		m.Changes, m.Kept = 100*changes/reused, runsReused/reused
	}
	return m
}

// stretches returns how many words are marked, and in how many places others
// stand between them.
func stretches(marked []bool) (words, gaps float64) {
	before := true
	for _, m := range marked {
		if m {
			words++
		} else if before {
			gaps++
		}
		before = m
	}
	return words, gaps
}

func held(marked []bool) (words float64) {
	for _, m := range marked {
		if m {
			words++
		}
	}
	return words
}

// An account is what the reason says of one article.
type account struct {
	Shares
	name   string
	text   string
	moved  int // words of copied and rephrased passages out of order
	pieces int // copied and rephrased passages
	only   []Span
}

func (a account) shared() int { return a.Copied + a.Rephrased }

// reason says why, from the passages of the comparison and the measures. a and
// b are the articles as they stand in it: it is made when the comparison has
// its final order, and that of b and a says the same with the names exchanged.
func (c *Comparison) reason(a, b string) string {
	m := c.Measures
	x, y := c.accounts(a, b)
	switch {
	case x.Words+y.Words == 0:
		return "neither article has words"
	case x.Words == 0:
		return x.name + " has no words"
	case y.Words == 0:
		return y.name + " has no words"
	case m.Longest == x.Words && m.Longest == y.Words:
		return "both have the same words in the same order"
	case x.shared()+y.shared() == 0:
		return m.scattered()
	}
	out := x.standsIn(y)
	if m.Changes >= .05 && m.Likeness >= reusedLikeness && !m.Quotes {
		out += fmt.Sprintf("; what they share differs in %.1f places for 100 words", m.Changes)
	}
	out += fmt.Sprintf("; %s of %s stands in %s", percent(y.shared(), y.Words), y.name, x.name)
	if m.Quotes {
		return out + "; nearly all of that is quoted"
	}
	if m.Likeness < reusedLikeness {
		return out + m.apart()
	}
	for _, z := range []account{x, y} {
		if z.Original > 0 {
			out += "; " + z.adds()
		}
	}
	return out
}

// scattered is the reason where no passage stands in both articles.
func (m Measures) scattered() string {
	out := "no passage stands in both articles"
	if m.Likeness < reusedLikeness {
		return out + ", word for word or with words changed"
	}
	return out + fmt.Sprintf(", yet sentence by sentence they are %d%% alike, and %d%% tells of reuse", int(100*m.Likeness), int(100*reusedLikeness))
}

// apart says why articles that share little are not made from one another,
// or are so because of one passage.
func (m Measures) apart() string {
	out := ""
	if m.Longest > 0 {
		out = fmt.Sprintf("; the longest common run has %s", counted(m.Longest, "word"))
	}
	if m.Longest >= longPassage {
		return out + ", more than anyone is quoted with"
	}
	return out + fmt.Sprintf("; sentence by sentence they are %d%% alike, less than the %d%% that tell of reuse", int(100*m.Likeness), int(100*reusedLikeness))
}

// accounts are those of both articles; first that of which more stands in the
// other, then the shorter one.
func (c *Comparison) accounts(a, b string) (x, y account) {
	x, y = account{Shares: c.A, name: "a", text: a}, account{Shares: c.B, name: "b", text: b}
	for _, p := range c.Passages {
		x.take(p, p.A, p.WordsA)
		y.take(p, p.B, p.WordsB)
	}
	if cmp.Or(cmp.Compare(y.shared()*x.Words, x.shared()*y.Words), cmp.Compare(x.Words, y.Words),
		cmp.Compare(len(a), len(b)), strings.Compare(a, b)) > 0 {
		return y, x
	}
	return x, y
}

func (a *account) take(p Passage, at Span, words int) {
	switch {
	case p.Label != Original:
		a.pieces++
		if p.Flags.Moved {
			a.moved += words
		}
	case words > 0:
		a.only = append(a.only, at)
	}
}

// standsIn says how much of a stands in o, and how.
func (a account) standsIn(o account) string {
	out := fmt.Sprintf("%s of %s stands in %s", percent(a.shared(), a.Words), a.name, o.name)
	switch {
	case a.Rephrased == 0:
		out += ", word for word"
	case a.Copied == 0:
		out += ", with words changed"
	default:
		out += fmt.Sprintf(", %s word for word", percent(a.Copied, a.Words))
	}
	switch {
	case a.moved > 0:
		out += fmt.Sprintf(", %s in another place", percent(a.moved, a.Words))
	case a.pieces > 1:
		out += ", in the same order"
	}
	return out
}

// adds says what stands in a only.
func (a account) adds() string {
	out := fmt.Sprintf("%s adds %s", a.name, counted(a.Original, "word"))
	if n := a.paragraphs(); n > 0 {
		out += ", " + counted(n, "paragraph") + " among them"
	}
	return out
}

// paragraphs counts those that stand in a only as a whole.
func (a account) paragraphs() int {
	slices.SortFunc(a.only, func(x, y Span) int { return cmp.Compare(x.Lo, y.Lo) })
	n, lo, at := 0, 0, 0
	for line := range strings.SplitAfterSeq(a.text+"\n\n", "\n") {
		end := min(at, len(a.text))
		at += len(line)
		if strings.TrimSpace(line) != "" {
			continue
		}
		if body := a.trimmed(Span{lo, end}); !body.Empty() && a.covers(body) {
			n++
		}
		lo = min(at, len(a.text))
	}
	return n
}

// trimmed is a span without what no word is made of at its ends.
func (a account) trimmed(s Span) Span {
	body := strings.TrimLeftFunc(a.text[s.Lo:s.Hi], noWord)
	s.Lo = s.Hi - len(body)
	s.Hi = s.Lo + len(strings.TrimRightFunc(body, noWord))
	return s
}

// noWord is a character that is no part of a word.
func noWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }

// covers reports whether the spans that stand in a only hold s, one behind the
// other, but for what no word is made of.
func (a account) covers(s Span) bool {
	i, _ := slices.BinarySearchFunc(a.only, s.Lo+1, func(x Span, at int) int { return cmp.Compare(x.Hi, at) })
	for ; i < len(a.only) && a.only[i].Lo <= s.Lo; i++ {
		if a.only[i].Hi >= s.Hi {
			return true
		}
		s = a.trimmed(Span{a.only[i].Hi, s.Hi})
	}
	return false
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// percent rounds down, so that 100% means all; 0% is said of nothing only.
func percent(part, whole int) string {
	if n := 100 * part / max(whole, 1); n > 0 || part == 0 {
		return fmt.Sprintf("%d%%", n)
	}
	return "under 1%"
}
