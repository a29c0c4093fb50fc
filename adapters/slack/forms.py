"""Forms as modals, and the reading of what is submitted. No I/O."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from adapters.json_types import Payload
from adapters.slack import strings
from adapters.slack.form_inputs import FILE_INPUT, Value, read_input, render_input
from adapters.slack.newer_blocks import as_alert
from adapters.slack.render import MAX_VIEW_BLOCKS, plain_text, render_blocks
from adapters.slack.running_text import Block, render_text
from bot.ui.cards import UPLOAD_LIMIT, Card, FileField, Form, TextField
from bot.ui.clocks import UNKNOWN_READERS, Readers, show_clock_in_text
from bot.ui.speech import say

MAX_TITLE = 24  # characters of a modal's title and buttons
MAX_METADATA = 3000  # characters that a modal may carry

Fields = dict[str, Value]


class ModalOrigin(Struct, frozen=True, omit_defaults=True):
    """Where a modal was opened from, carried in its private metadata.

    `value` is the form's; `limits` are the most bytes of each file field, `zones` those in which
    its moments are read. `home` is the home tab. `mark` is that of the answer in which somebody
    clicked, and `message` the one that holds it where it is not ephemeral.
    """

    value: str = ""
    limits: dict[str, int] = {}
    zones: dict[str, str] = {}
    channel: str = ""
    name: str = ""
    response_url: str = ""
    home: bool = False
    mark: str = ""
    message: str = ""


def render_modal(
    form: Form, origin: ModalOrigin, workspace: str, readers: Readers = UNKNOWN_READERS
) -> Block:
    """Return a form as a modal."""
    limits = {field.id: field.limit for field in form.file_fields}
    origin = msgspec.structs.replace(
        origin, value=form.value, limits=limits, zones=_zones_of_moments(form)
    )
    intro = render_text(show_clock_in_text(form.intro, readers), workspace)
    inputs = [render_input(field, workspace) for field in form.fields]
    return {
        "type": "modal",
        "callback_id": form.action,
        "private_metadata": _private_metadata(origin),
        "title": plain_text(form.title),
        "submit": plain_text(say(form.submit)[:MAX_TITLE]),
        "close": plain_text(say(strings.CANCEL)),
        "blocks": [*intro, *inputs][:MAX_VIEW_BLOCKS],
    }


def render_answer(
    card: Card,
    origin: ModalOrigin,
    workspace: str,
    readers: Readers = UNKNOWN_READERS,
    *,
    is_refusal: bool = False,
) -> Block:
    """Return a card as a modal, for answers that no message can show."""
    blocks = render_blocks(card, workspace, readers=readers)
    if is_refusal:
        blocks = [as_alert(block) for block in blocks]
    title = card.title if len(card.title) <= MAX_TITLE else "Mingle"
    return {
        "type": "modal",
        "callback_id": "answer",
        "private_metadata": _private_metadata(origin),
        "title": plain_text(title),
        "close": plain_text(say(strings.CLOSE)),
        "blocks": blocks[:MAX_VIEW_BLOCKS],
    }


def render_home(card: Card, workspace: str, readers: Readers = UNKNOWN_READERS) -> Block:
    """Return a card as a home tab."""
    blocks = render_blocks(card, workspace, readers=readers, is_page=True)
    return {
        "type": "home",
        "private_metadata": _private_metadata(ModalOrigin(home=True)),
        "blocks": blocks[:MAX_VIEW_BLOCKS],
    }


def modal_origin(view: Payload) -> ModalOrigin:
    """Return the origin that a modal carries; an empty one if it cannot be read."""
    try:
        return msgspec.json.decode(view.get("private_metadata") or "{}", type=ModalOrigin)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return ModalOrigin()


def parse_submission(view: Payload, workspace: str) -> Fields:
    """Return the values of a submitted modal, people and channels as our ids, without files."""
    zones = modal_origin(view).zones
    values: Fields = {}
    for field, element in _elements(view).items():
        if element.get("type") != FILE_INPUT:
            values[field] = read_input(element, workspace, zones.get(field, "UTC"))
    return values


def submitted_file_fields(view: Payload) -> list[FileField]:
    """Return the file fields of a submitted modal, rebuilt from its blocks."""
    limits = modal_origin(view).limits
    fields = []
    for block in view.get("blocks", []):
        if block.get("element", {}).get("type") == FILE_INPUT:
            fields.append(_file_field(block, limits))
    return fields


def submitted_files(view: Payload) -> dict[str, list[Payload]]:
    """Return the files of a submitted modal, by field."""
    files = {}
    for field, element in _elements(view).items():
        if element.get("type") == FILE_INPUT:
            files[field] = element.get("files") or []
    return files


def field_errors(errors: Mapping[str, str], view: Payload) -> dict[str, str]:
    """Return errors by the modal's own fields, since Slack accepts no other.

    An error about anything else goes to the first field.
    """
    inputs = [block["block_id"] for block in view.get("blocks", []) if block.get("type") == "input"]
    sentences: dict[str, list[str]] = {}
    for name, sentence in errors.items():
        field = name if name in inputs else inputs[0]
        sentences.setdefault(field, []).append(sentence)
    return {field: " ".join(texts) for field, texts in sentences.items()}


def _zones_of_moments(form: Form) -> dict[str, str]:
    moments = (field for field in form.fields if isinstance(field, TextField))
    return {field.id: field.zone for field in moments if field.kind == "moment"}


def _private_metadata(origin: ModalOrigin) -> str:
    """Return an origin as JSON, without the place it was opened from where that is too long."""
    metadata = msgspec.json.encode(origin).decode()
    if len(metadata) <= MAX_METADATA:
        return metadata
    short = ModalOrigin(origin.value, origin.limits, origin.zones, home=origin.home)
    return msgspec.json.encode(short).decode()


def _elements(view: Payload) -> dict[str, Payload]:
    """Return the submitted elements by field."""
    elements: dict[str, Payload] = {}
    for block in view.get("state", {}).get("values", {}).values():
        elements |= block
    return elements


def _file_field(block: Payload, limits: Mapping[str, int]) -> FileField:
    return FileField(
        block["block_id"],
        block["label"]["text"],
        types=tuple(block["element"].get("filetypes") or ()),
        limit=limits.get(block["block_id"], UPLOAD_LIMIT),
        required=not block.get("optional"),
    )
