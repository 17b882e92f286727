package source

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dupes-news/dupes/internal/prose"
	"github.com/dupes-news/dupes/shingle"
)

// occasion is what an article says of where a quote was said.
type occasion struct {
	outlets []binding // to which it was said
	other   string    // an outlet that stands as a source in its passage
	setting string    // a place or a paper in its sentences: "at a rally", "in a statement"
	nearby  string    // the same where the passage gives one, before or in its sentences
}

// binding is a source that belongs to a quote.
type binding struct {
	Source
	confidence Confidence
}

// The passage of a quote: what a reader still takes for its surroundings. The
// bytes bound the cost for a text without lines.
const (
	paragraphsBefore = 2
	bytesBefore      = 2000
	bytesAfter       = 600
)

// occasionOf reads the passage of a run of quote i.
func occasionOf(p *Page, i int, run Span, speaker string) occasion {
	v := viewOf(p, i, run)
	var o occasion
	o.outlets = v.governing(p, speaker)
	if len(o.outlets) == 0 {
		o.outlets = v.introducing(p, speaker)
	}
	from := v.region
	if len(o.outlets) > 0 {
		from.Lo = min(from.Lo, o.outlets[0].Evidence.Lo)
	}
	o.setting = v.setting(p, from, len(o.outlets) > 0)
	o.nearby = v.setting(p, Span{Lo: v.at, Hi: v.at + len(v.plain)}, false)
	for _, s := range p.Sources {
		if s.Field == "" && s.Counts() && s.Evidence.Lo >= v.at && s.Evidence.Hi <= v.region.Hi {
			o.other = s.Outlet
		}
	}
	return o
}

// view is the passage of one quote.
type view struct {
	at        int     // where the passage begins in the text
	plain     []byte  // the passage, each byte in a quote replaced by a mark
	quote     Span    // the stretch of it that is asked about
	quotes    []Quote // of the passage, that one included
	index     int     // of that one in quotes
	sentences []Span  // of the passage
	region    Span    // the sentences that hold the quote, what introduces it and what says who speaks
	first     int     // sentence of the region
}

// masked stands for each byte inside a quote: it is neither white space nor a
// letter, so that no phrase goes through a quote.
const masked = '"'

func viewOf(p *Page, i int, run Span) *view {
	v := &view{quote: around(p.Quotes[i].Parts, run)}
	lo, hi := passageOf(p.Text, v.quote)
	v.at, v.plain = lo, []byte(p.Text[lo:hi])
	v.near(p, i, Span{Lo: lo, Hi: hi})
	v.cut(p.Text[lo:hi])
	for _, q := range v.quotes {
		for _, part := range q.Parts {
			v.mask(part)
		}
	}
	return v
}

// widestGap is over any "he said, after a pause" between two parts of a quote.
const widestGap = 160 // bytes

// around is the stretch of a quote that holds a run. A cue belongs to the parts
// that follow one another about it, and not to what the same person says a
// paragraph further on.
func around(parts []Span, run Span) Span {
	lo := 0
	for lo < len(parts)-1 && parts[lo].Hi <= run.Lo {
		lo++
	}
	hi := lo
	for hi < len(parts)-1 && (parts[hi+1].Lo < run.Hi || parts[hi+1].Lo-parts[hi].Hi <= widestGap) {
		hi++
	}
	for lo > 0 && parts[lo].Lo-parts[lo-1].Hi <= widestGap {
		lo--
	}
	return Span{Lo: parts[lo].Lo, Hi: parts[hi].Hi}
}

// passageOf is the paragraphs of a quote and those before it, as far as they
// are near.
func passageOf(text string, quote Span) (lo, hi int) {
	least := max(0, quote.Lo-bytesBefore)
	for least > 0 && !utf8.RuneStart(text[least]) {
		least++
	}
	lo = quote.Lo
	for n := 0; n <= paragraphsBefore; n++ {
		end := strings.LastIndexByte(text[least:lo], '\n')
		if end < 0 {
			lo = least
			break
		}
		lo = least + end
		if n < paragraphsBefore {
			lo = least + len(strings.TrimRightFunc(text[least:lo], unicode.IsSpace))
		}
	}
	hi = min(len(text), quote.Hi+bytesAfter)
	for hi < len(text) && !utf8.RuneStart(text[hi]) {
		hi--
	}
	if end := strings.IndexByte(text[quote.Hi:hi], '\n'); end >= 0 {
		hi = quote.Hi + end
	}
	return lo, hi
}

// near finds the quotes that touch the passage.
func (v *view) near(p *Page, i int, passage Span) {
	lo, hi := i, i+1
	for lo > 0 && p.Quotes[lo-1].Span().Hi > passage.Lo {
		lo--
	}
	for hi < len(p.Quotes) && p.Quotes[hi].Span().Lo < passage.Hi {
		hi++
	}
	v.quotes, v.index = p.Quotes[lo:hi], i-lo
}

// cut finds the sentences of the passage and the region of the quote.
func (v *view) cut(passage string) {
	var words shingle.Words
	words.Split(passage)
	for _, s := range prose.Sentences(nil, passage, &words) {
		v.sentences = append(v.sentences, Span{Lo: v.at + s.Lo, Hi: v.at + s.Hi})
	}
	v.region, v.first = v.quote, len(v.sentences)
	for k, s := range v.sentences {
		if s.Hi <= v.quote.Lo || s.Lo >= v.quote.Hi {
			continue
		}
		v.first = min(v.first, k)
		v.region = Span{Lo: min(v.region.Lo, s.Lo), Hi: max(v.region.Hi, s.Hi)}
	}
	v.widen(passage)
}

// widen takes the line that introduces the quote ("She told the Courier:") into
// the region, and who speaks behind a question mark ("Why?" Smith asked).
func (v *view) widen(passage string) {
	if k := v.first - 1; k >= 0 && k < len(v.sentences) && passage[v.sentences[k].Hi-v.at-1] == ':' {
		v.region.Lo, v.first = v.sentences[k].Lo, k
	}
	last, _ := utf8.DecodeLastRuneInString(passage[v.quote.Lo-v.at : v.quote.Hi-v.at])
	if last != '?' && last != '!' {
		return
	}
	for _, s := range v.sentences {
		if s.Lo >= v.region.Hi {
			v.region.Hi = s.Hi
			return
		}
	}
}

func (v *view) mask(part Span) {
	for i := max(0, part.Lo-v.at); i < min(len(v.plain), part.Hi-v.at); i++ {
		v.plain[i] = masked
	}
}

// How far from its quote a cue may stand in the same sentence. Of the cues
// that were read, those beyond belonged to something else; "according to X"
// more often than not belongs to the words beside it.
const (
	farthestTold        = 160 // bytes
	farthestAttribution = 60
)

// governing are the sources whose cue stands in a sentence of the quote, and
// belongs to it and no other.
func (v *view) governing(p *Page, speaker string) []binding {
	if v.twoSpeak(speaker) {
		return nil
	}
	var out []binding
	for _, s := range p.Sources {
		if inferable(s) && inside(s.Evidence, v.region) && v.distance(s.Evidence) <= reach(s.Kind) {
			out = append(out, binding{s, Strong})
		}
	}
	return out
}

// inferable reports a source that can pass to another article with a quote.
// What an outlet says it was told itself is as good as what others say of it.
// A name that the catalogue does not have may be no outlet's: "told" makes it
// one, "said" does not.
func inferable(s Source) bool {
	if s.Field != "" || !s.Counts() || s.Ambiguous || s.Confidence < Strong || s.Outlet == "" {
		return false
	}
	return s.Kind == Told || s.Kind == Obtained || s.Kind == Attribution && s.Listed && !s.Self
}

func reach(k Kind) int {
	if k == Attribution {
		return farthestAttribution
	}
	return farthestTold
}

func inside(s, outer Span) bool { return s.Lo >= outer.Lo && s.Hi <= outer.Hi }

// twoSpeak reports that two persons are quoted in the sentences of the quote,
// so that a cue there may be the other's.
func (v *view) twoSpeak(speaker string) bool {
	for k, q := range v.quotes {
		s := q.Span()
		if k != v.index && s.Hi > v.region.Lo && s.Lo < v.region.Hi && q.Speaker != "" && speaker != "" && !samePerson(q.Speaker, speaker) {
			return true
		}
	}
	return false
}

// distance is the bytes between a cue and the nearest part of the quote.
func (v *view) distance(cue Span) int {
	least := len(v.plain)
	for _, part := range v.quotes[v.index].Parts {
		least = min(least, max(part.Lo-cue.Hi, cue.Lo-part.Hi, 0))
	}
	return least
}

// introducing is the source nearest before the quote, if its sentence names or
// quotes the same speaker, and nothing between them leads elsewhere.
func (v *view) introducing(p *Page, speaker string) []binding {
	if speaker == "" || v.twoSpeak(speaker) {
		return nil
	}
	var out []binding
	for _, s := range p.Sources {
		if s.Field != "" || !s.Counts() || s.Evidence.Lo < v.at || s.Evidence.Hi > v.region.Lo {
			continue
		}
		if len(out) > 0 && out[0].Evidence != s.Evidence {
			out = out[:0]
		}
		out = append(out, binding{s, Medium})
	}
	for _, b := range out {
		if !inferable(b.Source) || b.Kind == Attribution || b.Self || !v.speaks(speaker, b.Evidence) {
			return nil
		}
	}
	return out
}

// speaks reports whether the sentence of a cue names the speaker or quotes
// him, and no other speaker is quoted from there to the quote.
func (v *view) speaks(speaker string, cue Span) bool {
	var sentence Span
	for _, s := range v.sentences {
		if inside(cue, s) {
			sentence = s
		}
	}
	named := strings.Contains(string(v.plain[max(0, sentence.Lo-v.at):max(0, sentence.Hi-v.at)]), lastName(speaker))
	for k, q := range v.quotes[:v.index+1] {
		s := q.Span()
		if s.Hi <= sentence.Lo {
			continue
		}
		if k < v.index && (q.Speaker == "" || !samePerson(q.Speaker, speaker)) {
			return false
		}
		named = named || s.Lo < sentence.Hi
	}
	return named
}

// samePerson reports two names of one person: the last names are equal, and
// the first ones are where both are written out.
func samePerson(a, b string) bool {
	if foldName(lastName(a)) != foldName(lastName(b)) {
		return false
	}
	first, other := foldName(firstName(a)), foldName(firstName(b))
	return first == "" || other == "" || first == other
}

func lastName(name string) string {
	words := strings.Fields(name)
	for len(words) > 1 && generation(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return ""
	}
	return strings.TrimSuffix(words[len(words)-1], ",")
}

func generation(word string) bool {
	switch strings.Trim(word, ".,") {
	case "Jr", "Sr", "II", "III", "IV":
		return true
	}
	return false
}

// firstName is empty where there is none but an initial.
func firstName(name string) string {
	first, rest, _ := strings.Cut(name, " ")
	if rest == "" || strings.HasSuffix(first, ".") || utf8.RuneCountInString(first) == 1 {
		return ""
	}
	return first
}
