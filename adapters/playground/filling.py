"""Fill in forms as a simulated colleague would: from the profile, or with something learned."""

import random

from adapters.playground.memory import Colleague
from adapters.playground.workspace import written
from bot.cards import ChannelField, Choice, ChoiceField, DateField, Field, Form, PeopleField, TextField

Value = str | tuple[str, ...]
LEARNED = "text"  # the field in which people say what they learned


def values(form: Form, who: Colleague, chance: random.Random) -> dict[str, Value]:
    """Give a value for each field."""
    return {field.id: _value(field, who, chance) for field in form.fields}


def _value(field: Field, who: Colleague, chance: random.Random) -> Value:
    known = who.profile.get(field.id, ())
    match field:
        case TextField(id=name) if name == LEARNED:
            return str(chance.choice(written()["learnings"]))
        case TextField(initial=initial):
            return ", ".join(known) or initial
        case ChoiceField(choices=choices, initial=initial, most=most):
            return _choose(choices, initial, known, most, chance)
        case PeopleField(initial=initial):
            return initial
        case ChannelField(initial=channel):
            return channel
        case DateField(initial=day):
            return day.isoformat() if day else ""


def _choose(
    choices: tuple[Choice, ...], initial: tuple[str, ...], known: tuple[str, ...], most: int, chance: random.Random
) -> Value:
    offered = [choice.value for choice in choices]
    chosen = tuple(value for value in known if value in offered) or initial or (chance.choice(offered),)
    return chosen[:most] if most > 1 else chosen[0]
