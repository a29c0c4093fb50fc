// What the page does by itself: report interactions, complete commands, keep the scroll and the focus where people left them.
"use strict";
const mingle = (() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const tell = (kind, more) => emitEvent("mingle", { kind, ...more });
  const NEAR = 140; // pixels from the end that still count as reading the newest
  const TROUBLE_SHOWN = 6000; // milliseconds
  const TALLEST = 160; // pixels of the message box

  // An interaction's id: delivered twice, it is acted on once. randomUUID is missing on plain http elsewhere than here.
  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");

  /* Dark and light: as the system says, until somebody chooses. */
  const system = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => localStorage.getItem("mingle-theme") || (system.matches ? "dark" : "light");
  const paint = () => { document.documentElement.dataset.theme = theme(); };
  paint();
  system.addEventListener("change", paint);
  const switchTheme = () => {
    localStorage.setItem("mingle-theme", theme() === "dark" ? "light" : "dark");
    paint();
  };

  /* Scroll: stay at the newest when there, stay put when reading back. */
  let atEnd = true, anchor = null;
  const log = () => $(".log");
  const toEnd = () => { const it = log(); if (it) it.scrollTop = it.scrollHeight; };
  const settle = () => {
    const it = log();
    if (!it) return;
    if (anchor !== null) {
      /* The list may be emptied before it is filled again: wait for what comes before. */
      const row = $(`[data-message="${anchor.message}"]`, it);
      if (row && row !== $("[data-message]", it)) { it.scrollTop += row.getBoundingClientRect().top - anchor.top; anchor = null; }
    } else if (atEnd) toEnd();
  };

  /* Focus: what is drawn anew gives the focus back to the same control, or to its message. */
  let last = null;
  const keyOf = (control) => {
    const message = control.closest("[data-message]");
    const own = control.dataset.key || (control.dataset.action && `${control.dataset.action}\n${control.dataset.value}`);
    return own || message ? { own, message: message && message.dataset.message } : null;
  };
  const refocus = () => {
    if (!last || document.activeElement !== document.body) return;
    const row = last.message && $(`[data-message="${last.message}"]`);
    const same = (c) => (c.dataset.key || `${c.dataset.action}\n${c.dataset.value}`) === last.own;
    const control = all("[data-key], [data-action]", row || document).find(same) || row;
    if (control) control.focus({ preventScroll: true });
  };

  /* The message box and its completion. */
  const box = () => $("#words");
  const list = () => $("#complete");
  let choices = [], chosen = 0;
  const grow = () => { const it = box(); it.style.height = "auto"; it.style.height = `${Math.min(it.scrollHeight, TALLEST)}px`; };
  const close = () => {
    choices = [];
    if (list()) list().hidden = true;
    if (box()) { box().setAttribute("aria-expanded", "false"); box().removeAttribute("aria-activedescendant"); }
  };
  const wanted = () => {
    const before = box().value.slice(0, box().selectionStart);
    const known = JSON.parse($("#known").dataset.known);
    const words = before.toLowerCase();
    if (words.startsWith("/")) {
      const exact = known["/"].filter(([name]) => name.startsWith(words) || words.startsWith(`${name} `));
      const near = words.length > 2 ? known["/"].filter(([name]) => name.includes(words.slice(1)) && !exact.some(([n]) => n === name)) : [];
      if (exact.length + near.length && !/[@"]/.test(words)) return { start: 0, found: [...exact, ...near] };
    }
    const at = before.match(/(^|\s)@([^@\s]*(?: [^@\s]*)?)$/);
    if (!at) return { start: 0, found: [] };
    const start = before.length - at[2].length - 1;
    return { start, found: known["@"].filter(([name]) => begins(name, at[2])).slice(0, 8) };
  };
  const begins = (name, typed) => name.slice(1).toLowerCase().split(" ").some((_, i, words) => words.slice(i).join(" ").startsWith(typed.toLowerCase()));
  const complete = () => {
    const { start, found } = wanted();
    if (!found.length) return close();
    choices = found.map(([name, summary, usage]) => ({ start, name, summary, usage }));
    chosen = 0;
    draw();
  };
  const draw = () => {
    const it = list();
    it.replaceChildren(...choices.map(({ name, summary, usage }, index) => {
      const row = document.createElement("div");
      row.id = `choice-${index}`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", String(index === chosen));
      for (const [tag, text] of [["b", name], ["span", summary], ["small", usage]]) {
        if (text || tag === "span") row.append(Object.assign(document.createElement(tag), { textContent: text }));
      }
      row.addEventListener("mousedown", (event) => { event.preventDefault(); take(index); });
      return row;
    }));
    it.hidden = false;
    box().setAttribute("aria-expanded", "true");
    box().setAttribute("aria-activedescendant", `choice-${chosen}`);
    it.children[chosen].scrollIntoView({ block: "nearest" });
  };
  const take = (index) => {
    const { start, name } = choices[index], it = box();
    const rest = it.value.slice(it.selectionStart);
    const typed = it.value.slice(start, it.selectionStart);
    const kept = typed.toLowerCase().startsWith(`${name} `) ? typed : `${name} `;
    it.value = it.value.slice(0, start) + kept + rest;
    it.selectionStart = it.selectionEnd = start + kept.length;
    close();
    grow();
    it.focus();
  };
  const send = () => {
    const words = box().value.trim();
    if (!words) return;
    atEnd = true;
    tell("typed", { interaction: fresh(), words });
    box().value = "";
    close();
    grow();
  };
  const typing = (event) => {
    const open = choices.length > 0;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (open && move) chosen = (chosen + move + choices.length) % choices.length, draw();
    else if (open && event.key === "Escape") close();
    else if (open && event.key === "Tab" && !event.shiftKey) take(chosen);
    else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      const whole = open && box().value.trim().toLowerCase().startsWith(choices[chosen].name.toLowerCase());
      if (open && !whole) take(chosen); else send();
    } else return;
    event.preventDefault();
  };

  /* Forms. */
  const dialog = () => $("#dialog");
  const values = (form) => Object.fromEntries(all("[data-field]", form).filter((field) => !$("[type=file]", field)).map((field) => {
    const several = "several" in field.dataset;
    const value = several ? all("input:checked", field).map((input) => input.value) : $("input, select, textarea", field).value;
    return [field.dataset.field, value];
  }));
  const errors = (found) => {
    let first = null;
    for (const field of all("[data-field]", dialog())) {
      const sentence = found[field.dataset.field] || "", place = $(".error", field);
      const control = $("input, select, textarea", field);
      place.textContent = sentence;
      place.hidden = !sentence;
      if (control) control.setAttribute("aria-invalid", String(!!sentence));
      first = first || (sentence && control);
    }
    if (first) first.focus();
  };
  // A file that is too big, or gone meanwhile, travels without its content: the sentence about it comes back.
  const content = (file) => new Promise((done) => {
    const reader = Object.assign(new FileReader(), { onload: () => done(reader.result.split(",")[1] || ""), onerror: () => done("") });
    reader.readAsDataURL(file);
  });
  const files = async (form) => Object.fromEntries(await Promise.all(
    all("[type=file]", form).filter((input) => input.files.length).map(async (input) => {
      const [file] = input.files, fits = file.size <= Number(input.dataset.most);
      return [input.name, { name: file.name, size: file.size, content: fits ? await content(file) : "" }];
    })));
  const submit = async (form) => {
    for (const button of all("[type=submit]", form)) button.setAttribute("aria-busy", "true");
    tell("submitted", { interaction: fresh(), fields: values(form), files: await files(form) });
  };
  const show = (input) => {
    const place = $(".chosen", input.parentElement), [file] = input.files;
    place.textContent = file ? `${file.name}, ${Math.ceil(file.size / 1000)} ${place.dataset.unit}` : "";
    input.parentElement.classList.toggle("full", !!file);
    input.setAttribute("aria-invalid", "false");
    $(".error", input.closest("[data-field]")).hidden = true;
  };

  /* Clicks, all of them, by what they carry. */
  const waiting = new Map();
  const press = (control, choice) => {
    if (control.getAttribute("aria-busy") === "true") return;
    const interaction = fresh(), message = control.closest("[data-message]").dataset.message;
    control.setAttribute("aria-busy", "true");
    waiting.set(interaction, control);
    const { action, value } = control.dataset;
    tell("clicked", { interaction, message, action, value, ...(choice === undefined ? {} : { choice }) });
  };
  const side = (open) => {
    $(".house").classList.toggle("side-open", open);
    $("[data-menu]").setAttribute("aria-expanded", String(open));
    if (open) $(".side .item").focus();
  };
  const hinted = () => $(".hint").classList.toggle("done", localStorage.getItem("mingle-hint") === "done");
  const ways = {
    action: (it) => it.tagName === "BUTTON" && press(it),
    open: (it) => { atEnd = true; tell("opened", { channel: it.dataset.open }); side(false); },
    with: (it) => { atEnd = true; tell("with", { person: it.dataset.with }); side(false); },
    be: (it) => { $("#people").hidePopover(); atEnd = true; tell("became", { person: it.dataset.be }); },
    clock: (it) => tell("stepped", { step: it.dataset.clock }),
    earlier: () => {
      const first = $("[data-message]", log());
      anchor = first && { message: first.dataset.message, top: first.getBoundingClientRect().top };
      atEnd = false;
      tell("earlier", {});
    },
    try: (it) => { box().value = `${it.dataset.try} `; box().focus(); complete(); },
    themeSwitch: switchTheme,
    menu: () => side(!$(".house").classList.contains("side-open")),
    close: () => dialog().close(),
    hintDone: () => { localStorage.setItem("mingle-hint", "done"); hinted(); box().focus(); },
  };
  const WAYS = Object.keys(ways).map((way) => `[data-${way.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}]`).join(", ");
  const act = (it) => ways[Object.keys(ways).find((way) => way in it.dataset)](it);
  document.addEventListener("click", (event) => {
    const open = $(".side-open");
    if (open && event.target === open) return side(false); // the shade beside the menu
    const it = event.target.closest(WAYS);
    if (!it) return;
    if (it.tagName === "A") event.preventDefault();
    act(it);
  });
  // A control that was drawn anew between press and release gets no click from the browser.
  let pressed = null;
  document.addEventListener("pointerdown", (event) => { pressed = event.target.closest(WAYS); });
  document.addEventListener("pointerup", (event) => {
    const it = event.target.closest && event.target.closest(WAYS);
    const drawnAnew = pressed && it && !pressed.isConnected;
    if (drawnAnew && JSON.stringify(pressed.dataset) === JSON.stringify(it.dataset)) act(it);
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-action]")) press(event.target, event.target.value);
    else if (event.target.matches("[type=file]")) show(event.target);
  });
  document.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.target.matches(".composer")) send();
    else if (event.target.matches(".form")) submit(event.target);
  });
  document.addEventListener("input", (event) => { if (event.target === box()) { grow(); complete(); } });
  document.addEventListener("keydown", (event) => {
    if (event.target === box()) typing(event);
    else if (event.key === "Escape" && $(".side-open")) { side(false); $("[data-menu]").focus(); }
    const rows = event.target.closest && event.target.closest(".menu-list, .side");
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (rows && move) {
      const buttons = all("button", rows), next = buttons[buttons.indexOf(event.target) + move];
      if (next) next.focus();
      event.preventDefault();
    }
  });
  document.addEventListener("focusin", (event) => { last = event.target.closest(".house") ? keyOf(event.target) : last; });
  document.addEventListener("focusout", (event) => { if (event.target === box()) setTimeout(close, 100); });
  document.addEventListener("scroll", (event) => {
    const it = event.target;
    if (it === log()) atEnd = it.scrollHeight - it.scrollTop - it.clientHeight < NEAR;
  }, true);
  addEventListener("resize", settle);
  const redrawn = () => { settle(); refocus(); if ($(".hint")) hinted(); };
  new MutationObserver(redrawn).observe(document, { childList: true, subtree: true });

  return {
    errors(found) { all(".form [aria-busy]").forEach((b) => b.removeAttribute("aria-busy")); errors(found); },
    openForm(html) {
      dialog().innerHTML = html;
      if (!dialog().open) dialog().showModal();
      $(".fields :is(input, select, textarea)", dialog())?.focus();
    },
    closeForm() { if (dialog().open) dialog().close(); },
    done(interaction) {
      const control = waiting.get(interaction);
      waiting.delete(interaction);
      if (!control) return;
      control.removeAttribute("aria-busy");
      if (control.tagName === "SELECT") control.value = "";
    },
    announce(text) { $("#announce").textContent = text; },
    trouble(text) {
      Object.assign($("#trouble"), { textContent: text, hidden: false });
      setTimeout(() => { $("#trouble").hidden = true; }, TROUBLE_SHOWN);
    },
    opened(person, channel, name, hint) {
      box().ariaLabel = name;
      box().placeholder = hint;
      history.replaceState(null, "", `?you=${encodeURIComponent(person)}&at=${encodeURIComponent(channel)}`);
      atEnd = true;
      toEnd();
    },
  };
})();
