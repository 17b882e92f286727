package corpus

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/net/publicsuffix"
)

// settle takes the address that the input gives as the canonical one. Nearly
// always it is the article's own. On another site it is the original of which
// the article is a copy: 9 of 1,550 news pages say so, all of them copies.
func (a *Article) settle(canonical string) {
	if a.Origin.Publisher == a.Outlet {
		a.Origin.Publisher = ""
	}
	if a.Origin.Source == a.Outlet {
		a.Origin.Source = ""
	}
	if a.URL == "" {
		a.URL = canonical
	}
	own, other := site(a.URL), site(canonical)
	if own != "" && other != "" && own != other {
		a.Origin.Canonical = canonical
	}
}

// site is the domain of an address under which one owner has all others:
// "cnn.com" of "https://money.cnn.com/x". It is empty where there is none.
func site(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return domain
	}
	return host
}

// What is taken of a value that may hold many names, or be no name at all.
const (
	maxNames = 8    // a page of three agencies is rare
	maxName  = 2048 // bytes; addresses may be that long
)

// namesIn is the name in a JSON value: a string, an object with one, or a list
// of such. Where address is set, an address goes before a name.
func namesIn(v jsontext.Value, address bool) (string, bool) {
	var names []string
	switch v.Kind() {
	case '"':
		names = appendName(names, unquote(v))
	case '{':
		names = appendName(names, nameIn(v, address))
	case '[':
		d := jsontext.NewDecoder(bytes.NewBuffer(v))
		d.ReadToken()
		for len(names) < maxNames && d.PeekKind() != ']' {
			e, err := d.ReadValue()
			if err != nil {
				return "", false
			}
			switch e.Kind() {
			case '"':
				names = appendName(names, unquote(e))
			case '{':
				names = appendName(names, nameIn(e, address))
			}
		}
	}
	return strings.Join(names, "; "), len(names) > 0
}

func appendName(names []string, name string) []string {
	if name = oneName(name); name == "" {
		return names
	}
	return append(names, name)
}

// oneName is a name or an address without white space around it, and empty
// where it is too long for one.
func oneName(s string) string {
	if s = strings.TrimSpace(s); len(s) > maxName {
		return ""
	}
	return s
}

// nameIn is the name of an object as schema.org, ninjs, RSS and news services
// have it. An object may name its outlet one step down: isBasedOn an article
// of a publisher.
func nameIn(object jsontext.Value, address bool) string {
	order := []string{"name", "literal", "title", "value", "#text", "url", "href", "link", "@id"}
	if address {
		order = []string{"url", "@id", "publisher", "name", "headline"}
	}
	best, rank := "", len(order)
	members(object, func(key string, v jsontext.Value) {
		for r, name := range order[:rank] {
			if key != name {
				continue
			}
			text := ""
			switch {
			case v.Kind() == '"':
				text = unquote(v)
			case v.Kind() == '{' && key == "publisher":
				text = nameIn(v, false)
			}
			if text != "" && (key != "@id" || strings.Contains(text, "//")) {
				best, rank = text, r
			}
			return
		}
	})
	return best
}

// members calls take for each member of an object, until it is no JSON.
func members(object jsontext.Value, take func(key string, v jsontext.Value)) {
	d := jsontext.NewDecoder(bytes.NewBuffer(object), jsontext.AllowDuplicateNames(true))
	if _, err := d.ReadToken(); err != nil {
		return
	}
	for d.PeekKind() == '"' {
		key, err := d.ReadValue()
		if err != nil {
			return
		}
		name := unquote(key)
		v, err := d.ReadValue()
		if err != nil {
			return
		}
		take(name, v)
	}
}
