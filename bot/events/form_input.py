"""Parse and validate the form of an event."""

from datetime import datetime, time, timedelta
from typing import NamedTuple

from msgspec import Struct

from bot.core.fields import read_words
from bot.core.router import Invocation
from bot.dates.local_time import local_date, utc_instant
from bot.dates.parser import DateInPast, UnreadableDate, parse_when
from bot.events import rules
from bot.events.views import forms
from bot.ui.text import clean_text

_DEFAULT_TIME = time(18)
_LIMITS = {"title": forms.TITLE_LIMIT, "place": forms.PLACE_LIMIT, "address": forms.PLACE_LIMIT}


class EventDetails(Struct, frozen=True):
    """The fields of an event that its form has."""

    title: str
    place: str
    address: str
    description: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    capacity: int | None


class _Times(NamedTuple):
    starts_at: datetime
    ends_at: datetime
    all_day: bool


def read_event_form(
    call: Invocation, zone: str, kept: rules.Event | None = None
) -> tuple[EventDetails | None, dict[str, str]]:
    """Return the details in a form, or None and the errors by field.

    A time that is the same as that of `kept` may be over.
    """
    errors: dict[str, str] = {}
    texts = {name: read_words(call, name, limit, errors) for name, limit in _LIMITS.items()}
    description = read_words(call, "description", forms.WORDS_LIMIT, errors, multiline=True)
    if not texts["title"]:
        errors.setdefault("title", forms.NO_TITLE)

    times = _read_times(call, zone, kept, errors)
    capacity = _read_capacity(call.field_text("capacity"), errors)
    if errors or times is None:
        return None, errors
    return EventDetails(
        title=texts["title"],
        place=texts["place"],
        address=texts["address"],
        description=description,
        starts_at=times.starts_at,
        ends_at=times.ends_at,
        all_day=times.all_day,
        capacity=capacity,
    ), errors


def _read_times(
    call: Invocation, zone: str, kept: rules.Event | None, errors: dict[str, str]
) -> _Times | None:
    length = call.field_text("length")
    same_length = kept is not None and length == forms.length_input(kept)
    if length not in forms.LENGTHS and not same_length:
        errors["length"] = forms.BAD_LENGTH
        return None

    words = call.field_text("when")
    if kept and same_length and words == forms.start_input(kept):
        return _Times(kept.starts_at, kept.ends_at, kept.all_day)

    start = _read_start(words, call.now, zone, errors)
    if start is None:
        return None
    if length == forms.ALL_DAY:
        return _Times(_midnight(start, zone), _midnight(start, zone, days=1), True)
    return _Times(start, start + timedelta(minutes=int(length)), False)


def _read_start(words: str, now: datetime, zone: str, errors: dict[str, str]) -> datetime | None:
    shown = clean_text(words, 40)
    try:
        start = parse_when(words, now, zone, _DEFAULT_TIME).replace(second=0, microsecond=0)
    except UnreadableDate:
        errors["when"] = forms.unreadable_start(shown)
        return None
    except DateInPast:
        errors["when"] = forms.past_start(shown)
        return None

    if start <= now:
        errors["when"] = forms.past_start(shown)
        return None
    if start - now > rules.MAX_AHEAD:
        errors["when"] = forms.TOO_FAR
        return None
    return start


def _midnight(at: datetime, zone: str, days: int = 0) -> datetime:
    return utc_instant(local_date(at, zone) + timedelta(days=days), time(), zone)


def _read_capacity(words: str, errors: dict[str, str]) -> int | None:
    if not words:
        return None

    is_number = words.isascii() and words.isdecimal() and len(words) < 5
    if not is_number or not 1 <= int(words) <= rules.MAX_EVENT_SEATS:
        errors["capacity"] = forms.BAD_SEATS
        return None
    return int(words)
