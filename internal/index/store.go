package index

import (
	"context"
	"errors"
	"iter"
)

// Store is where an index stands: the articles with their numbers, the runs of
// their postings, and a few named values. There are two, a folder and a
// PostgreSQL database. A store knows nothing of what the bytes mean.
type Store interface {
	// View calls f with what the store holds. The Reader may be used by
	// several goroutines, and until f returns.
	View(ctx context.Context, f func(Reader) error) error
	// Update does the same for a change that is made whole, and durable, when
	// f returns nil, and not at all otherwise. There is one at a time, on all
	// machines. What f has written its Reader may not see yet.
	Update(ctx context.Context, f func(Writer) error) error
	// Begin says that a batch of changes is under way until end is called or
	// the process is no more. Interrupted tells those that were never ended.
	Begin(ctx context.Context, batch uint64) (end func(), err error)
	// Live says whether the process that began a batch still runs.
	Live(ctx context.Context, batch uint64) (bool, error)
	// Check calls damaged for what is wrong with the store itself, beside what
	// its Reader gives.
	Check(ctx context.Context, damaged func(part string, err error)) error
	// Compact gives back what deleted articles and values took.
	Compact(ctx context.Context) error
	// Bytes is the size of the store.
	Bytes(ctx context.Context) (int64, error)
	// Close gives the store back; nothing is lost without it.
	Close() error
}

// Reader reads a store.
type Reader interface {
	// Value is a named value, nil where there is none.
	Value(name string) ([]byte, error)
	// Values are the named values whose names begin with prefix, by name.
	Values(prefix string) iter.Seq2[NamedValue, error]
	// Numbers calls visit for those of ids that the store has.
	Numbers(ids []string, visit func(i int, number uint32)) error
	// Records calls visit with the records of numbers, in any order; the record
	// is nil for a number without an article, and is valid during the call.
	Records(numbers []uint32, visit func(i int, record []byte) error) error
	// Refs returns a ref for each number, gone for one without an article.
	Refs(numbers []uint32) ([]ref, error)
	// All are the records of all articles by number.
	All() iter.Seq2[Record, error]
	// Runs are the runs of postings by id.
	Runs() []Run
	// Filter tells of a run whether it may have a key; nil where all have to be
	// looked for.
	Filter(run Run) func(key uint64) bool
	// Blocks calls visit with blocks of a run, in any order; the block is valid
	// during the call.
	Blocks(run Run, blocks []uint32, visit func(i int, block []byte) error) error
	// Sequence returns a function that reads the blocks of a run in ascending
	// order, many at once; a block is valid until the next one is read.
	Sequence(run Run) func(block uint64) ([]byte, error)
	// RunName says where a run stands, for a person.
	RunName(run Run) string
}

// Writer changes a store.
type Writer interface {
	Reader
	// SetValue sets a named value; nil deletes it.
	SetValue(name string, value []byte) error
	// Put adds an article under a number that was never used.
	Put(Record) error
	// Delete takes out an article.
	Delete(number uint32, id string) error
	// AddRun adds the blocks of a run, whose id it returns. DropRun takes one out.
	AddRun(run Run, blocks iter.Seq2[[]byte, error]) (Run, error)
	DropRun(run Run) error
}

// Record is an article as the store keeps it.
type Record struct {
	Number uint32
	ID     string
	Record []byte
	ref    ref
}

// NamedValue is a value and its name.
type NamedValue struct {
	Name  string
	Value []byte
}

// The errors that a caller may want to tell apart.
var (
	ErrInUse    = errors.New("in use by another process")
	ErrExists   = errors.New("there is an index already")
	ErrNoIndex  = errors.New("no index there")
	ErrReadOnly = errors.New("opened for reading only")
)
