// Package compare sets two articles side by side, passage by passage: what
// stands in both word for word, what in other words, and what in one only.
//
//	c := compare.Compare(a, b)
//	fmt.Println(c.Verdict, "-", c.Reason)
//	for _, p := range c.Passages {
//		fmt.Println(p.Label, a[p.A.Lo:p.A.Hi], "/", b[p.B.Lo:p.B.Hi])
//	}
//
// A [Comparer] does the same for many pairs and keeps its memory. [Diff] shows
// the words that changed inside a passage. A [Matcher] counts what articles
// have in common, when there are too many pairs to look at every sentence.
//
// # Notation
//
// a and b are the articles, a1 the first sentence of a. A word is that of
// package shingle, its normal form without case and typography. A stem is what
// the Porter stemmer for English leaves of it, or the concept that a list of
// synonyms puts in its place. Places are bytes of the untouched articles.
//
// # Method
//
//  1. Words and sentences are cut, stems numbered and weighed by their inverse
//     document frequency, a sentence being a document: what stands in every
//     sentence tells nothing.
//  2. Common runs of five words or more are laid over both articles as tiles,
//     the longest first, so that no word lies under two of them (Wise 1993).
//     Where tiles show that two pieces of text were put together, the sentence
//     is cut there, and where a long quotation begins or ends and behind a
//     dateline too.
//  3. Two sentences that share stems enough, by cosine and by Dice coefficient,
//     are a seed (Sanchez-Perez et al. 2014).
//  4. Seeds close to one another in both articles are gathered into regions,
//     and the ends of a region moved to where they are most likely. A short
//     stretch may sum up a long one. With long tiles these make the reuses.
//  5. Sentences are paired, those within a tile first and then the most alike
//     first. In a reuse, or next to paired sentences, less likeness is enough;
//     a sentence more is taken in where one article says in two what the other
//     says in one. The pairs are the passages of both articles, and what is left
//     over is original.
//  6. Pairs out of order are moved, and other flags looked up.
//  7. Figures over all this give the verdict.
//
// # Example
//
//	a1  The lighthouse at Skerry Point will go dark on Friday for the first
//	    time since 1911.
//	a2  Its lamp is to be replaced by a smaller one that needs no keeper.
//	a3  "I have lit it every evening for thirty years and nobody has run
//	    aground," said Hanna Voll, the last keeper.
//	a4  The harbour board expects to save 80,000 crowns a year.
//	a5  Visitors may climb the tower on Sundays until September.
//
//	b1  Visitors may climb the tower on Sundays until September.
//	b2  The lighthouse at Skerry Point will go dark on Friday for the first
//	    time since 1911.
//	b3  A smaller lamp that needs no keeper is to replace it by the autumn.
//	b4  The harbour board expects savings of 60,000 crowns a year.
//	b5  Fishermen had asked for a second buoy.
//
// Two tiles: all of a1 and b2, 16 words, and all of a5 and b1, 9 words. "that
// needs no keeper" and "the harbour board expects" are too short for one.
// The seeds are
//
//	sentences   cosine   Dice   likeness
//	a1   b2       1.00   1.00       1.00
//	a2   b3        .85    .80        .90
//	a4   b4        .70    .75        .85
//	a5   b1       1.00   1.00       1.00
//
// a1 and a2 beside b2 and b3 make a region. It does not reach a4: b has none of
// the words of a3, and that weighs more than what a4 has. So there is one reuse,
// a5 and b1 are paired for their tile, and a4 and b4 for a likeness of .5 or
// more. The first three pairs stand in one order:
//
//	a       a1  a2  a3  a4      a5 --+
//	        |   |       |            |
//	b   b1  b2  b3      b4  b5       |
//	    |                            |
//	    +----------------------------+
//
// They have 80 words in both articles together and the fourth has 18, so it is
// that one which was moved. The passages:
//
//	#  label      words   where
//	1  copied        16   a1, b2
//	2  rephrased  14/14   a2, b3
//	3  original      20   a3
//	4  rephrased  10/10   a4, b4   numbers differ
//	5  original       7   b5
//	6  copied         9   a5, b1   moved
//
// a has 69 words: 25 copied, 24 rephrased, 20 original. The verdict is light
// revision.
//
// # Labels
//
//   - [Copied] is word for word: whole sentences, 12 words or more in a row
//     inside sentences that are not alike, or 8 or more that are a quotation.
//     Case, punctuation and the breaks of lines may differ.
//   - [Rephrased] is a sentence or a few on either side that are alike: they
//     share words of content, in a similar order, without a long stretch that
//     the other lacks. Of lone sentences as many people as not would call
//     these paraphrases.
//   - [Original] is all else. It may have words in common with the other
//     article, as any two articles of one subject have.
//
// One word changed makes a copied sentence a rephrased one; Similarity tells
// how much of it is left, and Diff which words.
//
// # Flags, reuses, verdict
//
// Pairs in one order that together have the most words, the heaviest increasing
// subsequence, stay; the others are moved. Quoted passages stand in quotation
// marks, and the speaker is given where both articles name the same one or one
// leaves it out. Boilerplate is told by its wording. Numbers and names differ
// where each side has one that the other lacks, and in the place of one another;
// negated is what one side denies and the other says.
//
// A [Reuse] is a borrowing as a reader would mark it, with what was added inside.
// A passage may be in none, as a short sentence by itself.
//
// A [Verdict] puts the pair on the scale of Clough and Stevenson (2011), by the
// article that is more like the other: how much of it has a counterpart, in how
// many places the words there are others, and how many are kept. [Measures] has
// the figures.
//
// # What is exact
//
// Every word of an article stands in one passage, and the figures of [Shares]
// are sums over the passages. Copied passages have equal words. An article
// compared with itself is copied throughout. Compare(b, a) is Compare(a, b) with
// the sides exchanged. Of valid UTF-8 no place is inside a character. The same articles give the same result, whatever
// a Comparer did before. Which label a sentence gets, where a reuse ends and
// what the verdict is are estimates.
//
// # Common runs
//
// A Matcher holds the shingles of one article a in a hash table, with all
// their places. Match goes through b once. Where a shingle of b stands in a too
// and the shingles before it differ, a common run begins; it is followed to its
// end. So each run is found once, at its first shingle, and is maximal.
//
//	a  the bridge was shut at dawn on Monday          w = 3
//	b  on Monday the bridge was shut at noon
//
//	shingles of b   on Monday the       not in a
//	                Monday the bridge   not in a
//	                the bridge was      in a at word 0: a run begins
//	                bridge was shut     inside that run
//	                was shut at         inside that run
//	                shut at noon        not in a
//
//	run             words [0, 5) of a are words [2, 7) of b
//
// Most articles that are compared have nothing in common; a bitmap of a's
// shingles tells so without a look into the table. [Chain] selects the runs
// that stand in the same order in both.
//
// # Cost
//
// Two articles of 800 words take 0.4 ms where nothing is in common and 0.7 ms
// where one is a revision of the other; over pairs of both kinds and copies the
// median is 0.9 ms and the 99th percentile 1.9 ms, with the words that changed.
// Two of 20,000 words take 22 to 48 ms and 9 MB, which the Comparer keeps for the
// most part. Memory grows with the words, time with the pairs of sentences that
// share a stem too.
//
// A Matcher, for articles of 600 words: 4 us for a Reset; for a Match 1.4 us
// where nothing is in common and 7 us where most is. Texts that repeat one
// phrase thousands of times have quadratically many runs; the work is then
// bounded, Runs is cut short and every other figure stays exact.
//
// # Limits
//
// Stems, synonyms, speakers, boilerplate and denials are English; in other
// languages words count as they stand, so that less is found rephrased. A
// translation has no words in common and is original. A sentence is cut at 150
// words. In two articles of many ten thousand words the most frequent stems
// make no seeds. The diff is bound to the order of words: a clause that changed
// places within a passage shows as deleted and inserted.
//
// # References
//
// Wise, String similarity via greedy string tiling and Running Karp-Rabin
// matching, 1993. Sanchez-Perez, Sidorov and Gelbukh, A winning approach to
// text alignment for text reuse detection at PAN 2014, CLEF 2014 working notes.
// Potthast, Stein, Barrón-Cedeño and Rosso, An evaluation framework for
// plagiarism detection, COLING 2010. Clough and Stevenson, Developing a corpus
// of plagiarised short answers, Language Resources and Evaluation 45, 2011,
// doi:10.1007/s10579-009-9112-1. Dolan and Brockett, Automatically constructing
// a corpus of sentential paraphrases, IWP 2005. Myers, An O(ND) difference
// algorithm and its variations, Algorithmica 1, 1986, doi:10.1007/BF01840446.
// Broder, On the resemblance and containment of documents, SEQUENCES 1997,
// doi:10.1109/SEQUEN.1997.666900.
package compare
