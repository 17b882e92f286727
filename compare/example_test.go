package compare_test

import (
	"fmt"

	"github.com/dupes-news/dupes/compare"
)

// The stories of the package documentation.
const (
	storyA = "The lighthouse at Skerry Point will go dark on Friday for the first time since 1911. " +
		"Its lamp is to be replaced by a smaller one that needs no keeper. " +
		`"I have lit it every evening for thirty years and nobody has run aground," said Hanna Voll, the last keeper. ` +
		"The harbour board expects to save 80,000 crowns a year. " +
		"Visitors may climb the tower on Sundays until September."
	storyB = "Visitors may climb the tower on Sundays until September. " +
		"The lighthouse at Skerry Point will go dark on Friday for the first time since 1911. " +
		"A smaller lamp that needs no keeper is to replace it by the autumn. " +
		"The harbour board expects savings of 60,000 crowns a year. " +
		"Fishermen had asked for a second buoy."
)

func Example_compare() {
	c := compare.Compare(storyA, storyB)
	for i, p := range c.Passages {
		text := storyA[p.A.Lo:p.A.Hi]
		if p.A.Empty() {
			text = storyB[p.B.Lo:p.B.Hi]
		}
		fmt.Printf("%d %s, %d words of a, %d of b: %.40s...\n", i+1, p.Label, p.WordsA, p.WordsB, text)
	}
	fmt.Printf("%s: of %d words of a %d are copied, %d rephrased\n", c.Verdict, c.A.Words, c.A.Copied, c.A.Rephrased)
	// Output:
	// 1 copied, 16 words of a, 16 of b: The lighthouse at Skerry Point will go d...
	// 2 rephrased, 14 words of a, 14 of b: Its lamp is to be replaced by a smaller ...
	// 3 original, 20 words of a, 0 of b: "I have lit it every evening for thirty ...
	// 4 rephrased, 10 words of a, 10 of b: The harbour board expects to save 80,000...
	// 5 original, 0 words of a, 7 of b: Fishermen had asked for a second buoy....
	// 6 copied, 9 words of a, 9 of b: Visitors may climb the tower on Sundays ...
	// light revision: of 69 words of a 25 are copied, 24 rephrased
}

// The words of one side only stand in brackets, as in the tables of dupes diff.
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
