package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// maxLine bounds a line that is no article, such as a row of a scan with the
// text of its longest run.
const maxLine = 64 << 20

var errLongLine = errors.New("line over 64 MiB")

// Text is what in holds, read as an input file is read: gzip and zstd are
// decompressed, UTF-16 is decoded, a byte order mark is passed over. Closing it
// leaves in open.
func Text(in io.Reader) (io.ReadCloser, error) { return unpack(in) }

// Lines calls emit for every line of the text of in that is not blank, with
// its number from 1.
func Lines(in io.Reader, emit func(line []byte, n int)) error {
	text, err := unpack(in)
	if err != nil {
		return err
	}
	defer text.Close()
	w := newWindow(text, maxLine)
	for {
		line, n, err := w.line()
		switch {
		case err == io.EOF:
			return nil
		case err == errTooLong:
			return errLongLine
		case err != nil:
			return err
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			emit(line, n)
		}
	}
}

// ID reads the id of an article from a row: a string, or a number as it is
// written.
func ID(v jsontext.Value) (string, error) {
	switch v.Kind() {
	case '"':
		var s string
		err := json.Unmarshal(v, &s)
		return s, err
	case '0':
		return strings.TrimSpace(string(v)), nil
	}
	return "", fmt.Errorf("id %s: want a string or a number", v)
}
