package browser

import (
	_ "embed"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

//go:embed controls.js
var controlsScript string

// use is one control of the page: what a reader does with it, and an expression
// that is true afterwards and not before.
type use struct {
	control string
	do      func(p *tab)
	effect  string
}

// uses are all controls of the page, by their names in controls.js.
var uses = []use{
	{"page skip", func(p *tab) {
		p.focus(`document.querySelector(".skip")`)
		p.press(kb.Enter)
	}, `document.activeElement.id === "main" && !document.querySelector("#view-pairs").hidden`},
	{"page to summary", clicks(`[data-view=summary]`), shows("summary")},
	{"page to clusters", clicks(`[data-view=clusters]`), shows("clusters")},
	{"page to pairs", clicks(`[data-view=pairs]`), shows("pairs")},
	{"page to sources", clicks(`[data-view=sources]`), shows("sources")},
	{"page to boilerplate", clicks(`[data-view=boilerplate]`), shows("boilerplate")},
	{"page to refused", clicks(`[data-view=refused]`), shows("refused")},
	{"page to run", clicks(`[data-view=run]`), shows("run")},
	{"page help", clicks(`[data-act=help]`), `document.getElementById("help").open`},
	{"help close", func(p *tab) {
		p.press("?")
		p.click(`[data-act=close]`)
	}, `used.includes("help close") && !document.getElementById("help").open`},
	{"page theme", clicks(`[data-act=theme]`), `getComputedStyle(document.documentElement).colorScheme === "dark"`},

	{"summary measure", func(p *tab) {
		p.focus(`document.querySelector("[data-act=measure]")`)
		p.press(kb.ArrowDown)
	}, `decodeURIComponent(document.querySelector("[data-act=show]").hash) === "#/pairs?q=copied:>=50"`},
	{"summary scale", func(p *tab) {
		eval[float64](p, "window.before = "+bars)
		p.click(`[data-act=scale]`)
	}, `window.before !== undefined && ` + bars + ` > window.before`},
	{"summary threshold", func(p *tab) {
		p.focus(`document.querySelector("[data-act=threshold]")`)
		p.press(kb.End, kb.ArrowLeft)
	}, `document.querySelector("output").textContent === "0.99" && /^\d+ of 65 pairs: /.test(document.querySelector("#view-summary .status").textContent)
		&& document.querySelectorAll(".bin.below").length === 19`},
	{"summary show", func(p *tab) {
		p.focus(`document.querySelector("[data-act=threshold]")`)
		p.press(kb.End)
		p.click(`[data-act=show]`)
	}, shows("pairs") + ` && document.querySelector("#view-pairs input").value.startsWith("copied:>=100")`},
	{"summary relation", clicks(`.bars a`), shows("pairs") + ` && location.hash.includes("relation:") && document.querySelector("#view-pairs .status").textContent.includes(" of 65 ")`},
	{"summary largest", clicks(`.largest a`), shows("cluster")},

	{"clusters filter", types("clusters", "bridge"), found("clusters", "1 of 9 clusters")},
	{"clusters scroller", ends("clusters"), ended("clusters")},
	{"clusters row", clicksRow("clusters"), shows("cluster")},
	{"clusters link of a row", clicks(`[data-list=clusters] tbody a`), shows("cluster")},

	{"cluster days", clicks(`#view-cluster summary`), `document.querySelector("#view-cluster details").open`},
	{"cluster member", clicks(`.members a`), shows("pair")},
	{"cluster heat", clicks(`.heat a`), shows("pair")},
	{"cluster near", clicks(`.near a`), shows("pair")},
	{"cluster near cluster", func(p *tab) {
		eval[string](p, `window.before = location.hash`)
		clicks(`.near td:last-child a`)(p)
	}, `window.before && location.hash !== window.before && ` + shows("cluster") + ` && document.querySelector("#view-cluster .fragment").dataset.id === location.hash.split("/")[2]`},

	{"pairs filter", types("pairs", "copied:>90"), found("pairs", "20 of 65 pairs")},
	{"pairs scroller", ends("pairs"), ended("pairs")},
	{"pairs row", clicksRow("pairs"), shows("pair")},
	{"pairs link of a row", clicks(`[data-list=pairs] tbody a`), shows("pair")},

	{"pair back to the list", clicks(`#pair-list`), shows("pairs")},
	{"pair pair-next", clicks(`[data-act=pair-next]`), places("2 of 65")},
	{"pair pair-previous", func(p *tab) {
		p.press("j", "j")
		until(p, places("3 of 65"), true)
		p.click(`[data-act=pair-previous]`)
	}, places("2 of 65")},
	{"pair cluster", clicks(`#view-pair .finding a`), shows("cluster")},
	{"pair verdict duplicate", clicks(`[data-verdict=duplicate]`), pressed(`[data-verdict=duplicate]`, "duplicate (eva, ")},
	{"pair verdict not-duplicate", clicks(`[data-verdict=not-duplicate]`), pressed(`[data-verdict=not-duplicate]`, "not a duplicate (eva, ")},
	{"pair verdict keep a", clicks(`[data-verdict=keep][data-side=a]`), pressed(`[data-verdict=keep][data-side=a]`, "not a duplicate, keep a (eva, ")},
	{"pair verdict keep b", clicks(`[data-verdict=keep][data-side=b]`), pressed(`[data-verdict=keep][data-side=b]`, "not a duplicate, keep b (eva, ")},
	{"pair verdict same-source", clicks(`[data-verdict=same-source]`), pressed(`[data-verdict=same-source]`, "same source, keep b (eva, ")},
	{"pair note", func(p *tab) {
		p.click(`[data-act=note]`)
		p.press("seen", kb.Enter)
	}, pressed(`[data-verdict=same-source]`, "same source, keep b, note (eva, ")},
	{"pair undo", clicks(`[data-act=undo]`), pressed(`[data-verdict=same-source]`, "same source, keep b (eva, ")},
	{"pair label copied", toggles(`[data-label=copied]`), toggled(`[data-label=copied]`)},
	{"pair label rephrased", toggles(`[data-label=rephrased]`), toggled(`[data-label=rephrased]`)},
	{"pair label original", toggles(`[data-label=original]`), toggled(`[data-label=original]`)},
	{"pair exclude quoted", toggles(`[data-exclude=quoted]`), excluded("quoted")},
	{"pair exclude boilerplate", toggles(`[data-exclude=boilerplate]`), excluded("boilerplate")},
	{"pair flag quoted", clicks(`[data-flag=quoted]`), flagged("quoted")},
	{"pair flag boilerplate", clicks(`[data-flag=boilerplate]`), flagged("boilerplate")},
	{"pair flag moved", clicks(`[data-flag=moved]`), flagged("moved")},
	{"pair flag numbers-differ", clicks(`[data-flag=numbers-differ]`), flagged("numbers-differ")},
	{"pair flag names-differ", clicks(`[data-flag=names-differ]`), flagged("names-differ")},
	{"pair next", clicks(`[data-act=next]`), `document.querySelectorAll(".p.current").length > 0`},
	{"pair previous", clicks(`[data-act=previous]`), `document.querySelectorAll(".p.current").length > 0`},
	{"pair passage of a", clicks(`.side.a .p.copied .n`), `document.activeElement.matches(".side.a .p.current .n") && /[/]p\d+$/.test(location.hash)`},
	{"pair passage of b", clicks(`.side.b .p.copied .n`), `document.activeElement.matches(".side.b .p.current .n") && /[/]p\d+b$/.test(location.hash)`},
	{"pair text of a", endsText("a"), `document.querySelector(".side.a .text").scrollTop > 100 && document.querySelector(".side.b .text").scrollTop > 100`},
	{"pair text of b", endsText("b"), `document.querySelector(".side.a .text").scrollTop > 100 && document.querySelector(".side.b .text").scrollTop > 100`},
	{"pair overview of a", clicks(`.side.a .overview`), `document.activeElement.matches(".side.a .p.current .n")`},
	{"pair overview of b", clicks(`.side.b .overview`), `document.activeElement.matches(".side.b .p.current .n")`},

	{"outlets filter", types("outlets", "kind:agency"), `document.querySelectorAll("[data-list=outlets] tr[data-at]").length < 10 && document.querySelector("[data-list=outlets] td.c-a small").textContent.startsWith("agency")`},
	{"outlets scroller", ends("outlets"), ended("outlets")},
	{"outlets row", clicksRow("outlets"), `document.querySelector("[data-list=mentions] input").value.startsWith("outlet:=")`},
	{"outlets link of a row", clicks(`[data-list=outlets] tbody a`), `document.querySelector("[data-list=mentions] input").value.startsWith("outlet:=") && location.hash.includes("outlet")`},
	{"mentions filter", types("mentions", "class:inferred"), `document.querySelector("[data-list=mentions] td.c-outlet").textContent.endsWith(" ?")`},
	{"mentions scroller", ends("mentions"), ended("mentions")},
	{"mentions row", clicksRow("mentions"), `["cluster", "pairs"].includes(location.hash.split(/[/?]/)[1])`},
	{"mentions link of a row", clicks(`[data-list=mentions] tbody a`), `["cluster", "pairs"].includes(location.hash.split(/[/?]/)[1])`},
}

const bars = `[...document.querySelectorAll(".bin")].reduce((sum, e) => sum + Number(e.getAttribute("height")), 0)`

func clicks(selector string) func(*tab) {
	return func(p *tab) {
		p.clickOn(`[...document.querySelectorAll(` + js(selector) + `)].find(e => e.getClientRects().length && getComputedStyle(e).visibility !== "hidden")`)
	}
}

// toggles sees a switch pressed twice: once the other way, and then back.
func toggles(selector string) func(*tab) {
	at := `document.querySelector("#view-pair .tools ` + selector + `")`
	return func(p *tab) {
		eval[string](p, `window.before = `+at+`.ariaPressed`)
		p.clickOn(at)
		p.clickOn(at)
		want(p, at+`.ariaPressed === window.before`, true)
		p.clickOn(at)
	}
}

func toggled(selector string) string {
	return `window.before !== undefined && document.querySelector("#view-pair .tools ` + selector + `").ariaPressed !== window.before`
}

func excluded(flag string) string {
	return `document.querySelector("#view-pair .pair").dataset.exclude === "` + flag + `" && / copied.*;/.test(document.querySelector("#view-pair .walk .status").textContent)`
}

func flagged(flag string) string {
	return `document.querySelector(".p.current")?.dataset.flags.includes("` + flag + `") === true`
}

func shows(view string) string {
	return `(v => !v.hidden && [...document.querySelectorAll("section.view")].every(e => e === v || e.hidden))(document.getElementById("view-` + view + `")) && ` + settled
}

func places(of string) string {
	return `document.getElementById("pair-place").textContent === "pair ` + of + `" && ` + settled
}

func pressed(selector, status string) string {
	return `[...document.querySelectorAll(".verdicts ` + selector + `")].every(e => e.ariaPressed === "true") && document.getElementById("verdict-status").textContent.startsWith(` + js(status) + `)`
}

func types(list, text string) func(*tab) {
	return func(p *tab) {
		p.click(`[data-list=` + list + `] input`)
		p.press(text)
	}
}

func found(list, status string) string {
	return `document.querySelector("[data-list=` + list + `] .status").textContent === "` + status + `" && decodeURIComponent(location.hash).includes(document.querySelector("[data-list=` + list + `] input").value)`
}

func ends(list string) func(*tab) {
	return func(p *tab) {
		p.focus(`document.querySelector("[data-list=` + list + `] .scroller")`)
		p.press(kb.End)
	}
}

// ended is whether the last row of a list can be seen.
func ended(list string) string {
	return `(e => e.scrollTop > 0 && (rows => {
		const last = rows.at(-1), box = last.getBoundingClientRect(), frame = e.getBoundingClientRect();
		return Number(last.ariaRowIndex) === Number(e.querySelector("table").ariaRowCount || e.querySelector("table").getAttribute("aria-rowcount")) && box.bottom <= frame.bottom + 1 && box.top >= frame.top;
	})([...e.querySelectorAll("tr[data-at]")]))(document.querySelector("[data-list=` + list + `] .scroller"))`
}

// clicksRow clicks a row where it has no link.
func clicksRow(list string) func(*tab) {
	return func(p *tab) {
		p.clickOn(`document.querySelector("[data-list=` + list + `] tbody tr[data-at] td:last-child")`)
	}
}

func endsText(side string) func(*tab) {
	return func(p *tab) {
		p.focus(`document.querySelector(".side.` + side + ` .text")`)
		p.press(kb.End)
	}
}

// focus gives an element the focus, as a reader does with the Tab key.
func (p *tab) focus(element string) {
	p.Helper()
	eval[bool](p, `(document.activeElement.blur(), `+element+`.focus(), true)`)
}

// columns are the sortable heads of lists.
var columns = map[string]string{
	"clusters": "a size outlets date source median verdict",
	"pairs":    "relation a b date copied jaccard shared run verdict",
	"outlets":  "a named inferred carriers own aside date",
	"mentions": "outlet class kind confidence a evidence",
}

func TestEveryControlIsUsed(t *testing.T) {
	s := serve(t, stories(t))
	p := openReport(t, s.url, "/#/")
	p.script(controlsScript + "\nconst used = [];")
	at := findControls(p)
	list := uses
	for name, heads := range columns {
		for _, column := range strings.Fields(heads) {
			list = append(list, use{name + " sort " + column, sorts(name, column), ordered(name, column, false)})
		}
	}
	known := map[string]bool{}
	for _, u := range list {
		known[u.control] = true
		where, there := at[u.control]
		if !there {
			t.Errorf("the page has no %q", u.control)
			continue
		}
		t.Run(u.control, func(t *testing.T) {
			p.TB = t
			p.use(u, where)
		})
	}
	p.TB = t
	for control, where := range at {
		if !known[control] {
			t.Errorf("no step uses %q, which is at %s", control, where)
		}
	}
}

func (p *tab) use(u use, where string) {
	if strings.HasSuffix(u.control, "scroller") || strings.HasPrefix(u.control, "pair text") {
		p.viewport(1280, 500)
		defer p.viewport(1280, 800)
	}
	// The page goes to another view first, so that the next is drawn anew.
	eval[bool](p, `await (async () => {
		document.querySelector("dialog[open]")?.close();
		location.hash = "#/run";
		await new Promise(f => setTimeout(f));
		location.hash = `+js(where)+`;
		await new Promise(f => setTimeout(f));
		delete window.before;
		controls.used = used;
		used.length = 0;
		return true;
	})()`)
	p.settle()
	if eval[bool](p, `Boolean(`+u.effect+`)`) {
		p.Errorf("this holds before it was used: %s", strings.ReplaceAll(u.effect, settled, "settled"))
	}
	u.do(p)
	until(p, `Boolean(`+u.effect+`) && used.includes(`+js(u.control)+`)`, true)
}

// findControls goes to every view, cluster and pair, and lists the controls by
// their names, each with an address at which it is. A control of several views
// is used on the list of pairs.
func findControls(p *tab) map[string]string {
	p.Helper()
	at := map[string]string{}
	look := func(where string) {
		p.to(where)
		for name := range strings.SplitSeq(eval[string](p, `controls.seen()`), "\n") {
			if at[name] == "" {
				at[name] = where
			}
		}
	}
	look("#/pairs")
	addresses := eval[[]string](p, links("pairs"))
	p.to("#/clusters")
	addresses = append(addresses, eval[[]string](p, links("clusters"))...)
	for _, where := range append([]string{"#/", "#/clusters", "#/sources", "#/boilerplate", "#/refused", "#/run"}, addresses...) {
		look(where)
	}
	at["page to pairs"] = "#/" // it leads elsewhere from there
	p.press("?")
	look("#/pairs")
	p.press(kb.Escape)
	return at
}

// links are the addresses of the rows of a list: all, however few are drawn.
func links(list string) string {
	return `await (async () => {
		const e = document.querySelector("[data-list=` + list + `] .scroller");
		const out = new Set();
		for (let y = 0; ; y += e.clientHeight) {
			e.scrollTop = y;
			await new Promise(f => requestAnimationFrame(() => requestAnimationFrame(f)));
			for (const a of e.querySelectorAll("tr[data-at] a")) out.add(a.getAttribute("href"));
			if (y > e.scrollHeight) return [...out];
		}
	})()`
}

// sorts clicks the head of a column twice, and looks at both orders.
func sorts(list, column string) func(*tab) {
	return func(p *tab) {
		p.Helper()
		head := `[data-list=` + list + `] th.c-` + column
		p.click(head + ` button`)
		figures := eval[bool](p, `document.querySelector("`+head+`").classList.contains("end")`)
		until(p, ordered(list, column, figures), true) // figures begin with the largest
		until(p, `/[?&](sort|order)=`+map[bool]string{true: "-"}[figures]+column+`(&|$)/.test(location.hash)`, true)
		p.click(head + ` button`)
		until(p, ordered(list, column, !figures), true)
		if figures {
			return
		}
		p.click(head + ` button`)
	}
}

// ordered is whether the rows that are drawn of a list are in the order of a
// column. Relations have an order of their own and verdicts stand only on some
// rows: of those, equal ones must stand together.
func ordered(list, column string, down bool) string {
	return `((list, column, down) => {
		const root = document.querySelector("[data-list=" + list + "]");
		const head = root.querySelector("th.c-" + column);
		if (head.ariaSort !== (down ? "descending" : "ascending") || root.querySelectorAll("[aria-sort]").length !== 1) return false;
		const values = [...root.querySelectorAll("tr[data-at] td.c-" + column)].map((td) => {
			const text = (td.querySelector("a, span, b") || td).textContent.replace(/ \?$/, "");
			return td.matches(".end") ? Number.parseFloat(text.replaceAll(",", "")) : text;
		});
		if (column === "evidence") return values.length > 0;
		if (["relation", "confidence"].includes(column)) return values.every((v, i) => values.indexOf(v) === i || values[i - 1] === v);
		const { compare } = new Intl.Collator(undefined, { numeric: true });
		const by = (x, y) => (typeof x === "number" ? x - y : compare(x, y)) * (down ? -1 : 1);
		return values.length > 0 && values.every((v, i) => i === 0 || by(values[i - 1], v) <= 0);
	})(` + js(list) + `, ` + js(column) + `, ` + js(down) + `)`
}
