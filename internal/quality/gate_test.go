package quality

import (
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/gate"
	"github.com/dupes-news/dupes/internal/index"
	"github.com/dupes-news/dupes/internal/source"
	"github.com/dupes-news/dupes/shingle"
)

// gated gates the derived articles of synd_dev, and 500 others that have
// nothing to do with them, against an index of the originals; and all of them
// in one batch.
func gated(t *testing.T, f *figures) {
	s := readSyndicated(t)
	free := strangers(t, s)
	home := clusterOf(t)
	ctx := t.Context()
	ix, err := index.Create(ctx, filepath.Join(t.TempDir(), "index"), index.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	if _, err := ix.AddAll(ctx, index.Input{Paths: []string{save(t, s.originals)}, Jobs: 2}, false, nil); err != nil {
		t.Fatal(err)
	}
	derived := append(slices.Clone(s.derived), free...)
	against := decisions(t, ix, save(t, derived))
	batch := decisions(t, nil, save(t, append(slices.Clone(s.originals), derived...)))

	whole, part := tallied{home: home}, tallied{home: home}
	for _, a := range s.derived {
		switch d := against[a.ID]; s.kind[a.ID] {
		case "excerpt", "merge", "mixed":
			part.add(d)
		default:
			whole.add(d)
		}
	}
	f.floor(t, "gate: verbatim, headline, credit, light, trim: rejected", whole.share(whole.rejected), 0.99)
	f.floor(t, "gate: of these, with the right partner", float64(whole.right)/float64(whole.rejected), 0.99)
	f.floor(t, "gate: excerpt, merge, mixed: rejected or flagged", part.share(part.rejected+part.flagged), 0.95)
	others := tallied{}
	for _, a := range free {
		others.add(against[a.ID])
	}
	f.floor(t, "gate: 500 unrelated articles: not rejected", 1-others.share(others.rejected), 1)
	f.floor(t, "gate: 500 unrelated articles: accepted", 1-others.share(others.rejected+others.flagged), 0.99)
	same := 0
	for _, a := range derived {
		if against[a.ID].Verdict == batch[a.ID].Verdict {
			same++
		}
	}
	f.floor(t, "gate: the same decision in one batch", float64(same)/float64(len(derived)), 0.99)
}

// tallied counts decisions.
type tallied struct {
	home                          map[string]string
	all, rejected, flagged, right int
}

func (c *tallied) add(d gate.Decision) {
	c.all++
	switch d.Verdict {
	case gate.Reject:
		c.rejected++
		if c.home != nil && c.home[d.ID] == c.home[d.Partner] {
			c.right++
		}
	case gate.Flag:
		c.flagged++
	}
}

func (c *tallied) share(n int) float64 { return float64(n) / float64(c.all) }

// syndicatedSet is synd_dev taken apart.
type syndicatedSet struct {
	originals, derived []article
	kind               map[string]string
}

func readSyndicated(t *testing.T) syndicatedSet {
	t.Helper()
	s := syndicatedSet{kind: map[string]string{}}
	path := data(t, "data", "synd_dev", "docs.jsonl.gz")
	for _, a := range load(t, path, math.MaxInt, func(_ int, line []byte) bool {
		var row struct{ ID, Kind string }
		if err := json.Unmarshal(line, &row, json.MatchCaseInsensitiveNames(true)); err != nil {
			t.Fatal(err)
		}
		s.kind[row.ID] = row.Kind
		return true
	}) {
		if s.kind[a.ID] == "original" {
			s.originals = append(s.originals, a)
		} else {
			s.derived = append(s.derived, a)
		}
	}
	return s
}

func clusterOf(t *testing.T) map[string]string {
	t.Helper()
	path := data(t, "data", "synd_dev", "clusters.jsonl.gz")
	home := map[string]string{}
	load(t, path, math.MaxInt, func(_ int, line []byte) bool {
		var row struct {
			ID      string `json:"id"`
			Cluster string `json:"cluster"`
		}
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatal(err)
		}
		home[row.ID] = row.Cluster
		return false
	})
	return home
}

// strangers are 500 articles of bbc that have no run of 12 words in common
// with the set or with one another, found without any of what is measured but
// the words.
func strangers(t *testing.T, s syndicatedSet) []article {
	t.Helper()
	seen := map[uint64]bool{}
	var w shingle.Words
	runs := func(text string) []uint64 {
		w.Split(text)
		return w.Shingles(nil, 12)
	}
	for _, a := range append(slices.Clone(s.originals), s.derived...) {
		for _, r := range runs(a.Text) {
			seen[r] = true
		}
	}
	var out []article
	for _, a := range load(t, data(t, "data", "bbc", "docs.jsonl.gz"), math.MaxInt, every) {
		all := runs(a.Text)
		if slices.ContainsFunc(all, func(r uint64) bool { return seen[r] }) {
			continue
		}
		for _, r := range all {
			seen[r] = true
		}
		if out = append(out, a); len(out) == 500 {
			return out
		}
	}
	t.Fatalf("%d strangers, want 500", len(out))
	return nil
}

// decisions gates a file, in one goroutine and in several, and wants the same.
func decisions(t *testing.T, ix *index.Index, path string) map[string]gate.Decision {
	t.Helper()
	var first map[string]gate.Decision
	for _, jobs := range []int{1, 3} {
		o := gate.Options{Policy: gate.Default(), Index: ix, Outlets: source.Default(), Jobs: jobs, TempDir: t.TempDir()}
		if ix == nil {
			var err error
			if o.Header, err = (index.Options{}).Header(); err != nil {
				t.Fatal(err)
			}
		}
		got := gathered{}
		s, err := gate.Run(t.Context(), index.Input{Paths: []string{path}, Jobs: jobs}, o, got)
		if err != nil {
			t.Fatal(err)
		}
		if s.Refused > 0 || len(got) != s.Read {
			t.Errorf("%d of %d articles refused, %d decided", s.Refused, s.Read, len(got))
		}
		if first == nil {
			first = got
		} else if diff := cmp.Diff(first, map[string]gate.Decision(got)); diff != "" {
			t.Errorf("decisions with %d goroutines, -1 +%d:\n%s", jobs, jobs, diff)
		}
	}
	return first
}

type gathered map[string]gate.Decision

func (g gathered) Decided(d *gate.Decision, _ corpus.Record) error {
	g[d.ID] = *d
	return nil
}

func (g gathered) Flush() error { return nil }
