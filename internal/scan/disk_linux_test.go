package scan_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/tinydisk"
)

// On a full disk a scan ends with an error that names the temporary file.
func TestDiskFull(t *testing.T) {
	for _, tt := range []struct {
		name           string
		articles, size int // words of an article
	}{
		{"texts", 1200, 700},
		{"bands", 14_000, 16},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := tinydisk.Mount(t, "1m")
			checkNothingLeft(t, dir)
			r := seeded(16)
			var articles []article
			for i := range tt.articles {
				articles = append(articles, article{ID: fmt.Sprint(i), Text: invent(r, tt.size)})
			}
			in := scan.Input{Paths: []string{"-"}, Stdin: strings.NewReader(lines(t, articles))}
			_, err := scan.Run(context.Background(), in, scan.Config{TempDir: dir, Memory: 64 << 10})
			if err == nil || !strings.HasPrefix(err.Error(), "temporary file: ") || !strings.HasSuffix(err.Error(), "no space left on device") {
				t.Errorf("Run = %v, want temporary file: ...: no space left on device", err)
			}
		})
	}
}
