// The least contrast of the texts that can be seen, by the formula of WCAG 2.
(() => {
  const channel = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const parse = (text) => {
    const [r, g, b, a = 1] = text.replace(/^color\(srgb/, "").match(/[\d.]+/g).map(Number);
    const whole = text.startsWith("color(") ? 1 : 255; // what color-mix makes is told in shares
    return { rgb: [r, g, b].map((v) => v / whole), a };
  };
  const luminance = (rgb) => 0.2126 * channel(rgb[0]) + 0.7152 * channel(rgb[1]) + 0.0722 * channel(rgb[2]);
  const over = (top, below) => top.rgb.map((v, i) => v * top.a + below[i] * (1 - top.a));

  function background(el, pseudo) {
    const layers = pseudo ? [parse(getComputedStyle(el, pseudo).backgroundColor)] : [];
    for (let e = el; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [1, 1, 1]);
  }

  let least = { Ratio: 21, Where: "", Seen: 0 };
  function see(el, pseudo) {
    const behind = background(el, pseudo);
    const text = over(parse(getComputedStyle(el, pseudo).color), behind);
    const [dark, light] = [luminance(text), luminance(behind)].sort((x, y) => x - y);
    const ratio = (light + 0.05) / (dark + 0.05);
    least.Seen++;
    if (ratio < least.Ratio) Object.assign(least, { Ratio: ratio, Where: el.outerHTML.slice(0, 120) + (pseudo || "") });
  }

  for (const el of document.querySelectorAll("body *")) {
    if (!el.getClientRects().length || el.closest("svg") || el.disabled) continue;
    if ([...el.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim())) see(el);
    if (el.matches("input") && el.value === "" && el.placeholder) see(el, "::placeholder");
    else if (el.matches("input:not([type=range])")) see(el);
    if (el.matches(".n, td[data-label]") && !["none", "normal"].includes(getComputedStyle(el, "::before").content)) see(el, "::before");
    if (el.matches(".n[data-chips]")) see(el, "::after");
  }
  return least;
})()
