"""The inputs of a form as Slack's own, each with what it holds at most, and their values. No I/O.

A text is drawn as Slack's clock, calendar, number or address where what it opens with fits one;
otherwise as a line of text, which loses nothing that was typed.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from adapters.json_types import Payload
from adapters.slack import ids, strings
from adapters.slack.render import plain_text, render_option
from adapters.slack.running_text import Block
from bot.ui.cards import (
    TYPED_LIMIT,
    ChannelField,
    ChoiceField,
    DateField,
    Field,
    FileField,
    PeopleField,
    TextField,
    TextKind,
)
from bot.ui.speech import say

MAX_HINT = 2000  # characters of a label or hint
FILE_INPUT = "file_input"
MOMENT_INPUT = "datetimepicker"
STATE_KEYS = {
    "static_select": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    MOMENT_INPUT: "selected_date_time",
}

Value = str | tuple[str, ...]

_MOMENT = "%Y-%m-%d %H:%M"
_FITS: Mapping[TextKind, re.Pattern[str]] = {
    "time": re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII),
    "number": re.compile(r"\d{1,9}", re.ASCII),
    "link": re.compile(r"https?://\S+\.\S+"),
    "moment": re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d", re.ASCII),
}


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


def read_input(element: Payload, workspace: str, zone: str) -> Value:
    """Return the value of a submitted input; a moment as text in its field's zone."""
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
        case "datetimepicker":
            return _local_text(value, zone) if value else ""
    return str(value or "")


def _element(field: Field, workspace: str) -> Block:
    match field:
        case TextField():
            return _text(field)
        case ChoiceField():
            return _menu(field)
        case PeopleField(initial=initial, most=most):
            initial_users = _unless_empty("initial_users", ids.native_ids(workspace, initial))
            element = _with_example("multi_users_select", say(strings.CHOOSE_PEOPLE))
            return {**element, "max_selected_items": most, **initial_users}
        case ChannelField(initial=initial):
            return _channel_select(ids.native_id_or_empty(workspace, initial))
        case DateField(initial=day):
            initial_date = _unless_empty("initial_date", day.isoformat() if day else "")
            return {**_with_example("datepicker", say(strings.CHOOSE_DAY)), **initial_date}
        case FileField(types=types):
            return {"type": FILE_INPUT, "filetypes": list(types), "max_files": 1}


def _text(field: TextField) -> Block:
    """Return the input that suits a text's kind, or a line where its initial value needs one."""
    pattern = _FITS.get(field.kind)
    if pattern is None or (field.initial and not pattern.fullmatch(field.initial)):
        return _typed(field)

    match field.kind:
        case "time":
            initial_time = _unless_empty("initial_time", field.initial)
            return {**_with_example("timepicker", field.example), **initial_time}
        case "number":
            bounds: Block = {"min_value": str(field.least), "max_value": str(field.most)}
            element = _with_example("number_input", field.example)
            return {**element, "is_decimal_allowed": False, **bounds, **_initial(field.initial)}
        case "moment":
            return _moment(field)
    return {**_with_example("url_text_input", field.example), **_initial(field.initial)}


def _typed(field: TextField) -> Block:
    # what was typed before may be longer than what may be typed now
    initial = field.initial[:TYPED_LIMIT]
    return {
        **_with_example("plain_text_input", field.example),
        "multiline": field.multiline,
        "max_length": max(field.limit, len(initial)),
        **_initial(initial),
    }


def _moment(field: TextField) -> Block:
    """Return a calendar with a clock, which Slack shows in the writer's own zone."""
    if not field.initial:
        return {"type": MOMENT_INPUT}
    try:
        local = datetime.strptime(field.initial, _MOMENT).replace(tzinfo=ZoneInfo(field.zone))
    except ValueError:
        return _typed(field)
    return {"type": MOMENT_INPUT, "initial_date_time": int(local.timestamp())}


def _local_text(value: object, zone: str) -> str:
    """Return seconds since 1970 as the text that somebody in a zone would type."""
    if not isinstance(value, int):
        return str(value)
    try:
        return f"{datetime.fromtimestamp(value, UTC).astimezone(ZoneInfo(zone)):{_MOMENT}}"
    except (ValueError, OverflowError, OSError):
        return str(value)


def _channel_select(initial: str) -> Block:
    element: Block = {
        **_with_example("conversations_select", say(strings.CHOOSE_CHANNEL)),
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
        several = _with_example("multi_static_select", say(strings.CHOOSE))
        return {**several, "max_selected_items": field.most, "options": options, **initial_options}

    initial_option = {"initial_option": chosen[0]} if chosen else {}
    return {
        **_with_example("static_select", say(strings.CHOOSE)),
        "options": options,
        **initial_option,
    }


def _with_example(kind: str, example: str) -> Block:
    """Return the start of an element, with what it shows while it is empty."""
    return {"type": kind, "placeholder": plain_text(example)} if example else {"type": kind}


def _initial(text: str) -> Block:
    return _unless_empty("initial_value", text)


def _unless_empty(name: str, value: str | list[str] | list[Block]) -> Block:
    """Return one property, or none for an empty value."""
    return {name: value} if value else {}
