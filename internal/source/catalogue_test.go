package source

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"pgregory.net/rapid"
)

// suspicious are words and abbreviations with a meaning of their own, which no
// outlet may have as its name without context.
var suspicious = strings.Fields(`advertiser advocate age argus atlantic banner bee blade block bulletin bulwark call campaign capital caravan chronicle citizen
	commentary commercial conversation courier crux current cut daily dawn day deadline democrat dispatch drive eagle ebony echo enquirer entrepreneur essence
	examiner express federalist forward fortune free front gazette glamour globe grist guardian herald hill independent information inquirer insider intercept
	intelligencer journal jezebel ledger lens lever life local mail market marketplace mercury metro mint mirror money monitor morning motherboard nation national
	nature news observer onion out oxygen parade patch people pilot pioneer pitchfork playboy point polygon post prensa press progress prospect protocol puck quartz
	real record reform register reporter republic root ringer salon science scroll sentinel slate splinter stage standard star state stern stranger stuff sun sunday
	tablet telegraph telegram time times trace tribune truth union upstream vanguard variety verge vice vogue vulture week weekly wired world
	aa aap abc acp afp agi ana anp ap apa app aps ard bna bta cbc cna cns cp csm dpa dw efe ena era ert ft gna ht ips it kan kna lsm mia ntb ona pa pap pna pri
	pti qna rbc rcn rfa ria rns rt sana sid spa sta stat sz tns tt uni unb vna wam
	bloomberg forbes getty mehr fars lusa belga anadolu sputnik perez hearst edmunds poynter platts corbis`)

func TestCatalogueData(t *testing.T) {
	domain := regexp.MustCompile(`^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$`)
	byName, byDomain, byAlias := map[string]string{}, map[string]string{}, map[string][]*Outlet{}
	last, n := "", 0
	for line := range bytes.Lines(builtInLines) {
		n++
		var o Outlet
		if err := json.Unmarshal(line, &o, json.RejectUnknownMembers(true)); err != nil {
			t.Errorf("data/outlets.jsonl:%d: %v", n, err)
			continue
		}
		wrong := func(format string, args ...any) {
			t.Errorf("data/outlets.jsonl:%d: %s: "+format, append([]any{n, o.Name}, args...)...)
		}
		if o.Name <= last {
			wrong("want it before %q", last)
		}
		last = o.Name
		if first, ok := byName[foldName(o.Name)]; ok {
			wrong("%q has the same name", first)
		}
		byName[foldName(o.Name)] = o.Name
		if !slices.Contains(outletKinds, o.Kind) || !isCountry(o.Country) {
			wrong("kind %q, country %q", o.Kind, o.Country)
		}
		if !slices.Contains(o.Aliases, o.Name) {
			wrong("want its name among its aliases")
		}
		for _, d := range o.Domains {
			if !domain.MatchString(d) || domainOf(d) != nil {
				wrong("domain %q", d)
			}
			if other, ok := byDomain[d]; ok {
				wrong("domain %q is that of %q, too", d, other)
			}
			byDomain[d] = o.Name
		}
		for _, alias := range slices.Concat(o.Aliases, o.Dateline) {
			if err := aliasOf(alias); err != nil || alias != strings.TrimSpace(alias) {
				wrong("alias %q: %v", alias, err)
			}
			if list := byAlias[foldName(alias)]; !slices.ContainsFunc(list, func(p *Outlet) bool { return p.Name == o.Name }) {
				byAlias[foldName(alias)] = append(list, &o)
			}
		}
		for _, alias := range o.Aliases {
			if slices.Contains(suspicious, foldName(alias)) && !slices.Contains(o.NeedsContext, alias) && !settled(alias) {
				wrong("want %q in needs_context: it has another meaning", alias)
			}
		}
		for _, alias := range o.NeedsContext {
			if !slices.Contains(o.Aliases, alias) {
				wrong("needs_context %q is no alias", alias)
			}
		}
		for _, list := range [][]string{o.Aliases, o.NeedsContext, o.Dateline, o.Domains} {
			if sorted := slices.Sorted(slices.Values(list)); len(slices.Compact(sorted)) != len(list) {
				wrong("%q has an entry twice", list)
			}
		}
	}
	if n != len(Default().Outlets()) || n < 700 {
		t.Errorf("Outlets has %d of %d lines, want all, and 700 or more", len(Default().Outlets()), n)
	}
	for key, outlets := range byAlias {
		for _, o := range outlets {
			for _, alias := range o.Aliases {
				if len(outlets) > 1 && foldName(alias) == key && !slices.Contains(o.NeedsContext, alias) {
					t.Errorf("%s: want %q in needs_context: %d outlets have it", o.Name, alias, len(outlets))
				}
			}
		}
	}
}

// settled are names with a capital article that news means the outlet by.
func settled(alias string) bool {
	return alias == "The Guardian" || alias == "The Verge" || alias == "AAP"
}

func TestResolve(t *testing.T) {
	tests := []struct{ in, want string }{
		{"The Washington Post", "The Washington Post"},
		{"washington post", "The Washington Post"},
		{"washingtonpost.com", "The Washington Post"},
		{"https://www.washingtonpost.com/politics/x?y=1", "The Washington Post"},
		{"wash-post", "The Washington Post"},
		{"west-journal", "Western Journal"},
		{"huff-post", "HuffPost"},
		{"usa-today", "USA Today"},
		{"thehill", "The Hill"},
		{"money.cnn.com", "CNN"},
		{"CNN", "CNN"},
		{"breitbart", "Breitbart"},
		{"nyt", "The New York Times"},
		{"N.Y. Times", "The New York Times"},
		{"Wall St. Journal", "The Wall Street Journal"},
		{"Euro News", "Euronews"},
		{"the times of london", "The Times (London)"},
		{"EL PAIS", "El País"},
		{"economictimes.indiatimes.com", "The Economic Times"},
		{"Time", "Time"},
		{"The Times", ""},
		{"ABC News", ""},
		{"Port Ellery Echo", ""},
		{"port-ellery", ""},
		{"com", ""},
		{"", ""},
		{"-", ""},
	}
	for _, tt := range tests {
		got := ""
		if o, ok := Default().Resolve(tt.in); ok {
			got = o.Name
		}
		if got != tt.want {
			t.Errorf("Resolve(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestByDomain(t *testing.T) {
	tests := []struct{ in, want string }{
		{"cnn.com", "CNN"},
		{"HTTP://AMP.CNN.COM./x", "CNN"},
		{"//m.cnn.com", "CNN"},
		{"user@edition.cnn.com:443/a@b", "CNN"},
		{"finance.yahoo.com", "Yahoo Finance"},
		{"news.yahoo.com", "Yahoo News"},
		{"abcnews.go.com", "ABC News (US)"},
		{"go.com", ""},
		{"notcnn.com", ""},
		{"cnn.com.example", ""},
		{"com", ""},
		{"not a host.cnn.com", ""},
		{"", ""},
	}
	for _, tt := range tests {
		got := ""
		if o, ok := Default().ByDomain(tt.in); ok {
			got = o.Name
		}
		if got != tt.want {
			t.Errorf("ByDomain(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// TestCatalogueLookups holds that each outlet is found by its name and each of
// its domains, and no text makes trouble.
func TestCatalogueLookups(t *testing.T) {
	c := Default()
	for _, o := range c.Outlets() {
		if got, ok := c.Outlet(o.Name); !ok || got.Name != o.Name {
			t.Errorf("Outlet(%q) = %v, %v, want it", o.Name, got, ok)
		}
		if got, ok := c.Resolve(o.Name); !ok || got.Name != o.Name {
			t.Errorf("Resolve(%q) = %v, %v, want it", o.Name, got, ok)
		}
		for _, d := range o.Domains {
			if got, ok := c.ByDomain("https://www." + d + "/x"); !ok || got.Name != o.Name {
				t.Errorf("ByDomain of %q = %v, %v, want %q", d, got, ok, o.Name)
			}
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.String().Draw(t, "name")
		if o, ok := c.Resolve(in); ok != (o != nil) {
			t.Errorf("Resolve(%q) = %v, %v", in, o, ok)
		}
	})
}

func TestVersion(t *testing.T) {
	if v := Default().Version(); len(v) != 16 || v != newCatalogue(parseLines(builtInLines)).Version() {
		t.Errorf("Version = %q, want 16 digits, and the same for the same outlets", v)
	}
}

func BenchmarkCatalogue(b *testing.B) {
	for b.Loop() {
		newCatalogue(parseLines(builtInLines))
	}
}
