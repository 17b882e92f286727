// Package source finds where the text of an article comes from: the outlets
// that it names, those that others name for what it quotes, and which of two
// articles had their text first.
//
// A named source is an outlet that the article itself gives as the origin of
// what it prints: "first reported by The Record", "(AP) -", "(c) Associated
// Press", "told the Washington Post". An inferred source is one that another
// article names for a quotation that both carry. The two are different types,
// Source and Inference, and never mixed. A photo credit, a poll, a study and an
// advertisement name outlets too, but say nothing of the text: they are kept
// apart by their Kind, and so is an outlet that is named to be contradicted.
//
// # The way of an article
//
//	catalogue.go   who there is: data/outlets.jsonl, and a file of the user's
//	overlay.go     (With); names that mean something else as well are marked
//	fields.go      what the fields of the input say: canonical, credit, byline
//	lex.go         text to words, signs and line breaks (document.go)
//	mention.go     names of outlets among the words; wordfilter.go tells most
//	find.go        words fast that begin none; names outside the catalogue
//	judge.go       what the words around a name make of it, vetoes included:
//	aside.go       pictures, polls, studies, promotion; a name by itself
//	wire.go        datelines and bylines
//	pattern.go     cues, the patterns of data/cues.txt, and whether they hold
//	match.go       left and right of a name
//	resolve.go     which outlets a name means here, and how surely
//	reader.go      all of this in one pass: Reader.Sources
//
//	quote.go       quotes and their speakers, found by package prose
//	quote_form.go  their normal form, and keys by which equal ones meet
//	quote_match.go whether two are one: Match
//	occasion.go    what an article says of where a quote was said
//	setting.go     "at a rally", "in a statement": another place than an outlet
//	infer.go       what follows for the article that does not say: Infer
//
//	names.go       rare names, by which two articles are of one story
//	direction.go   which of two articles was first: Directed
//
// Package scan brings articles together that have quotes or names in common.
//
// # Example
//
// Of two articles with one quote,
//
//	a  “Every lamp here will burn again before winter,” James Roe told the
//	   Post, as The Washington Post reported.
//	b  There was applause. “Every lamp here will burn again before winter,”
//	   Roe said.
//
// a has the names "the Post", which four outlets have, and "The Washington
// Post", which one has: with that in the text "the Post" is settled. The cue
// before the first is "told" (strong), behind the second "reported". b has no
// name. Both quotes have the form "every lamp here will burn again before
// winter": eight words, all of both, and one speaker. The cue stands in the
// sentence of the quote, and b says of no other place. So b rests on The
// Washington Post: inferred, strong, with the spans of the quote in both
// articles and that of the cue.
//
// # Cost
//
// Every step is linear in the text on any input: what a rule looks at around a
// name has a greatest length. An article of 600 words takes 50 us for its
// sources and 18 us for its quotes on one core of an AMD EPYC. Match takes the
// product of the lengths of two quotes, of 1,024 words at most.
//
// # References
//
// Speakers by verbs of saying beside the quotation: Pouliquen, Steinberger and
// Best, Automatic detection of quotations in multilingual news, RANLP 2007.
// What this leaves open, in sequences of speakers: O'Keefe, Pareti, Curran,
// Koprinska and Honnibal, A sequence labelling approach to quote attribution,
// EMNLP-CoNLL 2012. Quotes as what articles have in common, and how they
// change: Leskovec, Backstrom and Kleinberg, Meme-tracking and the dynamics of
// the news cycle, KDD 2009, https://doi.org/10.1145/1557019.1557077; unlike
// there nothing is followed further than one step. The word filters: Bloom,
// Space/time trade-offs in hash coding with allowable errors, CACM 13(7), 1970.
package source
