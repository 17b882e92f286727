package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/klauspost/compress/zstd"
)

// The corpora that rows name.
const (
	big       = "big"
	tenth     = "tenth"     // every tenth article of big
	footers   = "footers"   // big, each article with one equal footer
	identical = "identical" // as many articles as in tenth, all the same
)

// footer is 60 words, as an agency or a newsletter would put under a story.
const footer = `This story was provided by the Coastal Dispatch, a cooperative of local newsrooms
along the northern shore. Members may print it in full, with this notice, up to thirty days
after it first appeared. To report an error, to ask for photographs, or to learn how the
cooperative pays for its work, write to the editors here at Harbor Point.`

// corpus is a file of JSON lines {"id","text"}, which dupes and peers read.
type corpus struct {
	Path     string
	Articles int
	Bytes    int64
}

type article struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// otherProcess lets this program make the corpora in a process of its own: a
// child's peak memory counts from what its parent held at the fork, so the
// process that measures must stay small.
func otherProcess(ctx context.Context, opt options, dir string) (map[string]*corpus, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self, "-into", dir, "-articles", strconv.Itoa(opt.articles))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var made map[string]*corpus
	return made, json.Unmarshal(out, &made)
}

// A maker writes the corpora.
type maker struct {
	made  map[string]*corpus
	files map[string]*bufio.Writer
}

// makeCorpora writes all corpora to dir, from the first limit articles at
// path, or all where limit is 0.
func makeCorpora(path, dir string, limit int) (map[string]*corpus, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	plain, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, err
	}
	defer plain.Close()
	m := maker{map[string]*corpus{}, map[string]*bufio.Writer{}}
	for _, name := range []string{big, tenth, footers, identical} {
		f, err := os.Create(filepath.Join(dir, name+".jsonl"))
		if err != nil {
			return nil, err
		}
		defer f.Close()
		m.made[name], m.files[name] = &corpus{Path: f.Name()}, bufio.NewWriter(f)
	}
	if err := m.cut(plain, limit); err != nil {
		return nil, fmt.Errorf("read %q: %w", path, err)
	}
	for _, w := range m.files {
		if err := w.Flush(); err != nil {
			return nil, err
		}
	}
	return m.made, nil
}

// cut reads articles and adds each where it belongs.
func (m maker) cut(in io.Reader, limit int) error {
	lines := bufio.NewReaderSize(in, 1<<20)
	var typical string // the text of the identical articles
	for n := 0; limit == 0 || n < limit; n++ {
		line, err := lines.ReadBytes('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		var a article
		if err := json.Unmarshal(line, &a); err != nil {
			return fmt.Errorf("line %d: %w", n+1, err)
		}
		if words := len(strings.Fields(a.Text)); typical == "" && words >= 400 && words <= 450 {
			typical = a.Text
		}
		m.add(big, a)
		m.add(footers, article{a.ID, a.Text + "\n\n" + footer})
		if n%10 == 0 {
			m.add(tenth, a)
		}
	}
	for n := range m.made[tenth].Articles {
		m.add(identical, article{strconv.Itoa(n), typical})
	}
	return nil
}

// add appends an article; the writer keeps an error for its Flush.
func (m maker) add(name string, a article) {
	line, err := json.Marshal(a)
	if err != nil { // a text that is not UTF-8 has been refused by Unmarshal
		return
	}
	m.made[name].Articles++
	m.made[name].Bytes += int64(len(a.Text))
	m.files[name].Write(append(line, '\n'))
}
