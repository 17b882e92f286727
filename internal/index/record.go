package index

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/dupes-news/dupes/internal/corpus"
)

// A record is an article as the store keeps it:
//
//	crc     4 bytes, CRC-32C of the rest
//	flags   1 byte: text or shingles
//	body    zstd of: words, distinct shingles, id, title, outlet, URL, date, then text or shingles
//
// Numbers are uvarints, strings have their length before them. Of an article
// of 2.6 KB half is left.
const (
	holdsText     = 1
	holdsShingles = 2
)

// castagnoli is what processors have an instruction for.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// codec packs and unpacks records. It is safe for concurrent use.
type codec struct {
	pack   *zstd.Encoder
	unpack *zstd.Decoder
	raw    sync.Pool // []byte
}

// maxRecord bounds what a damaged record can ask for: an article of the
// largest size that any command reads, and as much again.
const maxRecord = 1 << 30

func newCodec() (*codec, error) {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithWindowSize(1<<20), zstd.WithEncoderCRC(false), zstd.WithEncoderConcurrency(2), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, err
	}
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxMemory(maxRecord))
	if err != nil {
		return nil, err
	}
	return &codec{pack: e, unpack: d, raw: sync.Pool{New: func() any { return new([]byte) }}}, nil
}

func (c *codec) close() {
	c.pack.Close()
	c.unpack.Close()
}

// encode appends the record of a sketch to dst.
func (c *codec) encode(dst []byte, k *Sketch, text bool) []byte {
	buffer := c.raw.Get().(*[]byte)
	defer c.raw.Put(buffer)
	b := binary.AppendUvarint((*buffer)[:0], uint64(k.Words))
	b = binary.AppendUvarint(b, uint64(k.Distinct))
	for _, s := range []string{k.ID, k.Title, k.Outlet, k.URL} {
		b = appendString(b, s)
	}
	b = binary.AppendVarint(b, unixOf(k.Date))
	flags := byte(holdsText)
	if text {
		b = append(b, k.Text...)
	} else {
		flags = holdsShingles
		for _, s := range k.Shingles {
			b = binary.LittleEndian.AppendUint64(b, s)
		}
	}
	*buffer = b
	at := len(dst)
	dst = append(dst, 0, 0, 0, 0, flags)
	dst = c.pack.EncodeAll(b, dst)
	binary.LittleEndian.PutUint32(dst[at:], crc32.Checksum(dst[at+4:], castagnoli))
	return dst
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// noTime stands for an article without a date.
const noTime = -1 << 62

func unixOf(t time.Time) int64 {
	if t.IsZero() {
		return noTime
	}
	return t.Unix()
}

// stored is a record read back, or what one would be: an article to be
// verified.
type stored struct {
	corpus.Article
	words    int
	distinct int
	shingles []uint64 // nil where they have to be made of the text
}

// decode reads a record back. The article owns its memory.
func (c *codec) decode(record []byte) (stored, error) {
	if len(record) < 6 || binary.LittleEndian.Uint32(record) != crc32.Checksum(record[4:], castagnoli) {
		return stored{}, errRecord
	}
	b, err := c.unpack.DecodeAll(record[5:], nil)
	if err != nil {
		return stored{}, fmt.Errorf("%w: %v", errRecord, err)
	}
	r := fields{b: b}
	var s stored
	s.words, s.distinct = int(r.uvarint()), int(r.uvarint())
	s.ID, s.Title, s.Outlet, s.URL = r.text(), r.text(), r.text(), r.text()
	if unix := r.varint(); unix != noTime {
		s.Date = time.Unix(unix, 0).UTC()
	}
	switch {
	case r.broken:
		return stored{}, errRecord
	case record[4] == holdsText:
		s.Text = string(r.b)
	default:
		for ; len(r.b) >= 8; r.b = r.b[8:] {
			s.shingles = append(s.shingles, binary.LittleEndian.Uint64(r.b))
		}
	}
	return s, nil
}

// fields takes a body apart.
type fields struct {
	b      []byte
	broken bool
}

func (f *fields) uvarint() uint64 {
	v, n := binary.Uvarint(f.b)
	f.skip(n)
	return v
}

func (f *fields) varint() int64 {
	v, n := binary.Varint(f.b)
	f.skip(n)
	return v
}

func (f *fields) skip(n int) {
	if n <= 0 || n > len(f.b) {
		f.broken, n = true, 0
	}
	f.b = f.b[n:]
}

func (f *fields) text() string {
	n := f.uvarint()
	if n > uint64(len(f.b)) {
		f.broken = true
		return ""
	}
	s := string(f.b[:n])
	f.b = f.b[n:]
	return s
}
