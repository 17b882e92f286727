package gate

import (
	"slices"

	"github.com/dupes-news/dupes/internal/source"
)

// resolve adds to the outlets that a policy names those that the catalogue
// knows under these names: AP is the Associated Press, and an article may give
// either. The policy keeps none of the lists that it came with.
func (p *Policy) resolve(c *source.Catalogue) {
	named := func(list []string) []string {
		out := slices.Clone(list)
		for _, name := range list {
			if o, ok := c.Resolve(name); ok && !isOneOf(out, o.Name) {
				out = append(out, o.Name)
			}
		}
		return out
	}
	rules := func(r *Rules) {
		r.Sources = slices.Clone(r.Sources)
		for i, s := range r.Sources {
			r.Sources[i].Outlets, r.Sources[i].Unless = named(s.Outlets), named(s.Unless)
		}
	}
	rules(&p.Rules)
	outlets := map[string]Rules{}
	for name, r := range p.Outlets {
		rules(&r)
		outlets[name] = r
	}
	for name, r := range p.Outlets {
		if o, ok := c.Resolve(name); ok {
			if _, is := outlets[o.Name]; !is {
				rules(&r)
				outlets[o.Name] = r
			}
		}
	}
	p.Outlets, p.OnlyFrom = outlets, named(p.OnlyFrom)
}
