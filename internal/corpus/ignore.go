package corpus

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// ignoreName is the file that excludes others of its folder and those below.
const ignoreName = ".dupesignore"

// ignore holds the patterns of a folder. They read as in a .gitignore: the
// last that matches decides, ! takes a file in again, a slash at the end means
// folders only, and a pattern with another slash starts at the folder.
type ignore struct {
	outer    *ignore
	base     string // name of the folder relative to the argument, with a slash, or empty
	patterns []pattern
}

type pattern struct {
	glob    string
	negated bool
	folders bool
}

// readIgnore returns the patterns that hold in folder p: its own, if it has
// any, and those of the folders above.
func readIgnore(p place) (*ignore, error) {
	path := filepath.Join(p.path, ignoreName)
	info, err := os.Stat(path)
	if os.IsNotExist(err) {
		return p.ignore, nil
	}
	var data []byte
	if err == nil {
		err = regular(info)
	}
	if err == nil {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		return p.ignore, err
	}
	ig := &ignore{outer: p.ignore}
	if p.name != "" {
		ig.base = p.name + "/"
	}
	ig.patterns, err = parsePatterns(string(data))
	return ig, err
}

// parsePatterns reads one pattern a line. It goes on after a bad one.
func parsePatterns(data string) (patterns []pattern, err error) {
	n := 0
	for line := range strings.Lines(strings.TrimPrefix(data, "\ufeff")) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		var p pattern
		line, p.negated = strings.CutPrefix(line, "!")
		line, p.folders = strings.CutSuffix(line, "/")
		if strings.Contains(line, "/") {
			p.glob = strings.TrimPrefix(line, "/")
		} else {
			p.glob = "**/" + line
		}
		if !doublestar.ValidatePattern(p.glob) {
			err = fmt.Errorf("line %d: bad pattern %q", n, line)
			continue
		}
		patterns = append(patterns, p)
	}
	return patterns, err
}

// excludes reports whether the file or folder name is left out. Inner folders
// speak before outer ones. What stands in a folder left out is never asked for.
func (ig *ignore) excludes(name string, isDir bool) bool {
	for ; ig != nil; ig = ig.outer {
		relative := strings.TrimPrefix(name, ig.base)
		for i := len(ig.patterns) - 1; i >= 0; i-- {
			p := ig.patterns[i]
			if p.folders && !isDir {
				continue
			}
			if ok, _ := doublestar.Match(p.glob, relative); ok {
				return !p.negated
			}
		}
	}
	return false
}
