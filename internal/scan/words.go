package scan

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/dupes-news/dupes/shingle"
)

// The kinds of word that a template leaves blank for: see relation.go. A byte
// per word stands in the spool, so that a pair is judged without its texts.
const (
	plainWord = iota
	numberWord
	nameWord
)

// wordKinds appends the kind of every word of text to dst. A name is what
// begins with a capital elsewhere than at the beginning of a sentence, days
// and months excepted; scripts without case have no names here.
func wordKinds(dst []byte, w *shingle.Words, text string) []byte {
	for i := range w.Len() {
		at := w.At(i)
		switch {
		case hasDigit(w.Norm(i)):
			dst = append(dst, numberWord)
		case capital(text[at.Lo:]) && !calendar(w.Norm(i)) && !beginsSentence(text, at.Lo):
			dst = append(dst, nameWord)
		default:
			dst = append(dst, plainWord)
		}
	}
	return dst
}

func hasDigit(norm []byte) bool {
	for _, b := range norm {
		if '0' <= b && b <= '9' {
			return true
		}
	}
	return false
}

func capital(word string) bool {
	if word[0] < utf8.RuneSelf {
		return 'A' <= word[0] && word[0] <= 'Z'
	}
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

// beginsSentence reports whether the word at lo follows the end of a sentence
// or a line. A stop after a word of up to four letters with a capital is
// taken for an abbreviation ("Sen. Doe", "U.S. Army").
func beginsSentence(text string, lo int) bool {
	before := strings.TrimRight(text[:lo], " \"'([“‘\u00a0")
	if before == "" {
		return true
	}
	switch before[len(before)-1] {
	case '\n', '!', '?', ':':
		return true
	case '.':
		word := before[strings.LastIndexAny(before[:len(before)-1], " \n")+1 : len(before)-1]
		return len(word) > 4 || word == "" || !capital(word)
	}
	return false
}

// calendar reports the English days and months: they differ between two
// versions of one story.
func calendar(norm []byte) bool {
	switch string(norm) {
	case "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
		"january", "february", "march", "april", "may", "june", "july", "august",
		"september", "october", "november", "december",
		"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec":
		return true
	}
	return false
}
