package gate

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/index"
	"github.com/dupes-news/dupes/internal/source"
)

// story is an article of a test.
type story struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	Outlet string `json:"outlet,omitempty"`
	Date   string `json:"date,omitempty"`
}

// told gathers decisions in the order in which they are told.
type told struct {
	list    []Decision
	flushes int
}

func (s *told) Decided(d *Decision, _ corpus.Record) error {
	s.list = append(s.list, *d)
	return nil
}

func (s *told) Flush() error { s.flushes++; return nil }

func (s *told) byID() map[string]Decision {
	out := map[string]Decision{}
	for _, d := range s.list {
		out[d.ID] = d
	}
	return out
}

func lines(t testing.TB, stories []story) []byte {
	t.Helper()
	var b bytes.Buffer
	for _, s := range stories {
		if err := json.MarshalWrite(&b, s); err != nil {
			t.Fatal(err)
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

func pass(t testing.TB, o Options, in []byte) (*Summary, *told) {
	t.Helper()
	if o.Outlets == nil {
		o.Outlets = source.Default()
	}
	if o.Policy.Keep.Rule == "" {
		o.Policy = Default()
	}
	o.Jobs = max(1, o.Jobs)
	if o.Index == nil {
		h, err := (index.Options{}).Header()
		if err != nil {
			t.Fatal(err)
		}
		o.Header = h
	}
	sink := &told{}
	s, err := Run(context.Background(), index.Input{Paths: []string{"-"}, Stdin: bytes.NewReader(in), Jobs: o.Jobs}, o, sink)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.End(context.Background()); err != nil {
		t.Fatal(err)
	}
	return s, sink
}

// invent makes n words that nobody else has.
func invent(r *rand.Rand, n int) []string {
	out := make([]string, n)
	for i := range out {
		b := make([]byte, 4+r.IntN(6))
		for j := range b {
			b[j] = byte('a' + r.IntN(26))
		}
		out[i] = string(b)
	}
	return out
}

func sentence(words []string) string { return strings.Join(words, " ") + "." }

func policyOf(t testing.TB, yaml string) Policy {
	t.Helper()
	p, err := ReadPolicy("test.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRules(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	base, other := invent(r, 200), invent(r, 200)
	edited := slices.Clone(base)
	edited[20], edited[90] = "changed", "changed"
	for _, tt := range []struct {
		name   string
		policy string
		first  story
		second story
		want   Verdict
		reason Reason
	}{
		{"new", "", story{Text: sentence(base)}, story{Text: sentence(other)}, Accept, New},
		{"identical", "", story{Text: sentence(base)}, story{Text: strings.ToUpper(sentence(base))}, Reject, Identical},
		{"identical off", "{identical: accept, near-duplicate: off, contained: off, copied: off, shares-passages: off}", story{Text: sentence(base)}, story{Text: sentence(base)}, Accept, New},
		{"near", "", story{Text: sentence(base)}, story{Text: sentence(edited)}, Reject, Near},
		{"near, flagged", "{near-duplicate: {flag: 0.5}, contained: off, copied: off}", story{Text: sentence(base)}, story{Text: sentence(edited)}, Flag, Near},
		{"near, over the threshold of the policy", "{near-duplicate: {reject: 0.99}, contained: off, copied: off, shares-passages: off}", story{Text: sentence(base)}, story{Text: sentence(edited)}, Accept, New},
		{"excerpt", "", story{Text: sentence(base)}, story{Text: sentence(base[50:120])}, Reject, Contained},
		{"excerpt in another story", "", story{Text: sentence(base)}, story{Text: sentence(append(slices.Clone(other[:150]), base[50:90]...))}, Flag, Copied},
		{"a passage", "", story{Text: sentence(base)}, story{Text: sentence(append(slices.Clone(other), base[50:65]...))}, Flag, Passages},
		{"longer version", "", story{Text: sentence(base[:50])}, story{Text: sentence(append(slices.Clone(base), other...))}, Flag, Copied},
		{"few words", "min-words: {reject: 30}", story{Text: sentence(base)}, story{Text: sentence(other[:20])}, Reject, TooShort},
		{"few words, flagged", "min-words: {flag: 30}", story{Text: sentence(base)}, story{Text: sentence(other[:20])}, Flag, TooShort},
		{"agency copy", "sources: [{outlets: [Associated Press], unless: [Associated Press], then: reject}]", story{Text: sentence(base)}, story{Text: "LONDON (AP) - " + sentence(other), Outlet: "The Daily"}, Reject, FromSource},
		{"agency copy of the agency", "sources: [{outlets: [Associated Press], unless: [Associated Press], then: reject}]", story{Text: sentence(base)}, story{Text: "LONDON (AP) - " + sentence(other), Outlet: "Associated Press"}, Accept, New},
		{"agency only quoted", "sources: [{outlets: [Associated Press], then: reject}]", story{Text: sentence(base)}, story{Text: sentence(other[:50]) + " He told the Associated Press that it was so. " + sentence(other[50:]), Outlet: "The Daily"}, Accept, New},
		{"not to be dropped", "only-from: [The Aggregator]", story{Text: sentence(base)}, story{Text: sentence(base), Outlet: "The Record"}, Accept, OnlyFrom},
		{"to be dropped", "only-from: [The Aggregator]", story{Text: sentence(base)}, story{Text: sentence(base), Outlet: "the aggregator"}, Reject, Identical},
		{"outlet of its own rules", "outlets: {The Record: {identical: flag, near-duplicate: off, contained: off, copied: off}}", story{Text: sentence(base)}, story{Text: sentence(base), Outlet: "The Record"}, Flag, Identical},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.first.ID, tt.second.ID = "first", "second"
			s, sink := pass(t, Options{Policy: policyOf(t, tt.policy)}, lines(t, []story{tt.first, tt.second}))
			d := sink.list[1]
			if d.Verdict != tt.want || d.Reason != tt.reason {
				t.Errorf("decision = %v, %v, want %v, %v", d.Verdict, d.Reason, tt.want, tt.reason)
			}
			if resting := d.Reason != New && d.Reason != TooShort && d.Reason != FromSource; resting != (d.Partner == "first") || resting != (d.Where == InBatch) {
				t.Errorf("partner %q in %q of a decision for %v", d.Partner, d.Where, d.Reason)
			}
			if s.Read != 2 {
				t.Errorf("%d read, want 2", s.Read)
			}
		})
	}
}

// Of the copies of one story that stays which the rule prefers, in whatever
// order they come.
func TestKeep(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	base := invent(r, 300)
	copies := []story{
		{ID: "a", Text: sentence(base[:280]), Outlet: "The Record", Date: "2025-03-03"},
		{ID: "b", Text: sentence(base), Outlet: "The Daily", Date: "2025-03-02"},
		{ID: "c", Text: sentence(base[5:290]), Outlet: "Associated Press", Date: "2025-03-04"},
		{ID: "d", Text: sentence(base[3:270]), Outlet: "The Weekly"},
	}
	for _, tt := range []struct{ keep, want string }{
		{"longest", "b"},
		{"earliest", "b"},
		{"latest", "c"},
		{"{outlet-priority: [Associated Press, The Record]}", "c"},
		{"{outlet-priority: [The Herald, The Record]}", "a"},
		{"none", ""},
	} {
		for range 5 {
			r.Shuffle(len(copies), func(i, j int) { copies[i], copies[j] = copies[j], copies[i] })
			_, sink := pass(t, Options{Policy: policyOf(t, "keep: "+tt.keep)}, lines(t, copies))
			var kept []string
			for i, d := range sink.list {
				if d.ID != copies[i].ID {
					t.Fatalf("decision %d is about %q, the input has %q there", i, d.ID, copies[i].ID)
				}
				if d.Verdict == Accept {
					kept = append(kept, d.ID)
				}
			}
			if got := strings.Join(kept, " "); got != tt.want {
				t.Errorf("keep %s: kept %q, want %q", tt.keep, got, tt.want)
			}
		}
	}
}

// corpusOf makes articles of which some are copies, excerpts and merges of
// others, in random order.
func corpusOf(r *rand.Rand, n int) []story {
	var texts [][]string
	for range n {
		switch k := r.IntN(6); {
		case k < 2 || len(texts) == 0:
			texts = append(texts, invent(r, 30+r.IntN(120)))
		case k == 2:
			texts = append(texts, slices.Clone(texts[r.IntN(len(texts))]))
		case k == 3:
			w := slices.Clone(texts[r.IntN(len(texts))])
			for range 1 + len(w)/40 {
				w[r.IntN(len(w))] = invent(r, 1)[0]
			}
			texts = append(texts, w)
		case k == 4:
			w := texts[r.IntN(len(texts))]
			lo := r.IntN(len(w) / 2)
			texts = append(texts, append(invent(r, r.IntN(60)), w[lo:lo+len(w)/2]...))
		default:
			a, b := texts[r.IntN(len(texts))], texts[r.IntN(len(texts))]
			texts = append(texts, append(slices.Clone(a), b...))
		}
	}
	r.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	outlets := []string{"The Record", "The Daily", "Associated Press", ""}
	out := make([]story, len(texts))
	for i, w := range texts {
		out[i] = story{ID: fmt.Sprintf("n%03d", i), Text: sentence(w), Outlet: outlets[r.IntN(len(outlets))]}
		if r.IntN(3) > 0 {
			out[i].Date = time.Date(2025, 1, 1+r.IntN(90), 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		}
	}
	return out
}

// No cluster loses all of its articles: what is rejected for being a duplicate
// rests on one that is accepted, or that is a flagged copy; the books close;
// and neither the number of goroutines nor, but for the rule first, the order
// of the input makes a difference.
func TestSurvivors(t *testing.T) {
	keeps := []string{"first", "longest", "earliest", "latest", "{outlet-priority: [The Daily]}"}
	for seed := range uint64(30) {
		r := rand.New(rand.NewPCG(seed, 7))
		stories := corpusOf(r, 5+r.IntN(100))
		keep := keeps[int(seed)%len(keeps)]
		o := Options{Policy: policyOf(t, "keep: "+keep)}
		in := lines(t, stories)
		broken := 0
		for range r.IntN(4) {
			in = append(in, "{\"id\": \"x\", broken\n"...)
			broken++
		}
		s, sink := pass(t, o, in)
		if s.Read != len(stories)+broken || s.Refused != broken || s.Accepted+s.Rejected+s.Flagged+s.Refused != s.Read {
			t.Fatalf("seed %d: %d accepted, %d rejected, %d flagged, %d refused of %d", seed, s.Accepted, s.Rejected, s.Flagged, s.Refused, s.Read)
		}
		got := sink.byID()
		for _, d := range got {
			if d.Verdict != Reject {
				continue
			}
			p, is := got[d.Partner]
			if !is || p.Verdict == Reject || p.Verdict == Flag && d.Reason != Identical && d.Reason != Near {
				t.Fatalf("seed %d: %q rejected for %v because of %q, which is %v", seed, d.ID, d.Reason, d.Partner, p.Verdict)
			}
		}
		o.Jobs = 3
		if _, again := pass(t, o, in); !cmp.Equal(sink.list, again.list) {
			t.Fatalf("seed %d: other decisions with 3 goroutines:\n%s", seed, cmp.Diff(sink.list, again.list))
		}
		if keep == "first" {
			continue
		}
		r.Shuffle(len(stories), func(i, j int) { stories[i], stories[j] = stories[j], stories[i] })
		_, shuffled := pass(t, o, lines(t, stories))
		if diff := cmp.Diff(placeless(got), placeless(shuffled.byID())); diff != "" {
			t.Fatalf("seed %d: keep %s: other decisions for another order of the input:\n%s", seed, keep, diff)
		}
	}
}

// placeless are decisions without the lines of their articles.
func placeless(m map[string]Decision) map[string]Decision {
	out := maps.Clone(m)
	for id, d := range out {
		d.Line = 0
		out[id] = d
	}
	return out
}

// However the articles come, a few or many at once, the decisions are those of
// one after the other; also where what was accepted goes to an index.
func TestOneByOne(t *testing.T) {
	ctx := t.Context()
	for seed := range uint64(12) {
		r := rand.New(rand.NewPCG(seed, 9))
		stories := corpusOf(r, 40)
		_, whole := pass(t, Options{}, lines(t, stories))
		ix := newIndex(t)
		var got []Decision
		for part := range slices.Chunk(stories, 1+r.IntN(7)) {
			_, sink := pass(t, Options{Index: ix, Add: true}, lines(t, part))
			got = append(got, sink.list...)
		}
		for i, d := range got {
			want := whole.list[i]
			// An article that was flagged is not in the index, so that later
			// parts do not meet it.
			if want.PartnerFlagged || d.Verdict == want.Verdict && d.Reason == want.Reason && d.Partner == want.Partner {
				continue
			}
			if d.Verdict != want.Verdict {
				t.Errorf("seed %d: %q in parts: %v for %v because of %q; at once: %v for %v because of %q", seed, d.ID, d.Verdict, d.Reason, d.Partner, want.Verdict, want.Reason, want.Partner)
			}
		}
		if n, err := ix.Check(ctx, func(part string, err error) { t.Errorf("%s: %v", part, err) }); err != nil || n == 0 {
			t.Errorf("check: %d articles, %v", n, err)
		}
	}
}

func newIndex(t testing.TB) *index.Index {
	t.Helper()
	ix, err := index.Create(context.Background(), filepath.Join(t.TempDir(), "index"), index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ix.Close() })
	return ix
}

func TestAgainstIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	base, other := invent(r, 100), invent(r, 100)
	ix := newIndex(t)
	in := lines(t, []story{{ID: "a", Text: sentence(base)}, {ID: "b", Text: sentence(base)}})
	s, sink := pass(t, Options{Index: ix, Add: true}, in)
	if s.Added != 1 || sink.list[1].Where != InBatch {
		t.Errorf("%d added, want 1; partner of the second in %q, want the batch", s.Added, sink.list[1].Where)
	}
	_, sink = pass(t, Options{Index: ix, Add: true}, lines(t, []story{
		{ID: "a", Text: sentence(base)}, {ID: "c", Text: sentence(base)}, {ID: "a2", Text: sentence(other)},
	}))
	for i, want := range []struct {
		verdict Verdict
		reason  Reason
		where   string
	}{{Reject, AlreadyIn, InIndex}, {Reject, Identical, InIndex}, {Accept, New, ""}} {
		if d := sink.list[i]; d.Verdict != want.verdict || d.Reason != want.reason || d.Where != want.where {
			t.Errorf("%q: %v for %v in %q, want %v", d.ID, d.Verdict, d.Reason, d.Where, want)
		}
	}
	_, sink = pass(t, Options{Index: ix, Add: true}, lines(t, []story{{ID: "a", Text: sentence(invent(r, 50))}}))
	if d := sink.list[0]; d.Verdict != Flag || d.Reason != IDTaken {
		t.Errorf("another text under an id: %v for %v, want %v for %v", d.Verdict, d.Reason, Flag, IDTaken)
	}
	policy := Default()
	policy.Rules.NearDuplicate = Rule{Reject: 0.3}
	_, err := Run(t.Context(), index.Input{Paths: []string{"-"}, Stdin: strings.NewReader(""), Jobs: 1},
		Options{Policy: policy, Index: ix, Outlets: source.Default(), Jobs: 1}, &told{})
	if err == nil || !strings.Contains(err.Error(), "0.5") || !strings.Contains(err.Error(), "0.3") {
		t.Errorf("threshold below that of the index: %v, want both named", err)
	}
}

// A gate that does not end leaves what it added pending: the next one accepts
// it once more, a later one does not.
func TestInterrupted(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	dir := filepath.Join(t.TempDir(), "index")
	ix, err := index.Create(t.Context(), dir, index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in := lines(t, []story{{ID: "a", Text: sentence(invent(r, 100))}, {ID: "b", Text: sentence(invent(r, 100))}})
	o := Options{Policy: Default(), Index: ix, Add: true, Outlets: source.Default(), Jobs: 1}
	if _, err := Run(t.Context(), index.Input{Paths: []string{"-"}, Stdin: bytes.NewReader(in), Jobs: 1}, o, &told{}); err != nil {
		t.Fatal(err)
	}
	ix.Close() // without End, as if the process had died
	if ix, err = index.Open(t.Context(), dir, index.Write); err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	if s, err := ix.Stats(t.Context()); err != nil || len(s.Interrupted) != 1 || s.Interrupted[0].Articles != 2 {
		t.Errorf("interrupted: %v, %v, want one of 2 articles", s.Interrupted, err)
	}
	for i, want := range []Reason{Again, AlreadyIn} {
		_, sink := pass(t, Options{Index: ix, Add: true}, in)
		for _, d := range sink.list {
			if d.Reason != want {
				t.Errorf("run %d: %q %v for %v, want %v", i+2, d.ID, d.Verdict, d.Reason, want)
			}
		}
	}
	if s, err := ix.Stats(t.Context()); err != nil || s.Articles != 2 {
		t.Errorf("%d articles in the index, %v, want 2", s.Articles, err)
	}
}

func TestBudget(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	text := sentence(invent(r, 100))
	in := lines(t, []story{{ID: "a", Text: text}, {ID: "b", Text: text}, {ID: "c", Text: sentence(invent(r, 100))}, {ID: "d", Text: text}})
	for _, tt := range []struct {
		policy   string
		baseline string
		broken   bool
	}{
		{"", "", false},
		{"budget: {rejected: 2}", "", false},
		{"budget: {rejected: 1}", "", true},
		{"budget: {rejected: 50%}", "", false},
		{"budget: {rejected: 49%}", "", true},
		{"", `{"type":"decision","id":"b","decision":"reject","partner":"a"}`, true},
		{"", `{"type":"decision","id":"b","decision":"reject","partner":"a"}` + "\n" + `{"type":"decision","id":"d","decision":"reject","partner":"a"}`, false},
		{"budget: {rejected: 1}", `{"type":"decision","id":"b","decision":"reject","partner":"a"}`, false},
	} {
		o := Options{Policy: policyOf(t, tt.policy)}
		if tt.baseline != "" {
			var err error
			if o.Baseline, err = ReadBaseline("base", strings.NewReader(tt.baseline)); err != nil {
				t.Fatal(err)
			}
		}
		if s, _ := pass(t, o, in); (len(s.Broken) > 0) != tt.broken {
			t.Errorf("policy %q, baseline %q: broken %q, want %v", tt.policy, tt.baseline, s.Broken, tt.broken)
		}
	}
}

// With the rule first the first decisions are told before the input ends.
func TestStreams(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	in := &patient{first: lines(t, []story{{ID: "a", Text: sentence(invent(r, 50))}}), told: make(chan struct{})}
	h, err := (index.Options{}).Header()
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Policy: Default(), Header: h, Outlets: source.Default(), Jobs: 2}
	if _, err := Run(t.Context(), index.Input{Paths: []string{"-"}, Stdin: in, Jobs: 2}, o, in); err != nil {
		t.Fatal(err)
	}
}

// patient is an input that goes on only once its first article was decided
// about.
type patient struct {
	first []byte
	told  chan struct{}
	done  bool
}

func (w *patient) Read(p []byte) (int, error) {
	if len(w.first) > 0 {
		n := copy(p, w.first)
		w.first = w.first[n:]
		return n, nil
	}
	if !w.done {
		<-w.told
		w.done = true
		return copy(p, "{\"id\":\"b\",\"text\":\"one two three four five six\"}\n"), nil
	}
	return 0, fmt.Errorf("broken off")
}

func (w *patient) Decided(d *Decision, _ corpus.Record) error {
	if d.ID == "a" {
		close(w.told)
	}
	return nil
}

func (w *patient) Flush() error { return nil }

func TestExplain(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	base := invent(r, 100)
	in := lines(t, []story{{ID: "a", Text: sentence(base)}, {ID: "b", Text: sentence(base[:40])}})
	s, _ := pass(t, Options{Explain: "b"}, in)
	if s.Explained == nil || s.Explained.Decision.Reason != Contained || len(s.Explained.Considered) != 3 {
		t.Fatalf("explained %+v, want 3 rules about b, contained in a", s.Explained)
	}
	if c := s.Explained.Considered[0]; c.Rule != Contained || c.Verdict != Reject || c.Measure != 1 || c.Partner != "a" {
		t.Errorf("first considered: %+v, want contained in a, 1", c)
	}
}
