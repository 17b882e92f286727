package gate

import (
	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
)

// Reason is why a decision was made.
type Reason string

// The reasons. Those from Identical to Passages are rules about an article
// that is in; Partner names it.
const (
	New        Reason = "new"             // no rule speaks against it
	AlreadyIn  Reason = "already-in"      // the index has the same text under the same id
	Again      Reason = "again"           // accepted by a gate that was interrupted, and now once more
	IDTaken    Reason = "id-taken"        // the index has another text under the same id
	TooShort   Reason = "min-words"       // fewer words than the policy asks for
	FromSource Reason = "source"          // the text is that of an outlet that the policy lists
	Identical  Reason = "identical"       // the same words in the same order
	Near       Reason = "near-duplicate"  // Jaccard
	Contained  Reason = "contained"       // stands in one other article
	Copied     Reason = "copied"          // stands in other articles, all together
	Template   Reason = "template"        // one form filled in twice
	Passages   Reason = "shares-passages" // a run of words in common
	OnlyFrom   Reason = "only-from"       // a duplicate that the policy does not let drop
	KeepNone   Reason = "keep-none"       // has duplicates in the batch, of which none is kept
)

// Decision says what becomes of an article. All figures are exact.
type Decision struct {
	ID      string
	Path    string
	Line    int // 1-based; 0 where the file is one article
	Verdict Verdict
	Reason  Reason
	Words   int
	Measure float64 // what the rule has measured, in the unit of the rule; 0 where it measures nothing

	// Of the article that the reason rests on, zero where it rests on none:
	Partner        string // its id
	Where          string // "batch" or "index"
	PartnerFlagged bool   // it is in the batch, and flagged itself
	Relation       relation.Relation
	Jaccard        float64
	Contained      float64 // share of this article's shingles that the partner has
	Contains       float64 // share of the partner's shingles that this one has
	SharedWords    int     // words of this article in common
	LongestRun     int     // words
	Run            [2]int  // its bytes in the text of this article
	PartnerRun     [2]int  // its bytes in that of the partner; empty where the index has no texts
	RunText        string  // as this article prints it

	CopiedWords int    // of this article, boilerplate aside, that stand in all articles that are in
	Boilerplate int    // words of this article
	Compared    int    // articles that it was compared with word by word
	Left        int    // candidates with less in common that were not; CopiedWords is at least that where there are any
	Source      string // outlet, where the reason is FromSource
	Evidence    string // the words that name it
	Known       bool   // in the baseline: does not count for the budget
}

// The values of Where.
const (
	InBatch = "batch"
	InIndex = "index"
)

// Consideration is one thing that a rule says of an article: for those who
// ask why.
type Consideration struct {
	Partner  string
	Where    string
	Flagged  bool
	Relation relation.Relation
	Rule     Reason
	Measure  float64
	Verdict  Verdict
}

// Refusal is an input that is no article.
type Refusal = corpus.Refused
