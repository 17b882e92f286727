package browser

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// Texts of those who would like to run something, to be taken for another, or
// to break the page. Whatever runs sets window.ran.
var hostile = []string{
	`<script>window.ran = 1</script>`,
	`</script><script>window.ran = 2</script>`,
	`<img src=x onerror="window.ran = 3">`,
	`"><svg onload=window.ran=4><iframe srcdoc="<script>parent.ran=5</script>">`,
	`javascript:window.ran=6`,
	`'onmouseover='window.ran=7' ${window.ran=8} {{.Title}} <!-- -->`,
	"\u202egnitset eht ni \u2066si txet siht\u2069\u202c",
	"\x1b[31mred\x1b[0m\x1b]0;title\x07",
	"nul\x00nul",
	"p\u0430ypal b\u0430nk s\u0435nt", // Cyrillic letters among Latin ones
	"zero\u200bwidth\u200djoiner\u2060soft\u00adhyphen",
	strings.Repeat("W", 3000),
	strings.Repeat("🏴\U000e0067\U000e0062 ", 40) + strings.Repeat("e\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308", 60),
	"=HYPERLINK(\"http://192.0.2.1/\")",
}

// hostileCorpus has a pair of articles for each of the texts: that text is in
// ids, outlets, titles, bodies and the name of a source. One file is refused,
// and one article has a word of a megabyte.
func hostileCorpus(t testing.TB) []string {
	t.Helper()
	w := writer{rand.New(rand.NewPCG(7, 7))}
	var out strings.Builder
	line := func(fields ...string) {
		var parts []string
		for i := 0; i < len(fields); i += 2 {
			parts = append(parts, js(fields[i])+": "+js(fields[i+1]))
		}
		out.WriteString("{" + strings.Join(parts, ", ") + "}\n")
	}
	for i, bad := range hostile {
		var words []string
		for range 4 {
			words = append(words, w.sentence()...)
		}
		body := strings.Join(words[:20], " ") + " " + bad + " " + strings.Join(words[20:], " ")
		source := "\n\n“" + strings.Join(words[:8], " ") + "”, told Reuters on Monday, " + bad + ". (Reuters)"
		for _, half := range []string{"a", "b"} {
			line("id", half+"/"+short(bad)+"/"+string(rune('A'+i)), "outlet", "Outlet "+bad, "title", bad+" "+half, "date", "2026-03-0"+string(rune('1'+i%9)), "text", body+source+" "+half+" "+w.word())
		}
	}
	var words []string
	for range 4 {
		words = append(words, w.sentence()...)
	}
	for _, half := range []string{"long-a", "long-b"} {
		line("id", half, "title", half, "text", strings.Join(words, " ")+" "+strings.Repeat("å", 1<<19)+" "+half)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "hostile.jsonl"), out.String())
	bad := filepath.Join(dir, "\x1b[31m<img src=x onerror=window.ran=9>\u202e.json")
	write(t, bad, `{"text": "<script>window.ran = 10</script>`)
	return []string{dir}
}

// short is as much of a text as an id takes.
func short(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), 1000)], "")
}

func TestHostileArticles(t *testing.T) {
	paths := hostileCorpus(t)
	s := serve(t, paths)
	for name, page := range map[string]string{"file": scan(t, paths), "served": s.url + "/"} {
		t.Run(name, func(t *testing.T) {
			p := openReport(t, page, "#/pairs")
			pairs := eval[[]string](p, links("pairs"))
			if len(pairs) < len(hostile)+1 {
				t.Errorf("%d pairs, want %d or more: the articles are not what they were meant to be", len(pairs), len(hostile)+1)
			}
			p.to("#/clusters")
			clusters := eval[[]string](p, links("clusters"))
			for _, at := range slices.Concat([]string{"#/", "#/clusters", "#/pairs", "#/sources", "#/boilerplate", "#/refused", "#/run"}, clusters, pairs) {
				p.to(at)
				harmless(p, at)
			}
			for _, list := range []string{"pairs", "clusters", "sources"} {
				p.to("#/" + list)
				want(p, rowHeights, true)
				p.viewport(390, 800)
				want(p, rowHeights, true)
				want(p, wide, "")
				p.viewport(1280, 800)
			}
			p.press("?")
			harmless(p, "help")
		})
	}
	// What a reader writes is as harmless as what a reporter does.
	p := openReport(t, s.url, "/#/pairs")
	for i, bad := range []string{hostile[0], hostile[2], hostile[11][:2000], hostile[6]} {
		p.to(pairAt(p, i))
		p.click("[data-act=note]")
		p.do(chromedp.SendKeys(chromedp.CSS("[data-act=note]"), bad+"\r"))
		until(p, said, "note")
		harmless(p, "note")
		p.to("#/pairs")
		until(p, saidInList+`.split("|")[`+js(i)+`]`, "note")
		p.to("#/pairs?q=" + "note:" + js("window"))
		p.to("#/pairs")
		harmless(p, "note in the list")
	}
	for range 2 { // the longest text that the column of verdicts can have
		p.press("j", "2", "3")
	}
	until(p, saidInList+`.split("|")[0]`, "not a duplicate, keep a, note")
	want(p, rowHeights, true)
}

// harmless looks whether anything of an article runs, is markup, or is wider
// than the window.
func harmless(p *tab, at string) {
	p.Helper()
	// No character of an article turns the order of what stands around it, or
	// is not seen, but in the text of an article, where it is marked.
	const hidden = `(() => {
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		const out = [];
		for (let n; (n = walker.nextNode()); )
			if (!n.parentElement.closest("script, .body") && /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/.test(n.data)) out.push("not seen: " + n.parentElement.outerHTML.slice(0, 100));
		return out.join("\n");
	})()`
	const state = `[
		window.ran === undefined ? "" : "it ran: " + window.ran,
		[...document.querySelectorAll("iframe, img, object, embed, base, form, a[href^='javascript:'], a[href^='http']")].map(e => e.outerHTML.slice(0, 80)).join(),
		[...document.querySelectorAll("*")].filter(e => e.getAttributeNames().some(n => n.startsWith("on"))).map(e => e.outerHTML.slice(0, 80)).join(),
		[...document.querySelectorAll("script")].filter(e => e.type !== "module" && e.type !== "application/octet-stream").map(e => e.outerHTML.slice(0, 80)).join(),
		document.documentElement.scrollWidth > innerWidth ? "wider than the window: " + document.documentElement.scrollWidth : "",
		` + wide + `,
		` + hidden + `,
	].filter(Boolean).join("; ")`
	if got := eval[string](p, state); got != "" {
		p.Errorf("%s: %q", at, got)
	}
}

// Characters that are not what they seem are shown, in either page, and the
// texts of both pages are the same.
func TestDisguisedCharactersAreFlagged(t *testing.T) {
	paths := hostileCorpus(t)
	s := serve(t, paths)
	file, served := openReport(t, scan(t, paths), "#/pairs"), openReport(t, s.url, "/#/pairs")
	const (
		texts   = `[...document.querySelectorAll("#view-pair .body")].map(e => e.textContent).join("|")`
		flags   = `[...document.querySelectorAll("#view-pair .disguised")].map(e => e.textContent).join("|")`
		marks   = `[...document.querySelectorAll("#view-pair .body mark")].map(e => e.title).join("|")`
		visible = `[...document.querySelectorAll("#view-pair .body mark")].every(e => e.getClientRects().length > 0)`
	)
	// By the last letter of the id, which is that of the place in hostile.
	kinds := map[string]string{
		"A": "", "G": "direction marks", "H": "control characters", "I": "control characters", "J": "look-alike letters", "K": "hidden characters", "M": "hidden characters",
	}
	seen := 0
	for _, at := range eval[[]string](file, links("pairs")) {
		file.to(at)
		served.to(at)
		for _, of := range []string{texts, flags, marks} {
			if a, b := eval[string](file, of), eval[string](served, of); a != b {
				t.Errorf("%s: in the file %.300q, served %.300q", at, a, b)
			}
		}
		want(file, visible, true)
		kind, known := kinds[at[len(at)-1:]]
		if !known {
			continue
		}
		seen++
		if got := eval[string](file, flags); !strings.Contains(got, kind) || (kind == "") != (got == "") {
			t.Errorf("%s: flagged as %q, want %q", at, got, kind)
		}
		want(file, `document.querySelectorAll("#view-pair .body mark").length > 0`, kind != "")
	}
	if seen != len(kinds) {
		t.Errorf("%d pairs were looked at, want %d", seen, len(kinds))
	}
}

// A name that is no UTF-8 is a name all the same.
func TestNamesThatAreNoText(t *testing.T) {
	dir := t.TempDir()
	w := writer{rand.New(rand.NewPCG(3, 3))}
	body := strings.Join(append(append(w.sentence(), w.sentence()...), w.sentence()...), " ")
	for _, name := range []string{"caf\xe9 one.txt", "caf\xe9 & two?#%.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
			t.Skip(err) // not every file system has such names
		}
	}
	s := serve(t, []string{dir})
	for name, page := range map[string]string{"file": scan(t, []string{dir}), "served": s.url + "/"} {
		t.Run(name, func(t *testing.T) {
			p := openReport(t, page, "#/pairs")
			p.to(pairAt(p, 0))
			want(p, trouble, "")
			want(p, `document.querySelectorAll("#view-pair .p").length > 0`, true)
			if name == "served" {
				p.press("1")
				until(p, said, "duplicate")
			}
		})
	}
}
