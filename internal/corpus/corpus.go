package corpus

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strconv"
)

// Config says how articles are read. The zero value of a field is the default
// that its comment names.
type Config struct {
	// The JSON fields to take. Where one is empty, the first of these that
	// holds a value is taken:
	IDField     string // id, _id, uuid, guid
	TextField   string // text, content, body, article, maintext
	TitleField  string // title, headline
	OutletField string // outlet, publisher, source, site
	DateField   string // date, published, published_at, date_published, pubDate
	URLField    string // url, link, canonical_url

	MaxArticle int64 // bytes of one article after decompression; 0 means 8 MiB
}

const defaultMaxArticle = 8 << 20

// maxID keeps ids fit for tables, keys and lists of pairs.
const maxID = 1 << 10

// Record is one article as it stands in its file, not yet decoded.
type Record struct {
	Path string
	Line int   // as in Article
	Size int64 // bytes of the file read since the record before; over a file they add up to at most File.Size

	raw  []byte
	id   string // for an article that names none
	kind kind
	set  *settings
}

// Article decodes r. The text of the error is the reason to refuse it. It may
// be called from any number of goroutines.
func (r Record) Article() (Article, error) {
	a, err := r.decode()
	if err != nil {
		return Article{}, err
	}
	a.Path, a.Line = r.Path, r.Line
	switch {
	case a.ID == "":
		return Article{}, fmt.Errorf("empty id")
	case len(a.ID) > maxID:
		return Article{}, fmt.Errorf("id %.20q... of %d bytes: want at most %d", a.ID, len(a.ID), maxID)
	}
	return a, nil
}

func (r Record) decode() (Article, error) {
	switch r.kind {
	case kindText:
		return r.fromText()
	case kindHTML:
		return r.fromHTML()
	default:
		return r.fromJSON()
	}
}

// Read calls emit for every record of files, in order: each line of JSON
// lines that is not blank, each element of a JSON array, and each other file
// as a whole. What cannot be read goes to refuse and reading goes on. Read
// returns the error of ctx or of emit, which end it, and nil otherwise.
func Read(ctx context.Context, files []File, stdin io.Reader, cfg Config, emit func(Record) error, refuse func(Refused)) error {
	r := &reader{ctx: ctx, stdin: stdin, set: newSettings(cfg), emit: emit, refuse: refuse}
	for _, f := range files {
		if err := r.readFile(f); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// reader holds what Read was called with and the file at hand. Its methods
// return only what ends Read; refusals they report themselves.
type reader struct {
	ctx    context.Context
	stdin  io.Reader
	set    *settings
	emit   func(Record) error
	refuse func(Refused)

	file File
	kind kind
	in   *counter
}

func (r *reader) readFile(f File) error {
	r.file, r.kind = f, kindOf(f.Path)
	in, err := r.open()
	if err != nil {
		r.refuseLine(0, err)
		return r.ctx.Err()
	}
	defer in.Close()
	r.in = &counter{ctx: r.ctx, r: in}

	text, err := unpack(r.in)
	if err != nil {
		r.refuseLine(0, err)
		return r.ctx.Err()
	}
	defer text.Close()
	switch r.kind {
	case kindLines:
		return r.readLines(text)
	case kindJSON:
		return r.readValues(text)
	default:
		return r.readWhole(text)
	}
}

func (r *reader) open() (io.ReadCloser, error) {
	if r.file.Path == stdinPath {
		return io.NopCloser(r.stdin), nil
	}
	// Opening a named pipe waits for its writer, so look first.
	info, err := os.Stat(r.file.Path)
	if err != nil {
		return nil, plainError(err)
	}
	if err := regular(info); err != nil {
		return nil, err
	}
	f, err := os.Open(r.file.Path)
	return f, plainError(err)
}

// readWhole emits a file that is one article.
func (r *reader) readWhole(text io.Reader) error {
	raw, err := io.ReadAll(io.LimitReader(text, r.set.max+1))
	switch {
	case r.ctx.Err() != nil:
		return r.ctx.Err()
	case err != nil:
		r.refuseLine(0, err)
	case int64(len(raw)) > r.set.max:
		r.refuseLine(0, r.set.tooLong())
	default:
		return r.send(raw, 0, r.file.Name)
	}
	return nil
}

// readLines emits the lines of JSON lines. After a line over the limit it goes
// on with the next; a broken stream ends the file, the lines before stand.
func (r *reader) readLines(text io.Reader) error {
	w := newWindow(text, r.set.max)
	empty := true
	for {
		raw, line, err := w.line()
		switch {
		case r.ctx.Err() != nil:
			return r.ctx.Err()
		case err == io.EOF:
			if empty {
				r.refuseLine(0, errEmpty)
			}
			return nil
		case err == errTooLong:
			r.refuseLine(line, r.set.tooLong())
		case err != nil:
			r.refuseLine(line, fmt.Errorf("%w; the lines before stand", err))
			return nil
		case len(bytes.TrimSpace(raw)) == 0:
			continue
		default:
			if err := r.send(raw, line, r.numbered(line)); err != nil {
				return err
			}
		}
		empty = false
	}
}

// readValues emits the articles of a JSON file: one object, an array of them,
// or one object after another. Elements are numbered by position, not line: an
// array often stands in a single line.
func (r *reader) readValues(text io.Reader) error {
	s := newSplitter(text, r.set.max)
	for n := 1; ; n++ {
		raw, line, err := s.next()
		switch {
		case r.ctx.Err() != nil:
			return r.ctx.Err()
		case err == io.EOF:
			return nil
		case err == errEmpty:
			r.refuseLine(0, err)
			return nil
		case err == errTooLong:
			r.refuseLine(line, r.set.tooLong())
		case err != nil:
			r.refuseLine(line, err)
			return nil
		case n == 1 && s.single():
			return r.send(raw, 0, r.file.Name)
		default:
			if err := r.send(raw, line, r.numbered(n)); err != nil {
				return err
			}
		}
	}
}

func (r *reader) numbered(n int) string {
	return r.file.Name + "#" + strconv.Itoa(n)
}

func (r *reader) send(raw []byte, line int, id string) error {
	return r.emit(Record{
		Path: r.file.Path, Line: line, Size: r.in.take(),
		raw: raw, id: id, kind: r.kind, set: r.set,
	})
}

// refuseLine reports err unless it only says that ctx has ended.
func (r *reader) refuseLine(line int, err error) {
	if r.ctx.Err() == nil {
		r.refuse(Refused{Path: r.file.Path, Line: line, Reason: err.Error()})
	}
}

// counter counts the bytes that pass and ends them with ctx, so that a line of
// many gigabytes does not delay an interrupt.
type counter struct {
	ctx context.Context
	r   io.Reader
	n   int64
}

func (c *counter) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, plainError(err)
}

// take returns the bytes counted since the last call.
func (c *counter) take() int64 {
	n := c.n
	c.n = 0
	return n
}
