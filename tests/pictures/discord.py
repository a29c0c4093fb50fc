"""Discord's components as HTML: messages and forms."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from html import escape
from typing import Any

from tests.pictures.names import SAMPLE_TIME, Names

Json = dict[str, Any]

# one token of Discord's Markdown, inside a line
TOKEN = re.compile(
    r"\\(?P<escaped>[^0-9A-Za-z\s])|<(?P<mark>@[!&]?|#|/|t:)(?P<inside>[^<>\n]+)>"
    r"|\*\*(?P<bold>(?:\\.|[^*\\])+)\*\*|~~(?P<struck>(?:\\.|[^~\\])+)~~|`(?P<code>[^`\n]+)`"
    r"|\[(?P<label>(?:\\.|[^]\\])+)\]\((?P<url>[^)\s]+)\)"
)
LINES = {"### ": "h3", "## ": "h2", "# ": "h1", "-# ": "small", "> ": "blockquote", "- ": "li"}
DATES = {"t": "%H:%M", "T": "%H:%M:%S", "d": "%d/%m/%Y", "D": "%-d %B %Y"}
BUTTONS = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link"}
UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
WHOLE_DATE = "%A, %-d %B %Y at %H:%M"


def draw_message(components: Iterable[Json], names: Names, at: datetime, aside: str = "") -> str:
    """Return a message of Mingle's; `aside` is what Discord says of it, such as who sees it."""
    head = f'<div class="who">Mingle<b>APP</b><small>{names.clock(at)}</small></div>'
    about = f'<div class="aside">{escape(aside)}</div>' if aside else ""
    inside = _parts(components, names)
    return (
        f'<div class="message"><div class="avatar">M</div>'
        f'<div class="said">{head}{inside}{about}</div></div>'
    )


def draw_modal(modal: Json, names: Names) -> str:
    """Return one page of a form."""
    inside = _parts(modal["components"], names)
    foot = '<span class="button secondary">Cancel</span><span class="button primary">Submit</span>'
    return (
        f'<div class="modal"><div class="head">{escape(modal["title"])}</div>{inside}'
        f'<div class="foot">{foot}</div></div>'
    )


def _parts(components: Iterable[Json], names: Names) -> str:
    return "".join(DRAWN[one["type"]](one, names) for one in components)


def _container(one: Json, names: Names) -> str:
    colour = f"#{one.get('accent_color') or 0:06x}"
    inside = _parts(one["components"], names)
    return f'<div class="container" style="border-left-color:{colour}">{inside}</div>'


def _row(one: Json, names: Names) -> str:
    return f'<div class="row">{_parts(one["components"], names)}</div>'


def _button(one: Json, _names: Names) -> str:
    kind = BUTTONS[one["style"]]
    link = " ↗" if kind == "link" else ""
    return f'<span class="button {kind}">{escape(one.get("label", ""))}{link}</span>'


def _text(one: Json, names: Names) -> str:
    return f'<div class="text">{"".join(_lines(one["content"], names))}</div>'


def _section(one: Json, names: Names) -> str:
    beside = _parts([one["accessory"]], names)
    return f'<div class="section"><div>{_parts(one["components"], names)}</div>{beside}</div>'


def _gallery(one: Json, _names: Names) -> str:
    return "".join(_picture(item) for item in one["items"])


def _picture(item: Json) -> str:
    address, words = item["media"]["url"], escape(item.get("description") or "")
    if address.startswith("data:"):
        return f'<img class="picture" alt="{words}" src="{escape(address)}">'
    return f'<div class="picture">{words}</div>'


def _file(one: Json, _names: Names) -> str:
    name = escape(one["file"]["url"].removeprefix("attachment://"))
    return f'<div class="file">📄 <a>{name}</a></div>'


def _labelled(one: Json, names: Names) -> str:
    inside = one["component"]
    star = "" if inside.get("required") is False else '<b class="star"> *</b>'
    hint = f'<div class="hint">{escape(one["description"])}</div>' if "description" in one else ""
    label = f'<div class="label">{escape(one["label"])}{star}</div>{hint}'
    return f'<div class="input">{label}{_parts([inside], names)}</div>'


def _typed(one: Json, _names: Names) -> str:
    words = escape(one.get("value") or "") or f"<u>{escape(one.get('placeholder') or '')}</u>"
    return f'<div class="field{" tall" if one["style"] == 2 else ""}"><span>{words}</span></div>'


def _menu(one: Json, names: Names) -> str:
    chosen = [escape(option["label"]) for option in one.get("options", ()) if option.get("default")]
    for default in one.get("default_values", ()):
        draw = names.channel if default["type"] == "channel" else names.person
        chosen.append(draw(default["id"]))
    empty = f"<u>{escape(one.get('placeholder') or 'Make a selection')}</u>"
    return f'<div class="field menu"><span>{", ".join(chosen) or empty}</span><i>⌄</i></div>'


def _ticks(one: Json, _names: Names) -> str:
    kind = "radio_buttons" if one["type"] == 21 else "checkboxes"
    lines = ""
    for option in one["options"]:
        is_on = " on" if option.get("default") else ""
        mark = f'<span class="{kind}{is_on}"></span>'
        lines += f'<div class="tick">{mark}{escape(option["label"])}</div>'
    return lines


def _lines(content: str, names: Names) -> Iterator[str]:
    for line in content.split("\n"):
        start = next((start for start in LINES if line.startswith(start)), "")
        tag, words = LINES.get(start, "div"), _inline(line.removeprefix(start), names)
        yield f"<{tag}>{words or '&nbsp;'}</{tag}>"


def _inline(words: str, names: Names) -> str:
    drawn, end = "", 0
    for hit in TOKEN.finditer(words):
        drawn += escape(words[end : hit.start()]) + _token(hit, names)
        end = hit.end()
    return drawn + escape(words[end:])


def _token(hit: re.Match[str], names: Names) -> str:
    if hit["escaped"]:
        return escape(hit["escaped"])
    if hit["bold"]:
        return f"<b>{_inline(hit['bold'], names)}</b>"
    if hit["struck"]:
        return f"<s>{_inline(hit['struck'], names)}</s>"
    if hit["code"]:
        return f"<code>{escape(hit['code'])}</code>"
    if hit["label"]:
        return f"<a>{_inline(hit['label'], names)}</a>"
    match hit["mark"]:
        case "#":
            return names.channel(hit["inside"])
        case "/":
            return f'<span class="mention">/{escape(hit["inside"].rpartition(":")[0])}</span>'
        case "t:":
            return _moment(hit["inside"], names)
    return names.person(hit["inside"])


def _moment(inside: str, names: Names) -> str:
    seconds, _, style = inside.partition(":")
    at = datetime.fromtimestamp(int(seconds), UTC).astimezone(names.zone)
    words = _distance(at) if style == "R" else at.strftime(DATES.get(style, WHOLE_DATE))
    return f'<span class="time">{words}</span>'


def _distance(at: datetime) -> str:
    """Return how far a moment is from that of the samples, as Discord says it."""
    seconds = (at - SAMPLE_TIME).total_seconds()
    unit, length = next(one for one in UNITS if abs(seconds) >= one[1] or one == UNITS[-1])
    count = round(abs(seconds) / length)
    words = f"{count} {unit}" if count == 1 else f"{count} {unit}s"
    return f"in {words}" if seconds > 0 else f"{words} ago"


DRAWN: dict[int, Callable[[Json, Names], str]] = {
    1: _row,
    2: _button,
    3: _menu,
    4: _typed,
    5: _menu,
    8: _menu,
    9: _section,
    10: _text,
    11: lambda one, names: names.face(one.get("description") or "?"),
    12: _gallery,
    13: _file,
    14: lambda _one, _names: "<hr>",
    17: _container,
    18: _labelled,
    19: lambda _one, _names: '<div class="field"><u>Drop a file here, or browse</u></div>',
    21: _ticks,
    22: _ticks,
}
