"""Draw cards as Block Kit: pure.

Running text is rich text, whose words Slack shows as they are and never reads.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from adapters.slack import ids, strings
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
    join_nodes,
    split_at_spaces,
)

Block = dict[str, Any]
PictureIds = Mapping[Picture, str]  # pictures that Slack has, and its ids of their files

MAX_BLOCKS = 50  # in one message
MAX_VIEW_BLOCKS = 100  # in a modal or the home tab
MAX_MESSAGE_TEXT = 10_000  # characters of all blocks together; Slack refuses near 13,200
MAX_BLOCK_TEXT = 3_000  # characters of running text in one block
MAX_HEADER = 150  # characters of a header
MAX_CONTEXT_TEXT = 2_000  # characters of a quiet line
MAX_FALLBACK = (
    750  # characters that a notification needs; escaped they stay below the 4,000 of chat.update
)
SAFE_LINKS = ("https://", "http://", "mailto:")
FORMATS = {"time": "{time}", "day": "{date_long}", "day_time": "{date_long} at {time}"}
MARKUP = re.compile(r"[*_~`]|:[\w+-]+:|^\s*>", re.MULTILINE)  # what would format a quiet line
NO_PICTURES: PictureIds = {}
STYLED: dict[type, str] = {Bold: "bold", Strike: "strike"}
STYLES = {"main": "primary", "danger": "danger"}


def render_messages(
    card: Card, workspace: str, picture_ids: PictureIds = NO_PICTURES
) -> list[list[Block]]:
    """Draw a card as the blocks of one message, or of several where Slack would refuse one so
    long."""
    return _pages(render_blocks(card, workspace, picture_ids), MAX_BLOCKS)


def render_blocks(card: Card, workspace: str, picture_ids: PictureIds = NO_PICTURES) -> list[Block]:
    """Draw a card as blocks, however many; a picture that Slack does not have is told in words."""
    numbers = count()
    drawn = list(_title(card.title))
    for part in card.parts:
        if isinstance(part, Picture) and part in picture_ids:
            drawn.append(
                {"type": "image", "slack_file": {"id": picture_ids[part]}, "alt_text": part.alt}
            )
        else:
            drawn += _part(part, workspace, numbers)
    return [*drawn, *_soft(card.footer, workspace)]


def fallback_text(card: Card) -> str:
    """Say a card in plain words for notifications and screen readers."""
    said = as_text(card)
    return escape_mrkdwn(said if len(said) <= MAX_FALLBACK else said[: MAX_FALLBACK - 1] + "…")


def escape_mrkdwn(said: str) -> str:
    """Keep Slack from reading markup into words."""
    return said.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain_text(said: str) -> Block:
    """Give words that Slack shows as they are."""
    return {"type": "plain_text", "text": said, "emoji": False}


def render_option(choice: Choice) -> Block:
    """Draw one choice of a menu."""
    return {"text": plain_text(choice.label), "value": choice.value}


def parse_route(action_id: str) -> tuple[str, str]:
    """Read the action and the value that an element's id carries."""
    _, _, rest = action_id.partition("|")
    action, _, value = rest.partition("|")
    return action, value


def render_text(text: Text, workspace: str) -> list[Block]:
    """Draw running text, in several blocks where it is long."""
    return [
        _rich(piece) for piece in _split([e for node in text for e in _element(node, workspace)])
    ]


def _title(title: str) -> Iterator[Block]:
    if title.strip() and len(title) <= MAX_HEADER:
        yield {"type": "header", "text": plain_text(title)}
    elif title.strip():
        yield from render_text((Bold(title),), "")


def _part(part: Part, workspace: str, numbers: Iterator[int]) -> list[Block]:
    match part:
        case Paragraph(text, soft):
            return _soft(text, workspace) if soft else render_text(text, workspace)
        case Heading(said):
            return render_text((Bold(said),), workspace)
        case Facts(rows):
            return render_text(tuple(node for row in rows for node in _row(*row))[:-1], workspace)
        case People(people, free):
            return render_text(_sitting(people, free), workspace)
        case Quote(said, by):
            nodes = (said, *(("\n— ", by) if by else ()))
            pieces = _split([e for node in nodes for e in _element(node, workspace)])
            return [_rich(piece, "rich_text_quote") for piece in pieces]
        case Divider():
            return [{"type": "divider"}]
        case File():
            return []  # is sent along with the message
        case Picture(alt=said):
            return _soft((said,), workspace)
        case Actions(items):
            elements = [_action(item, next(numbers)) for item in items]
            return [{"type": "actions", "elements": elements}] if elements else []


def _row(label: str, value: Text) -> tuple[Node, ...]:
    return (Bold(label), ": ", *value, "\n")


def _sitting(people: Sequence[Mention], free: int) -> Text:
    names = join_nodes(list(people), ", ")
    return (*names, *((" · " if names else "", strings.free_seats(free)) if free else ()))


def _action(item: Button | Select, number: int) -> Block:
    action_id = f"{number}|{item.action}|{item.value}"
    if isinstance(item, Button):
        style = {"style": STYLES[item.style]} if item.style in STYLES else {}
        return {"type": "button", "text": plain_text(item.label), "action_id": action_id, **style}
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain_text(item.placeholder[:MAX_HEADER]),
        "options": [render_option(choice) for choice in item.choices],
    }


def _rich(elements: list[Block], kind: str = "rich_text_section") -> Block:
    return {"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}


def _element(node: Node, workspace: str) -> Iterator[Block]:
    match node:
        case str(said) | Bold(said) | Strike(said):
            style = {"style": {STYLED[type(node)]: True}} if type(node) in STYLED else {}
            yield from (
                {"type": "text", "text": piece, **style}
                for piece in split_at_spaces(said, MAX_BLOCK_TEXT)
            )
        case Link(url, label) if url.startswith(SAFE_LINKS):
            yield {"type": "link", "url": url, "text": label}
        case Link(_, label):
            yield {"type": "text", "text": label}
        case Mention(person, name):
            native = ids.native_id_or_empty(workspace, person)
            yield {"type": "user", "user_id": native} if native else {"type": "text", "text": name}
        case ChannelMention(channel, name):
            native = ids.native_id_or_empty(workspace, channel)
            yield (
                {"type": "channel", "channel_id": native}
                if native
                else {"type": "text", "text": f"#{name}"}
            )
        case Instant(at, _, show):
            stamp = {"type": "date", "timestamp": int(at.timestamp()), "format": FORMATS[show]}
            yield {**stamp, "fallback": f"{format_local(node)} ({node.zone})"}


def _split(elements: list[Block]) -> list[list[Block]]:
    pieces: list[list[Block]] = []
    room = 0
    for element in elements:
        size = len(element.get("text", "")) or 20
        if size > room:
            pieces.append([])
            room = MAX_BLOCK_TEXT
        pieces[-1].append(element)
        room -= size
    return pieces


def _soft(text: Text, workspace: str) -> list[Block]:
    """Draw a quiet line.

    One that holds anything Slack might format is drawn as running text instead.
    """
    drawn = "".join(_mrkdwn(node, workspace) for node in text)
    if any(_formats(node) for node in text) or len(drawn) > MAX_CONTEXT_TEXT:
        return render_text(text, workspace)
    quiet = {"type": "mrkdwn", "text": drawn, "verbatim": True}
    return [{"type": "context", "elements": [quiet]}] if drawn.strip() else []


def _formats(node: Node) -> bool:
    match node:
        case str(said) | Bold(said) | Strike(said) | Link(_, said):
            return bool(MARKUP.search(said))
    return False


def _mrkdwn(node: Node, workspace: str) -> str:
    match node:
        case str(said):
            return escape_mrkdwn(said)
        case Bold(said):
            return f"*{escape_mrkdwn(said)}*"
        case Strike(said):
            return f"~{escape_mrkdwn(said)}~"
        case Link(url, label) if url.startswith(SAFE_LINKS):
            address = escape_mrkdwn(url).replace("|", "%7C")
            words = escape_mrkdwn(label).replace("|", "¦")
            return f"<{address}|{words}>"
        case Link(_, label):
            return escape_mrkdwn(label)
        case Mention(person, name):
            native = ids.native_id_or_empty(workspace, person)
            return f"<@{native}>" if native else escape_mrkdwn(name)
        case ChannelMention(channel, name):
            native = ids.native_id_or_empty(workspace, channel)
            return f"<#{native}>" if native else escape_mrkdwn(f"#{name}")
        case Instant(at, _, show):
            shown = escape_mrkdwn(f"{format_local(node)} ({node.zone})")
            return f"<!date^{int(at.timestamp())}^{FORMATS[show]}|{shown}>"


def _pages(drawn: list[Block], max_blocks: int) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    room = MAX_MESSAGE_TEXT
    for block in drawn:
        size = _size(block)
        if pages[-1] and (len(pages[-1]) == max_blocks or size > room):
            pages.append([])
            room = MAX_MESSAGE_TEXT
        pages[-1].append(block)
        room -= size
    return pages


def _size(value: Any) -> int:
    """Count the characters of text in a block."""
    if isinstance(value, dict):
        own = sum(
            len(value[name])
            for name in ("text", "fallback", "alt_text")
            if isinstance(value.get(name), str)
        )
        return own + sum(_size(inner) for inner in value.values() if isinstance(inner, dict | list))
    return sum(_size(inner) for inner in value) if isinstance(value, list) else 0
