package scan

import (
	"iter"
	"time"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/source"
	"github.com/dupes-news/dupes/shingle"
)

// Result is everything a scan found. Every list is in a total order, so that
// the same articles give the same bytes for any order of input files and any
// number of workers. Close it when done: pairs and clusters are read from
// temporary files, so that a result of any size takes little memory.
type Result struct {
	Config      Config // with the defaults filled in
	Plan        shingle.Plan
	Articles    int   // read and scanned
	Words       int64 // in those articles
	Bytes       int64 // of their text
	CopiedWords int64 // words of cluster members, other than the representative, that stand in it
	Copies      int   // cluster members other than representatives
	PairCount   int   // pairs in Pairs
	Limited     int   // pairs left out by Config.Limit
	Clustered   int   // clusters in Clusters
	Boilerplate []Boilerplate
	Refused     []corpus.Refused

	// Pairs are the verified pairs by A.ID and B.ID: of every cluster those
	// with its representative (all with Config.AllPairs), and those of two
	// articles that are not in one cluster. Identical texts stand in such a
	// pair once, by their first article.
	Pairs iter.Seq2[Pair, error]
	// Clusters are ordered by their smallest article id.
	Clusters iter.Seq2[Cluster, error]

	// Coverage, Sources and SharedQuotes are filled in where SharesQuote or
	// CommonSource was asked for.
	Coverage Coverage
	// Sources are all articles by id.
	Sources iter.Seq2[Sourced, error]
	// SharedQuotes are by A.ID, B.ID and place in A.
	SharedQuotes iter.Seq2[SharedQuote, error]

	library *library // for Article
	close   func()
}

// Close removes the temporary files behind Pairs, Clusters and Article.
func (r *Result) Close() {
	if r.close != nil {
		r.close()
	}
}

// Meta is what a reader wants to know of an article beside its text.
type Meta struct {
	ID, Title, Outlet, URL string
	Date                   time.Time
	Words                  int
}

// Span is a half-open range of bytes, and with Config.Runes the same range in
// code points, of the untouched text of an article.
type Span struct{ Lo, Hi, RuneLo, RuneHi int }

// Pair is a verified relation with the figures that prove it. All of them are
// exact, over all words of the two articles, boilerplate included.
type Pair struct {
	A, B         Meta // A.ID < B.ID
	Relation     relation.Relation
	Jaccard      float64 // shared shingles over all shingles of both, 0 to 1
	ContainmentA float64 // shared shingles over those of A, 0 to 1
	ContainmentB float64 // shared shingles over those of B, 0 to 1
	SharedWordsA int     // words of A inside shingles that B has too
	SharedWordsB int     // words of B inside shingles that A has too
	Boilerplate  int     // of the fewer of those, the words that are boilerplate
	LongestRun   int     // words of the longest run common to both
	RunText      string  // that run as A prints it, untouched
	RunA, RunB   Span    // where it stands in A and B
	Differs      string  // in words, how B differs from A: "7 words added, 2 replaced"

	// Filled in where SharesQuote or CommonSource was asked for:
	Common       []Common // outlets on which both rest, by name
	Quote        string   // the longest quote in both as A prints it, where it makes the relation SharesQuote
	QuoteWords   int      // of that in common; the longest run is often the same words, but need not be
	QuoteA       Span     // where it stands in A and B
	QuoteB       Span
	SharedNames  int              // rare names in both, where they make the relation CommonSource
	Direction    source.Direction // which of the two had the common text first
	DirectionWhy string           // the evidence for it, in words
}

// SharedWords is the number of words that at least this pair has in common:
// the fewer of SharedWordsA and SharedWordsB.
func (p Pair) SharedWords() int { return min(p.SharedWordsA, p.SharedWordsB) }

// Cluster is a representative and the articles that were each verified
// against it.
type Cluster struct {
	ID             string // stable: made from the ids of the members only
	Representative Meta
	Members        []Member // without the representative, strongest link first
}

// Member is an article of a cluster and its link to the representative. In
// the link A is the representative and B the member, whatever their ids; the
// text and places of the longest run are not filled in.
type Member struct {
	Meta
	Link Pair
}

// Boilerplate is a passage that many articles, or many articles of one
// outlet, repeat. It is left out of verdicts and reported here.
type Boilerplate struct {
	Text     string // as one of the articles prints it
	Words    int
	Articles int    // that carry it
	Outlet   string // set where the articles of this outlet made it boilerplate
	Example  string // id of the article Text is taken from
}
