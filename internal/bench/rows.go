package main

import (
	"os"
	"path/filepath"
	"strings"
)

// A row is one line of the table: a command on a corpus.
type row struct {
	name    string // of the row; base of another names it
	base    string // the row that its CPU time is divided by
	corpus  string
	command []string // CORPUS and OUT stand for the files
	env     []string
	pairs   string // what a line of OUT that is a pair begins with
	runs    []run
}

// near is the work that the peers do: all pairs at Jaccard 0.7.
const near = "near, all pairs"

// scanRows are the rows of dupes.
func scanRows(dupes string) []*row {
	run := func(name, base, corpus, command, flags string, env ...string) *row {
		args := append([]string{dupes, command, "CORPUS", "--quiet", "--format", "jsonl", "-o", "OUT"}, strings.Fields(flags)...)
		return &row{name: name, base: base, corpus: corpus, command: args, env: env, pairs: `{"type":"pair"`}
	}
	scan := func(name, base, corpus, flags string, env ...string) *row {
		return run(name, base, corpus, "scan", flags, env...)
	}
	const (
		nearly = "--threshold 0.7 --relations identical,near-duplicate"
		worded = "--relations identical,near-duplicate,contains,template,shares-passages" // all that ask for no sources
		one    = "GOMAXPROCS=1"
	)
	return []*row{
		scan(near, "", big, nearly+" --all-pairs", one),
		scan("near", near, big, nearly, one),
		scan("near, all processors", "near", big, nearly),
		scan("near, a tenth", "near", tenth, nearly, one),
		scan("near, identical articles", "near, a tenth", identical, nearly, one),
		scan("near, equal footers", "near", footers, nearly, one),
		scan("all relations at 0.7", "near", big, "--threshold 0.7", one),
		scan("no sources", "near", big, worded, one),
		scan("all relations", "no sources", big, "", one),
		scan("no sources, a tenth", "no sources", tenth, worded, one),
		scan("all, a tenth", "no sources, a tenth", tenth, "", one),
		run("dupes sources, a tenth", "all, a tenth", tenth, "sources", "", one),
		run("dupes gate", "no sources", big, "gate", "", one),
		run("dupes gate, a tenth", "dupes gate", tenth, "gate", "", one),
		scan("all, identical articles", "all, a tenth", identical, "", one),
		scan("all, equal footers", "all relations", footers, "", one),
	}
}

// peerRows are the rows of the peers, none without their environment. None of
// the peers verifies a pair against the text.
func peerRows(opt options) []*row {
	if opt.peers == "" {
		return nil
	}
	var rows []*row
	for _, name := range []string{"gaoya", "rensa", "datasketch"} {
		script := filepath.Join(opt.data, "peers", name+"_pairs.py")
		rows = append(rows, &row{
			name: name, base: near, corpus: big,
			command: []string{filepath.Join(opt.peers, "bin", "python"), script, "CORPUS", "OUT"},
			env:     []string{"T=0.7", "K=5", "P=128", "THREADS=1"},
			pairs:   `{"a"`,
		})
	}
	return rows
}

// environment is that of this process and the row's own. A peer's libraries
// take threads of their own unless told.
func (r *row) environment() []string {
	return append(append(os.Environ(), "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1"), r.env...)
}
