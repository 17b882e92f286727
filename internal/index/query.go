package index

import (
	"cmp"
	"slices"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/shingle"
)

// Relative is an article that stands in a verified relation to the one that
// was asked for. All figures are exact.
type Relative struct {
	corpus.Article        // Path and Line are not known of one that is in an index
	Shelf          int    // which of the places searched it is in
	Number         uint32 // there
	Words          int
	Link           relation.Link // of the article asked for, as a, to this one
	Jaccard        float64       // shared shingles over all of both
	Contained      float64       // shared shingles over those of the article asked for
	Contains       float64       // shared shingles over those of this one
}

// Answer is what a query found.
type Answer struct {
	Relatives []Relative // the strongest first
	Compared  int        // candidates that were compared word by word
	Left      int        // candidates with less in common that were not
	Repeated  int        // words of the article that are boilerplate
	covered   []covering // of each relative
}

// covering is the words of the article asked for that stand in a relative.
type covering []bool

// Copied is how many words of the article, boilerplate aside, stand in
// those of its relatives that are wanted, all together.
func (a *Answer) Copied(wanted func(Relative) bool) int {
	var all covering
	for i, r := range a.Relatives {
		if !wanted(r) {
			continue
		}
		if all == nil {
			all = slices.Clone(a.covered[i])
			continue
		}
		for w, is := range a.covered[i] {
			all[w] = all[w] || is
		}
	}
	n := 0
	for _, is := range all {
		if is {
			n++
		}
	}
	return n
}

// What a query does with passages that many articles have.
const (
	// maxCompared is how many candidates are compared word by word, those with
	// the most keys in common first. 64: the articles of the big evaluation set
	// have 3 on average, 99 of 100 under 40.
	maxCompared = 64
	// hotPosting is the articles of a passage or a bucket of which every one
	// becomes a candidate; of a hotter one the first do, so that what a thousand
	// articles share costs no more than what 64 do.
	hotPosting = 64
)

// Searcher asks shelves for the relatives of articles. It serves one
// goroutine.
type Searcher struct {
	header Header
	cfg    relation.Config
	judge  *relation.Judge
	words  shingle.Words
	census relation.Census

	boilerplate map[uint64]bool // passages of the article asked for, by key
	texts       map[uint32]string
	number      uint32 // given to texts for the judge

	order  []uint64 // keys asked for, ascending
	found  []foundKey
	counts map[place]*tally
	buffer []uint64
	prints []relation.Print
}

// foundKey is the articles of a shelf that have one of the keys asked for.
type foundKey struct {
	key     uint64
	shelf   int
	numbers []uint32
}

// place is an article on a shelf.
type place struct {
	shelf  int
	number uint32
}

// tally is what an article has in common with the one asked for.
type tally struct {
	keys int
	same bool // the key of the whole text
}

// NewSearcher makes a Searcher for indexes with this header. Threshold is the
// Jaccard of near duplicates, 0 for that of the header; it must not be less.
func (h Header) NewSearcher(threshold float64) *Searcher {
	s := &Searcher{header: h, boilerplate: map[uint64]bool{}, texts: map[uint32]string{}, counts: map[place]*tally{}}
	if threshold == 0 {
		threshold = h.Threshold
	}
	s.cfg = relation.Config{Threshold: threshold, Shingle: h.Shingle, MinRun: h.MinRun, Template: h.Text}
	s.judge = relation.NewJudge(s.cfg, s.printed, s.isBoilerplate)
	return s
}

func (s *Searcher) printed(number uint32) (string, error) { return s.texts[number], nil }

func (s *Searcher) isBoilerplate(p shingle.Passage) bool { return s.boilerplate[key40(p.Hash)] }

// Search finds the relatives of an article on shelves, one of the same id
// among them.
func (s *Searcher) Search(k *Sketch, shelves ...Shelf) (*Answer, error) {
	g := Gathered{}
	for i := range shelves {
		if err := s.Gather(&g, k, i, shelves[i]); err != nil {
			return nil, err
		}
	}
	return s.Answer(k, g, shelves...)
}

// Answer verifies what Gather has found, from every one of shelves, in any
// order.
func (s *Searcher) Answer(k *Sketch, g Gathered, shelves ...Shelf) (*Answer, error) {
	s.found = append(s.found[:0], g.found...)
	slices.SortFunc(s.found, func(a, b foundKey) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.shelf, b.shelf)) })
	if err := s.judgePassages(k, shelves); err != nil {
		return nil, err
	}
	places := s.rank(k)
	a := &Answer{Compared: len(places)}
	if len(places) > maxCompared {
		a.Compared, a.Left = maxCompared, len(places)-maxCompared
		places = places[:maxCompared]
	}
	clear(s.texts)
	held := s.text(k.Text)
	held.Words, held.Distinct, held.Shingles = uint32(k.Words), uint32(k.Distinct), k.Shingles
	held.Outlet, held.Repeats = k.ref().outlet, len(s.boilerplate) > 0
	s.judge.Hold(held)
	a.Repeated = s.judge.Masked()
	for i, shelf := range shelves {
		if err := s.compare(k, i, shelf, places, a); err != nil {
			return nil, err
		}
	}
	s.sort(a)
	return a, nil
}

// Gathered is who has what an article is looked up by.
type Gathered struct{ found []foundKey }

// Gather adds to g who has the keys of an article on a shelf, which has this
// number among those given to Answer.
func (s *Searcher) Gather(g *Gathered, k *Sketch, number int, shelf Shelf) error {
	s.order = append(s.order[:0], k.keys...)
	slices.Sort(s.order)
	s.order = slices.Compact(s.order)
	return shelf.postings(s.order, func(n int, numbers []uint32) {
		g.found = append(g.found, foundKey{s.order[n], number, slices.Clone(numbers)})
	})
}

// ofKey are the entries of found that have one key: from the front.
func ofKey(found []foundKey) int {
	n := 1
	for n < len(found) && found[n].key == found[0].key {
		n++
	}
	return n
}

// judgePassages finds which passages of the article are boilerplate.
func (s *Searcher) judgePassages(k *Sketch, shelves []Shelf) error {
	clear(s.boilerplate)
	own := k.ref().print()
	passages := k.keys[1+k.bands:]
	s.buffer = append(s.buffer[:0], passages...)
	slices.Sort(s.buffer)
	for found := s.found; len(found) > 0; {
		n := ofKey(found)
		of := found[:n]
		found = found[n:]
		total := 1
		for _, f := range of {
			total += len(f.numbers)
		}
		if _, is := slices.BinarySearch(s.buffer, of[0].key); !is || total < relation.OutletStories {
			continue
		}
		s.prints = append(s.prints[:0], own)
		for _, f := range of {
			refs, err := shelves[f.shelf].refs(f.numbers)
			if err != nil {
				return err
			}
			for _, r := range refs {
				if r.day != gone {
					s.prints = append(s.prints, r.print())
				}
			}
		}
		if _, is := s.census.Boilerplate(s.prints); is {
			s.boilerplate[of[0].key] = true
		}
	}
	return nil
}

func (r ref) print() relation.Print {
	p := relation.Print{Outlet: r.outlet, Story: r.story, Day: int64(r.day)}
	if r.day == noDay {
		p.Day = relation.NoDay
	}
	return p
}

// rank lists the candidates, those with the most keys in common first. What
// they share of boilerplate does not count.
func (s *Searcher) rank(k *Sketch) []place {
	clear(s.counts)
	for found := s.found; len(found) > 0; {
		n := ofKey(found)
		of := found[:n]
		found = found[n:]
		if s.boilerplate[of[0].key] {
			continue
		}
		left := hotPosting
		for _, f := range of {
			for _, number := range f.numbers[:min(left, len(f.numbers))] {
				s.count(place{f.shelf, number}, of[0].key == k.keys[0])
				left--
			}
		}
	}
	out := make([]place, 0, len(s.counts))
	for p := range s.counts {
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b place) int {
		x, y := s.counts[a], s.counts[b]
		return cmp.Or(cmp.Compare(y.rank(), x.rank()), cmp.Compare(a.shelf, b.shelf), cmp.Compare(a.number, b.number))
	})
	return out
}

func (s *Searcher) count(p place, same bool) {
	t := s.counts[p]
	if t == nil {
		t = &tally{}
		s.counts[p] = t
	}
	t.keys++
	t.same = t.same || same
}

func (t *tally) rank() int {
	if t.same {
		return 1 << 30
	}
	return t.keys
}

// compare verifies the candidates of a shelf.
func (s *Searcher) compare(k *Sketch, number int, on Shelf, places []place, a *Answer) error {
	var numbers []uint32
	for _, p := range places {
		if p.shelf == number {
			numbers = append(numbers, p.number)
		}
	}
	slices.Sort(numbers)
	return on.load(numbers, func(i int, c stored) error {
		b := s.text(c.Text)
		b.Words, b.Distinct, b.Shingles = uint32(c.words), uint32(c.distinct), c.shingles
		if b.Shingles == nil {
			s.words.Split(c.Text)
			s.buffer = s.words.Shingles(s.buffer[:0], s.header.Shingle)
			b.Shingles = s.buffer
		}
		b.Outlet = (&Sketch{Article: c.Article}).ref().outlet
		link, o, err := s.relate(k, b)
		if err != nil || link.Relation == relation.None {
			return err
		}
		covered := make(covering, k.Words)
		s.judge.Cover(covered, o)
		a.Relatives = append(a.Relatives, Relative{
			Article: c.Article, Shelf: number, Number: numbers[i], Words: c.words, Link: link,
			Jaccard:   relation.Jaccard(int(link.Shared), relation.Text{Distinct: uint32(k.Distinct)}, b),
			Contained: float64(link.Shared) / float64(k.Distinct),
			Contains:  float64(link.Shared) / float64(c.distinct),
		})
		a.covered = append(a.covered, covered)
		return nil
	})
}

// text gives a text a number under which the judge may ask for it.
func (s *Searcher) text(text string) relation.Text {
	s.number++
	s.texts[s.number] = text
	return relation.Text{Number: s.number}
}

// relate compares a candidate with the article held.
func (s *Searcher) relate(k *Sketch, b relation.Text) (relation.Link, compare.Overlap, error) {
	o := s.judge.Match(b.Shingles)
	if slices.Equal(k.Shingles, b.Shingles) {
		n := b.Words
		return relation.Link{
			Relation: relation.Identical, Shared: b.Distinct, Run: compare.Run{Words: int(n)}, FreshRun: n,
			WordsA: n, WordsB: n, FreshA: n, FreshB: n,
		}, o, nil
	}
	if s.judge.IsSlight(b, o) {
		return relation.Link{}, o, nil
	}
	l, err := s.judge.Relate(b, o)
	return l, o, err
}

// sort puts the strongest relatives first: by relation, then by what they have
// in common, then by place.
func (s *Searcher) sort(a *Answer) {
	order := make([]int, len(a.Relatives))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		x, y := &a.Relatives[i], &a.Relatives[j]
		return cmp.Or(cmp.Compare(x.Link.Relation, y.Link.Relation), cmp.Compare(y.Link.FreshA, x.Link.FreshA), cmp.Compare(y.Jaccard, x.Jaccard),
			cmp.Compare(x.Shelf, y.Shelf), cmp.Compare(x.Number, y.Number))
	})
	relatives, covered := make([]Relative, len(order)), make([]covering, len(order))
	for to, from := range order {
		relatives[to], covered[to] = a.Relatives[from], a.covered[from]
	}
	a.Relatives, a.covered = relatives, covered
}

// Spans are the bytes of the longest run that the article asked for and a
// relative have in common, in either; empty where the text is not kept.
func (s *Searcher) Spans(k *Sketch, r Relative) (a, b shingle.Word) {
	s.words.Split(k.Text)
	a = span(&s.words, r.Link.Run.A, r.Link.Run.Words)
	s.words.Split(r.Text)
	return a, span(&s.words, r.Link.Run.B, r.Link.Run.Words)
}

func span(w *shingle.Words, at, n int) shingle.Word {
	if n == 0 || at+n > w.Len() {
		return shingle.Word{}
	}
	return shingle.Word{Lo: w.At(at).Lo, Hi: w.At(at + n - 1).Hi}
}
