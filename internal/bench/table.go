package main

import (
	"fmt"
	"io"
	"runtime"
	"strings"
	"time"
)

// printTable writes the figures as a Markdown table, with what one needs to
// measure them again.
func printTable(w io.Writer, rows []*row, made map[string]*corpus, opt options) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s %s/%s, %d processors; median of %d.\n", time.Now().Format(time.DateOnly),
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), opt.rounds)
	for _, name := range []string{big, tenth, identical, footers} {
		c := made[name]
		fmt.Fprintf(&b, "%s: %d articles, %.1f MB; 2 KB an article and 64 MB are %.0f MB.\n", name, c.Articles,
			float64(c.Bytes)/1e6, (float64(c.Articles)*2e3+64e6)/1e6)
	}
	b.WriteString("\n| row | corpus | pairs | CPU s | wall s | peak MB | CPU against |\n|---|---|--:|--:|--:|--:|---|\n")
	measured := map[string]*row{}
	for _, r := range rows {
		measured[r.name] = r
		wall := median(r.runs, func(r run) time.Duration { return r.wall }).Seconds()
		peak := median(r.runs, func(r run) int64 { return r.peak })
		pairs := median(r.runs, func(r run) int { return r.pairs })
		fmt.Fprintf(&b, "| %s | %s | %d | %.2f | %.2f | %.0f | %s |\n", r.name, r.corpus, pairs, r.cpu(), wall, float64(peak)/1e6,
			r.against(measured[r.base], made))
	}
	b.WriteString("\nCommands:\n\n")
	for _, r := range rows {
		fmt.Fprintf(&b, "    %s: %s\n", r.name, strings.Join(append(r.env, r.command...), " "))
	}
	if opt.peers == "" {
		b.WriteString("\nNo peers. To measure them too: $DUPES_DATA/peers/setup.sh DIR makes their environment, then make bench PEERS=DIR.\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// cpu is the processor time of a row in seconds.
func (r *row) cpu() float64 {
	return median(r.runs, func(r run) time.Duration { return r.cpu }).Seconds()
}

// against sets the processor time beside that of another row, and says what
// an article costs more where both read the same ones. It is empty without
// another row.
func (r *row) against(base *row, made map[string]*corpus) string {
	if base == nil {
		return ""
	}
	out := fmt.Sprintf("%.2f x %s", r.cpu()/base.cpu(), base.name)
	if r.corpus == base.corpus {
		out += fmt.Sprintf(", %+.0f us an article", (r.cpu()-base.cpu())/float64(made[r.corpus].Articles)*1e6)
	}
	return out
}
