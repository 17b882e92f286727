package source

import (
	"slices"
	"strings"

	"github.com/dupes-news/dupes/internal/corpus"
)

// Own is the article's own outlet: the one it says it is of, or that of its
// address where it says none, or one whose name may mean another. It is nil
// for an outlet that the catalogue does not have.
func (c *Catalogue) Own(a *corpus.Article) *Outlet {
	named, isNamed := c.Resolve(a.Outlet)
	hosting, isHosted := c.ByDomain(a.URL)
	switch {
	case isNamed && (!isHosted || !named.doubts(a.Outlet)):
		return named
	case isHosted:
		return hosting
	}
	return nil
}

// doubts reports a name of the outlet that may mean another: Observer, of
// London or New York. What agencies sign with is theirs.
func (o *Outlet) doubts(name string) bool {
	key := foldName(name)
	return slices.ContainsFunc(o.NeedsContext, func(alias string) bool { return foldName(alias) == key }) && !slices.Contains(o.Dateline, name)
}

// fieldSources appends the sources that the fields of an article name to dst,
// in a fixed order of fields. An outlet that the catalogue does not have
// counts only where the field holds the address of the original: a holder of
// the copyright may be anybody.
func (c *Catalogue) fieldSources(dst []Source, a *corpus.Article, own *Outlet) []Source {
	f := fielder{catalogue: c, article: a, own: own, dst: dst}
	o := &a.Origin
	f.addresses("canonical", o.Canonical)
	f.addresses("isBasedOn", o.BasedOn)
	f.addresses("original-source", o.Original)
	f.addresses("syndication-source", o.Syndication)
	f.names("creditText", o.Credit)
	f.names("copyrightHolder", o.Copyright)
	f.names("sourceOrganization", o.Organization)
	f.names("infosource", o.InfoSource)
	f.names("wire", o.Wire)
	f.names("source", o.Source)
	if p, ok := c.Resolve(o.Publisher); ok && p != f.own { // its own publisher is no news
		f.add("publisher", Credit, o.Publisher, p)
	}
	f.dateline(o.Dateline)
	f.byline(a.Byline)
	return f.dst
}

// fielder collects the sources of the fields of one article.
type fielder struct {
	catalogue *Catalogue
	article   *corpus.Article
	own       *Outlet // nil for unknown
	dst       []Source
}

func (f *fielder) add(field string, kind Kind, value string, o *Outlet) {
	s := Source{Outlet: o.Name, Kind: kind, Confidence: Certain, Listed: true, Self: o == f.own, Field: field, Value: value}
	if o.Kind == "photo" {
		s.Kind = Photo
	}
	f.once(s)
}

// once appends a source unless the field has named the outlet already.
func (f *fielder) once(s Source) {
	for _, t := range f.dst {
		if t.Outlet == s.Outlet && t.Field == s.Field && t.Kind == s.Kind {
			return
		}
	}
	f.dst = append(f.dst, s)
}

// addresses takes the addresses of originals. A host that no outlet is known
// for stands for its outlet; a name is none if it is not known.
func (f *fielder) addresses(field, values string) {
	for value := range split(values) {
		if o, ok := f.catalogue.Resolve(value); ok {
			f.add(field, Reprint, value, o)
		} else if host := bareHost(value); host != "" {
			self := host == bareHost(f.article.URL) || host == bareHost(f.article.Outlet)
			f.once(Source{Outlet: host, Kind: Reprint, Confidence: Certain, Self: self, Field: field, Value: value})
		}
	}
}

func bareHost(address string) string { return strings.TrimPrefix(hostOf(address), "www.") }

// names takes names of outlets, alone or in a credit line. One of a picture
// says nothing of the text.
func (f *fielder) names(field, values string) {
	for value := range split(values) {
		kind := Credit
		if isPicture(value) {
			kind = Photo
		}
		if o, ok := f.catalogue.Resolve(value); ok {
			f.add(field, kind, value, o)
			continue
		}
		for _, o := range f.catalogue.inLine(value) {
			f.add(field, kind, value, o)
		}
	}
}

func isPicture(credit string) bool {
	credit = strings.ToLower(credit)
	return slices.ContainsFunc([]string{"photo", "foto", "image", "picture", "illustration"}, func(w string) bool { return strings.Contains(credit, w) })
}

// split yields the values of a field that has several.
func split(values string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for value := range strings.SplitSeq(values, "; ") {
			if value = strings.TrimSpace(value); value != "" && !yield(value) {
				return
			}
		}
	}
}

// maxField is far over any credit line or byline that names outlets.
const maxField = 500 // bytes

// inLine are the outlets of a credit line or a byline: Reuters of "© 2031
// Reuters. All rights reserved.", AP of "By Jane Doe, AP Business Writer". Each
// stretch between two signs is cut at the words that join a writer and an
// outlet, and tried as a whole too, for "Voice of America".
func (c *Catalogue) inLine(line string) []*Outlet {
	if len(line) > maxField {
		return nil
	}
	var found []*Outlet
	try := func(words []string) {
		if o, ok := c.endsWith(words); ok && !slices.Contains(found, o) {
			found = append(found, o)
		}
	}
	for _, part := range strings.FieldsFunc(line, isCreditSign) {
		words := strings.Fields(part)
		lo := 0
		for i, w := range words {
			if joins(w) {
				try(words[lo:i])
				lo = i + 1
			}
		}
		try(words[lo:])
		if lo > 0 {
			try(words)
		}
	}
	return found
}

func isCreditSign(r rune) bool { return strings.ContainsRune("/|,;:()[]©®•·–—\n", r) }

// leads knows the words before a name, and years.
func leads(w string) bool {
	switch strings.ToLower(w) {
	case "by", "copyright", "c", "credit", "source", "via", "from", "-":
		return true
	}
	return len(w) == len("2031") && strings.Trim(w, "0123456789") == ""
}

// trails knows the words behind the name of an outlet: what a writer is there.
func trails(w string) bool {
	switch strings.ToLower(strings.TrimSuffix(w, ".")) {
	case "writer", "writers", "reporter", "reporters", "correspondent", "correspondents", "editor", "editors", "staff", "contributor", "columnist",
		"political", "business", "technology", "science", "medical", "health", "sports", "national", "legal", "diplomatic", "military", "entertainment", "economics",
		"all", "rights", "reserved":
		return true
	}
	return leads(w)
}

// joins knows the words between a writer and an outlet, and between outlets.
func joins(w string) bool {
	switch strings.ToLower(w) {
	case "for", "of", "with", "via", "from", "at", "to", "by", "and", "&", "-":
		return true
	}
	return false
}

// endsWith is the outlet at the end of a part of a line: all of it, or what
// follows a name, as in "JANE DOE Associated Press". What the writer is there
// may stand behind it, unless it is a part of the name: CBS Sports.
func (c *Catalogue) endsWith(words []string) (*Outlet, bool) {
	for len(words) > 0 && leads(words[0]) {
		words = words[1:]
	}
	for ; len(words) > 0; words = words[:len(words)-1] {
		longest := min(maxTail, len(words))
		if !c.lastWord[foldName(words[len(words)-1])] { // a surname, most of the time
			longest = 0
		}
		for n := longest; n > 0; n-- {
			tail := strings.TrimSuffix(strings.Join(words[len(words)-n:], " "), ".")
			if o, sure, ok := c.alone(tail); ok && (sure || n == len(words)) {
				return o, true
			}
		}
		if !trails(words[len(words)-1]) {
			break
		}
	}
	return nil, false
}

// maxTail is the most words of an outlet's name behind that of a writer.
const maxTail = 6

// alone is the outlet of a name with other words around it, and whether the
// name has no other meaning. One that has counts only if agencies sign with
// it, or it is a whole name with its article: "Jane Doe, AP" and "Jane Doe,
// The Sun", not "Jane Doe, Time".
func (c *Catalogue) alone(name string) (o *Outlet, sure, ok bool) {
	i, ok := c.byAlias[foldName(name)]
	if !ok || i == several {
		return nil, false, false
	}
	o = &c.outlets[i]
	sure = !slices.ContainsFunc(o.NeedsContext, func(alias string) bool { return foldName(alias) == foldName(name) })
	return o, sure, sure || !o.doubts(name) || strings.HasPrefix(name, "The ") && o.Name == name
}

// dateline takes the outlet of a dateline: "LONDON (Reuters) -", "Reuters". A
// town may be called as an outlet is, so the form must be one of a dateline.
func (f *fielder) dateline(value string) {
	if len(value) > maxField {
		return
	}
	for _, part := range strings.FieldsFunc(value, isCreditSign) {
		part = strings.TrimSpace(part)
		o, _, ok := f.catalogue.alone(part)
		if ok && slices.ContainsFunc(o.Dateline, func(form string) bool { return strings.EqualFold(form, part) }) {
			f.add("dateline", Dateline, value, o)
		}
	}
}

// byline takes the outlet that stands behind the name of a writer, or for it:
// "Jane Doe, Associated Press", "By AP", "Reuters". A byline that is only the
// name of its own outlet says "our staff", and is self.
func (f *fielder) byline(line string) {
	kind := Byline
	if isPicture(line) { // the byline of a gallery
		kind = Photo
	}
	for _, o := range f.catalogue.inLine(line) {
		f.add("byline", kind, line, o)
	}
}
