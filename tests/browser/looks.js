// Marks the texts of the page whose look was not seen before, and lets axe ask for contrast there alone: whether a text
// can be read depends on its colours, its size and what lies behind it, which most texts of most pages share.
// Whatever is laid over other things is always asked. Given: the looks known. Found: the looks now known.
known => {
  const seen = new Set(known);
  const ways = new Map();
  const fresh = [];
  const behind = element => {
    if (!element) return "";
    if (!ways.has(element)) {
      const style = getComputedStyle(element);
      const own = [style.opacity, style.filter, style.backgroundColor, style.backgroundImage].join();
      const over = /absolute|fixed/.test(style.position) ? "over" : "";
      ways.set(element, `${over}${own};${behind(element.parentElement)}`);
    }
    return ways.get(element);
  };
  const speaks = element =>
    /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName) ||
    [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
  for (const element of document.body.querySelectorAll("*")) {
    element.removeAttribute("data-unseen");
    if (!element.getClientRects().length || !speaks(element)) continue;
    const style = getComputedStyle(element);
    const look = [style.color, style.fontSize, style.fontWeight, style.textShadow, element.disabled, behind(element)].join();
    if (seen.has(look) && !look.includes("over")) continue;
    seen.add(look);
    fresh.push(element);
  }
  for (const element of fresh) element.setAttribute("data-unseen", "");
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-unseen]" }] });
  return [...seen];
}
