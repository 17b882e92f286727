package corpus

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxWindow is the memory that a zstd frame may ask for: that of zstd
// --long=27, the largest which its own decoder takes without a flag.
const maxWindow = 128 << 20

var (
	gzipMagic = []byte{0x1f, 0x8b}
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// unpack returns the text of in: decompressed if it begins like gzip or zstd,
// whatever its name says, as UTF-8 if it is UTF-16, and without a byte order
// mark. A file that is plainly not text is errBinary.
func unpack(in io.Reader) (io.ReadCloser, error) {
	packed := bufio.NewReaderSize(in, 64<<10)
	head, err := packed.Peek(len(zstdMagic))
	if err != nil && err != io.EOF {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, gzipMagic):
		zr, err := gzip.NewReader(packed)
		if err != nil {
			return nil, fmt.Errorf("gzip: %w", short(err))
		}
		return asText(named{zr, "gzip"}, zr.Close)
	case bytes.HasPrefix(head, zstdMagic):
		zr, err := zstd.NewReader(packed, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, fmt.Errorf("zstd: %w", err)
		}
		return asText(named{zr, "zstd"}, func() error { zr.Close(); return nil })
	}
	return asText(packed, nil)
}

// named puts the name of the format before the errors of its decoder, which
// are as bare as "unexpected EOF".
type named struct {
	r    io.Reader
	name string
}

func (n named) Read(p []byte) (int, error) {
	count, err := n.r.Read(p)
	if err != nil && err != io.EOF {
		err = fmt.Errorf("%s: %w", n.name, err)
	}
	return count, err
}

func short(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// textStream is text with what closes the decoder below it.
type textStream struct {
	io.Reader
	close func() error
}

func (t textStream) Close() error {
	if t.close == nil {
		return nil
	}
	return t.close()
}

func asText(r io.Reader, closeBelow func() error) (io.ReadCloser, error) {
	text, err := toText(r)
	if err != nil && closeBelow != nil {
		closeBelow()
	}
	return textStream{text, closeBelow}, err
}
