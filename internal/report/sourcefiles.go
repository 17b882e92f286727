package report

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// writeSourcesJSONL prints a row a line: articles, shared quotes, outlets,
// refused inputs, and the summary last.
func writeSourcesJSONL(w io.Writer, l *ledger) error {
	kinds, err := l.kinds()
	if err != nil {
		return err
	}
	enc := jsontext.NewEncoder(w, fileOptions())
	for _, k := range kinds {
		if err := writeRows(enc, k); err != nil {
			return err
		}
	}
	return json.MarshalEncode(enc, l.summaryRow())
}

// writeSourcesJSON prints one document that holds the same objects in arrays.
func writeSourcesJSON(w io.Writer, l *ledger) error {
	kinds, err := l.kinds()
	if err != nil {
		return err
	}
	return writeDocument(w, l.summaryRow(), kinds)
}

// writeSourcesCSV prints a row per article and source.
func writeSourcesCSV(w io.Writer, l *ledger) error {
	far, err := l.distances()
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write([]string{
		"article", "title", "outlet", "date", "cluster", "source", "kind", "confidence", "inferred", "self", "denied", "ambiguous",
		"listed", "outlet_kind", "line", "start", "end", "evidence", "field", "value", "speaker", "from", "from_kind", "naming",
	}); err != nil {
		return err
	}
	for a, err := range l.shown() {
		if err != nil {
			return err
		}
		row := l.sourcesRow(a, far)
		for _, s := range row.Sources {
			if err := out.Write(s.csv(row)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

func (s sourceRow) csv(a sourcesRow) []string {
	return []string{
		a.ID, a.Title, a.Outlet, a.Date, a.Cluster, s.Name, s.Kind, s.Confidence,
		strconv.FormatBool(s.Inferred), strconv.FormatBool(s.Self), strconv.FormatBool(s.Denied), strconv.FormatBool(s.Ambiguous),
		strconv.FormatBool(s.Listed), s.OutletKind, plainNumber(s.Line), offset(s.Start), offset(s.End),
		s.Evidence, s.Field, s.Value, s.Speaker, s.From, s.FromKind, s.Naming,
	}
}

// offset is an offset, empty for none.
func offset(at *int) string {
	if at == nil {
		return ""
	}
	return strconv.Itoa(*at)
}

// plainNumber is a count without marks between its thousands, empty for none.
func plainNumber(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
