// A list of any length: only the rows that can be seen are drawn. It sorts by
// every column, is filtered by a query, and is walked by keys.
const List = (() => {
  const SPARE = 8; // rows drawn above and below those that are seen
  const collator = new Intl.Collator(undefined, { numeric: true });

  return class List {
    // columns: { name, label, get(row), draw(cell, row), end } where end sets
    // figures flush right; fields are those of the query; changed(list) is told
    // when a reader has set the query or the order.
    constructor(root, { columns, fields, count, noun, changed }) {
      Object.assign(this, { root, columns, fields, count, noun, changed });
      this.order = Int32Array.from({ length: count }, (_, i) => i);
      this.query = "";
      this.sorted = "";
      this.current = -1; // place in order
      this.top = 0;
      this.drawn = new Map(); // by place in order
      this.ranks = new Map(); // by column
      this.scroller = root.querySelector(".scroller");
      this.body = root.querySelector("tbody");
      this.input = root.querySelector("input[type=search]");
      this.status = root.querySelector(".status");
      this.error = root.querySelector(".error");
      this.head();
      this.above = this.body.appendChild(spacer());
      this.below = this.body.appendChild(spacer());
      this.scroller.addEventListener("scroll", () => this.soon(), { passive: true });
      new ResizeObserver(() => this.resize()).observe(this.scroller);
      this.input?.addEventListener("input", () => this.apply({ q: this.input.value }));
      this.input?.addEventListener("keydown", (e) => {
        if (e.key === "Enter") this.step(0);
      });
      this.body.addEventListener("focusin", (e) => this.take(e.target));
      this.body.addEventListener("click", (e) => this.click(e));
    }

    head() {
      const row = this.root.querySelector("thead").insertRow();
      for (const c of this.columns) {
        const th = document.createElement("th");
        th.scope = "col";
        th.className = "c-" + c.name + (c.end ? " end" : "");
        const b = document.createElement("button");
        b.type = "button";
        b.textContent = c.label;
        if (c.title) b.title = c.title;
        b.addEventListener("click", () => this.apply({ sort: this.sorted === first(c) ? second(c) : first(c) }));
        th.append(b);
        row.append(th);
        c.head = th;
      }
      this.root.querySelector("table").setAttribute("aria-colcount", this.columns.length);
    }

    // apply changes the query or the order and tells whoever keeps the address.
    apply(change) {
      this.set({ q: this.query, sort: this.sorted, ...change });
      this.changed?.(this);
    }

    // set is the list as an address has it.
    set({ q = "", sort = "" }) {
      if (q === this.query && sort === this.sorted && this.ready) return;
      this.ready = true;
      this.query = q;
      this.sorted = sort;
      if (this.input && this.input.value !== q) this.input.value = q;
      this.arrange();
      this.scroller.scrollTop = this.top = 0;
      this.current = -1;
      this.redraw();
    }

    arrange() {
      const asked = query.parse(this.query, this.fields);
      if (this.error) this.error.textContent = asked.error;
      const all = [];
      for (let i = 0; i < this.count; i++) if (asked.error || !this.query || asked.test(i)) all.push(i);
      this.order = Int32Array.from(all);
      const name = this.sorted.replace(/^-/, "");
      for (const c of this.columns) {
        const on = c.name === name;
        if (on) c.head.setAttribute("aria-sort", this.sorted.startsWith("-") ? "descending" : "ascending");
        else c.head.removeAttribute("aria-sort");
        if (on) this.sort(c, this.sorted.startsWith("-") ? -1 : 1);
      }
      const n = this.order.length;
      const every = `${group(this.count)} ${this.count === 1 ? this.noun : this.noun + "s"}`;
      this.status.textContent = n === this.count ? every : n === 0 ? `None of ${every} is like that.` : `${group(n)} of ${every}`;
      this.root.querySelector("table").setAttribute("aria-rowcount", n + 1);
    }

    // sort keeps the order of rows that are equal.
    sort(column, by) {
      const rank = this.rank(column);
      this.order.sort((i, j) => by * (rank[i] - rank[j]) || i - j);
    }

    // rank is the place of each row by a column. Texts are compared once each,
    // and not for every two rows.
    rank(column) {
      if (!column.changes && this.ranks.has(column)) return this.ranks.get(column);
      const values = Array.from({ length: this.count }, (_, i) => column.get(i));
      const different = [...new Set(values)];
      different.sort((x, y) => (typeof x === "number" ? x - y : collator.compare(x, y)));
      const places = new Map(different.map((v, i) => [v, i]));
      const rank = Float64Array.from(values, (v) => places.get(v));
      this.ranks.set(column, rank);
      return rank;
    }

    show() {
      this.scroller.scrollTop = this.top;
      this.resize();
    }

    resize() {
      if (!this.scroller.clientHeight) return; // another view is shown
      const row = this.body.querySelector("tr[data-at]");
      const height = row?.offsetHeight;
      if (height && height !== this.height) {
        this.height = height;
        this.redraw();
      }
      this.soon();
    }

    // redraw draws all rows anew, such as after something in them has changed.
    redraw() {
      const focused = this.body.contains(document.activeElement);
      const top = this.scroller.scrollTop; // which is less as long as rows are missing
      for (const tr of this.drawn.values()) tr.remove();
      this.drawn.clear();
      this.draw(top);
      this.scroller.scrollTop = top;
      if (focused) (this.drawn.get(this.current)?.querySelector("a") || this.scroller).focus({ preventScroll: true });
    }

    soon() {
      if (this.asked) return;
      this.asked = true;
      requestAnimationFrame(() => {
        this.asked = false;
        this.draw();
      });
    }

    draw(top = this.scroller.scrollTop) {
      if (!this.scroller.clientHeight) return;
      this.top = top;
      const height = this.height || 48;
      const from = Math.max(0, Math.floor(this.top / height) - SPARE);
      const to = Math.min(this.order.length, Math.ceil((this.top + this.scroller.clientHeight) / height) + SPARE);
      for (const [at, tr] of this.drawn)
        if (at < from || at >= to) {
          if (tr.contains(document.activeElement)) this.scroller.focus({ preventScroll: true });
          tr.remove();
          this.drawn.delete(at);
        }
      let before = this.above;
      for (let at = from; at < to; at++) {
        let tr = this.drawn.get(at);
        if (!tr) {
          tr = this.row(at);
          before.after(tr);
          this.drawn.set(at, tr);
        }
        before = tr;
      }
      this.above.firstChild.style.height = from * height + "px";
      this.below.firstChild.style.height = (this.order.length - to) * height + "px";
      if (!this.height && before !== this.above) this.resize();
    }

    row(at) {
      const i = this.order[at];
      const tr = document.createElement("tr");
      tr.dataset.at = at;
      tr.setAttribute("aria-rowindex", at + 2);
      for (const c of this.columns) {
        const td = tr.insertCell();
        td.className = "c-" + c.name + (c.end ? " end" : "");
        td.dataset.label = c.label;
        c.draw(td, i);
      }
      if (at === this.current) tr.classList.add("current");
      return tr;
    }

    // take makes the row with the focus the current one.
    take(el) {
      const tr = el.closest("tr[data-at]");
      if (tr) this.mark(Number(tr.dataset.at));
    }

    // click opens the row, wherever it is clicked.
    click(e) {
      const tr = e.target.closest("tr[data-at]");
      if (!tr || e.target.closest("a, button") || String(getSelection())) return;
      this.mark(Number(tr.dataset.at));
      tr.querySelector("a")?.click();
    }

    mark(at) {
      this.drawn.get(this.current)?.classList.remove("current");
      this.current = at;
      this.drawn.get(at)?.classList.add("current");
    }

    // step goes to the next row and shows it.
    step(by) {
      const at = Math.min(this.order.length - 1, Math.max(0, this.current < 0 && by > 0 ? 0 : this.current + by));
      if (at < 0) return;
      this.mark(at);
      this.bring(at);
      this.draw();
      this.drawn.get(at)?.querySelector("a")?.focus({ preventScroll: true });
    }

    bring(at) {
      const height = this.height || 48;
      const head = this.root.querySelector("thead").offsetHeight;
      const y = at * height;
      const space = this.scroller.clientHeight - head;
      if (y < this.scroller.scrollTop) this.scroller.scrollTop = y;
      else if (y + height > this.scroller.scrollTop + space) this.scroller.scrollTop = y + height - space;
    }

    key(e) {
      const by = { j: 1, k: -1 }[e.key];
      if (by) this.step(by);
      else if (e.key === "/" && this.input) this.input.focus();
      else if (e.key === "Enter" && this.current >= 0 && !e.target.closest("a, button, summary")) {
        this.step(0); // it may be out of sight
        this.drawn.get(this.current)?.querySelector("a")?.click();
      } else return false;
      return true;
    }

    get chosen() {
      return this.current < 0 ? -1 : this.order[this.current];
    }
  };

  // Texts are first sorted upwards, figures downwards.
  function first(c) {
    return c.end ? "-" + c.name : c.name;
  }

  function second(c) {
    return c.end ? c.name : "-" + c.name;
  }

  function spacer() {
    const tr = document.createElement("tr");
    tr.setAttribute("aria-hidden", "true");
    tr.className = "spacer";
    tr.insertCell();
    return tr;
  }
})();
