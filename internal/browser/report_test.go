package browser

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	// held is whether some element has the focus.
	held   = `document.activeElement !== document.body && document.activeElement !== null`
	ringed = `(s => s.outlineStyle != "none" && parseFloat(s.outlineWidth) >= 2)(getComputedStyle(document.activeElement))`
	// listing is the query, the order and how many are found, of the list of pairs.
	listing = `[document.querySelector("#view-pairs input").value, document.querySelector("#view-pairs [aria-sort]")?.className.split(" ")[0] || "", document.querySelector("#view-pairs .status").textContent].join("; ")`
	view    = `[...document.querySelectorAll("section.view")].filter(e => !e.hidden).map(e => e.id.slice(5)).join()`
)

func TestPermalinksOfAReport(t *testing.T) {
	page := scan(t, stories(t))
	p := openReport(t, page, "#/pairs?q=copied%3A%3E90+title%3Abridge&sort=-run")
	want(p, `document.querySelector("#view-pairs input").value`, "copied:>90 title:bridge")
	until(p, ordered("pairs", "run", true), true)
	p.to("#/pairs?q=copied:>90&sort=jaccard")
	want(p, listing, "copied:>90; c-jaccard; 20 of 65 pairs")
	p.do(chromedp.Reload())
	until(p, settled, true)
	want(p, listing, "copied:>90; c-jaccard; 20 of 65 pairs")
	p.to("#/clusters?sort=-size&q=size:>2")
	until(p, ordered("clusters", "size", true), true)
	p.to("#/sources?q=class:inferred&sort=-a")
	want(p, `document.querySelector("[data-list=mentions] input").value`, "class:inferred")

	p.to("#/clusters")
	cluster := eval[string](p, row("clusters", 0)+`.querySelector("a").hash`)
	p.to("#/pairs")
	pair := pairAt(p, 0)
	for _, at := range []string{cluster, pair, pair + "/p3", pair + "/p2b"} {
		q := openReport(t, page, at)
		want(q, `location.hash`, at)
		want(q, trouble, "")
		if _, passage, is := strings.Cut(at, pair+"/"); is {
			want(q, current, strings.TrimSuffix(passage, "b")+" "+strings.TrimSuffix(passage, "b")+"b")
			want(q, focus, passage)
		}
		q.do(chromedp.Reload())
		until(q, settled, true)
		want(q, `location.hash`, at)
		want(q, trouble, "")
	}
}

// An address of what is not there says so, and shows nothing else under it.
func TestAddressesOfNothing(t *testing.T) {
	s := serve(t, stories(t))
	p := openReport(t, s.url, "/#/pairs")
	pair := pairAt(p, 0)
	p.excuse("status of 404")
	for _, at := range []string{"#/cluster/c0", "#/pair/no/such", "#/pair/no", "#/cluster", "#/pair/%E0%A4%A/x"} {
		p.to(pair)
		p.to("#/clusters")
		eval[string](p, "location.hash = "+js(at))
		until(p, `Boolean(`+trouble+`)`, true)
		want(p, `[...document.querySelectorAll("section.view:not([hidden]) .fragment")].map(e => e.textContent).join("")`, "")
		want(p, `[...document.querySelectorAll("[data-verdict]")].every(e => e.disabled || !e.getClientRects().length)`, true)
		want(p, held, true)
	}
	eval[string](p, `location.hash = "#/nothing"`)
	until(p, view, "summary")
}

func TestBackAndForward(t *testing.T) {
	p := openReport(t, scan(t, stories(t)), "#/clusters")
	p.viewport(1280, 500)
	p.to("#/pairs?q=copied:>50&sort=-words")
	eval[bool](p, `(document.querySelector("#view-pairs .scroller").scrollTop = 700, true)`)
	const scrolled = `document.querySelector("#view-pairs .scroller").scrollTop`
	before := eval[string](p, listing)
	first := eval[string](p, `document.elementFromPoint(300, 300).closest("tr").dataset.at`)
	p.clickOn(`document.elementFromPoint(300, 300).closest("tr").querySelector("a")`)
	until(p, shows("pair"), true)
	pair := eval[string](p, `location.hash`)
	place := eval[string](p, `document.getElementById("pair-place").textContent`)
	p.press("j")
	until(p, `location.hash !== `+js(pair)+` && `+settled, true)
	p.do(chromedp.NavigateBack())
	until(p, `location.hash === `+js(pair)+` && `+settled, true)
	want(p, `document.getElementById("pair-place").textContent`, place)
	p.do(chromedp.NavigateBack())
	until(p, shows("pairs"), true)
	want(p, listing, before)
	want(p, scrolled, 700)
	want(p, `document.elementFromPoint(300, 300).closest("tr").dataset.at`, first)
	want(p, `document.querySelector("#view-pairs tr.current").dataset.at`, first)
	p.do(chromedp.NavigateBack())
	until(p, shows("clusters"), true)
	p.do(chromedp.NavigateForward())
	until(p, shows("pairs"), true)
	want(p, listing, before)
	want(p, scrolled, 700)
	p.do(chromedp.NavigateForward())
	until(p, `location.hash === `+js(pair)+` && `+settled, true)

	// The link beside the pair leads where the reader came from.
	p.click("#pair-list")
	until(p, shows("pairs"), true)
	want(p, listing, before)
	want(p, scrolled, 700)
	want(p, held, true)
}

// Each of the two lists of sources keeps its own filter in the address.
func TestSourcesKeepBothFilters(t *testing.T) {
	p := openReport(t, scan(t, stories(t)), "#/sources")
	types("outlets", "kind:agency")(p)
	types("mentions", "class:named")(p)
	p.click(`[data-list=outlets] th.c-own button`)
	const both = `["outlets", "mentions"].map(n => document.querySelector("[data-list=" + n + "]")).map(e => e.querySelector("input").value + ", " + (e.querySelector("[aria-sort]")?.className || "")).join("; ")`
	const set = "kind:agency, c-own end; class:named, "
	want(p, both, set)
	p.do(chromedp.Reload())
	until(p, settled, true)
	want(p, both, set)
	p.clickOn(row("outlets", 0) + `.querySelector("a")`)
	until(p, `document.querySelector("[data-list=mentions] input").value.startsWith("outlet:")`, true)
	want(p, both+`.split(";")[0]`, "kind:agency, c-own end")
	want(p, held, true)
	p.do(chromedp.NavigateBack())
	until(p, both, set)
	// j is for the list in which the reader is.
	p.focus(row("outlets", 0) + `.querySelector("a")`)
	p.press("j")
	want(p, `(e => e.closest("[data-list]").dataset.list + e.closest("tr").dataset.at)(document.activeElement)`, "outlets1")
}

// From the first key to a verdict without a mouse. The focus is always
// somewhere, and can be seen.
func TestKeyboardOnly(t *testing.T) {
	s := serve(t, stories(t))
	p := openReport(t, s.url, "/")
	press := func(keys ...string) {
		t.Helper()
		p.press(keys...)
		p.settle()
		want(p, held, true)
	}
	const at = `(e => e.id || e.dataset.act || e.dataset.view || e.dataset.verdict || e.type || e.className || e.tagName)(document.activeElement)`
	tab := func(to string) {
		t.Helper()
		for range 80 {
			p.press(kb.Tab)
			if !eval[bool](p, held) {
				continue // from the end of the page it goes by the browser's own controls
			}
			want(p, ringed, true)
			if eval[string](p, at) == to {
				return
			}
		}
		t.Fatalf("Tab does not come to %s", to)
	}
	tab("pairs")
	press(kb.Enter)
	until(p, shows("pairs"), true)
	press("/")
	want(p, at, "search")
	p.press("copied:>90 title:bridge")
	filtered := eval[string](p, `document.querySelector("#view-pairs .status").textContent`)
	press(kb.Enter) // from the filter to the first row
	want(p, `document.activeElement.closest("tr")?.dataset.at`, "0")
	want(p, ringed, true)
	press("j")
	want(p, `document.activeElement.closest("tr").dataset.at`, "1")
	press("k")
	press("1")
	until(p, saidInList+`.split("|")[0]`, "duplicate")
	want(p, held, true)
	press(kb.Enter)
	until(p, shows("pair"), true)
	want(p, held, true)
	want(p, `document.getElementById("pair-place").textContent.endsWith("of `+strings.Fields(filtered)[0]+`")`, true)
	press("j")
	want(p, held, true)
	press("n")
	want(p, `document.querySelectorAll(".p.current").length > 0`, true)
	press("j", "k") // the passage that had the focus is gone with its pair
	want(p, held, true)
	tab("not-duplicate")
	press(" ")
	until(p, said, "not a duplicate")
	want(p, at, "not-duplicate")
	press("m")
	press("noted", kb.Escape)
	until(p, said, "not a duplicate, note")
	want(p, held, true)
	press("n")
	tab("pair-list")
	press(kb.Enter) // a link, though a passage is chosen
	until(p, shows("pairs"), true)
	want(p, held, true)
	press(kb.Enter) // back to the row
	until(p, shows("pair"), true)
	press(kb.Escape)
	until(p, shows("pairs"), true)
	press("?")
	want(p, `document.getElementById("help").open`, true)
	press(kb.Escape)
	want(p, `document.getElementById("help").open`, false)
}

// manyPairs are articles in one cluster, of which every two are a pair.
func manyPairs(t testing.TB, articles int) []string {
	w := writer{rand.New(rand.NewPCG(1, 2))}
	body := strings.Join(append(append(w.sentence(), w.sentence()...), w.sentence()...), " ")
	var out strings.Builder
	for i := range articles {
		fmt.Fprintf(&out, "{\"id\": \"n%03d\", \"outlet\": \"Outlet %d\", \"title\": \"Number %d\", \"text\": %s}\n", i, i%20, i, js(body+" and "+w.word()))
	}
	path := filepath.Join(t.TempDir(), "many.jsonl")
	write(t, path, out.String())
	return []string{path}
}

func TestLongList(t *testing.T) {
	s := serve(t, manyPairs(t, 142), "--all-pairs")
	p := openReport(t, s.url, "/#/pairs")
	const (
		count = 142 * 141 / 2
		drawn = `document.querySelectorAll("[data-list=pairs] tr[data-at]").length`
		few   = drawn + ` > 10 && ` + drawn + ` < 60`
	)
	want(p, `document.querySelector("#view-pairs .status").textContent`, "10,011 pairs")
	want(p, few, true)
	p.focus(`document.querySelector("#view-pairs .scroller")`)
	for range 5 {
		p.press(kb.PageDown)
		want(p, few, true)
	}
	p.press(kb.End)
	until(p, ended("pairs"), true)
	want(p, few, true)
	last := fmt.Sprintf(`document.querySelector('tr[data-at="%d"]')`, count-1)
	p.clickOn(last + `.querySelector("a")`)
	until(p, shows("pair"), true)
	want(p, `document.getElementById("pair-place").textContent`, "pair 10,011 of 10,011")
	p.press("j") // there is none
	p.press("k")
	until(p, places("10,010 of 10,011"), true)
	p.press(kb.Escape)
	until(p, shows("pairs"), true)
	until(p, ended("pairs"), true)
	p.press("j", "k", "1")
	until(p, last+`.previousElementSibling.querySelector(".c-verdict").textContent`, "duplicate")
	want(p, `document.activeElement.closest("tr").dataset.at`, fmt.Sprint(count-2))
	// A row that has the focus and is scrolled away leaves it to the list.
	eval[bool](p, `(document.querySelector("#view-pairs .scroller").scrollTop = 0, true)`)
	until(p, `document.querySelector('[data-list=pairs] tr[data-at="0"]') !== null`, true)
	want(p, held, true)
	want(p, few, true)
}
