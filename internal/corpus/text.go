package corpus

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxFrontMatter bounds what the YAML parser is given; a longer head is text.
//
// NOTE(goccy/go-yaml): its time grows with the square of the nesting or worse:
// 64 KiB of "[" take 30 s.
const maxFrontMatter = 8 << 10

// fromText decodes plain text and Markdown, which may begin with front matter.
func (r Record) fromText() (Article, error) {
	text, err := toUTF8(r.raw)
	if err != nil {
		return Article{}, err
	}
	a := Article{ID: r.id, Text: text}
	if head, body, ok := cutFrontMatter(text); ok {
		isMap, err := a.setFrontMatter(head)
		if err != nil {
			return Article{}, err
		}
		if isMap {
			a.Text = body
		}
	}
	if strings.TrimSpace(a.Text) == "" {
		return Article{}, errEmpty
	}
	return a, nil
}

// cutFrontMatter splits text that begins with a line --- and has another.
func cutFrontMatter(text string) (head, body string, ok bool) {
	first, rest, _ := strings.Cut(text, "\n")
	if strings.TrimRight(first, " \t\r") != "---" {
		return "", "", false
	}
	for at := 0; at < len(rest) && at < maxFrontMatter; {
		line, _, _ := strings.Cut(rest[at:], "\n")
		next := min(at+len(line)+1, len(rest))
		if strings.TrimRight(line, " \t\r") == "---" {
			return rest[:at], rest[next:], true
		}
		at = next
	}
	return "", "", false
}

// setFrontMatter takes the fields that head names. Text may also begin with a
// rule and have another further down; that is no mapping, and reported as such.
// It reads the syntax tree, so aliases are never expanded.
func (a *Article) setFrontMatter(head string) (isMap bool, err error) {
	file, err := parser.ParseBytes([]byte(head), 0)
	if err != nil {
		return false, yamlError(err)
	}
	if len(file.Docs) == 0 || file.Docs[0].Body == nil {
		return true, nil
	}
	mapping, ok := file.Docs[0].Body.(ast.MapNode)
	if !ok {
		return false, nil
	}
	var canonical string
	for pairs := mapping.MapRange(); pairs.Next(); {
		key := strings.ToLower(pairs.Key().String())
		if value, ok := scalar(pairs.Value()); ok {
			a.setNamed(key, value)
		}
		switch value := yamlNames(pairs.Value()); key {
		case "canonical", "canonical_url":
			canonical = value
		default:
			a.Origin.setNamed(key, value)
		}
	}
	a.Outlet = cmp.Or(a.Outlet, a.Origin.Publisher, a.Origin.Source)
	a.settle(canonical)
	return true, nil
}

func (a *Article) setNamed(key, value string) {
	switch key {
	case "id":
		a.ID = value
	case "title":
		a.Title = value
	case "outlet":
		a.Outlet = value
	case "byline", "author":
		a.Byline = value
	case "url":
		a.URL = value
	case "date":
		a.Date = parseDate(value)
	}
}

func (o *Origin) setNamed(key, value string) {
	switch strings.ReplaceAll(key, "-", "_") {
	case "publisher":
		o.Publisher = value
	case "source":
		o.Source = value
	case "original_source":
		o.Original = value
	case "syndication_source":
		o.Syndication = value
	case "is_based_on", "isbasedon":
		o.BasedOn = value
	case "source_organization", "sourceorganization":
		o.Organization = value
	case "credit", "credit_line", "creditline", "credit_text", "credittext":
		o.Credit = value
	case "copyright_holder", "copyrightholder":
		o.Copyright = value
	case "infosource", "infosources", "info_sources":
		o.InfoSource = value
	case "wire":
		o.Wire = value
	case "dateline":
		o.Dateline = value
	}
}

// yamlNames are the names in a node: a scalar, a mapping with one, or a list
// of such. It goes no deeper, and does not follow aliases.
func yamlNames(n ast.Node) string {
	list := []ast.Node{n}
	if seq, ok := n.(*ast.SequenceNode); ok {
		list = seq.Values
	}
	var names []string
	for _, e := range list {
		if value, ok := scalar(e); ok {
			names = appendName(names, value)
		} else if m, ok := e.(ast.MapNode); ok {
			names = appendName(names, yamlName(m))
		}
		if len(names) == maxNames {
			break
		}
	}
	return strings.Join(names, "; ")
}

func yamlName(m ast.MapNode) string {
	var name, address string
	for pairs := m.MapRange(); pairs.Next(); {
		value, _ := scalar(pairs.Value())
		switch strings.ToLower(pairs.Key().String()) {
		case "name":
			name = value
		case "url":
			address = value
		}
	}
	return cmp.Or(name, address)
}

// scalar is the text of a node that is not a list, a mapping or an alias.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value), true
	case *ast.IntegerNode, *ast.FloatNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// yamlError gives the line in the file; the front matter begins on the second.
func yamlError(err error) error {
	if syntax, ok := errors.AsType[*yaml.SyntaxError](err); ok {
		return fmt.Errorf("front matter line %d: %s", syntax.Token.Position.Line+1, syntax.Message)
	}
	return fmt.Errorf("front matter: %w", err)
}
