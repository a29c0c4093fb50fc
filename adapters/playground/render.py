"""Cards as HTML, without I/O; markupsafe escapes everything that people wrote."""

import base64
import struct
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup
from msgspec import structs

from adapters.playground import strings
from adapters.playground.records import Colleague
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    Divider,
    Facts,
    File,
    Heading,
    Paragraph,
    Part,
    People,
    Picture,
    Quote,
    Select,
    label_text,
    line_buttons,
)
from bot.ui.clocks import Readers, known_readers, show_clock
from bot.ui.crowds import Crowd
from bot.ui.pictures import render_png
from bot.ui.speech import say
from bot.ui.text import (
    Bold,
    ChannelMention,
    CommandMention,
    Instant,
    Link,
    Mention,
    Node,
    Strike,
    Text,
    format_local,
    typed_line,
)

PLAIN_COLOUR = "#5d6470"  # behind the initials of an unknown person
SAFE_LINKS = ("https://", "http://", "mailto:")
MAX_SEATS_SHOWN = 12  # free seats shown one by one
INLINE_TYPES = {"text/calendar", "text/csv", "text/plain"}  # media types that a download may keep
PNG_SIZE = slice(16, 24)  # the bytes of a picture that say how wide and how high it is
NO_MARKUP = Markup()


@dataclass(frozen=True)
class Viewer:
    """The person at a tab, their zone, all colleagues by id, and the names of commands."""

    person: str = ""
    zone: str | None = None
    faces: Mapping[str, Colleague] = field(default_factory=dict)
    commands: Collection[str] = ()

    @property
    def readers(self) -> Readers:
        """The person as the only reader."""
        return known_readers([self.zone or ""])


def render_card(card: Card, viewer: Viewer) -> Markup:
    """Return a card as HTML."""
    card = show_clock(card, viewer.readers)
    parts = join_markup(
        _line(part, button, viewer) if button else render_part(part, viewer)
        for part, button in line_buttons(card.parts)
    )
    footer = NO_MARKUP
    if card.footer:
        footer = Markup('<p class="card-foot">{}</p>').format(render_text(card.footer, viewer))
    body = Markup('<h2 dir="auto">{}</h2>{}{}').format(card.title, parts, footer)
    return Markup('<article class="card card-{}" aria-label="{}">{}</article>').format(
        card.kind, card.title, body
    )


def render_part(part: Part, viewer: Viewer) -> Markup:
    """Return one part of a card."""
    match part:
        case Paragraph(text, soft):
            return Markup('<p dir="auto" class="{}">{}</p>').format(
                "soft" if soft else "", render_text(text, viewer)
            )
        case Heading(title):
            return Markup('<h3 dir="auto">{}</h3>').format(title)
        case Facts():
            return _facts(part, viewer)
        case People():
            return _people(part, viewer)
        case Quote():
            return _quote(part, viewer)
        case File():
            return _file(part)
        case Picture():
            return _picture(part)
        case Divider():
            return Markup("<hr>")
        case Actions(items):
            actions = join_markup(_action(item) for item in items)
            return Markup('<div class="actions">{}</div>').format(actions)


def _line(part: Part, button: Button, viewer: Viewer) -> Markup:
    """Return a paragraph with its button beside it."""
    beside = Markup('<div class="actions">{}</div>').format(_action(button))
    return Markup('<div class="beside">{}{}</div>').format(render_part(part, viewer), beside)


def render_text(nodes: Text, viewer: Viewer) -> Markup:
    """Return running text."""
    return join_markup(_node(node, viewer) for node in nodes)


def _node(node: Node, viewer: Viewer) -> Markup:
    match node:
        case str():
            return Markup("{}").format(node)
        case Bold(text):
            return Markup("<strong>{}</strong>").format(text)
        case Strike(text):
            return Markup("<s>{}</s>").format(text)
        case Crowd(number):
            return Markup("{}").format(number)
        case Link(url, label) if url.startswith(SAFE_LINKS):
            return Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>').format(
                url, label
            )
        case Link(_, label):
            return Markup("{}").format(label)
        case Mention(person, name):
            me = " me" if person == viewer.person else ""
            return Markup('<bdi class="mention{}" data-person="{}">{}</bdi>').format(
                me, person, name
            )
        case ChannelMention(channel, name):
            return Markup('<a class="room" href="#" data-open="{}">#{}</a>').format(channel, name)
        case CommandMention():
            return Markup("<code>{}</code>").format(typed_line(node))
        case Instant(struck=True):
            plain = _node(structs.replace(node, struck=False), viewer)
            return Markup("<s>{}</s>").format(plain)
        case Instant(at):
            return Markup('<time datetime="{}">{}</time>').format(
                at.isoformat(), format_local(node)
            )


def render_face(person: str, name: str, viewer: Viewer) -> Markup:
    """Return a person's initials on their colour."""
    colleague = viewer.faces.get(person)
    colour = colleague.colour if colleague else PLAIN_COLOUR
    return Markup('<span class="face" style="background:{}" aria-hidden="true">{}</span>').format(
        colour, name_initials(name)
    )


def name_initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name, "?" if it has none."""
    letters = [word[0] for word in name.split() if word[0].isalnum()]
    if len(letters) > 1:
        letters = [letters[0], letters[-1]]
    return "".join(letters).upper() or "?"


def render_chip(who: Mention, viewer: Viewer) -> Markup:
    """Return a person's initials and name."""
    return Markup('<span class="chip" data-person="{}">{}<bdi>{}</bdi></span>').format(
        who.person, render_face(who.person, who.name, viewer), who.name
    )


def _facts(facts: Facts, viewer: Viewer) -> Markup:
    row = Markup("<dt>{}</dt><dd>{}</dd>")
    rows = [
        row.format(label_text(label), render_text(value, viewer)) for label, value in facts.rows
    ]
    return Markup('<dl class="facts">{}</dl>').format(join_markup(rows))


def _quote(quote: Quote, viewer: Viewer) -> Markup:
    author = NO_MARKUP
    if quote.by:
        author = Markup("<figcaption>{}</figcaption>").format(render_chip(quote.by, viewer))
    return Markup(
        '<figure class="quote"><blockquote dir="auto">“{}”</blockquote>{}</figure>'
    ).format(quote.text, author)


def _people(people: People, viewer: Viewer) -> Markup:
    item = Markup("<li>{}</li>")
    seated = join_markup(item.format(render_chip(who, viewer)) for who in people.people)
    seat = Markup(
        '<li><span class="seat" role="img" aria-label="{}" title="{}">+</span></li>'
    ).format(say(strings.FREE_SEAT), say(strings.FREE_SEAT))
    shown_seats = min(people.free, MAX_SEATS_SHOWN)
    more = NO_MARKUP
    if people.free > shown_seats:
        more = Markup('<li class="more">+{}</li>').format(people.free - shown_seats)
    row = Markup('<ul class="people">{}{}{}</ul>').format(seated, seat * shown_seats, more)
    about = zip(people.people, people.about, strict=False)
    rows = tuple((who.name, (line,)) for who, line in about if line)
    return row + _facts(Facts(rows), viewer) if rows else row


def _file(file: File) -> Markup:
    media_type = file.media_type if file.media_type in INLINE_TYPES else "text/plain"
    content = base64.b64encode(file.content.encode()).decode()
    return Markup(
        '<p><a class="file" download="{}" href="data:{};charset=utf-8;base64,{}" aria-label="{}">'
        '<span aria-hidden="true">↓</span> {}</a></p>'
    ).format(file.name, media_type, content, say(strings.DOWNLOAD, name=file.name), file.name)


def _picture(picture: Picture) -> Markup:
    """Return both the light and the dark version; the style sheet shows one."""
    by_day = _image("by-day", picture.alt, render_png(picture))
    by_night = _image("by-night", picture.alt, render_png(picture, dark=True))
    return by_day + by_night


def _image(css_class: str, alt: str, png: bytes) -> Markup:
    # Its place is kept free before it is decoded, so that nothing below it moves.
    width, height = struct.unpack(">II", png[PNG_SIZE])
    return Markup(
        '<img class="picture {}" alt="{}" width="{}" height="{}" src="data:image/png;base64,{}">'
    ).format(css_class, alt, width, height, base64.b64encode(png).decode())


def _action(item: Button | Select) -> Markup:
    if isinstance(item, Button):
        return Markup(
            '<button type="button" class="button {}" data-action="{}" data-value="{}">{}</button>'
        ).format(item.style, item.action, item.value, item.label)
    option = Markup('<option value="{}">{}</option>')
    options = join_markup(option.format(choice.value, choice.label) for choice in item.choices)
    return Markup(
        '<select class="select" aria-label="{}" data-action="{}" data-value="{}">'
        '<option value="" selected disabled>{}</option>{}</select>'
    ).format(item.placeholder, item.action, item.value, item.placeholder, options)


def join_markup(pieces: Iterable[Markup]) -> Markup:
    """Return pieces joined without a separator."""
    return NO_MARKUP.join(pieces)
