"""Draw forms as modals, five questions at a time, and read what comes back: pure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from adapters.discord import ids, strings
from adapters.discord.markdown import escape_markdown, to_markdown
from adapters.discord.render import Component, render_option, render_text
from bot.dates.parser import DateInPast, UnreadableDate, parse_day
from bot.ui.cards import (
    ChannelField,
    ChoiceField,
    DateField,
    Field,
    FileField,
    Form,
    PeopleField,
    TextField,
    TypedField,
)

MAX_QUESTIONS = 5  # parts of one modal, an introduction included
MAX_LABEL = 45  # characters of a question
MAX_HINT = 100  # characters below it
MAX_TYPED = 4_000  # characters that a text field may hold
MAX_DATE_TEXT = 60  # characters of a date as people write it
MAX_RADIOS = 5  # choices that are shown at once; more go into a menu
MAX_CHECKBOXES = 10  # choices in a group of checkboxes
MAX_CHOSEN = 25  # things chosen in one menu
FIRST_PAGE = 0x2474  # ⑴: the sign in a route that tells which page of a form is meant

LABEL, INPUT, MENU, USERS, CHANNELS, FILE, RADIO, CHECKBOXES = 18, 4, 3, 5, 8, 19, 21, 22
SHORT_STYLE, PARAGRAPH_STYLE = 1, 2
TEXT_CHANNELS = [0, 5]

Value = str | tuple[str, ...]
Fields = Mapping[str, Value]


def split_pages(form: Form) -> list[tuple[Field, ...]]:
    """Divide a form's questions into pages, as evenly as can be."""
    room = MAX_QUESTIONS - bool(form.intro)
    count = max(1, -(-len(form.fields) // room))
    size = max(1, -(-len(form.fields) // count))
    return [form.fields[start : start + size] for start in range(0, len(form.fields), size)] or [()]


def page_route(workspace: str, action: str, value: str, page: int) -> str:
    """Write the route that names one page of a form."""
    return ids.build_route(workspace, action, value, chr(FIRST_PAGE + page))


def page_in_route(custom_id: str, action: str) -> int | None:
    """Read which page of a form a route names, if it names one."""
    page = ord(custom_id[len(action)]) - FIRST_PAGE
    return page if 0 <= page < MAX_CHOSEN else None


def render_modal(
    form: Form, workspace: str, page: int = 0, values: Fields | None = None, channel: str = ""
) -> Component:
    """Draw one page of a form, with what was given so far; `channel` is where it was opened."""
    given = values or {}
    intro = [render_text(to_markdown(form.intro, workspace))] if form.intro and page == 0 else []
    asked = [
        _asked(field, workspace, given.get(field.id), channel) for field in split_pages(form)[page]
    ]
    return {
        "custom_id": page_route(workspace, form.action, form.value, page),
        "title": form.title,
        "components": [*intro, *asked] or [render_text(escape_markdown(form.title))],
    }


def parse_submission(
    fields: Sequence[Field], data: Mapping[str, Any], workspace: str, now: datetime, zone: str
) -> dict[str, Value]:
    """Read a submitted page.

    People and channels in our ids, dates as ISO text where they can be read.
    """
    answers = _answers(data)
    bots = {
        who for who, told in data.get("resolved", {}).get("users", {}).items() if told.get("bot")
    }
    typed = [field for field in fields if not isinstance(field, FileField)]
    return {
        field.id: _value(field, answers.get(field.id, {}), workspace, bots, (now, zone))
        for field in typed
    }


def submitted_files(
    fields: Sequence[FileField], data: Mapping[str, Any]
) -> dict[str, list[Mapping[str, Any]]]:
    """Give what a submitted page says about the files in it."""
    told, answers = data.get("resolved", {}).get("attachments", {}), _answers(data)
    return {
        field.id: [
            told[one] for one in answers.get(field.id, {}).get("values") or () if one in told
        ]
        for field in fields
    }


def page_with_field(form: Form, field: str) -> int:
    """Tell on which page a field stands; a sentence about none stands for the first."""
    return next(
        (
            page
            for page, fields in enumerate(split_pages(form))
            if field in {one.id for one in fields}
        ),
        0,
    )


def _answers(data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {
        one["component"]["custom_id"]: one["component"]
        for one in data["components"]
        if "component" in one
    }


def _asked(field: Field, workspace: str, given: Value | None, channel: str) -> Component:
    hint = {"description": field.hint[:MAX_HINT]} if field.hint else {}
    asked = {
        "custom_id": field.id,
        "required": field.required,
        **_element(field, workspace, given, channel),
    }
    return {"type": LABEL, "label": field.label[:MAX_LABEL], **hint, "component": asked}


def _element(field: Field, workspace: str, given: Value | None, channel: str) -> Component:
    match field:
        case TextField(initial=initial, limit=limit, multiline=multiline):
            return _input(
                initial if given is None else str(given),
                limit,
                PARAGRAPH_STYLE if multiline else SHORT_STYLE,
            )
        case DateField(initial=day):
            before = (day.isoformat() if day else "") if given is None else str(given)
            return {"placeholder": strings.DAY, **_input(before, MAX_DATE_TEXT, SHORT_STYLE)}
        case ChoiceField(initial=initial):
            return _choices(field, initial if given is None else _several(given))
        case PeopleField(initial=initial, most=most):
            return {"type": USERS, **_bounds(most, field)} | _defaults(
                "user", workspace, given, initial
            )
        case ChannelField(initial=initial):
            menu = {"type": CHANNELS, "channel_types": TEXT_CHANNELS, **_bounds(1, field)}
            return menu | _defaults("channel", workspace, given, (initial or channel,))
        case FileField():
            return {"type": FILE, **_bounds(1, field)}


def _input(before: str, limit: int, style: int) -> Component:
    room = {"max_length": min(max(limit, len(before)), MAX_TYPED)}
    return {"type": INPUT, "style": style, **room} | (
        {"value": before[:MAX_TYPED]} if before else {}
    )


def _choices(field: ChoiceField, chosen: Sequence[str]) -> Component:
    options = [render_option(choice, chosen=choice.value in chosen) for choice in field.choices]
    if field.most == 1 and field.required and 2 <= len(options) <= MAX_RADIOS:
        return {"type": RADIO, "options": options}
    most = min(field.most, len(options))
    if field.most > 1 and len(options) <= MAX_CHECKBOXES:
        return {"type": CHECKBOXES, "options": options, **_bounds(most, field)}
    return {"type": MENU, "placeholder": strings.CHOOSE, "options": options, **_bounds(most, field)}


def _bounds(max_chosen: int, field: Field) -> Component:
    return {"min_values": int(field.required), "max_values": min(max_chosen, MAX_CHOSEN)}


def _defaults(kind: str, workspace: str, given: Value | None, initial: Sequence[str]) -> Component:
    before = initial if given is None else _several(given)
    known = [native for one in before if (native := ids.native_id_or_empty(workspace, one))]
    return {"default_values": [{"id": native, "type": kind} for native in known]} if known else {}


def _several(value: Value) -> tuple[str, ...]:
    return ((value,) if value else ()) if isinstance(value, str) else value


def _value(
    field: TypedField,
    answer: Mapping[str, Any],
    workspace: str,
    bots: set[str],
    today: tuple[datetime, str],
) -> Value:
    values = tuple(str(one) for one in answer.get("values") or ())
    match field:
        case TextField():
            return str(answer.get("value") or "")
        case DateField():
            return _day(str(answer.get("value") or ""), *today)
        case ChoiceField(most=1):
            return str(answer.get("value") or next(iter(values), ""))
        case ChoiceField():
            return values
        case PeopleField():
            return tuple(ids.qualify_id(workspace, who) for who in values if who not in bots)
        case ChannelField():
            return ids.qualify_id(workspace, values[0]) if values else ""


def _day(typed: str, now: datetime, zone: str) -> str:
    try:
        return date.fromisoformat(typed.strip()).isoformat()
    except ValueError:
        pass
    try:
        return parse_day(typed, now, zone).isoformat()
    except (UnreadableDate, DateInPast):
        return typed
