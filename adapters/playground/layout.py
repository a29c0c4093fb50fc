"""Draw what surrounds the cards: the top bar, the side bar, a message's row; pure, and escaped like the cards."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from adapters.playground import clock as clocks
from adapters.playground import strings
from adapters.playground.clock import Clock
from adapters.playground.records import Colleague, Conversation, Message
from adapters.playground.render import NOTHING, Reader, card, face, join
from bot.core.permissions import allowed
from bot.core.router import Command

MARK = Markup(
    '<svg class="mark" viewBox="0 0 32 28" aria-hidden="true">'
    '<path class="cup one" d="M5 2h13a4 4 0 0 1 4 4v7a4 4 0 0 1-4 4h-9l-4 5v-5a4 4 0 0 1-4-4V6a4 4 0 0 1 4-4z"/>'
    '<path class="cup two" d="M15 8h12a4 4 0 0 1 4 4v6a4 4 0 0 1-4 4v5l-4-5h-8a4 4 0 0 1-4-4v-6a4 4 0 0 1 4-4z"/></svg>'
)
MINGLES_FACE = Markup('<span class="face mingle" aria-hidden="true">M</span>')
UNREAD_SHOWN = 99  # more than this is "99+"


def brand() -> Markup:
    """Draw the mark, the name and the menu button of small screens."""
    return Markup(
        '<button type="button" class="tool menu" data-menu aria-controls="side" aria-expanded="false" '
        'aria-label="{}">☰</button>{}<span class="name">{}</span>'
    ).format(strings.MENU, MARK, strings.MINGLE)


def who(reader: Reader) -> Markup:
    """Draw the switch between colleagues."""
    me = reader.faces[reader.person]
    newcomers_first = sorted(reader.faces.values(), key=lambda colleague: colleague.simulated)
    people = join(_somebody(colleague, reader) for colleague in newcomers_first)
    return Markup(
        '<button type="button" class="who" popovertarget="people" data-key="who" aria-label="{}">{}'
        '<span class="soft">{}</span> <b>{}</b><span aria-hidden="true">▾</span></button>'
        '<div id="people" class="menu-list" popover role="group" aria-label="{}">{}</div>'
    ).format(
        strings.BE_LONG.format(name=me.name),
        face(me.id, me.name, reader),
        strings.BE,
        me.name,
        strings.COLLEAGUES,
        people,
    )


def _somebody(who: Colleague, reader: Reader) -> Markup:
    office = ", ".join([*who.profile.get("team", ()), *who.profile.get("office", ())])
    return Markup(
        '<button type="button" data-be="{}" aria-pressed="{}">{}<span>{}</span><small>{}</small></button>'
    ).format(
        who.id,
        str(who.id == reader.person).lower(),
        face(who.id, who.name, reader),
        who.name,
        office or strings.NEW_HERE,
    )


def time(now: datetime, zone: str, clock: Clock | None, *, moving: bool) -> Markup:
    """Draw the time, and the clock's buttons where there is a clock to drive."""
    day, year, hour = clocks.shown(now, zone)
    note = Markup('<span class="moving" role="status">{}</span>').format(strings.MOVING) if moving else NOTHING
    theme = _tool("theme-switch", "", "◐", "◐", name=strings.THEME)
    return Markup(
        '{}<time class="now" aria-label="{}">{}<span class="long"> {}</span>, {}<span class="long"> {}</span></time>'
        '<span class="tools">{}{}</span>'
    ).format(
        note, strings.CLOCK, day, year, hour, clocks.city(zone), _steps(clock, moving) if clock else NOTHING, theme
    )


def _steps(clock: Clock, moving: bool) -> Markup:
    steps = join(
        _tool("clock", step, label, short, disabled=moving)
        for step, label, short in (
            ("hour", strings.HOUR, strings.HOUR_SHORT),
            ("day", strings.NEXT_DAY, strings.DAY_SHORT),
            ("week", strings.NEXT_WEEK, strings.WEEK_SHORT),
        )
    )
    sign, label = ("❚❚", strings.PAUSE) if clock.playing else ("▶", strings.PLAY)
    return steps + _tool("clock", "play", f"{sign} {label}", sign, name=label)


def _tool(way: str, value: str, label: str, short: str, *, name: str = "", disabled: bool = False) -> Markup:
    return Markup(
        '<button type="button" class="tool" data-{}="{}" data-key="{}-{}" aria-label="{}"{}>'
        '<span class="long">{}</span><span class="short">{}</span></button>'
    ).format(way, value, way, value, name or label, Markup(" disabled") if disabled else NOTHING, label, short)


def title(room: Conversation, reader: Reader) -> str:
    """Name a conversation as this reader knows it."""
    if room.kind == "channel":
        return f"# {room.name}"
    others = [reader.faces[p].name for p in room.people if p != reader.person and p in reader.faces]
    return room.name or ", ".join(name.split()[0] for name in others) if len(others) != 1 or room.name else others[0]


def head(room: Conversation, reader: Reader) -> Markup:
    """Draw the line above a conversation."""
    count = len(room.people)
    topic = {
        "channel": f"{strings.PEOPLE_HERE.format(count=count)} · {room.topic}",
        "group": strings.GROUP_TOPIC.format(count=strings.SMALL[count] if count < len(strings.SMALL) else count),
        "direct": strings.DIRECT_TOPIC,
    }[room.kind]
    return Markup('<h1>{}</h1><p class="soft">{}</p>').format(title(room, reader), topic)


def side(
    rooms: Iterable[Conversation],
    groups: Iterable[Conversation],
    current: str,
    unread: Mapping[str, int],
    reader: Reader,
) -> Markup:
    """Draw channels, direct messages and colleagues, with what is unread."""
    colleagues = join(
        Markup(
            '<li><button type="button" class="item" data-with="{}" data-key="with-{}">{}<span>{}</span></button></li>'
        ).format(c.id, c.id, face(c.id, c.name, reader), c.name)
        for c in reader.faces.values()
        if c.id != reader.person
    )
    sections = (
        (strings.CHANNELS, join(_room(room, NOTHING, current, unread, reader) for room in rooms)),
        (strings.DIRECT, join(_room(room, _front(room, reader), current, unread, reader) for room in groups)),
        (strings.COLLEAGUES, colleagues),
    )
    return join(Markup("<h2>{}</h2><ul>{}</ul>").format(label, items) for label, items in sections)


def _front(room: Conversation, reader: Reader) -> Markup:
    other = next((p for p in room.people if p != reader.person), reader.person)
    return MINGLES_FACE if room.kind == "direct" else face(other, reader.faces[other].name, reader)


def _room(room: Conversation, front: Markup, current: str, unread: Mapping[str, int], reader: Reader) -> Markup:
    count = unread.get(room.id, 0) if room.id != current else 0
    number = str(count) if count <= UNREAD_SHOWN else f"{UNREAD_SHOWN}+"
    badge = Markup('<span class="badge" aria-label="{}">{}</span>').format(strings.UNREAD.format(count=number), number)
    here = Markup(' aria-current="page"') if room.id == current else NOTHING
    return Markup(
        '<li><button type="button" class="item{}" data-open="{}" data-key="open-{}"{}>{}<span>{}</span>{}</button></li>'
    ).format(" fresh" if count else "", room.id, room.id, here, front, title(room, reader), badge if count else NOTHING)


def message(said: Message, reader: Reader, day: date | None) -> Markup:
    """Draw one message, under a line with the date where a new day begins."""
    at = said.at.astimezone(ZoneInfo(reader.zone or "UTC"))
    line = Markup('<p class="day"><span>{}</span></p>').format(f"{at:%A} {at.day} {at:%B}")
    author = reader.faces.get(said.author)
    front = face(author.id, author.name, reader) if author else MINGLES_FACE
    name = author.name if author else strings.MINGLE
    app = NOTHING if author else Markup('<span class="app">{}</span>').format(strings.APP)
    private = Markup('<span class="private">{}</span>').format(strings.ANSWERS_PRIVATE) if said.only_for else NOTHING
    return Markup(
        '{}<div class="said{}" id="m{}" data-message="{}" tabindex="-1">{}<div class="body">'
        '<p class="by"><b>{}</b>{}<time datetime="{}">{}</time>{}</p>{}</div></div>'
    ).format(
        line if day != at.date() else NOTHING, " alone" if said.only_for else "", said.id, said.id, front,
        name, app, said.at.isoformat(), f"{at:%H:%M}", private, _words(said, reader),
    )  # fmt: skip


def _words(said: Message, reader: Reader) -> Markup:
    if said.card:
        return card(said.card, reader)
    if said.only_for and said.text.startswith("/"):
        typed = said.text.split()
        length = 2 if " ".join(typed[:2])[1:].lower() in reader.commands else 1
        command, rest = " ".join(typed[:length]), " ".join(typed[length:])
        return Markup('<p class="line" dir="auto">{} <b>{}</b> {}</p>').format(strings.USED, command, rest)
    return Markup('<p class="line" dir="auto">{}</p>').format(said.text)


def empty(commands: Iterable[Command]) -> Markup:
    """Draw what stands in a conversation before anything was said."""
    tries = join(
        Markup('<button type="button" class="try" data-try="{}"><b>{}</b> {}</button>').format(
            f"/{command.name}", f"/{command.name}", command.summary
        )
        for command in commands
    )
    return Markup('<div class="empty"><p>{}</p>{}</div>').format(strings.NOTHING_YET, tries)


def hint(reader: Reader) -> Markup:
    """Draw the first steps of a newcomer; the page remembers who has read them."""
    me = reader.faces[reader.person]
    if me.simulated:
        return NOTHING
    text = strings.HINT.format(name=me.name.split()[0], count=len(reader.faces) - 1)
    return Markup('<p>{}</p><button type="button" class="button quiet" data-hint-done>{}</button>').format(
        text, strings.HINT_DONE
    )


def composer() -> Markup:
    """Draw the message box; it stays as it is, with whatever somebody is typing, when all around it changes."""
    return Markup(
        '<div class="complete" id="complete" role="listbox" aria-label="{}" hidden></div>'
        '<textarea id="words" rows="1" aria-label="{}" role="combobox" aria-autocomplete="list" '
        'aria-expanded="false" aria-controls="complete" autocomplete="off" dir="auto"></textarea>'
        '<button type="submit" class="button main">{}</button>'
    ).format(strings.COMMANDS, strings.COMPOSE.format(name=""), strings.SEND)


def prompts(room: Conversation, reader: Reader) -> tuple[str, str]:
    """Give the message box's name and its hint in one conversation."""
    name = title(room, reader).replace("# ", "#")
    return strings.COMPOSE.format(name=name), strings.COMPOSE_HINT.format(name=name)


def known(commands: Iterable[Command], reader: Reader) -> Markup:
    """Draw, unseen, what the message box can complete."""
    organiser = reader.faces[reader.person].organiser
    open_to_me = sorted((c for c in commands if allowed(c.who, organiser=organiser)), key=lambda c: c.name)
    completions = {
        "/": [["/" + c.name, c.summary, _usage(c)] for c in open_to_me],
        "@": [["@" + c.name, "", ""] for c in reader.faces.values() if c.id != reader.person],
    }
    return Markup('<div id="known" hidden data-known="{}"></div>').format(json.dumps(completions))


def _usage(command: Command) -> str:
    named = " ".join(f"{option.name}:" for option in command.options if not option.rest)
    return command.example if command.example != f"/{command.name}" and command.example else named


def earlier() -> Markup:
    """Draw the way further back."""
    return Markup('<p class="earlier"><button type="button" class="button quiet" data-earlier>{}</button></p>').format(
        strings.EARLIER
    )


def skip() -> Markup:
    """Draw the first stop of the keyboard."""
    return Markup('<a href="#words" class="skip">{}</a>').format(strings.SKIP)


def furniture() -> Markup:
    """Draw what waits unseen: the dialog for forms, and the voice for screen readers."""
    return Markup(
        '<dialog id="dialog" aria-labelledby="form-title"></dialog>'
        '<p id="announce" class="unseen" role="status" aria-live="polite"></p>'
        '<p id="trouble" role="alert" hidden></p>'
    )
