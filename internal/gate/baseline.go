package gate

import (
	"fmt"
	"io"

	"github.com/go-json-experiment/json"

	"github.com/dupes-news/dupes/internal/corpus"
)

// Baseline is the duplicates that were known before, by article and partner.
// nil is none.
type Baseline map[[2]string]bool

// ReadBaseline reads the decisions that an earlier gate has printed as JSON
// lines; rows of another type are passed over.
func ReadBaseline(name string, in io.Reader) (Baseline, error) {
	b := Baseline{}
	var bad error
	err := corpus.Lines(in, func(line []byte, n int) {
		var row struct {
			Type     string `json:"type"`
			ID       string `json:"id"`
			Decision string `json:"decision"`
			Partner  string `json:"partner"`
		}
		switch err := json.Unmarshal(line, &row); {
		case bad != nil:
		case err != nil:
			bad = fmt.Errorf("baseline %q line %d: %w", name, n, err)
		case row.Type == "decision" && row.ID == "":
			bad = fmt.Errorf("baseline %q line %d: decision without an id", name, n)
		case row.Type == "decision" && row.Decision != Accept.String():
			b[[2]string{row.ID, row.Partner}] = true
		}
	})
	if err != nil {
		return nil, fmt.Errorf("baseline %q: %w", name, err)
	}
	return b, bad
}

func (b Baseline) has(d *Decision) bool { return b[[2]string{d.ID, d.Partner}] }
