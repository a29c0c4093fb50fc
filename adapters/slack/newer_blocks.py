"""Blocks that Slack added of late, and the older ones that say the same. No I/O.

Not every Slack takes them, and none takes them everywhere: a table stands in messages alone, at
most one in each, an alert in modals alone. docs/adr/0006 says why there are no others.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.slack.running_text import Block, render_rich_text
from bot.ui.cards import Facts, label_text
from bot.ui.text import Text, flatten_text

REFUSALS = ("invalid_blocks", "invalid_arguments")  # of blocks that a Slack does not know
MAX_ALERT = 200  # characters
_MAX_ROWS = 100  # of a table, its headings among them
_SECTION = "rich_text_section"


def render_table(facts: Facts, workspace: str) -> list[Block]:
    """Return facts with headings as a table; nothing where they make none."""
    lines: list[tuple[Text, Text]] = [((label_text(label),), text) for label, text in facts.rows]
    texts = [text for line in lines for text in line]
    if not facts.head or not 1 < len(lines) < _MAX_ROWS:
        return []
    if not all(flatten_text(text).strip() for text in texts):
        return []

    head: list[tuple[Text, Text]] = [((facts.head[0],), (facts.head[1],))]
    rows = [[_cell(text, workspace) for text in line] for line in head + lines]
    wrapped = [{"is_wrapped": True}, {"is_wrapped": True}]
    return [{"type": "table", "column_settings": wrapped, "rows": rows}]


def as_alert(block: Block) -> Block:
    """Return a short line of plain words as a warning; any other block as it is."""
    elements = _elements(block) if block["type"] == "rich_text" else []
    words = "".join(one.get("text", "") for one in elements)
    is_plain = all(one["type"] == "text" and "style" not in one for one in elements)
    if not is_plain or not 0 < len(words.strip()) <= MAX_ALERT:
        return block
    text = {"type": "plain_text", "text": words, "emoji": False}
    return {"type": "alert", "level": "warning", "text": text}


def without_newer_blocks(arguments: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the arguments of a call with older blocks alone; None where it has no newer ones."""
    view = arguments.get("view")
    blocks = arguments.get("blocks") or (view["blocks"] if view else ())
    if not any(block["type"] in _OLDER for block in blocks):
        return None

    older = older_blocks(blocks)
    return (
        {**arguments, "view": {**view, "blocks": older}} if view else {**arguments, "blocks": older}
    )


def older_blocks(blocks: Sequence[Block]) -> list[Block]:
    """Return blocks that every Slack takes, one for each."""
    return [_OLDER[block["type"]](block) if block["type"] in _OLDER else block for block in blocks]


def _cell(text: Text, workspace: str) -> Block:
    [cell, *_] = render_rich_text(text, workspace, _SECTION)
    return cell


def _older_table(table: Block) -> Block:
    """Return a line for each row below the headings: its label in bold, and its value."""
    elements: list[Block] = []
    for label, value in table["rows"][1:]:
        if elements:
            elements.append({"type": "text", "text": "\n"})
        elements += [{**one, "style": {"bold": True}} for one in _elements(label)]
        elements += [{"type": "text", "text": ": "}, *_elements(value)]
    return {"type": "rich_text", "elements": [{"type": _SECTION, "elements": elements}]}


def _older_alert(alert: Block) -> Block:
    return {"type": "section", "text": alert["text"]}


def _elements(cell: Block) -> list[Block]:
    return [element for section in cell["elements"] for element in section["elements"]]


_OLDER = {"table": _older_table, "alert": _older_alert}
