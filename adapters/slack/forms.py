"""Draw forms as modals, and read what comes back: pure."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from adapters.slack import ids, strings
from adapters.slack.render import VIEW_BLOCKS, Block, blocks, option, plain_text, running
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

TITLE = 24  # characters of a modal's title and buttons
INITIAL = 3000  # characters that a text field may hold
HINT = 2000  # characters of a label or hint
METADATA = 3000  # characters that a modal may carry
FILES = "file_input"
KINDS = {
    "static_select": "selected_option",
    "multi_static_select": "selected_options",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
}

Fields = dict[str, str | tuple[str, ...]]


class Origin(Struct, frozen=True, omit_defaults=True):
    """Where a modal was opened from; it travels with the modal. `limits` are the bytes that each file may have."""

    value: str = ""
    limits: dict[str, int] = {}
    channel: str = ""
    name: str = ""
    response_url: str = ""


def modal(form: Form, origin: Origin, workspace: str) -> Block:
    """Draw a form as a modal."""
    origin = msgspec.structs.replace(origin, value=form.value, limits={each.id: each.limit for each in form.files})
    intro = running(form.intro, workspace)
    return {
        "type": "modal",
        "callback_id": form.action,
        "private_metadata": _carried(origin),
        "title": plain_text(form.title),
        "submit": plain_text(form.submit[:TITLE]),
        "close": plain_text(strings.CANCEL),
        "blocks": [*intro, *(_input(field, workspace) for field in form.fields)][:VIEW_BLOCKS],
    }


def answer(card: Card, origin: Origin, workspace: str) -> Block:
    """Draw a card as a modal, for where nothing else can be shown."""
    title = card.title if len(card.title) <= TITLE else "Mingle"
    return {
        "type": "modal",
        "callback_id": "answer",
        "private_metadata": _carried(origin),
        "title": plain_text(title),
        "close": plain_text(strings.CLOSE),
        "blocks": blocks(card, workspace)[:VIEW_BLOCKS],
    }


def home(card: Card, workspace: str) -> Block:
    """Draw a card as somebody's home tab."""
    return {"type": "home", "blocks": blocks(card, workspace)[:VIEW_BLOCKS]}


def origin_of(view: Mapping[str, Any]) -> Origin:
    """Read where a modal was opened from."""
    try:
        return msgspec.json.decode(view.get("private_metadata") or "{}", type=Origin)
    except msgspec.DecodeError:
        return Origin()


def filled(view: Mapping[str, Any], workspace: str) -> Fields:
    """Read a submitted modal: people and channels in our ids."""
    return {name: _value(each, workspace) for name, each in _state(view).items() if each.get("type") != FILES}


def files_asked(view: Mapping[str, Any]) -> list[FileField]:
    """Give the fields of a submitted modal in which files are handed in."""
    limits = origin_of(view).limits
    return [
        FileField(
            block["block_id"], block["label"]["text"], types=tuple(block["element"].get("filetypes") or ()),
            limit=limits.get(block["block_id"], UPLOAD_LIMIT), required=not block.get("optional"),
        )
        for block in view.get("blocks", [])
        if block.get("element", {}).get("type") == FILES
    ]  # fmt: skip


def files_given(view: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """Give what a submitted modal says about the files in it."""
    return {name: each.get("files") or [] for name, each in _state(view).items() if each.get("type") == FILES}


def errors(found: Mapping[str, str], view: Mapping[str, Any]) -> dict[str, str]:
    """Put each sentence at a field that the modal has; Slack takes no other."""
    asked = [block["block_id"] for block in view.get("blocks", []) if block.get("type") == "input"]
    placed: dict[str, str] = {}
    for name, sentence in found.items():
        place = name if name in asked else asked[0]
        placed[place] = f"{placed[place]} {sentence}" if place in placed else sentence
    return placed


def _carried(origin: Origin) -> str:
    carried = msgspec.json.encode(origin).decode()
    short = Origin(origin.value, origin.limits)
    return carried if len(carried) <= METADATA else msgspec.json.encode(short).decode()


def _state(view: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    values = view.get("state", {}).get("values", {})
    return {name: element for elements in values.values() for name, element in elements.items()}


def _input(field: Field, workspace: str) -> Block:
    drawn: Block = {
        "type": "input",
        "block_id": field.id,
        "label": plain_text(field.label[:HINT]),
        "optional": not field.required,
        "element": {"action_id": field.id, **_element(field, workspace)},
    }
    return drawn | ({"hint": plain_text(field.hint[:HINT])} if field.hint else {})


def _element(field: Field, workspace: str) -> Block:
    match field:
        case TextField(initial=initial, multiline=multiline):
            return {"type": "plain_text_input", "multiline": multiline} | _given(initial_value=initial[:INITIAL])
        case ChoiceField():
            return _menu(field)
        case PeopleField(initial=initial, most=most):
            chosen = [native for who in initial if (native := ids.local(workspace, who))]
            return {"type": "multi_users_select", "max_selected_items": most} | _given(initial_users=chosen)
        case ChannelField(initial=initial):
            there = ids.local(workspace, initial)
            start = {"initial_conversation": there} if there else {"default_to_current_conversation": True}
            kinds = {"include": ["public", "private"], "exclude_bot_users": True}
            return {"type": "conversations_select", "filter": kinds, **start}
        case DateField(initial=day):
            return {"type": "datepicker"} | _given(initial_date=day.isoformat() if day else "")
        case FileField(types=types):
            return {"type": FILES, "filetypes": list(types), "max_files": 1}


def _menu(field: ChoiceField) -> Block:
    options = [option(choice) for choice in field.choices]
    chosen = [option(choice) for choice in field.choices if choice.value in field.initial]
    menu: Block = {"placeholder": plain_text(strings.CHOOSE), "options": options}
    if field.most > 1:
        several = {"type": "multi_static_select", "max_selected_items": field.most}
        return several | menu | _given(initial_options=chosen)
    return {"type": "static_select"} | menu | _given(initial_option=chosen[0] if chosen else None)


def _given(**values: Any) -> Block:
    return {name: value for name, value in values.items() if value}


def _value(element: Mapping[str, Any], workspace: str) -> str | tuple[str, ...]:
    kind = element.get("type", "")
    value = element.get(KINDS.get(kind, "value"))
    match kind:
        case "static_select":
            return str(value["value"]) if value else ""
        case "multi_static_select":
            return tuple(str(chosen["value"]) for chosen in value or ())
        case "multi_users_select":
            return tuple(ids.ours(workspace, who) for who in value or ())
        case "conversations_select":
            return ids.ours(workspace, value) if value else ""
    return value or ""
