package corpus

import (
	"errors"
	"fmt"
	"io"
)

// splitter cuts a JSON file into the values that may be articles. It only
// follows strings and brackets; jsontext judges each value later, in another
// goroutine. A jsontext.Decoder over the stream could cut too, but it would
// hold an element of any length and could not go on after a broken one.
type splitter struct {
	*window
	state splitState
}

type splitState int

const (
	atStart    splitState = iota
	atElement             // before an element of an array
	atComma               // after an element
	afterArray            // the array is closed
	inSequence            // objects that follow one another without an array
)

var errCutShort = errors.New("JSON ends inside a value")

func newSplitter(r io.Reader, max int64) *splitter {
	return &splitter{window: newWindow(r, max)}
}

// next returns the next value and the line on which it begins. After
// errTooLong it can be called again, after any other error not.
func (s *splitter) next() ([]byte, int, error) {
	for {
		c, err := s.peek()
		if err != nil {
			return nil, s.row, s.atEnd(err)
		}
		switch {
		case s.state == atStart && c == '[':
			s.skip(atElement)
			if c, _ := s.peek(); c == ']' {
				s.skip(afterArray)
			}
		case s.state == atComma && c == ',':
			s.skip(atElement)
		case s.state == atComma && c == ']':
			s.skip(afterArray)
		case s.state == atElement && c != ',' && c != ']' && c != '}':
			s.state = atComma
			return s.value()
		case (s.state == atStart || s.state == inSequence) && c == '{':
			s.state = inSequence
			return s.value()
		default:
			return nil, s.row, s.unexpected(c)
		}
	}
}

func (s *splitter) skip(state splitState) {
	s.cut(1)
	s.state = state
}

// single reports, after the first value, whether it is the whole file.
func (s *splitter) single() bool {
	if s.state != inSequence {
		return false
	}
	_, err := s.peek()
	return err == io.EOF
}

// peek returns the next byte that is not white space.
func (s *splitter) peek() (byte, error) {
	for {
		for i, c := range s.buf {
			if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
				s.cut(i)
				return c, nil
			}
		}
		s.drop(len(s.buf))
		if !s.fill() {
			return 0, s.done
		}
	}
}

func (s *splitter) atEnd(err error) error {
	if err != io.EOF {
		return err
	}
	switch s.state {
	case atStart:
		return errEmpty
	case atElement, atComma:
		return errors.New("JSON ends inside an array; the elements before stand")
	}
	return io.EOF
}

func (s *splitter) unexpected(c byte) error {
	want := map[splitState]string{
		atStart:    "an object or an array of objects",
		atElement:  "an element of the array",
		atComma:    "a comma or the end of the array",
		afterArray: "nothing after the array",
		inSequence: "an object",
	}
	return fmt.Errorf("JSON has %q: want %s", c, want[s.state])
}

// value cuts the value at the front of the window.
func (s *splitter) value() ([]byte, int, error) {
	row := s.row
	long := false
	var v scan
	for i := 0; ; {
		n, ended := v.run(s.buf[i:])
		i += n
		if ended || (s.done == io.EOF && v.depth == 0 && !v.quoted && i == len(s.buf)) {
			raw := s.cut(i)
			return result(raw, row, long || int64(len(raw)) > s.max)
		}
		if int64(i) > s.max {
			long = true
			s.drop(i)
			i = 0
		}
		if s.fill() {
			continue
		}
		if s.done != io.EOF {
			return nil, row, s.done
		}
		if v.depth > 0 || v.quoted {
			return nil, row, errCutShort
		}
	}
}

// scan is the place inside a value at which a chunk may end.
type scan struct {
	depth           int
	quoted, escaped bool
}

// run reads on in the value and returns how many bytes of buf belong to it,
// and whether it ends there.
func (v *scan) run(buf []byte) (int, bool) {
	for i := 0; i < len(buf); i++ {
		if v.quoted {
			i += v.inString(buf[i:])
			if v.quoted || v.depth == 0 {
				return min(i, len(buf)), !v.quoted
			}
			if i == len(buf) {
				break
			}
		}
		switch buf[i] {
		case '"':
			v.quoted = true
		case '{', '[':
			v.depth++
		case '}', ']':
			if v.depth == 0 {
				return i, true
			}
			if v.depth--; v.depth == 0 {
				return i + 1, true
			}
		case ',', ' ', '\t', '\n', '\r':
			if v.depth == 0 {
				return i, true
			}
		}
	}
	return len(buf), false
}

// inString returns how many bytes of buf belong to the string that v is in,
// the closing quote included.
func (v *scan) inString(buf []byte) int {
	for i, c := range buf {
		switch {
		case v.escaped:
			v.escaped = false
		case c == '\\':
			v.escaped = true
		case c == '"':
			v.quoted = false
			return i + 1
		}
	}
	return len(buf)
}
