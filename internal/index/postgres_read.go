package index

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5/pgxpool"
)

// pgReader is a transaction. It is one connection, and so serves one call at a
// time; what a call gives is read to its end before anybody sees it, so that
// the next call may come while it is looked at.
type pgReader struct {
	*postgres
	ctx  context.Context // that of the View or Update
	runs []Run

	calling sync.Mutex // held while the connection is used
	conn    *pgxpool.Conn
	ended   bool

	knowing sync.Mutex // guards what follows
	known   map[uint32]ref
}

// pageRows is the rows that are read at once: articles of 1.3 KB or blocks of
// 0.3 KB.
const pageRows = 512

// packed gathers the bytes of rows.
type packed struct {
	b    []byte
	ends []int
}

func (p *packed) add(b []byte) {
	p.b = append(p.b, b...)
	p.ends = append(p.ends, len(p.b))
}

// ScanBytes is what pgx calls with the bytes of a row, in memory of its own.
func (p *packed) ScanBytes(b []byte) error {
	p.add(b)
	return nil
}

// at is the bytes of row i.
func (p *packed) at(i int) []byte {
	lo := 0
	if i > 0 {
		lo = p.ends[i-1]
	}
	return p.b[lo:p.ends[i]:p.ends[i]]
}

func (p *packed) reset() { p.b, p.ends = p.b[:0], p.ends[:0] }

func (r *pgReader) Value(name string) (v []byte, err error) {
	err = r.query(func() {}, []any{&v}, "select value from named where name = $1", []byte(name))
	return v, err
}

func (r *pgReader) Values(prefix string) iter.Seq2[NamedValue, error] {
	return func(yield func(NamedValue, error) bool) {
		from, to := []byte(prefix), []byte{0xff} // names are UTF-8
		if n := len(prefix); n > 0 {
			to = []byte(prefix)
			to[n-1]++ // no prefix ends in 0xff
		}
		for {
			page, err := r.valuesPage(from, to)
			if err != nil {
				yield(NamedValue{}, err)
				return
			}
			for _, v := range page {
				if !yield(v, nil) {
					return
				}
			}
			if len(page) < pageRows {
				return
			}
			from = append([]byte(page[len(page)-1].Name), 0)
		}
	}
}

func (r *pgReader) valuesPage(from, to []byte) (page []NamedValue, err error) {
	var name, value []byte
	err = r.query(
		func() { page = append(page, NamedValue{string(name), value}) }, []any{&name, &value},
		"select name, value from named where name >= $1 and name < $2 order by name limit $3", from, to, pageRows,
	)
	return page, err
}

func (r *pgReader) Numbers(ids []string, visit func(i int, number uint32)) error {
	first := 0
	for part := range slices.Chunk(ids, pageRows) {
		keys := make([][]byte, len(part))
		for i, id := range part {
			keys[i] = []byte(id)
		}
		found := map[string]uint32{}
		var id []byte
		var number int64
		err := r.query(
			func() { found[string(id)] = uint32(number) }, []any{&id, &number},
			"select id, number from articles where id = any($1)", keys,
		)
		if err != nil {
			return err
		}
		for i, id := range part {
			if number, is := found[id]; is {
				visit(first+i, number)
			}
		}
		first += len(part)
	}
	return nil
}

// rowsOf are rows of a number and bytes by number.
type rowsOf struct {
	rows   map[int64]int
	number int64
	packed packed
}

// fetch reads the rows of numbers, and calls visit for each, with nil for one
// without a row.
func (r *pgReader) fetch(numbers []uint32, visit func(i int, b []byte) error, sql string, args ...any) error {
	first := 0
	for part := range slices.Chunk(numbers, pageRows) {
		got := rowsOf{rows: make(map[int64]int, len(part))}
		row := func() { got.rows[got.number] = len(got.rows) }
		if err := r.query(row, []any{&got.number, &got.packed}, sql, append(args, signed(part))...); err != nil {
			return err
		}
		for i, n := range part {
			var b []byte
			if row, is := got.rows[int64(n)]; is {
				b = got.packed.at(row)
			}
			if err := visit(first+i, b); err != nil {
				return err
			}
		}
		first += len(part)
	}
	return nil
}

func signed(numbers []uint32) []int64 {
	out := make([]int64, len(numbers))
	for i, n := range numbers {
		out[i] = int64(n)
	}
	return out
}

func (r *pgReader) Records(numbers []uint32, visit func(i int, record []byte) error) error {
	return r.fetch(numbers, visit, "select number, record from articles where number = any($1)")
}

func (r *pgReader) Blocks(run Run, blocks []uint32, visit func(i int, block []byte) error) error {
	found := func(i int, b []byte) error {
		if b == nil {
			return r.noBlock(run, uint64(blocks[i]))
		}
		return visit(i, b)
	}
	return r.fetch(blocks, found, "select block::bigint, postings from blocks where run = $1 and block = any($2::bigint[])", int64(run.ID))
}

func (r *pgReader) noBlock(run Run, block uint64) error {
	return fmt.Errorf("%q: %s has no block %d", r.shown, r.RunName(run), block)
}

const (
	refsAtOnce = 1 << 14 // numbers of one question
	maxKnown   = 1 << 16 // refs that a Reader keeps: 3 MB
)

// Refs keeps what it has read, which does not change while a Reader lives: the
// passages of a template are asked for one by one, each with the same articles.
func (r *pgReader) Refs(numbers []uint32) ([]ref, error) {
	out := make([]ref, len(numbers))
	var at []int // of the numbers to be read, in out
	r.knowing.Lock()
	for i, n := range numbers {
		f, is := r.known[n]
		if out[i] = f; !is {
			at = append(at, i)
		}
	}
	r.knowing.Unlock()
	for part := range slices.Chunk(at, refsAtOnce) {
		found, err := r.readRefs(numbers, part)
		if err != nil {
			return nil, err
		}
		for _, i := range part {
			out[i] = found[numbers[i]]
		}
	}
	return out, nil
}

// readRefs reads the refs of those of numbers that stand at some places.
func (r *pgReader) readRefs(numbers []uint32, at []int) (map[uint32]ref, error) {
	wanted := make([]uint32, len(at))
	for i, place := range at {
		wanted[i] = numbers[place]
	}
	found, err := r.someRefs(wanted)
	if err != nil {
		return nil, err
	}
	for _, n := range wanted {
		if _, is := found[n]; !is {
			found[n] = ref{day: gone}
		}
	}
	r.knowing.Lock()
	defer r.knowing.Unlock()
	if r.known == nil || len(r.known)+len(found) > maxKnown {
		r.known = map[uint32]ref{}
	}
	maps.Copy(r.known, found)
	return found, nil
}

// someRefs looks numbers up. A merge wants those of all articles: where most
// between the least and the greatest are wanted, a range is read.
func (r *pgReader) someRefs(numbers []uint32) (map[uint32]ref, error) {
	found := make(map[uint32]ref, len(numbers))
	var number, outlet, story int64
	var day int32
	row := func() { found[uint32(number)] = ref{outlet: uint32(outlet), day: day, story: uint32(story)} }
	dst := []any{&number, &outlet, &story, &day}
	lo, hi := slices.Min(numbers), slices.Max(numbers)
	if len(numbers) > 1 && uint64(hi-lo) < 2*uint64(len(numbers)) {
		err := r.query(row, dst, "select number, outlet, story, day from articles where number between $1 and $2", int64(lo), int64(hi))
		return found, err
	}
	err := r.query(row, dst, "select number, outlet, story, day from articles where number = any($1)", signed(numbers))
	return found, err
}

func (r *pgReader) All() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for last := int64(-1); ; {
			page, err := r.articlesPage(last)
			if err != nil {
				yield(Record{}, err)
				return
			}
			for _, a := range page {
				if !yield(a, nil) {
					return
				}
			}
			if len(page) < pageRows {
				return
			}
			last = int64(page[len(page)-1].Number)
		}
	}
}

// articlesPage is the first articles behind one.
func (r *pgReader) articlesPage(last int64) (page []Record, err error) {
	var number, outlet, story int64
	var day int32
	var id, record []byte
	err = r.query(func() {
		f := ref{outlet: uint32(outlet), day: day, story: uint32(story)}
		page = append(page, Record{Number: uint32(number), ID: string(id), Record: record, ref: f})
	}, []any{&number, &outlet, &story, &day, &id, &record},
		"select number, outlet, story, day, id, record from articles where number > $1 order by number limit $2", last, pageRows)
	return page, err
}

func (r *pgReader) Runs() []Run { return slices.Clone(r.runs) }

func (r *pgReader) RunName(run Run) string { return fmt.Sprintf("%s.blocks run %d", r.schema, run.ID) }

// readAheadBlocks is the blocks that a merge reads at once of each run, 0.3 MB.
const readAheadBlocks = 1024

// ahead is blocks of a run that were read before they were asked for.
type ahead struct {
	numbers []int64
	packed  packed
	next    int // row of the block that is asked for next
}

func (r *pgReader) Sequence(run Run) func(block uint64) ([]byte, error) {
	var a ahead
	var number int64
	row := func() { a.numbers = append(a.numbers, number) }
	return func(block uint64) ([]byte, error) {
		if a.next == len(a.numbers) {
			a.packed.reset()
			a.numbers, a.next = a.numbers[:0], 0
			err := r.query(row, []any{&number, &a.packed},
				"select block::bigint, postings from blocks where run = $1 and block >= $2 and block < $3 order by block",
				int64(run.ID), int64(block), int64(block)+readAheadBlocks)
			if err != nil {
				return nil, err
			}
		}
		for a.next < len(a.numbers) && a.numbers[a.next] < int64(block) {
			a.next++
		}
		if a.next == len(a.numbers) || a.numbers[a.next] != int64(block) {
			return nil, r.noBlock(run, block)
		}
		a.next++
		return a.packed.at(a.next - 1), nil
	}
}

// Check looks at what the tables do not forbid. Whether their pages and
// indexes are whole, checksums and amcheck of PostgreSQL tell.
func (p *postgres) Check(ctx context.Context, damaged func(part string, err error)) error {
	return p.View(ctx, func(r Reader) error {
		t := r.(*pgReader)
		return errors.Join(t.checkArticles(damaged), t.checkRuns(damaged))
	})
}

// checkArticles finds rows that do not fit what the program makes of them.
func (r *pgReader) checkArticles(damaged func(string, error)) error {
	var n int64
	err := r.query(func() {}, []any{&n}, `select count(*) from articles where number not between 0 and 4294967294
		or outlet not between 0 and 4294967295 or story not between 0 and 4294967295`)
	if n > 0 {
		damaged(r.schema+".articles", fmt.Errorf("%d rows with a number, outlet or story out of range", n))
	}
	return err
}

// checkRuns finds runs that do not have each of their blocks once, and blocks
// of no run.
func (r *pgReader) checkRuns(damaged func(string, error)) error {
	var id, n, least, last int64
	have := map[uint64]int64{}
	row := func() {
		if have[uint64(id)] = n; least != 0 || last != n-1 {
			have[uint64(id)] = -n
		}
	}
	err := r.query(row, []any{&id, &n, &least, &last}, "select run, count(*), min(block)::bigint, max(block)::bigint from blocks group by run")
	if err != nil {
		return err
	}
	for _, run := range r.runs {
		switch n := have[run.ID]; {
		case n < 0:
			damaged(r.RunName(run), fmt.Errorf("%d blocks with gaps: want %d", -n, run.blocks()))
		case uint64(n) != run.blocks():
			damaged(r.RunName(run), fmt.Errorf("%d blocks: want %d", n, run.blocks()))
		}
		delete(have, run.ID)
	}
	for _, id := range slices.Sorted(maps.Keys(have)) {
		damaged(r.RunName(Run{ID: id}), errors.New("blocks of a run that is not there"))
	}
	return nil
}

// Filter is nil: the server looks for all.
func (*pgReader) Filter(Run) func(key uint64) bool { return nil }
