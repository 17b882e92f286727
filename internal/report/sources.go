package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
)

// SourceFormats are the names that Options.Format takes for sources.
const SourceFormats = Formats + ", dot, graph"

// SourceViews are the names that SourcesOptions.By takes.
const SourceViews = "outlet, article, story"

// SourcesOptions is what is printed of the sources of a scan, and how. The
// zero value is all of them in a table by outlet.
type SourcesOptions struct {
	Options
	By            string            // one of SourceViews, in a table or in Markdown; empty means outlet
	Why           bool              // the words that name each source too, in the sentence around them
	Article       string            // the id of the only article to show, with all that is known of it; empty for none
	Kinds         []source.Kind     // to show; empty means all. An inferred source is of the kind of the naming behind it
	MinConfidence source.Confidence // to show, and classes over it
	NoSelf        bool              // leave out an article that names its own outlet
	Since         time.Time         // leave out articles of an earlier date, or of none; zero means no limit
}

// Check says what is wrong with o, or nil.
func (o SourcesOptions) Check() error {
	if o.writer() == nil {
		return fmt.Errorf("format %q: want one of %s", o.Format, SourceFormats)
	}
	if o.By != "" && !slices.Contains(strings.Split(SourceViews, ", "), o.By) {
		return fmt.Errorf("by %q: want one of %s", o.By, SourceViews)
	}
	rest := o.Options
	rest.Format = ""
	return rest.Check()
}

func (o SourcesOptions) writer() func(io.Writer, *ledger) error {
	switch cmp.Or(o.Format, "table") {
	case "table":
		return writeSourcesTable
	case "json":
		return writeSourcesJSON
	case "jsonl":
		return writeSourcesJSONL
	case "csv":
		return writeSourcesCSV
	case "markdown":
		return writeSourcesMarkdown
	case "dot":
		return writeDot
	case "graph":
		return writeGraph
	}
	return nil
}

// WriteSources prints who rests on whom, of a scan that looked for all
// relations.
func WriteSources(w io.Writer, r *scan.Result, opt SourcesOptions) error {
	if err := opt.Check(); err != nil {
		return err
	}
	l, err := newLedger(r, opt)
	if err != nil {
		return err
	}
	return buffered(w, func(w io.Writer) error { return opt.writer()(w, l) })
}

// since tells whether an article is shown for its date.
func (o SourcesOptions) since(m scan.Meta) bool {
	return o.Since.IsZero() || !m.Date.IsZero() && !m.Date.Before(o.Since)
}

// shows tells whether the filters let an article through. One that is asked
// for by its id is shown whatever its date.
func (o SourcesOptions) shows(m scan.Meta) bool {
	if o.Article != "" {
		return m.ID == o.Article
	}
	return o.since(m)
}

// kept is an article with those of its sources that the filters let through.
func (o SourcesOptions) kept(a scan.Sourced) scan.Sourced {
	sources, inferred := a.Sources, a.Inferred
	a.Sources, a.Inferred = nil, nil
	for _, s := range sources {
		if o.wants(s.Kind, s.Confidence) && !(o.NoSelf && s.Self) {
			a.Sources = append(a.Sources, s)
		}
	}
	for _, i := range inferred {
		if o.wants(i.Giver.Kind, i.Confidence) {
			a.Inferred = append(a.Inferred, i)
		}
	}
	return a
}

func (o SourcesOptions) wants(k source.Kind, c source.Confidence) bool {
	return c >= o.MinConfidence && (len(o.Kinds) == 0 || slices.Contains(o.Kinds, k))
}

// filtered tells whether the figures are of a part of what the scan found.
func (o SourcesOptions) filtered() bool {
	return o.Article != "" || len(o.Kinds) > 0 || o.MinConfidence > source.Weak || o.NoSelf || !o.Since.IsZero()
}

// named reports a source that its article counts as naming: one that says
// where the text comes from, and not the article's own outlet.
func named(s source.Source) bool { return s.Counts() && !s.Self }

// aside reports a mention that is shown apart and never counted.
func aside(s source.Source) bool { return !s.Counts() }

// rests tells what is known of where an article's text comes from.
func rests(a scan.Sourced) (byName, byInference bool) {
	return slices.ContainsFunc(a.Sources, named), len(a.Inferred) > 0
}
