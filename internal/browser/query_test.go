package browser

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// queryRows are what the queries of the tests ask about: some articles, one
// of which lacks all but a title.
const queryRows = `
const rows = [
  { outlet: "AP", title: "Ferries stay in port", words: 420, copied: 100, date: "2026-03-14", relation: "identical", sources: ["AP"] },
  { outlet: "Reuters", title: "The harbour’s “silent” night", words: 1200, copied: 82.5, date: "2026-03-01", relation: "near", sources: ["AP", "Reuters"] },
  { outlet: "New York Times", title: "Café owners in Łódź wait", words: 1000, copied: 80, date: "2026-02-28", relation: "identical", note: "ask the desk" },
  { outlet: "The New York Times Magazine", title: "Straße am Hafen", words: 999, copied: 50, date: "2025-12-31", relation: "contained" },
  { outlet: "Le Monde", title: "Le ferry reste à quai: 10:30", words: 300, copied: 0, date: "2026-01-01", relation: "contains", note: "" },
  { outlet: "АиФ", title: "Паром остался в порту", words: 15000, copied: 49.9, date: "2024-02-29", relation: "near" },
  { outlet: "朝日新聞", title: "ＮＨＫ ガス co-op", words: 80, copied: 12, date: "2026-03-31T23:59:00Z", relation: "near" },
  { outlet: "Harbour, The", title: "See http://example.org/ferry", words: 0, copied: 0.5, date: "2026", relation: "near", sources: [] },
  { title: "Breaking: nothing known" },
  { outlet: "Say \"port\"", title: "constructor of ferries", words: -5, copied: 99.99, date: "2026-04-01", relation: "identical in part" },
  { outlet: "ap.example", title: "5\" of rain – a year’s worth", words: NaN, copied: null, date: "", relation: "" },
  { outlet: "ΝΑΥΣ", title: "Ο ΠΛΟΥΣ", words: 7, copied: 7, date: "2026-03-07", relation: "Near" },
];
const fields = {
  "": { get: (i) => [rows[i].title, rows[i].outlet] },
  outlet: { kind: "text", get: (i) => rows[i].outlet, help: "who published it" },
  title: { kind: "text", get: (i) => rows[i].title, help: "headline" },
  source: { kind: "text", get: (i) => rows[i].sources, help: "whom it names" },
  words: { kind: "number", get: (i) => rows[i].words, help: "length" },
  copied: { kind: "number", get: (i) => rows[i].copied, help: "percent" },
  date: { kind: "date", get: (i) => rows[i].date, help: "day" },
  relation: { kind: "word", get: (i) => rows[i].relation, help: "to the first" },
  note: { kind: "text", get: (i) => rows[i].note, help: "yours" },
};
// ask is the rows that a query finds, and what is wrong with it.
function ask(text) {
  const asked = query.parse(text, fields);
  const found = [...rows.keys()].filter(asked.test).join(" ");
  return asked.error ? found + " ! " + asked.error : found;
}
`

// openQuery is a page that holds nothing but query.js and the rows above.
func openQuery(t *testing.T) *tab {
	t.Helper()
	script := read(t, filepath.Join("..", "page", "html", "query.js")) + queryRows
	if strings.Contains(script, "</script") {
		t.Fatal("the script ends its element")
	}
	path := filepath.Join(t.TempDir(), "query.html")
	page := "<!DOCTYPE html><meta charset=utf-8><script>\"use strict\";" + script + "</script>"
	if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	return open(t, address(t, path))
}

// quoted is a value as JavaScript has it.
func quoted(t *testing.T, v any) string {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

const everyRow = "0 1 2 3 4 5 6 7 8 9 10 11"

func TestQueryFinds(t *testing.T) {
	tests := []struct{ query, want string }{
		// Words.
		{"", everyRow},
		{"  \t ", everyRow},
		{"ferr", "0 4 7 9"},
		{"FERR", "0 4 7 9"},
		{"port stay", "0"},
		{"stay ap", "0"}, // one in the title, one in the outlet
		{`"in port"`, "0"},
		{`"port in"`, ""},
		{`"in   port"`, "0"},
		{`"in po`, "0"}, // the mark is about to be typed
		{`“in port”`, "0"},
		{`"`, everyRow},
		{`""`, everyRow},
		{"-", everyRow},
		{"-ferr", "1 2 3 5 6 8 10 11"},
		{`-"in port" ferr`, "4 7 9"},
		{"ferr -port", "4 7"},
		{"co-op", "6"},
		{"--op", "0 1 2 3 4 5 7 8 9 10 11"},

		// Case, accents, signs.
		{"cafe", "2"},
		{"CAFÉ", "2"},
		{"cafe\u0301", "2"},
		{"lodz", "2"},
		{"strasse", "3"},
		{"STRASSE", "3"},
		{"quai", "4"},
		{"ПАРОМ", "5"},
		{"nhk", "6"},
		{"カス", ""}, // voiced or not is another letter
		{"ガス", "6"},
		{"πλους", "11"},
		{"πλουσ", "11"},
		{"harbour's", "1"},
		{"harbour’s", "1"},
		{`"""silent"""`, "1"},
		{"year's", "10"},
		{"-a\u0301", "5 6 11"},
		{`"rain - a"`, "10"},
		{`5"`, "10"},
		{"朝日", "6"},

		// Colons that belong to no field.
		{"http://example.org", "7"},
		{"10:30", "4"},
		{"breaking:", "8"},
		{":", "4 7 8"},
		{"x://y", ""},
		{"-http://example.org harbour", "1"},

		// Texts.
		{"outlet:ap", "0 10"},
		{"Outlet:AP", "0 10"},
		{"outlet:=ap", "0"},
		{`outlet:"new york times"`, "2 3"},
		{`outlet:="new york times"`, "2"},
		{"outlet:“new york times”", "2 3"},
		{`outlet:="New York`, ""},
		{"outlet:ap,reuters", "0 1 10"},
		{"outlet:=ap,=reuters", "0 1"},
		{`outlet:="harbour, the",reuters`, "1 7"},
		{`outlet:"say ""port"""`, "9"},
		{"outlet:harbour,", "7"},
		{"outlet:", everyRow},
		{"outlet:=", everyRow},
		{"outlet:,", everyRow},
		{`outlet:""`, everyRow},
		{"outlet:аиф", "5"},
		{"outlet:a/b", ""},
		{"outlet:>ap", ""},
		{"-outlet:ap", "1 2 3 4 5 6 7 8 9 11"},
		{"-outlet:ap,reuters -outlet:new", "4 5 6 7 8 9 11"},
		{"source:reuters", "1"},
		{"source:=ap", "0 1"},
		{"title:ferries outlet:ap", "0"},

		// Numbers.
		{"copied:>80", "0 1 9"},
		{"copied:>=80", "0 1 2 9"},
		{"copied:<1", "4 7"},
		{"copied:<=0", "4"},
		{"copied:80", "2"},
		{"copied:=80%", "2"},
		{"copied:50..80", "2 3"},
		{"copied:50%..80%", "2 3"},
		{"copied:99..", "0 9"},
		{"copied:..0.5", "4 7"},
		{"copied:..", "0 1 2 3 4 5 6 7 9 11"},
		{"copied:.5", "7"},
		{"copied:0,100", "0 4"},
		{"copied:<1,>=100", "0 4 7"},
		{"copied:50..80,=100", "0 2 3"},
		{"copied:50..80,7", "2 3 11"},
		{"copied:>", everyRow},
		{"copied:", everyRow},
		{"-copied:>80", "2 3 4 5 6 7 8 10 11"},
		{"words:>1,000", "1 5"},
		{"words:1,000", "2"},
		{"words:1'200", "1"},
		{"words:1,000,420", ""},
		{"words:1_000..15,000", "1 2 5"},
		{"words:..1,000", "0 2 3 4 6 7 9 11"},
		{"words:-5", "9"},
		{"words:<-1", "9"},
		{`words:"420"`, "0"},

		// Dates.
		{"date:2026-03-14", "0"},
		{"date:2026-03", "0 1 6 11"},
		{"date:2026", "0 1 2 4 6 7 9 11"},
		{"date:=2026-03", "0 1 6 11"},
		{"date:>=2026-03", "0 1 6 9 11"},
		{"date:>2026-03", "9"},
		{"date:<2026", "3 5"},
		{"date:<=2025", "3 5"},
		{"date:2026-01..2026-02", "2 4"},
		{"date:2026-01..2026-03-07", "1 2 4 11"},
		{"date:2026-03-14..", "0 6 9"},
		{"date:..2024", "5"},
		{"date:2024-02-29", "5"},
		{"date:2026-02,2026-04", "2 9"},
		{"-date:2026", "3 5 8 10"},

		// Words of a list.
		{"relation:identical", "0 2 9"},
		{"relation:=identical", "0 2"},
		{"relation:con", "3 4"},
		{"relation:contain", "3 4"},
		{"relation:contained", "3"},
		{"relation:dentical", ""},
		{"relation:NEAR", "1 5 6 7 11"},
		{"relation:near,identical", "0 1 2 5 6 7 9 11"},

		// Presence.
		{"has:note", "2"},
		{"no:date", "8 10"},
		{"-has:note", "0 1 3 4 5 6 7 8 9 10 11"},
		{"has:source", "0 1"},
		{"no:copied", "8 10"},
		{"no:words", "8 10"},
		{"has:note,source", "0 1 2"},
		{"has:", everyRow},

		// Mistakes. The other terms still count.
		{"outlt:ap", everyRow + ` ! no field "outlt": did you mean outlet?`},
		{"Outlt:ap", everyRow + ` ! no field "Outlt": did you mean outlet?`},
		{"tit:ferry ferr", `0 4 7 9 ! no field "tit": did you mean title?`},
		{"xyzzy:1", everyRow + ` ! no field "xyzzy": there are outlet, title, source, words, copied, date, relation, note`},
		{"constructor:x", everyRow + ` ! no field "constructor": there are outlet, title, source, words, copied, date, relation, note`},
		{"has:nite", everyRow + ` ! no field "nite": did you mean note?`},
		{"copied:8o", everyRow + " ! copied:8o: want a number such as 80, >80 or 50..80"},
		{"-copied:>50..80", everyRow + " ! -copied:>50..80: want a number such as 80, >80 or 50..80"},
		{"copied:1e5", everyRow + " ! copied:1e5: want a number such as 80, >80 or 50..80"},
		{"copied:80..50", everyRow + " ! copied:80..50: the range ends before it begins"},
		{"date:2026-13", everyRow + " ! date:2026-13: want a date such as 2026, 2026-03 or 2026-03-14"},
		{"date:2026-02-29", everyRow + " ! date:2026-02-29: want a date such as 2026, 2026-03 or 2026-03-14"},
		{"date:2026-", everyRow + " ! date:2026-: want a date such as 2026, 2026-03 or 2026-03-14"},
		{"date:today copied:x outlet:=ap", "0 ! date:today: want a date such as 2026, 2026-03 or 2026-03-14"},
		{"date:2026-03..2026-02", everyRow + " ! date:2026-03..2026-02: the range ends before it begins"},
		{"date:2026-03-14..2026-03", "0 6"},
	}
	p := openQuery(t)
	queries := make([]string, len(tests))
	for i, tt := range tests {
		queries[i] = tt.query
	}
	answers := eval[[]string](p, quoted(t, queries)+".map(ask)")
	for i, tt := range tests {
		if answers[i] != tt.want {
			t.Errorf("%s finds %q, want %q", tt.query, answers[i], tt.want)
		}
	}
}

func TestQueryJoin(t *testing.T) {
	tests := []struct{ query, term, want string }{
		{"", "outlet:=AP", "outlet:=AP"},
		{"ferry", "outlet:=AP", "ferry outlet:=AP"},
		{"outlet:=AP ferry", "outlet:=Reuters", "outlet:=Reuters ferry"},
		{"outlet:a  ferry OUTLET:b", "outlet:c", "outlet:c ferry"},
		{"-outlet:a ferry", "outlet:b", "outlet:b ferry"},
		{"outlet:a ferry", "-outlet:a", "-outlet:a ferry"},
		{"-outlet:a ferry", "-outlet:b", "-outlet:a ferry -outlet:b"},
		{"-outlet:a ferry", "-outlet:a", "-outlet:a ferry"},
		{"ferry", "ferry", "ferry"},
		{"has:note", "no:note", "no:note"},
		{"has:note", "no:date", "has:note no:date"},
		{`"in port`, "outlet:a", `"in port" outlet:a`},
		{`title:"in port`, "outlet:a", `title:"in port" outlet:a`},
		{"ferry", "", "ferry"},
		{"ferry", "date:>=2026-01 date:<2026-03", "ferry date:>=2026-01 date:<2026-03"},
	}
	p := openQuery(t)
	for _, tt := range tests {
		want(p, "query.join("+quoted(t, tt.query)+", "+quoted(t, tt.term)+")", tt.want)
	}
}

// The term that a click writes finds just the rows that have the value.
func TestQueryEqual(t *testing.T) {
	p := openQuery(t)
	want(p, `query.equal("outlet", "AP")`, "outlet:=AP")
	want(p, `query.equal("outlet", "Harbour, The")`, `outlet:="Harbour, The"`)
	want(p, `rows.map((row, i) => row.outlet && ask(query.equal("outlet", row.outlet)) === String(i)).join(" ")`,
		"true true true true true true true true  true true true")
}

func TestQueryNames(t *testing.T) {
	p := openQuery(t)
	want(p, `query.names(fields).map((f) => f.name + " " + f.kind + " " + f.help).slice(0, 2).join("; ")`,
		"outlet text who published it; title text headline")
	want(p, `query.names(fields).length`, 8)
}

func TestQueryTerms(t *testing.T) {
	p := openQuery(t)
	want(p, `JSON.stringify(query.parse('ferry -outlet:"a b" copied:x', fields).terms)`, `[`+
		`{"text":"ferry","name":"","not":false,"error":""},`+
		`{"text":"-outlet:\"a b\"","name":"outlet","not":true,"error":""},`+
		`{"text":"copied:x","name":"copied","not":false,"error":"copied:x: want a number such as 80, >80 or 50..80"}]`)
}

// Whatever is typed is a query: nothing throws, "-" asks for the other rows,
// more terms find fewer, and to join a term once more changes nothing.
func TestQueryTakesAnything(t *testing.T) {
	p := openQuery(t)
	const try = `(() => {
  const pieces = [..." \t-:,.=<>\"“”'%_/\\()[]{}*+?^$|&#;0123456789aeé\u0301ßŁが😀\ud83d\ude00\u200b\u0000",
    "outlet:", "title:", "words:", "copied:", "date:", "relation:", "note:", "has:", "no:", "nope:", "__proto__:", "..", ">=", "2026-03", "1,000", "http://", "ferry", " -"];
  let seed = 1;
  const below = (n) => (seed = (seed * 48271) % 2147483647) % n;
  const wrong = [];
  for (let round = 0; round < 20000; round++) {
    const text = Array.from({ length: below(12) }, () => pieces[below(pieces.length)]).join("");
    try {
      const asked = query.parse(text, fields);
      const found = [...rows.keys()].filter(asked.test);
      if (asked.terms.length === 1 && !asked.error && !asked.terms[0].not && found.length < rows.length && text.trim()[0] !== "-") {
        const others = [...rows.keys()].filter(query.parse("-" + text.trim(), fields).test);
        if (found.length + others.length !== rows.length) wrong.push("not " + text);
      }
      const more = [...rows.keys()].filter(query.parse("ferr " + text, fields).test);
      if (more.some((i) => !found.includes(i))) wrong.push("more " + text);
      const joined = query.join(text, "outlet:=AP");
      if (query.join(joined, "outlet:=AP") !== joined) wrong.push("join " + text);
      if (!query.parse(joined, fields).terms.some((t) => t.text === "outlet:=AP")) wrong.push("lost " + text);
    } catch (e) {
      wrong.push(e + " of " + text);
    }
  }
  return wrong.slice(0, 10).map((s) => JSON.stringify(s)).join("\n");
})()`
	want(p, try, "")
}
