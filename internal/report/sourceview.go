package report

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
)

// aroundColumns is what a terminal shows of a sentence on either side of the
// words that name a source: a line of a wide table.
const aroundColumns = 100

// writeSourcesTable prints the sources for a person at a terminal.
func writeSourcesTable(w io.Writer, l *ledger) error {
	v, err := l.view(sourceTaste{
		taste:    taste{trim: func(s string, columns int) string { return shorten(Clean(s), columns) }, rows: tableRows},
		brackets: true, around: aroundColumns,
	})
	if err != nil {
		return err
	}
	return v.print(w, l.opt.Options)
}

// writeSourcesMarkdown prints the same as pipe tables, with every text whole.
func writeSourcesMarkdown(w io.Writer, l *ledger) error {
	v, err := l.view(sourceTaste{taste: taste{trim: func(s string, _ int) string { return Clean(s) }, rows: math.MaxInt}})
	if err != nil {
		return err
	}
	return v.markdown(w)
}

func (l *ledger) view(t sourceTaste) (view, error) {
	var sections []section
	var err error
	switch {
	case l.opt.Article != "":
		return l.articleView(t)
	case l.opt.By == "article":
		sections, err = l.articleSections(t)
	case l.opt.By == "story":
		sections, err = l.storySections(t)
	default:
		sections = []section{l.outletSection(t)}
	}
	if err != nil {
		return view{}, err
	}
	if l.opt.Why {
		s, err := l.whySection(t)
		if err != nil {
			return view{}, err
		}
		sections = append(sections, s)
	}
	v := view{closing: l.closing()}
	for _, s := range append(sections, l.otherSection(t), t.refusedSection(l.result.Refused)) {
		v.put(s)
	}
	return v, nil
}

// put adds a section that says something. Its cells are clean already where
// they have marks in them.
func (v *view) put(s section) {
	if len(s.rows) == 0 {
		return
	}
	s.dropEmpty()
	if !s.styled {
		s.sanitise()
	}
	v.sections = append(v.sections, s)
}

func (l *ledger) outletSection(t sourceTaste) section {
	s := section{columns: []column{
		{name: "outlet", least: 14},
		{name: "kind", least: 6},
		{name: "named", least: 5, right: true},
		{name: "inferred", least: 8, right: true},
		{name: "carriers", least: 8, right: true},
		{name: "own", least: 3, right: true},
		{name: "named how", least: 12, tint: true},
		{name: "first date", least: 10},
	}, folds: []fold{{column: "kind", into: "outlet"}}}
	for _, c := range l.accounts() {
		if c.weight() > 0 {
			t.add(&s, c.name, c.kind(), Number(c.named), some(c.inferred), some(c.carriers), some(c.own), c.how(), Day(c.first))
		}
	}
	s.title = Count(len(s.rows)+s.omitted, "outlet") + " on which articles rest"
	return s
}

// kind is what the catalogue says the outlet is.
func (c *account) kind() string {
	if c.outlet == nil {
		return "not listed"
	}
	return c.outlet.Kind
}

// some is a number, empty for none.
func some(n int) string {
	if n == 0 {
		return ""
	}
	return Number(n)
}

// how tells how many articles name the outlet in which way.
func (c *account) how() string {
	var out []string
	for _, k := range c.listed(source.Kind.Counts) {
		out = append(out, k.String()+" "+Number(c.kinds[k]))
	}
	if c.ambiguous > 0 {
		out = append(out, Number(c.ambiguous)+" may mean another outlet")
	}
	return strings.Join(out, ", ")
}

// listed gives the kinds of an outlet in their order.
func (c *account) listed(want func(source.Kind) bool) []source.Kind {
	var out []source.Kind
	for k := range c.kinds {
		if want(k) {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

// otherSection lists mentions that say nothing of where a text comes from.
func (l *ledger) otherSection(t sourceTaste) section {
	s := section{
		title: "Other mentions: of no text, never counted",
		columns: []column{
			{name: "outlet", least: 14},
			{name: "articles that mention it as", least: 20},
		},
	}
	var list []*account
	for _, c := range l.accounts() {
		if c.others() > 0 {
			list = append(list, c)
		}
	}
	slices.SortFunc(list, func(a, b *account) int {
		return cmp.Or(cmp.Compare(b.others(), a.others()), cmp.Compare(a.name, b.name))
	})
	for _, c := range list {
		var out []string
		for _, k := range c.listed(func(k source.Kind) bool { return !k.Counts() }) {
			out = append(out, k.String()+" "+Number(c.kinds[k]))
		}
		if c.denied > 0 {
			out = append(out, "denied "+Number(c.denied))
		}
		t.add(&s, c.name, strings.Join(out, ", "))
	}
	return s
}

func (l *ledger) articleSections(t sourceTaste) ([]section, error) {
	s := section{columns: []column{
		{name: "article", least: 12},
		{name: "outlet, date", least: 10},
		{name: "rests on", least: 16, tint: true},
		{name: "how", least: 20},
	}, folds: []fold{{column: "outlet, date", into: "article"}, {column: "how", into: "rests on"}}}
	listed := 0
	for a, err := range l.shown() {
		if err != nil {
			return nil, err
		}
		rows := l.restRows(a)
		if len(rows) > 0 {
			listed++
		}
		for i, r := range rows {
			row := []string{"", "", r[0], r[1]}
			if i == 0 {
				row[0], row[1] = t.article(a.Meta), lines(a.Outlet, Day(a.Date))
			}
			t.add(&s, row...)
		}
	}
	s.title = Count(listed, "article") + " with a source: named, inferred (?) or carried"
	if rest := l.articles - listed; rest > 0 {
		s.note = Count(rest, "article") + " without one left out."
	}
	return []section{s}, nil
}

// restRows has an outlet and how the article rests on it in each row: named,
// then inferred, then carried.
func (l *ledger) restRows(a scan.Sourced) [][2]string {
	var rows [][2]string
	for _, s := range summed(a.Sources) {
		rows = append(rows, [2]string{s.Outlet, strings.Join(s.ways, ", ")})
	}
	for _, i := range a.Inferred {
		rows = append(rows, [2]string{i.Outlet + "?", through(i)})
	}
	for _, outlet := range l.carried(a) {
		rows = append(rows, [2]string{outlet, "prints its text without naming it"})
	}
	return rows
}

// sum is an outlet with the ways in which one article names it.
type sum struct {
	Outlet string
	ways   []string
}

// summed gathers by outlet, in the order of the text, what counts.
func summed(sources []source.Source) []sum {
	var out []sum
	for _, s := range sources {
		if aside(s) {
			continue
		}
		i := slices.IndexFunc(out, func(o sum) bool { return o.Outlet == s.Outlet })
		if i < 0 {
			i, out = len(out), append(out, sum{Outlet: s.Outlet})
		}
		if w := way(s); !slices.Contains(out[i].ways, w) {
			out[i].ways = append(out[i].ways, w)
		}
	}
	return out
}

// way is the kind of a source, its class and what limits it.
func way(s source.Source) string {
	return joined(" ", s.Kind.String(), "("+s.Confidence.String()+strings.Join(remarks(s), "")+")")
}

// remarks are what a reader must know of a source beside its kind.
func remarks(s source.Source) []string {
	var out []string
	for _, r := range []struct {
		is    bool
		words string
	}{{s.Self, "its own"}, {s.Denied, "denied"}, {s.Ambiguous, "may mean another outlet"}, {s.Field != "", "by its field " + s.Field}} {
		if r.is {
			out = append(out, ", "+r.words)
		}
	}
	return out
}

// through says in words how a source was inferred.
func through(i scan.Inferred) string {
	return fmt.Sprintf("inferred (%s) through the quote%s in %s", i.Confidence, of(i.Speaker), i.From.ID)
}

func of(speaker string) string {
	if speaker == "" {
		return ""
	}
	return " of " + speaker
}

// whySection shows the words behind every source, in the order that the
// reader asked for.
func (l *ledger) whySection(t sourceTaste) (section, error) {
	s := section{
		title:  "The words that say so",
		styled: true,
		columns: []column{
			{name: "outlet", least: 12},
			{name: "article", least: 10},
			{name: "line", least: 4, right: true},
			{name: "kind", least: 9, tint: true},
			{name: "words", least: 24},
		},
		folds: []fold{{column: "kind", into: "outlet"}, {column: "line", into: "article", label: "line "}, {column: "article", into: "outlet"}},
	}
	list := reasons{rows: t.rows, byOutlet: l.opt.By != "article"}
	for a, err := range l.shown() {
		if err != nil {
			return s, err
		}
		r := &ruler{text: a.Text}
		for _, x := range a.Sources {
			if !aside(x) && list.room(x.Outlet) {
				list.add(reason{x.Outlet, a.ID, r.where(x), way(x), t.words(a.Text, x)})
			}
		}
		for _, i := range a.Inferred {
			if outlet := i.Outlet + "?"; list.room(outlet) {
				list.add(reason{outlet, a.ID, Number(r.line(i.Quote.B.Lo)), through(i), t.bothSides(a.Text, i)})
			}
		}
	}
	list.cut()
	for _, x := range list.list {
		t.add(&s, Clean(x.outlet), Clean(x.article), x.line, Clean(x.kind), x.words)
	}
	s.omitted = list.seen - len(list.list)
	return s, nil
}

// reason is a source and the words that name it.
type reason struct{ outlet, article, line, kind, words string }

// reasons keeps the first rows of a list, in its order: finding a sentence
// takes far longer than passing over one that will not be shown.
type reasons struct {
	list     []reason
	rows     int
	byOutlet bool // else as they come
	seen     int
	last     string // outlet of the last row, once there are enough
	full     bool
}

// room counts a reason and tells whether it may be among the first rows.
func (r *reasons) room(outlet string) bool {
	r.seen++
	return !r.full || r.byOutlet && outlet < r.last
}

func (r *reasons) add(x reason) {
	r.list = append(r.list, x)
	if len(r.list)/2 >= r.rows {
		r.cut()
	}
}

// cut sorts the list and leaves the first rows.
func (r *reasons) cut() {
	if r.byOutlet {
		slices.SortStableFunc(r.list, func(a, b reason) int { return cmp.Compare(a.outlet, b.outlet) })
	}
	if len(r.list) >= r.rows {
		r.list = r.list[:r.rows]
		r.last, r.full = r.list[r.rows-1].outlet, true
	}
}

// where is the line of a source, empty for one of a field.
func (r *ruler) where(s source.Source) string {
	if s.Field != "" {
		return ""
	}
	return Number(r.line(s.Evidence.Lo))
}

// words are those of the text, or the value of the field.
func (t sourceTaste) words(text string, s source.Source) string {
	if s.Field != "" {
		return Clean(s.Field) + ": " + t.mark("", s.Value, "")
	}
	return t.marked(text, s.Evidence)
}

// bothSides sets the quote as the article prints it above the one of the
// article that names the outlet, and the words that name it.
func (t sourceTaste) bothSides(text string, i scan.Inferred) string {
	return strings.Join([]string{
		"here: " + t.marked(text, i.Quote.B),
		Clean(i.From.ID) + ": " + t.mark("", i.QuoteThere, ""),
		"and: " + t.mark("", i.Naming, ""),
	}, "\n")
}

// closing says of how many articles a source is known, and what the words of
// the tables mean.
func (l *ledger) closing() []string {
	out := []string{l.covered()}
	inferred, carriers := false, false
	for _, c := range l.outlets {
		inferred, carriers = inferred || c.inferred > 0, carriers || c.carriers > 0
	}
	if inferred {
		out = append(out, "Inferred: the article does not name the outlet, but has a quote which another article says was made to it. Never counted as named.")
	}
	if carriers {
		out = append(out, "Carriers print a text of which another article says that it is the outlet's, and do not say so themselves.")
	}
	return out
}

// covered is the line that tells how much is known.
func (l *ledger) covered() string {
	switch {
	case l.result.Articles == 0:
		return "No article read."
	case l.articles == 0:
		return fmt.Sprintf("0 of %s shown.", Count(l.result.Articles, "article"))
	}
	of := Count(l.articles, "article")
	if l.opt.filtered() {
		of += " shown"
	}
	return coveredText(l.coverage, of)
}

func coveredText(c scan.Coverage, of string) string {
	return fmt.Sprintf("%s of %s name a source, %s more rest on one by inference, %s none.", Number(c.Named), of, Number(c.Inferred), Number(c.None))
}
