package verdict

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// ErrNothing is the error of Journal.Undo when there is nothing to take back.
var ErrNothing = errors.New("nothing to take back")

// errClosed is why a journal takes nothing more after Close.
var errClosed = errors.New("review file is closed")

// Journal is a review file that is open for writing, by one process at a time.
// It is safe for concurrent use.
type Journal struct {
	reviewer string
	torn     []byte
	now      func() time.Time

	write sync.Mutex // held from the check of an entry until it is durable
	file  *file      // guarded by write

	mu        sync.RWMutex // guards the rest, which is changed under write too
	past      history
	followers map[chan Entry]func() bool // with what undoes the AfterFunc of its context
	closed    bool
}

// Open opens the review file path for a reviewer (1 to 100 characters, none of
// them a control character), or makes it, readable by its owner only. One that
// another process has open is refused, and so is a file of another kind. An
// unfinished last line, of a process that was killed, is cut off; Repaired
// tells it.
func Open(path, reviewer string) (*Journal, error) {
	if err := checkReviewer(reviewer); err != nil {
		return nil, err
	}
	f, err := openFile(path)
	if err != nil {
		return nil, err
	}
	c, err := parse(f, path)
	if err == nil {
		err = f.begin(c.size, len(c.torn) > 0)
	}
	if err != nil {
		return nil, errors.Join(err, f.close())
	}
	return &Journal{reviewer: reviewer, torn: c.torn, now: time.Now, file: f, past: c.past, followers: map[chan Entry]func() bool{}}, nil
}

// Repaired is what Open has cut off the end of the file, which was no whole
// line and never acknowledged. It is empty where the file was whole.
func (j *Journal) Repaired() string { return string(j.torn) }

// Append adds an entry and returns it as it stands in the file, durably: with
// N, Time and Reviewer filled in, the ids in order and as NewPair has them.
// Of an Undo only Of is needed, and the entry may be anybody's. An EntryError
// says what is wrong with e; with any error nothing was added. Once the system
// could not say that an entry is durable, no more are taken.
func (j *Journal) Append(e Entry) (Entry, error) {
	j.write.Lock()
	defer j.write.Unlock()
	return j.append(e)
}

// Undo takes back the last entry of this reviewer that was not taken back
// yet, one of an earlier run too, and returns the entry that does it.
func (j *Journal) Undo() (Entry, error) {
	j.write.Lock()
	defer j.write.Unlock()
	n := j.past.last(j.reviewer)
	if n == 0 {
		return Entry{}, ErrNothing
	}
	return j.append(Entry{Kind: Undo, Of: n})
}

func (j *Journal) append(e Entry) (Entry, error) {
	if j.closed {
		return Entry{}, errClosed
	}
	e = j.complete(e)
	if err := j.past.check(&e); err != nil {
		return Entry{}, err
	}
	text, err := encode(e)
	if err != nil {
		return Entry{}, err
	}
	if err := j.file.append(text); err != nil {
		return Entry{}, err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.past.add(e)
	j.tell(e)
	return e, nil
}

// complete fills in what the caller of Append does not say, and makes the
// texts what they will be when the file is read again.
func (j *Journal) complete(e Entry) Entry {
	e.N, e.Time, e.Reviewer = len(j.past.entries)+1, j.now().UTC().Truncate(time.Second), j.reviewer
	if e.Kind == Undo && e.Of > 0 && e.Of < e.N {
		of := &j.past.entries[e.Of-1]
		e.A, e.B, e.Representative = of.A, of.B, ""
	}
	p := NewPair(e.A, e.B)
	e.A, e.B = p.A, p.B
	e.Representative, e.Keep, e.Note = plain(e.Representative), plain(e.Keep), plain(e.Note)
	return e
}

// State is what holds now; the caller owns it.
func (j *Journal) State() State {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.past.snapshot()
}

// Judgement is what holds of one pair, the zero value where nothing does.
func (j *Journal) Judgement(p Pair) Judgement {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.past.state[p].settled()
}

// Last is the number of the last entry, 0 for none.
func (j *Journal) Last() int {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return len(j.past.entries)
}

// Since is the entries whose N is over n, all of them for 0; the caller owns it.
func (j *Journal) Since(n int) []Entry {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.since(n)
}

func (j *Journal) since(n int) []Entry {
	return slices.Clone(j.past.entries[min(max(n, 0), len(j.past.entries)):])
}

// waiting is how many entries a follower may be behind: some minutes of a fast
// reviewer.
const waiting = 64

// Follow is Since(n), and a channel of every entry that comes after those. The
// channel is closed when ctx or the journal ends, and when the follower is 64
// entries behind: Append waits for nobody. Then it calls Follow again, with the
// last N that it has.
func (j *Journal) Follow(ctx context.Context, n int) (past []Entry, next <-chan Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	c := make(chan Entry, waiting)
	if j.closed {
		close(c)
		return j.since(n), c
	}
	j.followers[c] = context.AfterFunc(ctx, func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		j.leave(c)
	})
	return j.since(n), c
}

func (j *Journal) tell(e Entry) {
	for c := range j.followers {
		select {
		case c <- e:
		default:
			j.leave(c)
		}
	}
}

func (j *Journal) leave(c chan Entry) {
	if stop, ok := j.followers[c]; ok {
		stop()
		delete(j.followers, c)
		close(c)
	}
}

// Close ends the journal and those who follow it, and gives the lock back. A
// second call does nothing.
func (j *Journal) Close() error {
	j.write.Lock()
	defer j.write.Unlock()
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.closed {
		return nil
	}
	j.closed = true
	for c := range j.followers {
		j.leave(c)
	}
	return j.file.close()
}
