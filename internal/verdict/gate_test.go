//go:build unix

// An index, and so a gate, needs Unix; a review file does not.

package verdict

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/internal/gate"
)

// The words for decisions are those of a gate, and a gate reads the rows.
func TestDecisionsOfGate(t *testing.T) {
	got := []string{accept, flag, reject}
	want := []string{gate.Accept.String(), gate.Flag.String(), gate.Reject.String()}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("decisions (-want +got):\n%s", diff)
	}
	rows := decisions(t, State{
		{"a", "b"}: {Kind: Duplicate}, {"c", "d"}: {Kind: Distinct},
		{"p", "q"}: {Kind: Duplicate}, {"q", "r"}: {Kind: Duplicate}, {"p", "r"}: {Kind: Distinct},
	})
	known, err := gate.ReadBaseline("rows", strings.NewReader(rows))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"b", "p", "q", "r"}, slices.Sorted(maps.Keys(known))); diff != "" {
		t.Errorf("known to a gate (-want +got):\n%s", diff)
	}
}
