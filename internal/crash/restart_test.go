package crash

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// restart restarts the PostgreSQL server.
func restart(t testing.TB, mode string) {
	t.Helper()
	ctl := os.Getenv("DUPES_TEST_POSTGRES_CTL")
	if out, err := exec.Command("sh", "-c", ctl+" "+mode).CombinedOutput(); err != nil {
		t.Errorf("%s %s: %v\n%s", ctl, mode, err, out)
	}
}

// lost wants an error that names the server, briefly.
func (r result) lost(t testing.TB, place string) {
	t.Helper()
	u, err := url.Parse(place)
	if err != nil {
		t.Fatal("the URL of the server cannot be read")
	}
	r.fails(t, u.Host)
	if n := strings.Count(r.stderr, "\n"); n > 3 {
		t.Errorf("%s: %d lines of errors:\n%s", r.command, n, r.stderr)
	}
}

// A server that restarts ends what goes on, or does not; run again it is done.
func TestPostgresRestart(t *testing.T) {
	server(t)
	if os.Getenv("DUPES_TEST_POSTGRES_CTL") == "" {
		t.Skip("DUPES_TEST_POSTGRES_CTL is not set: no command that restarts the server")
	}
	g := gating{in: whole(), few: 25, ingest: &ingest{}}
	like := g.unharmed(t, schema)
	for _, mode := range []string{"fast", "immediate"} {
		for i := range (kills() + 5) / 6 {
			t.Run(fmt.Sprintf("gate/%s/%d", mode, i), func(t *testing.T) {
				g := g
				g.place, g.out, g.ingest = store(schema).built(t), t.TempDir(), &ingest{}
				n := randomOf(t, i).IntN(len(like.accepted))
				p := g.command(t)
				at := once("when so much was acknowledged", func() bool { return g.ingest.bytes() >= n })
				r := p.meanwhile(at, func() { restart(t, mode) })
				t.Logf("restarted at %d bytes: exit code %d, %s", n, r.code, r.stderr)
				settle(t, g.place)
				g.afterKill(t, like, &tally{})
				if r.code != 0 {
					r.lost(t, g.place)
				}
				if !g.ended(t) {
					g.command(t).killed(never).ended(t, 0)
				}
				g.afterAll(t, like, &tally{})
			})
			t.Run(fmt.Sprintf("add/%s/%d", mode, i), func(t *testing.T) {
				place := store(schema).built(t)
				p := command(t, many().lines, "index", "add", "-", "-q", "--index", place)
				r := p.meanwhile(after(time.Duration(randomOf(t, i).IntN(400))*time.Millisecond), func() { restart(t, mode) })
				t.Logf("exit code %d, %s", r.code, r.stderr)
				settle(t, place)
				oneOf(t, contents(t, place), many().text)
				if !strings.Contains(r.stderr, "refused") && r.stderr != "" {
					r.lost(t, place)
				}
				dupes(t, many().lines, "index", "add", "-", "-q", "--index", place).ended(t, 2)
				same(t, "index", idsIn(t, place), many().ids)
			})
		}
	}
}
