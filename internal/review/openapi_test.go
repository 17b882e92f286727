package review

import (
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/dupes-news/dupes/fixtures"
	"github.com/dupes-news/dupes/internal/report"
)

type document struct {
	Security []map[string]any
	Paths    map[string]map[string]any

	Components struct{ Schemas map[string]schema }
}

type schema struct {
	Required   []string
	Properties map[string]any
	Enum       []any
}

func readSpec(t *testing.T, text string) document {
	t.Helper()
	var d document
	if err := json.Unmarshal([]byte(text), &d, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	return d
}

// The document names the routes that there are, and no other.
func TestSpecRoutes(t *testing.T) {
	d := readSpec(t, spec)
	want := map[string][]string{}
	for path, r := range newWorld(t, nil).h.(*server).routes {
		for m := range r.methods {
			want[path] = append(want[path], strings.ToLower(m))
		}
	}
	got := map[string][]string{}
	for path, item := range d.Paths {
		for m := range maps.Keys(item) {
			if m != "parameters" {
				got[path] = append(got[path], m)
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("routes, -want +got:\n%s", diff)
	}
}

// The document has the fields that the answers have, and requires those that
// are always there.
func TestSpecFields(t *testing.T) {
	d := readSpec(t, spec)
	for name, row := range map[string]any{"Decision": report.DecisionRow{}, "Refused": refusedRow{}, "Relative": report.RelativeRow{}} {
		var fields, required []string
		for f := range reflect.TypeOf(row).Fields() {
			tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			switch {
			case name == "Decision" && (tag == "path" || tag == "line" || tag == "known"): // of files, and of a baseline
				continue
			case options == "", name == "Decision" && (tag == "id" || tag == "type"): // always set here
				required = append(required, tag)
			}
			fields = append(fields, tag)
		}
		s := d.Components.Schemas[name]
		if diff := cmp.Diff(slices.Sorted(slices.Values(fields)), slices.Sorted(maps.Keys(s.Properties))); diff != "" {
			t.Errorf("%s, -want +got:\n%s", name, diff)
		}
		if diff := cmp.Diff(slices.Sorted(slices.Values(required)), slices.Sorted(slices.Values(s.Required))); diff != "" {
			t.Errorf("required of %s, -want +got:\n%s", name, diff)
		}
	}
}

// What is answered about the stories of the fixtures, which have every
// relation, is as the document says.
func TestSpecRows(t *testing.T) {
	articles, err := fixtures.Articles()
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, nil)
	schemas := readSpec(t, spec).Components.Schemas
	reasons, relations := map[any]bool{}, map[any]bool{}
	for _, a := range articles {
		b, err := json.Marshal(map[string]any{"id": a.ID, "text": a.Text, "title": a.Title, "outlet": a.Outlet, "date": a.Date, "url": a.URL})
		if err != nil {
			t.Fatal(err)
		}
		for _, ask := range []struct{ method, path, rows, schema string }{
			{"POST", "/v1/articles", "decisions", "Decision"},
			{"GET", "/v1/articles/" + url.PathEscape(a.ID) + "/relations", "relations", "Relative"},
		} {
			got := w.ask(ask.method, ask.path, string(b))
			if ask.rows == "relations" && got.status == 404 { // not let in
				continue
			}
			var answer map[string]any
			if err := json.Unmarshal([]byte(got.body), &answer); err != nil || got.status != 200 {
				t.Fatalf("%s %s = %d %s: %v", ask.method, ask.path, got.status, got.body, err)
			}
			for _, row := range answer[ask.rows].([]any) {
				row := row.(map[string]any)
				checkRow(t, schemas, ask.schema, row)
				reasons[row["reason"]], relations[row["relation"]] = true, true
			}
		}
	}
	if len(reasons) < 6 || len(relations) < 6 {
		t.Errorf("reasons %v, relations %v: want more of either from the fixtures", reasons, relations)
	}
}

// checkRow holds the members of a row against a schema: which there are, and
// which words they take.
func checkRow(t *testing.T, schemas map[string]schema, name string, row map[string]any) {
	t.Helper()
	s := schemas[name]
	for _, r := range s.Required {
		if _, has := row[r]; !has {
			t.Errorf("%s lacks %s: %v", name, r, row)
		}
	}
	for member, value := range row {
		p, is := s.Properties[member].(map[string]any)
		if !is {
			t.Errorf("%s has %s, of which the document knows nothing", name, member)
			continue
		}
		words, _ := p["enum"].([]any)
		if member == "relation" {
			words = schemas["Relation"].Enum
		}
		if words != nil && !slices.Contains(words, value) {
			t.Errorf("%s has %s %q, want one of %q", name, member, value, words)
		}
	}
}

// The figures of an index are printed by package report.
func TestSpecStats(t *testing.T) {
	var got map[string]any
	if err := json.Unmarshal([]byte(newWorld(t, nil).ask("GET", "/v1/stats", "").body), &got); err != nil {
		t.Fatal(err)
	}
	s := readSpec(t, spec).Components.Schemas["Stats"]
	have := slices.Sorted(maps.Keys(got))
	for what, want := range map[string][]string{"properties": slices.Collect(maps.Keys(s.Properties)), "required": s.Required} {
		slices.Sort(want)
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("%s, -want +got:\n%s", what, diff)
		}
	}
}

// A server without a token does not say that it wants one.
func TestSpecSecurity(t *testing.T) {
	for _, token := range []string{"", "0123456789abcdef"} {
		w := newWorld(t, func(c *Config) { c.Token = token })
		d := readSpec(t, w.ask("GET", "/v1/openapi.json", "", "Authorization", "Bearer "+token).body)
		if got := len(d.Security) > 0; got != (token != "") {
			t.Errorf("token %q: security %v", token, d.Security)
		}
	}
}
