// Give every visible text whose contrast is below AA, and every visible control without a name.
() => {
  const parse = (colour) => {
    const wide = colour.match(/color\(srgb ([\d.]+) ([\d.]+) ([\d.]+)(?: \/ ([\d.]+))?\)/);
    if (wide) return [...wide.slice(1, 4).map((v) => v * 255), wide[4] === undefined ? 1 : +wide[4]];
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return [r, g, b, a];
  };
  const over = (top, under) => under.map((v, i) => top[i] * top[3] + v * (1 - top[3]));
  const backdrop = (element) => {
    const layers = [];
    for (let it = element; it; it = it.parentElement) layers.push(parse(getComputedStyle(it).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const shown = (element) => element.checkVisibility({ checkVisibilityCSS: true }) && !element.closest(".unseen, .skip");
  const troubles = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim();
    if (!text || !shown(element) || /SCRIPT|STYLE|NOSCRIPT/.test(element.tagName) || element.closest(":disabled")) continue;
    const behind = backdrop(element), ratio = contrast(over(parse(getComputedStyle(element).color), behind), behind);
    if (ratio < 4.5) troubles.push({ text: text.slice(0, 60), ratio: ratio.toFixed(2) });
  }
  for (const control of document.querySelectorAll("button, a[href], input, select, textarea, dialog[open], nav, [role=listbox]")) {
    const named = control.ariaLabel || control.innerText?.trim() || control.labels?.length ||
      document.getElementById(control.getAttribute("aria-labelledby"));
    if (shown(control) && !named) troubles.push({ unnamed: control.outerHTML.slice(0, 120) });
  }
  return troubles;
}
