package report

import (
	"slices"
	"unicode/utf8"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/internal/pairs"
)

type comparisonRow struct {
	Type       string `json:"type"`
	A          string `json:"a"`
	B          string `json:"b"`
	Verdict    string `json:"verdict"`
	Reason     string `json:"reason"`
	WordsA     int    `json:"words_a"`
	CopiedA    int    `json:"copied_a"`
	RephrasedA int    `json:"rephrased_a"`
	OriginalA  int    `json:"original_a"`
	WordsB     int    `json:"words_b"`
	CopiedB    int    `json:"copied_b"`
	RephrasedB int    `json:"rephrased_b"`
	OriginalB  int    `json:"original_b"`
	TitleA     string `json:"title_a,omitempty"`
	OutletA    string `json:"outlet_a,omitempty"`
	DateA      string `json:"date_a,omitempty"`
	TitleB     string `json:"title_b,omitempty"`
	OutletB    string `json:"outlet_b,omitempty"`
	DateB      string `json:"date_b,omitempty"`
}

func newComparisonRow(d pairs.Diff) comparisonRow {
	c := d.Comparison
	return comparisonRow{
		"comparison", d.A.ID, d.B.ID, string(c.Verdict), c.Reason,
		c.A.Words, c.A.Copied, c.A.Rephrased, c.A.Original,
		c.B.Words, c.B.Copied, c.B.Rephrased, c.B.Original,
		d.A.Title, d.A.Outlet, stamp(d.A.Date), d.B.Title, d.B.Outlet, stamp(d.B.Date),
	}
}

// passageRow leaves out the place and the text in an article in which the
// passage does not stand.
type passageRow struct {
	Type       string   `json:"type"`
	A          string   `json:"a"`
	B          string   `json:"b"`
	Passage    int      `json:"passage"` // from 1, also where passages are left out
	Label      string   `json:"label"`
	Flags      []string `json:"flags"`
	AStart     *int     `json:"a_start,omitzero"`
	AEnd       *int     `json:"a_end,omitzero"`
	BStart     *int     `json:"b_start,omitzero"`
	BEnd       *int     `json:"b_end,omitzero"`
	WordsA     int      `json:"words_a"`
	WordsB     int      `json:"words_b"`
	Similarity float64  `json:"similarity"`
	Speaker    string   `json:"speaker,omitempty"`
	Reuse      int      `json:"reuse,omitzero"` // from 1
	TextA      string   `json:"text_a,omitempty"`
	TextB      string   `json:"text_b,omitempty"`
}

type reuseRow struct {
	Type   string `json:"type"`
	A      string `json:"a"`
	B      string `json:"b"`
	Reuse  int    `json:"reuse"` // from 1
	AStart int    `json:"a_start"`
	AEnd   int    `json:"a_end"`
	BStart int    `json:"b_start"`
	BEnd   int    `json:"b_end"`
}

type diffSummaryRow struct {
	Type    string `json:"type"`
	Schema  int    `json:"schema"`
	Pairs   int    `json:"pairs"`
	Refused int    `json:"refused"`
}

// diffDocument is a pair in a JSON document.
type diffDocument struct {
	comparisonRow
	Passages []passageRow `json:"passages,omitzero"`
	Reuses   []reuseRow   `json:"reuses,omitzero"`
}

// diffRows are the rows of one pair.
type diffRows struct {
	comparison comparisonRow
	passages   []passageRow
	reuses     []reuseRow
}

func newDiffRows(d pairs.Diff, opt DiffOptions) diffRows {
	rows := diffRows{comparison: newComparisonRow(d)}
	if opt.Summary {
		return rows
	}
	rows.passages, rows.reuses = []passageRow{}, []reuseRow{} // empty is not the same as left out
	c := d.Comparison
	inA, inB := newOffsets(d.A.Text, opt), newOffsets(d.B.Text, opt)
	for _, p := range c.Passages {
		inA.want(p.A)
		inB.want(p.B)
	}
	for _, r := range c.Reuses {
		inA.want(r.A)
		inB.want(r.B)
	}
	inA.count()
	inB.count()
	listed := opt.listed(c)
	for i, p := range c.Passages {
		if listed[i] {
			rows.passages = append(rows.passages, newPassageRow(d, i, p, inA, inB))
		}
	}
	for i, r := range c.Reuses {
		rows.reuses = append(rows.reuses, reuseRow{
			"reuse", d.A.ID, d.B.ID, i + 1, inA.of(r.A.Lo), inA.of(r.A.Hi), inB.of(r.B.Lo), inB.of(r.B.Hi),
		})
	}
	return rows
}

func newPassageRow(d pairs.Diff, i int, p compare.Passage, inA, inB *offsets) passageRow {
	row := passageRow{
		Type: "passage", A: d.A.ID, B: d.B.ID, Passage: i + 1, Label: string(p.Label), Flags: FlagNames(p.Flags),
		WordsA: p.WordsA, WordsB: p.WordsB, Similarity: p.Similarity, Speaker: p.Speaker, Reuse: p.Reuse + 1,
		TextA: TextOf(d.A.Text, p.A), TextB: TextOf(d.B.Text, p.B),
	}
	row.AStart, row.AEnd = inA.span(p.A)
	row.BStart, row.BEnd = inB.span(p.B)
	return row
}

// TextOf is what stands at a span, empty where it is.
func TextOf(text string, s compare.Span) string {
	if s.Empty() {
		return ""
	}
	return text[s.Lo:s.Hi]
}

// offsets turns places in bytes into the unit that the reader asked for. An
// article is gone through once, however many passages it has.
type offsets struct {
	text  string
	bytes []int // places, ascending once counted; nil where bytes are asked for
	runes []int // of each
	plain bool
}

func newOffsets(text string, opt DiffOptions) *offsets {
	return &offsets{text: text, plain: opt.Offsets != "runes"}
}

func (o *offsets) want(s compare.Span) {
	if !o.plain && !s.Empty() {
		o.bytes = append(o.bytes, s.Lo, s.Hi)
	}
}

func (o *offsets) count() {
	slices.Sort(o.bytes)
	o.bytes = slices.Compact(o.bytes)
	at, n := 0, 0
	for _, b := range o.bytes {
		n += utf8.RuneCountInString(o.text[at:b])
		o.runes = append(o.runes, n)
		at = b
	}
}

func (o *offsets) of(place int) int {
	if o.plain {
		return place
	}
	i, ok := slices.BinarySearch(o.bytes, place)
	if !ok {
		return 0 // of an empty span
	}
	return o.runes[i]
}

func (o *offsets) span(s compare.Span) (start, end *int) {
	if s.Empty() {
		return nil, nil
	}
	lo, hi := o.of(s.Lo), o.of(s.Hi)
	return &lo, &hi
}
