package cli

import (
	"bytes"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/dupes-news/dupes/internal/corpus"
	"github.com/dupes-news/dupes/internal/gate"
	"github.com/dupes-news/dupes/internal/report"
)

// articleLine is an article as a line of JSON, with its line end: the line
// that was read, or an object made of another kind of input.
func articleLine(r corpus.Record, d *gate.Decision, annotate bool) ([]byte, error) {
	line, isJSON := r.JSON()
	if !isJSON {
		var err error
		if line, err = madeLine(r); err != nil {
			return nil, err
		}
	}
	line = bytes.TrimSpace(line)
	if bytes.ContainsAny(line, "\r\n") { // an object of a JSON file over several lines
		v := jsontext.Value(bytes.Clone(line))
		if err := v.Compact(); err != nil {
			return nil, err
		}
		line = v
	}
	if annotate {
		var err error
		if line, err = annotated(line, d); err != nil {
			return nil, err
		}
	}
	return append(bytes.Clone(line), '\n'), nil
}

// madeLine makes an object of a text or a web page.
func madeLine(r corpus.Record) ([]byte, error) {
	a, err := r.Article()
	if err != nil {
		return nil, err
	}
	return objectOf(&a)
}

// objectOf is an article as an object that every command reads.
func objectOf(a *corpus.Article) ([]byte, error) {
	row := struct {
		ID     string `json:"id"`
		Title  string `json:"title,omitempty"`
		Outlet string `json:"outlet,omitempty"`
		Byline string `json:"byline,omitempty"`
		Date   string `json:"date,omitempty"`
		URL    string `json:"url,omitempty"`
		Text   string `json:"text"`
	}{ID: a.ID, Title: a.Title, Outlet: a.Outlet, Byline: a.Byline, URL: a.URL, Text: a.Text}
	if !a.Date.IsZero() {
		row.Date = a.Date.Format(time.RFC3339)
	}
	return json.Marshal(row, jsontext.AllowInvalidUTF8(true))
}

// annotated puts the decision into an object, in place of what an earlier gate
// has put there.
func annotated(line []byte, d *gate.Decision) ([]byte, error) {
	row := report.NewDecisionRow(d)
	row.Type, row.ID, row.Path, row.Line = "", "", "", 0
	field, err := json.Marshal(row)
	if err != nil {
		return nil, err
	}
	if bytes.Contains(line, []byte(`dupes`)) {
		if line, err = without(line, "dupes"); err != nil {
			return nil, err
		}
	}
	end := bytes.LastIndexByte(line, '}')
	out := bytes.TrimRight(bytes.Clone(line[:end]), " \t\r\n")
	if out[len(out)-1] != '{' {
		out = append(out, ',')
	}
	out = append(append(out, `"dupes":`...), field...)
	return append(out, '}'), nil
}

// without is an object without a member.
func without(object []byte, name string) ([]byte, error) {
	d := jsontext.NewDecoder(bytes.NewReader(object), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	out := []byte{'{'}
	for d.PeekKind() == '"' {
		key, err := d.ReadValue()
		if err != nil {
			return nil, err
		}
		plain, err := jsontext.AppendUnquote(nil, key)
		if err != nil {
			return nil, err
		}
		key = key.Clone()
		value, err := d.ReadValue()
		if err != nil {
			return nil, err
		}
		if string(plain) == name {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, key...), ':'), value...)
	}
	if _, err := d.ReadToken(); err != nil && err != io.EOF {
		return nil, err
	}
	return append(out, '}'), nil
}
