package report

import (
	"encoding/csv"
	"io"
	"math"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/dupes-news/dupes/internal/source"
)

// outletRow is an outlet of the catalogue.
type outletRow struct {
	Type string `json:"type,omitempty"`
	source.Outlet
}

type catalogueRow struct {
	Type    string `json:"type"`
	Schema  int    `json:"schema"`
	Outlets int    `json:"outlets"`
	Version string `json:"catalogue"`
}

// WriteOutlets prints a catalogue.
func WriteOutlets(w io.Writer, c *source.Catalogue, opt Options) error {
	if err := opt.Check(); err != nil {
		return err
	}
	return buffered(w, func(w io.Writer) error { return writeOutlets(w, c, opt) })
}

func writeOutlets(w io.Writer, c *source.Catalogue, opt Options) error {
	last := catalogueRow{"summary", Schema, len(c.Outlets()), c.Version()}
	list := kind{"outlets", each(sure(c.Outlets()), func(o source.Outlet) any { return outletRow{"outlet", o} })}
	switch opt.Format {
	case "json":
		return writeDocument(w, last, []kind{list})
	case "jsonl":
		enc := jsontext.NewEncoder(w, fileOptions())
		if err := writeRows(enc, list); err != nil {
			return err
		}
		return json.MarshalEncode(enc, last)
	case "csv":
		return writeOutletsCSV(w, c)
	case "markdown":
		return outletsView(c).markdown(w)
	}
	return outletsView(c).print(w, opt)
}

func writeOutletsCSV(w io.Writer, c *source.Catalogue) error {
	out := csv.NewWriter(w)
	if err := out.Write([]string{"name", "kind", "country", "domains", "aliases", "needs_context", "dateline", "note"}); err != nil {
		return err
	}
	for _, o := range c.Outlets() {
		if err := out.Write([]string{o.Name, o.Kind, o.Country, several(o.Domains), several(o.Aliases), several(o.NeedsContext), several(o.Dateline), o.Note}); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// several makes a cell of a list; no name of an outlet has a semicolon.
func several(list []string) string { return strings.Join(list, "; ") }

// outletsView lists all of them: a catalogue is asked for to look one up.
func outletsView(c *source.Catalogue) view {
	s := section{
		title: Count(len(c.Outlets()), "outlet") + " known by name",
		columns: []column{
			{name: "outlet", least: 14},
			{name: "kind", least: 7},
			{name: "country", least: 7},
			{name: "domains", least: 12},
			{name: "other names", least: 12},
			{name: "only with a cue", least: 10},
		},
	}
	t := taste{rows: math.MaxInt}
	for _, o := range c.Outlets() {
		t.add(&s, o.Name, o.Kind, o.Country, strings.Join(o.Domains, ", "), strings.Join(plainNames(o), ", "), strings.Join(o.NeedsContext, ", "))
	}
	var v view
	v.put(s)
	v.closing = []string{"Catalogue " + c.Version() + ". A name that has other meanings counts only with words that make it a source."}
	return v
}

// plainNames are those that need no cue, beside the outlet's full name.
func plainNames(o source.Outlet) []string {
	skip := map[string]bool{o.Name: true}
	for _, name := range o.NeedsContext {
		skip[name] = true
	}
	var out []string
	for _, name := range o.Aliases {
		if !skip[name] {
			out = append(out, name)
		}
	}
	return out
}
