//go:build !race

package compare

// randomEdits is how many pairs TestCompareRandomEdits compares.
const randomEdits = 100_000
