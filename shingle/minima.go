package shingle

// MinWise.Push visits all k minima for one shingle, which loads and stores each
// of them once per shingle. Here the loops are swapped: a pass takes a few
// minima, its lanes, into registers and has all shingles go by. From lane i to
// lane i+1 the value of a shingle grows by h2, so an addition replaces the
// multiplication, and a walk remembers where each shingle has got to between
// two passes:
//
//	lane         0        1        2       ...
//	shingle 0   h1     h1+h2   h1+2*h2     ...
//	shingle 1   h1     h1+h2   h1+2*h2     ...
//	             |        |        |
//	minimum     min      min      min
//
// All of it is exact arithmetic modulo 2^64: the minima are those of MinWise,
// bit for bit.
const (
	// lanes are the minima of one AVX2 pass: 8 registers of 4.
	lanes = 32

	// block is the number of shingles below which MinWise.Push takes them.
	// Up to 7 pushes cost .7 us at k = 128.
	block = 8

	// stretch is how many shingles walk together, a multiple of block. At 40
	// bytes each they take 10 KB, under a third of the smallest level 1 cache.
	stretch = 256
)

// walk holds the place of up to stretch shingles between passes. It is memory
// only; what stands in it is the business of each lowerFunc.
type walk struct {
	at   [4 * stretch]uint64
	step [stretch]uint64
}

// lowerFunc lowers minima[i] to the least h1 + i*h2 of the shingles, at most
// stretch of them, if that is less. len(minima) is a multiple of lanes.
type lowerFunc func(minima, shingles []uint64, w *walk)

// lowerGo is the lowerFunc of every processor.
func lowerGo(minima, shingles []uint64, w *walk) {
	at, step := w.at[:len(shingles)], w.step[:len(shingles)]
	for j, h := range shingles {
		at[j], step[j] = h, splitMix(h)
	}
	for lane := 0; lane < len(minima); lane += 8 {
		passGo((*[8]uint64)(minima[lane:]), at, step)
	}
}

// passGo lowers 8 minima: with value, step and counters they about fill the 16
// registers of amd64.
func passGo(minima *[8]uint64, at, step []uint64) {
	m0, m1, m2, m3 := minima[0], minima[1], minima[2], minima[3]
	m4, m5, m6, m7 := minima[4], minima[5], minima[6], minima[7]
	at = at[:len(step)] // no bounds check in the loop
	for j, h2 := range step {
		v := at[j]
		m0, v = min(m0, v), v+h2
		m1, v = min(m1, v), v+h2
		m2, v = min(m2, v), v+h2
		m3, v = min(m3, v), v+h2
		m4, v = min(m4, v), v+h2
		m5, v = min(m5, v), v+h2
		m6, v = min(m6, v), v+h2
		m7, v = min(m7, v), v+h2
		at[j] = v
	}
	*minima = [8]uint64{m0, m1, m2, m3, m4, m5, m6, m7}
}
