package crash

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2"

	"github.com/dupes-news/dupes/internal/index"
)

// answers are what commands say of an index that is whole.
type answers struct {
	texts         map[string]string
	query, decide string
}

// queries are new articles that have something in common with those of few.
func queries() string {
	var b strings.Builder
	for i, line := range slices.Collect(strings.Lines(few().lines)) {
		if i%3 == 0 {
			b.WriteString(strings.Replace(line, `{"id":"f`, `{"id":"q`, 1))
		}
	}
	return b.String()
}

var (
	queryArgs = []string{"index", "query", "-", "--format", "jsonl"}
	gateArgs  = []string{"gate", "-", "-q", "--format", "jsonl"}
)

func answersOf(t testing.TB, place string) answers {
	return answers{
		contents(t, place),
		must(t, queries(), append(queryArgs, "--index", place)...),
		must(t, queries(), append(gateArgs, "--index", place)...),
	}
}

// parted is an index with several runs.
func parted(t testing.TB) string {
	place := store(folder).built(t)
	lines := slices.Collect(strings.Lines(few().lines))
	for _, part := range [][]string{lines[:200], lines[200:219], lines[219:]} { // what is under a tenth is not merged
		must(t, strings.Join(part, ""), "index", "add", "-", "-q", "--index", place)
	}
	return place
}

// unclosed is an index of which the last articles stand in the log only.
func unclosed(t testing.TB) string {
	g := gating{in: few(), place: store(folder).built(t), out: t.TempDir(), ingest: &ingest{}, few: 5}
	r := g.command(t).killed(once("when much was acknowledged", func() bool { return g.ingest.bytes() > 80_000 }))
	if r.code != -1 {
		t.Skip("the gate ended before it was killed")
	}
	return g.place
}

func copied(t testing.TB, from string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "index")
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

// filesOf are the files of an index that are not empty.
func filesOf(t testing.TB, place string) []string {
	t.Helper()
	var out []string
	err := fs.WalkDir(os.DirFS(place), ".", func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			if info, err := e.Info(); err == nil && info.Size() > 0 {
				out = append(out, path)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// flip changes a bit of a file.
func flip(t testing.TB, path string, r *rand.Rand) string {
	t.Helper()
	b := []byte(read(t, path))
	at := r.IntN(len(b))
	b[at] ^= 1 << r.IntN(8)
	write(t, path, string(b))
	return fmt.Sprintf("byte %d of %d", at, len(b))
}

// damagedOr wants index check to name the file, or something of it, and no
// command to give another answer than that of the whole index: the same or
// none. It reports whether the damage was noticed.
func (a answers) damagedOr(t testing.TB, place string, named ...string) bool {
	t.Helper()
	noticed := false
	check := dupes(t, "", "index", "check", "--index", place)
	if check.code != 0 {
		noticed = true
		if check.code != 2 || !slices.ContainsFunc(named, func(n string) bool { return strings.Contains(check.stderr, n) }) {
			t.Errorf("index check: exit code %d, says none of %q:\n%s", check.code, named, check.stderr)
		}
	}
	for _, c := range []struct {
		args        []string
		stdin, want string
	}{{queryArgs, queries(), a.query}, {gateArgs, queries(), a.decide}, {[]string{"index", "export"}, "", ""}} {
		r := dupes(t, c.stdin, append(c.args, "--index", place)...)
		switch {
		case r.code == 0 && c.want == "":
			got := map[string]string{}
			for line := range strings.Lines(r.stdout) {
				var x article
				if err := json.Unmarshal([]byte(line), &x); err != nil {
					t.Errorf("index export: %v in %q", err, line)
				}
				got[x.ID] = x.Text
			}
			if !maps.Equal(got, a.texts) {
				t.Errorf("index export: %d articles, want %d, and no error; index check: %s%s", len(got), len(a.texts), check.stdout, check.stderr)
			}
		case r.code == 0 && r.stdout != c.want:
			t.Errorf("%s: another answer, and no error; index check: %s%s", r.command, check.stdout, check.stderr)
		case r.code != 0:
			if noticed = true; check.code == 0 {
				t.Errorf("index check finds no damage, but %s: %s", r.command, r.stderr)
			}
			r.fails(t, place)
		}
	}
	return noticed
}

// A bit that flips anywhere in an index is named, or makes no difference.
func TestDamageBit(t *testing.T) {
	original := parted(t)
	want := answersOf(t, original)
	noticed, flips := map[string]int{}, map[string]int{}
	for i := range 1 + kills()/5 {
		for _, file := range filesOf(t, original) {
			r := randomOf(t, i)
			t.Run(fmt.Sprintf("%s/%d", strings.ReplaceAll(file, "/", "_"), i), func(t *testing.T) {
				place := copied(t, original)
				t.Log(flip(t, filepath.Join(place, file), r))
				flips[kindOf(file)]++
				if want.damagedOr(t, place, filepath.Base(file), numberOf(file), filepath.Join(place, filepath.Dir(file))) {
					noticed[kindOf(file)]++
				}
			})
		}
	}
	for _, kind := range []string{".run", ".sst"} {
		if noticed[kind] != flips[kind] || flips[kind] == 0 {
			t.Errorf("%d of %d bits in %s files noticed", noticed[kind], flips[kind], kind)
		}
	}
	t.Logf("bits flipped %v, noticed %v", flips, noticed)
}

func kindOf(file string) string {
	if ext := filepath.Ext(file); ext != "" && !strings.Contains(file, "marker") {
		return ext
	}
	name, _, _ := strings.Cut(filepath.Base(file), "-")
	return name
}

// numberOf is the number by which Pebble names a file.
func numberOf(file string) string { return strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)) }

// A file that is cut short, empty or not there is named.
func TestDamageFile(t *testing.T) {
	original := parted(t)
	want := answersOf(t, original)
	for _, file := range filesOf(t, original) {
		if kind := kindOf(file); kind != ".run" && kind != ".sst" && kind != "MANIFEST" {
			continue
		}
		size := len(read(t, filepath.Join(original, file)))
		for name, harm := range map[string]func(path string) error{
			"cut by a byte":   func(path string) error { return os.Truncate(path, int64(size-1)) },
			"cut by half":     func(path string) error { return os.Truncate(path, int64(size/2)) },
			"empty":           func(path string) error { return os.Truncate(path, 0) },
			"not there":       os.Remove,
			"a byte too long": func(path string) error { return os.Truncate(path, int64(size+1)) },
		} {
			t.Run(strings.ReplaceAll(file, "/", "_")+"/"+name, func(t *testing.T) {
				place := copied(t, original)
				if err := harm(filepath.Join(place, file)); err != nil {
					t.Fatal(err)
				}
				if !want.damagedOr(t, place, filepath.Base(file), numberOf(file)) && kindOf(file) != "MANIFEST" {
					t.Error("nobody noticed") // one MANIFEST counts, the one before it is left over
				}
			})
		}
	}
}

// What stands in the log only is lost from a damaged place on, or an error
// says where that is. NOTE(pebble): damage in the last commits of a log reads
// like the end of one that a process was killed at; running the gate again
// brings back what was lost.
func TestDamageLog(t *testing.T) {
	original := unclosed(t)
	want, like := contents(t, original), (&gating{in: few()}).unharmedIDs(t)
	var logs []string
	for _, file := range filesOf(t, original) {
		if kindOf(file) == ".log" {
			logs = append(logs, file)
		}
	}
	if len(logs) == 0 {
		t.Fatal("no log")
	}
	noticed, lost := 0, 0
	for i := range kills() {
		r := randomOf(t, i)
		file := logs[r.IntN(len(logs))]
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			place := copied(t, original)
			t.Log(flip(t, filepath.Join(place, file), r))
			check := dupes(t, "", "index", "check", "--index", place)
			if check.code != 0 {
				noticed++
				check.fails(t, filepath.Join(place, "db"))
				dupes(t, queries(), append(queryArgs, "--index", place)...).fails(t, place)
				return
			}
			texts := contents(t, place)
			oneOf(t, texts, want)
			if len(texts) < len(want) {
				lost++
			}
			g := gating{in: few(), place: place, out: t.TempDir()}
			g.command(t).killed(never).ended(t, 0)
			same(t, "index, once the gate has run again", idsIn(t, place), like)
		})
	}
	t.Logf("%d bits flipped, %d noticed, %d cost the last articles", kills(), noticed, lost)
}

// An index that another program made, or was asked otherwise, is refused with
// both values.
func TestDamageHeader(t *testing.T) {
	eachStore(t, func(t *testing.T, s store) {
		for _, tt := range []struct {
			field string
			value any
			parts []string
		}{
			{"format", 2, []string{"format 2", "this program 1", "build the index again"}},
			{"normaliser", 99, []string{"normaliser version 99", "this program "}},
			{"sketch", "one-permutation", []string{"sketch kind one-permutation", "this program minwise"}},
			{"hash", "sha256", []string{"hash sha256", "this program xxh3-64"}},
		} {
			t.Run(tt.field, func(t *testing.T) {
				place := s.built(t)
				setHeader(t, place, tt.field, tt.value)
				for _, args := range [][]string{{"index", "query", "-"}, {"index", "stats"}, {"index", "check"}, {"index", "add", "-"}, {"gate", "-"}, {"gate", "-", "--add"}} {
					dupes(t, few().lines, append(args, "--index", place)...).fails(t, append(tt.parts, index.Shown(place))...)
				}
			})
		}
		place := s.built(t)
		for _, tt := range []struct {
			args []string
			says string
		}{
			{[]string{"gate", "-", "--shingle", "3"}, "has 5 words of a shingle, asked for are 3"},
			{[]string{"gate", "-", "--min-run", "20"}, "has 12 words of the least run, asked for are 20"},
			{[]string{"gate", "-", "--near-duplicate", "0.3"}, "from a Jaccard of 0.5 on, asked for is 0.3"},
			{[]string{"index", "query", "-", "--threshold", "0.4"}, "from a Jaccard of 0.5 on, asked for is 0.4"},
		} {
			dupes(t, few().lines, append(tt.args, "--index", place)...).fails(t, tt.says, index.Shown(place))
		}
	})
	// No command asks for another signature.
	err := index.Header{K: 128}.Serves(index.Options{K: 64})
	if want := "the index has 128 minima of a signature, asked for are 64"; err == nil || err.Error() != want {
		t.Errorf("Serves = %v, want %s", err, want)
	}
}

// quiet is a log of Pebble that nobody reads.
type quiet struct{ testing.TB }

func (quiet) Infof(string, ...any) {}

// setHeader changes what an index says that it was made with.
func setHeader(t testing.TB, place, field string, value any) {
	t.Helper()
	if !isFolder(place) {
		v, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		sql(t, "update "+schemaOf(place)+`.named set value = convert_to(jsonb_set(convert_from(value, 'UTF8')::jsonb, array[$1::text], $2::jsonb)::text, 'UTF8')
			where name = 'header'`, field, string(v))
		return
	}
	db, err := pebble.Open(filepath.Join(place, "db"), &pebble.Options{FormatMajorVersion: pebble.FormatNewest, Logger: quiet{t}})
	if err != nil {
		t.Fatal(err)
	}
	key := []byte("vheader")
	b, closer, err := db.Get(key)
	if err != nil {
		t.Fatal(err)
	}
	header := map[string]any{}
	err = errors.Join(json.Unmarshal(b, &header), closer.Close())
	header[field] = value
	changed, more := json.Marshal(header)
	if err := errors.Join(err, more, db.Set(key, changed, pebble.Sync), db.Close()); err != nil {
		t.Fatal(err)
	}
}
