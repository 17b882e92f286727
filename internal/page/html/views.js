// The views of a report. The address says which is shown, and all that a reader
// has set in it, so that it can be sent on and the back button leads back.
{
  const title = document.title;
  const lists = {};
  let data; // the Data of the report
  let judging = null; // where verdicts are taken
  let walk = { at: -1, pairs: [], back: "#/pairs" }; // the pairs that j and k go through
  let shown = {}; // the address as parse has it
  let open = null; // the Pair that is shown

  function makeList(name, options) {
    lists[name] = new List($(`[data-list=${name}]`), { ...options, changed: keepAddress });
  }

  // The lists of sources are made when they are first asked for.
  let sourcesMade = null;
  function makeSources() {
    sourcesMade ??= store.sources().then((s) => {
      makeList("outlets", tables.outlets(s.outlets, mentionsOf));
      makeList("mentions", tables.mentions(data, s.mentions));
      if (s.left_out) $("#mentions-left").textContent = `${group(s.left_out)} more are left out, those of articles outside all pairs first: dupes sources lists them.`;
    });
    return sourcesMade;
  }

  // ---- addresses

  // keepAddress puts what a reader has set in a list into the address. Outlets
  // share a view with mentions, and so have other names there.
  function keepAddress(list) {
    const sources = shown.view === "sources";
    const { query: q, sorted: sort } = sources ? lists.mentions : list;
    replace(addressOf(shown.view, { ...(sources && setInOutlets()), q, sort }));
  }

  const mentionsOf = (outlet) => addressOf("sources", { ...setInOutlets(), q: query.equal("outlet", outlet) });
  const setInOutlets = () => ({ outlets: lists.outlets.query, order: lists.outlets.sorted });

  function addressOf(view, values) {
    const set = new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString();
    return "#/" + view + (set ? "?" + set : "");
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
    judging?.leave();
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
      if (shown === to) nothing(to, e);
      return;
    }
    if (shown !== to) return; // the reader went on meanwhile
    lists[to.view]?.show();
    const name = to.view === "pair" ? [...document.querySelectorAll("#view-pair .side h2")].map((h) => h.textContent).join(" / ") : "";
    document.title = (name || heading?.textContent || to.view) + " · " + title;
    if (before.view) keepFocus(before.view === to.view ? document.body : $("#view-" + to.view), heading);
    fillHelp();
  }

  // keepFocus gives the focus to a heading, unless it is where it should be:
  // what had it may be gone, and a passage that the address names has it now.
  function keepFocus(where, heading) {
    const now = document.activeElement;
    if (now === document.body || !where.contains(now)) focusOn(heading);
  }

  function focusOn(heading) {
    if (heading) heading.tabIndex = -1;
    heading?.focus({ preventScroll: true });
  }

  // nothing shows why there is nothing to be shown, and not what was there before.
  function nothing(to, e) {
    const root = $(`#view-${to.view} .fragment`);
    root?.replaceChildren();
    delete root?.dataset.id;
    if (to.view === "pair") judging?.draw(data.pairOf(to.parts));
    trouble(e);
    $("#main").focus({ preventScroll: true });
  }

  async function showSources(to) {
    if (!$("[data-list=outlets]")) return;
    await makeSources();
    lists.sources = lists.mentions;
    lists.outlets.set({ q: to.values.outlets, sort: to.values.order });
    lists.outlets.show();
    lists.mentions.set(to.values);
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
    const at = data.clusterAt.get(id);
    if (at === undefined) throw new Error("There is no cluster " + id + " in this report.");
    const root = $("#view-cluster .fragment");
    if (root.dataset.id !== id) {
      const html = await store.cluster(at, id);
      if (shown !== to) return;
      insert(root, html);
      root.dataset.id = id;
      $("#view-cluster").scrollTop = 0;
    }
    walk = { at: -1, pairs: data.links(at), back: "#/cluster/" + id };
    drawMembers();
    return $("#view-cluster h1");
  }

  const memberRows = () => [...document.querySelectorAll("#view-cluster .members tbody tr")];
  const markMember = (row) => memberRows().forEach((tr) => tr.classList.toggle("current", tr === row));
  // pairOfRow is the place of the pair of a member with the representative.
  const pairOfRow = (tr) => (tr?.dataset.pair ? data.pairOf(parse(tr.dataset.pair).parts) : undefined);

  // drawMembers shows the verdicts on the members of the cluster.
  function drawMembers() {
    for (const tr of memberRows()) {
      const at = pairOfRow(tr);
      if (!review || at === undefined) continue;
      const now = data.verdict(at);
      const kept = now.keep && (now.keep === tr.dataset.id ? "keep this one" : "keep no. 1");
      $(".verdict", tr).textContent = [review.text({ ...now, keep: "" }), kept].filter(Boolean).join(", ");
    }
  }

  async function showPair(to, before) {
    const [a, b, passage] = to.parts;
    const root = $("#view-pair .fragment");
    const name = JSON.stringify([a, b]);
    const at = data.pairOf([a, b]);
    if (root.dataset.id !== name || before !== "pair") {
      const pair = await store.pair(data.pairs.packed[at], a, b);
      if (!pair) throw new Error("The texts of this pair are not in this file.");
      if (shown !== to) return;
      insert(root, pair.html);
      pair.texts?.forEach((text, i) => fill(root.querySelectorAll(".body")[i], text));
      root.dataset.id = name;
      const base = "#/pair/" + [a, b].map(encodeURIComponent).join("/");
      const link = (id) => (id.startsWith("p") ? base + "/" + id : base);
      const section = $(".pair", root); // not there where the texts are not
      open = section && new Pair(section, (id) => replace(link(id)), link);
    }
    place(at);
    if (passage) open?.show(passage);
    judging?.draw(at);
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
    location.hash = data.address(walk.pairs[to]);
  }

  // chosen is the place of the pair that a verdict is about, or undefined.
  function chosen() {
    if (shown.view === "pair") return data.pairOf(shown.parts);
    if (shown.view === "pairs") return lists.pairs.chosen < 0 ? undefined : lists.pairs.chosen;
    if (shown.view === "cluster") return pairOfRow($("#view-cluster tr.current"));
  }

  // heard shows a verdict wherever it can be seen.
  function heard() {
    for (const name of ["pairs", "clusters"]) lists[name].redraw();
    if (shown.view === "cluster") drawMembers();
    if (shown.view === "pair") judging.draw(data.pairOf(shown.parts));
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
    markMember(row);
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

  keys.push((e) => {
    if (judging && ["pair", "pairs", "cluster"].includes(shown.view) && judging.key(e, shown.view === "pair")) return true;
    if (shown.view === "pair") return pairKeys(e);
    if (shown.view === "cluster") return clusterKey(e);
    const list = Object.values(lists).find((l) => l.root.contains(document.activeElement)) || lists[shown.view];
    return list?.key(e) || false;
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
    data = new Data(await store.rows());
    makeList("pairs", tables.pairs(data));
    makeList("clusters", tables.clusters(data));
    lists.pairs.set({});
    new Histogram($(".histogram"), { jaccard: data.pairs.jaccard, copied: data.pairs.copied.map((p) => p / 100) });
    $("[data-act=pair-previous]").addEventListener("click", () => go(-1));
    $("[data-act=pair-next]").addEventListener("click", () => go(1));
    $("#view-cluster").addEventListener("focusin", (e) => {
      const tr = e.target.closest(".members tbody tr");
      if (tr && !tr.classList.contains("current")) markMember(tr);
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
    if (review) judging = new Judging(data, { chosen, heard, failed: trouble, noted: () => focusOn($("#view-pair h1")) });
    await route();
    await judging?.begin();
    document.documentElement.dataset.ready = "true";
  }
  begin().catch(trouble);
}
