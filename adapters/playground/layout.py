"""The page around the cards as HTML: sidebar, messages, message box. No I/O."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from adapters.playground import strings
from adapters.playground.records import Colleague, Conversation, Message
from adapters.playground.render import NO_MARKUP, Viewer, join_markup, render_card, render_face
from bot.core.permissions import Role, is_allowed
from bot.core.router import Command
from bot.ui.speech import reader_language, say
from bot.ui.text import format_full_day

MINGLE_FACE = Markup('<span class="face mingle" aria-hidden="true">M</span>')
GROUPED_WITHIN = timedelta(minutes=5)  # messages of one author under one name
MAX_SUGGESTED = 4  # commands offered in an empty conversation
MAX_UNREAD = 99  # more than this is "99+"


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
        return say(strings.DIRECT_TOPIC)
    if conversation.kind == "channel":
        return f"{say(strings.PEOPLE_HERE, count=count)} · {say(conversation.topic)}"

    is_small = count < len(strings.SMALL_NUMBERS)
    return say(strings.GROUP_TOPIC, count=say(strings.SMALL_NUMBERS[count]) if is_small else count)


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
        say(strings.CHANNELS): [
            _conversation_item(channel, NO_MARKUP, current, unread, viewer) for channel in channels
        ],
        say(strings.DIRECT): [
            _conversation_item(each, _conversation_face(each, viewer), current, unread, viewer)
            for each in direct
        ],
        say(strings.COLLEAGUES): [
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


def _short_count(count: int) -> str:
    return str(count) if count <= MAX_UNREAD else f"{MAX_UNREAD}+"


def _unread_badge(count: int) -> Markup:
    number = _short_count(count)
    return Markup('<span class="badge" aria-label="{}">{}</span>').format(
        say(strings.UNREAD, count=number), number
    )


def render_message(
    message: Message, viewer: Viewer, previous: Message | None, unread: int = 0
) -> Markup:
    """Return one message, below a line with the date if it is the first of a day.

    The first of `unread` messages is below a line that says so. One that goes on where `previous`
    ended has its author's face and name only for screen readers.
    """
    at = message.at.astimezone(ZoneInfo(viewer.zone or "UTC"))
    lines = private = app = NO_MARKUP
    if previous is None or _local_day(previous, viewer) != at.date():
        day = format_full_day(at.date())
        lines = Markup('<p class="day"><span>{}</span></p>').format(day)
    if unread:
        lines += _new_line(unread)
    if message.only_for:
        private = Markup('<span class="private">{}</span>').format(say(strings.ANSWERS_PRIVATE))

    author = viewer.faces.get(message.author)
    if author:
        face, name = render_face(author.id, author.name, viewer), author.name
    else:
        face, name = MINGLE_FACE, strings.MINGLE
        app = Markup('<span class="app">{}</span>').format(say(strings.APP))

    goes_on = not lines and previous is not None and _goes_on(message, previous)
    return Markup(
        '{}<div class="said{}{}" id="m{}" data-message="{}" tabindex="-1">{}<div class="body">'
        '<p class="by"><b>{}</b>{}<time datetime="{}">{}</time>{}</p>{}</div></div>'
    ).format(
        lines,
        " alone" if message.only_for else "",
        " more" if goes_on else "",
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


def _local_day(message: Message, viewer: Viewer) -> date:
    return message.at.astimezone(ZoneInfo(viewer.zone or "UTC")).date()


def _goes_on(message: Message, previous: Message) -> bool:
    """Return whether a message belongs under the same name as the one before it."""
    is_same_talk = (message.author, message.only_for) == (previous.author, previous.only_for)
    return is_same_talk and message.at - previous.at < GROUPED_WITHIN


def _new_line(unread: int) -> Markup:
    return Markup(
        '<p class="new" role="separator" aria-label="{}" data-label="{}"><span>{}</span></p>'
    ).format(say(strings.NEW), say(strings.NEW_ABOVE, count=_short_count(unread)), say(strings.NEW))


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
    return line.format(say(strings.USED), command, rest)


def render_empty(commands: Iterable[Command]) -> Markup:
    """Return what an empty conversation shows: a few commands of everybody's to try."""
    offered = [command for command in commands if command.role is Role.ANYONE][:MAX_SUGGESTED]
    tries = join_markup(
        Markup('<button type="button" class="try" data-try="{}"><b>{}</b> {}</button>').format(
            f"/{command.name}", f"/{command.name}", say(command.summary)
        )
        for command in offered
    )
    return Markup('<div class="empty"><p>{}</p>{}</div>').format(say(strings.NOTHING_YET), tries)


def render_hint(viewer: Viewer) -> Markup:
    """Return the introduction for a newcomer; the page hides it once it was read."""
    me = viewer.faces[viewer.person]
    if me.simulated:
        return NO_MARKUP
    text = say(strings.HINT, name=me.name.split()[0], count=len(viewer.faces) - 1)
    return Markup(
        '<p>{}</p><button type="button" class="button quiet" data-hint-done>{}</button>'
    ).format(text, say(strings.HINT_DONE))


def render_composer() -> Markup:
    """Return the message box; it is never re-rendered, so that typed text stays."""
    return Markup(
        '<div class="complete" id="complete" role="listbox" aria-label="{}" hidden></div>'
        '<input id="words" type="text" aria-label="{}" role="combobox" aria-autocomplete="list" '
        'aria-expanded="false" aria-controls="complete" autocomplete="off" dir="auto">'
        '<button type="submit" class="button main">{}</button>'
    ).format(say(strings.COMMANDS), say(strings.COMPOSE, name=""), say(strings.SEND))


def page_labels() -> dict[str, str]:
    """Return the words of the page that its script puts in place, by where they stand."""
    return {
        "language": reader_language(),
        "title": say(strings.TITLE),
        "send": say(strings.SEND),
        "commands": say(strings.COMMANDS),
        "menu": say(strings.MENU),
        "conversation": say(strings.CONVERSATION),
        "skip": say(strings.SKIP),
        "fresh": say(strings.NEW_BELOW),
        "plain": say(strings.NEWEST),
    }


def composer_labels(conversation: Conversation, viewer: Viewer) -> tuple[str, str]:
    """Return the message box's accessible name and its placeholder in one conversation."""
    name = conversation_title(conversation, viewer).replace("# ", "#")
    return say(strings.COMPOSE, name=name), say(strings.COMPOSE_HINT, name=name)


def render_completions(commands: Iterable[Command], viewer: Viewer) -> Markup:
    """Return the message box's completions as JSON in a hidden element."""
    organiser = viewer.faces[viewer.person].organiser
    allowed = [command for command in commands if is_allowed(command.role, organiser=organiser)]
    allowed.sort(key=lambda command: command.name)
    others = [who for who in viewer.faces.values() if who.id != viewer.person]
    completions = {
        "/": [[f"/{command.name}", say(command.summary), _usage(command)] for command in allowed],
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
    ).format(say(strings.EARLIER))


def render_jump_to_unread() -> Markup:
    """Return the button that leads up to the first unread message, while it is out of sight."""
    return Markup('<button type="button" class="button" data-to-unread hidden></button>')


def render_jump_to_newest() -> Markup:
    """Return the button that leads down to the newest message, for whoever reads back."""
    return Markup(
        '<button type="button" class="button" data-to-newest data-fresh="{}" data-plain="{}" '
        "hidden></button>"
    ).format(say(strings.NEW_BELOW), say(strings.NEWEST))


def render_skip_link() -> Markup:
    """Return the link that skips to the message box, first in the order of the keyboard."""
    return Markup('<a href="#words" class="skip">{}</a>').format(say(strings.SKIP))


def render_overlays() -> Markup:
    """Return the hidden elements: the dialog for forms, and live regions for screen readers."""
    return Markup(
        '<dialog id="dialog" aria-labelledby="form-title"></dialog>'
        '<p id="announce" class="unseen" role="status" aria-live="polite"></p>'
        '<p id="trouble" role="alert" hidden></p>'
    )
