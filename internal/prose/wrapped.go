package prose

// Wrapped reports a text whose lines end inside sentences.
func Wrapped(text string) bool { return wrapped(text) }
