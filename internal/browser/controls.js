// The controls of a report's page: what each is called in the tests, which
// there are, and which were used.
const controls = {
  any: "a[href], button, input, select, textarea, summary, [tabindex='0'], .overview, tbody tr[data-at]",
  used: [],

  // A control gets its name from what it is for; one that the tests do not know
  // is called by its markup.
  name(e) {
    const list = e.closest("[data-list]")?.dataset.list;
    const view = e.closest("dialog") ? "help" : list ? "" : e.closest("section.view")?.id.slice(5) || "page";
    return [view, list, this.kind(e)].filter(Boolean).join(" ");
  },

  kind(e) {
    const { act, verdict, side, label, exclude, flag, view } = e.dataset;
    const of = e.closest(".side")?.dataset.side;
    if (act) return act;
    if (verdict) return ["verdict", verdict, side].filter(Boolean).join(" ");
    if (label) return "label " + label;
    if (exclude) return "exclude " + exclude;
    if (flag) return "flag " + flag;
    if (view) return "to " + view;
    if (e.closest(".scroller th")) return "sort " + e.closest("th").className.match(/\bc-(\w+)/)[1];
    if (e.matches(".skip")) return "skip";
    if (e.matches("input[type=search]")) return "filter";
    if (e.matches(".scroller")) return "scroller";
    if (e.matches("tr[data-at]")) return "row";
    if (e.matches("#pair-list")) return "back to the list";
    if (e.matches("summary")) return "days";
    if (of && e.matches(".n")) return "passage of " + of;
    if (of && e.matches(".text")) return "text of " + of;
    if (of && e.matches(".overview")) return "overview of " + of;
    for (const [selector, name] of [
      ["tr[data-at]", "link of a row"], [".largest", "largest"], [".bars", "relation"], [".members", "member"], [".heat", "heat"],
      [".near td:last-child", "near cluster"], [".near", "near"], [".finding .facts", "cluster"],
    ])
      if (e.closest(selector)) return name;
    return e.outerHTML.slice(0, 120);
  },

  // seen are the controls that a reader finds in the view that is shown.
  seen() {
    const there = [...document.querySelectorAll(this.any)].filter((e) => e.getClientRects().length > 0 && !e.disabled);
    return [...new Set(there.map((e) => this.name(e)))].sort().join("\n");
  },

  take() {
    const out = this.used.join("\n");
    this.used = [];
    return out;
  },
};
for (const type of ["click", "input", "change", "keydown"])
  addEventListener(
    type,
    (e) => {
      const e2 = e.target.closest?.(controls.any);
      if (!e2) return;
      const name = controls.name(e2);
      if (!controls.used.includes(name)) controls.used.push(name);
    },
    true,
  );
