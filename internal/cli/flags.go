package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
)

// settings is what every command that scans can be told.
type settings struct {
	scan    scan.Config
	corpus  corpus.Config
	outlets string // file of outlets beside the built-in ones
	quiet   bool
}

// relationNames are the relations that can be asked for.
const relationNames = "identical, near-duplicate, contains, template, shares-passages, shares-quote, common-source"

func (s *settings) register(f *pflag.FlagSet) {
	c, in := &s.scan, &s.corpus
	c.Keep, c.Memory = scan.KeepFirst, 128<<20
	f.SortFlags = false
	f.Float64Var(&c.Threshold, "threshold", 0.5, "Jaccard `T` from which two articles are near duplicates, over 0 to 1")
	f.IntVar(&c.Shingle, "shingle", 5, "`words` per shingle, 1 to 64; 3 for briefs")
	f.IntVar(&c.MinRun, "min-run", 12, "`words` of a shared run that count as a passage")
	f.Var((*relations)(&c.Relations), "relations", "`list` of relations to look for (default all): "+relationNames)
	f.Float64Var(&c.ClusterShare, "cluster-share", 0.2, "`share` of the shorter article that passages must cover to join a cluster, over 0 to 1")
	f.Var((*keep)(&c.Keep), "keep", "`rule` that picks who represents a cluster: first, longest or earliest")
	f.BoolVar(&c.AllPairs, "all-pairs", false, "list every pair inside a cluster, not only those with its representative")
	f.IntVar(&c.Limit, "limit", 0, "list `N` pairs at most; 0 means all")
	f.IntVarP(&c.Jobs, "jobs", "j", 0, "`N` goroutines; 0 means one per processor. The result is the same for any")
	f.Var((*size)(&c.Memory), "memory", "`size` of sketches held in memory before they go to disk")
	f.StringVar(&s.outlets, "outlets", "", "`file` of outlets beside those that are built in, YAML or JSON")
	f.StringVar(&c.TempDir, "temp-dir", "", "`folder` for temporary files (default the system's)")
	registerCorpus(f, in)
	f.BoolVarP(&s.quiet, "quiet", "q", false, "no progress, no list of refused inputs on standard error")
}

// registerCorpus adds what every command that reads articles can be told.
func registerCorpus(f *pflag.FlagSet, in *corpus.Config) {
	in.MaxArticle = 8 << 20
	f.Var((*size)(&in.MaxArticle), "max-article", "`size` over which an article is refused")
	for _, field := range []struct {
		name, tries string
		to          *string
	}{
		{"id", "id, else its place", &in.IDField},
		{"text", "text, content, body, article", &in.TextField},
		{"title", "title, headline", &in.TitleField},
		{"outlet", "outlet, publisher, source", &in.OutletField},
		{"date", "date, published", &in.DateField},
		{"url", "url, link", &in.URLField},
	} {
		f.StringVar(field.to, field.name+"-field", "", "JSON `field` of the "+field.name+" (default tries "+field.tries+")")
	}
}

// check says what is wrong with the settings, or nil.
func (s *settings) check() error {
	c := s.scan
	switch {
	case !(c.Threshold > 0 && c.Threshold <= 1): // so put, NaN is wrong too
		return fmt.Errorf("--threshold %v: want over 0 to 1", c.Threshold)
	case c.Shingle < 1 || c.Shingle > 64:
		return fmt.Errorf("--shingle %d: want 1 to 64 words", c.Shingle)
	case c.MinRun < c.Shingle:
		return fmt.Errorf("--min-run %d: want at least the %d words of a shingle", c.MinRun, c.Shingle)
	case !(c.ClusterShare > 0 && c.ClusterShare <= 1):
		return fmt.Errorf("--cluster-share %v: want over 0 to 1", c.ClusterShare)
	case c.Limit < 0:
		return fmt.Errorf("--limit %d: want 0 or more", c.Limit)
	case c.Jobs < 0:
		return fmt.Errorf("--jobs %d: want 0 or more", c.Jobs)
	}
	return nil
}

// outletsRead is the most that is read of a file of outlets: more than one may
// have, so that the catalogue refuses it, but a device that never ends ends.
const outletsRead = 16 << 20

// readOutlets reads the file of --outlets into the catalogue of the scan.
func (s *settings) readOutlets(ctx context.Context) error {
	s.scan.Outlets = source.Default()
	if s.outlets == "" {
		return nil
	}
	f, err := os.Open(s.outlets)
	if err != nil {
		return err
	}
	defer f.Close()
	data, err := io.ReadAll(until(ctx, io.LimitReader(f, outletsRead)))
	if err != nil {
		return err
	}
	s.scan.Outlets, err = s.scan.Outlets.With(s.outlets, data)
	return err
}

// size is a flag of bytes, such as 512MiB.
type size int64

type unit struct {
	name  string
	bytes int64
}

var units = [...]unit{{"GiB", 1 << 30}, {"GB", 1e9}, {"MiB", 1 << 20}, {"MB", 1e6}, {"KiB", 1 << 10}, {"KB", 1e3}, {"kB", 1e3}, {"B", 1}}

func (s *size) Set(text string) error {
	n, each := text, 1.0
	for _, u := range units {
		if cut, ok := strings.CutSuffix(text, u.name); ok {
			n, each = strings.TrimSpace(cut), float64(u.bytes)
			break
		}
	}
	v, err := strconv.ParseFloat(n, 64)
	if err != nil || !(v*each >= 1 && v*each < 1<<62) {
		return fmt.Errorf("want a size such as 512MiB or 2GB")
	}
	*s = size(v * each)
	return nil
}

func (s *size) String() string { return bytesText(int64(*s)) }
func (s *size) Type() string   { return "size" }

// bytesText writes n in the first unit that divides it.
func bytesText(n int64) string {
	u := units[slices.IndexFunc(units[:], func(u unit) bool { return n%u.bytes == 0 })]
	return fmt.Sprintf("%d%s", n/u.bytes, u.name)
}

type relations []relation.Relation

func (r *relations) Set(list string) error {
	parsed, err := relation.ParseList(list)
	if err == nil {
		*r = parsed
	}
	return err
}

func (r *relations) String() string { return strings.Join(relation.Names(*r), ",") }
func (r *relations) Type() string   { return "list" }

type keep scan.Keep

func (k *keep) Set(rule string) error {
	switch scan.Keep(rule) {
	case scan.KeepFirst, scan.KeepLongest, scan.KeepEarliest:
		*k = keep(rule)
		return nil
	}
	return fmt.Errorf("want first, longest or earliest")
}

func (k *keep) String() string { return string(*k) }
func (k *keep) Type() string   { return "rule" }
