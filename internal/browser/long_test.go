package browser

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// program builds dupes once, where make build does.
var program = sync.OnceValues(func() (string, error) {
	build := exec.Command("make", "build")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("make build: %w\n%s", err, out)
	}
	return filepath.Abs(filepath.Join(build.Dir, "dupes"))
})

// diff is the address of the page that dupes makes of two texts.
func diff(t testing.TB, a, b string) string {
	t.Helper()
	if _, err := browser(); err != nil {
		t.Skip(err)
	}
	dupes, err := program()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{"a.txt": a, "b.txt": b} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := exec.Command(dupes, "diff", "--format", "html", "-o", "page.html", "a.txt", "b.txt")
	run.Dir = dir
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("dupes diff: %v\n%s", err, out)
	}
	return address(t, filepath.Join(dir, "page.html"))
}

// A writer makes sentences that look like those of a newspaper from afar. The
// words are made of syllables, so that few are equal by chance.
type writer struct{ *rand.Rand }

func (w writer) word() string {
	syllables := [...]string{"ba", "ter", "lon", "mi", "sar", "ke", "vo", "dun", "ri", "pel", "ost", "um"}
	var out strings.Builder
	for range 2 + w.IntN(3) {
		out.WriteString(syllables[w.IntN(len(syllables))])
	}
	return out.String()
}

func (w writer) sentence() []string {
	out := make([]string, 12+w.IntN(16))
	for i := range out {
		out[i] = w.word()
	}
	return out
}

// longPair is two texts of the given number of words: of five sentences one is
// original in either, one is changed in every fourth word, three are copied.
// The third quarter of a stands at the end of b.
func longPair(words int) (a, b string) {
	w := writer{rand.New(rand.NewPCG(1, 2))}
	var inA, inB []string
	for n, i := 0, 0; n < words; i++ {
		s := w.sentence()
		n += len(s)
		t := s
		switch i % 5 {
		case 1:
			t = w.sentence()
		case 3:
			t = append([]string{}, s...)
			for j := 0; j < len(t); j += 4 {
				t[j] = w.word()
			}
		}
		end := ". "
		if i%4 == 3 {
			end = ".\n\n"
		}
		inA, inB = append(inA, strings.Join(s, " ")+end), append(inB, strings.Join(t, " ")+end)
	}
	half, late := len(inB)/2, len(inB)*3/4
	moved := append(append(append([]string{}, inB[:half]...), inB[late:]...), inB[half:late]...)
	return strings.Join(inA, ""), strings.Join(moved, "")
}

func TestPanesScrollByLandmarks(t *testing.T) {
	a, b := longPair(4000)
	p := open(t, diff(t, a, b))
	// The landmark that is nearest to where the reader looks.
	const near = `(() => {
		const [a, b] = document.querySelectorAll(".text");
		const eye = a.scrollTop + a.clientHeight * 0.3;
		const both = [...a.querySelectorAll(".p")].map(x => [x, document.getElementById(x.id + "b")]).filter(([x, y]) => y && !(x.dataset.flags || "").includes("moved"));
		both.sort((l, r) => Math.abs(l[0].offsetTop - eye) - Math.abs(r[0].offsetTop - eye));
		const [x, y] = both[0];
		return Math.abs((x.offsetTop - a.scrollTop) - (y.offsetTop - b.scrollTop));
	})()`
	for range 3 {
		p.do(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseWheel, 300, 500, func(e *input.DispatchMouseEventParams) {
			e.DeltaX, e.DeltaY = 1, 400 // the protocol wants both, and a 0 is not sent
		}))
		eval[bool](p, "true")
	}
	want(p, `document.querySelector(".side.a .text").scrollTop > 400`, true)
	if far := eval[float64](p, near); far > 60 {
		t.Errorf("a landmark near the eye is %v pixels higher on one side, want two lines at most", far)
	}
	// From the address to a passage in the middle, where both panes can scroll.
	eval[string](p, `location.hash = (list => list[list.length >> 1].hash)([...document.querySelectorAll('.side.b .n[href]:not([href$="b"])')].filter(e => document.querySelector(e.hash + "b")))`)
	want(p, `Math.abs(`+top+`(document.querySelector(".side.a .current").id) - `+top+`(document.querySelector(".side.b .current").id)) <= 1`, true)
}

func TestLongPageIsLight(t *testing.T) {
	a, b := longPair(20000)
	p := open(t, diff(t, a, b))
	const each = `document.querySelectorAll("*").length / document.querySelectorAll(".p").length`
	// A span, a link, a mark in the overview; some words inserted or deleted.
	if n := eval[float64](p, each); n > 12 {
		t.Errorf("%.1f elements a passage, want 12 at most", n)
	}
	p.press("n", "n", "n", "n")
	want(p, `document.querySelectorAll(".p.current").length > 0`, true)
}

func TestLongWord(t *testing.T) {
	word := strings.Repeat("å", 1<<19)
	p := open(t, diff(t, "one two three "+word+" four", "five one two three six seven "+word))
	want(p, `document.documentElement.scrollWidth`, 1280)
	want(p, `[...document.querySelectorAll(".text")].every(e => e.scrollWidth <= e.clientWidth)`, true)
}

// BenchmarkOpen is the time from the address to the frame in which the page
// can be used.
func BenchmarkOpen(b *testing.B) {
	for _, words := range []int{600, 20000} {
		b.Run(fmt.Sprintf("words=%d", words), func(b *testing.B) {
			x, y := longPair(words)
			page := diff(b, x, y)
			p := open(b, page)
			for b.Loop() {
				p.visit(page)
				eval[bool](p, "true")
			}
		})
	}
}
