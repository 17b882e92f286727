package source

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"golang.org/x/text/unicode/norm"
)

// Outlet is a publisher or an agency.
type Outlet struct {
	Name    string   `json:"name"`    // as it calls itself: The Washington Post
	Kind    string   `json:"kind"`    // agency, newspaper, broadcaster, online, magazine, trade, press-release, photo
	Country string   `json:"country"` // ISO 3166 code of two letters
	Domains []string `json:"domains"` // of its sites: washingtonpost.com
	Aliases []string `json:"aliases"` // every form of its name in a text, Name among them
	// NeedsContext are those aliases that have another meaning, or are names of
	// other outlets too: "the Post", "AP", "The Record".
	NeedsContext []string `json:"needs_context,omitempty"`
	Dateline     []string `json:"dateline,omitempty"` // forms between the brackets of a dateline: AP
	Note         string   `json:"note,omitempty"`
}

// kinds of outlets.
var outletKinds = []string{"agency", "newspaper", "broadcaster", "online", "magazine", "trade", "press-release", "photo"}

// Catalogue is the outlets that are known by name. It is not changed once
// made, and safe for concurrent use.
type Catalogue struct {
	outlets  []Outlet
	byName   map[string]int32 // folded canonical names
	byAlias  map[string]int32 // folded aliases, several where outlets have one in common
	byDomain map[string]int32
	lastWord map[string]bool    // folded last words of aliases
	bySlug   map[string]int32   // beginnings of the words of canonical names: was-pos
	index    func() *aliasIndex // of the names in a text, made once it is asked for
}

// several is the place of an alias that two outlets have.
const several = -1

// Default is the catalogue that is built in.
func Default() *Catalogue { return builtIn() }

var builtIn = sync.OnceValue(func() *Catalogue { return newCatalogue(parseLines(builtInLines)) })

//go:embed data/outlets.jsonl
var builtInLines []byte

// parseLines reads one outlet a line. The lines are ours, and a test reads
// them strictly: one that is no outlet is passed over here.
func parseLines(lines []byte) []Outlet {
	outlets := make([]Outlet, 0, bytes.Count(lines, []byte("\n")))
	for line := range bytes.Lines(lines) {
		var o Outlet
		if json.Unmarshal(line, &o) == nil {
			outlets = append(outlets, o)
		}
	}
	return outlets
}

// newCatalogue takes outlets in any order. Of two with one domain the first by
// name has it.
func newCatalogue(outlets []Outlet) *Catalogue {
	slices.SortFunc(outlets, func(a, b Outlet) int { return cmp.Compare(a.Name, b.Name) })
	c := &Catalogue{
		outlets: outlets,
		byName:  map[string]int32{}, byAlias: map[string]int32{}, byDomain: map[string]int32{}, bySlug: map[string]int32{}, lastWord: map[string]bool{},
	}
	c.index = sync.OnceValue(func() *aliasIndex { return newAliasIndex(outlets) })
	for i, o := range outlets {
		enter(c.byName, foldName(o.Name), int32(i))
		for _, list := range [][]string{o.Aliases, o.Dateline} {
			for _, alias := range list {
				enter(c.byAlias, foldName(alias), int32(i))
				c.lastWord[foldName(alias[strings.LastIndexByte(alias, ' ')+1:])] = true
			}
		}
		for _, d := range o.Domains {
			if _, taken := c.byDomain[d]; !taken {
				c.byDomain[d] = int32(i)
			}
		}
		enter(c.bySlug, slugKey(strings.Fields(o.Name)), int32(i))
	}
	return c
}

func enter(m map[string]int32, key string, at int32) {
	if old, ok := m[key]; ok && old != at {
		at = several
	}
	if key != "" {
		m[key] = at
	}
}

// foldName makes one of the ways to write a name: "The N.Y. Times", "ny-times".
// Letters and digits are left, without accents and a leading article.
func foldName(name string) string {
	name = strings.TrimSpace(name)
	if the := "the "; len(name) > len(the) && strings.EqualFold(name[:len(the)], the) {
		name = name[len(the):]
	}
	out := make([]byte, 0, 64) // most names need no more, and no memory
	for _, c := range []byte(name) {
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			out = append(out, c)
		case 'A' <= c && c <= 'Z':
			out = append(out, c+'a'-'A')
		case c == '&':
			out = append(out, "and"...)
		case c >= utf8.RuneSelf:
			return foldUnicode(name)
		}
	}
	return string(out)
}

func foldUnicode(name string) string {
	var out strings.Builder
	for _, r := range norm.NFKD.String(name) {
		switch {
		case r == '&':
			out.WriteString("and")
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			out.WriteRune(unicode.ToLower(r))
		}
	}
	return out.String()
}

// Outlets are ordered by name.
func (c *Catalogue) Outlets() []Outlet { return c.outlets }

// Outlet returns the outlet of a canonical name, spelled as it is there.
func (c *Catalogue) Outlet(name string) (*Outlet, bool) {
	i, found := slices.BinarySearchFunc(c.outlets, name, func(o Outlet, name string) int { return cmp.Compare(o.Name, name) })
	if !found {
		return nil, false
	}
	return &c.outlets[i], true
}

// ByDomain returns the outlet of a host or an address. A host that is not
// listed belongs to the outlet of the nearest domain above it: money.cnn.com
// to that of cnn.com.
func (c *Catalogue) ByDomain(address string) (*Outlet, bool) {
	for host := hostOf(address); strings.Contains(host, "."); _, host, _ = strings.Cut(host, ".") {
		if i, ok := c.byDomain[host]; ok {
			return &c.outlets[i], true
		}
	}
	return nil, false
}

// maxHost is the longest name of the domain name system.
const maxHost = 253

// hostOf is the host of an address with or without its scheme, in lower case,
// and empty where it has none.
func hostOf(address string) string {
	address = strings.TrimSpace(address)
	if _, rest, ok := strings.Cut(address, "//"); ok {
		address = rest
	}
	if end := strings.IndexAny(address, "/?#\\"); end >= 0 {
		address = address[:end]
	}
	address = address[strings.LastIndexByte(address, '@')+1:]
	address, _, _ = strings.Cut(address, ":")
	address = strings.ToLower(strings.Trim(address, "."))
	if len(address) > maxHost || !strings.Contains(address, ".") || strings.ContainsAny(address, " \t\r\n\"<>()[]{}") {
		return ""
	}
	return address
}

// slugKey is the first letters of the words of a name without its article, by
// which names that a corpus has cut short are found. It is empty for names of
// one word.
func slugKey(words []string) string {
	if len(words) > 0 && strings.EqualFold(words[0], "the") {
		words = words[1:]
	}
	if len(words) < 2 {
		return ""
	}
	var key []byte
	for _, w := range words {
		folded := foldName(w)
		key = append(append(key, folded[:min(leastSlug, len(folded))]...), '-')
	}
	return string(key)
}

// leastSlug is the least of a word that a shortened name keeps, in bytes.
const leastSlug = 3

// Resolve returns the outlet that a field for it names, as people fill such
// fields in: "The Washington Post", "washingtonpost.com", "wash-post", "CNN".
// A name that several outlets have is none.
func (c *Catalogue) Resolve(name string) (*Outlet, bool) {
	key := foldName(name)
	for _, k := range []string{key, strings.TrimPrefix(key, "the")} { // thehill
		for _, m := range []map[string]int32{c.byName, c.byAlias} {
			if i, ok := m[k]; ok {
				return c.unique(i)
			}
		}
	}
	if o, ok := c.ByDomain(name); ok {
		return o, true
	}
	return c.bySlugged(name)
}

// bySlugged finds wash-post: words in small letters, each the beginning of one
// of a name.
func (c *Catalogue) bySlugged(slug string) (*Outlet, bool) {
	parts := strings.Split(slug, "-")
	i, ok := c.bySlug[slugKey(parts)]
	if !ok || i == several || slug != strings.ToLower(slug) || len(slug) > maxAlias {
		return nil, false
	}
	name := strings.Fields(strings.TrimPrefix(c.outlets[i].Name, "The "))
	for k, p := range parts {
		if k == len(name) || !strings.HasPrefix(foldName(name[k]), foldName(p)) {
			return nil, false
		}
	}
	return &c.outlets[i], true
}

func (c *Catalogue) unique(i int32) (*Outlet, bool) {
	if i == several {
		return nil, false
	}
	return &c.outlets[i], true
}

// Version is a hash of all that the catalogue holds, 16 hexadecimal digits:
// outputs of one version can be compared.
func (c *Catalogue) Version() string {
	h := sha256.New()
	for _, o := range c.outlets {
		h.Write([]byte(strings.Join([]string{
			o.Name, o.Kind, o.Country, strings.Join(o.Domains, "\x01"), strings.Join(o.Aliases, "\x01"),
			strings.Join(o.NeedsContext, "\x01"), strings.Join(o.Dateline, "\x01"), o.Note, "\n",
		}, "\x00")))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}
