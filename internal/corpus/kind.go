package corpus

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// kind is a way to cut and decode a file.
type kind int

const (
	kindNone kind = iota
	kindText
	kindHTML
	kindJSON
	kindLines
)

// stdinPath stands for standard input, which holds JSON lines.
const stdinPath = "-"

const knownKinds = ".txt .md .html .htm .json .jsonl .ndjson, each also with .gz or .zst"

// kindOf tells the kind of a file by its name. Whether it is compressed its
// first bytes tell, so .gz and .zst are only looked through.
func kindOf(path string) kind {
	if path == stdinPath {
		return kindLines
	}
	name := strings.ToLower(filepath.Base(path))
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".zst")
	switch filepath.Ext(name) {
	case ".txt", ".md":
		return kindText
	case ".html", ".htm":
		return kindHTML
	case ".json":
		return kindJSON
	case ".jsonl", ".ndjson":
		return kindLines
	}
	return kindNone
}

func errUnknown(path string) error {
	return fmt.Errorf("unknown kind of file %q: want %s", filepath.Ext(path), knownKinds)
}

// regular refuses what could keep a reader waiting for ever.
func regular(info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return errors.New("a folder, not a file")
	case mode&fs.ModeNamedPipe != 0:
		return errors.New("a pipe, not a file: give it as standard input with -")
	}
	return errors.New("not a regular file")
}
