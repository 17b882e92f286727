package source

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// alias is a name under which outlets are known, cut into tokens.
type alias struct {
	words   []string // without a leading article
	article bool     // it is a name only with "the" before it: The Record
	context bool     // it has another meaning too
	outlets []int32  // whose name it is
}

// aliasIndex finds aliases by hashes of their first two words. It is not
// changed once made.
type aliasIndex struct {
	outlets []Outlet
	singles wordFilter          // of the aliases of one word
	pairs   wordFilter          // of the first two words of the others
	byHash  map[uint32][]*alias // of one word by filterHash, of more by pairHash; longest first
	small   wordFilter          // of the first words that begin small: dpa
}

func newAliasIndex(outlets []Outlet) *aliasIndex {
	x := &aliasIndex{outlets: outlets, byHash: map[uint32][]*alias{}}
	all := map[string]*alias{}
	for i := range x.outlets {
		o := &x.outlets[i]
		for _, name := range o.Aliases {
			x.put(all, int32(i), name, slices.Contains(o.NeedsContext, name), o.Aliases)
		}
		for _, name := range o.Dateline {
			if !slices.Contains(o.Aliases, name) {
				x.put(all, int32(i), name, true, o.Aliases)
			}
		}
	}
	for _, a := range all {
		x.enter(a)
	}
	for _, list := range x.byHash {
		slices.SortFunc(list, func(a, b *alias) int {
			return cmp.Or(len(b.words)-len(a.words), slices.Compare(a.words, b.words))
		})
	}
	return x
}

// enter files an alias under its first words.
func (x *aliasIndex) enter(a *alias) {
	first := filterHash(a.words[0])
	if c := a.words[0][0]; 'a' <= c && c <= 'z' {
		x.small.add(first)
	}
	if len(a.words) == 1 {
		x.singles.add(first)
		x.byHash[first] = append(x.byHash[first], a)
		return
	}
	for _, w := range spellings(a.words[1]) {
		h := pairHash(first, filterHash(w))
		x.pairs.add(h)
		x.byHash[h] = append(x.byHash[h], a)
	}
}

// put adds one alias of an outlet. "The Times" and "Times" are one alias, which
// needs the article unless the outlet has the bare form as well.
func (x *aliasIndex) put(all map[string]*alias, outlet int32, name string, context bool, others []string) {
	bare, article := strings.CutPrefix(name, "The ")
	if !article {
		bare, article = strings.CutPrefix(name, "the ")
	}
	if article && slices.Contains(others, bare) {
		return
	}
	var words []string
	for _, t := range lex(nil, bare, false) {
		words = append(words, plainWord(bare[t.lo:t.hi]))
	}
	if len(words) == 0 {
		return
	}
	key := strings.Join(words, " ")
	a := all[key]
	if a == nil {
		a = &alias{words: words, article: article, context: context}
		all[key] = a
	}
	a.article = a.article && article
	a.context = a.context || context
	if !slices.Contains(a.outlets, outlet) {
		a.outlets = append(a.outlets, outlet)
	}
}

// plainWord folds the signs that names are printed with.
func plainWord(w string) string {
	if w[0] < utf8.RuneSelf {
		return w
	}
	switch w {
	case "’", "‘":
		return "'"
	case "–", "—", "‐", "‑":
		return "-"
	}
	return w
}

// spellings is the inverse of plainWord.
func spellings(w string) []string {
	switch w {
	case "'":
		return []string{"'", "’", "‘"}
	case "-":
		return []string{"-", "–", "—", "‐", "‑"}
	}
	return []string{w}
}

// mention is an outlet's name in a text.
type mention struct {
	lo, hi int // tokens of the name, without the article
	alias  *alias
	name   string // of an outlet that the catalogue does not have; empty otherwise
	the    article
}

// article is what stands before a name.
type article uint8

const (
	noArticle    article = iota
	smallArticle         // the
	bigArticle           // The, inside a sentence: part of the name
	startArticle         // The, where the sentence begins
)

// may reports that an alias may begin at token i.
func (x *aliasIndex) may(d *document, i int) bool {
	one, two := d.hashes(i)
	return x.singles.may(one) || x.pairs.may(two)
}

// hashes are those of token i and of it with the next.
func (d *document) hashes(i int) (one, two uint32) {
	one = filterHash(d.word(i))
	if i+1 < len(d.tokens) {
		two = pairHash(one, filterHash(d.word(i+1)))
	}
	return one, two
}

// at returns the alias that begins at token i and the token behind it.
func (x *aliasIndex) at(d *document, i int) (*alias, int) {
	one, two := d.hashes(i)
	if x.pairs.may(two) {
		if a, hi := x.spelled(d, i, two); a != nil {
			return a, hi
		}
	}
	if x.singles.may(one) {
		return x.spelled(d, i, one)
	}
	return nil, 0
}

// spelled returns the longest alias of a hash that the text spells at token i.
func (x *aliasIndex) spelled(d *document, i int, hash uint32) (*alias, int) {
	for _, a := range x.byHash[hash] {
		if hi := d.spells(a, i); hi > 0 && (!a.article || d.articleAt(i-1)) {
			return a, hi
		}
	}
	return nil, 0
}

// shortestShout is the fewest letters of a name that is known in capitals too:
// POLITICO.
const shortestShout = 4

// spells returns the token behind an alias that begins at token i, 0 where it
// does not. Names are also set in capitals throughout.
func (d *document) spells(a *alias, i int) int {
	if i+len(a.words) > len(d.tokens) {
		return 0
	}
	for k, w := range a.words {
		t := d.tokens[i+k]
		got := d.text[t.lo:t.hi]
		if len(got) != len(w) && t.kind == wordToken {
			return 0
		}
		if got != w && plainWord(got) != w && (t.kind != wordToken || len(a.words) == 1 && len(w) < shortestShout || got != strings.ToUpper(w)) {
			return 0
		}
		if k > 0 && t.kind == wordToken && !t.spaced && d.tokens[i+k-1].kind == wordToken {
			return 0
		}
	}
	return i + len(a.words)
}

func allCapitals(w string) bool {
	for i := range len(w) {
		if c := w[i]; 'a' <= c && c <= 'z' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func (d *document) articleAt(i int) bool { return i >= 0 && d.is(i, "the") }

// articleBefore says which article stands before token i.
func (d *document) articleBefore(i int) article {
	switch {
	case !d.articleAt(i - 1):
		return noArticle
	case !d.tokens[i-1].upper:
		return smallArticle
	case d.starts(i - 1):
		return startArticle
	}
	return bigArticle
}

// starts reports the first word of a sentence, a line or a quotation.
func (d *document) starts(i int) bool {
	if i == 0 {
		return true
	}
	last := d.tokens[i-1]
	return last.kind == breakToken || last.stop || last.kind == signToken && d.text[last.lo] != ',' && d.text[last.lo] != '-' && d.text[last.lo] != '.' && d.text[last.lo] != '\'' && d.text[last.lo] != '&' && d.text[last.lo] != '/'
}
