"""Block Kit as HTML: messages, modals and the home tab."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from html import escape, unescape
from typing import Any

from tests.pictures.names import Names

Json = dict[str, Any]

# one token of mrkdwn: what stands in angle brackets, code, bold
TOKEN = re.compile(r"<([^<>]+)>|`([^`]+)`|\*([^*\n]+)\*|_([^_\n]+)_")
MARK = '<div class="avatar">M</div>'
MENUS = {"static_select", "conversations_select", "channels_select", "users_select"}
MANY = {"multi_static_select", "multi_users_select", "multi_conversations_select"}


def draw_message(blocks: Iterable[Json], names: Names, at: datetime, aside: str = "") -> str:
    """Return a message of Mingle's; `aside` is what Slack says of it, such as who sees it."""
    about = f'<div class="aside">{escape(aside)}</div>' if aside else ""
    head = f'<div class="who">Mingle<b>APP</b><small>{names.clock(at)}</small></div>'
    inside = _blocks(blocks, names)
    return f'<div class="message">{MARK}<div class="said">{about}{head}{inside}</div></div>'


def draw_view(view: Json, names: Names) -> str:
    """Return a modal, or the home tab."""
    inside = _blocks(view["blocks"], names)
    if view["type"] == "home":
        return f'<div class="home">{inside}</div>'
    title = escape(view.get("title", {}).get("text", ""))
    foot = f'<span class="button">{escape(view.get("close", {}).get("text", "Cancel"))}</span>'
    if submit := view.get("submit"):
        foot += f'<span class="button primary">{escape(submit["text"])}</span>'
    return (
        f'<div class="modal"><div class="head">{title}<span class="x">×</span></div>'
        f'<div class="body">{inside}</div><div class="foot">{foot}</div></div>'
    )


def _blocks(blocks: Iterable[Json], names: Names) -> str:
    return "".join(DRAWN[block["type"]](block, names) for block in blocks)


def _header(block: Json, names: Names) -> str:
    return f"<h2>{_object(block['text'], names)}</h2>"


def _section(block: Json, names: Names) -> str:
    texts = [block["text"]] if "text" in block else block.get("fields", [])
    words = "".join(f"<div>{_object(text, names)}</div>" for text in texts)
    beside = _element(block["accessory"], names) if "accessory" in block else ""
    return f'<div class="section beside"><div>{words}</div>{beside}</div>'


def _table(block: Json, names: Names) -> str:
    head, *rows = ["".join(_table_cell(cell, names) for cell in row) for row in block["rows"]]
    inside = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{inside}</tbody></table>"


def _table_cell(cell: Json, names: Names) -> str:
    inside = _rich_text(cell, names) if "elements" in cell else escape(cell["text"])
    return f"<td>{inside}</td>"


def _alert(block: Json, names: Names) -> str:
    level = escape(block.get("level", "default"))
    return f'<div class="alert {level}">{_object(block["text"], names)}</div>'


def _context(block: Json, names: Names) -> str:
    inside = "".join(
        _element(one, names) if one["type"] == "image" else f"<span>{_object(one, names)}</span>"
        for one in block["elements"]
    )
    return f'<div class="context">{inside}</div>'


def _actions(block: Json, names: Names) -> str:
    inside = "".join(_element(one, names) for one in block["elements"])
    return f'<div class="actions">{inside}</div>'


def _image(block: Json, _names: Names) -> str:
    address = block.get("image_url") or block.get("slack_file", {}).get("url", "")
    words = escape(block["alt_text"])
    if address.startswith("data:"):
        return f'<img class="picture" alt="{words}" src="{escape(address)}">'
    return f'<div class="picture">{words}</div>'


def _input(block: Json, names: Names) -> str:
    optional = "<i> (optional)</i>" if block.get("optional") else ""
    hint = f'<div class="hint">{escape(block["hint"]["text"])}</div>' if "hint" in block else ""
    label = f'<div class="label">{escape(block["label"]["text"])}{optional}</div>'
    return f'<div class="input">{label}{_element(block["element"], names)}{hint}</div>'


def _rich_text(block: Json, names: Names) -> str:
    return "".join(_rich(one, names) for one in block["elements"])


def _rich(one: Json, names: Names) -> str:
    if one["type"] == "rich_text_list":
        lines = "".join(f"<li>{_rich(line, names)}</li>" for line in one["elements"])
        return f"<ul>{lines}</ul>"
    kind = one["type"].removeprefix("rich_text_")
    return f'<div class="{kind}">{"".join(_piece(part, names) for part in one["elements"])}</div>'


def _piece(piece: Json, names: Names) -> str:
    match piece["type"]:
        case "text":
            return _styled(escape(piece["text"]), piece.get("style", {}))
        case "user":
            return names.person(piece["user_id"])
        case "channel":
            return names.channel(piece["channel_id"])
        case "link":
            return f"<a>{escape(piece.get('text') or piece['url'])}</a>"
        case "date":
            at = datetime.fromtimestamp(piece["timestamp"], UTC)
            return escape(piece.get("fallback") or f"{at.astimezone(names.zone):%d %b, %H:%M}")
        case "emoji":
            return f":{escape(piece['name'])}:"
    raise ValueError(f"no picture of a {piece['type']}")


def _styled(words: str, style: Json) -> str:
    for name, tag in (("bold", "b"), ("italic", "i"), ("strike", "s"), ("code", "code")):
        if style.get(name):
            words = f"<{tag}>{words}</{tag}>"
    return words


def _object(text: Json, names: Names) -> str:
    if text["type"] == "plain_text":
        return escape(text["text"])
    return _mrkdwn(text["text"], names)


def _mrkdwn(text: str, names: Names) -> str:
    drawn, end = "", 0
    for hit in TOKEN.finditer(text):
        drawn += escape(unescape(text[end : hit.start()])) + _token(hit, names)
        end = hit.end()
    return drawn + escape(unescape(text[end:]))


def _token(hit: re.Match[str], names: Names) -> str:
    reference, code, bold, slanted = hit.groups()
    if code:
        return f"<code>{escape(unescape(code))}</code>"
    if bold:
        return f"<b>{_mrkdwn(bold, names)}</b>"
    if slanted:
        return f"<i>{_mrkdwn(slanted, names)}</i>"
    target, _, label = reference.partition("|")
    match target[0]:
        case "@":
            return names.person(target[1:])
        case "#":
            return names.channel(target[1:])
        case "!":
            return escape(unescape(label))
    return f"<a>{escape(unescape(label or target))}</a>"


def _element(one: Json, names: Names) -> str:
    kind = one["type"]
    if kind == "button":
        link = " ↗" if one.get("url") else ""
        style = one.get("style", "")
        return f'<span class="button {style}">{_object(one["text"], names)}{link}</span>'
    if kind == "image":
        return names.face(one["alt_text"])
    if kind == "overflow":
        return '<span class="button">⋯</span>'
    if kind in ("checkboxes", "radio_buttons"):
        return _ticks(one, names)
    return _field(one, names)


def _ticks(one: Json, names: Names) -> str:
    chosen = one.get("initial_options") or [one.get("initial_option")]
    lines = ""
    for option in one["options"]:
        is_on = " on" if option in chosen else ""
        mark = f'<span class="{one["type"]}{is_on}"></span>'
        lines += f'<div class="tick">{mark}{_object(option["text"], names)}</div>'
    return lines


def _field(one: Json, names: Names) -> str:
    kind, shown = one["type"], _chosen(one, names)
    words = shown or f"<u>{escape(one.get('placeholder', {}).get('text', ''))}</u>"
    if kind == "file_input":
        words = "<u>Choose a file</u>"
    mark = "⌄" if kind in MENUS | MANY else {"datepicker": "📅", "timepicker": "🕘"}.get(kind, "")
    tall = " tall" if one.get("multiline") else ""
    return f'<div class="field{tall}"><span>{words}</span><i>{mark}</i></div>'


def _chosen(one: Json, names: Names) -> str:
    """Return what a field has in it when it opens."""
    natives = [*one.get("initial_users", []), *one.get("initial_conversations", [])]
    natives += filter(None, [one.get("initial_user"), one.get("initial_conversation")])
    if natives:
        return " ".join(
            names.person(one) if one.startswith(("U", "W")) else names.channel(one)
            for one in natives
        )
    options = [*one.get("initial_options", []), *filter(None, [one.get("initial_option")])]
    if options:
        return ", ".join(escape(option["text"]["text"]) for option in options)
    if moment := one.get("initial_date_time"):
        at = datetime.fromtimestamp(moment, UTC).astimezone(names.zone)
        return f"{at:%d %B %Y, %H:%M}"
    value = one.get("initial_value") or one.get("initial_date") or one.get("initial_time") or ""
    return escape(str(value))


DRAWN: dict[str, Callable[[Json, Names], str]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "input": _input,
    "rich_text": _rich_text,
    "table": _table,
    "alert": _alert,
    "divider": lambda _block, _names: "<hr>",
}
