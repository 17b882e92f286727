package source

import (
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

// aliasIndex finds aliases by their first word. It is not changed once made.
type aliasIndex struct {
	outlets []Outlet
	byWord  map[string][]*alias // longest first
	folded  map[string][]*alias // by the first word in lower case, for names set in capitals
	filter  wordFilter          // of the first words
	small   [256]bool           // first bytes of the aliases that begin small: dpa
}

func newAliasIndex(outlets []Outlet) *aliasIndex {
	x := &aliasIndex{outlets: outlets, byWord: map[string][]*alias{}, folded: map[string][]*alias{}}
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
		if c := a.words[0][0]; 'a' <= c && c <= 'z' {
			x.small[c] = true
		}
		x.filter.add(a.words[0])
		x.byWord[a.words[0]] = append(x.byWord[a.words[0]], a)
		first := strings.ToLower(a.words[0])
		x.folded[first] = append(x.folded[first], a)
	}
	for _, m := range []map[string][]*alias{x.byWord, x.folded} {
		for _, list := range m {
			slices.SortFunc(list, func(a, b *alias) int {
				if len(a.words) != len(b.words) {
					return len(b.words) - len(a.words)
				}
				return strings.Compare(strings.Join(a.words, " "), strings.Join(b.words, " "))
			})
		}
	}
	return x
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
	t := d.tokens[i]
	word := d.text[t.lo:t.hi]
	if !x.filter.may(word) {
		return nil, 0
	}
	for _, a := range x.byWord[word] {
		if hi := d.spells(a, i, false); hi > 0 && (!a.article || d.articleAt(i-1)) {
			return a, hi
		}
	}
	if len(word) < 4 || !allCapitals(word) {
		return nil, 0
	}
	for _, a := range x.folded[strings.ToLower(word)] {
		if hi := d.spells(a, i, true); hi > 0 && (!a.article || d.articleAt(i-1)) {
			return a, hi
		}
	}
	return nil, 0
}

// spells returns the token behind an alias that begins at token i, 0 where it
// does not.
func (d *document) spells(a *alias, i int, fold bool) int {
	if i+len(a.words) > len(d.tokens) {
		return 0
	}
	for k, w := range a.words {
		t := d.tokens[i+k]
		got := d.text[t.lo:t.hi]
		switch {
		case got == w, plainWord(got) == w:
		case fold && t.kind == wordToken && strings.EqualFold(got, w) && (got == strings.ToUpper(got)):
		default:
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
