"""Read the form of a poll; each field that is wrong gets one sentence."""

import datetime as dt
import re
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from msgspec import Struct, structs

from bot.core.ids import belongs_to_workspace
from bot.core.interactions import Invocation
from bot.dates.blackout import InvalidBlackout, read_blackout
from bot.dates.holidays import UnknownRegion, read_region
from bot.dates.parser import DateInPast, UnreadableDate, parse_when, read_clock
from bot.dates.rhythms import RHYTHMS, rhythm_rule
from bot.dates.said_rhythms import find_rhythm
from bot.dates.working_time import Blackout
from bot.happy_hour import rules
from bot.happy_hour.settings import PollSettings
from bot.happy_hour.views import drafts
from bot.people.rules import CallsEverybody, TooLong, read_line
from bot.ui.speech import say
from bot.ui.text import clean_text
from bot.venues.rules import MAX_CAPACITY, MAX_NAME, Venue

Value = TypeVar("Value")

DEFAULT_CLOSING_TIME = dt.time(16)
FORM_FIELDS = (
    "title", "channel", "dates", "weekday", "time", "avoid", "region", "venues", "places",
    "expected", "deadline", "repeat", "results",
)  # fmt: skip
SERIES_FIELDS = ("title", "weekday", "time", "avoid", "region", "expected", "repeat", "results")
_WEEKDAYS = tuple(str(day) for day in range(7))
_BEFORE_TIME = re.compile(r"(?:at|um|a las?|@)\s+", re.IGNORECASE)
_OR = re.compile(r"\s+(?:or|oder|o)\s+", re.IGNORECASE)


class PollRequest(Struct, frozen=True):
    """What an organiser asked for."""

    title: str
    channel: str
    closes_at: dt.datetime
    settings: PollSettings
    dates: tuple[dt.datetime, ...] = ()
    venues: tuple[int, ...] = ()
    places: tuple[str, ...] = ()  # that are not on the list yet


class _InvalidField(ValueError):
    """A field that is wrong; the message is the sentence that people read."""


class _FieldReader(Struct):
    """Reads the fields of a form one by one, and collects a sentence for each that is wrong."""

    call: Invocation
    errors: dict[str, str]

    def read_text(self, name: str, parse: Callable[[str], Value], default: Value) -> Value:
        return self.read(name, lambda: parse(self.call.field_text(name)), default)

    def read_choice(self, name: str, offered: Collection[str], sentence: str) -> str:
        def parse(value: str) -> str:
            if value not in offered:
                raise _InvalidField(sentence)
            return value

        return self.read_text(name, parse, "")

    def read(self, name: str, parse: Callable[[], Value], default: Value) -> Value:
        try:
            return parse()
        except _InvalidField as error:
            self.errors[name] = str(error)
            return default


def initial_values(channel: str, region: str, member_count: int) -> dict[str, tuple[str, ...]]:
    """Return the values of a form that opens for the first time."""
    return {
        "title": (say("Happy hour"),),
        "channel": (channel,),
        "weekday": ("3",),
        "time": ("17:30",),
        "region": (region,),
        "expected": (str(max(6, member_count // 2)),),
        "deadline": ("in 3 days",),
        "repeat": ("3",),
        "results": ("hidden",),
    }


def typed_words(call: Invocation) -> dict[str, tuple[str, ...]]:
    """Return what a command says, as values of the form: the dates, one a line, and the rest."""
    when, title, place = (call.field_text(name) for name in ("when", "title", "at"))
    repeating, when = _split_rhythm(when)
    if not repeating:
        repeating, title = _split_rhythm(title)
    dates = "\n".join(filter(None, map(str.strip, _OR.split(when))))
    typed = {
        "dates": clean_text(dates, drafts.MAX_DATES_TEXT, multiline=True),
        "title": clean_text(title, rules.MAX_TITLE),
        "places": clean_text(place, MAX_NAME),
        **repeating,
    }
    return {name: (words,) for name, words in typed.items() if words}


def _split_rhythm(words: str) -> tuple[dict[str, str], str]:
    """Return what words say of a rhythm, as fields of the form, and the words beside it.

    With a weekday the rest is its time: “every second Friday 17:00”. Otherwise it is a first date.
    """
    said = find_rhythm(words)
    if said is None:
        return {}, words
    fields, rest = {"repeat": said.rhythm}, said.rest
    if said.weekday is not None:
        fields["weekday"] = str(said.weekday)
        if clock := read_clock(_BEFORE_TIME.sub("", rest, count=1)):
            fields["time"], rest = clock, ""
    return fields, rest


def read_poll_form(
    call: Invocation, zone: str, offered: Sequence[Venue]
) -> tuple[PollRequest | None, dict[str, str]]:
    """Return the request, or None and the errors by field."""
    reader = _FieldReader(call, {})
    time = reader.read_text("time", _read_time, "17:30")
    weekday = reader.read_choice("weekday", _WEEKDAYS, say(drafts.NO_WEEKDAY))
    repeat = reader.read_choice("repeat", drafts.REPEATS, say(drafts.NO_REPEAT))
    moments, closes_at = _read_moments(reader, time, zone)
    plan = _read_settings(reader, time, weekday, repeat)
    title = reader.read_text("title", _read_title, "")
    channel = reader.read("channel", lambda: _read_channel(call), "")
    nothing: tuple[int, ...] = ()
    chosen = reader.read(
        "venues", lambda: _read_venues(call.field_values("venues"), offered), nothing
    )
    no_places: tuple[str, ...] = ()
    places = reader.read_text("places", lambda words: _read_places(words, len(chosen)), no_places)
    if reader.errors:
        return None, reader.errors
    return PollRequest(title, channel, closes_at, plan, moments, chosen, places), {}


def read_series_form(
    call: Invocation, known: PollSettings
) -> tuple[str, PollSettings, dict[str, str]]:
    """Return the title and settings of happy hours that repeat, and the errors by field."""
    reader = _FieldReader(call, {})
    time = reader.read_text("time", _read_time, "17:30")
    weekday = reader.read_choice("weekday", _WEEKDAYS, say(drafts.NO_WEEKDAY))
    repeat = reader.read_choice("repeat", RHYTHMS, say(drafts.NO_REPEAT))
    plan = _read_settings(reader, time, weekday, repeat)
    typed = {**known.typed, **{name: plan.typed[name] for name in SERIES_FIELDS}}
    return (
        reader.read_text("title", _read_title, ""),
        structs.replace(plan, typed=typed),
        (reader.errors),
    )


def _read_settings(reader: _FieldReader, time: str, weekday: str, repeat: str) -> PollSettings:
    rule = ""
    if weekday and repeat not in ("", "no"):
        rule = rhythm_rule(repeat, int(weekday))
    nothing: Blackout = ()
    region = reader.read_text("region", _read_region, "")
    blackout = reader.read_text("avoid", _read_days_to_avoid, nothing)
    expected = reader.read_text("expected", _read_expected, 2)
    results = reader.read_choice("results", drafts.RESULTS, say(drafts.NO_RESULTS))
    return PollSettings(
        time=time,
        weekday=int(weekday or 3),
        rule=rule,
        region=region,
        blackout=blackout,
        expected=expected,
        live=results == "live",
        typed={name: _typed(reader.call, name) for name in FORM_FIELDS},
    )


def _read_moments(
    reader: _FieldReader, time: str, zone: str
) -> tuple[tuple[dt.datetime, ...], dt.datetime]:
    """Return the dates, and the close, which must be well before the first of them."""
    now = reader.call.now
    nothing: tuple[dt.datetime, ...] = ()
    moments = reader.read_text("dates", lambda words: _read_dates(words, time, now, zone), nothing)
    closes_at = reader.read_text("deadline", lambda words: _read_deadline(words, now, zone), now)
    if "deadline" in reader.errors or not moments:
        return moments, closes_at
    if closes_at + rules.MIN_GAP_AFTER_CLOSE > min(moments):
        reader.errors["deadline"] = say(drafts.AFTER_EVENT)
    return moments, closes_at


def _typed(call: Invocation, name: str) -> tuple[str, ...]:
    if name == "venues":
        return call.field_values(name)[: rules.MAX_OPTIONS]
    return (clean_text(call.field_text(name), drafts.MAX_DATES_TEXT, multiline=True),)


def _read_title(words: str) -> str:
    try:
        title = read_line(words, rules.MAX_TITLE)
    except (TooLong, CallsEverybody):
        raise _InvalidField(drafts.no_title()) from None
    if not title:
        raise _InvalidField(drafts.no_title())
    return title


def _read_channel(call: Invocation) -> str:
    channel = call.field_text("channel")
    if not belongs_to_workspace(channel, call.workspace):
        raise _InvalidField(say(drafts.NO_CHANNEL))
    return channel


def _read_time(words: str) -> str:
    clock = read_clock(words)
    if clock is None:
        raise _InvalidField(say(drafts.NO_TIME))
    return clock


def _read_days_to_avoid(words: str) -> Blackout:
    if len(words) > drafts.MAX_AVOID_TEXT:
        raise _InvalidField(say(drafts.TOO_LONG))
    try:
        return read_blackout(clean_text(words, drafts.MAX_AVOID_TEXT, multiline=True))
    except InvalidBlackout as error:
        raise _InvalidField(drafts.unreadable_days_text(str(error))) from None


def _read_region(words: str) -> str:
    try:
        return read_region(words)
    except UnknownRegion:
        raise _InvalidField(say(drafts.NO_REGION)) from None


def _read_venues(chosen: Sequence[str], offered: Sequence[Venue]) -> tuple[int, ...]:
    if len(chosen) > rules.MAX_OPTIONS:
        raise _InvalidField(drafts.no_venues())
    known = {str(venue.id) for venue in offered}
    if not set(chosen) <= known:
        raise _InvalidField(say(drafts.VENUE_GONE))
    return tuple(int(value) for value in dict.fromkeys(chosen))


def _read_places(words: str, chosen: int) -> tuple[str, ...]:
    lines = list(dict.fromkeys(line.strip() for line in words.splitlines() if line.strip()))
    if len(lines) + chosen > rules.MAX_OPTIONS:
        raise _InvalidField(drafts.no_places())
    try:
        return tuple(read_line(line, MAX_NAME) for line in lines)
    except (TooLong, CallsEverybody):
        raise _InvalidField(drafts.no_places()) from None


def _read_expected(words: str) -> int:
    is_number = words.isascii() and words.isdecimal() and len(words) < 5
    if not is_number or not 2 <= int(words) <= MAX_CAPACITY:
        raise _InvalidField(say(drafts.NO_EXPECTED))
    return int(words)


def _read_deadline(words: str, now: dt.datetime, zone: str) -> dt.datetime:
    try:
        closes_at = parse_when(words, now, zone, DEFAULT_CLOSING_TIME)
    except DateInPast:
        raise _InvalidField(say(drafts.PAST_DEADLINE)) from None
    except UnreadableDate:
        raise _InvalidField(say(drafts.NO_DEADLINE)) from None
    if closes_at < now + rules.MIN_OPEN:
        raise _InvalidField(say(drafts.SOON))
    if closes_at > now + rules.MAX_OPEN:
        raise _InvalidField(say(drafts.LONG))
    return closes_at


def _read_dates(words: str, time: str, now: dt.datetime, zone: str) -> tuple[dt.datetime, ...]:
    if len(words) > drafts.MAX_DATES_TEXT:
        raise _InvalidField(drafts.too_many())
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    if len(lines) > rules.MAX_OPTIONS:
        raise _InvalidField(drafts.too_many())

    moments = {_read_date(line, time, now, zone) for line in lines}
    if len(moments) < len(lines):
        raise _InvalidField(say(drafts.TWICE))
    return tuple(sorted(moments))


def _read_date(words: str, time: str, now: dt.datetime, zone: str) -> dt.datetime:
    try:
        moment = parse_when(words, now, zone, dt.time.fromisoformat(time))
    except DateInPast:
        raise _InvalidField(drafts.past_date_text(words)) from None
    except UnreadableDate:
        raise _InvalidField(drafts.unreadable_date_text(words)) from None
    if moment > now + rules.MAX_DATE_AHEAD:
        raise _InvalidField(say(drafts.TOO_FAR))
    return moment
