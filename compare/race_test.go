//go:build race

package compare

// randomEdits is how many pairs TestCompareRandomEdits compares: the race
// detector makes that ten times slower.
const randomEdits = 5000
