package source

import (
	"slices"

	"github.com/dupes-news/dupes/internal/corpus"
)

// Reader finds the sources that articles name. It keeps its memory from one
// article to the next and serves one goroutine; what it returns does not
// depend on what it read before.
type Reader struct {
	catalogue *Catalogue
	aliases   *aliasIndex
	doc       document
	mentions  []mention
	verdicts  []verdict
	context   context
	begins    []int  // scratch of cue
	form      []byte // scratch of Names
}

// NewReader returns a reader of the outlets of a catalogue.
func NewReader(c *Catalogue) *Reader {
	return &Reader{catalogue: c, aliases: c.index()}
}

// Sources appends the sources that an article names to dst: those of its
// fields first, then those of its text by place. The cost is linear in the
// length of the text.
func (r *Reader) Sources(dst []Source, a *corpus.Article) []Source {
	first, own := len(dst), r.catalogue.Own(a)
	dst = r.catalogue.fieldSources(dst, a, own)
	if len(dst) == first && a.Byline != "" {
		dst = r.bylineSource(dst, a)
	}
	r.doc.reset(a.Text, vocabulary())
	r.find()
	if len(r.mentions) == 0 {
		return dst
	}
	r.context.meet(r, a, own, dst[first:])
	r.judgeAll()
	text := len(dst)
	for i := range r.mentions {
		if r.verdicts[i].kind != 0 {
			dst = r.resolve(dst, &r.mentions[i], r.verdicts[i])
		}
	}
	slices.SortStableFunc(dst[text:], func(a, b Source) int { return a.Evidence.Lo - b.Evidence.Lo })
	return dst
}

// judgeAll judges every mention, those in a list by what is said of the list:
// told CNN and Reuters.
func (r *Reader) judgeAll() {
	r.verdicts = r.verdicts[:0]
	for i := range r.mentions {
		r.verdicts = append(r.verdicts, r.judge(&r.mentions[i]))
	}
	for i := 1; i < len(r.mentions); i++ {
		if r.verdicts[i].kind == 0 && r.listed(i-1) && r.verdicts[i-1].hi == r.mentions[i-1].hi {
			r.verdicts[i] = r.verdicts[i-1]
			r.verdicts[i].hi = r.mentions[i].hi
		}
	}
	for i := len(r.mentions) - 1; i > 0; i-- {
		lo, _ := r.mentions[i].bounds()
		if r.verdicts[i-1].kind == 0 && r.listed(i-1) && r.verdicts[i].lo == lo {
			r.verdicts[i-1] = r.verdicts[i]
			r.verdicts[i-1].lo, _ = r.mentions[i-1].bounds()
		}
	}
}

// listed reports that mentions i and i+1 stand in one list outside quotations.
func (r *Reader) listed(i int) bool {
	d := &r.doc
	lo, _ := r.mentions[i+1].bounds()
	from := d.possessive(r.mentions[i].hi)
	if from >= lo || lo-from > 3 || d.inQuotation(r.mentions[i].lo) || d.inQuotation(lo) {
		return false
	}
	for k := from; k < lo; k++ {
		if !d.sign(k, ",", "/", "&") && !d.is(k, "and") && !d.is(k, "or") {
			return false
		}
	}
	return !d.swallowed(&r.mentions[i]) && !d.swallowed(&r.mentions[i+1])
}

// bylineSource appends the outlet outside the catalogue that the byline field
// names by its form: Jane Doe, Pinewater Ledger.
func (r *Reader) bylineSource(dst []Source, a *corpus.Article) []Source {
	d := &r.doc
	d.reset(a.Byline, vocabulary())
	for i := range d.tokens {
		if m, ok := d.paperAt(i); ok {
			r.context.place(a)
			return append(dst, Source{Outlet: m.name, Kind: Byline, Confidence: Certain, Self: r.context.self(m.name), Field: "byline", Value: a.Byline})
		}
	}
	return dst
}
