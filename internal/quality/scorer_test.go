package quality

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/internal/eval"
)

// scorer gives the same pairs and clusters to the scorer that comes with the
// data, written in another language, and compares its lines with r.
func scorer(t *testing.T, found eval.Set, r eval.Result, docs string) string {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		return "no python3"
	}
	path := filepath.Join(t.TempDir(), "found.jsonl")
	if err := os.WriteFile(path, rows(t, found), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, data(t, "eval", "pairs.py"),
		data(t, "data", "synd_dev", "clusters.jsonl.gz"), path, "--docs", docs)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("pairs.py: %v\n%s", err, out)
	}
	want := fmt.Sprintf("pairs found %d truth %d %s\nclusters found %d pairs %s\neither found %d %s\nARI %.4f over %d documents\n",
		r.Pairs.Found, r.Pairs.Truth, figuresOf(r.Pairs), r.Clusters.Found, figuresOf(r.Clusters),
		r.Either.Found, figuresOf(r.Either), r.ARI, r.Articles)
	var got strings.Builder
	for line := range strings.Lines(string(out)) {
		fmt.Fprintln(&got, strings.Join(strings.Fields(line), " "))
	}
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("internal/eval and pairs.py, -eval +pairs.py:\n%s", diff)
		return "no"
	}
	return "yes"
}

func figuresOf(m eval.PRF) string {
	return fmt.Sprintf("P %.4f R %.4f F1 %.4f", m.Precision(), m.Recall(), m.F1())
}

// rows writes what was found as the scorer reads it.
func rows(t *testing.T, found eval.Set) []byte {
	t.Helper()
	var b bytes.Buffer
	write := func(row any) {
		if err := json.MarshalWrite(&b, row); err != nil {
			t.Fatal(err)
		}
		b.WriteByte('\n')
	}
	for p := range found.Pairs {
		write(map[string]string{"a": p[0], "b": p[1]})
	}
	for _, c := range found.Clusters {
		write(map[string][]string{"cluster": c})
	}
	return b.Bytes()
}
