package browser

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	// saidInList is what the first rows of the list of pairs say of verdicts.
	saidInList = `[...document.querySelectorAll("[data-list=pairs] td.c-verdict")].slice(0, 6).map(e => e.textContent).join("|")`
	said       = `document.getElementById("verdict-status").textContent.replace(/ \(.*/, "")`
	judged     = `document.getElementById("progress-text").textContent + ", " + document.getElementById("progress").value`
	trouble    = `document.getElementById("trouble").textContent`
)

// outage is what the browser itself says of a server that has gone.
const outage = `^log: Failed to load resource: net::ERR_`

// pairAt is the address of the n-th pair that is drawn in the list.
func pairAt(p *tab, n int) string {
	p.Helper()
	return eval[string](p, row("pairs", n)+`.querySelector("a").getAttribute("href")`)
}

func TestVerdictsByKeys(t *testing.T) {
	s := serve(t, stories(t))
	p := openReport(t, s.url, "/#/pairs")
	want(p, judged, "0 of 65 pairs judged, 0")
	first := pairAt(p, 0)
	steps := []struct{ key, inList string }{
		{"j", "|||||"},
		{"1", "duplicate|||||"},
		{"j", "duplicate|||||"},
		{"2", "duplicate|not a duplicate||||"},
		{"j", "duplicate|not a duplicate||||"},
		{"3", "duplicate|not a duplicate|duplicate, keep a|||"}, // who keeps one of two takes them for duplicates
		{"3", "duplicate|not a duplicate|duplicate, keep b|||"},
		{"3", "duplicate|not a duplicate||||"},
		{"3", "duplicate|not a duplicate|duplicate, keep a|||"},
		{"j", "duplicate|not a duplicate|duplicate, keep a|||"},
		{"4", "duplicate|not a duplicate|duplicate, keep a|same source||"},
		{"u", "duplicate|not a duplicate|duplicate, keep a|||"},
		{"4", "duplicate|not a duplicate|duplicate, keep a|same source||"},
		{"k", "duplicate|not a duplicate|duplicate, keep a|same source||"},
		{"2", "duplicate|not a duplicate|not a duplicate, keep a|same source||"},
	}
	for _, step := range steps {
		p.press(step.key)
		until(p, saidInList, step.inList)
	}
	want(p, judged, "4 of 65 pairs judged, 4")
	want(p, `document.activeElement.closest("tr").dataset.at`, "2")

	p.to(first)
	until(p, said, "duplicate")
	p.press("m")
	want(p, `document.activeElement.dataset.act`, "note")
	p.press("2 of 3: j k u?", kb.Enter) // no key of these is a command here
	until(p, said, "duplicate, note")
	want(p, `document.querySelector("[data-act=note]").value`, "2 of 3: j k u?")
	want(p, held, true)
	p.press("j")
	until(p, said, "not a duplicate")
	p.press("k")
	until(p, said, "duplicate, note")
	p.click(`[data-act=undo]`)
	until(p, said, "duplicate")
}

// What was typed about a pair is kept for that pair, however it is left.
func TestNoteStaysWithItsPair(t *testing.T) {
	s := serve(t, stories(t))
	p := openReport(t, s.url, "/#/pairs")
	a, b := pairAt(p, 0), pairAt(p, 1)
	p.to(a)
	p.to(b)
	p.press("m")
	p.press("about b")
	p.do(chromedp.NavigateBack())
	until(p, `location.hash === `+js(a)+` && `+settled, true)
	want(p, `document.querySelector("[data-act=note]").value`, "")
	want(p, held, true)
	p.to(b)
	until(p, `document.querySelector("[data-act=note]").value`, "about b")
	until(p, said, "note")
	p.to(a)
	until(p, said, "no verdict yet")
	p.to("#/pairs")
	until(p, saidInList, "|note||||")
}

func TestVerdictsSurviveAKill(t *testing.T) {
	s := serve(t, stories(t))
	p := openReport(t, s.url, "/#/pairs")
	p.press("j", "1")
	until(p, saidInList, "duplicate|||||")
	p.to(pairAt(p, 1))
	p.click(`[data-verdict=same-source]`)
	until(p, said, "same source")
	p.click(`[data-verdict=keep][data-side=b]`)
	until(p, said, "same source, keep b")
	p.press("m")
	p.press("seen by eva", kb.Enter)
	until(p, said, "same source, keep b, note")
	p.excuse(outage)
	s.kill()

	const gone = `!document.getElementById("lost").hidden`
	until(p, gone, true)
	// Nobody is told that a verdict was taken that was not.
	p.press("1")
	until(p, `Boolean(`+trouble+`)`, true)
	want(p, `document.querySelector("[data-verdict=same-source]").ariaPressed`, "true")
	want(p, `document.querySelector("[data-verdict=duplicate]").ariaPressed`, "false")

	s.start()
	q := openReport(t, s.url, "/#/pairs", chromedp.WithNewBrowserContext())
	until(q, saidInList, "duplicate|same source, keep b, note||||")
	want(q, judged, "2 of 65 pairs judged, 2")
	q.to(pairAt(q, 1))
	want(q, `document.querySelector("[data-act=note]").value`, "seen by eva")

	// The page that was open all the time finds the server again.
	q.press("2")
	until(q, said, "not a duplicate, keep b, note")
	until(p, said, "not a duplicate, keep b, note")
	until(p, gone, false)
	until(p, `[...document.querySelectorAll("[data-verdict][aria-pressed=true]")].map(e => e.dataset.verdict).join()`, "not-duplicate,keep")
	p.press("4")
	until(q, said, "same source, keep b, note")
	until(p, trouble, "")
}

func TestTwoBrowsersSeeEachOther(t *testing.T) {
	s := serve(t, stories(t))
	p := openReport(t, s.url, "/#/clusters")
	q := openReport(t, s.url, "/#/pairs", chromedp.WithNewBrowserContext())
	first := pairAt(q, 0)
	inClusters := `[...document.querySelectorAll("[data-list=clusters] td.c-verdict")].reduce((sum, e) => sum + parseInt(e.textContent), 0)`
	want(p, inClusters, 0)

	// The one is on a row, by its key; the other hears of it where it is.
	p.focus(row("clusters", 1) + `.querySelector("a")`)
	q.press("j", "1")
	until(p, inClusters, 1)
	until(p, judged, "1 of 65 pairs judged, 1")
	want(p, `document.activeElement.closest("tr").dataset.at`, "1")

	p.to(first)
	until(p, said, "duplicate")
	p.click(`[data-verdict=not-duplicate]`)
	until(q, saidInList, "not a duplicate|||||")
	want(q, `document.activeElement.closest("tr").dataset.at`, "0")

	// What is being typed is not overwritten by what is heard.
	p.press("m")
	p.press("half a no")
	q.press("4")
	until(p, said, "same source")
	want(p, `document.querySelector("[data-act=note]").value`, "half a no")
	p.press("te", kb.Enter)
	until(q, saidInList, "same source, note|||||")

	cluster := eval[string](p, `document.querySelector("#view-pair .finding a").hash`)
	p.to(cluster)
	inMembers := `[...document.querySelectorAll(".members td.verdict")].map(e => e.textContent).filter(Boolean).join("|")`
	until(p, inMembers, "same source, note")
	q.press("u")
	until(p, inMembers, "same source")

	// A filter by verdicts counts what others have said, when it is asked.
	q.to("#/pairs?q=has:verdict")
	want(q, `document.querySelector("#view-pairs .status").textContent`, "1 of 65 pairs")
	q.to("#/pairs?q=reviewer:eva%20verdict:same")
	want(q, `document.querySelector("#view-pairs .status").textContent`, "1 of 65 pairs")
}

func TestReadOnlyTakesNoVerdicts(t *testing.T) {
	s := serve(t, stories(t), "--read-only")
	p := openReport(t, s.url, "/#/pairs")
	want(p, `document.querySelectorAll("[data-verdict], .progress, th.c-verdict, [data-act=note]").length`, 0)
	p.press("j", "1", "u")
	p.to(pairAt(p, 0))
	p.press("1", "m")
	want(p, trouble, "")
}

func TestToken(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	const secret = "a-token-for-the-tests-0123456789"
	if err := os.WriteFile(file, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, stories(t), "--token-file", file)
	for _, path := range []string{"/", "/page/rows", "/page/sources", "/page/cluster?id=c12c2ab5f75313736", "/page/pair?a=a&b=b", "/page/verdicts", "/page/events"} {
		answer, err := http.Get(s.url + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode != http.StatusUnauthorized || strings.Contains(string(body), "Harbour") {
			t.Errorf("%s without a token is %d:\n%s", path, answer.StatusCode, body)
		}
	}

	p := newTab(t)
	p.origin = s.url
	p.visit(s.url + "/")
	const form = `document.querySelectorAll("form input[type=password]").length`
	until(p, form, 1)
	want(p, `document.activeElement.name`, "token")
	want(p, `document.body.innerText.includes("Pairs")`, false)
	p.press("wrong", kb.Enter)
	until(p, `document.querySelector("[role=alert]")?.textContent`, "That is not the token.")
	until(p, form, 1)
	p.press(secret, kb.Enter)
	until(p, settled, true)
	want(p, `location.href`, s.url+"/")
	want(p, `document.cookie`, "") // no script reads it
	p.to("#/pairs")
	p.press("j", "1")
	until(p, saidInList, "duplicate|||||")
	p.do(chromedp.Reload())
	until(p, settled, true)
	until(p, saidInList, "duplicate|||||")
	p.excuse(outage)
	s.kill()
	s.start()
	p.press("j", "2")
	until(p, `Boolean(`+trouble+` || `+saidInList+`.startsWith("not a"))`, true) // the page may not know yet that it is there again
	p.do(chromedp.Reload())
	until(p, settled, true)

	q := newTab(t, chromedp.WithNewBrowserContext())
	q.visit(s.url + "/#/pairs")
	until(q, form, 1)
}
