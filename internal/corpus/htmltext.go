package corpus

import (
	"strings"

	"golang.org/x/net/html"
)

// blockText renders the text under n as a reader sees it: white space is one
// space, a block stands between empty lines, a <br> breaks the line. The text
// that go-readability itself returns runs paragraphs together where the page
// has no white space between their tags, which makes words of two.
func blockText(n *html.Node) string {
	var w textWriter
	w.node(n, false)
	return w.out.String()
}

// textWriter holds back white space until text follows it.
type textWriter struct {
	out     strings.Builder
	pending pause
}

// pause is the strongest break asked for since the last text.
type pause int

const (
	none pause = iota
	space
	lineBreak
	paragraph
)

func (w *textWriter) node(n *html.Node, pre bool) {
	switch n.Type {
	case html.TextNode:
		w.text(n.Data, pre)
		return
	case html.ElementNode:
		switch n.Data {
		case "script", "style", "noscript", "template":
			return
		case "br":
			w.pause(lineBreak)
			return
		}
	}
	around := pauseAround(n.Data)
	w.pause(around)
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		w.node(child, pre || n.Data == "pre")
	}
	w.pause(around)
}

func pauseAround(tag string) pause {
	switch tag {
	case "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
		"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "ul":
		return paragraph
	case "tr":
		return lineBreak
	case "td", "th":
		return space
	}
	return none
}

func (w *textWriter) pause(p pause) { w.pending = max(w.pending, p) }

func (w *textWriter) text(s string, pre bool) {
	for i, line := range strings.Split(s, "\n") {
		if i > 0 && pre {
			w.pause(lineBreak)
		} else if i > 0 {
			w.pause(space)
		}
		w.line(line)
	}
}

// line writes the words of s. A no-break space counts as white space, as
// editors of pages put it anywhere.
func (w *textWriter) line(s string) {
	words := strings.Fields(s)
	if len(words) == 0 {
		if s != "" {
			w.pause(space)
		}
		return
	}
	if !strings.HasPrefix(s, words[0]) {
		w.pause(space)
	}
	for i, word := range words {
		if i > 0 {
			w.pause(space)
		}
		w.flush()
		w.out.WriteString(word)
	}
	if !strings.HasSuffix(s, words[len(words)-1]) {
		w.pause(space)
	}
}

func (w *textWriter) flush() {
	if w.out.Len() > 0 {
		w.out.WriteString([...]string{none: "", space: " ", lineBreak: "\n", paragraph: "\n\n"}[w.pending])
	}
	w.pending = none
}
