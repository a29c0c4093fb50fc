"""Refuse blocks and views that Slack would refuse.

By its schemas, slack_sdk's models, and the limits neither knows.
"""

import copy
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from tests.doubles.slack import schemas
from tests.doubles.slack.state import Json, Refused

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
MESSAGE_CHARACTERS, VIEW_BYTES = 13_200, 250_000
MARKDOWN_CHARACTERS = 12_000
TEXT_LIMITS = {  # (type of what holds the text, its key): most characters
    ("section", "text"): 3000, ("header", "text"): 150, ("button", "text"): 75, ("input",
    "label"): 2000,
    ("input", "hint"): 2000, ("modal", "title"): 24, ("modal", "submit"): 24, ("modal",
    "close"): 24,
}  # fmt: skip
ANYWHERE_LIMITS = {
    "placeholder": 150,
    "alt_text": 2000,
    "image_url": 3000,
    "action_id": 255,
    "block_id": 255,
}
ANYWHERE_LIMITS |= {"callback_id": 255, "private_metadata": 3000, "url": 3000, "external_id": 255}
OPTION_LIMITS = {"radio_buttons": 10, "checkboxes": 10, "overflow": 5}
# The blocks that do not stand everywhere, and where they do; those that this Slack has not got yet.
SURFACES = {
    "alert": {"modal"}, "card": {"message", "modal", "home"}, "carousel": {"message", "home"},
    "container": {"message"}, "context_actions": {"message"}, "data_table": {"message"},
    "table": {"message"}, "markdown": {"message"}, "plan": {"message"}, "task_card": {"message"},
}  # fmt: skip
UNKNOWN: frozenset[str] = frozenset()
MOST_TABLES, TABLE_ROWS, TABLE_CELLS, TABLE_CHARACTERS = 1, 100, 20, 10_000
FIELD_LIMIT, TYPED_LIMIT, OPTION_TEXT, OPTION_VALUE, BUTTON_VALUE = 2000, 3000, 75, 150, 2000


def message_blocks(blocks: Any) -> list[Json]:
    """Accept the blocks of a message, or refuse them as Slack does."""
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    _refuse("invalid_blocks", _wrong_with(blocks, MESSAGE_BLOCKS, "message"))
    if sum(len(text) for text in texts(blocks)) > MESSAGE_CHARACTERS:
        raise Refused("msg_blocks_too_long")
    return blocks


def view(content: Any, kind: str) -> Json:
    """Accept a modal or a Home tab, or refuse it as Slack does."""
    if (
        not isinstance(content, dict)
        or content.get("type") != kind
        or not isinstance(content.get("blocks"), list)
    ):
        raise Refused("invalid_arguments", f"this is no view of type {kind} with blocks")
    wrong = [
        *schemas.of_view(content),
        *_limits(content),
        *_wrong_with(content["blocks"], VIEW_BLOCKS, kind),
    ]
    if (
        any(block.get("type") == "input" for block in content["blocks"])
        and kind == "modal"
        and "submit" not in content
    ):
        wrong.append("missing required field: submit [json-pointer:/view]")
    files = [
        block
        for block in content["blocks"]
        if (block.get("element") or {}).get("type") == "file_input"
    ]
    wrong += ["a file_input stands in modals only" for _ in files if kind != "modal"]
    wrong += [
        "max_files is from 1 to 10"
        for one in files
        if not 1 <= one["element"].get("max_files", 10) <= 10
    ]
    _refuse("invalid_arguments", wrong)
    if len(json.dumps(content)) > VIEW_BYTES:
        raise Refused("view_too_large")
    return content


def texts(value: Any) -> Iterator[str]:
    """Return every text that people see in blocks."""
    if isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for item in value.values():
            yield from texts(item)


def elements(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    """Return everything that can be clicked or filled in, with the id of its block."""
    for block in blocks:
        held = [*block.get("elements", []), block.get("accessory"), block.get("element")]
        yield from ((block.get("block_id", ""), one) for one in held if one and "action_id" in one)


def named(blocks: list[Json]) -> list[Json]:
    """Name each block and element that the app left without an id, as Slack does."""
    blocks = copy.deepcopy(blocks)
    for number, block in enumerate(blocks):
        block.setdefault("block_id", f"b{number}")
        for place, one in enumerate(
            [*block.get("elements", []), block.get("accessory"), block.get("element")]
        ):
            if isinstance(one, dict) and block["type"] in {"actions", "input", "section"}:
                one.setdefault("action_id", f"a{place}")
    return blocks


def _refuse(code: str, wrong: Any) -> None:
    if found := list(wrong):
        raise Refused(code, *found)


def _wrong_with(blocks: list[Any], most: int, surface: str) -> Iterator[str]:
    if len(blocks) > most:
        yield f"no more than {most} items allowed [json-pointer:/blocks]"
    for number, block in enumerate(blocks):
        if not isinstance(block, dict):
            yield f"must be an object [block {number}]"
            continue
        wrong = (
            list(_misplaced(block, surface))
            or list(schemas.of_block(block))
            or [
                *_models(block),
                *_limits(block),
                *_repeated_actions(block),
                *_newer_limits(block),
            ]
        )
        yield from (f"{message} [block {number}]" for message in wrong)
    tables = [one for one in blocks if isinstance(one, dict) and one.get("type") == "table"]
    if len(tables) > MOST_TABLES:
        yield "only_one_table_allowed"
    if sum(map(len, texts([one.get("rows") for one in tables]))) > TABLE_CHARACTERS:
        yield f"tables have at most {TABLE_CHARACTERS} characters"
    ids = Counter(block.get("block_id") for block in blocks if isinstance(block, dict))
    yield from (
        f"block_id {id_!r} is there twice"
        for id_, times in ids.items()
        if id_ is not None and times > 1
    )


def _misplaced(block: Json, surface: str) -> Iterator[str]:
    kind = str(block.get("type"))
    if kind in UNKNOWN or surface not in SURFACES.get(kind, {surface}):
        yield f"unsupported type: {kind}"


def _newer_limits(block: Json) -> Iterator[str]:
    kind = block.get("type")
    if kind == "table":
        yield from _table_limits(block)
    if kind == "alert" and _length(block.get("text")) > 200:
        yield "text of an alert has more than 200 characters"
    if kind == "context_actions" and not 0 < len(block["elements"]) <= 5:
        yield "context_actions has 1 to 5 elements"
    if kind == "carousel" and not 0 < len(block["elements"]) <= 10:
        yield "a carousel has 1 to 10 cards"
    for card in block["elements"] if kind == "carousel" else [block] if kind == "card" else []:
        limits = {"title": 150, "subtitle": 150, "body": 200}
        yield from (
            f"{key} of a card is too long" for key in limits if _length(card.get(key)) > limits[key]
        )
        if len(card.get("actions", [])) > 3:
            yield "a card has at most 3 actions"
        if not any(card.get(key) for key in ("hero_image", "title", "actions", "body")):
            yield "a card has an image, a title, actions or a body"


def _table_limits(table: Json) -> Iterator[str]:
    rows = table["rows"]
    if not 0 < len(rows) <= TABLE_ROWS:
        yield f"a table has 1 to {TABLE_ROWS} rows"
    if not all(0 < len(row) <= TABLE_CELLS for row in rows):
        yield f"a row has 1 to {TABLE_CELLS} cells"
    if len(table.get("column_settings", [])) > TABLE_CELLS:
        yield f"column_settings has at most {TABLE_CELLS} items"
    if any(not "".join(texts(cell)).strip() for row in rows for cell in row):
        yield "a cell has 1 character or more"


def _models(block: Json) -> Iterator[str]:
    try:
        if (parsed := Block.parse(copy.deepcopy(block))) is not None:
            parsed.to_dict()
    except (SlackObjectFormationError, TypeError, AttributeError, KeyError) as error:
        yield f"slack_sdk: {error}"


def _repeated_actions(block: Json) -> Iterator[str]:
    ids = Counter(one["action_id"] for _, one in elements([block]))
    yield from (f"action_id {id_!r} is there twice" for id_, times in ids.items() if times > 1)


def _limits(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _limits(item)
    if not isinstance(node, dict):
        return
    yield from _too_long(node)
    yield from _bad_text(node)
    yield from _bad_options(node)
    for item in node.values():
        yield from _limits(item)


def _too_long(node: Json) -> Iterator[str]:
    for key, most in ANYWHERE_LIMITS.items():
        if _length(node.get(key)) > most:
            yield f"{key} has more than {most} characters"
    for (kind, key), most in TEXT_LIMITS.items():
        if node.get("type") == kind and _length(node.get(key)) > most:
            yield f"{key} of a {kind} has more than {most} characters"
    if any(_length(field) > FIELD_LIMIT for field in node.get("fields", [])):
        yield f"a field has more than {FIELD_LIMIT} characters"
    if node.get("type") == "button" and _length(node.get("value")) > BUTTON_VALUE:
        yield f"a button's value has more than {BUTTON_VALUE} characters"
    if node.get("type") == "markdown" and _length(node.get("text")) > MARKDOWN_CHARACTERS:
        yield f"markdown has more than {MARKDOWN_CHARACTERS} characters"
    if node.get("type") == "plain_text_input":
        if not 0 < node.get("max_length", TYPED_LIMIT) <= TYPED_LIMIT:
            yield f"max_length is from 1 to {TYPED_LIMIT}"
        if len(node.get("initial_value", "")) > node.get("max_length", TYPED_LIMIT):
            yield "initial_value is longer than max_length"


def _bad_text(node: Json) -> Iterator[str]:
    if node.get("type") in {"plain_text", "mrkdwn"} and not str(node.get("text", "")).strip():
        yield "text must be more than 0 characters"


def _bad_options(node: Json) -> Iterator[str]:
    if "options" not in node:
        return
    options, most = node["options"], OPTION_LIMITS.get(str(node.get("type")), 100)
    if not 0 < len(options) <= most:
        yield f"options has 1 to {most} items"
    for option in options:
        if (
            _length(option.get("text")) > OPTION_TEXT
            or not 0 < _length(option.get("value")) <= OPTION_VALUE
        ):
            yield (
                f"an option's text has at most {OPTION_TEXT} characters and its value "
                f"{OPTION_VALUE}: {option}"
            )
    if len({option.get("value") for option in options}) < len(options):
        yield "two options have the same value"
    chosen = [*node.get("initial_options", []), *filter(None, [node.get("initial_option")])]
    if any(option not in options for option in chosen):
        yield "an initial option is none of the options"


def _length(value: Any) -> int:
    text = value.get("text", "") if isinstance(value, dict) else value
    return len(text) if isinstance(text, str) else 0
