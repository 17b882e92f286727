package crash

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// changed is the same articles with other texts.
func (in *input) changed() *input {
	out := &input{ids: in.ids, text: map[string]string{}}
	out.lines = strings.ReplaceAll(in.lines, `."}`, ` and some words more."}`)
	for id, text := range in.text {
		out.text[id] = strings.TrimSuffix(text, ".") + " and some words more."
	}
	return out
}

// operation is a command that changes an index.
type operation struct {
	name   string
	before func(t testing.TB, place string)
	args   []string // without the place
	stdin  func() string
	codes  []int // exit codes of a run that ended: 2 where input is refused
	// between and done look at what is in the index after a kill, and at the end.
	between, done func(t testing.TB, in map[string]string)
}

func operations() []operation {
	addMany := func(t testing.TB, place string) {
		dupes(t, many().lines, "index", "add", "-", "-q", "--index", place).ended(t, 2)
	}
	is := func(want map[string]string) func(testing.TB, map[string]string) {
		return func(t testing.TB, in map[string]string) {
			t.Helper()
			same(t, "index", slices.Sorted(maps.Keys(in)), slices.Sorted(maps.Keys(want)))
			if !maps.Equal(in, want) {
				t.Errorf("the index has other texts than it was given")
			}
		}
	}
	half := many().ids[:len(many().ids)/2]
	rest := maps.Clone(many().text)
	for _, id := range half {
		delete(rest, id)
	}
	return []operation{
		{
			name: "add", before: func(testing.TB, string) {}, args: []string{"add", "-", "-q"},
			stdin: func() string { return many().lines }, codes: []int{2},
			between: func(t testing.TB, in map[string]string) { oneOf(t, in, many().text) },
			done:    is(many().text),
		},
		{
			name: "replace", before: addMany, args: []string{"add", "--replace", "-", "-q"},
			stdin: func() string { return many().changed().lines }, codes: []int{2},
			between: func(t testing.TB, in map[string]string) {
				oneOf(t, in, many().text, many().changed().text)
				same(t, "index", slices.Sorted(maps.Keys(in)), slices.Sorted(maps.Keys(many().text)))
			},
			done: is(many().changed().text),
		},
		{
			name: "remove", before: addMany, args: []string{"remove", "-"},
			stdin: func() string { return strings.Join(half, "\n") }, codes: []int{0, 2},
			between: func(t testing.TB, in map[string]string) {
				if n := len(in); n != len(many().text) && n != len(rest) {
					t.Errorf("%d articles, want %d or %d: all are removed or none", n, len(many().text), len(rest))
				}
			},
			done: is(rest),
		},
		{
			name: "compact", before: func(t testing.TB, place string) {
				addMany(t, place)
				must(t, strings.Join(half, "\n"), "index", "remove", "-", "--index", place)
			}, args: []string{"compact"},
			stdin: func() string { return "" }, codes: []int{0},
			between: is(rest),
			done:    is(rest),
		},
	}
}

// oneOf wants every text to be what one of versions says.
func oneOf(t testing.TB, in map[string]string, versions ...map[string]string) {
	t.Helper()
	for id, text := range in {
		if !slices.ContainsFunc(versions, func(v map[string]string) bool { return v[id] == text }) {
			t.Errorf("article %s has a text that it was never given", id)
			return
		}
	}
}

// A command that changes an index and is killed has made whole changes or
// none; run again it makes the rest.
func TestKillIndex(t *testing.T) {
	eachStore(t, func(t *testing.T, s store) {
		for _, o := range operations() {
			t.Run(o.name, func(t *testing.T) {
				t.Parallel()
				place := s.built(t)
				o.before(t, place)
				first, begin := lastRun(place), time.Now()
				o.command(t, place).killed(never).endedOne(t, o.codes)
				took, runs := time.Since(begin), lastRun(place)-first
				var n tally
				for i := range kills() {
					r := randomOf(t, i)
					t.Run(fmt.Sprint(i), func(t *testing.T) { o.kill(t, s.built(t), r, took, runs, &n) })
				}
				t.Logf("%d processes killed, %d ended before; %d orphan run files", n.killed, n.missed, n.orphans)
			})
		}
	})
}

func (o *operation) command(t testing.TB, place string) *process {
	return command(t, o.stdin(), slices.Concat([]string{"index"}, o.args, []string{"--index", place})...)
}

func (r result) endedOne(t testing.TB, codes []int) {
	t.Helper()
	if !slices.Contains(codes, r.code) {
		t.Fatalf("%s: exit code %d, want one of %d; it said:\n%s", r.command, r.code, codes, r.stderr)
	}
}

func (o *operation) kill(t *testing.T, place string, r *rand.Rand, took time.Duration, runs int, n *tally) {
	o.before(t, place)
	for range 1 + r.IntN(3) {
		at := after(time.Duration(r.Int64N(int64(took))))
		switch p := r.IntN(3); {
		case !isFolder(place):
		case p == 0:
			at = atRun(place, r.IntN(runs+1))
		case p == 1:
			at = atChange(filepath.Join(place, "db")).then(time.Duration(r.Int64N(int64(5 * time.Millisecond))))
		}
		res := o.command(t, place).killed(at)
		t.Logf("killed %s: exit code %d", at.name, res.code)
		if settle(t, place); res.code != -1 {
			res.endedOne(t, o.codes)
			n.missed++
			o.done(t, contents(t, place)) // acknowledged
			break
		}
		n.killed++
		o.between(t, contents(t, place))
		if isFolder(place) {
			n.orphans += len(names(t, filepath.Join(place, "runs"))) - statsOf(t, place).Runs
		}
	}
	o.command(t, place).killed(never).endedOne(t, o.codes)
	o.done(t, contents(t, place))
	swept(t, place)
}

// An index that was killed while it was made is made by running again, or is
// one that takes the rest.
func TestKillBuild(t *testing.T) {
	eachStore(t, func(t *testing.T, s store) {
		build := func(t testing.TB, place string) *process {
			return command(t, whole().lines, "index", "build", "-q", "--index", place, "-")
		}
		begin := time.Now()
		build(t, s(t)).killed(never).ended(t, 0)
		took := time.Since(begin)
		killed := 0
		for i := range kills() {
			r := randomOf(t, i)
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				place := s(t)
				for range 1 + r.IntN(3) {
					at := after(time.Duration(r.Int64N(int64(took))))
					if isFolder(place) && r.IntN(2) == 0 {
						at = atChange(filepath.Join(place, "db")).then(time.Duration(r.Int64N(int64(20 * time.Millisecond))))
					}
					if build(t, place).killed(at).code == -1 {
						killed++
					}
					settle(t, place)
				}
				if again := build(t, place).killed(never); again.code != 0 {
					again.fails(t, "there is an index already")
					dupes(t, whole().lines, "index", "add", "-q", "--index", place, "-").ended(t, 0)
				}
				same(t, "index", idsIn(t, place), whole().ids)
				swept(t, place)
			})
		}
		t.Logf("%d processes killed", killed)
	})
}
