package corpus

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// BenchmarkRead measures reading and decoding on one core.
func BenchmarkRead(b *testing.B) {
	for _, escapes := range []bool{false, true} {
		b.Run(fmt.Sprintf("format=jsonl/escapes=%v", escapes), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "a.jsonl")
			size := writeLines(b, path, 4000, escapes)
			files, _ := List([]string{path})
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				err := Read(context.Background(), files, nil, Config{}, func(r Record) error {
					_, err := r.Article()
					n++
					return err
				}, func(r Refused) { b.Error(r) })
				if err != nil || n != 4000 {
					b.Fatalf("Read = %v after %d records, want nil after 4000", err, n)
				}
			}
		})
	}
}

// writeLines writes n articles of about 2,700 bytes, the mean of news corpora.
func writeLines(tb testing.TB, path string, n int, escapes bool) int64 {
	tb.Helper()
	sentence := "The harbour board of Port Ellery voted on Tuesday to close the old pier. "
	if escapes {
		sentence = `\"The harbour board of Port Ellery voted\", he said,\nto close the old pier. `
	}
	body := strings.Repeat(sentence, 2700/len(sentence))
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, `{"id": "a%d", "text": "%s", "meta": {"page": %d}, "date": "2019-09-04"}`+"\n", i, body, i)
	}
	if err := os.WriteFile(path, []byte(out.String()), 0o600); err != nil {
		tb.Fatal(err)
	}
	return int64(out.Len())
}
