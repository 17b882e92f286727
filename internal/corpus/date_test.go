package corpus

import (
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	tests := []struct{ in, want string }{ // want is empty for no date
		{"2019-09-04", "2019-09-04T00:00:00Z"},
		{" 2019-09-04T18:30:00-04:00 ", "2019-09-04T18:30:00-04:00"},
		{"2019-09-04T18:30:00.123Z", "2019-09-04T18:30:00Z"},
		{"2019-04-28 06:01:07", "2019-04-28T06:01:07Z"},
		{"Sept. 4, 2019 at 6:30 p.m. EDT", "2019-09-04T18:30:00-04:00"},
		{"Wed., Sept. 4, 2019, 6:30 PM ET", "2019-09-04T18:30:00Z"},
		{"Wednesday, 4 September 2019 18:30 GMT", "2019-09-04T18:30:00Z"},
		{"September 4, 2019", "2019-09-04T00:00:00Z"},
		{"Nov. 14, 2019", "2019-11-14T00:00:00Z"},
		{"May 4, 2019", "2019-05-04T00:00:00Z"},
		{"19-OCT-1987 16:58:19.91", "1987-10-19T16:58:19Z"},
		{"2-JUN-1987 21:45:54.64", "1987-06-02T21:45:54Z"},
		{"26Jan2006", "2006-01-26T00:00:00Z"},
		{"Mon, 02 Jan 2006 15:04:05 -0700", "2006-01-02T15:04:05-07:00"},
		{"", ""},
		{"yesterday", ""},
		{"2019", ""},
		{"03/04/2019", ""}, // April or March
		{"2019-02-30", ""},
		{"Published by a person with a very long name and nothing like a date in the whole of it", ""},
	}
	for _, tt := range tests {
		got := ""
		if d := parseDate(tt.in); !d.IsZero() {
			got = d.Format(time.RFC3339)
		}
		if got != tt.want {
			t.Errorf("parseDate(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, seed := range []string{"2019-09-04", "19-OCT-1987 16:58:19.91", "Sept. 4, 2019 at 6:30 p.m. EDT", "1/2/2006", "\xff, 1 a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d := parseDate(s); !d.IsZero() && (d.Year() < 0 || d.Year() > 9999) {
			t.Errorf("parseDate(%q) = %v, want a year of four digits", s, d)
		}
	})
}
