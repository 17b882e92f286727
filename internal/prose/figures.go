package prose

import (
	"math"
	"strconv"
	"strings"
)

// figureKind parts the figures that can stand in place of one another.
type figureKind uint8

const (
	plainFigure figureKind = iota
	percentFigure
	moneyFigure
	yearFigure
	dateFigure  // day and month, or month
	clockFigure // minutes of the day
	rankFigure  // third, 21st
)

// figure is a number in a passage.
type figure struct {
	kind       figureKind
	value      float64 // of a date the day, 0 for a month alone; of a clock the minutes
	scaled     float64 // the value with the scale of the number behind it: 5 to 10 million
	month      int
	half       byte // a or p of a clock that says so
	rough      bool // about, nearly, more than
	weak       bool // too common a word to be evidence: one of them, the first
	begin, end int  // pieces
}

var months = map[string]int{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10,
	"november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}

var ranks = map[string]float64{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
	"eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "twentieth": 20,
}

// readFigures finds the figures of the passage in order.
func (c *claims) readFigures() {
	c.figures = c.figures[:0]
	for i := 0; i < len(c.pieces) && len(c.figures) < mostFigures; {
		f, ok := c.figureAt(i)
		if !ok {
			i++
			continue
		}
		f.begin = i
		f.rough = c.hedged(i)
		c.figures = append(c.figures, f)
		i = f.end
	}
	for n := range len(c.figures) - 1 {
		c.figures[n].share(c.figures[n+1])
	}
}

// mostFigures bounds the work for tables.
const mostFigures = 200

// share gives a figure the scale and the kind of the one that ends its range:
// 5 to 10 million, 3-4 percent.
func (f *figure) share(next figure) {
	if next.begin-f.end > 1 || f.kind != plainFigure && f.kind != moneyFigure || f.value >= next.value {
		return
	}
	if f.value < 1000 && next.value >= 1000 {
		f.scaled = f.value * math.Pow(1000, math.Floor(math.Log10(next.value)/3))
	}
	if next.kind == percentFigure || next.kind == moneyFigure {
		f.kind = next.kind
	}
}

// figureAt reads the figure that begins at piece i.
func (c *claims) figureAt(i int) (figure, bool) {
	if !c.mayCount(i) {
		return figure{}, false
	}
	w := strings.TrimSuffix(c.lower(i), ".")
	switch {
	case months[w] > 0 && c.pieces[i].upper:
		return c.monthAt(i, months[w])
	case w == "noon" || w == "midday":
		return figure{kind: clockFigure, value: 12 * 60, half: 'p', end: i + 1}, true
	case w == "midnight":
		return figure{kind: clockFigure, half: 'a', end: i + 1}, true
	case digitByte(w[0]):
		return c.digitsAt(i, w)
	case ranks[w] > 0:
		fraction := c.isAny(i-1, fractions)
		return figure{kind: rankFigure, value: ranks[w], weak: ranks[w] <= 2, end: i + 1}, !fraction
	}
	return c.spelledAt(i)
}

// mayCount reports a word that may begin a figure: most do not.
func (c *claims) mayCount(i int) bool {
	p := &c.pieces[i]
	if p.kind != wordPiece {
		return false
	}
	return p.lists&(valued|numerals) != 0 || digitByte(c.text[p.lo]) || c.text[p.hi-1] == '.' || strings.IndexByte(c.word(i), '-') >= 0
}

// monthAt reads March 5 and March, the latter not at the start of a sentence,
// where it may be a verb.
func (c *claims) monthAt(i, month int) (figure, bool) {
	if i+1 < len(c.pieces) && c.pieces[i+1].kind == wordPiece {
		if day, suffix := leadingNumber(c.word(i + 1)); day >= 1 && day <= 31 && day == math.Trunc(day) && (suffix == "" || rankSuffix(suffix)) {
			return figure{kind: dateFigure, value: day, month: month, end: i + 2}, true
		}
	}
	if i == 0 || c.initial(i) || (month == 3 || month == 5) && !c.isAny(i-1, beforeMonth) {
		return figure{}, false
	}
	return figure{kind: dateFigure, month: month, end: i + 1}, true
}

func rankSuffix(s string) bool { return s == "st" || s == "nd" || s == "rd" || s == "th" }

// leadingNumber splits a word into its number and what follows: 1,800.50,
// 5th, 12-year-old. It is -1 where there is none.
func leadingNumber(w string) (float64, string) {
	n := 0
	for n < len(w) && (digitByte(w[n]) || (w[n] == ',' || w[n] == '.') && n+1 < len(w) && digitByte(w[n+1])) {
		n++
	}
	digits := w[:n]
	if comma := strings.LastIndexByte(digits, ','); comma >= 0 && len(digits)-comma != 4 && !strings.Contains(digits, ".") && strings.Count(digits, ",") == 1 {
		digits = strings.Replace(digits, ",", ".", 1) // 1,5 as the French write it
	}
	digits = strings.ReplaceAll(digits, ",", "")
	if strings.Count(digits, ".") > 1 {
		digits = strings.ReplaceAll(digits, ".", "") // 1.800.000
	}
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return -1, w
	}
	return v, w[n:]
}

// digitsAt reads a figure in digits.
func (c *claims) digitsAt(i int, w string) (figure, bool) {
	v, suffix := leadingNumber(w)
	f := figure{value: v, end: i + 1}
	if v < 0 {
		return f, false
	}
	if minutes, ok := strings.CutPrefix(suffix, ":"); ok && v < 25 {
		m, _ := leadingNumber(minutes)
		f.kind, f.value = clockFigure, 60*v+max(m, 0)
		suffix = strings.TrimLeft(minutes, "0123456789")
	}
	suffix = strings.TrimSuffix(strings.TrimPrefix(suffix, "-"), ".")
	if c.clockHalf(&f, suffix) {
		return f, true
	}
	if f.kind == clockFigure {
		return f, true
	}
	if month := c.monthBehind(f.end); month > 0 && v >= 1 && v <= 31 && (suffix == "" || rankSuffix(suffix)) {
		f.kind, f.month = dateFigure, month
		for f.end < len(c.pieces) && months[strings.TrimSuffix(c.lower(f.end), ".")] == 0 {
			f.end++
		}
		f.end++
		return f, true
	}
	if rankSuffix(suffix) {
		f.kind = rankFigure
		return f, true
	}
	if s := scales[suffix]; s > 0 {
		f.value *= s
	} else if second, rest := leadingNumber(suffix); second >= 0 && rest == "" && second > v { // 5-10 million
		f.scaled, f.value = v, second
	}
	bare := len(w) == 4 && suffix == "" && v >= 1800 && v < 2100
	c.scaleAt(&f)
	c.kindAt(&f, i)
	if bare && f.kind == plainFigure && f.end == i+1 || suffix == "s" && v >= 1500 && v < 2100 {
		f.kind = yearFigure
	}
	return f, true
}

// clockHalf reads a.m. and p.m. behind a clock.
func (c *claims) clockHalf(f *figure, suffix string) bool {
	half := suffix
	if half == "" && f.end < len(c.pieces) && c.pieces[f.end].kind == wordPiece {
		half = strings.ReplaceAll(c.lower(f.end), ".", "")
	}
	half = strings.ReplaceAll(half, ".", "")
	switch half {
	case "am", "pm":
		f.half = half[0]
	case "o'clock", "o’clock":
	default:
		return false
	}
	if f.kind != clockFigure {
		if f.value > 24 || f.value != math.Trunc(f.value) {
			return false
		}
		f.kind, f.value = clockFigure, 60*f.value
	}
	if suffix == "" {
		f.end++
	}
	return true
}

// monthBehind is the month at piece i, behind of if need be.
func (c *claims) monthBehind(i int) int {
	if c.isWord(i, "of") {
		i++
	}
	if i < len(c.pieces) && c.pieces[i].kind == wordPiece && c.pieces[i].upper {
		return months[strings.TrimSuffix(c.lower(i), ".")]
	}
	return 0
}

// kindAt tells money and per cents by what stands around the figure that
// begins at piece i.
func (c *claims) kindAt(f *figure, i int) {
	before, behind := c.text[:c.pieces[i].lo], c.text[c.pieces[f.end-1].hi:]
	switch {
	case strings.HasSuffix(before, "$") || strings.HasSuffix(before, "£") || strings.HasSuffix(before, "€") || strings.HasSuffix(before, "¥"):
		f.kind = moneyFigure
	case strings.HasPrefix(behind, "%") || strings.HasPrefix(behind, " %"):
		f.kind = percentFigure
	case c.isAny(f.end, percents):
		f.kind = percentFigure
		f.end++
	case c.isWord(f.end, "per") && c.isWord(f.end+1, "cent"):
		f.kind = percentFigure
		f.end += 2
	case c.isAny(f.end, currencies):
		f.kind = moneyFigure
		f.end++
	}
}

// hedged reports an approximate figure at piece i.
func (c *claims) hedged(i int) bool {
	return c.isAny(i-1, hedges) || c.isWord(i-1, "than") || c.isWord(i-1, "least") || c.isWord(i-1, "to") && (c.isWord(i-2, "up") || c.isWord(i-2, "close"))
}

// unitAt is what the figure that ends before piece i counts: the meaning of
// the last of the next two words that tell something (armed men).
func (c *claims) unitAt(i int) string {
	for j := i; j < min(i+3, len(c.pieces)) && c.pieces[j].kind == wordPiece; j++ {
		if key := c.key(j); key != "" {
			return key
		}
	}
	return ""
}

// otherFigures reports a figure of each passage in the place of one of the
// other.
func otherFigures(x, y *claims) bool {
	for _, f := range x.figures {
		if f.among(y.figures) {
			continue
		}
		for _, g := range y.figures {
			if !g.among(x.figures) && f.inPlaceOf(g) && x.sameThing(f, y, g) {
				return true
			}
		}
	}
	return false
}

func (f figure) among(figures []figure) bool {
	for _, g := range figures {
		if f.same(g) {
			return true
		}
	}
	return false
}

// same reports two ways to write one figure.
func (f figure) same(g figure) bool {
	switch {
	case f.kind == dateFigure && g.kind == dateFigure:
		return f.month == g.month && (f.value == g.value || f.value == 0 || g.value == 0)
	case f.kind == clockFigure && g.kind == clockFigure:
		if f.half == g.half && f.half != 0 || f.value >= 13*60 && g.value >= 13*60 {
			return math.Mod(f.value, 720) == math.Mod(g.value, 720)
		}
		return f.minutes() == g.minutes() || (f.half == 0 || g.half == 0) && math.Mod(f.value, 720) == math.Mod(g.value, 720)
	case f.kind == clockFigure || g.kind == clockFigure:
		return f.value == 60*g.value || g.value == 60*f.value
	}
	for _, v := range [...]float64{f.value, f.scaled} {
		for _, w := range [...]float64{g.value, g.scaled} {
			if v != 0 && equal(v, w, f.rough || g.rough) || v == w && v == f.value && w == g.value {
				return true
			}
		}
	}
	return false
}

// minutes are those since midnight, as far as the clock tells.
func (f figure) minutes() float64 {
	if f.half == 'p' {
		return math.Mod(f.value, 720) + 720
	}
	return f.value
}

// roughly is how far a hedged figure may be off: nearly two million, 1.9
// million.
const roughly = 0.1

func equal(v, w float64, rough bool) bool {
	if rough {
		return math.Abs(v-w) <= roughly*max(v, w)
	}
	return math.Abs(v-w) <= 1e-9*max(v, w)
}

// inPlaceOf reports figures of one kind, at most one of them weak.
func (f figure) inPlaceOf(g figure) bool { return f.kind == g.kind && !(f.weak && g.weak) }

// sameThing reports whether two plain figures may count the same: they do
// unless both say what they count and neither thing is in the other passage.
func (c *claims) sameThing(f figure, d *claims, g figure) bool {
	if f.kind != plainFigure {
		return true
	}
	unit, other := c.unitAt(f.end), d.unitAt(g.end)
	if f.weak || g.weak {
		return unit != "" && unit == other
	}
	return unit == "" || other == "" || unit == other || d.counts()[unit] > 0 || c.counts()[other] > 0
}
