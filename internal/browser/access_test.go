package browser

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
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
		named += names(p)
		p.press(kb.Escape)
	}
	if named < 40 {
		t.Errorf("%d named elements: the tree was not read", named)
	}
}

// mustName are the roles of the accessibility tree that a screen reader
// announces by their names.
var mustName = strings.Fields("alertdialog article button checkbox combobox dialog form heading image img link listbox navigation progressbar " +
	"radio region searchbox slider spinbutton switch tab textbox toolbar")

// names looks at all that has a role in the page, and returns how much it has
// found a name for.
func names(p *tab) (named int) {
	p.Helper()
	for _, n := range call(p, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if n.Ignored || n.Role == nil {
			continue
		}
		role := strings.Trim(string(n.Role.Value), `"`)
		if !slices.Contains(mustName, role) {
			continue
		}
		named++
		if n.Name == nil || len(n.Name.Value) <= len(`""`) {
			p.Errorf("a %s has no name at %s", role, eval[string](p, `location.hash`))
		}
	}
	want(p, `[
		(ids => ids.filter((id, i) => ids.indexOf(id) !== i).join())([...document.querySelectorAll("[id]")].map(e => e.id)),
		[...document.querySelectorAll("[role=group]")].filter(e => !e.ariaLabel && !e.hasAttribute("aria-labelledby")).map(e => e.outerHTML).join(),
		["aria-labelledby", "aria-describedby", "aria-controls", "for"].flatMap(name => [...document.querySelectorAll("[" + name + "]")].filter(e => !document.getElementById(e.getAttribute(name)))).map(e => e.outerHTML).join(),
	].filter(Boolean).join()`, "")
	return named
}

// landmarks and tables are told by what is wrong with them.
const (
	landmarks = `[
		document.documentElement.lang || "no language",
		[...document.querySelectorAll("main")].length,
		[...document.querySelectorAll("body > header nav")].length,
		[...document.querySelectorAll("h1")].filter(e => e.getClientRects().length).length,
	].join()`
	tables = `[...document.querySelectorAll("table")].filter(e => e.getClientRects().length).flatMap(table => {
		const wrong = [];
		const heads = [...table.querySelectorAll("th")];
		if (heads.length === 0) wrong.push("no heads");
		for (const th of heads) {
			if (!["col", "row"].includes(th.scope)) wrong.push("no scope: " + th.outerHTML);
			if (!th.textContent.trim()) wrong.push("no text: " + th.outerHTML);
		}
		for (const e of table.querySelectorAll("[aria-sort]")) if (!["ascending", "descending"].includes(e.ariaSort)) wrong.push("sorted " + e.ariaSort);
		return wrong;
	}).join("\n")`
)

// states are all there is to see of a report: every view, and what opens in it.
func states(p *tab) map[string]func() {
	p.Helper()
	out := map[string]func(){}
	for view, at := range addresses(p) {
		out[view] = func() { p.to(at) }
	}
	pair := out["pair"]
	out["pair with a verdict"] = func() {
		pair()
		if eval[string](p, said) == "no verdict yet" {
			p.press("1", "3")
		}
		until(p, said, "duplicate, keep a")
	}
	out["pair with a passage"] = func() {
		pair()
		p.press("n")
		p.click("[data-exclude=quoted]")
		p.click("[data-label=original]")
	}
	out["sorted and filtered"] = func() { p.to("#/pairs?q=copied:>90&sort=-run") }
	out["a wrong filter"] = func() { p.to("#/pairs?q=copid:>90") }
	out["a row"] = func() {
		p.to("#/pairs")
		p.press("j")
	}
	out["nothing found"] = func() { p.to("#/pairs?q=qqqq") }
	out["trouble"] = func() {
		eval[string](p, `location.hash = "#/cluster/none"`)
		until(p, `Boolean(`+trouble+`)`, true)
	}
	out["~help"] = func() {
		p.to("#/pairs")
		p.press("?")
	}
	return out
}

func TestReportHasNames(t *testing.T) {
	s := serve(t, stories(t))
	p := openReport(t, s.url, "/#/")
	all := states(p)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			p.TB = t
			all[name]()
			if n := names(p); n < 10 && name != "~help" {
				t.Errorf("%d named elements: the tree was not read", n)
			}
			headings := ",1"
			if name == "trouble" {
				headings = ",0"
			}
			want(p, landmarks, "en,1,1"+headings)
			want(p, tables, "")
		})
	}
	p.TB = t
}

func TestContrastOfAReport(t *testing.T) {
	s := serve(t, stories(t))
	for _, theme := range []string{"light", "dark"} {
		p := openReport(t, s.url, "/#/")
		call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}},
		})
		all := states(p)
		for _, name := range slices.Sorted(maps.Keys(all)) {
			t.Run(theme+" "+name, func(t *testing.T) {
				p.TB = t
				all[name]()
				least := eval[leastContrast](p, contrast)
				if least.Ratio < 4.5 || least.Seen < 10 {
					t.Errorf("the contrast of %q is %.2f, the least of %d, want 4.5", least.Where, least.Ratio, least.Seen)
				}
			})
		}
		p.TB = t
	}
}

func TestReportOnAPhone(t *testing.T) {
	s := serve(t, stories(t))
	p := openReport(t, s.url, "/#/")
	all := states(p)
	p.viewport(390, 800)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			p.TB = t
			all[name]()
			want(p, `document.documentElement.scrollWidth <= 390 && document.scrollingElement.scrollWidth <= 390`, true)
			want(p, wide, "")
			want(p, small, "")
			want(p, low, "")
			want(p, rowHeights, true)
		})
	}
	p.TB = t
}

const (
	// wide is what reaches over the window, other than in what scrolls by itself.
	wide = `[...document.querySelectorAll("body *")].filter(e => {
		const r = e.getBoundingClientRect();
		if (!r.width || r.right <= innerWidth + 1 || e.closest(".skip")) return false;
		for (let p = e.parentElement; p; p = p.parentElement) if (getComputedStyle(p).overflowX !== "visible") return false;
		return true;
	}).map(e => e.outerHTML.slice(0, 100)).join("\n")`
	// small is text of less than 11 pixels, in drawings as they are scaled.
	small = `[...new Set([...document.querySelectorAll("body *")].filter(e => {
		if (!e.getClientRects().length || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || e.matches("title, option")) return false;
		const scale = e.ownerSVGElement ? e.getScreenCTM().a : 1;
		return parseFloat(getComputedStyle(e).fontSize) * scale < 11;
	}).map(e => e.outerHTML.slice(0, 100)))].join("\n")`
	// low is what a finger would miss.
	low = `[...document.querySelectorAll(".verdicts button, .verdicts input, .walkbar button, .tools button, .keys button, nav.views a, dialog button")]
		.filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 24).map(e => e.outerHTML.slice(0, 80) + e.getBoundingClientRect().height).join("\n")`
	// rowHeights is whether the rows of a list are of one height, on which the
	// list counts.
	rowHeights = `[...document.querySelectorAll("[data-list]")].every(list => new Set([...list.querySelectorAll("tr[data-at]")].map(e => Math.round(e.getBoundingClientRect().height))).size <= 1)`
)

//go:embed contrast.js
var contrast string

type leastContrast struct {
	Ratio float64
	Where string
	Seen  int
}

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
				least := eval[leastContrast](p, contrast)
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
