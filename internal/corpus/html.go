package corpus

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/go-shiori/go-readability"
	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
)

// Pages beyond these are refused. Depth is the dangerous one: html.Parse takes
// time and memory in proportion to depth times length, as it opens formatting
// elements anew in each paragraph, and go-readability recurses.
const (
	maxDepth = 400    // elements open at once; the deepest of 664 news pages had 40
	maxWork  = 500000 // sum over start tags of depth + flatWork; the largest had 278,163, the next 122,773
	flatWork = 20     // work of a start tag without the depth: 25,000 tags may stand side by side
)

// fromHTML decodes a web page: its main text without navigation, and what its
// metadata say.
func (r Record) fromHTML() (a Article, err error) {
	page, broken := htmlToUTF8(r.raw)
	if broken != nil && !errors.Is(broken, errBroken) {
		return Article{}, broken
	}
	if strings.TrimSpace(page) == "" {
		return Article{}, errEmpty
	}
	if err := checkTags(page); err != nil {
		return Article{}, err
	}
	// NOTE(go-readability): it hands the page's dates to dateparse, which
	// panics on some.
	defer func() {
		if p := recover(); p != nil {
			a, err = Article{}, fmt.Errorf("HTML extraction: %v", p)
		}
	}()
	a, err = r.extract(page)
	if broken != nil && strings.ContainsRune(a.Text, utf8.RuneError) {
		return Article{}, broken
	}
	return a, err
}

// htmlToUTF8 follows the byte order mark and the page's meta element. A page
// that is valid UTF-8 beyond ASCII is that whatever it declares. A page of UTF-8
// with broken places comes back with U+FFFD in them and errBroken: 3 of 377
// pages have one, none in the main text, where alone it matters.
func htmlToUTF8(raw []byte) (string, error) {
	enc, name, _ := charset.DetermineEncoding(raw, "")
	if name == "utf-8" || name == "windows-1252" || (utf8.Valid(raw) && !isASCII(raw)) {
		page, err := toUTF8(raw)
		if errors.Is(err, errBroken) {
			page = strings.ToValidUTF8(string(raw), "\ufffd")
		}
		return page, err
	}
	page, err := enc.NewDecoder().Bytes(raw)
	if err != nil {
		return "", fmt.Errorf("encoding %s: %w", name, err)
	}
	return toUTF8(page)
}

func isASCII(raw []byte) bool {
	return bytes.IndexFunc(raw, func(c rune) bool { return c >= utf8.RuneSelf }) < 0
}

// checkTags refuses a page that is too deep or too large to parse in bounded
// time. Elements whose end tags HTML lets authors leave out are not counted as
// depth: they close one another. An end tag counts only for an open element.
func checkTags(page string) error {
	depth, work := 0, 0
	open := map[string]int{}
	for z := html.NewTokenizer(strings.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			if err := z.Err(); err != io.EOF {
				return err
			}
			return nil
		case html.StartTagToken:
			if name, _ := z.TagName(); nests(name) {
				open[string(name)]++
				depth++
			}
			work += depth + flatWork
		case html.EndTagToken:
			if name, _ := z.TagName(); open[string(name)] > 0 {
				open[string(name)]--
				depth--
			}
		}
		if depth > maxDepth {
			return fmt.Errorf("HTML elements over %d deep", maxDepth)
		}
		if work > maxWork {
			return errors.New("HTML with too many elements")
		}
	}
}

func nests(tag []byte) bool {
	switch string(tag) {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", // never have content
		"p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "tbody", "thead", "tfoot", "rp", "rt":
		return false
	}
	return true
}

func (r Record) extract(page string) (Article, error) {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return Article{}, err
	}
	m := readMeta(doc) // go-readability takes the scripts out
	parser := readability.NewParser()
	main, err := parser.ParseDocument(doc, nil)
	if err != nil {
		return Article{}, err
	}
	text := ""
	if main.Node != nil {
		text = blockText(main.Node)
	}
	if text == "" {
		return Article{}, errors.New("no main text in the HTML")
	}
	a := Article{ID: r.id, Text: text, Title: main.Title, Outlet: main.SiteName, Byline: main.Byline}
	m.fill(&a)
	if a.Date.IsZero() && main.PublishedTime != nil {
		a.Date = *main.PublishedTime
	}
	return a, nil
}

// meta is what the page says of itself and go-readability does not return.
type meta struct {
	canonical, ownURL, date string
	original, syndication   string
	linked                  linkedData
}

func readMeta(doc *html.Node) meta {
	var m meta
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "link":
			if attr(n, "rel") == "canonical" {
				m.canonical = attr(n, "href")
			}
		case "meta":
			m.set(strings.ToLower(attr(n, "property")+attr(n, "name")+attr(n, "itemprop")), attr(n, "content"))
		case "time":
			if m.date == "" {
				m.date = attr(n, "datetime")
			}
		case "script":
			if isLinkedData(attr(n, "type")) && n.FirstChild != nil {
				m.linked.read(n.FirstChild.Data)
			}
		}
	}
	return m
}

func (m *meta) set(name, content string) {
	switch name {
	case "og:url":
		m.ownURL = cmp.Or(m.ownURL, content)
	case "original-source", "dc:source", "dc.source", "dcterms.source":
		m.original = cmp.Or(m.original, oneName(content))
	case "syndication-source":
		m.syndication = cmp.Or(m.syndication, oneName(content))
	case "article:published_time", "datepublished", "date", "pubdate", "publishdate", "dc.date", "dc.date.issued", "dcterms.created", "sailthru.date", "parsely-pub-date":
		if parseDate(m.date).IsZero() || name == "article:published_time" {
			m.date = content
		}
	}
}

// fill gives the article what the page says of itself. The canonical address
// is the article's own unless it is on another site than the one that social
// networks are given.
func (m *meta) fill(a *Article) {
	a.Date = parseDate(m.date)
	a.Origin = m.linked.origin
	a.Origin.Original, a.Origin.Syndication = m.original, m.syndication
	if a.URL = m.canonical; site(m.ownURL) != "" && site(m.ownURL) != site(m.canonical) || m.canonical == "" {
		a.URL = m.ownURL
	}
	a.settle(m.canonical)
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
