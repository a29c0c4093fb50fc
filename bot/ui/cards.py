"""Cards and forms as frozen data that knows no platform."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

import msgspec
from msgspec import Struct, structs

from bot.ui.languages import ENGLISH
from bot.ui.speech import reader_language, say
from bot.ui.text import CommandMention, Mention, Text, flatten_text, shorten_text, typed_line

# action and value together: Discord's custom_id has 100 characters and carries the server too
ROUTE_LIMIT = 88
TITLE_LIMIT = 24  # characters of a form's title: Slack's limit
LABEL_LIMIT = 75  # a button's words: Slack's limit
OPTION_LIMIT = 25  # choices in one select: Discord's limit
ALT_LIMIT = 2000  # characters that say what a picture shows: Slack's limit
FILE_LIMIT = 64_000  # bytes of an attached text file
UPLOAD_LIMIT = (
    500_000  # bytes of a file that people hand in: it has to arrive while a platform waits
)
# fields of a form that takes a file: Discord shows so many at once, and no file waits for a next
# page
PAGE_FIELD_LIMIT = 4
TYPED_LIMIT = 3000  # characters that a text field may hold: Slack's limit
EXAMPLE_LIMIT = 100  # characters of an example in an empty field: Discord's limit
CLOCK_LIMIT = 12  # characters of a time of day as people write it, such as "12:30 p.m."

CardKind = Literal["round", "table", "prompt", "note"]
ButtonStyle = Literal["main", "quiet", "danger"]
# what a text is read as: words, "10:00", a whole number, a web address, a day and a time of it
TextKind = Literal["words", "time", "number", "link", "moment"]


class Paragraph(Struct, frozen=True, tag="paragraph"):
    """A block of running text; `soft` is secondary."""

    text: Text
    soft: bool = False


class Heading(Struct, frozen=True, tag="heading"):
    """A line that starts a new matter inside a card."""

    text: str


class Facts(Struct, frozen=True, tag="facts"):
    """Rows of a short label and its value.

    Where `head` says what labels and values are, a platform may draw a table of them.
    """

    rows: tuple[tuple[str | CommandMention, Text], ...]
    head: tuple[str, str] | None = None


class People(Struct, frozen=True, tag="people"):
    """Faces around a table, and how many chairs are free.

    `about` has a line about each of them, in order, empty where there is none. With `pictured`,
    their profile pictures are shown where the platform has them.
    """

    people: tuple[Mention, ...]
    free: int = 0
    about: tuple[str, ...] = ()
    pictured: bool = False

    def __post_init__(self) -> None:
        if self.about and len(self.about) != len(self.people):
            raise ValueError("there is a line about each of the people, or none at all")


class Quote(Struct, frozen=True, tag="quote"):
    """Somebody's own words; `by` is None where they wished to stay unnamed."""

    text: str
    by: Mention | None = None


class File(Struct, frozen=True, tag="file"):
    """A small text file to keep, such as a calendar entry."""

    name: str
    media_type: str
    content: str


class GraphNode(Struct, frozen=True):
    """One node of a picture; its size is a number of people."""

    label: str
    size: int


class Tie(Struct, frozen=True):
    """One line of a picture between two nodes, by index; from 1 (thin) to 3 (thick)."""

    one: int
    other: int
    strength: int


class Picture(Struct, frozen=True, tag="picture"):
    """Nodes in a ring and the ties between them; `bot/ui/pictures.py` renders it when it is sent.

    `alt` is the same in words, for screen readers and wherever no picture can be shown.
    """

    name: str
    alt: str
    spots: tuple[GraphNode, ...]
    ties: tuple[Tie, ...]

    def __post_init__(self) -> None:
        _fit_words(self, "alt", ALT_LIMIT)


class Divider(Struct, frozen=True, tag="divider"):
    """A line between two matters."""


class Button(Struct, frozen=True, tag="button"):
    """A click: `action` names the handler, `value` is a short id; state stays in the database."""

    action: str
    label: str
    value: str = ""
    style: ButtonStyle = "quiet"

    def __post_init__(self) -> None:
        _check_route(self.action, self.value)
        _fit_words(self, "label", LABEL_LIMIT)


class Choice(Struct, frozen=True):
    """One thing to choose: the id that comes back, and its words."""

    value: str
    label: str

    def __post_init__(self) -> None:
        if not 0 < len(self.value) <= LABEL_LIMIT:
            raise ValueError(f"a choice's value has 1 to {LABEL_LIMIT} characters")
        _fit_words(self, "label", LABEL_LIMIT)


class Select(Struct, frozen=True, tag="select"):
    """Choose one of a few; comes back like a click, with the choice in `fields["choice"]`."""

    action: str
    placeholder: str
    choices: tuple[Choice, ...]
    value: str = ""

    def __post_init__(self) -> None:
        _check_route(self.action, self.value)
        _check_choices(self.choices)


class Actions(Struct, frozen=True, tag="actions"):
    """A row of things to click.

    With `beside` they belong to the paragraph before them, and one button stands beside its words
    where the platform can do that.
    """

    items: tuple[Button | Select, ...]
    beside: bool = False


Part = Paragraph | Heading | Facts | People | Quote | File | Picture | Divider | Actions


class Card(Struct, frozen=True):
    """One message: a title, parts, and a quiet last line."""

    kind: CardKind
    title: str
    parts: tuple[Part, ...] = ()
    footer: Text = ()


class TextField(Struct, frozen=True, tag="text"):
    """A line or a few of text; `limit` in characters, `example` is shown while it is empty.

    `kind` lets a platform offer what suits: a clock, a number's arrows, a calendar. What comes back
    is text in any case. A number is from `least` to `most`; a moment is in the writer's `zone`.
    """

    id: str
    label: str
    hint: str = ""
    initial: str = ""
    limit: int = 200
    multiline: bool = False
    required: bool = False
    example: str = ""
    kind: TextKind = "words"
    least: int = 0
    most: int = 9999
    zone: str = "UTC"

    def __post_init__(self) -> None:
        if not 0 < self.limit <= TYPED_LIMIT:
            raise ValueError(f"a text has at most {TYPED_LIMIT} characters, not {self.limit}")
        if self.example:
            _fit_words(self, "example", EXAMPLE_LIMIT)


class ChoiceField(Struct, frozen=True, tag="choice"):
    """Choose from a list: one (`most=1`) or several."""

    id: str
    label: str
    choices: tuple[Choice, ...]
    hint: str = ""
    initial: tuple[str, ...] = ()
    most: int = 1
    required: bool = False

    def __post_init__(self) -> None:
        _check_choices(self.choices)


class PeopleField(Struct, frozen=True, tag="people_field"):
    """Choose colleagues; comes back as person ids."""

    id: str
    label: str
    hint: str = ""
    initial: tuple[str, ...] = ()
    most: int = 10
    required: bool = False


ChannelPurpose = Literal["post", "announce", "introduce"]


class ChannelField(Struct, frozen=True, tag="channel_field"):
    """Choose a channel; comes back as one channel id.

    `purpose` is what Mingle will do there: post cards, also announce events, or also introduce
    people to each other.
    """

    id: str
    label: str
    hint: str = ""
    initial: str = ""
    required: bool = True
    purpose: ChannelPurpose = "post"


class DateField(Struct, frozen=True, tag="date"):
    """Choose a local date; comes back as ISO text."""

    id: str
    label: str
    hint: str = ""
    initial: date | None = None
    required: bool = False


class FileField(Struct, frozen=True, tag="file_field"):
    """Hand in one small file; it comes back among the `files`.

    `types` are endings of names, `limit` is in bytes.
    """

    id: str
    label: str
    hint: str = ""
    types: tuple[str, ...] = ("ics",)
    limit: int = UPLOAD_LIMIT
    required: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.limit <= UPLOAD_LIMIT:
            raise ValueError(f"a file has 1 to {UPLOAD_LIMIT} bytes")


TypedField = TextField | ChoiceField | PeopleField | ChannelField | DateField
Field = TypedField | FileField


class Form(Struct, frozen=True):
    """A form to fill in; its submission goes to the handler named by `action`."""

    action: str
    title: str
    fields: tuple[Field, ...]
    value: str = ""
    submit: str = msgspec.field(default_factory=lambda: say("Save"))
    intro: Text = ()

    def __post_init__(self) -> None:
        _check_route(self.action, self.value)
        _fit_words(self, "title", TITLE_LIMIT)
        if self.file_fields and len(self.fields) > PAGE_FIELD_LIMIT:
            raise ValueError(f"a form that takes a file has at most {PAGE_FIELD_LIMIT} fields")

    @property
    def file_fields(self) -> tuple[FileField, ...]:
        """Return the fields that take files."""
        return tuple(field for field in self.fields if isinstance(field, FileField))


def line_buttons(parts: Sequence[Part]) -> Iterator[tuple[Part, Button | None]]:
    """Yield the parts of a card; a paragraph with the one button that stands beside it."""
    ahead = iter([*parts[1:], None])
    taken: Part | None = None
    for part in parts:
        following = next(ahead)
        if part is taken:
            continue
        button = _button_beside(part, following)
        taken = following if button else None
        yield part, button


def _button_beside(part: Part, following: Part | None) -> Button | None:
    is_line = isinstance(part, Paragraph) and not part.soft
    if not is_line or not isinstance(following, Actions) or not following.beside:
        return None
    first, *others = following.items or (None,)
    return first if isinstance(first, Button) and not others else None


def encode_card(card: Card | Form) -> str:
    """Return a card or form as JSON text."""
    return msgspec.json.encode(card).decode()


def decode_card(text: str) -> Card:
    """Return the card that JSON text encodes."""
    return _decoder.decode(text)


_decoder = msgspec.json.Decoder(Card)


def label_text(label: str | CommandMention) -> str:
    """Return the label of a fact as plain words."""
    return label if isinstance(label, str) else typed_line(label)


def as_text(card: Card) -> str:
    """Return a card as plain words without its buttons, for notifications and screen readers."""
    lines = [card.title, *(line for part in card.parts for line in _part_lines(part))]
    return "\n".join(line for line in [*lines, flatten_text(card.footer)] if line)


def _part_lines(part: Part) -> list[str]:
    match part:
        case Paragraph(text):
            return [flatten_text(text)]
        case Heading(words):
            return [words]
        case Facts(rows):
            return [f"{label_text(label)}: {flatten_text(text)}" for label, text in rows]
        case People(people, free, about):
            told = zip(people, about, strict=False)
            lines = [f"{who.name}: {line}" for who, line in told if line]
            names = ", ".join(person.name for person in people)
            if free:
                names = say("{names}, {free} free", names=names, free=free)
            return [names, *lines]
        case Quote(words, by):
            return [f"“{words}”" + (f" ({by.name})" if by else "")]
        case File(name):
            return [name]
        case Picture(alt=words):
            return [words]
        case Divider() | Actions():
            return []


def merge_cards(cards: list[Card]) -> Card:
    """Return one card that holds several, in order, each under its own heading.

    A footer that all share stays one; another closes the part of the card that it is about.
    """
    first, *others = cards
    shared = all(card.footer == first.footer for card in others)
    parts = _parts_with_footer(first, shared=shared)
    for card in others:
        parts += [Divider(), Heading(card.title), *_parts_with_footer(card, shared=shared)]
    return Card(first.kind, first.title, tuple(parts), first.footer if shared else ())


def _parts_with_footer(card: Card, *, shared: bool) -> list[Part]:
    if shared or not card.footer:
        return list(card.parts)
    return [*card.parts, Paragraph(card.footer, soft=True)]


def _check_route(action: str, value: str) -> None:
    if not action or len(action) + len(value) + 1 > ROUTE_LIMIT:
        raise ValueError(
            f"action and value have at most {ROUTE_LIMIT} characters together: {action}:{value}"
        )


def _fit_words(node: Struct, name: str, limit: int) -> None:
    """Refuse words that are too long for the platforms, or cut them where they are translated.

    English is written here, so it fits; a language that takes more room must not break a card.
    """
    words: str = getattr(node, name)
    if reader_language() != ENGLISH and len(words) > limit:
        structs.force_setattr(node, name, shorten_text(words, limit))
    elif not 0 < len(words) <= limit:
        raise ValueError(f"{name} has 1 to {limit} characters: {words!r}")


def _check_choices(choices: tuple[Choice, ...]) -> None:
    if not 0 < len(choices) <= OPTION_LIMIT:
        raise ValueError(f"1 to {OPTION_LIMIT} choices, not {len(choices)}")
