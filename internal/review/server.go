// Package review serves an index over HTTP: to programs, which ask whether an
// article may go in, and to people, who look at what was decided.
//
// A request goes through here:
//
//	server.go    which route it takes, and what becomes of an error or a panic
//	auth.go      whether it may be asked at all: Host, Origin, token
//	limits.go    how much may be asked at once: places, bytes, depth, time
//	split.go     which articles it has
//	handlers.go  what it asks of package gate or of the index
//	room.go      what the page for people asks: parts of a report
//	verdicts.go  what people say on it, and hear of others
//	login.go     how a browser shows the token
//	metrics.go   what is counted
//
// Nothing here decides anything about articles.
package review

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/netutil"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/gate"
	"github.com/dupes-news/dupes/internal/index"
)

// Config is what a server is told.
type Config struct {
	Index    *index.Index  // nil where no articles are decided about, as is Service
	Service  *gate.Service // decides about articles, by Index
	Room     *Room         // nil where there is nothing to look at
	Corpus   corpus.Config // how a JSON object becomes an article
	Jobs     int           // requests that are worked on at once; at least 1
	ReadOnly bool          // nothing may be added or removed
	Token    string        // that every client must send; empty for none
	Loopback bool          // only this machine may ask: Host must name it
	Limits   Limits
	Log      *slog.Logger // of what is wrong with the server; may be nil
}

// ErrUnfinished ends a server that had to stop while requests were at work.
// The index must stay open then.
var ErrUnfinished = errors.New("requests were still at work")

// server is a Config at work.
type server struct {
	Config
	token    *token
	articles *corpus.Unpacker
	routes   map[string]route
	places   places
	desks    places // for what does not wait for a desk of the Service
	room     *room  // nil where there is nothing to look at
	ending   context.Context
	memory   memory
	metrics  *counts
	working  sync.WaitGroup
}

// New makes the handler of all routes.
func New(cfg Config) http.Handler { return newServer(context.Background(), cfg) }

// newServer makes a server whose streams end when ctx does.
func newServer(ctx context.Context, cfg Config) *server {
	cfg.Jobs = max(1, cfg.Jobs)
	cfg.Limits = cfg.Limits.orDefault(cfg.Jobs)
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &server{
		Config: cfg, token: newToken(cfg.Token), articles: corpus.NewUnpacker(cfg.Corpus),
		places: make(places, cfg.Limits.Requests), desks: make(places, cfg.Jobs), metrics: newCounts(),
		room: newRoom(cfg.Room), ending: ctx,
	}
	s.memory.left.Store(bodiesHeld * cfg.Limits.Body)
	s.routes = s.allRoutes()
	return s
}

// Serve answers what comes to l until ctx ends, and then finishes what is at
// work, which may take Limits.Drain: it is ErrUnfinished if that was not enough. It
// calls ready when it can answer.
func Serve(ctx context.Context, l net.Listener, cfg Config, ready func()) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	s := newServer(ctx, cfg)
	base, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	h := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: s.Limits.Header,
		ReadTimeout:       s.Limits.Read,
		WriteTimeout:      s.Limits.Write,
		IdleTimeout:       s.Limits.Idle,
		MaxHeaderBytes:    maxHeader,
		BaseContext:       func(net.Listener) context.Context { return base },
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelError),
	}
	if s.room != nil && s.room.Ready {
		out, err := s.room.make(ctx)
		if err != nil {
			return err
		}
		s.room.shown.Store(out)
	}
	ready()
	ended := make(chan error, 1)
	go func() { ended <- h.Serve(netutil.LimitListener(l, maxConnections)) }()
	var err error
	select {
	case err = <-ended:
	case <-ctx.Done():
	}
	end()
	drain, stop := context.WithTimeout(base, s.Limits.Drain)
	defer stop()
	if h.Shutdown(drain) != nil {
		abandon()
		h.Close()
	}
	return errors.Join(err, s.wait(drain))
}

// afterAbandon is how long what was told to stop is waited for.
const afterAbandon = 2 * time.Second

// wait waits for handlers, which may outlive their connections, and for a
// report that is being made: until drain ends, and then a little.
func (s *server) wait(drain context.Context) error {
	done := make(chan struct{})
	go func() {
		s.working.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-drain.Done():
	}
	select {
	case <-done:
		return nil
	case <-time.After(afterAbandon):
		return ErrUnfinished
	}
}

// call is a request on its way.
type call struct {
	*http.Request
	w    http.ResponseWriter // for deadlines and limits; what is written is the answer
	id   string              // of the article that the path names
	held int64               // bytes of memory that its body takes
}

// answer is what a request is answered with.
type answer struct {
	status int
	kind   string // media type; JSON if empty
	body   []byte
	stream func() // writes what comes behind the header, for as long as it takes; nil for none
}

// refusal is an error that is the client's to know.
type refusal struct {
	status int
	text   string // lower case, no full stop
	name   string // of a header that goes with it; may be empty
	value  string
}

func (r refusal) Error() string { return r.text }

func refuse(status int, format string, args ...any) error {
	return refusal{status: status, text: fmt.Sprintf(format, args...)}
}

// operation is what a method does on a route.
type operation struct {
	do   func(*call) (answer, error)
	free bool // takes no place among the requests at work
}

// route is a path and what can be done there.
type route struct {
	name    string // as the metrics call it
	open    bool   // wants no token
	page    bool   // of the page: a cookie does for a token
	methods map[string]operation
}

const (
	articlesPath    = "/v1/articles"
	relationsSuffix = "/relations"
	articleRoute    = articlesPath + "/{id}"
	relationsRoute  = articleRoute + relationsSuffix
)

func (s *server) allRoutes() map[string]route {
	look := func(do func(*call) (answer, error)) map[string]operation {
		return map[string]operation{http.MethodGet: {do: do, free: true}}
	}
	work := func(method string, do func(*call) (answer, error)) map[string]operation {
		return map[string]operation{method: {do: do}}
	}
	list := []route{
		{name: "/", page: true, methods: look(s.home)},
		{name: "/healthz", open: true, methods: look(s.health)},
	}
	if s.Index != nil {
		list = append(list,
			route{name: "/metrics", methods: look(s.measures)},
			route{name: "/v1/openapi.json", methods: look(s.openapi)},
			route{name: "/v1/stats", methods: work(http.MethodGet, s.stats)},
			route{name: "/v1/check", methods: work(http.MethodPost, s.check)},
			route{name: articlesPath, methods: work(http.MethodPost, s.add)},
			route{name: articleRoute, methods: work(http.MethodDelete, s.remove)},
			route{name: relationsRoute, methods: work(http.MethodGet, s.relations)})
	}
	if s.room != nil {
		said := look(s.verdicts)
		said[http.MethodPost] = operation{do: s.say}
		list = append(list,
			route{name: "/login", open: true, methods: map[string]operation{http.MethodPost: {do: s.login}}},
			route{name: "/page/rows", page: true, methods: look(s.zippedRoute(func(r *shown) []byte { return r.rows }))},
			route{name: "/page/sources", page: true, methods: look(s.zippedRoute(func(r *shown) []byte { return r.sources }))},
			route{name: "/page/cluster", page: true, methods: work(http.MethodGet, s.cluster())},
			route{name: "/page/pair", page: true, methods: work(http.MethodGet, s.pair())},
			route{name: "/page/verdicts", page: true, methods: said},
			route{name: "/page/events", page: true, methods: look(s.events)})
	}
	routes := map[string]route{}
	for _, r := range list {
		routes[r.name] = r
	}
	return routes
}

// find is the route that a path takes. The path of an article is not cleaned,
// as http.ServeMux would do: an id may hold any characters, and leads nowhere
// but to the article that has it. One that ends in /relations has that slash
// as %2F.
func (s *server) find(r *http.Request) (route, string) {
	path := cmp.Or(r.URL.RawPath, r.URL.EscapedPath()) // as it was sent
	id, is := strings.CutPrefix(path, articlesPath+"/")
	if !is {
		if strings.ContainsAny(path, "{}") {
			return route{}, ""
		}
		return s.routes[path], ""
	}
	name := articleRoute
	if short, is := strings.CutSuffix(id, relationsSuffix); is {
		id, name = short, relationsRoute
	}
	return s.routes[name], unescape(id)
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.working.Add(1)
	defer s.working.Done()
	begun := time.Now()
	to, id := s.find(r)
	c := &call{Request: r, w: w, id: id}
	if r.Body == http.NoBody {
		c.unhurried()
	}
	a := s.answer(c, to)
	s.memory.give(c.held)
	s.metrics.answered(to.name, r.Method, a.status, time.Since(begun))
	c.write(a, s.Limits.Write)
}

// answer is what a request gets: also for an error, and for a panic.
func (s *server) answer(c *call, to route) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			s.Log.Error("panic", "method", c.Method, "route", to.name, "panic", p, "stack", string(debug.Stack()))
			a = s.explain(c, errInternal)
		}
	}()
	a, err := s.do(c, to)
	if err == nil {
		return a
	}
	told, is := errors.AsType[refusal](err)
	switch {
	case is:
	case c.Context().Err() != nil: // nobody waits for the answer, or the server stops
		told = errGone
	case errors.Is(err, index.ErrReadOnly):
		told = errReadOnly
	default:
		s.Log.Error("request", "method", c.Method, "route", to.name, "error", err)
		told = errInternal
	}
	return s.explain(c, told)
}

// What is said where more would tell of the inside.
var (
	errInternal = refusal{status: http.StatusInternalServerError, text: "internal error: the log of the server says more"}
	errGone     = refusal{status: http.StatusServiceUnavailable, text: "the request was given up"}
	errReadOnly = refusal{status: http.StatusForbidden, text: "this server only reads"}
	errBusy     = refusal{status: http.StatusTooManyRequests, text: "too many requests at once: try again later", name: "Retry-After", value: "1"}
)

func (s *server) explain(c *call, r refusal) answer {
	if r.name != "" {
		c.w.Header().Set(r.name, r.value)
	}
	if r.status == http.StatusTooManyRequests {
		s.metrics.busy.Inc()
	}
	a, err := jsonAnswer(struct {
		Error string `json:"error"`
	}{r.text})
	a.status = r.status
	if err != nil {
		s.Log.Error("answer", "error", err)
	}
	return a
}

// do has a request done, if it may be.
func (s *server) do(c *call, to route) (answer, error) {
	if err := s.allowed(c.Request, to); err != nil {
		if to.page && to.name == "/" && wantsHTML(c.Request) && errors.Is(err, errNoToken) {
			c.w.Header().Set("Content-Security-Policy", barePolicy)
			a := html(loginPage)
			a.status = http.StatusUnauthorized
			return a, nil
		}
		return answer{}, err
	}
	if to.methods == nil {
		return answer{}, refuse(http.StatusNotFound, "no such path: / names those that there are")
	}
	method := c.Method
	if method == http.MethodHead {
		method = http.MethodGet // NOTE(net/http): it leaves the body out by itself
	}
	op, is := to.methods[method]
	if !is {
		return answer{}, refusal{http.StatusMethodNotAllowed, "no such method here", "Allow", to.allow()}
	}
	if op.free {
		return op.do(c)
	}
	if !s.places.tryTake() {
		return answer{}, errBusy
	}
	defer s.places.leave()
	s.metrics.atWork.Add(1)
	defer s.metrics.atWork.Add(-1)
	return op.do(c)
}

// allow is the methods of a route, as a header lists them.
func (r route) allow() string {
	var list []string
	for m := range r.methods {
		list = append(list, m)
		if m == http.MethodGet {
			list = append(list, http.MethodHead)
		}
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func (c *call) write(a answer, within time.Duration) {
	// It is an error where no connection is behind it, as in a test.
	_ = http.NewResponseController(c.w).SetWriteDeadline(time.Now().Add(within))
	h := c.w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin") // no page of another site may try what is here
	if a.status != http.StatusNoContent {
		h.Set("Content-Type", cmp.Or(a.kind, "application/json"))
		if a.stream == nil {
			h.Set("Content-Length", fmt.Sprint(len(a.body)))
		}
	}
	c.w.WriteHeader(a.status)
	if a.stream != nil {
		a.stream()
		return
	}
	c.w.Write(a.body) // whoever asked may be gone
}
