"""Forms as modals of at most five questions, and the reading of what is submitted. No I/O."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from adapters.discord import ids, strings
from adapters.discord.chosen_channels import KINDS
from adapters.discord.command_names import Spell
from adapters.discord.markdown import escape_markdown, to_markdown
from adapters.discord.render import Component, render_option, render_text
from adapters.json_types import Payload
from bot.core.interactions import FormErrors
from bot.dates.parser import DateInPast, UnreadableDate, parse_day
from bot.text_guard.views import POST_ANYWAY
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
from bot.ui.clocks import UNKNOWN_READERS, show_clock_in_text
from bot.ui.speech import say

MAX_QUESTIONS = 5  # parts of one modal, an introduction included
MAX_LABEL = 45  # characters of a question
MAX_HINT = 100  # characters of a description
MAX_TYPED = 4_000  # characters that a text field may hold
MAX_DATE_TEXT = 60  # characters of a date as people write it
MAX_RADIOS = 5  # choices shown as radio buttons; more go into a menu
MAX_CHECKBOXES = 10  # choices in a group of checkboxes
MAX_CHOSEN = 25  # values chosen in one menu
FIRST_PAGE = 0x2474  # ⑴: in a route, the sign for the first page of a form

AS_IT_IS = MAX_CHOSEN - 1  # in place of a page: send what is saved, as it is
LABEL, INPUT, MENU, USERS, CHANNELS, FILE, RADIO, CHECKBOXES = 18, 4, 3, 5, 8, 19, 21, 22
SHORT_STYLE, PARAGRAPH_STYLE = 1, 2

Value = str | tuple[str, ...]
Fields = Mapping[str, Value]


class _Submission(NamedTuple):
    """What is needed to read submitted values: ids that are bots, and when dates are relative."""

    workspace: str
    bots: frozenset[str]
    now: datetime
    zone: str


def split_pages(form: Form) -> list[tuple[Field, ...]]:
    """Divide a form's fields into pages of about the same size; there is at least one page."""
    fields = form.fields
    capacity = MAX_QUESTIONS - bool(form.intro)  # of the first page, which has the introduction
    further = max(0, -(-(len(fields) - capacity) // MAX_QUESTIONS))
    first = min(capacity, -(-len(fields) // (1 + further)))
    size = -(-(len(fields) - first) // further) if further else 1
    rest = range(first, len(fields), size)
    return [fields[:first], *(fields[start : start + size] for start in rest)]


def page_route(workspace: str, action: str, value: str, page: int) -> str:
    """Return the custom id that means one page of a form."""
    return ids.build_route(workspace, action, value, chr(FIRST_PAGE + page))


def page_in_route(custom_id: str, action: str) -> int | None:
    """Return the page of a form that a custom id means, or None."""
    page = ord(custom_id[len(action)]) - FIRST_PAGE
    return page if 0 <= page < MAX_CHOSEN else None


def render_modal(
    form: Form, workspace: str, spell: Spell, page: int = 0, values: Fields | None = None
) -> Component:
    """Return one page of a form as a modal; `values` were given so far."""
    components = []
    if form.intro and page == 0:
        intro = show_clock_in_text(form.intro, UNKNOWN_READERS)
        components.append(render_text(to_markdown(intro, workspace, spell)))
    for field in split_pages(form)[page]:
        given = (values or {}).get(field.id)
        components.append(_question(field, workspace, given))

    return {
        "custom_id": page_route(workspace, form.action, form.value, page),
        "title": form.title,
        "components": components or [render_text(escape_markdown(form.title))],
    }


def parse_submission(
    fields: Sequence[Field], data: Payload, workspace: str, now: datetime, zone: str
) -> dict[str, Value]:
    """Return the values of a submitted page, without those of file fields.

    People and channels are our ids, without bots; dates are ISO text where they are understood.
    """
    users = data.get("resolved", {}).get("users", {})
    bots = frozenset(native for native, user in users.items() if user.get("bot"))
    submission = _Submission(workspace, bots, now, zone)

    answers = _answers(data)
    values: dict[str, Value] = {}
    for field in fields:
        if not isinstance(field, FileField):
            values[field.id] = _value(field, answers.get(field.id, {}), submission)
    return values


def submitted_files(fields: Sequence[FileField], data: Payload) -> dict[str, list[Payload]]:
    """Return the attachments of a submitted page, by field."""
    attachments = data.get("resolved", {}).get("attachments", {})
    answers = _answers(data)
    files: dict[str, list[Payload]] = {}
    for field in fields:
        values = answers.get(field.id, {}).get("values") or ()
        files[field.id] = [attachments[value] for value in values if value in attachments]
    return files


def page_with_field(form: Form, field_id: str) -> int:
    """Return the page of a field; the first one for an id that the form does not have."""
    for page, fields in enumerate(split_pages(form)):
        if any(field.id == field_id for field in fields):
            return page
    return 0


def error_labels(form: Form, found: FormErrors) -> dict[int, str]:
    """Return the labels of the buttons below errors, by page: each page that has one.

    Questions have one more, to send what is saved as it is, as does a form that is right once
    something else is mended; files are not saved.
    """
    pages = sorted({page_with_field(form, name) for name in found.errors})
    if len(split_pages(form)) == 1:
        labels = dict.fromkeys(pages, say(strings.LOOK_AGAIN))
    else:
        labels = {page: strings.page_label(page + 1) for page in pages}
    if (found.anyway or found.agree) and not form.file_fields:
        labels[AS_IT_IS] = found.agree or say(POST_ANYWAY)
    return labels


def _answers(data: Payload) -> dict[str, Payload]:
    """Return the submitted components by field."""
    answers = {}
    for row in data["components"]:
        if "component" in row:
            component = row["component"]
            answers[component["custom_id"]] = component
    return answers


def _question(field: Field, workspace: str, given: Value | None) -> Component:
    question: Component = {"type": LABEL, "label": field.label[:MAX_LABEL]}
    if field.hint:
        question["description"] = field.hint[:MAX_HINT]
    question["component"] = {
        "custom_id": field.id,
        "required": field.required,
        **_element(field, workspace, given),
    }
    return question


def _element(field: Field, workspace: str, given: Value | None) -> Component:
    """Return the input of a field, filled with what was given before or its initial value."""
    match field:
        case TextField(initial=initial, limit=limit, multiline=multiline):
            style = PARAGRAPH_STYLE if multiline else SHORT_STYLE
            example = {"placeholder": field.example} if field.example else {}
            return {**example, **_input(_text(given, initial), limit, style)}
        case DateField(initial=day):
            text = _text(given, day.isoformat() if day else "")
            return {"placeholder": say(strings.DAY), **_input(text, MAX_DATE_TEXT, SHORT_STYLE)}
        case ChoiceField(initial=initial):
            return _choices(field, _values(given, initial))
        case PeopleField(initial=initial, most=most):
            defaults = _defaults("user", workspace, _values(given, initial))
            return {"type": USERS, **_bounds(most, field), **defaults}
        case ChannelField(initial=initial, purpose=purpose):
            defaults = _defaults("channel", workspace, _values(given, (initial,)))
            bounds = _bounds(1, field)
            kinds = list(KINDS[purpose])
            return {"type": CHANNELS, "channel_types": kinds, **bounds, **defaults}
        case FileField():
            return {"type": FILE, **_bounds(1, field)}


def _text(given: Value | None, initial: str) -> str:
    if given is None:
        return initial
    return str(given)


def _values(given: Value | None, initial: tuple[str, ...]) -> tuple[str, ...]:
    if given is None:
        return initial
    if isinstance(given, str):
        return (given,) if given else ()
    return given


def _input(text: str, limit: int, style: int) -> Component:
    max_length = min(max(limit, len(text)), MAX_TYPED)
    component: Component = {"type": INPUT, "style": style, "max_length": max_length}
    if text:
        component["value"] = text[:MAX_TYPED]
    return component


def _choices(field: ChoiceField, chosen: Sequence[str]) -> Component:
    """Return radio buttons, checkboxes or a menu, by how many choices and answers there are."""
    options = [render_option(choice, chosen=choice.value in chosen) for choice in field.choices]
    if field.most == 1 and field.required and 2 <= len(options) <= MAX_RADIOS:
        return {"type": RADIO, "options": options}

    bounds = _bounds(min(field.most, len(options)), field)
    if field.most > 1 and len(options) <= MAX_CHECKBOXES:
        return {"type": CHECKBOXES, "options": options, **bounds}
    return {"type": MENU, "placeholder": say(strings.CHOOSE), "options": options, **bounds}


def _bounds(max_chosen: int, field: Field) -> Component:
    return {"min_values": int(field.required), "max_values": min(max_chosen, MAX_CHOSEN)}


def _defaults(kind: str, workspace: str, values: Sequence[str]) -> Component:
    natives = ids.native_ids(workspace, values)
    if not natives:
        return {}
    return {"default_values": [{"id": native, "type": kind} for native in natives]}


def _value(field: TypedField, answer: Payload, submission: _Submission) -> Value:
    value = str(answer.get("value") or "")
    values = tuple(str(chosen) for chosen in answer.get("values") or ())
    match field:
        case TextField():
            return value
        case DateField():
            return _iso_date(value, submission)
        case ChoiceField(most=1):
            return value or next(iter(values), "")
        case ChoiceField():
            return values
        case PeopleField():
            return _people(values, submission)
        case ChannelField():
            return "".join(ids.qualify_id(submission.workspace, native) for native in values[:1])


def _people(natives: Sequence[str], submission: _Submission) -> tuple[str, ...]:
    people = [native for native in natives if native not in submission.bots]
    return tuple(ids.qualify_id(submission.workspace, native) for native in people)


def _iso_date(typed: str, submission: _Submission) -> str:
    """Return a typed day as ISO text; unchanged if it is not understood."""
    try:
        return date.fromisoformat(typed.strip()).isoformat()
    except ValueError:
        pass
    try:
        return parse_day(typed, submission.now, submission.zone).isoformat()
    except (UnreadableDate, DateInPast):
        return typed
