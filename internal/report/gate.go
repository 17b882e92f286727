package report

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/dupes-news/dupes/internal/gate"
	"github.com/dupes-news/dupes/internal/relation"
)

// GateFormats are the names that Options.Format takes for decisions.
const GateFormats = "table, json, jsonl"

// DecisionRow is the row of a decision. The order of the fields is the order
// in the file.
type DecisionRow struct {
	Type     string  `json:"type,omitempty"`
	ID       string  `json:"id,omitempty"`
	Decision string  `json:"decision"`
	Reason   string  `json:"reason"`
	Measure  float64 `json:"measure,omitzero"`
	Why      string  `json:"why"`
	Relation string  `json:"relation,omitempty"`
	Partner  string  `json:"partner,omitempty"`
	Where    string  `json:"where,omitempty"`
	Flagged  bool    `json:"partner_flagged,omitzero"`

	// Of the partner:
	Jaccard     float64 `json:"jaccard,omitzero"`
	Contained   float64 `json:"contained,omitzero"`
	Contains    float64 `json:"contains,omitzero"`
	SharedWords int     `json:"shared_words,omitzero"`
	LongestRun  int     `json:"longest_run,omitzero"`
	RunText     string  `json:"run_text,omitempty"`
	Run         [2]int  `json:"run,omitzero"`
	PartnerRun  [2]int  `json:"partner_run,omitzero"`

	Words       int    `json:"words"`
	CopiedWords int    `json:"copied_words"`
	Boilerplate int    `json:"boilerplate_words,omitzero"`
	Compared    int    `json:"compared"`
	NotCompared int    `json:"not_compared,omitzero"`
	Source      string `json:"source,omitempty"`
	Evidence    string `json:"evidence,omitempty"`
	Known       bool   `json:"known,omitzero"`
	Path        string `json:"path,omitempty"`
	Line        int    `json:"line,omitzero"`
}

// NewDecisionRow is the row of a decision.
func NewDecisionRow(d *gate.Decision) DecisionRow {
	r := DecisionRow{
		Type: "decision", ID: d.ID, Decision: d.Verdict.String(), Reason: string(d.Reason), Measure: d.Measure, Why: why(d),
		Partner: d.Partner, Where: d.Where, Flagged: d.PartnerFlagged,
		Jaccard: d.Jaccard, Contained: d.Contained, Contains: d.Contains, SharedWords: d.SharedWords,
		LongestRun: d.LongestRun, RunText: d.RunText, Run: d.Run, PartnerRun: d.PartnerRun,
		Words: d.Words, CopiedWords: d.CopiedWords, Boilerplate: d.Boilerplate, Compared: d.Compared, NotCompared: d.Left,
		Source: d.Source, Evidence: d.Evidence, Known: d.Known, Path: d.Path, Line: d.Line,
	}
	if d.Relation != relation.None {
		r.Relation = d.Relation.String()
	}
	return r
}

// why is the reason of a decision as a sentence without its stop.
func why(d *gate.Decision) string {
	of := "an article of the batch"
	switch {
	case d.PartnerFlagged:
		of = "an article of the batch that is flagged itself"
	case d.Where == gate.InIndex:
		of = "an article of the index"
	}
	switch d.Reason {
	case gate.New:
		return "nothing speaks against it"
	case gate.AlreadyIn:
		return "is in the index already, with the same text under the same id"
	case gate.Again:
		return "was accepted by a gate that did not end, and is accepted again"
	case gate.IDTaken:
		return "the index has another text under this id"
	case gate.TooShort:
		return "has " + Count(d.Words, "word")
	case gate.FromSource:
		return "its text is that of " + d.Source
	case gate.Identical:
		return "has the same words as " + of
	case gate.Near:
		return fmt.Sprintf("is a near duplicate of %s: Jaccard %.2f", of, d.Jaccard)
	case gate.Contained:
		return fmt.Sprintf("%s of it stands in %s", ofAll(d.Measure), of)
	case gate.Copied:
		return fmt.Sprintf("%s of its %s stand in other articles", ofAll(d.Measure), Count(d.Words, "word"))
	case gate.Template:
		return "is the same form as " + of + ", filled in with other names or numbers"
	case gate.Passages:
		return fmt.Sprintf("has a run of %s in common with %s", Count(int(d.Measure), "word"), of)
	case gate.OnlyFrom:
		return "is a duplicate of " + of + ", but the policy does not let it drop"
	case gate.KeepNone:
		return "has duplicates in the batch, and the policy keeps none of them"
	}
	return string(d.Reason)
}

// ofAll is a ratio in percent, 100% only for all of it.
func ofAll(r float64) string { return Percent(int(r*1e6), 1e6) }

// summaryOfGate is the last row.
type summaryOfGate struct {
	Type     string         `json:"type"`
	Schema   int            `json:"schema"`
	Read     int            `json:"read"`
	Accepted int            `json:"accepted"`
	Rejected int            `json:"rejected"`
	Flagged  int            `json:"flagged"`
	Refused  int            `json:"refused"`
	Known    int            `json:"known"`
	Added    int            `json:"added"`
	Reasons  map[string]int `json:"reasons"`
	Broken   []string       `json:"broken_budgets"`
}

func newGateSummary(s *gate.Summary) summaryOfGate {
	out := summaryOfGate{
		"summary", Schema, s.Read, s.Accepted, s.Rejected, s.Flagged, s.Refused, s.KnownBefore, s.Added, map[string]int{}, s.Broken,
	}
	for r, n := range s.Reasons {
		out.Reasons[string(r)] = n
	}
	return out
}

// WriteGateSummary prints the row of a summary.
func WriteGateSummary(w io.Writer, s *gate.Summary) error {
	return json.MarshalEncode(jsontext.NewEncoder(w, fileOptions()), newGateSummary(s), json.Deterministic(true))
}

// GateWriter prints decisions as they are made.
type GateWriter interface {
	Decided(d *gate.Decision) error
	Flush() error
	// End prints what comes behind the last decision.
	End(s *gate.Summary) error
}

// NewGateWriter is a GateWriter for the form that opt asks for.
func NewGateWriter(w io.Writer, opt Options) (GateWriter, error) {
	switch cmp.Or(opt.Format, "table") {
	case "table":
		return &gateTable{w: w, opt: opt, taste: taste{trim: func(s string, columns int) string { return shorten(Clean(s), columns) }, rows: tableRows}}, nil
	case "json":
		g := &gateJSON{enc: jsontext.NewEncoder(w, fileOptions(), jsontext.Multiline(true), jsontext.WithIndent("  "))}
		return g, writeTokens(g.enc, jsontext.BeginObject, jsontext.String("decisions"), jsontext.BeginArray)
	case "jsonl":
		return &gateJSON{enc: jsontext.NewEncoder(w, fileOptions()), lines: true}, nil
	}
	return nil, fmt.Errorf("format %q: want one of %s", opt.Format, GateFormats)
}

// gateJSON prints a row for each decision, for each refused input, and the
// summary: a line each, or as one document.
type gateJSON struct {
	enc   *jsontext.Encoder
	lines bool
}

func (g *gateJSON) Decided(d *gate.Decision) error {
	return json.MarshalEncode(g.enc, NewDecisionRow(d))
}

func (g *gateJSON) Flush() error { return nil }

func (g *gateJSON) End(s *gate.Summary) error {
	refused := refusedRows(s.Refusals)
	if g.lines {
		if err := writeRows(g.enc, refused); err != nil {
			return err
		}
		return json.MarshalEncode(g.enc, newGateSummary(s), json.Deterministic(true))
	}
	if err := writeTokens(g.enc, jsontext.EndArray); err != nil {
		return err
	}
	if err := writeArray(g.enc, refused); err != nil {
		return err
	}
	if err := writeTokens(g.enc, jsontext.String("summary")); err != nil {
		return err
	}
	if err := json.MarshalEncode(g.enc, newGateSummary(s), json.Deterministic(true)); err != nil {
		return err
	}
	return writeTokens(g.enc, jsontext.EndObject)
}

// gateTable gathers what a person wants to read: the articles that were not
// accepted.
type gateTable struct {
	w        io.Writer
	opt      Options
	taste    taste
	sections [gate.Reject + 1]section
	counts   [gate.Reject + 1]int
}

func (g *gateTable) Decided(d *gate.Decision) error {
	g.counts[d.Verdict]++
	if d.Verdict == gate.Accept {
		return nil
	}
	s := &g.sections[d.Verdict]
	if s.columns == nil {
		s.columns = []column{
			{name: "article", least: 12},
			{name: "reason", least: 9, tint: true},
			{name: "because of", least: 12},
			{name: "words", least: 5, right: true},
			{name: "copied", least: 10, right: true},
			{name: "why", least: 20},
		}
		s.folds = []fold{{column: "because of", into: "article", label: "because of "}, {column: "why", into: "article", apart: true}}
	}
	known := ""
	if d.Known {
		known = "known before"
	}
	g.taste.add(s, d.ID, lines(string(d.Reason), known), lines(d.Partner, in(d.Where)), Number(d.Words), copiedOf(d), lines(why(d), quoted(g.taste.trim, cmp.Or(d.Evidence, d.RunText))))
	return nil
}

func in(where string) string {
	if where == "" {
		return ""
	}
	return "in the " + where
}

func copiedOf(d *gate.Decision) string {
	if d.CopiedWords == 0 {
		return ""
	}
	least := ""
	if d.Left > 0 {
		least = "at least "
	}
	return fmt.Sprintf("%s%s (%s)", least, Number(d.CopiedWords), Percent(d.CopiedWords, d.Words))
}

func quoted(trim func(string, int) string, text string) string {
	if text == "" {
		return ""
	}
	return "“" + trim(text, titleColumns) + "”"
}

func (g *gateTable) Flush() error { return nil }

func (g *gateTable) End(s *gate.Summary) error {
	var v view
	for verdict, title := range map[gate.Verdict]string{gate.Reject: "rejected", gate.Flag: "flagged"} {
		g.sections[verdict].title = fmt.Sprintf("%s %s", Count(g.counts[verdict], "article"), title)
	}
	v.put(g.sections[gate.Reject])
	v.put(g.sections[gate.Flag])
	v.put(g.taste.refusedSection(s.Refusals))
	v.closing = GateClosing(s)
	return buffered(g.w, func(w io.Writer) error { return v.print(w, g.opt) })
}

// GateClosing is a summary in sentences.
func GateClosing(s *gate.Summary) []string {
	out := []string{fmt.Sprintf("%s read: %s accepted, %s rejected, %s flagged, %s refused.",
		Count(s.Read, "article"), Number(s.Accepted), Number(s.Rejected), Number(s.Flagged), Number(s.Refused))}
	var reasons []string
	for _, r := range slices.SortedFunc(maps.Keys(s.Reasons), func(a, b gate.Reason) int {
		return cmp.Or(cmp.Compare(s.Reasons[b], s.Reasons[a]), cmp.Compare(a, b))
	}) {
		reasons = append(reasons, fmt.Sprintf("%s %s", r, Number(s.Reasons[r])))
	}
	if len(reasons) > 0 {
		out = append(out, "Reasons: "+strings.Join(reasons, ", ")+".")
	}
	if s.KnownBefore > 0 {
		out = append(out, fmt.Sprintf("%s known before.", Count(s.KnownBefore, "duplicate")))
	}
	if s.Added > 0 {
		out = append(out, fmt.Sprintf("%s added to the index.", Count(s.Added, "article")))
	}
	for _, b := range s.Broken {
		out = append(out, "The policy is broken: "+b+".")
	}
	return out
}

// WriteExplanation prints all that the rules say of one article.
func WriteExplanation(w io.Writer, e *gate.Explanation, opt Options) error {
	if opt.Format == "json" || opt.Format == "jsonl" {
		return writeExplanationRows(w, e)
	}
	d := &e.Decision
	v := view{heading: []string{fmt.Sprintf("%s: %s, for it %s.", d.ID, d.Verdict, why(d))}}
	s := section{title: "What the rules say", columns: []column{
		{name: "rule", least: 9, tint: true},
		{name: "says", least: 6},
		{name: "measure", least: 7, right: true},
		{name: "because of", least: 12},
		{name: "relation", least: 9},
	}, folds: []fold{{column: "relation", into: "because of"}}}
	t := taste{rows: tableRows}
	for _, c := range e.Considered {
		flagged := ""
		if c.Flagged {
			flagged = "flagged itself"
		}
		related := ""
		if c.Relation != relation.None {
			related = c.Relation.String()
		}
		t.add(&s, string(c.Rule), c.Verdict.String(), measure(c), lines(c.Partner, in(c.Where), flagged), related)
	}
	v.put(s)
	v.closing = []string{fmt.Sprintf("%s, %s of them in articles that are in, %s boilerplate; compared with %s word by word.",
		Count(d.Words, "word"), Number(d.CopiedWords), Number(d.Boilerplate), Count(d.Compared, "article"))}
	return buffered(w, func(w io.Writer) error { return v.print(w, opt) })
}

func measure(c gate.Consideration) string {
	switch c.Rule {
	case gate.FromSource:
		return ""
	case gate.Passages:
		return fmt.Sprintf("%.0f words", c.Measure)
	}
	return fmt.Sprintf("%.3f", c.Measure)
}

type considerationRow struct {
	Type     string  `json:"type"`
	Rule     string  `json:"rule"`
	Says     string  `json:"says"`
	Measure  float64 `json:"measure"`
	Partner  string  `json:"partner,omitempty"`
	Where    string  `json:"where,omitempty"`
	Flagged  bool    `json:"partner_flagged,omitzero"`
	Relation string  `json:"relation,omitempty"`
}

func writeExplanationRows(w io.Writer, e *gate.Explanation) error {
	enc := jsontext.NewEncoder(w, fileOptions())
	if err := json.MarshalEncode(enc, NewDecisionRow(&e.Decision)); err != nil {
		return err
	}
	for _, c := range e.Considered {
		r := considerationRow{"consideration", string(c.Rule), c.Verdict.String(), c.Measure, c.Partner, c.Where, c.Flagged, ""}
		if c.Relation != relation.None {
			r.Relation = c.Relation.String()
		}
		if err := json.MarshalEncode(enc, r); err != nil {
			return err
		}
	}
	return nil
}
