"""Cards as Discord's Components V2, one container per message. No I/O.

Embeds would put all buttons below the text, while our cards have buttons between their parts; and
text in a container may mention people. What V2 takes away (`content`, embeds, turning a message
back into an older kind) is nothing that a card needs.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256

from adapters.card_text import people_text, person_text
from adapters.discord import ids
from adapters.discord.command_names import Spell
from adapters.discord.markdown import markdown_pieces
from adapters.faces import NO_FACES, Faces
from adapters.json_types import JsonObject
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
    line_buttons,
)
from bot.ui.clocks import UNKNOWN_READERS, show_clock
from bot.ui.text import Bold, CommandMention, Mention, Node, Text

Component = JsonObject

MAX_COMPONENTS = 40  # in one message, the container and the buttons in rows included
MAX_MESSAGE_TEXT = 4_000  # characters of all texts together
MAX_BLOCK_TEXT = 2_000  # characters of one text; shorter ones fill messages better
MAX_ROW = 5  # buttons in one row; a menu fills a row of its own
MAX_PLACEHOLDER = 150  # characters in an empty menu
MAX_FILES = 10  # in one message
MAX_ALT = 1_024  # characters of a picture's description; a longer one is repeated below it

ACTION_ROW, BUTTON, MENU, SECTION, THUMBNAIL = 1, 2, 3, 9, 11
TEXT_DISPLAY, GALLERY, FILE, SEPARATOR, CONTAINER = 10, 12, 13, 14, 17
STYLES = {"main": 1, "quiet": 2, "danger": 4}
COLOURS = {"round": 0xC8452B, "table": 0xE0A030, "prompt": 0x3E7C59, "note": 0x7A7F87}
TITLE, QUIET, QUOTED = "## ", "-# ", "> "  # at the beginning of a line
NONCE_LENGTH = 24  # characters; Discord takes 25
MARK_COUNT = 2  # component ids that mark a message with its key
MIN_MARK = 1 << 30  # Discord itself numbers components from 1 upwards


def render_messages(
    card: Card, workspace: str, spell: Spell, key: str = "", faces: Faces = NO_FACES
) -> list[list[Component]]:
    """Return a card as the components of one message, or of several where one cannot hold it.

    Faces are left out where the card would not fit one message with them.
    With a key, the first message is marked so that `read_marks` recognises it.
    """
    marks = iter(message_marks(key) if key else ())
    pages = _pages(render_components(card, workspace, spell, faces))
    if faces and len(pages) > 1:
        pages = _pages(render_components(card, workspace, spell))
    return [[_container(card, page, marks)] for page in pages]


def render_components(
    card: Card, workspace: str, spell: Spell, faces: Faces = NO_FACES
) -> list[Component]:
    """Return a card as components, however many; its times say whose clock they are by."""
    card = show_clock(card, UNKNOWN_READERS)
    components = []
    if card.title.strip():
        one_line = " ".join(card.title.splitlines())
        components += _texts((one_line,), workspace, spell, TITLE)
    for part, button in line_buttons(card.parts):
        if button:
            components += _line(_part(part, workspace, spell), button)
        elif isinstance(part, People) and part.pictured and faces:
            components += _pictured_people(part, workspace, spell, faces)
        else:
            components += _part(part, workspace, spell)
    components += _texts(card.footer, workspace, spell, QUIET)

    _set_custom_ids(components, workspace)
    return components


def message_marks(key: str) -> tuple[int, ...]:
    """Return the component ids that mark a message with a key; people do not see them."""
    digest = sha256(key.encode()).digest()
    marks: list[int] = []
    for place in range(MARK_COUNT):
        mark = MIN_MARK | int.from_bytes(digest[4 * place : 4 * place + 4]) >> 2
        marks.append(mark + place if mark in marks else mark)
    return tuple(marks)


def message_nonce(key: str) -> str:
    """Return the nonce that keeps Discord from posting a message twice."""
    return sha256(key.encode()).hexdigest()[:NONCE_LENGTH]


def read_marks(components: Iterable[Component]) -> tuple[int, ...]:
    """Return the component ids that may mark a message: of the container and its first part."""
    first = next(iter(components), {})
    inside = (first.get("components") or [{}])[0]
    return first.get("id", 0), inside.get("id", 0)


def render_option(choice: Choice, *, chosen: bool = False) -> Component:
    """Return one choice of a menu."""
    option: Component = {"label": choice.label, "value": choice.value}
    if chosen:
        option["default"] = True
    return option


def render_text(content: str) -> Component:
    """Return a text component."""
    return {"type": TEXT_DISPLAY, "content": content}


def _container(card: Card, page: list[Component], marks: Iterator[int]) -> Component:
    colour = {"accent_color": COLOURS[card.kind]}
    outer_mark, inner_mark = next(marks, 0), next(marks, 0)
    if not outer_mark:
        return {"type": CONTAINER, **colour, "components": page}

    marked_page = [{**page[0], "id": inner_mark}, *page[1:]]
    return {"type": CONTAINER, "id": outer_mark, **colour, "components": marked_page}


def _part(part: Part, workspace: str, spell: Spell) -> list[Component]:
    match part:
        case Paragraph(text, soft):
            return _texts(text, workspace, spell, QUIET if soft else "")
        case Heading(text):
            return _texts((Bold(text),), workspace, spell)
        case Facts(rows):
            return _texts(_facts(rows), workspace, spell)
        case People():
            return _texts(people_text(part), workspace, spell)
        case Quote(text, author):
            return _quote(text, author, workspace, spell)
        case Divider():
            return [{"type": SEPARATOR}]
        case Picture(name, alt):
            return _picture(name, alt, workspace, spell)
        case File(name):
            return [{"type": FILE, "file": {"url": f"attachment://{name}"}}]
        case Actions(items):
            return list(_rows(items))


def _line(texts: list[Component], button: Button) -> list[Component]:
    """Return a paragraph with its button beside it, or below it where it is long."""
    if len(texts) != 1:
        return [*texts, *_rows((button,))]
    return [{"type": SECTION, "components": texts, "accessory": _action(button)}]


def _facts(rows: Iterable[tuple[str | CommandMention, Text]]) -> Text:
    """Return a line for each fact; a command that is a label can be clicked."""
    nodes: list[Node] = []
    for label, value in rows:
        nodes += [Bold(label) if isinstance(label, str) else label, ": ", *value, "\n"]
    return tuple(nodes[:-1])


def _pictured_people(part: People, workspace: str, spell: Spell, faces: Faces) -> list[Component]:
    """Return people one below the other, each with their picture beside the line about them."""
    components: list[Component] = []
    about = part.about or ("",) * len(part.people)
    for who, line in zip(part.people, about, strict=True):
        texts = _texts(person_text(who, line), workspace, spell)
        if who.person in faces:
            media = {"url": faces[who.person]}
            picture = {"type": THUMBNAIL, "media": media, "description": who.name[:MAX_ALT]}
            texts = [{"type": SECTION, "components": texts, "accessory": picture}]
        components += texts
    return components


def _quote(text: str, author: Mention | None, workspace: str, spell: Spell) -> list[Component]:
    quote = _texts((text,), workspace, spell, QUOTED)
    if author:
        quote += _texts(("— ", author), workspace, spell)
    return quote


def _picture(name: str, alt: str, workspace: str, spell: Spell) -> list[Component]:
    image = {"media": {"url": f"attachment://{name}.png"}, "description": alt[:MAX_ALT]}
    gallery = {"type": GALLERY, "items": [image]}
    if len(alt) <= MAX_ALT:
        return [gallery]
    return [gallery, *_texts((alt,), workspace, spell, QUIET)]


def _texts(nodes: Text, workspace: str, spell: Spell, line_start: str = "") -> list[Component]:
    """Return running text in as many components as it takes; each line gets `line_start`."""
    blocks = [""]
    room = MAX_BLOCK_TEXT
    for piece in markdown_pieces(nodes, workspace, spell):
        size = len(piece) + piece.count("\n") * len(line_start)
        if size > room:
            blocks.append("")
            room = MAX_BLOCK_TEXT
        blocks[-1] += piece
        room -= size
    return [render_text(_prefix_lines(block, line_start)) for block in blocks if block.strip()]


def _prefix_lines(block: str, line_start: str) -> str:
    if not line_start:
        return block
    lines = block.strip("\n").split("\n")
    return "\n".join(f"{line_start}{line}" for line in lines)


def _rows(items: Sequence[Button | Select]) -> Iterator[Component]:
    """Yield rows of up to five buttons; a menu gets a row of its own."""
    buttons: list[Component] = []
    for item in items:
        if buttons and (isinstance(item, Select) or len(buttons) == MAX_ROW):
            yield {"type": ACTION_ROW, "components": buttons}
            buttons = []
        if isinstance(item, Select):
            yield {"type": ACTION_ROW, "components": [_action(item)]}
        else:
            buttons.append(_action(item))
    if buttons:
        yield {"type": ACTION_ROW, "components": buttons}


def _action(item: Button | Select) -> Component:
    # The pair becomes text in `_set_custom_ids`, which sees all buttons of the card.
    route = {"custom_id": (item.action, item.value)}
    if isinstance(item, Button):
        return {"type": BUTTON, "style": STYLES[item.style], "label": item.label, **route}
    return {
        "type": MENU,
        "placeholder": item.placeholder[:MAX_PLACEHOLDER],
        "options": [render_option(choice) for choice in item.choices],
        **route,
    }


def _set_custom_ids(components: list[Component], workspace: str) -> None:
    """Write the routes into buttons and menus, unique in the message as Discord requires."""
    signs: dict[tuple[str, str], Iterator[str]] = {}
    for component in components:
        is_row = component["type"] == ACTION_ROW
        for item in component["components"] if is_row else [component.get("accessory", {})]:
            if "custom_id" not in item:
                continue
            action, value = item["custom_id"]
            sign = next(signs.setdefault((action, value), ids.button_signs()))
            item["custom_id"] = ids.build_route(workspace, action, value, sign)


def _pages(components: list[Component]) -> list[list[Component]]:
    """Fill messages one after another, within Discord's limits of text and components."""
    pages: list[list[Component]] = [[]]
    text_left, components_left = MAX_MESSAGE_TEXT, MAX_COMPONENTS - 1
    for component in components:
        inside = component.get("components", ())
        text_size = sum(len(text.get("content", "")) for text in (component, *inside))
        count = 1 + len(inside) + ("accessory" in component)
        if pages[-1] and (text_size > text_left or count > components_left):
            pages.append([])
            text_left, components_left = MAX_MESSAGE_TEXT, MAX_COMPONENTS - 1
        pages[-1].append(component)
        text_left -= text_size
        components_left -= count
    return pages
