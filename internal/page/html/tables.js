// What the lists of a report show, and the fields by which they are filtered.
// Each function gives what a List is made of.
const tables = (() => {

  function text(cell, value) {
    cell.textContent = value;
    cell.dir = "auto";
  }

  function named(cell, name, about, href) {
    const el = document.createElement(href ? "a" : "span");
    el.textContent = name;
    if (href) el.href = href;
    el.dir = "auto";
    el.title = name;
    const small = document.createElement("small");
    small.textContent = about.filter(Boolean).join(" · ");
    small.dir = "auto";
    cell.append(el, small);
  }

  const figure = (cell, n) => (cell.textContent = group(n));

  function pairs(d) {
    return { noun: "pair", count: d.pairs.a.length, columns: pairColumns(d), fields: pairFields(d) };
  }

  function pairColumns(d) {
    const p = d.pairs;
    const columns = [
      { name: "relation", label: "relation", get: (i) => p.relation[i], draw: (td, i) => text(td, d.relations[p.relation[i]]) },
      { name: "a", label: "article a", get: (i) => d.name(p.a[i]), draw: (td, i) => named(td, d.name(p.a[i]), d.about(p.a[i]), d.address(i)) },
      { name: "b", label: "article b", get: (i) => d.name(p.b[i]), draw: (td, i) => named(td, d.name(p.b[i]), d.about(p.b[i])) },
      { name: "date", label: "first", title: "the earlier date", get: (i) => d.earliest(i), draw: (td, i) => text(td, d.earliest(i)) },
      { name: "copied", label: "copied", title: "share of the one article that stands in the other, the larger of the two", end: true, get: (i) => p.copied[i], draw: (td, i) => text(td, p.copied[i] + "%") },
      { name: "jaccard", label: "Jaccard", end: true, get: (i) => p.jaccard[i], draw: (td, i) => text(td, p.jaccard[i].toFixed(2)) },
      { name: "shared", label: "words", title: "words in common", end: true, get: (i) => p.shared[i], draw: (td, i) => figure(td, p.shared[i]) },
      { name: "run", label: "run", title: "words of the longest run in common", end: true, get: (i) => p.run[i], draw: (td, i) => figure(td, p.run[i]) },
    ];
    if (review)
      columns.push({
        name: "verdict", label: "verdict", changes: true,
        get: (i) => review.text(d.verdict(i), d.ids(i)[0]),
        draw: (td, i) => text(td, review.text(d.verdict(i), d.ids(i)[0])),
      });
    return columns;
  }

  function pairFields(d) {
    const p = d.pairs;
    const both = (f) => (i) => [f(p.a[i]), f(p.b[i])].filter((v) => v !== "");
    const fields = {
      "": { kind: "text", get: (i) => [p.a[i], p.b[i]].flatMap((a) => [d.articles.title[a], d.outlet(a), d.articles.id[a]]) },
      outlet: { kind: "text", get: both((a) => d.outlet(a)), help: "outlet of either article" },
      title: { kind: "text", get: both((a) => d.articles.title[a]), help: "title of either" },
      id: { kind: "text", get: both((a) => d.articles.id[a]), help: "id of either" },
      date: { kind: "date", get: both((a) => d.date(a)), help: "day, month or year of either: 2026-03" },
      relation: { kind: "word", get: (i) => d.relations[p.relation[i]], help: "such as near-duplicate" },
      copied: { kind: "number", get: (i) => p.copied[i], help: "percent of the one in the other" },
      jaccard: { kind: "number", get: (i) => p.jaccard[i], help: "0 to 1" },
      words: { kind: "number", get: (i) => p.shared[i], help: "words in common" },
      run: { kind: "number", get: (i) => p.run[i], help: "words of the longest run" },
      length: { kind: "number", get: both((a) => d.articles.words[a]), help: "words of either" },
      cluster: { kind: "word", get: both((a) => d.clusterOf(a)), help: "id of the cluster of either" },
    };
    if (review) {
      fields.verdict = { kind: "word", get: (i) => d.verdict(i).verdict, help: "duplicate, not-duplicate, same-source; no:verdict for those without" };
      fields.note = { kind: "text", get: (i) => d.verdict(i).note, help: "words of the note" };
      fields.reviewer = { kind: "text", get: (i) => d.verdict(i).reviewer, help: "who said it last" };
    }
    return fields;
  }

  function clusters(d) {
    return { noun: "cluster", count: d.clusters.id.length, columns: clusterColumns(d), fields: clusterFields(d) };
  }

  function clusterColumns(d) {
    const c = d.clusters;
    const lead = (i) => c.articles[i][0];
    const columns = [
      { name: "a", label: "representative", get: (i) => d.name(lead(i)), draw: (td, i) => named(td, d.name(lead(i)), d.about(lead(i)), "#/cluster/" + c.id[i]) },
      { name: "size", label: "articles", end: true, get: (i) => c.articles[i].length, draw: (td, i) => figure(td, c.articles[i].length) },
      { name: "outlets", label: "outlets", end: true, get: (i) => c.outlets[i], draw: (td, i) => figure(td, c.outlets[i]) },
      { name: "date", label: "first", title: "the earliest date", get: (i) => c.first[i], draw: (td, i) => text(td, c.first[i]) },
      { name: "source", label: "source", title: "the outlet that most of its articles name; with a question mark, inferred", get: (i) => c.source[i], draw: (td, i) => text(td, c.source[i]) },
      { name: "median", label: "median copied", end: true, get: (i) => c.median[i], draw: (td, i) => text(td, c.median[i] + "%") },
    ];
    if (review)
      columns.push({
        name: "verdict", label: "reviewed", end: true, changes: true,
        get: (i) => d.judged(i) / (d.links(i).length || 1),
        draw: (td, i) => text(td, `${group(d.judged(i))} of ${group(d.links(i).length)}`),
      });
    return columns;
  }

  function clusterFields(d) {
    const c = d.clusters;
    const all = (f) => (i) => c.articles[i].map(f).filter((v) => v !== "");
    return {
      "": { kind: "text", get: (i) => c.articles[i].flatMap((a) => [d.articles.title[a], d.outlet(a), d.articles.id[a]]) },
      outlet: { kind: "text", get: all((a) => d.outlet(a)), help: "outlet of an article of it" },
      title: { kind: "text", get: all((a) => d.articles.title[a]), help: "title of one" },
      id: { kind: "text", get: all((a) => d.articles.id[a]), help: "id of one" },
      date: { kind: "date", get: all((a) => d.date(a)), help: "day, month or year of one" },
      first: { kind: "date", get: (i) => c.first[i], help: "the earliest date" },
      size: { kind: "number", get: (i) => c.articles[i].length, help: "articles" },
      outlets: { kind: "number", get: (i) => c.outlets[i], help: "outlets that differ" },
      copied: { kind: "number", get: (i) => c.median[i], help: "median percent copied" },
      source: { kind: "text", get: (i) => c.source[i], help: "the outlet that most name" },
      cluster: { kind: "word", get: (i) => c.id[i], help: "id of the cluster" },
    };
  }

  // mentionsOf is the address of the mentions of an outlet.
  function outlets(o, mentionsOf) {
    const count = (name, label, title) => ({ name, label, title, end: true, get: (i) => o[name][i], draw: (td, i) => figure(td, o[name][i]) });
    return {
      noun: "outlet",
      count: o.name.length,
      columns: [
        { name: "a", label: "outlet", get: (i) => o.name[i], draw: (td, i) => named(td, o.name[i], [o.kind[i]], mentionsOf(o.name[i])) },
        count("named", "named", "articles that name it as a source"),
        count("inferred", "inferred ?", "further articles that rest on it by inference"),
        count("carriers", "carriers", "further articles that print a text which rests on it"),
        count("own", "own", "its own articles"),
        count("aside", "aside", "articles with its pictures, polls, studies or promotions: no sources of the text"),
        { name: "date", label: "first", get: (i) => o.first[i], draw: (td, i) => text(td, o.first[i]) },
      ],
      fields: {
        "": { kind: "text", get: (i) => [o.name[i]] },
        outlet: { kind: "text", get: (i) => o.name[i], help: "name" },
        kind: { kind: "word", get: (i) => o.kind[i], help: "agency, newspaper and so on" },
        named: { kind: "number", get: (i) => o.named[i], help: "articles that name it" },
        inferred: { kind: "number", get: (i) => o.inferred[i], help: "articles by inference" },
      },
    };
  }

  function mentions(d, m) {
    return {
      noun: "mention",
      count: m.outlet.length,
      columns: [
        { name: "outlet", label: "outlet", get: (i) => m.outlet[i], draw: (td, i) => text(td, m.outlet[i] + (m.class[i] === "inferred" ? " ?" : "")) },
        { name: "class", label: "class", get: (i) => m.class[i], draw: (td, i) => text(td, m.class[i]) },
        { name: "kind", label: "kind", get: (i) => m.kind[i], draw: (td, i) => text(td, m.kind[i]) },
        { name: "confidence", label: "confidence", get: (i) => m.confidence[i], draw: (td, i) => text(td, m.confidence[i]) },
        { name: "a", label: "article", get: (i) => d.name(m.article[i]), draw: (td, i) => named(td, d.name(m.article[i]), d.about(m.article[i]), whereabouts(d, m.article[i])) },
        { name: "evidence", label: "evidence", get: (i) => m.words[i], draw: (td, i) => evidence(td, d, m, i) },
      ],
      fields: {
        "": { kind: "text", get: (i) => [m.outlet[i], m.words[i], m.before[i], m.after[i], d.articles.title[m.article[i]], d.articles.id[m.article[i]]] },
        outlet: { kind: "text", get: (i) => m.outlet[i], help: "the source" },
        class: { kind: "word", get: (i) => m.class[i], help: "named, inferred, aside, denied, own" },
        kind: { kind: "word", get: (i) => m.kind[i], help: "dateline, told, credit and so on" },
        confidence: { kind: "word", get: (i) => m.confidence[i], help: "weak, medium, strong, certain" },
        article: { kind: "text", get: (i) => [d.articles.title[m.article[i]], d.articles.id[m.article[i]]], help: "title or id" },
        date: { kind: "date", get: (i) => d.date(m.article[i]), help: "of the article" },
      },
    };
  }

  // whereabouts is where an article is shown: in its cluster, else in its pairs.
  function whereabouts(d, a) {
    const cluster = d.clusterOf(a);
    return cluster ? "#/cluster/" + cluster : "#/pairs?" + new URLSearchParams({ q: query.equal("id", d.articles.id[a]) });
  }

  function evidence(td, d, m, i) {
    td.dir = "auto";
    if (m.field[i]) return void (td.textContent = `field ${m.field[i]}: ${m.words[i]}`);
    const words = document.createElement("b");
    words.textContent = m.words[i];
    td.append(m.before[i], words, m.after[i]);
    if (m.from[i] >= 0) {
      const small = document.createElement("small");
      small.textContent = "named in " + d.name(m.from[i]);
      td.append(small);
    }
  }

  return { pairs, clusters, outlets, mentions };
})();
