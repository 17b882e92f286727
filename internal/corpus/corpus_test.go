package corpus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// outcome is what a Read gave, in short: "id: text" of each article, and
// "line: reason" of each refusal, of a record or of the file.
type outcome struct{ Articles, Refused []string }

func readAll(t testing.TB, cfg Config, stdin io.Reader, paths ...string) (outcome, []Article) {
	t.Helper()
	var got outcome
	var articles []Article
	refuse := func(r Refused) { got.Refused = append(got.Refused, fmt.Sprintf("%d: %s", r.Line, r.Reason)) }
	files, refused := List(paths)
	for _, r := range refused {
		refuse(r)
	}
	err := Read(context.Background(), files, stdin, cfg, func(r Record) error {
		a, err := r.Article()
		if err != nil {
			refuse(Refused{Path: r.Path, Line: r.Line, Reason: err.Error()})
			return nil
		}
		got.Articles = append(got.Articles, a.ID+": "+a.Text)
		articles = append(articles, a)
		return nil
	}, refuse)
	if err != nil {
		t.Fatalf("Read(%q) = %v, want nil", paths, err)
	}
	return got, articles
}

func write(t testing.TB, dir, name, data string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(data), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func gzipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

func zstded(s string) string {
	w, _ := zstd.NewWriter(nil)
	return string(w.EncodeAll([]byte(s), nil))
}

const noText = "no text: none of the fields text, content, body, article, maintext; --text-field names it"

func TestRead(t *testing.T) {
	ab := `{"id":"a","text":"one"}` + "\n" + `{"id":"b","text":"two"}` + "\n"
	long := strings.Repeat("x", 2000)
	many := strings.Repeat(`{"text":"gone"}`+"\n", 50000)
	tests := []struct {
		name, data string
		want       outcome
	}{
		// The kinds.
		{"a.txt", "Plain.\n", outcome{Articles: []string{"a.txt: Plain.\n"}}},
		{"a.jsonl", ab, outcome{Articles: []string{"a: one", "b: two"}}},
		{"a.NDJSON", strings.TrimSpace(ab), outcome{Articles: []string{"a: one", "b: two"}}},
		{"a.jsonl", "\n{\"text\":\"x\"}\r\n\r\n{\"text\":\"y\"}", outcome{Articles: []string{"a.jsonl#2: x", "a.jsonl#4: y"}}},
		{"a.json", `{"text":"x"}`, outcome{Articles: []string{"a.json: x"}}},
		{"a.json", `{"text":"x"} {"text":"y"}`, outcome{Articles: []string{"a.json#1: x", "a.json#2: y"}}},
		{"a.json", `[{"text":"x, [}\\\""},{"text":"y"}]`, outcome{Articles: []string{`a.json#1: x, [}\"`, "a.json#2: y"}}},
		{"a.json", " [ ] ", outcome{}},

		// Fields.
		{"a.jsonl", `{"_id":7,"body":"b","content":"c"}`, outcome{Articles: []string{"7: c"}}},
		{"a.jsonl", `{"text":" ","content":"c"}`, outcome{Articles: []string{"a.jsonl#1: c"}}},
		{"a.jsonl", `{"te\u0078t":"a\n\"\u00e9\"\t\\\/"}`, outcome{Articles: []string{"a.jsonl#1: a\n\"é\"\t\\/"}}},
		{"a.jsonl", `{"text":["p","q"],"id":null}`, outcome{Articles: []string{"a.jsonl#1: p\n\nq"}}},
		{"a.jsonl", `{"text":[1]}`, outcome{Refused: []string{`1: no text: field "text": want text, have a list`}}},
		{"a.jsonl", `{"text":3}`, outcome{Refused: []string{`1: no text: field "text": want text, have a number`}}},
		{"a.jsonl", `{"text":""}`, outcome{Refused: []string{`1: no text: field "text" is empty`}}},
		{"a.jsonl", `{"title":"t"}`, outcome{Refused: []string{"1: " + noText}}},
		{"a.jsonl", `{"text":"x","id":""}`, outcome{Refused: []string{"1: empty id"}}},
		{"a.jsonl", `{"text":"x","id":"` + strings.Repeat("i", 1025) + `"}`, outcome{Refused: []string{`1: id "iiiiiiiiiiiiiiiiiiii"... of 1025 bytes: want at most 1024`}}},

		// Compression: the first bytes decide.
		{"a.jsonl.gz", gzipped(ab), outcome{Articles: []string{"a: one", "b: two"}}},
		{"a.jsonl", gzipped(ab), outcome{Articles: []string{"a: one", "b: two"}}},
		{"a.jsonl.gz", ab, outcome{Articles: []string{"a: one", "b: two"}}},
		{"a.json.zst", zstded(`{"text":"x"}`), outcome{Articles: []string{"a.json.zst: x"}}},
		{"a.jsonl.gz", gzipped(ab[:24]) + gzipped(ab[24:]), outcome{Articles: []string{"a: one", "b: two"}}},
		{"a.txt.gz", gzipped("x")[:20], outcome{Refused: []string{"0: gzip: unexpected EOF"}}},
		{"a.txt.gz", "\x1f\x8b", outcome{Refused: []string{"0: gzip: unexpected EOF"}}},
		{"a.txt.zst", zstded(long)[:12], outcome{Refused: []string{"0: zstd: unexpected EOF"}}},
		{"a.jsonl.gz", gzipped(ab) + "rest", outcome{Articles: []string{"a: one", "b: two"}, Refused: []string{"3: gzip: unexpected EOF; the lines before stand"}}},

		// Too long: refused, and on with the next.
		{"a.txt", long, outcome{Refused: []string{"0: over the limit of an article, 1000 bytes; --max-article raises it"}}},
		{"a.txt.gz", gzipped(strings.Repeat("0", 50<<20)), outcome{Refused: []string{"0: over the limit of an article, 1000 bytes; --max-article raises it"}}},
		{"a.jsonl", many[:30] + long + "\n" + ab, outcome{Articles: []string{"a.jsonl#1: gone", "a: one", "b: two"}, Refused: []string{"2: over the limit of an article, 1000 bytes; --max-article raises it"}}},
		{"a.json", `[{"text":"` + long + `"},` + "\n" + `{"text":"y"}]`, outcome{Articles: []string{"a.json#2: y"}, Refused: []string{"1: over the limit of an article, 1000 bytes; --max-article raises it"}}},

		// Empty and binary.
		{"a.txt", "", outcome{Refused: []string{"0: empty"}}},
		{"a.txt", " \n", outcome{Refused: []string{"0: empty"}}},
		{"a.jsonl", "\n\n", outcome{Refused: []string{"0: empty"}}},
		{"a.json", "\xef\xbb\xbf\n", outcome{Refused: []string{"0: empty"}}},
		{"a.txt", "\xff\xfe", outcome{Refused: []string{"0: empty"}}},
		{"a.txt", "\x00\x01\x02\x03text", outcome{Refused: []string{"0: binary, not text"}}},
		{"a.txt", "\x01\x02\x03text", outcome{Refused: []string{"0: binary, not text"}}},
		{"a.jsonl", many + "\x00", outcome{Refused: []string{"50001: JSON at byte 0: invalid character '\\x00' at start of value"}}},

		// Broken JSON.
		{"a.jsonl", "{\"text\":\"x\n" + ab, outcome{Articles: []string{"a: one", "b: two"}, Refused: []string{"1: JSON at byte 10: unexpected EOF"}}},
		{"a.jsonl", `{"text":"x"} y`, outcome{Refused: []string{"1: JSON at byte 12: more after the object"}}},
		{"a.jsonl", `{"text":"x"}{}`, outcome{Refused: []string{"1: JSON at byte 12: more after the object"}}},
		{"a.jsonl", `{"text":"x","n":NaN}`, outcome{Refused: []string{"1: JSON at byte 16: invalid character 'N' at start of value"}}},
		{"a.jsonl", `{"text":"x","text":"y"}`, outcome{Refused: []string{`1: JSON at byte 12: duplicate object member name`}}},
		{"a.jsonl", "{\"text\":\"x\xff\"}", outcome{Refused: []string{"1: JSON at byte 10: invalid UTF-8"}}},
		{"a.jsonl", `"x"`, outcome{Refused: []string{"1: want a JSON object, have a string"}}},
		{"a.json", `[{"text":"x"}, NaN, {"text":"y"}] z`, outcome{Articles: []string{"a.json#1: x", "a.json#3: y"}, Refused: []string{"1: JSON at byte 0: invalid character 'N' at start of value", "1: JSON has 'z': want nothing after the array"}}},
		{"a.json", `[{"text":"x"},]`, outcome{Articles: []string{"a.json#1: x"}, Refused: []string{"1: JSON has ']': want an element of the array"}}},
		{"a.json", "[{\"text\":\"x\"},\n", outcome{Articles: []string{"a.json#1: x"}, Refused: []string{"2: JSON ends inside an array; the elements before stand"}}},
		{"a.json", `{"text":"x`, outcome{Refused: []string{"1: JSON ends inside a value"}}},
		{"a.json", `plain text`, outcome{Refused: []string{"1: JSON has 'p': want an object or an array of objects"}}},
	}
	for _, tt := range tests {
		path := write(t, t.TempDir(), tt.name, tt.data)
		if len(tt.data) > 100000 && strings.HasPrefix(tt.data, many) {
			got, _ := readAll(t, Config{}, nil, path)
			if n := len(got.Articles); n != 50000 {
				t.Errorf("Read(%q) gave %d articles, want 50000", tt.name, n)
			}
			got.Articles = nil
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Read(%q): -want +got:\n%s", tt.name, diff)
			}
			continue
		}
		cfg := Config{MaxArticle: 1000}
		if strings.Contains(tt.data, "iiii") {
			cfg = Config{}
		}
		got, _ := readAll(t, cfg, nil, path)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("Read(%q) of %.60q: -want +got:\n%s", tt.name, tt.data, diff)
		}
	}
}

// TestTruncatedLines holds that the lines before a broken end stand.
func TestTruncatedLines(t *testing.T) {
	var lines strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&lines, `{"text":"article %d"}`+"\n", i*7919)
	}
	for _, packed := range []string{gzipped(lines.String()), zstded(lines.String())} {
		path := write(t, t.TempDir(), "a.jsonl.gz", packed[:len(packed)*9/10])
		got, _ := readAll(t, Config{}, nil, path)
		n := len(got.Articles)
		if n == 0 || n >= 20000 || len(got.Refused) != 1 {
			t.Fatalf("Read of a cut file gave %d articles and refused %q, want some and one refusal", n, got.Refused)
		}
		if want := fmt.Sprintf("%d: ", n+1); !strings.HasPrefix(got.Refused[0], want) || !strings.Contains(got.Refused[0], "unexpected EOF") {
			t.Errorf("Read of a cut file refused %q, want line %s and unexpected EOF", got.Refused[0], want)
		}
	}
}

func TestReadFields(t *testing.T) {
	line := `{"id":"a","body":"b","headline":"h","source":{"name":"n"},"site":"s","author":"w","pubDate":"2019-09-04","link":"u"}`
	_, got := readAll(t, Config{}, strings.NewReader(line), "-")
	want := []Article{{
		ID: "a", Text: "b", Title: "h", Outlet: "s", Byline: "w", URL: "u", Path: "-", Line: 1,
		Date: time.Date(2019, 9, 4, 0, 0, 0, 0, time.UTC), Origin: Origin{Source: "n"},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Read: -want +got:\n%s", diff)
	}
	cfg := Config{IDField: "link", TextField: "headline", OutletField: "body"}
	_, got = readAll(t, cfg, strings.NewReader(gzipped(line)), "-")
	if len(got) != 1 || got[0].ID != "u" || got[0].URL != "u" || got[0].Text != "h" || got[0].Outlet != "b" {
		t.Errorf("Read with %+v = %+v, want id u, url u, text h, outlet b", cfg, got)
	}
}

// endless is a line that never ends.
type endless struct{ left int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return copy(p, "\n{\"text\":\"after\"}\n"), io.EOF
	}
	n := min(int64(len(p)), e.left)
	for i := range p[:n] {
		p[i] = 'x'
	}
	e.left -= n
	return int(n), nil
}

func TestLongLineInBoundedMemory(t *testing.T) {
	allocs := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			got, _ := readAll(b, Config{}, &endless{left: 1 << 30}, "-")
			want := outcome{Articles: []string{"-#2: after"}, Refused: []string{"1: over the limit of an article, 8 MiB; --max-article raises it"}}
			if diff := cmp.Diff(want, got); diff != "" {
				b.Fatalf("Read of 1 GiB in a line: -want +got:\n%s", diff)
			}
		}
	})
	if got := allocs.AllocedBytesPerOp(); got > 64<<20 {
		t.Errorf("Read of 1 GiB in a line allocated %d bytes, want at most 64 MiB", got)
	}
}

// TestRecordsKeep holds that a record does not change while later ones are
// read, that goroutines may decode at once, and that sizes add up to the file.
func TestRecordsKeep(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jsonl")
	size := writeLines(t, path, 1000, true)
	files, _ := List([]string{path})
	var records []Record
	var sum int64
	err := Read(context.Background(), files, nil, Config{}, func(r Record) error {
		records = append(records, r)
		sum += r.Size
		return nil
	}, func(r Refused) { t.Error(r) })
	if err != nil || len(records) != 1000 || sum != size || files[0].Size != size {
		t.Fatalf("Read = %v, %d records of %d bytes, want nil, 1000, %d", err, len(records), sum, size)
	}
	var workers sync.WaitGroup
	for w := range 4 {
		workers.Go(func() {
			for i := w; i < len(records); i += 4 {
				if a, err := records[i].Article(); err != nil || a.ID != fmt.Sprintf("a%d", i) {
					t.Errorf("record %d: Article() = %q, %v, want id a%d", i, a.ID, err, i)
				}
			}
		})
	}
	workers.Wait()
}

func TestReadEnds(t *testing.T) {
	input := strings.Repeat(`{"text":"x"}`+"\n", 10)
	files, _ := List([]string{"-"})
	refuse := func(r Refused) { t.Errorf("refused %v, want nothing", r) }

	stop := errors.New("stop")
	n := 0
	err := Read(context.Background(), files, strings.NewReader(input), Config{}, func(Record) error { n++; return stop }, refuse)
	if err != stop || n != 1 {
		t.Errorf("Read with an emit that ends = %v after %d records, want %v after 1", err, n, stop)
	}

	ctx, cancel := context.WithCancel(context.Background())
	n = 0
	err = Read(ctx, files, strings.NewReader(input), Config{}, func(Record) error { n++; cancel(); return nil }, refuse)
	if err != context.Canceled || n != 1 {
		t.Errorf("Read interrupted = %v after %d records, want %v after 1", err, n, context.Canceled)
	}
	err = Read(ctx, files, &endless{left: 1 << 50}, Config{}, func(Record) error { return nil }, refuse)
	if err != context.Canceled {
		t.Errorf("Read interrupted before = %v, want %v", err, context.Canceled)
	}
}

func FuzzReadLines(f *testing.F) {
	for _, seed := range []string{"", "{\"text\":\"x\"}\n", "[{\"text\":\"x\"},1]", "\xff\xfe{\x00", gzipped("{}"), zstded("{}"), "[[[[", `{"text":"\ud800"}`} {
		f.Add(seed, "a.jsonl")
		f.Add(seed, "a.json")
		f.Add(seed, "a.txt")
	}
	f.Fuzz(func(t *testing.T, data, name string) {
		k := kindOf(name)
		if k != kindLines && k != kindJSON && k != kindText {
			return
		}
		r := &reader{ctx: context.Background(), set: newSettings(Config{MaxArticle: 100}), refuse: func(Refused) {}}
		r.emit = func(rec Record) error {
			a, err := rec.Article()
			if err == nil && (strings.TrimSpace(a.Text) == "" || a.ID == "") {
				t.Errorf("Article() of %q = %+v, want an id and a text", rec.raw, a)
			}
			return nil
		}
		r.file, r.kind = File{Path: name, Name: "a"}, k
		r.in = &counter{ctx: r.ctx, r: strings.NewReader(data)}
		text, err := unpack(r.in)
		if err != nil {
			return
		}
		defer text.Close()
		switch k {
		case kindLines:
			err = r.readLines(text)
		case kindJSON:
			err = r.readValues(text)
		default:
			err = r.readWhole(text)
		}
		if err != nil {
			t.Errorf("reading %q as %q = %v, want nil", data, name, err)
		}
	})
}
