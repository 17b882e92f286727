package review

import (
	"encoding/hex"
	"net/http"
	"strings"
)

// loginPage asks for the token. It has no script: what it sends comes back as
// a cookie that only this server reads.
const loginPage = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>dupes: token</title></head><body><form method="post" action="/login"><h1>dupes</h1>
<p><label>Token of this server <input type="password" name="token" autocomplete="current-password" required autofocus></label>
<button>Open</button></p></form></body></html>`

// maxForm is more than a token and its name take.
const maxForm = 8 << 10

// login gives a browser that sends the token a cookie for the page. No other
// site can have it sent along: SameSite keeps it from them.
func (s *server) login(c *call) (answer, error) {
	c.w.Header().Set("Content-Security-Policy", barePolicy)
	c.Body = http.MaxBytesReader(c.w, c.Body, maxForm)
	if err := c.ParseForm(); err != nil {
		return answer{}, refuse(http.StatusBadRequest, "the form could not be read")
	}
	if s.token != nil {
		if !s.token.is(c.PostForm.Get("token")) {
			a := html(strings.Replace(loginPage, "<h1>dupes</h1>", `<h1>dupes</h1><p role="alert">That is not the token.</p>`, 1))
			a.status = http.StatusUnauthorized
			return a, nil
		}
		cookie := s.token.cookie()
		cookie.Path, cookie.HttpOnly, cookie.SameSite = "/", true, http.SameSiteStrictMode
		cookie.Secure = c.TLS != nil || c.Header.Get("X-Forwarded-Proto") == "https"
		http.SetCookie(c.w, cookie)
	}
	c.w.Header().Set("Location", "/")
	return answer{status: http.StatusSeeOther, kind: "text/plain"}, nil
}

// cookie is what a browser sends that has sent the token before. It follows
// from the token, so that it outlives the server, and does not tell it.
func (t *token) cookie() *http.Cookie {
	name, value := t.derive("name"), t.derive("page")
	// A browser sends cookies to all ports of a machine: servers are told
	// apart by the name.
	return &http.Cookie{Name: "dupes-" + hex.EncodeToString(name[:4]), Value: hex.EncodeToString(value[:])}
}
