package compare_test

import (
	"fmt"

	"github.com/dupes-news/dupes/compare"
)

func Example_compare() {
	a := "The lighthouse at Skerry Point will go dark on Friday for the first time since 1911. " +
		"Its lamp is to be replaced by a smaller one that needs no keeper. " +
		"Visitors may climb the tower on Sundays."
	b := "The lighthouse at Skerry Point will go dark on Friday for the first time since 1911. " +
		"A smaller lamp that needs no keeper is to replace it by the autumn. " +
		"Fishermen had asked for a second buoy."
	c := compare.Compare(a, b)
	for _, p := range c.Passages {
		fmt.Printf("%s, %d words of a, %d of b\n", p.Label, p.WordsA, p.WordsB)
		if !p.A.Empty() {
			fmt.Println("  a:", a[p.A.Lo:p.A.Hi])
		}
		if !p.B.Empty() {
			fmt.Println("  b:", b[p.B.Lo:p.B.Hi])
		}
	}
	fmt.Printf("%s: %d of %d words of a are copied, %d rephrased\n", c.Verdict, c.A.Copied, c.A.Words, c.A.Rephrased)
	// Output:
	// copied, 16 words of a, 16 of b
	//   a: The lighthouse at Skerry Point will go dark on Friday for the first time since 1911.
	//   b: The lighthouse at Skerry Point will go dark on Friday for the first time since 1911.
	// rephrased, 14 words of a, 14 of b
	//   a: Its lamp is to be replaced by a smaller one that needs no keeper.
	//   b: A smaller lamp that needs no keeper is to replace it by the autumn.
	// original, 0 words of a, 7 of b
	//   b: Fishermen had asked for a second buoy.
	// original, 7 words of a, 0 of b
	//   a: Visitors may climb the tower on Sundays.
	// heavy revision: 16 of 37 words of a are copied, 14 rephrased
}

// The words that one side lacks stand in square brackets, as in the tables of
// dupes diff.
func ExampleDiff() {
	a := "The harbour board expects to save 80,000 crowns a year."
	b := "The harbour board expects savings of 60,000 crowns a year."
	for _, e := range compare.Diff(a, b) {
		switch {
		case e.B == "":
			fmt.Printf("[-%s-]", e.A)
		case e.A == "":
			fmt.Printf("{+%s+}", e.B)
		default:
			fmt.Print(e.A)
		}
	}
	fmt.Println()
	// Output:
	// The harbour board expects [-to save 80,000-]{+savings of 60,000+} crowns a year.
}
