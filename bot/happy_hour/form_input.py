"""Read what an organiser asks for.

Each thing that needs another look gets one sentence at its field.
"""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from msgspec import Struct

from bot.core.ids import belongs_to_workspace
from bot.core.router import Invocation
from bot.dates.blackout import InvalidBlackout as UnreadableDays
from bot.dates.blackout import read_blackout
from bot.dates.parser import DateInPast, UnreadableDate, parse_when, read_clock
from bot.dates.recurrence import monthly_rule
from bot.happy_hour import date_options, rules
from bot.happy_hour.settings import PollSettings
from bot.happy_hour.views import drafts
from bot.people.rules import CallsEverybody, TooLong, read_line
from bot.ui.text import clean_text
from bot.venues.rules import MAX_CAPACITY, Venue

Value = TypeVar("Value")

DEFAULT_CLOSING_TIME = dt.time(16)
_DAYS = tuple(str(day) for day in range(5))
FORM_FIELDS = (
    "title", "channel", "dates", "weekday", "time", "avoid", "region", "venues", "expected",
    "deadline", "repeat",
    "results",
)  # fmt: skip


class PollRequest(Struct, frozen=True):
    """What an organiser asked for, understood."""

    title: str
    channel: str
    closes_at: dt.datetime
    settings: PollSettings
    dates: tuple[dt.datetime, ...] = ()
    venues: tuple[int, ...] = ()


class _Wrong(ValueError):
    pass


def initial_values(channel: str, zone: str, member_count: int) -> dict[str, tuple[str, ...]]:
    """Give what stands in the form when it opens for the first time."""
    return {
        "title": ("Happy hour",),
        "channel": (channel,),
        "weekday": ("3",),
        "time": ("17:30",),
        "region": (date_options.region_of(zone),),
        "expected": (str(max(6, member_count // 2)),),
        "deadline": ("in 3 days",),
        "repeat": ("3",),
        "results": ("hidden",),
    }


def read_poll_form(
    call: Invocation, zone: str, offered: Sequence[Venue]
) -> tuple[PollRequest | None, dict[str, str]]:
    """Read the form; without a single mistake there is something that was asked for."""
    errors: dict[str, str] = {}

    def take(name: str, reader: Callable[[], Value], instead: Value) -> Value:
        try:
            return reader()
        except _Wrong as wrong:
            errors[name] = str(wrong)
            return instead

    time = take("time", lambda: _time(call.field_text("time")), "17:30")
    weekday = take(
        "weekday", lambda: _one_of(call.field_text("weekday"), _DAYS, drafts.NO_WEEKDAY), "3"
    )
    repeat = take(
        "repeat", lambda: _one_of(call.field_text("repeat"), drafts.REPEATS, drafts.NO_REPEAT), "no"
    )
    nothing: tuple[dt.datetime, ...] = ()
    moments = take("dates", lambda: _dates(call.field_text("dates"), time, call.now, zone), nothing)
    closes_at = take(
        "deadline", lambda: _deadline(call.field_text("deadline"), call.now, zone), call.now
    )
    if (
        "deadline" not in errors
        and moments
        and closes_at + rules.MIN_GAP_AFTER_CLOSE > min(moments)
    ):
        errors["deadline"] = drafts.AFTER_EVENT
    plan = PollSettings(
        time=time,
        weekday=int(weekday),
        rule="" if repeat == "no" else monthly_rule(int(repeat), int(weekday)),
        region=take("region", lambda: _region(call.field_text("region")), ""),
        blackout=take("avoid", lambda: _avoid(call.field_text("avoid")), ()),
        expected=take("expected", lambda: _expected(call.field_text("expected")), 2),
        live=take(
            "results",
            lambda: _one_of(call.field_text("results"), drafts.RESULTS, drafts.NO_RESULTS),
            "",
        )
        == "live",
        typed={name: _typed(call, name) for name in FORM_FIELDS},
    )
    title = take("title", lambda: _title(call.field_text("title")), "")
    channel = take("channel", lambda: _channel(call), "")
    nowhere: tuple[int, ...] = ()
    chosen = take("venues", lambda: _venues(call.field_values("venues"), offered), nowhere)
    return (
        (None, errors)
        if errors
        else (PollRequest(title, channel, closes_at, plan, moments, chosen), {})
    )


def _typed(call: Invocation, name: str) -> tuple[str, ...]:
    if name == "venues":
        return call.field_values(name)[: rules.MAX_OPTIONS]
    return (clean_text(call.field_text(name), drafts.MAX_DATES_TEXT, multiline=True),)


def _title(words: str) -> str:
    try:
        title = read_line(words, rules.MAX_TITLE)
    except (TooLong, CallsEverybody):
        raise _Wrong(drafts.NO_TITLE) from None
    if not title:
        raise _Wrong(drafts.NO_TITLE)
    return title


def _channel(call: Invocation) -> str:
    channel = call.field_text("channel")
    if not belongs_to_workspace(channel, call.workspace):
        raise _Wrong(drafts.NO_CHANNEL)
    return channel


def _one_of(value: str, offered: Collection[str], sentence: str) -> str:
    if value not in offered:
        raise _Wrong(sentence)
    return value


def _time(words: str) -> str:
    clock = read_clock(words)
    if clock is None:
        raise _Wrong(drafts.NO_TIME)
    return clock


def _avoid(words: str) -> tuple[tuple[dt.date, dt.date], ...]:
    if len(words) > drafts.MAX_AVOID_TEXT:
        raise _Wrong(drafts.TOO_LONG)
    try:
        return read_blackout(clean_text(words, drafts.MAX_AVOID_TEXT, multiline=True))
    except UnreadableDays as wrong:
        raise _Wrong(drafts.unreadable_days_text(str(wrong))) from None


def _region(words: str) -> str:
    try:
        return date_options.read_region(words)
    except date_options.UnknownRegion:
        raise _Wrong(drafts.NO_REGION) from None


def _venues(chosen: Sequence[str], offered: Sequence[Venue]) -> tuple[int, ...]:
    if len(chosen) > rules.MAX_OPTIONS:
        raise _Wrong(drafts.NO_VENUES)
    if not set(chosen) <= {str(venue.id) for venue in offered}:
        raise _Wrong(drafts.VENUE_GONE)
    return tuple(int(value) for value in dict.fromkeys(chosen))


def _expected(words: str) -> int:
    if not (
        words.isascii() and words.isdecimal() and len(words) < 5 and 2 <= int(words) <= MAX_CAPACITY
    ):
        raise _Wrong(drafts.NO_EXPECTED)
    return int(words)


def _deadline(words: str, now: dt.datetime, zone: str) -> dt.datetime:
    try:
        closes_at = parse_when(words, now, zone, DEFAULT_CLOSING_TIME)
    except DateInPast:
        raise _Wrong(drafts.PAST_DEADLINE) from None
    except UnreadableDate:
        raise _Wrong(drafts.NO_DEADLINE) from None
    if closes_at < now + rules.MIN_OPEN:
        raise _Wrong(drafts.SOON)
    if closes_at > now + rules.MAX_OPEN:
        raise _Wrong(drafts.LONG)
    return closes_at


def _dates(words: str, time: str, now: dt.datetime, zone: str) -> tuple[dt.datetime, ...]:
    if len(words) > drafts.MAX_DATES_TEXT:
        raise _Wrong(drafts.TOO_MANY)
    lines = [one.strip() for one in words.splitlines() if one.strip()]
    if len(lines) > rules.MAX_OPTIONS:
        raise _Wrong(drafts.TOO_MANY)
    moments = [_date(one, time, now, zone) for one in lines]
    if len(set(moments)) < len(moments):
        raise _Wrong(drafts.TWICE)
    return tuple(sorted(moments))


def _date(words: str, time: str, now: dt.datetime, zone: str) -> dt.datetime:
    try:
        moment = parse_when(words, now, zone, dt.time.fromisoformat(time))
    except DateInPast:
        raise _Wrong(drafts.past_date_text(words)) from None
    except UnreadableDate:
        raise _Wrong(drafts.unreadable_date_text(words)) from None
    if moment > now + rules.MAX_DATE_AHEAD:
        raise _Wrong(drafts.TOO_FAR)
    return moment
