package shingle

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	minhash "github.com/dgryski/go-minhash"
)

// This file is the only one that knows go-minhash. Its MinWise defines what a
// signature is; minima.go and the AVX2 kernel only get there sooner.
//
// A signature holds k minima. Minimum i is the least value of h1 + i*h2 modulo
// 2^64 over all shingles. If that value orders shingles at random, two articles
// have the same least shingle with probability Jaccard (Broder, "On the
// resemblance and containment of documents", SEQUENCES 1997, section 3, DOI
// 10.1109/SEQUEN.1997.666900), so the share of equal minima estimates it.
//
// k such orders from two hashes instead of k: Kirsch and Mitzenmacher, "Less
// Hashing, Same Performance: Building a Better Bloom Filter", ESA 2006, DOI
// 10.1007/11841036_42. They prove it for Bloom filters; for minima it rests on
// our measurement (TestEstimateWithinFourStandardErrors), which shows the error
// of k independent hashes. It needs two different hashes of 64 bits each: the
// same one twice doubles the error, and 32 bits make it ten times larger.
//
// h1 is the shingle, which is a hash already, and h2 is mixed from it. So a
// signature is a function of the set of shingles and can be made again from
// stored shingles, without the text.
//
// NOTE(go-minhash): use MinWise and nothing else of it. BottomK counts a
// repeated shingle twice and its Similarity is no Jaccard (+.15 at J = .5);
// SignatureBbit loses a minimum per filled word and SimilarityBbit counts the
// unused bits as equal.

// ErrTooShort is returned where an article has no shingle to be known by.
var ErrTooShort = errors.New("fewer words than a shingle")

// maxMinima is the largest k. The standard error is then at most .016, and a
// signature takes 8 KB, more than the text of most news.
const maxMinima = 1024

// Signer makes signatures of k minima. It keeps its buffers (12 KB at k = 128)
// from one article to the next, and so serves one goroutine at a time.
type Signer struct {
	minwise *minhash.MinWise
	minima  []uint64 // k, rounded up to whole passes
	lower   lowerFunc
	walk    walk
	key     [8]byte // the shingle as MinWise wants it; here, as on the stack it would escape
}

// NewSigner returns a Signer for signatures of k minima, k from 1 to 1024.
func NewSigner(k int) (*Signer, error) {
	if k < 1 || k > maxMinima {
		return nil, fmt.Errorf("signature of %d minima: want 1 to %d", k, maxMinima)
	}
	passes := (k + lanes - 1) / lanes
	return &Signer{
		minwise: minhash.NewMinWiseFromSignatures(h1, h2, make([]uint64, k)),
		minima:  make([]uint64, passes*lanes),
		lower:   fastestLower(),
	}, nil
}

// Sign returns the signature of a set of shingles: k minimum hash values.
// Neither the order of the shingles nor a repeated one matters. The result is
// the caller's, in the memory of dst if its capacity is k or more; dst may be
// nil. Without shingles Sign returns dst[:0] and ErrTooShort. O(k * shingles).
//
// Whole blocks of shingles are lowered by the kernel, then MinWise takes over
// the minima, has the rest pushed, and is what the signature is read from.
// With k = 128 and 596 shingles (an article of 600 words), fastest of 8 runs of
// BenchmarkSign on an AMD EPYC of family 25:
//
//	MinWise alone   62 us
//	pure Go         35 us
//	AVX2             8 us
func (s *Signer) Sign(dst, shingles []uint64) ([]uint64, error) {
	// NOTE(go-minhash): without a push all minima stay 2^64-1, and two empty
	// articles would be estimated as equal.
	if len(shingles) == 0 {
		return dst[:0], ErrTooShort
	}
	for i := range s.minima {
		s.minima[i] = ^uint64(0)
	}
	whole := len(shingles) - len(shingles)%block
	for part := range slices.Chunk(shingles[:whole], stretch) {
		s.lower(s.minima, part, &s.walk)
	}
	// NOTE(go-minhash): Signature returns MinWise's own slice. That is how the
	// minima get in without a new MinWise per article, and why the result is
	// copied out.
	copy(s.minwise.Signature(), s.minima)
	for _, h := range shingles[whole:] {
		binary.LittleEndian.PutUint64(s.key[:], h)
		s.minwise.Push(s.key[:])
	}
	return append(dst[:0], s.minwise.Signature()...), nil
}

// h1 is the first hash of a shingle, in the form that MinWise asks for.
func h1(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }

// h2 is the second.
func h2(b []byte) uint64 { return splitMix(binary.LittleEndian.Uint64(b)) }

// splitMix is SplitMix64, that is Stafford's finaliser 13 behind one step of the
// golden ratio: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
// Generators", OOPSLA 2014, figures 16 and 17, DOI 10.1145/2660193.2660195.
// Each bit in changes each bit out with a chance of about one half. The step
// keeps splitMix(0) from being 0, for which all k values of a shingle would be 0.
func splitMix(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// Estimate returns the share of equal minima of two signatures, 0 to 1: an
// estimate of the Jaccard J of their shingles with standard error
// sqrt(J(1-J)/k), at most .044 for k = 128. It is an error if the signatures
// differ in length or have none. O(k).
func Estimate(a, b []uint64) (float64, error) {
	if err := sameLength(a, b); err != nil {
		return 0, err
	}
	equal := 0
	for i := range a {
		if a[i] == b[i] {
			equal++
		}
	}
	return float64(equal) / float64(len(a)), nil
}

// Merge returns the signature of the union of the two sets of shingles that a
// and b are signatures of, in the memory of dst if its capacity suffices. dst
// may be a, b or nil; otherwise a and b are left as they are. It is an error if
// they differ in length or are empty. O(k).
func Merge(dst, a, b []uint64) ([]uint64, error) {
	if err := sameLength(a, b); err != nil {
		return dst[:0], err
	}
	// NOTE(go-minhash): NewMinWiseFromSignatures makes a copy and then uses the
	// slice it was given, which Merge would overwrite.
	union := minhash.NewMinWiseFromSignatures(h1, h2, slices.Clone(a))
	union.Merge(minhash.NewMinWiseFromSignatures(h1, h2, b))
	return append(dst[:0], union.Signature()...), nil
}

// sameLength is an error unless two signatures may be compared or merged.
// NOTE(go-minhash): Similarity panics on unequal lengths and is NaN on none;
// Merge panics or drops minima.
func sameLength(a, b []uint64) error {
	if len(a) != len(b) || len(a) == 0 {
		return fmt.Errorf("signatures of %d and %d minima: want equal lengths, at least 1", len(a), len(b))
	}
	return nil
}
