// What the message box does by itself: complete commands and names, recall earlier lines, keep a draft for each room and person.
"use strict";
// Kept in this browser tab, also when it is loaded anew.
const kept = {
  read(key) { try { return JSON.parse(sessionStorage.getItem(`mingle ${key}`)); } catch { return null; } },
  write(key, value) { try { sessionStorage.setItem(`mingle ${key}`, JSON.stringify(value)); } catch { /* the tab's storage is full */ } },
  forget(key) { sessionStorage.removeItem(`mingle ${key}`); },
};

const messageBox = (() => {
  const MOST_LINES = 50; // that Up brings back
  const MOST_NAMES = 8; // colleagues offered at once
  const SHORTEST = 3; // letters that find a command without a slash, or by what it is for
  // How a command fits what is typed, the best first.
  const WHOLE = 0, BEGINS = 1, WORDS = 2, FOLLOWED = 3, ABOUT = 4;
  const box = () => document.querySelector("#words");
  const list = () => document.querySelector("#complete");
  let place = null, choices = [], chosen = -1, recalled = -1;

  const close = () => {
    choices = [];
    chosen = -1;
    list().hidden = true;
    box().setAttribute("aria-expanded", "false");
    box().removeAttribute("aria-activedescendant");
  };

  /* What is typed, as a command or a colleague's name. */
  const inOrder = (tokens, words) => {
    let at = 0;
    return tokens.every((token) => {
      while (at < words.length && !words[at].startsWith(token)) at += 1;
      at += 1;
      return at <= words.length;
    });
  };
  const rank = (name, summary, usage, typed) => {
    const tokens = typed.trim().split(/\s+/), words = name.split(" ");
    if (tokens.join(" ") === name) return WHOLE;
    if (name.startsWith(typed)) return BEGINS;
    if (inOrder(tokens, words)) return WORDS;
    if (usage && typed.startsWith(`${name} `)) return FOLLOWED;
    const about = [...words, ...summary.toLowerCase().split(/[^\p{L}\p{N}-]+/u)];
    const told = tokens.every((token) => token.length >= SHORTEST && about.some((word) => word.startsWith(token)));
    return told ? ABOUT : Infinity;
  };
  const ranked = (typed) => {
    const commands = JSON.parse(document.querySelector("#known").dataset.known)["/"];
    const found = commands.map(([name, summary, usage]) => ({ name, summary, usage, rank: rank(name.slice(1), summary, usage, typed) }));
    const longest = Math.max(...found.filter((it) => it.rank === FOLLOWED).map((it) => it.name.length));
    const least = found.some((it) => it.rank < ABOUT) ? FOLLOWED : ABOUT;
    return found
      .filter((it) => it.rank <= least && (it.rank !== FOLLOWED || it.name.length === longest))
      .sort((one, other) => one.rank - other.rank);
  };
  const begins = (name, typed) => name.slice(1).toLowerCase().split(" ").some((_, i, words) => words.slice(i).join(" ").startsWith(typed));
  // Give what may be chosen, from where on it replaces what is typed, and which of it Enter takes.
  const wanted = () => {
    const before = box().value.slice(0, box().selectionStart), typed = before.toLowerCase().replace(/\s+/g, " ");
    const at = before.match(/(^|\s)@([^@\s]*(?: [^@\s]*)?)$/);
    if (at) {
      const people = JSON.parse(document.querySelector("#known").dataset.known)["@"];
      const found = people.filter(([name]) => begins(name, at[2].toLowerCase())).slice(0, MOST_NAMES);
      return { start: before.length - at[2].length - 1, found: found.map(([name]) => ({ name })), first: 0 };
    }
    if (typed.startsWith("/")) {
      const found = ranked(typed.slice(1).trimStart());
      return { start: 0, found, first: found.length && found[0].rank < ABOUT ? 0 : -1 };
    }
    // Words alone may be meant for colleagues: Enter sends them as they are.
    const plain = /^[\p{L}-]+( [\p{L}-]+){0,2}$/u.test(typed) && typed.length >= SHORTEST;
    return { start: 0, found: plain ? ranked(typed).filter((it) => it.rank <= WORDS) : [], first: -1 };
  };
  const complete = () => {
    const { start, found, first } = wanted();
    if (!found.length) return close();
    choices = found.map((it) => ({ ...it, start }));
    chosen = first;
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
        if (text) row.append(Object.assign(document.createElement(tag), { textContent: text }), " ");
      }
      row.addEventListener("mousedown", (event) => { event.preventDefault(); take(index); });
      return row;
    }));
    it.hidden = false;
    box().setAttribute("aria-expanded", "true");
    if (chosen < 0) return box().removeAttribute("aria-activedescendant");
    box().setAttribute("aria-activedescendant", `choice-${chosen}`);
    it.children[chosen].scrollIntoView({ block: "nearest" });
  };
  const take = (index) => {
    const { start, name } = choices[index], it = box();
    const typed = it.value.slice(start, it.selectionStart), rest = it.value.slice(it.selectionStart);
    const ours = typed.toLowerCase().startsWith(`${name.toLowerCase()} `) ? typed : `${name} `;
    put(it.value.slice(0, start) + ours + rest, start + ours.length);
    it.focus();
  };
  const isWhole = ({ start, name }) => {
    const typed = box().value.slice(start).trim().toLowerCase(), whole = name.toLowerCase();
    return typed === whole || typed.startsWith(`${whole} `);
  };

  /* Drafts and earlier lines, each person's own. */
  const put = (words, caret = words.length) => {
    box().value = words;
    box().setSelectionRange(caret, caret);
    keep();
    close();
  };
  const draftKey = () => `draft ${place.person} ${place.channel}`;
  const keep = () => {
    if (!place) return;
    if (box().value) kept.write(draftKey(), box().value);
    else kept.forget(draftKey());
  };
  const lines = () => kept.read(`lines ${place.person}`) || [];
  const recall = (step) => {
    const earlier = lines(), shown = recalled < 0 ? "" : earlier[recalled];
    const next = recalled + step;
    if (box().value !== shown || next < -1 || next >= earlier.length) return false;
    recalled = next;
    put(next < 0 ? "" : earlier[next]);
    return true;
  };

  return {
    complete,
    close,
    put,
    get place() { return place; },
    typed() {
      recalled = -1;
      keep();
      complete();
    },
    /* Belong to a person and a room: what was typed for another stays with it. */
    belong(person, channel) {
      const early = !place && box().value; // typed before the page was told where it is
      if (place && place.person === person && place.channel === channel) return;
      place = { person, channel };
      recalled = -1;
      if (early) keep(); // with its caret and what it is offered
      else put(kept.read(draftKey()) || "");
    },
    /* Give what is to be sent, and be empty. */
    empty() {
      const words = box().value.trim();
      if (words && place) {
        const earlier = lines().filter((line) => line !== words);
        kept.write(`lines ${place.person}`, [words, ...earlier].slice(0, MOST_LINES));
      }
      recalled = -1;
      put("");
      return words;
    },
    /* The box holds one line: several that are pasted become one. */
    paste(event) {
      const words = event.clipboardData.getData("text/plain"), it = box();
      if (!/[\r\n]/.test(words)) return;
      event.preventDefault();
      it.setRangeText(words.trim().replace(/\s*[\r\n]+\s*/g, " "), it.selectionStart, it.selectionEnd, "end");
      this.typed();
    },
    key(event, send) {
      if (event.isComposing) return;
      const open = choices.length > 0, move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (open && move) {
        chosen = chosen < 0 && move < 0 ? choices.length - 1 : (chosen + move + choices.length) % choices.length;
        draw();
      } else if (move) {
        if (!place || !recall(-move)) return;
      } else if (open && event.key === "Escape") close();
      else if (open && event.key === "Tab" && !event.shiftKey) take(Math.max(chosen, 0));
      else if (event.key === "Enter" && !event.shiftKey) {
        if (open && chosen >= 0 && !isWhole(choices[chosen])) take(chosen);
        else send();
      } else return;
      event.preventDefault();
    },
  };
})();
