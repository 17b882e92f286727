package report

import (
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/dupes-news/dupes/internal/scan"
)

// fileOptions let a path with a broken name through, with U+FFFD for the
// bytes that are no UTF-8: a row less would be worse.
func fileOptions() jsontext.Options { return jsontext.AllowInvalidUTF8(true) }

// writeJSONL prints a row a line: pairs, clusters, boilerplate, refused
// inputs, comparisons, and the summary last.
func writeJSONL(w io.Writer, r *scan.Result, opt Options) error {
	enc := jsontext.NewEncoder(w, fileOptions())
	for _, k := range kinds(r, opt) {
		if err := writeRows(enc, k); err != nil {
			return err
		}
	}
	if opt.diffs != nil {
		if err := encodeDiffs(enc, opt.diffs.Diffs, DiffOptions{Options: opt}); err != nil {
			return err
		}
	}
	return json.MarshalEncode(enc, newSummaryRow(r))
}

// writeJSON prints one document that holds the same objects in arrays.
func writeJSON(w io.Writer, r *scan.Result, opt Options) error {
	list := kinds(r, opt)
	if opt.diffs != nil {
		list = append(list, diffKind(opt.diffs.Diffs, DiffOptions{Options: opt}))
	}
	return writeDocument(w, newSummaryRow(r), list)
}

// writeDocument prints an object with the summary first and an array for each
// kind of row.
func writeDocument(w io.Writer, summary any, list []kind) error {
	enc := jsontext.NewEncoder(w, fileOptions(), jsontext.Multiline(true), jsontext.WithIndent("  "))
	if err := writeTokens(enc, jsontext.BeginObject, jsontext.String("summary")); err != nil {
		return err
	}
	if err := json.MarshalEncode(enc, summary); err != nil {
		return err
	}
	for _, k := range list {
		if err := writeArray(enc, k); err != nil {
			return err
		}
	}
	return writeTokens(enc, jsontext.EndObject)
}

func writeArray(enc *jsontext.Encoder, k kind) error {
	if err := writeTokens(enc, jsontext.String(k.name), jsontext.BeginArray); err != nil {
		return err
	}
	if err := writeRows(enc, k); err != nil {
		return err
	}
	return writeTokens(enc, jsontext.EndArray)
}

func writeRows(enc *jsontext.Encoder, k kind) error {
	for row, err := range k.rows {
		if err != nil {
			return err
		}
		if err := json.MarshalEncode(enc, row); err != nil {
			return err
		}
	}
	return nil
}

func writeTokens(enc *jsontext.Encoder, tokens ...jsontext.Token) error {
	for _, t := range tokens {
		if err := enc.WriteToken(t); err != nil {
			return err
		}
	}
	return nil
}
