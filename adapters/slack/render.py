"""Cards as Block Kit. No I/O."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, count

import msgspec

from adapters.card_text import fact_lines, people_text
from adapters.faces import NO_FACES, Faces
from adapters.slack.newer_blocks import render_table
from adapters.slack.running_text import (
    Block,
    escape_mrkdwn,
    render_line,
    render_quiet_line,
    render_rich_text,
    render_text,
)
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
    as_text,
    line_buttons,
)
from bot.ui.clocks import UNKNOWN_READERS, Readers, show_clock
from bot.ui.text import Bold

PictureIds = Mapping[Picture, str]  # uploaded pictures, with Slack's file ids

MAX_BLOCKS = 50  # in one message
MAX_VIEW_BLOCKS = 100  # in a modal or the home tab
MAX_MESSAGE_TEXT = 10_000  # characters of all blocks together; Slack refuses near 13,200
MAX_HEADER = 150  # characters of a header
MAX_FALLBACK = 750  # characters of a notification; escaped, below the 4,000 of chat.update
NO_PICTURES: PictureIds = {}
SHOWN_TEXTS = ("text", "fallback", "alt_text")  # properties of blocks that people read
MAX_CONTEXT_ELEMENTS = 10  # pictures and texts in a quiet line
MARK = "~"  # before the mark of an answer in the ids of its elements
STYLES = {"main": "primary", "danger": "danger"}


def render_messages(
    card: Card,
    workspace: str,
    picture_ids: PictureIds = NO_PICTURES,
    faces: Faces = NO_FACES,
    readers: Readers = UNKNOWN_READERS,
) -> list[list[Block]]:
    """Return a card as the blocks of one message, or of several where one cannot hold it."""
    blocks = render_blocks(card, workspace, picture_ids, faces, readers, is_message=True)
    return _pages(blocks, MAX_BLOCKS)


def mark_answer(pages: list[list[Block]], mark: str) -> None:
    """Let each button and menu of an answer carry a mark, which a click in it brings back."""
    for block in chain.from_iterable(pages):
        elements = block["elements"] if block["type"] == "actions" else ()
        for element in [block["accessory"]] if "accessory" in block else elements:
            number, _, route = element["action_id"].partition("|")
            element["action_id"] = f"{number}{MARK}{mark}|{route}"


def parse_mark(action_id: str) -> str:
    """Return the mark that an element's id carries; empty where it is in no answer."""
    return action_id.partition("|")[0].partition(MARK)[2]


def render_blocks(
    card: Card,
    workspace: str,
    picture_ids: PictureIds = NO_PICTURES,
    faces: Faces = NO_FACES,
    readers: Readers = UNKNOWN_READERS,
    *,
    is_page: bool = False,
    is_message: bool = False,
) -> list[Block]:
    """Return a card as blocks, however many; a picture without a file id becomes its text.

    Its times say whose they are to `readers` with other clocks; a page has headers as headings, and
    a message may have a table.
    """
    card, numbers, blocks = show_clock(card, readers), count(), _title(card.title)
    tabular = _only_table(card) if is_message else None
    for part, button in line_buttons(card.parts):
        if part is tabular and (table := render_table(tabular, workspace)):
            blocks += table
            continue
        if button:
            blocks += _line(part, button, workspace, numbers)
            continue
        if isinstance(part, Picture) and part in picture_ids:
            file = {"id": picture_ids[part]}
            blocks.append({"type": "image", "slack_file": file, "alt_text": part.alt})
            continue
        if is_page and isinstance(part, Heading):
            blocks += _title(part.text)
            continue
        if isinstance(part, People) and part.pictured:
            blocks += _faces(part, faces)
        blocks += _part(part, workspace, numbers)
    return [*blocks, *render_quiet_line(card.footer, workspace)]


def fallback_text(card: Card, readers: Readers = UNKNOWN_READERS) -> str:
    """Return a card as plain text, for notifications and screen readers."""
    text = as_text(show_clock(card, readers))
    if len(text) > MAX_FALLBACK:
        text = text[: MAX_FALLBACK - 1] + "…"
    return escape_mrkdwn(text)


def plain_text(text: str) -> Block:
    """Return a text object that Slack shows unchanged."""
    return {"type": "plain_text", "text": text, "emoji": False}


def render_option(choice: Choice) -> Block:
    """Return one choice of a menu."""
    return {"text": plain_text(choice.label), "value": choice.value}


def parse_route(action_id: str) -> tuple[str, str]:
    """Return the action and the value that an element's id carries."""
    _, _, rest = action_id.partition("|")
    action, _, value = rest.partition("|")
    return action, value


def _only_table(card: Card) -> Facts | None:
    """Return the facts that may be a table: Slack takes one in a message."""
    headed = [part for part in card.parts if isinstance(part, Facts) and part.head]
    return headed[0] if len(headed) == 1 else None


def _title(title: str) -> list[Block]:
    if not title.strip():
        return []
    if len(title) <= MAX_HEADER:
        return [{"type": "header", "text": plain_text(title)}]
    return render_text((Bold(title),), "")


def _part(part: Part, workspace: str, numbers: Iterator[int]) -> list[Block]:
    match part:
        case Paragraph(text, soft):
            return render_quiet_line(text, workspace) if soft else render_text(text, workspace)
        case Heading(text):
            return render_text((Bold(text),), workspace)
        case Facts(rows):
            return render_text(fact_lines(rows), workspace)
        case People():
            return render_text(people_text(part), workspace)
        case Quote(text, author):
            quote = (text, "\n— ", author) if author else (text,)
            return render_rich_text(quote, workspace, "rich_text_quote")
        case Divider():
            return [{"type": "divider"}]
        case File():
            return []  # is uploaded into the message's thread
        case Picture(alt=text):
            return render_quiet_line((text,), workspace)
        case Actions(items):
            return _actions(items, numbers)


def _line(part: Part, button: Button, workspace: str, numbers: Iterator[int]) -> list[Block]:
    """Return a paragraph with its button beside it, or below it where Slack might format it."""
    text = render_line(part.text, workspace) if isinstance(part, Paragraph) else None
    if text is None:
        return [*_part(part, workspace, numbers), *_actions((button,), numbers)]
    return [{"type": "section", "text": text, "accessory": _action(button, next(numbers))}]


def _faces(part: People, faces: Faces) -> list[Block]:
    """Return a row of profile pictures, of as many people as fit."""
    elements: list[Block] = []
    for who in part.people:
        if who.person in faces:
            address = faces[who.person]
            elements.append({"type": "image", "image_url": address, "alt_text": who.name})
    if not elements:
        return []
    return [{"type": "context", "elements": elements[:MAX_CONTEXT_ELEMENTS]}]


def _actions(items: Sequence[Button | Select], numbers: Iterator[int]) -> list[Block]:
    if not items:
        return []
    elements = [_action(item, next(numbers)) for item in items]
    return [{"type": "actions", "elements": elements}]


def _action(item: Button | Select, number: int) -> Block:
    """Return a button or menu; the number makes its id unique in the message."""
    action_id = f"{number}|{item.action}|{item.value}"
    if isinstance(item, Button):
        button = {"type": "button", "text": plain_text(item.label), "action_id": action_id}
        if item.style in STYLES:
            button["style"] = STYLES[item.style]
        return button
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain_text(item.placeholder[:MAX_HEADER]),
        "options": [render_option(choice) for choice in item.choices],
    }


def _pages(blocks: list[Block], max_blocks: int) -> list[list[Block]]:
    """Fill messages one after another, within Slack's limits of text and blocks."""
    if len(blocks) <= max_blocks and len(msgspec.json.encode(blocks)) <= MAX_MESSAGE_TEXT:
        return [blocks]
    pages: list[list[Block]] = [[]]
    text_left = MAX_MESSAGE_TEXT
    for block in blocks:
        size = _text_size(block)
        if pages[-1] and (len(pages[-1]) == max_blocks or size > text_left):
            pages.append([])
            text_left = MAX_MESSAGE_TEXT
        pages[-1].append(block)
        text_left -= size
    return pages


def _text_size(value: object) -> int:
    """Return the number of characters that a block shows."""
    if isinstance(value, list):
        return sum(_text_size(item) for item in value)
    if not isinstance(value, dict):
        return 0

    size = 0
    for name, inner in value.items():
        if isinstance(inner, str):
            size += len(inner) if name in SHOWN_TEXTS else 0
        else:
            size += _text_size(inner)
    return size
