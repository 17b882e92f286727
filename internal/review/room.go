package review

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"

	"github.com/dupes-news/dupes/internal/page"
	"github.com/dupes-news/dupes/internal/verdict"
)

// Room is what people who open the server in a browser find.
type Room struct {
	// Report is asked for once, when somebody first looks, and again if it
	// fails. It may take as long as a scan does. An Unshowable says to whoever
	// looks what is wrong; other errors are for the log.
	Report   func(ctx context.Context, progress func(done int)) (*page.Report, error)
	Ready    bool             // Report is asked for before the first answer
	Verdicts *verdict.Journal // nil where none are taken
}

// Unshowable is why there never is a report.
type Unshowable string

func (u Unshowable) Error() string { return string(u) }

// room is a Room at work.
type room struct {
	Room
	making  sync.Mutex // while the report is made
	shown   atomic.Pointer[shown]
	failed  atomic.Pointer[refusal] // why the report was not made, until somebody was told
	read    atomic.Int64            // articles so far
	streams places
}

// shown is a report as it is sent.
type shown struct {
	*page.Report
	html, policy  string
	rows, sources []byte // gzip
}

// maxStreams is how many pages may hear of verdicts at once.
const maxStreams = 256

func newRoom(d *Room) *room {
	if d == nil {
		return nil
	}
	return &room{Room: *d, streams: make(places, maxStreams)}
}

// report is what is shown. Where there is nothing it is begun, and the error is
// errNotYet; whoever asks next after it failed is told so, and the one after
// that has it tried again.
func (s *server) report() (*shown, error) {
	d := s.room
	if out := d.shown.Load(); out != nil {
		return out, nil
	}
	if !d.making.TryLock() {
		return nil, errNotYet
	}
	out, failed := d.shown.Load(), d.failed.Swap(nil) // it may have ended just now
	switch {
	case out != nil:
		d.making.Unlock()
		return out, nil
	case failed != nil:
		d.making.Unlock()
		return nil, *failed
	}
	d.read.Store(0)
	s.working.Go(func() {
		defer d.making.Unlock()
		out, err := d.make(s.ending)
		if err != nil {
			d.failed.Store(s.notMade(err))
			return
		}
		d.shown.Store(out)
	})
	return nil, errNotYet
}

var (
	errNotYet  = refusal{status: http.StatusServiceUnavailable, text: "the articles are still being read", name: "Retry-After", value: "1"}
	errNotMade = refusal{status: http.StatusInternalServerError, text: "the articles could not be read: the log of the server says more"}
)

// notMade is what those hear who asked for a report that was not made.
func (s *server) notMade(err error) *refusal {
	if told, is := errors.AsType[Unshowable](err); is {
		return &refusal{status: http.StatusNotFound, text: string(told)}
	}
	if s.ending.Err() == nil { // else it was given up
		s.Log.Error("report", "error", err)
	}
	return &errNotMade
}

// make makes the report and packs what is sent of it as it is. A panic on the
// way is not the end of a server that answers programs too.
func (d *room) make(ctx context.Context) (_ *shown, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	r, err := d.Report(ctx, func(done int) { d.read.Store(int64(done)) })
	if err != nil {
		return nil, err
	}
	out := &shown{Report: r}
	if out.html, out.policy, err = r.Page(d.Verdicts != nil); err != nil {
		return nil, err
	}
	for _, list := range []struct {
		make func() ([]byte, error)
		to   *[]byte
	}{{r.Rows, &out.rows}, {r.Sources, &out.sources}} {
		data, err := list.make()
		if err != nil {
			return nil, err
		}
		*list.to = zipped(data)
	}
	return out, nil
}

func zipped(data []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed) // it fails for a wrong level only
	w.Write(data)
	w.Close()
	return b.Bytes()
}

// waitPage is shown while the report is made. It asks again by itself.
const waitPage = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="1"><meta name="color-scheme" content="light dark">
<title>dupes: reading</title></head><body><p role="status">The articles are being read and compared: `

// troublePage says why there is no page.
const troublePage = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">
<title>dupes: no report</title></head><body><p role="alert">`

// barePolicy is for pages without style or script.
const barePolicy = "default-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// home is the page for browsers, and for others a text that names the routes.
func (s *server) home(c *call) (answer, error) {
	if s.room == nil || !wantsHTML(c.Request) {
		return s.about(c)
	}
	h := c.w.Header()
	h.Set("Content-Security-Policy", barePolicy)
	h.Set("Referrer-Policy", "no-referrer")
	r, err := s.report()
	switch {
	case errors.Is(err, errNotYet):
		return html(waitPage + strconv.FormatInt(s.room.read.Load(), 10) + " articles so far.</p></body></html>"), nil
	case err != nil:
		told, _ := errors.AsType[refusal](err)
		a := html(troublePage + template.HTMLEscapeString(told.text) + "</p></body></html>")
		a.status = told.status
		return a, nil
	}
	h.Set("Content-Security-Policy", r.policy+"; frame-ancestors 'none'")
	return html(r.html), nil
}

func wantsHTML(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html")
}

func html(body string) answer {
	return answer{status: http.StatusOK, kind: "text/html; charset=utf-8", body: []byte(body)}
}

// zippedRoute answers with a list of the report.
func (s *server) zippedRoute(list func(*shown) []byte) func(*call) (answer, error) {
	return func(c *call) (answer, error) {
		r, err := s.report()
		if err != nil {
			return answer{}, err
		}
		if !strings.Contains(c.Header.Get("Accept-Encoding"), "gzip") {
			return answer{}, refuse(http.StatusNotAcceptable, "this list comes as gzip only")
		}
		c.w.Header().Set("Content-Encoding", "gzip")
		return answer{status: http.StatusOK, body: list(r)}, nil
	}
}

// fragment answers with a part of the page. As many are made at once as there
// are jobs: a comparison keeps a processor busy.
func (s *server) fragment(get func(*shown, *call) (string, bool, error)) func(*call) (answer, error) {
	return func(c *call) (answer, error) {
		r, err := s.report()
		if err != nil {
			return answer{}, err
		}
		if err := s.desks.take(c.Context()); err != nil {
			return answer{}, err
		}
		defer s.desks.leave()
		// A fragment is no page: opened by itself it may do nothing.
		c.w.Header().Set("Content-Security-Policy", barePolicy)
		text, is, err := get(r, c)
		if err != nil {
			return answer{}, err
		}
		if !is {
			return answer{}, refuse(http.StatusNotFound, "not in this report, or without its text")
		}
		return html(text), nil
	}
}

func (s *server) cluster() func(*call) (answer, error) {
	return s.fragment(func(r *shown, c *call) (string, bool, error) { return r.Cluster(c.URL.Query().Get("id")) })
}

func (s *server) pair() func(*call) (answer, error) {
	return s.fragment(func(r *shown, c *call) (string, bool, error) {
		q := c.URL.Query()
		return r.Pair(q.Get("a"), q.Get("b"))
	})
}
