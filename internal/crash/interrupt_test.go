package crash

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// A gate that is interrupted tidies up, and run again it accepts what a gate
// accepts that nobody interrupted.
func TestInterruptGate(t *testing.T) {
	eachStore(t, func(t *testing.T, s store) {
		g := gating{in: news(), few: 25, ingest: &ingest{}}
		like := g.unharmed(t, s)
		heard := 0
		for i := range kills() {
			g, r := g, randomOf(t, i)
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				g.place, g.out, g.ingest = s.built(t), t.TempDir(), &ingest{}
				p, at := g.command(t), g.moment(r, like)
				res := p.meanwhile(at, func() { p.Process.Signal(os.Interrupt) })
				t.Logf("interrupted %s: exit code %d", at.name, res.code)
				settle(t, g.place)
				g.afterKill(t, like, &tally{})
				if res.code == 130 {
					heard++
					if !strings.HasSuffix(res.stderr, "dupes: interrupted\n") {
						t.Errorf("says %q", res.stderr)
					}
					if left := append(names(t, tempDir(t)), names(t, g.out)...); len(left) > 0 && len(left) != len(g.files()) {
						t.Errorf("left behind: %q", left)
					}
				} else if res.code != -1 { // before it listened
					res.ended(t, g.in.code)
				}
				if !g.ended(t) {
					g.command(t).killed(never).ended(t, g.in.code)
				}
				g.afterAll(t, like, &tally{})
			})
		}
		t.Logf("%d of %d gates were interrupted", heard, kills())
	})
}
