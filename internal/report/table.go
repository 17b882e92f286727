package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/fatih/color"
	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"

	"github.com/dupes-news/dupes/internal/scan"
)

// gap is the blank columns between two columns of a table.
const gap = 2

// What a section of a table holds at most: more than anyone reads in a
// terminal, and the library takes 50 us a row. Boilerplate is an aside.
const (
	tableRows       = 2000
	boilerplateRows = 20
)

// commonColumns is the width from which a table has a column for the common
// source. In a narrower one it stands in another column.
const commonColumns = 100

// writeTable prints the result for a person at a terminal.
func writeTable(w io.Writer, r *scan.Result, opt Options) error {
	v, err := newView(r, taste{
		trim: func(s string, columns int) string { return shorten(Clean(s), columns) },
		rows: tableRows, boilerplate: boilerplateRows, narrow: cmp.Or(opt.Width, 100) < commonColumns,
	})
	if err != nil {
		return err
	}
	if err := v.print(w, opt); err != nil || opt.diffs == nil || opt.diffs.Count == 0 {
		return err
	}
	fmt.Fprintf(w, "\n%s\n\n", newPalette(opt.Color).title.Sprint(strongestTitle(opt.diffs.Count)))
	_, err = newDiffTable(w, DiffOptions{Options: opt}).all(*opt.diffs)
	return err
}

func (v view) print(w io.Writer, opt Options) error {
	columns, p := cmp.Or(opt.Width, 100), newPalette(opt.Color)
	for i, text := range v.heading {
		for _, l := range wrap(text, columns) {
			if i == 0 {
				l = p.title.Sprint(l)
			}
			fmt.Fprintln(w, l)
		}
	}
	if len(v.heading) > 0 {
		fmt.Fprintln(w)
	}
	for _, s := range v.sections {
		if err := s.print(w, columns, p); err != nil {
			return err
		}
	}
	return writeSentences(w, v.closing, columns)
}

func writeSentences(w io.Writer, sentences []string, columns int) error {
	for _, s := range sentences {
		if _, err := fmt.Fprintln(w, strings.Join(wrap(s, columns), "\n")); err != nil {
			return err
		}
	}
	return nil
}

type palette struct {
	title, header, relation *color.Color
	styles                  [styles]*color.Color
}

func newPalette(on bool) palette {
	p := palette{
		title: color.New(color.Bold), header: color.New(color.Faint), relation: color.New(color.FgCyan),
		styles: [styles]*color.Color{
			plain:   color.New(),
			deleted: color.New(color.FgRed, color.CrossedOut), inserted: color.New(color.FgGreen, color.Underline),
			faint:  color.New(color.Faint),
			copied: color.New(color.FgYellow), rephrased: color.New(color.FgCyan), original: color.New(color.Faint),
			evidence: color.New(color.FgYellow, color.Bold),
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

// print draws a section with its title, if it has one, and what it leaves out.
func (s section) print(w io.Writer, columns int, p palette) error {
	if s.title != "" {
		for _, line := range wrap(s.title, columns) {
			fmt.Fprintln(w, p.title.Sprint(line))
		}
		fmt.Fprintln(w)
	}
	if err := s.render(w, columns, p); err != nil {
		return err
	}
	fmt.Fprintln(w)
	if remarks := s.remarks(); len(remarks) > 0 {
		writeSentences(w, remarks, columns)
		fmt.Fprintln(w)
	}
	return nil
}

// render hands tablewriter cells that are broken into lines already.
//
// NOTE(tablewriter): left to itself it cuts long CJK text without a mark,
// loses colour at a line break and lets control characters through. With
// WrapNone and exact widths it does the one thing wanted here: it aligns.
func (s section) render(w io.Writer, columns int, p palette) error {
	widths := s.widths(columns)
	var b bytes.Buffer
	t := tablewriter.NewTable(&b,
		tablewriter.WithRenderer(renderer.NewBlueprint(tw.Rendition{
			Borders:  tw.BorderNone,
			Symbols:  tw.NewSymbols(tw.StyleASCII),
			Settings: tw.Settings{Lines: tw.LinesNone, Separators: tw.SeparatorsNone},
		})),
		tablewriter.WithConfig(s.config(widths)),
		tablewriter.WithTrimSpace(tw.Off),
		// The same bytes under any LANG: a Japanese locale would make
		// ellipses and quotes two columns wide.
		tablewriter.WithEastAsian(tw.Off),
	)
	header := make([]string, len(s.columns))
	for i, c := range s.columns {
		header[i] = paint(wrap(c.name, widths[i]), p.header)
	}
	t.Header(header)
	for _, row := range s.rows {
		if err := t.Append(s.cells(row, widths, p)); err != nil {
			return err
		}
	}
	if err := t.Render(); err != nil {
		return err
	}
	for line := range strings.Lines(b.String()) {
		fmt.Fprintln(w, strings.TrimRight(line, " \n"))
	}
	return nil
}

func (s section) cells(row []string, widths []int, p palette) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		var lines []string
		for part := range strings.SplitSeq(cell, "\n") {
			lines = append(lines, wrap(part, widths[i])...)
		}
		if s.columns[i].tint {
			out[i] = paint(lines, p.relation)
		} else {
			out[i] = p.draw(lines)
		}
	}
	return out
}

// draw colours the styled parts of every line by themselves; a style goes on
// from one line to the next.
func (p palette) draw(lines []string) string {
	var b strings.Builder
	at := plain
	for i, line := range lines {
		if i > 0 {
			b.WriteByte('\n')
		}
		for s, text := range parts(line, &at) {
			if s != plain {
				text = p.styles[s].Sprint(text)
			}
			b.WriteString(text)
		}
	}
	return b.String()
}

// paint colours every line by itself, so that no colour runs on into the
// next column.
func paint(lines []string, c *color.Color) string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l
		if l != "" {
			out[i] = c.Sprint(l)
		}
	}
	return strings.Join(out, "\n")
}

func (s section) config(widths []int) tablewriter.Config {
	aligns := make(tw.Alignment, len(widths))
	exact := tw.NewMapper[int, int]()
	for i, w := range widths {
		aligns[i] = tw.AlignLeft
		if s.columns[i].right {
			aligns[i] = tw.AlignRight
		}
		exact.Set(i, w+gap)
	}
	cell := tw.CellConfig{
		Formatting: tw.CellFormatting{AutoWrap: tw.WrapNone, AutoFormat: tw.Off},
		Alignment:  tw.CellAlignment{PerColumn: aligns},
		Padding:    tw.CellPadding{Global: tw.Padding{Right: strings.Repeat(" ", gap), Overwrite: true}},
	}
	return tablewriter.Config{
		Header:   cell,
		Row:      cell,
		Widths:   tw.CellWidth{PerColumn: exact},
		Behavior: tw.Behavior{TrimSpace: tw.Off},
	}
}

// widths shares the columns of the terminal: each column gets what its
// longest line takes, and while that is too much the widest gives way: down
// to its longest word at first, so that ids stay whole while a text can still
// wrap, then to its least.
func (s section) widths(columns int) []int {
	widths, words, least := make([]int, len(s.columns)), make([]int, len(s.columns)), make([]int, len(s.columns))
	excess := gap*(len(s.columns)-1) - columns
	for i, c := range s.columns {
		least[i] = c.least
		widths[i], words[i] = max(c.least, width(c.name)), c.least
		for _, row := range s.rows {
			for part := range strings.SplitSeq(row[i], "\n") {
				widths[i] = max(widths[i], min(width(part), columns))
				words[i] = max(words[i], min(longestWord(part), columns/3))
			}
		}
		excess += widths[i]
	}
	excess = shrink(widths, words, excess)
	shrink(widths, least, excess)
	return widths
}

// shrink takes excess columns off the widest, one by one, none below its
// floor, and returns what it could not take.
func shrink(widths, floor []int, excess int) int {
	for ; excess > 0; excess-- {
		widest := -1
		for i := range widths {
			if widths[i] > floor[i] && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	return excess
}

// longestWord is the width of what wrap would rather not part. The labels
// "a:" and "b:" stay with the id that follows.
func longestWord(line string) int {
	label := 0
	if strings.HasPrefix(line, "a: ") || strings.HasPrefix(line, "b: ") {
		label, line = 3, line[3:]
	}
	longest := 0
	for word := range strings.FieldsSeq(line) {
		longest = max(longest, width(word))
	}
	return label + longest
}
