package quality

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/dupes-news/dupes/internal/prose"
	"github.com/dupes-news/dupes/internal/source"
	"github.com/dupes-news/dupes/shingle"
)

// statement is what somebody says, as people have marked it, and who
// makes it. Places are half-open and count characters.
type statement struct {
	ID      string   `json:"id"`
	Content [][2]int `json:"content"`
	Source  [][2]int `json:"source"`
}

// polnearQuotes compares what stands between marks inside the marked statements
// with the quotes of the articles. A speaker is asked for where the source is
// marked in a sentence of the quotation, and has a name: then he is right if
// he shares the last name of the source, which also counts against us the
// bodies and persons without a name that are marked with one (a Doe aide).
// Where the source is a pronoun or a description it is not known who that is;
// those are counted apart.
func polnearQuotes(t *testing.T, f *figures) {
	text, _ := texts(t, data(t, "data", "polnear", "docs.jsonl.gz"))
	read := quotedReader{text: text, done: map[string]*quotedArticle{}}
	var stretches, found, named, right, silent, pronouns, resolved int
	seen := map[string]bool{}
	lines[statement](t, data(t, "data", "polnear", "attributions.jsonl.gz"), func(a statement) {
		page := read.article(a.ID)
		for _, s := range page.stretches(a.Content) {
			stretches++
			speaker, ok := page.speakers[s]
			if !ok {
				continue
			}
			found++
			key := fmt.Sprint(a.ID, s)
			if len(a.Source) == 0 || seen[key] || !page.together(page.at[a.Source[0][0]], s) {
				continue
			}
			seen[key] = true
			who := page.text[page.at[a.Source[0][0]]:page.at[a.Source[0][1]]]
			switch name := lastNames(who); {
			case len(name) > 0:
				named++
				if slices.ContainsFunc(lastNames(speaker), func(n string) bool { return slices.Contains(name, n) }) {
					right++
				} else if speaker == "" {
					silent++
				}
			default:
				pronouns++
				if speaker != "" {
					resolved++
				}
			}
		}
	})
	ratio := func(a, b int) float64 { return float64(a) / float64(b) }
	f.floor(t, "polnear: quotations found with exact ends", ratio(found, stretches), .96)
	f.floor(t, "polnear: speakers with a name in the sentence, right", ratio(right, named), .80)
	f.note("polnear: quotations, and speakers with a name in the sentence", fmt.Sprintf("%d, %d", stretches, named))
	f.note("polnear: of those no speaker, another speaker", fmt.Sprintf("%d, %d", silent, named-right-silent))
	f.note("polnear: speakers without a name, and to whom we give one", fmt.Sprintf("%d, %d", pronouns, resolved))
}

// lines reads a file of a JSON object a line.
func lines[T any](t *testing.T, path string, each func(T)) {
	t.Helper()
	in := bufio.NewReaderSize(open(t, path), 1<<20)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if err != nil && err != io.EOF {
			t.Fatal(err)
		}
		if len(line) > 1 {
			var row T
			if err := json.Unmarshal(line, &row); err != nil {
				t.Fatalf("read %q line %d: %v", path, n, err)
			}
			each(row)
		}
		if err == io.EOF {
			return
		}
	}
}

// quotedReader reads each article once.
type quotedReader struct {
	text   map[string]string
	done   map[string]*quotedArticle
	reader prose.Reader
	words  shingle.Words
}

type quotedArticle struct {
	text      string
	at        []int // byte of each character
	speakers  map[prose.Span]string
	sentences []prose.Sentence
}

func (r *quotedReader) article(id string) *quotedArticle {
	if a := r.done[id]; a != nil {
		return a
	}
	a := &quotedArticle{text: r.text[id], speakers: map[prose.Span]string{}}
	for i := range a.text {
		a.at = append(a.at, i)
	}
	a.at = append(a.at, len(a.text))
	for _, q := range r.reader.Quotations(nil, a.text) {
		a.speakers[q.Span] = q.Speaker
	}
	r.words.Split(a.text)
	a.sentences = prose.Sentences(nil, a.text, &r.words)
	r.done[id] = a
	return a
}

// stretches are the bytes between quotation marks inside marked statements, of
// four words or more, without white space at the ends.
func (a *quotedArticle) stretches(content [][2]int) []prose.Span {
	var out []prose.Span
	for _, c := range content {
		lo, hi := a.at[c[0]], a.at[c[1]]
		open := -1
		for i, r := range a.text[lo:hi] {
			switch i += lo; {
			case r == '“', r == '"' && open < 0:
				open = i + utf8.RuneLen(r)
			case open >= 0 && (r == '”' || r == '"'):
				inner := strings.TrimSpace(a.text[open:i])
				from := open + strings.Index(a.text[open:i], inner)
				if len(strings.Fields(inner)) >= 4 {
					out = append(out, prose.Span{Lo: from, Hi: from + len(inner)})
				}
				open = -1
			}
		}
	}
	return out
}

// together reports a place in a sentence in which the quotation stands.
func (a *quotedArticle) together(at int, s prose.Span) bool {
	sentence := func(at int) int {
		return slices.IndexFunc(a.sentences, func(s prose.Sentence) bool { return at < s.Hi })
	}
	return sentence(at) >= sentence(s.Lo) && sentence(at) <= sentence(s.Hi-1)
}

// lastNames are the words of a name by which it may be known: those with a
// capital that are no pronoun or article, the last of each run.
func lastNames(name string) []string {
	var out []string
	last := ""
	flush := func() {
		if last != "" {
			out = append(out, last)
		}
		last = ""
	}
	for w := range strings.FieldsSeq(name) {
		bare := strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
		bare = strings.TrimSuffix(strings.TrimSuffix(bare, "'s"), "’s")
		first, _ := utf8.DecodeRuneInString(bare)
		switch strings.ToLower(bare) {
		case "i", "he", "she", "they", "we", "it", "you", "the", "a", "an", "one", "his", "her", "jr", "sr", "who", "iii":
			continue
		}
		if !unicode.IsUpper(first) || strings.HasPrefix(w, "(") {
			flush()
		}
		if !unicode.IsUpper(first) {
			continue
		}
		last = bare
		if strings.HasSuffix(w, ",") {
			flush()
		}
	}
	flush()
	return out
}

// quotePairs compares pairs of quotes of which people have said whether they
// are one. Those they were not sure of are left out.
func quotePairs(t *testing.T, f *figures) {
	type pair struct {
		A     string `json:"a"`
		B     string `json:"b"`
		Label string `json:"label"`
	}
	var q source.Quoter
	form := func(s string) source.Form {
		return q.Form(s, source.Quote{Parts: []source.Span{{Lo: 0, Hi: len(s)}}})
	}
	var same, right, wrong int
	lines[pair](t, data(t, "data", "attribution", "quote_pairs.jsonl.gz"), func(p pair) {
		_, found := source.Match(form(p.A), form(p.B))
		switch {
		case p.Label == "same" && found:
			right++
			same++
		case p.Label == "same":
			same++
		case p.Label == "different" && found:
			wrong++
		}
	})
	f.floor(t, "quote_pairs: precision", float64(right)/float64(right+wrong), .98)
	f.floor(t, "quote_pairs: recall", float64(right)/float64(same), .95)
}
