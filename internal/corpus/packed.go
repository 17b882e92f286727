package corpus

import (
	"encoding/binary"
	"errors"
)

// Unpacker makes records of what Pack made of them. It is safe for concurrent
// use.
type Unpacker struct{ set *settings }

// NewUnpacker makes an Unpacker for records that were read with this Config.
func NewUnpacker(cfg Config) *Unpacker { return &Unpacker{newSettings(cfg)} }

// Pack appends r to dst, to be read again later in the same process.
func (r Record) Pack(dst []byte) []byte {
	dst = append(dst, byte(r.kind))
	dst = binary.AppendUvarint(dst, uint64(r.Line))
	for _, s := range []string{r.Path, r.id} {
		dst = binary.AppendUvarint(dst, uint64(len(s)))
		dst = append(dst, s...)
	}
	return append(dst, r.raw...)
}

// Unpack is the record of which b is the packed form. It keeps b.
func (u *Unpacker) Unpack(b []byte) (Record, error) {
	broken := errors.New("damaged record")
	if len(b) == 0 {
		return Record{}, broken
	}
	r := Record{kind: kind(b[0]), set: u.set}
	line, n := binary.Uvarint(b[1:])
	b = b[max(1, 1+n):]
	r.Line = int(line)
	for _, s := range []*string{&r.Path, &r.id} {
		length, n := binary.Uvarint(b)
		if n <= 0 || length > uint64(len(b)-n) {
			return Record{}, broken
		}
		*s = string(b[n:][:length])
		b = b[n+int(length):]
	}
	r.raw = b
	return r, nil
}

// JSON is the record as it stands in its file, and whether it is a JSON
// object.
func (r Record) JSON() ([]byte, bool) {
	return r.raw, r.kind == kindLines || r.kind == kindJSON
}
