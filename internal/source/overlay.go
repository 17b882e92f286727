package source

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// What a file of outlets may have in bytes. The built-in ones are 370 KB.
const (
	maxOverlay = 1 << 20
	maxYAML    = 128 << 10 // NOTE(goccy/go-yaml): its time grows with the square of the keys of a mapping; these take 2 s at most
)

// With returns the catalogue with the changes of a file of outlets, which name
// is called in errors:
//
//	# coast.yaml
//	- name: Port Ellery Echo          # a new outlet
//	  kind: newspaper                 # online where it is not given
//	  country: IE
//	  domains: [echo.example]
//	  aliases: [Ellery Echo, the Echo] # the name itself is always one
//	  needs_context: [the Echo]       # aliases that mean something else as well
//	  dateline: [PEE]
//	- name: Reuters                   # a known outlet: the fields that are given replace its own
//	  domains: [reuters.com]
//	- name: The Sun
//	  remove: true
//
// The file is a list in YAML or JSON, or JSON lines. It is read strictly:
// every mistake is an error with its line. A domain that another outlet had is
// taken from it.
func (c *Catalogue) With(name string, data []byte) (*Catalogue, error) {
	if len(data) > maxOverlay {
		return nil, fmt.Errorf("%q: %d bytes of outlets: want at most %d", name, len(data), maxOverlay)
	}
	entries, err := readEntries(data)
	if err != nil {
		return nil, inFile(name, err)
	}
	w := c.work()
	for _, entry := range entries {
		o, err := readOutlet(entry)
		if err == nil {
			err = w.apply(o)
		}
		if err != nil {
			return nil, inFile(name, err)
		}
	}
	return newCatalogue(slices.DeleteFunc(w.outlets, func(o Outlet) bool { return o.Name == "" })), nil
}

// lineError is a mistake on a line of a file of outlets.
type lineError struct {
	line int
	err  error
}

func (e lineError) Error() string { return fmt.Sprintf("line %d: %v", e.line, e.err) }
func (e lineError) Unwrap() error { return e.err }

func atLine(line int, format string, args ...any) error {
	return lineError{line, fmt.Errorf(format, args...)}
}

func inFile(name string, err error) error {
	if e, ok := errors.AsType[lineError](err); ok {
		return fmt.Errorf("%q %w", name, e)
	}
	return fmt.Errorf("%q: %w", name, err)
}

// change is an outlet of a file, and what the file says of it.
type change struct {
	Outlet
	line   int
	given  map[string]bool // keys
	remove bool
}

// readOutlet checks an entry by itself.
func readOutlet(entry entry) (change, error) {
	o := change{line: entry.line, given: map[string]bool{}}
	if entry.kind != mappingEntry {
		return o, atLine(entry.line, "want an outlet with a name, have %s", entry.kind)
	}
	for _, m := range entry.members {
		if o.given[m.key] {
			return o, atLine(m.value.line, "%q is given twice", m.key)
		}
		o.given[m.key] = true
		if err := o.set(m.key, m.value); err != nil {
			return o, err
		}
	}
	switch {
	case o.Name == "":
		return o, atLine(entry.line, "an outlet without a name")
	case o.remove && len(o.given) > 2:
		return o, atLine(entry.line, "outlet %q: want no other field beside name and remove", o.Name)
	}
	if o.given["aliases"] && !slices.Contains(o.Aliases, o.Name) {
		o.Aliases = append(o.Aliases, o.Name)
	}
	return o, nil
}

func (o *change) set(key string, v entry) (err error) {
	switch key {
	case "name":
		o.Name, err = v.name()
	case "kind":
		if o.Kind, err = v.name(); err == nil && !slices.Contains(outletKinds, o.Kind) {
			err = atLine(v.line, "kind %q: want one of %s", o.Kind, joined(outletKinds))
		}
	case "country":
		if o.Country, err = v.name(); err == nil && !isCountry(o.Country) {
			err = atLine(v.line, "country %q: want a code of two capitals", o.Country)
		}
	case "note":
		o.Note, err = v.name()
	case "domains":
		o.Domains, err = v.list(domainOf)
	case "aliases":
		o.Aliases, err = v.list(aliasOf)
	case "needs_context":
		o.NeedsContext, err = v.list(aliasOf)
	case "dateline":
		o.Dateline, err = v.list(aliasOf)
	case "remove":
		if o.remove = v.kind == boolEntry && v.text == "true"; !o.remove {
			err = atLine(v.line, "remove: want true, or leave it out")
		}
	default:
		err = atLine(v.line, "unknown field %q: want name, kind, country, domains, aliases, needs_context, dateline, note or remove", key)
	}
	return err
}

func isCountry(s string) bool {
	return len(s) == 2 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'A' && s[1] <= 'Z'
}

func domainOf(s string) error {
	if hostOf(s) != s {
		return fmt.Errorf("domain %q: want a host in small letters, such as echo.example", s)
	}
	return nil
}

// maxAlias keeps the search for names in a text linear: each place where one
// may begin costs at most its length.
const maxAlias = 100 // bytes; the longest built in has 57

func aliasOf(s string) error {
	switch {
	case len(s) > maxAlias:
		return fmt.Errorf("name %.20q... of %d bytes: want at most %d", s, len(s), maxAlias)
	case foldName(s) == "":
		return fmt.Errorf("name %q: want letters or digits in it", s)
	}
	return nil
}

// work is a catalogue that is being changed.
type work struct {
	outlets  []Outlet       // those without a name are removed
	byName   map[string]int // folded
	byDomain map[string]int
	seen     map[string]int // lines by folded name
}

func (c *Catalogue) work() *work {
	w := &work{outlets: slices.Clone(c.outlets), byName: map[string]int{}, byDomain: map[string]int{}, seen: map[string]int{}}
	for i, o := range w.outlets {
		w.byName[foldName(o.Name)] = i
		for _, d := range o.Domains {
			w.byDomain[d] = i
		}
	}
	return w
}

func (w *work) apply(o change) error {
	key := foldName(o.Name)
	if first, ok := w.seen[key]; ok {
		return atLine(o.line, "outlet %q: already on line %d", o.Name, first)
	}
	w.seen[key] = o.line
	at, known := w.byName[key]
	switch {
	case known && w.outlets[at].Name != o.Name:
		return atLine(o.line, "outlet %q: the catalogue has it as %q", o.Name, w.outlets[at].Name)
	case !known && o.remove:
		return atLine(o.line, "remove %q: the catalogue has no such outlet", o.Name)
	case o.remove:
		w.outlets[at] = Outlet{}
		return nil
	case !known:
		at = len(w.outlets)
		w.outlets = append(w.outlets, Outlet{Name: o.Name, Kind: "online", Aliases: []string{o.Name}})
	}
	replace(&w.outlets[at], o)
	for _, alias := range w.outlets[at].NeedsContext {
		if !slices.Contains(w.outlets[at].Aliases, alias) {
			return atLine(o.line, "outlet %q: needs_context %q is none of its aliases", o.Name, alias)
		}
	}
	w.takeDomains(at)
	return nil
}

// replace gives p the fields that the file has. Context that no alias needs
// any more goes with the alias.
func replace(p *Outlet, o change) {
	for _, f := range []struct {
		key      string
		to, from *[]string
	}{
		{"domains", &p.Domains, &o.Domains},
		{"aliases", &p.Aliases, &o.Aliases},
		{"needs_context", &p.NeedsContext, &o.NeedsContext},
		{"dateline", &p.Dateline, &o.Dateline},
	} {
		if o.given[f.key] {
			*f.to = *f.from
		}
	}
	if o.given["kind"] {
		p.Kind = o.Kind
	}
	if o.given["country"] {
		p.Country = o.Country
	}
	if o.given["note"] {
		p.Note = o.Note
	}
	if o.given["aliases"] && !o.given["needs_context"] {
		p.NeedsContext = slices.DeleteFunc(slices.Clone(p.NeedsContext), func(alias string) bool { return !slices.Contains(p.Aliases, alias) })
	}
}

// takeDomains takes the domains of an outlet from those that had them.
func (w *work) takeDomains(at int) {
	for _, d := range w.outlets[at].Domains {
		if from, ok := w.byDomain[d]; ok && from != at {
			o := &w.outlets[from]
			o.Domains = slices.DeleteFunc(slices.Clone(o.Domains), func(other string) bool { return other == d })
		}
		w.byDomain[d] = at
	}
}

// name is the text of an entry that must be some.
func (v entry) name() (string, error) {
	text := strings.TrimSpace(v.text)
	switch {
	case v.kind != textEntry:
		return "", atLine(v.line, "want text, have %s", v.kind)
	case text == "":
		return "", atLine(v.line, "empty text")
	}
	if err := aliasOf(text); err != nil {
		return "", lineError{v.line, err}
	}
	return text, nil
}

// list is the texts of a list.
func (v entry) list(check func(string) error) ([]string, error) {
	if v.kind != listEntry {
		return nil, atLine(v.line, "want a list, have %s", v.kind)
	}
	var out []string
	for _, e := range v.items {
		text, err := e.name()
		if err != nil {
			return nil, err
		}
		if err := check(text); err != nil {
			return nil, lineError{e.line, err}
		}
		if slices.Contains(out, text) {
			return nil, atLine(e.line, "%q is given twice", text)
		}
		out = append(out, text)
	}
	return out, nil
}
