"""Reading of a submitted form: only its own fields, each in its shape, and its errors."""

from collections.abc import Collection, Mapping

from adapters.playground import strings
from adapters.playground.payloads import SubmittedFile
from adapters.uploads import FileUnavailable, OfferedFile
from bot.ui.cards import ChannelField, ChoiceField, Field, FileField, Form, PeopleField
from bot.ui.speech import say

Value = str | tuple[str, ...]


def parse_values(
    form: Form, given: Mapping[str, Value], channels: Collection[str]
) -> dict[str, Value]:
    """Return a value for each field of the form; only these channels can be chosen."""
    values: dict[str, Value] = {}
    for field in form.fields:
        if isinstance(field, FileField):
            continue
        value = _shape_value(field, given.get(field.id, ""))
        if isinstance(field, ChannelField) and value not in channels:
            value = ""
        values[field.id] = value
    return values


def find_problems(form: Form, values: Mapping[str, Value]) -> dict[str, str]:
    """Return an error sentence for each field that is required and empty, or holds too many."""
    problems = {
        field.id: _find_problem(field, values[field.id])
        for field in form.fields
        if field.id in values
    }
    return {field: problem for field, problem in problems.items() if problem}


def offered_files(submitted: Mapping[str, SubmittedFile]) -> dict[str, list[OfferedFile]]:
    """Return the files in a form by field; their content has arrived with it."""
    return {field: [_offered_file(file)] for field, file in submitted.items()}


def takes_several(field: Field) -> bool:
    """Return whether a field has several values."""
    if isinstance(field, ChoiceField):
        return field.most > 1
    return isinstance(field, PeopleField)


def _offered_file(file: SubmittedFile) -> OfferedFile:
    async def read_bytes(limit: int) -> bytes:  # noqa: ARG001
        if len(file.content) != file.size:
            raise FileUnavailable("the page could not read it")
        return file.content

    return OfferedFile(file.name, file.size, read_bytes)


def _shape_value(field: Field, value: Value) -> Value:
    """Return a tuple for a field of several values, else a text."""
    several = takes_several(field)
    if isinstance(value, str):
        if several:
            return (value,) if value else ()
        return value
    return value if several else "".join(value[:1])


def _find_problem(field: Field, value: Value) -> str:
    if field.required and not value:
        return say(strings.FILL_IN)
    if not isinstance(field, ChoiceField | PeopleField) or not takes_several(field):
        return ""
    if len(value) > field.most:
        return say(strings.TOO_MANY, most=field.most)
    return ""
