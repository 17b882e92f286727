package report

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/scan"
)

// maxRow bounds a row: that of a cluster of half a million articles.
const maxRow = 256 << 20

// headSize is how much of a file is looked at to tell what it is: the ids of a
// pair, which stand before its relation, have 12 KiB at most.
const headSize = 16 << 10

var (
	errUnfinished = errors.New("the file is unfinished: the summary at its end is missing")
	errCutShort   = errors.New("the file is unfinished: it ends inside a value")
)

// Read makes a result again of what `dupes scan` has written as json or jsonl,
// plain, gzip or zstd; errors call it name. The lists of the result are in the
// order of the file. Not in a file, and so empty, are
//
//   - the spans of runs and quotes: the file does not say in which unit they are;
//   - of an article in no cluster, all but its id;
//   - of a link in a cluster, DirectionWhy and Direction where the representative is
//     B in its pair, and what that pair says where it is not listed: SharedWordsA
//     and SharedWordsB are the lesser of both then;
//   - Sources, SharedQuotes and Article.
//
// A pair takes some 600 bytes of memory beside its texts.
func Read(in io.Reader, name string) (*scan.Result, error) {
	r := &rowReader{name: name, max: maxRow}
	if err := r.read(in); err != nil {
		return nil, err
	}
	res, err := r.result()
	if err != nil {
		return nil, fmt.Errorf("read %q: %w", name, err)
	}
	return res, nil
}

func (r *rowReader) read(in io.Reader) error {
	text, err := corpus.Text(in)
	if err != nil {
		return fmt.Errorf("read %q: %w", r.name, err)
	}
	defer text.Close()
	buffered := bufio.NewReaderSize(text, headSize)
	head, err := buffered.Peek(headSize)
	if err != nil && err != io.EOF {
		return fmt.Errorf("read %q: %w", r.name, err)
	}
	switch s := shapeOf(head); {
	case s.isDocument():
		return r.document(buffered)
	case s.isRow():
		return r.lines(buffered)
	}
	return fmt.Errorf("read %q: %w", r.name, noReport(head))
}

// noReport says what else a file is.
func noReport(head []byte) error {
	const want = "want what dupes scan writes with --format json or jsonl"
	switch {
	case len(bytes.TrimSpace(head)) == 0:
		return errors.New("empty file")
	case bytes.HasPrefix(head, []byte("cluster,a,b,")):
		return errors.New("csv, which holds pairs only: " + want)
	}
	return errors.New("not a report: " + want)
}

// IsReport tells whether a file begins like a report that Read takes, or like
// one of another command, for which Read has a reason. It reads some KiB. What
// is no file, or no text, is no report; the error is one of opening it.
func IsReport(path string) (bool, error) {
	if path == "-" { // standard input holds articles
		return false, nil
	}
	// Opening a named pipe waits for its writer, so look first.
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false, err
	}
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	text, err := corpus.Text(f)
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return false, pathError
	}
	if err != nil {
		return false, nil
	}
	defer text.Close()
	head, _ := io.ReadAll(io.LimitReader(text, headSize)) // what there is of a broken one tells too
	s := shapeOf(head)
	return s.first == "summary" && s.summary || s.isRow(), nil
}

// shape is what the first object of a file has, as far as it was looked at.
type shape struct {
	first   string          // its first member
	names   map[string]bool // of all its members
	kind    string          // the value of type
	summary bool            // the value of summary is of that type
	cut     string          // the member within which the look ended
}

func shapeOf(head []byte) shape {
	s := shape{names: map[string]bool{}}
	d := jsontext.NewDecoder(bytes.NewReader(head))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return s
	}
	for d.PeekKind() == '"' {
		t, err := d.ReadToken()
		if err != nil {
			break
		}
		name := t.String()
		if len(s.names) == 0 {
			s.first = name
		}
		s.names[name] = true
		value, err := d.ReadValue()
		switch {
		case err != nil:
			s.cut = name
			return s
		case name == "type" && value.Kind() == '"':
			_ = json.Unmarshal(value, &s.kind) // a string that the decoder has read
		case name == "summary" && value.Kind() == '{':
			s.summary = shapeOf(value).kind == "summary"
		}
	}
	return s
}

// isDocument holds for a json file, also one whose members were sorted.
func (s shape) isDocument() bool {
	_, list := arrays[s.first]
	return s.first == "summary" || list
}

// isRow holds for the first line of a jsonl file. What a scan calls by a name
// that articles may have as well must have more of a row than its type. The
// ids of a cluster and the text of boilerplate may be longer than the look.
func (s shape) isRow() bool {
	switch s.kind {
	case "pair":
		return s.names["relation"]
	case "cluster":
		return s.names["representative"] || s.cut == "cluster"
	case "boilerplate":
		return s.names["example"] || s.cut == "text"
	case "refused":
		return s.names["path"] && s.names["reason"]
	case "summary":
		return s.names["schema"]
	}
	return false
}

// arrays are those of a document and the types of their rows.
var arrays = map[string]string{"pairs": "pair", "clusters": "cluster", "boilerplate": "boilerplate", "refused": "refused"}

// lines reads a row a line, up to the summary.
func (r *rowReader) lines(in io.Reader) error {
	s := bufio.NewScanner(in)
	s.Buffer(nil, r.max)
	n := 0
	for s.Scan() {
		n++
		line := bytes.TrimSpace(s.Bytes())
		if len(line) == 0 {
			continue
		}
		if err := r.line(line); err != nil {
			// Of a stream that breaks off the last line is a part of one.
			return fmt.Errorf("read %q line %d: %w", r.name, n, cmp.Or(s.Err(), inWords(err)))
		}
	}
	err := s.Err()
	switch {
	case err == bufio.ErrTooLong:
		return fmt.Errorf("read %q line %d: %w", r.name, n+1, errLong(r.max))
	case err != nil:
		return fmt.Errorf("read %q line %d: %w", r.name, n+1, err)
	case r.summary == nil:
		return fmt.Errorf("read %q: %w", r.name, errUnfinished)
	}
	return nil
}

func (r *rowReader) line(line []byte) error {
	if r.summary != nil {
		return errors.New("a row behind the summary")
	}
	kind, err := r.typeOf(line)
	if err != nil {
		return err
	}
	return r.row(kind, func(to any) error { return json.Unmarshal(line, to) })
}

// typeOf looks for the type of a row, which is its first member.
func (r *rowReader) typeOf(line []byte) (string, error) {
	r.probe.Reset(bytes.NewBuffer(line))
	d := &r.probe
	if k := d.PeekKind(); k != '{' {
		if _, err := d.ReadValue(); err != nil { // "not" begins like null
			return "", err
		}
		return "", errors.New("not a JSON object")
	}
	if _, err := d.ReadToken(); err != nil {
		return "", err
	}
	for d.PeekKind() != '}' {
		t, err := d.ReadToken()
		if err != nil {
			return "", err
		}
		if t.String() != "type" {
			if err := d.SkipValue(); err != nil {
				return "", err
			}
			continue
		}
		t, err = d.ReadToken()
		return t.String(), err
	}
	return "", errors.New("a row without type")
}

// document reads an object with the summary and an array for each kind of row.
func (r *rowReader) document(in io.Reader) error {
	b := &bounded{r: in, max: r.max}
	b.d = jsontext.NewDecoder(b)
	err := r.members(b)
	if err == nil {
		return nil
	}
	at := b.d.InputOffset()
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		at, err = e.ByteOffset, e.Err
	}
	switch {
	case b.err != nil:
		err = b.err
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = errCutShort
	}
	return fmt.Errorf("read %q byte %d: %w", r.name, at, inWords(err))
}

func (r *rowReader) members(b *bounded) error {
	if _, err := b.d.ReadToken(); err != nil { // {
		return err
	}
	for b.d.PeekKind() != '}' {
		b.allowRow()
		t, err := b.d.ReadToken()
		if err != nil {
			return err
		}
		if name := t.String(); name == "summary" {
			err = r.row("summary", b.decode)
		} else {
			err = r.array(b, arrays[name])
		}
		if err != nil {
			return err
		}
	}
	if _, err := b.d.ReadToken(); err != nil {
		return err
	}
	b.allowRow() // of blanks
	switch _, err := b.d.ReadToken(); err {
	case io.EOF:
	case nil:
		return errors.New("more behind the document")
	default:
		return err
	}
	if r.summary == nil {
		return errors.New("a document without summary")
	}
	return nil
}

// array reads the rows of one type; what has none is passed over, such as the
// diffs of a scan.
func (r *rowReader) array(b *bounded, kind string) error {
	if b.d.PeekKind() != '[' {
		if kind != "" {
			return fmt.Errorf("want a list of rows of type %s", kind)
		}
		return b.d.SkipValue()
	}
	if _, err := b.d.ReadToken(); err != nil {
		return err
	}
	for b.d.PeekKind() != ']' {
		b.allowRow()
		var err error
		if kind == "" {
			err = b.d.SkipValue()
		} else {
			err = r.row(kind, b.decode)
		}
		if err != nil {
			return err
		}
	}
	_, err := b.d.ReadToken()
	return err
}

// bounded decodes a stream without holding more of it than a row may have.
type bounded struct {
	r    io.Reader
	d    *jsontext.Decoder // reads from bounded
	max  int               // bytes of a row
	n    int64             // bytes read
	upTo int64             // bytes that may be read
	err  error             // of the reading
}

// allowRow is called before each row.
func (b *bounded) allowRow() { b.upTo = b.d.InputOffset() + int64(b.max) }

func (b *bounded) decode(to any) error { return json.UnmarshalDecode(b.d, to) }

func (b *bounded) Read(p []byte) (int, error) {
	if b.n > b.upTo {
		b.err = errLong(b.max)
		return 0, b.err
	}
	n, err := b.r.Read(p)
	b.n += int64(n)
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
}

func errLong(max int) error { return fmt.Errorf("row over %d MiB", max>>20) }

// inWords says what is wrong without the names of the library and of Go types.
func inWords(err error) error {
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		if errors.Is(e.Err, io.ErrUnexpectedEOF) {
			return errCutShort
		}
		return fmt.Errorf("JSON at byte %d: %w", e.ByteOffset, e.Err)
	}
	if e, ok := errors.AsType[*json.SemanticError](err); ok {
		if e.JSONPointer == "" {
			return errors.New("a row that is not an object")
		}
		return fmt.Errorf("wrong value at %s", e.JSONPointer)
	}
	return err
}
