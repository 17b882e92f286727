package crash

import (
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// moment is when a process is killed: wait returns then, or when the process
// has ended.
type moment struct {
	name string
	wait func(ended <-chan struct{})
}

func after(d time.Duration) moment {
	return moment{fmt.Sprintf("after %s", d.Round(time.Millisecond)), func(ended <-chan struct{}) {
		select {
		case <-time.After(d):
		case <-ended:
		}
	}}
}

// once is when is becomes true, at most a tenth of a millisecond late.
func once(name string, is func() bool) moment {
	return moment{name, func(ended <-chan struct{}) {
		for !is() {
			select {
			case <-ended:
				return
			case <-time.After(100 * time.Microsecond):
			}
		}
	}}
}

// then is a moment and some time.
func (m moment) then(d time.Duration) moment {
	return moment{m.name + " and " + d.Round(100*time.Microsecond).String(), func(ended <-chan struct{}) {
		m.wait(ended)
		after(d).wait(ended)
	}}
}

// never lets a process end.
var never = moment{"never", func(ended <-chan struct{}) { <-ended }}

// killed starts a process, kills it at a moment, and says what it left. It may
// have ended before.
func (p *process) killed(at moment) result {
	p.t.Helper()
	return p.meanwhile(at, func() { p.Process.Kill() })
}

// meanwhile starts a process and does something at a moment of it.
func (p *process) meanwhile(at moment, do func()) result {
	p.t.Helper()
	if err := p.Start(); err != nil {
		p.t.Fatal(err)
	}
	ended := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		at.wait(ended)
		do()
	})
	r := p.end()
	close(ended)
	wg.Wait()
	return r
}

// randomOf differs from test to test.
func randomOf(t testing.TB, i int) *rand.Rand {
	h := fnv.New64a()
	io.WriteString(h, t.Name())
	return rand.New(rand.NewPCG(seed()+uint64(i)<<32, h.Sum64()))
}

// lastRun is the highest number of a run file in the folder of an index, -1 for
// none.
func lastRun(place string) int {
	last := -1
	entries, _ := os.ReadDir(filepath.Join(place, "runs"))
	for _, e := range entries {
		var n int
		if _, err := fmt.Sscanf(e.Name(), "%d.run", &n); err == nil {
			last = max(last, n)
		}
	}
	return last
}

// moment picks when to kill a gate that would take that long.
func (g *gating) moment(r *rand.Rand, like outcome) moment {
	soon := time.Duration(r.Int64N(int64(5 * time.Millisecond)))
	switch p := r.IntN(10); {
	case p < 3 && isFolder(g.place):
		return atRun(g.place, r.IntN(like.runs+1))
	case p < 4 && isFolder(g.place):
		return atChange(filepath.Join(g.place, "db")).then(soon)
	case p < 6 && g.ingest != nil:
		n := g.ingest.bytes() + r.IntN(len(like.accepted))
		return once(fmt.Sprintf("when %d bytes were acknowledged", n), func() bool { return g.ingest.bytes() >= n })
	case p < 7:
		name := g.files()[r.IntN(len(g.files()))]
		at := once("when "+name+" is in place", func() bool {
			_, err := os.Stat(g.file(name))
			return err == nil
		})
		if r.IntN(2) == 0 {
			at = at.then(soon)
		}
		return at
	}
	return after(time.Duration(r.Int64N(int64(like.took + like.took/20))))
}

// atRun is when so many run files more than now were begun.
func atRun(place string, more int) moment {
	n := lastRun(place) + 1 + more
	return once(fmt.Sprintf("at run file %d", n), func() bool { return lastRun(place) >= n })
}

// atChange is when a file comes into a folder or goes out of it.
func atChange(dir string) moment {
	before, _ := os.ReadDir(dir)
	return once("at a change in "+filepath.Base(dir), func() bool {
		now, _ := os.ReadDir(dir)
		return len(now) > 0 && !slices.EqualFunc(before, now, func(a, b os.DirEntry) bool { return a.Name() == b.Name() })
	})
}

// tally counts what kills came to.
type tally struct {
	killed, early, late int // before anything was added; after all was done
	missed              int // ended before
	orphans             int // run files that no commit names
	hidden, temp        int // temporary files beside the outputs, and folders for temporary files
	others              int // decisions that are others when the gate runs again
}

func (n tally) String() string {
	return fmt.Sprintf("%d processes killed, %d of them before they added anything and %d when all was done; %d ended before; %d orphan run files; %d temporary files and %d folders left; %d decisions other than without a kill",
		n.killed, n.early, n.late, n.missed, n.orphans, n.hidden, n.temp, n.others)
}

// A gate that is killed, and run again until it ends, accepts what a gate
// accepts that nobody killed.
func TestKillGate(t *testing.T) {
	eachStore(t, func(t *testing.T, s store) {
		for _, tt := range []struct {
			name    string
			options []string
			few     int
			pipe    bool
			kills   int
		}{
			{"files", nil, 0, false, kills()},
			{"pipe", nil, 25, true, kills()},
			{"keep=longest", []string{"--keep", "longest"}, 0, false, (kills() + 1) / 2},
			{"keep=none", []string{"--keep", "none"}, 0, true, (kills() + 1) / 2},
		} {
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				g := gating{in: news(), options: tt.options, few: tt.few}
				if tt.pipe {
					g.ingest = &ingest{}
				}
				like := g.unharmed(t, s)
				var n tally
				for i := range tt.kills {
					g, r := g, randomOf(t, i)
					t.Run(fmt.Sprint(i), func(t *testing.T) {
						g.place, g.out = s.built(t), t.TempDir()
						if tt.pipe {
							g.ingest = &ingest{}
						}
						killGate(t, &g, r, like, &n)
					})
				}
				t.Log(n)
			})
		}
	})
}

// killGate kills a gate one to three times and has it end then.
func killGate(t *testing.T, g *gating, r *rand.Rand, like outcome, n *tally) {
	done := false
	for range 1 + r.IntN(3) {
		at := g.moment(r, like)
		res := g.command(t).killed(at)
		t.Logf("killed %s: exit code %d", at.name, res.code)
		if settle(t, g.place); res.code != -1 {
			res.ended(t, g.in.code)
			n.missed++
			done = true
			break
		}
		n.killed++
		g.afterKill(t, like, n)
		if done = g.ended(t); done {
			n.late++
			break
		}
	}
	if !done {
		g.command(t).killed(never).ended(t, g.in.code)
	}
	g.afterAll(t, like, n)
}

// afterKill looks at what a killed gate has left.
func (g *gating) afterKill(t *testing.T, like outcome, n *tally) {
	in := idsIn(t, g.place)
	if len(in) == 0 {
		n.early++
	}
	if more := without(in, like.ids); len(more) > 0 {
		t.Errorf("the index has %.5q, which a gate that nobody killed does not accept", first(more))
	}
	if g.ingest != nil {
		if lost := without(idsOf(t, "acknowledged", g.ingest.lines()), in); len(lost) > 0 {
			t.Errorf("acknowledged, but not in the index: %.5q", first(lost))
		}
	}
	for _, name := range g.files() {
		b, err := os.ReadFile(g.file(name))
		if err == nil && (len(b) == 0 || b[len(b)-1] != '\n') {
			t.Errorf("%s is in place, but not whole", name)
		}
	}
	if isFolder(g.place) {
		n.orphans += len(names(t, filepath.Join(g.place, "runs"))) - statsOf(t, g.place).Runs
	}
}

// afterAll looks at what is there when the gate has ended at last.
func (g *gating) afterAll(t *testing.T, like outcome, n *tally) {
	in := idsIn(t, g.place)
	same(t, "index", in, like.ids)
	if left := statsOf(t, g.place).Interrupted; len(left) > 0 {
		t.Errorf("the index still knows of interrupted gates: %v", left)
	}
	o := g.outcome(t)
	if g.ingest != nil {
		received := idsOf(t, "acknowledged", g.ingest.lines())
		slices.Sort(received)
		same(t, "acknowledged", slices.Compact(received), like.ids)
	} else if o.accepted != like.accepted {
		same(t, "accepted", o.ids, like.ids)
		t.Errorf("the file of accepted articles is another one")
	}
	for id, d := range like.decisions {
		switch again := o.decisions[id]; {
		case again == d:
		case again == "accept" || d == "accept" && g.ingest == nil:
			t.Errorf("article %s: %s, without a kill %s", id, again, d)
		default:
			n.others++
		}
	}
	swept(t, g.place)
	n.temp += len(names(t, tempDir(t)))
	for _, name := range names(t, g.out) {
		switch {
		case strings.HasPrefix(name, "."):
			n.hidden++
		case !slices.Contains(g.files(), name):
			t.Errorf("left behind: %s", name)
		}
	}
}

// swept opens an index for writing and finds its run files to be those that
// count.
func swept(t testing.TB, place string) {
	t.Helper()
	if !isFolder(place) {
		return
	}
	must(t, "", "index", "compact", "--index", place)
	if files, s := names(t, filepath.Join(place, "runs")), statsOf(t, place); len(files) != s.Runs {
		t.Errorf("%d runs, but the files %q", s.Runs, files)
	}
}
