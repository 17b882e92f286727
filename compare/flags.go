package compare

import (
	"slices"
	"strings"

	"github.com/dupes-news/dupes/internal/prose"
)

const (
	quoteWords = 8  // of a copy inside quotation marks, to be one by itself
	frameWords = 8  // of what stands beside one in its sentence, to be compared by itself
	quotedPart = .8 // of a passage in quotation marks, to be a quotation

	datelineSentences = 8 // of an article that may begin with one: before it stand headlines and bylines
)

// readQuotes numbers the words that stand in quotation marks by their
// quotation, from 1.
func (t *text) readQuotes() {
	t.quotes = prose.Quoted(t.quotes[:0], t.raw)
	t.quoted = renew(t.quoted, t.words.Len())
	word := 0
	for n, q := range t.quotes {
		for ; word < t.words.Len() && t.words.At(word).Lo < q.Hi; word++ {
			if t.words.At(word).Lo >= q.Lo {
				t.quoted[word] = int32(n + 1)
			}
		}
	}
}

// splitQuotes cuts sentences where a long quotation begins or ends, so that
// what is said and who says it are compared by themselves.
func (t *text) splitQuotes() {
	var cuts []int
	for i := 1; i < t.words.Len(); i++ {
		if t.quoted[i] != t.quoted[i-1] {
			cuts = append(cuts, i)
		}
	}
	t.splitAt(slices.DeleteFunc(cuts, t.smallPiece))
}

// splitDatelines cuts the datelines off the first sentences: an article printed
// elsewhere often has another one, or none.
func (t *text) splitDatelines() {
	var cuts []int
	for _, s := range t.sentences[:min(len(t.sentences), datelineSentences)] {
		n := prose.Dateline(t.raw[s.Lo:s.Hi])
		if n == 0 {
			continue
		}
		for i := s.First + 1; i < s.End; i++ {
			if t.words.At(i).Lo >= s.Lo+n {
				cuts = append(cuts, i)
				break
			}
		}
	}
	t.splitAt(cuts)
}

// smallPiece reports whether a cut would leave less of a sentence than is worth
// comparing.
func (t *text) smallPiece(at int) bool {
	s := t.sentences[t.sentenceOf(at)]
	q := max(t.quoted[at], t.quoted[at-1])
	n := 0
	for i := s.First; i < s.End; i++ {
		if t.quoted[i] == q {
			n++
		}
	}
	return at-s.First < frameWords || s.End-at < frameWords || n < quoteWords
}

// readFooters marks the sentences that are no part of the story.
func (t *text) readFooters() {
	t.footer = renew(t.footer, len(t.sentences))
	for i, s := range t.sentences {
		t.footer[i] = prose.Boilerplate(t.raw[s.Lo:s.Hi])
	}
}

// quotedCopy returns the common run inside two sentences that is a quotation
// of either, when all else in them is different: what was copied is the quote,
// and each article puts it in its own words.
func (c *Comparer) quotedCopy(p pairing, tiles []Run) (pairing, bool) {
	i, _ := slices.BinarySearchFunc(tiles, p.a0, func(t Run, word int) int { return t.A + t.Words - 1 - word })
	for ; i < len(tiles) && tiles[i].A < p.a1; i++ {
		t := tiles[i]
		lo, hi := max(0, p.a0-t.A, p.b0-t.B), min(t.Words, p.a1-t.A, p.b1-t.B)
		q := pairing{a0: t.A + lo, a1: t.A + hi, b0: t.B + lo, b1: t.B + hi, copied: true}
		if hi-lo >= quoteWords && c.isQuote(q) && (c.a.fills(q.a0, q.a1, p.a0, p.a1) || c.b.fills(q.b0, q.b1, p.b0, p.b1)) && c.framesDiffer(p, q) {
			return q, true
		}
	}
	return pairing{}, false
}

// isQuote reports whether all words of both sides stand in quotation marks.
func (c *Comparer) isQuote(p pairing) bool {
	return c.a.inQuotes(p.a0, p.a1) == p.a1-p.a0 && c.b.inQuotes(p.b0, p.b1) == p.b1-p.b0
}

// inQuotes counts the words of [lo, hi) that stand in quotation marks.
func (t *text) inQuotes(lo, hi int) int {
	n := 0
	for _, q := range t.quoted[lo:hi] {
		if q > 0 {
			n++
		}
	}
	return n
}

// fills reports whether the words [lo, hi) are all that is quoted of
// [from, to).
func (t *text) fills(lo, hi, from, to int) bool {
	return t.inQuotes(from, lo) == 0 && t.inQuotes(hi, to) == 0
}

// framesDiffer reports whether what p holds around q has next to nothing in
// common.
func (c *Comparer) framesDiffer(p, q pairing) bool {
	c.markStems(c.a.stem[p.a0:q.a0])
	n := c.marked(c.b.stem[p.b0:q.b0]) + c.marked(c.b.stem[q.b1:p.b1])
	c.markStems(c.a.stem[q.a1:p.a1])
	n += c.marked(c.b.stem[p.b0:q.b0]) + c.marked(c.b.stem[q.b1:p.b1])
	return n <= 1
}

// marked counts the stems that carry the present mark.
func (c *Comparer) marked(stems []int32) int {
	n := 0
	for _, s := range stems {
		if s != none && c.marks[s] == c.mark {
			n++
		}
	}
	return n
}

// splitCopies cuts copies where a long quotation or a footer begins or ends,
// so that a reviewer can leave those out.
func (c *Comparer) splitCopies(pairs []pairing) []pairing {
	var out []pairing
	for _, p := range pairs {
		if !p.copied {
			out = append(out, p)
			continue
		}
		kinds := c.kinds(p)
		for lo := 0; lo < len(kinds); {
			hi := lo + 1
			for hi < len(kinds) && kinds[hi] == kinds[lo] {
				hi++
			}
			q := p
			q.a0, q.a1, q.b0, q.b1 = p.a0+lo, p.a0+hi, p.b0+lo, p.b0+hi
			out = append(out, q)
			lo = hi
		}
	}
	return out
}

// What the words of a copy are, other than plain text or in the quotation of
// that number.
const (
	plainText = 0
	footer    = -1
)

// kinds tells of each word of a copy whether it stands in a long quotation or
// in a footer, in both articles.
func (c *Comparer) kinds(p pairing) []int32 {
	kinds := renew(c.kindOf, p.a1-p.a0) // plainText
	c.kindOf = kinds
	first := 0 // of the quotation
	for k := range kinds {
		a, b := p.a0+k, p.b0+k
		switch {
		case c.a.quoted[a] > 0 && c.b.quoted[b] > 0:
			kinds[k] = c.a.quoted[a]
		case c.a.footer[c.a.home[a]] && c.b.footer[c.b.home[b]]:
			kinds[k] = footer
		}
		if kinds[k] != kinds[first] {
			unquote(kinds[first:k])
			first = k
		}
	}
	unquote(kinds[first:])
	return kinds
}

// unquote makes plain text of a quotation that is too short to stand alone.
func unquote(kinds []int32) {
	if len(kinds) > 0 && len(kinds) < quoteWords && kinds[0] > 0 {
		clear(kinds)
	}
}

// flag fills in what a reviewer wants to know of a passage in both articles.
func (c *Comparer) flag(out *Passage, p pairing) {
	a, b := c.a.inQuotes(p.a0, p.a1), c.b.inQuotes(p.b0, p.b1)
	out.Flags.Moved = p.moved
	out.Flags.Quoted = float64(a) >= quotedPart*float64(out.WordsA) && float64(b) >= quotedPart*float64(out.WordsB)
	out.Flags.Boilerplate = c.a.allFooter(p.a0, p.a1) && c.b.allFooter(p.b0, p.b1)
	if out.Flags.Quoted {
		out.Speaker = sameSpeaker(c.speaker(&c.a, p.a0, p.a1), c.speaker(&c.b, p.b0, p.b1))
	}
	if !p.copied && c.tells(p) {
		f := &out.Flags
		f.NumbersDiffer, f.NamesDiffer, f.Negated = c.reader.Facts(c.a.raw[out.A.Lo:out.A.Hi], c.b.raw[out.B.Lo:out.B.Hi])
	}
}

// tells reports whether a word that only one side of a pairing has may make
// another fact of it.
func (c *Comparer) tells(p pairing) bool {
	return c.lacking(&c.a, p.a0, p.a1, &c.b, p.b0, p.b1) || c.lacking(&c.b, p.b0, p.b1, &c.a, p.a0, p.a1)
}

// lacking looks at the words of t that o lacks, or has fewer times. The first
// of a passage has its capital whether it is a name or not.
func (c *Comparer) lacking(t *text, lo, hi int, o *text, from, to int) bool {
	for _, w := range o.word[from:to] {
		c.tally[w]++
	}
	found := false
	for i := lo; i < hi; i++ {
		c.tally[t.word[i]]--
		if c.tally[t.word[i]] >= 0 {
			continue
		}
		at := t.words.At(i)
		word, norm := t.raw[at.Lo:at.Hi], t.words.Norm(i)
		if i == lo {
			word = string(norm)
		}
		found = found || prose.Tells(word, norm)
	}
	for _, w := range o.word[from:to] {
		c.tally[w] = 0
	}
	for _, w := range t.word[lo:hi] {
		c.tally[w] = 0
	}
	return found
}

// flagOne is flag for a passage of one article.
func (c *Comparer) flagOne(out *Passage, t *text, lo, hi int) {
	out.Flags.Boilerplate = t.allFooter(lo, hi)
	if float64(t.inQuotes(lo, hi)) >= quotedPart*float64(hi-lo) {
		out.Flags.Quoted = true
		out.Speaker = c.speaker(t, lo, hi)
	}
}

// allFooter reports whether the words [lo, hi) are all in footers.
func (t *text) allFooter(lo, hi int) bool {
	for s := t.home[lo]; s <= t.home[hi-1]; s++ {
		if !t.footer[s] {
			return false
		}
	}
	return true
}

// speaker is who is quoted in the words [lo, hi), the first of them that is
// known. The speakers of an article are read when first asked for.
func (c *Comparer) speaker(t *text, lo, hi int) string {
	if !t.heard {
		t.heard = true
		t.quotations = c.reader.Quotations(t.quotations[:0], t.raw)
	}
	for _, q := range t.quoted[lo:hi] {
		if q > 0 && int(q) <= len(t.quotations) && t.quotations[q-1].Speaker != "" {
			return strings.Clone(t.quotations[q-1].Speaker) // else the name would keep the article in memory
		}
	}
	return ""
}

// sameSpeaker is who both articles quote: the fuller of two forms of a name,
// none where they name different people.
func sameSpeaker(a, b string) string {
	switch {
	case strings.HasSuffix(a, b):
		return a
	case strings.HasSuffix(b, a):
		return b
	}
	return ""
}
