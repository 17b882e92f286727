package quality

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/klauspost/compress/zstd"
)

// article is one line of a file of articles.
type article struct {
	ID        string `json:"id"`
	Text      string `json:"text"`
	Publisher string `json:"publisher,omitzero"`
	Date      string `json:"date,omitzero"`
}

// data is the path of a file or folder of the evaluation data; the test is
// skipped where it is missing.
func data(t *testing.T, elem ...string) string {
	t.Helper()
	dir := os.Getenv("DUPES_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(append([]string{dir}, elem...)...)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no evaluation data (set DUPES_DATA): %v", err)
	}
	return path
}

// open reads a file of the evaluation data, decompressed.
func open(t *testing.T, path string) io.Reader {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	switch filepath.Ext(path) {
	case ".gz":
		r, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		return r
	case ".zst":
		r, err := zstd.NewReader(f, zstd.WithDecoderConcurrency(1))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(r.Close)
		return r
	}
	return f
}

// load reads the first limit articles whose lines keep wants.
func load(t *testing.T, path string, limit int, keep func(n int, line []byte) bool) []article {
	t.Helper()
	lines := bufio.NewReaderSize(open(t, path), 1<<20)
	var list []article
	for n := 0; len(list) < limit; n++ {
		line, err := lines.ReadBytes('\n')
		if err != nil && err != io.EOF {
			t.Fatal(err)
		}
		if len(line) > 0 && keep(n, line) {
			var a article
			if err := json.Unmarshal(line, &a); err != nil {
				t.Fatalf("read %q line %d: %v", path, n+1, err)
			}
			list = append(list, a)
		}
		if err == io.EOF {
			break
		}
	}
	return list
}

func every(int, []byte) bool { return true }

// texts is the whole of a file of articles, by id; ids keeps their order.
func texts(t *testing.T, path string) (text map[string]string, ids []string) {
	t.Helper()
	text = map[string]string{}
	for _, a := range load(t, path, math.MaxInt, every) {
		text[a.ID] = a.Text
		ids = append(ids, a.ID)
	}
	return text, ids
}

// save writes articles where a scan can read them.
func save(t *testing.T, list []article) string {
	t.Helper()
	var b bytes.Buffer
	for _, a := range list {
		if err := json.MarshalWrite(&b, a); err != nil {
			t.Fatal(err)
		}
		b.WriteByte('\n')
	}
	path := filepath.Join(t.TempDir(), "articles.jsonl")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// figures is the table that make quality prints.
type figures struct{ rows []string }

// floor is a test of one figure: it must reach want.
func (f *figures) floor(t *testing.T, what string, got, want float64) {
	t.Helper()
	mark := ""
	if !(got >= want) { // so put, the NaN of an empty set is below too
		mark = "  BELOW"
		t.Errorf("%s = %.4f, want at least %.4f", what, got, want)
	}
	f.rows = append(f.rows, fmt.Sprintf("%-66s %8.4f %8.4f%s", what, got, want, mark))
}

// note is a figure without a floor, said beside the others.
func (f *figures) note(what string, got any) {
	f.rows = append(f.rows, fmt.Sprintf("%-66s %8v", what, got))
}
