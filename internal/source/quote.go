package source

import (
	"github.com/dupes-news/dupes/internal/prose"
	"github.com/dupes-news/dupes/shingle"
)

// Quote is what one speaker says in one go: a quotation, or several that only
// "he said" or the end of a paragraph parts.
type Quote struct {
	Parts   []Span // in order, each without its marks
	Speaker string // where the text says so plainly; empty until Speakers is called
}

// Span runs from the first word of the quote to the last.
func (q Quote) Span() Span { return Span{Lo: q.Parts[0].Lo, Hi: q.Parts[len(q.Parts)-1].Hi} }

// Quoter finds quotes and their normal forms. It keeps its memory from one
// text to the next and serves one goroutine.
type Quoter struct {
	reader     prose.Reader
	parts      []prose.Part
	quotations []prose.Quotation
	words      shingle.Words
}

// longestQuote is the bytes after which a new quote begins: a page of print. It
// bounds what Match costs, and a manifesto in quotation marks is found by any
// of its pages.
const longestQuote = 6000

// Quotes appends the quotes of a text to dst, in order, without speakers. Their
// parts are the caller's.
func (q *Quoter) Quotes(dst []Quote, text string) []Quote {
	q.parts = q.reader.Parts(q.parts[:0], text)
	spans := make([]Span, len(q.parts))
	lo := 0
	for i, p := range q.parts {
		spans[i] = p.Span
		if i > lo && (!p.Joined || p.Hi-spans[lo].Lo > longestQuote) {
			dst = append(dst, Quote{Parts: spans[lo:i:i]})
			lo = i
		}
	}
	if lo < len(spans) {
		dst = append(dst, Quote{Parts: spans[lo:]})
	}
	return dst
}

// Speakers fills in who speaks the quotes of a text, which are those that
// Quotes returned for it.
func (q *Quoter) Speakers(text string, quotes []Quote) {
	q.quotations = q.reader.Quotations(q.quotations[:0], text)
	rest := q.quotations
	for i := range quotes {
		quotes[i].Speaker = ""
		for _, part := range quotes[i].Parts {
			for len(rest) > 0 && rest[0].Lo < part.Lo {
				rest = rest[1:]
			}
			if len(rest) > 0 && rest[0].Span == part && quotes[i].Speaker == "" {
				quotes[i].Speaker = rest[0].Speaker
			}
		}
	}
}
