package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	yamltoken "github.com/goccy/go-yaml/token"
)

// entry is a value of a file of outlets, of either syntax, and its line.
type entry struct {
	line    int
	kind    entryKind
	text    string // of a text or a boolean
	items   []entry
	members []member
}

type member struct {
	key   string
	value entry
}

// entryKind is a kind of value, in words for a reader.
type entryKind string

const (
	textEntry    entryKind = "text"
	boolEntry    entryKind = "a boolean"
	numberEntry  entryKind = "a number"
	nullEntry    entryKind = "nothing"
	listEntry    entryKind = "a list"
	mappingEntry entryKind = "a mapping"
	otherEntry   entryKind = "another kind of value"
)

// maxEntryDepth is far over a list of outlets with lists.
const maxEntryDepth = 8

var errDeepEntry = errors.New("nested too deep: want a list of outlets")

// readEntries are the outlets of a file of YAML, JSON or JSON lines, which the
// first character tells apart: YAML rarely begins with a bracket, and if so is
// JSON.
func readEntries(data []byte) ([]entry, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	start := bytes.TrimLeft(data, " \t\r\n")
	switch {
	case len(start) == 0:
		return nil, errors.New("empty: want a list of outlets")
	case start[0] == '[' || start[0] == '{':
		return readJSON(data)
	case len(data) > maxYAML:
		return nil, fmt.Errorf("%d bytes of YAML: want at most %d, or JSON", len(data), maxYAML)
	}
	return readYAML(data)
}

// readJSON takes a list, or one object after another.
func readJSON(data []byte) ([]entry, error) {
	r := jsonReader{d: jsontext.NewDecoder(bytes.NewReader(data), jsontext.AllowDuplicateNames(true)), data: data, line: 1}
	var entries []entry
	for r.d.PeekKind() != 0 {
		e, err := r.value(0)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	if _, err := r.d.ReadToken(); err != io.EOF {
		return nil, r.wrong(err)
	}
	if len(entries) == 1 && entries[0].kind == listEntry {
		return entries[0].items, nil
	}
	return entries, nil
}

// jsonReader counts lines as it goes.
type jsonReader struct {
	d    *jsontext.Decoder
	data []byte
	at   int // bytes counted
	line int // at that byte
}

// lineAt is the line of a byte, which does not come before the last asked for.
func (r *jsonReader) lineAt(at int64) int {
	to := min(int(at), len(r.data))
	if to > r.at {
		r.line += bytes.Count(r.data[r.at:to], []byte("\n"))
		r.at = to
	}
	return r.line
}

func (r *jsonReader) wrong(err error) error {
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return lineError{r.lineAt(e.ByteOffset), e.Err}
	}
	return lineError{r.lineAt(r.d.InputOffset()), err}
}

func (r *jsonReader) value(depth int) (entry, error) {
	t, err := r.d.ReadToken()
	if err != nil {
		return entry{}, r.wrong(err)
	}
	e := entry{line: r.lineAt(r.d.InputOffset()), kind: jsonKind(t.Kind())}
	if e.kind == textEntry || e.kind == boolEntry {
		e.text = t.String()
	}
	if depth == maxEntryDepth {
		return e, lineError{e.line, errDeepEntry}
	}
	for (e.kind == listEntry || e.kind == mappingEntry) && r.d.PeekKind() != ']' && r.d.PeekKind() != '}' {
		v, err := r.value(depth + 1)
		if err != nil {
			return e, err
		}
		if e.kind == listEntry {
			e.items = append(e.items, v)
			continue
		}
		key := v.text
		if v, err = r.value(depth + 1); err != nil {
			return e, err
		}
		e.members = append(e.members, member{key, v})
	}
	if e.kind == listEntry || e.kind == mappingEntry {
		if _, err := r.d.ReadToken(); err != nil {
			return e, r.wrong(err)
		}
	}
	return e, nil
}

func jsonKind(k jsontext.Kind) entryKind {
	switch k {
	case '"':
		return textEntry
	case 't', 'f':
		return boolEntry
	case '0':
		return numberEntry
	case 'n':
		return nullEntry
	case '[':
		return listEntry
	case '{':
		return mappingEntry
	}
	return otherEntry
}

// readYAML takes a list in one document. What a list of outlets has no use
// for, and what the parser is slow on, is refused before it is parsed.
//
// NOTE(goccy/go-yaml): the lexer is linear, the time of the parser grows with
// the square of the nesting or worse.
func readYAML(data []byte) ([]entry, error) {
	tokens := lexer.Tokenize(string(data))
	if err := checkYAML(tokens); err != nil {
		return nil, err
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		if syntax, ok := errors.AsType[*yaml.SyntaxError](err); ok && syntax.Token != nil {
			return nil, atLine(syntax.Token.Position.Line, "%s", syntax.Message)
		}
		return nil, err
	}
	var list entry
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case list.kind != "":
			return nil, atLine(lineOf(doc.Body), "a second document: want one list of outlets")
		default:
			list = yamlEntry(doc.Body)
		}
	}
	switch list.kind {
	case "":
		return nil, errors.New("empty: want a list of outlets")
	case listEntry:
		return list.items, nil
	}
	return nil, atLine(list.line, "want a list of outlets, have %s", list.kind)
}

// maxColumn is where nesting by indents ends; a list of outlets has two steps.
const maxColumn = 64

func checkYAML(tokens yamltoken.Tokens) error {
	flow, run, line := 0, 0, 0
	for _, t := range tokens {
		switch t.Type {
		case yamltoken.AnchorType, yamltoken.AliasType, yamltoken.TagType, yamltoken.MappingKeyType, yamltoken.MergeKeyType, yamltoken.DirectiveType:
			return atLine(t.Position.Line, "%q: anchors, aliases, tags and complex keys are not taken; quote it if it is text", t.Value)
		case yamltoken.InvalidType:
			return atLine(t.Position.Line, "%s", t.Error)
		case yamltoken.MappingStartType, yamltoken.SequenceStartType:
			flow++
		case yamltoken.MappingEndType, yamltoken.SequenceEndType:
			flow--
		}
		first := t.Position.Line != line
		line = t.Position.Line
		if run++; first || t.Type != yamltoken.SequenceEntryType {
			run = 0
		}
		if flow > maxEntryDepth || run > maxEntryDepth || first && flow == 0 && t.Type != yamltoken.CommentType && t.Position.Column > maxColumn {
			return lineError{line, errDeepEntry}
		}
	}
	return nil
}

func lineOf(n ast.Node) int {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 0
}

func yamlEntry(n ast.Node) entry {
	e := entry{line: lineOf(n), kind: otherEntry}
	switch n := n.(type) {
	case *ast.StringNode:
		e.kind, e.text = textEntry, n.Value
	case *ast.LiteralNode:
		e.kind, e.text = textEntry, strings.TrimSpace(n.Value.Value)
	case *ast.BoolNode:
		e.kind, e.text = boolEntry, strings.ToLower(n.GetToken().Value)
	case *ast.IntegerNode, *ast.FloatNode:
		e.kind = numberEntry
	case *ast.NullNode:
		e.kind = nullEntry
	case *ast.SequenceNode:
		e.kind = listEntry
		for _, v := range n.Values {
			e.items = append(e.items, yamlEntry(v))
		}
	case ast.MapNode:
		e.kind = mappingEntry
		for pairs := n.MapRange(); pairs.Next(); {
			key := pairs.Key()
			if e.members == nil {
				e.line = lineOf(key)
			}
			e.members = append(e.members, member{key.GetToken().Value, yamlEntry(pairs.Value())})
		}
	}
	return e
}
