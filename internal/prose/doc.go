// Package prose knows how news is written: where sentences end, what stands in
// quotation marks and who says it, which words and phrases stand for one
// another, which lines are no part of a story, and which figures, names and
// denials a passage holds.
//
// Sentences and quotations are found in many languages. Speakers, synonyms,
// boilerplate and denials are English; elsewhere they are not found, which is
// what every caller must reckon with anyway.
//
// What it knows of single words stands in data/, a plain file for each kind.
package prose

// Span is a half-open range of bytes of a text: text[Lo:Hi].
type Span struct{ Lo, Hi int }
