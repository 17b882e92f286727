package typo_test

import (
	"testing"

	"github.com/dupes-news/dupes/internal/typo"
)

func TestEdits(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "jobs", 4},
		{"treshold", "threshold", 1},
		{"shingles", "shingle", 1},
		{"kitten", "sitting", 3},
	} {
		if got := typo.Edits(tt.a, tt.b); got != tt.want {
			t.Errorf("Edits(%q, %q) = %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}
