package prose

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Who is quoted, and which names and numbers a passage gives, is read from
// pieces: words in their own case, the marks between them, and whole
// quotations. No list of names is used; a name is known by its capitals, and
// by what stands before it and in it.

type pieceKind uint8

const (
	wordPiece  pieceKind = iota
	markPiece            // one of . , ; : ! ? ( ) and the dash
	quotePiece           // a quotation, its marks included
	breakPiece           // the end of a paragraph
)

// piece is the bytes [lo, hi) of a text.
type piece struct {
	lo, hi int
	kind   pieceKind
	mark   byte // of a markPiece; '-' for any dash
	upper  bool // a word that begins with a capital
	scare  bool // a word in quotation marks that are no quotation
	quote  int  // of a quotePiece: its index
}

// cutPieces appends the pieces of text. The quotations, in order, become a
// piece each.
func cutPieces(dst []piece, text string, quotes []quoted) []piece {
	scare, n := false, 0
	for i := 0; i < len(text); {
		if n < len(quotes) && i >= quotes[n].outer.Lo {
			dst = append(dst, piece{lo: i, hi: quotes[n].outer.Hi, kind: quotePiece, quote: n})
			i = max(i+1, quotes[n].outer.Hi)
			scare = false
			n++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case letterOrDigit(r):
			end := wordPieceEnd(text, i)
			dst = append(dst, piece{lo: i, hi: end, upper: unicode.IsUpper(r), scare: scare})
			size = end - i
		case r == '\n' || r == '\r' || r == '\u2029':
			if len(dst) > 0 && dst[len(dst)-1].kind != breakPiece {
				dst = append(dst, piece{lo: i, hi: i + size, kind: breakPiece})
			}
			scare = false
		case strings.ContainsRune(".,;:!?()", r):
			dst = append(dst, piece{lo: i, hi: i + size, kind: markPiece, mark: byte(r)})
		case r == '—' || r == '–' || strings.HasPrefix(text[i:], "--"):
			dst = append(dst, piece{lo: i, hi: i + size, kind: markPiece, mark: '-'})
		case r == '…':
			dst = append(dst, piece{lo: i, hi: i + size, kind: markPiece, mark: ','})
		case r == '"' || r == '“' || r == '”' || r == '„' || r == '«' || r == '»':
			scare = !scare
		}
		i += size
	}
	return dst
}

func letterOrDigit(r rune) bool {
	if r < utf8.RuneSelf {
		return plainByte[byte(r)] != 0
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.Mn, r)
}

// wordPieceEnd is the end of the word at i. Apostrophes and hyphens join
// letters and digits; so do the marks of figures (1,800.50, 2:30) and the full
// stops of dotted, of which the last belongs to the word.
func wordPieceEnd(text string, i int) int {
	begin := i
	part := i // begin of what follows the last full stop
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if letterOrDigit(r) {
			i += size
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[i+size:])
		digits := i > begin && digitByte(text[i-1]) && next < utf8.RuneSelf && digitByte(byte(next))
		switch {
		case !letterOrDigit(next):
			if r == '.' && (part > begin || dottedWord(text[begin:i])) {
				i++
			}
			return i
		case r == '\'' || r == '’' || r == '-' || r == '‑' || r == '&':
		case (r == ',' || r == '.' || r == ':') && digits:
		case r == '.' && i-part <= 2 && !digitByte(text[i-1]):
			part = i + 1
		default:
			if r == '.' && part > begin {
				i++
			}
			return i
		}
		i += size
	}
	return i
}

func digitByte(c byte) bool { return '0' <= c && c <= '9' }

// abbreviation reports a word whose full stop does not end a sentence.
func dottedWord(word string) bool {
	if r, size := utf8.DecodeRuneInString(word); size == len(word) {
		return unicode.IsUpper(r) && r != 'I'
	}
	return dotted[strings.ToLower(word)]
}

var dotted = setOf("mr mrs ms dr prof rev fr hon sen sens rep reps gov govs pres atty supt det insp lt gen maj col capt cpt cmdr adm sgt " +
	"cpl pvt brig st mt ft jr sr vs no messrs sec amb asst assoc dist jan feb mar apr jun jul aug sep sept oct nov dec mon " +
	"tue tues wed thu thur thurs fri a.m p.m u.s inc corp co ltd")

// titles stand before the name of a person. They may follow one another, and
// words of any kind may stand before them (House Minority Leader Jane Doe).
var titles = setOf("mr mrs ms miss mx dr doctor prof professor rev reverend fr father sister brother rabbi imam pastor bishop archbishop " +
	"cardinal pope sir dame lord lady king queen prince princess sheikh ayatollah hon judge justice magistrate president " +
	"pres vice-president premier chancellor minister secretary undersecretary ambassador envoy governor gov mayor senator " +
	"sen sens representative rep reps congressman congresswoman lawmaker councilman councilwoman councillor councilor " +
	"alderman delegate assemblyman assemblywoman commissioner speaker leader whip chairman chairwoman chair chairperson " +
	"deputy director administrator attorney atty general gen lieutenant lt colonel col major maj captain capt commander " +
	"cmdr admiral adm sergeant sgt corporal cpl private pvt brigadier brig marshal sheriff officer detective det inspector " +
	"insp superintendent supt chief constable trooper agent coach manager ceo cfo coo cto executive founder co-founder " +
	"owner spokesman spokeswoman spokesperson analyst economist strategist author actor actress singer producer editor " +
	"reporter journalist columnist correspondent lawyer prosecutor candidate nominee rapper comedian activist researcher " +
	"scientist historian astronaut former retired acting ex then-president ex-president quarterback striker defender " +
	"midfielder goalkeeper")

// notPersons are words in capitals that persons' names do not have. The names
// of bodies, places, products and days have them.
var notPersons = setOf("the department committee house senate congress court council commission agency bureau office ministry parliament " +
	"administration authority board university college school institute institution center centre foundation association " +
	"society union party league club team group company corp corporation inc ltd llc plc bank fund holdings partners " +
	"capital airlines airways motors industries systems technologies service services news times post journal herald " +
	"tribune press gazette chronicle guardian telegraph magazine network channel television radio media street avenue road " +
	"river island islands county city state states kingdom republic nations federation province district region northern " +
	"southern eastern western central united san los las saint saudi hong el supreme federal national international " +
	"american british european african asian russian chinese capitol middle air navy army force marines command police " +
	"security defense defence intelligence homeland treasury pentagon kremlin democratic republican democrats republicans " +
	"conservative labour labor tea christmas easter thanksgiving super world cup olympic olympics games series prize award " +
	"awards act law amendment constitution treaty accord agreement project program programme war day week month year " +
	"hospital clinic church cathedral museum library theater theatre hotel airport station stadium tower building facebook " +
	"twitter google apple microsoft amazon instagram youtube reuters bloomberg ap afp cnn bbc abc nbc cbs msnbc npr fbi cia " +
	"nsa nato eu un uk us u.s usa gop nfl nba nhl mlb fifa uefa covid i we he she they it you god pac america florida texas " +
	"california ohio iowa michigan pennsylvania arizona wisconsin london paris berlin moscow beijing tokyo brussels chicago " +
	"boston miami russia china japan germany france israel iran iraq syria ukraine india pakistan mexico canada australia " +
	"britain scotland europe asia africa internet web friday social medicare medicaid obamacare brexit islam islamic muslim " +
	"jewish catholic monday tuesday wednesday thursday saturday sunday january february march july september october " +
	"november december feb apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri")

// notFirst are words in capitals that persons' names do not begin with.
var notFirst = setOf("north south east west new great fort wall white black green fox fair liberal christian washington georgia virginia " +
	"dallas houston england park lake bridge hall mountain valley bay beach square may march")

// openers are words that begin a sentence and so have a capital that says
// nothing.
var openers = setOf("a an the this that these those there here and but or nor so yet for if then when while as at by in on of to from with " +
	"without after before since until during through under over about above against among between because although though " +
	"unless however moreover meanwhile still also later earlier today yesterday tomorrow tonight now again once even only " +
	"just not no yes all some many most more much few both each every another other others one two three four five six " +
	"seven eight nine ten his her its their our my your who what which why where how whether i he she it we they you asked " +
	"speaking according instead additionally nevertheless nonetheless similarly likewise consequently therefore thus " +
	"finally eventually recently perhaps despite like unlike last next first second third soon officials critics experts " +
	"police authorities investigators prosecutors lawyers sources supporters opponents voters residents witnesses " +
	"researchers scientists analysts economists democrats republicans americans people women men students teachers doctors " +
	"workers parents families said says say told added")

// nameParticles join the parts of a name in lower case.
var nameParticles = setOf("de da do dos das del della der den di du la le van von ter ten bin bint ibn al el ben abu y")

// nameRun is a name: the pieces [lo, hi) and its words without titles, [name,
// hi).
type nameRun struct{ lo, name, hi int }

// runAt returns the name that begins at piece i: capitals in a row, with
// initials, particles and nicknames, and the titles in capitals before them.
// ok is false where none begins.
func (r *reading) runAt(i int) (nameRun, bool) {
	run := nameRun{lo: i, name: i, hi: i}
	for j := i; j < min(i+longestName, len(r.pieces)); j++ {
		t := r.pieces[j]
		if t.kind != wordPiece {
			break
		}
		if t.scare && j > i && j+1 < len(r.pieces) && !r.pieces[j+1].scare && r.pieces[j+1].upper {
			continue // a nickname
		}
		switch w := r.lower(j); {
		case t.upper && !t.scare && !weekdayOrMonth(w) && !(r.initial(j) && j == i && r.plainOpener(j)):
			run.hi = j + 1
			if title(w) && !(r.endsName(j) && (j > run.name || j > i && honorifics[strings.TrimSuffix(r.lower(j-1), ".")])) {
				run.name = j + 1
			}
			if r.possessive(j) {
				return run, run.name < run.hi
			}
		case nameParticles[w] && run.hi > run.name && r.particleJoins(j):
		default:
			return run, run.name < run.hi
		}
	}
	return run, run.name < run.hi
}

// longestName bounds the words of a name and its titles, so that a text in
// capitals costs no more than another.
const longestName = 12

// weekdayOrMonth reports days and months, which end a name before them. Left
// out are those that are names of persons too (April, May, June, August).
func weekdayOrMonth(w string) bool {
	switch w {
	case "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march",
		"july", "september", "october", "november", "december", "jan.", "feb.", "aug.", "sept.", "oct.", "nov.", "dec.":
		return true
	}
	return false
}

func title(w string) bool { return titles[strings.TrimSuffix(w, ".")] }

// honorifics stand before last names, whatever those mean: Mr. Prince.
var honorifics = setOf("mr mrs ms miss dr sir")

// endsName reports a title that is the last word of a name with more before
// it: Dean King, John Major.
func (r *reading) endsName(j int) bool {
	return j+1 >= len(r.pieces) || r.pieces[j+1].kind != wordPiece || !r.pieces[j+1].upper
}

// particleJoins reports that behind the nameParticles at j a capital follows.
func (r *reading) particleJoins(j int) bool {
	for ; j < len(r.pieces) && r.pieces[j].kind == wordPiece; j++ {
		if r.pieces[j].upper {
			return true
		}
		if !nameParticles[r.lower(j)] {
			return false
		}
	}
	return false
}

// plainOpener reports a word that begins a sentence and is no name: it is a
// word that begins many sentences, or the text has it in lower case too.
func (r *reading) plainOpener(j int) bool {
	w := r.lower(j)
	return openers[w] || r.common[w] && !title(w)
}

// initial reports the first word of a sentence.
func (r *reading) initial(j int) bool {
	if j == 0 {
		return true
	}
	switch t := r.pieces[j-1]; t.kind {
	case markPiece:
		return t.mark == '.' || t.mark == '!' || t.mark == '?' || t.mark == ':'
	case quotePiece:
		return r.closed(t.quote)
	default:
		return t.kind == breakPiece
	}
}

func (r *reading) possessive(j int) bool {
	w, behind := r.word(j), r.text[r.pieces[j].hi:]
	return strings.HasSuffix(w, "'s") || strings.HasSuffix(w, "’s") || strings.HasPrefix(behind, "’ ") || strings.HasPrefix(behind, "' ")
}

// word is piece j as it stands.
func (r *reading) word(j int) string { return r.text[r.pieces[j].lo:r.pieces[j].hi] }

// lower is piece j in lower case.
func (r *reading) lower(j int) string { return r.lowers[j] }

// name is a run without titles, nicknames and the possessive s.
func (r *reading) nameOf(run nameRun) string {
	var words []string
	for j := run.name; j < run.hi; j++ {
		if !r.pieces[j].scare {
			words = append(words, r.word(j))
		}
	}
	return bareName(strings.Join(words, " "))
}

func bareName(name string) string {
	for _, s := range []string{"'s", "’s", "'", "’"} {
		name = strings.TrimSuffix(name, s)
	}
	return name
}

// personal reports a run that may be a person's name: titled, or of two to
// five words of which none belongs to the names of bodies and places.
func (r *reading) personal(run nameRun) bool {
	words := 0
	for j := run.name; j < run.hi; j++ {
		w := strings.TrimSuffix(bareName(r.lower(j)), ".")
		if w == "" || notPersons[w] || j == run.name && notFirst[w] || digitByte(w[0]) || len(w) > 3 && r.word(j) == strings.ToUpper(r.word(j)) {
			return false
		}
		words++
	}
	return words >= 2 && words <= 5 && !r.initialOnly(run) || words == 1 && r.titled(run)
}

// initialOnly reports a run without a last name: J. R., U.S.
func (r *reading) initialOnly(run nameRun) bool {
	last := r.lower(run.hi - 1)
	return strings.HasSuffix(last, ".") && len(last) <= 4 && last != "jr." && last != "sr."
}

// titled reports a run with a title before its name.
func (r *reading) titled(run nameRun) bool { return run.name > run.lo && title(r.lower(run.name-1)) }
