package gate

import (
	"fmt"
	"io"

	"github.com/go-json-experiment/json"

	"github.com/dupes-news/dupes/internal/corpus"
)

// Baseline is the articles that were known before not to be accepted, by id.
// nil is no baseline.
type Baseline map[string]bool

// ReadBaseline reads the decisions that an earlier gate has printed as JSON
// lines; rows of another type are passed over.
func ReadBaseline(name string, in io.Reader) (Baseline, error) {
	b := Baseline{}
	var bad error
	rows := 0
	err := corpus.Lines(in, func(line []byte, n int) {
		var row struct {
			Type     string `json:"type"`
			ID       string `json:"id"`
			Decision string `json:"decision"`
		}
		err := json.Unmarshal(line, &row)
		if row.Type == "decision" || row.Type == "summary" {
			rows++
		}
		switch {
		case bad != nil:
		case err != nil:
			bad = fmt.Errorf("baseline %q line %d: %w", name, n, err)
		case row.Type == "decision" && row.ID == "":
			bad = fmt.Errorf("baseline %q line %d: decision without an id", name, n)
		case row.Type == "decision" && row.Decision != Accept.String():
			b[row.ID] = true
		}
	})
	if err != nil {
		return nil, fmt.Errorf("baseline %q: %w", name, err)
	}
	if rows == 0 && bad == nil {
		bad = fmt.Errorf("baseline %q: no decisions in it: want what dupes gate --format jsonl prints", name)
	}
	return b, bad
}

func (b Baseline) has(d *Decision) bool { return b[d.ID] }
