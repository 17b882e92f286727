// Package report prints what a scan or a comparison found: tables for people,
// and files that lose nothing for programs. docs/formats.md describes the files.
package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"

	"github.com/dupes-news/dupes/internal/pairs"
	"github.com/dupes-news/dupes/internal/scan"
)

// Formats are the names that Options.Format takes.
const Formats = "table, json, jsonl, csv, markdown"

// Options is how a result is printed. The zero value is a table of 100
// columns without colour, and offsets in bytes where a file has them.
type Options struct {
	Format  string // one of Formats; empty means table
	Offsets string // bytes or runes, for the spans in files; empty means bytes
	Width   int    // columns of a table; 0 means 100
	Color   bool   // in tables only

	diffs   *pairs.Result // of some pairs of a scan; nil for none
	sources bool          // the scan looked for them
}

// MinWidth is the narrowest table that can still be read, and what a line of a
// mail has left where answers are quoted: RFC 3676 wants 78 at most, and a "> "
// for each answer.
const MinWidth = 72

// Check says what is wrong with o, or nil.
func (o Options) Check() error {
	if o.writer() == nil {
		return fmt.Errorf("format %q: want one of %s", o.Format, Formats)
	}
	switch o.Offsets {
	case "", "bytes", "runes":
	default:
		return fmt.Errorf("offsets %q: want bytes or runes", o.Offsets)
	}
	if o.Width != 0 && o.Width < MinWidth {
		return fmt.Errorf("width %d: want %d columns or more", o.Width, MinWidth)
	}
	return nil
}

// Write prints r to w in the form that opt asks for.
func Write(w io.Writer, r *scan.Result, opt Options) error {
	if err := opt.Check(); err != nil {
		return err
	}
	return buffered(w, func(w io.Writer) error { return opt.writer()(w, r, opt) })
}

func buffered(w io.Writer, print func(io.Writer) error) error {
	buf := bufio.NewWriter(w)
	if err := print(buf); err != nil {
		return err
	}
	return buf.Flush()
}

// WriteWithDiffs prints r and behind it what its strongest pairs have in
// common, in every format but csv, whose rows are pairs.
func WriteWithDiffs(w io.Writer, r *scan.Result, diffs pairs.Result, opt Options) error {
	opt.diffs = &diffs
	return Write(w, r, opt)
}

func (o Options) writer() func(io.Writer, *scan.Result, Options) error {
	switch cmp.Or(o.Format, "table") {
	case "table":
		return writeTable
	case "json":
		return writeJSON
	case "jsonl":
		return writeJSONL
	case "csv":
		return writeCSV
	case "markdown":
		return writeMarkdown
	}
	return nil
}

// membership knows the cluster of every article in one, and what it stands
// for there.
type membership map[string]place

type place struct {
	cluster    string
	represents bool
}

func (m membership) add(c scan.Cluster) {
	m[c.Representative.ID] = place{c.ID, true}
	for _, member := range c.Members {
		m[member.ID] = place{c.ID, false}
	}
}

// common is the id of the cluster that holds both articles of p, or empty.
func (m membership) common(p scan.Pair) string {
	if a, b := m[p.A.ID], m[p.B.ID]; a.cluster == b.cluster {
		return a.cluster
	}
	return ""
}

// link tells whether p is what ties a member to its cluster.
func (m membership) link(p scan.Pair) bool {
	return m.common(p) != "" && (m[p.A.ID].represents || m[p.B.ID].represents)
}
