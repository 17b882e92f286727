// Package page makes pages for a browser: of some comparisons, and of a whole
// scan.
//
//	assets.go   templates, styles and scripts, and the policy that binds them
//	diffs.go    the page of dupes diff
//	pair.go     two articles side by side, for both pages
//	text.go     their texts, cut at passages and at what is not what it seems
//	report.go   what a scan has found, gathered
//	rows.go     its lists, which the script draws
//	cluster.go  a cluster, as a fragment of the page
//	scanned.go  a pair, as a fragment of the page
//	file.go     the page around them: in one file, or for a server
//	pack.go     lists and fragments inside a file
//
// What is drawn whole is drawn here, by html/template; only lists, of which a
// reader sees some rows at a time, are drawn in the browser, from columns. A
// file holds what a server would send, so that both are one page.
package page

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"strings"
	"sync"
)

// The page is one file that fetches nothing. What strangers wrote reaches it
// through html/template alone, as text or as the value of an attribute, and
// the policy in its head lets only the style and the script below take effect.

//go:embed html
var htmlFiles embed.FS

// Templates are parsed, and styles and scripts hashed, when a page is first
// made: it takes 3 ms, which every other command would pay when it starts.
var templates = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(htmlFiles, "html/*.html"))
})

// look is the style and the script of a page, and the policy that lets them in.
type look struct {
	Style  template.CSS
	Script template.JS
	Policy string
}

// The looks of the two pages. What the second asks a server for, if there is
// one, can only be the server it came from.
var (
	diffsLook  = sync.OnceValue(func() look { return newLook("", "page", "pair", "diffs") })
	reportLook = sync.OnceValue(func() look { return newLook("", reportFiles...) })
	servedLook = sync.OnceValue(func() look { return newLook("; connect-src 'self'", reportFiles...) })

	reportFiles = []string{"page", "pair", "report", "query", "store", "review", "data", "list", "tables", "histogram", "judging", "views"}
)

// newLook joins the files of these names, of which one may have a style, a
// script or both.
func newLook(policy string, names ...string) look {
	style, script := join(names, ".css"), join(names, ".js")
	return look{template.CSS(style), template.JS(script), contentPolicy(style, script) + policy}
}

func join(names []string, ending string) string {
	var out strings.Builder
	for _, name := range names {
		data, err := htmlFiles.ReadFile("html/" + name + ending)
		if err == nil { // else there is no such file
			out.Write(data)
		}
	}
	return out.String()
}

// contentPolicy is a content security policy by which nothing is fetched, sent
// or framed, and no style or script runs but the two of the page.
func contentPolicy(style, script string) string {
	hash := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; style-src " + hash(style) + "; script-src " + hash(script) +
		"; base-uri 'none'; form-action 'none'"
}
