package browser

import (
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Expressions that the tests share.
const (
	current = `[...document.querySelectorAll(".p.current")].map(e => e.id).join(" ")`
	focus   = `(document.activeElement.closest(".p") || document.activeElement).id`
	status  = `document.querySelector(".status").textContent`
	figures = `[...document.querySelectorAll(".pair:first-of-type .shares")].map(list => [...list.children].map(e => e.innerText.replace("ab ", "").trim()).join(", ")).join("; ")`
	shown   = `[...document.querySelectorAll(".pair")].filter(e => e.getClientRects().length).map(e => e.id).join(" ")`
	// top is the height of a passage in its pane.
	top = `(id => { const e = document.getElementById(id); return e.offsetTop - e.closest(".text").scrollTop })`
)

func TestClick(t *testing.T) {
	p := open(t, golden(t, "diff.html"))
	p.click("#p6")
	want(p, current, "p6 p6b")
	want(p, focus, "p6")
	want(p, `location.hash`, "#p6")
	want(p, status, "Passage 6 of 8: copied, moved; 17 words in a, 17 in b; similarity 0.80")
	p.click("#p5b")
	want(p, current, "p5 p5b")
	want(p, `location.hash`, "#p5b")
	want(p, status, "Passage 5 of 8: copied, quoted; 16 words in a, 16 in b; similarity 0.80; quoted: Ilse Tamm")
}

func TestLinesJoinMovedPassages(t *testing.T) {
	p := open(t, golden(t, "diff.html"))
	want(p, `document.querySelectorAll(".links path").length`, 1)
	p.click("#p1")
	want(p, `document.querySelectorAll(".links path").length`, 2)
	want(p, `document.querySelectorAll(".links path.current").length`, 1)
	p.click(`[data-label="copied"]`)
	want(p, `document.querySelectorAll(".links path").length`, 1)
}

func TestKeys(t *testing.T) {
	p := open(t, golden(t, "diff.html"))
	p.press("n")
	want(p, current, "p1 p1b")
	p.press("n", "n")
	want(p, current, "p5 p5b") // 3 and 4 are original, and switched off
	want(p, focus, "p5")
	p.press(kb.Enter)
	want(p, focus, "p5b")
	p.press("n")
	want(p, focus, "p6b")
	p.press("p", "p", "p")
	want(p, current, "p1 p1b")
	p.press("p")
	want(p, current, "p8 p8b") // around the end
	p.press(kb.Escape)
	want(p, current, "")
	want(p, `location.hash`, "#d1")
	p.press("?")
	want(p, `document.getElementById("help").open`, true)
	p.press("n")
	want(p, current, "")
	p.press(kb.Escape)
	want(p, `document.getElementById("help").open`, false)
	p.click(`[data-act="previous"]`)
	want(p, current, "p8 p8b")
	p.click(`[data-act="next"]`)
	want(p, current, "p1 p1b")
}

func TestFilter(t *testing.T) {
	p := open(t, golden(t, "diff.html"))
	const marks = `[...document.querySelectorAll(".side.a .overview path:not(.view, .current)")].reduce((n, e) => n + e.getAttribute("d").split("M").length - 1, 0)`
	want(p, marks, 6)
	p.click(`[data-label="copied"]`)
	want(p, marks, 2)
	p.press("n", "n")
	want(p, current, "p7 p7b")
	want(p, `getComputedStyle(document.getElementById("p1")).textDecorationLine`, "none")
	p.click(`[data-label="original"]`)
	p.press("p", "p")
	want(p, current, "p3")
	want(p, status, "Passage 3 of 8: original; 12 words, in a only")
	p.press(kb.Enter)
	want(p, current, "p3")
	p.click(`[data-flag="negated"]`)
	want(p, current, "p7 p7b")
	p.press(kb.Escape)
	p.click(`[data-label="original"]`)
	p.click(`[data-label="rephrased"]`)
	p.press("n")
	want(p, current, "")
	want(p, status, "There is no such passage among the labels that are switched on.")
}

func TestMarksOfTheOverview(t *testing.T) {
	p := open(t, golden(t, "diff.html"))
	at := eval[struct{ X, Y float64 }](p, `(() => {
		const box = document.querySelector(".side.b .overview").getBoundingClientRect();
		const e = document.getElementById("p8b");
		return { X: box.x + 5, Y: box.y + (box.height * (e.offsetTop + 4)) / e.closest(".text").scrollHeight };
	})()`)
	p.do(chromedp.MouseClickXY(at.X, at.Y))
	want(p, current, "p8 p8b")
	want(p, focus, "p8b")
	want(p, `[...document.querySelectorAll(".overview path.current")].every(e => /^M[^M]+$/.test(e.getAttribute("d")))`, true)
}

func TestSharesFollowWhatIsExcluded(t *testing.T) {
	p := open(t, golden(t, "diff.html"))
	const (
		all   = "copied 60% 52, rephrased 26% 22, original 14% 12, 86 words; copied 59% 52, rephrased 29% 26, original 12% 11, 89 words"
		none  = "copied 45% 28, rephrased 36% 22, original 19% 12, 62 words; copied 43% 28, rephrased 40% 26, original 17% 11, 65 words"
		width = `document.querySelector(".side.a .bar .copied").getAttribute("width")`
	)
	want(p, figures, all)
	p.click(`button[data-exclude="quoted"]`)
	p.click(`button[data-exclude="boilerplate"]`)
	want(p, figures, none)
	want(p, width, "451.6")
	want(p, status, "a: 45% copied, 36% rephrased, 19% original; b: 43% copied, 40% rephrased, 17% original.")
	want(p, `document.querySelector("[data-label=copied] b").textContent`, "2")
	p.press("n", "n", "n")
	want(p, current, "p6 p6b") // 5 is a quote
	p.click(`button[data-exclude="quoted"]`)
	want(p, `document.querySelector('button[data-exclude="quoted"]').ariaPressed`, "false")
	p.click(`button[data-exclude="boilerplate"]`)
	want(p, `document.querySelector('button[data-exclude="boilerplate"]').ariaPressed`, "false")
	want(p, figures, all)
	want(p, width, "604.7")
}

func TestPairs(t *testing.T) {
	p := open(t, golden(t, "diffs.html"))
	want(p, shown, "d1")
	p.click(`nav a[href="#d2"]`)
	want(p, shown, "d2")
	want(p, `document.querySelector("nav [aria-current]").hash`, "#d2")
	p.press("j")
	want(p, shown, "d3")
	p.press("n")
	want(p, `location.hash`, "#d3-p1")
	want(p, shown, "d3")
	p.press("j", "k", "k")
	want(p, shown, "d1")
}

func TestPermalinks(t *testing.T) {
	p := open(t, golden(t, "diff.html#p6b"))
	want(p, current, "p6 p6b")
	want(p, focus, "p6b")
	p = open(t, golden(t, "diffs.html#d3-p1b"))
	want(p, shown, "d3")
	want(p, current, "d3-p1 d3-p1b")
	p = open(t, golden(t, "diff.html#p99"))
	want(p, current, "")
}

func TestNoPair(t *testing.T) {
	p := open(t, golden(t, "diff-none.html"))
	p.press("n", "j", "?")
	want(p, `document.querySelector("main").innerText`, "There was no pair to compare.")
}

func TestScriptsOfArticlesDoNotRun(t *testing.T) {
	p := open(t, golden(t, "diffs.html#d3"))
	want(p, `document.title`, "3 pairs of articles set side by side")
	want(p, `document.querySelectorAll("script, style, img, iframe, base, form").length`, 2)

	// Even where markup of an article reached the page, the policy would stop it.
	p = newTab(t)
	p.visit(golden(t, "diffs.html"))
	want(p, `(() => {
		const s = document.createElement("script");
		s.textContent = "document.title = 'ran'";
		document.body.append(s);
		document.body.insertAdjacentHTML("beforeend", "<img src='http://192.0.2.1/' onerror='document.title = 1'><i style='color: red'>x</i>");
		return document.title;
	})()`, "3 pairs of articles set side by side")
	want(p, `document.title`, "3 pairs of articles set side by side")
	want(p, `getComputedStyle(document.body.lastElementChild).color != "rgb(255, 0, 0)"`, true)
}

func TestWithoutScript(t *testing.T) {
	p := newTab(t)
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	p.visit(golden(t, "diffs.html"))
	visible := func(selector string, yes bool) {
		t.Helper()
		p.check(func() error {
			if yes {
				return chromedp.Do(p.ctx, chromedp.WaitVisible(chromedp.CSS(selector)))
			}
			return chromedp.Do(p.ctx, chromedp.WaitNotVisible(chromedp.CSS(selector)))
		}())
	}
	visible("#d1-p1", true)
	visible("#d1-p1b", true)
	visible("#d2", false)
	visible("#d1 .walk", false)
	p.click(`nav a[href="#d3"]`)
	visible("#d3-p1", true)
	visible("#d1", false)
}

func TestPhone(t *testing.T) {
	p := open(t, golden(t, "diffs.html"))
	p.viewport(360, 740)
	want(p, `document.documentElement.scrollWidth`, 360)
	want(p, `document.querySelector(".side.b .text").offsetTop > document.querySelector(".side.a .text").offsetTop + 200`, true)
	p.press("n")
	p.press(kb.Enter)
	want(p, `(r => r.top >= 0 && r.bottom <= innerHeight)(document.getElementById("d1-p1b").getBoundingClientRect())`, true)
}

func TestPrint(t *testing.T) {
	p := open(t, golden(t, "diffs.html"))
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	want(p, shown, "d1 d2 d3")
	want(p, `[...document.querySelectorAll(".text")].every(e => e.scrollHeight <= e.clientHeight)`, true)
	want(p, `document.querySelector(".side.a .text").getBoundingClientRect().top == document.querySelector(".side.b .text").getBoundingClientRect().top`, true)
	want(p, `[...document.querySelectorAll(".tools, nav, .overview")].some(e => e.getClientRects().length)`, false)
	if _, err := chromedp.Run(p.ctx, chromedp.PrintToPDF()); err != nil {
		t.Error(err)
	}
}
