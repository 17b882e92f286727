// Package cli is the command line of dupes: one file per command.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/dupes-news/dupes/internal/typo"
)

// The exit codes of every command.
const (
	exitDone        = 0
	exitPolicy      = 1 // a gate's policy is broken
	exitWrong       = 2 // wrong use, or input that could not be read
	exitInterrupted = 130
)

const exitHelp = `Exit codes: 0 done; 2 wrong use, or input that could not be read (also when
results were printed); 130 interrupted.`

// gcPercent lets the heap grow by two fifths between collections: what a scan
// keeps holds few pointers, so that collecting is cheap and memory is not.
const gcPercent = 40

// app is what the commands share.
type app struct {
	stdin          io.Reader
	stdout, stderr io.Writer
}

// Main runs the command that args name and returns its exit code.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	ctx, stop := interruptible()
	defer stop()
	a := &app{stdin, stdout, stderr}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	return a.exit(ctx, root.ExecuteContext(ctx))
}

// interruptible is a context that ends with the first Ctrl-C; a second one
// kills the process. Writing to a closed pipe becomes an error, so that
// temporary files are removed first.
func interruptible() (context.Context, func()) {
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// errRefused ends a run that printed its results although some input was
// refused; the refusals are on standard error by then.
var errRefused = errors.New("input refused")

// errPolicy ends a gate whose policy is broken; what is broken is on standard
// error by then.
var errPolicy = errors.New("policy broken")

// exit prints err and turns it into an exit code.
func (a *app) exit(ctx context.Context, err error) int {
	switch {
	case err == nil, errors.Is(err, syscall.EPIPE): // the reader had enough
		return exitDone
	case errors.Is(err, errPolicy):
		return exitPolicy
	case errors.Is(err, errRefused):
		return exitWrong
	case ctx.Err() != nil:
		a.say("interrupted")
		return exitInterrupted
	}
	a.say("%v", err)
	if h, ok := errors.AsType[hinted](err); ok && h.hint != "" {
		a.say("%s", h.hint)
	}
	if use := (usageError{}); errors.As(err, &use) {
		if use.hint != "" {
			a.say("%s", use.hint)
		}
		a.say("usage: %s", use.cmd.UseLine())
	}
	return exitWrong
}

// say prints a line that is not a result.
func (a *app) say(format string, args ...any) {
	fmt.Fprintf(a.stderr, "dupes: "+format+"\n", args...)
}

// usageError is wrong use of cmd.
type usageError struct {
	error
	cmd  *cobra.Command
	hint string // a whole sentence; may be empty
}

// hinted is an error with a hint how to put it right, where there is one.
type hinted struct {
	error
	hint string // a whole sentence; may be empty
}

func (h hinted) Unwrap() error { return h.error }

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "dupes COMMAND",
		Short: "find near duplicates and shared passages in news articles",
		Long: `dupes finds which news articles carry the same text: word for word, trimmed,
with another headline, inside a longer story, or by a shared passage only.
Every figure it prints is exact or is called expected.

Exit codes: 0 done; 1 a gate's policy is broken; 2 wrong use, or input that could
not be read (also when results were printed); 130 interrupted.`,
		Example: `  dupes scan articles/
  dupes diff wire.txt daily.txt
  dupes sources articles/ --why
  dupes plan --threshold 0.7`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return unknownCommand(cmd, args[0])
		},
	}
	root.SetVersionTemplate("dupes {{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(a.scanCommand(), a.diffCommand(), a.sourcesCommand(), a.gateCommand(), a.indexCommand(), a.planCommand(), a.evalCommand(), a.reviewCommand(), a.serveCommand(), a.versionCommand(), a.manCommand())
	return root
}

func unknownCommand(cmd *cobra.Command, name string) error {
	use := usageError{fmt.Errorf("unknown command %q", name), cmd, ""}
	cmd.SuggestionsMinimumDistance = 2
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		use.hint = "did you mean " + strings.Join(near, " or ") + "?"
	} else if _, err := os.Stat(name); err == nil {
		use.hint = fmt.Sprintf("to scan it: dupes scan %q", name)
	}
	return use
}

// flagError adds the nearest flag to an error about one that does not exist.
func flagError(cmd *cobra.Command, err error) error {
	use := usageError{err, cmd, ""}
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		if near := nearestFlag(cmd, unknown.GetSpecifiedName()); near != "" {
			use.hint = "did you mean --" + near + "?"
		}
	}
	return use
}

func nearestFlag(cmd *cobra.Command, name string) string {
	best, least := "", 3 // three edits away is another word
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if d := typo.Edits(name, f.Name); d < least {
			best, least = f.Name, d
		}
	})
	return best
}
