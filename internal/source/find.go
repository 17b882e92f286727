package source

import "strings"

// find fills in the mentions of the document, in order.
func (r *Reader) find() {
	d := &r.doc
	r.mentions = r.mentions[:0]
	for i := 0; i < len(d.tokens); {
		if !r.mayBegin(i) {
			i++
			continue
		}
		m, ok := r.mentionAt(i)
		if !ok {
			i++
			continue
		}
		r.mentions = append(r.mentions, m)
		i = m.hi
	}
}

// mayBegin reports that a mention may begin or end at token i: at most words
// none does, and this finds out fast.
func (r *Reader) mayBegin(i int) bool {
	d := &r.doc
	t := &d.tokens[i]
	switch {
	case t.kind != wordToken:
		return false
	case d.addressAt(i):
		return true
	case t.upper:
		return r.aliases.may(d, i) || d.mayName(i)
	}
	return (r.aliases.small.may(filterHash(d.word(i))) || isDigit(d.text[t.lo])) && r.aliases.may(d, i)
}

// mentionAt returns the mention whose name begins at token i, or that ends
// there where it is known by its last word.
func (r *Reader) mentionAt(i int) (mention, bool) {
	d := &r.doc
	if d.addressAt(i) {
		return r.address(i, d.addressEnd(i))
	}
	if a, hi := r.aliases.at(d, i); a != nil {
		if d.sign(hi, ".") && !d.tokens[hi].spaced && d.is(hi+1, "com") && !d.tokens[hi+1].spaced {
			hi += 2 // TMZ.com
		}
		if !r.generic(a, i) {
			return mention{lo: i, hi: hi, alias: a, the: d.articleBefore(i)}, true
		}
	}
	if !d.tokens[i].upper || !d.mayName(i) {
		return mention{}, false
	}
	if m, ok := d.paperAt(i); ok && (len(r.mentions) == 0 || r.mentions[len(r.mentions)-1].hi <= m.lo) {
		return m, true
	}
	if m, ok := d.wireSign(i); ok {
		return m, true
	}
	if m, ok := d.describedAt(i); ok && !r.justNamed(i) && r.cue(&m).kind != 0 {
		return m, true
	}
	return r.newcomer(i)
}

// justNamed reports that the words before token i describe another outlet:
// told the BBC News website Mr Roe had left.
func (r *Reader) justNamed(i int) bool {
	n := len(r.mentions)
	return n > 0 && r.mentions[n-1].hi >= i-3
}

// mayName reports that a capital at token i may begin or end the name of an
// outlet outside the catalogue: most may not.
func (d *document) mayName(i int) bool {
	if i == 0 || d.sign(i-1, "(", "©") || d.look(i).lists&(paperNouns|serviceNouns|stations) != 0 {
		return true
	}
	return d.tokens[i-1].kind == wordToken && (d.look(i-1).lists&(genericFirst|mediaNouns|newsNouns|publishedBy|openers) != 0 || d.year(i-1))
}

// generic reports an alias that is the end of a longer name of a paper:
// Charleston Daily Mail.
func (r *Reader) generic(a *alias, i int) bool {
	d := &r.doc
	last := a.words[len(a.words)-1]
	return i > 0 && d.isUpper(i-1) && !d.starts(i-1) && !d.tokens[i-1].stop && listsOf(a.words[0])&genericFirst != 0 && listsOf(last)&paperNouns != 0 && !d.in(i-1, beforeNames)
}

// paperAt reads a name that the catalogue does not have, known for a paper's
// by its last word at token i: the Pinewater Ledger.
func (d *document) paperAt(i int) (mention, bool) {
	if i == 0 || !d.in(i, paperNouns) && !(d.in(i, serviceNouns) && d.in(i-1, serviceOf)) && !(d.in(i-1, genericFirst) && d.reportsFirst(i+1)) {
		return mention{}, false
	}
	lo := i
	for k := i - 1; k >= max(0, i-5); k-- {
		if d.tokens[k].kind == breakToken || d.tokens[k].stop || !d.tokens[k+1].spaced && d.isWord(k) && d.isWord(k+1) {
			break
		}
		if d.sign(k, ".") && !d.tokens[k].spaced && k > 0 && d.isUpper(k-1) {
			continue // St. Ives
		}
		if d.sign(k, "-") && !d.tokens[k].spaced {
			continue
		}
		if d.in(k, personTitles) {
			return mention{}, false // Mayor Jane Guardian
		}
		if !d.isUpper(k) || d.in(k, beforeNames) || d.in(k, openers) || d.in(k, pronouns) {
			break
		}
		lo = k
	}
	hi := i + 1
	for d.sign(hi, "-") && !d.tokens[hi].spaced && d.isUpper(hi+1) && !d.tokens[hi+1].spaced {
		hi += 2
	}
	if d.in(hi, paperNouns) && d.isUpper(hi) && d.tokens[hi].spaced {
		return mention{}, false // Daily News: read at its last word
	}
	if d.is(i, "press") && !d.in(i-1, genericFirst) || d.sign(i-1, "-") && i-2 <= lo && !d.callLetters(i-2) {
		return mention{}, false // University Press, E-Mail
	}
	if lo == i || d.isUpper(hi) || d.in(lo, notPapers) || d.in(i-1, notPapers) || d.sign(hi, "&") || d.is(hi, "of") || d.is(hi, "and") && d.isUpper(hi+1) && d.in(hi+1, paperNouns) {
		return mention{}, false
	}
	if d.possessive(lo) > lo || d.possessive(i-1) > i-1 && d.possessive(i-1) <= i {
		return mention{}, false
	}
	m := mention{lo: lo, hi: hi, the: d.articleBefore(lo)}
	m.name = d.nameText(lo, hi)
	return m, true
}

// wireSign reads the sign of an agency that the catalogue does not have, where
// agencies put it: LONDON (XYZ) -, or by itself on the last line.
func (d *document) wireSign(i int) (mention, bool) {
	if !d.sign(i-1, "(") || !d.sign(i+1, ")") || !d.isUpper(i) || len(d.word(i)) < 2 {
		return mention{}, false
	}
	m := mention{lo: i, hi: i + 1, name: d.word(i)}
	if d.lineOf(i)+1 == len(d.lines) && d.lines[len(d.lines)-1].hi == i+2 && (i == 1 || d.tokens[i-2].kind == breakToken) {
		return m, allCapitals(m.name) && len(m.name) <= 5 && !d.in(i, endMarks)
	}
	begin, ok := d.datelineBegin(i - 1)
	return m, ok && begin < i-1 && d.dash(i+2) && allCapitals(d.word(begin)) && len(d.word(begin)) > 3 && capitals(m.name) > 1 && !d.in(i, endMarks)
}

func capitals(w string) int {
	n := 0
	for i := range len(w) {
		if 'A' <= w[i] && w[i] <= 'Z' {
			n++
		}
	}
	return n
}

// callLetters reports the name of an American station at token i: KTLB-TV.
func (d *document) callLetters(i int) bool {
	w := ""
	if d.isUpper(i) {
		w = d.word(i)
	}
	return (len(w) == 3 || len(w) == 4) && (w[0] == 'K' || w[0] == 'W') && allCapitals(w)
}

// reportsFirst reports that token i goes on with what only a medium does.
func (d *document) reportsFirst(i int) bool {
	return d.is(i, "first") && d.in(i+1, reportVerbs) || d.is(i, "was") && d.is(i+1, "the") && d.is(i+2, "first") && d.is(i+4, "report")
}

// describedAt reads a name that the words before it make an outlet's: the
// newspaper Norrvik Tidende, Radio Norrvik.
func (d *document) describedAt(i int) (mention, bool) {
	station := d.in(i, stations)
	if !station && (i == 0 || !d.in(i-1, mediaNouns) && !(d.in(i-1, newsNouns) && d.is(i-2, "news")) || d.isUpper(i-1) || d.in(i, openers|notDescribing|selves)) {
		return mention{}, false
	}
	m := mention{lo: i, hi: d.capitalsEnd(i)}
	if station {
		m.the = d.articleBefore(i)
	}
	m.name = d.nameText(m.lo, m.hi)
	return m, !station || m.hi > i+1
}

// capitalsEnd is the token behind the capitals in a row from token i on.
func (d *document) capitalsEnd(i int) int {
	hi := i + 1
	for k := i + 1; k < min(len(d.tokens), i+6); k++ {
		if d.isUpper(k) {
			hi = k + 1
		} else if !d.sign(k, "&", "!", "-") && !d.is(k, "of") || d.tokens[k].stop {
			break
		}
	}
	return hi
}

// nameText is a name as it is printed, on one line.
func (d *document) nameText(lo, hi int) string {
	s := d.span(lo, hi)
	return strings.Join(strings.Fields(d.text[s.Lo:s.Hi]), " ")
}

// addressAt reports the first word of an address such as example.com.
func (d *document) addressAt(i int) bool {
	if i+2 >= len(d.tokens) || d.tokens[i+1].kind != signToken || d.tokens[i+1].spaced || d.tokens[i+2].spaced {
		return false
	}
	return d.addressEnd(i) > 0
}

// addressEnd is the token behind an address that begins at token i, 0 for none.
func (d *document) addressEnd(i int) int {
	if i > 0 && !d.tokens[i].spaced && d.sign(i-1, "@", ".", "-") {
		return 0
	}
	end := 0
	for k := i + 1; k+1 < len(d.tokens) && k < i+10; k += 2 {
		if !d.sign(k, ".", "-") || d.tokens[k].spaced || !d.isWord(k+1) || d.tokens[k+1].spaced || int(d.tokens[k].hi-d.tokens[k].lo) > 1 {
			break
		}
		if d.sign(k, ".") && d.in(k+1, topDomains) {
			end = k + 2
		}
	}
	return end
}

// address makes a mention of an address whose site the catalogue knows.
func (r *Reader) address(lo, hi int) (mention, bool) {
	d := &r.doc
	o, ok := r.catalogue.ByDomain(d.text[d.tokens[lo].lo:d.tokens[hi-1].hi])
	if !ok {
		return mention{}, false
	}
	return mention{lo: lo, hi: hi, alias: &alias{outlets: []int32{r.aliases.number(o)}}}, true
}

// newcomer reads a name that neither the catalogue nor its form makes an
// outlet, where the words before it can only be followed by one: first
// reported by Newsiness, this article was originally published on Fenmark.
func (r *Reader) newcomer(i int) (mention, bool) {
	d := &r.doc
	m := mention{lo: i, the: d.articleBefore(i)}
	before, _ := m.bounds()
	if !d.isUpper(i) || before == 0 || !d.in(before-1, publishedBy) && !d.sign(before-1, "©") && !d.year(before-1) {
		return mention{}, false
	}
	if !d.publishedBefore(before - 1) {
		return mention{}, false
	}
	m.hi = d.capitalsEnd(i)
	m.name = d.nameText(i, m.hi)
	v := r.cue(&m)
	switch {
	case v.kind == FirstReport && d.is(before-1, "by") && d.in(v.lo, firstWords) && d.outletLike(&m):
	case v.kind == Reprint && (d.is(before-1, "on") || d.is(before-1, "by") || d.is(before-1, "from") || m.the == bigArticle) && d.thisPiece(v.lo) && d.outletLike(&m):
	case v.kind == Credit && m.the == bigArticle:
	default:
		return mention{}, false
	}
	return m, true
}

// publishedBefore reports that a few words before token i something is said to
// be published.
func (d *document) publishedBefore(i int) bool {
	for k := i; k >= max(0, i-6); k-- {
		if d.in(k, published) || d.sign(k, "©") {
			return true
		}
	}
	return false
}

func (d *document) year(i int) bool {
	w := ""
	if d.isWord(i) {
		w = d.word(i)
	}
	return len(w) == 4 && (w[:2] == "20" || w[:2] == "19")
}

// outletLike reports a name that is rather an outlet's than a person's or a
// place's or a day's.
func (d *document) outletLike(m *mention) bool {
	if d.in(m.lo, dateWords) || d.in(m.lo, beforeNames) || d.in(m.lo, platforms) {
		return false
	}
	if d.in(m.lo, personTitles) || d.in(m.hi-1, institutions) && !(d.in(m.hi-1, serviceNouns) && d.in(m.hi-2, serviceOf)) {
		return false
	}
	n := m.hi - m.lo
	if n == 2 && m.the == noArticle && !d.tokens[m.lo+1].stop {
		return d.in(m.hi-1, paperNouns) // else a person's
	}
	return n != 1 || m.the == bigArticle || !allCapitals(d.word(m.lo))
}

// thisPiece reports that the sentence speaks of the article itself before
// token i: This story, It, Originally.
func (d *document) thisPiece(i int) bool {
	if d.closing(i - 1) {
		return d.in(i, startsPiece)
	}
	for k := i; k >= max(0, i-12) && !d.closing(k); k-- {
		if d.is(k, "this") && d.in(k+1, pieces) || d.is(k, "it") && d.closing(k-1) {
			return true
		}
	}
	return false
}
