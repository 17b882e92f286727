// The language in which lists are searched and filtered.
//
//   ferry harbour "stay in port"    rows that have all three
//   outlet:ap,reuters               a field that has one of several values
//   outlet:="The Harbour"           the whole value; without = a part will do
//   copied:>80  copied:50..80       numbers; ranges include their ends, of which one may lack
//   date:2026-03  date:>=2026-03    days, months and years
//   relation:ident                  a word, or how it begins
//   has:note  no:date               whether a field has a value
//   -outlet:ap                      none of this
//
// A comma between values is "or", a blank between terms is "and". Case, accents
// and the shape of quotation marks do not matter. A quotation mark inside
// quotation marks is doubled. In numbers a comma before three digits parts
// thousands, as in words:>1,000; "80 or 100" is copied:80,=100.
//
// parse runs at each key that is pressed, test for each row after that: all
// that depends on the query alone is done in parse. What somebody types never
// becomes a pattern or a program.
const query = (() => {
  const BLANK = /\s/;
  const QUOTES = '"“”„‟';
  const NAME = /(\p{L}[\p{L}\p{N}_-]*):/uy;
  const OPERATOR = /[<>]?=?/y;
  const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;
  // Not after a digit, nor after the point of a fraction; two points are a range.
  const THOUSANDS = /(?<!\d|(?<!\.)\.)[1-9]\d{0,2}(?:,\d{3})+(?!\d)/g;
  const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

  const quoteAt = (s, at) => at < s.length && QUOTES.includes(s[at]);
  const blankAt = (s, at) => at >= s.length || BLANK.test(s[at]);
  const list = (v) => (Array.isArray(v) ? v : [v]);

  // parse reads a query. Its test tells whether a row is wanted; a term that is
  // wrong, or has no value yet because it is being typed, asks nothing of it.
  function parse(text, fields) {
    const terms = [];
    const tests = [];
    const words = { all: [], not: [] };
    for (const t of split(text)) {
      const term = { text: t.text, name: t.name, not: t.not, error: "" };
      terms.push(term);
      const { test, word, error } = compile(t, fields);
      if (error) term.error = error;
      else if (word) words[t.not ? "not" : "all"].push(word);
      else if (test) tests.push(t.not ? (row) => !test(row) : test);
      if (word) term.name = "";
    }
    if (words.all.length + words.not.length > 0) tests.push(wordTest(words, fields[""]));
    return {
      test: (row) => {
        for (const test of tests) if (!test(row)) return false;
        return true;
      },
      error: terms.find((t) => t.error)?.error ?? "",
      terms,
    };
  }

  // split reads the terms of a query, whatever the fields are. One of a field
  // has its name, and the values that commas part; others have a phrase.
  function split(text) {
    const terms = [];
    let at = 0;
    for (;;) {
      while (at < text.length && blankAt(text, at)) at++;
      if (at >= text.length) return terms;
      const term = readTerm(text, at);
      term.text = text.slice(at, term.end);
      terms.push(term);
      at = term.end;
    }
  }

  function readTerm(s, from) {
    const not = s[from] === "-" && !blankAt(s, from + 1);
    const start = from + not;
    if (quoteAt(s, start)) {
      const quoted = readQuoted(s, start);
      return { not, name: "", phrase: quoted.text, end: quoted.end, open: quoted.open };
    }
    NAME.lastIndex = start;
    const name = NAME.exec(s)?.[1] ?? "";
    const term = { not, name: name.toLowerCase(), written: name, values: [], open: false };
    term.end = name ? readValues(s, NAME.lastIndex, term) : readBare(s, start, false);
    term.phrase = s.slice(start, term.end);
    if (name) term.value = s.slice(start + name.length + 1, term.end);
    return term;
  }

  // readValues reads the values of a field, and tells where they end.
  function readValues(s, at, term) {
    for (;;) {
      OPERATOR.lastIndex = at;
      const operator = OPERATOR.exec(s)[0];
      at += operator.length;
      if (quoteAt(s, at)) {
        const { text, end, open } = readQuoted(s, at);
        term.values.push({ operator, text });
        term.open = open;
        at = end;
      } else {
        const end = readBare(s, at, true);
        term.values.push({ operator, text: s.slice(at, end) });
        at = end;
      }
      if (s[at] !== ",") return at;
      at++;
    }
  }

  function readBare(s, at, comma) {
    while (!blankAt(s, at) && !(comma && s[at] === ",")) at++;
    return at;
  }

  // readQuoted reads what stands in quotation marks. The end of the query
  // closes them, since they may be about to be typed.
  function readQuoted(s, from) {
    let text = "";
    for (let at = from + 1; at < s.length; at++) {
      if (!quoteAt(s, at)) text += s[at];
      else if (s[at] === s[at + 1]) text += s[at++];
      else return { text, end: at + 1, open: false };
    }
    return { text, end: s.length, open: true };
  }

  // compile makes a term into a test of rows, into a word that is searched, or
  // into an error. One that is only begun, such as "outlet:", is none of them.
  function compile(term, fields) {
    if (!term.name) return { word: term.text === "-" ? "" : needle(term.phrase) };
    if (term.name === "has" || term.name === "no") return compilePresence(term, fields);
    const name = fieldName(term.name, fields);
    if (name) return compilers[fields[name].kind](term, fields[name].get);
    // A title or an address that somebody pasted is no mistaken field.
    if (!term.value || term.value.includes("/")) return { word: needle(term.phrase) };
    return { error: unknown(term.written, fields) };
  }

  function compilePresence(term, fields) {
    const gets = [];
    for (const { text } of term.values) {
      if (!text) continue;
      const name = fieldName(text.toLowerCase(), fields);
      if (!name) return { error: unknown(text, fields) };
      gets.push(fields[name].get);
    }
    if (!gets.length) return {};
    const wanted = term.name === "has";
    return { test: (row) => gets.some((get) => hasValue(get(row)) === wanted) };
  }

  function hasValue(v) {
    return Array.isArray(v) ? v.some(hasValue) : v !== undefined && v !== null && v !== "" && !Number.isNaN(v);
  }

  const compilers = {
    text(term, get) {
      return compileText(term, get, (value, wanted) => value.includes(wanted));
    },

    word(term, get) {
      return compileText(term, get, (value, wanted) => value.startsWith(wanted));
    },

    number(term, get) {
      const checks = [];
      for (const { operator, text } of numbers(term)) {
        const check = comparison(operator, text, parseNumber, compareNumbers);
        if (check === undefined) return { error: `${term.text}: want a number such as 80, >80 or 50..80` };
        if (check === null) return { error: `${term.text}: the range ends before it begins` };
        checks.push(check);
      }
      return checks.length ? { test: anyOf(get, checks, Number.isFinite) } : {};
    },

    date(term, get) {
      const checks = [];
      for (const { operator, text } of term.values) {
        if (!text) continue;
        const check = comparison(operator, text, parseDate, compareDates);
        if (check === undefined) return { error: `${term.text}: want a date such as 2026, 2026-03 or 2026-03-14` };
        if (check === null) return { error: `${term.text}: the range ends before it begins` };
        checks.push(check);
      }
      return checks.length ? { test: anyOf(get, checks, (v) => typeof v === "string" && v !== "") } : {};
    },
  };

  // compileText compares folded texts. Of the operators only = has a meaning here.
  function compileText(term, get, part) {
    const wholes = [];
    const parts = [];
    for (const { operator, text } of term.values) {
      if (!text) continue;
      if (operator === "=") wholes.push(needle(text));
      else parts.push(needle(operator + text));
    }
    if (!wholes.length && !parts.length) return {};
    const fits = (v) => {
      const value = fold(v);
      return wholes.includes(value) || parts.some((p) => part(value, p));
    };
    return { test: (row) => list(get(row)).some((v) => hasValue(v) && fits(v)) };
  }

  // anyOf tests whether a value of a row passes a check. Missing ones pass none.
  function anyOf(get, checks, valid) {
    const passes = (v) => {
      if (valid(v)) for (const check of checks) if (check(v)) return true;
      return false;
    };
    return (row) => {
      const v = get(row);
      return Array.isArray(v) ? v.some(passes) : passes(v);
    };
  }

  // comparison makes ">80" or "50..80" a check of one value. It is undefined
  // where a bound cannot be read, and null where they are the wrong way round.
  // compare(value, bound) is below, at or above 0, as for sorting.
  function comparison(operator, text, read, compare) {
    const dots = text.indexOf("..");
    if (dots >= 0 && !operator) {
      const [from, to] = [text.slice(0, dots), text.slice(dots + 2)].map((s) => (s ? read(s) : null));
      if (from === undefined || to === undefined) return undefined;
      if (from !== null && to !== null && compare(to, from) < 0 && compare(from, to) > 0) return null;
      return (v) => (from === null || compare(v, from) >= 0) && (to === null || compare(v, to) <= 0);
    }
    const bound = read(text);
    if (bound === undefined) return undefined;
    switch (operator) {
      case ">":
        return (v) => compare(v, bound) > 0;
      case ">=":
        return (v) => compare(v, bound) >= 0;
      case "<":
        return (v) => compare(v, bound) < 0;
      case "<=":
        return (v) => compare(v, bound) <= 0;
    }
    return (v) => compare(v, bound) === 0;
  }

  // numbers reads the values of a term once more, thousands put together.
  function numbers({ value }) {
    const term = { values: [] };
    readValues(value.replace(THOUSANDS, (s) => s.replaceAll(",", "")), 0, term);
    return term.values.filter((v) => v.text);
  }

  function parseNumber(s) {
    const plain = s.trim().replace(/−/g, "-").replace(/%$/, "").trim().replace(/(\d)['’_](?=\d{3})/g, "$1");
    return NUMBER.test(plain) ? Number(plain) : undefined;
  }

  const compareNumbers = (value, bound) => value - bound;

  function parseDate(s) {
    const [, year, month, day] = DATE.exec(s.trim()) ?? [];
    if (!year || (month && (month < 1 || month > 12))) return undefined;
    if (day && (day < 1 || day > new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate())) return undefined;
    return s.trim();
  }

  // compareDates compares as much of a date as the bound has: a month with a
  // month. Dates are written so that their order is that of their letters.
  function compareDates(value, bound) {
    const head = value.length > bound.length ? value.slice(0, bound.length) : value;
    return head < bound ? -1 : head > bound ? 1 : 0;
  }

  // wordTest searches all words in one go, as each text is folded but once.
  function wordTest({ all, not }, field) {
    return (row) => {
      const texts = [];
      for (const v of list(field?.get(row))) if (hasValue(v)) texts.push(fold(v));
      const found = (word) => texts.some((text) => text.includes(word));
      return all.every(found) && !not.some(found);
    };
  }

  const needle = (s) => fold(s).replace(/\s+/g, " ");

  // What NFKD does not take apart, and signs that are typed in several shapes.
  const PLAIN = new Map(
    Object.entries({ ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l", ı: "i", ς: "σ" }).concat(
      [..."‘’‚‛"].map((c) => [c, "'"]),
      [..."“”„‟"].map((c) => [c, '"']),
      [..."‐‒–—−"].map((c) => [c, "-"]),
    ),
  );
  const SPECIAL = /[ßæœøđłıς‘’‚‛“”„‟‐‒–—−]/g;
  // Accents, but not the voicing marks of kana: か is another letter than が.
  const ACCENTS = /(?![\u3099\u309a])\p{Script=Inherited}/gu;
  const ASCII = /^[\x00-\x7f]*$/;
  const TYPESET = /^[\x00-\x7f‘’“”–—]*$/; // English, which has nothing to take apart
  const KEPT = 1 << 17; // texts, some 20 MB; taking them apart is slow
  const folded = new Map();

  // fold is a text without case, accents and typography.
  function fold(value) {
    const s = String(value);
    if (ASCII.test(s)) return s.toLowerCase();
    let f = folded.get(s);
    if (f === undefined) {
      f = TYPESET.test(s) ? s : s.normalize("NFKD").replace(ACCENTS, "");
      f = f.toLowerCase().replace(SPECIAL, (c) => PLAIN.get(c));
      if (folded.size >= KEPT) folded.clear();
      folded.set(s, f);
    }
    return f;
  }

  // fieldName is the field that a name in lower case means, or undefined.
  function fieldName(name, fields) {
    if (name && Object.hasOwn(fields, name)) return name;
    return Object.keys(fields).find((f) => f && f.toLowerCase() === name);
  }

  function unknown(name, fields) {
    const known = Object.keys(fields).filter((f) => f);
    const near = nearest(name.toLowerCase(), known);
    return near ? `no field "${name}": did you mean ${near}?` : `no field "${name}": there are ${known.join(", ")}`;
  }

  // nearest is the name that somebody may have meant: one that begins so, or
  // one from which at most a third of the letters differ.
  function nearest(name, known) {
    let best;
    let least = Math.max(1, Math.floor(name.length / 3)) + 1;
    for (const k of known) {
      const n = k.toLowerCase();
      const far = n.startsWith(name) || name.startsWith(n) ? 0.5 : edits(name, n);
      if (far < least) [best, least] = [k, far];
    }
    return best;
  }

  // edits is the Levenshtein distance of two names. Of one that is too long to
  // be meant, its length will do.
  function edits(a, b) {
    if (a.length > 2 * b.length + 2) return a.length;
    let row = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
      }
      row = next;
    }
    return row[b.length];
  }

  // names lists the fields for whoever asks for help.
  function names(fields) {
    return Object.keys(fields)
      .filter((name) => name)
      .map((name) => ({ name, kind: fields[name].kind, help: fields[name].help ?? "" }));
  }

  // equal is the term that wants just this value of a field.
  function equal(name, value) {
    const s = String(value);
    const plain = s !== "" && !/[\s,]/.test(s) && !quoteAt(s, 0);
    return `${name}:=${plain ? s : `"${s.replace(/["“”„‟]/g, "$&$&")}"`}`;
  }

  // join adds a term to a query. It takes the place of those that it would
  // contradict or repeat: "only this outlet" that of all other terms of the
  // outlet, "not this outlet" that of the outlet asked for, but not of others
  // left out before.
  function join(text, added) {
    const [one, ...more] = split(added);
    const terms = split(text).map((t) => ({ ...t, text: t.open ? t.text + '"' : t.text }));
    if (!one || more.length) return [...terms.map((t) => t.text), ...split(added).map((t) => t.text)].join(" ");
    const replaced = (t) => t.text === one.text || (about(t) && about(t) === about(one) && !(one.not && t.not));
    const at = terms.findIndex(replaced);
    const kept = terms.filter((t, i) => i === at || !replaced(t)).map((t) => t.text);
    if (at < 0) kept.push(one.text);
    else kept[at] = one.text;
    return kept.join(" ");
  }

  // about is what a term says something about: a field, or whether it has a value.
  function about(t) {
    return t.name === "has" || t.name === "no" ? `has:${t.value.toLowerCase()}` : t.name;
  }

  return { parse, names, equal, join };
})();
