package report

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// writeGraph prints the graph as one JSON object.
func writeGraph(w io.Writer, l *ledger) error {
	g, err := newGraph(l)
	if err != nil {
		return err
	}
	enc := jsontext.NewEncoder(w, fileOptions(), jsontext.Multiline(true), jsontext.WithIndent("  "))
	return json.MarshalEncode(enc, g)
}

// labelColumns is the most that a node of a picture says of a text.
const labelColumns = 48

// writeDot prints the graph for Graphviz. A quote is an edge between the
// articles that carry it, as a picture has no room for its text.
func writeDot(w io.Writer, l *ledger) error {
	g, err := newGraph(l)
	if err != nil {
		return err
	}
	fmt.Fprint(w, "digraph dupes {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n")
	names := map[string]string{}
	for _, n := range g.Nodes {
		if n.Type == "quote" {
			continue
		}
		names[n.ID] = fmt.Sprintf("%c%d", n.Type[0], len(names)+1)
		fmt.Fprintf(w, "  %s [%s];\n", names[n.ID], n.dot())
	}
	for _, e := range g.Edges {
		if from, to := names[e.From], names[e.To]; from != "" && to != "" && e.Type != edgeQuote {
			fmt.Fprintf(w, "  %s -> %s [%s];\n", from, to, e.dot())
		}
	}
	for _, q := range g.quotes {
		fmt.Fprintf(w, "  %s -> %s [dir=none, style=dotted, label=%s];\n",
			names["article:"+q.A.ID], names["article:"+q.B.ID], dotText("quote"+of(q.Speaker)+", "+Count(q.Words, "word")))
	}
	_, err = fmt.Fprint(w, "}\n")
	return err
}

// edgeQuote is the relation that a shared quote makes: its edge is the quote.
const edgeQuote = "shares-quote"

func (n node) dot() string {
	if n.Type == "outlet" {
		return "shape=ellipse, label=" + dotText(n.Name)
	}
	return "shape=box, label=" + dotText(n.Name, n.Title, n.Outlet)
}

func (e edge) dot() string {
	switch e.Type {
	case edgeNamed:
		return "label=" + dotText(strings.Join(e.Kinds, ", "))
	case edgeInferred:
		return "style=dashed, label=" + dotText("inferred", e.Confidence)
	}
	return "dir=none, color=gray, label=" + dotText(e.Type)
}

// dotText is a label of several lines between quotation marks. Graphviz takes
// \N and its like for its own, and &lt; for a sign, so every backslash is
// doubled and every & spelt out.
func dotText(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = shorten(Clean(p), labelColumns); p != "" {
			out = append(out, strings.NewReplacer(`\`, `\\`, `"`, `\"`, "&", "&amp;").Replace(p))
		}
	}
	return `"` + strings.Join(out, `\n`) + `"`
}

// gather reads a list into memory.
func gather[T any](list iter.Seq2[T, error]) ([]T, error) {
	var out []T
	for x, err := range list {
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}
