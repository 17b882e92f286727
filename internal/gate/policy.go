package gate

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
)

// Verdict is what becomes of an article. The greater one is the stronger.
type Verdict uint8

const (
	Accept Verdict = iota
	Flag
	Reject
)

var verdicts = []string{Accept: "accept", Flag: "flag", Reject: "reject"}

func (v Verdict) String() string {
	if int(v) < len(verdicts) {
		return verdicts[v]
	}
	return fmt.Sprintf("Verdict(%d)", uint8(v))
}

func (v Verdict) check() error {
	if v > Reject {
		return fmt.Errorf("%v: want accept, flag or reject", v)
	}
	return nil
}

// Rule is from which measure on an article is flagged or rejected; a zero
// field means never.
type Rule struct{ Flag, Reject float64 }

// Verdict is Reject from r.Reject on, else Flag from r.Flag on, else Accept.
// It is of no use for MinWords, which counts from above.
func (r Rule) Verdict(measure float64) Verdict {
	switch {
	case r.Reject > 0 && measure >= r.Reject:
		return Reject
	case r.Flag > 0 && measure >= r.Flag:
		return Flag
	}
	return Accept
}

// SourceRule says what becomes of an article whose text rests on one of the
// outlets, unless its own outlet is one of Unless: the agency keeps its copy.
type SourceRule struct {
	Outlets []string
	Unless  []string
	Then    Verdict // Flag or Reject
}

// Rules are what an article is judged by.
type Rules struct {
	Identical      Verdict      // same words in the same order as an article that is in
	NearDuplicate  Rule         // Jaccard
	Contained      Rule         // share of the article's shingles that stand in one other article
	Copied         Rule         // share of its words, boilerplate aside, that stand in articles that are in, all together
	Template       Verdict      // one form filled in twice
	SharesPassages Rule         // words of the longest run in common
	MinWords       Rule         // words: an article of fewer than the figure is flagged or rejected
	Sources        []SourceRule // in the order of the file
}

// ruleNames are the rules as a file calls them, in the order of Rules.
var ruleNames = []string{
	"identical", "near-duplicate", "contained", "copied", "template", "shares-passages", "min-words", "sources",
}

// rule is a *Verdict, *Rule or *[]SourceRule, or nil where no rule is so called.
func (r *Rules) rule(name string) any {
	switch name {
	case "identical":
		return &r.Identical
	case "near-duplicate":
		return &r.NearDuplicate
	case "contained":
		return &r.Contained
	case "copied":
		return &r.Copied
	case "template":
		return &r.Template
	case "shares-passages":
		return &r.SharesPassages
	case "min-words":
		return &r.MinWords
	case "sources":
		return &r.Sources
	}
	return nil
}

// KeepRule says which of several articles that are duplicates of one another
// stays. KeepNothing rejects them all.
type KeepRule string

const (
	KeepFirst          KeepRule = "first"
	KeepLongest        KeepRule = "longest"
	KeepEarliest       KeepRule = "earliest"
	KeepLatest         KeepRule = "latest"
	KeepOutletPriority KeepRule = "outlet-priority"
	KeepNothing        KeepRule = "none"
)

var keepRules = []string{
	string(KeepFirst), string(KeepLongest), string(KeepEarliest), string(KeepLatest), string(KeepOutletPriority), string(KeepNothing),
}

// Keep is a KeepRule and what it needs.
type Keep struct {
	Rule    KeepRule
	Outlets []string // of outlet-priority: the best first; other outlets come last
}

// Budget is how many articles may be rejected and flagged before the policy
// counts as broken.
type Budget struct{ Rejected, Flagged Limit }

// Limit is at most Count articles or, where Percent, at most Share of those
// read. The zero value is no limit.
type Limit struct {
	Count   int
	Share   float64 // 0 to 1
	Set     bool
	Percent bool
}

// Broken reports whether n articles of those read are over the limit.
func (l Limit) Broken(n, read int) bool {
	switch {
	case !l.Set || n <= 0:
		return false
	case l.Percent:
		// Dividing is exact where the two are equal: 29 of 100 are not over
		// 29 %, though 0.29*100 is under 29.
		return read <= 0 || float64(n)/float64(read) > l.Share
	}
	return n > l.Count
}

// shareForm leaves out exponents and signs, which nobody writes before %.
var shareForm = regexp.MustCompile(`^(?:0|[1-9][0-9]*)(?:\.[0-9]+)?%$`)

// countForm leaves out 0100, which is 64 to some readers of YAML.
var countForm = regexp.MustCompile(`^(?:0|[1-9][0-9]*)$`)

// ParseLimit reads a number of articles such as 500, or a share of those read
// such as 2.5%. Nought is a limit too.
func ParseLimit(s string) (Limit, error) {
	switch {
	case shareForm.MatchString(s):
		// The exponent moves the point without rounding, unlike a division.
		share, err := strconv.ParseFloat(strings.TrimSuffix(s, "%")+"e-2", 64)
		if err != nil || share > 1 {
			return Limit{}, fmt.Errorf("limit %.80q: want at most 100%%", s)
		}
		return Limit{Share: share, Set: true, Percent: true}, nil
	case countForm.MatchString(s):
		n, err := strconv.Atoi(s)
		if err != nil {
			return Limit{}, fmt.Errorf("limit %.80q: want at most %d", s, int(^uint(0)>>1))
		}
		return Limit{Count: n, Set: true}, nil
	}
	return Limit{}, fmt.Errorf("limit %.80q: want a number such as 500, or a share such as 2.5%%", s)
}

// String is what ParseLimit reads; "off" where the limit is not set.
func (l Limit) String() string {
	switch {
	case !l.Set:
		return "off"
	case l.Percent:
		return percent(l.Share)
	}
	return strconv.Itoa(l.Count)
}

// percent moves the point in the text, as 0.07*100 is not 7.
func percent(share float64) string {
	whole, part, _ := strings.Cut(figure(share), ".")
	part += "00"
	whole, part = strings.TrimLeft(whole+part[:2], "0"), strings.TrimRight(part[2:], "0")
	if whole == "" {
		whole = "0"
	}
	if part != "" {
		part = "." + part
	}
	return whole + part + "%"
}

func figure(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

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

// Policy says which articles may go into an archive.
type Policy struct {
	Rules    Rules
	Outlets  map[string]Rules // whole rules of an outlet; two names differ in more than capitals
	Keep     Keep
	OnlyFrom []string // outlets or path patterns from which articles may be dropped; empty means all
	Budget   Budget
}

// Default is the policy of an empty file.
func Default() Policy {
	return Policy{
		Rules: Rules{
			Identical:      Reject,
			NearDuplicate:  Rule{Reject: 0.5},
			Contained:      Rule{Reject: 0.8},
			Copied:         Rule{Flag: 0.1, Reject: 0.5},
			Template:       Flag,
			SharesPassages: Rule{Flag: 12}, // any run of 12 words is found for sure, see winnowing
		},
		Keep: Keep{Rule: KeepFirst},
	}
}

// RulesFor returns the rules of an outlet, whose name is taken whole and
// capitals aside, or those of the policy where it has none of its own. They
// are to be read only. The cost grows with the number of p.Outlets.
func (p *Policy) RulesFor(outlet string) *Rules {
	if r, ok := p.Outlets[outlet]; ok {
		return &r
	}
	for name, r := range p.Outlets { // in no order: Check lets at most one be equal
		if strings.EqualFold(name, outlet) {
			return &r
		}
	}
	return &p.Rules
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

// maxRuleWords is far over any article and prints without an exponent.
const maxRuleWords = 1e9

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

// plainText needs no quotes wherever it stands, unless it is a word that some
// reader of YAML takes for a value.
var plainText = regexp.MustCompile(`^\pL[\pL0-9 ._/-]*$`)

var yamlWords = []string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}

var yamlEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

func yamlText(s string) string {
	if plainText.MatchString(s) && !slices.Contains(yamlWords, strings.ToLower(s)) {
		return s
	}
	return `"` + yamlEscapes.Replace(s) + `"` // checkName leaves no more to escape
}
