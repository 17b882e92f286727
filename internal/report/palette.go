package report

import "github.com/fatih/color"

// The colours are of the 256 that no theme changes, as the 16 that themes do
// change are made for a dark background: yellow on white has a contrast of 1.7
// in xterm, cyan 2.0. Of what is left these keep 3.5 or more on white, black
// and the backgrounds of common themes; no colour reaches 4.5, the 1.4.3 of
// WCAG 2.2, on white and on the grey of a dark editor at once. So texts and
// figures are in the terminal's own colour, and what a colour says words,
// marks or the characters of a bar say too: a table keeps its meaning when it
// is pasted into a mail. Faint, which halves the contrast, is not used.
const (
	red    = 196 // ff0000
	green  = 64  // 5f8700
	orange = 166 // d75f00
	blue   = 31  // 0087af
	grey   = 244 // 808080
)

type palette struct {
	title, header, relation *color.Color
	styles                  [styles]*color.Color
}

func newPalette(on bool) palette {
	p := palette{
		title: color.New(color.Bold), header: ink(grey), relation: ink(blue),
		styles: [styles]*color.Color{
			plain:   color.New(),
			deleted: ink(red, color.CrossedOut), inserted: ink(green, color.Underline),
			faint:  ink(grey),
			copied: ink(orange), rephrased: ink(blue), original: ink(grey),
			evidence: ink(orange, color.Bold),
		},
	}
	for _, c := range append(p.styles[:], p.title, p.header, p.relation) {
		if on {
			c.EnableColor()
		} else {
			c.DisableColor()
		}
	}
	return p
}

// ink is one of the 256 colours for text: 38;5;n.
func ink(n color.Attribute, with ...color.Attribute) *color.Color {
	return color.New(append(with, 38, 5, n)...)
}
