package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
)

// A view is a result as a person reads it, before a renderer gives it a form:
// sections of rows, most telling first, then the figures of the whole run.
type view struct {
	heading  []string // of the one article that it is about
	sections []section
	closing  []string // sentences below the last section
}

type section struct {
	title   string
	columns []column
	rows    [][]string // an empty row parts two clusters
	omitted int        // rows left out for length
	note    string     // what else is left out; empty if nothing
	styled  bool       // cells hold marks, and are clean already
	folds   []fold     // for a narrow table, in their order
}

type column struct {
	name  string
	least int  // columns that the table never goes below
	right bool // figures stand flush right
	tint  bool // the column that tells the relation
}

// Texts of articles are shortened for a terminal, never for a file. A title
// tells its article by 90 columns; a run of 22 words has some 140.
const (
	titleColumns = 90
	textColumns  = 240
)

// taste is what a renderer wants of a view.
type taste struct {
	trim        func(s string, columns int) string // makes one line of an article's text
	rows        int                                // of a section at most
	boilerplate int                                // rows of that section at most
	doubt       *bool                              // set where a common source was inferred
}

func newView(r *scan.Result, t taste) (view, error) {
	var v view
	var doubt bool
	t.doubt = &doubt
	members := membership{}
	clusters, err := t.clusterSection(r, members)
	if err != nil {
		return v, err
	}
	pairs, templates, err := t.pairSections(r, members)
	if err != nil {
		return v, err
	}
	for _, s := range []section{clusters, pairs, templates, t.boilerplateSection(r), t.refusedSection(r.Refused)} {
		if len(s.rows) > 0 {
			s.dropEmpty()
			s.sanitise()
			v.sections = append(v.sections, s)
		}
	}
	v.closing = closing(r)
	if doubt {
		v.closing = append(v.closing, "A common source with a question mark was inferred for one of the two through a quote: that article does not name it.")
	}
	return v, nil
}

// add appends a row, or counts it where the section is full.
func (t taste) add(s *section, row ...string) {
	if len(s.rows) < t.rows {
		s.rows = append(s.rows, row)
	} else {
		s.omitted++
	}
}

// sanitise is the one place that every cell passes; its line breaks are those
// that lines set.
func (s *section) sanitise() {
	for _, row := range s.rows {
		for i, cell := range row {
			row[i] = lines(strings.Split(cell, "\n")...)
		}
	}
}

// lines makes a cell of a line for each part that says something.
func lines(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = Clean(p); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n")
}

func (t taste) clusterSection(r *scan.Result, members membership) (section, error) {
	s := section{
		title: fmt.Sprintf("%s: articles of one text, each verified against the first", Count(r.Clustered, "cluster")),
		columns: []column{
			{name: "cluster", least: 8},
			{name: "article", least: 12},
			{name: "outlet, date", least: 10},
			{name: "words", least: 5, right: true},
			{name: "relation", least: 9, tint: true},
			{name: "shared", least: 10, right: true},
			{name: "how it differs", least: 11},
			{name: "common source", least: 7},
		},
		folds: []fold{
			{column: "common source", into: "how it differs", label: "common source: "},
			{column: "outlet, date", into: "article"},
			{column: "cluster", label: "cluster "},
			{column: "how it differs", into: "article", apart: true},
			{column: "shared", into: "relation", label: "shared "},
		},
	}
	for c, err := range r.Clusters {
		if err != nil {
			return s, err
		}
		members.add(c)
		if 0 < len(s.rows) && len(s.rows) < t.rows {
			s.rows = append(s.rows, make([]string, len(s.columns)))
		}
		rep := c.Representative
		t.add(&s, c.ID, t.article(rep), lines(rep.Outlet, Day(rep.Date)), Number(rep.Words), "represents", "", "", "")
		for _, m := range c.Members {
			t.add(&s, "", t.article(m.Meta), lines(m.Outlet, Day(m.Date)), Number(m.Words),
				memberRelation(m.Link), shared(m.Link), m.Link.Differs, t.common(m.Link))
		}
	}
	return s, nil
}

// memberRelation names the link as the member's row reads: a link that says
// the representative contains the member is, in that row, contained-in.
func memberRelation(link scan.Pair) string { return link.Relation.Inverse().String() }

// shared is how much of the member stands in the representative.
func shared(link scan.Pair) string {
	return fmt.Sprintf("%s (%s)", Number(link.SharedWordsB), Percent(link.SharedWordsB, link.B.Words))
}

// pairSections shows the pairs that the clusters have not shown, templates by
// family.
func (t taste) pairSections(r *scan.Result, members membership) (pairs, templates section, err error) {
	pairs = section{
		columns: []column{
			{name: "articles", least: 14},
			{name: "relation", least: 9, tint: true},
			{name: "Jaccard", least: 7, right: true},
			{name: "contained", least: 10},
			{name: "words", least: 5, right: true},
			{name: "longest shared run", least: 20},
			{name: "common source", least: 7},
		},
		folds: []fold{
			{column: "common source", into: "longest shared run", label: "common source: "},
			{column: "Jaccard", into: "relation", label: "Jaccard "},
			{column: "contained", into: "relation", label: "contained "},
			{column: "longest shared run", into: "articles", label: "longest shared run: ", apart: true},
		},
	}
	fams := newFamilies()
	for p, err := range r.Pairs {
		switch {
		case err != nil:
			return pairs, templates, err
		case p.Relation == relation.Template:
			fams.add(p)
		case !members.link(p):
			words, text := t.proof(p)
			t.add(&pairs, t.both(p), p.Relation.String(), Ratio(p.Jaccard),
				Ratio(p.ContainmentA)+" of a\n"+Ratio(p.ContainmentB)+" of b", Number(words), text, t.common(p))
		}
	}
	pairs.title = Count(len(pairs.rows)+pairs.omitted, "further pair")
	if r.Limited > 0 {
		pairs.note = Count(r.Limited, "pair") + " left out by the limit."
	}
	return pairs, t.templateSection(fams.list()), nil
}

// proof is the text that shows a relation, and its words: the longest run, or
// the quote that makes it.
func (t taste) proof(p scan.Pair) (words int, text string) {
	if p.Quote == "" {
		return p.LongestRun, t.trim(p.RunText, textColumns)
	}
	return p.QuoteWords, "quote: " + t.trim(p.Quote, textColumns)
}

// common lists the outlets on which both articles of a pair rest, a line each.
func (t taste) common(p scan.Pair) string {
	var out []string
	for _, c := range p.Common {
		*t.doubt = *t.doubt || c.InferredA || c.InferredB
		out = append(out, commonText([]scan.Common{c}))
	}
	return lines(out...)
}

func (t taste) templateSection(list []*family) section {
	s := section{
		title: Count(len(list), "template") + ": the same wording, other names and numbers",
		columns: []column{
			{name: "outlet", least: 8},
			{name: "articles", least: 8, right: true},
			{name: "pairs", least: 5, right: true},
			{name: "for example", least: 18},
			{name: "how they differ", least: 20},
		},
		folds: []fold{{column: "how they differ", into: "for example", label: "how they differ: "}, {column: "outlet"}},
	}
	for _, f := range list {
		t.add(&s, f.outlet, Number(f.articles), Number(f.pairs), t.both(f.example), f.example.Differs)
	}
	return s
}

func (t taste) boilerplateSection(r *scan.Result) section {
	s := section{
		title: fmt.Sprintf("%s of boilerplate: repeated by many articles, left out of verdicts", Count(len(r.Boilerplate), "passage")),
		columns: []column{
			{name: "words", least: 5, right: true},
			{name: "articles", least: 8, right: true},
			{name: "outlet", least: 8},
			{name: "found in", least: 12},
			{name: "text", least: 20},
		},
		folds: []fold{{column: "outlet", into: "found in"}, {column: "found in", into: "text", label: "found in: "}},
	}
	t.rows = t.boilerplate
	for _, b := range r.Boilerplate {
		t.add(&s, Number(b.Words), Number(b.Articles), b.Outlet, b.Example, t.trim(b.Text, textColumns))
	}
	return s
}

func (t taste) refusedSection(list []corpus.Refused) section {
	s := section{
		title:   fmt.Sprintf("%s refused", Count(len(list), "input")),
		columns: []column{{name: "path", least: 20}, {name: "line", least: 4, right: true}, {name: "reason", least: 24}},
	}
	for _, f := range list {
		line := ""
		if f.Line > 0 {
			line = Number(f.Line)
		}
		t.add(&s, f.Path, line, f.Reason)
	}
	return s
}

// closing is the summary, the footnotes and the parameters, a sentence each.
func closing(r *scan.Result) []string {
	var out []string
	if r.PairCount+r.Limited+r.Clustered == 0 {
		out = append(out, nothing(r))
	}
	out = append(out, fmt.Sprintf("%s read, %s refused: %s with %s; %s of the %s are copies.",
		Count(r.Articles, "article"), Number(len(r.Refused)), Count(r.Clustered, "cluster"), Count(r.Copies, "copy"),
		Percent64(r.CopiedWords, r.Words), count64(r.Words, "word")))
	if r.Coverage.Named+r.Coverage.Inferred > 0 {
		out = append(out, coveredText(r.Coverage, Count(r.Articles, "article")))
	}
	return append(out, fmt.Sprintf("w %d words a shingle, k %d, b %d bands, r %d rows; threshold %.2f: expected recall %.4f there; run %d words or more.",
		r.Config.Shingle, r.Plan.K, r.Plan.Bands, r.Plan.Rows, r.Config.Threshold, r.Plan.Recall(r.Config.Threshold), r.Config.MinRun))
}

// nothing says in words that a result is empty, and what was looked for.
func nothing(r *scan.Result) string {
	if r.Articles < 2 {
		return "Nothing to compare: it takes two articles."
	}
	return fmt.Sprintf("No pair found: no two of the %s share wording as asked for.", Count(r.Articles, "article"))
}

// article is the id of an article and, on a line of its own, its title.
func (t taste) article(m scan.Meta) string { return lines(m.ID, t.trim(m.Title, titleColumns)) }

func (t taste) both(p scan.Pair) string {
	return lines("a: "+p.A.ID, t.trim(p.A.Title, titleColumns), "b: "+p.B.ID, t.trim(p.B.Title, titleColumns))
}

// Day is the day of t, empty for the zero time.
func Day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// Ratio is x with two decimals.
func Ratio(x float64) string { return fmt.Sprintf("%.2f", x) }

// Percent is a share of whole, rounded down, so that 100% means all.
func Percent(part, whole int) string { return Percent64(int64(part), int64(whole)) }

// Percent64 is Percent of larger figures.
func Percent64(part, whole int64) string {
	if whole == 0 {
		return "0%"
	}
	return fmt.Sprintf("%d%%", part*100/whole)
}

// Number is n with its digits grouped by thousands.
func Number(n int) string { return Number64(int64(n)) }

// Number64 is Number of a larger one.
func Number64(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Count is a number of things as people write it: "1 article", "2,000 articles".
func Count(n int, noun string) string { return count64(int64(n), noun) }

func count64(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if stem, y := strings.CutSuffix(noun, "y"); y {
		return Number64(n) + " " + stem + "ies"
	}
	return Number64(n) + " " + noun + "s"
}

// remarks says what the section leaves out, a sentence each.
func (s section) remarks() []string {
	var out []string
	if s.omitted > 0 {
		out = append(out, fmt.Sprintf("The first %s shown, %s left out: the other formats list them all.", Count(len(s.rows), "row"), Number(s.omitted)))
	}
	if s.note != "" {
		out = append(out, s.note)
	}
	return out
}

// dropEmpty takes out the columns in which no row says anything, such as the
// outlets of a folder of text files.
func (s *section) dropEmpty() {
	var kept []int
	for i := range s.columns {
		if slices.ContainsFunc(s.rows, func(row []string) bool { return row[i] != "" }) {
			kept = append(kept, i)
		}
	}
	s.columns = pick(s.columns, kept)
	for i, row := range s.rows {
		s.rows[i] = pick(row, kept)
	}
}

func pick[T any](list []T, kept []int) []T {
	out := make([]T, len(kept))
	for i, k := range kept {
		out[i] = list[k]
	}
	return out
}
