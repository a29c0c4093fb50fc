"""Read what people write in the fields of any form; what is wrong gets a calm sentence at its field."""

from bot.router import Invocation
from bot.text import calls_everybody, clean
from bot.views import NO_ONE_RUNG, too_long


def read_words(call: Invocation, field: str, limit: int, errors: dict[str, str], *, multiline: bool = False) -> str:
    """Read one field of free words."""
    given = call.fields.get(field, "")
    words = clean(given if isinstance(given, str) else "", limit + 1, multiline=multiline)
    if len(words) > limit:
        errors[field] = too_long(limit)
    elif calls_everybody(words):
        errors[field] = NO_ONE_RUNG
    return words
