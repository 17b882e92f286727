package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man",
		Short: "print the manual page",
		Long:  "man prints the manual page of dupes and all its commands in roff.\n\n" + exitHelp,
		Example: `  dupes man > dupes.1
  dupes man | man -l -`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := io.WriteString(a.stdout, manual(cmd.Root()))
			return err
		},
	}
}

// manual is one page for all commands, made from what --help prints. It is
// written here because cobra/doc brings a Markdown parser for the same.
func manual(root *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH DUPES 1\n.SH NAME\ndupes \\- %s\n", roff(root.Short))
	fmt.Fprintf(&b, ".SH DESCRIPTION\n%s\n", roff(root.Long))
	manualCommands(&b, root)
	return b.String()
}

// manualCommands describes the commands below one, and those below them.
func manualCommands(b *strings.Builder, parent *cobra.Command) {
	for _, c := range parent.Commands() {
		if c.Hidden || c.Name() == "help" {
			continue
		}
		name := strings.TrimPrefix(c.CommandPath(), c.Root().Name()+" ")
		fmt.Fprintf(b, ".SH %s\n.B %s\n.PP\n%s\n", roff(strings.ToUpper(name)), roff(c.UseLine()), roff(long(c)))
		if c.HasExample() {
			fmt.Fprintf(b, ".PP\n.EX\n%s\n.EE\n", roff(c.Example))
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) { b.WriteString(manualFlag(f)) })
		manualCommands(b, c)
	}
}

func long(c *cobra.Command) string {
	if c.Long == "" {
		return c.Short
	}
	return c.Long
}

func manualFlag(f *pflag.Flag) string {
	value, usage := pflag.UnquoteUsage(f)
	name := "--" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", " + name
	}
	switch f.DefValue {
	case "", "0", "false":
	default:
		usage += " (default " + f.DefValue + ")"
	}
	return fmt.Sprintf(".TP\n.B %s\n%s\n", roff(strings.TrimSpace(name+" "+value)), roff(usage))
}

// roff escapes what begins a request or a special character, and makes a
// paragraph of an empty line.
func roff(s string) string {
	lines := strings.Split(strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s), "\n")
	for i, l := range lines {
		switch {
		case l == "":
			lines[i] = ".PP"
		case strings.HasPrefix(l, "."), strings.HasPrefix(l, "'"):
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
