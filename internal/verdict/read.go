package verdict

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// header is the first line of a review file.
const header = `{"type":"review","schema":1}` + "\n"

// maxLine bounds a line, in bytes. The longest note takes 24,000 where JSON
// escapes all of it; the rest is for ids.
const maxLine = 1 << 20

// row is an entry as it is written.
type row struct {
	Type string `json:"type"` // "entry"
	Entry
}

// encode is the line of e.
func encode(e Entry) ([]byte, error) {
	b, err := json.Marshal(row{"entry", e}, jsontext.AllowInvalidUTF8(true))
	switch {
	case err != nil:
		return nil, err
	case len(b) >= maxLine:
		return nil, wrong("entry of %d bytes: want less than %d", len(b), maxLine)
	}
	return append(b, '\n'), nil
}

// Read reads a review file without its lock, also while somebody writes to it.
// An unfinished last line is no entry, and returned by itself. A broken line
// elsewhere is an error that has the name and the number of the line.
func Read(r io.Reader, name string) (entries []Entry, unfinished string, err error) {
	c, err := parse(r, name)
	switch {
	case err != nil:
		return nil, "", err
	case c.size == 0:
		return nil, "", fmt.Errorf("read %q: %w", name, errNoReview)
	}
	return c.past.entries, string(c.torn), nil
}

var errNoReview = errors.New("not a review file: want " + header[:len(header)-1] + " first")

// contents is what a review file holds.
type contents struct {
	past history
	size int64  // bytes of the whole lines; 0 where not even the header is
	torn []byte // what is behind them
}

func parse(r io.Reader, name string) (*contents, error) {
	in := bufio.NewReaderSize(r, maxLine)
	c := &contents{past: newHistory()}
	for n := 1; ; n++ {
		text, err := in.ReadSlice('\n')
		switch {
		case err == io.EOF:
			c.torn = bytes.Clone(text)
			if n == 1 && !bytes.HasPrefix([]byte(header), c.torn) { // never cut what is not ours
				return nil, fmt.Errorf("read %q: %w", name, errNoReview)
			}
			return c, nil
		case err == bufio.ErrBufferFull && n == 1:
			err = errNoReview
		case err == bufio.ErrBufferFull:
			err = fmt.Errorf("over %d bytes", maxLine)
		case err != nil:
			return nil, fmt.Errorf("read %q: %w", name, err)
		default:
			text = bytes.Clone(text) // isLast reads on
			err = c.add(text, n)
		}
		if err != nil && n > 1 && !jsontext.Value(text).IsValid() && isLast(in) {
			c.torn = text
			return c, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read %q line %d: %w", name, n, err)
		}
		c.size += int64(len(text))
	}
}

func isLast(in *bufio.Reader) bool {
	_, err := in.Peek(1)
	return err == io.EOF
}

// add takes line n. Decoding is strict, bytes that are no UTF-8 included: we
// write none, so they are damage.
func (c *contents) add(text []byte, n int) error {
	if n == 1 {
		return checkHeader(text)
	}
	var r row
	if err := json.Unmarshal(text, &r, json.RejectUnknownMembers(true)); err != nil {
		return err
	}
	if r.Type != "entry" {
		return fmt.Errorf("type %q: want %q", r.Type, "entry")
	}
	r.Time = r.Time.UTC()
	if err := c.past.check(&r.Entry); err != nil {
		return err
	}
	c.past.add(r.Entry)
	return nil
}

func checkHeader(text []byte) error {
	var h struct {
		Type   string `json:"type"`
		Schema int    `json:"schema"`
	}
	switch err := json.Unmarshal(text, &h); {
	case err != nil || h.Type != "review":
		return errNoReview
	case h.Schema != 1:
		return fmt.Errorf("schema %d: this dupes knows schema 1", h.Schema)
	}
	return nil
}
