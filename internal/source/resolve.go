package source

import (
	"slices"
	"strings"
	"unicode"

	"github.com/dupes-news/dupes/internal/corpus"
)

// context is what an article says elsewhere of the outlets that it names.
type context struct {
	own         *Outlet
	address     string             // own URL and outlet, as self compares them
	name        string             // of the own outlet, as the article has it
	initials    string             // of the own outlet
	established map[int32]bool     // named in full somewhere, or in a field, or the article's own
	taken       map[string]int     // short forms that the article defines as something else, and the token where
	short       map[string][]int32 // outlets named in full, by the last word of their name
	persons     map[string]bool    // names that the article has as a person's: Michael Bloomberg
	papers      map[string]string  // names of papers that the catalogue does not have, by their last word
	spoken      map[string]bool    // whether the text speaks of a country, as far as asked
}

func (c *context) meet(r *Reader, a *corpus.Article, own *Outlet, fields []Source) {
	c.reset()
	c.place(a)
	if c.own = own; own != nil {
		c.established[r.aliases.number(own)] = true
	}
	for _, s := range fields {
		if o, ok := r.catalogue.Outlet(s.Outlet); ok {
			c.established[r.aliases.number(o)] = true
		}
	}
	for i := range r.mentions {
		c.note(r, i)
	}
}

func (c *context) reset() {
	if c.established == nil {
		c.established, c.taken, c.short, c.persons = map[int32]bool{}, map[string]int{}, map[string][]int32{}, map[string]bool{}
		c.papers, c.spoken = map[string]string{}, map[string]bool{}
	}
	clear(c.established)
	clear(c.taken)
	clear(c.short)
	clear(c.persons)
	clear(c.papers)
	clear(c.spoken)
}

// note takes what mention i says for the others.
func (c *context) note(r *Reader, i int) {
	m, d := &r.mentions[i], &r.doc
	lo, hi := m.bounds()
	switch {
	case m.alias == nil:
		if last := m.name[strings.LastIndexByte(m.name, ' ')+1:]; c.papers[last] == "" {
			c.papers[last] = m.name
		}
	case d.sign(lo-1, "(") && d.sign(hi, ")") && d.definition(lo, hi) && !r.sameOutlet(i):
		if _, ok := c.taken[d.word(m.lo)]; !ok {
			c.taken[d.word(m.lo)] = m.lo
		}
	case len(m.alias.words) == 1 && m.the == noArticle && d.personal(m):
		c.persons[m.alias.words[0]] = true
	case !m.alias.context && len(m.alias.outlets) == 1 && !d.swallowed(m):
		c.full(m.alias)
	}
}

// full notes an outlet that is named in full, and by its last word if it is a
// paper.
func (c *context) full(a *alias) {
	outlet := a.outlets[0]
	c.established[outlet] = true
	if len(a.words) < 2 {
		return
	}
	last := a.words[len(a.words)-1]
	if listsOf(last)&paperNouns != 0 && !slices.Contains(c.short[last], outlet) {
		c.short[last] = append(c.short[last], outlet)
	}
}

// sameOutlet reports that mention i is the short form of the one before it:
// the Associated Press (AP).
func (r *Reader) sameOutlet(i int) bool {
	return i > 0 && r.mentions[i-1].alias != nil && r.mentions[i].lo-r.mentions[i-1].hi <= 1 &&
		slices.ContainsFunc(r.mentions[i].alias.outlets, func(o int32) bool { return slices.Contains(r.mentions[i-1].alias.outlets, o) })
}

// place notes what an article says of its own outlet.
func (c *context) place(a *corpus.Article) {
	c.name = a.Outlet
	c.address, c.initials = squeezed(a.URL)+" "+squeezed(a.Outlet), initialsOf(a.Outlet)
}

// self reports whether a name outside the catalogue is that of the article's
// own outlet: its address has it, too.
func (c *context) self(name string) bool {
	return strings.Contains(c.address, squeezed(name)) || allCapitals(name) && name == c.initials
}

// initialsOf is the first letters of the words of a name, but for the article.
func initialsOf(name string) string {
	var out []byte
	for w := range strings.FieldsSeq(strings.TrimPrefix(name, "The ")) {
		out = append(out, w[0])
	}
	return string(out)
}

// squeezed is a name as it stands in an address: kaleidoscopetimes.
func squeezed(name string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\'' || r == '’' || r == '&' {
			return -1
		}
		return unicode.ToLower(r)
	}, strings.TrimPrefix(name, "The "))
}

// number is the place of an outlet in the catalogue.
func (x *aliasIndex) number(o *Outlet) int32 {
	i, _ := slices.BinarySearchFunc(x.outlets, o.Name, func(a Outlet, name string) int { return strings.Compare(a.Name, name) })
	return int32(i)
}

// resolve appends the source that a verdict makes of a mention: one for each
// outlet that the name may mean, none where it is likely to mean no outlet.
func (r *Reader) resolve(dst []Source, m *mention, v verdict) []Source {
	d := &r.doc
	s := Source{Kind: v.kind, Confidence: v.confidence, Denied: v.denied, Evidence: d.span(v.lo, v.hi), Name: d.span(m.lo, m.hi)}
	if m.alias == nil {
		s.Outlet, s.Self = m.name, r.context.self(m.name)
		if s.Self && m.name == r.context.initials {
			s.Outlet = r.context.name // its sign
		} else if o, ok := r.catalogue.Resolve(m.name); ok {
			s.Outlet, s.Listed, s.Self = o.Name, true, r.context.own == o // HawaiiNewsNow
		}
		return append(dst, s)
	}
	outlets, confidence := r.candidates(m, v)
	if len(outlets) == 0 {
		if name := r.shortPaper(m); name != "" {
			s.Outlet = name
			return append(dst, s)
		}
		return dst
	}
	s.Listed, s.Confidence, s.Ambiguous = true, confidence, len(outlets) > 1
	for _, o := range outlets {
		outlet := &r.aliases.outlets[o]
		s.Outlet = outlet.Name
		s.Self = r.context.own != nil && r.context.own.Name == outlet.Name
		dst = append(dst, s)
	}
	return dst
}

// shortPaper is the paper outside the catalogue for which a short name stands:
// the Tribune, where the article has named the Pinewater Tribune.
func (r *Reader) shortPaper(m *mention) string {
	if m.the == noArticle || len(m.alias.words) > 1 {
		return ""
	}
	return r.context.papers[m.alias.words[0]]
}

// candidates are the outlets that a mention may mean, and how surely.
func (r *Reader) candidates(m *mention, v verdict) ([]int32, Confidence) {
	a := m.alias
	if !a.context && len(a.outlets) == 1 {
		return a.outlets, v.confidence
	}
	if len(a.words) == 1 {
		if at, ok := r.context.taken[a.words[0]]; ok && m.lo >= at {
			return nil, 0
		}
	}
	if len(a.words) == 1 && r.context.persons[a.words[0]] && (v.kind == Told || v.kind == Attribution) && !r.doc.reportVerb(v.lo, v.hi) {
		return nil, 0
	}
	var known []int32
	if len(a.words) == 1 && m.the != noArticle {
		known = slices.Clone(r.context.short[a.words[0]])
	}
	for _, o := range a.outlets {
		if r.context.established[o] && !slices.Contains(known, o) {
			known = append(known, o)
		}
	}
	if len(known) > 0 {
		return known, v.confidence
	}
	if !r.means(m, v) {
		return nil, 0
	}
	meant := a.outlets
	paper := listsOf(a.words[len(a.words)-1])&paperNouns != 0
	if !paper || len(a.words) > 1 {
		meant = r.near(meant)
	}
	if lo, _ := m.bounds(); len(meant) > 1 || v.confidence < Certain && (v.lo == lo || paper) {
		return meant, Weak
	}
	return meant, v.confidence
}

// personal reports a name with a first name or a title before it.
func (d *document) personal(m *mention) bool {
	return m.lo > 0 && d.isUpper(m.lo-1) && !d.tokens[m.lo-1].stop && !d.in(m.lo-1, beforeNames) && !allCapitals(d.word(m.lo)) && (!d.starts(m.lo-1) || d.in(m.lo-1, personTitles))
}

// near leaves out the outlets of countries of which the article does not
// speak, as long as one is left: ABC News is the American one unless Australia
// comes up.
func (r *Reader) near(outlets []int32) []int32 {
	if len(outlets) < 2 {
		return outlets
	}
	var near []int32
	for _, o := range outlets {
		country := r.aliases.outlets[o].Country
		if country == "US" || r.context.own != nil && r.context.own.Country == country || r.speaksOf(country) {
			near = append(near, o)
		}
	}
	if len(near) == 0 {
		return outlets
	}
	return near
}

// speaksOf reports whether the text has a word for the country.
func (r *Reader) speaksOf(country string) bool {
	spoken, asked := r.context.spoken[country]
	if !asked {
		spoken = slices.ContainsFunc(strings.Fields(countryWords[country]), func(w string) bool { return strings.Contains(r.doc.text, w) })
		r.context.spoken[country] = spoken
	}
	return spoken
}

// countryWords are telling parts of words for the countries whose outlets
// share a name with another's.
var countryWords = map[string]string{
	"GB": "Brit London England English Scot Wales Welsh U.K. UK", "AU": "Australia Sydney Melbourne Queensland", "CA": "Canad Toronto Ottawa Quebec Montreal", "IE": "Irish Ireland Dublin",
	"IN": "India Delhi Mumbai", "NZ": "Zealand Auckland", "ZA": "South Afric Johannesburg", "SG": "Singapore", "TW": "Taiwan Taipei", "HK": "Hong Kong", "PH": "Philippin Manila Filipino",
	"ES": "Spain Spanish Madrid", "FR": "France French Paris", "DE": "German Berlin", "NG": "Nigeria Lagos Abuja", "KE": "Kenya Nairobi", "PK": "Pakistan", "BD": "Bangladesh Dhaka", "IL": "Israel",
	"JP": "Japan Tokyo", "KR": "Korea Seoul", "MT": "Malta", "CY": "Cypr", "GH": "Ghana", "LK": "Sri Lanka", "NP": "Nepal", "ZW": "Zimbabw", "UG": "Ugand", "TZ": "Tanzan", "AR": "Argentin", "IT": "Ital",
}

// means reports that a name with another meaning is the outlet's here,
// although nothing else in the article says so.
func (r *Reader) means(m *mention, v verdict) bool {
	d := &r.doc
	lo, hi := m.bounds()
	first, last := listsOf(m.alias.words[0]), listsOf(m.alias.words[len(m.alias.words)-1])
	byRight := v.lo == lo && v.kind == Attribution && v.hi > hi
	switch {
	case v.kind == Dateline || v.kind == Photo || v.kind == Poll || v.kind == Byline:
		return true
	case len(m.alias.words) == 1 && allCapitals(m.alias.words[0]) && len(m.alias.words[0]) <= 5:
		return !byRight || m.the == noArticle || d.describedEnd(hi) > hi || m.alias.words[0] == "AP"
	case v.kind != Credit && v.kind != Reprint && d.headline(d.lineOf(m.lo)):
		return false
	case last&bigOnly != 0:
		return m.the == bigArticle
	case last&paperNouns != 0 && last&onePaper == 0:
		return len(m.alias.words) > 1 || m.the == bigArticle || m.the == startArticle && v.confidence == Certain
	case byRight:
		report := d.in(v.hi-1, reportsOnly)
		return !d.starts(lo) && (report || first&everyday == 0) || report && first&everyday == 0
	}
	return first&everyday == 0 || !d.starts(m.lo)
}

// longestHeadline is the most tokens of a headline.
const longestHeadline = 40

// headline reports a line in which nearly every word has a capital.
func (d *document) headline(n int) bool {
	l := d.lines[n]
	if l.hi-l.lo > longestHeadline {
		return false
	}
	upper, all := 0, 0
	for i := l.lo; i < l.hi; i++ {
		if d.isWord(i) {
			all++
			if d.tokens[i].upper {
				upper++
			}
		}
	}
	return all >= 4 && upper*10 >= all*7
}
