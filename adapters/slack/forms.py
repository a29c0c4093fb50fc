"""Forms as modals, and the reading of what is submitted. No I/O."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from adapters.json_types import Payload
from adapters.slack import ids, strings
from adapters.slack.render import (
    MAX_VIEW_BLOCKS,
    Block,
    plain_text,
    render_blocks,
    render_option,
    render_text,
)
from bot.ui.cards import (
    UPLOAD_LIMIT,
    Card,
    ChannelField,
    ChoiceField,
    DateField,
    Field,
    FileField,
    Form,
    PeopleField,
    TextField,
)

MAX_TITLE = 24  # characters of a modal's title and buttons
MAX_INITIAL = 3000  # characters that a text field may hold
MAX_HINT = 2000  # characters of a label or hint
MAX_METADATA = 3000  # characters that a modal may carry
FILE_INPUT = "file_input"
STATE_KEYS = {
    "static_select": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
}

Fields = dict[str, str | tuple[str, ...]]


class ModalOrigin(Struct, frozen=True, omit_defaults=True):
    """Where a modal was opened from, carried in its private metadata.

    `value` is the form's; `limits` are the most bytes of each file field.
    """

    value: str = ""
    limits: dict[str, int] = {}
    channel: str = ""
    name: str = ""
    response_url: str = ""


def render_modal(form: Form, origin: ModalOrigin, workspace: str) -> Block:
    """Return a form as a modal."""
    limits = {field.id: field.limit for field in form.file_fields}
    origin = msgspec.structs.replace(origin, value=form.value, limits=limits)
    intro = render_text(form.intro, workspace)
    inputs = [render_input(field, workspace) for field in form.fields]
    return {
        "type": "modal",
        "callback_id": form.action,
        "private_metadata": _private_metadata(origin),
        "title": plain_text(form.title),
        "submit": plain_text(form.submit[:MAX_TITLE]),
        "close": plain_text(strings.CANCEL),
        "blocks": [*intro, *inputs][:MAX_VIEW_BLOCKS],
    }


def render_answer(card: Card, origin: ModalOrigin, workspace: str) -> Block:
    """Return a card as a modal, for answers that no message can show."""
    title = card.title if len(card.title) <= MAX_TITLE else "Mingle"
    return {
        "type": "modal",
        "callback_id": "answer",
        "private_metadata": _private_metadata(origin),
        "title": plain_text(title),
        "close": plain_text(strings.CLOSE),
        "blocks": render_blocks(card, workspace)[:MAX_VIEW_BLOCKS],
    }


def render_home(card: Card, workspace: str) -> Block:
    """Return a card as a home tab."""
    return {"type": "home", "blocks": render_blocks(card, workspace)[:MAX_VIEW_BLOCKS]}


def modal_origin(view: Payload) -> ModalOrigin:
    """Return the origin that a modal carries; an empty one if it cannot be read."""
    try:
        return msgspec.json.decode(view.get("private_metadata") or "{}", type=ModalOrigin)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return ModalOrigin()


def parse_submission(view: Payload, workspace: str) -> Fields:
    """Return the values of a submitted modal, people and channels as our ids, without files."""
    values: Fields = {}
    for field, element in _elements(view).items():
        if element.get("type") != FILE_INPUT:
            values[field] = _value(element, workspace)
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


def _private_metadata(origin: ModalOrigin) -> str:
    """Return an origin as JSON, without the place it was opened from where that is too long."""
    metadata = msgspec.json.encode(origin).decode()
    if len(metadata) <= MAX_METADATA:
        return metadata
    return msgspec.json.encode(ModalOrigin(origin.value, origin.limits)).decode()


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


def render_input(field: Field, workspace: str) -> Block:
    """Return one field as an input block."""
    block: Block = {
        "type": "input",
        "block_id": field.id,
        "label": plain_text(field.label[:MAX_HINT]),
        "optional": not field.required,
        "element": {"action_id": field.id, **_element(field, workspace)},
    }
    if field.hint:
        block["hint"] = plain_text(field.hint[:MAX_HINT])
    return block


def _element(field: Field, workspace: str) -> Block:
    match field:
        case TextField(initial=initial, multiline=multiline):
            initial_value = _unless_empty("initial_value", initial[:MAX_INITIAL])
            return {"type": "plain_text_input", "multiline": multiline, **initial_value}
        case ChoiceField():
            return _menu(field)
        case PeopleField(initial=initial, most=most):
            initial_users = _unless_empty("initial_users", ids.native_ids(workspace, initial))
            return {"type": "multi_users_select", "max_selected_items": most, **initial_users}
        case ChannelField(initial=initial):
            return _channel_select(ids.native_id_or_empty(workspace, initial))
        case DateField(initial=day):
            initial_date = _unless_empty("initial_date", day.isoformat() if day else "")
            return {"type": "datepicker", **initial_date}
        case FileField(types=types):
            return {"type": FILE_INPUT, "filetypes": list(types), "max_files": 1}


def _channel_select(initial: str) -> Block:
    element: Block = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if initial:
        return element | {"initial_conversation": initial}
    return element | {"default_to_current_conversation": True}


def _menu(field: ChoiceField) -> Block:
    """Return a menu, or a box to tick where there is one thing that may be chosen or not."""
    options = [render_option(choice) for choice in field.choices]
    chosen = [render_option(choice) for choice in field.choices if choice.value in field.initial]
    if field.most > 1:
        initial_options = _unless_empty("initial_options", chosen)
        if len(options) == 1:
            return {"type": "checkboxes", "options": options, **initial_options}
        several = {"type": "multi_static_select", "max_selected_items": field.most}
        return {**several, **_choose_from(options), **initial_options}

    initial_option = {"initial_option": chosen[0]} if chosen else {}
    return {"type": "static_select", **_choose_from(options), **initial_option}


def _choose_from(options: list[Block]) -> Block:
    return {"placeholder": plain_text(strings.CHOOSE), "options": options}


def _unless_empty(name: str, value: str | list[str] | list[Block]) -> Block:
    """Return one property, or none for an empty value."""
    return {name: value} if value else {}


def _value(element: Payload, workspace: str) -> str | tuple[str, ...]:
    kind = element.get("type", "")
    value = element.get(STATE_KEYS.get(kind, "value"))
    match kind:
        case "static_select":
            return str(value["value"]) if value else ""
        case "multi_static_select" | "checkboxes":
            return tuple(str(option["value"]) for option in value or ())
        case "multi_users_select":
            return tuple(ids.qualify_id(workspace, native) for native in value or ())
        case "conversations_select":
            return ids.qualify_id(workspace, value) if value else ""
    return value or ""
