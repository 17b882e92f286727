package gate

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
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

// maxRuleWords is far over any article and prints without an exponent.
const maxRuleWords = 1e9

// plainText needs no quotes wherever it stands, unless it is a word that some
// reader of YAML takes for a value.
var plainText = regexp.MustCompile(`^\pL[\pL0-9 ._/-]*$`)

var yamlWords = []string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}

var yamlEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`)
