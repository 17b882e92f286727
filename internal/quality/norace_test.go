//go:build !race

package quality

// sample is how many articles threshold compares.
const sample = 10_000
