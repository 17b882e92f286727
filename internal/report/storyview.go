package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dupes-news/dupes/internal/scan"
)

// retold is a story: the articles of one cluster and the outlets on which they rest.
type retold struct {
	articles int
	outlets  map[string]*share
	original map[string]string // by outlet, its own article in the cluster
}

// share is how many articles of a story rest on an outlet, and how.
type share struct{ named, inferred, carriers int }

// storySections has the clusters with their origins. Copies of one text that
// name one outlet are one origin, however many they are.
func (l *ledger) storySections(t sourceTaste) ([]section, error) {
	stories, err := l.stories()
	if err != nil {
		return nil, err
	}
	s := section{columns: []column{
		{name: "story", least: 16},
		{name: "articles", least: 8, right: true},
		{name: "origins", least: 9},
		{name: "rests on", least: 13, tint: true},
		{name: "so say", least: 10},
		{name: "original", least: 12},
	}, folds: []fold{{column: "so say", into: "rests on"}, {column: "origins", into: "story", label: "origins: "}, {column: "original", into: "rests on", label: "original: "}}}
	shown, loose := 0, l.articles
	for c, err := range l.result.Clusters {
		if err != nil {
			return nil, err
		}
		if st := stories[c.ID]; st != nil {
			shown++
			loose -= st.articles
			t.addStory(&s, c, st)
		}
	}
	s.title = strings.Replace(Count(shown, "story"), "storys", "stories", 1) + ": articles of one text, and where it comes from"
	if loose > 0 {
		s.note = Count(loose, "article") + " in no cluster left out."
	}
	return []section{s}, nil
}

func (l *ledger) stories() (map[string]*retold, error) {
	out := map[string]*retold{}
	for a, err := range l.shown() {
		if err != nil {
			return nil, err
		}
		cluster := l.standing[a.ID].cluster
		if cluster == "" {
			continue
		}
		if out[cluster] == nil {
			out[cluster] = &retold{outlets: map[string]*share{}, original: map[string]string{}}
		}
		out[cluster].add(l, a)
	}
	return out, nil
}

func (s *retold) add(l *ledger, a scan.Sourced) {
	s.articles++
	for outlet, m := range l.mentions(a) {
		switch {
		case m.named && !m.self:
			s.of(outlet).named++
		case m.through:
			s.of(outlet).inferred++
		}
	}
	for _, outlet := range l.carried(a) {
		s.of(outlet).carriers++
	}
	own := a.Outlet
	if o := l.publisher(a.Meta); o != nil {
		own = o.Name
	}
	if s.original[own] == "" {
		s.original[own] = a.ID
	}
}

func (s *retold) of(outlet string) *share {
	if s.outlets[outlet] == nil {
		s.outlets[outlet] = &share{}
	}
	return s.outlets[outlet]
}

// addStory adds a row for each outlet, and one for a story of none.
func (t sourceTaste) addStory(s *section, c scan.Cluster, st *retold) {
	row := []string{lines(c.ID, t.trim(c.Representative.Title, titleColumns)), Number(st.articles), st.origins()}
	if len(st.outlets) == 0 {
		t.add(s, append(row, "", "", "")...)
	}
	for _, outlet := range st.list() {
		sh, original := st.outlets[outlet], st.original[outlet]
		if original == "" {
			original = "outside this corpus"
		}
		t.add(s, append(row, sh.mark(outlet), sh.text(), original)...)
		row = []string{"", "", ""}
	}
}

// list gives the outlets on which most articles rest first.
func (s *retold) list() []string {
	var out []string
	for outlet := range s.outlets {
		out = append(out, outlet)
	}
	slices.SortFunc(out, func(a, b string) int {
		if d := s.outlets[b].total() - s.outlets[a].total(); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return out
}

func (s share) total() int { return s.named + s.inferred + s.carriers }

// origins counts the outlets, those that are inferred only apart.
func (s *retold) origins() string {
	named, inferred := s.count()
	var out []string
	if named > 0 {
		out = append(out, Number(named)+" named")
	}
	if inferred > 0 {
		out = append(out, Number(inferred)+" inferred")
	}
	if len(out) == 0 {
		return "cannot tell"
	}
	return strings.Join(out, ", ")
}

func (s *retold) count() (named, inferred int) {
	for _, sh := range s.outlets {
		if sh.named+sh.carriers > 0 {
			named++
		} else {
			inferred++
		}
	}
	return named, inferred
}

// mark puts a question mark behind an outlet that nobody names.
func (s share) mark(outlet string) string {
	if s.named+s.carriers == 0 {
		return outlet + "?"
	}
	return outlet
}

func (s share) text() string {
	var out []string
	for _, part := range []struct {
		n     int
		words string
	}{{s.named, "named"}, {s.inferred, "inferred"}, {s.carriers, "carries"}} {
		if part.n > 0 {
			out = append(out, fmt.Sprintf("%s %s", Number(part.n), part.words))
		}
	}
	return strings.Join(out, ", ")
}
