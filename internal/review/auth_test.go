package review

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestToken(t *testing.T) {
	const token = "0123456789abcdef"
	w := newWorld(t, func(c *Config) { c.Token = token })
	for _, tt := range []struct {
		name, header string
		want         int
	}{
		{"right", "Bearer " + token, 200},
		{"scheme in other capitals", "bearer " + token, 200},
		{"none", "", 401},
		{"another", "Bearer 0123456789abcdeg", 401},
		{"longer", "Bearer " + token + "0", 401},
		{"shorter", "Bearer " + token[:15], 401},
		{"empty", "Bearer ", 401},
		{"no scheme", token, 401},
		{"other scheme", "Basic " + token, 401},
	} {
		for _, path := range []string{"/", "/metrics", "/v1/stats", "/v1/openapi.json"} {
			got := w.ask("GET", path, "", "Authorization", tt.header)
			if got.status != tt.want {
				t.Errorf("%s: GET %s = %d %s, want %d", tt.name, path, got.status, got.body, tt.want)
			}
			if is := got.header.Get("WWW-Authenticate") == `Bearer realm="dupes"`; is != (tt.want == 401) {
				t.Errorf("%s: GET %s: WWW-Authenticate %q", tt.name, path, got.header.Get("WWW-Authenticate"))
			}
		}
	}
	for _, ask := range []string{"GET /none", "PATCH /", "POST /v1/check", "POST /v1/articles", "DELETE /v1/articles/a", "GET /v1/articles/a/relations"} {
		method, path, _ := strings.Cut(ask, " ")
		if got := w.ask(method, path, "{}"); got.status != 401 {
			t.Errorf("%s without a token = %d, want 401", ask, got.status)
		}
	}
	if got := w.ask("GET", "/healthz", ""); got.status != 200 {
		t.Errorf("health without a token = %d, want 200", got.status)
	}
}

func TestReadToken(t *testing.T) {
	dir := t.TempDir()
	for i, tt := range []struct {
		text string
		mode os.FileMode
		want string // the token, or
		err  string // in the error
	}{
		{"0123456789abcdef\n", 0o600, "0123456789abcdef", ""},
		{"  0123456789abcdef \r\nanother line\n", 0o640, "0123456789abcdef", ""},
		{"0123456789abcde\n", 0o600, "", "token of 15 characters: want at least 16"},
		{"", 0o600, "", "token of 0 characters"},
		{"\n0123456789abcdef\n", 0o600, "", "token of 0 characters"},
		{"0123456789 abcdef", 0o600, "", "without spaces"},
		{"0123456789äbcdef", 0o600, "", "ASCII"},
		{"0123456789abcdef\n", 0o644, "", "want mode 600"},
		{"0123456789abcdef\n", 0o602, "", "want mode 600"},
	} {
		path := filepath.Join(dir, string(rune('a'+i)))
		if err := os.WriteFile(path, []byte(tt.text), tt.mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, tt.mode); err != nil {
			t.Fatal(err)
		}
		got, err := ReadToken(path)
		if got != tt.want || (err == nil) != (tt.err == "") || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("ReadToken of %q, mode %o = %q, %v, want %q, %q", tt.text, tt.mode, got, err, tt.want, tt.err)
		}
		if err != nil && strings.Contains(err.Error(), "0123") {
			t.Errorf("error %q tells the token", err)
		}
	}
}

// Web pages that the user of this machine looks at are kept out.
func TestPages(t *testing.T) {
	for _, tt := range []struct {
		name     string
		loopback bool
		method   string
		headers  []string
		want     int
	}{
		{"a program", true, "POST", []string{"Host", "127.0.0.1:7311"}, 200},
		{"by name", true, "POST", []string{"Host", "LocalHost:7311"}, 200},
		{"IPv6", true, "POST", []string{"Host", "[::1]:7311"}, 200},
		{"IPv6 without a port", true, "POST", []string{"Host", "[::1]"}, 200},
		{"through a tunnel", true, "POST", []string{"Host", "localhost:9000"}, 200},
		{"another name", true, "POST", []string{"Host", "evil.example:7311"}, 403},
		{"a name that begins alike", true, "POST", []string{"Host", "127.0.0.1.evil.example:7311"}, 403},
		{"another address", true, "POST", []string{"Host", "192.0.2.1:7311"}, 403},
		{"none", true, "POST", []string{"Host", ""}, 403},
		{"rebinding", true, "POST", []string{"Host", "evil.example:7311", "Origin", "http://evil.example:7311"}, 403},
		{"rebinding, looking", true, "GET", []string{"Host", "evil.example:7311"}, 403},
		{"own page", true, "POST", []string{"Origin", "http://127.0.0.1:7311", "Sec-Fetch-Site", "same-origin"}, 200},
		{"other port", true, "POST", []string{"Origin", "http://127.0.0.1:8080"}, 403},
		{"other site", true, "POST", []string{"Origin", "https://evil.example"}, 403},
		{"other site, looking", true, "GET", []string{"Origin", "https://evil.example"}, 403},
		{"a page from a file", true, "POST", []string{"Origin", "null"}, 403},
		{"no origin, but from another site", true, "POST", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"a link", true, "GET", []string{"Sec-Fetch-Site", "cross-site"}, 200},
		{"typed", true, "GET", []string{"Sec-Fetch-Site", "none"}, 200},
		{"any host where all may ask", false, "POST", []string{"Host", "dupes.example"}, 200},
		{"own page there", false, "POST", []string{"Host", "dupes.example", "Origin", "https://dupes.example"}, 200},
		{"other site there", false, "POST", []string{"Host", "dupes.example", "Origin", "https://evil.example"}, 403},
	} {
		w := newWorld(t, func(c *Config) { c.Loopback = tt.loopback })
		path := map[string]string{"GET": "/healthz", "POST": "/v1/check"}[tt.method]
		got := w.ask(tt.method, path, "{}", tt.headers...)
		if got.status != tt.want {
			t.Errorf("%s: %s with %q = %d %s, want %d", tt.name, tt.method, tt.headers, got.status, got.body, tt.want)
		}
		if got.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: other sites are let in", tt.name)
		}
	}
}
