package source

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func at(day, hour int) time.Time { return time.Date(2031, 5, day, hour, 0, 0, 0, time.UTC) }

func TestDirected(t *testing.T) {
	from := func(outlet string, kind Kind) []Source { return []Source{{Outlet: outlet, Kind: kind}} }
	tests := []struct {
		name string
		a, b Side
		want Direction
		why  string
	}{
		{"nothing", Side{}, Side{}, Unknown, "neither names the other, and the dates do not tell"},
		{
			"reprint",
			Side{Outlet: "The Record"},
			Side{Outlet: "HuffPost", Sources: from("The Record", Reprint)},
			FromA, "B says it was first published by The Record, the outlet of A",
		},
		{
			"reprint, the other way",
			Side{Sources: from("The Record", Reprint)},
			Side{Outlet: "The Record"},
			FromB, "A says it was first published by The Record, the outlet of B",
		},
		{
			"reprint of a third",
			Side{Outlet: "CNN"},
			Side{Outlet: "HuffPost", Sources: from("The Record", Reprint)},
			Unknown, "B carries a reprint line of The Record, A names no source",
		},
		{
			"canonical",
			Side{Outlet: "The Record"},
			Side{Sources: []Source{{Outlet: "The Record", Kind: Reprint, Field: "canonical"}}},
			FromA, "B gives a page of The Record, the outlet of A, as its original",
		},
		{
			"canonical host",
			Side{URL: "https://www.portellis.example/quay"},
			Side{Sources: []Source{{Outlet: "portellis.example", Kind: Reprint, Field: "canonical", Value: "https://portellis.example/quay"}}},
			FromA, "B gives a page of portellis.example, the site of A, as its original",
		},
		{
			"dateline",
			Side{Outlet: "Reuters"},
			Side{Sources: from("Reuters", Dateline)},
			FromA, "B carries a dateline of Reuters, the outlet of A",
		},
		{
			"the plainest goes first",
			Side{Outlet: "Reuters"},
			Side{Sources: append(from("Reuters", Told), from("Reuters", Dateline)...)},
			FromA, "B carries a dateline of Reuters, the outlet of A",
		},
		{
			"first report",
			Side{Outlet: "The Record"},
			Side{Sources: from("The Record", FirstReport)},
			FromA, "B says that The Record, the outlet of A, reported it first",
		},
		{
			"told",
			Side{Outlet: "The Washington Post"},
			Side{Sources: from("The Washington Post", Told)},
			FromA, "B names The Washington Post, the outlet of A, as a source",
		},
		{
			"against the dates",
			Side{Outlet: "The Record", Date: at(9, 8)},
			Side{Sources: from("The Record", Reprint), Date: at(6, 8)},
			Unknown, "B says it was first published by The Record, the outlet of A, but A is dated 3 days later",
		},
		{
			"a time zone apart",
			Side{Outlet: "The Record", Date: at(9, 20)},
			Side{Sources: from("The Record", Reprint), Date: at(9, 8)},
			FromA, "B says it was first published by The Record, the outlet of A",
		},
		{
			"each names the other",
			Side{Outlet: "CNN", Sources: from("Reuters", Attribution)},
			Side{Outlet: "Reuters", Sources: from("CNN", FirstReport)},
			Unknown, "A names Reuters, the outlet of B, as a source; B says that CNN, the outlet of A, reported it first",
		},
		{"one outlet", Side{Outlet: "CNN", Sources: from("CNN", Credit)}, Side{Outlet: "CNN"}, Unknown, "neither names the other, and the dates do not tell"},
		{
			"a photo",
			Side{Outlet: "Reuters"},
			Side{Sources: from("Reuters", Photo)},
			Unknown, "neither names the other, and the dates do not tell",
		},
		{
			"denied",
			Side{Outlet: "Reuters"},
			Side{Sources: []Source{{Outlet: "Reuters", Kind: Attribution, Denied: true}}},
			Unknown, "neither names the other, and the dates do not tell",
		},
		{
			"both carry a third",
			Side{Sources: from("Associated Press", Dateline), Date: at(1, 2)},
			Side{Sources: from("Associated Press", Credit), Date: at(1, 5)},
			Outside, "both carry Associated Press: a dateline in A, a credit in B",
		},
		{
			"two thirds",
			Side{Sources: from("Associated Press", Dateline)},
			Side{Sources: from("Reuters", Dateline)},
			Unknown, "A carries Associated Press, B carries Reuters",
		},
		{
			"one carries a third",
			Side{Sources: from("Associated Press", Dateline), Containment: .9},
			Side{Outlet: "CNN"},
			Outside, "A carries a dateline of Associated Press, and B has most of it and names no source",
		},
		{
			"one carries a third, little of it",
			Side{Outlet: "CNN", Date: at(1, 2)},
			Side{Sources: from("Associated Press", Dateline), Containment: .2, Date: at(1, 9)},
			Unknown, "B carries a dateline of Associated Press, A names no source",
		},
		{
			"one carries a third, the other has its own",
			Side{Sources: from("Associated Press", Dateline), Containment: .9},
			Side{Outlet: "CNN", Sources: from("Reuters", Told)},
			Unknown, "A carries a dateline of Associated Press, B does not",
		},
		{"dates", Side{Date: at(2, 7)}, Side{Date: at(2, 9)}, FromA, "A is dated 2 hours earlier"},
		{"dates, the other way", Side{Date: at(2, 9)}, Side{Date: at(1, 8)}, FromB, "B is dated 1 day earlier"},
		{"a moment", Side{Date: at(2, 9)}, Side{Date: at(2, 9).Add(time.Second)}, FromA, "A is dated less than a minute earlier"},
		{"days only", Side{Date: at(2, 0)}, Side{Date: at(4, 9)}, Unknown, "A is dated 2 days earlier, without a time of day"},
		{"equal dates", Side{Date: at(2, 9)}, Side{Date: at(2, 9)}, Unknown, "neither names the other, and the dates do not tell"},
		{"holds", Side{Containment: .4}, Side{Containment: .95}, Unknown, "A holds nearly all of B and more, which tells no direction"},
		{"is held", Side{Containment: .95}, Side{Containment: .4}, Unknown, "B holds nearly all of A and more, which tells no direction"},
		{"much the same", Side{Containment: .95}, Side{Containment: .9}, Unknown, "neither names the other, and the dates do not tell"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d, why := Directed(tt.a, tt.b); d != tt.want || why != tt.why {
				t.Errorf("Directed = %v, %q, want %v, %q", d, why, tt.want, tt.why)
			}
		})
	}
}

// The two articles may come in either order.
func TestDirectedTurnedRound(t *testing.T) {
	turned := [...]Direction{Unknown: Unknown, FromA: FromB, FromB: FromA, Outside: Outside}
	rapid.Check(t, func(t *rapid.T) {
		a, b := anySide(t, "a"), anySide(t, "b")
		d, why := Directed(a, b)
		back, other := Directed(b, a)
		if back != turned[d] {
			t.Fatalf("Directed(%v, %v) = %v, %q, and turned round %v, %q", a, b, d, why, back, other)
		}
		if why == "" || strings.Contains(why, "%") {
			t.Fatalf("Directed(%v, %v) says %q", a, b, why)
		}
	})
}

func anySide(t *rapid.T, name string) Side {
	outlet := rapid.SampledFrom([]string{"", "CNN", "Reuters", "cnn", "The Record"})
	s := Side{
		Outlet: outlet.Draw(t, name+" outlet"), URL: rapid.SampledFrom([]string{"", "https://a.example/1", "%"}).Draw(t, name+" url"),
		Containment: rapid.Float64Range(0, 1).Draw(t, name+" containment"),
	}
	if rapid.Bool().Draw(t, name+" dated") {
		s.Date = at(rapid.IntRange(1, 4).Draw(t, name+" day"), rapid.IntRange(0, 2).Draw(t, name+" hour"))
	}
	for range rapid.IntRange(0, 3).Draw(t, name+" sources") {
		s.Sources = append(s.Sources, Source{
			Outlet: outlet.Draw(t, "source"), Kind: Kind(rapid.IntRange(1, int(Promo)).Draw(t, "kind")),
			Denied: rapid.Bool().Draw(t, "denied"), Self: rapid.Bool().Draw(t, "self"),
			Field: rapid.SampledFrom([]string{"", "canonical"}).Draw(t, "field"), Value: "https://a.example/2",
		})
	}
	return s
}
