package quality

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/dupes-news/dupes/compare"
)

// rewordings compares pairs of single sentences that people have called
// paraphrases or not. The measure is that of the literature on them.
func rewordings(t *testing.T, f *figures) {
	text, _ := texts(t, data(t, "data", "mrpc_train", "docs.jsonl.gz"))
	var c compare.Comparer
	var count [2][2]float64 // what the label says, what is found
	pairs := paraphrases(t)
	for _, p := range pairs {
		found := 0
		if reworded(c.Compare(text[p.A], text[p.B])) {
			found = 1
		}
		count[p.Label][found]++
	}
	right, wrong := count[0][0]+count[1][1], count[0][1]+count[1][0]
	f.floor(t, "mrpc_train: labels met", right/(right+wrong), 0.74)
	f.floor(t, "mrpc_train: F1 of the paraphrases", 2*count[1][1]/(2*count[1][1]+wrong), 0.82)
	f.note("mrpc_train: pairs, and paraphrases among them", fmt.Sprintf("%d, %.0f", len(pairs), count[1][0]+count[1][1]))
}

// A paraphrase is a line of the labels: 1 for sentences that say the same.
type paraphrase struct {
	A     string `json:"a"`
	B     string `json:"b"`
	Label int    `json:"label"`
}

func paraphrases(t *testing.T) []paraphrase {
	t.Helper()
	path := data(t, "data", "mrpc_train", "pairs.jsonl.gz")
	raw, err := io.ReadAll(open(t, path))
	if err != nil {
		t.Fatal(err)
	}
	var list []paraphrase
	for line := range bytes.Lines(raw) {
		var p paraphrase
		if err := json.Unmarshal(line, &p); err != nil {
			t.Fatalf("read %q line %d: %v", path, len(list)+1, err)
		}
		if p.Label != 0 && p.Label != 1 {
			t.Fatalf("read %q line %d: label %d, want 0 or 1", path, len(list)+1, p.Label)
		}
		list = append(list, p)
	}
	return list
}

// reworded reports that most of either text stands in the other, whatever
// the words.
func reworded(c *compare.Comparison) bool {
	return 2*c.A.Original <= c.A.Words && 2*c.B.Original <= c.B.Words
}
