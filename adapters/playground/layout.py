"""The page around the cards as HTML: top bar, sidebar, messages, message box. No I/O."""

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
MINGLE_FACE = Markup('<span class="face mingle" aria-hidden="true">M</span>')
MAX_UNREAD = 99  # more than this is "99+"


def render_brand() -> Markup:
    """Return the logo, the name, and the menu button for small screens."""
    return Markup(
        '<button type="button" class="tool menu" data-menu aria-controls="side" '
        'aria-expanded="false" '
        'aria-label="{}">☰</button>{}<span class="name">{}</span>'
    ).format(strings.MENU, MARK, strings.MINGLE)


def render_person_switch(viewer: Viewer) -> Markup:
    """Return the menu in which one becomes another colleague, newcomers first."""
    me = viewer.faces[viewer.person]
    newcomers_first = sorted(viewer.faces.values(), key=lambda colleague: colleague.simulated)
    people = join_markup(_person_button(colleague, viewer) for colleague in newcomers_first)
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


def _person_button(who: Colleague, viewer: Viewer) -> Markup:
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
    """Return the time, and the clock's buttons if there is a clock to drive."""
    day, year, hour = clocks.clock_texts(now, zone)
    note = steps = NO_MARKUP
    if clock_moving:
        note = Markup('<span class="moving" role="status">{}</span>').format(strings.MOVING)
    if clock:
        steps = _steps(clock, clock_moving)
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
        steps,
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
    kind: str, value: str, label: str, short: str, *, name: str = "", disabled: bool = False
) -> Markup:
    """Return a button of the top bar; `short` is its label on small screens."""
    return Markup(
        '<button type="button" class="tool" data-{}="{}" data-key="{}-{}" aria-label="{}"{}>'
        '<span class="long">{}</span><span class="short">{}</span></button>'
    ).format(
        kind,
        value,
        kind,
        value,
        name or label,
        Markup(" disabled") if disabled else NO_MARKUP,
        label,
        short,
    )


def conversation_title(conversation: Conversation, viewer: Viewer) -> str:
    """Return a conversation's name for a viewer: the channel, or the other people in it."""
    if conversation.kind == "channel":
        return f"# {conversation.name}"
    if conversation.name:
        return conversation.name

    others = [
        viewer.faces[person].name
        for person in conversation.people
        if person != viewer.person and person in viewer.faces
    ]
    if len(others) == 1:
        return others[0]
    return ", ".join(name.split()[0] for name in others)


def render_head(conversation: Conversation, viewer: Viewer) -> Markup:
    """Return the title and the topic above a conversation."""
    return Markup('<h1>{}</h1><p class="soft">{}</p>').format(
        conversation_title(conversation, viewer), _topic(conversation)
    )


def _topic(conversation: Conversation) -> str:
    count = len(conversation.people)
    if conversation.kind == "direct":
        return strings.DIRECT_TOPIC
    if conversation.kind == "channel":
        return f"{strings.PEOPLE_HERE.format(count=count)} · {conversation.topic}"

    is_small = count < len(strings.SMALL_NUMBERS)
    return strings.GROUP_TOPIC.format(count=strings.SMALL_NUMBERS[count] if is_small else count)


def render_sidebar(
    channels: Iterable[Conversation],
    direct: Iterable[Conversation],
    current: str,
    unread: Mapping[str, int],
    viewer: Viewer,
) -> Markup:
    """Return channels, direct messages and colleagues.

    `current` is the open conversation's id; `unread` counts unread messages by conversation.
    """
    items = {
        strings.CHANNELS: [
            _conversation_item(channel, NO_MARKUP, current, unread, viewer) for channel in channels
        ],
        strings.DIRECT: [
            _conversation_item(each, _conversation_face(each, viewer), current, unread, viewer)
            for each in direct
        ],
        strings.COLLEAGUES: [
            _colleague_item(colleague, viewer)
            for colleague in viewer.faces.values()
            if colleague.id != viewer.person
        ],
    }
    section = Markup("<h2>{}</h2><ul>{}</ul>")
    return join_markup(section.format(label, join_markup(rows)) for label, rows in items.items())


def _colleague_item(colleague: Colleague, viewer: Viewer) -> Markup:
    face = render_face(colleague.id, colleague.name, viewer)
    return Markup(
        '<li><button type="button" class="item" data-with="{}" '
        'data-key="with-{}">{}<span>{}</span></button></li>'
    ).format(colleague.id, colleague.id, face, colleague.name)


def _conversation_face(conversation: Conversation, viewer: Viewer) -> Markup:
    if conversation.kind == "direct":
        return MINGLE_FACE
    others = (person for person in conversation.people if person != viewer.person)
    other = next(others, viewer.person)
    return render_face(other, viewer.faces[other].name, viewer)


def _conversation_item(
    conversation: Conversation,
    face: Markup,
    current: str,
    unread: Mapping[str, int],
    viewer: Viewer,
) -> Markup:
    is_current = conversation.id == current
    count = 0 if is_current else unread.get(conversation.id, 0)
    return Markup(
        '<li><button type="button" class="item{}" data-open="{}" '
        'data-key="open-{}"{}>{}<span>{}</span>{}</button></li>'
    ).format(
        " fresh" if count else "",
        conversation.id,
        conversation.id,
        Markup(' aria-current="page"') if is_current else NO_MARKUP,
        face,
        conversation_title(conversation, viewer),
        _unread_badge(count) if count else NO_MARKUP,
    )


def _unread_badge(count: int) -> Markup:
    number = str(count) if count <= MAX_UNREAD else f"{MAX_UNREAD}+"
    return Markup('<span class="badge" aria-label="{}">{}</span>').format(
        strings.UNREAD.format(count=number), number
    )


def render_message(message: Message, viewer: Viewer, previous_day: date | None) -> Markup:
    """Return one message, below a line with the date if it is the first of a day."""
    at = message.at.astimezone(ZoneInfo(viewer.zone or "UTC"))
    day_line = private = app = NO_MARKUP
    if at.date() != previous_day:
        day = f"{at:%A} {at.day} {at:%B}"
        day_line = Markup('<p class="day"><span>{}</span></p>').format(day)
    if message.only_for:
        private = Markup('<span class="private">{}</span>').format(strings.ANSWERS_PRIVATE)

    author = viewer.faces.get(message.author)
    if author:
        face, name = render_face(author.id, author.name, viewer), author.name
    else:
        face, name = MINGLE_FACE, strings.MINGLE
        app = Markup('<span class="app">{}</span>').format(strings.APP)

    return Markup(
        '{}<div class="said{}" id="m{}" data-message="{}" tabindex="-1">{}<div class="body">'
        '<p class="by"><b>{}</b>{}<time datetime="{}">{}</time>{}</p>{}</div></div>'
    ).format(
        day_line,
        " alone" if message.only_for else "",
        message.id,
        message.id,
        face,
        name,
        app,
        message.at.isoformat(),
        f"{at:%H:%M}",
        private,
        _message_body(message, viewer),
    )


def _message_body(message: Message, viewer: Viewer) -> Markup:
    if message.card:
        return render_card(message.card, viewer)
    if message.only_for and message.text.startswith("/"):
        return _used_command(message.text.split(), viewer)
    return Markup('<p class="line" dir="auto">{}</p>').format(message.text)


def _used_command(words: list[str], viewer: Viewer) -> Markup:
    """Return a typed command with its one or two words in bold."""
    has_two_words = " ".join(words[:2])[1:].lower() in viewer.commands
    length = 2 if has_two_words else 1
    command, rest = " ".join(words[:length]), " ".join(words[length:])
    line = Markup('<p class="line" dir="auto">{} <b>{}</b> {}</p>')
    return line.format(strings.USED, command, rest)


def render_empty(commands: Iterable[Command]) -> Markup:
    """Return what an empty conversation shows: a few commands to try."""
    tries = join_markup(
        Markup('<button type="button" class="try" data-try="{}"><b>{}</b> {}</button>').format(
            f"/{command.name}", f"/{command.name}", command.summary
        )
        for command in commands
    )
    return Markup('<div class="empty"><p>{}</p>{}</div>').format(strings.NOTHING_YET, tries)


def render_hint(viewer: Viewer) -> Markup:
    """Return the introduction for a newcomer; the page hides it once it was read."""
    me = viewer.faces[viewer.person]
    if me.simulated:
        return NO_MARKUP
    text = strings.HINT.format(name=me.name.split()[0], count=len(viewer.faces) - 1)
    return Markup(
        '<p>{}</p><button type="button" class="button quiet" data-hint-done>{}</button>'
    ).format(text, strings.HINT_DONE)


def render_composer() -> Markup:
    """Return the message box; it is never re-rendered, so that typed text stays."""
    return Markup(
        '<div class="complete" id="complete" role="listbox" aria-label="{}" hidden></div>'
        '<textarea id="words" rows="1" aria-label="{}" role="combobox" aria-autocomplete="list" '
        'aria-expanded="false" aria-controls="complete" autocomplete="off" dir="auto"></textarea>'
        '<button type="submit" class="button main">{}</button>'
    ).format(strings.COMMANDS, strings.COMPOSE.format(name=""), strings.SEND)


def composer_labels(conversation: Conversation, viewer: Viewer) -> tuple[str, str]:
    """Return the message box's accessible name and its placeholder in one conversation."""
    name = conversation_title(conversation, viewer).replace("# ", "#")
    return strings.COMPOSE.format(name=name), strings.COMPOSE_HINT.format(name=name)


def render_completions(commands: Iterable[Command], viewer: Viewer) -> Markup:
    """Return the message box's completions as JSON in a hidden element."""
    organiser = viewer.faces[viewer.person].organiser
    allowed = [command for command in commands if is_allowed(command.role, organiser=organiser)]
    allowed.sort(key=lambda command: command.name)
    others = [who for who in viewer.faces.values() if who.id != viewer.person]
    completions = {
        "/": [[f"/{command.name}", command.summary, _usage(command)] for command in allowed],
        "@": [[f"@{who.name}", "", ""] for who in others],
    }
    return Markup('<div id="known" hidden data-known="{}"></div>').format(json.dumps(completions))


def _usage(command: Command) -> str:
    """Return a command's example, or the names of its options."""
    if command.example and command.example != f"/{command.name}":
        return command.example
    return " ".join(f"{option.name}:" for option in command.options if not option.rest)


def render_earlier_button() -> Markup:
    """Return the button that loads earlier messages."""
    return Markup(
        '<p class="earlier"><button type="button" class="button quiet" data-earlier>{}</button></p>'
    ).format(strings.EARLIER)


def render_skip_link() -> Markup:
    """Return the link that skips to the message box, first in the order of the keyboard."""
    return Markup('<a href="#words" class="skip">{}</a>').format(strings.SKIP)


def render_overlays() -> Markup:
    """Return the hidden elements: the dialog for forms, and live regions for screen readers."""
    return Markup(
        '<dialog id="dialog" aria-labelledby="form-title"></dialog>'
        '<p id="announce" class="unseen" role="status" aria-live="polite"></p>'
        '<p id="trouble" role="alert" hidden></p>'
    )
