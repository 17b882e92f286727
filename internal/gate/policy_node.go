package gate

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// policyNode is a value of a policy and its line.
type policyNode struct {
	line    int
	kind    nodeKind
	text    string // of a text or number, as written
	items   []policyNode
	members []policyMember
}

type policyMember struct {
	key   string
	line  int
	value policyNode
}

// nodeKind is a kind of value, in words for a reader.
type nodeKind string

const (
	textNode    nodeKind = "text"
	numberNode  nodeKind = "a number"
	boolNode    nodeKind = "a boolean"
	nullNode    nodeKind = "nothing"
	listNode    nodeKind = "a list"
	mappingNode nodeKind = "a mapping"
	otherNode   nodeKind = "another kind of value"
)

func (n policyNode) wrong(want string) error {
	switch n.kind {
	case numberNode:
		return fmt.Errorf("want %s, have %.80s", want, n.text)
	case textNode:
		return fmt.Errorf("want %s, have text %.80q", want, n.text)
	}
	return fmt.Errorf("want %s, have %s", want, n.kind)
}

// mapping calls set for each key, and puts key and line before its error.
func (n policyNode) mapping(want string, set func(key string, v policyNode) error) error {
	if n.kind != mappingNode {
		return n.wrong(want)
	}
	given := make(map[string]bool, len(n.members))
	for _, m := range n.members {
		err := errors.New("given twice")
		if !given[m.key] {
			err = set(m.key, m.value)
		}
		if err != nil {
			return under(m.key, m.line, err)
		}
		given[m.key] = true
	}
	return nil
}

// under puts a key before an error, which keeps its line if it has one.
func under(key string, line int, err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[policyError](err); ok {
		line, err = e.line, e.err
	}
	return onLine(line, "%s: %w", keyText(key), err)
}

var plainKey = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,39}$`)

// keyText is a key for an error: as it is if it could be one of ours.
func keyText(key string) string {
	if plainKey.MatchString(key) {
		return key
	}
	return fmt.Sprintf("%.80q", key)
}

func (n policyNode) list(want string, item func(v policyNode) error) error {
	if n.kind != listNode {
		return n.wrong(want)
	}
	for _, v := range n.items {
		if err := item(v); err != nil {
			return atLine(v.line, err)
		}
	}
	return nil
}

// names is a list of names, none of them twice, that check takes if there is
// one.
func (n policyNode) names(check func(string) error) (names []string, err error) {
	given := map[string]bool{}
	err = n.list("a list", func(v policyNode) error {
		if v.kind != textNode {
			return fmt.Errorf("want text, have %s", v.kind)
		}
		names = append(names, v.text)
		if err := addName(given, v.text); err != nil || check == nil {
			return err
		}
		return check(v.text)
	})
	return names, err
}

// parsePolicy is the one document of a file; its kind is empty where the file
// is. What a policy has no use for, and what the parser is slow on, is refused
// before it is parsed.
func parsePolicy(data []byte) (root policyNode, err error) {
	if len(data) > maxPolicy {
		return root, fmt.Errorf("%d bytes: want at most %d", len(data), maxPolicy)
	}
	if err := checkLines(data); err != nil {
		return root, err
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	tokens := lexer.Tokenize(string(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))))
	if err := checkTokens(tokens); err != nil {
		return root, err
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey()) // we say it in our words
	if err != nil {
		return root, syntaxError(err)
	}
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case root.kind != "":
			return root, onLine(lineOf(doc.Body), "a second document: want one policy")
		default:
			root = nodeOf(doc.Body)
		}
	}
	return root, nil
}

// checkLines refuses what the lexer would alter or is slow on.
//
// NOTE(goccy/go-yaml): it makes U+FFFD of bytes that are not UTF-8, takes a
// lone carriage return for the end of a line (and counts a comment that ends in
// CRLF as two, which parsePolicy sees to), and its time grows with the
// length of a block of text times the blank lines at its end, and with that of
// a line in double quotes times the tabs in it.
func checkLines(data []byte) error {
	line, blank := 0, 0
	for text := range bytes.Lines(data) {
		line++
		if blank++; len(bytes.TrimSpace(text)) > 0 {
			blank = 0
		}
		switch {
		case blank > maxPolicyRun:
			return onLine(line, "more than %d blank lines", maxPolicyRun)
		case bytes.Count(text, []byte("\t")) > maxPolicyRun:
			return onLine(line, "more than %d tabs", maxPolicyRun)
		case !utf8.Valid(text):
			return onLine(line, "not UTF-8")
		case bytes.ContainsRune(bytes.TrimSuffix(text, []byte("\r\n")), '\r'):
			return onLine(line, "a carriage return without a line feed")
		}
	}
	return nil
}

func checkTokens(tokens token.Tokens) error {
	if len(tokens) > maxPolicyTokens {
		return fmt.Errorf("%d words and signs: want at most %d", len(tokens), maxPolicyTokens)
	}
	flow, run, line := 0, 0, 0
	for _, t := range tokens {
		switch t.Type {
		case token.AnchorType, token.AliasType, token.TagType, token.MappingKeyType, token.MergeKeyType, token.DirectiveType:
			return onLine(t.Position.Line, "%.80q: anchors, aliases, tags and complex keys are not taken; quote it if it is text", t.Value)
		case token.InvalidType:
			return onLine(t.Position.Line, "%s", t.Error)
		case token.MappingStartType, token.SequenceStartType:
			flow++
		case token.MappingEndType, token.SequenceEndType:
			flow--
		}
		first := t.Position.Line != line
		line = t.Position.Line
		if run++; first || t.Type != token.SequenceEntryType {
			run = 0 // of "- - -", which nests on one line
		}
		indented := first && flow == 0 && t.Type != token.CommentType && t.Position.Column > maxPolicyColumn
		if flow > maxPolicyDepth || run > maxPolicyDepth || indented {
			return onLine(line, "nested too deep for a policy")
		}
	}
	return nil
}

// syntaxError leaves out the picture of the place, which is many lines long.
func syntaxError(err error) error {
	if e, ok := errors.AsType[*yaml.SyntaxError](err); ok && e.Token != nil {
		return onLine(e.Token.Position.Line, "%s", e.Message)
	}
	return err
}

func lineOf(n ast.Node) int {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 0
}

func nodeOf(n ast.Node) policyNode {
	v := policyNode{line: lineOf(n), kind: otherNode}
	switch n := n.(type) {
	case *ast.StringNode:
		v.kind, v.text = textNode, n.Value
		// NOTE(goccy/go-yaml): 1e-5 and numbers over 64 bits are texts to it.
		if n.Token.Type == token.StringType && decimal.MatchString(n.Value) {
			v.kind = numberNode
		}
	case *ast.LiteralNode:
		v.kind, v.text = textNode, strings.TrimSpace(n.Value.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		v.kind, v.text = numberNode, n.GetToken().Value
	case *ast.BoolNode:
		v.kind = boolNode
	case *ast.NullNode:
		v.kind = nullNode
	case *ast.SequenceNode:
		v.kind = listNode
		for _, item := range n.Values {
			v.items = append(v.items, nodeOf(item))
		}
	case ast.MapNode:
		v.kind = mappingNode
		for pairs := n.MapRange(); pairs.Next(); {
			key := pairs.Key()
			v.members = append(v.members, policyMember{key.GetToken().Value, lineOf(key), nodeOf(pairs.Value())})
		}
	}
	return v
}
