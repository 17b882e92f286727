package gate

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dupes-news/dupes/internal/typo"
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
		d := typo.Edits(strings.ToLower(name), k)
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
