package browser

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
)

// The benchmarks of this file measure the page at the size that it is made
// for, on the 100,091 articles of DUPES_DATA: make bench-page.

const (
	largestClusters = 500
	packedPairs     = "10000"
	asked           = 1000 // pairs
)

func bigSet(b *testing.B) string {
	b.Helper()
	path := filepath.Join(os.Getenv("DUPES_DATA"), "data", "big", "docs.jsonl.zst")
	if _, err := os.Stat(path); err != nil {
		b.Skip("DUPES_DATA names no folder with the evaluation data: ", err)
	}
	return path
}

func run(b *testing.B, args ...string) []byte {
	b.Helper()
	dupes, err := program()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(dupes, args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		b.Fatalf("dupes %s: %v", strings.Join(args, " "), err)
	}
	return out
}

// largest writes the articles of the largest clusters of a corpus.
func largest(b *testing.B, corpus, to string) {
	b.Helper()
	var clusters [][]string
	for line := range bytes.Lines(run(b, "scan", "-q", "--format", "jsonl", corpus)) {
		var row struct{ Cluster []string }
		if err := json.Unmarshal(line, &row); err != nil {
			b.Fatal(err)
		}
		if row.Cluster != nil {
			clusters = append(clusters, row.Cluster)
		}
	}
	slices.SortStableFunc(clusters, func(x, y []string) int { return len(y) - len(x) })
	wanted := map[string]bool{}
	for _, c := range clusters[:min(len(clusters), largestClusters)] {
		for _, id := range c {
			wanted[id] = true
		}
	}
	copyArticles(b, corpus, to, wanted)
}

func copyArticles(b *testing.B, from, to string, wanted map[string]bool) {
	b.Helper()
	in, err := os.Open(from)
	if err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	plain, err := zstd.NewReader(in)
	if err != nil {
		b.Fatal(err)
	}
	defer plain.Close()
	out, err := os.Create(to)
	if err != nil {
		b.Fatal(err)
	}
	defer out.Close()
	lines := bufio.NewReaderSize(plain, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		var row struct{ ID string }
		if json.Unmarshal(line, &row) == nil && wanted[row.ID] {
			out.Write(line)
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

// scrolled goes through the list of pairs, first slowly and then in leaps, and
// tells the longest task that the browser had with it, in milliseconds: 0
// where none took 50.
const scrolled = `(async () => {
	let longest = 0;
	const seen = new PerformanceObserver(list => list.getEntries().forEach(e => longest = Math.max(longest, e.duration)));
	seen.observe({ entryTypes: ["longtask"] });
	const scroller = document.querySelector("[data-list=pairs] .scroller");
	for (let i = 0; i < 400; i++) {
		scroller.scrollTop += i < 200 ? 300 : scroller.scrollHeight / 200;
		await new Promise(f => requestAnimationFrame(f));
	}
	return longest;
})()`

// ready waits until the script has drawn the list, and tells how long after
// the navigation began that was, in milliseconds.
const ready = `(async () => {
	while (!document.documentElement.dataset.ready) await new Promise(f => requestAnimationFrame(f));
	return performance.now();
})()`

// BenchmarkReport opens the report of the largest clusters, with 10,000 pairs
// side by side.
func BenchmarkReport(b *testing.B) {
	corpus := bigSet(b)
	dir := b.TempDir()
	few, page := filepath.Join(dir, "largest.jsonl"), filepath.Join(dir, "report.html")
	largest(b, corpus, few)
	begun := time.Now()
	run(b, "scan", "-q", "--format", "html", "--diff", packedPairs, "-o", page, few)
	written := time.Since(begun).Seconds()
	info, err := os.Stat(page)
	if err != nil {
		b.Fatal(err)
	}
	open, longest := 0.0, 0.0
	for b.Loop() {
		p := newTab(b)
		p.visit(address(b, page) + "#/pairs")
		open = max(open, eval[float64](p, ready))
		longest = max(longest, eval[float64](p, scrolled))
	}
	b.ReportMetric(written, "s/write")
	b.ReportMetric(float64(info.Size())/1e6, "MB")
	b.ReportMetric(open, "ms/open")
	b.ReportMetric(longest, "ms/longest-task")
}

// BenchmarkServe asks a server of all articles for its page, and for pairs of
// which none was asked for before.
func BenchmarkServe(b *testing.B) {
	corpus := bigSet(b)
	dupes, err := program()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(dupes, "serve", "--read-only", "--listen", "127.0.0.1:0", corpus)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		b.Fatal(err)
	}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }()
	line, _ := bufio.NewReader(stderr).ReadString('\n')
	_, base, found := strings.Cut(strings.TrimSpace(line), "listening on ")
	if !found {
		b.Fatalf("dupes serve says %q", line)
	}
	started := time.Since(begun).Seconds()
	ids, pairs := listed(b, base)
	r := rand.New(rand.NewPCG(1, 1))
	var page, first, pair []float64
	for b.Loop() {
		page = append(page, timed(b, base+"/"))
		for range asked {
			p := pairs[r.IntN(len(pairs))]
			query := url.Values{"a": {ids[p[0]]}, "b": {ids[p[1]]}}
			pair = append(pair, timed(b, base+"/page/pair?"+query.Encode()))
		}
		tab := newTab(b)
		tab.visit(base + "/#/pairs")
		first = append(first, eval[float64](tab, ready))
	}
	slices.Sort(pair)
	b.ReportMetric(started, "s/start")
	b.ReportMetric(slices.Max(page), "ms/page")
	b.ReportMetric(slices.Max(first), "ms/open")
	b.ReportMetric(pair[len(pair)/2], "ms/pair-median")
	b.ReportMetric(pair[len(pair)*99/100], "ms/pair-p99")
	b.ReportMetric(float64(len(pairs)), "pairs")
}

func listed(b *testing.B, base string) (ids []string, pairs [][2]int) {
	b.Helper()
	answer, err := http.Get(base + "/page/rows")
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	var rows struct {
		Articles struct{ ID []string }
		Pairs    struct{ A, B []int }
	}
	if err := json.NewDecoder(answer.Body).Decode(&rows); err != nil {
		b.Fatal(err)
	}
	for i, a := range rows.Pairs.A {
		pairs = append(pairs, [2]int{a, rows.Pairs.B[i]})
	}
	return rows.Articles.ID, pairs
}

// timed is the milliseconds until an answer is there.
func timed(b *testing.B, address string) float64 {
	b.Helper()
	ask, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		b.Fatal(err)
	}
	ask.Header.Set("Accept", "text/html")
	begun := time.Now()
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		b.Fatal(err)
	}
	_, err = io.Copy(io.Discard, answer.Body)
	answer.Body.Close()
	if err != nil || answer.StatusCode != http.StatusOK {
		b.Fatal(fmt.Errorf("%s: %s, %v", address, answer.Status, err))
	}
	return float64(time.Since(begun).Microseconds()) / 1000
}
