package crash

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
)

// article is a line of the input.
type article struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Outlet string `json:"outlet"`
	Date   string `json:"date"`
	Text   string `json:"text"`
}

// maker makes articles of invented words, so that two have something in common
// only where one was made of the other.
type maker struct {
	*rand.Rand
	prefix string
	vocab  []string
	made   [][]string // words of the articles so far
}

func newMaker(seed uint64, prefix string) *maker {
	m := &maker{Rand: rand.New(rand.NewPCG(seed, 7)), prefix: prefix}
	for range 4000 {
		var b strings.Builder
		for range 1 + m.IntN(3) {
			b.WriteByte("bdfgklmnprstvz"[m.IntN(14)])
			b.WriteByte("aeiou"[m.IntN(5)])
			b.WriteString([]string{"", "n", "r", "s", "l"}[m.IntN(5)])
		}
		m.vocab = append(m.vocab, b.String())
	}
	return m
}

func (m *maker) words(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = m.vocab[m.IntN(len(m.vocab))]
	}
	return out
}

// next makes an article: a new one, or one out of others.
func (m *maker) next() article {
	text := m.words(60 + m.IntN(140))
	if len(m.made) > 10 {
		text = m.kind(text)
	}
	m.made = append(m.made, text)
	n := len(m.made)
	return article{
		ID: fmt.Sprintf("%s%05d", m.prefix, n), Title: strings.Join(m.words(5), " "),
		Outlet: fmt.Sprintf("Outlet %d", m.IntN(9)), Date: fmt.Sprintf("2026-03-%02d", 1+m.IntN(28)),
		Text: strings.Join(text, " ") + ".",
	}
}

// kind is fresh, or what becomes of it and of older articles.
func (m *maker) kind(fresh []string) []string {
	old, other := m.made[m.IntN(len(m.made))], m.made[m.IntN(len(m.made))]
	switch p := m.IntN(100); {
	case p < 58:
		return fresh
	case p < 70: // near copy
		out := slices.Clone(old)
		for range 1 + len(out)/40 {
			out[m.IntN(len(out))] = m.vocab[m.IntN(len(m.vocab))]
		}
		return out
	case p < 78: // copy
		return old
	case p < 87: // excerpt
		n := max(len(old)/3, min(len(old), 20))
		lo := m.IntN(len(old) - n + 1)
		return old[lo : lo+n]
	case p < 94: // quotes an older one at length
		n := min(len(old), 15+m.IntN(15))
		lo := m.IntN(len(old) - n + 1)
		return slices.Concat(fresh, old[lo:lo+n])
	case len(old)+len(other) > 400:
		return fresh
	}
	return slices.Concat(old, other) // two in one
}

// input is lines of articles with some that are broken between them.
type input struct {
	lines string
	code  int      // with which a command ends that reads it to its end
	ids   []string // of whole lines
	text  map[string]string
}

// What is wrong with some lines of an input. An id that stands twice comes last:
// which of the two index add --replace takes depends on where commits end.
const (
	allWhole = 0
	broken   = 3
	twice    = 4
)

// newInput makes n lines, of which some have one of the faults.
func newInput(seed uint64, prefix string, n, faults int) *input {
	m := newMaker(seed, prefix)
	in := &input{text: map[string]string{}}
	if faults > 0 {
		in.code = 2
	}
	var b bytes.Buffer
	for range n {
		a := m.next()
		line, err := json.Marshal(a)
		if err != nil {
			panic(err)
		}
		switch p := m.IntN(300); {
		case p >= faults:
			in.ids = append(in.ids, a.ID)
			in.text[a.ID] = a.Text
		case p == 0:
			line = line[:len(line)/2]
		case p == 1:
			line = []byte(`{"id":"` + a.ID + `"}`)
		case p == 2:
			line = []byte(`{"id":"` + a.ID + `","text":"too few"}`)
		case len(in.ids) > 0:
			line = bytes.Replace(line, []byte(a.ID), []byte(in.ids[m.IntN(len(in.ids))]), 1)
		}
		b.Write(append(line, '\n'))
	}
	in.lines = b.String()
	return in
}

// The inputs, each of a vocabulary of its own: news has broken lines, whole has
// none, many is more than one commit of index add, few is for an index that is
// damaged often.
var (
	news  = sync.OnceValue(func() *input { return newInput(seed(), "", sized(400, 2000), twice) })
	whole = sync.OnceValue(func() *input { return newInput(seed()+1, "w", sized(400, 1500), allWhole) })
	many  = sync.OnceValue(func() *input { return newInput(seed()+2, "m", sized(900, 7000), broken) })
	few   = sync.OnceValue(func() *input { return newInput(seed()+3, "f", 240, allWhole) })
)

// idsOf are the ids of JSON lines, each of which must be whole.
func idsOf(t testing.TB, name, lines string) []string {
	t.Helper()
	if lines != "" && !strings.HasSuffix(lines, "\n") {
		t.Errorf("%s: no line end at its end", name)
	}
	var ids []string
	for line := range strings.Lines(lines) {
		var a article
		if err := json.Unmarshal([]byte(line), &a); err != nil || a.ID == "" {
			t.Errorf("%s: line %q: %v", name, line, err)
			continue
		}
		ids = append(ids, a.ID)
	}
	return ids
}
