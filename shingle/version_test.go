package shingle_test

import (
	"testing"

	"github.com/zeebo/xxh3"

	"github.com/dupes-news/dupes/shingle"
)

// What is kept of a text is worthless once it is made in another way. Whoever
// changes one of these figures raises NormVersion.
func TestNormVersion(t *testing.T) {
	var w shingle.Words
	w.Split("The ﬁrst “Fähre” left Ellery at 6:30, ＦＵＬＬ of the city’s cyclists; ΣΟΦΟΣ said 東京 was next, don\u2019t wait for it.")
	if got, want := string(w.NormRun(0, w.Len())), "the first fähre left ellery at 6 30 full of the city's cyclists σοφοσ said 東 京 was next don't wait for it"; got != want {
		t.Errorf("normal form %q, want %q", got, want)
	}
	shingles := w.Shingles(nil, 5)
	signer, err := shingle.NewSigner(128)
	if err != nil {
		t.Fatal(err)
	}
	minima, err := signer.Sign(nil, shingles)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := shingle.PlanFor(0.5, 128)
	if err != nil {
		t.Fatal(err)
	}
	keys := plan.Keys(nil, minima)
	passages := shingle.NewWinnower(5, 12).Select(nil, shingles)
	for _, v := range []struct {
		name      string
		got, want uint64
	}{
		{"version", shingle.NormVersion, 1},
		{"shingles", sum(shingles), 0xb854ff19b0ad3fed},
		{"minima", sum(minima), 0x5863833a61271962},
		{"keys", sum(keys), 0xaaa011542407a572},
		{"first passage", passages[0].Hash, 0x3521deab767a153a},
	} {
		if v.got != v.want {
			t.Errorf("%s: %#x, want %#x", v.name, v.got, v.want)
		}
	}
}

// sum is a hash of numbers.
func sum(list []uint64) uint64 {
	var b []byte
	for _, v := range list {
		for ; v > 0; v >>= 8 {
			b = append(b, byte(v))
		}
		b = append(b, 0)
	}
	return xxh3.Hash(b)
}
