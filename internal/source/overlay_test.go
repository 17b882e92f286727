package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const echoes = `# outlets of the coast
- name: Port Ellery Echo
  kind: newspaper
  country: IE
  domains: [echo.example, reut.rs]
  aliases:
    - Ellery Echo
    - the Echo
  needs_context: [the Echo]
- name: Reuters
  dateline: ["RTR"]
- name: The Sun
  remove: true
`

func TestWith(t *testing.T) {
	base := Default()
	sun, _ := base.Outlet("The Sun")
	before := base.Version()
	c, err := base.With("coast.yaml", []byte(echoes))
	if err != nil {
		t.Fatalf("With(%q) = %v, want nil", echoes, err)
	}
	echo, ok := c.Outlet("Port Ellery Echo")
	want := &Outlet{
		Name: "Port Ellery Echo", Kind: "newspaper", Country: "IE", Domains: []string{"echo.example", "reut.rs"},
		Aliases: []string{"Ellery Echo", "the Echo", "Port Ellery Echo"}, NeedsContext: []string{"the Echo"},
	}
	if diff := cmp.Diff(want, echo); diff != "" || !ok {
		t.Errorf("Outlet of a new outlet: -want +got:\n%s", diff)
	}
	old, _ := base.Outlet("Reuters")
	reuters, _ := c.Outlet("Reuters")
	if diff := cmp.Diff([]string{"RTR"}, reuters.Dateline); diff != "" || !cmp.Equal(old.Aliases, reuters.Aliases) {
		t.Errorf("Outlet(Reuters) = %+v, want the dateline replaced and no more", reuters)
	}
	if o, _ := c.ByDomain("reut.rs"); o != echo {
		t.Errorf("ByDomain(reut.rs) = %v, want the outlet that took it", o)
	}
	if _, ok := c.Outlet("The Sun"); ok {
		t.Error("Outlet(The Sun) is there, want it removed")
	}
	if _, ok := base.Outlet("The Sun"); !ok || sun.Name != "The Sun" || base.Version() != before || c.Version() == before {
		t.Error("With changed the catalogue it was called on, or not the version")
	}
}

func TestWithJSON(t *testing.T) {
	for _, in := range []string{
		"[\n\t{\"name\": \"Port Ellery Echo\", \"aliases\": [\"\\u00c9cho d'Ellery\"]}\n]\n",
		"{\"name\": \"Port Ellery Echo\", \"aliases\": [\"Écho d'Ellery\"]}\n{\"name\": \"The Sun\", \"remove\": true}\n",
		"[{\"name\":\"Port Ellery Echo\",\"aliases\":[\"Écho d'Ellery\"]}]",
	} {
		c, err := Default().With("a.json", []byte(in))
		if err != nil {
			t.Errorf("With(%q) = %v, want nil", in, err)
			continue
		}
		if o, ok := c.Resolve("Echo d'Ellery"); !ok || o.Name != "Port Ellery Echo" || o.Kind != "online" {
			t.Errorf("Resolve after With(%q) = %v, want the new outlet", in, o)
		}
	}
}

func TestWithErrors(t *testing.T) {
	const keys = "want name, kind, country, domains, aliases, needs_context, dateline, note or remove"
	tests := []struct{ in, want string }{
		{"", `"f": empty: want a list of outlets`},
		{"# nothing\n", `"f": empty: want a list of outlets`},
		{"name: A\n", `"f" line 1: want a list of outlets, have a mapping`},
		{"- name: A\n\n- kind: online\n", `"f" line 3: an outlet without a name`},
		{"- name: A\n- B\n", `"f" line 2: want an outlet with a name, have text`},
		{"- name: A\n  names: [B]\n", `"f" line 2: unknown field "names": ` + keys},
		{"- name: A\n  kind: blog\n", `"f" line 2: kind "blog": want one of agency, newspaper, broadcaster, online, magazine, trade, press-release, photo`},
		{"- name: A\n  country: Ireland\n", `"f" line 2: country "Ireland": want a code of two capitals`},
		{"- name: A\n  aliases: B\n", `"f" line 2: want a list, have text`},
		{"- name: A\n  aliases:\n    - B\n    - ''\n", `"f" line 4: empty text`},
		{"- name: A\n  aliases:\n    - B\n    - 17\n", `"f" line 4: want text, have a number`},
		{"- name: A\n  aliases:\n" + strings.Repeat("    -\n", 20), `"f" line 3: want text, have nothing`},
		{"- name: A\n  aliases: [B, B]\n", `"f" line 2: "B" is given twice`},
		{"- name: A\n  aliases: ['...']\n", `"f" line 2: name "...": want letters or digits in it`},
		{"- name: A\n  domains: ['https://a.example/']\n", `"f" line 2: domain "https://a.example/": want a host in small letters, such as echo.example`},
		{"- name: A\n  needs_context: [B]\n", `"f" line 1: outlet "A": needs_context "B" is none of its aliases`},
		{"- name: A\n- name: the a\n", `"f" line 2: outlet "the a": already on line 1`},
		{"- name: reuters\n", `"f" line 1: outlet "reuters": the catalogue has it as "Reuters"`},
		{"- name: A\n  remove: true\n", `"f" line 1: remove "A": the catalogue has no such outlet`},
		{"- name: Reuters\n  remove: false\n", `"f" line 2: remove: want true, or leave it out`},
		{"- name: Reuters\n  remove: true\n  kind: agency\n", `"f" line 1: outlet "Reuters": want no other field beside name and remove`},
		{"- name: &a A\n", `"f" line 1: "&": anchors, aliases, tags and complex keys are not taken; quote it if it is text`},
		{"- name: A\n---\n- name: B\n", `"f" line 3: a second document: want one list of outlets`},
		{"- name: A\n  name: B\n", `"f" line 2: mapping key "name" already defined at [1:3]`},
		{"[\n {\"name\": \"A\"},\n {\"name\": \"A\"}\n]", `"f" line 3: outlet "A": already on line 2`},
		{"[\n {\"name\": \"A\", \"name\": \"B\"}]", `"f" line 2: "name" is given twice`},
		{"[\n {\"name\": \"A\"\n", `"f" line 3: unexpected EOF`},
		{"[\n {\"name\": \"A\"]]\n", `"f" line 2: invalid character ']' after object value (expecting ',' or '}')`},
		{"[{\"name\": \"A\"}]\nmore", `"f" line 2: invalid character 'm' at start of value`},
		{strings.Repeat("[", 9), `"f" line 1: nested too deep: want a list of outlets`},
		{strings.Repeat(" ", maxOverlay+1), `"f": 1048577 bytes of outlets: want at most 1048576`},
		{strings.Repeat("#", maxYAML+1), `"f": 131073 bytes of YAML: want at most 131072, or JSON`},
	}
	for _, tt := range tests {
		_, err := Default().With("f", []byte(tt.in))
		if err == nil || err.Error() != tt.want {
			t.Errorf("With(%.60q) = %v, want %s", tt.in, err, tt.want)
		}
	}
}

// TestWithHostile holds that a file of the largest size takes no time that
// grows with the square of its nesting: one such would run into the time limit
// of the tests.
func TestWithHostile(t *testing.T) {
	for _, unit := range []string{"[", "{a: ", "- ", "? ", "&a ", "!!a ", "- [", "{\"a\":", "- a:\n", "a:\n ", "'", "\"", "|\n", "- |\n", "x", "\n", "- name: A\n", ": ", "- - "} {
		in := strings.Repeat(unit, maxYAML/len(unit))
		if c, err := Default().With("f", []byte(in)); err == nil && c == nil {
			t.Errorf("With(%q ...) = nil, nil", unit)
		}
	}
	var steps strings.Builder
	for i := 0; steps.Len() < maxYAML-3000; i++ {
		steps.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	if _, err := Default().With("f", []byte(steps.String())); err == nil || !strings.Contains(err.Error(), "nested too deep") {
		t.Errorf("With of deep indents = %v, want nested too deep", err)
	}
}

func TestWithAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.StringMatching(`(- |name: |[A-Za-z'":,\[\]{}#&*!|>%@-]|\n|\n  |  aliases: |true|é){0,60}`).Draw(t, "file")
		c, err := Default().With("f", []byte(in))
		if (c == nil) == (err == nil) {
			t.Errorf("With(%q) = %v, %v, want one of the two", in, c, err)
		}
	})
}
