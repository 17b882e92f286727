package gate

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

const wholePolicy = `# of the desk
identical: flag
near-duplicate: {reject: 0.6}
contained: {reject: 0.8, flag: 0.5}
copied:
  reject: .5
  flag: 1e-1
template: off
shares-passages: {flag: 20}
min-words: {reject: 30}
sources:
  - outlets: [Associated Press, Reuters]
    unless: [Associated Press]
    then: reject
  - {outlets: ["1843"], then: flag}
keep: {outlet-priority: [Associated Press, The Record]}
only-from: [The Aggregator, "feeds/b/**"]
budget: {rejected: 5%, flagged: 200}
outlets:
  The Record: {near-duplicate: {flag: 0.7}, min-words: {reject: 10}}
  "L'Écho: Sud":
    sources: off
    copied: accept
`

func wantWhole() Policy {
	rules := Rules{
		Identical:      Flag,
		NearDuplicate:  Rule{Reject: 0.6},
		Contained:      Rule{Flag: 0.5, Reject: 0.8},
		Copied:         Rule{Flag: 0.1, Reject: 0.5},
		Template:       Accept,
		SharesPassages: Rule{Flag: 20},
		MinWords:       Rule{Reject: 30},
		Sources: []SourceRule{
			{Outlets: []string{"Associated Press", "Reuters"}, Unless: []string{"Associated Press"}, Then: Reject},
			{Outlets: []string{"1843"}, Then: Flag},
		},
	}
	record, echo := rules, rules
	record.NearDuplicate, record.MinWords = Rule{Flag: 0.7}, Rule{Reject: 10}
	echo.Sources, echo.Copied = nil, Rule{}
	return Policy{
		Rules:    rules,
		Outlets:  map[string]Rules{"The Record": record, "L'Écho: Sud": echo},
		Keep:     Keep{KeepOutletPriority, []string{"Associated Press", "The Record"}},
		OnlyFrom: []string{"The Aggregator", "feeds/b/**"},
		Budget:   Budget{Rejected: Limit{Share: 0.05, Set: true, Percent: true}, Flagged: Limit{Count: 200, Set: true}},
	}
}

func TestReadPolicy(t *testing.T) {
	flagged := Default()
	flagged.Rules.NearDuplicate = Rule{Flag: 0.25}
	outletFirst := Default()
	outletFirst.Rules.Template = Reject
	outletFirst.Outlets = map[string]Rules{"A": outletFirst.Rules}
	tests := []struct {
		name, in string
		want     Policy
	}{
		{"empty", "", Default()},
		{"comment", "# nothing yet\n", Default()},
		{"byte order mark", "\ufeff---\n", Default()},
		{"no rules", "{}", Default()},
		{"whole", wholePolicy, wantWhole()},
		{"CRLF", strings.ReplaceAll(wholePolicy, "\n", "\r\n"), wantWhole()},
		{"JSON", `{"near-duplicate": {"flag": 0.25}}`, flagged},
		{"rule replaces default as a whole", "near-duplicate: {flag: 0.25}", flagged},
		{"outlets above the rules they start from", "outlets: {A: {}}\ntemplate: reject", outletFirst},
		{"empty lists", "sources: []\nonly-from: []\nbudget: {}\noutlets: {}", Default()},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadPolicy("f", []byte(tt.in))
			if err != nil {
				t.Fatalf("ReadPolicy(%q) = %v, want nil", tt.in, err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("ReadPolicy(%q): -want +got:\n%s", tt.in, diff)
			}
		})
	}
}

func TestReadPolicyErrors(t *testing.T) {
	const (
		rules      = "identical, near-duplicate, contained, copied, template, shares-passages, min-words, sources"
		thresholds = "off, or thresholds such as {reject: 0.5}"
		keeps      = "first, longest, earliest, latest, outlet-priority, none"
	)
	tests := []struct{ in, want string }{
		{"\n\n\nnear-dup: {reject: 0.5}", ` line 4: near-dup: unknown rule; did you mean near-duplicate?`},
		{"# a\r\n\r\nkeep: first # b\r\nnear-dup: off\r\n", ` line 4: near-dup: unknown rule; did you mean near-duplicate?`},
		{"Near_Duplicate: flag", ` line 1: Near_Duplicate: unknown rule; did you mean near-duplicate?`},
		{"only-form: []", ` line 1: only-form: unknown rule; did you mean only-from?`},
		{"threshold: 1", ` line 1: threshold: unknown rule; want ` + rules + `, keep, only-from, budget, outlets`},
		{"\"a\\nb\": 1", ` line 1: "a\nb": unknown rule; want ` + rules + `, keep, only-from, budget, outlets`},
		{"1: 1", ` line 1: "1": unknown rule; want ` + rules + `, keep, only-from, budget, outlets`},
		{"reject", ` line 1: want a policy, such as near-duplicate: {reject: 0.5}, have text "reject"`},
		{"- keep: first", ` line 1: want a policy, such as near-duplicate: {reject: 0.5}, have a list`},
		{"~", ` line 1: want a policy, such as near-duplicate: {reject: 0.5}, have nothing`},
		{"identical: flag\nkeep: first\nidentical: reject", ` line 3: identical: given twice`},
		{"identical: flag\n'identical': flag", ` line 2: identical: given twice`},
		{"identical: rejct", ` line 1: identical: want accept, flag or reject, have text "rejct"`},
		{"identical: true", ` line 1: identical: want accept, flag or reject, have a boolean`},
		{"identical:", ` line 1: identical: want accept, flag or reject, have nothing`},
		{"template: {flag: 0.5}", ` line 1: template: want accept, flag or reject, have a mapping`},
		{"near-duplicate: reject", ` line 1: near-duplicate: want ` + thresholds + `, have text "reject"`},
		{"near-duplicate: 0.5", ` line 1: near-duplicate: want ` + thresholds + `, have 0.5`},
		{"near-duplicate: {}", ` line 1: near-duplicate: want flag, reject or both; to switch it off: off`},
		{"near-duplicate:\n  flag: 0.5\n  rejct: 0.6", ` line 3: near-duplicate: rejct: unknown threshold; did you mean reject?`},
		{"near-duplicate: {drop: 0.5}", ` line 1: near-duplicate: drop: unknown threshold; want flag, reject`},
		{"near-duplicate:\n  flag: 0.5\n  reject: 50", ` line 3: near-duplicate: reject: want over 0 and at most 1, have 50`},
		{"near-duplicate: {reject: -0.5}", ` line 1: near-duplicate: reject: want over 0 and at most 1, have -0.5`},
		{"near-duplicate: {reject: 0}", ` line 1: near-duplicate: reject: want over 0; leave it out for never, have 0`},
		{"near-duplicate: {reject: 1e-400}", ` line 1: near-duplicate: reject: want over 0; leave it out for never, have 1e-400`},
		{"near-duplicate: {reject: 1e400}", ` line 1: near-duplicate: reject: want over 0 and at most 1, have +Inf`},
		{"near-duplicate: {reject: .nan}", ` line 1: near-duplicate: reject: want a decimal number, have .nan`},
		{"near-duplicate: {reject: .inf}", ` line 1: near-duplicate: reject: want a decimal number, have .inf`},
		{"near-duplicate: {reject: 0x1}", ` line 1: near-duplicate: reject: want a decimal number, have 0x1`},
		{"near-duplicate: {reject: '0.5'}", ` line 1: near-duplicate: reject: want a number, have text "0.5"`},
		{"near-duplicate: {reject: 50%}", ` line 1: near-duplicate: reject: want a number, have text "50%"`},
		{"contained: {flag: 0.9, reject: 0.8}", ` line 1: contained: flag 0.9 is over reject 0.8: want it under that`},
		{"min-words: 30", ` line 1: min-words: want off, or numbers of words such as {reject: 30}, have 30`},
		{"min-words: {reject: 010}", ` line 1: min-words: reject: want a decimal number, have 010`},
		{"min-words: {reject: 0.5}", ` line 1: min-words: reject: want a whole number of words from 1 to 1000000000, have 0.5`},
		{"min-words: {flag: 10, reject: 30}", ` line 1: min-words: flag 10 is under reject 30: want it over that, as shorter articles are rejected`},
		{"shares-passages: {flag: 1e30}", ` line 1: shares-passages: flag: want a whole number of words from 1 to 1000000000, have 1e+30`},
		{"sources: Reuters", ` line 1: sources: want a list of sources, have text "Reuters"`},
		{"sources:\n  - Reuters", ` line 2: sources: want outlets and what then, such as {outlets: [Reuters], then: flag}, have text "Reuters"`},
		{"sources:\n  - then: flag\n  - then: flag", ` line 2: sources: want outlets`},
		{"sources:\n  - outlets: [A]\n    then: flag\n  - outlets: [A]", ` line 4: sources: then: want flag or reject, have accept`},
		{"sources:\n  - outlets: [A]\n    than: flag", ` line 3: sources: than: unknown field; did you mean then?`},
		{"sources:\n  - outlets:\n    - A\n    - 1843", ` line 4: sources: outlets: want text, have a number`},
		{"sources:\n  - outlets: [A]\n    unless:\n    - A\n    - A", ` line 5: sources: unless: "A" is given twice`},
		{"keep: longst", ` line 1: keep: longst: unknown rule; did you mean longest?`},
		{"keep: all", ` line 1: keep: all: unknown rule; want ` + keeps},
		{"keep: outlet-priority", ` line 1: keep: outlet-priority: want its outlets, the best first, as in {outlet-priority: [Reuters]}`},
		{"keep: {outlet-priority: []}", ` line 1: keep: outlet-priority: want its outlets, the best first, as in {outlet-priority: [Reuters]}`},
		{"keep: {}", ` line 1: keep: "": unknown rule; want ` + keeps},
		{"keep: {longest: [A]}", ` line 1: keep: longest: unknown list; want outlet-priority`},
		{"keep: [longest]", ` line 1: keep: want one of ` + keeps + `, have a list`},
		{"only-from: A", ` line 1: only-from: want a list, have text "A"`},
		{"only-from:\n- a\n- 'b/[c'", ` line 3: only-from: bad pattern "b/[c"`},
		{"only-from:\n- a\n-", ` line 3: only-from: want text, have nothing`},
		{"only-from: ['']", ` line 1: only-from: empty name`},
		{"only-from: [\"a\\tb\"]", ` line 1: only-from: name "a\tb": want text in UTF-8 on one line`},
		{"only-from: [' a']", ` line 1: only-from: name " a": want no space around it`},
		{"budget: 5%", ` line 1: budget: want limits, such as {rejected: 5%}, have text "5%"`},
		{"budget: {reject: 5%}", ` line 1: budget: reject: unknown limit; did you mean rejected?`},
		{"budget:\n  rejected: 101%", ` line 2: budget: rejected: limit "101%": want at most 100%`},
		{"budget: {rejected: -1}", ` line 1: budget: rejected: limit "-1": want a number such as 500, or a share such as 2.5%`},
		{"budget: {rejected: []}", ` line 1: budget: rejected: want a number such as 500, or a share such as 2.5%, have a list`},
		{"outlets: [A]", ` line 1: outlets: want rules for each outlet, have a list`},
		{"outlets:\n  A: off", ` line 2: outlets: A: want rules, such as {near-duplicate: {flag: 0.7}}, have text "off"`},
		{"outlets:\n  The Record:\n    min-words: {reject: 9}\n    keep: first", ` line 4: outlets: "The Record": keep: unknown rule; want ` + rules},
		{"outlets:\n  The Record: {}\n  the record: {}", ` line 3: outlets: "the record": given twice, in other capitals`},
		{"outlets: {'': {}}", ` line 1: outlets: "": empty name`},
		{"keep: &a first", ` line 1: "&": anchors, aliases, tags and complex keys are not taken; quote it if it is text`},
		{"keep: first\n<<: {template: flag}", ` line 2: "<<": anchors, aliases, tags and complex keys are not taken; quote it if it is text`},
		{"keep: first\n---\nkeep: first", ` line 3: a second document: want one policy`},
		{"keep: first\ntemplate: 'flag", ` line 2: could not find end character of single-quoted text`},
		{"keep: first\ntemplate: \xff", ` line 2: not UTF-8`},
		{"keep: first\rtemplate: flag\n", ` line 1: a carriage return without a line feed`},
		{"keep: >\n first" + strings.Repeat(" \n", 102), ` line 103: more than 100 blank lines`},
		{"keep: '" + strings.Repeat("\t", 101), ` line 1: more than 100 tabs`},
		{strings.Repeat("[", maxPolicyDepth+1), ` line 1: nested too deep for a policy`},
		{strings.Repeat("#", maxPolicy+1), `: 1048577 bytes: want at most 1048576`},
		{strings.Repeat("a: 1\n", maxPolicyTokens/3+1), `: 50001 words and signs: want at most 50000`},
	}
	for _, tt := range tests {
		got, err := ReadPolicy("gate.yaml", []byte(tt.in))
		if want := `policy "gate.yaml"` + tt.want; err == nil || err.Error() != want {
			t.Errorf("ReadPolicy(%.80q) = %v, want %s", tt.in, err, want)
		}
		if !cmp.Equal(got, Policy{}) {
			t.Errorf("ReadPolicy(%.80q) = %v with an error, want the zero policy", tt.in, got)
		}
	}
}

// TestReadPolicyHostile holds that no file takes time that grows with the
// square of it: one such would run into the time limit of the tests. Those of
// the largest size are for the lexer, as the parser sees none of them.
func TestReadPolicyHostile(t *testing.T) {
	read := func(start, unit string, size int) {
		t.Helper()
		in := start + strings.Repeat(unit, (size-len(start))/len(unit))
		if _, err := ReadPolicy("f", []byte(in)); err != nil && len(err.Error()) > 1000 {
			t.Errorf("ReadPolicy(%q, %q ...) = %.1000s, want a short error", start, unit, err)
		}
	}
	for _, unit := range []string{
		"[", "{a: ", "- ", "? ", "&a ", "*a ", "!!a ", "- [", "{\"a\":", "- a:\n", "a:\n ", "|\n", "- |\n", "k: v\n", ": ", "a: ", "- - ", "[,", ",", "a,",
		"#\n", "---\n", "%", "{", "}", "]", "<<: ", "0",
	} {
		for _, start := range []string{"", "["} {
			read(start, unit, maxPolicyTokens)
		}
	}
	for _, unit := range []string{"x", "\n", " \n", "\r", "\t", "a\t", "x\n", "x\n ", "\\n", "\\\n", "\u2028"} {
		for _, start := range []string{"\"", "a: |\n "} {
			read(start, unit, maxPolicy)
		}
	}
	var steps strings.Builder
	for i := 0; steps.Len() < maxPolicy-3000; i++ {
		steps.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	if _, err := ReadPolicy("f", []byte(steps.String())); err == nil || !strings.Contains(err.Error(), "nested too deep") {
		t.Errorf("ReadPolicy of deep indents = %v, want nested too deep", err)
	}
}

// FuzzPolicy holds that what is read is sound and printed as it was read.
func FuzzPolicy(f *testing.F) {
	for _, in := range []string{
		"", wholePolicy, "a: &a [*a, *a]\nb: *a", "{{{{{{{{{{{{", "near-duplicate: {reject: .nan}", "copied: {flag: .inf, reject: 1e400}",
		"min-words: {flag: -1, reject: 1e9}", "keep: {outlet-priority: [\"a\\\"b\\\\\", 'c''d', \"\\u2028\"]}", "budget: {rejected: 0.1%, flagged: 0}",
		"outlets:\n  ? a\n  : b\n", "sources: [{outlets: [a, b], then: flag}]\r\nonly-from:\r\n- >\r\n  a\r\n  b\r\n", "identical: !!str flag\n...\n%YAML 1.2\n---\n",
	} {
		f.Add([]byte(in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		p, err := ReadPolicy("f", in)
		if err != nil {
			return
		}
		if err := p.Check(); err != nil {
			t.Errorf("Check after ReadPolicy(%q) = %v, want nil", in, err)
		}
		checkPrinted(t, &p)
	})
}

type errorfer interface {
	Helper()
	Errorf(format string, args ...any)
}

func checkPrinted(t errorfer, p *Policy) {
	t.Helper()
	text := p.String()
	got, err := ReadPolicy("f", []byte(text))
	if err != nil {
		t.Errorf("ReadPolicy of String = %v, want nil\n%s", err, text)
		return
	}
	if diff := cmp.Diff(*p, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("ReadPolicy of String: -want +got:\n%s\n%s", diff, text)
	}
	if again := got.String(); again != text {
		t.Errorf("String of what it printed = %s, want %s", again, text)
	}
}

func TestString(t *testing.T) {
	p := wantWhole()
	const want = `identical: flag
near-duplicate: {reject: 0.6}
contained: {flag: 0.5, reject: 0.8}
copied: {flag: 0.1, reject: 0.5}
template: accept
shares-passages: {flag: 20}
min-words: {reject: 30}
sources: [{outlets: [Associated Press, Reuters], unless: [Associated Press], then: reject}, {outlets: ["1843"], then: flag}]
keep: {outlet-priority: [Associated Press, The Record]}
only-from: [The Aggregator, "feeds/b/**"]
budget: {rejected: 5%, flagged: 200}
outlets:
  "L'Écho: Sud": {copied: off, sources: []}
  The Record: {near-duplicate: {flag: 0.7}, min-words: {reject: 10}}
`
	if diff := cmp.Diff(want, p.String()); diff != "" {
		t.Errorf("String: -want +got:\n%s", diff)
	}
}

func TestStringIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPolicy(t)
		if err := p.Check(); err != nil {
			t.Fatalf("Check of\n%s = %v, want nil", p.String(), err)
		}
		checkPrinted(t, &p)
	})
}

var (
	someName = rapid.OneOf(
		rapid.SampledFrom([]string{"Reuters", "off", "Null", "no", "1843", "1e5", "~", "-", "a: b", "a #b", "it's", `a"b\c`, "a, b", "x]", "{y", "%a", "*a", "&a", "!a", "feeds/**", "آن\u200cلاین", "a\u2028b", "a  b", "\ufeffa", "📰"}),
		rapid.String(),
	).Filter(func(s string) bool { return checkName(s) == nil && checkPattern(s) == nil })
	someNames = rapid.SliceOfNDistinct(someName, 1, 4, rapid.ID)
	someShare = rapid.OneOf(rapid.SampledFrom([]float64{0.07, 0.29, 0.5, 0.001, 1, math.SmallestNonzeroFloat64}), rapid.Float64Range(math.SmallestNonzeroFloat64, 1))
)

func drawPolicy(t *rapid.T) Policy {
	p := Policy{Rules: drawRules(t), Keep: Keep{Rule: KeepRule(rapid.SampledFrom(keepRules).Draw(t, "keep"))}}
	if p.Keep.Rule == KeepOutletPriority {
		p.Keep.Outlets = someNames.Draw(t, "priority")
	}
	if rapid.Bool().Draw(t, "only") {
		p.OnlyFrom = someNames.Draw(t, "from")
	}
	p.Budget = Budget{drawLimit(t), drawLimit(t)}
	for _, name := range rapid.SliceOfNDistinct(someName, 0, 3, foldName).Draw(t, "outlets") {
		if p.Outlets == nil {
			p.Outlets = map[string]Rules{}
		}
		p.Outlets[name] = drawRules(t)
	}
	return p
}

func drawRules(t *rapid.T) (r Rules) {
	for _, name := range ruleNames {
		switch rule := r.rule(name).(type) {
		case *Verdict:
			*rule = Verdict(rapid.IntRange(0, 2).Draw(t, name))
		case *Rule:
			*rule = drawRule(t, name)
		case *[]SourceRule:
			for range rapid.IntRange(0, 2).Draw(t, name) {
				s := SourceRule{Outlets: someNames.Draw(t, "outlets"), Then: Verdict(rapid.IntRange(1, 2).Draw(t, "then"))}
				if rapid.Bool().Draw(t, "some") {
					s.Unless = someNames.Draw(t, "unless")
				}
				*rule = append(*rule, s)
			}
		}
	}
	return r
}

func drawRule(t *rapid.T, name string) Rule {
	figure := someShare
	if name == "min-words" || name == "shares-passages" {
		figure = rapid.Map(rapid.IntRange(1, maxRuleWords), func(n int) float64 { return float64(n) })
	}
	a, b := figure.Draw(t, name), figure.Draw(t, name)
	r := Rule{Flag: min(a, b), Reject: max(a, b)}
	if name == "min-words" {
		r = Rule{Flag: r.Reject, Reject: r.Flag}
	}
	switch rapid.IntRange(0, 3).Draw(t, "which") {
	case 0:
		return Rule{}
	case 1:
		r.Flag = 0
	case 2:
		r.Reject = 0
	}
	return r
}

func drawLimit(t *rapid.T) Limit {
	switch rapid.IntRange(0, 2).Draw(t, "limit") {
	case 1:
		return Limit{Count: rapid.IntMin(0).Draw(t, "count"), Set: true}
	case 2:
		return Limit{Share: rapid.OneOf(rapid.Just(0.0), someShare).Draw(t, "share"), Set: true, Percent: true}
	}
	return Limit{}
}

func TestVerdict(t *testing.T) {
	tests := []struct {
		rule    Rule
		measure float64
		want    Verdict
	}{
		{Rule{}, 1, Accept},
		{Rule{Reject: 0.5}, 0.49, Accept},
		{Rule{Reject: 0.5}, 0.5, Reject},
		{Rule{Flag: 0.5}, 1, Flag},
		{Rule{Flag: 0.1, Reject: 0.5}, 0.1, Flag},
		{Rule{Flag: 0.1, Reject: 0.5}, 0.9, Reject},
		{Rule{Flag: 0.1, Reject: 0.5}, math.NaN(), Accept},
	}
	for _, tt := range tests {
		if got := tt.rule.Verdict(tt.measure); got != tt.want {
			t.Errorf("%+v.Verdict(%v) = %v, want %v", tt.rule, tt.measure, got, tt.want)
		}
	}
	if got := fmt.Sprint(Accept, Flag, Reject, Verdict(9)); got != "accept flag reject Verdict(9)" {
		t.Errorf("verdicts print as %s, want accept flag reject Verdict(9)", got)
	}
}

func TestParseLimit(t *testing.T) {
	tests := []struct {
		in   string
		want Limit
	}{
		{"0", Limit{Set: true}},
		{"500", Limit{Count: 500, Set: true}},
		{"2.5%", Limit{Share: 0.025, Set: true, Percent: true}},
		{"0.1%", Limit{Share: 0.001, Set: true, Percent: true}},
		{"7%", Limit{Share: 0.07, Set: true, Percent: true}},
		{"0%", Limit{Set: true, Percent: true}},
		{"100%", Limit{Share: 1, Set: true, Percent: true}},
	}
	for _, tt := range tests {
		got, err := ParseLimit(tt.in)
		if err != nil || got != tt.want {
			t.Errorf("ParseLimit(%q) = %+v, %v, want %+v", tt.in, got, err, tt.want)
		}
		if got.String() != tt.in {
			t.Errorf("String of limit %q = %q, want the same", tt.in, got)
		}
	}
	for _, in := range []string{"", "%", "-1", "+1", "1.5", "010", "1_000", "1e3", "1e3%", "5 %", "100.1%", "NaN", "NaN%", "Inf%", "99999999999999999999", "5%%", "５"} {
		if got, err := ParseLimit(in); err == nil {
			t.Errorf("ParseLimit(%q) = %+v, want an error", in, got)
		}
	}
}

func TestBroken(t *testing.T) {
	tests := []struct {
		limit   string
		n, read int
		want    bool
	}{
		{"0", 0, 10, false},
		{"0", 1, 10, true},
		{"5", 5, 10, false},
		{"5", 6, 10, true},
		{"29%", 29, 100, false},
		{"29%", 30, 100, true},
		{"0.1%", 1, 1000, false},
		{"0.1%", 1, 999, true},
		{"0%", 0, 0, false},
		{"100%", 7, 7, false},
		{"50%", 1, 0, true},
	}
	for _, tt := range tests {
		l, err := ParseLimit(tt.limit)
		if got := l.Broken(tt.n, tt.read); err != nil || got != tt.want {
			t.Errorf("Limit(%q).Broken(%d, %d) = %v, %v, want %v", tt.limit, tt.n, tt.read, got, err, tt.want)
		}
	}
	if (Limit{}).Broken(9, 9) {
		t.Error("Limit{}.Broken(9, 9) = true, want false")
	}
}

// TestBrokenAtShare holds that what is just the share in percent is not over.
func TestBrokenAtShare(t *testing.T) {
	for read := 1; read <= 1000; read++ {
		for tenths := range 1001 {
			l, _ := ParseLimit(fmt.Sprintf("%d.%d%%", tenths/10, tenths%10))
			n := read * tenths / 1000 // the most that is not over, in whole numbers
			if l.Broken(n, read) || tenths < 1000 && !l.Broken(n+1, read) {
				t.Fatalf("Limit(%v).Broken(%d and 1 more, %d) = %v, %v, want false, true", l, n, read, l.Broken(n, read), l.Broken(n+1, read))
			}
		}
	}
}

func TestRulesFor(t *testing.T) {
	p := wantWhole()
	for outlet, want := range map[string]string{
		"The Record":   "The Record",
		"THE RECORD":   "The Record",
		"l'écho: SUD":  "L'Écho: Sud",
		"The Record 2": "",
		"Record":       "",
		"":             "",
	} {
		rules, ok := p.Outlets[want]
		if !ok {
			rules = p.Rules
		}
		if diff := cmp.Diff(&rules, p.RulesFor(outlet)); diff != "" {
			t.Errorf("RulesFor(%q): -want +got:\n%s", outlet, diff)
		}
	}
}

// TestFoldName holds that Check refuses just the outlets that RulesFor would
// choose between.
func TestFoldName(t *testing.T) {
	letters := []rune("abAkK\u212asS\u017féÉeßẞσςΣiıIİ\U00010428\U00010400")
	for _, a := range letters {
		for _, b := range letters {
			a, b := "é"+string(a), "É"+string(b)
			if got, want := foldName(a) == foldName(b), strings.EqualFold(a, b); got != want {
				t.Errorf("foldName(%q) == foldName(%q) is %v, want %v", a, b, got, want)
			}
		}
	}
}

// TestCheck takes what no file can say, but flags and callers can.
func TestCheck(t *testing.T) {
	tests := []struct {
		name   string
		change func(p *Policy)
		want   string // "" is no error
	}{
		{"default", func(*Policy) {}, ""},
		{"zero", func(p *Policy) { *p = Policy{} }, `keep: "": unknown rule; want first, longest, earliest, latest, outlet-priority, none`},
		{"equal thresholds", func(p *Policy) { p.Rules.Copied = Rule{0.5, 0.5} }, ""},
		{"NaN", func(p *Policy) { p.Rules.Copied.Flag = math.NaN() }, "copied: flag: want over 0 and at most 1, have NaN"},
		{"infinite", func(p *Policy) { p.Rules.MinWords.Reject = math.Inf(1) }, "min-words: reject: want a whole number of words from 1 to 1000000000, have +Inf"},
		{"no words", func(p *Policy) { p.Rules.SharesPassages.Flag = math.NaN() }, "shares-passages: flag: want a whole number of words from 1 to 1000000000, have NaN"},
		{"flag over reject", func(p *Policy) { p.Rules.Contained.Flag = 0.9 }, "contained: flag 0.9 is over reject 0.8: want it under that"},
		{"unknown verdict", func(p *Policy) { p.Rules.Template = 3 }, "template: Verdict(3): want accept, flag or reject"},
		{"source that does nothing", func(p *Policy) { p.Rules.Sources = []SourceRule{{Outlets: []string{"A"}}} }, "sources: then: want flag or reject, have accept"},
		{"bytes that are no text", func(p *Policy) {
			p.Rules.Sources = []SourceRule{{Outlets: []string{"A"}, Unless: []string{"\xff"}, Then: Flag}}
		}, `sources: unless: name "\xff": want text in UTF-8 on one line`},
		{"rule of an outlet", func(p *Policy) { p.Outlets = map[string]Rules{"A": {NearDuplicate: Rule{Flag: 2}}} }, `outlets: "A": near-duplicate: flag: want over 0 and at most 1, have 2`},
		{"outlet twice", func(p *Policy) { p.Outlets = map[string]Rules{"A": {}, "a": {}} }, `outlets: "a": given twice, in other capitals`},
		{"priority without outlets", func(p *Policy) { p.Keep.Rule = KeepOutletPriority }, "keep: outlet-priority: want its outlets, the best first, as in {outlet-priority: [Reuters]}"},
		{"outlets without priority", func(p *Policy) { p.Keep.Outlets = []string{"A"} }, "keep: first: want no outlets"},
		{"pattern", func(p *Policy) { p.OnlyFrom = []string{"a", "{b"} }, `only-from: bad pattern "{b"`},
		{"count of a share", func(p *Policy) { p.Budget.Flagged = Limit{Count: 1, Set: true, Percent: true} }, "budget: flagged: a count and a share at once"},
		{"share of none", func(p *Policy) { p.Budget.Rejected = Limit{Share: math.NaN(), Set: true, Percent: true} }, "budget: rejected: want a share from 0 to 1, have NaN"},
		{"negative count", func(p *Policy) { p.Budget.Rejected = Limit{Count: -1, Set: true} }, "budget: rejected: want 0 or more, have -1"},
		{"limit not set", func(p *Policy) { p.Budget.Rejected = Limit{Count: 1} }, "budget: rejected: a figure, and yet not set"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := Default()
			tt.change(&p)
			got := ""
			if err := p.Check(); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("Check() = %q, want %q", got, tt.want)
			}
		})
	}
}
