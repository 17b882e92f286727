package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/dupes-news/dupes/internal/gate"
	"github.com/dupes-news/dupes/internal/report"
	"github.com/dupes-news/dupes/internal/scan"
	"github.com/dupes-news/dupes/internal/source"
)

// complete tells a shell the values of those flags of a command that have a
// few. Of a list the last item is completed.
func complete(cmd *cobra.Command) {
	for name, values := range map[string]struct {
		words []string
		list  bool
	}{
		"format":         {words: formats(cmd)},
		"offsets":        {words: []string{"bytes", "runes"}},
		"keep":           {words: keepRules(cmd)},
		"relations":      {words: relationWords(), list: true},
		"by":             {words: words(report.SourceViews)},
		"kinds":          {words: kindWords(), list: true},
		"min-confidence": {words: classWords()},
	} {
		if cmd.Flags().Lookup(name) == nil {
			continue
		}
		// It fails only where a flag is missing or registered twice.
		_ = cmd.RegisterFlagCompletionFunc(name, func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
			if !values.list {
				return values.words, cobra.ShellCompDirectiveNoFileComp
			}
			return continued(typed, values.words), cobra.ShellCompDirectiveNoFileComp
		})
	}
}

// keepRules are those that the command has.
func keepRules(cmd *cobra.Command) []string {
	if cmd.Name() == "gate" {
		return []string{
			string(gate.KeepFirst), string(gate.KeepLongest), string(gate.KeepEarliest), string(gate.KeepLatest),
			string(gate.KeepOutletPriority) + "=", string(gate.KeepNothing),
		}
	}
	return []string{string(scan.KeepFirst), string(scan.KeepLongest), string(scan.KeepEarliest)}
}

// continued puts what was typed of a list before each value.
func continued(typed string, values []string) []string {
	before := typed[:strings.LastIndexByte(typed, ',')+1]
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = before + v
	}
	return out
}

func words(list string) []string { return strings.Split(list, ", ") }

// formats are those that the flag's help lists.
func formats(cmd *cobra.Command) []string {
	f := cmd.Flags().Lookup("format")
	if f == nil {
		return nil
	}
	_, list, _ := strings.Cut(f.Usage, ": ")
	return words(list)
}

func relationWords() []string {
	return words(relationNames)
}

func kindWords() []string {
	var out []string
	for k := source.Told; k <= source.Promo; k++ {
		out = append(out, k.String())
	}
	return out
}

func classWords() []string {
	var out []string
	for c := source.Weak; c <= source.Certain; c++ {
		out = append(out, c.String())
	}
	return out
}
