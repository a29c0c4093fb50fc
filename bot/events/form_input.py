"""Parse and validate the form of an event."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import NamedTuple

from msgspec import Struct

from bot.core.fields import read_words, read_zone
from bot.core.interactions import Invocation
from bot.core.moments import moment_problem
from bot.dates.local_time import local_date, utc_instant
from bot.dates.moments import Moment, read_moment
from bot.dates.parser import DateInPast, UnreadableDate, parse_moment
from bot.events import repeats, rules
from bot.events.rules import MAX_EVENT_SEATS
from bot.events.views import forms
from bot.ui.speech import say
from bot.ui.text import clean_text

_DEFAULT_TIME = time(18)
_ANY_HOUR = time(23, 59)  # of a whole day, also of today
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
    zone: str


class _Times(NamedTuple):
    starts_at: datetime
    ends_at: datetime
    all_day: bool


def read_event_form(
    call: Invocation, zone: str, kept: rules.Event | None = None
) -> tuple[EventDetails | None, dict[str, str]]:
    """Return the details in a form, or None and the errors by field.

    Times are those of the zone in the form, or else of `zone`. A time that is the same as that of
    `kept` may be over.
    """
    errors: dict[str, str] = {}
    if call.field_text("zone").strip():
        zone = read_zone(call, errors)
    texts = {name: read_words(call, name, limit, errors) for name, limit in _LIMITS.items()}
    description = read_words(call, "description", forms.WORDS_LIMIT, errors, multiline=True)
    if not texts["title"]:
        errors.setdefault("title", say(forms.NO_TITLE))

    times = _read_times(call, zone, kept, errors) if zone else None
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
        zone=zone,
    ), errors


def read_terms(call: Invocation, event: rules.Event, errors: dict[str, str]) -> dict[str, object]:
    """Return until when people sign up, whom they may bring and when they are reminded.

    What “Interested” counts as stays as it is where the form does not ask for it.
    """
    interest = call.field_text("interest") or event.interest
    if interest not in forms.INTERESTS:
        errors["interest"] = say(forms.BAD_INTEREST)
    leads = {str(lead): lead for lead in forms.REMINDER_LEADS}
    chosen = call.field_values("reminders")
    if not leads.keys() >= set(chosen):
        errors["reminders"] = say(forms.BAD_REMINDERS)
        return {}
    until = {str(lead): lead for lead in forms.SIGNUP_LEADS}
    return {
        "signup_lead": _read_offered(call, "signup", until, say(forms.BAD_SIGNUP), errors),
        "guests_each": read_guests(call, errors),
        "reminders": tuple(sorted({leads[lead] for lead in chosen}, reverse=True)),
        "interest": interest,
    }


def read_guests(call: Invocation, errors: dict[str, str]) -> int:
    """Return how many guests a form says."""
    offered = {str(count): count for count in range(rules.MAX_GUESTS + 1)}
    return _read_offered(call, "guests", offered, say(forms.BAD_GUESTS), errors)


def _read_offered(
    call: Invocation,
    name: str,
    offered: Mapping[str, int],
    sentence: str,
    errors: dict[str, str],
) -> int:
    words = call.field_text(name) or "0"
    if words not in offered:
        errors[name] = sentence
        return 0
    return offered[words]


def read_rule(call: Invocation, details: EventDetails, errors: dict[str, str]) -> str:
    """Return the rule by which a new event repeats, or an empty string for one that does not.

    “Every Friday”, typed beside the time, comes before what they chose.
    """
    zone = details.zone
    typed = repeats.typed_repeat(call.field_text("when"), call.now, zone, _DEFAULT_TIME)
    if typed and typed.every:
        return typed.rule

    chosen = call.field_text("repeat") or "no"
    if chosen not in repeats.REPEATS:
        errors["repeat"] = say(forms.BAD_REPEAT)
        return ""
    first = local_date(details.starts_at, zone)
    rule = repeats.rule_for(chosen, first)
    if rule is None:
        errors["repeat"] = forms.not_last(first)
    return rule or ""


def wished_repeat(words: str, now: datetime, zone: str) -> str:
    """Return how often an event is to take place, as words of a command have it."""
    try:
        typed = repeats.typed_repeat(words, now, zone, _DEFAULT_TIME)
    except ValueError:
        return "no"
    return repeats.repeat_of(typed.rule) if typed else "no"


def typed_start(words: str, now: datetime, zone: str) -> Moment:
    """Return when an event begins, by the words of a command, which may say that it repeats."""
    try:
        typed = repeats.typed_repeat(words, now, zone, _DEFAULT_TIME)
    except ValueError:
        typed = None
    return Moment(typed.first) if typed else read_moment(words, now, zone)


def unclear_start(words: str, now: datetime, zone: str) -> str:
    """Return what to ask of a start that a command names; nothing where it is clear or missing."""
    errors: dict[str, str] = {}
    if words:
        _read_start(words, now, zone, errors, None, may_repeat=True)
    return errors.get("when", "")


def read_scope(call: Invocation, errors: dict[str, str]) -> str:
    """Return whether a change is about this evening alone or about those after it too."""
    scope = call.field_text("scope") or forms.THIS_ONE
    if scope not in (forms.THIS_ONE, forms.FROM_HERE):
        errors["scope"] = say(forms.BAD_SCOPE)
    return scope


def _read_times(
    call: Invocation, zone: str, kept: rules.Event | None, errors: dict[str, str]
) -> _Times | None:
    length = call.field_text("length")
    same_length = kept is not None and length == forms.length_input(kept)
    if length not in forms.LENGTHS and not same_length:
        errors["length"] = say(forms.BAD_LENGTH)
        return None

    words = call.field_text("when")
    same_place = kept is not None and zone == kept.zone
    if kept and same_place and same_length and words == forms.start_input(kept):
        return _Times(kept.starts_at, kept.ends_at, kept.all_day)

    any_hour = _ANY_HOUR if length == forms.ALL_DAY else None
    typed = _read_start(words, call.now, zone, errors, any_hour, may_repeat=kept is None)
    if typed is None:
        return None
    start, end = typed
    if length == forms.ALL_DAY:
        return _Times(_midnight(start, zone), _midnight(start, zone, days=1), True)
    return _Times(start, end or start + timedelta(minutes=int(length)), False)


def _read_start(
    words: str,
    now: datetime,
    zone: str,
    errors: dict[str, str],
    default: time | None,
    *,
    may_repeat: bool,
) -> tuple[datetime, datetime | None] | None:
    """Return when an event starts, and when it ends if that was typed too."""
    shown = clean_text(words, 40)
    try:
        typed = repeats.typed_repeat(words, now, zone, _DEFAULT_TIME) if may_repeat else None
        found = Moment(typed.first) if typed else parse_moment(words, now, zone, default)
    except UnreadableDate as error:
        errors["when"] = moment_problem(shown, error.moment, zone, say(forms.EXAMPLE_START))
        return None
    except DateInPast:
        errors["when"] = forms.past_start(shown)
        return None

    start = (found.start or now).replace(second=0, microsecond=0)
    if start <= now:
        errors["when"] = forms.past_start(shown)
        return None
    if start - now > rules.MAX_AHEAD:
        errors["when"] = say(forms.TOO_FAR)
        return None
    return start, found.end


def _midnight(at: datetime, zone: str, days: int = 0) -> datetime:
    return utc_instant(local_date(at, zone) + timedelta(days=days), time(), zone)


def _read_capacity(words: str, errors: dict[str, str]) -> int | None:
    if not words:
        return None

    is_number = words.isascii() and words.isdecimal() and len(words) < 5
    if not is_number or not 1 <= int(words) <= rules.MAX_EVENT_SEATS:
        errors["capacity"] = say(forms.BAD_SEATS, most=MAX_EVENT_SEATS)
        return None
    return int(words)
