package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dupes-news/dupes/internal/prose"
	"github.com/dupes-news/dupes/internal/source"
	"github.com/dupes-news/dupes/shingle"
)

// contextBytes is how far a sentence is looked for on either side of the words
// that it is shown for: further than most reach, near enough that a text
// without a full stop costs no more.
const contextBytes = 400

// spanText is the text of a span, empty where it is not in the text.
func spanText(text string, s source.Span) string {
	if s.Lo < 0 || s.Hi > len(text) || s.Lo >= s.Hi {
		return ""
	}
	return text[s.Lo:s.Hi]
}

// inSentence is the sentence around a span as one clean line, in three parts:
// what stands before the span, the span, and what stands behind it. Words of
// two sentences are shown with both.
func inSentence(text string, s source.Span) (before, words, after string) {
	if spanText(text, s) == "" {
		return "", "", ""
	}
	lo, hi := vicinity(text, s)
	from, to := sentenceAround(text[lo:hi], source.Span{Lo: s.Lo - lo, Hi: s.Hi - lo})
	return text[lo+from : s.Lo], text[s.Lo:s.Hi], text[s.Hi : lo+to]
}

// vicinity is the part of the text in which a sentence is looked for.
func vicinity(text string, s source.Span) (lo, hi int) {
	lo, hi = max(0, s.Lo-contextBytes), min(len(text), s.Hi+contextBytes)
	if i := strings.LastIndexByte(text[lo:s.Lo], '\n'); i >= 0 {
		lo += i + 1
	}
	if i := strings.IndexByte(text[s.Hi:hi], '\n'); i >= 0 {
		hi = s.Hi + i
	}
	for lo < s.Lo && !utf8.RuneStart(text[lo]) {
		lo++
	}
	for hi > s.Hi && hi < len(text) && !utf8.RuneStart(text[hi]) {
		hi--
	}
	return lo, hi
}

// sentenceAround is where the sentences that hold a part of s begin and end.
func sentenceAround(text string, s source.Span) (lo, hi int) {
	var w shingle.Words
	w.Split(text)
	lo, hi = s.Lo, s.Hi
	for _, sentence := range prose.Sentences(nil, text, &w) {
		if sentence.Lo < s.Hi && s.Lo < sentence.Hi {
			lo, hi = min(lo, sentence.Lo), max(hi, sentence.Hi)
		}
	}
	return lo, hi
}

// sourceTaste is what a renderer wants of the words that name a source.
type sourceTaste struct {
	taste
	brackets bool // around those words, where no colour tells them apart
	around   int  // columns of the sentence on either side of them; 0 means all
}

// marked is a span in its sentence, styled or in brackets.
func (t sourceTaste) marked(text string, s source.Span) string {
	before, words, after := inSentence(text, s)
	if words == "" {
		return ""
	}
	return t.mark(before, words, after)
}

func (t sourceTaste) mark(before, words, after string) string {
	words = t.trim(words, textColumns)
	if t.brackets {
		words = "[" + words + "]"
	} else {
		words = evidence.of(words)
	}
	return t.tail(before) + words + t.head(after)
}

// tail is the end of what stands before the marked words.
func (t sourceTaste) tail(s string) string {
	clean := Clean(s)
	if t.around > 0 && width(clean) > t.around {
		clean = "… " + strings.TrimLeft(suffix(clean, t.around), " ")
	}
	if strings.TrimRightFunc(s, unicode.IsSpace) != s {
		clean += " "
	}
	return clean
}

// head is the beginning of what stands behind them.
func (t sourceTaste) head(s string) string {
	clean := Clean(s)
	if t.around > 0 && width(clean) > t.around {
		clean = strings.TrimRight(prefix(clean, t.around), " ") + " …"
	}
	if strings.TrimLeftFunc(s, unicode.IsSpace) != s {
		clean = " " + clean
	}
	return clean
}
