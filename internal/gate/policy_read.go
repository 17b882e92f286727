package gate

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// What a policy may have.
const (
	maxPolicy       = 1 << 20 // bytes
	maxPolicyDepth  = 8       // the outlets of a source rule of an outlet take 6
	maxPolicyColumn = 64      // where nesting by indents ends
	maxPolicyRun    = 100     // blank lines on end, and tabs in a line

	// NOTE(goccy/go-yaml): its time grows with the square of what stands in
	// one mapping or list; so many tokens, some 5,000 outlets with a rule of
	// their own, take 1 s at most.
	maxPolicyTokens = 50_000
)

// ReadPolicy reads a policy from YAML; the name is that of the file, for
// errors:
//
//	identical: reject              # accept, flag or reject
//	near-duplicate: {reject: 0.5}  # Jaccard, over 0 and at most 1
//	contained: {flag: 0.5, reject: 0.8}
//	copied: {flag: 0.1, reject: 0.5}
//	template: flag
//	shares-passages: {flag: 12}    # words
//	min-words: off
//	sources:
//	  - outlets: [Associated Press, Reuters]
//	    unless: [Associated Press]
//	    then: reject
//	keep: longest                  # or {outlet-priority: [Associated Press, The Record]}
//	only-from: [The Aggregator, "feeds/b/**"]
//	budget: {rejected: 5%, flagged: 200}
//	outlets:
//	  The Record: {near-duplicate: {flag: 0.7}, min-words: {reject: 10}}
//
// A rule replaces the default of that rule as a whole, and the rule of an
// outlet that of the policy, wherever in the file the two stand; off switches
// one off. The file is read strictly: every mistake is an error with its line.
func ReadPolicy(name string, data []byte) (Policy, error) {
	p, err := readPolicy(data)
	if err == nil {
		err = p.Check()
	}
	if err == nil {
		return p, nil
	}
	if e, ok := errors.AsType[policyError](err); ok {
		return Policy{}, fmt.Errorf("policy %q line %d: %w", name, e.line, e.err)
	}
	return Policy{}, fmt.Errorf("policy %q: %w", name, err)
}

// policyError is a mistake on a line of a policy.
type policyError struct {
	line int
	err  error
}

func (e policyError) Error() string { return fmt.Sprintf("line %d: %v", e.line, e.err) }
func (e policyError) Unwrap() error { return e.err }

func onLine(line int, format string, args ...any) error {
	return policyError{line, fmt.Errorf(format, args...)}
}

// atLine keeps the line of an error that has one already.
func atLine(line int, err error) error {
	if _, ok := errors.AsType[policyError](err); ok || err == nil {
		return err
	}
	return policyError{line, err}
}

func readPolicy(data []byte) (Policy, error) {
	p := Default()
	root, err := parsePolicy(data)
	if err != nil || root.kind == "" {
		return p, err
	}
	outlets := policyNode{kind: mappingNode} // read last: they start from the policy's own rules
	err = root.mapping("a policy, such as near-duplicate: {reject: 0.5}", func(key string, v policyNode) error {
		if key != "outlets" {
			return p.set(key, v)
		}
		outlets = v
		return nil
	})
	if err != nil {
		return p, atLine(root.line, err)
	}
	return p, p.setOutlets(outlets)
}

func (p *Policy) set(key string, v policyNode) (err error) {
	switch key {
	case "keep":
		return p.Keep.set(v)
	case "only-from":
		p.OnlyFrom, err = v.names(checkPattern)
	case "budget":
		return p.Budget.set(v)
	default:
		return p.Rules.set(key, v, "keep", "only-from", "budget", "outlets")
	}
	return err
}

func (p *Policy) setOutlets(v policyNode) error {
	given := map[string]bool{}
	err := v.mapping("rules for each outlet", func(outlet string, v policyNode) error {
		if err := addOutlet(given, outlet); err != nil {
			return err
		}
		r := p.Rules
		if err := v.mapping("rules, such as {near-duplicate: {flag: 0.7}}", func(key string, v policyNode) error { return r.set(key, v) }); err != nil {
			return err
		}
		if p.Outlets == nil {
			p.Outlets = map[string]Rules{}
		}
		p.Outlets[outlet] = r
		return nil
	})
	return under("outlets", v.line, err)
}

// set reads one rule; others are what else may stand beside it.
func (r *Rules) set(key string, v policyNode, others ...string) (err error) {
	rule := r.rule(key)
	switch rule := rule.(type) {
	case nil:
		return unknownName("rule", key, slices.Concat(ruleNames, others))
	case *Verdict:
		*rule, err = v.verdict()
	case *Rule:
		*rule, err = v.rule(key)
	case *[]SourceRule:
		*rule, err = v.sources()
	}
	if err != nil {
		return err
	}
	return checkRule(key, rule)
}

func (n policyNode) isOff() bool {
	return n.kind == textNode && (n.text == "off" || n.text == Accept.String())
}

func (n policyNode) verdict() (Verdict, error) {
	if n.isOff() {
		return Accept, nil
	}
	if i := slices.Index(verdicts, n.text); n.kind == textNode && i >= 0 {
		return Verdict(i), nil
	}
	return 0, n.wrong("accept, flag or reject")
}

func (n policyNode) rule(name string) (r Rule, err error) {
	if n.isOff() {
		return r, nil
	}
	want := "off, or thresholds such as {reject: 0.5}"
	if name == "min-words" || name == "shares-passages" {
		want = "off, or numbers of words such as {reject: 30}"
	}
	err = n.mapping(want, func(key string, v policyNode) error {
		switch key {
		case "flag":
			r.Flag, err = v.figure(name)
		case "reject":
			r.Reject, err = v.figure(name)
		default:
			err = unknownName("threshold", key, []string{"flag", "reject"})
		}
		return err
	})
	if err == nil && r == (Rule{}) {
		err = errors.New("want flag, reject or both; to switch it off: off")
	}
	return r, err
}

// decimal leaves out 010 and 1_000, which readers of YAML take for different
// numbers.
var decimal = regexp.MustCompile(`^-?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$`)

func (n policyNode) figure(name string) (float64, error) {
	if n.kind != numberNode {
		return 0, n.wrong("a number")
	}
	if !decimal.MatchString(n.text) {
		return 0, n.wrong("a decimal number")
	}
	x, err := strconv.ParseFloat(n.text, 64)
	if err == nil && x == 0 {
		return 0, n.wrong("over 0; leave it out for never")
	}
	return x, checkFigure(name, x) // what is out of range is infinite
}

func (n policyNode) sources() (rules []SourceRule, err error) {
	if n.isOff() {
		return nil, nil
	}
	err = n.list("a list of sources", func(v policyNode) error {
		var s SourceRule
		if err := v.mapping("outlets and what then, such as {outlets: [Reuters], then: flag}", s.set); err != nil {
			return err
		}
		rules = append(rules, s)
		return s.check()
	})
	return rules, err
}

func (s *SourceRule) set(key string, v policyNode) (err error) {
	switch key {
	case "outlets":
		s.Outlets, err = v.names(nil)
	case "unless":
		s.Unless, err = v.names(nil)
	case "then":
		s.Then, err = v.verdict()
	default:
		err = unknownName("field", key, []string{"outlets", "unless", "then"})
	}
	return err
}

func (k *Keep) set(v policyNode) error {
	*k = Keep{}
	if v.kind == textNode {
		k.Rule = KeepRule(v.text)
		return k.check()
	}
	err := v.mapping("one of "+strings.Join(keepRules, ", "), func(key string, v policyNode) (err error) {
		if key != string(KeepOutletPriority) {
			return unknownName("list", key, []string{string(KeepOutletPriority)})
		}
		k.Rule = KeepOutletPriority
		k.Outlets, err = v.names(nil)
		return err
	})
	if err != nil {
		return err
	}
	return k.check()
}

func (b *Budget) set(v policyNode) error {
	return v.mapping("limits, such as {rejected: 5%}", func(key string, v policyNode) (err error) {
		switch key {
		case "rejected":
			b.Rejected, err = v.limit()
		case "flagged":
			b.Flagged, err = v.limit()
		default:
			err = unknownName("limit", key, []string{"rejected", "flagged"})
		}
		return err
	})
}

func (n policyNode) limit() (Limit, error) {
	if n.kind != numberNode && n.kind != textNode {
		return Limit{}, n.wrong("a number such as 500, or a share such as 2.5%")
	}
	return ParseLimit(n.text)
}

// unknownName names the nearest of those known, or all where none is near: one
// that the name begins, or is at most two edits from.
func unknownName(kind, name string, known []string) error {
	if len(name) > 40 { // no slip of the pen
		return fmt.Errorf("unknown %s; want %s", kind, strings.Join(known, ", "))
	}
	best, least := "", 3
	for _, k := range known {
		d := editsBetween(strings.ToLower(name), k)
		if len(name) >= 3 && strings.HasPrefix(k, strings.ToLower(name)) {
			d = 0
		}
		if d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return fmt.Errorf("unknown %s; want %s", kind, strings.Join(known, ", "))
	}
	return fmt.Errorf("unknown %s; did you mean %s?", kind, best)
}

// editsBetween is the Levenshtein distance of a and b.
func editsBetween(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

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
