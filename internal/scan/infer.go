package scan

import (
	"cmp"
	"slices"

	"github.com/dupes-news/dupes/internal/source"
)

// inferred says that one article rests on an outlet that another one names.
// What proves it is worked out again where it is shown.
type inferred struct {
	receiver, giver uint32 // articles
	outlet          uint32 // index of library.named
	confidence      source.Confidence
}

// maxGivers is how many articles are listed that name an outlet for one which
// does not: the surest and then the first.
const maxGivers = 4

// fewGivers sorts inferences by receiver, outlet and giver, and keeps of each
// outlet of a receiver those from the best givers.
func fewGivers(list []inferred) []inferred {
	slices.SortFunc(list, func(a, b inferred) int {
		return cmp.Or(cmp.Compare(a.receiver, b.receiver), cmp.Compare(a.outlet, b.outlet), cmp.Compare(b.confidence, a.confidence), cmp.Compare(a.giver, b.giver))
	})
	kept, same := list[:0], 0
	for i, x := range list {
		if i == 0 || list[i-1].receiver != x.receiver || list[i-1].outlet != x.outlet {
			same = 0
		}
		if same++; same <= maxGivers {
			kept = append(kept, x)
		}
	}
	slices.SortFunc(kept, func(a, b inferred) int {
		return cmp.Or(cmp.Compare(a.receiver, b.receiver), cmp.Compare(a.outlet, b.outlet), cmp.Compare(a.giver, b.giver))
	})
	return slices.Clip(kept)
}

// inferredFor are the inferences for an article.
func (s *scan) inferredFor(article uint32) []inferred {
	byReceiver := func(x inferred, article uint32) int { return cmp.Compare(x.receiver, article) }
	lo, _ := slices.BinarySearchFunc(s.inferred, article, byReceiver)
	hi, _ := slices.BinarySearchFunc(s.inferred[lo:], article+1, byReceiver)
	return s.inferred[lo : lo+hi]
}

// inferAll lists what can be inferred from either text for every article that
// prints the other.
func (q *quoteReader) inferAll(p pair) ([]inferred, error) {
	var out []inferred
	for _, side := range [...][2]uint32{{p.a(), p.b()}, {p.b(), p.a()}} {
		giver, receiver := side[0], side[1]
		if !q.gives(giver) {
			continue
		}
		for _, article := range q.lib.texts[receiver].articles {
			found, err := q.infer(q.first(giver), article)
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
		}
	}
	return out, nil
}

// infer lists the outlets on which the receiver rests by the giver.
func (q *quoteReader) infer(giver, receiver uint32) ([]inferred, error) {
	var out []inferred
	proofs, err := q.proofs(giver, receiver)
	for _, p := range proofs {
		if outlet, known := slices.BinarySearch(q.lib.named, p.Outlet); known {
			out = append(out, inferred{receiver, giver, uint32(outlet), p.Confidence})
		}
	}
	return out, err
}

// proofs are the best inferences from the giver for the receiver, one of each
// outlet, by its name.
func (q *quoteReader) proofs(giver, receiver uint32) ([]source.Inference, error) {
	x, y, shared, err := q.both(giver, receiver)
	if err != nil {
		return nil, err
	}
	var all []source.Inference
	for _, c := range shared {
		found, _ := source.Infer(&x.page, &y.page, c.i, c.j, c.SharedQuote)
		all = append(all, found...)
	}
	slices.SortStableFunc(all, func(a, b source.Inference) int {
		return cmp.Or(cmp.Compare(a.Outlet, b.Outlet), cmp.Compare(b.Confidence, a.Confidence))
	})
	return slices.CompactFunc(all, func(a, b source.Inference) bool { return a.Outlet == b.Outlet }), nil
}

// both loads two articles with all that inference needs. The one with the
// smaller number is held: pairs come sorted by it.
func (q *quoteReader) both(a, b uint32) (x, y *quoted, shared []sharedQuote, err error) {
	if a > b {
		y, x, shared, err = q.both(b, a)
		for i := range shared {
			shared[i] = shared[i].reverse()
		}
		return x, y, shared, err
	}
	if x, y, err = q.load(a, b); err != nil {
		return nil, nil, nil, err
	}
	if shared = q.shared(x, y); len(shared) == 0 {
		return x, y, nil, nil
	}
	return x, y, shared, cmp.Or(q.know(x), q.know(y))
}
