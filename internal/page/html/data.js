// The lists of a report as its columns have them, and how one thing leads to
// another. Articles, pairs and clusters are named by their places.
const Data = (() => {
  // A character that a reader would not see, or that could turn the order of a
  // line, is shown as U+FFFD, as in all texts that the server has cleaned.
  const clean = (id) => id.replace(/[\p{Cc}\p{Bidi_Control}\ufeff]/gu, "\ufffd");

  return class Data {
    constructor(rows) {
      Object.assign(this, rows);
      this.articleAt = new Map(rows.articles.id.map((id, i) => [id, i]));
      this.clusterAt = new Map(rows.clusters.id.map((id, i) => [id, i]));
      this.pairAt = new Map(rows.pairs.a.map((a, i) => [this.key(a, rows.pairs.b[i]), i]));
    }

    key(a, b) {
      return a * this.articles.id.length + b;
    }

    // ---- of an article

    name(i) {
      return this.articles.title[i] || clean(this.articles.id[i]);
    }

    outlet(i) {
      return this.outlets[this.articles.outlet[i] - 1] || "";
    }

    date(i) {
      return this.articles.date[i];
    }

    clusterOf(i) {
      return this.clusters.id[this.articles.cluster[i] - 1] || "";
    }

    // about is what stands below the name of an article.
    about(i) {
      return [this.outlet(i), this.date(i), this.articles.title[i] && clean(this.articles.id[i])];
    }

    // ---- of a pair

    ids(i) {
      return [this.articles.id[this.pairs.a[i]], this.articles.id[this.pairs.b[i]]];
    }

    address(i) {
      return "#/pair/" + this.ids(i).map(encodeURIComponent).join("/");
    }

    earliest(i) {
      return [this.date(this.pairs.a[i]), this.date(this.pairs.b[i])].filter(Boolean).sort()[0] || "";
    }

    // pairOf is the place of the pair of two ids, or undefined.
    pairOf([a, b]) {
      const [i, j] = [this.articleAt.get(a), this.articleAt.get(b)];
      return i === undefined || j === undefined ? undefined : this.pairAt.get(this.key(i, j));
    }

    // leading is the id of the representative of the cluster that holds both
    // articles of a pair, if it is one of them.
    leading(i) {
      const [a, b] = [this.pairs.a[i], this.pairs.b[i]];
      const c = this.articles.cluster[a];
      const lead = c && c === this.articles.cluster[b] ? this.clusters.articles[c - 1][0] : -1;
      return lead === a || lead === b ? this.articles.id[lead] : "";
    }

    verdict(i) {
      return review ? review.get(...this.ids(i)) : {};
    }

    // ---- of a cluster

    // links are the pairs of its representative with its members, those that
    // are listed.
    links(c) {
      const [first, ...others] = this.clusters.articles[c];
      return others.map((m) => this.pairAt.get(this.key(Math.min(first, m), Math.max(first, m)))).filter((i) => i !== undefined);
    }

    judged(c) {
      return this.links(c).filter((i) => this.verdict(i).verdict).length;
    }
  };
})();
