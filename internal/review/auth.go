package review

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strings"
)

const (
	// minToken: 16 characters of a random token are 64 bits at the least, which
	// nobody tries through over a network.
	minToken = 16
	maxToken = 4 << 10
)

// ReadToken reads the token in the first line of a file. A file that everybody
// may read or change holds no secret, and is refused.
func ReadToken(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if info.Mode().Perm()&0o006 != 0 {
		return "", fmt.Errorf("%q: every user of this machine may read or change it: want mode 600", path)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxToken))
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(data), "\n")
	if err := checkToken(strings.TrimSpace(line)); err != nil {
		return "", fmt.Errorf("%q: %w", path, err)
	}
	return strings.TrimSpace(line), nil
}

// checkToken does not quote the token: errors end up in logs.
func checkToken(t string) error {
	switch {
	case len(t) < minToken:
		return fmt.Errorf("token of %d characters: want at least %d", len(t), minToken)
	case strings.ContainsFunc(t, func(r rune) bool { return r <= ' ' || r > '~' }):
		return errors.New("token: want letters, digits and signs of ASCII, without spaces")
	}
	return nil
}

// token is the hash of a token, so that how long a comparison takes tells
// neither the token nor its length.
type token [sha256.Size]byte

func newToken(t string) *token {
	if t == "" {
		return nil
	}
	h := token(sha256.Sum256([]byte(t)))
	return &h
}

// sent reports a request that has the token, as RFC 6750 has it in section 2.1.
func (t *token) sent(r *http.Request) bool {
	scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Bearer") && t.is(strings.TrimSpace(given))
}

func (t *token) is(given string) bool {
	h := sha256.Sum256([]byte(given))
	return subtle.ConstantTimeCompare(h[:], t[:]) == 1
}

// derive is a secret that follows from the token, for one purpose.
func (t *token) derive(purpose string) [sha256.Size]byte {
	h := hmac.New(sha256.New, t[:])
	h.Write([]byte("dupes " + purpose))
	return [sha256.Size]byte(h.Sum(nil))
}

// shown reports a request of a browser that has shown the token before.
func (t *token) shown(r *http.Request) bool {
	want := t.cookie()
	got, err := r.Cookie(want.Name)
	return err == nil && subtle.ConstantTimeCompare([]byte(got.Value), []byte(want.Value)) == 1
}

// allowed says whether a request may be asked. A server without a token trusts
// the programs of its machine, but not the web pages that its user looks at: a
// page says by Origin where it comes from, and by Host what it took the server
// for, a name of its own that it had resolve to this machine (DNS rebinding).
func (s *server) allowed(r *http.Request, to route) error {
	switch {
	case s.Loopback && !isLoopback(r.Host):
		return refuse(http.StatusForbidden, "host %.80q is not this machine", r.Host)
	case fromElsewhere(r):
		return refuse(http.StatusForbidden, "a page of another site may not ask this server")
	case s.token != nil && !to.open && !s.token.sent(r) && !(to.page && s.token.shown(r)):
		return errNoToken
	}
	return nil
}

var errNoToken = refusal{http.StatusUnauthorized, "the token of the server is needed: Authorization: Bearer TOKEN", "WWW-Authenticate", `Bearer realm="dupes"`}

// isLoopback reports a Host that can only be this machine, at any port, as a
// tunnel may change that.
func isLoopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.Unmap().IsLoopback()
}

// fromElsewhere reports a request of a web page of another site. Browsers send
// Origin with whatever changes something, and Sec-Fetch-Site with all; one that
// looks only may come from a link.
func fromElsewhere(r *http.Request) bool {
	if origin := r.Header.Values("Origin"); len(origin) > 0 {
		_, host, _ := strings.Cut(origin[0], "://") // "null" has none
		return !strings.EqualFold(host, r.Host)
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return false
	}
	site := r.Header.Get("Sec-Fetch-Site")
	return site == "cross-site" || site == "same-site"
}
