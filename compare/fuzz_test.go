package compare

import (
	"strings"
	"testing"
)

// The seeds are short: what the fuzzer finds worth keeping it makes small
// first, in quadratic time.
func FuzzCompare(f *testing.F) {
	f.Add("", "Rain.")
	f.Add("The dam held all night long. Nobody was hurt.", "Nobody was hurt. All night long the dam held, 12 crews said.")
	f.Add("One gate shook, and then the wall held. It rained.", "It rained. One gate shook. And then the wall held.")
	f.Add("“I never once saw it shiver the way it did,” said Tom Brandt.", "A lamp. \"I never once saw it shiver the way it did\", he said.")
	f.Add("(AP) It rains in Rome. Copyright 2025 Press.", "By Jane Doe\n\nROME (AP) - It did not rain in Rome.\r\nRead more:")
	f.Add(strings.Repeat("so be it. ", 9), strings.Repeat("be it so ", 8))
	f.Add("It ended.Then it “began.\" “It is—”", "It ended. Then \xff it «began»...\x00")
	f.Add("e\u0301 \u0301 e\u00adnd ﬁn ½ \u200b\ufeff 👩‍👧", "é end fin 1⁄2 \u2028 🇫🇷 \xed\xa0\x80")
	f.Add("市长周一宣布大坝完好。กำ 「見た」", "「見た」市长周二宣布大坝完好。ก مرحبا")
	f.Add("0\x8b\xbf\x81\x81end A½\x8d\xf0\x9f\xff\xff", "end 000 1⁄2\u2028\xf000")
	f.Fuzz(func(t *testing.T, a, b string) {
		// What a Comparer did before must not depend on earlier inputs, or the
		// same input would reach other code each time.
		var kept Comparer
		kept.Compare(b+a, b)
		checkComparison(t, &kept, a, b)
	})
}
