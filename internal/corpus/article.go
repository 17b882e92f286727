// Package corpus turns files into articles: it finds the files (List), cuts
// them into records (Read) and decodes a record (Record.Article).
//
// Cutting is cheap and serial, decoding is costly and free of shared state, so
// one goroutine reads and many decode. Nothing holds more than one article:
// a line of any length costs Config.MaxArticle bytes at most.
//
// A bad input never stops a run. It becomes a Refused, which names the file,
// the line and the reason, and reading goes on behind it.
package corpus

import (
	"cmp"
	"time"
)

// Article is one input text with what its container says of it. Only ID, Text,
// Path and Line are always known; an empty field was not named by the input.
type Article struct {
	ID     string // as given, or made from the file's name; 1 to 1024 bytes, control characters not removed
	Text   string // valid UTF-8, never blank
	Title  string
	Outlet string
	Byline string
	URL    string
	Date   time.Time // zero where the input names none or it is not a date
	Path   string    // the file, as shown to a reader; "-" for standard input
	Line   int       // 1-based line on which the article begins; 0 where the file is one article
	Origin Origin
}

// Origin is what the input says of where the text comes from, beside the
// article's own outlet. Every field is empty where it says nothing, which is
// the rule: of 1,550 news pages 1 in 100 fills one of them with another outlet
// than its own. Names and addresses stand as they were given; several of one
// field are parted by "; ".
type Origin struct {
	Canonical    string // address that the page gives as the original one, where that is on another site than URL
	Original     string // meta original-source and dc:source; original_source
	Syndication  string // meta syndication-source; syndication_source
	BasedOn      string // schema.org isBasedOn; is_based_on
	Publisher    string // schema.org publisher; publisher, where Outlet is from elsewhere
	Organization string // schema.org sourceOrganization; source_organization
	Credit       string // schema.org creditText; credit, credit_line
	Copyright    string // schema.org copyrightHolder; copyright_holder
	InfoSource   string // IPTC ninjs infoSources; infosources
	Wire         string // wire: the agency, where a corpus has it as a column
	Source       string // source of an RSS item, where Outlet is from elsewhere
	Dateline     string // schema.org dateline; dateline: LONDON (Reuters)
}

// Refused is an input that was not read as an article, and why.
type Refused struct {
	Path   string // the file, as shown to a reader
	Line   int    // 1-based; 0 where the whole file is meant
	Reason string // lower case, no full stop
}

// Compare is the order in which refused inputs are listed: by path, line and
// reason.
func (r Refused) Compare(other Refused) int {
	return cmp.Or(cmp.Compare(r.Path, other.Path), cmp.Compare(r.Line, other.Line), cmp.Compare(r.Reason, other.Reason))
}
