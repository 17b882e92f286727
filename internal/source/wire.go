package source

// dateline reads LONDON, Oct. 4 (Reuters) - and its relatives.
func (r *Reader) dateline(m *mention) verdict {
	d := &r.doc
	lo, hi := m.bounds()
	open, end := lo-1, d.channelEnd(hi)
	switch {
	case d.sign(open, "(", "[") && d.sign(end, ")", "]"):
	case d.sign(open, "/") && d.sign(end, "/"):
	default:
		return verdict{}
	}
	begin, ok := d.datelineBegin(open)
	if !ok {
		return verdict{}
	}
	behind := end + 1
	switch {
	case behind >= len(d.tokens):
		return verdict{}
	case d.dash(behind), d.sign(behind, ":", "|") && begin < open, d.sign(open, "/") && d.sign(behind, "."):
	case begin == open: // nothing before it
		return verdict{}
	case d.isUpper(behind), d.sign(behind, "“", `"`, "‘", "'"):
		if !d.placeLike(begin, open) {
			return verdict{}
		}
	default:
		return verdict{}
	}
	return verdict{kind: Dateline, confidence: Certain, lo: begin, hi: end + 1}
}

// channelEnd passes the words that may follow a name in brackets: CNN Business.
func (d *document) channelEnd(i int) int {
	for n := 0; n < 3 && d.isUpper(i); n++ {
		i++
	}
	return i
}

// longestDateline is the most tokens of place and date before the brackets.
const longestDateline = 16

// datelineBegin is where the place and date before token open begin, and
// whether they are all that stands before it on the line, but for a caption.
func (d *document) datelineBegin(open int) (int, bool) {
	i := open
	for ; i > 0 && d.tokens[i-1].kind != breakToken; i-- {
		t := i - 1
		if open-t > longestDateline {
			return 0, false
		}
		switch {
		case d.isUpper(t), isDigit(d.text[d.tokens[t].lo]), d.sign(t, ",", ".", "/", "'", "’", "(", ")", "[", "]"), d.sign(t, "-") && !d.tokens[t].spaced:
		case d.in(t, particles) || d.in(t, datelineWords):
		default:
			return i, d.dash(t) || d.tokens[t].stop || d.sign(t, ")", "|", ":")
		}
		if d.tokens[t].stop && i < open && d.isUpper(i) && !d.allUpper(i-2) {
			return i, true // a sentence before it on the line
		}
	}
	return i, true
}

func (d *document) allUpper(i int) bool { return i >= 0 && allCapitals(d.word(i)) }

// placeLike reports the tokens of a place and date where no dash follows: the
// place in capitals, or a few words.
func (d *document) placeLike(lo, hi int) bool {
	if hi-lo < 1 || !d.isUpper(lo) {
		return false
	}
	return allCapitals(d.word(lo)) || hi-lo <= 8
}

// near the top or the end of an article stand bylines and credits.
const (
	topLines    = 10
	bottomLines = 4
	bylineWords = 16
)

// byline reads By Jane Doe, Associated Press.
func (r *Reader) byline(m *mention) verdict {
	d := &r.doc
	n := d.lineOf(m.lo)
	l := d.lines[n]
	top, bottom := n < topLines, len(d.lines)-n <= bottomLines
	if l.hi-l.lo > bylineWords || !top && !bottom || d.tokens[l.hi-1].stop && l.hi-l.lo > 4 {
		return verdict{}
	}
	whole := verdict{kind: Byline, confidence: Certain, lo: l.lo, hi: l.hi}
	lo, hi := m.bounds()
	switch {
	case d.is(l.lo, "by") && d.names(l.lo+1, l.hi):
		return whole
	case top && l.hi-l.lo <= 8 && d.names(l.lo, l.hi) && d.underByline(n):
		return whole
	case top && d.roleEnd(hi) >= l.hi && lo > l.lo+2 && d.sign(lo-1, ",", "|", "/", "•", "-", "–", "—") && d.names(l.lo, lo-1) && d.isUpper(l.lo) && lo-l.lo <= 8 && !d.is(l.lo, "photo"):
		return whole
	case top && lo == l.lo && l.hi-l.lo <= 5 && d.roleEnd(hi) >= l.hi && d.roleEnd(hi) > hi:
		return whole // Associated Press Writer
	}
	return verdict{}
}

// roleEnd passes the words for a journalist from token i on.
func (d *document) roleEnd(i int) int {
	for d.in(i, bylineRoles) {
		i++
	}
	return i
}

// names reports tokens that are names, roles and what joins them.
func (d *document) names(lo, hi int) bool {
	for i := lo; i < hi; i++ {
		switch {
		case d.isUpper(i), d.in(i, particles), d.in(i, bylineRoles), d.in(i, joiners):
		case d.sign(i, ",", ".", "&", "/", "|", "-", "–", "—", "'", "’", "•", "(", ")"):
		default:
			return false
		}
	}
	return lo < hi
}

// underByline reports that line n follows one that begins with By, or near the
// top one that holds only a name.
func (d *document) underByline(n int) bool {
	if n == 0 {
		return false
	}
	l := d.lines[n-1]
	if d.is(l.lo, "by") && l.hi-l.lo <= bylineWords && d.names(l.lo+1, l.hi) {
		return true
	}
	return n <= 3 && n+1 < len(d.lines) && l.hi-l.lo >= 2 && l.hi-l.lo <= 4 && d.capitalsEnd(l.lo) == l.hi // Jane Doe
}
