package source

import (
	"fmt"
	"strings"
	"time"
)

// Direction says which of two articles with common text had it first, as far
// as there is evidence.
type Direction uint8

const (
	Unknown Direction = iota // no evidence
	FromA                    // A had it first
	FromB                    // B had it first
	Outside                  // both have it from an outlet that is neither: outside this corpus
)

var directionNames = [...]string{"unknown", "a", "b", "outside"}

// String gives the name that files use.
func (d Direction) String() string { return directionNames[d] }

// Side is what direction needs to know of one of two articles.
type Side struct {
	Outlet      string // by its name in the catalogue where it has one; empty for unknown
	URL         string
	Date        time.Time
	Sources     []Source
	Containment float64 // share of its shingles that the other has, 0 to 1
}

// Directed says which of two articles had their common text first, and by
// what evidence, in words for a reader. With Unknown the words say what there
// is and why it does not decide.
//
// What one article says of the other's outlet goes first, from a reprint line
// down to a citation; then a third outlet that both carry; then dates, where
// both have a time of day. The longer of two articles is not the first: who
// copies may add, and who is copied may be cut. Nothing here proves copying.
func Directed(a, b Side) (d Direction, evidence string) {
	fromB, okB := claimOf("A", a, "B", b)
	fromA, okA := claimOf("B", b, "A", a)
	switch {
	case okA && okB:
		return Unknown, fmt.Sprintf("%s; %s", fromB, fromA)
	case okB:
		return unlessLater(FromB, fromB, b.Date, a.Date, "B")
	case okA:
		return unlessLater(FromA, fromA, a.Date, b.Date, "A")
	}
	if d, evidence = third(a, b); evidence != "" {
		return d, evidence
	}
	return dated(a, b)
}

// claimOf is the best that an article says of having its text from the outlet
// of the other.
func claimOf(name string, of Side, otherName string, other Side) (claim string, ok bool) {
	if sameOutlet(of.Outlet, other.Outlet) {
		return "", false
	}
	best := len(claims)
	for _, s := range of.Sources {
		if !s.Counts() || s.Ambiguous || s.Self {
			continue
		}
		rank := rankOf(s)
		switch {
		case rank >= best:
		case sameOutlet(s.Outlet, other.Outlet):
			best, claim = rank, fmt.Sprintf(claims[rank], name, fmt.Sprintf("%s, the outlet of %s,", s.Outlet, otherName))
		case s.Field != "" && s.Kind == Reprint && sameHost(s.Value, other.URL):
			best, claim = rank, fmt.Sprintf(claims[rank], name, fmt.Sprintf("%s, the site of %s,", bareHost(s.Value), otherName))
		}
	}
	return strings.TrimSuffix(claim, ","), best < len(claims)
}

// claims are what an article can say of its source, the plainest first.
var claims = [...]string{
	"%s says it was first published by %s",
	"%s gives a page of %s as its original",
	"%s carries a dateline of %s",
	"%s carries a credit to %s",
	"%s carries a byline of %s",
	"%s says that %s reported it first",
	"%s names %s as a source",
}

func rankOf(s Source) int {
	switch s.Kind {
	case Reprint:
		if s.Field != "" {
			return 1
		}
		return 0
	case Dateline:
		return 2
	case Credit:
		return 3
	case Byline:
		return 4
	case FirstReport:
		return 5
	}
	return 6
}

func sameOutlet(a, b string) bool { return a != "" && strings.EqualFold(a, b) }

func sameHost(a, b string) bool {
	host := bareHost(a)
	return host != "" && host == bareHost(b)
}

// zones is how far two dates may stand apart for want of a time zone.
const zones = 24 * time.Hour

// unlessLater is the direction to an article, unless that is dated later.
func unlessLater(d Direction, claim string, first, second time.Time, name string) (Direction, string) {
	if !first.IsZero() && !second.IsZero() && first.Sub(second) > zones {
		return Unknown, fmt.Sprintf("%s, but %s is dated %s later", claim, name, apart(first.Sub(second)))
	}
	return d, claim
}

// third looks for text of an outlet that is neither. Where one article carries
// such text, dates tell nothing of the other.
func third(a, b Side) (Direction, string) {
	ofA, ofB := carried(a, b), carried(b, a)
	for _, s := range ofA {
		for _, o := range ofB {
			if sameOutlet(s.Outlet, o.Outlet) {
				return Outside, fmt.Sprintf("both carry %s: %s in A, %s in B", s.Outlet, carriers[s.Kind], carriers[o.Kind])
			}
		}
	}
	switch {
	case len(ofA) > 0 && len(ofB) > 0:
		return Unknown, fmt.Sprintf("A carries %s, B carries %s", ofA[0].Outlet, ofB[0].Outlet)
	case len(ofA) > 0:
		return oneCarries("A", ofA[0], a, "B", b)
	case len(ofB) > 0:
		return oneCarries("B", ofB[0], b, "A", a)
	}
	return Unknown, ""
}

var carriers = [...]string{Dateline: "a dateline", Credit: "a credit", Reprint: "a reprint line", Byline: "a byline"}

// carried are the outlets whose text an article says it carries, those of the
// two articles left out.
func carried(of, other Side) []Source {
	var out []Source
	for _, s := range of.Sources {
		if int(s.Kind) < len(carriers) && carriers[s.Kind] != "" && s.Counts() && !s.Ambiguous && !s.Self &&
			!sameOutlet(s.Outlet, of.Outlet) && !sameOutlet(s.Outlet, other.Outlet) {
			out = append(out, s)
		}
	}
	return out
}

// mostOf is the part of a text from which what it carries is what the other
// article has.
const mostOf = 0.5

// oneCarries decides where only one article carries a third outlet. If the
// other has most of that text and names no source at all, it lacks a line that
// was cut off: the text is older than both.
func oneCarries(name string, s Source, of Side, otherName string, other Side) (Direction, string) {
	claim := fmt.Sprintf("%s carries %s of %s", name, carriers[s.Kind], s.Outlet)
	for _, o := range other.Sources {
		if o.Counts() && !o.Self {
			return Unknown, fmt.Sprintf("%s, %s does not", claim, otherName)
		}
	}
	if s.Kind != Dateline || of.Containment < mostOf {
		return Unknown, fmt.Sprintf("%s, %s names no source", claim, otherName)
	}
	return Outside, fmt.Sprintf("%s, and %s has most of it and names no source", claim, otherName)
}

// dated decides by the dates. A date without a time of day is midnight, and
// newsrooms fill in the day of printing: it does not decide.
func dated(a, b Side) (Direction, string) {
	if a.Date.IsZero() || b.Date.IsZero() || a.Date.Equal(b.Date) {
		return Unknown, longer(a, b)
	}
	d, name, gap := FromA, "A", b.Date.Sub(a.Date)
	if gap < 0 {
		d, name, gap = FromB, "B", -gap
	}
	claim := fmt.Sprintf("%s is dated %s earlier", name, apart(gap))
	if !timed(a.Date) || !timed(b.Date) {
		return Unknown, claim + ", without a time of day"
	}
	return d, claim
}

func timed(t time.Time) bool {
	h, m, s := t.Clock()
	return h != 0 || m != 0 || s != 0
}

// apart is a time in its largest unit.
func apart(d time.Duration) string {
	for _, unit := range [...]struct {
		name string
		time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}} {
		switch n := d / unit.Duration; {
		case n > 1:
			return fmt.Sprintf("%d %ss", n, unit.name)
		case n == 1:
			return "1 " + unit.name
		}
	}
	return "less than a minute"
}

// One article holds the other where that has this much of its shingles in it,
// and itself clearly less in that.
const (
	holdsAll  = 0.8
	holdsLess = 0.6
)

// longer tells of an article that holds the other. It is no direction.
func longer(a, b Side) string {
	switch {
	case b.Containment >= holdsAll && a.Containment <= holdsLess:
		return "A holds nearly all of B and more, which tells no direction"
	case a.Containment >= holdsAll && b.Containment <= holdsLess:
		return "B holds nearly all of A and more, which tells no direction"
	}
	return "neither names the other, and the dates do not tell"
}
