package shingle

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	minhash "github.com/dgryski/go-minhash"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// signers are the ways to sign that this processor has, by name.
func signers(t testing.TB, k int) map[string]*Signer {
	t.Helper()
	fastest, pure := newSigner(t, k), newSigner(t, k)
	pure.lower = lowerGo
	return map[string]*Signer{"fastest": fastest, "go": pure}
}

func newSigner(t testing.TB, k int) *Signer {
	t.Helper()
	s, err := NewSigner(k)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func sign(t testing.TB, s *Signer, shingles []uint64) []uint64 {
	t.Helper()
	signature, err := s.Sign(nil, shingles)
	if err != nil {
		t.Fatal(err)
	}
	return signature
}

// minwise is the definition: go-minhash, told all shingles one by one.
func minwise(shingles []uint64, k int) *minhash.MinWise {
	m := minhash.NewMinWise(h1, h2, k)
	for _, h := range shingles {
		m.Push(binary.LittleEndian.AppendUint64(nil, h))
	}
	return m
}

func random(r *rand.Rand, n int) []uint64 {
	shingles := make([]uint64, n)
	for i := range shingles {
		shingles[i] = r.Uint64()
	}
	return shingles
}

func TestSignIsMinWise(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	sizes := []int{stretch - 1, stretch, stretch + 1, 596, 3 * stretch, 2001}
	for n := 1; n <= 70; n++ {
		sizes = append(sizes, n)
	}
	for _, k := range []int{1, 31, 32, 33, 128, 200, 1024} {
		for name, s := range signers(t, k) {
			for _, n := range sizes {
				shingles := random(r, n)
				got, want := sign(t, s, shingles), minwise(shingles, k).Signature()
				if !slices.Equal(got, want) {
					t.Fatalf("%s: Sign of %d random shingles, k=%d: -want +got\n%s", name, n, k, cmp.Diff(want, got))
				}
			}
		}
	}
}

// Random shingles hardly ever touch the borders of signed and unsigned order;
// rapid prefers small values and the largest.
func TestSignIsMinWiseProperty(t *testing.T) {
	edge := rapid.SampledFrom([]uint64{0, 1, 1<<63 - 1, 1 << 63, 1<<63 + 1, math.MaxUint64})
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 300).Draw(t, "k")
		// Left to itself SliceOfN would rarely draw more than a block or two.
		n := rapid.IntRange(1, 300).Draw(t, "n")
		shingles := rapid.SliceOfN(rapid.OneOf(rapid.Uint64(), edge), n, n).Draw(t, "shingles")
		want := minwise(shingles, k).Signature()
		for name, lower := range map[string]lowerFunc{"fastest": fastestLower(), "go": lowerGo} {
			s, err := NewSigner(k)
			if err != nil {
				t.Fatal(err)
			}
			s.lower = lower
			got, err := s.Sign(nil, shingles)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s: Sign(%#x), k=%d: -want +got\n%s", name, shingles, k, cmp.Diff(want, got))
			}
		}
	})
}

func FuzzSignIsMinWise(f *testing.F) {
	f.Add([]byte("12345678"), uint16(1))
	f.Add(slices.Repeat([]byte{0xff}, 8*9), uint16(128))
	f.Add(slices.Repeat([]byte{0, 0, 0, 0, 0, 0, 0, 0x80}, 40), uint16(33))
	f.Fuzz(func(t *testing.T, data []byte, k uint16) {
		var shingles []uint64
		for ; len(data) >= 8; data = data[8:] {
			shingles = append(shingles, binary.LittleEndian.Uint64(data))
		}
		minima := int(k)%maxMinima + 1
		if len(shingles) == 0 {
			t.Skip()
		}
		want := minwise(shingles, minima).Signature()
		for name, s := range signers(t, minima) {
			if got := sign(t, s, shingles); !slices.Equal(got, want) {
				t.Errorf("%s: Sign(%#x), k=%d: -want +got\n%s", name, shingles, minima, cmp.Diff(want, got))
			}
		}
	})
}

// A Signer must forget the article before, and a signature must not know the
// order of the shingles, nor how often each occurs.
func TestSignIsAFunctionOfTheSet(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for name, s := range signers(t, 128) {
		shingles := random(r, 300)
		want := sign(t, s, shingles)
		sign(t, s, random(r, 500))
		twice := slices.Concat(shingles, shingles)
		r.Shuffle(len(twice), func(i, j int) { twice[i], twice[j] = twice[j], twice[i] })
		if diff := cmp.Diff(want, sign(t, s, twice)); diff != "" {
			t.Errorf("%s: Sign of the same set, shuffled: -want +got\n%s", name, diff)
		}
	}
}

func TestSignOwnership(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	s := newSigner(t, 128)
	shingles := random(r, 100)
	before := slices.Clone(shingles)
	first := sign(t, s, shingles)
	kept := slices.Clone(first)

	dst := make([]uint64, 3, 128)
	second, err := s.Sign(dst, random(r, 100))
	if err != nil {
		t.Fatal(err)
	}
	if &second[0] != &dst[0] {
		t.Error("Sign left a dst of sufficient capacity unused")
	}
	if !slices.Equal(first, kept) {
		t.Error("Sign changed the signature it returned before")
	}
	if !slices.Equal(shingles, before) {
		t.Error("Sign changed the shingles")
	}
	if n := testing.AllocsPerRun(20, func() { second, err = s.Sign(second, shingles) }); n != 0 {
		t.Errorf("Sign with a dst: %v allocations, want 0", n)
	}
}

func TestSignTooShort(t *testing.T) {
	s, dst := newSigner(t, 128), make([]uint64, 128)
	got, err := s.Sign(dst, nil)
	if !errors.Is(err, ErrTooShort) || len(got) != 0 || cap(got) != cap(dst) {
		t.Errorf("Sign(dst, nil) = %v (capacity %d), %v, want dst[:0], %v", got, cap(got), err, ErrTooShort)
	}
}

func TestNewSignerLimits(t *testing.T) {
	for _, test := range []struct {
		k  int
		ok bool
	}{{math.MinInt, false}, {-1, false}, {0, false}, {1, true}, {1024, true}, {1025, false}, {math.MaxInt, false}} {
		if _, err := NewSigner(test.k); (err == nil) != test.ok {
			t.Errorf("NewSigner(%d): error %v, want none: %v", test.k, err, test.ok)
		}
	}
}

// The stored signatures of one version must be those of the next: the values
// were worked out with SplitMix64 as published (seed 0 gives e220a8397b1dcdaf
// first).
func TestSignatureValues(t *testing.T) {
	if got, want := splitMix(0), uint64(0xe220a8397b1dcdaf); got != want {
		t.Errorf("splitMix(0) = %#x, want %#x", got, want)
	}
	h := uint64(0xfedcba9876543210)
	want := []uint64{h, h + splitMix(h), h + 2*splitMix(h)}
	if diff := cmp.Diff(want, sign(t, newSigner(t, 3), []uint64{h})); diff != "" {
		t.Errorf("Sign({%#x}), k=3: -want +got\n%s", h, diff)
	}
}

// 10,000 pairs of sets of 60 to 2,000 shingles, Jaccard 0 to 1. The estimate is
// a share of k trials, so 4 standard errors are exceeded by .006 % of pairs if
// it is normal, and by more where J*k is small; 1/k is added for that, the grain
// of the estimate.
func TestEstimateWithinFourStandardErrors(t *testing.T) {
	const pairs, k = 10_000, 128
	r := rand.New(rand.NewPCG(4, 4))
	s := newSigner(t, k)
	var a, b []uint64
	outside, trials, sum, squares := 0, 0, 0., 0.
	for range pairs {
		setA, setB, j := pairOfSets(r)
		a, _ = s.Sign(a, setA)
		b, _ = s.Sign(b, setB)
		estimate, err := Estimate(a, b)
		if err != nil {
			t.Fatal(err)
		}
		se := math.Sqrt(j * (1 - j) / k)
		if math.Abs(estimate-j) > 4*se+1./k {
			outside++
		}
		sum += estimate - j
		if se > 0 {
			trials++
			squares += (estimate - j) * (estimate - j) / (se * se)
		}
	}
	if outside > 3 {
		t.Errorf("%d of %d estimates are over 4 standard errors off, want 3 at most", outside, pairs)
	}
	if bias := sum / pairs; math.Abs(bias) > .002 {
		t.Errorf("mean error %+.4f, want .002 at most", bias)
	}
	// 1 if the k minima are as good as independent; 2 with h2 = h1.
	if ratio := math.Sqrt(squares / float64(trials)); ratio < .95 || ratio > 1.05 {
		t.Errorf("error is %.3f times sqrt(J(1-J)/k), want .95 to 1.05", ratio)
	}
}

// pairOfSets returns two sets of 60 to 2,000 shingles and their exact Jaccard.
// Equal values among random 64-bit numbers are not to be expected.
func pairOfSets(r *rand.Rand) (a, b []uint64, jaccard float64) {
	sizeA, sizeB := 60+r.IntN(1941), 60+r.IntN(1941)
	if r.IntN(2) == 0 {
		sizeB = sizeA // or large Jaccards would be rare
	}
	shared := r.IntN(min(sizeA, sizeB) + 1)
	all := random(r, sizeA+sizeB-shared)
	return all[:sizeA], all[sizeA-shared:], float64(shared) / float64(len(all))
}

func TestEstimateIsSimilarity(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for range 50 {
		setA, setB, _ := pairOfSets(r)
		k := 1 + r.IntN(200)
		s := newSigner(t, k)
		got, err := Estimate(sign(t, s, setA), sign(t, s, setB))
		if want := minwise(setA, k).Similarity(minwise(setB, k)); got != want || err != nil {
			t.Errorf("Estimate of sets of %d and %d, k=%d = %v, %v, want %v", len(setA), len(setB), k, got, err, want)
		}
	}
}

func TestMergeIsUnion(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for range 50 {
		setA, setB, _ := pairOfSets(r)
		s := newSigner(t, 1+r.IntN(200))
		a, b := sign(t, s, setA), sign(t, s, setB)
		keptA, keptB := slices.Clone(a), slices.Clone(b)
		want := sign(t, s, slices.Concat(setA, setB))
		for _, test := range []struct {
			name string
			dst  []uint64
		}{
			{"nil", nil},
			{"room", make([]uint64, 0, len(a))},
			{"a", slices.Clone(a)},
		} {
			got, err := Merge(test.dst, a, b)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("Merge(%s, a, b): error %v, -want +got\n%s", test.name, err, diff)
			}
			clear(got)
		}
		if !slices.Equal(a, keptA) || !slices.Equal(b, keptB) {
			t.Fatal("Merge changed a or b, or its result shares their memory")
		}
		if got, err := Merge(b, a, b); !slices.Equal(got, want) || err != nil {
			t.Errorf("Merge(b, a, b), error %v: -want +got\n%s", err, cmp.Diff(want, got))
		}
		if got, err := Merge(a, a, keptB); !slices.Equal(got, want) || err != nil {
			t.Errorf("Merge(a, a, b), error %v: -want +got\n%s", err, cmp.Diff(want, got))
		}
	}
}

func TestSignaturesThatDoNotCompare(t *testing.T) {
	for _, test := range []struct{ a, b []uint64 }{
		{nil, nil},
		{nil, []uint64{1}},
		{[]uint64{1}, nil},
		{[]uint64{1, 2}, []uint64{1}},
		{[]uint64{1}, []uint64{1, 2}},
	} {
		if got, err := Estimate(test.a, test.b); err == nil {
			t.Errorf("Estimate(%v, %v) = %v, want an error", test.a, test.b, got)
		}
		if got, err := Merge(nil, test.a, test.b); err == nil {
			t.Errorf("Merge(nil, %v, %v) = %v, want an error", test.a, test.b, got)
		}
	}
}

func BenchmarkSign(b *testing.B) {
	for _, n := range []int{60, 596, 3000} {
		for _, k := range []int{128, 256} {
			shingles := random(rand.New(rand.NewPCG(7, 7)), n)
			for name, s := range signers(b, k) {
				b.Run(fmt.Sprintf("shingles=%d/k=%d/by=%s", n, k, name), func(b *testing.B) {
					b.ReportAllocs()
					var dst []uint64
					for b.Loop() {
						dst, _ = s.Sign(dst, shingles)
					}
				})
			}
			b.Run(fmt.Sprintf("shingles=%d/k=%d/by=minwise", n, k), func(b *testing.B) {
				b.ReportAllocs()
				m := minhash.NewMinWise(h1, h2, k)
				var key [8]byte
				for b.Loop() {
					for _, h := range shingles {
						binary.LittleEndian.PutUint64(key[:], h)
						m.Push(key[:])
					}
				}
			})
		}
	}
}
