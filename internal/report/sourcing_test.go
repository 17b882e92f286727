package report

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
)

func sourcing(t *testing.T, r *scan.Result, most int, preferred ...string) *Sourcing {
	t.Helper()
	s, err := NewSourcing(t.Context(), r, most, func(id string) bool {
		for _, p := range preferred {
			if p == id {
				return true
			}
		}
		return false
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// mentionLines are mentions as a reader sees them, the words in brackets.
func mentionLines(list []Mention) []string {
	var out []string
	for _, m := range list {
		line := fmt.Sprintf("%s: %s, %s, %s", m.Article.ID, m.Outlet, m.Kind, m.Confidence)
		for _, f := range []struct {
			is   bool
			name string
		}{{m.Inferred, "inferred"}, {m.Aside, "aside"}, {m.Self, "own"}, {m.Denied, "denied"}, {m.Ambiguous, "ambiguous"}} {
			if f.is {
				line += ", " + f.name
			}
		}
		if m.Field != "" {
			line += ", " + m.Field
		}
		if m.From != "" {
			line += ", from " + m.From
		}
		out = append(out, line+": "+m.Before+"["+m.Words+"]"+m.After)
	}
	return out
}

// What is said of sources is shown as in the text, article by article.
func TestMentions(t *testing.T) {
	want := []string{
		"copies/bare.txt: Reuters, told, strong: Its master [told Reuters] that the lamp had been dark since Friday.",
		"mine.txt: The Washington Post, told, medium, inferred, from name.txt: “[We shall count every lamp on this coast before winter] and then again,” James Roe said.",
		"name.txt: The Washington Post, reprint, certain, canonical: [https://www.washingtonpost.com/lamps]",
		"name.txt: The New York Times, attribution, weak, ambiguous: The lamp – a relic – went out, [the Times reported].",
		"name.txt: The Times, attribution, weak, ambiguous: The lamp – a relic – went out, [the Times reported].",
		"name.txt: The Washington Post, told, strong: “We shall count every lamp on this coast before winter,” James Roe [told the Washington Post].",
		"name.txt: Reuters, poll, certain, aside: A poll for [Reuters/Ipsos] agreed, contrary to what the Sun reported.",
		"name.txt: The Sun, attribution, strong, denied: A poll for Reuters/Ipsos agreed, [contrary to what the Sun reported].",
		"week.txt: Aldmoor Weekly, credit, certain, own: Our own Aldmoor Weekly was first to report the loss of the lamp, [© Aldmoor Weekly].",
		"wire.txt: Associated Press, dateline, certain: ALDMOOR [(AP)] — The ferry ran aground in fog, and all 212 aboard were brought ashore.",
		"wire.txt: Reuters, told, strong: Its master [told Reuters] that the lamp had been dark since Friday.",
		"wire.txt: Associated Press, photo, certain, aside: [AP Photo/Jo Field]",
	}
	s := sourcing(t, harbour(), 100)
	if diff := cmp.Diff(want, mentionLines(s.Mentions)); diff != "" || s.LeftOut != 0 {
		t.Errorf("mentions, %d left out, -want +got:\n%s", s.LeftOut, diff)
	}
}

// Of too many mentions those of preferred articles stay; all others are counted.
func TestMentionsLeftOut(t *testing.T) {
	all := len(sourcing(t, harbour(), 100).Mentions)
	for _, tt := range []struct {
		most      int
		preferred []string
		want      string // articles and how many mentions of each
	}{
		{all, nil, "copies/bare.txt 1, mine.txt 1, name.txt 6, week.txt 1, wire.txt 3"},
		{all, []string{"wire.txt"}, "copies/bare.txt 1, mine.txt 1, name.txt 6, week.txt 1, wire.txt 3"},
		{4, []string{"wire.txt"}, "copies/bare.txt 1, wire.txt 3"},
		{3, []string{"wire.txt"}, "wire.txt 3"},
		{2, []string{"wire.txt", "week.txt"}, "copies/bare.txt 1, week.txt 1"}, // an article's mentions stay together
		{3, nil, "copies/bare.txt 1, mine.txt 1, week.txt 1"},
		{0, []string{"wire.txt"}, ""},
	} {
		s := sourcing(t, harbour(), tt.most, tt.preferred...)
		var got []string
		for i := 0; i < len(s.Mentions); {
			id, n := s.Mentions[i].Article.ID, 0
			for ; i < len(s.Mentions) && s.Mentions[i].Article.ID == id; i++ {
				n++
			}
			got = append(got, fmt.Sprintf("%s %d", id, n))
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, ", ")); diff != "" || s.LeftOut != all-len(s.Mentions) {
			t.Errorf("most %d, preferred %q, %d left out of %d, -want +got:\n%s", tt.most, tt.preferred, s.LeftOut, all, diff)
		}
	}
}

// The figures of outlets are those of the sources report, in its order, and
// whole also where mentions are left out.
func TestOutletUses(t *testing.T) {
	for _, most := range []int{100, 0} {
		l, err := newLedger(harbour(), SourcesOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var want, got []string
		for _, c := range l.accounts() {
			want = append(want, fmt.Sprintf("%s %d %d %d %d %d %d %s", c.name, c.named, c.inferred, c.carriers, c.own, c.others(), c.denied, Day(c.first)))
		}
		for _, u := range sourcing(t, harbour(), most).Outlets {
			got = append(got, fmt.Sprintf("%s %d %d %d %d %d %d %s", u.Name, u.Named, u.Inferred, u.Carriers, u.Own, u.Aside+u.Denied, u.Denied, Day(u.First)))
			if u.Name == "Reuters" && u.Kind != "agency" {
				t.Errorf("Reuters is %q, want an agency", u.Kind)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
			t.Errorf("outlets, -want +got:\n%s", diff)
		}
	}
}

// A cluster rests on the outlet that most of its articles name; one that none
// of them names is marked, and what is no source of the text does not count.
func TestClusterSources(t *testing.T) {
	named := func(outlet string) source.Source {
		return source.Source{Outlet: outlet, Kind: source.Told, Confidence: source.Strong, Field: "x", Value: outlet}
	}
	change := func(outlet string, f func(*source.Source)) source.Source {
		s := named(outlet)
		f(&s)
		return s
	}
	inferred := func(outlet string) scan.Inferred {
		return scan.Inferred{Inference: source.Inference{Outlet: outlet, Giver: named(outlet)}, From: scan.Meta{ID: "giver"}}
	}
	type said struct {
		sources  []source.Source
		inferred []scan.Inferred
	}
	for _, tt := range []struct {
		name     string
		articles []said
		want     ClusterSource
	}{
		{"most", []said{{sources: []source.Source{named("Reuters"), named("EFE")}}, {sources: []source.Source{named("EFE")}}}, ClusterSource{"EFE", 2, false}},
		{"by name where equal", []said{{sources: []source.Source{named("Reuters")}}, {sources: []source.Source{named("EFE")}}}, ClusterSource{"EFE", 1, false}},
		{"once an article", []said{{sources: []source.Source{named("Reuters"), named("Reuters"), named("EFE")}}, {sources: []source.Source{named("EFE")}}}, ClusterSource{"EFE", 2, false}},
		{"inferred", []said{{inferred: []scan.Inferred{inferred("EFE")}}, {inferred: []scan.Inferred{inferred("EFE")}}}, ClusterSource{"EFE", 2, true}},
		{"named by one", []said{{inferred: []scan.Inferred{inferred("EFE")}}, {sources: []source.Source{named("EFE")}}}, ClusterSource{"EFE", 2, false}},
		{"and the other way round", []said{{sources: []source.Source{named("EFE")}}, {inferred: []scan.Inferred{inferred("EFE")}}}, ClusterSource{"EFE", 2, false}},
		{"none that counts", []said{{sources: []source.Source{
			change("EFE", func(s *source.Source) { s.Self = true }), change("AFP", func(s *source.Source) { s.Denied = true }),
			change("The Times", func(s *source.Source) { s.Ambiguous = true }), change("Reuters", func(s *source.Source) { s.Kind = source.Photo }),
		}}}, ClusterSource{}},
	} {
		var list []scan.Sourced
		for i, a := range tt.articles {
			list = append(list, scan.Sourced{Meta: scan.Meta{ID: fmt.Sprint(i)}, Cluster: "c1", Sources: a.sources, Inferred: a.inferred})
		}
		list = append(list, scan.Sourced{Meta: scan.Meta{ID: "alone"}, Sources: []source.Source{named("Reuters"), named("AFP")}})
		r := &scan.Result{Pairs: sure[scan.Pair](nil), Clusters: sure[scan.Cluster](nil), Sources: sure(list), SharedQuotes: sure[scan.SharedQuote](nil)}
		want := map[string]ClusterSource{"c1": tt.want}
		if diff := cmp.Diff(want, sourcing(t, r, 100).Clusters); diff != "" {
			t.Errorf("%s, -want +got:\n%s", tt.name, diff)
		}
	}
}

// What strangers wrote is clean, and no longer than a few lines.
func TestMentionsClean(t *testing.T) {
	text := strings.Repeat("and so it was ", 40) + "said \x1b[2Jthe \u202eEFE " + strings.Repeat("agency of all agencies ", 40)
	lo, hi := strings.Index(text, "said"), strings.Index(text, "EFE")+3
	r := harbour()
	r.Sources = sure([]scan.Sourced{{Meta: scan.Meta{ID: "a"}, Text: text, Sources: []source.Source{
		{Outlet: "EFE\x07\n", Kind: source.Told, Evidence: source.Span{Lo: lo, Hi: hi}},
		{Outlet: "EFE", Kind: source.Credit, Field: "cre\x1bdit", Value: strings.Repeat("x\u202e y", 4000)},
	}}})
	for _, m := range sourcing(t, r, 100).Mentions {
		for _, s := range []string{m.Outlet, m.Before, m.Words, m.After, m.Field} {
			if strings.ContainsAny(s, "\x1b\u202e\x07\n") || width(s) > 2*mentionColumns+2 {
				t.Errorf("a mention has %q", s)
			}
		}
		if m.Field == "" && (!strings.HasPrefix(m.Before, "…") || !strings.HasSuffix(m.Before, " ") || !strings.HasPrefix(m.After, " ") || !strings.HasSuffix(m.After, " …")) {
			t.Errorf("a mention in a long sentence: %q, %q, %q", m.Before, m.Words, m.After)
		}
	}
}

func TestSourcingErrors(t *testing.T) {
	broken := errors.New("the disk is gone")
	r := harbour()
	r.Sources = func(yield func(scan.Sourced, error) bool) { yield(scan.Sourced{}, broken) }
	none := func(string) bool { return false }
	if s, err := NewSourcing(t.Context(), r, 9, none); s != nil || !errors.Is(err, broken) {
		t.Errorf("NewSourcing = %v, %v, want %v", s, err, broken)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s, err := NewSourcing(ctx, harbour(), 9, none); s != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("NewSourcing = %v, %v, want %v", s, err, context.Canceled)
	}
}
