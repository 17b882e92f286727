package verdict

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	one   = `{"type":"entry","n":1,"time":"2031-05-06T09:00:00Z","reviewer":"ida","a":"x","b":"y","representative":"x","verdict":"duplicate"}` + "\n"
	two   = `{"type":"entry","n":2,"time":"2031-05-06T09:00:04Z","reviewer":"ida","a":"x","b":"y","verdict":"undo","of":1}` + "\n"
	three = `{"type":"entry","n":3,"time":"2031-05-06T09:00:05Z","reviewer":"ida","a":"x","b":"y","verdict":"keep","keep":"y"}` + "\n"
)

func write(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "desk.review")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// change replaces a part of the second of three entries.
func change(old, by string) string {
	if !strings.Contains(two, old) {
		panic(old)
	}
	return header + one + strings.Replace(two, old, by, 1) + three
}

// What no reviewer can have written is an error with its place, for those who
// only read and for those who write, and the file stays what it is.
func TestBroken(t *testing.T) {
	const none = `not a review file: want {"type":"review","schema":1} first`
	for _, tt := range []struct{ name, text, want string }{
		{"scan", `{"type":"pair","a":"x","b":"y"}` + "\n", "line 1: " + none},
		{"text", "The ferry\nran aground.\n", "line 1: " + none},
		{"one line", "The ferry ran aground.", none},
		{"binary", strings.Repeat("\x00", maxLine+1), "line 1: " + none},
		{"schema", `{"type":"review","schema":2}` + "\n" + one, "line 1: schema 2: this dupes knows schema 1"},
		{"middle", header + one[:40] + "\n" + two, "line 2: "},
		{"two broken", header + one + two[:40] + "\n" + two[:40], "line 3: "},
		{"blank", header + "\n" + one, "line 2: "},
		{"too long", header + strings.Repeat(" ", maxLine) + one, "line 2: over 1048576 bytes"},
		{"zeros", header + one + "\x00\x00\n" + three, "line 3: "},
		{"type", change("entry", "pair"), `line 3: type "pair": want "entry"`},
		{"unknown", change(`"of"`, `"off"`), "line 3: "},
		{"number", change(`"n":2`, `"n":4`), "line 3: entry 4: want 2"},
		{"missing", header + one + three, "line 3: entry 3: want 2"},
		{"time", change("2031-05-06T09:00:04Z", "6 May"), "line 3: "},
		{"no time", change(`"time":"2031-05-06T09:00:04Z",`, ""), "line 3: entry without a time"},
		{"reviewer", change(`"ida"`, `" "`), "line 3: reviewer without a name"},
		{"control", change(`"ida"`, `"i\u001bda"`), `line 3: reviewer "i\x1bda": want no control characters`},
		{"no id", change(`"a":"x",`, ""), "line 3: want the ids of two articles"},
		{"order", change(`"a":"x","b":"y"`, `"a":"y","b":"x"`), `line 3: pair "y", "x": want the lesser id first`},
		{"itself", change(`"a":"x"`, `"a":"y"`), `line 3: pair of "y" and itself`},
		{"verdict", change("undo", "maybe"), `line 3: verdict "maybe": want duplicate, not-duplicate, same-source, keep, note or undo`},
		{"representative", change(`"of":1`, `"of":1,"representative":"z"`), `line 3: representative "z": want "x" or "y"`},
		{"keep", change(`"undo","of":1`, `"keep","keep":"z"`), `line 3: keep "z" with the verdict keep: want "x" or "y" with keep`},
		{"keep of undo", change(`"of":1`, `"of":1,"keep":"x"`), `line 3: keep "x" with the verdict undo: want "x" or "y" with keep`},
		{"note of undo", change(`"of":1`, `"of":1,"note":"x"`), "line 3: note with the verdict undo"},
		{"long note", change(`"undo","of":1`, `"note","note":"`+strings.Repeat("é", 4001)+`"`), "line 3: note of 4001 characters: want 4000 at most"},
		{"undo of none", change(`"of":1`, `"of":3`), "line 3: undo of 3: no such entry"},
		{"undo of an undo", header + one + two + strings.Replace(strings.Replace(two, `"of":1`, `"of":2`, 1), `"n":2`, `"n":3`, 1), "line 4: undo of 2: is one itself"},
		{"undo twice", header + one + two + strings.Replace(two, `"n":2`, `"n":3`, 1), "line 4: undo of 1: was taken back before"},
		{"undo elsewhere", change(`"b":"y"`, `"b":"z"`), "line 3: undo of 1: is about another pair"},
		{"of", change("undo", "duplicate"), "line 3: of with the verdict duplicate"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := write(t, tt.text)
			want := `read "` + path + `" ` + tt.want
			if tt.want == none {
				want = `read "` + path + `": ` + none
			}
			_, _, err := Read(strings.NewReader(tt.text), path)
			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("Read = %v, want %s", err, want)
			}
			j, err := Open(path, "tom")
			if err == nil {
				j.Close()
			}
			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("Open = %v, want %s", err, want)
			}
			if text, err := os.ReadFile(path); err != nil || string(text) != tt.text {
				t.Errorf("Open has changed the file, %v", err)
			}
		})
	}
}

// A file that ends anywhere is one of the entries that are whole.
func TestUnfinished(t *testing.T) {
	whole := header + one + two + three
	for _, text := range []string{whole + "\x00\x00\x00", whole + "{\"type\":\n", whole + "\xff\n", whole + three[:40] + "\n"} {
		checkUnfinished(t, text, whole)
	}
	for n := range len(whole) + 1 {
		end := strings.LastIndexByte(whole[:n], '\n') + 1
		checkUnfinished(t, whole[:n], whole[:end])
	}
}

func checkUnfinished(t *testing.T, text, left string) {
	t.Helper()
	entries, unfinished, err := Read(strings.NewReader(text), "it")
	switch {
	case left == "":
		if err == nil || err.Error() != `read "it": not a review file: want {"type":"review","schema":1} first` {
			t.Errorf("Read(%q) = %v", text, err)
		}
	case err != nil || unfinished != text[len(left):]:
		t.Errorf("Read(%q) = %q, %v, want %q", text, unfinished, err, text[len(left):])
	}
	path := write(t, text)
	j := open(t, path, "tom")
	if j.Repaired() != text[len(left):] {
		t.Errorf("Open(%q): Repaired = %q, want %q", text, j.Repaired(), text[len(left):])
	}
	if diff := cmp.Diff(entries, j.Since(0)); len(entries) > 0 && diff != "" {
		t.Errorf("Open(%q) (-want +got):\n%s", text, diff)
	}
	e, err := j.Append(Entry{A: "p", B: "q", Kind: Duplicate})
	if err != nil {
		t.Fatal(err)
	}
	last, err := encode(e)
	if err != nil {
		t.Fatal(err)
	}
	if left == "" {
		left = header
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != left+string(last) {
		t.Errorf("Open(%q), Append: %q, %v, want %q", text, got, err, left+string(last))
	}
	j.Close()
}

// Windows editors end lines otherwise.
func TestReadCRLF(t *testing.T) {
	entries, _, err := Read(strings.NewReader(strings.ReplaceAll(header+one+two, "\n", "\r\n")), "it")
	if err != nil || len(entries) != 2 {
		t.Errorf("Read = %d entries, %v, want 2", len(entries), err)
	}
}

// What is read can be written and is then read as the same.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"", header, header + one, header + one + two + three, header + one + two[:30], header + one[:30] + "\n" + two, change("undo", "maybe"), "\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		entries, unfinished, err := Read(bytes.NewReader(text), "it")
		if err != nil {
			return
		}
		if !bytes.HasSuffix(text, []byte(unfinished)) {
			t.Errorf("unfinished %q is not the end", unfinished)
		}
		again := []byte(header)
		for _, e := range entries {
			l, err := encode(e)
			if err != nil {
				t.Fatal(err)
			}
			again = append(again, l...)
		}
		got, _, err := Read(bytes.NewReader(again), "it")
		if diff := cmp.Diff(entries, got); err != nil || diff != "" {
			t.Errorf("read again: %v (-want +got):\n%s", err, diff)
		}
		if diff := cmp.Diff(naive(entries), Replay(entries)); diff != "" {
			t.Errorf("Replay (-want +got):\n%s", diff)
		}
		for _, export := range []func(State) error{
			func(s State) error { return WriteLabels(&bytes.Buffer{}, s) },
			func(s State) error { return WriteDecisions(&bytes.Buffer{}, s) },
		} {
			if err := export(Replay(entries)); err != nil {
				t.Error(err)
			}
		}
	})
}
