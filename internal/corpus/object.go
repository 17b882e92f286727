package corpus

// Object makes an article of a JSON object that came by another way than a
// file. The text of the error is the reason to refuse it. Name stands for an
// id where the object has none.
func (u *Unpacker) Object(raw []byte, name string) (Article, error) {
	return Record{Path: name, raw: raw, id: name, kind: kindLines, set: u.set}.Article()
}
