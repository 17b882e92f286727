package corpus

import (
	"bytes"
	"mime"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Of the JSON-LD of a page this much is read; the largest of 664 news pages
// had 104 KB in 7 scripts.
const (
	maxLinked  = 1 << 20 // bytes of all scripts together
	maxNodes   = 1000    // of all lists together
	maxNesting = 4       // lists and graphs in one another; pages have 2
)

// linkedData reads what a page says in JSON-LD of where its article is from.
type linkedData struct {
	origin   Origin
	headline string // of the article that was read
	any      bool   // an article was read
	bytes    int
	nodes    int
}

func isLinkedData(kind string) bool {
	kind, _, _ = mime.ParseMediaType(kind)
	return kind == "application/ld+json"
}

// read takes one script. One that is no JSON counts as far as it is.
func (l *linkedData) read(script string) {
	if l.bytes += len(script); l.bytes > maxLinked {
		return
	}
	script = strings.TrimSpace(script)
	script = strings.TrimSuffix(strings.TrimPrefix(script, "<![CDATA["), "]]>")
	d := jsontext.NewDecoder(strings.NewReader(script), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	v, err := d.ReadValue()
	if err == nil {
		l.value(v, 0)
	}
}

func (l *linkedData) value(v jsontext.Value, depth int) {
	if depth == maxNesting {
		return
	}
	switch v.Kind() {
	case '{':
		l.node(v, depth)
	case '[':
		d := jsontext.NewDecoder(bytes.NewReader(v), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
		d.ReadToken()
		for l.nodes < maxNodes && d.PeekKind() != ']' {
			e, err := d.ReadValue()
			if err != nil {
				return
			}
			l.nodes++
			l.value(e.Clone(), depth+1)
		}
	}
}

// node takes an object: a graph of others, or the article. A page may describe
// its article in two objects; those it only links to have other headlines.
func (l *linkedData) node(v jsontext.Value, depth int) {
	var o Origin
	article, headline := false, ""
	members(v, func(key string, v jsontext.Value) {
		switch key {
		case "@graph":
			l.value(v.Clone(), depth+1)
		case "@type":
			kinds, _ := namesIn(v, false)
			article = isArticle(kinds)
		case "headline":
			headline, _ = namesIn(v, false)
		default:
			o.setLinked(key, v)
		}
	})
	if !article || l.any && l.headline != "" && headline != "" && l.headline != headline {
		return
	}
	l.any = true
	if l.headline == "" {
		l.headline = headline
	}
	l.origin.merge(o)
}

// isArticle knows the types of schema.org for an article, several parted by
// "; ": NewsArticle, ReportageNewsArticle, BlogPosting, LiveBlogPosting, Report.
func isArticle(kinds string) bool {
	for kind := range strings.SplitSeq(kinds, "; ") {
		if strings.HasSuffix(kind, "Article") || strings.HasSuffix(kind, "BlogPosting") || strings.HasSuffix(kind, "Report") {
			return true
		}
	}
	return false
}

func (o *Origin) setLinked(key string, v jsontext.Value) {
	switch key {
	case "isBasedOn", "isBasedOnUrl":
		o.BasedOn, _ = namesIn(v, true)
	case "publisher":
		o.Publisher, _ = namesIn(v, false)
	case "sourceOrganization":
		o.Organization, _ = namesIn(v, false)
	case "creditText":
		o.Credit, _ = namesIn(v, false)
	case "copyrightHolder":
		o.Copyright, _ = namesIn(v, false)
	case "dateline":
		o.Dateline, _ = namesIn(v, false)
	}
}

// merge fills in what is empty yet.
func (o *Origin) merge(b Origin) {
	for _, f := range []struct{ to, from *string }{
		{&o.BasedOn, &b.BasedOn},
		{&o.Publisher, &b.Publisher},
		{&o.Organization, &b.Organization},
		{&o.Credit, &b.Credit},
		{&o.Copyright, &b.Copyright},
		{&o.Dateline, &b.Dateline},
	} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
}
