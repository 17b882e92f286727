package verdict

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dupes-news/dupes/internal/eval"
)

func labels(t testing.TB, s State) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteLabels(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func decisions(t testing.TB, s State) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteDecisions(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriteLabels(t *testing.T) {
	s := State{
		{"b", "c"}: {Kind: Duplicate}, {"a", "d"}: {Kind: Distinct}, {"a", "c"}: {Kind: SameSource},
		{"a", "b"}: {Kind: Duplicate, Keep: "a"}, {"x", "y"}: {Note: "unsure"}, {"e", "f\xff"}: {Kind: Duplicate},
	}
	want := `{"a":"a","b":"b"}
{"type":"same-source","a":"a","b":"c"}
{"type":"not-duplicate","a":"a","b":"d"}
{"a":"b","b":"c"}
{"a":"e","b":"f` + "\ufffd" + `"}
`
	got := labels(t, s)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("WriteLabels (-want +got):\n%s", diff)
	}
	truth, err := eval.Read(strings.NewReader(got), "labels", eval.Filter{})
	if err != nil || len(truth.Pairs) != 3 {
		t.Errorf("eval reads %v, %v, want 3 pairs", truth.Pairs, err)
	}
}

// short is a decision without what every one has.
func short(d decision) string {
	return strings.TrimSpace(fmt.Sprintf("%s %s %s %s", d.ID, d.Decision, d.Reason, d.Partner))
}

func TestDecide(t *testing.T) {
	for _, tt := range []struct {
		name string
		in   State
		want []string
	}{
		{"nothing", State{}, nil},
		{"note only", State{{"a", "b"}: {Note: "x"}}, nil},
		{"least id", State{{"a", "b"}: {Kind: Duplicate}}, []string{"a accept reviewed-first", "b reject reviewed-duplicate a"}},
		{"representative", State{{"a", "b"}: {Kind: Duplicate, Representative: "b"}}, []string{"a reject reviewed-duplicate b", "b accept reviewed-representative"}},
		{
			"two representatives",
			State{{"a", "c"}: {Kind: Duplicate, Representative: "c"}, {"a", "b"}: {Kind: Duplicate, Representative: "b"}},
			[]string{"a reject reviewed-duplicate b", "b accept reviewed-representative", "c reject reviewed-duplicate b"},
		},
		{
			"keep before representative",
			State{{"a", "b"}: {Kind: Duplicate, Representative: "b"}, {"b", "c"}: {Kind: Duplicate, Keep: "c"}},
			[]string{"a reject reviewed-duplicate c", "b reject reviewed-duplicate c", "c accept reviewed-keep"},
		},
		{
			"two kept, the partner is the nearer one",
			State{{"a", "b"}: {Kind: Duplicate, Keep: "a"}, {"b", "c"}: {Kind: Duplicate}, {"c", "d"}: {Kind: Duplicate, Keep: "d"}},
			[]string{"a accept reviewed-keep", "b reject reviewed-duplicate a", "c reject reviewed-duplicate d", "d accept reviewed-keep"},
		},
		{"keep beside a set", State{{"a", "b"}: {Kind: Duplicate}, {"b", "z"}: {Keep: "b"}}, []string{"a reject reviewed-duplicate b", "b accept reviewed-keep"}},
		{"keep alone", State{{"a", "b"}: {Keep: "b"}}, []string{"b accept reviewed-keep"}},
		{"distinct", State{{"a", "b"}: {Kind: Distinct}, {"a", "c"}: {Kind: SameSource}}, []string{"a accept reviewed-distinct", "b accept reviewed-distinct", "c accept reviewed-same-source"}},
		{
			"distinct from one of a set",
			State{{"a", "b"}: {Kind: Duplicate}, {"b", "c"}: {Kind: Distinct}},
			[]string{"a accept reviewed-first", "b reject reviewed-duplicate a", "c accept reviewed-distinct"},
		},
		{
			"conflict",
			State{{"a", "b"}: {Kind: Duplicate, Keep: "a"}, {"b", "c"}: {Kind: Duplicate}, {"a", "c"}: {Kind: Distinct}, {"x", "y"}: {Kind: Duplicate}},
			[]string{"a flag reviewed-conflict", "b flag reviewed-conflict", "c flag reviewed-conflict", "x accept reviewed-first", "y reject reviewed-duplicate x"},
		},
		{
			"conflict of same-source",
			State{{"a", "b"}: {Kind: Duplicate}, {"b", "c"}: {Kind: Duplicate}, {"a", "c"}: {Kind: SameSource}},
			[]string{"a flag reviewed-conflict", "b flag reviewed-conflict", "c flag reviewed-conflict"},
		},
		{
			"two sets that become one",
			State{{"a", "d"}: {Kind: Duplicate}, {"b", "c"}: {Kind: Duplicate}, {"c", "d"}: {Kind: Duplicate}},
			[]string{"a accept reviewed-first", "b reject reviewed-duplicate a", "c reject reviewed-duplicate a", "d reject reviewed-duplicate a"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, d := range decide(tt.in) {
				got = append(got, short(d))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("decide (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhy(t *testing.T) {
	s := State{
		{"a", "b"}: {Kind: Duplicate, Note: "one\nagency"}, {"b", "c"}: {Kind: Duplicate}, {"c", "d"}: {Kind: Duplicate},
		{"a", "c"}: {Kind: Distinct}, {"a", "d"}: {Kind: SameSource, Note: "sure"},
	}
	d := decide(s)[0]
	want := `"a" and "c" were judged not-duplicate, and yet are duplicates by way of other articles (1 of 2 such pairs); noted with "b": one` + "\n" + `agency; noted with "d": sure`
	if d.Why != want {
		t.Errorf("why:\n%s\nwant:\n%s", d.Why, want)
	}
}

// Whatever was judged, each article has one decision, in order; what is
// rejected names one that is accepted; the summary counts them.
func TestDecisionsHold(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s, about := State{}, map[string]bool{}
		for range rapid.IntRange(0, 12).Draw(rt, "pairs") {
			e := drawn(rt)
			s[e.Pair()] = s[e.Pair()].after(e)
		}
		for p, j := range s {
			if j.Kind != "" {
				about[p.A], about[p.B] = true, true
			}
			if j.Keep != "" {
				about[j.Keep] = true
			}
		}
		all := decide(s)
		verdict := map[string]string{}
		var ids []string
		for _, d := range all {
			verdict[d.ID], ids = d.Decision, append(ids, d.ID)
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(about)), ids); diff != "" {
			rt.Fatalf("articles (-want +got):\n%s", diff)
		}
		for _, d := range all {
			if (d.Decision == reject) != (d.Partner != "") || d.Decision == reject && verdict[d.Partner] != accept {
				rt.Fatalf("%+v, but its partner: %q", d, verdict[d.Partner])
			}
		}
		for p, j := range s {
			if j.Kind == Duplicate && (verdict[p.A] == flag) != (verdict[p.B] == flag) {
				rt.Fatalf("of two duplicates one is flagged: %v", p)
			}
			if j.Kind == Distinct && (verdict[p.A] == reject && verdict[p.B] == reject) {
				if partner(all, p.A) == partner(all, p.B) && partner(all, p.A) != "" {
					rt.Fatalf("%v are no duplicates, and rejected for the same article", p)
				}
			}
		}
		checkSummary(t, decisions(t, s), len(all))
	})
}

func partner(all []decision, id string) string {
	for _, d := range all {
		if d.ID == id {
			return d.Partner
		}
	}
	return ""
}

func checkSummary(t *testing.T, rows string, n int) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(rows), "\n")
	var sum summary
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &sum); err != nil {
		t.Fatal(err)
	}
	if sum.Type != "summary" || sum.Read != n || sum.Accepted+sum.Rejected+sum.Flagged != n || len(lines) != n+1 {
		t.Errorf("summary %+v of %d lines", sum, len(lines))
	}
}
