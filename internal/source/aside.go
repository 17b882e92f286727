package source

// photo reads credits of pictures: (AP Photo/Jane Doe), Jane Doe/Reuters, via
// Getty Images.
func (r *Reader) photo(m *mention) verdict {
	d := &r.doc
	lo, hi := m.bounds()
	sure := r.allOfKind(m, "photo") && (!m.alias.context || d.tail(d.lines[d.lineOf(lo)], lo, hi))
	if !sure && !d.pictureAround(lo, hi) {
		return verdict{}
	}
	return d.pictureCredit(lo, hi)
}

// allOfKind reports a name that only outlets of a kind have.
func (r *Reader) allOfKind(m *mention, kind string) bool {
	if m.alias == nil {
		return false
	}
	for _, o := range m.alias.outlets {
		if r.aliases.outlets[o].Kind != kind {
			return false
		}
	}
	return true
}

// pictureCredit is the evidence of a picture: what stands in the brackets or
// before the name on the line, as far as it is short.
func (d *document) pictureCredit(lo, hi int) verdict {
	from := lo
	for i := lo - 1; i >= max(0, lo-longestCredit); i-- {
		if d.closing(i) || d.sign(i, "(", "[", "|", ";", "“", "”") {
			break
		}
		if d.in(i, pictures) {
			from = i
			break
		}
		if d.is(i, "via") && i == lo-1 {
			from = i
		}
	}
	for d.in(hi, pictures) {
		hi++
	}
	return verdict{kind: Photo, confidence: Certain, lo: from, hi: hi}
}

// longestCredit is the most tokens of a picture's credit before the outlet.
const longestCredit = 14

// pictureAround reports that the words around an outlet are those of a credit.
func (d *document) pictureAround(lo, hi int) bool {
	if d.slashed(lo, hi) {
		return true
	}
	if d.in(hi, pictures) && !d.isPlainPicture(hi) {
		return true
	}
	if d.is(lo-1, "via") && d.sign(hi, ")") && d.wireBracket(lo-2) {
		return true
	}
	for i := lo - 1; i >= max(0, lo-longestCredit); i-- {
		switch {
		case d.closing(i), d.sign(i, ")", "]"):
			return false
		case d.in(i, pictures):
			return d.credits(i+1, lo)
		}
	}
	return false
}

// wireBracket reports that names only stand between an opening bracket and
// token i: (IHA via AP).
func (d *document) wireBracket(i int) bool {
	for k := i; k >= max(0, i-6); k-- {
		if d.sign(k, "(") {
			return k < i
		}
		if !d.isUpper(k) && !d.sign(k, "/", ",", ".") {
			return false
		}
	}
	return false
}

// isPlainPicture reports a picture that is spoken of: a Reuters photo showed.
func (d *document) isPlainPicture(i int) bool {
	return !d.isUpper(i) && d.isWord(i+1) && !d.isUpper(i+1) && !d.is(i+1, "by")
}

// credits reports that between the word for a picture and the outlet stand
// only names and signs: Photo: Jane Doe for X.
func (d *document) credits(lo, hi int) bool {
	for i := lo; i < hi; i++ {
		switch {
		case d.isUpper(i), d.in(i, creditWords), d.sign(i, ":", ",", "/", ".", "-", "–", "—", "|", "©", "(", "'", "’", "&"):
		case isDigit(d.text[d.tokens[i].lo]):
		default:
			return false
		}
	}
	return true
}

// slashed reports a name in a row with slashes outside a poll: Jane Doe/AP,
// AFP/Getty, REUTERS/Jane Doe.
func (d *document) slashed(lo, hi int) bool {
	before := d.sign(lo-1, "/") && (d.isUpper(lo-2) || d.sign(lo-2, ".", ")"))
	after := d.sign(hi, "/") && d.isUpper(hi+1)
	if !before && !after {
		return false
	}
	if d.sign(lo-1, "/") && d.sign(hi, "/") && d.sign(lo-2, ".", ",") {
		return false // LONDON, Oct. 4 /X/
	}
	return d.pollEnd(hi) == 0 && !d.inSentence(lo, hi)
}

// inSentence reports that verbs stand around: the credit of a picture stands
// by itself, in brackets or on a line.
func (d *document) inSentence(lo, hi int) bool {
	if d.bracketed(lo, hi) {
		return false
	}
	l := d.lines[d.lineOf(lo)]
	if l.hi-l.lo <= longestCredit {
		return false
	}
	small := 0
	for i := max(l.lo, lo-4); i < min(l.hi, hi+4); i++ {
		if d.isWord(i) && !d.tokens[i].upper {
			small++
		}
	}
	return small >= 3
}

// bracketed reports a mention inside round or square brackets of one sentence.
func (d *document) bracketed(lo, hi int) bool {
	for i := lo - 1; i >= max(0, lo-40); i-- {
		if d.sign(i, ")", "]") || d.tokens[i].kind == breakToken {
			return false
		}
		if d.sign(i, "(", "[") {
			return true
		}
	}
	return false
}

// poll reads a Reuters/Ipsos poll, a survey by CNN.
func (r *Reader) poll(m *mention) verdict {
	d := &r.doc
	lo, hi := m.bounds()
	if end := d.pollEnd(hi); end > 0 {
		return verdict{kind: Poll, confidence: Certain, lo: lo, hi: end}
	}
	for i := lo - 1; i >= max(0, lo-6) && !d.closing(i); i-- {
		if d.in(i, polls) && (d.in(lo-1, pollLinks) || d.pollLinked(i+1, lo)) {
			return verdict{kind: Poll, confidence: Certain, lo: i, hi: hi}
		}
	}
	return verdict{}
}

// pollLinked reports only names and links between a poll and the outlet.
func (d *document) pollLinked(lo, hi int) bool {
	for i := lo; i < hi; i++ {
		if !d.isUpper(i) && !d.in(i, pollLinks) && !d.in(i, conducted) && !d.sign(i, "/", ",", "-") {
			return false
		}
	}
	return lo < hi && (d.in(lo, pollLinks) || d.in(lo, conducted))
}

// pollEnd is the token behind the word poll that follows an outlet and its
// partners, 0 for none.
func (d *document) pollEnd(hi int) int {
	hi = d.possessive(hi)
	for i := hi; i < min(len(d.tokens), hi+9); i++ {
		switch {
		case d.in(i, polls):
			return i + 1
		case d.closing(i):
			return 0
		case d.isUpper(i), d.in(i, pollWords), d.sign(i, "/", "-", "–", "&", "."):
		default:
			return 0
		}
	}
	return 0
}

// study reads of the journals that publish research.
func (r *Reader) study(m *mention) verdict {
	d := &r.doc
	lo, hi := m.bounds()
	for i := hi - 1; i >= max(0, lo-4) && !d.closing(i); i-- {
		if d.is(i, "journal") && !d.isUpper(i) {
			return verdict{kind: Study, confidence: Certain, lo: i, hi: hi}
		}
	}
	if !r.journal(m) {
		return verdict{}
	}
	for i := lo - 1; i >= max(0, lo-14) && !d.closing(i); i-- {
		if d.in(i, research) {
			return verdict{kind: Study, confidence: Certain, lo: i, hi: hi}
		}
	}
	return verdict{}
}

// journal reports an outlet that publishes research.
func (r *Reader) journal(m *mention) bool {
	if m.alias == nil {
		return false
	}
	for _, o := range m.alias.outlets {
		if journals[r.aliases.outlets[o].Name] {
			return true
		}
	}
	return false
}

var journals = map[string]bool{
	"Nature": true, "Science": true, "The Lancet": true, "JAMA": true, "The New England Journal of Medicine": true, "The BMJ": true, "PLOS One": true, "PLOS ONE": true, "Cell": true,
	"Scientific American": true,
}

// promoted reports a line that advertises: RELATED:, Follow us, Subscribe.
func (d *document) promoted(m *mention) bool {
	l := d.lines[d.lineOf(m.lo)]
	if l.hi-l.lo > longestPromo {
		return false
	}
	if d.in(l.lo, promoHeads) && (d.sign(l.lo+1, ":", "|") || d.sign(l.lo+2, ":", "|")) {
		return true
	}
	if d.in(l.lo, promoVerbs) && (d.in(l.lo+1, promoObjects) || d.in(l.lo+2, promoObjects)) {
		return true
	}
	for i := l.lo; i+1 < l.hi; i++ {
		if d.is(i, "newsletter") || d.is(i, "newsletters") || d.is(i, "subscribe") || d.is(i, "follow") && (d.is(i+1, "us") || d.is(i+1, "him") || d.is(i+1, "her") || d.is(i+1, "me")) ||
			d.is(i, "sign") && d.is(i+1, "up") || d.is(i, "click") && d.is(i+1, "here") || d.is(i, "download") && d.is(i+1, "the") || d.is(i, "app") && d.sign(i+1, ".", "!") {
			return true
		}
	}
	return false
}

const longestPromo = 45

// aside reads what names an outlet without a verb: (Reuters) behind a fact,
// the name on the last line.
func (r *Reader) aside(m *mention) verdict {
	d := &r.doc
	lo, hi := m.bounds()
	n := d.lineOf(lo)
	l := d.lines[n]
	if len(d.lines)-n <= bottomLines && n > 0 && d.tail(l, lo, hi) && !d.inQuotation(lo) {
		return verdict{kind: Credit, confidence: Strong, lo: lo, hi: hi}
	}
	if r.agency(m) && d.closing(lo-1) && n+1 == len(d.lines) && d.initials(hi, l.hi) {
		return verdict{kind: Credit, confidence: Strong, lo: lo, hi: l.hi}
	}
	if d.sign(lo-1, "(", "[") && (d.sign(hi, ")", "]") || d.sign(hi, ".") && d.sign(hi+1, ")", "]")) && lo-1 > l.lo && !(d.isUpper(lo-2) && hi-lo == 1 && allCapitals(d.word(lo))) {
		if d.definition(lo, hi) || d.inQuotation(lo) {
			return verdict{}
		}
		v := verdict{kind: Attribution, confidence: Weak, lo: lo - 1, hi: hi + 1}
		if r.agency(m) && d.sign(lo-1, "(") && hi+1 >= l.hi && l.hi-l.lo <= longestCaption {
			v.kind = Photo // the caption of a picture
		}
		return v
	}
	return verdict{}
}

// initials reports the initials of editors behind an agency's name: PTI ABK RT.
func (d *document) initials(lo, hi int) bool {
	if hi-lo > 5 {
		return false
	}
	for i := lo; i < hi; i++ {
		if !d.isUpper(i) || !allCapitals(d.word(i)) || len(d.word(i)) > 4 {
			return false
		}
	}
	return true
}

// longestCaption is the most tokens of a caption.
const longestCaption = 50

// agency reports a name of news agencies only, which sell pictures too.
func (r *Reader) agency(m *mention) bool { return r.allOfKind(m, "agency") }

// tail reports a line of nothing but outlets and signs.
func (d *document) tail(l line, lo, hi int) bool {
	if l.hi-l.lo > longestCaption {
		return false
	}
	for i := l.lo; i < l.hi; i++ {
		if i >= lo && i < hi {
			continue
		}
		if !d.dash(i) && !d.sign(i, "(", ")", "/", ",", ".", "|", "[", "]", ":", "=", "*", "©") {
			return false
		}
	}
	return true
}

// definition reports a short form in brackets behind what it stands for:
// Australian Federal Police (AFP).
func (d *document) definition(lo, hi int) bool {
	if hi-lo != 1 || !allCapitals(d.word(lo)) {
		return false
	}
	short := d.word(lo)
	i := lo - 2
	for k := len(short) - 1; k >= 0; i-- {
		if i < 0 || !d.isWord(i) && !d.sign(i, "-") {
			return false
		}
		if !d.isWord(i) || (d.in(i, joiners) || d.in(i, particles)) && upperByte(d.word(i)[0]) != short[k] {
			continue
		}
		if upperByte(d.word(i)[0]) != short[k] {
			return false
		}
		k--
	}
	return true
}

func upperByte(c byte) byte {
	if 'a' <= c && c <= 'z' {
		return c - 'a' + 'A'
	}
	return c
}
