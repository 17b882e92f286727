package cli

import (
	"strings"
	"testing"
)

// What reaches a terminal drives it in no way, however it is cut.
func TestPrintable(t *testing.T) {
	const text = "a,b\r\n\x1b[2Jred\x1b]0;mine\a,\u202eevil,\u009b31m,naïve 港\n"
	const want = "a,b\r\n\ufffd[2Jred\ufffd]0;mine\ufffd,\ufffdevil,\ufffd31m,naïve 港\n"
	for size := 1; size <= len(text); size++ {
		var b strings.Builder
		w := printable(&b)
		for rest := text; rest != ""; {
			n := min(size, len(rest))
			if _, err := w.Write([]byte(rest[:n])); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if b.String() != want {
			t.Errorf("in parts of %d bytes: %q, want %q", size, b.String(), want)
		}
	}
}
