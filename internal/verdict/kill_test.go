package verdict

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// endless is the variable that makes the test binary a process that appends to
// the file that it names until it is killed, and prints each N.
const endless = "DUPES_TEST_APPEND_TO"

func TestMain(m *testing.M) {
	if path := os.Getenv(endless); path != "" {
		appendTo(path)
	}
	os.Exit(m.Run())
}

func appendTo(path string) {
	j, err := Open(path, "ida")
	for err == nil {
		var e Entry
		e, err = j.Append(Entry{A: "a", B: "b", Kind: Note, Note: strings.Repeat("long ", 500)})
		if err == nil {
			fmt.Println(e.N)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// A process that is killed at any moment loses nothing that it has
// acknowledged.
func TestKill(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "desk.review")
	r := rand.New(rand.NewPCG(1, 2))
	written := 0
	for round := range 20 {
		acknowledged := killed(t, self, path, time.Duration(r.Int64N(int64(60*time.Millisecond))))
		j, err := Open(path, "tom")
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		got := len(j.Since(0))
		// One more may be durable that was on its way to be acknowledged.
		if want := max(acknowledged, written); got < want || got > want+1 {
			t.Errorf("round %d: %d entries, %d were acknowledged", round, got, want)
		}
		written = got
		j.Close()
	}
	if written < 20 {
		t.Errorf("%d entries in 20 rounds: the kills came too early to tell", written)
	}
}

// killed kills a process some time after it has begun, and returns the last N
// that it has printed, 0 for none.
func killed(t *testing.T, self, path string, after time.Duration) (n int) {
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), endless+"="+path)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	read := func() { fmt.Sscan(lines.Text(), &n) }
	if lines.Scan() { // so that it runs
		read()
	}
	timer := time.AfterFunc(after, func() { cmd.Process.Kill() })
	defer timer.Stop()
	for lines.Scan() {
		read()
	}
	cmd.Wait()
	return n
}
