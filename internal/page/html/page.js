// The page around the pairs: theme, help, and which pair is shown.
(() => {
  "use strict";
  const root = document.documentElement;

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
  const themeButton = document.querySelector("[data-act=theme]");
  const showTheme = () => themeButton.setAttribute("aria-pressed", String(isDark()));
  themeButton.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    showTheme();
  });
  dark.addEventListener("change", showTheme);
  showTheme();

  const help = document.getElementById("help");
  document.querySelector("[data-act=help]").addEventListener("click", () => help.showModal());
  help.querySelector("[data-act=close]").addEventListener("click", () => help.close());

  const pairs = [...document.querySelectorAll(".pair")];
  const links = [...document.querySelectorAll("nav.pairs a")];
  const shown = () => pairs.findIndex((p) => p.getClientRects().length > 0);

  function mark() {
    const at = shown();
    links.forEach((a, i) => {
      if (i !== at) return a.removeAttribute("aria-current");
      a.setAttribute("aria-current", "true");
      a.scrollIntoView({ block: "nearest" });
    });
  }

  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || help.open) return;
    const to = { "]": shown() + 1, "[": shown() - 1 }[e.key];
    if (e.key === "?") help.showModal();
    else if (to !== undefined && links[to]) links[to].click();
    else return;
    e.preventDefault();
  });
  for (const type of ["hashchange", "load"]) addEventListener(type, mark);
})();
