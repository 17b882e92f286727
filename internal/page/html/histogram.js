// The distribution of the similarity of all pairs, with a threshold that the
// reader moves.
const Histogram = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const BINS = 20;
  const [WIDTH, HEIGHT] = [1000, 240];

  return class Histogram {
    // measures: by name a list of values from 0 to 1, one for each pair.
    constructor(root, measures) {
      Object.assign(this, { root, measures });
      this.svg = root.querySelector("svg");
      this.slider = root.querySelector("[data-act=threshold]");
      this.measure = root.querySelector("[data-act=measure]");
      this.scale = root.querySelector("[data-act=scale]");
      this.slider.addEventListener("input", () => this.tell());
      this.measure.addEventListener("change", () => this.draw());
      this.scale.addEventListener("click", () => {
        this.scale.setAttribute("aria-pressed", String(!this.logarithmic));
        this.draw();
      });
      this.draw();
    }

    get logarithmic() {
      return this.scale.getAttribute("aria-pressed") === "true";
    }

    draw() {
      this.values = Float64Array.from(this.measures[this.measure.value]).sort();
      const bins = new Array(BINS).fill(0);
      for (const v of this.values) bins[Math.min(BINS - 1, Math.floor(v * BINS))]++;
      const height = this.logarithmic ? (n) => Math.log1p(n) : (n) => n;
      const most = height(Math.max(1, ...bins));
      const width = WIDTH / BINS;
      const parts = bins.map((n, i) => {
        const h = ((HEIGHT - 16) * height(n)) / most;
        const bar = element("rect", { class: "bin", x: i * width + 2, y: HEIGHT - h, width: width - 4, height: h });
        bar.append(element("title", {}, `${(i / BINS).toFixed(2)} to ${((i + 1) / BINS).toFixed(2)}: ${group(n)}`));
        return bar;
      });
      this.line = element("line", { class: "threshold", y1: 0, y2: HEIGHT });
      this.svg.replaceChildren(...parts, this.line);
      this.tell();
    }

    // tell counts the pairs from the threshold on, and marks it.
    tell() {
      const from = Number(this.slider.value) / 100;
      let lo = 0;
      let hi = this.values.length;
      while (lo < hi) {
        const mid = (lo + hi) >> 1;
        if (this.values[mid] < from) lo = mid + 1;
        else hi = mid;
      }
      this.line.setAttribute("x1", from * WIDTH);
      this.line.setAttribute("x2", from * WIDTH);
      for (const [i, bar] of [...this.svg.querySelectorAll(".bin")].entries()) bar.classList.toggle("below", (i + 1) / BINS <= from);
      this.root.querySelector("output").textContent = from.toFixed(2);
      const copied = this.measure.value === "copied";
      this.root.querySelector(".status").textContent = `${group(this.values.length - lo)} of ${group(this.values.length)} pairs: ${copied ? "copied" : "Jaccard"} from ${from.toFixed(2)} on`;
      const q = copied ? `copied:>=${this.slider.value}` : `jaccard:>=${from}`;
      this.root.querySelector("[data-act=show]").href = "#/pairs?" + new URLSearchParams({ q });
    }
  };

  function element(name, attributes, text) {
    const el = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) el.setAttribute(key, value);
    if (text !== undefined) el.textContent = text;
    return el;
  }
})();
