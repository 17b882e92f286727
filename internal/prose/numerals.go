package prose

import (
	"math"
	"strings"
)

var smallNumbers = map[string]float64{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
	"twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
	"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var scales = map[string]float64{
	"dozen": 12, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
	"mln": 1e6, "bln": 1e9, "mn": 1e6, "bn": 1e9, "trn": 1e12, "k": 1e3, "m": 1e6, "b": 1e9, "tn": 1e12,
}

// scaleAt multiplies by the million and the like that follows.
func (c *claims) scaleAt(f *figure) {
	for f.end < len(c.pieces) && c.pieces[f.end].kind == wordPiece {
		w := strings.TrimSuffix(c.lower(f.end), ".")
		s := scales[strings.TrimSuffix(w, "s")]
		if s == 0 || len(w) == 1 {
			return
		}
		f.value, f.scaled = f.value*s, f.scaled*s
		f.end++
	}
}

// spelledAt reads a figure in words: twenty-five, two hundred and six, a
// dozen, half a million.
func (c *claims) spelledAt(i int) (figure, bool) {
	total, current, words := 0.0, 0.0, 0
	j := i
	for j < min(i+spelledWords, len(c.pieces)) && c.pieces[j].kind == wordPiece {
		w := c.lower(j)
		n, ok := spelled(w)
		s := scales[strings.TrimSuffix(w, "s")]
		switch {
		case ok && (current == 0 || math.Mod(current, 100) == 0 || math.Mod(current, 10) == 0 && n < 10):
			current += n
		case s >= 12 && w != "dozens" && len(w) > 3 && (words > 0 || c.isWord(j-1, "a")):
			if current = max(current, 1) * s; s >= 1000 {
				total, current = total+current, 0
			}
		case w == "half" && words == 0 && (c.isWord(j+1, "a") || c.isWord(j+1, "million")):
			return c.half(j)
		case w == "and" && words > 0 && current >= 100 && c.spelledNext(j+1):
		case w == "a" && words == 0 && j+1 < len(c.pieces) && c.pieces[j+1].kind == wordPiece && scales[c.lower(j+1)] >= 12:
		default:
			ok, s = false, -1
		}
		if s < 0 {
			break
		}
		words++
		j++
	}
	if words == 0 {
		return figure{}, false
	}
	f := figure{value: total + current, end: j}
	f.weak = j == i+1 && f.value == 1 && c.oneOfMany(i)
	if clock := c.clockHalf(&f, ""); clock {
		return f, true
	}
	c.kindAt(&f, i)
	return f, true
}

// spelledWords bounds the words of a figure: two hundred and thirty-four
// thousand five hundred and six has eight.
const spelledWords = 12

// spelled is the value of a number word below 100.
func spelled(w string) (float64, bool) {
	if n, ok := smallNumbers[w]; ok {
		return n, true
	}
	tens, ones, ok := strings.Cut(w, "-")
	t, o := smallNumbers[tens], smallNumbers[ones]
	if ok && t >= 20 && o >= 1 && o < 10 {
		return t + o, true
	}
	n, known := smallNumbers[tens] // ten-year-old
	return n, ok && known && o == 0
}

func (c *claims) spelledNext(j int) bool {
	if j >= len(c.pieces) || c.pieces[j].kind != wordPiece {
		return false
	}
	_, ok := spelled(c.lower(j))
	return ok
}

// half reads half a million.
func (c *claims) half(i int) (figure, bool) {
	j := i + 1
	if c.isWord(j, "a") {
		j++
	}
	if j >= len(c.pieces) || c.pieces[j].kind != wordPiece || scales[c.lower(j)] < 12 {
		return figure{}, false
	}
	f := figure{value: scales[c.lower(j)] / 2, end: j + 1}
	c.kindAt(&f, i)
	return f, true
}

// oneOfMany reports a one that counts nothing: one of them, no one, this one.
func (c *claims) oneOfMany(i int) bool {
	if i+1 >= len(c.pieces) || c.pieces[i+1].kind != wordPiece || c.isAny(i+1, afterOne) {
		return true
	}
	return c.isAny(i-1, beforeOne)
}
