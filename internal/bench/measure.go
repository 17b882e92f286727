package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// run is what one process took.
type run struct {
	cpu, wall time.Duration // cpu: user and system
	peak      int64         // bytes resident
	pairs     int
}

// measure runs every row once a round.
func measure(ctx context.Context, rows []*row, made map[string]*corpus, dir string, rounds int) error {
	for round := range rounds {
		for i, r := range rows {
			fmt.Fprintf(os.Stderr, "\rround %d of %d, row %d of %d\x1b[K", round+1, rounds, i+1, len(rows))
			got, err := r.once(ctx, made[r.corpus].Path, filepath.Join(dir, "out.jsonl"))
			if err != nil {
				return fmt.Errorf("%s: %w", r.name, err)
			}
			r.runs = append(r.runs, got)
		}
	}
	fmt.Fprintln(os.Stderr)
	return nil
}

// once runs the row's command.
func (r *row) once(ctx context.Context, in, out string) (run, error) {
	args := slices.Clone(r.command)
	for i, a := range args {
		switch a {
		case "CORPUS":
			args[i] = in
		case "OUT":
			args[i] = out
		}
	}
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env = r.environment()
	var said bytes.Buffer
	cmd.Stderr = &said
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	// 2 says that some articles were refused, such as those under 5 words.
	if err != nil && cmd.ProcessState.ExitCode() != 2 {
		return run{}, fmt.Errorf("%q: %w: %s", args, err, bytes.TrimSpace(said.Bytes()))
	}
	pairs, err := countLines(out, []byte(r.pairs))
	if err != nil {
		return run{}, err
	}
	used := cmd.ProcessState
	return run{used.UserTime() + used.SystemTime(), wall, peak(used), pairs}, nil
}

// peak is the resident memory in bytes; Linux counts it in KiB.
func peak(p *os.ProcessState) int64 {
	if usage, ok := p.SysUsage().(*syscall.Rusage); ok {
		return usage.Maxrss << 10
	}
	return 0
}

// countLines counts the lines of a file that begin with prefix, and removes
// the file, so that a command that writes none is noticed.
func countLines(path string, prefix []byte) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer os.Remove(path)
	defer f.Close()
	lines := bufio.NewReaderSize(f, 1<<20)
	for n := 0; ; {
		line, err := lines.ReadBytes('\n')
		if bytes.HasPrefix(line, prefix) {
			n++
		}
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// median is the middle of the runs by each figure.
func median[T cmp.Ordered](runs []run, of func(run) T) T {
	list := make([]T, len(runs))
	for i, r := range runs {
		list[i] = of(r)
	}
	slices.Sort(list)
	return list[len(list)/2]
}
