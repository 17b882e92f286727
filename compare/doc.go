// Package compare sets two articles side by side: which words they have in
// common, and where the common runs stand in each.
//
// It works on the shingles of package shingle, so that an article is cut into
// words once and compared many times:
//
//	var m compare.Matcher
//	m.Reset(a, 5)
//	o := m.Match(b)
//	fmt.Println(o.WordsA, "words of a stand in b; the longest run has", o.Longest.Words)
//
// All figures are exact.
//
// # Method
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
// "on Monday" is common too, but shorter than a shingle, and no more than
// chance. Most articles that are compared have nothing in common; a bitmap of
// a's shingles tells so without a look into the table.
//
// [Chain] selects those runs that stand in the same order in both articles.
//
// # Cost
//
// For articles of 600 words on one core of an AMD EPYC: 4 us for a Reset; for a
// Match 1.4 us where nothing is in common and 7 us where most is. Texts that
// repeat one phrase thousands of times have quadratically many runs; the work is
// then bounded, Runs is cut short and every other figure stays exact.
package compare
