package source

import (
	"strings"
	"testing"
)

// quotedStory has 600 words, a third of them in quotation marks, as news has.
func quotedStory() string {
	const story = `The gate of the old harbour stays shut until the spring, Ellen Marsh, the keeper of its keys, said on Monday. ` +
		`“We have looked at every hinge of it,” she said. “It isn’t going to open before the ice is gone, and nobody wants a second winter like the last.” ` + "\n\n" +
		`The town of Port Ellery paid 2.6 million crowns for the repair, which a firm from the capital began in 2031 and never ended. ` +
		`Its owner, Robert Quill, told the Ellery Echo that “the plans which we were given had nothing to do with the wall that we found.” ` + "\n\n" +
		`Fishermen who land their catch on the far side of the bay must now go round the point, which takes them an hour each way in good weather.` + "\n\n"
	return strings.Repeat(story, 5)
}

func BenchmarkQuotes(b *testing.B) {
	story := quotedStory()
	texts := [2]string{story, strings.Replace(story, "Marsh", "March", 1)} // a reader knows the last text again
	for _, tt := range []struct {
		name     string
		speakers bool
	}{{"words=600/speakers=0", false}, {"words=600/speakers=1", true}} {
		b.Run(tt.name, func(b *testing.B) {
			b.SetBytes(int64(len(texts[0])))
			b.ReportAllocs()
			var q Quoter
			var quotes []Quote
			var keys []uint64
			for n := 0; b.Loop(); n++ {
				text := texts[n%2]
				quotes, keys = q.Quotes(quotes[:0], text), keys[:0]
				for _, x := range quotes {
					keys = q.Form(text, x).Keys(keys)
				}
				if tt.speakers {
					q.Speakers(text, quotes)
				}
			}
		})
	}
}

func BenchmarkMatch(b *testing.B) {
	var q Quoter
	text := quotedStory()
	for _, words := range []int{20, 80, 600} {
		end := len(strings.Join(strings.SplitAfter(text, " ")[:words], ""))
		f := q.Form(text, Quote{Parts: []Span{{Lo: 0, Hi: end}}})
		b.Run("words="+map[int]string{20: "20", 80: "80", 600: "600"}[words], func(b *testing.B) {
			for b.Loop() {
				Match(f, f)
			}
		})
	}
}
