// The views of a report. The address says which is shown, and all that a reader
// has set in it, so that it can be sent on and the back button leads back.
{
  const $ = (selector, root = document) => root.querySelector(selector);
  const group = (n) => n.toLocaleString("en");
  const title = document.title;
  const lists = {};
  let rows; // of articles, pairs and clusters, in columns
  let articleAt; // place of an article by its id
  let pairAt; // place of a pair by those of its articles
  let clusterAt; // place of a cluster by its id
  let walk = { at: -1, pairs: [], back: "#/pairs" }; // the pairs that j and k go through
  let shown = { view: "summary" };
  let open = null; // the Pair that is shown

  // A character that a reader would not see, or that could turn the order of a
  // line, is shown as U+FFFD, as in all texts that the server has cleaned.
  const clean = (id) => id.replace(/[\p{Cc}\p{Bidi_Control}\ufeff]/gu, "\ufffd");
  const encode = encodeURIComponent;

  const article = {
    name: (i) => rows.articles.title[i] || clean(rows.articles.id[i]),
    outlet: (i) => rows.outlets[rows.articles.outlet[i] - 1] || "",
    date: (i) => rows.articles.date[i],
    cluster: (i) => rows.clusters.id[rows.articles.cluster[i] - 1] || "",
  };
  const address = (i) => `#/pair/${encode(rows.articles.id[rows.pairs.a[i]])}/${encode(rows.articles.id[rows.pairs.b[i]])}`;
  const ids = (i) => [rows.articles.id[rows.pairs.a[i]], rows.articles.id[rows.pairs.b[i]]];
  const pairKey = (a, b) => a * rows.articles.id.length + b;
  const earliest = (i) => [article.date(rows.pairs.a[i]), article.date(rows.pairs.b[i])].filter(Boolean).sort()[0] || "";

  // ---- what cells hold

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
  const aboutArticle = (i) => [article.outlet(i), article.date(i), rows.articles.title[i] && clean(rows.articles.id[i])];

  // ---- lists

  const verdictOf = (i) => review && review.get(...ids(i));

  function pairColumns() {
    const p = rows.pairs;
    const columns = [
      { name: "relation", label: "relation", get: (i) => p.relation[i], draw: (td, i) => text(td, rows.relations[p.relation[i]]) },
      { name: "a", label: "article a", get: (i) => article.name(p.a[i]), draw: (td, i) => named(td, article.name(p.a[i]), aboutArticle(p.a[i]), address(i)) },
      { name: "b", label: "article b", get: (i) => article.name(p.b[i]), draw: (td, i) => named(td, article.name(p.b[i]), aboutArticle(p.b[i])) },
      { name: "date", label: "first", title: "the earlier date", get: earliest, draw: (td, i) => text(td, earliest(i)) },
      { name: "copied", label: "copied", title: "share of the one article that stands in the other, the larger of the two", end: true, get: (i) => p.copied[i], draw: (td, i) => text(td, p.copied[i] + "%") },
      { name: "jaccard", label: "Jaccard", end: true, get: (i) => p.jaccard[i], draw: (td, i) => text(td, p.jaccard[i].toFixed(2)) },
      { name: "shared", label: "words", title: "words in common", end: true, get: (i) => p.shared[i], draw: (td, i) => figure(td, p.shared[i]) },
      { name: "run", label: "run", title: "words of the longest run in common", end: true, get: (i) => p.run[i], draw: (td, i) => figure(td, p.run[i]) },
    ];
    if (review)
      columns.push({
        name: "verdict", label: "verdict", changes: true,
        get: (i) => review.text(verdictOf(i), ids(i)[0]),
        draw: (td, i) => text(td, review.text(verdictOf(i), ids(i)[0])),
      });
    return columns;
  }

  function pairFields() {
    const p = rows.pairs;
    const both = (f) => (i) => [f(p.a[i]), f(p.b[i])].filter((v) => v !== "");
    const fields = {
      "": { kind: "text", get: (i) => [p.a[i], p.b[i]].flatMap((a) => [rows.articles.title[a], article.outlet(a), rows.articles.id[a]]) },
      outlet: { kind: "text", get: both(article.outlet), help: "outlet of either article" },
      title: { kind: "text", get: both((a) => rows.articles.title[a]), help: "title of either" },
      id: { kind: "text", get: both((a) => rows.articles.id[a]), help: "id of either" },
      date: { kind: "date", get: both(article.date), help: "day, month or year of either: 2026-03" },
      relation: { kind: "word", get: (i) => rows.relations[p.relation[i]], help: "such as near-duplicate" },
      copied: { kind: "number", get: (i) => p.copied[i], help: "percent of the one in the other" },
      jaccard: { kind: "number", get: (i) => p.jaccard[i], help: "0 to 1" },
      words: { kind: "number", get: (i) => p.shared[i], help: "words in common" },
      run: { kind: "number", get: (i) => p.run[i], help: "words of the longest run" },
      length: { kind: "number", get: both((a) => rows.articles.words[a]), help: "words of either" },
      cluster: { kind: "word", get: both(article.cluster), help: "id of the cluster of either" },
    };
    if (review) {
      fields.verdict = { kind: "word", get: (i) => verdictOf(i).verdict, help: "duplicate, not-duplicate, same-source; no:verdict for those without" };
      fields.note = { kind: "text", get: (i) => verdictOf(i).note, help: "words of the note" };
      fields.reviewer = { kind: "text", get: (i) => verdictOf(i).reviewer, help: "who said it last" };
    }
    return fields;
  }

  // pairsOfCluster are the places of the pairs of the representative, those that
  // are listed.
  const linksOf = (c) => {
    const [first, ...others] = rows.clusters.articles[c];
    return others.map((m) => pairAt.get(pairKey(Math.min(first, m), Math.max(first, m)))).filter((i) => i !== undefined);
  };
  const reviewed = (c) => linksOf(c).filter((i) => verdictOf(i).verdict).length;

  function clusterColumns() {
    const c = rows.clusters;
    const lead = (i) => c.articles[i][0];
    const columns = [
      { name: "a", label: "representative", get: (i) => article.name(lead(i)), draw: (td, i) => named(td, article.name(lead(i)), aboutArticle(lead(i)), "#/cluster/" + c.id[i]) },
      { name: "size", label: "articles", end: true, get: (i) => c.articles[i].length, draw: (td, i) => figure(td, c.articles[i].length) },
      { name: "outlets", label: "outlets", end: true, get: (i) => c.outlets[i], draw: (td, i) => figure(td, c.outlets[i]) },
      { name: "date", label: "first", title: "the earliest date", get: (i) => c.first[i], draw: (td, i) => text(td, c.first[i]) },
      { name: "source", label: "source", title: "the outlet that most of its articles name; with a question mark, inferred", get: (i) => c.source[i], draw: (td, i) => text(td, c.source[i]) },
      { name: "median", label: "median copied", end: true, get: (i) => c.median[i], draw: (td, i) => text(td, c.median[i] + "%") },
    ];
    if (review)
      columns.push({
        name: "verdict", label: "reviewed", end: true, changes: true,
        get: (i) => reviewed(i) / (linksOf(i).length || 1),
        draw: (td, i) => text(td, `${group(reviewed(i))} of ${group(linksOf(i).length)}`),
      });
    return columns;
  }

  function clusterFields() {
    const c = rows.clusters;
    const all = (f) => (i) => c.articles[i].map(f).filter((v) => v !== "");
    return {
      "": { kind: "text", get: (i) => c.articles[i].flatMap((a) => [rows.articles.title[a], article.outlet(a), rows.articles.id[a]]) },
      outlet: { kind: "text", get: all(article.outlet), help: "outlet of an article of it" },
      title: { kind: "text", get: all((a) => rows.articles.title[a]), help: "title of one" },
      id: { kind: "text", get: all((a) => rows.articles.id[a]), help: "id of one" },
      date: { kind: "date", get: all(article.date), help: "day, month or year of one" },
      first: { kind: "date", get: (i) => c.first[i], help: "the earliest date" },
      size: { kind: "number", get: (i) => c.articles[i].length, help: "articles" },
      outlets: { kind: "number", get: (i) => c.outlets[i], help: "outlets that differ" },
      copied: { kind: "number", get: (i) => c.median[i], help: "median percent copied" },
      source: { kind: "text", get: (i) => c.source[i], help: "the outlet that most name" },
      cluster: { kind: "word", get: (i) => c.id[i], help: "id of the cluster" },
    };
  }

  // The lists of sources are made when they are first asked for.
  let sourcesMade = null;
  function makeSources() {
    sourcesMade ??= store.sources().then((s) => {
      const o = s.outlets;
      const count = (name, label, title) => ({ name, label, title, end: true, get: (i) => o[name][i], draw: (td, i) => figure(td, o[name][i]) });
      makeList("outlets", {
        noun: "outlet", count: o.name.length,
        columns: [
          { name: "a", label: "outlet", get: (i) => o.name[i], draw: (td, i) => named(td, o.name[i], [o.kind[i]], "#/sources?" + new URLSearchParams({ q: query.equal("outlet", o.name[i]) })) },
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
      });
      const m = s.mentions;
      makeList("mentions", {
        noun: "mention", count: m.outlet.length,
        columns: [
          { name: "outlet", label: "outlet", get: (i) => m.outlet[i], draw: (td, i) => text(td, m.outlet[i] + (m.class[i] === "inferred" ? " ?" : "")) },
          { name: "class", label: "class", get: (i) => m.class[i], draw: (td, i) => text(td, m.class[i]) },
          { name: "kind", label: "kind", get: (i) => m.kind[i], draw: (td, i) => text(td, m.kind[i]) },
          { name: "confidence", label: "confidence", get: (i) => m.confidence[i], draw: (td, i) => text(td, m.confidence[i]) },
          { name: "a", label: "article", get: (i) => article.name(m.article[i]), draw: (td, i) => named(td, article.name(m.article[i]), aboutArticle(m.article[i]), clusterAddress(m.article[i])) },
          { name: "evidence", label: "evidence", get: (i) => m.words[i], draw: (td, i) => evidence(td, m, i) },
        ],
        fields: {
          "": { kind: "text", get: (i) => [m.outlet[i], m.words[i], m.before[i], m.after[i], rows.articles.title[m.article[i]], rows.articles.id[m.article[i]]] },
          outlet: { kind: "text", get: (i) => m.outlet[i], help: "the source" },
          class: { kind: "word", get: (i) => m.class[i], help: "named, inferred, aside, denied, own" },
          kind: { kind: "word", get: (i) => m.kind[i], help: "dateline, told, credit and so on" },
          confidence: { kind: "word", get: (i) => m.confidence[i], help: "weak, medium, strong, certain" },
          article: { kind: "text", get: (i) => [rows.articles.title[m.article[i]], rows.articles.id[m.article[i]]], help: "title or id" },
          date: { kind: "date", get: (i) => article.date(m.article[i]), help: "of the article" },
        },
      });
      if (s.left_out) $("#mentions-left").textContent = `${group(s.left_out)} more are left out, those of articles outside all pairs first: dupes sources lists them.`;
    });
    return sourcesMade;
  }

  const clusterAddress = (a) => (article.cluster(a) ? "#/cluster/" + article.cluster(a) : "#/pairs?" + new URLSearchParams({ q: query.equal("id", rows.articles.id[a]) }));

  function evidence(td, m, i) {
    td.dir = "auto";
    if (m.field[i]) return void (td.textContent = `field ${m.field[i]}: ${m.words[i]}`);
    const words = document.createElement("b");
    words.textContent = m.words[i];
    td.append(m.before[i], words, m.after[i]);
    if (m.from[i] >= 0) {
      const small = document.createElement("small");
      small.textContent = "named in " + article.name(m.from[i]);
      td.append(small);
    }
  }

  function makeList(name, options) {
    lists[name] = new List($(`[data-list=${name}]`), { ...options, changed: keepAddress });
  }

  // ---- addresses

  // keepAddress puts what a reader has set in a list into the address.
  function keepAddress(list) {
    const values = {};
    if (list.query) values.q = list.query;
    if (list.sorted) values.sort = list.sorted;
    const query = new URLSearchParams(values).toString();
    replace("#/" + shown.view + (query ? "?" + query : ""));
  }

  function replace(hash) {
    try {
      history.replaceState(null, "", hash);
    } catch {
      // Some viewers give a file no address of its own.
    }
  }

  function parse(hash) {
    const [path, search] = hash.replace(/^#\/?/, "").split("?", 2);
    const [view = "summary", ...rest] = path.split("/");
    let parts;
    try {
      parts = rest.map(decodeURIComponent);
    } catch {
      parts = rest;
    }
    return { view: view || "summary", parts, values: Object.fromEntries(new URLSearchParams(search)) };
  }

  const trouble = (e) => {
    const el = $("#trouble");
    el.hidden = !e;
    el.textContent = e ? String(e.message || e) : "";
  };

  async function route() {
    const to = parse(location.hash);
    if (!$("#view-" + CSS.escape(to.view))) to.view = "summary";
    const before = shown;
    shown = to;
    trouble(null);
    $("#notice").textContent = "";
    for (const section of document.querySelectorAll(".view")) section.hidden = section.id !== "view-" + to.view;
    const tab = { cluster: "clusters", pair: "pairs" }[to.view] || to.view;
    for (const a of document.querySelectorAll("nav.views a"))
      if (a.dataset.view === tab) a.setAttribute("aria-current", "page");
      else a.removeAttribute("aria-current");
    if (to.view !== "pair") open = null;
    let heading = $(`#view-${to.view} h1`);
    try {
      if (to.view === "cluster") heading = await showCluster(to);
      else if (to.view === "pair") heading = await showPair(to, before.view);
      else if (to.view === "sources") await showSources(to);
      else lists[to.view]?.set(to.values);
    } catch (e) {
      return trouble(e);
    }
    if (shown !== to) return; // the reader went on meanwhile
    lists[to.view]?.show();
    const name = to.view === "pair" ? [...document.querySelectorAll("#view-pair .side h2")].map((h) => h.textContent).join(" / ") : "";
    document.title = (name || heading?.textContent || to.view) + " · " + title;
    if (before.view !== to.view) heading?.focus({ preventScroll: true });
    fillHelp();
  }

  async function showSources(to) {
    if (!$("[data-list=outlets]")) return;
    await makeSources();
    for (const name of ["outlets", "mentions"]) {
      lists[name].set(name === "mentions" ? to.values : {});
      lists[name].show();
    }
    lists.sources = lists.mentions;
  }

  // insert parses a fragment that the program has made: in it the texts of
  // articles are escaped, and the policy of the page lets no script of it run.
  function insert(root, html) {
    const part = document.createElement("template");
    part.innerHTML = html;
    root.replaceChildren(part.content);
  }

  // fill puts a text where its lengths stand, of which each ends in a blank.
  function fill(root, text) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    let at = 0;
    while (walker.nextNode()) {
      const length = walker.currentNode.data.split(" ").reduce((sum, n) => sum + Number(n), 0);
      walker.currentNode.data = text.slice(at, (at += length));
    }
  }

  async function showCluster(to) {
    const id = to.parts[0];
    const at = clusterAt.get(id);
    if (at === undefined) throw new Error("There is no cluster " + id + " in this report.");
    const root = $("#view-cluster .fragment");
    if (root.dataset.id !== id) {
      insert(root, await store.cluster(at, id));
      root.dataset.id = id;
      $("#view-cluster").scrollTop = 0;
    }
    walk = { at: -1, pairs: linksOf(at), back: "#/cluster/" + id };
    drawMembers();
    return $("#view-cluster h1");
  }

  const memberRows = () => [...document.querySelectorAll("#view-cluster .members tbody tr")];

  // drawMembers shows the verdicts on the members of the cluster.
  function drawMembers() {
    for (const tr of memberRows()) {
      const at = tr.dataset.pair && pairOf(parse(tr.dataset.pair).parts);
      if (!review || at === undefined || at === "") continue;
      const now = verdictOf(at);
      const kept = now.keep && (now.keep === tr.dataset.id ? "keep this one" : "keep no. 1");
      $(".verdict", tr).textContent = [review.text({ ...now, keep: "" }), kept].filter(Boolean).join(", ");
    }
  }

  const pairOf = ([a, b]) => {
    const [i, j] = [articleAt.get(a), articleAt.get(b)];
    return i === undefined || j === undefined ? undefined : pairAt.get(pairKey(i, j));
  };

  async function showPair(to, before) {
    const [a, b, passage] = to.parts;
    const root = $("#view-pair .fragment");
    const name = JSON.stringify([a, b]);
    const at = pairOf([a, b]);
    if (root.dataset.id !== name || before !== "pair") {
      const pair = await store.pair(rows.pairs.packed[at], a, b);
      if (!pair) throw new Error("The texts of this pair are not in this file.");
      if (shown !== to) return;
      insert(root, pair.html);
      pair.texts?.forEach((text, i) => fill(root.querySelectorAll(".body")[i], text));
      root.dataset.id = name;
      const base = `#/pair/${encode(a)}/${encode(b)}`;
      const link = (id) => (id.startsWith("p") ? base + "/" + id : base);
      const section = $(".pair", root); // not there where the texts are not
      open = section && new Pair(section, (id) => replace(link(id)), link);
    }
    place(at);
    if (passage) open?.show(passage);
    drawVerdict();
    return $("#view-pair h1");
  }

  // place says where the pair stands among those that are walked.
  function place(at) {
    walk.at = walk.pairs.indexOf(at);
    if (walk.at < 0 && at !== undefined) {
      walk = { pairs: [...(lists.pairs?.order || [])], back: "#/pairs" };
      walk.at = walk.pairs.indexOf(at);
    }
    const link = $("#pair-list");
    link.href = walk.back;
    link.textContent = walk.back.startsWith("#/cluster") ? "Cluster" : "Pairs";
    $("#pair-place").textContent = walk.at < 0 ? "" : `pair ${group(walk.at + 1)} of ${group(walk.pairs.length)}`;
  }

  function go(by) {
    const to = walk.at + by;
    if (to < 0 || to >= walk.pairs.length) return;
    walk.at = to; // the next key may come before the pair is shown
    location.hash = address(walk.pairs[to]);
  }

  // ---- verdicts

  // chosen is the place of the pair that a verdict is about, or undefined.
  function chosen() {
    if (shown.view === "pair") return pairOf(shown.parts);
    if (shown.view === "pairs") return lists.pairs.chosen < 0 ? undefined : lists.pairs.chosen;
    if (shown.view === "cluster") {
      const tr = $("#view-cluster tr.current[data-pair]");
      return tr ? pairOf(parse(tr.dataset.pair).parts) : undefined;
    }
  }

  // leading is the representative of the cluster that holds both articles of a
  // pair, if it is one of them.
  function leading(i) {
    const [a, b] = [rows.pairs.a[i], rows.pairs.b[i]];
    const c = rows.articles.cluster[a];
    const lead = c && c === rows.articles.cluster[b] ? rows.clusters.articles[c - 1][0] : -1;
    return lead === a || lead === b ? rows.articles.id[lead] : "";
  }

  async function judge(kind, more = {}) {
    const at = chosen();
    if (at === undefined) return tellVerdict("Choose a pair first: j goes to the next row.");
    const [a, b] = ids(at);
    await send({ a, b, verdict: kind, representative: leading(at), ...more });
  }

  async function send(entry) {
    try {
      const now = await review.say(entry);
      notice(entry.verdict === "undo" ? "Taken back, which leaves" : "Kept", now);
    } catch (e) {
      trouble(e);
      tellVerdict(e.message);
    }
  }

  // keep says which article stays; said again of the same, that none does.
  function keep(side) {
    const at = chosen();
    if (at === undefined) return judge("keep");
    const [a, b] = ids(at);
    const now = verdictOf(at).keep;
    side ??= now === a ? "b" : now === b ? "" : "a";
    const id = { a, b }[side] || "";
    return judge("keep", { keep: id === now ? "" : id });
  }

  // notice tells what was said of which pair, as that may be another one than
  // the one that is shown.
  function notice(what, now) {
    const at = pairOf([now.a, now.b]);
    const name = (i) => "“" + article.name(i).slice(0, 60) + "”";
    const about = at === undefined ? "another pair" : name(rows.pairs.a[at]) + " and " + name(rows.pairs.b[at]);
    $("#notice").textContent = `${what}: ${review.text(now, now.a) || "no verdict"} on ${about}.`;
  }

  const tellVerdict = (text) => ($("#verdict-status").textContent = text);

  function drawVerdict() {
    if (!review || shown.view !== "pair") return;
    const at = pairOf(shown.parts);
    const now = at === undefined ? {} : verdictOf(at);
    for (const button of document.querySelectorAll("[data-verdict]")) {
      const { verdict, side } = button.dataset;
      const on = verdict === "keep" ? now.keep && now.keep === ids(at)[side === "a" ? 0 : 1] : verdict === now.verdict;
      button.setAttribute("aria-pressed", String(Boolean(on)));
      button.disabled = at === undefined;
    }
    const note = $("[data-act=note]");
    if (document.activeElement !== note) note.value = now.note || "";
    note.disabled = at === undefined;
    tellVerdict(at === undefined ? "The scan lists no such pair: there is nothing to judge." : now.reviewer ? `${review.text(now, ids(at)[0])} (${now.reviewer}, ${now.time.slice(0, 10)})` : "no verdict yet");
  }

  // heard is called for a verdict of anybody, and with null after all were read.
  function heard() {
    const done = review.judged().filter(([a, b]) => pairOf([a, b]) !== undefined).length; // the file may know of others too
    const bar = $("#progress");
    bar.max = Math.max(1, rows.pairs.a.length);
    bar.value = done;
    $("#progress-text").textContent = `${group(done)} of ${group(rows.pairs.a.length)} pairs judged`;
    for (const name of ["pairs", "clusters"]) {
      const list = lists[name];
      if (!list) continue;
      const focused = list.body.contains(document.activeElement);
      list.redraw();
      if (focused) list.drawn.get(list.current)?.querySelector("a")?.focus({ preventScroll: true });
    }
    if (shown.view === "cluster") drawMembers();
    drawVerdict();
  }

  function reviewing() {
    const bar = $(".verdicts");
    bar.addEventListener("click", (e) => {
      const button = e.target.closest("button");
      if (!button) return;
      const { verdict, side, act } = button.dataset;
      if (act === "undo") send({ verdict: "undo" });
      else if (verdict === "keep") keep(side);
      else judge(verdict);
    });
    const note = $("[data-act=note]");
    note.addEventListener("change", () => judge("note", { note: note.value }));
    note.addEventListener("keydown", (e) => {
      if (e.key === "Enter" || e.key === "Escape") note.blur();
    });
    review.listen(heard);
    return review.load().then(() => review.follow());
  }

  function verdictKey(e) {
    if (!review || !["pair", "pairs", "cluster"].includes(shown.view)) return false;
    if (e.key === "1") judge("duplicate");
    else if (e.key === "2") judge("not-duplicate");
    else if (e.key === "3") keep();
    else if (e.key === "4") judge("same-source");
    else if (e.key === "u") send({ verdict: "undo" });
    else if (e.key === "m" && shown.view === "pair") $("[data-act=note]").focus();
    else return false;
    return true;
  }

  // ---- keys

  function clusterKey(e) {
    const by = { j: 1, k: -1 }[e.key];
    if (!by) return false;
    const list = memberRows();
    const at = list.findIndex((tr) => tr.classList.contains("current"));
    chooseMember(list[Math.min(list.length - 1, Math.max(0, at < 0 ? 0 : at + by))]);
    return true;
  }

  function chooseMember(row) {
    for (const tr of memberRows()) tr.classList.toggle("current", tr === row);
    row?.querySelector("a")?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }

  function pairKeys(e) {
    if (e.key === "j" || e.key === "k") go(e.key === "j" ? 1 : -1);
    else if (open?.key(e)) return true;
    else if (e.key === "Escape") location.hash = walk.back;
    else return false;
    return true;
  }

  keys.push(verdictKey, (e) => {
    if (shown.view === "pair") return pairKeys(e);
    if (shown.view === "cluster") return clusterKey(e);
    return lists[shown.view]?.key(e) || false;
  });

  // fillHelp lists the fields of the filter that is shown.
  function fillHelp() {
    const list = lists[shown.view] || lists.pairs;
    const items = query.names(list.fields).map(({ name, help }) => {
      const item = document.createElement("div");
      const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
      dt.append(Object.assign(document.createElement("code"), { textContent: name + ":" }));
      dd.textContent = help;
      item.append(dt, dd);
      return item;
    });
    $("#fields").replaceChildren(...items);
  }

  // ---- begin

  async function begin() {
    rows = await store.rows();
    articleAt = new Map(rows.articles.id.map((id, i) => [id, i]));
    clusterAt = new Map(rows.clusters.id.map((id, i) => [id, i]));
    pairAt = new Map(rows.pairs.a.map((a, i) => [pairKey(a, rows.pairs.b[i]), i]));
    makeList("pairs", { noun: "pair", count: rows.pairs.a.length, columns: pairColumns(), fields: pairFields() });
    makeList("clusters", { noun: "cluster", count: rows.clusters.id.length, columns: clusterColumns(), fields: clusterFields() });
    lists.pairs.set({});
    new Histogram($(".histogram"), { jaccard: rows.pairs.jaccard, copied: rows.pairs.copied.map((p) => p / 100) });
    $("[data-act=pair-previous]").addEventListener("click", () => go(-1));
    $("[data-act=pair-next]").addEventListener("click", () => go(1));
    $("#view-cluster").addEventListener("focusin", (e) => {
      const tr = e.target.closest(".members tbody tr");
      if (tr && !tr.classList.contains("current")) for (const row of memberRows()) row.classList.toggle("current", row === tr);
    });
    $("#view-pairs").addEventListener("click", (e) => {
      if (e.target.closest("a")) walk = { at: -1, pairs: [...lists.pairs.order], back: location.hash };
    });
    // The address is that of a view: to the content leads the focus alone.
    $(".skip").addEventListener("click", (e) => {
      e.preventDefault();
      $("#main").focus();
    });
    addEventListener("hashchange", route);
    await route();
    if (review) await reviewing();
    document.documentElement.dataset.ready = "true";
  }
  begin().catch(trouble);
}
