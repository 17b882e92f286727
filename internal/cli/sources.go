package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dupes-news/dupes/internal/report"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
	"github.com/dupes-news/dupes/internal/typo"
)

// asking is what the sources command can be told beside the settings of its
// scan.
type asking struct {
	view report.SourcesOptions
	list bool // the catalogue, and nothing else
}

func (a *app) sourcesCommand() *cobra.Command {
	var s settings
	var q asking
	var o output
	cmd := &cobra.Command{
		Use:   "sources PATH... | --list-outlets",
		Short: "find the outlets on which articles rest, and the words that say so",
		Long: `sources reads articles as scan does and lists the outlets on which they rest.

A named source is an outlet that the article itself gives for what it prints:
"first reported by The Record", "told the Washington Post", LONDON (Reuters).
An inferred source is one that another article names for a quote that both
carry. A carrier prints a text of which another article says that it is the
outlet's. The three are never added up. Outlets of a photo, a poll, a study or
an advertisement are listed apart and count for nothing, and so is one that is
named to be contradicted.

Kinds are told, attribution, dateline, obtained, first-report, credit, reprint
and byline, and, apart, photo, poll, study and promo. Classes of confidence
are weak, medium (of inferred sources only), strong and certain.

--article ID shows all that is known of one article: its sources, its quotes
and who else carries them, and which of two articles had their text first,
where there is evidence for it.

` + exitHelp,
		Example: `  dupes sources articles/ --why
  dupes sources articles/ --article daily/ferry.txt
  dupes sources news.jsonl.gz --kinds dateline,credit,reprint --format csv -o wire.csv
  dupes sources articles/ --format dot | dot -Tsvg -o sources.svg`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			q.view.Options = o.options(a.stdout)
			if err := cmp.Or(o.check(), q.check(&s, paths)); err != nil {
				return usageError{err, cmd, ""}
			}
			if q.list {
				return a.listOutlets(cmd.Context(), s, o.path, q.view.Options)
			}
			return a.sources(cmd.Context(), s, q.view, paths, o.path)
		},
	}
	q.register(cmd.Flags())
	s.register(cmd.Flags())
	o.register(cmd.Flags(), report.SourceFormats)
	complete(cmd)
	return cmd
}

func (q *asking) register(f *pflag.FlagSet) {
	v := &q.view
	f.SortFlags = false
	f.StringVar(&v.Article, "article", "", "show all that is known of the article with this `id`, and nothing else")
	f.StringVar(&v.By, "by", "outlet", "`what` has a row of a table: "+report.SourceViews)
	f.BoolVar(&v.Why, "why", false, "show the words that name each source, in their sentence")
	f.Var((*sourceKinds)(&v.Kinds), "kinds", "`list` of kinds of sources to show (default all)")
	f.Var((*confidence)(&v.MinConfidence), "min-confidence", "`class` from which sources are shown: weak, medium, strong or certain")
	f.BoolVar(&v.NoSelf, "no-self", false, "leave out an article that names its own outlet")
	f.Var((*since)(&v.Since), "since", "leave out articles without a date, or of one before this `date`, such as 2025-06-30")
	f.BoolVar(&q.list, "list-outlets", false, "list the outlets that are known by name; takes no PATH")
}

// check says what is wrong with the options, or nil.
func (q *asking) check(s *settings, paths []string) error {
	if err := s.check(); err != nil {
		return err
	}
	switch {
	case q.list && len(paths) > 0:
		return errors.New("--list-outlets lists the catalogue: it takes no PATH")
	case q.list:
		return q.view.Options.Check()
	case len(paths) == 0:
		return errors.New("name a file, a folder, or - for JSON lines on standard input")
	case len(s.scan.Relations) > 0:
		return errors.New("--relations: sources needs them all")
	}
	return q.view.Check()
}

func (a *app) listOutlets(ctx context.Context, s settings, to string, opt report.Options) error {
	if err := s.readOutlets(ctx); err != nil {
		return err
	}
	out, err := a.create(to)
	if err != nil {
		return err
	}
	defer out.discard()
	if err := report.WriteOutlets(out, s.scan.Outlets, opt); err != nil {
		return err
	}
	return out.commit()
}

func (a *app) sources(ctx context.Context, s settings, opt report.SourcesOptions, paths []string, to string) error {
	s.scan.Runes = opt.Offsets == "runes"
	return a.scanTo(ctx, s, paths, to, func(out io.Writer, res *scan.Result) error {
		if err := known(res, opt.Article); err != nil {
			a.refused(res.Refused, s.quiet)
			return err
		}
		return report.WriteSources(a.shown(out, to, opt.Format), res, opt)
	})
}

// known is an error where no article has the id, with the ids that come
// nearest.
func known(r *scan.Result, id string) error {
	if id == "" {
		return nil
	}
	var near nearest
	for a, err := range r.Sources {
		if err != nil {
			return err
		}
		if a.ID == id {
			return nil
		}
		near.add(id, a.ID)
	}
	return hinted{fmt.Errorf("no article %q", id), didYouMean(near.ids())}
}

// suggested is how many ids are suggested for another.
const suggested = 3

// longID is the length over which ids are not compared letter by letter.
const longID = 128

// nearest gathers ids that a person may have meant.
type nearest struct{ list []nearID }

type nearID struct {
	id   string
	away int // edits; 0 where one id is a part of the other
}

func (n *nearest) add(wanted, id string) {
	c := nearID{id: id}
	switch {
	case strings.Contains(id, wanted), strings.HasSuffix(wanted, "/"+id):
	case len(id) > longID || len(wanted) > longID:
		return
	default:
		if c.away = typo.Edits(wanted, id); c.away > 2 {
			return
		}
	}
	n.list = append(n.list, c)
	slices.SortStableFunc(n.list, func(a, b nearID) int { return cmp.Compare(a.away, b.away) })
	n.list = n.list[:min(len(n.list), suggested)]
}

func (n nearest) ids() []string {
	var out []string
	for _, c := range n.list {
		out = append(out, c.id)
	}
	return out
}

// sourceKinds is a flag of kinds of sources.
type sourceKinds []source.Kind

func (k *sourceKinds) Set(list string) error {
	var out []source.Kind
	for name := range strings.SplitSeq(list, ",") {
		kind, err := source.ParseKind(strings.TrimSpace(name))
		if err != nil {
			return err
		}
		out = append(out, kind)
	}
	*k = out
	return nil
}

func (k *sourceKinds) String() string {
	names := make([]string, len(*k))
	for i, kind := range *k {
		names[i] = kind.String()
	}
	return strings.Join(names, ",")
}

func (k *sourceKinds) Type() string { return "list" }

// confidence is a flag of a class of confidence.
type confidence source.Confidence

func (c *confidence) Set(name string) error {
	class, err := source.ParseConfidence(name)
	if err == nil {
		*c = confidence(class)
	}
	return err
}

func (c *confidence) String() string { return source.Confidence(*c).String() }
func (c *confidence) Type() string   { return "class" }

// since is a flag of a date.
type since time.Time

func (s *since) Set(text string) error {
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			*s = since(t)
			return nil
		}
	}
	return errors.New("want a date such as 2025-06-30, or a time such as 2025-06-30T14:00:00Z")
}

func (s *since) String() string {
	if t := time.Time(*s); !t.IsZero() {
		return t.Format(time.RFC3339)
	}
	return ""
}

func (s *since) Type() string { return "date" }
