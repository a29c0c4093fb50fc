"""Read what somebody wrote about an event in a form, and say calmly what is wrong with which
field."""

from datetime import datetime, time, timedelta
from typing import Any

from bot.core.fields import read_words
from bot.core.router import Invocation
from bot.dates.parser import DateInPast, UnreadableDate, parse_when
from bot.dates.recurrence import local_date, utc_instant
from bot.events import rules
from bot.events.views import forms
from bot.ui.text import clean_text

_USUAL = time(18)
_LIMITS = {"title": forms.TITLE_LIMIT, "place": forms.PLACE_LIMIT, "address": forms.PLACE_LIMIT}


def read_event_form(
    call: Invocation, zone: str, kept: rules.Event | None = None
) -> tuple[dict[str, Any], dict[str, str]]:
    """Give what the form says about an event, and what is wrong; a time that is `kept` may be
    over."""
    errors: dict[str, str] = {}
    values: dict[str, Any] = {
        name: read_words(call, name, limit, errors) for name, limit in _LIMITS.items()
    }
    values["description"] = read_words(
        call, "description", forms.WORDS_LIMIT, errors, multiline=True
    )
    if not values["title"]:
        errors.setdefault("title", forms.NO_TITLE)
    values |= _times(call, zone, kept, errors)
    values["capacity"] = _capacity(call.field_text("capacity"), errors)
    return values, errors


def _times(
    call: Invocation, zone: str, kept: rules.Event | None, errors: dict[str, str]
) -> dict[str, Any]:
    length = call.field_text("length")
    all_day = length == forms.ALL_DAY
    if length not in forms.LENGTHS and (kept is None or length != forms.length_input(kept)):
        errors["length"] = forms.BAD_LENGTH
        return {}
    words = call.field_text("when")
    if kept and words == forms.start_input(kept) and length == forms.length_input(kept):
        return {"starts_at": kept.starts_at, "ends_at": kept.ends_at, "all_day": kept.all_day}
    start = _start(words, call.now, zone, all_day=all_day, errors=errors)
    if start is None:
        return {}
    end = _midnight(start, zone, days=1) if all_day else start + timedelta(minutes=int(length))
    return {"starts_at": start, "ends_at": end, "all_day": all_day}


def _start(
    words: str, now: datetime, zone: str, *, all_day: bool, errors: dict[str, str]
) -> datetime | None:
    shown = clean_text(words, 40)
    try:
        found = parse_when(words, now, zone, _USUAL).replace(second=0, microsecond=0)
    except UnreadableDate:
        errors["when"] = forms.unreadable_start(shown)
        return None
    except DateInPast:
        errors["when"] = forms.past_start(shown)
        return None
    if found <= now:
        errors["when"] = forms.past_start(shown)
    elif found - now > rules.MAX_AHEAD:
        errors["when"] = forms.TOO_FAR
    else:
        return _midnight(found, zone) if all_day else found
    return None


def _midnight(at: datetime, zone: str, days: int = 0) -> datetime:
    return utc_instant(local_date(at, zone) + timedelta(days=days), time(), zone)


def _capacity(words: str, errors: dict[str, str]) -> int | None:
    if not words:
        return None
    number = int(words) if words.isascii() and words.isdecimal() and len(words) < 5 else 0
    if not 1 <= number <= rules.MAX_EVENT_SEATS:
        errors["capacity"] = forms.BAD_SEATS
        return None
    return number
