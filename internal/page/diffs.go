package page

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"iter"

	"github.com/dupes-news/dupes/compare"
	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/pairs"
	"github.com/dupes-news/dupes/internal/report"
)

// WriteDiffs prints a page with both texts of every pair in full. only names
// the labels that are switched on at first, none those by default. It holds
// all comparisons until the last is done, since the list of pairs stands first.
func WriteDiffs(w io.Writer, r pairs.Result, only []compare.Label) error {
	var diffs []pairs.Diff
	for d, err := range r.Diffs {
		if err != nil {
			return err
		}
		diffs = append(diffs, d)
	}
	b := bufio.NewWriterSize(w, 1<<16)
	if err := templates().ExecuteTemplate(b, "diffs", newDiffPage(diffs, r.Refused, only)); err != nil {
		return err
	}
	return b.Flush()
}

type diffPage struct {
	look
	Title, Subject string
	List           []listedPair // empty for a lone pair
	Refused        []corpus.Refused
	Pairs          iter.Seq[*pairView]
}

type listedPair struct {
	ID, Verdict string
	A, B        listedSide
}

type listedSide struct{ Name, Shared string }

func newDiffPage(diffs []pairs.Diff, refused []corpus.Refused, only []compare.Label) diffPage {
	page := diffPage{
		Subject: report.Count(len(diffs), "pair") + " of articles set side by side",
		look:    diffsLook(),
		Refused: cleanRefused(refused),
		// Views are made as they are printed, so that one is held at a time.
		Pairs: func(yield func(*pairView) bool) {
			for i, d := range diffs {
				if !yield(newPairView(d, i+1, len(diffs), only)) {
					return
				}
			}
		},
	}
	page.Title = page.Subject
	if len(diffs) == 1 {
		d := diffs[0]
		page.Title = fmt.Sprintf("%s: %s and %s", d.Comparison.Verdict, headline(d.A.Title, d.A.ID), headline(d.B.Title, d.B.ID))
		page.Subject = "two articles side by side"
		return page
	}
	for i, d := range diffs {
		c := d.Comparison
		page.List = append(page.List, listedPair{
			fmt.Sprint("d", i+1), string(c.Verdict), newListedSide(d.A, c.A), newListedSide(d.B, c.B),
		})
	}
	return page
}

func cleanRefused(list []corpus.Refused) []corpus.Refused {
	out := make([]corpus.Refused, len(list))
	for i, f := range list {
		out[i] = corpus.Refused{Path: report.Clean(f.Path), Line: f.Line, Reason: report.Clean(f.Reason)}
	}
	return out
}

func newListedSide(x *corpus.Article, s compare.Shares) listedSide {
	parts := report.Apportion(report.ByLabel(s), 100)
	return listedSide{headline(x.Title, x.ID), fmt.Sprintf("%d%%", parts[0]+parts[1])}
}

// headline is what an article is called: its title, else its id.
func headline(title, id string) string { return cmp.Or(report.Clean(title), report.Clean(id)) }
