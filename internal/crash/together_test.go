package crash

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// held starts a command that has opened its index and waits for more input.
// The function that is returned gives it the rest.
func held(t *testing.T, in *input, args ...string) func() result {
	t.Helper()
	p := command(t, "", args...)
	p.Cmd.Stdin = nil
	out := &ingest{}
	p.Cmd.Stdout = out
	stdin, err := p.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	one, rest, _ := strings.Cut(in.lines, "\n")
	io.WriteString(stdin, one+"\n")
	for end := time.Now().Add(hangs); out.bytes() == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			p.Process.Kill()
			t.Fatalf("%s: says nothing of the first article before there is a second one", p)
		}
	}
	return func() result {
		io.WriteString(stdin, rest)
		stdin.Close()
		return p.end()
	}
}

// A folder has one process that writes, or several that read.
func TestTogetherFolder(t *testing.T) {
	like := (&gating{in: whole()}).unharmedIDs(t)
	place := store(folder).built(t)
	one, _, _ := strings.Cut(many().lines, "\n")
	readers := [][]string{{"index", "stats"}, {"index", "check"}, {"index", "export"}, {"index", "query", "-"}, {"gate", "-"}}
	writers := [][]string{{"gate", "-", "--add"}, {"index", "add", "-"}, {"index", "remove", "w00001"}, {"index", "compact"}}
	refused := func(args []string) {
		t.Helper()
		r := dupes(t, one, append(args, "--index", place)...)
		r.fails(t, fmt.Sprintf("%q", place), "in use by another process")
		r.fails(t, "wait for it, or keep the index in PostgreSQL")
		if r.stdout != "" {
			t.Errorf("%s: printed %q", r.command, r.stdout)
		}
	}

	end := held(t, whole(), "gate", "-", "-q", "--add", "--accepted", "-", "--index", place)
	for _, args := range slices.Concat(readers, writers, [][]string{{"index", "build"}}) {
		refused(args)
	}
	end().ended(t, 0)
	same(t, "index", idsIn(t, place), like)

	end = held(t, many(), "gate", "-", "-q", "--format", "jsonl", "--index", place)
	for _, args := range writers {
		refused(args)
	}
	var wg sync.WaitGroup
	for _, args := range readers {
		wg.Go(func() { dupes(t, one, append(args, "--index", place)...).ended(t, 0) })
	}
	wg.Wait()
	end().ended(t, 2) // broken lines
	same(t, "index", idsIn(t, place), like)
}

// unharmedIDs are the ids that a gate accepts.
func (g *gating) unharmedIDs(t testing.TB) []string { return g.unharmed(t, folder).ids }

// dealt are inputs that share some lines: each goes to one of them or to two.
func dealt(t *testing.T, in *input, n int) []*input {
	r := randomOf(t, n)
	out := make([]*input, n)
	for i := range out {
		out[i] = &input{text: in.text}
	}
	for line := range strings.Lines(in.lines) {
		i := r.IntN(n)
		out[i].lines += line
		if r.IntN(3) == 0 {
			out[(i+1)%n].lines += line
		}
	}
	return out
}

// Several gates add to one database at once. What is in then could have been
// let in by one gate, in some order.
func TestTogetherPostgres(t *testing.T) {
	server(t)
	for _, tt := range []struct {
		name string
		kill bool
	}{{"gates", false}, {"gates, one of them killed", true}} {
		t.Run(tt.name, func(t *testing.T) {
			place := store(schema).built(t)
			var gates []*gating
			for _, in := range dealt(t, whole(), 3) {
				gates = append(gates, &gating{in: in, place: place, out: t.TempDir(), ingest: &ingest{}, few: 10})
			}
			var wg sync.WaitGroup
			for i, g := range gates {
				wg.Go(func() {
					at := never
					if tt.kill && i == 0 {
						at = once("when it has let in some", func() bool { return g.ingest.bytes() > 20_000 })
					}
					r := g.command(t).killed(at)
					if r.code != 0 && at.name == "never" {
						t.Errorf("%s: exit code %d: %s", r.command, r.code, r.stderr)
					}
				})
			}
			for range 5 { // readers see a whole index at any time
				must(t, "", "index", "check", "--index", place)
			}
			wg.Wait()
			settle(t, place)
			if tt.kill && !gates[0].ended(t) {
				gates[0].command(t).killed(never).ended(t, 0)
			}
			ids := idsIn(t, place)
			letIn := map[string]int{}
			for i, g := range gates {
				of := idsOf(t, "accepted", g.ingest.lines())
				slices.Sort(of)
				for _, id := range slices.Compact(of) {
					letIn[id]++
					// What a killed gate had let in, another one that has it too lets in again.
					if letIn[id] > 1 && (!tt.kill || !gates[0].accepted(id)) {
						t.Errorf("article %s was accepted twice, by gate %d too", id, i)
					}
				}
			}
			if len(letIn) != len(ids) {
				t.Errorf("%d articles accepted, %d in the index", len(letIn), len(ids))
			}
			// The articles that are in, in the order in which they came.
			again := dupes(t, must(t, "", "index", "export", "--index", place), "gate", "-", "-q", "--accepted", "-")
			same(t, "accepted by one gate", idsOf(t, "accepted", again.stdout), ids)
			if left := statsOf(t, place).Interrupted; len(left) > 0 {
				t.Errorf("the index still knows of interrupted gates: %v", left)
			}
		})
	}
}

func (g *gating) accepted(id string) bool {
	return strings.Contains(g.ingest.lines(), `{"id":"`+id+`"`)
}

// Several processes add the same articles.
func TestTogetherAdd(t *testing.T) {
	server(t)
	place := store(schema).built(t)
	var wg sync.WaitGroup
	for _, in := range append(dealt(t, whole(), 2), whole()) {
		wg.Go(func() {
			if r := dupes(t, in.lines, "index", "add", "-", "--index", place); r.code != 0 {
				t.Errorf("%s: exit code %d: %s", r.command, r.code, r.stderr)
			}
		})
	}
	wg.Wait()
	same(t, "index", idsIn(t, place), whole().ids)
}
