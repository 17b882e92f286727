package cli

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"dupes": func() { os.Exit(Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script", RequireExplicitExec: true})
}

func TestSize(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want string // empty: an error
	}{
		{"512MiB", "512MiB"},
		{"1.5GiB", "1536MiB"},
		{"2GB", "2GB"},
		{"4096", "4KiB"},
		{"64 KiB", "64KiB"},
		{"0", ""},
		{"-1MiB", ""},
		{"NaN", ""},
		{"1e30GB", ""},
		{"many", ""},
		{"", ""},
	} {
		var s size
		err := s.Set(tt.in)
		if got := s.String(); (err == nil) != (tt.want != "") || err == nil && got != tt.want {
			t.Errorf("Set(%q) = %v, %v, want %q", tt.in, got, err, tt.want)
		}
	}
}

// A Ctrl-C ends a run that waits for input within a second, and leaves no
// file behind.
func TestInterrupt(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var stderr bytes.Buffer
	cmd := exec.Command(self)
	cmd.Args = []string{"dupes", "scan", "-", "--temp-dir", dir, "-o", filepath.Join(dir, "out.json")}
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	// The temporary file of -o tells that the signals are heard.
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if entries, _ := os.ReadDir(dir); len(entries) > 0 || time.Now().After(deadline) {
			break
		}
	}
	if _, err := io.WriteString(stdin, `{"id":"a","text":"one"}`+"\n"); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
	defer timer.Stop()
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitInterrupted || stderr.String() != "dupes: interrupted\n" {
		t.Errorf("exit code %d, stderr %q, want %d", code, stderr.String(), exitInterrupted)
	}
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Errorf("left behind: %v", entries)
	}
}

// A reader that closes the pipe early is no error worth a word.
func TestBrokenPipe(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	defer w.Close()
	var stderr strings.Builder
	cmd := exec.Command(self)
	cmd.Args = []string{"dupes", "plan"}
	cmd.Stdout, cmd.Stderr = w, &stderr
	if err := cmd.Run(); err != nil || stderr.String() != "" {
		t.Errorf("dupes plan into a closed pipe: %v, stderr %q, want neither", err, stderr.String())
	}
}
