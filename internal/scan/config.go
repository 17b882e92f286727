package scan

import (
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/source"
)

// Config is what a scan is asked for. The zero value of a field is the
// default that its comment names.
type Config struct {
	Threshold    float64             // Jaccard from which two articles are near duplicates; 0 means 0.5
	Shingle      int                 // words per shingle; 0 means 5
	MinRun       int                 // words of a shared run that make a passage; 0 means 12
	Relations    []relation.Relation // asked for; empty means all
	ClusterShare float64             // of the shorter article that shared passages must cover to join a cluster; 0 means 0.2
	Keep         Keep                // which member represents a cluster; empty means KeepFirst
	AllPairs     bool                // list every pair inside a cluster, not only those with its representative
	Jobs         int                 // goroutines; 0 means one per processor
	Memory       int64               // bytes that sketches may hold before they go to disk, half for bands and half for passages; quotes and names, where asked for, take a quarter of both; 0 means 128 MiB
	TempDir      string              // for spool files; empty means the system's
	Limit        int                 // pairs listed in the result; 0 means all
	Outlets      *source.Catalogue   // the outlets known by name; nil means source.Default()
	Runes        bool                // fill in the code points of spans, not only their bytes
}

// Keep is the rule that picks the representative of a cluster.
type Keep string

// The keep rules. Ties fall to the article id.
const (
	KeepFirst    Keep = "first"    // the smallest id
	KeepLongest  Keep = "longest"  // the most words
	KeepEarliest Keep = "earliest" // the earliest date; articles without one come last
)
