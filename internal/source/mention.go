package source

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// alias is a name under which outlets are known, cut into tokens.
type alias struct {
	words   []string // without a leading article
	article bool     // it is a name only with "the" before it: The Record
	context bool     // it has another meaning too
	outlets []int32  // whose name it is
}

// aliasIndex finds aliases by their first two words. It is not changed once
// made.
type aliasIndex struct {
	outlets []Outlet
	singles wordFilter          // of the aliases of one word
	pairs   wordFilter          // of the first two words of the others
	single  map[string]*alias   // aliases of one word
	longer  map[string][]*alias // by the first two words, longest first
	small   [256]bool           // first bytes of the aliases that begin small: dpa
}

func newAliasIndex(outlets []Outlet) *aliasIndex {
	x := &aliasIndex{outlets: outlets, single: map[string]*alias{}, longer: map[string][]*alias{}}
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
	for _, list := range x.longer {
		slices.SortFunc(list, func(a, b *alias) int {
			return cmp.Or(len(b.words)-len(a.words), slices.Compare(a.words, b.words))
		})
	}
	return x
}

// enter files an alias under its words in small letters: names are also set in
// capitals, and spells looks at the case.
func (x *aliasIndex) enter(a *alias) {
	first := a.words[0]
	if c := first[0]; 'a' <= c && c <= 'z' {
		x.small[c] = true
	}
	if len(a.words) == 1 {
		x.single[first] = a
		x.singles.add(filterHash(first))
		if upper := strings.ToUpper(first); upper != first && len(first) >= shortestShout && x.single[upper] == nil {
			x.single[upper] = a
			x.singles.add(filterHash(upper))
		}
		return
	}
	x.pairs.add(pairHash(filterHash(first), filterHash(a.words[1])))
	x.longer[pairKey(first, a.words[1])] = append(x.longer[pairKey(first, a.words[1])], a)
}

// shortestShout is the fewest letters of a name that is known in capitals too:
// POLITICO.
const shortestShout = 4

// pairKey is what two words are found by: small letters, a blank between.
func pairKey(a, b string) string { return strings.ToLower(a) + " " + strings.ToLower(b) }

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

// mention is an outlet's name in a text.
type mention struct {
	lo, hi int // tokens of the name, without the article
	alias  *alias
	name   string // of an outlet that the catalogue does not have; empty otherwise
	the    article
	quoted bool // inside a quotation
}

// article is what stands before a name.
type article uint8

const (
	noArticle    article = iota
	smallArticle         // the
	bigArticle           // The, inside a sentence: part of the name
	startArticle         // The, where the sentence begins
)

// at returns the alias that begins at token i and the token behind it.
func (x *aliasIndex) at(d *document, i int) (*alias, int) {
	word := d.word(i)
	hash := filterHash(word)
	if i+1 < len(d.tokens) && d.tokens[i+1].kind != breakToken {
		next := plainWord(d.word(i + 1))
		if x.pairs.may(pairHash(hash, filterHash(next))) {
			for _, a := range x.pair(word, next) {
				if hi := d.spells(a, i); hi > 0 && (!a.article || d.articleAt(i-1)) {
					return a, hi
				}
			}
		}
	}
	if !x.singles.may(hash) {
		return nil, 0
	}
	if a := x.single[word]; a != nil && (!a.article || d.articleAt(i-1)) {
		return a, i + 1
	}
	return nil, 0
}

// pair is the aliases that begin with two words, in any case.
func (x *aliasIndex) pair(a, b string) []*alias {
	var buf [64]byte
	if len(a)+len(b) >= len(buf) {
		return nil
	}
	key := append(append(append(buf[:0], a...), ' '), b...)
	for i, c := range key {
		switch {
		case c >= utf8.RuneSelf:
			return x.longer[pairKey(a, b)]
		case 'A' <= c && c <= 'Z':
			key[i] = c + 'a' - 'A'
		}
	}
	return x.longer[string(key)]
}

// spells returns the token behind an alias that begins at token i, 0 where it
// does not. Names are also set in capitals throughout.
func (d *document) spells(a *alias, i int) int {
	if i+len(a.words) > len(d.tokens) {
		return 0
	}
	for k, w := range a.words {
		t := d.tokens[i+k]
		got := d.text[t.lo:t.hi]
		if got != w && plainWord(got) != w && (t.kind != wordToken || got != strings.ToUpper(w)) {
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

// upperRune reports a token that begins with a capital.
func upperRune(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}
