package scan

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/zeebo/xxh3"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/spool"
	"github.com/dupes-news/dupes/shingle"
)

// library is what a scan keeps of every article: a few numbers in memory, the
// rest in two spools.
type library struct {
	articles []article // sorted by id once read
	texts    []text    // by number until ranked, then by rank
	outlets  []string
	size     int // words of a shingle

	sketches *spool.Spool // of each text: its shingles
	pages    *spool.Spool // of each article: title, URL, text and where its words begin
	sources  *spool.Spool // of each article that names any: its sources; nil where no relation asks for them

	named []string // outlets that articles name or are published by, as the catalogue has them
	rests []rest   // of all articles
}

// article is an article in memory, less than 120 bytes beside its id.
type article struct {
	id     string
	path   *string // shared by the articles of a file
	line   int32
	outlet uint32 // index of library.outlets; 0 for none
	text   uint32 // the text it prints
	words  uint32
	date   int64 // Unix seconds; noDate for none
	page   pageAt
	naming naming
}

const noDate = relation.NoDay

// text is a sequence of normalised words. Articles that differ in nothing
// else than typography print the same text: they are compared once.
type text struct {
	articles []uint32 // that print it, ascending
	sketch   int64    // offset in sketches
	words    uint32
	distinct uint32 // shingles
}

// place says where an article stood in the input.
func (a *article) place() string {
	if a.line > 0 {
		return fmt.Sprintf("%q line %d", *a.path, a.line)
	}
	return fmt.Sprintf("%q", *a.path)
}

// rank sorts the articles by id and the texts by their first article, so that
// from here on nothing depends on the order of reading. It returns the rank of
// every text number, and refuses articles whose id is taken: of two with one
// id the one from the path and line that sort first stays.
func (l *library) rank() (rank []uint32, refused []corpus.Refused) {
	slices.SortFunc(l.articles, func(a, b article) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(*a.path, *b.path), cmp.Compare(a.line, b.line))
	})
	kept := l.articles[:0]
	for _, a := range l.articles {
		if n := len(kept); n > 0 && kept[n-1].id == a.id {
			refused = append(refused, corpus.Refused{
				Path: *a.path, Line: int(a.line),
				Reason: fmt.Sprintf("id %q is taken by %s", a.id, kept[n-1].place()),
			})
			continue
		}
		kept = append(kept, a)
	}
	l.articles = kept
	l.rankOutlets()
	l.rankNamed()
	return l.rankTexts(), refused
}

// rankOutlets sorts the outlets by name, no outlet first.
func (l *library) rankOutlets() {
	names := slices.Sorted(slices.Values(l.outlets))
	for i := range l.articles {
		a := &l.articles[i]
		n, _ := slices.BinarySearch(names, l.outlets[a.outlet])
		a.outlet = uint32(n)
	}
	l.outlets = names
}

// rankNamed sorts the outlets that articles name, so that their indices are in
// the order of their names.
func (l *library) rankNamed() {
	names := slices.Sorted(slices.Values(l.named))
	for i, r := range l.rests {
		n, _ := slices.BinarySearch(names, l.named[r.outlet()])
		l.rests[i] = makeRest(uint32(n), r.own())
	}
	l.named = names
}

func (l *library) rankTexts() []uint32 {
	rank := make([]uint32, len(l.texts))
	for i := range rank {
		rank[i] = noRank
	}
	ranked := make([]text, 0, len(l.texts))
	for i := range l.articles {
		a := &l.articles[i]
		number := a.text
		if rank[number] == noRank {
			rank[number] = uint32(len(ranked))
			ranked = append(ranked, l.texts[number])
		}
		a.text = rank[number]
		ranked[a.text].articles = append(ranked[a.text].articles, uint32(i))
	}
	l.texts = ranked
	return rank
}

// sketch is the shingles of a text in its order. Its memory is used again by
// load.
type sketch struct {
	text     uint32
	shingles []uint64
}

// load reads the sketch of a text; s grows as needed and keeps its memory.
func (s *sketch) load(l *library, number uint32) error {
	t := &l.texts[number]
	n := int(t.words) - l.size + 1
	s.text, s.shingles = number, slices.Grow(s.shingles[:0], n)[:n]
	return l.sketches.Read(asBytes(s.shingles), t.sketch)
}

// page is what a reader sees of an article. Its text and title belong to a
// buffer that the next load uses again.
type page struct {
	article          uint32
	title, url, text []byte
	starts           []uint32 // byte at which every startEvery-th word begins
	buffer           []uint64
	cut              shingle.Words
}

// pageAt is the place of a page in library.pages.
type pageAt struct {
	offset int64
	length uint32
	text   uint32 // bytes of it that are the article's text
}

// startEvery is how many words apart the stored beginnings of words are: the
// places of all words would be half as long as the text.
const startEvery = 8

// appendPage is the record of an article in library.pages: four lengths, the
// beginnings of words, title, URL, text.
func appendPage(dst []byte, a *corpus.Article, starts []uint32) []byte {
	for _, n := range []int{len(starts), len(a.Title), len(a.URL), len(a.Text)} {
		dst = binary.NativeEndian.AppendUint32(dst, uint32(n))
	}
	dst = append(dst, asBytes(starts)...)
	dst = append(dst, a.Title...)
	dst = append(dst, a.URL...)
	return append(dst, a.Text...)
}

// load makes p the page of an article, unless it is already.
func (p *page) load(l *library, number uint32) error {
	if len(p.buffer) > 0 && p.article == number {
		return nil
	}
	p.article = number
	a := &l.articles[number]
	n := int(a.page.length+7) / 8
	p.buffer = slices.Grow(p.buffer[:0], n)[:n]
	record := asBytes(p.buffer)[:a.page.length]
	if err := l.pages.Read(record, a.page.offset); err != nil {
		return err
	}
	length := func(i int) int { return int(binary.NativeEndian.Uint32(record[4*i:])) }
	p.starts = p.starts[:0]
	rest := record[16:]
	for range length(0) {
		p.starts = append(p.starts, binary.NativeEndian.Uint32(rest))
		rest = rest[4:]
	}
	p.title, rest = rest[:length(1)], rest[length(1):]
	p.url, p.text = rest[:length(2)], rest[length(2):]
	return nil
}

// span is where the words [lo, hi) stand in the page.
func (p *page) span(lo, hi int) Span {
	if lo >= hi {
		return Span{}
	}
	return Span{Lo: p.word(lo).Lo, Hi: p.word(hi - 1).Hi}
}

// runes fills in the code points of a span.
func (p *page) runes(s *Span) {
	s.RuneLo = utf8.RuneCount(p.text[:s.Lo])
	s.RuneHi = s.RuneLo + utf8.RuneCount(p.text[s.Lo:s.Hi])
}

// word finds word i by cutting the words from the last stored beginning on.
func (p *page) word(i int) shingle.Word {
	from, to := int(p.starts[i/startEvery]), len(p.text)
	if next := i/startEvery + 1; next < len(p.starts) {
		to = int(p.starts[next])
	}
	p.cut.Split(string(p.text[from:to]))
	at := p.cut.At(i % startEvery)
	return shingle.Word{Lo: from + at.Lo, Hi: from + at.Hi}
}

func (l *library) meta(number uint32, p *page) Meta {
	a := &l.articles[number]
	m := Meta{ID: a.id, Title: string(p.title), URL: string(p.url), Outlet: l.outlets[a.outlet], Words: int(a.words)}
	if a.date != noDate {
		m.Date = time.Unix(a.date, 0).UTC()
	}
	return m
}

func (l *library) close() {
	for _, s := range []*spool.Spool{l.sketches, l.pages, l.sources} {
		if s != nil {
			s.Close()
		}
	}
}

// identity tells texts apart: 128 bits, so that two texts never fall together
// by chance.
func identity(norm []byte) xxh3.Uint128 { return xxh3.Hash128(norm) }
