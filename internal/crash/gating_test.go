package crash

import (
	"bytes"
	"encoding/json"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// drip gives lines a few at a time, so that many small changes are made of
// them.
type drip struct {
	lines string
	few   int
}

func (d *drip) Read(b []byte) (int, error) {
	if d.lines == "" {
		return 0, io.EOF
	}
	end := 0
	for range d.few {
		if n := strings.IndexByte(d.lines[end:], '\n') + 1; n > 0 && end+n <= len(b) {
			end += n
		}
	}
	if end == 0 {
		end = min(len(b), len(d.lines))
	}
	n := copy(b, d.lines[:end])
	d.lines = d.lines[n:]
	time.Sleep(time.Millisecond)
	return n, nil
}

// ingest stands behind a gate in a pipe and keeps the lines that it gets. Of a
// line that a killed process has not ended it makes nothing.
type ingest struct {
	mu    sync.Mutex
	got   []byte
	whole int // bytes of got up to the last line end
}

func (i *ingest) Write(b []byte) (int, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.got = append(i.got, b...)
	if n := bytes.LastIndexByte(b, '\n'); n >= 0 {
		i.whole = len(i.got) - len(b) + n + 1
	}
	return len(b), nil
}

func (i *ingest) lines() string {
	i.mu.Lock()
	defer i.mu.Unlock()
	return string(i.got[:i.whole])
}

func (i *ingest) bytes() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.whole
}

// begin is called before another process writes.
func (i *ingest) begin() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.got = i.got[:i.whole]
}

// gating is dupes gate --add with files for all that it says.
type gating struct {
	in      *input
	place   string
	out     string // folder of the files
	options []string
	few     int     // lines at a time; 0 for all at once
	ingest  *ingest // of accepted articles; nil where they go to a file
}

var verdicts = []string{"accepted", "rejected", "flagged"}

func (g *gating) file(name string) string { return filepath.Join(g.out, name) }

func (g *gating) command(t testing.TB) *process {
	args := []string{"gate", "-", "--index", g.place, "--add", "-q", "--format", "jsonl", "-o", g.file("decisions"), "--summary", g.file("summary")}
	for _, v := range verdicts {
		to := g.file(v)
		if v == "accepted" && g.ingest != nil {
			to = "-"
		}
		args = append(args, "--"+v, to)
	}
	p := command(t, g.in.lines, append(args, g.options...)...)
	if g.few > 0 {
		p.Cmd.Stdin = &drip{g.in.lines, g.few}
	}
	if g.ingest != nil {
		g.ingest.begin()
		p.Cmd.Stdout = g.ingest
	}
	return p
}

// files are those that a gate leaves.
func (g *gating) files() []string {
	out := []string{"decisions", "summary"}
	for _, v := range verdicts {
		if v != "accepted" || g.ingest == nil {
			out = append(out, v)
		}
	}
	return out
}

// outcome is what the files of a gate say.
type outcome struct {
	accepted  string            // the file
	ids       []string          // accepted
	decisions map[string]string // by id
	took      time.Duration
	runs      int // run files that it wrote
}

// outcome reads the files and checks that they belong together.
func (g *gating) outcome(t testing.TB) outcome {
	t.Helper()
	o := outcome{decisions: map[string]string{}}
	for line := range strings.Lines(read(t, g.file("decisions"))) {
		var row struct{ Type, ID, Decision string }
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatalf("decisions: %v in %q", err, line)
		}
		if row.Type == "decision" {
			o.decisions[row.ID] = row.Decision
		}
	}
	var sum struct{ Read, Accepted, Rejected, Flagged, Refused int }
	if err := json.Unmarshal([]byte(read(t, g.file("summary"))), &sum); err != nil {
		t.Fatalf("summary: %v", err)
	}
	if n := strings.Count(g.in.lines, "\n"); sum.Accepted+sum.Rejected+sum.Flagged+sum.Refused != sum.Read || sum.Read != n {
		t.Errorf("summary of %d lines: %+v", n, sum)
	}
	counts := map[string]int{"accepted": sum.Accepted, "rejected": sum.Rejected, "flagged": sum.Flagged}
	for _, v := range g.files() {
		if _, is := counts[v]; !is {
			continue
		}
		ids := idsOf(t, v, read(t, g.file(v)))
		if len(ids) != counts[v] {
			t.Errorf("%d articles %s, the summary says %d", len(ids), v, counts[v])
		}
		for _, id := range ids {
			if !strings.HasPrefix(v, o.decisions[id]) {
				t.Errorf("article %s was %s, its decision is %q", id, v, o.decisions[id])
			}
		}
	}
	for id, d := range o.decisions {
		if d == "accept" {
			o.ids = append(o.ids, id)
		}
	}
	slices.Sort(o.ids)
	if g.ingest == nil {
		o.accepted = read(t, g.file("accepted"))
	} else {
		o.accepted = g.ingest.lines()
	}
	return o
}

// unharmed runs the gate to its end on an index of its own.
func (g *gating) unharmed(t testing.TB, s store) outcome {
	t.Helper()
	c := *g
	c.place, c.out = s.built(t), t.TempDir()
	if c.ingest != nil {
		c.ingest = &ingest{}
	}
	begin := time.Now()
	p := c.command(t)
	r := p.killed(never)
	took := time.Since(begin)
	r.ended(t, g.in.code)
	o := c.outcome(t)
	o.took, o.runs = took, lastRun(c.place)+1
	same(t, "index of a gate that nobody killed", idsIn(t, c.place), o.ids)
	return o
}

// ended reports that the gate has told the index of its end, and so that its
// files are in place.
func (g *gating) ended(t testing.TB) bool {
	s := statsOf(t, g.place)
	return len(s.Interrupted) == 0 && s.Articles > 0
}
