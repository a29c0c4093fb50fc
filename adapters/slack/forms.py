"""Draw forms as modals, and read what comes back: pure."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

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
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
}

Fields = dict[str, str | tuple[str, ...]]


class ModalOrigin(Struct, frozen=True, omit_defaults=True):
    """Where a modal was opened from; it travels with the modal.

    `limits` are the bytes that each file may have.
    """

    value: str = ""
    limits: dict[str, int] = {}
    channel: str = ""
    name: str = ""
    response_url: str = ""


def render_modal(form: Form, origin: ModalOrigin, workspace: str) -> Block:
    """Draw a form as a modal."""
    origin = msgspec.structs.replace(
        origin, value=form.value, limits={each.id: each.limit for each in form.file_fields}
    )
    intro = render_text(form.intro, workspace)
    return {
        "type": "modal",
        "callback_id": form.action,
        "private_metadata": _carried(origin),
        "title": plain_text(form.title),
        "submit": plain_text(form.submit[:MAX_TITLE]),
        "close": plain_text(strings.CANCEL),
        "blocks": [*intro, *(_input(field, workspace) for field in form.fields)][:MAX_VIEW_BLOCKS],
    }


def render_answer(card: Card, origin: ModalOrigin, workspace: str) -> Block:
    """Draw a card as a modal, for where nothing else can be shown."""
    title = card.title if len(card.title) <= MAX_TITLE else "Mingle"
    return {
        "type": "modal",
        "callback_id": "answer",
        "private_metadata": _carried(origin),
        "title": plain_text(title),
        "close": plain_text(strings.CLOSE),
        "blocks": render_blocks(card, workspace)[:MAX_VIEW_BLOCKS],
    }


def render_home(card: Card, workspace: str) -> Block:
    """Draw a card as somebody's home tab."""
    return {"type": "home", "blocks": render_blocks(card, workspace)[:MAX_VIEW_BLOCKS]}


def modal_origin(view: Mapping[str, Any]) -> ModalOrigin:
    """Read where a modal was opened from."""
    try:
        return msgspec.json.decode(view.get("private_metadata") or "{}", type=ModalOrigin)
    except msgspec.DecodeError:
        return ModalOrigin()


def parse_submission(view: Mapping[str, Any], workspace: str) -> Fields:
    """Read a submitted modal: people and channels in our ids."""
    return {
        name: _value(each, workspace)
        for name, each in _state(view).items()
        if each.get("type") != FILE_INPUT
    }


def submitted_file_fields(view: Mapping[str, Any]) -> list[FileField]:
    """Give the fields of a submitted modal in which files are handed in."""
    limits = modal_origin(view).limits
    return [
        FileField(
            block["block_id"], block["label"]["text"],
            types=tuple(block["element"].get("filetypes") or ()),
            limit=limits.get(block["block_id"], UPLOAD_LIMIT), required=not block.get("optional"),
        )
        for block in view.get("blocks", [])
        if block.get("element", {}).get("type") == FILE_INPUT
    ]  # fmt: skip


def submitted_files(view: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """Give what a submitted modal says about the files in it."""
    return {
        name: each.get("files") or []
        for name, each in _state(view).items()
        if each.get("type") == FILE_INPUT
    }


def field_errors(found: Mapping[str, str], view: Mapping[str, Any]) -> dict[str, str]:
    """Put each sentence at a field that the modal has; Slack takes no other."""
    asked = [block["block_id"] for block in view.get("blocks", []) if block.get("type") == "input"]
    placed: dict[str, str] = {}
    for name, sentence in found.items():
        place = name if name in asked else asked[0]
        placed[place] = f"{placed[place]} {sentence}" if place in placed else sentence
    return placed


def _carried(origin: ModalOrigin) -> str:
    carried = msgspec.json.encode(origin).decode()
    short = ModalOrigin(origin.value, origin.limits)
    return carried if len(carried) <= MAX_METADATA else msgspec.json.encode(short).decode()


def _state(view: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    values = view.get("state", {}).get("values", {})
    return {name: element for elements in values.values() for name, element in elements.items()}


def _input(field: Field, workspace: str) -> Block:
    drawn: Block = {
        "type": "input",
        "block_id": field.id,
        "label": plain_text(field.label[:MAX_HINT]),
        "optional": not field.required,
        "element": {"action_id": field.id, **_element(field, workspace)},
    }
    return drawn | ({"hint": plain_text(field.hint[:MAX_HINT])} if field.hint else {})


def _element(field: Field, workspace: str) -> Block:
    match field:
        case TextField(initial=initial, multiline=multiline):
            return {"type": "plain_text_input", "multiline": multiline} | _given(
                initial_value=initial[:MAX_INITIAL]
            )
        case ChoiceField():
            return _menu(field)
        case PeopleField(initial=initial, most=most):
            chosen = [
                native for who in initial if (native := ids.native_id_or_empty(workspace, who))
            ]
            return {"type": "multi_users_select", "max_selected_items": most} | _given(
                initial_users=chosen
            )
        case ChannelField(initial=initial):
            there = ids.native_id_or_empty(workspace, initial)
            start = (
                {"initial_conversation": there}
                if there
                else {"default_to_current_conversation": True}
            )
            kinds = {"include": ["public", "private"], "exclude_bot_users": True}
            return {"type": "conversations_select", "filter": kinds, **start}
        case DateField(initial=day):
            return {"type": "datepicker"} | _given(initial_date=day.isoformat() if day else "")
        case FileField(types=types):
            return {"type": FILE_INPUT, "filetypes": list(types), "max_files": 1}


def _menu(field: ChoiceField) -> Block:
    options = [render_option(choice) for choice in field.choices]
    chosen = [render_option(choice) for choice in field.choices if choice.value in field.initial]
    menu: Block = {"placeholder": plain_text(strings.CHOOSE), "options": options}
    if field.most > 1:
        several = {"type": "multi_static_select", "max_selected_items": field.most}
        return several | menu | _given(initial_options=chosen)
    return {"type": "static_select"} | menu | _given(initial_option=chosen[0] if chosen else None)


def _given(**values: Any) -> Block:
    return {name: value for name, value in values.items() if value}


def _value(element: Mapping[str, Any], workspace: str) -> str | tuple[str, ...]:
    kind = element.get("type", "")
    value = element.get(STATE_KEYS.get(kind, "value"))
    match kind:
        case "static_select":
            return str(value["value"]) if value else ""
        case "multi_static_select":
            return tuple(str(chosen["value"]) for chosen in value or ())
        case "multi_users_select":
            return tuple(ids.qualify_id(workspace, who) for who in value or ())
        case "conversations_select":
            return ids.qualify_id(workspace, value) if value else ""
    return value or ""
