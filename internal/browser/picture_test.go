package browser

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/page"
)

var update = flag.Bool("update", false, "draw docs/report.png anew")

// TestPicture draws the picture of README.md with -update: a pair of the
// fixtures side by side, as the report shows it. What is drawn depends on the
// fonts of the machine, so it is not compared.
func TestPicture(t *testing.T) {
	if !*update {
		t.Skip("it draws with -update only: make picture")
	}
	dupes, err := program()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "report.html")
	scan := exec.Command(dupes, "scan", "-q", "--format", "html", "-o", file, "fixtures/")
	scan.Dir = filepath.Join("..", "..")
	if out, err := scan.CombinedOutput(); err != nil {
		t.Fatalf("dupes scan: %v\n%s", err, out)
	}
	p := openReport(t, address(t, file), "#/pair/stories%2Fharbour-bridge%2Fcastle-street-news.txt/stories%2Fharbour-bridge%2Fharrow-point-journal.txt/p3")
	p.viewport(1200, 760)
	want(p, `document.querySelectorAll("#view-pair .p.current").length`, 2)
	picture := call(p, page.CaptureScreenshot, page.CaptureScreenshotParams{})
	if err := os.WriteFile(filepath.Join("..", "..", "docs", "report.png"), picture.Data, 0o644); err != nil {
		t.Fatal(err)
	}
}
