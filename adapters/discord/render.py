"""Draw cards for Discord: pure.

Cards become Components V2: one container per message. Embeds would keep buttons below all text and
tell nothing apart, while a card of ours has buttons between its parts; and in a container the words
may mention people. What V2 takes away (`content`, embeds, the way back for a message once drawn so)
is nothing that a card needs.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from typing import Any

from adapters.discord import ids, strings
from adapters.discord.markdown import markdown_pieces
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    Choice,
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
from bot.ui.text import Bold, Mention, Node, Text, join_nodes

Component = dict[str, Any]

MAX_COMPONENTS = 40  # in one message, the container and what stands in rows included
MAX_MESSAGE_TEXT = 4_000  # characters of all texts together
MAX_BLOCK_TEXT = 2_000  # characters of one text; shorter ones fill messages better
MAX_ROW = 5  # buttons in one row; a menu fills a row of its own
MAX_PLACEHOLDER = 150  # characters in an empty menu
MAX_FILES = 10  # in one message
MAX_ALT = 1_024  # characters that say what a picture shows; longer ones stand below it too

TEXT_DISPLAY, CONTAINER, ACTION_ROW, BUTTON, MENU, SEPARATOR, FILE, GALLERY = (
    10,
    17,
    1,
    2,
    3,
    14,
    13,
    12,
)
STYLES = {"main": 1, "quiet": 2, "danger": 4}
COLOURS = {"round": 0xC8452B, "table": 0xE0A030, "prompt": 0x3E7C59, "note": 0x7A7F87}
QUIET, QUOTED = "-# ", "> "
NONCE_LENGTH = 24  # characters; Discord takes 25
MARK_COUNT = 2  # numbers that a key leaves on a message
MIN_MARK = 1 << 30  # Discord numbers parts from 1 upwards by itself


def render_messages(card: Card, workspace: str, key: str = "") -> list[list[Component]]:
    """Draw a card as the components of one message, or of several.

    The first can be told by its key.
    """
    numbers = iter(message_marks(key) if key else ())
    return [
        [_container(card, page, numbers)] for page in _pages(render_components(card, workspace))
    ]


def render_components(card: Card, workspace: str) -> list[Component]:
    """Draw a card as components, however many."""
    title = _texts(tuple(_lines(card.title)), workspace, "## ") if card.title.strip() else []
    drawn = [*title, *chain.from_iterable(_part(part, workspace) for part in card.parts)]
    return _told_apart([*drawn, *_texts(card.footer, workspace, QUIET)], workspace)


def message_marks(key: str) -> tuple[int, ...]:
    """Give the numbers by which a message is known again.

    They stand in its components, where nobody sees them.
    """
    digest = sha256(key.encode()).digest()
    found = [
        MIN_MARK | int.from_bytes(digest[4 * place : 4 * place + 4]) >> 2
        for place in range(MARK_COUNT)
    ]
    return tuple(
        number + place if number in found[:place] else number for place, number in enumerate(found)
    )


def message_nonce(key: str) -> str:
    """Give the nonce that keeps Discord from saying a message twice."""
    return sha256(key.encode()).hexdigest()[:NONCE_LENGTH]


def read_marks(components: Iterable[Component]) -> tuple[int, ...]:
    """Read the numbers that a message carries."""
    first = next(iter(components), {})
    inside = (first.get("components") or [{}])[0]
    return first.get("id", 0), inside.get("id", 0)


def render_option(choice: Choice, *, chosen: bool = False) -> Component:
    """Draw one choice of a menu."""
    return {"label": choice.label, "value": choice.value} | ({"default": True} if chosen else {})


def render_text(said: str) -> Component:
    """Draw a text."""
    return {"type": TEXT_DISPLAY, "content": said}


def _container(card: Card, page: list[Component], numbers: Iterator[int]) -> Component:
    number, inner = next(numbers, 0), next(numbers, 0)
    if number:
        page = [{**page[0], "id": inner}, *page[1:]]
    known = {"id": number} if number else {}
    return {"type": CONTAINER, **known, "accent_color": COLOURS[card.kind], "components": page}


def _part(part: Part, workspace: str) -> list[Component]:
    match part:
        case Paragraph(said, soft):
            return _texts(said, workspace, QUIET if soft else "")
        case Heading(said):
            return _texts((Bold(said),), workspace)
        case Facts(rows):
            return _texts(tuple(node for row in rows for node in _row(*row))[:-1], workspace)
        case People(people, free):
            return _texts(_sitting(people, free), workspace)
        case Quote(said, by):
            return _texts((said,), workspace, QUOTED) + (
                _texts(("— ", by), workspace) if by else []
            )
        case Divider():
            return [{"type": SEPARATOR}]
        case Picture(name, said):
            return [
                _shown(name, said),
                *(_texts((said,), workspace, QUIET) if len(said) > MAX_ALT else []),
            ]
        case File(name):
            return [{"type": FILE, "file": {"url": f"attachment://{name}"}}]
        case Actions(items):
            return list(_rows(items))


def _shown(name: str, said: str) -> Component:
    told = {"media": {"url": f"attachment://{name}.png"}, "description": said[:MAX_ALT]}
    return {"type": GALLERY, "items": [told]}


def _row(label: str, value: Text) -> tuple[Node, ...]:
    return (Bold(label), ": ", *value, "\n")


def _sitting(people: Sequence[Mention], free: int) -> Text:
    names = join_nodes(list(people), ", ")
    return (*names, *((" · " if names else "", strings.free_seats(free)) if free else ()))


def _lines(title: str) -> Iterator[str]:
    yield " ".join(title.splitlines())


def _texts(nodes: Text, workspace: str, before: str = "") -> list[Component]:
    """Draw running text, in several blocks where it is long; `before` begins each of its lines."""
    drawn = [""]
    room = MAX_BLOCK_TEXT
    for piece in markdown_pieces(nodes, workspace):
        size = len(piece) + piece.count("\n") * len(before)
        if size > room:
            drawn.append("")
            room = MAX_BLOCK_TEXT
        drawn[-1] += piece
        room -= size
    return [render_text(_begun(said, before)) for said in drawn if said.strip()]


def _begun(said: str, before: str) -> str:
    return "\n".join(f"{before}{line}" for line in said.strip("\n").split("\n")) if before else said


def _rows(items: Sequence[Button | Select]) -> Iterator[Component]:
    row: list[Component] = []
    for item in items:
        alone = isinstance(item, Select)
        if row and (alone or len(row) == MAX_ROW):
            yield {"type": ACTION_ROW, "components": row}
            row = []
        row.append(_action(item))
        if alone:
            yield {"type": ACTION_ROW, "components": row}
            row = []
    if row:
        yield {"type": ACTION_ROW, "components": row}


def _action(item: Button | Select) -> Component:
    routed = {"custom_id": (item.action, item.value)}
    if isinstance(item, Button):
        return {"type": BUTTON, "style": STYLES[item.style], "label": item.label, **routed}
    offered = [render_option(choice) for choice in item.choices]
    return {
        "type": MENU,
        "placeholder": item.placeholder[:MAX_PLACEHOLDER],
        "options": offered,
        **routed,
    }


def _told_apart(drawn: list[Component], workspace: str) -> list[Component]:
    """Give each button an id that no other in the message has; Discord takes no two alike."""
    used: dict[tuple[str, str], Iterator[str]] = {}
    for row in drawn:
        for item in row.get("components", ()):
            action, value = item["custom_id"]
            sign = next(used.setdefault((action, value), ids.button_signs()))
            item["custom_id"] = ids.build_route(workspace, action, value, sign)
    return drawn


def _pages(drawn: list[Component]) -> list[list[Component]]:
    pages: list[list[Component]] = [[]]
    room, space = MAX_MESSAGE_TEXT, MAX_COMPONENTS - 1
    for block in drawn:
        size, parts = len(block.get("content", "")), 1 + len(block.get("components", ()))
        if pages[-1] and (size > room or parts > space):
            pages.append([])
            room, space = MAX_MESSAGE_TEXT, MAX_COMPONENTS - 1
        pages[-1].append(block)
        room, space = room - size, space - parts
    return pages
