// Bench measures what a scan costs in time and memory and prints a table. It
// is run by `make bench`, and needs the evaluation data in DUPES_DATA.
//
// Every row is a process of its own, on one processor where the row does not
// say otherwise. A round runs all rows once, so that what else the machine
// does falls on all of them; a figure is the median of the rounds. The peers
// come from the environment in PEERS; without it their rows are left out.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/go-json-experiment/json"
)

// maxRounds: a median of five is stable to a few per cent, and a round with
// the peers takes minutes.
const maxRounds = 5

type options struct {
	dupes, data, peers string
	into               string
	articles, rounds   int
}

func main() {
	opt := options{data: os.Getenv("DUPES_DATA"), peers: os.Getenv("PEERS")}
	flag.StringVar(&opt.dupes, "dupes", "./dupes", "`binary` to measure")
	flag.IntVar(&opt.articles, "articles", 0, "take the first `N` articles only; 0 means all")
	flag.StringVar(&opt.into, "into", "", "only make the corpora in this `folder` and print what they hold, as JSON")
	flag.IntVar(&opt.rounds, "rounds", 3, fmt.Sprintf("`N` runs of every row, 1 to %d", maxRounds))
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := bench(ctx, opt)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func bench(ctx context.Context, opt options) error {
	switch {
	case opt.data == "":
		return errors.New("DUPES_DATA is not set: want the folder that holds data/big")
	case opt.rounds < 1 || opt.rounds > maxRounds:
		return fmt.Errorf("-rounds %d: want 1 to %d", opt.rounds, maxRounds)
	}
	if opt.into != "" {
		made, err := makeCorpora(filepath.Join(opt.data, "data", "big", "docs.jsonl.zst"), opt.into, opt.articles)
		if err != nil {
			return err
		}
		return json.MarshalWrite(os.Stdout, made)
	}
	dir, err := os.MkdirTemp("", "dupes-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	made, err := otherProcess(ctx, opt, dir)
	if err != nil {
		return err
	}
	rows := append(scanRows(opt.dupes), peerRows(opt)...)
	if err := measure(ctx, rows, made, dir, opt.rounds); err != nil {
		return err
	}
	return printTable(os.Stdout, rows, made, opt)
}
