package report

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/gate"
	"github.com/dupes-news/dupes/internal/relation"
)

var sgr = regexp.MustCompile("\x1b\\[([0-9;]*)m")

// checkLines reports what a table must not have: a line that is wider than the
// terminal or ends in a blank, be it before the end of a colour, a control
// character, or a colour that runs on into the next line.
func checkLines(t rapid.TB, columns int, table string) {
	t.Helper()
	for line := range strings.Lines(table) {
		line = strings.TrimSuffix(line, "\n")
		text := sgr.ReplaceAllString(line, "")
		last := "0"
		for _, m := range sgr.FindAllStringSubmatch(line, -1) {
			last = m[1]
		}
		switch {
		case width(text) > columns:
			t.Errorf("Width %d: a line of %d columns: %q", columns, width(text), line)
		case text != strings.TrimRightFunc(text, unicode.IsSpace):
			t.Errorf("Width %d: blanks end %q", columns, line)
		case strings.IndexFunc(text, unicode.IsControl) >= 0:
			t.Errorf("Width %d: a control character in %q", columns, line)
		case !closes.MatchString(last):
			t.Errorf("Width %d: a colour goes on behind %q", columns, line)
		}
	}
}

// closes matches the parameters that end attributes.
var closes = regexp.MustCompile(`^(0|2[0-9]|39|49)?(;(0|2[0-9]|39|49))*$`)

// The contrast of every colour of a table, by WCAG 2.2, on the backgrounds of
// common terminals and themes.
func TestColoursAreReadableOnLightAndDark(t *testing.T) {
	const least = 3.5 // WCAG wants 3 of what is not text; palette.go says why no colour has the 4.5 of texts
	backgrounds := map[string]int{
		"white (xterm, GNOME, macOS, VS Code)": 0xffffff, "black (xterm, macOS, Windows)": 0x000000,
		"VS Code dark": 0x1e1e1e, "VS Code dark modern": 0x181818, "GNOME dark": 0x1d1d20, "Ubuntu": 0x300a24,
		"Solarized light": 0xfdf6e3, "Solarized dark": 0x002b36,
	}
	p := newPalette(true)
	styles := map[string]string{"header": p.header.Sprint("x"), "relation": p.relation.Sprint("x")}
	for i, c := range p.styles {
		styles[fmt.Sprintf("style %d", i)] = c.Sprint("x")
	}
	for name, text := range styles {
		for _, m := range sgr.FindAllStringSubmatch(text[:strings.Index(text, "x")], -1) {
			rgb, ok := colourOf(t, m[1])
			for ground, background := range backgrounds {
				if c := contrast(rgb, background); ok && c < least {
					t.Errorf("%s, %06x on %s: contrast %.2f, want %.1f", name, rgb, ground, c, least)
				}
			}
		}
	}
}

// colourOf reads the parameters of a colour, and fails for those of the 16
// that themes change and for faint.
func colourOf(t *testing.T, parameters string) (rgb int, ok bool) {
	list := strings.Split(parameters, ";")
	for i := 0; i < len(list); i++ {
		switch n, _ := strconv.Atoi(list[i]); {
		case n == 38 && i+2 < len(list) && list[i+1] == "5":
			index, _ := strconv.Atoi(list[i+2])
			if index < 16 {
				t.Errorf("%q: colour %d is one that themes change", parameters, index)
			}
			rgb, ok = xterm(index), true
			i += 2
		case n == 2, 30 <= n && n <= 49, n >= 90:
			t.Errorf("%q: %d has an unknown contrast", parameters, n)
		}
	}
	return rgb, ok
}

// xterm is a colour of 16 to 255: a cube of 6, then greys.
func xterm(n int) int {
	if n >= 232 {
		return (8 + 10*(n-232)) * 0x010101
	}
	level := [...]int{0, 95, 135, 175, 215, 255}
	n -= 16
	return level[n/36]<<16 | level[n/6%6]<<8 | level[n%6]
}

func contrast(a, b int) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(rgb int) float64 {
	linear := func(shift int) float64 {
		c := float64(rgb>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0)
}

func TestTrimmed(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"text  \n", "text"},
		{"\x1b[2mtext\x1b[22m   \x1b[0m\n", "\x1b[2mtext\x1b[22m"},
		{"\x1b[36mtext\x1b[0m  \x1b[0m  \x1b[0m\n", "\x1b[36mtext\x1b[0m"},
		{"\x1b[36mtext\x1b[0m\n", "\x1b[36mtext\x1b[0m"},
		{"    \x1b[0m\n", ""},
	} {
		if got := trimmed(tt.in); got != tt.want {
			t.Errorf("trimmed(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestFolded(t *testing.T) {
	s := section{
		columns: []column{{name: "cluster", least: 2}, {name: "article", least: 2}, {name: "outlet, date", least: 2}, {name: "words", least: 2}, {name: "relation", least: 2}},
		rows: [][]string{
			{"c1", "one.txt\nFirst", "Daily\n2031-05-04", "7", "represents"},
			{"", "two.txt", "", "5", "identical"},
			{"", "", "", "", ""},
			{"c2", "three.txt\nThird", "Wire", "9", "represents"},
		},
		folds: []fold{{column: "outlet, date", into: "article"}, {column: "gone", into: "article"}, {column: "cluster", label: "cluster "}, {column: "relation", into: "words", label: "it "}},
	}
	for _, tt := range []struct {
		columns int
		want    [][]string
	}{
		{80, s.rows},
		{46, [][]string{
			{"c1", "one.txt\n  First\n  Daily, 2031-05-04", "7", "represents"},
			{"", "two.txt", "5", "identical"},
			{"", "", "", ""},
			{"c2", "three.txt\n  Third\n  Wire", "9", "represents"},
		}},
		{40, [][]string{
			{"cluster c1", "", ""},
			{"one.txt\n  First\n  Daily, 2031-05-04", "7", "represents"},
			{"two.txt", "5", "identical"},
			{"", "", ""},
			{"cluster c2", "", ""},
			{"three.txt\n  Third\n  Wire", "9", "represents"},
		}},
		{8, [][]string{
			{"cluster c1", ""},
			{"one.txt\n  First\n  Daily, 2031-05-04", "7\n  it represents"},
			{"two.txt", "5\n  it identical"},
			{"", ""},
			{"cluster c2", ""},
			{"three.txt\n  Third\n  Wire", "9\n  it represents"},
		}},
	} {
		if diff := cmp.Diff(tt.want, s.folded(tt.columns).rows); diff != "" {
			t.Errorf("folded(%d), -want +got:\n%s", tt.columns, diff)
		}
	}
}

// In the narrowest table all columns of every section have their least.
func TestSectionsFitTheNarrowest(t *testing.T) {
	for _, color := range []bool{false, true} {
		for _, name := range []string{"wire/harbour.txt", strings.Repeat("long", 99), "朝/" + strings.Repeat("港", 80), "evil\x1b[2J\u202e\t👩‍👩‍👧"} {
			for columns := MinWidth; columns <= 200; columns += 16 {
				opt := Options{Width: columns, Color: color}
				checkLines(t, columns, gateOf(t, name, opt))
				checkLines(t, columns, relativesOf(t, name, opt))
			}
		}
	}
}

func TestGateAndQueryGolden(t *testing.T) {
	for _, columns := range []int{72, 80, 200} {
		golden(t, fmt.Sprintf("gate-%d.txt", columns), gateOf(t, "wire/harbour-ferry-aground.txt", Options{Width: columns}))
		golden(t, fmt.Sprintf("query-%d.txt", columns), relativesOf(t, "wire/harbour-ferry-aground.txt", Options{Width: columns}))
	}
}

func gateOf(t *testing.T, name string, opt Options) string {
	var b strings.Builder
	w, err := NewGateWriter(&b, opt)
	if err != nil {
		t.Fatal(err)
	}
	run := "The ferry ran aground in fog, " + name + ", and all 212 aboard were brought ashore before dawn, the harbour office said"
	d := gate.Decision{
		Verdict: gate.Reject, Reason: gate.Near, Jaccard: 0.81, Relation: relation.NearDuplicate,
		Partner: "first/" + name, Where: gate.InIndex, Words: 1412, CopiedWords: 1380, RunText: run, Left: 3, Known: true,
	}
	d.ID = name
	flagged := gate.Decision{Verdict: gate.Flag, Reason: gate.TooShort, Words: 12}
	flagged.ID = name
	for _, d := range []*gate.Decision{&d, &flagged} {
		if err := w.Decided(d); err != nil {
			t.Fatal(err)
		}
	}
	s := &gate.Summary{Read: 2, Rejected: 1, Flagged: 1, Refusals: []corpus.Refused{{Path: name, Line: 1204, Reason: "no text in " + name}}}
	if err := w.End(s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func relativesOf(t *testing.T, name string, opt Options) string {
	var b strings.Builder
	w := NewRelativesWriter(&b, opt)
	for _, row := range [][]string{
		{name, lines("first/"+name, "Harbour ferry runs aground in fog, all 212 aboard safe"), "near-duplicate", lines("Coastal Wire", "2031-05-04"), "0.81", "97%", "1,140", "“The ferry ran aground … " + Clean(name) + "”"},
		{name, lines("second/" + name), "shares-passages", "", "0.04", "9%", "40", "“We saw the rocks”"},
		{"other.txt", lines("second/" + name), "identical", "", "1.00", "100%", "9", "“A short one”"},
	} {
		w.taste.add(&w.section, row...)
	}
	if err := w.End(nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
