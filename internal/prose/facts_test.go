package prose

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What differs: n numbers, m names, d one of the two denies the other.
func TestFacts(t *testing.T) {
	tests := []struct{ name, a, b, want string }{
		// Numbers
		{"equal", "The quake killed 12 people.", "The quake killed 12 people.", ""},
		{"count", "The quake killed 12 people.", "The quake killed 14 people.", "n"},
		{"count, other words", "The quake left 12 people dead.", "In the quake 14 people were killed.", "n"},
		{"digits and word", "The quake killed twelve people.", "The quake killed 12 people.", ""},
		{"a dozen", "The quake killed a dozen people.", "The quake killed 12 people.", ""},
		{"two dozen", "The quake killed two dozen people.", "The quake killed 24 people.", ""},
		{"hyphen", "The quake killed twenty-five people.", "The quake killed 25 people.", ""},
		{"hyphen, other", "The quake killed twenty-five people.", "The quake killed 26 people.", "n"},
		{"hundred and", "The quake killed two hundred and six people.", "The quake killed 206 people.", ""},
		{"one person", "The quake killed one person.", "The quake killed two persons.", "n"},
		{"one of", "It was one of the worst quakes and killed 12.", "It was among the worst quakes and killed twelve.", ""},
		{"percent sign", "Prices rose 5% in May.", "Prices rose by 5 percent in May.", ""},
		{"per cent", "Prices rose five per cent.", "Prices rose by 5 percent.", ""},
		{"other percent", "Prices rose 5 percent.", "Prices rose 6%.", "n"},
		{"decimals", "Prices rose 0.5 percent.", "Prices rose 0.50%.", ""},
		{"money scale", "The bridge cost $1.8 million.", "The bridge cost $1,800,000.", ""},
		{"money words", "The bridge cost 1.8 million dollars.", "The bridge cost $1.8 million.", ""},
		{"other money", "The bridge cost $1.8 million.", "The bridge cost $1.8 billion.", "n"},
		{"billion short", "The bank lost £2bn.", "The bank lost 2 billion pounds.", ""},
		{"half a million", "Half a million people marched.", "Some 500,000 people marched.", ""},
		{"range with scale", "It will cost $5 to $10 million.", "It will cost $5 million to $10 million.", ""},
		{"range with hyphen", "It will cost $5-10 million.", "It will cost between $5 million and $10 million.", ""},
		{"hedged", "Nearly 2 million people marched.", "About 1.9 million people marched.", ""},
		{"hedged, far", "Nearly 2 million people marched.", "About 1.2 million people marched.", "n"},
		{"exact, near", "1.9 million people marched.", "1.8 million people marched.", "n"},
		{"date orders", "The vote is on March 5.", "The vote is on 5 March.", ""},
		{"date ordinal", "The vote is on March 5.", "The vote is on the 5th of March.", ""},
		{"date short", "The vote is on Sept. 5.", "The vote is on September 5.", ""},
		{"other day", "The vote is on March 5.", "The vote is on March 6.", "n"},
		{"other month", "The vote is on March 5.", "The vote is on April 5.", "n"},
		{"month alone", "The vote is on March 5.", "The vote is in March.", ""},
		{"months", "The vote is in June.", "The vote is in July.", "n"},
		{"may", "The gate may open on 5 June.", "The gate might open on June 5.", ""},
		{"year", "He was elected in 2019.", "He was elected in 2021.", "n"},
		{"year added", "He was elected in March 2019.", "He was elected in March.", ""},
		{"clock", "The train left at 2:30 p.m.", "The train left at 14:30.", ""},
		{"clock, full hour", "The train left at 2 p.m. on Monday.", "The train left at 2:00 pm.", ""},
		{"noon", "The train left at noon.", "The train left at 12 p.m.", ""},
		{"other clock", "The train left at 2:30 p.m.", "The train left at 3:30 p.m.", "n"},
		{"halves of the day", "The train left at 2:30 p.m.", "The train left at 2:30 a.m.", "n"},
		{"ordinals", "It was the third storm of the year.", "It was the 3rd storm of the year.", ""},
		{"other ordinal", "It was the third storm of the year.", "It was the fourth storm of the year.", "n"},
		{"first as a small word", "It was first told by a neighbour.", "It was told by a neighbour two days later.", ""},
		{"age", "The 30-year-old driver was hurt.", "The driver, 30, was hurt.", ""},
		{"other age", "The 30-year-old driver was hurt.", "The 31-year-old driver was hurt.", "n"},
		{"number added", "The storm hit the town.", "The storm hit the town and 40 houses.", ""},
		{"other things counted", "The storm hurt 12 sailors.", "The storm sank 40 boats.", ""},
		{"number in a name", "The F-16 crashed near COVID-19 wards.", "The F-16 crashed near the wards.", ""},
		{"repeated", "It cost $5, yes $5.", "It cost $5.", ""},
		{"swapped", "It rose from 3 percent to 4 percent.", "It rose to 4 percent from 3 percent.", ""},
		{"fraction of a point", "A third of the town left.", "One third of the town left.", ""},

		// Names
		{"same name", "The police held James Lewis on Monday.", "On Monday the police held James Lewis.", ""},
		{"last name", "The police held James A. Lewis on Monday.", "The police held Lewis on Monday.", ""},
		{"title", "The police held Mr. Lewis on Monday.", "The police held James Lewis on Monday.", ""},
		{"other name", "The police held James Lewis on Monday.", "The police held Peter Brown on Monday.", "m"},
		{"other first name", "The police held James Lewis on Monday.", "The police held Mary Lewis on Monday.", "m"},
		{"other place", "The ship sailed from Lima to Oslo.", "The ship sailed from Lima to Cork.", "m"},
		{"country", "He flew to the United States.", "He flew to the U.S.", ""},
		{"demonym", "He met officials from France.", "He met French officials.", ""},
		{"acronym", "He spoke for the World Harbour Council on Monday.", "He spoke for the WHC on Monday.", ""},
		{"body in short", "He spoke for the Fed on Monday.", "He spoke for the Federal Reserve on Monday.", ""},
		{"possessive", "The police held Lewis's car.", "The police held the car of Lewis.", ""},
		{"weekday", "The police held Lewis on Monday.", "The police held Lewis on Tuesday.", ""},
		{"name added", "The police held Lewis.", "The police held Lewis in Oslo.", ""},
		{"first word", "Inflation fell and the bank closed.", "Prices fell and the bank closed.", ""},
		{"first word, known", "Smith voted for the bill that Smith wrote.", "Jones voted for the bill that Jones wrote.", "m"},
		{"without capitals", "He went to Parliament to vote.", "He went to parliament to vote in Oslo.", ""},
		{"far apart", "The mayor of Lima opened a school.", "A fire in Cork burned for days.", ""},
		{"headline", "Harbour Bridge Shut After Storm", "Old Town Gate Closed By Police", ""},
		{"in quotation marks", "He said, “We like Lima a lot.”", "He said, “We like Cork a lot.”", "m"},

		// Denials
		{"not", "The police arrested the man.", "The police have not arrested the man.", "d"},
		{"contraction", "The minister met the owners.", "The minister didn’t meet the owners.", "d"},
		{"not guilty", "He pleaded guilty to the charge.", "He pleaded not guilty to the charge.", "d"},
		{"denied", "The company misled investors.", "The company denied that it misled investors.", "d"},
		{"never", "The ship was found.", "The ship was never found.", "d"},
		{"no evidence", "There is evidence of fraud.", "There is no evidence of fraud.", "d"},
		{"without", "He left with permission of the court.", "He left without permission of the court.", "d"},
		{"refused to", "The minister met the owners.", "The minister refused to meet the owners.", "d"},
		{"failed to", "The council agreed on a budget.", "The council failed to agree on a budget.", "d"},
		{"unlikely", "It is likely that the gate will open.", "It is unlikely that the gate will open.", "d"},
		{"no longer", "The gate is open to cars.", "The gate is no longer open to cars.", "d"},
		{"both deny", "The police have not arrested the man.", "The man was never arrested by the police.", ""},
		{"two denials", "The minister supports the plan.", "The minister does not deny that he supports the plan.", ""},
		{"another clause", "The man won the vote.", "The man won the vote, but did not celebrate.", ""},
		{"not only", "The man won the vote.", "The man won not only the vote.", ""},
		{"number sign", "The man won round No. 5.", "The man won round 5.", ""},
		{"comment", "The owners declined to comment on the plan.", "The owners would not comment on the plan.", ""},
		{"unrelated", "The ship was not found in the morning.", "A child found a purse.", ""},
		{"inform is no denial", "The form was sent and owners read it.", "Owners were sent a note to inform them and read it.", ""},

		{"all at once", "The quake killed 12 people in Lima and the army came.", "The quake killed 14 people in Cork and the army did not come.", "nmd"},
		{"empty", "", "The quake killed 12 people.", ""},
	}
	for _, tt := range tests {
		for _, pair := range [][2]string{{tt.a, tt.b}, {tt.b, tt.a}} {
			if got := differences(new(Reader).Facts(pair[0], pair[1])); got != tt.want {
				t.Errorf("%s: Facts(%q, %q) = %q, want %q", tt.name, pair[0], pair[1], got, tt.want)
			}
		}
	}
}

func differences(numbers, names, negated bool) string {
	var out []byte
	for i, b := range []bool{numbers, names, negated} {
		if b {
			out = append(out, "nmd"[i])
		}
	}
	return string(out)
}

var factPieces = []string{
	"5", "$", "%", " million", " March", " 12", ":30", " p.m.", " a", " dozen", " half", " twenty-", "five", " hundred", " and", " per", " cent",
	" to ", "-", ",", ".", " ", "James", " Lewis", " U.S.", " not", " no", " denied", "n't", " likely", " unlikely", "“", "\"", "é", "\xff", "’s", " the", "\n",
}

// Whatever the texts: no panic, the same both ways round, nothing between a
// text and itself.
func TestFactsAnyText(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		n := rapid.IntRange(0, 30).Draw(t, "pieces")
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(factPieces), n, n).Draw(t, "text"), "")
	})
	rapid.Check(t, func(t *rapid.T) { checkFacts(t, text.Draw(t, "a"), text.Draw(t, "b")) })
}

func checkFacts(t rapid.TB, a, b string) {
	if ab, ba := differences(new(Reader).Facts(a, b)), differences(new(Reader).Facts(b, a)); ab != ba {
		t.Fatalf("Facts(%q, %q) = %q, the other way round %q", a, b, ab, ba)
	}
	if got := differences(new(Reader).Facts(a, a+" ")); got != "" {
		t.Fatalf("Facts(%q) of the text with itself = %q", a, got)
	}
}

// Long passages must not cost more than their length.
func TestFactsLong(t *testing.T) {
	for _, piece := range []string{"5 ", "five ", "James Lewis. ", "not ", "five hundred and ", "March ", "James ", "5-"} {
		checkFacts(t, strings.Repeat(piece, 20_000), strings.Repeat(piece+"x ", 20_000))
	}
}

func FuzzFacts(f *testing.F) {
	f.Add("The quake killed 12 people on March 5.", "The quake killed 14 people on 6 March.")
	f.Add("$5-10 million", "half a million, twenty-five")
	f.Add("He did not meet James A. Lewis", "Lewis met the U.S. envoy at 2:30 p.m.")
	f.Fuzz(func(t *testing.T, a, b string) { checkFacts(t, a, b) })
}

func BenchmarkFacts(b *testing.B) {
	x := "The quake killed 12 people in Lima on March 5 and the army sent 2,000 soldiers, said James A. Lewis."
	y := "In Lima 14 people were killed by the quake on 6 March, Lewis said, and the army did not send soldiers."
	for b.Loop() {
		new(Reader).Facts(x, y)
	}
}
