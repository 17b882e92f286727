package page

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"strings"
)

// The page is one file that fetches nothing. What strangers wrote reaches it
// through html/template alone, as text or as the value of an attribute, and
// the policy in its head lets only the style and the script below take effect.

//go:embed html
var htmlFiles embed.FS

var (
	htmlPage   = template.Must(template.ParseFS(htmlFiles, "html/*.html"))
	htmlStyle  = mustJoin("html/page.css", "html/pair.css")
	htmlScript = mustJoin("html/page.js", "html/pair.js")
)

// mustJoin panics while the program starts, if at all: the files are part of it.
func mustJoin(names ...string) string {
	var out strings.Builder
	for _, name := range names {
		data, err := htmlFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		out.Write(data)
	}
	return out.String()
}

// htmlPolicy is a content security policy by which nothing is fetched, sent or
// framed, and no style or script runs but the two of the page.
func htmlPolicy() string {
	hash := func(s string) string {
		sum := sha256.Sum256([]byte(s))
		return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	return "default-src 'none'; style-src " + hash(htmlStyle) + "; script-src " + hash(htmlScript) +
		"; base-uri 'none'; form-action 'none'"
}
