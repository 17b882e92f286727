package review

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const deskToken = "0123456789abcdef+/=" // with signs that a form escapes

// login sends the form, and returns the answer and its cookie, or nil.
func (w *world) login(form string, headers ...string) (reply, *http.Cookie) {
	w.t.Helper()
	got := w.ask("POST", "/login", form, append([]string{"Content-Type", "application/x-www-form-urlencoded"}, headers...)...)
	cookies := (&http.Response{Header: got.header}).Cookies()
	if len(cookies) == 0 {
		return got, nil
	}
	return got, cookies[0]
}

func TestLogin(t *testing.T) {
	w := newDeskWorld(t, func(c *Config) { c.Token = deskToken })
	right := url.Values{"token": {deskToken}}.Encode()
	for _, tt := range []struct {
		name, form string
		headers    []string
		status     int
	}{
		{"right", right, nil, 303},
		{"as of a browser", right, []string{"Origin", "http://127.0.0.1:7311", "Sec-Fetch-Site", "same-origin"}, 303},
		{"through a proxy with TLS", right, []string{"X-Forwarded-Proto", "https"}, 303},
		{"wrong", "token=0123456789abcdef", nil, 401},
		{"empty", "token=", nil, 401},
		{"none", "", nil, 401},
		{"another field", "password=" + deskToken, nil, 401},
		{"JSON", `{"token":"` + deskToken + `"}`, []string{"Content-Type", "application/json"}, 401},
		{"no form", "token=%zz", nil, 400},
		{"over the limit", "token=" + strings.Repeat("x", maxForm), nil, 400},
		{"right, over the limit", right + "&more=" + strings.Repeat("x", maxForm), nil, 400},
		{"other site", right, []string{"Origin", "https://evil.example"}, 403},
		{"cross-site", right, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"rebinding", right, []string{"Host", "evil.example"}, 403},
	} {
		got, cookie := w.login(tt.form, tt.headers...)
		if got.status != tt.status || (cookie != nil) != (tt.status == 303) {
			t.Errorf("%s: POST = %d %s, cookie %v, want %d", tt.name, got.status, got.body, cookie, tt.status)
		}
		checkHeaders(t, tt.name, got)
		switch tt.status {
		case 303:
			if got.header.Get("Location") != "/" || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || cookie.Path != "/" || cookie.Domain != "" ||
				cookie.Secure != (tt.name == "through a proxy with TLS") || strings.Contains(cookie.Value, "0123456789") {
				t.Errorf("%s: to %q, cookie %+v", tt.name, got.header.Get("Location"), cookie)
			}
		case 401:
			if !strings.Contains(got.body, `<p role="alert">That is not the token.</p>`) {
				t.Errorf("%s: %s", tt.name, got.body)
			}
		}
	}
	// In the address a token ends up in logs.
	if got := w.ask("POST", "/login?"+right, "", "Content-Type", "application/x-www-form-urlencoded"); got.status != 401 {
		t.Errorf("token in the address = %d, want 401", got.status)
	}
	if strings.Contains(w.log.String(), deskToken) {
		t.Errorf("the log tells the token: %s", w.log)
	}
}

// A cookie is as good as the token for the page and nothing else.
func TestCookie(t *testing.T) {
	w := newWorld(t, func(c *Config) {
		d := newDeskWorld(t, nil)
		c.Room, c.Token, c.Loopback = d.cfg.Room, deskToken, true
	})
	_, cookie := w.login(url.Values{"token": {deskToken}}.Encode())
	if cookie == nil {
		t.Fatal("no cookie")
	}
	w.until("Authorization", "Bearer "+deskToken)
	pages := []string{"GET /", "GET /page/rows", "GET /page/sources", "GET /page/pair?a=a/wire&b=b%3Fdaily", "GET /page/verdicts", "POST /page/verdicts"}
	api := []string{"GET /metrics", "GET /v1/stats", "GET /v1/openapi.json", "POST /v1/check", "POST /v1/articles", "DELETE /v1/articles/a", "GET /v1/articles/a/relations", "GET /none"}
	for _, tt := range []struct {
		name, cookie, bearer string
		page, api            bool
	}{
		{"cookie", cookie.Name + "=" + cookie.Value, "", true, false},
		{"among others", "x=y; " + cookie.Name + "=" + cookie.Value + "; dupes-00000000=z", "", true, false},
		{"token", "", deskToken, true, true},
		{"token and a wrong cookie", cookie.Name + "=" + strings.Repeat("0", 64), deskToken, true, true},
		{"cookie and a wrong token", cookie.Name + "=" + cookie.Value, deskToken + "x", true, false},
		{"none", "", "", false, false},
		{"cut", cookie.Name + "=" + cookie.Value[:63], "", false, false},
		{"changed", cookie.Name + "=" + changed(cookie.Value), "", false, false},
		{"in capitals", cookie.Name + "=" + strings.ToUpper(cookie.Value), "", false, false},
		{"empty", cookie.Name + "=", "", false, false},
		{"another name", "dupes-00000000=" + cookie.Value, "", false, false},
		{"the token itself", cookie.Name + "=" + deskToken, "", false, false},
		{"cookie for a token", "", cookie.Value, false, false},
	} {
		headers := []string{"Accept-Encoding", "gzip", "Cookie", tt.cookie}
		if tt.bearer != "" {
			headers = append(headers, "Authorization", "Bearer "+tt.bearer)
		}
		for _, list := range []struct {
			asks []string
			want bool
		}{{pages, tt.page}, {api, tt.api}} {
			for _, ask := range list.asks {
				method, path, _ := strings.Cut(ask, " ")
				if got := w.ask(method, path, "{}", headers...); (got.status != 401) != list.want {
					t.Errorf("%s: %s = %d %.200s, want it let in: %v", tt.name, ask, got.status, got.body, list.want)
				}
			}
		}
		got := w.ask("GET", "/", "", append(headers, "Accept", browser)...)
		if isForm := strings.Contains(got.body, `action="/login"`); isForm == tt.page || (got.status == 401) == tt.page {
			t.Errorf("%s: GET / of a browser = %d %.200s, asks for the token: %v", tt.name, got.status, got.body, isForm)
		}
		checkHeaders(t, tt.name, got)
	}
	if got := w.ask("POST", "/page/verdicts", `{"verdict":"undo"}`, "Cookie", cookie.Name+"="+cookie.Value, "Origin", "https://evil.example"); got.status != 403 {
		t.Errorf("cookie sent along from another site = %d, want 403", got.status)
	}
	if got := w.ask("GET", "/healthz", ""); got.status != 200 {
		t.Errorf("health = %d, want 200", got.status)
	}
}

// changed is s with another last letter.
func changed(s string) string {
	if strings.HasSuffix(s, "0") {
		return s[:len(s)-1] + "1"
	}
	return s[:len(s)-1] + "0"
}

// Servers with other tokens have other cookies, and the same token the same: a
// cookie outlives its server.
func TestCookies(t *testing.T) {
	a, b, again := newToken(deskToken).cookie(), newToken(deskToken+"x").cookie(), newToken(deskToken).cookie()
	if a.Name == b.Name || a.Value == b.Value || a.Name != again.Name || a.Value != again.Value {
		t.Errorf("cookies %v, %v, %v", a, b, again)
	}
}

// Without a token there is nothing to ask for.
func TestLoginWithoutToken(t *testing.T) {
	w := newDeskWorld(t, nil)
	got, cookie := w.login("token=anything")
	if got.status != 303 || got.header.Get("Location") != "/" || cookie != nil {
		t.Errorf("POST = %d %v, want the way to the page", got.status, got.header)
	}
}
