package review

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync/atomic"
	"time"
)

// Limits are what a server takes. A zero field is the default that its
// comment names.
type Limits struct {
	Body     int64         // bytes of a request; 32 MiB
	Articles int           // of a request; 1000
	Requests int           // at work or waiting at once; 4 a job and 64
	Header   time.Duration // until the header of a request is there; 10 s
	Read     time.Duration // until its body is, too; 60 s
	Write    time.Duration // until its answer is taken; 60 s
	Idle     time.Duration // between two requests of a connection; 2 min
	Drain    time.Duration // for what is at work when the server stops; 10 s
}

// The defaults that others need to know.
const (
	DefaultBody     = 32 << 20
	DefaultArticles = 1000
)

// DefaultRequests is how many requests a server has at once: enough that each
// job always has the next one at hand, and a burst that clients send at once.
func DefaultRequests(jobs int) int { return 4*jobs + 64 }

func (l Limits) orDefault(jobs int) Limits {
	return Limits{
		Body: cmp.Or(l.Body, DefaultBody), Articles: cmp.Or(l.Articles, DefaultArticles),
		Requests: cmp.Or(l.Requests, DefaultRequests(jobs)),
		Header:   cmp.Or(l.Header, 10*time.Second), Read: cmp.Or(l.Read, time.Minute), Write: cmp.Or(l.Write, time.Minute),
		Idle: cmp.Or(l.Idle, 2*time.Minute), Drain: cmp.Or(l.Drain, 10*time.Second),
	}
}

const (
	// bodiesHeld is the bodies of full length that all requests together may
	// have in memory: 128 MiB by default. Without it 72 requests of 32 MiB each
	// would take 2 GiB before the first article was looked at.
	bodiesHeld = 4
	// maxDepth of a JSON value. An article has 2 levels; a feed of a news
	// service that was looked at, 9.
	maxDepth = 64
	// maxHeader holds an id of 1,024 bytes, each as %XX, many times over.
	maxHeader = 64 << 10
	// maxConnections are open at once; more wait to be accepted. A connection
	// takes about 10 KiB.
	maxConnections = 1024
)

// places are taken and left.
type places chan struct{}

func (p places) tryTake() bool {
	select {
	case p <- struct{}{}:
		return true
	default:
		return false
	}
}

func (p places) take(ctx context.Context) error {
	select {
	case p <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (p places) leave() { <-p }

// memory is bytes that bodies may still take.
type memory struct{ left atomic.Int64 }

func (m *memory) take(n int64) bool {
	if m.left.Add(-n) >= 0 {
		return true
	}
	m.left.Add(n)
	return false
}

func (m *memory) give(n int64) { m.left.Add(n) }

// body reads what a request has sent, which must be JSON that is neither too
// long nor too deep.
func (s *server) body(c *call) ([]byte, error) {
	if err := isJSON(c.Header); err != nil {
		return nil, err
	}
	if c.ContentLength > s.Limits.Body {
		c.w.Header().Set("Connection", "close") // what comes is not read
		return nil, s.tooLong()
	}
	var b bytes.Buffer
	b.Grow(int(min(max(c.ContentLength, 0), 64<<10)) + bytes.MinRead) // who says how much has not sent it yet
	_, err := b.ReadFrom(holding{http.MaxBytesReader(c.w, c.Body, s.Limits.Body), s, c})
	if err != nil {
		c.w.Header().Set("Connection", "close")
		return nil, s.unread(err)
	}
	c.unhurried()
	if isDeep(b.Bytes()) {
		return nil, refuse(http.StatusBadRequest, "JSON of more than %d levels", maxDepth)
	}
	return b.Bytes(), nil
}

func (s *server) tooLong() error {
	return refuse(http.StatusRequestEntityTooLarge, "more than %d bytes", s.Limits.Body)
}

// unread is what is wrong with a body that cannot be read to its end.
func (s *server) unread(err error) error {
	_, told := errors.AsType[refusal](err)
	_, long := errors.AsType[*http.MaxBytesError](err)
	switch {
	case told:
		return err
	case long:
		return s.tooLong()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return refuse(http.StatusRequestTimeout, "the request did not arrive within %v", s.Limits.Read)
	}
	return refuse(http.StatusBadRequest, "the request ends too early, or is not put in HTTP as it should be")
}

// holding counts what is read as memory that a call holds.
type holding struct {
	r io.Reader
	s *server
	c *call
}

func (h holding) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	if !h.s.memory.take(int64(n)) {
		return 0, errBusy
	}
	h.c.held += int64(n)
	return n, err
}

// unhurried lifts the deadline of reading once all was read: it would end the
// request that is being worked on. NOTE(net/http): it sets a new one for the
// next request.
func (c *call) unhurried() {
	_ = http.NewResponseController(c.w).SetReadDeadline(time.Time{}) // an error where no connection is behind it
}

// isJSON takes a request that says it is JSON, or does not say.
func isJSON(h http.Header) error {
	if coding := h.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return refuse(http.StatusUnsupportedMediaType, "content encoding %.80q: want none", coding)
	}
	kind := h.Get("Content-Type")
	if kind == "" {
		return nil
	}
	media, params, err := mime.ParseMediaType(kind)
	if err != nil || media != "application/json" && !strings.HasSuffix(media, "+json") {
		return refuse(http.StatusUnsupportedMediaType, "content type %.80q: want application/json", kind)
	}
	if charset := params["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
		return refuse(http.StatusUnsupportedMediaType, "charset %.80q: want utf-8", charset)
	}
	return nil
}

// isDeep reports lists and objects in one another beyond maxDepth, without
// going down into them.
func isDeep(b []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			if depth++; depth > maxDepth {
				return true
			}
		case c == ']' || c == '}':
			depth--
		}
	}
	return false
}

// unescape is a part of a path as it was before it was put there. What is no
// escape stays, as net/http has checked the path before.
func unescape(s string) string {
	if t, err := url.PathUnescape(s); err == nil {
		return t
	}
	return s
}
