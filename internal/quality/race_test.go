//go:build race

package quality

// sample is how many articles threshold compares: the race detector makes the
// counting ten times slower.
const sample = 3000
