// Verdicts, where the server takes them: what was said of pairs, by whom, and saying it.
// Every page that is open hears of every verdict.
const review = (() => {
  if (!document.documentElement.dataset.judged) return null;
  const NAMES = { duplicate: "duplicate", "not-duplicate": "not a duplicate", "same-source": "same source" };
  const said = new Map(); // what is known of a pair, by keyOf
  const listeners = [];
  let lost = () => {}; // is told whether the server is gone
  let latest = 0; // number of the last entry that was heard of

  const keyOf = (a, b) => a + "\n" + b;
  const get = (a, b) => said.get(keyOf(a, b)) || {};

  // text is what is said of a pair, for a list.
  function text({ verdict, keep, note }, a) {
    const parts = [];
    if (verdict) parts.push(NAMES[verdict]);
    if (keep) parts.push(keep === a ? "keep a" : "keep b");
    if (note) parts.push("note");
    return parts.join(", ");
  }

  const tellAll = () => listeners.forEach((listen) => listen());

  function hear(entry) {
    latest = Math.max(latest, entry.n);
    if (entry.verdict || entry.keep || entry.note) said.set(keyOf(entry.a, entry.b), entry);
    else said.delete(keyOf(entry.a, entry.b));
    tellAll();
  }

  async function load() {
    const state = await (await store.ask("page/verdicts")).json();
    latest = state.n;
    said.clear();
    for (const entry of state.pairs) said.set(keyOf(entry.a, entry.b), entry);
    tellAll();
  }

  // follow hears of what others say. After a break it asks for everything
  // again, as a server that was started anew may have a longer file.
  function follow() {
    const events = new EventSource("page/events?after=" + latest);
    events.onmessage = (e) => hear(JSON.parse(e.data));
    events.onopen = () => lost(false);
    events.onerror = () => {
      events.close();
      lost(true);
      setTimeout(() => load().then(follow, () => events.onerror()), 1000);
    };
  }

  // say sends a verdict. It is heard of before the promise is kept, and then
  // stands in the review file.
  async function say(entry) {
    const answer = await fetch("page/verdicts", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(entry),
    });
    const told = await (await store.granted(answer)).json();
    hear(told);
    return told;
  }

  return { get, text, say, load, follow, judged: () => [...said.values()].filter((e) => e.verdict).map((e) => [e.a, e.b]), listen: (f) => listeners.push(f), whenLost: (f) => (lost = f) };
})();
