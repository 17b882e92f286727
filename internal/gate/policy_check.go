package gate

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
)

func (v Verdict) check() error {
	if v > Reject {
		return fmt.Errorf("%v: want accept, flag or reject", v)
	}
	return nil
}

func (l Limit) check() error {
	switch {
	case !l.Set && l != Limit{}:
		return errors.New("a figure, and yet not set")
	case l.Percent && l.Count != 0 || !l.Percent && l.Share != 0:
		return errors.New("a count and a share at once")
	case l.Percent && !(l.Share >= 0 && l.Share <= 1): // NaN is neither
		return fmt.Errorf("want a share from 0 to 1, have %v", l.Share)
	case l.Count < 0:
		return fmt.Errorf("want 0 or more, have %d", l.Count)
	}
	return nil
}

// Check reports the first figure or name that makes no sense. What ReadPolicy
// returns has passed it; a policy that was changed since has not.
func (p *Policy) Check() error {
	if err := p.Rules.check(); err != nil {
		return err
	}
	if err := p.checkOutlets(); err != nil {
		return fmt.Errorf("outlets: %w", err)
	}
	if err := p.Keep.check(); err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	if err := checkOnlyFrom(p.OnlyFrom); err != nil {
		return fmt.Errorf("only-from: %w", err)
	}
	if err := p.Budget.Rejected.check(); err != nil {
		return fmt.Errorf("budget: rejected: %w", err)
	}
	if err := p.Budget.Flagged.check(); err != nil {
		return fmt.Errorf("budget: flagged: %w", err)
	}
	return nil
}

func (r *Rules) check() error {
	for _, name := range ruleNames {
		if err := checkRule(name, r.rule(name)); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func checkRule(name string, rule any) error {
	switch rule := rule.(type) {
	case *Verdict:
		return rule.check()
	case *Rule:
		return rule.check(name)
	case *[]SourceRule:
		for _, s := range *rule {
			if err := s.check(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Rule) check(name string) error {
	if err := checkFigure(name, r.Flag); err != nil {
		return fmt.Errorf("flag: %w", err)
	}
	if err := checkFigure(name, r.Reject); err != nil {
		return fmt.Errorf("reject: %w", err)
	}
	switch {
	case r.Flag == 0 || r.Reject == 0:
	case name == "min-words" && r.Flag < r.Reject:
		return fmt.Errorf("flag %v is under reject %v: want it over that, as shorter articles are rejected", r.Flag, r.Reject)
	case name != "min-words" && r.Flag > r.Reject:
		return fmt.Errorf("flag %v is over reject %v: want it under that", r.Flag, r.Reject)
	}
	return nil
}

// checkFigure takes what a rule of that name counts: words, or a share. Nought
// is never.
func checkFigure(name string, x float64) error {
	words := name == "min-words" || name == "shares-passages"
	switch {
	case x == 0:
	case words && !(x >= 1 && x <= maxRuleWords && x == float64(int64(x))): // NaN is none of these
		return fmt.Errorf("want a whole number of words from 1 to 1000000000, have %v", x)
	case !words && !(x > 0 && x <= 1):
		return fmt.Errorf("want over 0 and at most 1, have %v", x)
	}
	return nil
}

func (s *SourceRule) check() error {
	if len(s.Outlets) == 0 {
		return errors.New("want outlets")
	}
	if s.Then != Flag && s.Then != Reject {
		return fmt.Errorf("then: want flag or reject, have %v", s.Then)
	}
	if err := checkNames(s.Outlets); err != nil {
		return fmt.Errorf("outlets: %w", err)
	}
	if err := checkNames(s.Unless); err != nil {
		return fmt.Errorf("unless: %w", err)
	}
	return nil
}

func (k *Keep) check() error {
	switch {
	case !slices.Contains(keepRules, string(k.Rule)):
		return fmt.Errorf("%s: %w", keyText(string(k.Rule)), unknownName("rule", string(k.Rule), keepRules))
	case k.Rule == KeepOutletPriority && len(k.Outlets) == 0:
		return errors.New("outlet-priority: want its outlets, the best first, as in {outlet-priority: [Reuters]}")
	case k.Rule != KeepOutletPriority && len(k.Outlets) > 0:
		return fmt.Errorf("%s: want no outlets", k.Rule)
	}
	return checkNames(k.Outlets)
}

func checkOnlyFrom(patterns []string) error {
	for _, s := range patterns {
		if err := checkPattern(s); err != nil {
			return err
		}
	}
	return checkNames(patterns)
}

func checkPattern(s string) error {
	if !doublestar.ValidatePattern(s) {
		return fmt.Errorf("bad pattern %.80q", s)
	}
	return nil
}

func (p *Policy) checkOutlets() error {
	given := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(p.Outlets)) {
		r := p.Outlets[name]
		err := addOutlet(given, name)
		if err == nil {
			err = r.check()
		}
		if err != nil {
			return fmt.Errorf("%.80q: %w", name, err)
		}
	}
	return nil
}

// addOutlet takes a name that differs from those given in more than capitals.
func addOutlet(given map[string]bool, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	folded := foldName(name)
	if given[folded] {
		return errors.New("given twice, in other capitals")
	}
	given[folded] = true
	return nil
}

// foldName is the same for two names just where strings.EqualFold holds.
func foldName(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, s)
}

func checkNames(names []string) error {
	given := map[string]bool{}
	for _, name := range names {
		if err := addName(given, name); err != nil {
			return err
		}
	}
	return nil
}

func addName(given map[string]bool, name string) error {
	if err := checkName(name); err != nil {
		return err
	}
	if given[name] {
		return fmt.Errorf("%.80q is given twice", name)
	}
	given[name] = true
	return nil
}

// checkName refuses names that no article can have, as a rule for them would
// do nothing and say nothing.
func checkName(s string) error {
	switch {
	case s == "":
		return errors.New("empty name")
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		return fmt.Errorf("name %.80q: want text in UTF-8 on one line", s)
	case s != strings.TrimSpace(s):
		return fmt.Errorf("name %.80q: want no space around it", s)
	}
	return nil
}
