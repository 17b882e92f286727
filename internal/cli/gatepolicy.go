package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/dupes-news/dupes/internal/gate"
)

// overrides are rules given as options, which go before those of the policy.
type overrides struct {
	near, contained, copied float64
	minWords                int
	keep                    string
	onlyFrom                []string
	maxRejected, maxFlagged string
	flags                   *pflag.FlagSet
}

func (r *overrides) register(f *pflag.FlagSet) {
	r.flags = f
	f.Float64Var(&r.near, "near-duplicate", 0, "reject from this `Jaccard` on (default 0.5)")
	f.Float64Var(&r.contained, "contained", 0, "reject what stands in one other article to this `share` (default 0.8)")
	f.Float64Var(&r.copied, "copied", 0, "reject what stands in all others together to this `share` (default 0.5)")
	f.IntVar(&r.minWords, "min-words", 0, "reject articles of fewer `words`")
	f.StringVar(&r.keep, "keep", "", "`rule` that picks who stays: first, longest, earliest, latest, none, or outlets in order of preference: outlet-priority=AP,Reuters")
	f.StringArrayVar(&r.onlyFrom, "only-from", nil, "`outlet` or path pattern from which duplicates may be dropped, others are kept; may be given several times")
	f.StringVar(&r.maxRejected, "max-rejected", "", "`limit` of rejected articles, such as 500 or 2.5%; more exit with 1")
	f.StringVar(&r.maxFlagged, "max-flagged", "", "`limit` of flagged articles")
}

// apply changes a policy, for every outlet.
func (r *overrides) apply(p *gate.Policy) error {
	for name, set := range map[string]func(*gate.Rules){
		"near-duplicate": func(x *gate.Rules) { x.NearDuplicate = rejectFrom(x.NearDuplicate, r.near) },
		"contained":      func(x *gate.Rules) { x.Contained = rejectFrom(x.Contained, r.contained) },
		"copied":         func(x *gate.Rules) { x.Copied = rejectFrom(x.Copied, r.copied) },
		"min-words":      func(x *gate.Rules) { x.MinWords = gate.Rule{Reject: float64(r.minWords)} },
	} {
		if !r.flags.Changed(name) {
			continue
		}
		set(&p.Rules)
		for outlet, rules := range p.Outlets {
			set(&rules)
			p.Outlets[outlet] = rules
		}
	}
	if r.keep != "" {
		rule, list, _ := strings.Cut(r.keep, "=")
		p.Keep = gate.Keep{Rule: gate.KeepRule(rule)}
		if list != "" {
			p.Keep.Outlets = strings.Split(list, ",")
		}
	}
	if len(r.onlyFrom) > 0 {
		p.OnlyFrom = r.onlyFrom
	}
	for _, l := range []struct {
		flag, text string
		to         *gate.Limit
	}{{"--max-rejected", r.maxRejected, &p.Budget.Rejected}, {"--max-flagged", r.maxFlagged, &p.Budget.Flagged}} {
		if l.text == "" {
			continue
		}
		limit, err := gate.ParseLimit(l.text)
		if err != nil {
			return fmt.Errorf("%s: %w", l.flag, err)
		}
		*l.to = limit
	}
	if err := p.Check(); err != nil {
		return fmt.Errorf("policy with the options given: %w", err)
	}
	return nil
}

// rejectFrom keeps what flags, as far as it is less.
func rejectFrom(r gate.Rule, reject float64) gate.Rule {
	if r.Flag > reject {
		r.Flag = reject
	}
	return gate.Rule{Flag: r.Flag, Reject: reject}
}

func (g *gating) policy() (gate.Policy, error) {
	p := gate.Default()
	if g.policyFile != "" {
		data, err := os.ReadFile(g.policyFile)
		if err != nil {
			return p, err
		}
		if p, err = gate.ReadPolicy(g.policyFile, data); err != nil {
			return p, err
		}
	}
	return p, g.overrides.apply(&p)
}
