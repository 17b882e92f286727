// Package gate decides which articles may go in: into an archive, a search
// index or a training set. Every article is compared with what an index holds
// and with those of its own batch that were accepted before it, and a policy
// says what follows from what they have in common.
//
//	read      articles in the order of the input; with a keep rule other than
//	          first all of them first, and then in the order of that rule
//	compare   with the index, the accepted and the flagged (package index)
//	decide    by the rules of the policy, one article after the other
//	add       what was accepted to the index, if asked for, durably
//	say       the decision, in the order of the input
//
// An article is rejected for being a duplicate only because of one that is in,
// accepted in the batch or in the index, or because it is a copy of a flagged
// one. So at least one of any cluster stays, for good or for people to look at,
// unless the policy keeps none.
package gate

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/index"
	"github.com/dupes-news/dupes/internal/source"
)

// Options are what a gate is told beside its input.
type Options struct {
	Policy   Policy
	Index    *index.Index // may be nil
	Add      bool         // what is accepted is added to the index
	Header   index.Header // by which articles are compared where there is no index
	Outlets  *source.Catalogue
	Jobs     int    // goroutines; at least 1
	TempDir  string // the system's if empty
	Baseline Baseline
	Runes    bool   // spans of decisions count code points, not bytes
	Explain  string // id of an article of which all that the rules say is wanted
	Progress func(done int)
}

// Sink is told of the decisions, in the order of the input.
type Sink interface {
	Decided(d *Decision, r corpus.Record) error
	// Flush is called when what was decided so far is durable.
	Flush() error
}

// Summary is what a gate did. Read is the sum of the four below it.
type Summary struct {
	Read, Accepted, Rejected, Flagged, Refused int

	Reasons     map[Reason]int // of all that were not accepted as new
	KnownBefore int            // rejected or flagged, and in the baseline
	Broken      []string       // budgets that do not hold, in words
	Refusals    []corpus.Refused
	Explained   *Explanation
	Added       int // to the index

	// End says that the decisions are safe; without it a gate on the same
	// input accepts once more what this one has added.
	End func(context.Context) error
}

// Explanation is all that the rules say of one article.
type Explanation struct {
	Decision   Decision
	Considered []Consideration
}

// run is a gate at work.
type run struct {
	Options
	desk  *desk
	sink  Sink
	batch *index.Batch // nil where nothing is added
	seen  *index.Seen
	dir   string
	added []numbers // in ascending order

	mu       sync.Mutex // guards refused
	refused  []corpus.Refused
	unread   int // of them, those that were no record yet
	read     int // records
	rejected int // not in the baseline
	flagged  int // the same
	summary  Summary
}

// numbers are those of articles in an index, [lo, hi).
type numbers struct{ lo, hi uint32 }

// Run decides about every article of the input. An error is one that ended
// it: what was decided by then stands, and has been told to the sink.
func Run(ctx context.Context, in index.Input, o Options, sink Sink) (_ *Summary, err error) {
	if o.Index != nil {
		o.Header = o.Index.Header
		if err := o.Header.Serves(index.Options{Threshold: o.Policy.Threshold()}); err != nil {
			return nil, fmt.Errorf("%q: %w", o.Index.Place(), err)
		}
	}
	r := &run{Options: o, sink: sink}
	if r.desk, err = newDesk(o.Policy, o.Header, o.Outlets, o.Jobs, o.TempDir); err != nil {
		return nil, err
	}
	r.desk.mine, r.desk.runes = r.isMine, o.Runes
	r.summary.Reasons = map[Reason]int{}
	defer r.close()
	if err := r.begin(ctx); err != nil {
		return nil, err
	}
	if o.Policy.Keep.Rule == KeepFirst || o.Policy.Keep.Rule == "" {
		err = o.Header.Stream(ctx, in, func(items []index.Item) error { return r.pass(ctx, items) }, r.refuseUnread)
	} else {
		err = r.inOrder(ctx, in)
	}
	if err != nil {
		return nil, err
	}
	return r.sum()
}

func (r *run) begin(ctx context.Context) (err error) {
	if r.dir, err = os.MkdirTemp(r.TempDir, "dupes-*"); err != nil {
		return err
	}
	if r.seen, err = index.NewSeen(r.dir); err != nil {
		return err
	}
	r.summary.End = func(context.Context) error { return nil }
	if r.Add && r.Index != nil {
		if r.batch, err = r.Index.Begin(ctx); err != nil {
			return err
		}
		r.summary.End = r.end
	}
	return nil
}

// end leaves the index as fast as it can be and ends the batch: last of all, as
// a gate that is killed after that, and run again, finds all that it accepted
// in already.
func (r *run) end(ctx context.Context) error {
	r.Index.CompactAfter(ctx, int64(r.summary.Added))
	return r.batch.End(ctx)
}

func (r *run) close() {
	r.desk.close()
	if r.seen != nil {
		r.seen.Close()
	}
	os.RemoveAll(r.dir)
}

// isMine reports an article of the index that this run has added.
func (r *run) isMine(number uint32) bool {
	_, found := slices.BinarySearchFunc(r.added, number, func(n numbers, number uint32) int {
		switch {
		case n.hi <= number:
			return -1
		case n.lo > number:
			return 1
		}
		return 0
	})
	return found
}

func (r *run) refuse(x corpus.Refused) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refused = append(r.refused, x)
}

// refuseUnread refuses what could not be cut into records.
func (r *run) refuseUnread(x corpus.Refused) {
	r.refuse(x)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.unread++
}

// pass decides about the next articles and says so.
func (r *run) pass(ctx context.Context, items []index.Item) error {
	r.read += len(items)
	articles, err := r.receive(items)
	if err != nil {
		return err
	}
	if err := r.settle(ctx, articles); err != nil {
		return err
	}
	for _, a := range articles {
		if err := r.tell(&a.decision, a.record); err != nil {
			return err
		}
	}
	return r.sink.Flush()
}

// receive refuses what is no article, and articles whose id is taken.
func (r *run) receive(items []index.Item) ([]*article, error) {
	articles := make([]*article, 0, len(items))
	for _, it := range items {
		if it.Refused != "" {
			r.refuse(corpus.Refused{Path: it.Record.Path, Line: it.Record.Line, Reason: it.Refused})
			continue
		}
		before, taken, err := r.seen.Add(it.Sketch.ID, placeOf(it.Record))
		if err != nil {
			return nil, err
		}
		if taken {
			r.refuse(corpus.Refused{Path: it.Record.Path, Line: it.Record.Line, Reason: fmt.Sprintf("id %q is taken by %s", it.Sketch.ID, before)})
			continue
		}
		articles = append(articles, &article{record: it.Record, sketch: it.Sketch})
	}
	return articles, nil
}

func placeOf(r corpus.Record) string {
	if r.Line > 0 {
		return fmt.Sprintf("%q line %d", r.Path, r.Line)
	}
	return fmt.Sprintf("%q", r.Path)
}

// settle decides about articles and makes what follows from it durable.
func (r *run) settle(ctx context.Context, articles []*article) error {
	if len(articles) == 0 {
		return nil
	}
	var err error
	switch {
	case r.batch != nil:
		var n numbers
		err = r.Index.Change(ctx, func(c *index.Change) (err error) {
			n, err = r.decideAndAdd(ctx, c, articles)
			return err
		})
		if n.hi > n.lo {
			r.added = append(r.added, n)
			r.summary.Added += int(n.hi - n.lo)
		}
	case r.Index != nil:
		err = r.Index.View(ctx, func(s index.Snapshot) error { return r.decide(ctx, &s, articles) })
	default:
		err = r.desk.decide(ctx, articles, nil, nil)
	}
	if err != nil {
		return err
	}
	r.explain(articles)
	return r.desk.keep(ctx, r.batch != nil)
}

func (r *run) decide(ctx context.Context, s *index.Snapshot, articles []*article) error {
	under, err := s.Under(sketches(articles))
	if err != nil {
		return err
	}
	return r.desk.decide(ctx, articles, s, under)
}

func (r *run) decideAndAdd(ctx context.Context, c *index.Change, articles []*article) (numbers, error) {
	r.desk.forget() // where the change is tried a second time
	under, err := c.Under(sketches(articles))
	if err != nil {
		return numbers{}, err
	}
	if err := takeOver(c, r.batch, articles, under); err != nil {
		return numbers{}, err
	}
	if err := r.desk.decide(ctx, articles, &c.Snapshot, under); err != nil {
		return numbers{}, err
	}
	accepted := r.desk.accepted.fresh.Sketches()
	first, err := c.Add(accepted, r.batch)
	return numbers{first, first + uint32(len(accepted))}, err
}

// takeOver finds the articles that are in from a gate that was interrupted.
func takeOver(c *index.Change, b *index.Batch, articles []*article, under map[string]bool) (err error) {
	for _, a := range articles {
		if under[a.sketch.ID] {
			if a.again, err = c.TakeOver(b, a.sketch.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func sketches(articles []*article) []*index.Sketch {
	out := make([]*index.Sketch, len(articles))
	for i, a := range articles {
		out[i] = a.sketch
	}
	return out
}

func (r *run) explain(articles []*article) {
	if r.Explain == "" {
		return
	}
	for _, a := range articles {
		if a.sketch.ID == r.Explain {
			r.summary.Explained = &Explanation{a.decision, r.desk.considered(a)}
		}
	}
}

// tell counts a decision and says it.
func (r *run) tell(d *Decision, rec corpus.Record) error {
	s := &r.summary
	known := d.Verdict > Accept && r.Baseline.has(d)
	d.Known = known
	switch d.Verdict {
	case Accept:
		s.Accepted++
	case Flag:
		s.Flagged++
	case Reject:
		s.Rejected++
	}
	switch {
	case known:
		s.KnownBefore++
	case d.Verdict == Flag:
		r.flagged++
	case d.Verdict == Reject:
		r.rejected++
	}
	if d.Reason != New {
		s.Reasons[d.Reason]++
	}
	if r.Progress != nil {
		r.Progress(s.Accepted + s.Flagged + s.Rejected)
	}
	return r.sink.Decided(d, rec)
}

// sum closes the books: what was read went somewhere.
func (r *run) sum() (*Summary, error) {
	s := &r.summary
	s.Refusals = r.refused
	slices.SortFunc(s.Refusals, corpus.Refused.Compare)
	s.Refused = len(s.Refusals)
	s.Read = r.read + r.unread
	if sum := s.Accepted + s.Rejected + s.Flagged + s.Refused; sum != s.Read {
		return nil, fmt.Errorf("internal error: %d accepted + %d rejected + %d flagged + %d refused = %d, but %d read", s.Accepted, s.Rejected, s.Flagged, s.Refused, sum, s.Read)
	}
	r.checkBudget()
	return s, nil
}

func (r *run) checkBudget() {
	b := r.Policy.Budget
	if r.Baseline != nil && !b.Rejected.Set {
		b.Rejected = Limit{Set: true}
	}
	for _, x := range []struct {
		what  string
		n     int
		limit Limit
	}{{"rejected", r.rejected, b.Rejected}, {"flagged", r.flagged, b.Flagged}} {
		if x.limit.Broken(x.n, r.summary.Read) {
			r.summary.Broken = append(r.summary.Broken, fmt.Sprintf("%d of %d articles %s, allowed are %s", x.n, r.summary.Read, x.what, x.limit))
		}
	}
}
