// The view of one pair. It adds to markup that can be read without it: walking,
// scrolling together, shares that follow what is excluded, marks and lines.
const Pair = (() => {
  const LABELS = ["copied", "rephrased", "original"];
  const SVG = "http://www.w3.org/2000/svg";
  // Where on the height of a pane the reader is taken to look, and where a
  // passage is brought to.
  const EYE = 0.3;

  const otherSide = (side) => (side === "a" ? "b" : "a");
  const marker = (el) => el.querySelector(".n");

  function path(kind, d) {
    const el = document.createElementNS(SVG, "path");
    el.setAttribute("class", kind);
    el.setAttribute("d", d);
    return el;
  }

  // apportion divides 100 by counts so that the parts add up to it, by the rule
  // that made the figures of the page before any word was excluded: what is
  // left after rounding down goes to the largest remainders, and what is not
  // nothing gets 1 at least.
  function apportion(counts) {
    const sum = counts.reduce((total, n) => total + n, 0);
    if (sum === 0) return counts.map(() => 0);
    const out = counts.map((n) => Math.floor((n * 100) / sum));
    const order = counts.map((n, i) => [(n * 100) % sum, i]).sort((x, y) => y[0] - x[0] || x[1] - y[1]);
    const left = 100 - out.reduce((total, n) => total + n, 0);
    for (const [, i] of order.slice(0, left)) out[i]++;
    counts.forEach((n, i) => {
      const largest = out.indexOf(Math.max(...out));
      if (n > 0 && out[i] === 0 && out[largest] > 1) {
        out[i]++;
        out[largest]--;
      }
    });
    return out;
  }

  return class Pair {
    // address makes the page's address name an element of the pair; link is
    // the address that it then has.
    constructor(section, address, link) {
      Object.assign(this, { root: section, address, link });
      this.side = "a"; // the side that the reader is on
      this.current = 0; // number of the passage, 0 for none
      this.driver = null; // the pane that the reader scrolls; the other follows
      this.panes = {};
      this.spans = {};
      this.places = {}; // of the marks in the overviews
      this.passages = new Map();
      for (const side of ["a", "b"]) {
        const article = section.querySelector(".side." + side);
        this.panes[side] = article.querySelector(".text");
        this.spans[side] = [...article.querySelectorAll(".p")];
        for (const el of this.spans[side]) this.collect(el, side);
      }
      if (this.link) this.complete();
      this.order = [...this.passages.keys()].sort((x, y) => x - y);
      this.landmarks = this.findLandmarks();
      this.listen();
      this.recount();
      this.roam();
      this.layout();
    }

    collect(el, side) {
      const n = Number(el.dataset.n);
      const p = this.passages.get(n) || {
        n,
        label: LABELS.find((l) => el.classList.contains(l)),
        flags: (el.dataset.flags || "").split(" ").filter(Boolean),
        similarity: el.dataset.similarity,
        speaker: el.dataset.speaker,
      };
      p[side] = el;
      this.passages.set(n, p);
    }

    // complete adds to a fragment the ids of its passages and the links between
    // them, which a page that needs no script has from the beginning.
    complete() {
      for (const p of this.passages.values())
        for (const side of ["a", "b"]) {
          const el = p[side];
          if (!el || marker(el)) continue;
          const other = otherSide(side);
          const id = (s) => "p" + p.n + (s === "b" && p.a ? "b" : "");
          el.id = id(side);
          const flags = p.flags.map((flag) => flag.replaceAll("-", " "));
          const a = document.createElement("a");
          a.className = "n";
          a.href = this.link(id(p[other] ? other : side));
          a.dataset.n = p.n;
          if (flags.length > 0) a.dataset.chips = flags.join(", ");
          const where = p[other] ? ": to its place in " + other : ", in one article only";
          a.setAttribute("aria-label", `Passage ${[p.n, p.label, ...flags].join(", ")}${where}`);
          el.prepend(a);
        }
    }

    // Landmarks are the passages that stand in the same order on both sides.
    findLandmarks() {
      const place = new Map(this.spans.b.map((el, i) => [Number(el.dataset.n), i]));
      let last = -1;
      return this.order
        .map((n) => this.passages.get(n))
        .filter((p) => p.a && p.b && !p.flags.includes("moved"))
        .filter((p) => place.get(p.n) > last && ((last = place.get(p.n)), true));
    }

    listen() {
      const on = (type, f, options) => this.root.addEventListener(type, f, options);
      const some = (flag) => [...this.passages.values()].some((p) => p.flags.includes(flag));
      for (const b of this.root.querySelectorAll(".tools button")) b.disabled = b.dataset.exclude && !some(b.dataset.exclude);
      on("click", (e) => this.click(e));
      on("pointerover", (e) => this.hover(e.target.closest(".p")));
      on("pointerleave", () => this.hover(null));
      on("focusin", (e) => {
        const article = e.target.closest(".side");
        if (article) this.side = article.dataset.side;
      });
      for (const side of ["a", "b"]) {
        const pane = this.panes[side];
        // Only what the reader does makes a pane the driver, so that a pane
        // that was scrolled by the script never scrolls the other back.
        for (const type of ["wheel", "touchmove", "pointerdown"])
          pane.addEventListener(type, () => (this.driver = pane), { passive: true });
        pane.addEventListener("keydown", (e) => {
          if (/^(Arrow|Page|Home|End| )/.test(e.key)) this.driver = pane;
        });
        pane.addEventListener("scroll", () => this.soon(), { passive: true });
      }
      new ResizeObserver(() => this.layout()).observe(this.panes.a);
    }

    click(e) {
      const button = e.target.closest("button");
      if (button) return this.press(button);
      const bar = e.target.closest(".overview");
      if (bar) return this.jump(e, bar.closest(".side").dataset.side);
      const el = e.target.closest(".p");
      if (!el || String(getSelection())) return; // selecting text is no click
      e.preventDefault(); // the marker is a link; the panes are scrolled here
      if (el.matches(".original") && !e.target.closest(".n")) return;
      this.select(Number(el.dataset.n), el.closest(".side").dataset.side);
    }

    press(button) {
      const { label, exclude, flag, act } = button.dataset;
      if (act) return this.step(act === "next" ? 1 : -1);
      if (flag) return this.step(1, (p) => p.flags.includes(flag) && this.counted(p));
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      this.recount();
      this.roam();
      this.layout();
      if (exclude || label) this.say(this.summary());
    }

    toggles(kind, pressed) {
      return [...this.root.querySelectorAll(`.tools [data-${kind}][aria-pressed=${pressed}]`)].map((b) => b.dataset[kind]);
    }

    counted(p) {
      return !this.excluded.some((flag) => p.flags.includes(flag));
    }

    walked(p) {
      return this.counted(p) && !this.off.includes(p.label);
    }

    // recount reads the switches and brings the figures in line with them.
    recount() {
      this.off = this.toggles("label", false);
      this.excluded = this.toggles("exclude", true);
      this.root.dataset.off = this.off.join(" ");
      this.root.dataset.exclude = this.excluded.join(" ");
      for (const side of ["a", "b"]) this.shares(side);
      const counted = [...this.passages.values()].filter((p) => this.counted(p));
      for (const b of this.root.querySelectorAll("[data-label][aria-pressed] b"))
        b.textContent = group(counted.filter((p) => p.label === b.parentNode.dataset.label).length);
      for (const b of this.root.querySelectorAll("[data-flag] b"))
        b.textContent = group(counted.filter((p) => p.flags.includes(b.parentNode.dataset.flag)).length);
    }

    shares(side) {
      const words = LABELS.map((label) => {
        const spans = this.spans[side].filter((el) => el.classList.contains(label));
        return spans.filter((el) => this.counted(this.passages.get(Number(el.dataset.n)))).reduce((sum, el) => sum + Number(el.dataset.words), 0);
      });
      const whole = words.reduce((sum, n) => sum + n, 0);
      const shares = apportion(words);
      const article = this.root.querySelector(".side." + side);
      let x = 0;
      LABELS.forEach((label, i) => {
        const item = article.querySelector(`.shares [data-label=${label}]`);
        item.querySelector(".percent").textContent = shares[i] + "%";
        item.querySelector(".words").textContent = group(words[i]);
        const width = whole ? (words[i] * 1000) / whole : 0;
        const bar = article.querySelector(".bar ." + label);
        bar.setAttribute("x", x.toFixed(1));
        bar.setAttribute("width", width.toFixed(1));
        x += width;
      });
      article.querySelector(".total .words").textContent = group(whole);
    }

    summary() {
      const side = (s) =>
        s + ": " + LABELS.map((l) => this.root.querySelector(`.side.${s} [data-label=${l}] .percent`).textContent + " " + l).join(", ");
      return side("a") + "; " + side("b") + ".";
    }

    say(text) {
      this.root.querySelector(".status").textContent = text;
    }

    // roam leaves one marker a side in the order of the Tab key: the rest are
    // walked by n and p.
    roam() {
      for (const side of ["a", "b"]) {
        const current = this.passages.get(this.current)?.[side];
        const first = this.spans[side].find((el) => this.walked(this.passages.get(Number(el.dataset.n))));
        for (const el of this.spans[side]) marker(el).tabIndex = el === (current || first) ? 0 : -1;
      }
    }

    hover(el) {
      const n = el && !el.matches(".original") ? Number(el.dataset.n) : 0;
      if (n === this.hovered) return;
      this.hovered = n;
      for (const old of this.root.querySelectorAll(".p.hover")) old.classList.remove("hover");
      if (n) for (const side of ["a", "b"]) this.passages.get(n)[side]?.classList.add("hover");
    }

    // step goes to the next passage that pleases, around the end.
    step(by, pleases = (p) => this.walked(p)) {
      const from = this.order.indexOf(this.current);
      const size = this.order.length;
      const start = from < 0 ? (by > 0 ? -1 : size) : from;
      for (let i = 1; i <= size; i++) {
        const n = this.order[(start + by * i + size * (i + 1)) % size];
        if (pleases(this.passages.get(n))) return this.select(n, this.side);
      }
      this.say("There is no such passage among the labels that are switched on.");
    }

    select(n, side) {
      const p = this.passages.get(n);
      if (!p) return;
      if (!p[side]) side = otherSide(side);
      this.clear();
      this.current = n;
      this.side = side;
      this.driver = null;
      for (const s of ["a", "b"]) {
        p[s]?.classList.add("current");
        if (p[s]) marker(p[s]).setAttribute("aria-current", "true");
      }
      this.roam();
      this.bring(p, side);
      marker(p[side]).focus({ preventScroll: true });
      this.say(this.describe(p));
      this.address(p[side].id);
      this.layout();
    }

    clear() {
      const p = this.passages.get(this.current);
      this.current = 0;
      for (const s of ["a", "b"]) {
        p?.[s]?.classList.remove("current");
        if (p?.[s]) marker(p[s]).removeAttribute("aria-current");
      }
      this.say("");
      this.layout();
    }

    // bring shows the passage where the reader is and sets its place on the
    // other side at the same height.
    bring(p, side) {
      const pane = this.panes[side];
      const y = p[side].offsetTop - pane.scrollTop;
      const fits = y >= 0 && y + Math.min(p[side].offsetHeight, pane.clientHeight / 2) <= pane.clientHeight;
      if (!fits) pane.scrollTop = p[side].offsetTop - pane.clientHeight * EYE;
      const partner = p[otherSide(side)];
      const height = p[side].offsetTop - pane.scrollTop;
      if (partner) this.panes[otherSide(side)].scrollTop = partner.offsetTop - height;
      else this.follow(side);
      const box = p[side].getBoundingClientRect();
      if (box.bottom < 0 || box.top > innerHeight) pane.scrollIntoView({ block: "nearest" });
    }

    describe(p) {
      const words = (el) => group(Number(el.dataset.words));
      const at = this.order.indexOf(p.n) + 1;
      const out = [`Passage ${p.n} of ${group(this.order.length)}: ${[p.label, ...p.flags].join(", ").replaceAll("-", " ")}`];
      if (p.a && p.b) out.push(`${words(p.a)} words in a, ${words(p.b)} in b`, `similarity ${p.similarity}`);
      else out.push(`${words(p.a || p.b)} words, in ${p.a ? "a" : "b"} only`);
      if (p.speaker) out.push(`quoted: ${p.speaker}`);
      return at ? out.join("; ") : "";
    }

    // follow scrolls the other pane so that the landmarks around the reader's
    // eye are at the same height on both sides.
    follow(side) {
      const from = this.panes[side];
      const to = this.panes[otherSide(side)];
      if (from.scrollTop <= 0) return void (to.scrollTop = 0);
      const eye = from.scrollTop + from.clientHeight * EYE;
      let lo = 0;
      let hi = this.landmarks.length; // the first landmark below the eye
      while (lo < hi) {
        const mid = (lo + hi) >> 1;
        if (this.landmarks[mid][side].offsetTop <= eye) lo = mid + 1;
        else hi = mid;
      }
      const top = this.point(lo - 1, side);
      const end = this.point(lo, side);
      const share = end.from > top.from ? (eye - top.from) / (end.from - top.from) : 0;
      to.scrollTop = top.to + share * (end.to - top.to) - from.clientHeight * EYE;
    }

    // point is where landmark i stands on either side; before the first and
    // behind the last these are the ends of the articles.
    point(i, side) {
      if (i < 0) return { from: 0, to: 0 };
      const at = (s) => {
        const mark = this.landmarks[i];
        return mark ? mark[s].offsetTop : this.panes[s].firstElementChild.offsetHeight;
      };
      return { from: at(side), to: at(otherSide(side)) };
    }

    // soon draws once in the next frame, however often it is asked to.
    soon() {
      if (this.asked) return;
      this.asked = true;
      requestAnimationFrame(() => {
        this.asked = false;
        if (this.driver) this.follow(this.driver === this.panes.a ? "a" : "b");
        this.draw();
      });
    }

    // layout draws the overviews anew in the next frame.
    layout() {
      this.stale = true;
      this.soon();
    }

    // overview draws a mark for each passage that is walked, those of a label
    // in one path. One unit is a thousandth of the pane's content.
    overview(side) {
      const svg = this.root.querySelector(`.side.${side} .overview`);
      const pane = this.panes[side];
      const least = 1500 / pane.clientHeight; // a pixel and a half
      this.places[side] = this.spans[side]
        .map((el) => ({ el, p: this.passages.get(Number(el.dataset.n)) }))
        .filter(({ p }) => this.walked(p))
        .map(({ el, p }) => ({ p, top: (el.offsetTop * 1000) / pane.scrollHeight, height: Math.max(least, (el.offsetHeight * 1000) / pane.scrollHeight) }));
      svg.setAttribute("viewBox", "0 0 10 1000");
      const of = (places) => places.map(({ p, top, height }) => {
        const [x, width] = p.flags.includes("moved") ? [5, 4] : [1, 8]; // half as wide
        return `M${x} ${top.toFixed(1)}h${width}v${height.toFixed(1)}h${-width}z`;
      });
      const paths = LABELS.map((label) => path(label, of(this.places[side].filter(({ p }) => p.label === label)).join("")));
      const now = path("current", of(this.places[side].filter(({ p }) => p.n === this.current)).join(""));
      svg.replaceChildren(...paths, now, path("view", ""));
    }

    // jump goes to the passage whose mark is nearest to a click on an overview.
    jump(e, side) {
      const box = e.target.closest(".overview").getBoundingClientRect();
      const y = (1000 * (e.clientY - box.top)) / box.height;
      const far = ({ top, height }) => Math.max(top - y, y - top - height, 0);
      const nearest = this.places[side].reduce((best, place) => (best && far(best) <= far(place) ? best : place), null);
      if (nearest) this.select(nearest.p.n, side);
    }

    // draw joins the current passage to its partner, and each moved passage
    // of which an end can be seen.
    draw() {
      if (!this.panes.a.clientHeight) return; // another pair is shown
      if (this.stale) for (const side of ["a", "b"]) this.overview(side);
      this.stale = false;
      for (const side of ["a", "b"]) {
        const pane = this.panes[side];
        const [y, height] = [pane.scrollTop, pane.clientHeight].map((v) => ((1000 * v) / pane.scrollHeight).toFixed(1));
        this.root.querySelector(`.side.${side} .overview .view`)?.setAttribute("d", `M0 ${y}h10v${height}h-10z`);
      }
      const svg = this.root.querySelector(".links");
      const { width, height } = svg.getBoundingClientRect();
      if (!width) return svg.replaceChildren();
      const paths = [];
      for (const p of this.passages.values()) {
        const current = p.n === this.current;
        if (!p.a || !p.b || !(current || (p.flags.includes("moved") && this.walked(p)))) continue;
        const [ya, yb] = ["a", "b"].map((s) => p[s].offsetTop - this.panes[s].scrollTop + 14);
        const seen = [ya, yb].some((y) => y >= 0 && y <= height);
        if (!seen && !current) continue;
        const [y1, y2] = [ya, yb].map((y) => Math.min(Math.max(y, 2), height - 2).toFixed(1));
        paths.push(path(current ? "current" : "moved", `M0 ${y1}C${width / 2} ${y1} ${width / 2} ${y2} ${width} ${y2}`));
      }
      svg.replaceChildren(...paths);
    }

    // key does what a key asks for, and tells whether it did.
    key(e) {
      const step = { n: 1, p: -1 }[e.key];
      if (step) this.step(step);
      else if (e.key === "Escape" && this.current) this.leave();
      else if (e.key === "Enter" && this.current && !e.target.closest("button, a:not(.n), summary")) this.select(this.current, otherSide(this.side));
      else return false;
      e.preventDefault();
      return true;
    }

    leave() {
      this.clear();
      this.panes[this.side].focus({ preventScroll: true });
      this.address(this.root.id);
    }

    // show is called when the address names the pair or a passage in it.
    show(id) {
      const at = id.slice(this.root.dataset.prefix.length).match(/^p(\d+)(b?)$/);
      if (at) this.select(Number(at[1]), at[2] ? "b" : "a");
      this.layout();
    }
  };
})();
