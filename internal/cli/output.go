package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"unicode/utf8"

	"github.com/spf13/pflag"
	"golang.org/x/term"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"

	"github.com/dupes-news/dupes/internal/report"
)

// output is how and where a command prints its result.
type output struct {
	report.Options
	formats string // that the command prints
	path    string
	noColor bool
}

func (o *output) register(f *pflag.FlagSet, formats string) {
	o.formats = formats
	f.StringVar(&o.Format, "format", "table", "`name` of the form: "+formats)
	f.StringVar(&o.Offsets, "offsets", "bytes", "`unit` of offsets in files: bytes or runes (Unicode code points)")
	f.StringVarP(&o.path, "output", "o", "", "`file` to write instead of standard output, whole or not at all")
	f.IntVar(&o.Width, "width", 0, "`columns` of a table, 72 (a mail) or more (default the terminal's, 100 off a terminal)")
	f.BoolVar(&o.noColor, "no-color", false, "no colour; the variable NO_COLOR does the same")
}

// pageFormat is the form that package page prints; all others are report's.
const pageFormat = "html"

// check says what is wrong with the form, or nil.
func (o *output) check() error {
	if !slices.Contains(words(o.formats), o.Format) {
		return fmt.Errorf("format %q: want one of %s", o.Format, o.formats)
	}
	return nil
}

func (o *output) isPage() bool { return o.Format == pageFormat }

// shown is out as it may be shown: csv on a terminal gets no control characters.
func (a *app) shown(out io.Writer, to, format string) io.Writer {
	if format == "csv" && (to == "" || to == "-") && isTerminal(a.stdout) {
		return printable(out)
	}
	return out
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// options fills in what depends on where the result goes.
func (o *output) options(stdout io.Writer) report.Options {
	opt := o.Options
	if o.isPage() {
		opt.Format = ""
	}
	if o.path != "" || !isTerminal(stdout) {
		return opt
	}
	f := stdout.(*os.File)
	opt.Color = !o.noColor && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	if columns, _, err := term.GetSize(int(f.Fd())); err == nil && opt.Width == 0 {
		opt.Width = max(columns, report.MinWidth)
	}
	return opt
}

// target is where a result goes: standard output, or a temporary file that
// becomes the wanted one when all is written.
type target struct {
	io.Writer
	temp *os.File // nil where there is nothing to rename
	path string
}

// create opens the target for path; empty and - mean standard output.
func (a *app) create(path string) (*target, error) {
	if path == "" || path == "-" {
		return &target{Writer: a.stdout}, nil
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		if !info.Mode().IsRegular() { // a device or a pipe cannot be renamed over
			f, err := os.OpenFile(path, os.O_WRONLY, 0)
			return &target{Writer: f}, err
		}
		mode = info.Mode().Perm()
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return nil, onPath(path, err)
	}
	t := &target{temp, temp, path}
	if err := temp.Chmod(mode); err != nil {
		t.discard()
		return nil, err
	}
	return t, nil
}

// printable is out without the control characters that a title may hold: what a
// table does by itself, and a file must not.
func printable(out io.Writer) io.Writer {
	return transform.NewWriter(out, runes.Map(func(r rune) rune {
		if r == '\n' || r == '\r' {
			return r
		}
		if r = report.Harmless(r); r < 0 {
			return utf8.RuneError
		}
		return r
	}))
}

// onPath names in err the path that was asked for, not that of the temporary
// file beside it.
func onPath(path string, err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		e.Path = path
	}
	return err
}

// commit puts the file in its place.
func (t *target) commit() error {
	if t.temp == nil {
		return nil
	}
	if err := errors.Join(t.temp.Sync(), t.temp.Close()); err != nil {
		return err
	}
	if err := os.Rename(t.temp.Name(), t.path); err != nil {
		return err
	}
	t.temp = nil
	return syncFolder(filepath.Dir(t.path))
}

// syncFolder makes the names in a folder durable, where the system can: a gate
// tells its index that the articles are safe only then.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return nil // it can be written and not read
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) {
		return err
	}
	return nil
}

// discard removes what commit has not put in its place.
func (t *target) discard() {
	if t.temp != nil {
		t.temp.Close()
		os.Remove(t.temp.Name())
	}
}
