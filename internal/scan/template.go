package scan

import "github.com/dupes-news/dupes/compare"

// isTemplate reports that two articles have their wording in common and
// differ in names and numbers only.
func (v *verifier) isTemplate(o compare.Overlap, alike bool) bool {
	return false
}
