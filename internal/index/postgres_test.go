package index

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/dupes-news/dupes/internal/relation"
)

// Tests with a server want
//
//	DUPES_TEST_POSTGRES      URL of a database in which schemas may be made
//	DUPES_TEST_POSTGRES_CTL  command that restarts its server
//
// as .ci/postgres.sh gives them.

func serverURL(t testing.TB) string {
	url := os.Getenv("DUPES_TEST_POSTGRES")
	if url == "" {
		t.Skip("DUPES_TEST_POSTGRES is not set: no PostgreSQL to test with")
	}
	return url
}

// freshSchema names a schema that is dropped after the test. Connections have
// its name too.
func freshSchema(t testing.TB) string {
	schema := "dupes_test_" + strings.ToLower(rand.Text()[:12])
	url := withParams(serverURL(t), "application_name="+schema)
	t.Cleanup(func() { serverExec(t, "drop schema if exists "+schema+" cascade") })
	return withParams(url, "schema="+schema)
}

func withParams(url, params string) string {
	if strings.Contains(url, "?") {
		return url + "&" + params
	}
	return url + "?" + params
}

// serverExec runs a statement on a connection of its own.
func serverExec(t testing.TB, sql string, args ...any) {
	t.Helper()
	ctx := context.Background()
	c, err := pgx.Connect(ctx, serverURL(t))
	if err != nil {
		t.Fatal(Shown(err.Error()))
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// schemaOf is the schema that a place of freshSchema names.
func schemaOf(place string) string {
	_, schema, _ := strings.Cut(place, "schema=")
	return schema
}

// TestPostgresWriters adds 4 times 50 articles at once, of which each writer
// shares 30 with the next.
func TestPostgresWriters(t *testing.T) {
	place := freshSchema(t)
	var wg sync.WaitGroup
	for range 4 { // all of which find that there are no tables
		wg.Go(func() {
			s, err := openPostgres(t.Context(), place, false, true)
			if err != nil {
				t.Error(err)
				return
			}
			s.Close()
		})
	}
	wg.Wait()
	shut(t, create(t, place))
	for g := range 4 {
		wg.Go(func() {
			x, err := Open(t.Context(), place, Write)
			if err != nil {
				t.Error(err)
				return
			}
			defer x.Close()
			list := numbered(t, x, g*20, g*20+50)
			for part := range slices.Chunk(list, 7) {
				if _, err := x.Add(t.Context(), part, false); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	x := reopen(t, place, Read)
	want(t, "articles", len(texts(t, x)), 110)
	want(t, "counted", stats(t, x).Articles, int64(110))
	for i := range 110 {
		want(t, "found", found(t, x, strings.Join(words(uint64(i), 80), " ")), map[string]relation.Relation{fmt.Sprintf("a%d", i): relation.Identical})
	}
	checked(t, x)
}

// TestPostgresViews holds more views than the pool has connections for, each
// of which asks for interrupted batches.
func TestPostgresViews(t *testing.T) {
	place := withParams(freshSchema(t), "pool_max_conns=2")
	x := create(t, place)
	other := reopen(t, place, Write)
	if _, err := other.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var wg sync.WaitGroup
	for i := range 8 {
		list := numbered(t, x, i, i+1)
		wg.Go(func() {
			_, err := x.Stats(ctx)
			err2 := x.Change(ctx, func(c *Change) error {
				_, err := c.Add(list, nil)
				return err
			})
			if err := errors.Join(err, err2); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	want(t, "articles", len(texts(t, x)), 8)
}

// TestPostgresMigrate takes a step that a later program may have.
func TestPostgresMigrate(t *testing.T) {
	place := freshSchema(t)
	shut(t, create(t, place))
	sql, err := steps()
	if err != nil {
		t.Fatal(err)
	}
	sql = append(sql, "create table later (x int); insert into later values (1)")
	reader, writer := reopen(t, place, Read).store.(*postgres), reopen(t, place, Write).store.(*postgres)
	err = reader.prepare(t.Context(), sql, false)
	if hint := "the tables have version 1, this program wants 2: open the index for writing once"; err == nil || !strings.Contains(err.Error(), hint) {
		t.Errorf("older tables, for reading: %v, want %q", err, hint)
	}
	for range 2 { // a step is taken once
		if err := writer.prepare(t.Context(), sql, false); err != nil {
			t.Errorf("older tables, for writing: %v", err)
		}
	}
	v, err := writer.version(t.Context())
	want(t, "version", v, 2)
	broken := append(slices.Clone(sql), "create table half (x int); create table later (x int)")
	if err2 := writer.prepare(t.Context(), broken, false); err != nil || err2 == nil || !strings.Contains(err2.Error(), "already exists") {
		t.Errorf("a step that fails: %v, %v", err, err2)
	}
	v, err = writer.version(t.Context())
	want(t, "version after it", v, 2)
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), place, Read)
	if newer := "the tables have version 2, this program knows 1: use a newer program"; err == nil || !strings.Contains(err.Error(), newer) {
		t.Errorf("newer tables: %v, want %q", err, newer)
	}
}

func TestPostgresCheck(t *testing.T) {
	place := freshSchema(t)
	x := create(t, place)
	add(t, x, numbered(t, x, 0, 30)...)
	add(t, x, numbered(t, x, 30, 60)...)
	schema := schemaOf(place)
	checked(t, x)
	serverExec(t, "delete from "+schema+".blocks where run = 1 and block = 3")
	serverExec(t, "insert into "+schema+".blocks values (77, 0, ''), (77, 1, '')")
	serverExec(t, "update "+schema+".articles set outlet = -1 where number = 4")
	got := map[string]string{}
	for part, err := range damages(t, x) {
		got[part] = err.Error()
	}
	want(t, "damage", got, map[string]string{
		schema + ".blocks run 1":  "31 blocks with gaps: want 32",
		schema + ".blocks run 77": "blocks of a run that is not there",
		schema + ".articles":      "1 rows with a number, outlet or story out of range",
	})
}

// terminate ends the connections of a schema, as an administrator does.
func terminate(t testing.TB, place string) {
	t.Helper()
	serverExec(t, "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = $1", schemaOf(place))
}

// breaking tells what becomes of an index whose connections are lost.
func breaking(t *testing.T, place string, lose func()) {
	x := create(t, place)
	add(t, x, numbered(t, x, 0, 10)...)
	_, errBegin := x.Begin(t.Context())
	_, errLive := x.store.Live(t.Context(), 9) // fills the other pool
	if err := errors.Join(errBegin, errLive); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"update": x.store.Update(t.Context(), func(w Writer) error {
			if err := errors.Join(putNumbered(w, 100), w.SetValue("new", []byte("1"))); err != nil {
				return err
			}
			lose()
			_, err := w.Value("new")
			return err
		}),
		"update that does not look": x.store.Update(t.Context(), func(w Writer) error {
			lose()
			return putNumbered(w, 101)
		}),
		"update before commit": x.store.Update(t.Context(), func(Writer) error { lose(); return nil }),
		"view": x.store.View(t.Context(), func(r Reader) error {
			lose()
			_, err := r.Refs([]uint32{1})
			return err
		}),
	} {
		if err == nil || !strings.Contains(err.Error(), Shown(place)) {
			t.Errorf("%s = %v, want an error that names %s", name, err, Shown(place))
			continue
		}
		unknown, unchanged := strings.Contains(err.Error(), "not known"), strings.Contains(err.Error(), "nothing was changed")
		switch {
		case name == "view" && !unknown && !unchanged:
		case name == "update before commit" && unknown != unchanged: // as far as the commit came
		case unknown || !unchanged:
			t.Errorf("%s = %v: is it known whether anything was changed?", name, err)
		}
	}
	lose() // now the pools are full of lost connections
	want(t, "next change", add(t, x, numbered(t, x, 9, 12)...), Added{Added: 2, Already: 1})
	lose()
	want(t, "next view", len(texts(t, x)), 12)
	lose()
	want(t, "interrupted", stats(t, x).Interrupted, []Interrupted(nil))
}

func TestPostgresLost(t *testing.T) {
	place := freshSchema(t)
	breaking(t, place, func() { terminate(t, place) })
}

func TestPostgresRestart(t *testing.T) {
	place := freshSchema(t)
	command := os.Getenv("DUPES_TEST_POSTGRES_CTL")
	if command == "" {
		t.Skip("DUPES_TEST_POSTGRES_CTL is not set: no command that restarts the server")
	}
	breaking(t, place, func() {
		if out, err := exec.Command("sh", "-c", command).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
	})
}

// TestPostgresCommit loses the answer to a commit, by a relay before the
// server.
func TestPostgresCommit(t *testing.T) {
	place := freshSchema(t)
	cfg, err := pgx.ParseConfig(serverURL(t))
	if err != nil || cfg.TLSConfig != nil || strings.HasPrefix(cfg.Host, "/") {
		t.Skip("the server is not one that a relay of TCP can stand before")
	}
	relay := &relay{to: net.JoinHostPort(cfg.Host, fmt.Sprint(cfg.Port))}
	at := relay.listen(t)
	x := create(t, strings.Replace(place, relay.to, at, 1))
	if !strings.Contains(x.Place(), at) {
		t.Skip("the URL does not name host and port")
	}
	add(t, x, numbered(t, x, 0, 3)...)
	relay.setArmed(true)
	_, err = x.Add(t.Context(), numbered(t, x, 3, 5), false)
	if err == nil || !strings.Contains(err.Error(), "whether it was made is not known: run it again, adding is idempotent") {
		t.Errorf("commit without an answer: %v", err)
	}
	relay.setArmed(false)
	want(t, "again", add(t, x, numbered(t, x, 0, 6)...), Added{Added: 1, Already: 5})
	checked(t, x)
}

// relay passes on what it gets, and when armed all but the answer to a commit.
type relay struct {
	to    string
	mu    sync.Mutex
	armed bool
}

func (r *relay) setArmed(armed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.armed = armed
}

func (r *relay) isArmed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.armed
}

func (r *relay) listen(t testing.TB) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go r.serve(c)
		}
	}()
	return l.Addr().String()
}

func (r *relay) serve(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", r.to)
	if err != nil {
		return
	}
	defer server.Close()
	deaf := make(chan struct{})
	go func() {
		b := make([]byte, 1<<16)
		for {
			n, err := client.Read(b)
			if r.isArmed() && bytes.Contains(b[:n], []byte("commit\x00")) {
				close(deaf)
			}
			server.Write(b[:n])
			if err != nil {
				server.Close()
				return
			}
		}
	}()
	b := make([]byte, 1<<16)
	for {
		n, err := server.Read(b)
		select {
		case <-deaf:
			return
		default:
		}
		client.Write(b[:n])
		if err != nil {
			return
		}
	}
}

const secret = "s3cr3t"

func TestShown(t *testing.T) {
	for place, want := range map[string]string{
		"/a/folder:x@y": "/a/folder:x@y",
		"postgres://u:s3cr3t@h:5432/db?sslmode=disable":                       "postgres://u@h:5432/db?sslmode=disable",
		"postgresql://u:s3cr3t@h/db":                                          "postgresql://u@h/db",
		"postgres://:s3cr3t@h":                                                "postgres://@h",
		"postgres://h1:1,h2:2/db?schema=x":                                    "postgres://h1:1,h2:2/db?schema=x",
		"postgres://[::1]:5432/db":                                            "postgres://[::1]:5432/db",
		"postgres://h/db?user=u&password=s3cr3t&schema=x":                     "postgres://h/db?user=u&schema=x",
		"postgres://h/db?pass%77ord=s3cr3t":                                   "postgres://h/db",
		"postgres://h/db?%zz=s3cr3t":                                          "postgres://h/db",
		"postgres://h/db?sslpassword=s3cr3t&PASSWORD=s3cr3t":                  "postgres://h/db",
		"postgres://h/db?password=a&s3cr3t":                                   "postgres://h/db",
		"postgres://h/db?password=a=s3cr3t":                                   "postgres://h/db",
		"postgres://u:a/s3cr3t@h/db":                                          "postgres://u@h/db",
		"postgres://u:a@s3cr3t@h/db":                                          "postgres://u@h/db",
		"postgres://u:a?s3cr3t@h/db?x=y":                                      "postgres://u@h/db?x=y",
		"postgres://u:a/b?c=s3cr3t@h/db":                                      "postgres://u@h/db",
		"postgres://u:s3cr3t%zz@h/db":                                         "postgres://u@h/db",
		"postgres://u:12/s3cr3t@h/db?connect_timeout=1&password=s3cr3t&a=b":   "postgres://u@h/db?connect_timeout=1&a=b",
		"postgres://u@h/db?application_name=x&options=-c%20geqo%3Doff&schema": "postgres://u@h/db?application_name=x&options=-c%20geqo%3Doff&schema",
	} {
		if got := Shown(place); got != want {
			t.Errorf("Shown(%q) = %q, want %q", place, got, want)
		}
	}
}

// TestPostgresPassword asks where no server is, in every way in which a
// password may be given, also wrongly.
func TestPostgresPassword(t *testing.T) {
	passfile := filepath.Join(t.TempDir(), "pgpass")
	if err := os.WriteFile(passfile, []byte("*:*:*:*:"+secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PGPASSFILE", passfile)
	t.Setenv("PGPASSWORD", secret)
	for _, place := range []string{
		"postgres://u@127.0.0.1:1/db",
		"postgres://u:s3cr3t@127.0.0.1:1/db",
		"postgres://u:s3cr3t@127.0.0.1:1,localhost:2/db?sslmode=prefer",
		"postgres://u:s3cr3t@127.0.0.1:1/db?schema=",
		"postgres://u:s3cr3t@127.0.0.1:1/db?schema=%zz&password=s3cr3t",
		"postgres://u:s3cr3t@127.0.0.1:1/db?sslmode=s",
		"postgres://u:s3cr3t@127.0.0.1:1/db?password=s3cr3t&sslmode",
		"postgres://u:s3cr3t@127.0.0.1:1/db?password=a&s3cr3t",
		"postgres://u:s3cr3t@127.0.0.1:1/db?password=a=s3cr3t",
		"postgres://u:s3cr3t@127.0.0.1:1/db?pool_max_conns=x",
		"postgres://u:s3cr3t@127.0.0.1:x/db",
		"postgres://u:s3cr3t%@127.0.0.1:1/db",
		"postgres://u:s3cr3t s3cr3t@127.0.0.1:1/db",
		"postgres://u:a/s3cr3t@127.0.0.1:1/db",
		"postgres://u:a@s3cr3t@127.0.0.1:1/db",
		"postgres://u:12/s3cr3t@127.0.0.1:1/db",
		"postgres://u:a?s3cr3t@127.0.0.1:1/db",
		"postgres://u:s3cr3t@127.0.0.1:1/db?sslcert=/nowhere&sslkey=/nowhere&sslpassword=s3cr3t&sslmode=require",
		"postgres://u:s3cr3t@127.0.0.1:1/d\x00b",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		x, err := Open(ctx, place, Read)
		cancel()
		if err == nil {
			shut(t, x)
			t.Errorf("%q was opened", place)
			continue
		}
		if all := fmt.Sprintf("%v %+v %#v %s", err, err, err, Shown(place)); strings.Contains(all, secret) {
			t.Errorf("%q: the error shows the password: %s", place, all)
		}
	}
}

func TestPostgresWrongPassword(t *testing.T) {
	x, err := Open(t.Context(), withParams(serverURL(t), "password=wrong-"+secret), Read)
	switch {
	case err == nil:
		shut(t, x)
		t.Skip("the server wants no password")
	case errors.Is(err, ErrNoIndex):
		t.Skip("the server wants no password")
	case strings.Contains(err.Error(), secret) || !strings.Contains(err.Error(), "password authentication failed"):
		t.Errorf("wrong password: %v", err)
	}
}
