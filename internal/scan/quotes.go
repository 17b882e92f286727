package scan

import (
	"cmp"
	"context"
	"slices"

	"github.com/dupes-news/dupes/internal/source"
)

// findQuotes fills in which texts share a quote, and what outlets can be
// inferred from that.
func (s *scan) findQuotes(ctx context.Context, rank []uint32) error {
	for t := range s.story { // from here on read by many goroutines
		s.story[t] = s.story.find(uint32(t))
	}
	candidates, err := s.quotePairs(ctx, rank)
	if err != nil {
		return err
	}
	findings, err := eachPair(ctx, s, candidates, newQuoteReader, (*quoteReader).judge)
	if err != nil {
		return err
	}
	for _, f := range findings {
		if !s.oneStory(f.a(), f.b()) {
			s.quoting = append(s.quoting, uint64(f.pair))
		}
		s.inferred = append(s.inferred, f.inferred...)
	}
	s.inferred = fewGivers(s.inferred)
	return nil
}

// hotGivers is how many articles that name an outlet are compared with every
// other one that carries a hot quote.
const hotGivers = 4

// quotePairs returns the pairs of texts that may share a quote, ascending. In
// a story that near duplicates tell all quotes are shared: its texts are
// paired only where one may say of another's quote to whom it was said. In a
// hot posting every story is represented by its first text, and so a slogan
// that m articles carry costs m and not its square.
func (s *scan) quotePairs(ctx context.Context, rank []uint32) ([]uint64, error) {
	var candidates pairSet
	c := census{scan: s}
	worthwhile := func(a, b uint32) bool { return !s.oneStory(a, b) || s.gives(a) || s.gives(b) }
	err := s.quotes.each(rank, func(_ uint64, p posting) error {
		if len(p) <= hotPosting {
			candidates.addSome(p, hotPosting, worthwhile)
			return ctx.Err()
		}
		if _, slogan := c.boilerplate(p); !slogan {
			candidates.addSome(c.firsts(p), hotPosting, worthwhile)
		}
		for _, giver := range s.givers(p) {
			for i := range p {
				if p.text(i) != giver {
					candidates.add(giver, p.text(i))
				}
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, err
	}
	return candidates.pairs(), nil
}

// oneStory reports two texts that near duplicates join.
func (s *scan) oneStory(a, b uint32) bool { return s.story[a] == s.story[b] }

// first is the article that stands for a text: the first that prints it.
func (s *scan) first(text uint32) uint32 { return s.lib.texts[text].articles[0] }

// gives reports a text from whose sources those of another can be inferred.
func (s *scan) gives(text uint32) bool { return s.lib.articles[s.first(text)].naming.gives }

// givers are the first texts of a posting that give.
func (s *scan) givers(p posting) []uint32 {
	var out []uint32
	for i := 0; i < len(p) && len(out) < hotGivers; i++ {
		if s.gives(p.text(i)) {
			out = append(out, p.text(i))
		}
	}
	return out
}

// isQuoting reports whether the texts of two stories share a quote.
func (s *scan) isQuoting(p pair) bool {
	_, found := slices.BinarySearch(s.quoting, uint64(p))
	return found
}

// findings is what the quotes of two texts say: that they share one, and who
// rests on an outlet by it.
type findings struct {
	pair
	inferred []inferred
}

// quoteReader compares the quotes of articles. It serves one goroutine.
type quoteReader struct {
	*scan
	quoter source.Quoter
	keys   []uint64
	page   page
	held   quoted   // of the first article of a pair
	recent []quoted // of the second, by article
	long   quoted   // of a second one of more than keptBytes
}

// recentQuoted is how many articles a reader keeps with their quotes, none of
// them longer than keptBytes: 3 MB of news.
const (
	recentQuoted = 256
	keptBytes    = 16 << 10
)

func newQuoteReader(s *scan) *quoteReader {
	return &quoteReader{scan: s, recent: make([]quoted, recentQuoted)}
}

// judge compares the quotes of two texts.
func (q *quoteReader) judge(p pair) (findings, bool, error) {
	x, y, err := q.load(q.first(p.a()), q.first(p.b()))
	if err != nil {
		return findings{}, false, err
	}
	f := findings{pair: p}
	shared := q.shared(x, y)
	if len(shared) == 0 {
		return f, false, nil
	}
	if f.inferred, err = q.inferAll(p); err != nil {
		return f, false, err
	}
	return f, len(f.inferred) > 0 || !q.oneStory(p.a(), p.b()), nil
}

// load returns two articles with their quotes; those of the first are kept
// until another one comes first.
func (q *quoteReader) load(a, b uint32) (x, y *quoted, err error) {
	if err := q.read(&q.held, a); err != nil {
		return nil, nil, err
	}
	y = &q.recent[b%recentQuoted]
	if q.lib.articles[b].page.text > keptBytes {
		y = &q.long
	}
	return &q.held, y, q.read(y, b)
}

// quoted is an article with its quotes, as it is compared with others.
type quoted struct {
	article uint32
	made    bool
	page    source.Page // Speaker, Outlet and Sources once asked for
	known   bool        // they were
	forms   []source.Form
	keys    []quoteKey // ascending, each once
}

// quoteKey says which quote of an article has a key: the upper bits of the key
// above the number of the quote. Texts with more quotes than it can number are
// no news, and only the first of those are compared.
type quoteKey uint64

const quoteBits = 20

func makeQuoteKey(key uint64, quote int) quoteKey {
	return quoteKey(key>>quoteBits<<quoteBits | uint64(quote))
}

func (k quoteKey) key() uint64 { return uint64(k >> quoteBits) }
func (k quoteKey) quote() int  { return int(k & (1<<quoteBits - 1)) }

// read makes x the article, unless it is already.
func (q *quoteReader) read(x *quoted, article uint32) error {
	if x.made && x.article == article {
		return nil
	}
	x.made = false
	if err := q.page.load(q.lib, article); err != nil {
		return err
	}
	x.page = source.Page{Text: string(q.page.text), Quotes: x.page.Quotes[:0], Sources: x.page.Sources[:0]}
	x.page.Quotes = q.quoter.Quotes(x.page.Quotes, x.page.Text)
	x.page.Quotes = x.page.Quotes[:min(len(x.page.Quotes), 1<<quoteBits)]
	x.forms, x.keys = x.forms[:0], x.keys[:0]
	for i, quote := range x.page.Quotes {
		form := q.quoter.Form(x.page.Text, quote)
		x.forms = append(x.forms, form)
		q.keys = form.Keys(q.keys[:0])
		for _, k := range q.keys {
			x.keys = append(x.keys, makeQuoteKey(k, i))
		}
	}
	slices.Sort(x.keys)
	x.keys = slices.Compact(x.keys)
	x.article, x.made, x.known = article, true, false
	return nil
}

// know fills in what only inference needs: who speaks, and the sources.
func (q *quoteReader) know(x *quoted) error {
	if x.known {
		return nil
	}
	q.quoter.Speakers(x.page.Text, x.page.Quotes)
	var err error
	if x.page.Sources, err = q.lib.sourcesOf(x.page.Sources[:0], x.article); err != nil {
		return err
	}
	x.page.Outlet = q.lib.ownName(x.article)
	x.known = true
	return nil
}

// ownName is the outlet that published an article, empty where it is not
// known.
func (l *library) ownName(article uint32) string {
	if rests := l.restsOn(article); len(rests) > 0 && rests[0].own() {
		return l.named[rests[0].outlet()]
	}
	return ""
}

// sharedQuote is a quote of two articles: the i-th of one, the j-th of the
// other.
type sharedQuote struct {
	source.SharedQuote
	i, j int
}

// reverse is the quote seen from the other article.
func (c sharedQuote) reverse() sharedQuote {
	c.i, c.j = c.j, c.i
	c.A, c.B = c.B, c.A
	return c
}

// perKey is how many quotes with one key are looked at in an article: a pull
// quote stands there twice, a refrain in a text made up of it a thousand
// times.
const perKey = 4

// shared lists the quotes that two articles have in common, in the order of
// x. Each stands for itself once, with the one most like it.
func (q *quoteReader) shared(x, y *quoted) []sharedQuote {
	var all []sharedQuote
	for _, c := range sameKeys(x.keys, y.keys) {
		if m, ok := source.Match(x.forms[c[0]], y.forms[c[1]]); ok {
			all = append(all, sharedQuote{m, c[0], c[1]})
		}
	}
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b sharedQuote) int { return cmp.Compare(b.Words, a.Words) })
	var out []sharedQuote
	inX, inY := make([]bool, len(x.forms)), make([]bool, len(y.forms))
	for _, c := range all {
		if !inX[c.i] && !inY[c.j] {
			inX[c.i], inY[c.j] = true, true
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b sharedQuote) int { return cmp.Compare(a.i, b.i) })
	return out
}

// sameKeys lists the quotes of two articles that have a key in common,
// ascending.
func sameKeys(x, y []quoteKey) [][2]int {
	var out [][2]int
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0].key() < y[0].key():
			x = x[1:]
		case x[0].key() > y[0].key():
			y = y[1:]
		default:
			n, m := sameKey(x), sameKey(y)
			for _, a := range x[:min(n, perKey)] {
				for _, b := range y[:min(m, perKey)] {
					out = append(out, [2]int{a.quote(), b.quote()})
				}
			}
			x, y = x[n:], y[m:]
		}
	}
	slices.SortFunc(out, func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	return slices.Compact(out)
}

// sameKey counts the first elements with the key of the very first.
func sameKey(list []quoteKey) int {
	n := 1
	for n < len(list) && list[n].key() == list[0].key() {
		n++
	}
	return n
}
