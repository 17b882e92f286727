package corpus

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"sync"
)

// field is a part of an article that a JSON object names.
type field int

const (
	fieldID field = iota
	fieldText
	fieldTitle
	fieldOutlet
	fieldDate
	fieldURL
	fieldByline
	fieldCanonical
	fieldOriginal
	fieldSyndication
	fieldBasedOn
	fieldPublisher
	fieldOrganization
	fieldCredit
	fieldCopyright
	fieldInfoSource
	fieldWire
	fieldSource
	fieldDateline
	fieldCount
)

// wanted says which field a JSON name fills, and how soon: where an object has
// two names of a field, the lower rank wins.
type wanted struct {
	field field
	rank  int
}

// settings is a Config made ready, shared by all records of a Read.
type settings struct {
	max       int64
	names     map[string][]wanted // a list, as --id-field url makes url fill two fields
	textNames []string
	decoders  sync.Pool // of *jsontext.Decoder
}

func newSettings(cfg Config) *settings {
	s := &settings{max: cmp.Or(cfg.MaxArticle, defaultMaxArticle), names: map[string][]wanted{}}
	s.want(fieldID, cfg.IDField, "id", "_id", "uuid", "guid")
	s.textNames = s.want(fieldText, cfg.TextField, "text", "content", "body", "article", "maintext")
	s.want(fieldTitle, cfg.TitleField, "title", "headline")
	s.want(fieldOutlet, cfg.OutletField, "outlet", "publisher", "source", "site")
	s.want(fieldDate, cfg.DateField, "date", "published", "published_at", "date_published", "pubDate")
	s.want(fieldURL, cfg.URLField, "url", "link", "canonical_url")
	s.want(fieldByline, "", "byline", "author", "authors")
	s.want(fieldCanonical, "", "canonical_url", "canonical")
	s.want(fieldOriginal, "", "original_source", "original-source")
	s.want(fieldSyndication, "", "syndication_source", "syndication-source")
	s.want(fieldBasedOn, "", "is_based_on", "isBasedOn")
	s.want(fieldPublisher, "", "publisher")
	s.want(fieldOrganization, "", "source_organization", "sourceOrganization")
	s.want(fieldCredit, "", "credit_line", "creditline", "credit_text", "creditText", "credit")
	s.want(fieldCopyright, "", "copyright_holder", "copyrightHolder", "copyrightholder")
	s.want(fieldInfoSource, "", "infoSources", "infosources", "infosource", "info_sources") // ninjs 3, 2 and 1
	s.want(fieldWire, "", "wire")
	s.want(fieldSource, "", "source")
	s.want(fieldDateline, "", "dateline")
	return s
}

func (s *settings) want(f field, chosen string, names ...string) []string {
	if chosen != "" {
		names = []string{chosen}
	}
	for rank, name := range names {
		s.names[name] = append(s.names[name], wanted{f, rank})
	}
	return names
}

var (
	errEmpty   = errors.New("empty")
	errBinary  = errors.New("binary, not text")
	errTooLong = errors.New("over the limit of an article")
)

func (s *settings) tooLong() error {
	const mib = 1 << 20
	if s.max%mib == 0 {
		return fmt.Errorf("%w, %d MiB; --max-article raises it", errTooLong, s.max/mib)
	}
	return fmt.Errorf("%w, %d bytes; --max-article raises it", errTooLong, s.max)
}

// plainError is err without the path, which a Refused names already.
func plainError(err error) error {
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		return pathErr.Err
	}
	return err
}
