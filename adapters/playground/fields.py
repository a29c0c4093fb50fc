"""Read a filled-in form as platforms do.

Its own fields only, each in its shape, and none missing that is needed.
"""

from collections.abc import Collection, Mapping

from adapters.playground import strings
from adapters.playground.client_events import SubmittedFile
from adapters.uploads import FileUnavailable, OfferedFile
from bot.ui.cards import ChannelField, ChoiceField, Field, FileField, Form, PeopleField

Value = str | tuple[str, ...]


def parse_values(
    form: Form, given: Mapping[str, Value], channels: Collection[str]
) -> dict[str, Value]:
    """Give a value for each field of the form, whatever came; only these channels can be chosen."""
    typed = [field for field in form.fields if not isinstance(field, FileField)]
    values = {field.id: _shaped(field, given.get(field.id, "")) for field in typed}
    asked = {field.id for field in form.fields if isinstance(field, ChannelField)}
    return {
        name: "" if name in asked and value not in channels else value
        for name, value in values.items()
    }


def find_problems(form: Form, given: Mapping[str, Value]) -> dict[str, str]:
    """Give a sentence for each field that is needed and empty, or holds too many."""
    found = {
        field.id: _problem(field, given[field.id]) for field in form.fields if field.id in given
    }
    return {name: sentence for name, sentence in found.items() if sentence}


def offered_files(submitted: Mapping[str, SubmittedFile]) -> dict[str, list[OfferedFile]]:
    """Give the files that came along with a form."""
    return {name: [_offer(file)] for name, file in submitted.items()}


def takes_several(field: Field) -> bool:
    """Tell whether a field is answered with several values."""
    return isinstance(field, PeopleField) or (isinstance(field, ChoiceField) and field.most > 1)


def _offer(file: SubmittedFile) -> OfferedFile:
    async def get(most: int) -> bytes:  # noqa: ARG001 - it has arrived, and is judged by its size again
        if len(file.content) != file.size:
            raise FileUnavailable("the page could not read it")
        return file.content

    return OfferedFile(file.name, file.size, get)


def _shaped(field: Field, value: Value) -> Value:
    several = ((value,) if value else ()) if isinstance(value, str) else value
    if takes_several(field):
        return several
    return several[0] if several else ""


def _problem(field: Field, value: Value) -> str:
    if field.required and not value:
        return strings.FILL_IN
    if (
        isinstance(field, ChoiceField | PeopleField)
        and takes_several(field)
        and len(value) > field.most
    ):
        return strings.TOO_MANY.format(most=field.most)
    return ""
