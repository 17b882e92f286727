package disguise_test

import (
	"strings"
	"testing"

	"github.com/dupes-news/dupes/internal/disguise"
)

// BenchmarkFind reads 4 KB. Plain text of ASCII, which most articles are, is to
// stay under a microsecond, so that the look at it is free.
func BenchmarkFind(b *testing.B) {
	for name, line := range map[string]string{
		"ascii":    "The harbour office said on Monday that 14 ferries would stay in port.\n\n",
		"accents":  "Die Fähren blieben am Montag im Hafen, sagte das „Hafenamt“ – alle 14.\n",
		"cyrillic": "Все четырнадцать паромов остались в понедельник в порту, сообщил порт.\n",
		"disguise": "The hаrbour of\u200bfice sаid on Mоnday thаt 14 ferries wоuld stay in port.\n",
	} {
		text := strings.Repeat(line, 4096/len(line)+1)[:4096]
		b.Run("text="+name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				disguise.Find(text)
			}
		})
	}
}
