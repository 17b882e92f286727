package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/internal/pairs"
)

// DiffFormats are the names that DiffOptions.Format takes.
const DiffFormats = "table, json, jsonl, csv, markdown"

// DiffOptions is how comparisons are printed. The zero value is a table with
// every passage, both texts in one column.
type DiffOptions struct {
	Options
	Only       []compare.Label // labels to list; empty means all
	Context    int             // passages to list on either side of those
	SideBySide bool            // in tables and Markdown, a column for either text
	Summary    bool            // figures only, no passages
}

// Check says what is wrong with o, or nil.
func (o DiffOptions) Check() error {
	if o.writer() == nil {
		return fmt.Errorf("format %q: want one of %s", o.Format, DiffFormats)
	}
	if o.Context < 0 {
		return fmt.Errorf("context %d: want 0 passages or more", o.Context)
	}
	plain := o.Options
	plain.Format = ""
	return plain.Check()
}

// WriteDiffs prints r in the form that opt asks for, pair by pair as they are
// compared.
func WriteDiffs(w io.Writer, r pairs.Result, opt DiffOptions) error {
	if err := opt.Check(); err != nil {
		return err
	}
	return buffered(w, func(w io.Writer) error { return opt.writer()(w, r, opt) })
}

func (o DiffOptions) writer() func(io.Writer, pairs.Result, DiffOptions) error {
	switch cmp.Or(o.Format, "table") {
	case "table":
		return writeDiffTable
	case "json":
		return writeDiffJSON
	case "jsonl":
		return writeDiffJSONL
	case "csv":
		return writeDiffCSV
	case "markdown":
		return writeDiffMarkdown
	}
	return nil
}

// listed marks the passages to list: those of a wanted label, and opt.Context
// others on either side of each.
func (o DiffOptions) listed(c *compare.Comparison) []bool {
	out := make([]bool, len(c.Passages))
	if o.Summary {
		return out
	}
	around := min(o.Context, len(out))
	for i, p := range c.Passages {
		if !o.wants(p.Label) {
			continue
		}
		for j := max(0, i-around); j <= min(len(out)-1, i+around); j++ {
			out[j] = true
		}
	}
	return out
}

func (o DiffOptions) wants(l compare.Label) bool {
	return len(o.Only) == 0 || slices.Contains(o.Only, l)
}

// LabelOrder is that of the labels in bars and legends.
var LabelOrder = [...]compare.Label{compare.Copied, compare.Rephrased, compare.Original}

// ByLabel are the words of an article in the order of the labels.
func ByLabel(s compare.Shares) []int { return []int{s.Copied, s.Rephrased, s.Original} }

// Flag is a flag of a passage, as files and as tables name it.
type Flag struct {
	Name, Words string
	Set         func(compare.Flags) bool
}

// PassageFlags are the flags in the order in which they are listed.
var PassageFlags = [...]Flag{
	{"moved", "moved", func(f compare.Flags) bool { return f.Moved }},
	{"quoted", "quoted", func(f compare.Flags) bool { return f.Quoted }},
	{"boilerplate", "boilerplate", func(f compare.Flags) bool { return f.Boilerplate }},
	{"numbers-differ", "numbers differ", func(f compare.Flags) bool { return f.NumbersDiffer }},
	{"names-differ", "names differ", func(f compare.Flags) bool { return f.NamesDiffer }},
	{"negated", "negated", func(f compare.Flags) bool { return f.Negated }},
}

// FlagNames are the flags that are set; never nil, as a file wants a list.
func FlagNames(f compare.Flags) []string {
	out := []string{}
	for _, flag := range PassageFlags {
		if flag.Set(f) {
			out = append(out, flag.Name)
		}
	}
	return out
}
