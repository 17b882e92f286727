// Command avo writes shingle/minima_amd64.s, the AVX2 kernel of the signature.
// It is a module of its own because avo is needed by nobody who only builds or
// tests dupes. After a change here:
//
//	cd internal/tools/avo && go generate
package main

//go:generate go run gen.go -out ../../../shingle/minima_amd64.s -pkg shingle

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// vectors of 4 lanes keep their minima in registers during a pass. 8 of the 16
// registers of AVX2, as sign bits, value, step and mask want 4 more, and 12
// vectors would be 48 lanes, of which k = 128 is no multiple.
const vectors = 8

// main writes passAVX2, which shingle/minima_amd64.go declares and describes.
func main() {
	TEXT("passAVX2", NOSPLIT, "func(minima *[32]uint64, at *uint64, step *uint64, n int)")
	minima := Mem{Base: Load(Param("minima"), GP64())}
	at := Mem{Base: Load(Param("at"), GP64())}
	step := Mem{Base: Load(Param("step"), GP64())}
	n := Load(Param("n"), GP64())

	flip := signBits()
	least := make([]reg.VecVirtual, vectors)
	for i := range least {
		Commentf("minima of lanes %d to %d", 4*i, 4*i+3)
		least[i] = YMM()
		VPXOR(minima.Offset(32*i), flip, least[i])
	}

	Label("shingle")
	value, stride := YMM(), YMM()
	VMOVDQU(at, value)
	VPBROADCASTQ(step, stride)
	for i := range least {
		lower := YMM()
		VPCMPGTQ(value, least[i], lower) // lower = least > value, signed
		VBLENDVPD(lower, value, least[i], least[i])
		VPADDQ(stride, value, value)
	}
	VMOVDQU(value, at)
	ADDQ(Imm(32), at.Base)
	ADDQ(Imm(8), step.Base)
	DECQ(n)
	JNZ(LabelRef("shingle"))

	Comment("back to unsigned order")
	for i := range least {
		VPXOR(flip, least[i], least[i])
		VMOVDQU(least[i], minima.Offset(32*i))
	}
	VZEROUPPER()
	RET()
	Generate()
}

// signBits returns a vector of four 2^63. AVX2 compares signed only; with the
// top bit of both sides flipped, signed order is unsigned order.
func signBits() reg.VecVirtual {
	Comment("2^63 in every lane")
	flip := YMM()
	VPCMPEQD(flip, flip, flip)
	VPSLLQ(Imm(63), flip, flip)
	return flip
}
