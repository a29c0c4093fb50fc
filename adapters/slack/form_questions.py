"""A modal that comes back with questions: what was typed, and a box to send it all the same."""

from collections.abc import Mapping

from adapters.json_types import Payload
from adapters.slack.form_inputs import STATE_KEYS, render_input
from adapters.slack.render import plain_text
from adapters.slack.running_text import Block
from bot.core.interactions import ANYWAY
from bot.text_guard.views import anyway_field

_KEPT = ("type", "callback_id", "private_metadata", "title", "submit", "close")
_QUESTION = "question:"  # in front of a field, in the id of the block that asks about it


def ask_in_view(view: Payload, questions: Mapping[str, str], anyway: str, workspace: str) -> Block:
    """Return a submitted modal with a question below each field, and the box that answers them."""
    values = view.get("state", {}).get("values", {})
    blocks: list[Block] = []
    for block in view.get("blocks", []):
        block_id = str(block.get("block_id", ""))
        if block_id == ANYWAY or block_id.startswith(_QUESTION):
            continue
        blocks.append(_filled_in(block, values))
        if block_id in questions:
            blocks.append(_question(block_id, questions[block_id]))
    blocks.append(render_input(anyway_field(anyway), workspace))
    return {**{name: view[name] for name in _KEPT if view.get(name)}, "blocks": blocks}


def _question(field: str, sentence: str) -> Block:
    return {
        "type": "context",
        "block_id": f"{_QUESTION}{field}",
        "elements": [plain_text(f"⚠ {sentence}")],
    }


def _filled_in(block: Block, values: Mapping[str, Payload]) -> Block:
    """Return a block whose element begins with what somebody entered."""
    entered = values.get(str(block.get("block_id")), {})
    if block.get("type") != "input" or not entered:
        return block

    element: Block = dict(block["element"])
    state = entered.get(element.get("action_id", ""), {})
    key = STATE_KEYS.get(element["type"], "value")
    initial = key.replace("selected_", "initial_") if key != "value" else "initial_value"
    element.pop(initial, None)
    if value := state.get(key):
        element[initial] = value
        element.pop("default_to_current_conversation", None)
    return {**block, "element": element}
