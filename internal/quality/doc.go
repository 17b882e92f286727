// Package quality holds the floors under precision and recall: tests that
// scan real, labelled articles and fail where a figure falls below what the
// project has reached.
//
// The articles are not part of the repository. DUPES_DATA names the folder
// that holds them, by default ../shared beside the checkout; where they are
// missing each test says so and is skipped. `make quality` runs them all and
// prints the table of figures.
package quality
