package source

// verdict is what the words around a mention make of it. Kind 0 is nothing.
type verdict struct {
	kind       Kind
	confidence Confidence
	lo, hi     int // tokens of the evidence
	denied     bool
}

// judge says as what kind of source a mention names its outlet.
func (r *Reader) judge(m *mention) verdict {
	d := &r.doc
	if d.swallowed(m) {
		return verdict{}
	}
	for _, rule := range [...]func(*mention) verdict{
		r.photo, r.poll, r.study, r.dateline, r.byline,
	} {
		if v := rule(m); v.kind != 0 {
			return v
		}
	}
	if r.allOfKind(m, "photo") {
		return verdict{} // or it is the environmental agency
	}
	v := r.cue(m)
	if v.kind != Reprint && v.kind != Credit && d.promoted(m) {
		lo, hi := m.bounds()
		return verdict{kind: Promo, confidence: Strong, lo: lo, hi: hi}
	}
	if v.kind == 0 {
		v = r.aside(m)
	}
	return v
}

// bounds are the tokens of a mention with its article.
func (m *mention) bounds() (lo, hi int) {
	if m.the != noArticle {
		return m.lo - 1, m.hi
	}
	return m.lo, m.hi
}

// cue finds the surest pattern that holds for a mention.
func (r *Reader) cue(m *mention) verdict {
	d := &r.doc
	search := cueSearch{d: d, m: m}
	r.begins = d.begins(r.begins[:0], m)
	end := d.describedEnd(m.hi)
	far := d.farCue(m)
	for _, lo := range r.begins {
		if lo > 0 {
			search.try(d.cues.byLeft[d.look(lo-1).id], lo, m.hi)
		}
		if far {
			search.try(d.cues.far, lo, m.hi)
		}
		search.tryRight(lo, m.hi)
		if end > m.hi {
			search.tryRight(lo, end) // X news agency reported
		}
	}
	return search.verdict()
}

// cueSearch is the search for the surest pattern.
type cueSearch struct {
	d    *document
	m    *mention
	rule *pattern
	best verdict
}

// tryRight tries the patterns that begin with the outlet.
func (s *cueSearch) tryRight(lo, hi int) {
	s.try(s.d.cues.gaps, lo, hi)
	switch {
	case hi >= len(s.d.tokens):
	case s.d.tokens[hi].kind == signToken:
		s.try(s.d.cues.signs, lo, hi)
	default:
		s.try(s.d.cues.byRight[s.d.look(hi).id], lo, hi)
	}
}

func (s *cueSearch) try(list []*pattern, lo, hi int) {
	for _, p := range list {
		if s.rule != nil && (p.confidence < s.rule.confidence || p.confidence == s.rule.confidence && p.order >= s.rule.order) {
			continue
		}
		from, to, ok := s.d.holds(p, lo, hi)
		if !ok || s.d.vetoed(s.m, p, from, to) {
			continue
		}
		s.rule, s.best = p, verdict{kind: p.kind, confidence: p.confidence, lo: from, hi: max(to, s.m.hi)}
	}
}

func (s *cueSearch) verdict() verdict {
	if s.rule == nil {
		return verdict{}
	}
	v := s.best
	if len(s.rule.left) > 0 {
		v.lo = s.d.subject(v.lo, s.rule.kind)
	}
	v.denied = s.d.denied(v.lo, v.hi)
	return v
}

// farCue reports that near before a mention stands a word with which a pattern
// begins that has a gap right before the outlet: copyright, with files.
func (d *document) farCue(m *mention) bool {
	for i := m.lo - 1; i >= max(0, m.lo-farReach); i-- {
		if d.tokens[i].kind == breakToken {
			return false
		}
		if d.tokens[i].kind == wordToken && d.cues.farWords.has(d.look(i).id) || d.sign(i, "©", ")") {
			return true
		}
	}
	return false
}

// farReach is the tokens that such a gap may hold.
const farReach = 16

// begins appends where the words that belong to a mention may begin: with its
// article, and with what describes the outlet: the British newspaper X.
func (d *document) begins(out []int, m *mention) []int {
	lo, _ := m.bounds()
	out = append(out, lo)
	if lo < m.lo {
		out = append(out, m.lo) // for the rules of which the article is a part
	}
	described := false
	for i := lo - 1; i >= max(0, lo-longestDescription); i-- {
		if !d.isWord(i) && !d.sign(i, "-", "'", "’") || d.tokens[i].stop || d.in(i, notDescribing) {
			break
		}
		switch {
		case d.in(i, openers):
			return append(out, i)
		case described || i+1 == lo && d.in(i, outletNouns): // British newspaper X
			out, described = append(out, i), true
		case i+2 <= lo && d.possessive(i+1) > i+1 && d.isUpper(i): // Britain's X
			out, described = append(out, i), true
		}
	}
	return out
}

// describedEnd passes what an outlet is called behind its name: news agency.
func (d *document) describedEnd(i int) int {
	if d.is(i, "news") || d.is(i, "press") {
		i++
	}
	if d.in(i, outletNouns) {
		i++
	}
	return i
}

// longestDescription is the most tokens that describe an outlet before its
// name: Russia's state-run news agency X.
const longestDescription = 7

// subject widens evidence to who speaks: "he told X", "Jane Doe told X".
func (d *document) subject(lo int, kind Kind) int {
	if kind != Told || lo == 0 || d.in(lo, notSubject) || d.closing(lo-1) {
		return lo
	}
	if d.in(lo-1, pronouns) {
		return lo - 1
	}
	if d.in(d.nameBegin(lo)-1, notDescribing) {
		return lo // a professor at the University of Y in Z told X
	}
	for from := d.nameBegin(lo); from < lo; from++ {
		if d.isUpper(from) && !d.in(from, notSubject) {
			return from
		}
	}
	return lo
}

// denied reports that the evidence is named only to be contradicted.
func (d *document) denied(lo, hi int) bool {
	for i := max(0, lo-5); i < lo; i++ {
		switch {
		case d.is(i, "contrary") && d.is(i+1, "to"), d.in(i, denials) && !d.closing(lo-1):
			if d.sameSentence(i, lo) {
				return true
			}
		}
	}
	for i := lo; i < hi; i++ {
		if d.in(i, wrongly) {
			return true
		}
	}
	for i := hi; i < min(len(d.tokens), hi+5) && !d.closing(i); i++ {
		if d.in(i, untrue) && (d.in(i-1, beings) || d.in(i-2, beings)) {
			return true
		}
	}
	return false
}

func (d *document) sameSentence(i, j int) bool {
	for ; i < j; i++ {
		if d.closing(i) {
			return false
		}
	}
	return true
}

// swallowed reports a mention that is part of a longer name: Time Warner, the
// Cincinnati Post, Mayor Bloomberg.
func (d *document) swallowed(m *mention) bool {
	lo, hi := m.bounds()
	if m.alias == nil {
		return false // what is read as a name by its form is whole
	}
	if d.isUpper(hi) && !d.tokens[hi-1].stop && d.in(hi, bodies) && !d.copyrightBefore(lo) || d.in(hi, lessons) {
		return true
	}
	if m.alias.context && !allCapitals(d.word(m.lo)) && (d.is(hi, "of") && (d.isUpper(hi+1) || d.is(hi+1, "the")) || d.isUpper(hi) && !d.in(hi, afterNames) && !d.in(hi, dateWords)) {
		return true // the Journal of Nutrition, Science Fiction
	}
	if d.sign(hi, "‐", "‑") && !d.tokens[hi].spaced {
		return true
	}
	if d.sign(hi, "-") && !d.tokens[hi].spaced && d.isWord(hi+1) && !d.tokens[hi+1].spaced && !d.isUpper(hi+1) {
		return true // Reuters-style
	}
	if m.the != noArticle || lo == 0 {
		return false
	}
	last := lo - 1
	if d.sign(last, "@", "#", "_") && !d.tokens[lo].spaced {
		return true
	}
	if d.sign(last, ".") && !d.tokens[last].stop {
		last-- // J. Time
		if last >= 0 && d.isUpper(last) && d.tokens[last].hi-d.tokens[last].lo <= 3 && !d.in(last, dateWords) {
			return true
		}
		return false
	}
	return d.isUpper(last) && !d.tokens[last].stop && !d.starts(last) && !d.in(last, beforeNames) && m.alias.context ||
		d.isUpper(last) && d.in(last, personTitles)
}

// copyrightBefore reports a sign of copyright a few tokens before token i: what
// holds it is a company.
func (d *document) copyrightBefore(i int) bool {
	for k := i - 1; k >= max(0, i-5) && d.tokens[k].kind != breakToken; k-- {
		if d.sign(k, "©") || d.is(k, "c") || d.is(k, "copyright") {
			return true
		}
	}
	return false
}

// vetoed reports that a pattern holds in words, but the outlet is not the
// origin of anything: it is the topic, it is spoken of, or its people are.
func (d *document) vetoed(m *mention, p *pattern, from, to int) bool {
	if d.inQuotation(m.lo) {
		return true
	}
	after := d.possessive(m.hi)
	if len(p.right) == 0 {
		switch {
		case d.in(after, staff) && !d.isUpper(after+1):
			return true
		case p.kind == Told && d.is(m.hi, "to") && d.isWord(m.hi+1) && d.in(m.lo-1, toldWords):
			return true // told X to stop
		case d.in(from-1, formers) || d.in(m.lo-1, formers):
			return true
		}
		return false
	}
	if d.is(to-1, "editorial") && d.is(to, "board") {
		return true
	}
	if len(p.left) == 0 {
		lo, _ := m.bounds()
		if m.alias == nil && p.kind == Attribution && !d.reportVerb(m.hi, to) {
			return true // a body whose name ends like a paper's
		}
		if d.in(lo-1, formers) || d.in(lo-1, objectCues) || p.kind == Attribution && d.in(lo-1, belongs) && d.isWord(lo-2) && !d.isUpper(lo-2) {
			return true
		}
		return d.aboutItself(p, to)
	}
	return false
}

// reportVerb reports that one of the tokens [lo, hi) says that news was made.
func (d *document) reportVerb(lo, hi int) bool {
	for i := lo; i < hi; i++ {
		if d.in(i, reportVerbs) {
			return true
		}
	}
	return false
}

// aboutItself reports that an outlet speaks of itself or its business: X said
// it would sell, X reported a loss.
func (d *document) aboutItself(p *pattern, to int) bool {
	if p.kind != Attribution && p.kind != Obtained || to == 0 {
		return false
	}
	verb := to - 1
	if d.in(verb, saids) && (d.in(to, selves) || d.is(to, "that") && d.in(to+1, selves) || d.is(to, "in") && (d.is(to+1, "a") || d.is(to+1, "an")) && d.in(to+2, statements)) {
		return true
	}
	for i := to; i < min(len(d.tokens), to+4) && !d.closing(i); i++ {
		if d.in(i, results) {
			return true
		}
	}
	return false
}
