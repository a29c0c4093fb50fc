"""Draw cards as HTML: pure, and everything that people wrote is escaped by markupsafe."""

import base64
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

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
)
from bot.ui.pictures import render_png
from bot.ui.text import (
    Bold,
    ChannelMention,
    Instant,
    Link,
    Mention,
    Node,
    Strike,
    Text,
    format_local,
)

PLAIN_COLOUR = "#5d6470"  # behind the initials of somebody we have no colour for
SAFE_LINKS = ("https://", "http://", "mailto:")
MAX_SEATS_SHOWN = 12  # free seats drawn one by one
INLINE_TYPES = {"text/calendar", "text/csv", "text/plain"}  # media types that a download may keep
NO_MARKUP = Markup()


@dataclass(frozen=True)
class Viewer:
    """Who looks: their zone, the faces they know, and the commands that exist."""

    person: str = ""
    zone: str | None = None
    faces: Mapping[str, Colleague] = field(default_factory=dict)
    commands: Collection[str] = ()


def render_card(shown: Card, viewer: Viewer) -> Markup:
    """Draw a whole card."""
    parts = join_markup(render_part(p, viewer) for p in shown.parts)
    foot = (
        Markup('<p class="card-foot">{}</p>').format(render_text(shown.footer, viewer))
        if shown.footer
        else NO_MARKUP
    )
    inside = Markup('<h3 dir="auto">{}</h3>{}{}').format(shown.title, parts, foot)
    return Markup('<article class="card card-{}" aria-label="{}">{}</article>').format(
        shown.kind, shown.title, inside
    )


def render_part(shown: Part, viewer: Viewer) -> Markup:
    """Draw one part of a card."""
    match shown:
        case Paragraph(nodes, soft):
            return Markup('<p dir="auto" class="{}">{}</p>').format(
                "soft" if soft else "", render_text(nodes, viewer)
            )
        case Heading(title):
            return Markup('<h4 dir="auto">{}</h4>').format(title)
        case Facts(rows):
            lines = (
                Markup("<dt>{}</dt><dd>{}</dd>").format(label, render_text(value, viewer))
                for label, value in rows
            )
            return Markup('<dl class="facts">{}</dl>').format(join_markup(lines))
        case People():
            return _people(shown, viewer)
        case Quote(said, by):
            name = (
                Markup("<figcaption>{}</figcaption>").format(render_chip(by, viewer))
                if by
                else NO_MARKUP
            )
            return Markup(
                '<figure class="quote"><blockquote dir="auto">“{}”</blockquote>{}</figure>'
            ).format(said, name)
        case File():
            return _file(shown)
        case Picture():
            return _picture(shown)
        case Divider():
            return Markup("<hr>")
        case Actions(items):
            return Markup('<div class="actions">{}</div>').format(
                join_markup(_action(item) for item in items)
            )


def render_text(nodes: Text, viewer: Viewer) -> Markup:
    """Draw running text."""
    return join_markup(_node(node, viewer) for node in nodes)


def _node(node: Node, viewer: Viewer) -> Markup:
    match node:
        case str():
            return Markup("{}").format(node)
        case Bold(said):
            return Markup("<strong>{}</strong>").format(said)
        case Strike(said):
            return Markup("<s>{}</s>").format(said)
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
        case Instant(at):
            return Markup('<time datetime="{}">{}</time>').format(
                at.isoformat(), format_local(node, viewer.zone)
            )


def render_face(person: str, name: str, viewer: Viewer) -> Markup:
    """Draw somebody's initials on their colour."""
    known = viewer.faces.get(person)
    colour = known.colour if known else PLAIN_COLOUR
    return Markup('<span class="face" style="background:{}" aria-hidden="true">{}</span>').format(
        colour, name_initials(name)
    )


def name_initials(name: str) -> str:
    """Give the one or two letters that stand for a name."""
    names = [word for word in name.split() if word[0].isalnum()]
    letters = [names[0][0], names[-1][0]] if len(names) > 1 else [word[0] for word in names]
    return "".join(letters).upper() or "?"


def render_chip(who: Mention, viewer: Viewer) -> Markup:
    """Draw somebody's face and name."""
    return Markup('<span class="chip" data-person="{}">{}<bdi>{}</bdi></span>').format(
        who.person, render_face(who.person, who.name, viewer), who.name
    )


def _people(shown: People, viewer: Viewer) -> Markup:
    sitting = join_markup(
        Markup("<li>{}</li>").format(render_chip(who, viewer)) for who in shown.people
    )
    seat = Markup('<li class="seat" role="img" aria-label="{}" title="{}">+</li>').format(
        strings.FREE_SEAT, strings.FREE_SEAT
    )
    drawn = min(shown.free, MAX_SEATS_SHOWN)
    more = (
        Markup('<li class="more">+{}</li>').format(shown.free - drawn)
        if shown.free > drawn
        else NO_MARKUP
    )
    return Markup('<ul class="people">{}{}{}</ul>').format(sitting, seat * drawn, more)


def _file(shown: File) -> Markup:
    media_type = shown.media_type if shown.media_type in INLINE_TYPES else "text/plain"
    content = base64.b64encode(shown.content.encode()).decode()
    return Markup(
        '<p><a class="file" download="{}" href="data:{};charset=utf-8;base64,{}" aria-label="{}">'
        '<span aria-hidden="true">↓</span> {}</a></p>'
    ).format(shown.name, media_type, content, strings.DOWNLOAD.format(name=shown.name), shown.name)


def _picture(shown: Picture) -> Markup:
    drawn = (("by-day", render_png(shown)), ("by-night", render_png(shown, dark=True)))
    return join_markup(
        Markup('<img class="picture {}" alt="{}" src="data:image/png;base64,{}">').format(
            when, shown.alt, base64.b64encode(content).decode()
        )
        for when, content in drawn
    )


def _action(item: Button | Select) -> Markup:
    if isinstance(item, Button):
        return Markup(
            '<button type="button" class="button {}" data-action="{}" data-value="{}">{}</button>'
        ).format(item.style, item.action, item.value, item.label)
    options = join_markup(
        Markup('<option value="{}">{}</option>').format(c.value, c.label) for c in item.choices
    )
    return Markup(
        '<select class="select" aria-label="{}" data-action="{}" data-value="{}">'
        '<option value="" selected disabled>{}</option>{}</select>'
    ).format(item.placeholder, item.action, item.value, item.placeholder, options)


def join_markup(pieces: Iterable[Markup]) -> Markup:
    """Put pieces one after another."""
    return NO_MARKUP.join(pieces)
