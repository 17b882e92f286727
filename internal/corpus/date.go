package corpus

import (
	"regexp"
	"strings"
	"time"

	"github.com/araddon/dateparse"
)

// newsLayouts are dates as agencies and newspapers print them, in the form
// that tidyDate gives. dateparse knows none of them.
var newsLayouts = [...]string{
	"Jan 2, 2006 3:04 PM -0700",
	"Jan 2, 2006 3:04 PM",
	"Jan 2, 2006 15:04 -0700",
	"Jan 2, 2006 15:04",
	"Jan 2, 2006",
	"January 2, 2006 3:04 PM -0700",
	"January 2, 2006 3:04 PM",
	"January 2, 2006",
	"2 January 2006 15:04 -0700",
	"2 January 2006 15:04",
	"2 January 2006",
	"2 Jan 2006",
	"2Jan2006",
}

// maxDate is far over any date in words; dateparse is not made for more.
const maxDate = 80

// parseDate returns the time that s names, and the zero time where it names
// none or could mean two, as 03/04/2019 does. A time without a zone is UTC.
// No zone is looked up on this machine: the same input gives the same time
// everywhere.
func parseDate(s string) time.Time {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > maxDate {
		return time.Time{}
	}
	if t, err := time.ParseInLocation(likelyLayout(s), s, time.UTC); err == nil {
		return t
	}
	tidy := tidyDate(s)
	for _, layout := range newsLayouts {
		if t, err := time.ParseInLocation(layout, tidy, time.UTC); err == nil {
			return t
		}
	}
	return libraryDate(s)
}

// likelyLayout spares the dates of data the search for theirs: a corpus has one
// for every article.
func likelyLayout(s string) string {
	switch {
	case len(s) == len(time.DateOnly):
		return time.DateOnly
	case len(s) > 4 && s[4] == '-':
		return time.RFC3339
	}
	return "2-Jan-2006 15:04:05" // Reuters, 1987; fractions of the second are taken too
}

// libraryDate asks dateparse. It takes "2019" for its first day, so what has
// not 6 digits or letters enough for a day is not asked for.
//
// NOTE(dateparse): it panics on some malformed input, and its last commit is
// of 2021.
func libraryDate(s string) (t time.Time) {
	defer func() {
		if recover() != nil {
			t = time.Time{}
		}
	}()
	if len(s) < len("1/2/2006") {
		return time.Time{}
	}
	t, err := dateparse.ParseStrict(s)
	if err != nil || t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

// tidyDate turns "Wed., Sept. 4, 2019 at 6:30 p.m. EDT" into
// "Sep 4, 2019 6:30 PM -0400".
func tidyDate(s string) string {
	s = weekday.ReplaceAllString(s, "")
	words := strings.Fields(s)
	out := words[:0]
	for _, w := range words {
		if w = tidyWord(w); w != "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

var weekday = regexp.MustCompile(`(?i)^\s*(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+`)

func tidyWord(w string) string {
	switch strings.ToLower(w) {
	case "at", "|", "-", "–", "on":
		return ""
	case "a.m.", "am":
		return "AM"
	case "p.m.", "pm":
		return "PM"
	case "sept.", "sept":
		return "Sep"
	}
	if offset, ok := zone(strings.Trim(w, "()")); ok {
		return offset
	}
	switch len(w) {
	case 4:
		return strings.TrimSuffix(w, ".") // "Nov."
	case 5:
		return strings.TrimSuffix(w, ",") // "2019,"
	}
	return w
}

// zone gives the offset of the zones that English-language news prints. The
// abbreviations are not unique; these readings are the American and European.
func zone(name string) (string, bool) {
	switch name {
	case "UTC", "GMT", "Z":
		return "+0000", true
	case "EST", "CDT":
		return "-0500", true
	case "EDT", "AST":
		return "-0400", true
	case "CST", "MDT":
		return "-0600", true
	case "MST", "PDT":
		return "-0700", true
	case "PST":
		return "-0800", true
	case "ET":
		return "", true // summer or winter is not said, and a day that is right is worth more than none
	case "BST", "CET":
		return "+0100", true
	case "CEST":
		return "+0200", true
	}
	return "", false
}
