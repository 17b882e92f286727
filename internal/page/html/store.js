// Where lists and fragments come from: the packs of a page in one file, or the
// server of a live page. Either way each is a promise, and kept.
const store = (() => {
  const live = document.documentElement.dataset.live === "true";
  const kept = new Map();

  function once(name, get) {
    if (!kept.has(name)) {
      const promise = get();
      kept.set(name, promise);
      promise.catch(() => kept.delete(name)); // to be asked for again
    }
    return kept.get(name);
  }

  // unpack is the JSON in a pack: base64 of what was deflated.
  async function unpack(name) {
    const element = document.getElementById("pack-" + name);
    const text = atob(element.textContent);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    return new Response(plain).json();
  }

  // granted is an answer that is no refusal; the error is what the server says.
  async function granted(answer) {
    if (answer.ok) return answer;
    const told = await answer.json().catch(() => ({}));
    throw new Error(told.error || answer.statusText);
  }

  async function ask(path) {
    const answer = await fetch(path, { headers: { Accept: "application/json, text/html" } });
    if (answer.status === 401) location.reload(); // to where the token is asked for
    return granted(answer);
  }

  // packed is the pack that has number n of a kind, and its place there.
  async function packed(kind, n) {
    const starts = (await once("starts", () => unpack("starts")))[kind];
    let pack = starts.length - 1;
    while (starts[pack] > n) pack--;
    return [await unpack(`${kind}-${pack}`), n - starts[pack]];
  }

  async function packedPair(n) {
    const [pack, at] = await packed("pair", n);
    const { html, a, b } = pack.pairs[at];
    return { html, texts: [pack.texts[a], pack.texts[b]] };
  }

  const html = (path) => ask(path).then((answer) => answer.text());
  const json = (name) => once(name, () => (live ? ask("page/" + name).then((answer) => answer.json()) : unpack(name)));
  const query = (values) => new URLSearchParams(values).toString();

  return {
    ask,
    granted,
    rows: () => json("rows"),
    sources: () => json("sources"),
    cluster: (n, id) => (live ? html("page/cluster?" + query({ id })) : packed("cluster", n).then(([pack, at]) => pack[at])),
    // pair is a fragment; where it has texts, it has only their lengths inside.
    // It is null where the texts are not here.
    async pair(n, a, b) {
      if (live) return { html: await html("page/pair?" + query({ a, b })) };
      return n === undefined ? null : packedPair(n);
    },
  };
})();
