package quality

import (
	"bytes"
	"math"
	"testing"

	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
)

// officeNotices are the releases of one office in the big set. Most are grant
// notices that differ in town and amount: the same wording, another story.
func officeNotices(t *testing.T) []article {
	t.Helper()
	office := []byte(`"sen-Dewine-`)
	return load(t, data(t, "data", "big", "docs.jsonl.zst"), math.MaxInt, func(_ int, line []byte) bool {
		return bytes.Contains(line[:min(len(line), 40)], office)
	})
}

// notices must be templates, and not near duplicates of one another.
func notices(t *testing.T, f *figures) {
	pairs, _, _ := run(t, scan.Config{AllPairs: true}, save(t, officeNotices(t)))
	alike, templates := 0, 0
	for _, p := range pairs {
		if p.Jaccard < 0.8 || p.Relation == relation.Identical {
			continue
		}
		alike++
		if p.Relation == relation.Template {
			templates++
		}
	}
	f.note("notices of one office: pairs of J >= .8", alike)
	f.floor(t, "notices of one office: templates among them", float64(templates)/float64(alike), 0.98)
}
