package gate

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/index"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/source"
	"github.com/dupes-news/dupes/shingle"
)

// desk decides about articles, one after the other. It knows those that it
// has let pass, or flagged, since it was opened: in memory those at hand, the
// others in two indexes of its own on disk. Whatever it is asked at once, the
// decisions are those of asking one by one.
type desk struct {
	policy  Policy
	header  index.Header
	outlets *source.Catalogue
	workers []*worker
	tempDir string

	accepted kept // of this batch; where they are added to the index, none
	flagged  kept
	mine     func(number uint32) bool // an article of the index was added by this batch
	runes    bool                     // spans count code points
	byOutlet bool                     // the policy asks who published an article
}

// worker is what one goroutine needs.
type worker struct {
	sketcher *index.Sketcher
	searcher *index.Searcher
	reader   *source.Reader
	sources  []source.Source
}

// article is an article on its way through the desk.
type article struct {
	record   corpus.Record
	sketch   *index.Sketch
	outlet   string         // its own, by its name in the catalogue where it has one
	again    bool           // the index has it from a batch that was interrupted
	gathered index.Gathered // from what was there before those at hand
	answer   *index.Answer
	origin   finding // what the rules about sources say
	source   string
	evidence string
	decision Decision
	findings []finding // all of them, for those who ask why
}

func newDesk(p Policy, h index.Header, outlets *source.Catalogue, jobs int, tempDir string) (*desk, error) {
	d := &desk{policy: p, header: h, outlets: outlets, tempDir: tempDir, mine: func(uint32) bool { return false }}
	d.policy.resolve(outlets)
	d.byOutlet = p.bySource() || len(p.Outlets)+len(p.OnlyFrom) > 0
	for range jobs {
		s, err := h.NewSketcher()
		if err != nil {
			return nil, err
		}
		d.workers = append(d.workers, &worker{sketcher: s, searcher: h.NewSearcher(p.Threshold()), reader: source.NewReader(outlets)})
	}
	return d, nil
}

// Threshold is the least Jaccard that any rule about near duplicates asks for,
// 0 where none does.
func (p *Policy) Threshold() float64 {
	least := 0.0
	lower := func(r Rules) {
		for _, t := range []float64{r.NearDuplicate.Flag, r.NearDuplicate.Reject} {
			if t > 0 && (least == 0 || t < least) {
				least = t
			}
		}
	}
	lower(p.Rules)
	for _, r := range p.Outlets {
		lower(r)
	}
	return least
}

// bySource reports whether any rule asks for the sources of articles.
func (p *Policy) bySource() bool {
	if len(p.Rules.Sources) > 0 {
		return true
	}
	for _, r := range p.Outlets {
		if len(r.Sources) > 0 {
			return true
		}
	}
	return false
}

// The shelves of a desk. A relative says on which of them it stands. Those
// that let articles in come first, so that a hot passage finds these; and on
// either side what came first stands first.
const (
	shelfIndex = iota
	shelfAccepted
	shelfFreshAccepted
	shelfFlagged
	shelfFreshFlagged
)

// shelves are those of one goroutine. In may be nil.
func (d *desk) shelves(in *index.Snapshot) []index.Shelf {
	first := index.Shelf(&index.Fresh{})
	if in != nil {
		first = in.Shelf()
	}
	return []index.Shelf{first, d.accepted.shelf(), &d.accepted.fresh, d.flagged.shelf(), &d.flagged.fresh}
}

// decide decides about articles in their order. What it lets pass, or flags,
// stands in d.accepted.fresh and d.flagged.fresh until keep or forget. In may
// be nil; under says which ids the index has, and whether with the same text.
func (d *desk) decide(ctx context.Context, articles []*article, in *index.Snapshot, under map[string]bool) error {
	return d.accepted.view(ctx, func() error {
		return d.flagged.view(ctx, func() error { return d.decideAll(ctx, articles, in, under) })
	})
}

func (d *desk) decideAll(ctx context.Context, articles []*article, in *index.Snapshot, under map[string]bool) error {
	if err := d.prepare(ctx, articles, in); err != nil {
		return err
	}
	shelves := d.shelves(in)
	for _, a := range articles {
		// What the articles before it have added is not in its answer yet.
		if d.accepted.fresh.Meets(a.sketch) || d.flagged.fresh.Meets(a.sketch) {
			if err := d.answerAgain(a, shelves); err != nil {
				return err
			}
		}
		a.gathered = index.Gathered{}
		same, taken := under[a.sketch.ID]
		d.judge(a, taken, same)
		switch {
		case a.decision.Reason == Again: // is in
		case a.decision.Verdict == Accept:
			d.accepted.fresh.Add(a.sketch)
		case a.decision.Verdict == Flag:
			d.flagged.fresh.Add(a.sketch)
		}
	}
	return nil
}

// answerAgain answers with the articles at hand beside what was there before.
func (d *desk) answerAgain(a *article, shelves []index.Shelf) (err error) {
	s := d.workers[0].searcher
	for _, n := range []int{shelfFreshAccepted, shelfFreshFlagged} {
		if err := s.Gather(&a.gathered, a.sketch, n, shelves[n]); err != nil {
			return err
		}
	}
	a.answer, err = s.Answer(a.sketch, a.gathered, shelves...)
	return err
}

// prepare searches for every article what was there before, and reads its
// sources.
func (d *desk) prepare(ctx context.Context, articles []*article, in *index.Snapshot) error {
	return d.each(ctx, articles, func(w *worker) func(*article) error {
		shelves := d.shelves(in)
		return func(a *article) error { return d.prepareOne(w, a, shelves) }
	})
}

// sketchAll sketches articles of which only the record is there. They were
// sketched before: none is refused now.
func (d *desk) sketchAll(ctx context.Context, articles []*article) error {
	return d.each(ctx, articles, func(w *worker) func(*article) error {
		return func(a *article) error {
			it := w.sketcher.Item(a.record)
			if it.Refused != "" {
				return fmt.Errorf("%s: %s, which it was not when it was read", placeOf(a.record), it.Refused)
			}
			a.sketch = it.Sketch
			return nil
		}
	})
}

// each calls what begin returns for every article, in several goroutines.
func (d *desk) each(ctx context.Context, articles []*article, begin func(*worker) func(*article) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	work := func(w *worker) {
		do := begin(w)
		for ctx.Err() == nil {
			i := int(next.Add(1)) - 1
			if i >= len(articles) {
				return
			}
			if err := do(articles[i]); err != nil {
				cancel(err)
			}
		}
	}
	if len(d.workers) == 1 {
		work(d.workers[0]) // here, where a server can catch a panic
		return context.Cause(ctx)
	}
	var wg sync.WaitGroup
	for _, w := range d.workers[:min(len(d.workers), len(articles))] {
		wg.Go(func() { work(w) })
	}
	wg.Wait()
	return context.Cause(ctx)
}

func (d *desk) prepareOne(w *worker, a *article, shelves []index.Shelf) error {
	a.outlet = a.sketch.Outlet
	if d.byOutlet {
		if own := d.outlets.Own(&a.sketch.Article); own != nil {
			a.outlet = own.Name
		}
	}
	if d.policy.bySource() {
		w.sources = w.reader.Sources(w.sources[:0], &a.sketch.Article)
		a.origin = finding{reason: FromSource}
		a.origin.verdict, a.source, a.evidence = d.rules(a).sourced(w.sources, a.outlet, a.sketch.Text)
	}
	for n, shelf := range shelves {
		if err := w.searcher.Gather(&a.gathered, a.sketch, n, shelf); err != nil {
			return err
		}
	}
	var err error
	a.answer, err = w.searcher.Answer(a.sketch, a.gathered, shelves...)
	return err
}

func (d *desk) rules(a *article) *Rules {
	if a.sketch.Outlet == a.outlet {
		return d.policy.RulesFor(a.outlet)
	}
	if r := d.policy.RulesFor(a.outlet); r != &d.policy.Rules {
		return r
	}
	return d.policy.RulesFor(a.sketch.Outlet)
}

// judge makes the decision. Taken says that the index has the id, same that it
// has it with the same text.
func (d *desk) judge(a *article, taken, same bool) {
	k, r := a.sketch, d.rules(a)
	where := func(rel index.Relative) stand {
		switch {
		case rel.Shelf == shelfIndex && rel.ID == k.ID:
			return isSelf
		case rel.Shelf >= shelfFlagged:
			return isFlagged
		}
		return isIn
	}
	a.findings = r.findings(k.Words, a.answer, where)
	a.decision = Decision{
		ID: k.ID, Path: k.Path, Line: k.Line, Words: k.Words, Reason: New,
		CopiedWords: a.answer.Copied(func(rel index.Relative) bool {
			return where(rel) == isIn && rel.Link.Relation != relation.Template
		}),
		Boilerplate: a.answer.Repeated, Compared: a.answer.Compared, Left: a.answer.Left,
	}
	switch {
	case a.again:
		a.decision.Reason = Again
	case taken && same:
		a.decision.Verdict, a.decision.Reason = Reject, AlreadyIn
		d.restOnSelf(a)
	case tooFew(r.MinWords, k.Words) == Reject:
		a.decision.Verdict, a.decision.Reason = Reject, TooShort
	case a.origin.verdict == Reject:
		d.fromSource(a)
	default:
		d.byRelatives(a, r)
		if taken && a.decision.Verdict == Accept {
			a.decision.Verdict, a.decision.Reason = Flag, IDTaken
			d.restOnSelf(a)
		}
	}
}

// byRelatives makes the decision that follows from other articles, or flags
// for what alone would not reject.
func (d *desk) byRelatives(a *article, r *Rules) {
	if len(a.findings) > 0 && a.findings[0].verdict > Accept {
		f := a.findings[0]
		a.decision.Verdict, a.decision.Reason, a.decision.Measure = f.verdict, f.reason, f.measure
		d.rest(a, a.answer.Relatives[f.relative])
	}
	if a.decision.Verdict == Reject && !d.policy.mayDrop(a.sketch, a.outlet) {
		a.decision.Verdict, a.decision.Reason = Accept, OnlyFrom
	}
	if a.decision.Verdict > Accept {
		return
	}
	switch {
	case a.origin.verdict == Flag:
		d.fromSource(a)
	case tooFew(r.MinWords, a.sketch.Words) == Flag:
		a.decision.Verdict, a.decision.Reason = Flag, TooShort
	}
}

func (d *desk) fromSource(a *article) {
	a.decision.Verdict, a.decision.Reason = a.origin.verdict, FromSource
	a.decision.Source, a.decision.Evidence = a.source, a.evidence
}

// restOnSelf rests the decision on what the index has under the same id.
func (d *desk) restOnSelf(a *article) {
	a.decision.Partner, a.decision.Where = a.sketch.ID, InIndex
	for _, rel := range a.answer.Relatives {
		if rel.Shelf == shelfIndex && rel.ID == a.sketch.ID {
			d.rest(a, rel)
		}
	}
}

// rest fills in the figures of the article that a decision rests on.
func (d *desk) rest(a *article, rel index.Relative) {
	x := &a.decision
	x.Partner, x.Where, x.PartnerFlagged = rel.ID, d.where(rel), rel.Shelf >= shelfFlagged
	x.Relation = rel.Link.Relation
	x.Jaccard, x.Contained, x.Contains = rel.Jaccard, rel.Contained, rel.Contains
	x.SharedWords, x.LongestRun = int(rel.Link.WordsA), rel.Link.Run.Words
	own, other := d.workers[0].searcher.Spans(a.sketch, rel)
	x.Run, x.PartnerRun = d.span(a.sketch.Text, own), d.span(rel.Text, other)
	x.RunText = a.sketch.Text[own.Lo:own.Hi]
}

func (d *desk) where(rel index.Relative) string {
	if rel.Shelf == shelfIndex && !d.mine(rel.Number) {
		return InIndex
	}
	return InBatch
}

// considered is all that the rules say of an article.
func (d *desk) considered(a *article) []Consideration {
	var out []Consideration
	if a.origin.verdict > Accept {
		out = append(out, Consideration{Rule: FromSource, Verdict: a.origin.verdict, Partner: a.source})
	}
	for _, f := range a.findings {
		rel := a.answer.Relatives[f.relative]
		out = append(out, Consideration{
			Partner: rel.ID, Where: d.where(rel), Flagged: rel.Shelf >= shelfFlagged,
			Relation: rel.Link.Relation, Rule: f.reason, Measure: f.measure, Verdict: f.verdict,
		})
	}
	return out
}

// span is a place in a text, in the unit that was asked for.
func (d *desk) span(text string, w shingle.Word) [2]int {
	if d.runes {
		return w.Runes(text)
	}
	return [2]int{w.Lo, w.Hi}
}

func tooFew(r Rule, words int) Verdict {
	switch n := float64(words); {
	case r.Reject > 0 && n < r.Reject:
		return Reject
	case r.Flag > 0 && n < r.Flag:
		return Flag
	}
	return Accept
}

// keep takes over what decide has let pass and flagged. Where accepted
// articles are added to an index, they are found there from now on.
func (d *desk) keep(ctx context.Context, added bool) error {
	if added {
		d.accepted.fresh.Reset()
	}
	if err := d.accepted.keep(ctx, d); err != nil {
		return err
	}
	return d.flagged.keep(ctx, d)
}

// forget drops what decide has let pass and flagged.
func (d *desk) forget() {
	d.accepted.fresh.Reset()
	d.flagged.fresh.Reset()
}

func (d *desk) close() {
	d.accepted.close()
	d.flagged.close()
}
