package index

import (
	"fmt"

	"github.com/dupes-news/dupes/shingle"
)

// Header is what an index was made with. It is written once and pinned: what
// was sketched in one way cannot be found by another.
type Header struct {
	Format     int     `json:"format"`     // version of what stands in the store
	Shingle    int     `json:"shingle"`    // words of a shingle
	K          int     `json:"k"`          // minima of a signature
	Threshold  float64 `json:"threshold"`  // Jaccard for which bands and rows were chosen
	Bands      int     `json:"bands"`      // of a signature
	Rows       int     `json:"rows"`       // of a band
	MinRun     int     `json:"min_run"`    // words of a common run that is sure to be found
	Sketch     string  `json:"sketch"`     // kind of the signature
	Hash       string  `json:"hash"`       // of a shingle
	Normaliser int     `json:"normaliser"` // version of the normal form of words
	Text       bool    `json:"text"`       // holds texts, not only shingles
}

// format is the version that this program reads and writes.
const format = 1

// Options are what may be chosen when an index is made. The zero value of a
// field is the default that its comment names.
type Options struct {
	Shingle   int     // words of a shingle; 0 means 5
	K         int     // minima of a signature; 0 means 128
	Threshold float64 // least Jaccard of near duplicates to be found; 0 means 0.5
	MinRun    int     // words of a common run that is sure to be found; 0 means 12
	NoText    bool    // keep shingles only: nobody can read the articles, and no diff or template can be made of them
}

// Header is the header of a new index.
func (o Options) Header() (Header, error) {
	h := Header{
		Format: format, Shingle: 5, K: 128, Threshold: 0.5, MinRun: 12,
		Sketch: "minwise", Hash: "xxh3-64", Normaliser: shingle.NormVersion, Text: !o.NoText,
	}
	if o.Shingle != 0 {
		h.Shingle = o.Shingle
		h.MinRun = max(h.MinRun, o.Shingle)
	}
	if o.K != 0 {
		h.K = o.K
	}
	if o.Threshold != 0 {
		h.Threshold = o.Threshold
	}
	if o.MinRun != 0 {
		h.MinRun = o.MinRun
	}
	if h.Shingle < 1 || h.MinRun < h.Shingle {
		return Header{}, fmt.Errorf("shingle of %d words, run of %d: want at least 1 word, and a run of at least a shingle", h.Shingle, h.MinRun)
	}
	if h.Shingle > maxShingle {
		return Header{}, fmt.Errorf("shingle of %d words: want at most %d", h.Shingle, maxShingle)
	}
	plan, err := shingle.PlanFor(h.Threshold, h.K)
	if err != nil {
		return Header{}, err
	}
	if r := plan.Recall(h.Threshold); r < leastRecall {
		return Header{}, fmt.Errorf("signature of %d minima: finds %.0f %% of the near duplicates at a Jaccard of %v, want more minima", h.K, 100*r, h.Threshold)
	}
	h.Bands, h.Rows = plan.Bands, plan.Rows
	return h, nil
}

// What an index may be made with: the words of a shingle that any command
// takes, and the recall at the threshold that bands are chosen for.
const (
	maxShingle  = 64
	leastRecall = 0.99
)

// readable says why this program cannot use an index with this header.
func (h Header) readable() error {
	for _, v := range []struct {
		what       string
		have, want any
	}{
		{"format", h.Format, format},
		{"sketch kind", h.Sketch, "minwise"},
		{"hash", h.Hash, "xxh3-64"},
		{"normaliser version", h.Normaliser, shingle.NormVersion},
	} {
		if v.have != v.want {
			return fmt.Errorf("the index has %s %v, this program %v: build the index again", v.what, v.have, v.want)
		}
	}
	return nil
}

// Serves says why an index with this header cannot answer with these options,
// naming both values; options that are not set do not matter.
func (h Header) Serves(o Options) error {
	for _, v := range []struct {
		what       string
		have, want float64
	}{
		{"words of a shingle", float64(h.Shingle), float64(o.Shingle)},
		{"minima of a signature", float64(h.K), float64(o.K)},
		{"words of the least run", float64(h.MinRun), float64(o.MinRun)},
	} {
		if v.want != 0 && v.have != v.want {
			return fmt.Errorf("the index has %v %s, asked for are %v", v.have, v.what, v.want)
		}
	}
	if o.Threshold != 0 && o.Threshold < h.Threshold {
		return fmt.Errorf("the index finds near duplicates from a Jaccard of %v on, asked for is %v", h.Threshold, o.Threshold)
	}
	return nil
}

func (h Header) plan() shingle.Plan {
	return shingle.Plan{Threshold: h.Threshold, K: h.K, Bands: h.Bands, Rows: h.Rows}
}
