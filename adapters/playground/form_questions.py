"""A form that comes back with questions: what was typed, and a box to send it all the same."""

from collections.abc import Mapping
from datetime import date

from msgspec.structs import replace

from bot.core.interactions import ANYWAY
from bot.text_guard.views import anyway_field
from bot.ui.cards import ChannelField, ChoiceField, DateField, Field, Form, PeopleField, TextField

Value = str | tuple[str, ...]
Values = Mapping[str, Value]


def ask_in_form(form: Form, given: Values, anyway: str) -> Form:
    """Return a form that opens with what was given, and the box that answers its questions."""
    fields = [
        _filled_in(field, given.get(field.id, "")) for field in form.fields if field.id != ANYWAY
    ]
    return replace(form, fields=(*fields, anyway_field(anyway)))


def _filled_in(field: Field, value: Value) -> Field:
    several = value if isinstance(value, tuple) else (value,) if value else ()
    match field:
        case ChoiceField() | PeopleField():
            return replace(field, initial=several)
        case DateField():
            return replace(field, initial=_day("".join(several)))
        case TextField() | ChannelField():
            return replace(field, initial="".join(several))
    return field


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
