"""Read messages as people do.

Words without markup, what can be clicked, whom they alert and where they lead.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.doubles.discord import checks, form_filler, layout
from tests.doubles.discord.core import Core
from tests.doubles.discord.state import Channel, Json, Message, Modal, User

TOKEN = re.compile(r"<(@!?|@&|#|t:)(-?\d+)(?::([tTdDfFR]))?>")
COMMAND = re.compile(r"(?<!\\)</([-\w]+)((?: [-\w]+)*):(\d+)>")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()<>#+\-.!|~:@])")
MASKED = re.compile(r"(?<!\\)\[((?:[^\[\]\\]|\\.)+)\]\(\s*<?(https?://[^\s<>)]+)>?[^)]*\)")
BARE_LINK = re.compile(r"https?://[^\s<>]+")
MARKUP = re.compile(r"(?<!\\)(\*\*|__|~~|\|\||\*|(?<!\w)_|_(?!\w)|`)|(?m:^(?:#{1,3} |-# |> ))")
FORMS = {"t": "%H:%M", "T": "%H:%M:%S", "d": "%d/%m/%Y", "D": "%d %B %Y", "f": "%d %B %Y %H:%M"}
FORMS |= {"F": "%A, %d %B %Y %H:%M", "R": "%d %B %Y %H:%M"}


def words(core: Core, what: Message | Modal, zone: str = "UTC") -> str:
    """Return the words that people see, without the platform's markup."""
    if isinstance(what, Modal):
        parts = what.content["components"]
        return "\n".join(
            [what.title, *(line for one in parts for line in _lines(core, one, what.guild, zone))]
        )
    lines = ["thinking…"] if what.loading else []
    lines += shown(core, what.content, what.guild, zone).split("\n") if what.content else []
    lines += [line for embed in what.embeds for line in _embed(core, embed, what.guild, zone)]
    lines += [line for one in what.components for line in _lines(core, one, what.guild, zone)]
    return "\n".join(lines + [f"[file {file.filename}]" for file in what.attachments])


def shown(core: Core, text: str, guild: str, zone: str = "UTC") -> str:
    """Return Markdown as people read it."""
    text = MASKED.sub(r"\1", text)
    text = COMMAND.sub(lambda hit: _command(core, hit), text)
    text = MARKUP.sub("", text)
    return ESCAPED.sub(r"\1", TOKEN.sub(lambda hit: _token(core, hit, guild, zone), text))


def _command(core: Core, hit: re.Match[str]) -> str:
    """Return a mention of a command; one that is not registered stays as it was typed."""
    known = core.commands.get(hit[3])
    return f"/{hit[1]}{hit[2]}" if known and known.name == hit[1] else hit[0]


def buttons(what: Message) -> list[tuple[str, str]]:
    """Return label and custom_id (or address) of each button."""
    found = (one for one in layout.inside(what.components) if one["type"] == layout.BUTTON)
    return [(one.get("label") or "", one.get("custom_id") or one.get("url") or "") for one in found]


def selects(what: Message) -> dict[str, list[str]]:
    """Return the words to choose from, by custom_id."""
    found = (one for one in layout.inside(what.components) if one["type"] in layout.SELECTS)
    return {
        one["custom_id"]: [option["label"] for option in one.get("options") or []] for one in found
    }


def questions(modal: Modal) -> list[str]:
    """Return what a form asks."""
    return [label for label, _ in form_filler.asked(modal)]


def pings(what: Message) -> list[str]:
    """Return whom a message alerts: "@everyone", "@here", ids of people and roles."""
    return what.pings


def mentions(what: Message) -> list[str]:
    """Return everything in a message that looks like a mention, whether it alerts anybody or
    not."""
    return [hit[0] for text in _marked(what) for hit in checks.MENTION.finditer(text)]


def links(what: Message) -> list[str]:
    """Return every address that a reader can follow."""
    found = [
        link for text in _marked(what) for link in BARE_LINK.findall(MASKED.sub(r" \2 ", text))
    ]
    found += [embed["url"] for embed in what.embeds if embed.get("url")]
    return found + [one["url"] for one in layout.inside(what.components) if one.get("url")]


def masked(what: Message) -> list[tuple[str, str]]:
    """Return words and address of each link that does not show where it leads."""
    return [(hit[1], hit[2]) for text in _marked(what) for hit in MASKED.finditer(text)]


def transcript(core: Core, channel: Channel, reader: User | None = None, zone: str = "UTC") -> str:
    """Return a conversation as people read it, and whom each message alerts."""
    own = [
        one
        for one in core.ephemerals
        if reader and one.channel == channel.id and one.only_for == reader.id
    ]
    lines = [f"# {_name(core, channel)}"]
    for message in sorted([*channel.messages, *own], key=lambda one: int(one.id)):
        at = datetime.fromtimestamp(message.at, UTC).astimezone(ZoneInfo(zone))
        head = f"{at:%H:%M} {core.users[message.author].name}: "
        aside = " (edited)" * bool(message.edits) + " (only you see this)" * bool(message.only_for)
        loud = [_who(core, ping, message.guild) for ping in message.pings]
        first, *rest = (
            words(core, message, zone) + aside + (f" (pings {', '.join(loud)})" if loud else "")
        ).split("\n")
        lines += [head + first, *(" " * len(head) + line for line in rest)]
    return "\n".join(lines)


def _name(core: Core, channel: Channel) -> str:
    if channel.kind == "dm":
        return ", ".join(core.users[one].name for one in channel.members)
    inside = ", ".join(core.users[one].name for one in channel.members)
    return f"{channel.name} ({inside})" if channel.kind == "private_thread" else channel.name


def _who(core: Core, ping: str, guild: str) -> str:
    if ping in core.users:
        return f"@{core.users[ping].name}"
    return f"@{core.guilds[guild].roles[ping].name}" if ping.isdigit() else ping


def _token(core: Core, hit: re.Match[str], guild: str, zone: str) -> str:
    sort, id_, form = hit[1], hit[2], hit[3] or "f"
    if sort == "t:":
        return (
            datetime.fromtimestamp(int(id_), UTC).astimezone(ZoneInfo(zone)).strftime(FORMS[form])
        )
    if sort == "#":
        found = core.channels.get(id_)
        return f"#{found.name}" if found else "#unknown"
    if sort == "@&":
        roles = core.guilds[guild].roles if guild else {}
        return f"@{roles[id_].name}" if id_ in roles else "@unknown-role"
    return f"@{core.users[id_].name}" if id_ in core.users else "@unknown-user"


def _embed(core: Core, embed: Json, guild: str, zone: str) -> Iterator[str]:
    author, footer = (
        (embed.get("author") or {}).get("name"),
        (embed.get("footer") or {}).get("text"),
    )
    for text in (author, embed.get("title"), embed.get("description")):
        yield from (
            (f"| {line}" for line in shown(core, text, guild, zone).split("\n") if text)
            if text
            else ()
        )
    for pair in embed.get("fields") or []:
        yield (
            f"| {shown(core, pair['name'], guild, zone)}: {shown(core, pair['value'], guild, zone)}"
        )
    if footer:
        yield f"| {footer}"


def _lines(core: Core, one: Json, guild: str, zone: str) -> Iterator[str]:
    match one["type"]:
        case layout.ROW:
            yield " ".join(_control(part) for part in one["components"])
        case layout.TEXT:
            yield from shown(core, one["content"], guild, zone).split("\n")
        case layout.LABELLED:
            yield f"{one['label']}: {_control(one['component'])}"
        case 12:
            yield from (f"[image {item.get('description') or ''}]" for item in one["items"])
        case 13:
            yield "[file]"
        case 14:
            yield "---"
        case _:
            for part in one.get("components") or []:
                yield from _lines(core, part, guild, zone)
            if accessory := one.get("accessory"):
                yield _control(accessory)


def _control(one: Json) -> str:
    if one["type"] == layout.BUTTON:
        return f"[{one.get('label') or (one.get('emoji') or {}).get('name')}]"
    if one["type"] == 11:
        return f"[image {one.get('description') or ''}]"
    options = [option["label"] for option in one.get("options") or []]
    return f"<{' | '.join(options) or one.get('placeholder') or one.get('custom_id', '')}>"


def _marked(what: Message) -> Iterator[str]:
    yield what.content
    yield from _strings(what.embeds)
    yield from (
        one["content"] for one in layout.inside(what.components) if one["type"] == layout.TEXT
    )


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from _strings(item)
    elif isinstance(node, dict):
        for key, item in node.items():
            if key not in {"url", "type", "icon_url", "proxy_url", "timestamp"}:
                yield from _strings(item)
