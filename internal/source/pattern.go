package source

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// patterns are the rules of data/cues.txt, which says how they are written, and
// the lists of data/words.txt.
type patterns struct {
	words  *wordTable
	ids    int16                // numbers given to words
	byLeft map[int16][]*pattern // by the words that may stand before the outlet

	// With a gap right before the outlet, and the words that stand before the gap.
	far      []*pattern
	farWords element

	// With nothing before the outlet: by the words that may stand behind it, with
	// a sign behind it, or with a gap.
	byRight map[int16][]*pattern
	signs   []*pattern
	gaps    []*pattern
}

// wordEntry is what the rules know of a word.
type wordEntry struct {
	id    int16 // its number in the patterns; 0 for none
	known bool  // set in a document once the word is looked up
	lists lists
}

// pattern is one rule. left is read from the outlet outwards.
type pattern struct {
	kind        Kind
	confidence  Confidence
	order       int // line in the file: of two that hold with one confidence the first counts
	left, right []element
	source      string
}

// element is a part of a pattern.
type element struct {
	op       op
	words    []uint64 // set of word numbers
	n        int      // most words of a gap
	far      bool     // the gap passes commas
	sign     string
	optional bool
}

type op uint8

const (
	wordOp op = iota
	signOp
	gapOp
	nameOp
	possessiveOp
	edgeOp
)

//go:embed data/cues.txt
var cueData string

// vocabulary is the rules and lists that are built in.
var vocabulary = sync.OnceValue(func() *patterns {
	p, err := parsePatterns(cueData, wordData)
	if err != nil {
		panic(err) // the file is part of the program, and tested
	}
	return p
})

func parsePatterns(data, words string) (*patterns, error) {
	p := &patterns{words: newWordTable(), byLeft: map[int16][]*pattern{}, byRight: map[int16][]*pattern{}}
	inLists, err := parseLists(words)
	if err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	for w, l := range inLists {
		p.words.enter(w).lists = l
	}
	sets := map[string][]string{}
	n, set := 0, ""
	for text := range strings.Lines(data) {
		n++
		words := strings.Fields(text)
		switch {
		case len(words) == 0 || words[0][0] == '#':
		case text[0] == ' ':
			sets[set] = append(sets[set], words...)
		case words[0] == "set":
			if len(words) < 4 || words[2] != "=" {
				return nil, fmt.Errorf("line %d: %q: want set NAME = WORDS", n, strings.TrimSpace(text))
			}
			set = words[1]
			sets[set] = words[3:]
		default:
			if err := p.add(strings.TrimSpace(text), n, sets); err != nil {
				return nil, fmt.Errorf("line %d: %w", n, err)
			}
		}
	}
	return p, nil
}

func (p *patterns) add(text string, order int, sets map[string][]string) error {
	head, body, ok := strings.Cut(text, ": ")
	kind, confidence, two := strings.Cut(head, " ")
	if !ok || !two {
		return fmt.Errorf("%q: want KIND CONFIDENCE: PATTERN", text)
	}
	r := &pattern{order: order, source: body}
	var err error
	if r.kind, err = ParseKind(kind); err != nil {
		return err
	}
	if r.confidence, err = ParseConfidence(confidence); err != nil {
		return err
	}
	seen := false
	for _, part := range strings.Fields(body) {
		if part == "X" {
			seen = true
			continue
		}
		e, err := p.element(part, sets)
		if err != nil {
			return err
		}
		if seen {
			r.right = append(r.right, e)
		} else {
			r.left = append([]element{e}, r.left...)
		}
	}
	if !seen {
		return fmt.Errorf("%q: no X", body)
	}
	p.index(r)
	return nil
}

func (p *patterns) element(part string, sets map[string][]string) (element, error) {
	var e element
	if len(part) > 1 && part[len(part)-1] == '?' {
		e.optional, part = true, part[:len(part)-1]
	}
	switch {
	case part == "Name":
		e.op = nameOp
	case part == "'s":
		e.op = possessiveOp
	case part == "^" || part == "$":
		e.op = edgeOp
	case part[0] == '*':
		digits, far := strings.CutPrefix(part[1:], "*")
		n, err := strconv.Atoi(digits)
		if err != nil {
			return e, fmt.Errorf("gap %q: want a number", part)
		}
		e.op, e.n, e.far = gapOp, n, far
	case part[0] == '\'' && len(part) > 1:
		e.op, e.sign = signOp, part[1:]
	default:
		for w := range strings.SplitSeq(part, "|") {
			list := []string{strings.ToLower(w)}
			if name, ok := strings.CutPrefix(w, "<"); ok {
				if list = sets[strings.TrimSuffix(name, ">")]; list == nil {
					return e, fmt.Errorf("%s: no such set", w)
				}
			}
			for _, word := range list {
				e.put(p.id(strings.ToLower(word)))
			}
		}
	}
	return e, nil
}

func (p *patterns) id(word string) int16 {
	e := p.words.enter(word)
	if e.id == 0 {
		p.ids++
		e.id = p.ids
	}
	return e.id
}

func (e *element) put(id int16) {
	for len(e.words) <= int(id)/64 {
		e.words = append(e.words, 0)
	}
	e.words[id/64] |= 1 << (id % 64)
}

func (e *element) has(id int16) bool {
	return id > 0 && int(id)/64 < len(e.words) && e.words[id/64]>>(id%64)&1 == 1
}

// index files a pattern under what must stand next to the outlet.
func (p *patterns) index(r *pattern) {
	switch {
	case len(r.left) == 0:
		p.indexRight(r)
	case !file(p.byLeft, p.ids, r.left, r):
		p.far = append(p.far, r)
		for _, e := range r.left {
			if e.op == wordOp {
				p.farWords.add(&e)
			}
		}
	}
}

func (p *patterns) indexRight(r *pattern) {
	switch r.right[0].op {
	case gapOp, nameOp:
		p.gaps = append(p.gaps, r)
	case wordOp:
		file(p.byRight, p.ids, r.right, r)
	default:
		p.signs = append(p.signs, r)
	}
}

// file puts a pattern under the words that the first of its elements take, up
// to one that must be there. It reports whether there is one.
func file(by map[int16][]*pattern, ids int16, list []element, r *pattern) bool {
	for _, e := range list {
		if e.op != wordOp {
			return false
		}
		for id := range ids + 1 {
			if e.has(id) && (len(by[id]) == 0 || by[id][len(by[id])-1] != r) {
				by[id] = append(by[id], r)
			}
		}
		if !e.optional {
			return true
		}
	}
	return false
}

func (e *element) add(other *element) {
	for i, bits := range other.words {
		for len(e.words) <= i {
			e.words = append(e.words, 0)
		}
		e.words[i] |= bits
	}
}
