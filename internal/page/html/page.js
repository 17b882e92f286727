// What all pages have: the theme, the help, who gets a key, and what every
// file needs.

// keys are asked in turn what to do with a key; the first that returns true
// has done it.
const keys = [];
const $ = (selector, root = document) => root.querySelector(selector);
// group parts the digits of a whole number by thousands.
const group = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
{
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme || (dark.matches ? "dark" : "light")) === "dark";
  const themeButton = $("[data-act=theme]");
  const showTheme = () => themeButton.setAttribute("aria-pressed", String(isDark()));
  themeButton.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    showTheme();
  });
  dark.addEventListener("change", showTheme);
  showTheme();

  const help = document.getElementById("help");
  $("[data-act=help]").addEventListener("click", () => help.showModal());
  help.querySelector("[data-act=close]").addEventListener("click", () => help.close());

  document.addEventListener("keydown", (e) => {
    const typing = e.target.closest?.("input:not([type=range]), textarea, select"); // the document has no closest
    if (e.ctrlKey || e.metaKey || e.altKey || typing || $("dialog[open]")) return;
    if (e.key === "?") help.showModal();
    else if (!keys.some((take) => take(e))) return;
    e.preventDefault();
  });
}
