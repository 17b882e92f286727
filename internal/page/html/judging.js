// The controls for verdicts: on the pair that is shown, or on the current row
// of a list or of a cluster.
const Judging = (() => {
  const tell = (text) => ($("#verdict-status").textContent = text);

  return class Judging {
    // chosen() is the place of the pair that a verdict is about, or undefined;
    // heard() is called for every verdict; failed(error) where one was not taken,
    // and with null where one was; noted() takes the focus from the note.
    constructor(data, { chosen, heard, failed, noted }) {
      Object.assign(this, { data, chosen, heard, failed, noted });
      $(".verdicts").addEventListener("click", (e) => this.click(e));
      this.note = $("[data-act=note]");
      this.note.addEventListener("change", () => this.judge("note", { note: this.note.value }));
      this.note.addEventListener("keydown", (e) => {
        if (e.key === "Enter" || e.key === "Escape") this.noted();
      });
      review.listen(() => this.hear());
    }

    click(e) {
      const button = e.target.closest("button");
      if (!button) return;
      const { verdict, side, act } = button.dataset;
      if (act === "undo") this.undo();
      else if (verdict === "keep") this.keep(side);
      else this.judge(verdict);
    }

    // leave keeps the note that is being written, before another pair is shown.
    leave() {
      if (document.activeElement === this.note) this.note.blur();
    }

    // key does what a key asks for, and tells whether it did.
    key(e, inPair) {
      if (e.key === "1") this.judge("duplicate");
      else if (e.key === "2") this.judge("not-duplicate");
      else if (e.key === "3") this.keep();
      else if (e.key === "4") this.judge("same-source");
      else if (e.key === "u") this.undo();
      else if (e.key === "m" && inPair) this.note.focus();
      else return false;
      return true;
    }

    async judge(kind, more = {}) {
      const at = this.chosen();
      if (at === undefined) return this.notice("Choose a pair first: j goes to the next row.");
      const [a, b] = this.data.ids(at);
      await this.send("Kept", { a, b, verdict: kind, representative: this.data.leading(at), ...more });
    }

    undo() {
      return this.send("Taken back, which leaves", { verdict: "undo" });
    }

    // keep says which article stays; said again of the same, that none does.
    keep(side) {
      const at = this.chosen();
      if (at === undefined) return this.judge("keep");
      const [a, b] = this.data.ids(at);
      const now = this.data.verdict(at).keep;
      side ??= now === a ? "b" : now === b ? "" : "a";
      const id = { a, b }[side] || "";
      return this.judge("keep", { keep: id === now ? "" : id });
    }

    // send tells what was said of which pair, as that of an undo may be another
    // one than the one that is shown.
    async send(what, entry) {
      try {
        const now = await review.say(entry);
        this.failed(null);
        this.notice(`${what}: ${review.text(now, now.a) || "no verdict"} on ${this.names(now)}.`);
      } catch (e) {
        this.failed(e);
      }
    }

    names({ a, b }) {
      const d = this.data;
      const at = d.pairOf([a, b]);
      const name = (i) => "“" + d.name(i).slice(0, 60) + "”";
      return at === undefined ? "another pair" : name(d.pairs.a[at]) + " and " + name(d.pairs.b[at]);
    }

    notice(text) {
      $("#notice").textContent = text;
    }

    // hear is called for a verdict of anybody, and after all were read.
    hear() {
      const d = this.data;
      const done = review.judged().filter((ids) => d.pairOf(ids) !== undefined).length; // the file may know of others too
      const bar = $("#progress");
      bar.max = Math.max(1, d.pairs.a.length);
      bar.value = done;
      $("#progress-text").textContent = `${group(done)} of ${group(d.pairs.a.length)} ${d.pairs.a.length === 1 ? "pair" : "pairs"} judged`;
      this.heard();
    }

    // draw shows what is said of a pair; at is undefined for one that the scan
    // does not list.
    draw(at) {
      const d = this.data;
      const now = at === undefined ? {} : d.verdict(at);
      for (const button of document.querySelectorAll("[data-verdict]")) {
        const { verdict, side } = button.dataset;
        const on = verdict === "keep" ? now.keep && now.keep === d.ids(at)[side === "a" ? 0 : 1] : verdict === now.verdict;
        button.setAttribute("aria-pressed", String(Boolean(on)));
        button.disabled = at === undefined;
      }
      if (document.activeElement !== this.note) this.note.value = now.note || "";
      this.note.disabled = at === undefined;
      if (at === undefined) tell("The scan lists no such pair: there is nothing to judge.");
      else tell(now.reviewer ? `${review.text(now, d.ids(at)[0])} (${now.reviewer}, ${now.time.slice(0, 10)})` : "no verdict yet");
    }

    begin() {
      review.whenLost((gone) => ($("#lost").hidden = !gone));
      return review.load().then(() => review.follow());
    }
  };
})();
