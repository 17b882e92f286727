package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"plain", "plain"},
		{"two\r\nlines\tand  blanks ", "two lines and blanks"},
		{"\x1b[31mred", "\ufffd[31mred"},
		{"c1 \u009b2J", "c1 \ufffd2J"},
		{"\u202egnp.exe", "\ufffdgnp.exe"},
		{"شارع\u200f ١", "شارع ١"},
		{"bad \xff byte", "bad \ufffd byte"},
		{"👩‍👩‍👧", "👩‍👩‍👧"},
	} {
		if got := Clean(tt.in); got != tt.want {
			t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		in      string
		columns int
		want    []string
	}{
		{"", 10, []string{""}},
		{"fits here", 9, []string{"fits here"}},
		{"breaks at a blank", 11, []string{"breaks at a", "blank"}},
		{"near-duplicate", 9, []string{"near-", "duplicate"}},
		{"a: 000_eebf53b3523a5c89.txt", 14, []string{"a: 000_eebf53b", "3523a5c89.txt"}},
		{"霧の港でフェリー", 7, []string{"霧の港", "でフェ", "リー"}},
		{"unbreakable", 4, []string{"unbr", "eaka", "ble"}},
		{"e\u0301e\u0301e\u0301", 2, []string{"e\u0301e\u0301", "e\u0301"}},
		{"👩‍👩‍👧x", 4, []string{"👩\u200d👩", "\u200d👧x"}}, // wider than a line: parted between its people
	} {
		if diff := cmp.Diff(tt.want, wrap(tt.in, tt.columns)); diff != "" {
			t.Errorf("wrap(%q, %d), -want +got:\n%s", tt.in, tt.columns, diff)
		}
	}
}

func TestShorten(t *testing.T) {
	for _, tt := range []struct {
		in      string
		columns int
		want    string
	}{
		{"short", 5, "short"},
		{"the ferry ran aground in the fog last night", 27, "the ferry ran … night"},
		{strings.Repeat("x", 1000), 11, "xxxxxx … xx"},
		{"霧の港でフェリーが座礁した", 15, "霧の港で … た"},
	} {
		if got := shorten(tt.in, tt.columns); got != tt.want {
			t.Errorf("shorten(%q, %d) = %q, want %q", tt.in, tt.columns, got, tt.want)
		}
	}
}

// Whatever the text: wrapping loses nothing but blanks, no line is too wide,
// and what is shortened fits.
func TestCellsKeepTheirPromise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Clean(rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.SampledFrom([]rune("ab -/霧港👩\u200d\u0301\u202e\x1b")))).Draw(t, "s"))
		columns := rapid.IntRange(2, 40).Draw(t, "columns")
		lines := wrap(s, columns)
		for _, l := range lines {
			if width(l) > columns {
				t.Errorf("wrap(%q, %d): line %q of %d columns", s, columns, l, width(l))
			}
		}
		blankless := func(s string) string { return strings.ReplaceAll(s, " ", "") }
		if got := blankless(strings.Join(lines, "")); got != blankless(s) {
			t.Errorf("wrap(%q, %d) = %q", s, columns, lines)
		}
		short := shorten(s, columns+8)
		if width(short) > columns+8 || !utf8.ValidString(short) {
			t.Errorf("shorten(%q, %d) = %q, %d columns", s, columns+8, short, width(short))
		}
	})
}
