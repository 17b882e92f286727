package browser

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"
)

func TestEveryControlHasAName(t *testing.T) {
	p := open(t, golden(t, "diffs.html"))
	p.press("?")
	named := 0
	for range 2 { // with the help open, and without
		for _, n := range call(p, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
			if n.Ignored || n.Role == nil {
				continue
			}
			switch role := string(n.Role.Value); role {
			case `"button"`, `"link"`, `"region"`, `"article"`, `"navigation"`, `"dialog"`, `"toolbar"`, `"heading"`:
				named++
				if n.Name == nil || len(n.Name.Value) <= len(`""`) {
					t.Errorf("a %s has no name", role)
				}
			}
		}
		p.press(kb.Escape)
	}
	if named < 40 {
		t.Errorf("%d named elements: the tree was not read", named)
	}
	want(p, `(ids => ids.length - new Set(ids).size)([...document.querySelectorAll("[id]")].map(e => e.id))`, 0)
	want(p, `[...document.querySelectorAll("[aria-labelledby]")].every(e => document.getElementById(e.getAttribute("aria-labelledby")))`, true)
}

//go:embed contrast.js
var contrast string

// The least contrast is that of the Web Content Accessibility Guidelines, level
// AA, for text of any size.
func TestContrast(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		for _, button := range []bool{false, true} {
			p := open(t, golden(t, "diffs.html"))
			asked := theme
			if button { // the theme is set by the button, against what the system asks for
				asked = map[string]string{"light": "dark", "dark": "light"}[theme]
			}
			call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
				Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: asked}},
			})
			if button {
				p.click(`[data-act="theme"]`)
			}
			want(p, `document.querySelector("[data-act=theme]").ariaPressed`, fmt.Sprint(theme == "dark"))
			states := []func(){
				func() {},
				func() { p.press("n", "n") },
				func() { p.click(`button[data-exclude="quoted"]`); p.click(`button[data-label="original"]`) },
				func() { p.press("?") },
			}
			for i, enter := range states {
				enter()
				least := eval[struct {
					Ratio float64
					Where string
					Seen  int
				}](p, contrast)
				if least.Ratio < 4.5 || least.Seen < 60 {
					t.Errorf("%s theme, state %d: the contrast of %q is %.2f, the least of %d, want 4.5", theme, i, least.Where, least.Ratio, least.Seen)
				}
			}
		}
	}
}

// The Tab key comes by every control once, and it can be seen where it is.
func TestFocusIsVisible(t *testing.T) {
	p := open(t, golden(t, "diff.html"))
	const (
		where = `(e => e.dataset.act || e.dataset.label || e.dataset.exclude || e.dataset.flag || e.className + e.closest(".side")?.dataset.side)(document.activeElement)`
	)
	var at []string
	for range 18 {
		p.press(kb.Tab)
		at = append(at, eval[string](p, where))
		if !eval[bool](p, ringed) {
			t.Errorf("%s has the focus and no outline", at[len(at)-1])
		}
	}
	const order = "help theme copied rephrased original quoted boilerplate moved quoted boilerplate numbers-differ negated previous next texta na textb nb"
	if got := strings.Join(at, " "); got != order {
		t.Errorf("Tab comes by\n%s, want\n%s", got, order)
	}
}
