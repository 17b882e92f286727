package source

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/zeebo/xxh3"
	"pgregory.net/rapid"
)

func TestNames(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"person", "The ferry was steered by Ida Marsh on that day.", "idamarsh"},
		{"initials", "So said James A. B. Reed of the union.", "jamesreed"},
		{"initials without stops", "So said James A Reed.", "jamesreed"},
		{"titles", "They met President Ida Marsh, Lt. Gen. Tom Reed and Mr. Per Holm.", "idamarsh perholm tomreed"},
		{"a body and its head", "It hit Bank of Norland Governor Tom Reed.", "bankofnorland tomreed"},
		{"particles", "It was Jan van der Meer, not Maria de la Cruz.", "janvandermeer mariadelacruz"},
		{"a particle at the end", "He heard Ida Marsh of course.", "idamarsh"},
		{"a person and a place", "It was Tom Reed of Norland.", "tomreed"},
		{"an office", "It was Secretary of Defense Ida Marsh.", "idamarsh"},
		{"generation", "A letter by Tom Reed Jr. came.", "tomreed"},
		{"hyphen and apostrophe", "With Anne-Marie O'Dell and Sean O’Hara.", "annemarieodell seanohara"},
		{"possessive", "It was Ida Marsh's boat and Tom Reed’s quay.", "idamarsh tomreed"},
		{"possessive ends it", "It was Norland's Tom Reed.", "tomreed"},
		{"beginning of a sentence", "Yesterday Ida Marsh came. Then Tom Reed left. But Port Ellis slept.", "idamarsh portellis tomreed"},
		{"one word", "The boats of Norland met in Ellis.", ""},
		{"only a first word", "However Norland won.", ""},
		{"article", "He rang The Port Ellis Council and the Sea Board.", "portelliscouncil seaboard"},
		{"days and months", "It was on Monday October the first, Friday March 3.", ""},
		{"a day before", "They came Tuesday Ida Marsh said.", "idamarsh"},
		{"all in capitals", "FOR SALE BY OWNER: the NORLAND FERRY LINE and IBM Norland.", ""},
		{"capitals before", "Then FBI Director Tom Reed and U.S. Fleet Command met.", "fleetcommand tomreed"},
		{"a headline", "Harbour Town Fears Long Cold Winter Without Dredging", ""},
		{"the outlets", "It was in The Washington Post and on Fox News, said Ida Marsh.", "idamarsh"},
		{"beyond ASCII", "Gäste: Jörg Müller, Élodie Çelik und Øystein Dahl.", "élodieçelik jörgmüller øysteindahl"},
		{"over lines", "So went Port\nEllis.", ""},
		{"comma", "In Port Ellis, Norland, it rained.", "portellis"},
		{"twice", "It is Ida Marsh. Was it Ida Marsh?", "idamarsh"},
		{"empty", "", ""},
		{"the end of the text", "Ida Marsh", "idamarsh"},
		{"a mark at the end", "Ida Marsh'", "idamarsh"},
		{"broken bytes", "Ida\xff Marsh \xe2\x80", ""},
		{"May", "It was Theresa May. May Day came.", "theresamay"},
	}
	r := NewReader(Default())
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := []uint64{}
			for w := range strings.FieldsSeq(tt.want) {
				want = append(want, xxh3.HashString(w))
			}
			slices.Sort(want)
			if diff := cmp.Diff(want, r.Names([]uint64{}, tt.text)); diff != "" {
				t.Errorf("Names(%q), want %s (-want +got):\n%s", tt.text, tt.want, diff)
			}
		})
	}
}

func TestNamesAppends(t *testing.T) {
	r := NewReader(Default())
	first := r.Names(nil, "So said Ida Marsh.")
	both := r.Names(slices.Clone(first), "So said Ida Marsh.")
	if !slices.Equal(both, slices.Concat(first, first)) {
		t.Errorf("Names behind %v = %v, want them twice", first, both)
	}
}

// Any text is read, and the names are in order, each once.
func TestNamesOfAnything(t *testing.T) {
	r := NewReader(Default())
	piece := rapid.SampledFrom([]string{" ", " ", "Ida", "Marsh", "of", "Sen.", "'s", "’", "-", ".", "A.", "É", "\xff", "\n", "Bank", "IBM", "x", "ß"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "pieces"), "")
		names := r.Names(nil, text)
		if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
			t.Fatalf("Names(%q) = %v, want them in order, each once", text, names)
		}
		if again := NewReader(Default()).Names(nil, text); !slices.Equal(again, names) {
			t.Fatalf("Names(%q) = %v, then %v", text, names, again)
		}
	})
}

func BenchmarkNames(b *testing.B) {
	const words = 600
	text := strings.Repeat("So far the council of Port Ellis has paid for none of it, said Ida Marsh, who chairs the union of the fishermen there. ", words/24)
	r := NewReader(Default())
	var names []uint64
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		names = r.Names(names[:0], text)
	}
}
