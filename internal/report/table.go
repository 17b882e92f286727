package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"
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

// writeTable prints the result for a person at a terminal.
func writeTable(w io.Writer, r *scan.Result, opt Options) error {
	v, err := newView(r, taste{
		trim: func(s string, columns int) string { return shorten(Clean(s), columns) },
		rows: tableRows, boilerplate: boilerplateRows,
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
	s = s.folded(columns)
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
		fmt.Fprintln(w, trimmed(line))
	}
	return nil
}

// trimmed takes the blanks off the end of a line: in a terminal they would
// wrap to an empty line, and in a mail they are dirt.
//
// NOTE(tablewriter): it fills up cells to the exact width, the last one too,
// gap included, and sets a reset behind the blanks where there is colour.
func trimmed(line string) string {
	for line = strings.TrimRight(line, " \n"); ; {
		text, reset := strings.CutSuffix(line, "\x1b[0m")
		if !reset || !strings.HasSuffix(text, " ") {
			return line
		}
		line = strings.TrimRight(text, " ")
	}
}

func (s section) cells(row []string, widths []int, p palette) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		var lines []string
		for part := range strings.SplitSeq(cell, "\n") {
			blanks, text := indented(part)
			for _, l := range wrap(text, widths[i]-blanks) {
				lines = append(lines, strings.TrimRight(strings.Repeat(" ", blanks)+l, " "))
			}
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
	widths, words := s.room(columns)
	least := make([]int, len(widths))
	excess := gap*(len(widths)-1) - columns
	for i, w := range widths {
		least[i] = s.columns[i].least
		excess += w
	}
	excess = shrink(widths, words, excess)
	shrink(widths, least, excess)
	return widths
}

// room is what the longest line and the longest word of each column take. A
// word of more than two thirds of a line is parted.
func (s section) room(columns int) (lines, words []int) {
	lines, words = make([]int, len(s.columns)), make([]int, len(s.columns))
	for i, c := range s.columns {
		lines[i], words[i] = max(c.least, width(c.name)), max(c.least, longestWord(c.name))
		for _, row := range s.rows {
			for part := range strings.SplitSeq(row[i], "\n") {
				lines[i] = max(lines[i], min(width(part), columns))
				words[i] = max(words[i], min(longestWord(part), columns*2/3))
			}
		}
	}
	return lines, words
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

// longestWord is the width of what wrap would rather not part. A label stays
// with the id that follows.
func longestWord(part string) int {
	before, line := indented(part)
	for _, label := range [...]string{"a: ", "b: ", "cluster ", "article "} {
		if id, ok := strings.CutPrefix(line, label); ok {
			before, line = before+len(label), id
		}
	}
	longest, word := 0, 0
	for _, r := range line {
		switch w := displaywidth.Rune(r); {
		case r == ' ':
			word = 0
		case w == 2: // wrap breaks behind it
			longest, word = max(longest, word+w), 0
		default:
			word += w
			longest = max(longest, word)
		}
	}
	return before + longest
}
