// Package source finds where the text of an article comes from.
//
// A named source is an outlet that the article itself gives as the origin of
// what it prints: "first reported by The Record", "(AP) -", "(c) Associated
// Press", "told the Washington Post". An inferred source is one that another
// article names for a quotation that both carry. The two are different types
// and never mixed. A photo credit, a poll, a study and an advertisement name
// outlets too, but say nothing of the text: they are kept apart by their kind.
package source
