"""Cards as Block Kit. No I/O.

Running text becomes rich text, in which Slack looks for no markup.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from msgspec.structs import replace

from adapters.card_text import fact_lines, people_text
from adapters.faces import NO_FACES, Faces
from adapters.json_types import JsonObject
from adapters.slack import ids
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
)
from bot.ui.clocks import UNKNOWN_READERS, Readers, day_instant, show_clock
from bot.ui.crowds import Crowd
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
    flatten_text,
    format_local,
    split_at_spaces,
    typed_line,
)

Block = JsonObject
PictureIds = Mapping[Picture, str]  # uploaded pictures, with Slack's file ids

MAX_BLOCKS = 50  # in one message
MAX_VIEW_BLOCKS = 100  # in a modal or the home tab
MAX_MESSAGE_TEXT = 10_000  # characters of all blocks together; Slack refuses near 13,200
MAX_BLOCK_TEXT = 3_000  # characters of running text in one block
MAX_HEADER = 150  # characters of a header
MAX_CONTEXT_TEXT = 2_000  # characters of a quiet line
MAX_FALLBACK = 750  # characters of a notification; escaped, below the 4,000 of chat.update
ELEMENT_SIZE = 20  # characters that a mention or a date counts for
SAFE_LINKS = ("https://", "http://", "mailto:")
RICH_DAY, DAY = "{day_divider_pretty}", "{date_long_pretty}"  # in rich text, and elsewhere
MARKUP = re.compile(r"[*_~`]|:[\w+-]+:|^\s*>", re.MULTILINE)  # what mrkdwn would format
NO_PICTURES: PictureIds = {}
SHOWN_TEXTS = ("text", "fallback", "alt_text")  # properties of blocks that people read
MAX_CONTEXT_ELEMENTS = 10  # pictures and texts in a quiet line
STYLES = {"main": "primary", "danger": "danger"}


def render_messages(
    card: Card,
    workspace: str,
    picture_ids: PictureIds = NO_PICTURES,
    faces: Faces = NO_FACES,
    readers: Readers = UNKNOWN_READERS,
) -> list[list[Block]]:
    """Return a card as the blocks of one message, or of several where one cannot hold it."""
    return _pages(render_blocks(card, workspace, picture_ids, faces, readers), MAX_BLOCKS)


def render_blocks(
    card: Card,
    workspace: str,
    picture_ids: PictureIds = NO_PICTURES,
    faces: Faces = NO_FACES,
    readers: Readers = UNKNOWN_READERS,
    *,
    is_page: bool = False,
) -> list[Block]:
    """Return a card as blocks, however many; a picture without a file id becomes its text.

    Its times say whose they are to `readers` with other clocks; a page has headers as headings.
    """
    card, numbers, blocks = show_clock(card, readers), count(), _title(card.title)
    for part in card.parts:
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
    return [*blocks, *_quiet_line(card.footer, workspace)]


def fallback_text(card: Card, readers: Readers = UNKNOWN_READERS) -> str:
    """Return a card as plain text, for notifications and screen readers."""
    text = as_text(show_clock(card, readers))
    if len(text) > MAX_FALLBACK:
        text = text[: MAX_FALLBACK - 1] + "…"
    return escape_mrkdwn(text)


def escape_mrkdwn(text: str) -> str:
    """Return a text in which Slack finds no references or links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


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


def render_text(text: Text, workspace: str) -> list[Block]:
    """Return running text in as many blocks as it takes."""
    return _rich_text(text, workspace, "rich_text_section")


def _title(title: str) -> list[Block]:
    if not title.strip():
        return []
    if len(title) <= MAX_HEADER:
        return [{"type": "header", "text": plain_text(title)}]
    return render_text((Bold(title),), "")


def _part(part: Part, workspace: str, numbers: Iterator[int]) -> list[Block]:
    match part:
        case Paragraph(text, soft):
            return _quiet_line(text, workspace) if soft else render_text(text, workspace)
        case Heading(text):
            return render_text((Bold(text),), workspace)
        case Facts(rows):
            return render_text(fact_lines(rows), workspace)
        case People():
            return render_text(people_text(part), workspace)
        case Quote(text, author):
            quote = (text, "\n— ", author) if author else (text,)
            return _rich_text(quote, workspace, "rich_text_quote")
        case Divider():
            return [{"type": "divider"}]
        case File():
            return []  # is uploaded into the message's thread
        case Picture(alt=text):
            return _quiet_line((text,), workspace)
        case Actions(items):
            return _actions(items, numbers)


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


def _rich_text(text: Text, workspace: str, kind: str) -> list[Block]:
    """Return blocks of at most MAX_BLOCK_TEXT characters each."""
    blocks: list[Block] = []
    room = 0
    for element in _rich_elements(text, workspace):
        size = len(element.get("text", "")) or ELEMENT_SIZE
        if size > room:
            section: Block = {"type": kind, "elements": []}
            blocks.append({"type": "rich_text", "elements": [section]})
            room = MAX_BLOCK_TEXT
        section["elements"].append(element)
        room -= size
    return blocks


def _rich_elements(text: Text, workspace: str) -> Iterator[Block]:
    for node in text:
        yield from _rich_element(node, workspace)


def _rich_element(node: Node, workspace: str) -> Iterator[Block]:
    match node:
        case str() | Crowd():
            yield from _rich_pieces(flatten_text((node,)), {})
        case Bold(text):
            yield from _rich_pieces(text, {"style": {"bold": True}})
        case Strike(text):
            yield from _rich_pieces(text, {"style": {"strike": True}})
        case Link(url, label):
            yield _rich_link(url, label)
        case Mention(person, name):
            yield _rich_mention(person, name, workspace)
        case ChannelMention(channel, name):
            yield _rich_channel(channel, name, workspace)
        case CommandMention():
            yield from _rich_pieces(typed_line(node), {"style": {"code": True}})
        case Instant(struck=True):
            yield from _rich_pieces(format_local(node), {"style": {"strike": True}})
        case Instant(pretty=True):
            yield {
                "type": "date",
                "timestamp": int(day_instant(node).timestamp()),
                "format": RICH_DAY,
                "fallback": _day_of(node),
            }
            if time := _time_of(node):
                yield _rich_string(time)
        case Instant():
            yield _rich_string(format_local(node))


def _day_of(instant: Instant) -> str:
    return format_local(replace(instant, show="day"))


def _time_of(instant: Instant) -> str:
    """Return what follows the day of an instant: its time, or nothing."""
    return format_local(instant).removeprefix(_day_of(instant))


def _rich_pieces(text: str, style: Block) -> Iterator[Block]:
    for piece in split_at_spaces(text, MAX_BLOCK_TEXT):
        yield _rich_string(piece) | style


def _rich_link(url: str, label: str) -> Block:
    if not url.startswith(SAFE_LINKS):
        return _rich_string(label)
    return {"type": "link", "url": url, "text": label}


def _rich_mention(person: str, name: str, workspace: str) -> Block:
    native = ids.native_id_or_empty(workspace, person)
    if not native:
        return _rich_string(name)
    return {"type": "user", "user_id": native}


def _rich_channel(channel: str, name: str, workspace: str) -> Block:
    native = ids.native_id_or_empty(workspace, channel)
    if not native:
        return _rich_string(f"#{name}")
    return {"type": "channel", "channel_id": native}


def _rich_string(text: str) -> Block:
    return {"type": "text", "text": text}


def _quiet_line(text: Text, workspace: str) -> list[Block]:
    """Return a context block; running text instead if it is long or mrkdwn would format it."""
    mrkdwn = "".join(_mrkdwn(node, workspace) for node in text)
    if len(mrkdwn) > MAX_CONTEXT_TEXT or any(_has_markup(node) for node in text):
        return render_text(text, workspace)
    if not mrkdwn.strip():
        return []
    element = {"type": "mrkdwn", "text": mrkdwn, "verbatim": True}
    return [{"type": "context", "elements": [element]}]


def _has_markup(node: Node) -> bool:
    match node:
        case str(text) | Bold(text) | Strike(text) | Link(_, text):
            return bool(MARKUP.search(text))
    return False


def _mrkdwn(node: Node, workspace: str) -> str:
    match node:
        case str(text):
            return escape_mrkdwn(text)
        case Bold(text):
            return f"*{escape_mrkdwn(text)}*"
        case Strike(text):
            return f"~{escape_mrkdwn(text)}~"
        case Crowd(number):
            return str(number)
        case Link(url, label):
            return _mrkdwn_link(url, label)
        case Mention(person, name):
            return _mrkdwn_reference("@", person, workspace) or escape_mrkdwn(name)
        case ChannelMention(channel, name):
            return _mrkdwn_reference("#", channel, workspace) or escape_mrkdwn(f"#{name}")
        case CommandMention():
            return f"`{escape_mrkdwn(typed_line(node))}`"
        case Instant(struck=True):
            return f"~{format_local(node)}~"
        case Instant(pretty=True):
            noon = int(day_instant(node).timestamp())
            return f"<!date^{noon}^{DAY}|{_day_of(node)}>{_time_of(node)}"
        case Instant():
            return format_local(node)


def _mrkdwn_reference(sign: str, our_id: str, workspace: str) -> str:
    """Return a mention that Slack resolves; empty for an id of another workspace."""
    native = ids.native_id_or_empty(workspace, our_id)
    if not native:
        return ""
    return f"<{sign}{native}>"


def _mrkdwn_link(url: str, label: str) -> str:
    if not url.startswith(SAFE_LINKS):
        return escape_mrkdwn(label)
    address = escape_mrkdwn(url).replace("|", "%7C")
    words = escape_mrkdwn(label).replace("|", "¦")
    return f"<{address}|{words}>"


def _pages(blocks: list[Block], max_blocks: int) -> list[list[Block]]:
    """Fill messages one after another, within Slack's limits of text and blocks."""
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
