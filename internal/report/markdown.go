package report

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/dupes-news/dupes/internal/scan"
)

// writeMarkdown prints the sections of the table as pipe tables, with every
// text whole.
func writeMarkdown(w io.Writer, r *scan.Result, opt Options) error {
	v, err := newView(r, taste{
		trim: func(s string, _ int) string { return Clean(s) },
		rows: math.MaxInt, boilerplate: math.MaxInt,
	})
	if err != nil {
		return err
	}
	if err := v.markdown(w); err != nil {
		return err
	}
	if opt.diffs == nil || opt.diffs.Count == 0 {
		return nil
	}
	fmt.Fprintln(w)
	_, err = writeMarkdownDiffs(w, *opt.diffs, DiffOptions{Options: opt})
	return err
}

func (v view) markdown(w io.Writer) error {
	for i, line := range v.heading {
		if i == 0 {
			line = "# " + markdownText(line)
		} else {
			line = markdownText(line)
		}
		fmt.Fprintf(w, "%s\n\n", line)
	}
	for _, s := range v.sections {
		fmt.Fprintf(w, "## %s\n\n", markdownText(s.title))
		writeMarkdownRows(w, s)
		for _, remark := range s.remarks() {
			fmt.Fprintf(w, "\n%s\n", markdownText(remark))
		}
		fmt.Fprintln(w)
	}
	for i, sentence := range v.closing {
		if i > 0 {
			fmt.Fprintln(w)
		}
		if _, err := fmt.Fprintln(w, markdownText(sentence)); err != nil {
			return err
		}
	}
	return nil
}

func writeMarkdownRows(w io.Writer, s section) {
	for _, c := range s.columns {
		fmt.Fprintf(w, "| %s ", c.name)
	}
	fmt.Fprint(w, "|\n")
	for _, c := range s.columns {
		rule := "---"
		if c.right {
			rule = "---:"
		}
		fmt.Fprintf(w, "| %s ", rule)
	}
	fmt.Fprint(w, "|\n")
	for _, row := range s.rows {
		for _, cell := range row {
			fmt.Fprintf(w, "| %s ", markdownCell(cell))
		}
		fmt.Fprint(w, "|\n")
	}
}

// markdownCell keeps the line breaks that the view set; those of a text have
// become blanks by then.
func markdownCell(cell string) string {
	var b strings.Builder
	at := plain
	for s, text := range parts(cell, &at) {
		switch text = strings.ReplaceAll(markdownText(text), "\n", "<br>"); s {
		case deleted:
			text = "<del>" + text + "</del>"
		case inserted:
			text = "<ins>" + text + "</ins>"
		case evidence:
			text = "<b>" + text + "</b>"
		}
		b.WriteString(text)
	}
	return b.String()
}

// markdownText escapes what Markdown or the HTML in it would take for its
// own. An unwanted backslash shows nowhere; a missing one breaks the table.
func markdownText(s string) string {
	return strings.NewReplacer(
		"&", "&amp;", "<", "&lt;", ">", "&gt;",
		`\`, `\\`, "|", `\|`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "#", `\#`, "~", `\~`,
	).Replace(s)
}
