// Command dupes finds near duplicates and shared passages in news articles.
package main

import (
	"os"

	"github.com/dupes-news/dupes/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
