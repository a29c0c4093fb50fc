"""Readers of form fields that every feature uses; a bad value adds a sentence to `errors`."""

from bot.core.interactions import Invocation
from bot.dates.local_time import UnknownZone, validate_zone
from bot.ui.notices import NO_PINGS, no_such_zone, too_long
from bot.ui.speech import say
from bot.ui.text import calls_everybody, clean_text

_ZONE_LIMIT = 64


def read_words(
    call: Invocation, field: str, limit: int, errors: dict[str, str], *, multiline: bool = False
) -> str:
    """Return one field of free text, cleaned."""
    given = call.fields.get(field, "")
    words = clean_text(given if isinstance(given, str) else "", limit + 1, multiline=multiline)
    if len(words) > limit:
        errors[field] = too_long(limit)
    elif calls_everybody(words):
        errors[field] = say(NO_PINGS)
    return words


def read_zone(call: Invocation, errors: dict[str, str]) -> str:
    """Return the IANA zone of a form, or an empty string where no zone has this name."""
    try:
        return validate_zone(clean_text(call.field_text("zone"), _ZONE_LIMIT))
    except UnknownZone as unknown:
        errors["zone"] = no_such_zone(unknown.suggestion)
        return ""
