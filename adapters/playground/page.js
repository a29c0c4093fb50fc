// What the page does by itself: report interactions, keep the scroll and the focus where people left them.
"use strict";
const mingle = (() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const tell = (kind, more) => emitEvent("mingle", { kind, ...more });
  const NEAR = 140; // pixels from the end that still count as reading the newest
  const TROUBLE_SHOWN = 6000; // milliseconds

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
  let atEnd = true, anchor = null, below = false, met = null, seen = { height: 0, room: 0, top: 0 };
  const log = () => $(".log");
  const toEnd = () => { const it = log(); if (it) it.scrollTop = it.scrollHeight; };
  const look = (it) => { seen = { height: it.scrollHeight, room: it.clientHeight, top: it.scrollTop }; };
  const settle = () => {
    const it = log();
    if (!it) return;
    if (anchor !== null) {
      /* The list may be emptied before it is filled again: wait for what comes before. */
      const row = $(`[data-message="${anchor.message}"]`, it);
      if (row && row !== $("[data-message]", it)) { it.scrollTop += row.getBoundingClientRect().top - anchor.top; anchor = null; }
    } else if (atEnd) toEnd();
    look(it);
    offer();
  };
  /* What grew, such as a picture that loaded, moves nobody away from the newest: only people do. */
  const scrolled = (it) => {
    const grew = it.scrollHeight !== seen.height || it.clientHeight !== seen.room;
    if (anchor === null && (!grew || it.scrollTop < seen.top)) atEnd = it.scrollHeight - it.scrollTop - it.clientHeight < NEAR;
    if (grew) return settle();
    look(it);
    offer();
  };
  const unread = () => $(".new", log());
  const offer = () => {
    const line = unread(), up = $("[data-to-unread]"), down = $("[data-to-newest]");
    const key = line && line.parentElement.querySelector("[data-message]").dataset.message;
    const above = line && line.getBoundingClientRect().bottom < log().getBoundingClientRect().top;
    if (line && !above) met = key;
    up.hidden = !above || met === key;
    if (line && up.textContent !== line.dataset.label) up.textContent = line.dataset.label;
    if (atEnd) below = false;
    const label = below ? down.dataset.fresh : down.dataset.plain;
    down.hidden = atEnd;
    if (down.textContent !== label) down.textContent = label;
  };
  const frame = new ResizeObserver(settle);
  let framed = null;

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

  /* The message box. */
  const box = () => $("#words");
  const send = () => {
    const place = messageBox.place, words = messageBox.empty();
    if (!words) return;
    atEnd = true;
    tell("typed", { interaction: fresh(), words, ...place });
  };

  /* Forms. */
  const dialog = () => $("#dialog");
  const values = (form) => Object.fromEntries(all("[data-field]", form).filter((field) => !$("[type=file]", field)).map((field) => {
    const several = "several" in field.dataset;
    const value = several ? all("input:checked", field).map((input) => input.value) : $("input, select, textarea", field).value;
    return [field.dataset.field, value];
  }));
  // What is in a form is kept until it is sent: it may be closed by mistake, or the page loaded anew.
  const keptForm = (form) => `form ${messageBox.place.person} ${form.dataset.form}`;
  const keepForm = (form) => kept.write(keptForm(form), values(form));
  const fill = (field, value) => {
    for (const input of all("input, select, textarea", field)) {
      if (input.type === "checkbox") input.checked = value.includes(input.value);
      else if (input.tagName !== "SELECT" || all("option", input).some((it) => it.value === value)) input.value = value;
    }
  };
  // Many boxes are folded behind a line that says which of them are chosen.
  const sayChosen = (form) => {
    for (const folded of all("details.several", form)) {
      const labels = all("input:checked", folded).map((input) => input.parentElement.textContent.trim());
      const line = $("summary", folded);
      line.textContent = labels.join(", ") || line.dataset.none;
    }
  };
  const restore = (form) => {
    const found = kept.read(keptForm(form));
    if (!found || JSON.stringify(found) === JSON.stringify(values(form))) return;
    for (const field of all("[data-field]", form)) {
      if (field.dataset.field in found && !$("[type=file]", field)) fill(field, found[field.dataset.field]);
    }
    sayChosen(form);
    $(".kept", form).hidden = false;
  };
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
    try: (it) => { messageBox.put(`${it.dataset.try} `); box().focus(); messageBox.complete(); },
    toUnread: () => {
      const row = unread().parentElement.querySelector("[data-message]");
      atEnd = false;
      log().scrollTop += unread().getBoundingClientRect().top - log().getBoundingClientRect().top;
      row.focus({ preventScroll: true });
    },
    toNewest: () => { atEnd = true; settle(); box().focus({ preventScroll: true }); },
    themeSwitch: switchTheme,
    menu: () => side(!$(".house").classList.contains("side-open")),
    close: () => dialog().close(),
    afresh: () => {
      const form = $(".form", dialog());
      kept.forget(keptForm(form));
      form.reset();
      sayChosen(form);
      $(".kept", form).hidden = true;
      $(".fields :is(input, select, textarea)", form)?.focus();
    },
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
  document.addEventListener("input", (event) => {
    const form = event.target.closest(".form");
    if (event.target === box()) messageBox.typed();
    else if (form) { keepForm(form); sayChosen(form); }
  });
  document.addEventListener("paste", (event) => { if (event.target === box()) messageBox.paste(event); });
  document.addEventListener("keydown", (event) => {
    if (event.target === box()) messageBox.key(event, send);
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
  document.addEventListener("focusout", (event) => { if (event.target === box()) setTimeout(messageBox.close, 100); });
  document.addEventListener("scroll", (event) => {
    const it = event.target;
    if (it === log()) scrolled(it);
  }, true);
  document.addEventListener("load", (event) => { if (event.target.matches?.(".log img")) settle(); }, true);
  const redrawn = () => {
    if (log() && log() !== framed) { framed = log(); frame.observe(framed); }
    settle();
    refocus();
    if ($(".hint")) hinted();
  };
  new MutationObserver(redrawn).observe(document, { childList: true, subtree: true });

  return {
    errors(found) { all(".form [aria-busy]").forEach((b) => b.removeAttribute("aria-busy")); errors(found); },
    openForm(html) {
      dialog().innerHTML = html;
      /* One that comes back with a question holds what it was sent with. */
      if (!dialog().open) { dialog().showModal(); restore($(".form", dialog())); }
      $(".fields :is(input, select, textarea)", dialog())?.focus();
    },
    closeForm(sent) {
      const form = $(".form", dialog());
      if (sent && form) kept.forget(keptForm(form));
      if (dialog().open) dialog().close();
    },
    done(interaction) {
      const control = waiting.get(interaction);
      waiting.delete(interaction);
      if (!control) return;
      control.removeAttribute("aria-busy");
      if (control.tagName === "SELECT") control.value = "";
    },
    announce(text) {
      $("#announce").textContent = text;
      below = !atEnd;
      offer();
    },
    trouble(text) {
      Object.assign($("#trouble"), { textContent: text, hidden: false });
      setTimeout(() => { $("#trouble").hidden = true; }, TROUBLE_SHOWN);
    },
    speak(said) {
      document.documentElement.lang = said.language;
      document.title = said.title;
      const words = { ".skip": said.skip, ".composer > [type=submit]": said.send };
      for (const [place, text] of Object.entries(words)) $(place).textContent = text;
      const names = { "#complete": said.commands, ".side": said.menu, ".log": said.conversation };
      for (const [place, name] of Object.entries(names)) $(place).ariaLabel = name;
      Object.assign($("[data-to-newest]").dataset, { fresh: said.fresh, plain: said.plain });
      offer();
    },
    opened(person, channel, name, hint) {
      box().ariaLabel = name;
      box().placeholder = hint;
      messageBox.belong(person, channel);
      history.replaceState(null, "", `?you=${encodeURIComponent(person)}&at=${encodeURIComponent(channel)}`);
      atEnd = true;
      met = null;
      settle();
    },
  };
})();
