package report

import (
	"slices"
	"strings"
)

// A fold says where the text of a column goes in a table that is too narrow
// for it: below that of another column, on a line of its own.
type fold struct {
	column string
	into   string // empty: above the rows, once for all that have it
	label  string // before the text
	apart  bool   // lines of the text stay lines; else commas part them
}

// folded applies the folds of s in order until every column has room: an id
// must be whole to be copied, and eight columns in 80 are a row of towers. In
// the first column and where texts went, all lines of a cell but its first are
// then indented, so that the eye finds where a row begins.
func (s section) folded(columns int) section {
	hang := map[string]bool{}
	for _, f := range s.folds {
		if s.fits(columns) {
			break
		}
		from := s.named(f.column)
		switch into := s.named(f.into); {
		case from < 0 || f.into != "" && into < 0: // a column that says nothing is left out
			continue
		case f.into == "":
			s.rows = f.above(s.rows, from)
		default:
			s.rows = f.below(s.rows, from, into)
		}
		s.columns = slices.Delete(slices.Clone(s.columns), from, from+1)
		hang[s.columns[0].name], hang[f.into] = true, true
	}
	for i, c := range s.columns {
		for _, row := range s.rows {
			if hang[c.name] {
				row[i] = hung(row[i])
			}
		}
	}
	return s
}

// legibleColumns is what a text wants of a line: four words or so. With less it
// folds another column.
const legibleColumns = 24

// fits tells whether no column is narrower than its longest word, nor than a
// legible text.
func (s section) fits(columns int) bool {
	lines, words := s.room(columns)
	sum := gap * (len(words) - 1)
	for i, w := range words {
		sum += max(w, min(lines[i], legibleColumns))
	}
	return sum <= columns
}

func (s section) named(name string) int {
	return slices.IndexFunc(s.columns, func(c column) bool { return c.name == name })
}

func (f fold) below(rows [][]string, from, into int) [][]string {
	out := make([][]string, len(rows))
	for i, row := range rows {
		row = slices.Clone(row)
		if text := f.text(row[from]); text != "" {
			row[into] = joined("\n", row[into], f.label+text)
		}
		out[i] = slices.Delete(row, from, from+1)
	}
	return out
}

// above puts a line above the rows that have the same text, or none, in the
// column, and an empty one above that.
func (f fold) above(rows [][]string, from int) [][]string {
	var out [][]string
	last := ""
	for _, row := range rows {
		text := f.text(row[from])
		row = slices.Delete(slices.Clone(row), from, from+1)
		if text != "" && text != last {
			if n := len(out); n > 0 && strings.Join(out[n-1], "") != "" {
				out = append(out, make([]string, len(row)))
			}
			above := make([]string, len(row))
			above[0], last = f.label+text, text
			out = append(out, above)
		}
		out = append(out, row)
	}
	return out
}

func (f fold) text(cell string) string {
	if f.apart {
		return cell
	}
	return strings.ReplaceAll(cell, "\n", ", ")
}

// hung indents all lines of a cell but its first, those of two articles below
// their ids.
func hung(cell string) string {
	indent := "  "
	if ofPair(cell) {
		indent = "   "
	}
	parts := strings.Split(cell, "\n")
	for i := range parts {
		if i > 0 && !ofPair(parts[i]) {
			parts[i] = indent + parts[i]
		}
	}
	return strings.Join(parts, "\n")
}

// ofPair tells whether a line begins with the label of one of two articles.
func ofPair(line string) bool {
	return strings.HasPrefix(line, "a: ") || strings.HasPrefix(line, "b: ")
}

// indented is a line and the blanks before it.
func indented(part string) (blanks int, line string) {
	line = strings.TrimLeft(part, " ")
	return len(part) - len(line), line
}
