package report

import (
	"io"
	"iter"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/dupes-news/dupes/internal/pairs"
)

// writeDiffJSONL prints a row a line: of each pair the comparison, its passages
// and its reuses; then the refused inputs, and the summary last.
func writeDiffJSONL(w io.Writer, r pairs.Result, opt DiffOptions) error {
	enc := jsontext.NewEncoder(w, fileOptions())
	if err := encodeDiffs(enc, r.Diffs, opt); err != nil {
		return err
	}
	if err := writeRows(enc, refusedRows(r.Refused)); err != nil {
		return err
	}
	return json.MarshalEncode(enc, newDiffSummaryRow(r))
}

// writeDiffJSON prints one document: the summary, of each pair the comparison
// with its passages and reuses, and the refused inputs.
func writeDiffJSON(w io.Writer, r pairs.Result, opt DiffOptions) error {
	enc := jsontext.NewEncoder(w, fileOptions(), jsontext.Multiline(true), jsontext.WithIndent("  "))
	if err := writeTokens(enc, jsontext.BeginObject, jsontext.String("summary")); err != nil {
		return err
	}
	if err := json.MarshalEncode(enc, newDiffSummaryRow(r)); err != nil {
		return err
	}
	for _, k := range []kind{diffKind(r.Diffs, opt), refusedRows(r.Refused)} {
		if err := writeArray(enc, k); err != nil {
			return err
		}
	}
	return writeTokens(enc, jsontext.EndObject)
}

func diffKind(diffs iter.Seq2[pairs.Diff, error], opt DiffOptions) kind {
	return kind{"diffs", each(diffs, func(d pairs.Diff) any {
		rows := newDiffRows(d, opt)
		return diffDocument{rows.comparison, rows.passages, rows.reuses}
	})}
}

func encodeDiffs(enc *jsontext.Encoder, diffs iter.Seq2[pairs.Diff, error], opt DiffOptions) error {
	for d, err := range diffs {
		if err != nil {
			return err
		}
		if err := encodeDiff(enc, newDiffRows(d, opt)); err != nil {
			return err
		}
	}
	return nil
}

func encodeDiff(enc *jsontext.Encoder, rows diffRows) error {
	if err := json.MarshalEncode(enc, rows.comparison); err != nil {
		return err
	}
	for _, p := range rows.passages {
		if err := json.MarshalEncode(enc, p); err != nil {
			return err
		}
	}
	for _, r := range rows.reuses {
		if err := json.MarshalEncode(enc, r); err != nil {
			return err
		}
	}
	return nil
}

func newDiffSummaryRow(r pairs.Result) diffSummaryRow {
	return diffSummaryRow{"summary", Schema, r.Count, len(r.Refused)}
}
