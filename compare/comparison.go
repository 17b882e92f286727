package compare

// Label says what became of a passage.
type Label string

// The labels of passages.
const (
	Copied    Label = "copied"    // stands in the other article word for word
	Rephrased Label = "rephrased" // stands there in other words, or with words changed
	Original  Label = "original"  // stands in one article only
)

// Verdict says in two words how one article uses the text of the other, on the
// scale of Clough and Stevenson (2011). How much of it, Shares and the reason
// tell.
type Verdict string

// The verdicts on a pair.
const (
	NearCopy      Verdict = "near copy"      // what is shared stands in both nearly word for word
	LightRevision Verdict = "light revision" // with words changed here and there
	HeavyRevision Verdict = "heavy revision" // mostly in other words, or a small part of the article
	Independent   Verdict = "independent"    // no more in common than articles of one subject, or a quote, have
)

// Span is a half-open range of bytes of an untouched article: article[Lo:Hi].
type Span struct{ Lo, Hi int }

// Empty reports a span that holds nothing, as of the article in which a
// passage does not stand.
func (s Span) Empty() bool { return s.Lo >= s.Hi }

// Flags are what a reviewer wants to know of a passage besides its label.
type Flags struct {
	Moved         bool // stands in another order than the passages around it
	Quoted        bool // inside quotation marks in both articles, or in its only one
	Boilerplate   bool // a credit, a footer or the like, no part of the story
	NumbersDiffer bool // the passages give different numbers
	NamesDiffer   bool // the passages give different names
	Negated       bool // one of the passages denies what the other says
}

// Passage is a part of one or both articles under one label. The passages of
// a comparison cover every word of both articles once.
type Passage struct {
	Label Label
	Flags Flags
	// A and B are its places. An original passage has one of them.
	A, B Span
	// WordsA and WordsB are the words that stand in A and B.
	WordsA, WordsB int
	// Similarity is the share of words in common, 0 to 1: those of both, as
	// often as both have them, over the mean of WordsA and WordsB.
	Similarity float64
	// Speaker is who is quoted, where the text says so plainly.
	Speaker string
	// Reuse is the index of the reuse this passage is part of, -1 for none.
	Reuse int
}

// Reuse is a region of chained passages: what a reader would call one
// borrowing. It may hold original passages between others.
type Reuse struct{ A, B Span }

// Shares counts the words of an article by the label of their passage.
type Shares struct{ Words, Copied, Rephrased, Original int }

// Comparison is what Compare finds.
type Comparison struct {
	// Passages are in the order of a; what stands in b only follows the
	// passage that it follows in b.
	Passages []Passage
	// Reuses are in the order of a.
	Reuses []Reuse
	// A and B are the sums of the passages.
	A, B    Shares
	Verdict Verdict
	// Measures are the figures that the verdict is read from.
	Measures Measures
	// Reason says in one sentence why, with the figures.
	Reason string
}
