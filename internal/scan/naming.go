package scan

import (
	"encoding/binary"
	"slices"
	"strings"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/source"
)

// naming is what an article in memory knows of its sources.
type naming struct {
	record int64  // offset in library.sources
	length uint32 // of the record; 0 where it names no source
	rests  uint32 // index of its first in library.rests
	count  uint8  // of those
	named  bool   // it names an outlet other than its own
	gives  bool   // it names one to which something may have been said, from which others can inherit
}

// rest is an outlet on which an article rests by its own words: an index of
// library.named, and in the lowest bit whether it is the article's own outlet.
type rest uint32

func makeRest(outlet uint32, own bool) rest {
	r := rest(outlet << 1)
	if own {
		r |= 1
	}
	return r
}

func (r rest) outlet() uint32 { return uint32(r >> 1) }
func (r rest) own() bool      { return r&1 != 0 }

// maxRests is the outlets of one article that can make a common source: what
// names more of them is a press review, and no story rests on all of them.
const maxRests = 32

// namer is what one worker of the reading needs to find sources, quotes and
// rare names.
type namer struct {
	*reading
	reader   *source.Reader
	quoter   source.Quoter
	sources  []source.Source
	quotes   []source.Quote
	keys     []uint64 // of the quotes
	names    []uint64
	record   []byte
	naming   naming
	outlets  []ownable // of the article at hand
	toQuotes entryWriter
	toNames  entryWriter
}

// common reports that the article rests on an outlet that others may rest on
// too: one that it names, or its own if the catalogue has it. Nobody names the
// others.
func (n *namer) common() bool {
	return slices.ContainsFunc(n.outlets, func(o ownable) bool {
		if !o.own {
			return true
		}
		_, listed := n.cfg.Outlets.Outlet(o.name)
		return listed
	})
}

// ownable is an outlet of an article, which may be the article's own.
type ownable struct {
	name string
	own  bool
}

func newNamer(r *reading) *namer {
	return &namer{reading: r, reader: source.NewReader(r.cfg.Outlets), toQuotes: entryWriter{to: r.quotes}, toNames: entryWriter{to: r.names}}
}

// name finds what an article names and quotes, and stores its sources. Two
// prints of one text may differ in their fields, and in the marks around a
// quote: each is searched.
func (n *namer) name(a *corpus.Article) error {
	n.sources = n.reader.Sources(n.sources[:0], a)
	n.quotes = n.quoter.Quotes(n.quotes[:0], a.Text)
	n.keys = n.keys[:0]
	for _, q := range n.quotes {
		n.keys = n.quoter.Form(a.Text, q).Keys(n.keys)
	}
	n.naming = naming{}
	n.gather(a)
	n.names = n.names[:0]
	if n.common() {
		n.names = n.reader.Names(n.names, a.Text)
	}
	if len(n.sources) == 0 {
		return nil
	}
	n.record = appendSources(n.record[:0], n.sources)
	var err error
	n.naming.record, err = n.lib.sources.Append(n.record)
	n.naming.length = uint32(len(n.record))
	return err
}

// gather fills in the naming and the outlets on which the article rests: its
// own and those that it names, the own one once.
func (n *namer) gather(a *corpus.Article) {
	n.outlets = n.outlets[:0]
	if own := ownOutlet(n.cfg.Outlets, a); own != "" {
		n.outlets = append(n.outlets, ownable{own, true})
	}
	for _, s := range n.sources {
		if !s.Counts() {
			continue
		}
		n.naming.named = n.naming.named || !s.Self
		if s.Ambiguous || s.Outlet == "" {
			continue
		}
		n.naming.gives = n.naming.gives || s.Field == "" && (s.Kind == source.Told || s.Kind == source.Obtained || s.Kind == source.Attribution)
		known := slices.ContainsFunc(n.outlets, func(o ownable) bool { return o.name == s.Outlet })
		if !known && len(n.outlets) < maxRests {
			n.outlets = append(n.outlets, ownable{s.Outlet, s.Self})
		}
	}
}

// ownOutlet is the outlet that published an article, by its name in the
// catalogue where it has one.
func ownOutlet(c *source.Catalogue, a *corpus.Article) string {
	if o := c.Own(a); o != nil {
		return o.Name
	}
	return strings.TrimSpace(a.Outlet)
}

// storeNaming adds the outlets of the article at hand to the library. The
// caller holds the lock.
func (s *sketcher) storeNaming() naming {
	if s.namer == nil {
		return naming{}
	}
	n := s.namer
	n.naming.rests, n.naming.count = uint32(len(s.lib.rests)), uint8(len(n.outlets))
	for _, o := range n.outlets {
		at, known := s.named[o.name]
		if !known {
			at = uint32(len(s.lib.named))
			name := strings.Clone(o.name) // it may be a piece of the text
			s.named[name] = at
			s.lib.named = append(s.lib.named, name)
		}
		s.lib.rests = append(s.lib.rests, makeRest(at, o.own))
	}
	return n.naming
}

// enter makes entries of the quotes and names of the article at hand, under
// its text: which of the prints of a text is read first must not matter.
func (n *namer) enter(text uint32) error {
	for _, k := range n.keys {
		if err := n.toQuotes.add(k, text); err != nil {
			return err
		}
	}
	for _, k := range n.names {
		if err := n.toNames.add(k, text); err != nil {
			return err
		}
	}
	return nil
}

func (n *namer) flush() error {
	if err := n.toQuotes.flush(); err != nil {
		return err
	}
	return n.toNames.flush()
}

// restsOn are the outlets on which an article rests by its own words.
func (l *library) restsOn(article uint32) []rest {
	n := &l.articles[article].naming
	return l.rests[n.rests : n.rests+uint32(n.count)]
}

// sourcesOf appends the sources that an article names to dst.
func (l *library) sourcesOf(dst []source.Source, article uint32) ([]source.Source, error) {
	n := &l.articles[article].naming
	if n.length == 0 {
		return dst, nil
	}
	record := make([]byte, n.length)
	if err := l.sources.Read(record, n.record); err != nil {
		return dst, err
	}
	return readSources(dst, record), nil
}

// flags of a source in its record.
const (
	listed = 1 << iota
	self
	denied
	ambiguous
)

// appendSources is the record of the sources of an article in
// library.sources: of each its kind, confidence and flags, two spans, three
// strings.
func appendSources(dst []byte, sources []source.Source) []byte {
	for _, s := range sources {
		dst = append(dst, byte(s.Kind), byte(s.Confidence), flagsOf(s))
		for _, n := range [...]int{s.Evidence.Lo, s.Evidence.Hi, s.Name.Lo, s.Name.Hi} {
			dst = binary.AppendUvarint(dst, uint64(n))
		}
		for _, text := range [...]string{s.Outlet, s.Field, s.Value} {
			dst = binary.AppendUvarint(dst, uint64(len(text)))
			dst = append(dst, text...)
		}
	}
	return dst
}

func flagsOf(s source.Source) byte {
	var flags byte
	for i, set := range [...]bool{s.Listed, s.Self, s.Denied, s.Ambiguous} {
		if set {
			flags |= 1 << i
		}
	}
	return flags
}

// readSources is the inverse of appendSources.
func readSources(dst []source.Source, record []byte) []source.Source {
	number := func() int {
		n, size := binary.Uvarint(record)
		record = record[size:]
		return int(n)
	}
	text := func() string {
		n := number()
		s := string(record[:n])
		record = record[n:]
		return s
	}
	for len(record) > 0 {
		flags := record[2]
		s := source.Source{
			Kind: source.Kind(record[0]), Confidence: source.Confidence(record[1]),
			Listed: flags&listed != 0, Self: flags&self != 0, Denied: flags&denied != 0, Ambiguous: flags&ambiguous != 0,
		}
		record = record[3:]
		s.Evidence = source.Span{Lo: number(), Hi: number()}
		s.Name = source.Span{Lo: number(), Hi: number()}
		s.Outlet, s.Field, s.Value = text(), text(), text()
		dst = append(dst, s)
	}
	return dst
}
