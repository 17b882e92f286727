package shingle

import (
	"fmt"
	"math"
)

// Plan is how a signature is cut into bands: Bands bands of Rows rows each,
// Bands*Rows <= K.
type Plan struct {
	Threshold float64 // Jaccard for which Bands and Rows were chosen
	K         int     // minima of a signature
	Bands     int     // b
	Rows      int     // r
}

// Recall is the expected share of the pairs at Jaccard j that agree in at
// least one band and so become candidates: 1 - (1 - j^r)^b, the S-curve.
func (p Plan) Recall(j float64) float64 {
	return 1 - math.Pow(1-math.Pow(j, float64(p.Rows)), float64(p.Bands))
}

// minRecall is the share of pairs at the threshold that must become
// candidates; goodRecall is what more bands are taken for where k allows.
const (
	minRecall  = 0.99
	goodRecall = 0.999
)

// PlanFor cuts a signature of k minima into bands for pairs of at least
// Jaccard threshold: the most rows with which k minima still reach a recall
// of 0.99 at the threshold, and then as many bands as bring it to 0.999 or as
// k allows. More rows mean fewer candidates in vain, more bands fewer pairs
// missed; since every candidate is verified, recall comes first.
//
// Threshold must be in (0, 1] and k at least 1. Where no number of rows
// reaches 0.99, because the threshold is below 1-0.01^(1/k) (0.036 for
// k = 128), the plan is k bands of one row.
func PlanFor(threshold float64, k int) (Plan, error) {
	if !(threshold > 0 && threshold <= 1) {
		return Plan{}, fmt.Errorf("threshold %v: want more than 0 and at most 1", threshold)
	}
	if k < 1 {
		return Plan{}, fmt.Errorf("signature of %d minima: want at least 1", k)
	}
	p := Plan{Threshold: threshold, K: k, Bands: k, Rows: 1}
	for rows := k; rows >= 1; rows-- {
		p.Rows, p.Bands = rows, k/rows
		if p.Recall(threshold) >= minRecall {
			break
		}
	}
	for p.Bands > 1 {
		fewer := p
		fewer.Bands--
		if fewer.Recall(threshold) < goodRecall {
			break
		}
		p = fewer
	}
	return p, nil
}

// Keys appends to dst one key for each band of the signature: two texts share
// a bucket of band i when their keys i are equal. The key depends on the
// number of the band, so that keys of all bands may stand in one list.
// The signature must hold at least p.Bands*p.Rows minima.
func (p Plan) Keys(dst, signature []uint64) []uint64 {
	for i := range p.Bands {
		h := uint64(i+1) * 0x9e3779b97f4a7c15 // the golden ratio: no two bands start alike
		for _, v := range signature[i*p.Rows : (i+1)*p.Rows] {
			h = mix(h, v)
		}
		dst = append(dst, h)
	}
	return dst
}
