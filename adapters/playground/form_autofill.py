"""Form values as a simulated colleague would fill them in: from the profile and the seed data."""

import random
from collections.abc import Iterator

from adapters.playground.records import Colleague
from bot.ui.cards import ChoiceField, DateField, FileField, Form, TextField, TypedField

Value = str | tuple[str, ...]
LEARNING_FIELD = "text"  # the field in which people say what they learned
SHARE_FIELD = "share"  # the field that asks who may read it


def fill_form(
    form: Form, who: Colleague, chance: random.Random, learned: str = ""
) -> dict[str, Value]:
    """Return a value for each field but files; `learned` is what they say that they learned."""
    values = {field.id: _value(field, who, chance) for field in _typed_fields(form)}
    if learned and LEARNING_FIELD in values:
        values[LEARNING_FIELD] = learned
    return values


def asks_what_was_learned(form: Form) -> bool:
    """Return whether a form asks what somebody learned, and who may read it."""
    return {LEARNING_FIELD, SHARE_FIELD} <= {field.id for field in form.fields}


def initial_values(form: Form) -> dict[str, Value]:
    """Return the values that a form opens with."""
    return {field.id: _initial_value(field) for field in _typed_fields(form)}


def _typed_fields(form: Form) -> Iterator[TypedField]:
    for field in form.fields:
        if not isinstance(field, FileField):
            yield field


def _initial_value(field: TypedField) -> Value:
    if isinstance(field, DateField):
        return field.initial.isoformat() if field.initial else ""
    if isinstance(field, ChoiceField):
        return _one_or_all(field, field.initial)
    return field.initial


def _value(field: TypedField, who: Colleague, chance: random.Random) -> Value:
    profile = who.profile.get(field.id, ())
    if isinstance(field, TextField):
        return ", ".join(profile) or field.initial

    if isinstance(field, ChoiceField):
        if field.id == SHARE_FIELD:
            return chance.choice(field.choices).value
        if profile:
            return _choose_from_profile(field, profile)
    return _initial_value(field)


def _choose_from_profile(field: ChoiceField, profile: tuple[str, ...]) -> Value:
    offered = [choice.value for choice in field.choices if choice.value in profile]
    return _one_or_all(field, tuple(offered[: field.most]))


def _one_or_all(field: ChoiceField, values: tuple[str, ...]) -> Value:
    if field.most > 1:
        return values
    return "".join(values[:1])
