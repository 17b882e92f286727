package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// fromJSON decodes an object. Members that no field wants are checked for
// syntax and passed over.
func (r Record) fromJSON() (Article, error) {
	found := newFound()
	if err := r.set.walk(r.raw, found.take); err != nil {
		return Article{}, jsonError(err)
	}
	if found.values[fieldText] == "" {
		return Article{}, found.noText(r.set)
	}
	a := Article{
		ID:     found.values[fieldID],
		Text:   found.values[fieldText],
		Title:  found.values[fieldTitle],
		Outlet: found.values[fieldOutlet],
		Byline: found.values[fieldByline],
		URL:    found.values[fieldURL],
		Date:   parseDate(found.values[fieldDate]),
	}
	if found.ranks[fieldID] == unset {
		a.ID = r.id
	}
	found.origin(&a)
	return a, nil
}

// origin fills in where the text comes from. A name that has become the outlet
// is not its own origin.
func (f *found) origin(a *Article) {
	v := &f.values
	a.Origin = Origin{
		Original: v[fieldOriginal], Syndication: v[fieldSyndication], BasedOn: v[fieldBasedOn],
		Publisher: v[fieldPublisher], Organization: v[fieldOrganization], Credit: v[fieldCredit], Copyright: v[fieldCopyright],
		InfoSource: v[fieldInfoSource], Wire: v[fieldWire], Source: v[fieldSource], Dateline: v[fieldDateline],
	}
	a.settle(v[fieldCanonical])
}

// walk calls take for each wanted member of the object raw.
func (s *settings) walk(raw []byte, take func(w wanted, name string, value jsontext.Value)) error {
	d, _ := s.decoders.Get().(*jsontext.Decoder)
	if d == nil {
		d = new(jsontext.Decoder)
	}
	defer s.decoders.Put(d)
	d.Reset(bytes.NewBuffer(raw))

	if k := d.PeekKind(); k != '{' && k != 0 {
		if _, err := d.ReadValue(); err != nil { // "not" begins like null
			return err
		}
		return errors.New("want a JSON object, have " + kindName(k))
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	for d.PeekKind() != '}' {
		if err := s.member(d, take); err != nil {
			return err
		}
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	end := d.InputOffset()
	if _, err := d.ReadToken(); err != io.EOF {
		return fmt.Errorf("JSON at byte %d: more after the object", end)
	}
	return nil
}

func (s *settings) member(d *jsontext.Decoder, take func(wanted, string, jsontext.Value)) error {
	quoted, err := d.ReadValue()
	if err != nil {
		return err
	}
	uses := s.names[string(quoted[1:len(quoted)-1])]
	if bytes.IndexByte(quoted, '\\') >= 0 {
		uses = s.names[unquote(quoted)]
	}
	if len(uses) == 0 {
		return d.SkipValue()
	}
	name := unquote(quoted)
	value, err := d.ReadValue()
	if err != nil {
		return err
	}
	for _, w := range uses {
		take(w, name, value)
	}
	return nil
}

// unquote returns the text of a JSON string that jsontext has already checked.
// The short escapes are decoded here, as news text is full of \n and \" and
// jsontext.AppendUnquote, which checks again, costs a quarter of all reading.
func unquote(v jsontext.Value) string {
	rest := v[1 : len(v)-1]
	at := bytes.IndexByte(rest, '\\')
	if at < 0 {
		return string(rest)
	}
	var out strings.Builder
	out.Grow(len(rest))
	for ; at >= 0; at = bytes.IndexByte(rest, '\\') {
		out.Write(rest[:at])
		c := shortEscape(rest[at+1])
		if c == 0 { // \u
			text, _ := jsontext.AppendUnquote(nil, v)
			return string(text)
		}
		out.WriteByte(c)
		rest = rest[at+2:]
	}
	out.Write(rest)
	return out.String()
}

// shortEscape is the character that c stands for after a backslash, or 0.
func shortEscape(c byte) byte {
	switch c {
	case '"', '\\', '/':
		return c
	case 'n':
		return '\n'
	case 't':
		return '\t'
	case 'r':
		return '\r'
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	}
	return 0
}

const (
	maxRank = 100         // over all ranks of names
	unset   = math.MaxInt // the rank of a field without a value
)

// found collects the fields of one object.
type found struct {
	values  [fieldCount]string
	ranks   [fieldCount]int
	problem string // why the first name of the text holds none
}

func newFound() *found {
	f := &found{}
	for i := range f.ranks {
		f.ranks[i] = unset
	}
	return f
}

func (f *found) take(w wanted, name string, value jsontext.Value) {
	if w.field == fieldOutlet && value.Kind() == '{' {
		w.rank += maxRank // news services: {"source": {"id": ..., "name": ...}}
	}
	if w.rank >= f.ranks[w.field] {
		return
	}
	text, usable := w.field.text(value)
	if usable {
		f.values[w.field], f.ranks[w.field] = text, w.rank
	} else if w.field == fieldText && f.problem == "" {
		f.problem = fmt.Sprintf("field %q: want text, have %s", name, kindName(value.Kind()))
		if value.Kind() == '"' {
			f.problem = fmt.Sprintf("field %q is empty", name)
		}
	}
}

// text is the value of a field, if it is of a kind that the field takes. A
// blank text lets another name have its turn; an empty id does not, as the
// article would then be known by two names in two versions of its file. Fields
// that name somebody may be lists and objects, as {"name": ...} of an outlet is.
func (f field) text(v jsontext.Value) (string, bool) {
	switch {
	case v.Kind() == '"':
		text := unquote(v)
		return text, f == fieldID || strings.TrimSpace(text) != ""
	case v.Kind() == '0' && f == fieldID:
		return string(v), true
	case v.Kind() == '[' && f == fieldText:
		return joinParagraphs(v)
	case f == fieldOutlet && v.Kind() == '{', f >= fieldByline:
		return namesIn(v, f == fieldBasedOn)
	}
	return "", false
}

// joinParagraphs makes a text of a list of strings, and none of another list.
func joinParagraphs(v jsontext.Value) (string, bool) {
	d := jsontext.NewDecoder(bytes.NewBuffer(v))
	d.ReadToken()
	var paragraphs []string
	for d.PeekKind() == '"' {
		p, err := d.ReadValue()
		if err != nil {
			return "", false
		}
		paragraphs = append(paragraphs, unquote(p))
	}
	text := strings.Join(paragraphs, "\n\n")
	return text, d.PeekKind() == ']' && strings.TrimSpace(text) != ""
}

func (f *found) noText(s *settings) error {
	if f.problem != "" {
		return errors.New("no text: " + f.problem)
	}
	if len(s.textNames) == 1 {
		return fmt.Errorf("no text: no field %s; --text-field names another", s.textNames[0])
	}
	return fmt.Errorf("no text: none of the fields %s; --text-field names it", strings.Join(s.textNames, ", "))
}

// kindName names a kind of JSON value with its article.
func kindName(k jsontext.Kind) string {
	switch k {
	case 'n':
		return "null"
	case 't', 'f':
		return "a boolean"
	case '"':
		return "a string"
	case '0':
		return "a number"
	case '{':
		return "an object"
	case '[':
		return "a list"
	}
	return "no value"
}

// jsonError says where and what in our words, without the name of the library.
func jsonError(err error) error {
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return fmt.Errorf("JSON at byte %d: %w", e.ByteOffset, e.Err)
	}
	return err
}
