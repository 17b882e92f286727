package corpus

import (
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// File is an input file, found but not yet read.
type File struct {
	Path string // as opened; "-" for standard input
	Name string // relative to the argument it was found under, with forward slashes: the base of ids
	Size int64  // bytes on disk; 0 for standard input
}

// List finds the files under paths, sorted by path. A file named by several
// paths or symbolic links is listed once, under its real place where that is
// among paths. In folders it passes over files of unknown kind and what a
// .dupesignore excludes; a path given here is never excluded. What cannot be
// read is refused. The order of paths does not matter.
func List(paths []string) ([]File, []Refused) {
	l := lister{seen: map[string]bool{}}
	for _, path := range slices.Sorted(slices.Values(paths)) {
		l.argument(path)
	}
	for len(l.links) > 0 { // following one may find more
		link := l.links[0]
		l.links = l.links[1:]
		l.entry(link)
	}
	slices.SortFunc(l.files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	slices.SortFunc(l.refused, func(a, b Refused) int { return cmp.Compare(a.Path, b.Path) })
	return l.files, l.refused
}

type lister struct {
	files   []File
	refused []Refused
	seen    map[string]bool // real paths of files and folders; this is what ends loops
	links   []place         // symbolic links, kept until all real places are known
}

// place is a file or folder on the way.
type place struct {
	path   string
	name   string // relative to the argument
	ignore *ignore
}

func (l *lister) argument(path string) {
	if path == stdinPath {
		if !l.seen[path] {
			l.seen[path] = true
			l.files = append(l.files, File{Path: path, Name: path})
		}
		return
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		l.refuse(path, err)
	case info.IsDir():
		l.folder(place{path: path})
	case kindOf(path) == kindNone:
		l.refuse(path, errUnknown(path))
	default:
		l.file(place{path: path, name: filepath.Base(path)}, info)
	}
}

// folder lists what is in p, folders and all.
func (l *lister) folder(p place) {
	if !l.first(p.path) {
		return
	}
	entries, err := os.ReadDir(p.path)
	if err != nil {
		l.refuse(p.path, err)
		return
	}
	p.ignore, err = readIgnore(p)
	if err != nil {
		l.refuse(filepath.Join(p.path, ignoreName), err)
	}
	for _, e := range entries {
		inner := place{filepath.Join(p.path, e.Name()), strings.TrimPrefix(p.name+"/"+e.Name(), "/"), p.ignore}
		if e.Type()&fs.ModeSymlink != 0 {
			l.links = append(l.links, inner)
			continue
		}
		l.entry(inner)
	}
}

// entry lists a file or folder that stands in a folder.
func (l *lister) entry(p place) {
	info, err := os.Stat(p.path)
	isDir := err == nil && info.IsDir()
	switch {
	case p.ignore.excludes(p.name, isDir):
	case isDir:
		l.folder(p)
	case kindOf(p.path) == kindNone:
	case err != nil:
		l.refuse(p.path, err)
	default:
		l.file(p, info)
	}
}

func (l *lister) file(p place, info fs.FileInfo) {
	if err := regular(info); err != nil {
		l.refuse(p.path, err)
		return
	}
	if l.first(p.path) {
		l.files = append(l.files, File{Path: p.path, Name: p.name, Size: info.Size()})
	}
}

// first reports whether the file or folder at path has not been met yet under
// any name. Hard links are different files.
func (l *lister) first(path string) bool {
	real, err := filepath.EvalSymlinks(path)
	if err == nil {
		real, err = filepath.Abs(real)
	}
	if err != nil {
		l.refuse(path, err)
		return false
	}
	if l.seen[real] {
		return false
	}
	l.seen[real] = true
	return true
}

func (l *lister) refuse(path string, err error) {
	l.refused = append(l.refused, Refused{Path: path, Reason: plainError(err).Error()})
}
