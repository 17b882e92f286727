package corpus

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

func textRecord(raw string) Record {
	return Record{Path: "dir/a.txt", raw: []byte(raw), id: "a.txt", kind: kindText, set: newSettings(Config{})}
}

func TestFrontMatter(t *testing.T) {
	day := time.Date(2019, 9, 4, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		in   string
		want Article
		err  string
	}{
		{in: "---\ntitle: A: B\n---\nx", err: "front matter line 2: mapping value is not allowed in this context"},
		{
			in:   "---\ntitle: 'Pier: closed'\nPublisher: Port Ellery Echo\nauthor: A. Writer\ndate: 2019-09-04\nurl: https://echo.invalid/1\nid: 17\ntags: [a, b]\n---\n\nBody.\n",
			want: Article{ID: "17", Title: "Pier: closed", Outlet: "Port Ellery Echo", Byline: "A. Writer", Date: day, URL: "https://echo.invalid/1", Text: "\nBody.\n"},
		},
		{in: "---\r\ntitle: Pier\r\n---\r\nBody.", want: Article{ID: "a.txt", Title: "Pier", Text: "Body."}},
		{in: "---\ntitle: |\n  Two\n  lines\ndate: not a date\n---\nBody.", want: Article{ID: "a.txt", Title: "Two\nlines", Text: "Body."}},
		{in: "---\n---\nBody.", want: Article{ID: "a.txt", Text: "Body."}},
		{in: "---\nA rule, then text.\n---\nAnd more.", want: Article{ID: "a.txt", Text: "---\nA rule, then text.\n---\nAnd more."}},
		{in: "---\ntitle: never closed\n", want: Article{ID: "a.txt", Text: "---\ntitle: never closed\n"}},
		{in: "# Heading\n\nBody.", want: Article{ID: "a.txt", Text: "# Heading\n\nBody."}},
		{in: "---\nid: ''\n---\nBody.", err: "empty id"},
		{in: "---\ntitle: x\n---\n \n", err: "empty"},
		{in: "---\na: &a [x, x]\nb: &b [*a, *a]\ntitle: *b\n---\nBody.", want: Article{ID: "a.txt", Text: "Body."}},
		{in: "---\ntitle: \"esc \\e[2J bell \\a\"\n---\nBody.", want: Article{ID: "a.txt", Title: "esc \x1b[2J bell \a", Text: "Body."}},
	}
	for _, tt := range tests {
		got, err := textRecord(tt.in).Article()
		if errText(err) != tt.err {
			t.Errorf("Article of %q: error %q, want %q", tt.in, errText(err), tt.err)
		}
		if err != nil {
			continue
		}
		tt.want.Path = "dir/a.txt"
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Article of %q: -want +got:\n%s", tt.in, diff)
		}
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestFrontMatterNested holds that a hostile head does not exhaust the stack,
// nor the time limit of the tests: 64 KiB of it would take half a minute.
func TestFrontMatterNested(t *testing.T) {
	for _, unit := range []string{"[", "{a: ", "- ", "? ", "&a ", "!!a "} {
		head := "---\n" + strings.Repeat(unit, maxFrontMatter/len(unit)-8) + "\n---\nBody."
		if a, err := textRecord(head).Article(); err == nil && a.ID != "a.txt" {
			t.Errorf("Article with a head of %q = %+v, want an error or a text", unit, a)
		}
	}
}

func TestEncodings(t *testing.T) {
	story := "“Le café de Port-Élysée a été fermé”, a déclaré l’éditeur à la gare – 5 €.\n"
	encode := func(s string, err error) string {
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	utf16 := func(e unicode.Endianness, p unicode.BOMPolicy) string {
		return encode(unicode.UTF16(e, p).NewEncoder().String(story))
	}
	tests := []struct{ name, in, want, err string }{
		{name: "UTF-8", in: story, want: story},
		{name: "UTF-8 with a mark", in: "\ufeff" + story, want: story},
		{name: "UTF-16LE with a mark", in: utf16(unicode.LittleEndian, unicode.UseBOM), want: story},
		{name: "UTF-16BE with a mark", in: utf16(unicode.BigEndian, unicode.UseBOM), want: story},
		{name: "UTF-16LE", in: utf16(unicode.LittleEndian, unicode.IgnoreBOM), want: story},
		{name: "UTF-16BE", in: utf16(unicode.BigEndian, unicode.IgnoreBOM), want: story},
		{name: "Windows-1252", in: encode(charmap.Windows1252.NewEncoder().String(story)), want: story},
		{name: "Cyrillic", in: encode(charmap.Windows1251.NewEncoder().String("Причал закрыт до весны, сообщил порт.")), err: "neither UTF-8, UTF-16 nor Windows-1252"},
		{name: "Shift-JIS", in: encode(japanese.ShiftJIS.NewEncoder().String("港の桟橋は春まで閉鎖される。")), err: "invalid UTF-8 at byte 0"},
		{name: "UTF-8 with a broken byte", in: "café, été \xe9 noël", err: "invalid UTF-8 at byte 13"},
		{name: "an undefined byte", in: "The pier \x81 is closed.", err: "invalid UTF-8 at byte 9"},
	}
	for _, tt := range tests {
		path := write(t, t.TempDir(), "a.txt", tt.in)
		got, articles := readAll(t, Config{}, nil, path)
		switch {
		case tt.err != "":
			if diff := cmp.Diff([]string{"0: " + tt.err}, got.Refused); diff != "" {
				t.Errorf("%s: refused -want +got:\n%s", tt.name, diff)
			}
		case len(articles) != 1:
			t.Errorf("%s: Read = %q, want one article", tt.name, got)
		case articles[0].Text != tt.want:
			t.Errorf("%s: Text = %q, want %q", tt.name, articles[0].Text, tt.want)
		}
	}
}

func TestLinesInUTF16(t *testing.T) {
	data, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("{\"text\":\"café\"}\r\n{\"text\":\"港\"}\r\n")
	if err != nil {
		t.Fatal(err)
	}
	got, _ := readAll(t, Config{}, strings.NewReader(data), "-")
	want := outcome{Articles: []string{"-#1: café", "-#2: 港"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Read of UTF-16 lines: -want +got:\n%s", diff)
	}
}

// TestTextUntouched holds that UTF-8 text comes out as it went in: the byte
// offsets of later stages point into the file.
func TestTextUntouched(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := "A" + rapid.StringMatching(`[\pL\pP \n\r]*`).Draw(t, "text")
		a, err := textRecord(in).Article()
		if err != nil || a.Text != in {
			t.Errorf("Article of %q = %q, %v, want it unchanged", in, a.Text, err)
		}
	})
}
