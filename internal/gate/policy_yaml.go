package gate

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// String is the policy in YAML. ReadPolicy reads an equal one back, if Check
// takes the policy. It names every rule, so that the text stays true when
// defaults change; outlets name theirs where they differ.
func (p *Policy) String() string {
	var b strings.Builder
	fmt.Fprintln(&b, strings.Join(p.Rules.yaml(nil), "\n"))
	fmt.Fprintf(&b, "keep: %s\n", p.Keep.yaml())
	if len(p.OnlyFrom) > 0 {
		fmt.Fprintf(&b, "only-from: %s\n", yamlList(p.OnlyFrom))
	}
	if limits := p.Budget.yaml(); len(limits) > 0 {
		fmt.Fprintf(&b, "budget: {%s}\n", strings.Join(limits, ", "))
	}
	if len(p.Outlets) > 0 {
		b.WriteString("outlets:\n")
	}
	for _, name := range slices.Sorted(maps.Keys(p.Outlets)) {
		r := p.Outlets[name]
		fmt.Fprintf(&b, "  %s: {%s}\n", yamlText(name), strings.Join(r.yaml(&p.Rules), ", "))
	}
	return b.String()
}

// yaml is one text a rule that differs from that of base, which may be nil.
func (r *Rules) yaml(base *Rules) (rules []string) {
	for _, name := range ruleNames {
		text := yamlRule(r.rule(name))
		if base == nil || text != yamlRule(base.rule(name)) {
			rules = append(rules, name+": "+text)
		}
	}
	return rules
}

func yamlRule(rule any) string {
	switch rule := rule.(type) {
	case *Verdict:
		return rule.String()
	case *Rule:
		return rule.yaml()
	case *[]SourceRule:
		var items []string
		for _, s := range *rule {
			items = append(items, s.yaml())
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	return ""
}

func (r *Rule) yaml() string {
	var figures []string
	if r.Flag != 0 {
		figures = append(figures, "flag: "+figure(r.Flag))
	}
	if r.Reject != 0 {
		figures = append(figures, "reject: "+figure(r.Reject))
	}
	if figures == nil {
		return "off"
	}
	return "{" + strings.Join(figures, ", ") + "}"
}

func (s *SourceRule) yaml() string {
	unless := ""
	if len(s.Unless) > 0 {
		unless = ", unless: " + yamlList(s.Unless)
	}
	return fmt.Sprintf("{outlets: %s%s, then: %v}", yamlList(s.Outlets), unless, s.Then)
}

func (k *Keep) yaml() string {
	if k.Rule == KeepOutletPriority {
		return fmt.Sprintf("{%s: %s}", k.Rule, yamlList(k.Outlets))
	}
	return string(k.Rule)
}

func (b *Budget) yaml() (limits []string) {
	if b.Rejected.Set {
		limits = append(limits, "rejected: "+b.Rejected.String())
	}
	if b.Flagged.Set {
		limits = append(limits, "flagged: "+b.Flagged.String())
	}
	return limits
}

func yamlList(names []string) string {
	texts := make([]string, len(names))
	for i, s := range names {
		texts[i] = yamlText(s)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

func yamlText(s string) string {
	if plainText.MatchString(s) && !slices.Contains(yamlWords, strings.ToLower(s)) {
		return s
	}
	return `"` + yamlEscapes.Replace(s) + `"` // checkName leaves no more to escape
}
