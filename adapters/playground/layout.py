"""Draw what surrounds the cards: the top bar, the side bar, a message's row.

Pure, and escaped like the cards.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from adapters.playground import clock as clocks
from adapters.playground import strings
from adapters.playground.clock import PlaygroundClock
from adapters.playground.records import Colleague, Conversation, Message
from adapters.playground.render import NO_MARKUP, Viewer, join_markup, render_card, render_face
from bot.core.permissions import is_allowed
from bot.core.router import Command

MARK = Markup(
    '<svg class="mark" viewBox="0 0 32 28" aria-hidden="true">'
    '<path class="cup one" d="M5 2h13a4 4 0 0 1 4 4v7a4 4 0 0 1-4 4h-9l-4 5v-5a4 4 0 0 1-4-4V6a4 4 '
    '0 0 1 4-4z"/>'
    '<path class="cup two" d="M15 8h12a4 4 0 0 1 4 4v6a4 4 0 0 1-4 4v5l-4-5h-8a4 4 0 0 1-4-4v-6a4 '
    '4 0 0 1 4-4z"/></svg>'
)
MINGLES_FACE = Markup('<span class="face mingle" aria-hidden="true">M</span>')
MAX_UNREAD = 99  # more than this is "99+"


def render_brand() -> Markup:
    """Draw the mark, the name and the menu button of small screens."""
    return Markup(
        '<button type="button" class="tool menu" data-menu aria-controls="side" '
        'aria-expanded="false" '
        'aria-label="{}">☰</button>{}<span class="name">{}</span>'
    ).format(strings.MENU, MARK, strings.MINGLE)


def render_person_switch(viewer: Viewer) -> Markup:
    """Draw the switch between colleagues."""
    me = viewer.faces[viewer.person]
    newcomers_first = sorted(viewer.faces.values(), key=lambda colleague: colleague.simulated)
    people = join_markup(_somebody(colleague, viewer) for colleague in newcomers_first)
    return Markup(
        '<button type="button" class="who" popovertarget="people" data-key="who" aria-label="{}">{}'
        '<span class="soft">{}</span> <b>{}</b><span aria-hidden="true">▾</span></button>'
        '<div id="people" class="menu-list" popover role="group" aria-label="{}">{}</div>'
    ).format(
        strings.BE_LONG.format(name=me.name),
        render_face(me.id, me.name, viewer),
        strings.BE,
        me.name,
        strings.COLLEAGUES,
        people,
    )


def _somebody(who: Colleague, viewer: Viewer) -> Markup:
    office = ", ".join([*who.profile.get("team", ()), *who.profile.get("office", ())])
    return Markup(
        '<button type="button" data-be="{}" '
        'aria-pressed="{}">{}<span>{}</span><small>{}</small></button>'
    ).format(
        who.id,
        str(who.id == viewer.person).lower(),
        render_face(who.id, who.name, viewer),
        who.name,
        office or strings.NEW_HERE,
    )


def render_time(
    now: datetime, zone: str, clock: PlaygroundClock | None, *, clock_moving: bool
) -> Markup:
    """Draw the time, and the clock's buttons where there is a clock to drive."""
    day, year, hour = clocks.clock_texts(now, zone)
    note = (
        Markup('<span class="moving" role="status">{}</span>').format(strings.MOVING)
        if clock_moving
        else NO_MARKUP
    )
    theme = _tool("theme-switch", "", "◐", "◐", name=strings.THEME)
    return Markup(
        '{}<time class="now" aria-label="{}">{}<span class="long"> {}</span>, {}<span '
        'class="long"> {}</span></time>'
        '<span class="tools">{}{}</span>'
    ).format(
        note,
        strings.CLOCK,
        day,
        year,
        hour,
        clocks.city_of(zone),
        _steps(clock, clock_moving) if clock else NO_MARKUP,
        theme,
    )


def _steps(clock: PlaygroundClock, clock_moving: bool) -> Markup:
    steps = join_markup(
        _tool("clock", step, label, short, disabled=clock_moving)
        for step, label, short in (
            ("hour", strings.HOUR, strings.HOUR_SHORT),
            ("day", strings.NEXT_DAY, strings.DAY_SHORT),
            ("week", strings.NEXT_WEEK, strings.WEEK_SHORT),
        )
    )
    sign, label = ("❚❚", strings.PAUSE) if clock.playing else ("▶", strings.PLAY)
    return steps + _tool("clock", "play", f"{sign} {label}", sign, name=label)


def _tool(
    way: str, value: str, label: str, short: str, *, name: str = "", disabled: bool = False
) -> Markup:
    return Markup(
        '<button type="button" class="tool" data-{}="{}" data-key="{}-{}" aria-label="{}"{}>'
        '<span class="long">{}</span><span class="short">{}</span></button>'
    ).format(
        way,
        value,
        way,
        value,
        name or label,
        Markup(" disabled") if disabled else NO_MARKUP,
        label,
        short,
    )


def conversation_title(conversation: Conversation, viewer: Viewer) -> str:
    """Name a conversation as this reader knows it."""
    if conversation.kind == "channel":
        return f"# {conversation.name}"
    others = [
        viewer.faces[p].name
        for p in conversation.people
        if p != viewer.person and p in viewer.faces
    ]
    return (
        conversation.name or ", ".join(name.split()[0] for name in others)
        if len(others) != 1 or conversation.name
        else others[0]
    )


def render_head(conversation: Conversation, viewer: Viewer) -> Markup:
    """Draw the line above a conversation."""
    count = len(conversation.people)
    topic = {
        "channel": f"{strings.PEOPLE_HERE.format(count=count)} · {conversation.topic}",
        "group": strings.GROUP_TOPIC.format(
            count=strings.SMALL_NUMBERS[count] if count < len(strings.SMALL_NUMBERS) else count
        ),
        "direct": strings.DIRECT_TOPIC,
    }[conversation.kind]
    return Markup('<h1>{}</h1><p class="soft">{}</p>').format(
        conversation_title(conversation, viewer), topic
    )


def render_sidebar(
    conversations: Iterable[Conversation],
    groups: Iterable[Conversation],
    current: str,
    unread: Mapping[str, int],
    viewer: Viewer,
) -> Markup:
    """Draw channels, direct messages and colleagues, with what is unread."""
    colleagues = join_markup(
        Markup(
            '<li><button type="button" class="item" data-with="{}" '
            'data-key="with-{}">{}<span>{}</span></button></li>'
        ).format(c.id, c.id, render_face(c.id, c.name, viewer), c.name)
        for c in viewer.faces.values()
        if c.id != viewer.person
    )
    sections = (
        (
            strings.CHANNELS,
            join_markup(_room(room, NO_MARKUP, current, unread, viewer) for room in conversations),
        ),
        (
            strings.DIRECT,
            join_markup(
                _room(room, _front(room, viewer), current, unread, viewer) for room in groups
            ),
        ),
        (strings.COLLEAGUES, colleagues),
    )
    return join_markup(
        Markup("<h2>{}</h2><ul>{}</ul>").format(label, items) for label, items in sections
    )


def _front(conversation: Conversation, viewer: Viewer) -> Markup:
    other = next((p for p in conversation.people if p != viewer.person), viewer.person)
    return (
        MINGLES_FACE
        if conversation.kind == "direct"
        else render_face(other, viewer.faces[other].name, viewer)
    )


def _room(
    conversation: Conversation,
    front: Markup,
    current: str,
    unread: Mapping[str, int],
    viewer: Viewer,
) -> Markup:
    count = unread.get(conversation.id, 0) if conversation.id != current else 0
    number = str(count) if count <= MAX_UNREAD else f"{MAX_UNREAD}+"
    badge = Markup('<span class="badge" aria-label="{}">{}</span>').format(
        strings.UNREAD.format(count=number), number
    )
    here = Markup(' aria-current="page"') if conversation.id == current else NO_MARKUP
    return Markup(
        '<li><button type="button" class="item{}" data-open="{}" '
        'data-key="open-{}"{}>{}<span>{}</span>{}</button></li>'
    ).format(
        " fresh" if count else "",
        conversation.id,
        conversation.id,
        here,
        front,
        conversation_title(conversation, viewer),
        badge if count else NO_MARKUP,
    )


def render_message(said: Message, viewer: Viewer, day: date | None) -> Markup:
    """Draw one message, under a line with the date where a new day begins."""
    at = said.at.astimezone(ZoneInfo(viewer.zone or "UTC"))
    line = Markup('<p class="day"><span>{}</span></p>').format(f"{at:%A} {at.day} {at:%B}")
    author = viewer.faces.get(said.author)
    front = render_face(author.id, author.name, viewer) if author else MINGLES_FACE
    name = author.name if author else strings.MINGLE
    app = NO_MARKUP if author else Markup('<span class="app">{}</span>').format(strings.APP)
    private = (
        Markup('<span class="private">{}</span>').format(strings.ANSWERS_PRIVATE)
        if said.only_for
        else NO_MARKUP
    )
    return Markup(
        '{}<div class="said{}" id="m{}" data-message="{}" tabindex="-1">{}<div class="body">'
        '<p class="by"><b>{}</b>{}<time datetime="{}">{}</time>{}</p>{}</div></div>'
    ).format(
        line if day != at.date() else NO_MARKUP,
        (" alone") if said.only_for else "",
        said.id,
        said.id,
        front,
        name,
        app,
        said.at.isoformat(),
        f"{at:%H:%M}",
        private,
        _words(said, viewer),
    )


def _words(said: Message, viewer: Viewer) -> Markup:
    if said.card:
        return render_card(said.card, viewer)
    if said.only_for and said.text.startswith("/"):
        typed = said.text.split()
        length = 2 if " ".join(typed[:2])[1:].lower() in viewer.commands else 1
        command, rest = " ".join(typed[:length]), " ".join(typed[length:])
        return Markup('<p class="line" dir="auto">{} <b>{}</b> {}</p>').format(
            strings.USED, command, rest
        )
    return Markup('<p class="line" dir="auto">{}</p>').format(said.text)


def render_empty(commands: Iterable[Command]) -> Markup:
    """Draw what stands in a conversation before anything was said."""
    tries = join_markup(
        Markup('<button type="button" class="try" data-try="{}"><b>{}</b> {}</button>').format(
            f"/{command.name}", f"/{command.name}", command.summary
        )
        for command in commands
    )
    return Markup('<div class="empty"><p>{}</p>{}</div>').format(strings.NOTHING_YET, tries)


def render_hint(viewer: Viewer) -> Markup:
    """Draw the first steps of a newcomer; the page remembers who has read them."""
    me = viewer.faces[viewer.person]
    if me.simulated:
        return NO_MARKUP
    text = strings.HINT.format(name=me.name.split()[0], count=len(viewer.faces) - 1)
    return Markup(
        '<p>{}</p><button type="button" class="button quiet" data-hint-done>{}</button>'
    ).format(text, strings.HINT_DONE)


def render_composer() -> Markup:
    """Draw the message box.

    It stays as it is, with whatever somebody is typing, when all around it changes.
    """
    return Markup(
        '<div class="complete" id="complete" role="listbox" aria-label="{}" hidden></div>'
        '<textarea id="words" rows="1" aria-label="{}" role="combobox" aria-autocomplete="list" '
        'aria-expanded="false" aria-controls="complete" autocomplete="off" dir="auto"></textarea>'
        '<button type="submit" class="button main">{}</button>'
    ).format(strings.COMMANDS, strings.COMPOSE.format(name=""), strings.SEND)


def composer_labels(conversation: Conversation, viewer: Viewer) -> tuple[str, str]:
    """Give the message box's name and its hint in one conversation."""
    name = conversation_title(conversation, viewer).replace("# ", "#")
    return strings.COMPOSE.format(name=name), strings.COMPOSE_HINT.format(name=name)


def render_completions(commands: Iterable[Command], viewer: Viewer) -> Markup:
    """Draw, unseen, what the message box can complete."""
    organiser = viewer.faces[viewer.person].organiser
    open_to_me = sorted(
        (c for c in commands if is_allowed(c.role, organiser=organiser)), key=lambda c: c.name
    )
    completions = {
        "/": [["/" + c.name, c.summary, _usage(c)] for c in open_to_me],
        "@": [["@" + c.name, "", ""] for c in viewer.faces.values() if c.id != viewer.person],
    }
    return Markup('<div id="known" hidden data-known="{}"></div>').format(json.dumps(completions))


def _usage(command: Command) -> str:
    named = " ".join(f"{option.name}:" for option in command.options if not option.rest)
    return command.example if command.example != f"/{command.name}" and command.example else named


def render_earlier_button() -> Markup:
    """Draw the way further back."""
    return Markup(
        '<p class="earlier"><button type="button" class="button quiet" data-earlier>{}</button></p>'
    ).format(strings.EARLIER)


def render_skip_link() -> Markup:
    """Draw the first stop of the keyboard."""
    return Markup('<a href="#words" class="skip">{}</a>').format(strings.SKIP)


def render_overlays() -> Markup:
    """Draw what waits unseen: the dialog for forms, and the voice for screen readers."""
    return Markup(
        '<dialog id="dialog" aria-labelledby="form-title"></dialog>'
        '<p id="announce" class="unseen" role="status" aria-live="polite"></p>'
        '<p id="trouble" role="alert" hidden></p>'
    )
