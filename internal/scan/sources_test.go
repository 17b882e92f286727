package scan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/fixtures"
	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/relation"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
)

// saying is a quote of nine words, too short to be a passage.
const saying = "We mended every pump before the river came back"

// speech is one of thirty words, enough to be one utterance wherever it stands.
const speech = "We mended every pump before the river came back, and those who call that luck " +
	"have never stood in cold water at four in the morning with a wrench in hand"

// told is an article that says to whom the speech was said, carrier one that
// does not.
func told() article {
	return article{ID: "told", Outlet: "Fenmark Weekly", Date: "2025-03-04", Text: `The town of Fenmark kept its feet dry this spring, to the surprise of many who live there.

"` + speech + `," engineer Harold Quimby told The Washington Post in an interview on Monday.

The council will hear a report on the works in May, and a vote on the costs is due a month later.`}
}

func carrier() article {
	return article{ID: "carrier", Outlet: "Heron Island Herald", Date: "2025-03-06", Text: `Three summers of digging have paid off along the lower Tallow, where fields lie dry for once.

"` + speech + `," said Harold Quimby, who ran the crews.

Farmers hope that the next wet season finds the new walls as sound as this one did.`}
}

// A source is inferred through a quote that another article binds to it, and
// both articles, the words and the quote are shown.
func TestInferred(t *testing.T) {
	got := run(t, scan.Config{}, []article{told(), carrier()})
	compareRelations(t, map[string]string{"carrier | told": "shares-passages"}, got)
	if want := (scan.Coverage{Named: 1, Inferred: 1}); got.Coverage != want {
		t.Errorf("coverage %+v, want %+v", got.Coverage, want)
	}
	if len(got.Sources) != 2 || len(got.Sources[0].Inferred) != 1 || len(got.Sources[1].Inferred) != 0 {
		t.Fatalf("sources %+v, want one inferred for carrier", got.Sources)
	}
	x, text := got.Sources[0].Inferred[0], got.Sources[0].Text
	if x.Outlet != "The Washington Post" || x.From.ID != "told" || x.Speaker != "Harold Quimby" || !strings.Contains(x.Naming, "told The Washington Post") {
		t.Errorf("inferred %s from %s by %q, speaker %q, want The Washington Post from told", x.Outlet, x.From.ID, x.Naming, x.Speaker)
	}
	if here := text[x.Quote.B.Lo:x.Quote.B.Hi]; here != speech || x.QuoteThere != speech {
		t.Errorf("quote here %q, there %q, want %q", here, x.QuoteThere, speech)
	}
	if len(got.SharedQuotes) != 1 || got.SharedQuotes[0].Reason != "" || got.SharedQuotes[0].Text != speech || got.SharedQuotes[0].A.ID != "carrier" {
		t.Errorf("shared quotes %+v, want one, without a reason against it", got.SharedQuotes)
	}
	want := []scan.Common{{Outlet: "The Washington Post", InferredA: true}}
	if diff := gocmp.Diff(want, got.Pairs[0].Common); diff != "" {
		t.Errorf("common sources of the pair (-want +got):\n%s", diff)
	}
}

// The fixtures say which outlets are inferred, from where and by which quote.
func TestFixturesInferred(t *testing.T) {
	articles, err := fixtures.Articles()
	if err != nil {
		t.Fatal(err)
	}
	want, got, quote := map[string]string{}, map[string]string{}, map[string]fixtures.Source{}
	for _, a := range articles {
		for _, s := range a.Sources {
			if s.Kind == "inferred" {
				key := a.ID + " on " + s.Outlet + " by " + s.Via
				want[key], quote[key] = s.Confidence, s
			}
		}
	}
	for _, a := range runInput(t, scan.Config{}, scan.Input{Paths: []string{"../../fixtures"}}).Sources {
		for _, x := range a.Inferred {
			key := a.ID + " on " + x.Outlet + " by " + x.From.ID
			got[key] = x.Confidence.String()
			if s := quote[key]; x.Quote.B.Hi <= s.Lo || s.Hi <= x.Quote.B.Lo {
				t.Errorf("%s: quote %q, want it around %q", key, a.Text[x.Quote.B.Lo:x.Quote.B.Hi], s.Evidence)
			}
		}
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("inferred (-want +got):\n%s", diff)
	}
}

// What was inferred infers nothing: the third article shares a quote with the
// second only, which has it from nowhere.
func TestInferredOnce(t *testing.T) {
	second := carrier()
	second.Text += "\n\n\"" + strings.ReplaceAll(speech, "pump", "gate") + " until noon,\" he said."
	third := article{ID: "third", Text: `Nobody at the meeting knew how much the walls had cost by then.

"` + strings.ReplaceAll(speech, "pump", "gate") + ` until noon," said Harold Quimby.`}
	got := run(t, scan.Config{}, []article{told(), second, third})
	for _, a := range got.Sources {
		for _, x := range a.Inferred {
			if x.From.ID != "told" {
				t.Errorf("%s rests on %s by %s, which does not name it", a.ID, x.Outlet, x.From.ID)
			}
		}
	}
}

// Prints of one text each rest on what one of them rests on.
func TestInferredPrints(t *testing.T) {
	articles := []article{told(), carrier()}
	for _, id := range []string{"b", "c"} {
		copied := carrier()
		copied.ID, copied.Text = id, strings.NewReplacer("\n\n", "\n", "lower Tallow", "Lower Tallow").Replace(copied.Text)
		articles = append(articles, copied)
	}
	got := run(t, scan.Config{}, articles)
	if want := (scan.Coverage{Named: 1, Inferred: 3}); got.Coverage != want {
		t.Errorf("coverage %+v, want %+v", got.Coverage, want)
	}
	for _, a := range got.Sources {
		for _, x := range a.Inferred {
			if here := a.Text[x.Quote.B.Lo:x.Quote.B.Hi]; here != speech {
				t.Errorf("%s: quote %q, want %q", a.ID, here, speech)
			}
		}
	}
	if len(got.SharedQuotes) != 1 {
		t.Errorf("%d shared quotes, want one for the three prints of a text", len(got.SharedQuotes))
	}
}

// quoting is an article around a quote.
func quoting(i int, quote string) article {
	r := seeded(uint64(100 + i))
	return article{ID: fmt.Sprintf("q%05d", i), Date: fmt.Sprintf("2025-03-%02d", 1+i%28), Text: "Nobody knew " + invent(r, 30) + ".\n\n\"" + quote + ",\" said " + invent(r, 30) + "."}
}

// A shared quote is the weakest relation by wording: its words are shown, and
// it makes no cluster.
func TestSharesQuote(t *testing.T) {
	articles := []article{quoting(1, saying), quoting(2, saying), quoting(3, "The water was here first and it will be here last")}
	got := run(t, scan.Config{Runes: true}, articles)
	compareRelations(t, map[string]string{"q00001 | q00002": "shares-quote"}, got)
	p := got.Pairs[0]
	if p.Quote != saying || p.QuoteWords != 9 || articles[1].Text[p.QuoteB.Lo:p.QuoteB.Hi] != saying {
		t.Errorf("quote of %d words %q, in B %+v, want %q", p.QuoteWords, p.Quote, p.QuoteB, saying)
	}
	if p.LongestRun != 10 || p.RunText != saying+",\" said" {
		t.Errorf("run of %d words %q, want %q", p.LongestRun, p.RunText, saying+",\" said")
	}
	if got.Clustered != 0 {
		t.Errorf("%d clusters, want none", got.Clustered)
	}
	for _, relations := range [][]relation.Relation{{relation.SharesQuote}, {relation.SharesQuote, relation.NearDuplicate}} {
		compareRelations(t, map[string]string{"q00001 | q00002": "shares-quote"}, run(t, scan.Config{Relations: relations}, articles))
	}
	got = run(t, scan.Config{Relations: []relation.Relation{relation.Identical, relation.NearDuplicate, relation.SharesPassages}}, articles)
	if got.PairCount != 0 || got.Sources != nil || got.SharedQuotes != nil || got.Coverage != (scan.Coverage{}) {
		t.Errorf("%d pairs, sources %v: want none where none is asked for", got.PairCount, got.Sources)
	}
}

// A quote that everybody carries costs each of them the same few pairs.
func TestHotQuote(t *testing.T) {
	const carriers = 600
	var articles []article
	for i := range carriers {
		articles = append(articles, quoting(i, saying))
	}
	got := run(t, scan.Config{}, articles)
	if got.PairCount > carriers {
		t.Errorf("a slogan of %d articles makes %d pairs, want no more than articles", carriers, got.PairCount)
	}
	for i := range articles { // news of one day
		articles[i].Date = "2025-03-01"
	}
	got = run(t, scan.Config{}, articles)
	if got.PairCount < carriers/2 || got.PairCount > 2*carriers {
		t.Errorf("a quote of %d articles makes %d pairs, want about as many as articles", carriers, got.PairCount)
	}
	articles = append(articles, told(), carrier())
	for i := range articles {
		articles[i].Text = strings.ReplaceAll(articles[i].Text, saying+",", speech+",")
	}
	got = run(t, scan.Config{}, articles)
	if got.Coverage.Inferred < carriers/2 {
		t.Errorf("coverage %+v, want the carriers of the quote that one binds to an outlet among the inferred", got.Coverage)
	}
}

// credited is an article of a story that ends with the credit of an agency.
func credited(id, date, credit string, names ...string) article {
	seed := uint64(0)
	for _, c := range id {
		seed = 256*seed + uint64(c)
	}
	r := seeded(seed)
	var b strings.Builder
	b.WriteString("In the town hall " + invent(r, 20) + ".\n\n")
	for _, n := range names {
		b.WriteString("There " + invent(r, 8) + " with " + n + " and " + invent(r, 8) + ". For " + invent(r, 5) + ", it was " + n + " once more.\n\n")
	}
	return article{ID: id, Date: date, Text: b.String() + "Later " + invent(r, 9) + ".\n\n" + credit}
}

// Two articles in other words have a common source where both rest on one
// outlet and share rare names within a few days.
func TestCommonSource(t *testing.T) {
	names := []string{"Harold Quimby", "Tallow Bay Drainage Board", "Marla Ostrander", "Fenmark Creek"}
	const ap = "This report is based on information from The Associated Press."
	for _, tt := range []struct {
		what string
		b    article
		want string
	}{
		{"the same credit", credited("b", "2025-03-06", ap, names...), "common-source"},
		{"too late", credited("b", "2025-03-16", ap, names...), ""},
		{"no date, four names", credited("b", "", ap, names...), ""},
		{"another agency", credited("b", "2025-03-06", "This report is based on information from Reuters.", names...), ""},
		{"one name", credited("b", "2025-03-06", ap, names[0], "Edna Polk", "Vale Brook Mill", "Otis Fenwick"), ""},
		{"no credit", credited("b", "2025-03-06", "", names...), ""},
		{"a photo", credited("b", "2025-03-06", "AP Photo/Ellen Birch", names...), ""},
	} {
		got := run(t, scan.Config{}, []article{credited("aa", "2025-03-05", ap, names...), tt.b})
		want := map[string]string{}
		if tt.want != "" {
			want["aa | b"] = tt.want
		}
		if diff := gocmp.Diff(want, got.relations()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.what, diff)
			continue
		}
		if len(got.Pairs) == 0 {
			continue
		}
		p := got.Pairs[0]
		if diff := gocmp.Diff([]scan.Common{{Outlet: "Associated Press"}}, p.Common); diff != "" || p.SharedNames < 3 {
			t.Errorf("%s: %d rare names, common sources (-want +got):\n%s", tt.what, p.SharedNames, diff)
		}
		if got.Clustered > 0 {
			t.Errorf("%s: %d clusters, want none", tt.what, got.Clustered)
		}
	}
}

// A name that stands in many stories tells nothing.
func TestCommonNames(t *testing.T) {
	names := []string{"Harold Quimby", "Tallow Bay Drainage Board", "Marla Ostrander", "Fenmark Creek"}
	var articles []article
	for i := range 30 {
		a := credited(fmt.Sprintf("%c%c", 'a'+i/26, 'a'+i%26), "2025-03-05", "This report is based on information from The Associated Press.", names...)
		articles = append(articles, a)
	}
	got := run(t, scan.Config{}, articles)
	for _, p := range got.Pairs {
		if p.Relation == relation.CommonSource {
			t.Fatalf("%s | %s have a common source by %d names that stand in 30 stories", p.A.ID, p.B.ID, p.SharedNames)
		}
	}
}

// newsroom is articles with quotes, sources and names, some of them in the
// typography of another desk.
func newsroom() []article {
	r := seeded(40)
	outlets := []string{"The Associated Press", "Reuters", "The Washington Post", "the BBC"}
	var quotes, people []string
	for range 12 {
		q := invent(r, 9+r.IntN(20))
		quotes = append(quotes, strings.ToUpper(q[:1])+q[1:])
		people = append(people, capitals(invent(r, 2)))
	}
	var all []article
	for i := range 120 {
		n, o := i%len(quotes), outlets[r.IntN(len(outlets))]
		text := capitals(invent(r, 1)) + " " + invent(r, 25) + " " + people[n] + " and " + people[(n+1)%len(people)] + " with " + people[(n+2)%len(people)] + ".\n\n"
		switch r.IntN(4) {
		case 0:
			text += "“" + quotes[n] + ",” " + people[n] + " told " + o + " in an interview."
		case 1:
			text += "\"" + quotes[n] + ",\" said " + people[n] + "."
		case 2:
			text += "This report is based on information from " + o + "."
		default:
			text += "\"" + quotes[n] + ",\" " + people[n] + " said in an email. The deal was first reported by " + o + "."
		}
		all = append(all, article{ID: fmt.Sprintf("n%03d", i), Outlet: []string{"Reuters", "Fenmark Weekly", ""}[i%3], Date: fmt.Sprintf("2025-03-%02d", 1+i%5), Text: text})
		if i%6 == 0 { // another print of the text, its quotes marked otherwise or not at all
			replace := strings.NewReplacer("“", "«", "”", "»", `"`, "")
			all = append(all, article{ID: fmt.Sprintf("m%03d", i), Byline: "Jane Roe, Associated Press", Text: replace.Replace(text)})
		}
	}
	return all
}

func capitals(words string) string {
	list := strings.Fields(words)
	for i, w := range list {
		list[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(list, " ")
}

// The fields of an article name sources too, and two prints of one text may
// differ in them.
func TestFieldsOfPrints(t *testing.T) {
	one := credited("one", "", "", "Harold Quimby")
	two := one
	two.ID, two.Byline = "two", "By Jane Roe, Associated Press"
	got := run(t, scan.Config{}, []article{one, two})
	var fields []string
	for _, a := range got.Sources {
		for _, s := range a.Sources {
			fields = append(fields, fmt.Sprint(a.ID, " ", s.Outlet, " ", s.Kind, " ", s.Field, " ", s.Value))
		}
	}
	if want := []string{"two Associated Press byline byline By Jane Roe, Associated Press"}; !slices.Equal(fields, want) {
		t.Errorf("sources %q, want %q", fields, want)
	}
	if want := (scan.Coverage{Named: 1, None: 1}); got.Coverage != want {
		t.Errorf("coverage %+v, want %+v", got.Coverage, want)
	}
}

// What a scan knows of sources holds together: they are what a reader finds,
// spans are in the text, an inferred outlet is not named.
func TestSourced(t *testing.T) {
	articles := newsroom()
	slices.SortFunc(articles, func(a, b article) int { return strings.Compare(a.ID, b.ID) })
	got := run(t, scan.Config{AllPairs: true}, articles)
	reader := source.NewReader(source.Default())
	for i, a := range got.Sources {
		want := reader.Sources(nil, &corpus.Article{ID: articles[i].ID, Text: articles[i].Text, Outlet: articles[i].Outlet, Byline: articles[i].Byline})
		if diff := gocmp.Diff(want, a.Sources); diff != "" {
			t.Errorf("%s: sources (-reader +scan):\n%s", a.ID, diff)
		}
		named := map[string]bool{}
		for _, s := range a.Sources {
			named[s.Outlet] = named[s.Outlet] || s.Counts()
			if s.Field == "" && (s.Evidence.Lo >= s.Evidence.Hi || s.Evidence.Hi > len(a.Text)) {
				t.Errorf("%s: evidence %+v of %d bytes", a.ID, s.Evidence, len(a.Text))
			}
		}
		for _, x := range a.Inferred {
			if named[x.Outlet] || x.Confidence == source.Certain {
				t.Errorf("%s: %s is inferred, %v, and named", a.ID, x.Outlet, x.Confidence)
			}
		}
	}
	if len(got.SharedQuotes) == 0 || got.Coverage.Inferred == 0 {
		t.Errorf("%d shared quotes, coverage %+v: too little to show anything", len(got.SharedQuotes), got.Coverage)
	}
}
