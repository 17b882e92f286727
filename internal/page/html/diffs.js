// The page of dupes diff: which of its pairs is shown, and the list of them.
{
  const pairs = [...document.querySelectorAll(".pair")];
  const links = [...document.querySelectorAll("nav.pairs a")];
  const at = () => pairs.findIndex((p) => p.getClientRects().length > 0);

  // address makes the page's address name an element, without going there.
  function address(id) {
    try {
      history.replaceState(null, "", "#" + id);
    } catch {
      // Some viewers give a file no address of its own.
    }
  }

  // A pair is set up when it is first shown, so that a page of hundreds opens
  // as fast as a page of one.
  const views = new Map();
  function shown() {
    const section = pairs[at()];
    if (section && !views.has(section)) views.set(section, new Pair(section, address));
    return views.get(section);
  }

  function mark() {
    links.forEach((a, i) => {
      if (i !== at()) return a.removeAttribute("aria-current");
      a.setAttribute("aria-current", "true");
      a.scrollIntoView({ block: "nearest" });
    });
  }

  keys.push((e) => {
    const to = links[at() + ({ j: 1, k: -1 }[e.key] || NaN)];
    if (!to) return shown()?.key(e);
    to.click();
    return true;
  });
  // Which pair is shown depends on :target, which a browser may set only after
  // this script.
  for (const type of ["hashchange", "load"])
    addEventListener(type, () => {
      mark();
      shown()?.show(location.hash.slice(1));
    });
}
