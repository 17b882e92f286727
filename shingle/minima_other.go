//go:build !amd64

package shingle

// fastestLower returns the only lowerFunc there is.
func fastestLower() lowerFunc { return lowerGo }
