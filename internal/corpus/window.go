package corpus

import (
	"bytes"
	"io"
)

// chunkSize is the unit of reading: some hundred news articles, so that the
// copy of the broken line at the end of each chunk does not count.
const chunkSize = 256 << 10

// window is the unread part of a stream. What it hands out is cut from chunks
// that are never written twice, so a record stays valid without a copy.
type window struct {
	r    io.Reader
	max  int64
	buf  []byte // read from r, not yet handed out
	row  int    // 1-based line of buf[0]
	done error  // what ended r
}

func newWindow(r io.Reader, max int64) *window { return &window{r: r, max: max, row: 1} }

// line returns the next line without its end, and its number. A line over max
// is passed over with errTooLong; its bytes are never held at once.
func (w *window) line() ([]byte, int, error) {
	row := w.row
	long := false
	for seen := 0; ; {
		if i := bytes.IndexByte(w.buf[seen:], '\n'); i >= 0 {
			raw := w.cut(seen + i + 1)
			return result(raw[:len(raw)-1], row, long || int64(len(raw)-1) > w.max)
		}
		seen = len(w.buf)
		if int64(seen) > w.max {
			long = true
			w.drop(seen)
			seen = 0
		}
		if w.fill() {
			continue
		}
		if w.done != io.EOF || (seen == 0 && !long) {
			return nil, row, w.done
		}
		return result(w.cut(seen), row, long)
	}
}

func result(raw []byte, row int, long bool) ([]byte, int, error) {
	if long {
		return nil, row, errTooLong
	}
	return raw, row, nil
}

// cut takes n bytes off the front. Its capacity ends there too: an append to
// what is handed out must not run into the bytes behind it.
func (w *window) cut(n int) []byte {
	out := w.buf[:n:n]
	w.row += bytes.Count(out, []byte{'\n'})
	w.buf = w.buf[n:]
	return out
}

// drop forgets n bytes, and where that is all there are, lets fill use their
// place again.
func (w *window) drop(n int) {
	all := w.buf
	w.cut(n)
	if len(w.buf) == 0 {
		w.buf = all[:0]
	}
}

// fill reads more behind buf and reports whether it got any.
func (w *window) fill() bool {
	if w.done != nil {
		return false
	}
	if len(w.buf) == cap(w.buf) {
		grown := make([]byte, len(w.buf), max(chunkSize, 2*len(w.buf)))
		copy(grown, w.buf)
		w.buf = grown
	}
	for {
		n, err := w.r.Read(w.buf[len(w.buf):cap(w.buf)])
		w.buf = w.buf[:len(w.buf)+n]
		w.done = err
		if n > 0 || err != nil {
			return n > 0
		}
	}
}
