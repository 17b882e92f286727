package gate

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/index"
	"github.com/dupes-news/dupes/internal/spool"
)

// Where the keep rule prefers some articles to others, all are read before any
// is decided about: those that it prefers come first, so that the others are
// the duplicates. Texts wait in a temporary file; an article in memory costs
// some 80 bytes and its id.
type waiting struct {
	id      string
	at      extent // record, by Pack
	verdict extent // decision, once made
	rank    int64  // the lower the better
}

// extent is a place in a spool.
type extent struct {
	offset int64
	length uint32
}

// inOrder is the gate of a keep rule other than first.
func (r *run) inOrder(ctx context.Context, in index.Input) error {
	s, err := spool.New(r.TempDir)
	if err != nil {
		return err
	}
	defer s.Close()
	list, err := r.readAll(ctx, in, s)
	if err != nil {
		return err
	}
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(list[i].rank, list[j].rank), cmp.Compare(list[i].id, list[j].id))
	})
	c := collector{run: r, spool: s, list: list, unpack: corpus.NewUnpacker(in.Corpus)}
	if err := c.decide(ctx, order); err != nil {
		return err
	}
	return c.tell(ctx)
}

// readAll puts all articles into the spool.
func (r *run) readAll(ctx context.Context, in index.Input, s *spool.Spool) ([]waiting, error) {
	var list []waiting
	var packed []byte
	err := r.Header.Stream(ctx, in, func(items []index.Item) error {
		r.read += len(items)
		articles, err := r.receive(items)
		for _, a := range articles {
			if err != nil {
				return err
			}
			packed = a.record.Pack(packed[:0])
			w := waiting{id: strings.Clone(a.sketch.ID), rank: r.rank(a.sketch), at: extent{length: uint32(len(packed))}}
			w.at.offset, err = s.Append(packed)
			list = append(list, w)
		}
		return err
	}, r.refuseUnread)
	return list, err
}

// rank is what the keep rule sorts by, the lowest first.
func (r *run) rank(k *index.Sketch) int64 {
	switch r.Policy.Keep.Rule {
	case KeepLongest:
		return -int64(k.Words)
	case KeepEarliest:
		if !k.Date.IsZero() {
			return k.Date.Unix()
		}
		return math.MaxInt64
	case KeepLatest:
		if !k.Date.IsZero() {
			return -k.Date.Unix()
		}
		return math.MaxInt64
	case KeepOutletPriority:
		return int64(r.priority(k))
	}
	return 0
}

// priority is the place of an article's outlet in the list of the rule, by the
// name that the article gives or that of the catalogue.
func (r *run) priority(k *index.Sketch) int {
	names := []string{k.Outlet}
	if own := r.Outlets.Own(&k.Article); own != nil {
		names = append(names, own.Name)
	}
	for i, outlet := range r.Policy.Keep.Outlets {
		if o, ok := r.Outlets.Resolve(outlet); isOneOf(names, outlet) || ok && isOneOf(names, o.Name) {
			return i
		}
	}
	return len(r.Policy.Keep.Outlets)
}

// collector decides about articles of a spool in one order and tells of them
// in another.
type collector struct {
	*run
	spool  *spool.Spool
	list   []waiting
	unpack *corpus.Unpacker

	// Where none is kept:
	needed map[string]bool // accepted, and the reason why another one was rejected
	later  *index.Batch    // that accepted articles are added to at the end
}

// atOnce is how many articles of a spool are decided about at once.
const atOnce = 512

// decide goes through the articles in the order of the keep rule. Where none
// is kept of several, what is accepted is only known at the end, and added
// then.
func (c *collector) decide(ctx context.Context, order []int) error {
	if c.Policy.Keep.Rule == KeepNothing {
		c.needed, c.later, c.batch = map[string]bool{}, c.batch, nil
		defer func() { c.batch = c.later }()
	}
	for part := range slices.Chunk(order, atOnce) {
		articles := make([]*article, len(part))
		for i, n := range part {
			rec, err := c.record(n)
			if err != nil {
				return err
			}
			articles[i] = &article{record: rec}
		}
		if err := c.settleLater(ctx, articles); err != nil {
			return err
		}
		for i, n := range part {
			if err := c.store(&c.list[n], &articles[i].decision); err != nil {
				return err
			}
		}
	}
	if c.needed == nil {
		return nil
	}
	c.batch = c.later
	return c.keepNone(ctx, order)
}

// settleLater is settle for records that are not sketched yet.
func (c *collector) settleLater(ctx context.Context, articles []*article) error {
	if err := c.desk.sketchAll(ctx, articles); err != nil {
		return err
	}
	if c.later != nil {
		err := c.Index.Change(ctx, func(ch *index.Change) error {
			under, err := ch.Under(sketches(articles))
			if err != nil {
				return err
			}
			return takeOver(ch, c.later, articles, under)
		})
		if err != nil {
			return err
		}
	}
	if err := c.settle(ctx, articles); err != nil {
		return err
	}
	if c.needed != nil {
		for _, a := range articles {
			if d := &a.decision; d.Verdict == Reject && d.Where == InBatch {
				c.needed[d.Partner] = true
			}
		}
	}
	return nil
}

func (c *collector) record(n int) (corpus.Record, error) {
	b, err := c.read(c.list[n].at)
	if err != nil {
		return corpus.Record{}, err
	}
	return c.unpack.Unpack(b)
}

func (c *collector) read(at extent) ([]byte, error) {
	b := make([]byte, at.length)
	return b, c.spool.Read(b, at.offset)
}

func (c *collector) store(w *waiting, d *Decision) error {
	b, err := json.Marshal(d)
	if err != nil {
		return err
	}
	w.verdict.length = uint32(len(b))
	w.verdict.offset, err = c.spool.Append(b)
	return err
}

func (c *collector) decision(n int) (*Decision, error) {
	b, err := c.read(c.list[n].verdict)
	if err != nil {
		return nil, err
	}
	d := new(Decision)
	return d, json.Unmarshal(b, d)
}

// keepNone rejects the articles that others were rejected for, and adds what
// is left.
func (c *collector) keepNone(ctx context.Context, order []int) error {
	for part := range slices.Chunk(order, atOnce) {
		var left []*article
		for _, n := range part {
			d, err := c.decision(n)
			if err != nil {
				return err
			}
			switch {
			case d.Verdict != Accept:
			case c.needed[d.ID]:
				d.Verdict, d.Reason = Reject, KeepNone
				if err := c.store(&c.list[n], d); err != nil {
					return err
				}
			case c.batch != nil:
				rec, err := c.record(n)
				if err != nil {
					return err
				}
				left = append(left, &article{record: rec})
			}
		}
		if err := c.addAll(ctx, left); err != nil {
			return err
		}
	}
	return nil
}

// addAll adds articles that were decided about.
func (c *collector) addAll(ctx context.Context, articles []*article) error {
	if len(articles) == 0 {
		return nil
	}
	if err := c.desk.sketchAll(ctx, articles); err != nil {
		return err
	}
	return c.Index.Change(ctx, func(ch *index.Change) error {
		under, err := ch.Under(sketches(articles))
		if err != nil {
			return err
		}
		var fresh []*index.Sketch
		for _, a := range articles {
			if _, is := under[a.sketch.ID]; !is {
				fresh = append(fresh, a.sketch)
			}
		}
		c.summary.Added += len(fresh)
		_, err = ch.Add(fresh, c.batch)
		return err
	})
}

// tell says the decisions in the order of the input.
func (c *collector) tell(ctx context.Context) error {
	for n := range c.list {
		if err := ctx.Err(); err != nil {
			return err
		}
		d, err := c.decision(n)
		if err != nil {
			return err
		}
		rec, err := c.record(n)
		if err != nil {
			return err
		}
		if err := c.run.tell(d, rec); err != nil {
			return err
		}
	}
	return c.sink.Flush()
}
