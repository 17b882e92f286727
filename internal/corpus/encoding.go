package corpus

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// headSize is how much of a stream is looked at to tell its encoding.
const headSize = 4 << 10

// toText removes a byte order mark, decodes UTF-16, and refuses what has NUL
// bytes otherwise. Other encodings are told from the whole article, later.
func toText(r io.Reader) (io.Reader, error) {
	br := bufio.NewReaderSize(r, headSize)
	head, err := peek(br)
	if len(head) == 0 && err != io.EOF {
		return nil, err
	}
	if order, mark, ok := utf16Order(head); ok {
		return transform.NewReader(br, unicode.UTF16(order, mark).NewDecoder()), nil
	}
	if bytes.IndexByte(head, 0) >= 0 {
		return nil, errBinary
	}
	if bytes.HasPrefix(head, []byte("\xef\xbb\xbf")) {
		br.Discard(3)
	}
	return br, nil
}

// peek looks at the head of a stream. Of a pipe that gives a line and then
// waits, it is that line: whoever has written it may wait for what becomes of
// it.
func peek(br *bufio.Reader) (head []byte, err error) {
	for n := 1; err == nil && len(head) < headSize; n = br.Buffered() + 1 {
		if head, err = br.Peek(n); err != nil {
			return head, err
		}
		head, err = br.Peek(min(br.Buffered(), headSize))
		if bytes.IndexByte(head, '\n') >= 0 {
			break
		}
	}
	return head, err
}

// utf16Order tells UTF-16 by its mark or, as most characters of a European
// text have one zero byte, by zeros that all stand at even or all at odd places
// and there make up 2 of 5 bytes at least.
func utf16Order(head []byte) (unicode.Endianness, unicode.BOMPolicy, bool) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return unicode.LittleEndian, unicode.ExpectBOM, true
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return unicode.BigEndian, unicode.ExpectBOM, true
	}
	var zeros [2]int
	for i, c := range head {
		if c == 0 {
			zeros[i%2]++
		}
	}
	enough := max(2, len(head)/5)
	switch {
	case zeros[0] == 0 && zeros[1] >= enough:
		return unicode.LittleEndian, unicode.IgnoreBOM, true
	case zeros[1] == 0 && zeros[0] >= enough:
		return unicode.BigEndian, unicode.IgnoreBOM, true
	}
	return unicode.LittleEndian, unicode.IgnoreBOM, false
}

// toUTF8 returns raw as valid UTF-8: as it is, or decoded from Windows-1252.
func toUTF8(raw []byte) (string, error) {
	if err := checkControls(raw); err != nil {
		return "", err
	}
	if utf8.Valid(raw) {
		return string(raw), nil
	}
	if err := plausible1252(raw); err != nil {
		return "", err
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(raw)
	return string(text), err
}

// checkControls refuses text with NUL bytes, or of which more than 1 byte in
// 20 is another control character: a log with colours stays under that.
func checkControls(raw []byte) error {
	controls := 0
	for _, c := range raw {
		if c >= ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' {
			continue
		}
		if c == 0 {
			return errBinary
		}
		controls++
	}
	if controls*20 > len(raw) {
		return errBinary
	}
	return nil
}

// errBroken is text in UTF-8, but for some bytes.
var errBroken = errors.New("invalid UTF-8")

// plausible1252 says why raw, which is not valid UTF-8, is not Windows-1252
// either. Every byte string can be decoded as that, so three signs speak
// against it: bytes that it leaves undefined; UTF-8 sequences, which its text
// has by rare accident only, so that many of them mean UTF-8 with a broken
// place; and more than 1 character beyond ASCII to 2 in it, as in a Cyrillic or
// Chinese encoding (French stays under 1 to 8).
func plausible1252(raw []byte) error {
	first, bad, sequences, letters, high := -1, 0, 0, 0, 0
	for i := 0; i < len(raw); {
		r, n := utf8.DecodeRune(raw[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			if first < 0 {
				first = i
			}
			bad++
			high++
			if undefined1252(raw[i]) {
				return fmt.Errorf("%w at byte %d", errBroken, first)
			}
		case n > 1:
			sequences++
			high += n
		case r > ' ':
			letters++
		}
		i += n
	}
	if sequences >= bad {
		return fmt.Errorf("%w at byte %d", errBroken, first)
	}
	if high*2 > letters {
		return errors.New("neither UTF-8, UTF-16 nor Windows-1252")
	}
	return nil
}

func undefined1252(c byte) bool {
	switch c {
	case 0x81, 0x8d, 0x8f, 0x90, 0x9d:
		return true
	}
	return false
}
