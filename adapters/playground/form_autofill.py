"""Fill in forms as a simulated colleague would: from the profile, or with something learned."""

import random

from adapters.playground.records import Colleague
from adapters.playground.seed_data import load_seed_data
from bot.ui.cards import ChoiceField, DateField, FileField, Form, TextField, TypedField

Value = str | tuple[str, ...]
LEARNING_FIELD = "text"  # the field in which people say what they learned
SHARE_FIELD = "share"  # the field that asks who may read it


def fill_form(form: Form, who: Colleague, chance: random.Random) -> dict[str, Value]:
    """Give a value for each field."""
    return {
        field.id: _value(field, who, chance)
        for field in form.fields
        if not isinstance(field, FileField)
    }


def initial_values(form: Form) -> dict[str, Value]:
    """Give what stands in a form when it opens."""
    return {field.id: _initial(field) for field in form.fields if not isinstance(field, FileField)}


def _initial(field: TypedField) -> Value:
    match field:
        case ChoiceField(initial=initial, most=1):
            return initial[0] if initial else ""
        case DateField(initial=day):
            return day.isoformat() if day else ""
        case _:
            return field.initial


def _value(field: TypedField, who: Colleague, chance: random.Random) -> Value:
    known = who.profile.get(field.id, ())
    match field:
        case TextField(id=name) if name == LEARNING_FIELD:
            return str(chance.choice(load_seed_data()["learnings"]))
        case TextField() if known:
            return ", ".join(known)
        case ChoiceField(id=name, choices=choices) if name == SHARE_FIELD:
            return chance.choice(choices).value
        case ChoiceField(choices=choices, most=most) if known:
            chosen = tuple(choice.value for choice in choices if choice.value in known)[:most]
            return chosen if most > 1 else "".join(chosen[:1])
        case _:
            return _initial(field)
