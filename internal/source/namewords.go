package source

import (
	"encoding/binary"
	"strings"
)

// nameWordKind is what a word does to the name in which it stands.
type nameWordKind uint8

const (
	breaksName nameWordKind = iota + 1 // a title, a day, a month: what stands before it is another name
	opensName                          // a capital at the beginning of a sentence or name that is none
	afterName                          // behind a name: Jr.
)

var nameWords = newNameTable(map[nameWordKind]string{
	breaksName: "mr mrs ms miss dr prof professor doctor rev father sister pope sir dame lord lady king queen prince princess sheikh judge " +
		"justice president premier chancellor minister secretary ambassador envoy governor gov mayor senator sen sens representative " +
		"rep reps congressman congresswoman lawmaker councilman commissioner speaker leader whip chairman chairwoman chair deputy " +
		"director administrator attorney general gen lieutenant lt colonel col major maj captain capt commander cmdr admiral adm " +
		"sergeant sgt corporal officer detective inspector superintendent chief sheriff coach manager executive founder spokesman " +
		"spokeswoman vice prime foreign defense defence state treasury interior commerce republican republicans democrat democrats democratic " +
		"monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october " +
		"november december feb mar apr jun jul aug sept oct nov dec",
	opensName: "the a an this that these those there here and but or nor so yet for if then when while as at by in on of to from with " +
		"without after before since until during through under over about above against among between because although though " +
		"however moreover meanwhile still also later earlier today yesterday tomorrow tonight now again once even only just not no " +
		"yes all some many most more much few both each every another other one two three four five six seven eight nine ten his " +
		"her its their our my your who what which why where how whether i he she it we they you asked according instead " +
		"nevertheless like unlike last next first second third despite thus finally former new former said says near inside " +
		"outside is are was were has have had do did will would could should can may might let",
	afterName: "jr sr ii iii iv inc corp co ltd plc llc",
})

// nameTable finds a word by its first letters. A map takes twice as long, and
// is asked for every word of every name.
type nameTable struct {
	slots [nameSlots]struct {
		word string
		kind nameWordKind
	}
}

// nameSlots is some five times the words: most that are asked for are in none.
const nameSlots = 1 << 10

func newNameTable(lists map[nameWordKind]string) *nameTable {
	t := &nameTable{}
	for kind, list := range lists {
		for w := range strings.FieldsSeq(list) {
			slot := &t.slots[t.slot([]byte(w))]
			slot.word, slot.kind = w, kind
		}
	}
	return t
}

func (t *nameTable) kind(form []byte) nameWordKind { return t.slots[t.slot(form)].kind }

// slot is where a word stands, or the free slot where it would.
func (t *nameTable) slot(word []byte) uint {
	const odd = 0x9E3779B97F4A7C15 // 2^64 over the golden ratio
	var first [8]byte
	copy(first[:], word)
	h := uint((binary.LittleEndian.Uint64(first[:]) + uint64(len(word))) * odd >> 40)
	for ; ; h++ {
		slot := &t.slots[h%nameSlots]
		if slot.word == "" || slot.word == string(word) {
			return h % nameSlots
		}
	}
}
