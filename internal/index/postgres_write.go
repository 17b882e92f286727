package index

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
)

// pgWriter is a transaction that changes the store. It holds back what is
// small, and sends it together: to add one article is ten messages, each of
// which takes as long as the way to the server.
type pgWriter struct {
	*pgReader
	puts    []Record
	bytes   int // of the records in puts
	deletes []int64
	values  map[string][]byte // nil for one that is deleted
	drops   []int64
}

// What is sent at once.
const (
	putBytes  = 4 << 20
	copyBytes = 1 << 20 // of blocks
)

func (w *pgWriter) SetValue(name string, value []byte) error {
	w.values[name] = bytes.Clone(value)
	return nil
}

func (w *pgWriter) Put(r Record) error {
	r.Record = bytes.Clone(r.Record)
	w.puts = append(w.puts, r)
	if w.bytes += len(r.Record) + len(r.ID); w.bytes < putBytes {
		return nil
	}
	return w.sendArticles()
}

func (w *pgWriter) Delete(number uint32, id string) error {
	before := len(w.puts)
	w.puts = slices.DeleteFunc(w.puts, func(r Record) bool { return r.Number == number })
	if len(w.puts) == before {
		w.deletes = append(w.deletes, int64(number))
	}
	return nil
}

// sendArticles deletes before it adds: the new one may have the id of the old.
func (w *pgWriter) sendArticles() error {
	if len(w.deletes) > 0 {
		if err := w.exec(statement{"delete from articles where number = any($1)", []any{w.deletes}}); err != nil {
			return err
		}
	}
	if len(w.puts) > 0 {
		err := w.copyIn("articles", []string{"number", "outlet", "story", "day", "id", "record"}, len(w.puts), func(i int) []any {
			r := w.puts[i]
			return []any{int64(r.Number), int64(r.ref.outlet), int64(r.ref.story), r.ref.day, []byte(r.ID), r.Record}
		})
		if err != nil {
			return err
		}
	}
	w.puts, w.bytes, w.deletes = nil, 0, nil
	return nil
}

// flush sends what was held back. Rows of dropped runs stay in the tables until
// no View sees them and autovacuum frees their place for other runs.
func (w *pgWriter) flush() error {
	if err := w.sendArticles(); err != nil {
		return err
	}
	var gone, names, values [][]byte
	for name, value := range w.values {
		if value == nil {
			gone = append(gone, []byte(name))
			continue
		}
		names, values = append(names, []byte(name)), append(values, value)
	}
	var send []statement
	if len(gone) > 0 {
		send = append(send, statement{"delete from named where name = any($1)", []any{gone}})
	}
	if len(names) > 0 {
		send = append(send, statement{`insert into named (name, value) select * from unnest($1::bytea[], $2::bytea[])
			on conflict (name) do update set value = excluded.value`, []any{names, values}})
	}
	if len(w.drops) > 0 {
		send = append(send, statement{"delete from blocks where run = any($1)", []any{w.drops}},
			statement{"delete from runs where id = any($1)", []any{w.drops}})
	}
	return w.exec(send...)
}

func (w *pgWriter) AddRun(run Run, blocks iter.Seq2[[]byte, error]) (Run, error) {
	var id int64
	err := w.query(func() {}, []any{&id}, "insert into runs (bits, entries) values ($1, $2) returning id", run.Bits, run.Entries)
	if err != nil {
		return Run{}, err
	}
	run.ID = uint64(id)
	var held packed
	n := uint64(0)
	for b, err := range blocks {
		if err != nil {
			return Run{}, err
		}
		held.add(b)
		n++
		if len(held.b) >= copyBytes {
			if err := w.copyBlocks(id, n, &held); err != nil {
				return Run{}, err
			}
		}
	}
	if n != run.blocks() {
		return Run{}, fmt.Errorf("run of %d blocks: want %d", n, run.blocks())
	}
	return run, w.copyBlocks(id, n, &held)
}

// copyBlocks adds the blocks held, the last of which is the one before end.
// They are not sent as they come, as the connection is needed to make them.
func (w *pgWriter) copyBlocks(run int64, end uint64, held *packed) error {
	n := len(held.ends)
	first := int64(end) - int64(n)
	err := w.copyIn("blocks", []string{"run", "block", "postings"}, n, func(i int) []any {
		return []any{run, first + int64(i), held.at(i)}
	})
	held.reset()
	return err
}

// DropRun drops a run at the end of the change: a merge reads it until then.
func (w *pgWriter) DropRun(run Run) error {
	w.drops = append(w.drops, int64(run.ID))
	return nil
}
