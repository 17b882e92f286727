package gate

import (
	"context"
	"errors"
	"fmt"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/index"
	"github.com/dupes-news/dupes/shingle"
)

// Service decides about articles that come a few at a time, each call being a
// batch of its own. It is safe for concurrent use.
type Service struct {
	o     Options
	desks chan *desk
}

// NewService makes a Service for an index that decides about as many requests
// at once as o.Jobs.
func NewService(o Options) (*Service, error) {
	switch {
	case o.Index == nil:
		return nil, errors.New("a service needs an index")
	case o.Policy.Keep.Rule != KeepFirst:
		return nil, fmt.Errorf("keep %s: a service decides about articles as they come: want first", o.Policy.Keep.Rule)
	}
	if err := o.Index.Header.Serves(index.Options{Threshold: o.Policy.Threshold()}); err != nil {
		return nil, fmt.Errorf("%q: %w", o.Index.Place(), err)
	}
	s := &Service{o: o, desks: make(chan *desk, o.Jobs)}
	for range o.Jobs {
		d, err := newDesk(o.Policy, o.Index.Header, o.Outlets, 1, o.TempDir)
		if err != nil {
			return nil, err
		}
		s.desks <- d
	}
	return s, nil
}

// Outcome is what became of an article: a decision, or why it was refused.
type Outcome struct {
	Decision Decision
	Refused  string // empty for an article that was decided about
}

// Check decides about articles in their order, as one batch, and changes
// nothing.
func (s *Service) Check(ctx context.Context, list []corpus.Article) ([]Outcome, error) {
	return s.with(ctx, list, func(d *desk, articles []*article) error {
		return s.o.Index.View(ctx, func(in index.Snapshot) error { return decideOn(ctx, d, &in, articles) })
	})
}

// Add decides about articles as Check does, and adds to the index those that
// are accepted: durably when it returns.
func (s *Service) Add(ctx context.Context, list []corpus.Article) ([]Outcome, error) {
	return s.with(ctx, list, func(d *desk, articles []*article) error {
		return s.o.Index.Change(ctx, func(c *index.Change) error {
			d.forget() // where the change is tried a second time
			if err := decideOn(ctx, d, &c.Snapshot, articles); err != nil {
				return err
			}
			_, err := c.Add(d.accepted.fresh.Sketches(), nil)
			return err
		})
	})
}

func decideOn(ctx context.Context, d *desk, in *index.Snapshot, articles []*article) error {
	under, err := in.Under(sketches(articles))
	if err != nil {
		return err
	}
	return d.decide(ctx, articles, in, under)
}

// with lends a desk, and waits for one while all are in use.
func (s *Service) with(ctx context.Context, list []corpus.Article, decide func(*desk, []*article) error) ([]Outcome, error) {
	select {
	case d := <-s.desks:
		defer func() {
			d.forget()
			s.desks <- d
		}()
		return decided(d, list, decide)
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// decided refuses what cannot be decided about and has the rest decided.
func decided(d *desk, list []corpus.Article, decide func(*desk, []*article) error) ([]Outcome, error) {
	out := make([]Outcome, len(list))
	seen := map[string]bool{}
	var articles []*article
	var at []int
	for i, a := range list {
		k, err := d.workers[0].sketcher.Sketch(a)
		switch {
		case errors.Is(err, shingle.ErrTooShort):
			out[i].Refused = fmt.Sprintf("too short: %d words, a shingle has %d", k.Words, d.header.Shingle)
		case err != nil:
			return nil, err
		case seen[a.ID]:
			out[i].Refused = fmt.Sprintf("id %q is taken by another article of the request", a.ID)
		default:
			seen[a.ID] = true
			articles, at = append(articles, &article{sketch: k}), append(at, i)
		}
	}
	if len(articles) == 0 {
		return out, nil
	}
	if err := decide(d, articles); err != nil {
		return nil, err
	}
	for n, a := range articles {
		out[at[n]].Decision = a.decision
	}
	return out, nil
}
