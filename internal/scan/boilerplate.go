package scan

import (
	"cmp"
	"context"
	"slices"

	"github.com/dupes-news/dupes/shingle"
)

// describeBoilerplate shows the repeated passages as they stand in the first
// text that holds them, neighbours joined, the most frequent first.
func (s *scan) describeBoilerplate(ctx context.Context) ([]Boilerplate, error) {
	examples := make([]uint32, 0)
	for _, r := range s.boilerplate.found {
		examples = append(examples, r.example)
	}
	slices.Sort(examples)
	d := describer{scan: s, shown: map[uint64]bool{}, winnower: shingle.NewWinnower(s.cfg.Shingle, s.cfg.MinRun)}
	for _, t := range slices.Compact(examples) {
		if err := d.describe(t); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(d.out, func(a, b Boilerplate) int {
		return cmp.Or(cmp.Compare(b.Articles, a.Articles), cmp.Compare(b.Words, a.Words), cmp.Compare(a.Example, b.Example), cmp.Compare(a.Text, b.Text))
	})
	return d.out, ctx.Err()
}

type describer struct {
	*scan
	winnower *shingle.Winnower
	sketch   sketch
	page     page
	shown    map[uint64]bool
	out      []Boilerplate
}

// describe shows the stretches of boilerplate in text t that hold a passage
// not shown yet.
func (d *describer) describe(t uint32) error {
	if err := d.sketch.load(d.lib, t); err != nil {
		return err
	}
	article := d.lib.texts[t].articles[0]
	if err := d.page.load(d.lib, article); err != nil {
		return err
	}
	selected := d.winnower.Select(nil, d.sketch.shingles)
	for i := 0; i < len(selected); i++ {
		if !d.isBoilerplate(selected[i]) {
			continue
		}
		j, fresh, r := i, false, repeated{}
		for ; j < len(selected) && d.isBoilerplate(selected[j]); j++ {
			key := kept40(selected[j].Hash)
			fresh = fresh || !d.shown[key]
			d.shown[key] = true
			if x := d.boilerplate.found[key]; x.articles > r.articles {
				r = x
			}
		}
		if fresh {
			lo, hi := selected[i].At, selected[j-1].At+d.winnower.Width()
			span := d.page.span(lo, hi)
			d.out = append(d.out, Boilerplate{
				Text: string(d.page.text[span.Lo:span.Hi]), Words: hi - lo, Articles: int(r.articles),
				Outlet: d.lib.outlets[r.outlet], Example: d.lib.articles[article].id,
			})
		}
		i = j
	}
	return nil
}
