package review

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"
)

// split cuts a request into its objects: one, a list of them, or an object
// with the list as its member "articles".
func split(body []byte, most int) ([][]byte, error) {
	d := &splitter{d: jsontext.NewDecoder(bytes.NewBuffer(body)), body: body, most: most}
	objects, err := d.request()
	if err == nil {
		err = d.end()
	}
	if syntax, is := errors.AsType[*jsontext.SyntacticError](err); is {
		return nil, refuse(http.StatusBadRequest, "JSON at byte %d: %v", syntax.ByteOffset, syntax.Err)
	}
	if errors.Is(err, io.EOF) {
		return nil, refuse(http.StatusBadRequest, "empty request: want a JSON object, or a list of them")
	}
	return objects, err
}

type splitter struct {
	d    *jsontext.Decoder
	body []byte
	most int
}

func (s *splitter) request() ([][]byte, error) {
	switch s.d.PeekKind() {
	case '[':
		return s.list()
	case '{':
		return s.object()
	}
	if _, err := s.d.ReadValue(); err != nil {
		return nil, err
	}
	return nil, refuse(http.StatusBadRequest, "want a JSON object, or a list of them")
}

func (s *splitter) end() error {
	_, err := s.d.ReadToken()
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err == nil:
		return refuse(http.StatusBadRequest, "JSON at byte %d: more after the value", s.d.InputOffset())
	}
	return err
}

// object is the list in a member "articles", or the object itself.
func (s *splitter) object() (list [][]byte, err error) {
	begin, found := s.d.InputOffset(), false
	if _, err := s.d.ReadToken(); err != nil {
		return nil, err
	}
	for s.d.PeekKind() != '}' {
		name, err := s.d.ReadToken()
		if err != nil {
			return nil, err
		}
		if name.String() != "articles" {
			if err := s.d.SkipValue(); err != nil {
				return nil, err
			}
			continue
		}
		found = true
		if list, err = s.list(); err != nil {
			return nil, err
		}
	}
	if _, err := s.d.ReadToken(); err != nil {
		return nil, err
	}
	if !found {
		list = [][]byte{s.body[begin:s.d.InputOffset()]}
	}
	return list, nil
}

func (s *splitter) list() ([][]byte, error) {
	if kind := s.d.PeekKind(); kind != '[' {
		if _, err := s.d.ReadValue(); err != nil {
			return nil, err
		}
		return nil, refuse(http.StatusBadRequest, `"articles": want a list of JSON objects`)
	}
	if _, err := s.d.ReadToken(); err != nil {
		return nil, err
	}
	var list [][]byte
	for s.d.PeekKind() != ']' {
		v, err := s.d.ReadValue()
		switch {
		case err != nil:
			return nil, err
		case v.Kind() != '{':
			return nil, refuse(http.StatusBadRequest, "element %d of the list: want a JSON object", len(list)+1)
		case len(list) == s.most:
			return nil, refuse(http.StatusRequestEntityTooLarge, "more than %d articles", s.most)
		}
		end := s.d.InputOffset()
		list = append(list, s.body[end-int64(len(v)):end])
	}
	_, err := s.d.ReadToken()
	return list, err
}
