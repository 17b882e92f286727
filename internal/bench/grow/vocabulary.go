package main

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/dupes-news/dupes/shingle"
)

// A vocabulary is the words of a corpus in their normal forms.
type vocabulary struct {
	words   []string          // by rank: the common ones, the others, the figures; each by falling frequency
	ranks   map[string]uint32 // of words
	classOf []uint8           // by rank; that of a common word means nothing
	classes []class
}

// class is a run of ranks of which any may stand for any other.
type class struct{ lo, size uint64 }

// newVocabulary counts the words of the articles and makes classes of them.
func newVocabulary(base []article) *vocabulary {
	v := &vocabulary{ranks: map[string]uint32{}}
	var counts []uint32 // by number of the word, as are the ranks at first
	var w shingle.Words
	for _, a := range base {
		for _, text := range []string{a.Text, a.Title} {
			w.Split(text)
			for i := range w.Len() {
				number, ok := v.ranks[string(w.Norm(i))]
				if !ok {
					word := string(w.Norm(i))
					number = uint32(len(v.words))
					v.ranks[word], v.words, counts = number, append(v.words, word), append(counts, 0)
				}
				counts[number]++
			}
		}
	}
	v.sort(counts)
	return v
}

func (v *vocabulary) sort(counts []uint32) {
	slices.SortFunc(v.words, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[v.ranks[b]], counts[v.ranks[a]]), cmp.Compare(a, b))
	})
	rare := v.words[min(common, len(v.words)):]
	slices.SortStableFunc(rare, func(a, b string) int { return cmp.Compare(figure(a), figure(b)) })
	for rank, word := range v.words {
		v.ranks[word] = uint32(rank)
	}
	figures, _ := slices.BinarySearchFunc(rare, 1, func(word string, one int) int { return cmp.Compare(figure(word), one) })
	v.classOf = make([]uint8, len(v.words))
	lo := len(v.words) - len(rare)
	v.classify(lo, lo+figures)
	v.classify(lo+figures, len(v.words))
}

// figure is 1 for a word that begins with a digit, 0 for any other.
func figure(word string) int {
	if '0' <= word[0] && word[0] <= '9' {
		return 1
	}
	return 0
}

// classify makes classes of the ranks [lo, hi).
func (v *vocabulary) classify(lo, hi int) {
	for size := leastClass; lo < hi; size *= 2 {
		if hi-lo < 3*size { // a rest smaller than the class before joins it
			size = hi - lo
		}
		for rank := lo; rank < lo+size; rank++ {
			v.classOf[rank] = uint8(len(v.classes))
		}
		v.classes = append(v.classes, class{uint64(lo), uint64(size)})
		lo += size
	}
}

// A permutation sends the word at i of class c to mul*i + add modulo the size
// of c. A true shuffle of 600,000 words would take longer than all else. Two
// versions agree about the smallest class once in 32,768 times.
type permutation []struct{ mul, add uint64 } // by class

// draw draws a permutation, in the memory of p.
func (v *vocabulary) draw(p permutation, rng *rand.Rand) permutation {
	p = slices.Grow(p[:0], len(v.classes))[:len(v.classes)]
	for i, c := range v.classes {
		for p[i].mul = 0; !coprime(p[i].mul, c.size); {
			p[i].mul = rng.Uint64N(c.size) + 1
		}
		p[i].add = rng.Uint64N(c.size)
	}
	return p
}

func coprime(a, b uint64) bool {
	for b > 0 {
		a, b = b, a%b
	}
	return a == 1
}

// of returns what stands for a word, not ok where the word stays.
func (p permutation) of(v *vocabulary, norm []byte) (string, bool) {
	rank, ok := v.ranks[string(norm)]
	if !ok || rank < common {
		return "", false
	}
	at := v.classOf[rank]
	c := v.classes[at]
	to := c.lo + (p[at].mul*(uint64(rank)-c.lo)+p[at].add)%c.size
	return v.words[to], to != uint64(rank)
}
