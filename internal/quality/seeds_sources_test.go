package quality

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
)

// labelledSpan is words of a seed as its labels give them.
type labelledSpan struct {
	Lo       int    `json:"start_byte"`
	Evidence string `json:"evidence"`
}

func (s labelledSpan) span() source.Span { return source.Span{Lo: s.Lo, Hi: s.Lo + len(s.Evidence)} }

// seedLabels is what a reader found in the seeds.
type seedLabels struct {
	Named []struct {
		Article string       `json:"article"`
		Source  string       `json:"source"`
		Kind    string       `json:"kind"`
		Span    labelledSpan `json:"span"`
	} `json:"named"`
	Inferred []struct {
		Article    string         `json:"article"`
		Source     string         `json:"source"`
		Confidence string         `json:"confidence"`
		Speaker    string         `json:"speaker"`
		RunTokens  int            `json:"run_tokens"`
		Spans      []labelledSpan `json:"spans"`
		Naming     labelledSpan   `json:"naming_span"`
	} `json:"inferred"`
	NotSources []struct {
		File string `json:"file"`
		labelledSpan
	} `json:"not_sources"`
	Apart [][2]string `json:"pairs_without_common_source"`
}

// sourced is a scan of the seeds with all relations.
type sourced struct {
	labels   seedLabels
	articles map[string]scan.Sourced // by the first three characters of their ids
	shared   []scan.SharedQuote
	pairs    []scan.Pair
}

func seedSources(t *testing.T) sourced {
	t.Helper()
	s := sourced{articles: map[string]scan.Sourced{}}
	labels, err := os.ReadFile(data(t, "seeds-expected.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(labels, &s.labels); err != nil {
		t.Fatal(err)
	}
	res, err := scan.Run(t.Context(), scan.Input{Paths: []string{data(t, "seeds")}}, scan.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Close()
	for a, err := range res.Sources {
		if err != nil {
			t.Fatal(err)
		}
		s.articles[a.ID[:3]] = a
	}
	for q, err := range res.SharedQuotes {
		if err != nil {
			t.Fatal(err)
		}
		s.shared = append(s.shared, q)
	}
	for p, err := range res.Pairs {
		if err != nil {
			t.Fatal(err)
		}
		s.pairs = append(s.pairs, p)
	}
	return s
}

func TestSeedSources(t *testing.T) {
	s := seedSources(t)
	if len(s.articles) != 3 {
		t.Fatalf("articles = %d, want 3", len(s.articles))
	}
	t.Run("named", s.named)
	t.Run("inferred", s.inferred)
	t.Run("not_sources", s.notSources)
	t.Run("pairs", s.common)
}

// named asks for every label, by outlet and kind at words that overlap its
// own, and for no outlet beyond the labels.
func (s sourced) named(t *testing.T) {
	var want, got []string
	texts, exact := 0, 0
	for _, label := range s.labels.Named {
		a := s.articles[label.Article]
		i := slices.IndexFunc(a.Sources, func(x source.Source) bool {
			return x.Outlet == label.Source && x.Kind.String() == label.Kind && overlap(x.Evidence, label.Span.span())
		})
		if i < 0 {
			t.Errorf("%s names %s (%s) by %q: not found among %+v", label.Article, label.Source, label.Kind, label.Span.Evidence, a.Sources)
			continue
		}
		if a.Sources[i].Kind.Counts() {
			texts++
			if a.Sources[i].Evidence == label.Span.span() {
				exact++
			}
		}
		want = append(want, label.Article+" "+label.Source+" "+label.Kind)
	}
	for id, a := range s.articles {
		for _, x := range a.Sources {
			if x.Kind.Counts() || x.Kind == source.Photo {
				got = append(got, id+" "+x.Outlet+" "+x.Kind.String())
			}
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("named sources (-want +got):\n%s", diff)
	}
	// One label of a text source takes in the noun before its cue and the
	// object behind it; how much of a photo credit is evidence is open.
	if least := texts - 1; exact < least {
		t.Errorf("spans as labelled = %d of %d, want %d", exact, texts, least)
	}
}

func overlap(a, b source.Span) bool { return a.Lo < b.Hi && b.Lo < a.Hi }

// inferred asks for the labelled inferences and no other.
func (s sourced) inferred(t *testing.T) {
	var want, got []string
	for _, label := range s.labels.Inferred {
		want = append(want, fmt.Sprintf("%s %s %s %s, %d words", label.Article, label.Source, label.Confidence, label.Speaker, label.RunTokens))
	}
	for id, a := range s.articles {
		for _, x := range a.Inferred {
			got = append(got, fmt.Sprintf("%s %s %s %s, %d words", id, x.Outlet, x.Confidence, x.Speaker, x.Quote.Words))
			s.proof(t, a, x)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("inferred sources (-want +got):\n%s", diff)
	}
	if len(s.shared) != 1 || s.shared[0].Reason != "" {
		t.Errorf("shared quotes = %+v, want one, from which a source is inferred", s.shared)
	}
}

// proof asks for the words of both articles that prove an inference.
func (s sourced) proof(t *testing.T, a scan.Sourced, x scan.Inferred) {
	t.Helper()
	label := s.labels.Inferred[0]
	giver := s.articles[x.From.ID[:3]]
	if !overlap(x.Giver.Evidence, label.Naming.span()) || x.Naming != giver.Text[x.Giver.Evidence.Lo:x.Giver.Evidence.Hi] {
		t.Errorf("naming %q at %v, want %q at %v", x.Naming, x.Giver.Evidence, label.Naming.Evidence, label.Naming.span())
	}
	there, here := x.Quote.A, x.Quote.B
	if !overlap(there, label.Spans[0].span()) || !overlap(here, label.Spans[1].span()) {
		t.Errorf("quote at %v and %v, want those with %v and %v", there, here, label.Spans[0].span(), label.Spans[1].span())
	}
	if x.QuoteThere != giver.Text[there.Lo:there.Hi] || here.Hi > len(a.Text) {
		t.Errorf("quote %q at %v of %s", x.QuoteThere, there, x.From.ID)
	}
}

// notSources asks that what looks like a source and is none is not counted.
func (s sourced) notSources(t *testing.T) {
	for _, label := range s.labels.NotSources {
		for _, x := range s.articles[label.File[:3]].Sources {
			if x.Counts() && x.Field == "" && overlap(x.Evidence, label.span()) {
				t.Errorf("%s: %q is no source, yet %+v", label.File, label.Evidence, x)
			}
		}
	}
}

// common asks for the outlet on which two articles rest, and for none of the
// pairs that tell the same story from other sources.
func (s sourced) common(t *testing.T) {
	apart := map[[2]string]bool{}
	for _, p := range s.labels.Apart {
		apart[p] = true
	}
	found := false
	for _, p := range s.pairs {
		ids := [2]string{p.A.ID[:3], p.B.ID[:3]}
		if apart[ids] && (len(p.Common) > 0 || p.Relation == relation.CommonSource) {
			t.Errorf("%v: common source %v, want none", ids, p.Common)
		}
		label := s.labels.Inferred[0]
		if ids == [2]string{"000", "001"} {
			found = true
			want := []scan.Common{{Outlet: label.Source, InferredB: true}}
			if diff := cmp.Diff(want, p.Common); diff != "" {
				t.Errorf("%v: common sources (-want +got):\n%s", ids, diff)
			}
			if p.Direction != source.Unknown {
				t.Errorf("%v: direction %v (%s), want unknown: neither names the other", ids, p.Direction, p.DirectionWhy)
			}
		}
	}
	if !found {
		t.Errorf("pairs = %v, want that of 000 and 001", s.pairs)
	}
}
