package quality

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/dupes-news/dupes/internal/pairs"
	"github.com/dupes-news/dupes/internal/report"
)

// diff compares the pairs of a set as `dupes diff DOCS --pairs FILE --format
// jsonl --offsets runes` does and returns the path of the rows.
func diff(t *testing.T, set string) string {
	t.Helper()
	list := data(t, "data", set, "pairs.jsonl.gz")
	todo, refused, err := pairs.ReadList(open(t, list), list)
	if err != nil || len(refused) > 0 {
		t.Fatalf("read %q: %v, refused %v", list, err, refused)
	}
	in := pairs.Input{Paths: []string{data(t, "data", set, "docs.jsonl.gz")}}
	found, err := pairs.Articles(t.Context(), in, pairs.Named(todo))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "found.jsonl")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	w := bufio.NewWriter(out)
	r := pairs.Result{Count: len(todo), Diffs: pairs.Compare(t.Context(), todo, found.Articles, 0)}
	opt := report.DiffOptions{Options: report.Options{Format: "jsonl", Offsets: "runes"}}
	if err := report.WriteDiffs(w, r, opt); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return path
}

// scored runs a scorer that comes with the data and returns the figures of its
// lines by their first word. Lines are "name figure..." or "name key figure...".
func scored(t *testing.T, script string, args ...string) map[string][]float64 {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 to run the scorer with")
	}
	cmd := exec.CommandContext(t.Context(), python, append([]string{data(t, "eval", script)}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", script, err, out)
	}
	lines := map[string][]float64{}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		for _, word := range words[1:] {
			if x, err := strconv.ParseFloat(word, 64); err == nil {
				lines[words[0]] = append(lines[words[0]], x)
			}
		}
	}
	return lines
}

// plagiarism is pairs of texts of which one holds passages of the other:
// copied, with words shuffled and exchanged, translated to and fro, summed up.
func plagiarism(t *testing.T, f *figures) {
	const set = "pan13_train"
	lines := scored(t, "plagdet.py", data(t, "data", set, "spans.jsonl.gz"), diff(t, set),
		"--pairs", data(t, "data", set, "pairs.jsonl.gz"))
	for _, tt := range []struct {
		line, name string
		floor      float64
	}{
		{"all", "all", .90},
		{"02-no-obfuscation", "copied", .95},
		{"03-random-obfuscation", "random", .88},
		{"04-translation-obfuscation", "translated", .88},
		{"05-summary-obfuscation", "summary", .60},
	} {
		// cases, found, precision, recall, granularity, plagdet
		x := lines[tt.line]
		if len(x) != 6 {
			t.Fatalf("plagdet.py says %v of %s, want 6 figures", x, tt.line)
		}
		f.floor(t, set+": plagdet, "+tt.name, x[5], tt.floor)
		if tt.name == "all" {
			f.floor(t, set+": 1 / granularity, all (1.02 at most)", 1/x[4], 1/1.02)
		}
		f.note(set+": precision, recall, "+tt.name, fmt.Sprintf("%.3f %.3f", x[2], x[3]))
	}
}

// labelled is the labels of sentences, by characters.
func labelled(t *testing.T, f *figures) {
	const set = "synd_dev"
	lines := scored(t, "passages.py", data(t, "data", set, "spans.jsonl.gz"), diff(t, set))
	for _, tt := range []struct {
		label string
		floor float64
	}{{"copied", .97}, {"rephrased", .90}, {"original", .97}} {
		x := lines[tt.label] // precision, recall, F1
		if len(x) != 3 {
			t.Fatalf("passages.py says %v of %s, want 3 figures", x, tt.label)
		}
		f.floor(t, set+": F1 of what is "+tt.label, x[2], tt.floor)
	}
}
