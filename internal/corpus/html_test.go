package corpus

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/text/encoding/japanese"
)

func htmlRecord(raw string) Record {
	return Record{Path: "a.html", raw: []byte(raw), id: "a.html", kind: kindHTML, set: newSettings(Config{})}
}

const pier = `PORT ELLERY (Harbour Wire) - The harbour board voted on Tuesday, after a long debate, to close the old pier until spring, its chair said.`

// page is a news page around body, with the trappings that must not come out.
func page(head, body string) string {
	return `<!doctype html><html><head><title>Pier closed until spring</title>` + head + `</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Pier closed until spring</h1>` + body + `</article>
<footer><p>Copyright, all rights reserved</p></footer><script>var tracker = "on"</script></body></html>`
}

func TestHTML(t *testing.T) {
	head := `<meta property="og:site_name" content="Port Ellery Echo"><meta name="author" content="Ada Writer">
<meta property="article:published_time" content="2019-09-04T18:30:00-04:00"><link rel="canonical" href="https://echo.invalid/pier">`
	body := "<p>" + pier + "</p><p>Repairs, which the board put at 2&nbsp;million, begin in\nMay,<br>weather and <b>ti</b>des permitting.</p>" +
		strings.Repeat("<p>Anglers, who have used the pier for a century, said that they had not been asked.</p>", 5) +
		"<p>Reporting by Ada Writer; editing by Bo Reader</p>"
	got, err := htmlRecord(page(head, body)).Article()
	if err != nil {
		t.Fatalf("Article of a news page = %v, want nil", err)
	}
	want := Article{
		ID: "a.html", Path: "a.html", Title: "Pier closed until spring", Outlet: "Port Ellery Echo", Byline: "Ada Writer", URL: "https://echo.invalid/pier",
		Date: time.Date(2019, 9, 4, 18, 30, 0, 0, time.FixedZone("", -4*3600)),
		Text: pier + "\n\nRepairs, which the board put at 2 million, begin in May,\nweather and tides permitting.\n\n" +
			strings.Repeat("Anglers, who have used the pier for a century, said that they had not been asked.\n\n", 5) +
			"Reporting by Ada Writer; editing by Bo Reader",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Article of a news page: -want +got:\n%s", diff)
	}
}

func TestHTMLEncodings(t *testing.T) {
	body := strings.Repeat("<p>"+pier+" caf%s</p>", 5)
	sjis, err := japanese.ShiftJIS.NewEncoder().String(strings.Repeat("<p>港の桟橋は春まで閉鎖される、と港湾局は火曜日に発表した。</p>", 9))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, in, want, err string }{
		{"UTF-8", page("", strings.ReplaceAll(body, "%s", "é")), "café", ""},
		{"UTF-8 that says Latin 1", page(`<meta charset="iso-8859-1">`, strings.ReplaceAll(body, "%s", "é")), "café", ""},
		{"Windows-1252", page("", strings.ReplaceAll(body, "%s", "\xe9")), "café", ""},
		{"Latin 1 that says UTF-8", page(`<meta charset="utf-8">`, strings.ReplaceAll(body, "%s", "\xe9")), "café", ""},
		{"Shift-JIS", page(`<meta charset="shift_jis">`, sjis), "桟橋", ""},
		{"broken beside the text", page("<!-- \xe9\xe9 -->", strings.ReplaceAll(body, "%s", "é")), "café", ""},
		{"broken in the text", page("", strings.ReplaceAll(body, "%s", "é")+"<p>"+pier+" \xe9</p>"), "", "invalid UTF-8"},
		{"zero bytes", page("", "\x00"+body), "", "binary, not text"},
	}
	for _, tt := range tests {
		a, err := htmlRecord(tt.in).Article()
		if !strings.Contains(errText(err), tt.err) || (tt.err == "") != (err == nil) {
			t.Errorf("%s: error %q, want %q", tt.name, errText(err), tt.err)
		}
		if !strings.Contains(a.Text, tt.want) {
			t.Errorf("%s: Text = %q, want %q in it", tt.name, a.Text, tt.want)
		}
	}
}

// TestHTMLHostile holds that no page overflows the stack or takes for ever: one
// without the limits would run into the time limit of the tests.
func TestHTMLHostile(t *testing.T) {
	repeat := func(s string, n int) string { return "<html><body>" + strings.Repeat(s, n) }
	var fonts strings.Builder
	for i := range 300000 {
		fmt.Fprintf(&fonts, "<font size=%d><p>x", i)
	}
	var deepFonts strings.Builder
	for i := range 390 {
		fmt.Fprintf(&deepFonts, "<font size=%d>", i)
	}
	long := "<p>" + strings.Repeat("The pier is closed, they said. ", 3) + "</p>"
	tests := []struct{ name, in, err string }{
		{"at the limits", repeat("<div>", 190) + strings.Repeat("</div>", 190) + strings.Repeat(long, 20000), ""},
		{"deep at the limits", "<p>" + deepFonts.String() + strings.Repeat(long, 800), ""},
		{"nothing", "", "empty"},
		{"script only", "<script>document.write('x')</script>", "no main text in the HTML"},
		{"deep", repeat("<div>", 1000000), "HTML elements over 400 deep"},
		{"deep lists", repeat("<ul><li>", 500000), "HTML elements over 400 deep"},
		{"deep cells", repeat("<table><tr><td>", 300000), "HTML elements over 400 deep"},
		{"many", repeat("<p>x</p>", 900000), "HTML with too many elements"},
		{"fonts opened anew in each paragraph", "<p>" + deepFonts.String() + strings.Repeat("<p>x", 40000), "HTML with too many elements"},
		{"stray end tags", repeat("<b></x>", 500), "HTML elements over 400 deep"},
		{"open fonts", fonts.String(), "HTML elements over 400 deep"},
	}
	for _, tt := range tests {
		_, err := htmlRecord(tt.in).Article()
		if errText(err) != tt.err {
			t.Errorf("%s: error %q, want %q", tt.name, errText(err), tt.err)
		}
	}
}

func TestBlockText(t *testing.T) {
	tests := []struct{ in, want string }{
		{"<p>a</p><p>b</p>", "a\n\nb"},
		{"<div> a <i>b</i>c </div>\n\n<div>d</div>", "a bc\n\nd"},
		{"a<br>b<br><br>c", "a\nb\nc"},
		{"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
		{"<pre>a\n  b</pre>", "a\nb"},
		{"a<script>x</script><style>y</style>b", "ab"},
		{" \n ", ""},
	}
	for _, tt := range tests {
		doc, err := html.Parse(strings.NewReader("<body>" + tt.in))
		if err != nil {
			t.Fatal(err)
		}
		if got := blockText(doc); got != tt.want {
			t.Errorf("blockText(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzHTML(f *testing.F) {
	for _, seed := range []string{"", "<p>x", page("", "<p>"+pier), `<meta property="article:published_time" content="0/0/0 0:0 +">`, "<svg><p><table><a>"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		a, err := htmlRecord(in).Article()
		if err == nil && strings.TrimSpace(a.Text) == "" {
			t.Errorf("Article of %q has text %q, want some or an error", in, a.Text)
		}
	})
}
