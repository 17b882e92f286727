package verdict

import (
	"cmp"
	"slices"
)

// history is all entries and what they come to.
type history struct {
	entries []Entry        // N-1 is the index
	undone  []bool         // the same of those that were taken back
	stand   map[Pair][]int // the indices of those that were not, in order
	state   State
}

func newHistory() history { return history{stand: map[Pair][]int{}, state: State{}} }

// Replay is what entries come to, as Read returns them: all that was not taken
// back, in order.
func Replay(entries []Entry) State {
	h := newHistory()
	for _, e := range entries {
		h.add(e)
	}
	return h.snapshot()
}

// check tells why e cannot be the next entry.
func (h *history) check(e *Entry) error {
	if err := e.check(); err != nil {
		return err
	}
	switch {
	case e.N != len(h.entries)+1:
		return wrong("entry %d: want %d", e.N, len(h.entries)+1)
	case e.Time.IsZero():
		return wrong("entry without a time")
	case e.Kind != Undo:
		return nil
	case e.Of < 1 || e.Of >= e.N:
		return wrong("undo of %d: no such entry", e.Of)
	case h.entries[e.Of-1].Kind == Undo:
		return wrong("undo of %d: is one itself", e.Of)
	case h.undone[e.Of-1]:
		return wrong("undo of %d: was taken back before", e.Of)
	case h.entries[e.Of-1].Pair() != e.Pair():
		return wrong("undo of %d: is about another pair", e.Of)
	}
	return nil
}

// add takes an entry that was checked.
func (h *history) add(e Entry) {
	i, p := len(h.entries), e.Pair()
	h.entries, h.undone = append(h.entries, e), append(h.undone, false)
	if e.Kind == Undo {
		h.takeBack(e.Of-1, p)
		return
	}
	h.stand[p] = append(h.stand[p], i)
	h.state[p] = h.state[p].after(e)
}

// takeBack replays a pair without the entry i. What came later may have
// replaced nothing of it, so that the state alone does not tell what to go
// back to.
func (h *history) takeBack(i int, p Pair) {
	h.undone[i] = true
	left := slices.DeleteFunc(h.stand[p], func(k int) bool { return k == i })
	if len(left) == 0 {
		delete(h.stand, p)
		delete(h.state, p)
		return
	}
	var j Judgement
	for _, k := range left {
		j = j.after(h.entries[k])
	}
	h.stand[p], h.state[p] = left, j
}

// after is j when e has been said.
func (j Judgement) after(e Entry) Judgement {
	switch e.Kind {
	case Keep:
		j.Keep = e.Keep
	case Note:
		j.Note = e.Note
	default:
		j.Kind = e.Kind
	}
	j.Representative, j.Reviewer, j.Time = e.Representative, e.Reviewer, e.Time
	return j
}

// last is N of the last entry of a reviewer that was not taken back, 0 where
// there is none.
func (h *history) last(reviewer string) int {
	for i := len(h.entries) - 1; i >= 0; i-- {
		if e := &h.entries[i]; e.Reviewer == reviewer && e.Kind != Undo && !h.undone[i] {
			return e.N
		}
	}
	return 0
}

// snapshot is what holds, as others are told.
func (h *history) snapshot() State {
	out := State{}
	for p, j := range h.state {
		out[p] = j.settled()
	}
	return out
}

// settled is j with what it implies: who says which of two stays, and nothing
// else, says that they are duplicates.
func (j Judgement) settled() Judgement {
	if j.Keep != "" {
		j.Kind = cmp.Or(j.Kind, Duplicate)
	}
	return j
}
